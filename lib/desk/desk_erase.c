/*
 * desk_erase: tk-contact erase: somebody asks to be forgotten.  Numbers, threads and figures stay;
 * what was said by the person, and what names them, goes from every place that we hold.
 */
#include <string.h>
#include <unistd.h>

#include "desk/desk_contact.h"
#include "desk/desk_erase.h"
#include "desk/desk_server.h"

enum { LOCK_WAIT_MS = 60000, SUBJECT_MIN = 4, PREFIX_MAX = 8 };

static const char notice[] = "(erased)";

/* ---- what the scrubber of mails asks */

static char *on_text(void *ctx, struct arena *a, const char *s, enum mail_place place)
{
	return erase_text(ctx, a, s, place);
}

static bool on_mailbox(void *ctx, struct arena *a, struct mailbox *m)
{
	struct erasing *e = ctx;
	char *name = m->name == NULL ? NULL : erase_text(e, a, m->name, MAIL_PLACE_FIELD);
	char *address = m->address == NULL ? NULL : erase_text(e, a, m->address, MAIL_PLACE_FIELD);

	if (erase_is_own(e, m->address) && m->name != NULL)
		name = (char *)e->name;
	if (name != NULL)
		m->name = name;
	if (address != NULL)
		m->address = address;
	return name != NULL || address != NULL;
}

static bool on_embedded(void *ctx, const struct mailbox *from)
{
	return erase_is_own(ctx, from->address);
}

/* A file that only the person sent goes wherever it was put; what others' files hold is for
 * somebody to look at. */
static bool on_file(void *ctx, const char *sha256, const char *data, size_t len)
{
	struct erasing *e = ctx;

	if (strv_has(&e->files, sha256)) {
		e->counts.files++;
		return true;
	}
	for (size_t i = 0; i < e->addresses.n; i++) {
		const char *needle = e->addresses.v[i];
		size_t n = strlen(needle);

		for (size_t at = 0; at + n <= len; at++)
			if (data[at] == *needle && memcmp(data + at, needle, n) == 0) {
				e->counts.left_files++;
				return false;
			}
	}
	return false;
}

static bool on_known(void *ctx, const char *address)
{
	struct desk *desk = ((struct erasing *)ctx)->desk;
	struct err ignored = { 0 };
	int64_t group;

	return store_contact_by_address(desk->store, address, &ignored) != 0 ||
	    store_agent_address(desk->store, address, &ignored) != 0 ||
	    store_group_by_address(desk->store, address, &group, &ignored) > 0;
}

/* ---- who it is */

static void add_address(struct erasing *e, const char *address)
{
	const char *at = strrchr(address, '@'), *with;
	size_t i = e->addresses.n;

	if (at == NULL || strv_has(&e->addresses, address))
		return;
	strv_add(&e->addresses, e->arena, address);
	with = i == 0 ? e->host_address :
	    arena_printf(e->arena, "%s-%zu@erased.invalid", e->name, i + 1);
	needle_add(&e->needles, e->arena, NEEDLE_ADDRESS, address, with, false);
	/* as return paths and links write it */
	needle_add(&e->needles, e->arena, NEEDLE_ADDRESS,
	    arena_printf(e->arena, "%.*s=%s", (int)(at - address), address, at + 1),
	    arena_printf(e->arena, "%s=erased.invalid", e->name), false);
	needle_add(&e->needles, e->arena, NEEDLE_ADDRESS,
	    arena_printf(e->arena, "%.*s%%40%s", (int)(at - address), address, at + 1),
	    arena_printf(e->arena, "%s%%40erased.invalid", e->name), false);
}

/* "Ayşe Demir" also stands as "Demir, Ayşe" and "Demir Ayşe". */
static void add_name(struct erasing *e, const char *name, bool near_only)
{
	char *first = str_trim(arena_strdup(e->arena, name)), *last = strrchr(first, ' ');

	if (strchr(first, '@') != NULL || *first == '\0')
		return;
	needle_add(&e->needles, e->arena, NEEDLE_NAME, first, e->name, near_only || last == NULL);
	if (last == NULL)
		return;
	*last++ = '\0';
	needle_add(&e->needles, e->arena, NEEDLE_NAME,
	    arena_printf(e->arena, "%s, %s", last, first), e->name, near_only);
	needle_add(&e->needles, e->arena, NEEDLE_NAME,
	    arena_printf(e->arena, "%s %s", last, first), e->name, near_only);
}

