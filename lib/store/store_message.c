/* store_message: messages, their raw mail, and what threading asks of them. */
#include <string.h>

#include "store/store_row.h"

enum { ROW_MAX = 1 << 20 };     /* bytes of raw mail in one row */

/* ---- mailbox lists are kept as "address TAB name LF" lines */

static const char *join_mailboxes(struct arena *a, const struct mailboxes *list)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < list->n; i++)
		str_addf(&out, "%s\t%s\n", list->v[i].address == NULL ? "" : list->v[i].address,
		    list->v[i].name == NULL ? "" : list->v[i].name);
	return out.len > 0 ? str_end(&out) : NULL;
}

static void split_mailboxes(struct arena *a, const char *text, struct mailboxes *out)
{
	char *rest = arena_strdup(a, text), *line;

	while (rest != NULL && (line = str_cut(&rest, '\n')) != NULL && *line != '\0') {
		const char *address = str_cut(&line, '\t');

		out->v = arena_grow(a, out->v, out->n, sizeof *out->v);
		out->v[out->n].address = *address == '\0' ? NULL : address;
		out->v[out->n++].name = line == NULL || *line == '\0' ? NULL : line;
	}
}

/* ---- writing */

static int add_attachments(struct store *store, const struct message *m, struct err *err)
{
	for (size_t i = 0; i < m->attachments_n; i++) {
		const struct attachment *x = &m->attachments[i];

		if (sql_do(store, err,
			"INSERT INTO attachment (message, part, name, type, size, sha256, cid)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			"iississ", m->id, (int64_t)x->part, x->name, x->type, x->size, x->sha256,
			x->cid) < 0)
			return -1;
	}
	return 0;
}

static int add_raw(
    struct store *store, int64_t message, const struct store_mail *mail, struct err *err)
{
	size_t at = 0, n;
	int64_t part = 0;

	do {
		n = mail->z_len - at < ROW_MAX ? mail->z_len - at : ROW_MAX;
		if (sql_do(store, err,
			"INSERT INTO raw (message, part, raw_len, data) VALUES (?1, ?2, ?3, ?4)",
			"iiib", message, part++, (int64_t)mail->raw_len, (const char *)mail->z + at,
			n) < 0)
			return -1;
		at += n;
	} while (at < mail->z_len);
	return 0;
}

static int add_ancestors(
    struct store *store, int64_t ticket, const struct strv *ancestors, struct err *err)
{
	for (size_t i = 0; i < ancestors->n; i++)
		if (sql_do(store, err,
			"INSERT INTO ancestor (mid, ticket) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
			"si", ancestors->v[i], ticket) < 0)
			return -1;
	return 0;
}

int store_message_add(
    struct store *store, struct message *m, const struct store_mail *mail, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err,
	    "INSERT INTO message (ticket, origin, time, date, direction, channel, agent,"
	    " from_name, from_address, mail_to, mail_cc, subject, message_id, in_reply_to, refs, "
	    "hash, recipients,"
	    " verdict, why, flags, size, bounce, forwarded, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
	    "?7, ?8, ?9, ?10,"
	    " ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
	    "iiiziizssssssssbssssisss", m->ticket, m->origin, m->time, m->date,
	    (int64_t)m->direction, (int64_t)m->channel, m->agent_id, m->from.name, m->from.address,
	    join_mailboxes(a, &m->to), join_mailboxes(a, &m->cc), m->subject, m->message_id,
	    m->in_reply_to, m->references, mail->hash, sizeof mail->hash, mail->recipients,
	    m->verdict, m->why, m->flags, (int64_t)mail->raw_len, m->bounce_json, m->forwarded_json,
	    m->text == NULL ? "" : m->text);

	arena_free(a);
	if (result < 0)
		return -1;
	m->id = db_last_id(store);
	m->size = (int64_t)mail->raw_len;
	if (add_attachments(store, m, err) < 0 || add_raw(store, m->id, mail, err) < 0)
		return -1;
	return add_ancestors(store, m->origin, &mail->ancestors, err);
}

int store_message_views(struct store *store, const struct message *m, struct err *err)
{
	struct arena *a = arena_new();
	int result = search_forget(store, m->id, err);

	if (result == 0)
		result = sql_do(store, err,
		    "UPDATE message SET date = ?2, from_name = ?3, from_address = ?4,"
		    " mail_to = ?5, mail_cc = ?6, subject = ?7, in_reply_to = ?8, refs = ?9, "
		    "bounce = ?10, forwarded = ?11,"
		    " text = ?12 WHERE id = ?1",
		    "izssssssssss", m->id, m->date, m->from.name, m->from.address,
		    join_mailboxes(a, &m->to), join_mailboxes(a, &m->cc), m->subject,
		    m->in_reply_to, m->references, m->bounce_json, m->forwarded_json, m->text);

	arena_free(a);
	if (result < 0 || search_again(store, m->id, err) < 0 ||
	    sql_do(store, err, "DELETE FROM attachment WHERE message = ?1", "i", m->id) < 0)
		return -1;
	return add_attachments(store, m, err);
}

