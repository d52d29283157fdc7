/* store_event: the append-only log of what happened. */
#include "store/store.h"
#include "store/store_db.h"

int store_event(struct store *store, int64_t ticket, int64_t time, int64_t actor, const char *kind,
    const char *old, const char *new, const char *cause, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO event (ticket, time, actor, kind, old, new, cause)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    "iiissss", ticket, time, actor, kind, old, new, cause);
}

int store_events(struct store *store, struct arena *a, int64_t ticket, int64_t since_time,
    struct event **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT e.id, e.ticket, e.time, CASE WHEN e.actor > 0 THEN g.name"
	    " WHEN e.actor < 0 THEN 'requester' ELSE 'system' END, e.kind, e.old, e.new, e.cause "
	    "FROM event e"
	    " LEFT JOIN agent g ON g.id = e.actor WHERE e.ticket = ?1 AND e.time >= ?2 ORDER BY "
	    "e.id",
	    "ii", ticket, since_time);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct event *e = &(*out)[(*n_out)++];
		e->id = sql_int(q, 0);
		e->ticket = sql_int(q, 1);
		e->time = sql_int(q, 2);
		e->actor = sql_text(q, a, 3);
		e->kind = sql_text(q, a, 4);
		e->old = sql_text(q, a, 5);
		e->new = sql_text(q, a, 6);
		e->cause = sql_text(q, a, 7);
	}
	return sql_end(q, err);
}
