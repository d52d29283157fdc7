/* store_assign: what an automatic assignment asks: who there is, who works where with which skills,
 * how much each has, whose turn it is. */
#include "store/store.h"
#include "store/store_db.h"

int store_workers(
    struct store *store, struct arena *a, struct worker **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT a.id, a.name, a.role, a.suspended, a.expires, a.absent,"
	    " coalesce(a.capacity, -1), a.assigned, count(t.id), coalesce(sum(t.priority), 0)"
	    " FROM agent a"
	    " LEFT JOIN ticket t ON t.agent = a.id AND t.status = 0 AND t.hidden = 0"
	    " WHERE a.role <> 'reader' GROUP BY a.id ORDER BY a.id",
	    "");

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct worker *w = &(*out)[(*n_out)++];
		int role = role_parse(sql_text(q, a, 2));

		w->id = sql_int(q, 0);
		w->name = sql_text(q, a, 1);
		w->role = role < 0 ? ROLE_READER : (enum role)role;
		w->suspended = sql_int(q, 3) != 0;
		w->expires = sql_text(q, a, 4);
		w->absent = sql_text(q, a, 5);
		w->capacity = sql_int(q, 6);
		w->turn = sql_int(q, 7);
		w->open = sql_int(q, 8);
		w->load = sql_int(q, 9);
	}
	return sql_end(q, err);
}

int store_worker_turn(struct store *store, int64_t agent, int64_t turn, struct err *err)
{
	return sql_do(
	    store, err, "UPDATE agent SET assigned = ?2 WHERE id = ?1", "ii", agent, turn);
}

int store_members(struct store *store, struct arena *a, int64_t group, int64_t skill,
    struct member **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT m.agent, coalesce(s.level, -1) FROM member m LEFT JOIN agent_skill s"
	    " ON s.owner = m.agent AND s.value = ?2 WHERE m.support_group = ?1 ORDER BY m.agent",
	    "ii", group, skill);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		(*out)[(*n_out)++] = (struct member){ sql_int(q, 0), sql_int(q, 1) };
	}
	return sql_end(q, err);
}

int store_needs(
    struct store *store, struct arena *a, int64_t ticket, struct needs *out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT s.id, s.name FROM ticket t LEFT JOIN category c ON c.id = t.category"
	    " LEFT JOIN skill s ON s.id = coalesce(t.skill, c.skill) WHERE t.id = ?1",
	    "i", ticket);

	*out = (struct needs){ 0 };
	if (sql_row(q)) {
		out->skill = sql_int(q, 0);
		out->name = sql_text(q, a, 1);
	}
	return sql_end(q, err);
}

int store_assigned(
    struct store *store, int64_t ticket, int64_t *time_out, int64_t *actor_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT time, actor FROM event WHERE ticket = ?1 AND kind = 'assign'"
	    " ORDER BY id DESC LIMIT 1",
	    "i", ticket);
	int found = sql_row(q);

	*time_out = found ? sql_int(q, 0) : 0;
	*actor_out = found ? sql_int(q, 1) : 0;
	return sql_end(q, err) < 0 ? -1 : found;
}
