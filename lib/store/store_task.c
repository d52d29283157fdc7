/* store_task: tasks of tickets. */
#include "store/store.h"
#include "store/store_db.h"

#define TASK_COLUMNS \
	"k.id, k.ticket, k.agent, k.creator, k.created, k.due, k.done, a.name, c.name, k.text"
#define TASK_FROM \
	" FROM task k JOIN agent a ON a.id = k.agent LEFT JOIN agent c ON c.id = k.creator"

static void task_from_row(struct sql *q, struct arena *a, struct task *t)
{
	t->id = sql_int(q, 0);
	t->ticket = sql_int(q, 1);
	t->agent_id = sql_int(q, 2);
	t->creator_id = sql_int(q, 3);
	t->created = sql_int(q, 4);
	t->due = sql_int(q, 5);
	t->done = sql_int(q, 6);
	t->agent = sql_text(q, a, 7);
	t->creator = sql_text(q, a, 8);
	t->text = sql_text(q, a, 9);
}

int store_task(
    struct store *store, struct arena *a, int64_t id, struct task *out, struct err *err)
{
	struct sql *q =
	    sql_run(store, "SELECT " TASK_COLUMNS TASK_FROM " WHERE k.id = ?1", "i", id);
	int found = sql_row(q);

	if (found)
		task_from_row(q, a, out);
	return sql_end(q, err) < 0 ? -1 : found;
}

int store_tasks(struct store *store, struct arena *a, int64_t ticket, int64_t agent, bool all,
    struct task **out, size_t *n_out, struct err *err)
{
	struct sql *q = ticket != 0
	    ? sql_run(store,
		  "SELECT " TASK_COLUMNS TASK_FROM " WHERE k.ticket = ?1"
		  " AND (?2 = 0 OR k.agent = ?2) AND (?3 <> 0 OR k.done IS NULL) ORDER BY k.id",
		  "iii", ticket, agent, (int64_t)all)
	    : sql_run(store,
		  "SELECT " TASK_COLUMNS TASK_FROM " JOIN ticket t ON t.id = k.ticket"
		  " WHERE k.agent = ?1 AND t.hidden = 0 AND (?2 <> 0 OR k.done IS NULL)"
		  " ORDER BY k.due IS NULL, k.due, k.id",
		  "ii", agent, (int64_t)all);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		task_from_row(q, a, &(*out)[(*n_out)++]);
	}
	return sql_end(q, err);
}

int store_task_add(struct store *store, struct task *t, struct err *err)
{
	if (sql_do(store, err,
		"INSERT INTO task (ticket, origin, agent, creator, text, created, due)"
		" VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6)",
		"iizsiz", t->ticket, t->agent_id, t->creator_id, t->text, t->created, t->due) < 0)
		return -1;
	t->id = db_last_id(store);
	return 0;
}

int store_task_done(struct store *store, int64_t id, int64_t done, struct err *err)
{
	return sql_do(store, err, "UPDATE task SET done = ?2 WHERE id = ?1", "iz", id, done);
}

int store_task_delete(struct store *store, int64_t id, struct err *err)
{
	return sql_do(store, err, "DELETE FROM task WHERE id = ?1", "i", id);
}

int store_move_tasks(struct store *store, int64_t from, int64_t to, bool undo, struct err *err)
{
	if (!undo)
		return sql_do(store, err, "UPDATE task SET ticket = ?2 WHERE ticket = ?1", "ii",
		    from, to);
	return sql_do(store, err,
	    "WITH RECURSIVE family(id) AS (SELECT ?1 UNION SELECT t.id FROM ticket t"
	    " JOIN family f ON t.merged_into = f.id) UPDATE task SET ticket = ?1"
	    " WHERE ticket = ?2 AND origin IN (SELECT id FROM family)",
	    "ii", from, to);
}