static int add_person(struct erasing *e, int64_t id, struct err *err)
{
	struct person p;

	if (store_contact(e->desk->store, e->arena, id, &p, err) < 0)
		return -1;
	e->family = arena_grow(e->arena, e->family, e->family_n, sizeof *e->family);
	e->family[e->family_n++] = id;
	for (size_t i = 0; i < p.addresses_n; i++) {
		int64_t agent = store_agent_address(e->desk->store, p.addresses[i].address, err);

		if (agent != 0)
			return err_set(err, ERR_NO, "%s: is the address of an agent"
			    " (tk-admin agent set ... addresses=)", p.addresses[i].address);
		add_address(e, p.addresses[i].address);
	}
	for (size_t i = 0; i < p.phones_n; i++)
		needle_add(&e->needles, e->arena, NEEDLE_PHONE, p.phones[i].number, notice, false);
	return err->class != ERR_NONE ? -1 : 0;
}

static int add_family(void *ctx, const struct person *p, struct err *err)
{
	struct erasing *e = ctx;

	if (store_contact_target(e->desk->store, p->id, err) != e->person)
		return err->class != ERR_NONE ? -1 : 0;
	return add_person(e, p->id, err);
}

/* Without "Re:" and kin. */
static void add_subject(struct erasing *e, const char *subject)
{
	const char *colon = strchr(subject, ':');

	while (colon != NULL && colon - subject <= PREFIX_MAX) {
		subject = colon + 1 + strspn(colon + 1, " ");
		colon = strchr(subject, ':');
	}
	if (strlen(subject) >= SUBJECT_MIN && !str_eq(subject, notice))
		needle_add(&e->needles, e->arena, NEEDLE_SUBJECT, subject, notice, true);
}

