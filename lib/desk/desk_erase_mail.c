/* desk_erase_mail: the messages of an erasure: the person's own become stubs, others lose what
 * names or quotes them. */
#include <string.h>

#include "desk/desk_erase.h"
#include "desk/desk_intake.h"

enum { RUN_NEAR = 5, RUN_FAR = 12, AT_ONCE = 200 };

bool erase_is_own(const struct erasing *e, const char *address)
{
	for (size_t i = 0; address != NULL && i < e->addresses.n; i++)
		if (str_ieq(address, e->addresses.v[i]))
			return true;
	return false;
}

/* Where the part of a text begins that a mail program quoted without marks. */
static size_t quoted_from(struct arena *a, const char *text)
{
	struct mail_fold fold;
	const char *line, *at;

	mail_fold(a, text, &fold);
	if (fold.quoted == NULL)
		return SIZE_MAX;
	line = fold.quoted + strspn(fold.quoted, "\n \t");
	at = strstr(text, arena_strndup(a, line, strcspn(line, "\n")));
	return at == NULL ? SIZE_MAX : (size_t)(at - text);
}

/* Names go first, in what is learnt as in what is compared. */
char *erase_text(struct erasing *e, struct arena *a, const char *text, enum mail_place place)
{
	bool subject = place == MAIL_PLACE_SUBJECT;
	char *clean = needles_replace(&e->needles, a, text, e->is_near, subject), *more;

	if (place != MAIL_PLACE_BODY || (!e->is_near && !e->ours))
		return clean;
	text = clean != NULL ? clean : text;
	more = words_replace(&e->words, a, text, e->is_near ? quoted_from(a, text) : SIZE_MAX,
	    e->is_near ? RUN_NEAR : RUN_FAR, e->scrub.notice);
	return more != NULL ? more : clean;
}

void erase_learn(struct erasing *e, struct arena *a, const char *text, bool mine)
{
	char *clean = needles_replace(&e->needles, a, text, true, false);

	words_learn(&e->words, clean != NULL ? clean : text, mine);
}

/* ---- one message */

struct one {
	struct erasing *e;
	struct arena *a;
	struct message m;
	char *raw;
	size_t len;
	bool own;
};

static int load(struct one *o, int64_t id, struct err *err)
{
	struct store *store = o->e->desk->store;
	const void *z;
	size_t z_len;
	int found = store_raw(store, o->a, id, &z, &z_len, &o->len, err);

	if (found <= 0 || store_message(store, o->a, id, &o->m, err) <= 0)
		return found < 0 || err->class != ERR_NONE ? -1 : 0;
	o->raw = mail_inflate(o->a, z, z_len, o->len, err);
	if (o->raw == NULL)
		return -1;
	o->own = erase_is_own(o->e, o->m.from.address);
	o->e->is_near = idset_has(&o->e->near, o->m.ticket) ||
	    idset_has(&o->e->near, o->m.origin);
	o->e->ours = o->m.direction != DIRECTION_IN;
	return 1;
}

/* What the person wrote and somebody else forwarded to us is theirs, too. */
static void learn_forwarded(struct one *o, const struct mail *mail)
{
	const struct forwarded *f = mail->forwarded;
	const char *at;

	if (f == NULL || !erase_is_own(o->e, f->from.address))
		return;
	o->e->is_near = true;
	at = str_ifind(mail->text, f->from.address);
	at = at == NULL ? NULL : strchr(at, '\n');
	if (at != NULL)
		erase_learn(o->e, o->a, at, true);
}

static const char *with_flag(struct arena *a, const char *flags)
{
	if (flags != NULL && strstr(flags, "erased") != NULL)
		return flags;
	return flags == NULL ? "erased" : arena_printf(a, "%s,erased", flags);
}

static int write_message(struct one *o, char *raw, size_t len, struct err *err)
{
	struct store *store = o->e->desk->store;
	struct store_mail stored = { .raw_len = len };
	struct message *m = &o->m;
	struct mail mail;

	mail_parse(o->a, raw, len, &mail);
	intake_views(o->a, &mail, m);
	if (m->message_id != NULL && mail.message_id != NULL)
		m->message_id = mail.message_id;
	m->flags = o->own ? with_flag(o->a, m->flags) : m->flags;
	stored.z = mail_deflate(o->a, raw, len, &stored.z_len);
	if (store_message_views(store, m, err) < 0)
		return -1;
	return store_message_raw(store, m, &stored, err);
}

