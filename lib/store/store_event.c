/* store_event: the append-only log of what happened. */
#include "store/store.h"
#include "store/store_db.h"

enum { HOUR = 3600 };

int store_event(struct store *store, int64_t ticket, int64_t time, int64_t actor, const char *kind,
    const char *old, const char *new, const char *cause, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO event (ticket, time, actor, kind, old, new, cause)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	    "iiissss", ticket, time, actor, kind, old, new, cause);
}

#define EVENT_COLUMNS "e.id, e.ticket, e.time, CASE WHEN e.actor > 0 THEN g.name" \
	" WHEN e.actor < 0 THEN 'requester' ELSE 'system' END, e.kind, e.old, e.new, e.cause"

static void event_from_row(struct sql *q, struct arena *a, struct event *e)
{
	e->id = sql_int(q, 0);
	e->ticket = sql_int(q, 1);
	e->time = sql_int(q, 2);
	e->actor = sql_text(q, a, 3);
	e->kind = sql_text(q, a, 4);
	e->old = sql_text(q, a, 5);
	e->new = sql_text(q, a, 6);
	e->cause = sql_text(q, a, 7);
}

int store_events(struct store *store, struct arena *a, int64_t ticket, int64_t since_time,
    struct event **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT " EVENT_COLUMNS " FROM event e LEFT JOIN agent g ON g.id = e.actor"
	    " WHERE e.ticket = ?1 AND e.time >= ?2 AND e.kind <> 'view' ORDER BY e.id",
	    "ii", ticket, since_time);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		event_from_row(q, a, &(*out)[(*n_out)++]);
	}
	return sql_end(q, err);
}

int store_views(struct store *store, struct arena *a, int64_t ticket, int64_t since_time,
    struct store_view **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT " EVENT_COLUMNS ", e.actor, g.role FROM event e JOIN agent g ON g.id = e.actor"
	    " WHERE e.ticket = ?1 AND e.time >= ?2 AND e.kind = 'view' ORDER BY e.id",
	    "ii", ticket, since_time);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct store_view *v = &(*out)[(*n_out)++];
		event_from_row(q, a, &v->event);
		v->agent = sql_int(q, 8);
		v->role = (enum role)role_parse(sql_text(q, a, 9));
	}
	return sql_end(q, err);
}

int store_view_add(
    struct store *store, int64_t ticket, int64_t agent, int64_t now, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO event (ticket, time, actor, kind) SELECT ?1, ?2, ?3, 'view'"
	    " WHERE NOT EXISTS (SELECT 1 FROM event WHERE ticket = ?1 AND actor = ?3"
	    "  AND kind = 'view' AND time >= ?4)",
	    "iiii", ticket, now, agent, now - now % HOUR);
}