static int add_names(struct erasing *e, struct err *err)
{
	struct strv names = { 0 }, subjects = { 0 };
	struct store *store = e->desk->store;

	if (store_erase_names(store, e->arena, &names, err) < 0 ||
	    store_erase_subjects(store, e->arena, &subjects, err) < 0 ||
	    store_erase_files(store, e->arena, &e->files, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		bool shared = store_namesakes(store, names.v[i], e->person, err) > 0;

		e->counts.left_names += shared || strchr(names.v[i], ' ') == NULL;
		add_name(e, names.v[i], shared);
	}
	for (size_t i = 0; i < subjects.n; i++)
		add_subject(e, subjects.v[i]);
	return err->class != ERR_NONE ? -1 : 0;
}

/* Who wrote what first, in the tickets that the person takes part in. */
static int learn_words(struct erasing *e, struct err *err)
{
	struct arena *a = arena_new();
	struct message *messages;
	int64_t *tickets;
	size_t n, messages_n;
	int result = store_erase_tickets(e->desk->store, e->arena, &tickets, &n, err);

	e->words.arena = e->arena;
	words_learn(&e->words, arena_printf(e->arena, "%s\n%s", e->name, notice), false);
	for (size_t i = 0; i < n && result == 0; i++) {
		arena_reset(a);
		idset_add(&e->near, e->arena, tickets[i]);
		result = store_messages(
		    e->desk->store, a, tickets[i], 0, &messages, &messages_n, err);
		for (size_t m = 0; m < messages_n && result == 0; m++)
			erase_learn(e, a, messages[m].text,
			    erase_is_own(e, messages[m].from.address));
	}
	arena_free(a);
	return result;
}

int erase_identify(struct erasing *e, int64_t person, struct err *err)
{
	struct contact_filter merged = { .merged = true };

	e->person = person;
	e->name = arena_printf(e->arena, "erased-%lld", (long long)person);
	e->host_address = arena_printf(e->arena, "%s@erased.invalid", e->name);
	e->needles.known = on_known;
	e->needles.ctx = e;
	e->scrub = (struct mail_scrub){ e, on_text, on_mailbox, on_embedded, on_file, notice };
	if (add_person(e, person, err) < 0 ||
	    store_contacts(e->desk->store, &merged, add_family, e, err) < 0 ||
	    store_erase_who(e->desk->store, e->family, e->family_n, &e->addresses, err) < 0 ||
	    add_names(e, err) < 0)
		return -1;
	return learn_words(e, err);
}

/* ---- doing it */

static char *on_row(void *ctx, struct arena *a, const char *s)
{
	struct erasing *e = ctx;

	return erase_text(e, a, s, e->is_near ? MAIL_PLACE_BODY : MAIL_PLACE_FIELD);
}

static void on_near(void *ctx, bool near)
{
	((struct erasing *)ctx)->is_near = near;
}

static int erase_rows(struct erasing *e, struct err *err)
{
	struct store_erasure how = { .person = e->person, .now = e->desk->now,
		.actor = e->desk->actor.id, .name = e->name, .notice = notice, .text = on_row,
		.near = on_near, .ctx = e };
	struct store_erased out;

	e->is_near = e->ours = false;
	if (store_erase_rows(e->desk->store, &how, &out, err) < 0)
		return -1;
	e->counts.subjects = out.subjects;
	e->counts.recipients = out.recipients;
	e->counts.dropped = out.dropped;
	e->counts.rows = out.rows;
	e->counts.tickets = out.tickets;
	return 0;
}

static int in_transaction(
    struct erasing *e, struct ids *candidates, int64_t seen, bool dry, struct err *err)
{
	int64_t last;

	if (store_begin(e->desk->store, err) < 0)
		return -1;
	if (erase_messages(e, candidates, seen, false, &last, err) < 0 ||
	    erase_rows(e, err) < 0) {
		store_rollback(e->desk->store);
		return -1;
	}
	if (dry)
		store_rollback(e->desk->store);
	return dry ? 0 : store_commit(e->desk->store, err);
}

/* ---- the report */

static void line(struct str *out, const char *what, int64_t n)
{
	str_addf(out, "%s\t%lld\n", what, (long long)n);
}

static void report(struct erasing *e, bool dry)
{
	struct str out = str_new(e->arena);

	str_addf(&out, "%s\t%s\n", dry ? "would become" : "is now", e->name);
	line(&out, "own messages emptied", e->counts.stubs);
	line(&out, "messages of others changed", e->counts.scrubbed);
	line(&out, "files removed from them", e->counts.files);
	line(&out, "subjects replaced", e->counts.subjects);
	line(&out, "recipients replaced", e->counts.recipients);
	line(&out, "answers not sent any more", e->counts.dropped);
	line(&out, "other fields changed", e->counts.rows);
	line(&out, "held mails removed or changed", e->counts.held);
	line(&out, "tickets concerned", e->counts.tickets);
	line(&out, "left: files of others that hold an address", e->counts.left_files);
	line(&out, "left: names that others bear too or of one word, elsewhere",
	    e->counts.left_names);
	str_add(&out, "left\tnicknames, first names and descriptions typed by others\n"
	    "left\timages, sound and documents of others that speak of the person\n"
	    "left\tbackups, exports and copies of the store; drafts in agents' home directories\n"
	    "left\tlogs of the mail server and of this machine\n"
	    "left\tmail already sent, and mailboxes that mail is fetched from\n");
	text_print(str_end(&out));
}

/* Held mail goes first: a run that dies before its commit is begun again, for the rows still say
 * whose it is. */
static int erase_locked(struct erasing *e, int64_t person, bool dry, struct err *err)
{
	struct ids candidates = { 0 };
	int64_t last;

	if (erase_identify(e, person, err) < 0 ||
	    erase_messages(e, &candidates, 0, true, &last, err) < 0)
		return -1;
	e->counts.files = e->counts.left_files = 0;
	if (erase_held(e, dry, err) < 0 || in_transaction(e, &candidates, last, dry, err) < 0)
		return -1;
	return dry ? 0 : store_compact(e->desk->store, err);
}

/* Done before; it may have died on the way from the commit to here. */
static int erased_before(struct desk *desk, const char *word, bool dry, struct err *err)
{
	if (!dry && store_compact(desk->store, err) < 0)
		return -1;
	return err_set(err, ERR_NO, "%s: was erased", word);
}

static void take_no_notice(void *ctx, const struct taken *taken)
{
	(void)ctx;
	(void)taken;
}

/* Neither mail nor an answer is under way meanwhile; what comes waits in the spool. */
int desk_contact_erase(struct desk *desk, char *const *words, bool dry, struct err *err)
{
	struct erasing e = { .desk = desk, .arena = desk->arena };
	struct person p;
	int spool = -1, sender = -1, result;

	if (desk_may_admin(desk, err) < 0)
		return -1;
	if (secure_mode())      /* the spool is not in reach, nor what screens mail */
		return err_set(err, ERR_PERM, "not allowed: only the owner of the store erases");
	if (words[0] == NULL || words[1] != NULL)
		return err_set(err, ERR_USAGE, "erase: one contact is needed");
	if (contact_read(desk, words[0], &p, err) < 0)
		return -1;
	if ((!dry && desk_drain(desk, LOCK_WAIT_MS, false, take_no_notice, NULL, err) < 0) ||
	    spool_lock(desk->dir, LOCK_WAIT_MS, &spool, err) < 0)
		return -1;
	result = desk_lock(desk, "send", LOCK_WAIT_MS, &sender, err);
	if (result == 0)
		result = p.erased != 0 ? erased_before(desk, words[0], dry, err) :
		    erase_locked(&e, p.id, dry, err);
	if (sender >= 0)
		close(sender);
	close(spool);
	if (result == 0)
		report(&e, dry);
	return result;
}