int store_message_flags(struct store *store, int64_t message, const char *flags, struct err *err)
{
	return sql_do(
	    store, err, "UPDATE message SET flags = ?2 WHERE id = ?1", "is", message, flags);
}

/* A note that its author changes or takes back stays as a message, so that its number is never
 * lost. */
int store_note_change(
    struct store *store, const struct message *m, const struct store_mail *mail, struct err *err)
{
	if (search_forget(store, m->id, err) < 0 ||
	    sql_do(store, err, "DELETE FROM raw WHERE message = ?1", "i", m->id) < 0 ||
	    sql_do(store, err,
		"UPDATE message SET text = ?2, flags = ?3, hash = ?4, size = ?5 WHERE id = ?1",
		"issbi", m->id, m->text, m->flags, mail->hash, sizeof mail->hash,
		(int64_t)mail->raw_len) < 0)
		return -1;
	return add_raw(store, m->id, mail, err) < 0 ? -1 : search_again(store, m->id, err);
}

int store_message_raw(
    struct store *store, const struct message *m, const struct store_mail *mail, struct err *err)
{
	if (sql_do(store, err, "DELETE FROM raw WHERE message = ?1", "i", m->id) < 0 ||
	    sql_do(store, err,
		"UPDATE message SET message_id = ?2, flags = ?3, size = ?4 WHERE id = ?1", "issi",
		m->id, m->message_id, m->flags, (int64_t)mail->raw_len) < 0)
		return -1;
	return add_raw(store, m->id, mail, err);
}

/* ---- reading */

#define MESSAGE_COLUMNS \
	"SELECT id, ticket, origin, time, date, direction, channel, agent, from_name, " \
	"from_address," \
	" mail_to, mail_cc, subject, message_id, in_reply_to, refs, verdict, why, flags, size, " \
	"bounce, forwarded," \
	" text FROM message "

static void message_from_row(struct sql *q, struct arena *a, struct message *m)
{
	memset(m, 0, sizeof *m);
	m->id = sql_int(q, 0);
	m->ticket = sql_int(q, 1);
	m->origin = sql_int(q, 2);
	m->time = sql_int(q, 3);
	m->date = sql_int(q, 4);
	m->direction = (enum direction)sql_int(q, 5);
	m->channel = (enum channel)sql_int(q, 6);
	m->agent_id = sql_int(q, 7);
	m->from.name = sql_text(q, a, 8);
	m->from.address = sql_text(q, a, 9);
	split_mailboxes(a, sql_text(q, a, 10), &m->to);
	split_mailboxes(a, sql_text(q, a, 11), &m->cc);
	m->subject = sql_text(q, a, 12);
	m->message_id = sql_text(q, a, 13);
	m->in_reply_to = sql_text(q, a, 14);
	m->references = sql_text(q, a, 15);
	m->verdict = sql_text(q, a, 16);
	m->why = sql_text(q, a, 17);
	m->flags = sql_text(q, a, 18);
	m->size = sql_int(q, 19);
	m->bounce_json = sql_text(q, a, 20);
	m->forwarded_json = sql_text(q, a, 21);
	m->text = sql_text(q, a, 22);
}

static int read_attachments(
    struct store *store, struct arena *a, struct message *m, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT part, name, type, size, sha256, cid FROM attachment WHERE message = ?1"
	    " ORDER BY part",
	    "i", m->id);

	while (sql_row(q)) {
		m->attachments =
		    arena_grow(a, m->attachments, m->attachments_n, sizeof *m->attachments);
		struct attachment *x = &m->attachments[m->attachments_n++];
		x->part = (int)sql_int(q, 0);
		x->name = sql_text(q, a, 1);
		x->type = sql_text(q, a, 2);
		x->size = sql_int(q, 3);
		x->sha256 = sql_text(q, a, 4);
		x->cid = sql_text(q, a, 5);
	}
	return sql_end(q, err);
}

static int read_messages(struct store *store, struct arena *a, struct sql *q, struct message **out,
    size_t *n_out, struct err *err)
{
	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		message_from_row(q, a, &(*out)[(*n_out)++]);
	}
	if (sql_end(q, err) < 0)
		return -1;
	for (size_t i = 0; i < *n_out; i++)
		if (read_attachments(store, a, &(*out)[i], err) < 0)
			return -1;
	return 0;
}

int store_messages(struct store *store, struct arena *a, int64_t ticket, int64_t since,
    struct message **out, size_t *n_out, struct err *err)
{
	return read_messages(store, a,
	    sql_run(store, MESSAGE_COLUMNS "WHERE ticket = ?1 AND id > ?2 ORDER BY id", "ii",
		ticket, since),
	    out, n_out, err);
}