/* 1: it had to change. */
static int erase_one(struct one *o, bool look, struct err *err)
{
	struct erasing *e = o->e;
	struct mailbox from = { e->name, e->host_address };
	struct mail mail;
	bool changed = true;
	char *raw;
	size_t len;

	if (o->own && o->m.flags != NULL && strstr(o->m.flags, "erased") != NULL)
		return 0;
	mail_parse(o->a, o->raw, o->len, &mail);
	learn_forwarded(o, &mail);
	if (o->own)
		mail_stub(o->a, o->raw, o->len, &e->scrub, &from, e->scrub.notice, &raw, &len);
	else
		changed = mail_scrub(o->a, o->raw, o->len, &e->scrub, &raw, &len);
	if (!changed || look)
		return changed;
	*(o->own ? &e->counts.stubs : &e->counts.scrubbed) += 1;
	return write_message(o, raw, len, err) < 0 ? -1 : 1;
}

static void add_id(struct erasing *e, struct ids *ids, int64_t id)
{
	ids->v = arena_grow(e->arena, ids->v, ids->n, sizeof *ids->v);
	ids->v[ids->n++] = id;
}

static int erase_these(struct erasing *e, const int64_t *ids, size_t n, bool look,
    struct ids *candidates, struct err *err)
{
	struct one o = { .e = e, .a = arena_new() };
	int result = 0;

	for (size_t i = 0; i < n && result >= 0; i++) {
		arena_reset(o.a);
		result = load(&o, ids[i], err);
		if (result > 0)
			result = erase_one(&o, look, err);
		if (result > 0 && look)
			add_id(e, candidates, ids[i]);
	}
	arena_free(o.a);
	return result < 0 ? -1 : 0;
}

/*
 * Looking takes as long as the store is large, so it is done without the lock; then only what was
 * found, and what came since, is written.
 */
int erase_messages(struct erasing *e, struct ids *candidates, int64_t above, bool look,
    int64_t *last_out, struct err *err)
{
	struct arena *a = arena_new();
	int64_t *ids, total = look ? store_last_message(e->desk->store, err) : 0;
	size_t n = 1;
	int result = 0;

	if (!look)
		result = erase_these(e, candidates->v, candidates->n, false, candidates, err);
	for (*last_out = above; n > 0 && result == 0;) {
		arena_reset(a);
		result = store_message_ids(e->desk->store, a, *last_out, AT_ONCE, &ids, &n, err);
		if (result == 0 && n > 0)
			result = erase_these(e, ids, n, look, candidates, err);
		if (n > 0)
			*last_out = ids[n - 1];
		if (look && n > 0)
			progress("messages", *last_out, total);
	}
	arena_free(a);
	return result;
}

/* ---- held mail */

static int hold_again(struct erasing *e, const struct spooled *file, const char *name,
    char *raw, size_t len, struct err *err)
{
	struct envelope envelope = file->envelope;
	struct strv recipients = { 0 };
	char *clean;

	for (size_t i = 0; i < envelope.recipients.n; i++) {
		clean = erase_text(e, e->arena, envelope.recipients.v[i], MAIL_PLACE_FIELD);
		strv_add(&recipients, e->arena, clean != NULL ? clean : envelope.recipients.v[i]);
	}
	envelope.recipients = recipients;
	const char *reason = file->reason == NULL ? "held" : file->reason;
	clean = erase_text(e, e->arena, reason, MAIL_PLACE_FIELD);
	if (clean != NULL)
		reason = clean;
	if (spool_hold_copy(e->desk->dir, &envelope, raw, len, reason, err) < 0)
		return -1;
	return spool_remove(e->desk->dir, true, name, err);
}

static bool names_person(struct erasing *e, const struct spooled *file)
{
	for (size_t i = 0; i < file->envelope.recipients.n; i++)
		if (erase_is_own(e, file->envelope.recipients.v[i]))
			return true;
	return file->reason != NULL &&
	    erase_text(e, e->arena, file->reason, MAIL_PLACE_FIELD) != NULL;
}

int erase_held(struct erasing *e, bool look, struct err *err)
{
	struct strv names = { 0 };
	int result = spool_list(e->arena, e->desk->dir, true, 0, &names, err);

	for (size_t i = 0; i < names.n && result == 0; i++) {
		struct arena *a = arena_new();
		struct spooled file;
		struct mail mail;
		char *raw;
		size_t len;

		e->is_near = e->ours = false;
		result = spool_read(a, e->desk->dir, true, names.v[i], &file, err);
		if (result == 0) {
			mail_parse(a, file.raw, file.len, &mail);
			bool own = erase_is_own(e, mail.from.address) ||
			    erase_is_own(e, file.envelope.sender);
			bool changed = !own &&
			    (mail_scrub(a, file.raw, file.len, &e->scrub, &raw, &len) ||
				(names_person(e, &file) &&
				    (raw = (char *)file.raw, len = file.len, true)));

			e->counts.held += own || changed;
			if (own && !look)
				result = spool_remove(e->desk->dir, true, names.v[i], err);
			else if (changed && !look)
				result = hold_again(e, &file, names.v[i], raw, len, err);
		}
		arena_free(a);
	}
	return result;
}
