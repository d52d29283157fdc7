/* store_presence: who works on which ticket, and who writes to it. */
#include "store/store.h"
#include "store/store_db.h"

/* An agent who writes in two windows counts once: the later one. */
int store_presence_set(struct store *store, const struct presence *p, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO presence (agent, ticket, writing, pid, started, host, since, until)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (ticket, agent, writing)"
	    " DO UPDATE SET since = CASE WHEN until < excluded.since OR writing <> 0"
	    " THEN excluded.since ELSE since END, pid = excluded.pid, started = excluded.started,"
	    " host = excluded.host, until = excluded.until",
	    "iiiiisii", p->agent_id, p->ticket, (int64_t)p->writing, p->pid, p->began, p->host,
	    p->since, p->until);
}

int store_presence_end(struct store *store, const struct presence *p, struct err *err)
{
	return sql_do(store, err,
	    "DELETE FROM presence WHERE ticket = ?1 AND agent = ?2 AND writing = ?3 AND pid = ?4",
	    "iiii", p->ticket, p->agent_id, (int64_t)p->writing, p->pid);
}

int store_presence_sweep(struct store *store, int64_t now, struct err *err)
{
	return sql_do(store, err, "DELETE FROM presence WHERE until < ?1", "i", now);
}

int store_presences(struct store *store, struct arena *a, int64_t ticket, int64_t now,
    struct presence **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT p.ticket, p.agent, p.since, p.until, p.pid, p.started, p.host, a.name,"
	    " a.fullname, p.writing FROM presence p JOIN agent a ON a.id = p.agent"
	    " WHERE (?1 = 0 OR p.ticket = ?1) AND p.until >= ?2"
	    " ORDER BY p.ticket, p.agent, p.writing DESC",
	    "ii", ticket, now);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct presence *p = &(*out)[(*n_out)++];
		p->ticket = sql_int(q, 0);
		p->agent_id = sql_int(q, 1);
		p->since = sql_int(q, 2);
		p->until = sql_int(q, 3);
		p->pid = sql_int(q, 4);
		p->began = sql_int(q, 5);
		p->host = sql_text(q, a, 6);
		p->agent = sql_text(q, a, 7);
		p->fullname = sql_text(q, a, 8);
		p->writing = sql_int(q, 9) != 0;
	}
	return sql_end(q, err);
}