int store_message(
    struct store *store, struct arena *a, int64_t id, struct message *out, struct err *err)
{
	struct message *found;
	size_t n;

	if (read_messages(store, a, sql_run(store, MESSAGE_COLUMNS "WHERE id = ?1", "i", id),
		&found, &n, err) < 0)
		return -1;
	if (n > 0)
		*out = *found;
	return n > 0;
}

int store_raw(struct store *store, struct arena *a, int64_t message, const void **z_out,
    size_t *z_len_out, size_t *raw_len_out, struct err *err)
{
	struct str all = str_new(a);
	struct sql *q = sql_run(
	    store, "SELECT raw_len, data FROM raw WHERE message = ?1 ORDER BY part", "i", message);
	bool found = false;
	size_t n;

	while (sql_row(q)) {
		const char *data = sql_blob(q, 1, &n);

		*raw_len_out = (size_t)sql_int(q, 0);
		str_addn(&all, data, n);
		found = true;
	}
	*z_out = all.s;
	*z_len_out = all.len;
	return sql_end(q, err) < 0 ? -1 : found;
}

/* ---- threading */

int store_twins(struct store *store, struct arena *a, const char *message_id,
    const uint8_t hash[32], struct store_twin **out, size_t *n_out, struct err *err)
{
	struct sql *q = message_id != NULL
	    ? sql_run(store,
		  "SELECT id, ticket, hash = ?2, subject, from_address, recipients FROM message"
		  " WHERE message_id = ?1 ORDER BY id DESC LIMIT 100",
		  "sb", message_id, hash, (size_t)32)
	    : sql_run(store,
		  "SELECT id, ticket, 1, subject, from_address, recipients FROM message"
		  " WHERE hash = ?1 AND message_id IS NULL ORDER BY id DESC LIMIT 1",
		  "b", hash, (size_t)32);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct store_twin *twin = &(*out)[(*n_out)++];
		twin->message = sql_int(q, 0);
		twin->ticket = sql_int(q, 1);
		twin->same_hash = sql_int(q, 2) != 0;
		twin->subject = sql_text(q, a, 3);
		twin->from = sql_text(q, a, 4);
		twin->recipients = sql_text(q, a, 5);
	}
	return sql_end(q, err);
}

/* Sorted insertion; the lists are short. */
static void add_ticket(struct arena *a, int64_t **v, size_t *n, int64_t id)
{
	size_t at = 0;

	while (at < *n && (*v)[at] < id)
		at++;
	if (at < *n && (*v)[at] == id)
		return;
	*v = arena_grow(a, *v, *n, sizeof **v);
	memmove(*v + at + 1, *v + at, (*n - at) * sizeof **v);
	(*v)[at] = id;
	(*n)++;
}

int store_related(struct store *store, struct arena *a, const struct strv *ids, const char *own,
    int64_t **tickets_out, size_t *n_out, struct err *err)
{
	int64_t *found = NULL;
	size_t found_n = 0;

	for (size_t i = 0; i < ids->n + (own != NULL); i++) {
		bool is_own = i == ids->n;
		struct sql *q = sql_run(store,
		    "SELECT ticket FROM ancestor WHERE mid = ?1 UNION ALL"
		    " SELECT ticket FROM message WHERE message_id = ?1 AND ?2 = 0",
		    "si", is_own ? own : ids->v[i], (int64_t)is_own);
		while (sql_row(q))
			add_ticket(a, &found, &found_n, sql_int(q, 0));
		if (sql_end(q, err) < 0)
			return -1;
	}
	*tickets_out = NULL;
	*n_out = 0;
	for (size_t i = 0; i < found_n; i++)
		add_ticket(a, tickets_out, n_out, store_merge_target(store, found[i], err));
	return err->class != ERR_NONE ? -1 : 0;
}

int store_message_by_mid(struct store *store, const char *message_id, int64_t *message_out,
    int64_t *ticket_out, enum direction *direction_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT id, ticket, direction FROM message WHERE message_id = ?1 ORDER BY id"
	    " LIMIT 1",
	    "s", message_id);
	bool found = sql_row(q);

	if (found) {
		*message_out = sql_int(q, 0);
		*ticket_out = sql_int(q, 1);
		*direction_out = (enum direction)sql_int(q, 2);
	}
	return sql_end(q, err) < 0 ? -1 : found;
}

int store_drained_set(struct store *store, const struct strv *names, struct err *err)
{
	if (sql_do(store, err, "DELETE FROM drained", "") < 0)
		return -1;
	for (size_t i = 0; i < names->n; i++)
		if (sql_do(store, err,
			"INSERT INTO drained (name) VALUES (?1) ON CONFLICT DO NOTHING", "s",
			names->v[i]) < 0)
			return -1;
	return 0;
}

bool store_drained(struct store *store, const char *name, struct err *err)
{
	return sql_value(store, 0, err, "SELECT 1 FROM drained WHERE name = ?1", "s", name) != 0;
}
