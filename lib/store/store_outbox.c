/* store_outbox: answers on their way out, one row per recipient; Bcc stands only here. */
#include <string.h>

#include "store/store.h"
#include "store/store_db.h"

int store_outbox_add(struct store *store, struct outbox *o, struct err *err)
{
	int64_t identity;
	int found = store_object_id(store, "identity", o->identity, &identity, err);

	if (found <= 0)
		return err_set(err, ERR_CONFIG, "no sending identity %s", o->identity);
	if (sql_do(store, err,
		"INSERT INTO outbox (message, identity, sender, created, next_try, tries)"
		" VALUES (?1, ?2, ?3, ?4, ?4, 0)",
		"iisi", o->message, identity, o->sender, o->created) < 0)
		return -1;
	o->id = db_last_id(store);
	for (size_t i = 0; i < o->n; i++)
		if (sql_do(store, err,
			"INSERT INTO recipient (outbox, address, part, state, changed)"
			" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
			"issii", o->id, o->rcpts[i].address, o->rcpts[i].part,
			(int64_t)DELIVERY_QUEUED, o->created) < 0)
			return -1;
	return 0;
}

static int read_recipients(struct store *store, struct arena *a, struct outbox *o, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT address, part, state, reply FROM recipient WHERE outbox = ?1"
	    " ORDER BY part DESC, address",
	    "i", o->id);

	while (sql_row(q)) {
		o->rcpts = arena_grow(a, o->rcpts, o->n, sizeof *o->rcpts);
		struct outbox_rcpt *r = &o->rcpts[o->n++];
		r->address = sql_text(q, a, 0);
		r->part = sql_text(q, a, 1);
		r->state = (enum delivery)sql_int(q, 2);
		r->reply = sql_text(q, a, 3);
	}
	return sql_end(q, err);
}

static int read_outbox(struct store *store, struct arena *a, struct sql *q, struct outbox **out,
    size_t *n_out, struct err *err)
{
	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct outbox *o = &(*out)[(*n_out)++];
		memset(o, 0, sizeof *o);
		o->id = sql_int(q, 0);
		o->message = sql_int(q, 1);
		o->ticket = sql_int(q, 2);
		o->identity = sql_text(q, a, 3);
		o->sender = sql_text(q, a, 4);
		o->message_id = sql_text(q, a, 5);
		o->created = sql_int(q, 6);
		o->next_try = sql_int(q, 7);
		o->tries = sql_int(q, 8);
	}
	if (sql_end(q, err) < 0)
		return -1;
	for (size_t i = 0; i < *n_out; i++)
		if (read_recipients(store, a, &(*out)[i], err) < 0)
			return -1;
	return 0;
}

#define OUTBOX_COLUMNS \
	"SELECT o.id, o.message, m.ticket, i.name, o.sender, m.message_id, o.created, o.next_try," \
	" o.tries FROM outbox o JOIN message m ON m.id = o.message JOIN identity i ON i.id = " \
	"o.identity "

int store_outbox_due(struct store *store, struct arena *a, int64_t now, size_t max,
    struct outbox **out, size_t *n_out, struct err *err)
{
	return read_outbox(store, a,
	    sql_run(store,
		OUTBOX_COLUMNS "WHERE o.next_try <= ?1 ORDER BY o.next_try, o.id"
			       " LIMIT ?2",
		"ii", now, (int64_t)max),
	    out, n_out, err);
}

int store_outbox_list(struct store *store, struct arena *a, int64_t id, unsigned states,
    struct outbox **out, size_t *n_out, struct err *err)
{
	if (id != 0)
		return read_outbox(store, a,
		    sql_run(store, OUTBOX_COLUMNS "WHERE o.id = ?1", "i", id), out, n_out, err);
	return read_outbox(store, a,
	    sql_run(store,
		OUTBOX_COLUMNS "WHERE o.id IN (SELECT outbox FROM recipient"
			       " WHERE state <> 3 AND ((1 << state) & ?1) <> 0) ORDER BY o.id",
		"i", (int64_t)states),
	    out, n_out, err);
}

#define TROUBLE(state) "(SELECT count(*) FROM recipient r JOIN outbox o ON o.id = r.outbox" \
	" JOIN message m ON m.id = o.message WHERE m.ticket = ?1 AND r.state = " state ")"

int store_count_trouble(struct store *store, int64_t ticket, struct err *err)
{
	return sql_do(store, err,
	    "UPDATE ticket SET failed = " TROUBLE("4") ", uncertain = " TROUBLE(
		"5") " WHERE id = ?1",
	    "i", ticket);
}

static bool is_trouble(enum delivery state)
{
	return state == DELIVERY_FAILED || state == DELIVERY_UNCERTAIN;
}

int store_outbox_state(struct store *store, int64_t id, const char *address, enum delivery from,
    enum delivery to, const char *reply, int64_t now, struct err *err)
{
	int result = address != NULL
	    ? sql_do(store, err,
		  "UPDATE recipient SET state = ?3, reply = coalesce(?4, reply), changed = ?5"
		  " WHERE outbox = ?1 AND address = ?2",
		  "isisi", id, address, (int64_t)to, reply, now)
	    : sql_do(store, err,
		  "UPDATE recipient SET state = ?3, reply = coalesce(?4, reply), changed = ?5"
		  " WHERE outbox = ?1 AND state = ?2",
		  "iiisi", id, (int64_t)from, (int64_t)to, reply, now);

	if (result == 0)
		result = sql_do(store, err,
		    "UPDATE outbox SET next_try = CASE WHEN EXISTS (SELECT 1 FROM recipient"
		    " WHERE outbox = ?1 AND state IN (0, 1, 2)) THEN coalesce(next_try, ?2) END "
		    "WHERE id = ?1",
		    "ii", id, now);
	if (result == 0 && (is_trouble(to) || is_trouble(from) || address != NULL))
		result = store_count_trouble(store,
		    sql_value(store, 0, err,
			"SELECT m.ticket FROM outbox o"
			" JOIN message m ON m.id = o.message WHERE o.id = ?1",
			"i", id),
		    err);
	return result;
}

bool store_message_sent(struct store *store, int64_t message, struct err *err)
{
	return sql_value(store, 0, err, "SELECT 1 FROM outbox WHERE message = ?1", "i", message) !=
	    0;
}

int store_outbox_later(
    struct store *store, int64_t id, int64_t next_try, int64_t tries, struct err *err)
{
	return sql_do(store, err, "UPDATE outbox SET next_try = ?2, tries = ?3 WHERE id = ?1",
	    "iii", id, next_try, tries);
}

int store_outbox_recover(struct store *store, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	struct outbox *list;
	size_t n;
	int result = store_outbox_list(
	    store, a, 0, 1u << DELIVERY_SENDING | 1u << DELIVERY_DATA, &list, &n, err);

	for (size_t i = 0; i < n && result == 0; i++) {
		result = store_outbox_state(store, list[i].id, NULL, DELIVERY_SENDING,
		    DELIVERY_QUEUED, "the sender was interrupted", now, err);
		if (result == 0)
			result = store_outbox_state(store, list[i].id, NULL, DELIVERY_DATA,
			    DELIVERY_UNCERTAIN,
			    "the sender was interrupted after the mail, before the server's answer",
			    now, err);
	}
	arena_free(a);
	return result;
}
