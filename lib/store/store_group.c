/* store_group: what a group gives its new tickets, and who may use it. */
#include "store/store.h"
#include "store/store_db.h"

int store_group_rules(
    struct store *store, struct arena *a, int64_t group, struct group_rules *out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT g.name, g.usable, c.name, x.id, x.name, x.absent, x.expires, x.suspended"
	    " FROM support_group g LEFT JOIN category c ON c.id = g.category"
	    " LEFT JOIN agent x ON x.id = g.assignee WHERE g.id = ?1",
	    "i", group);

	*out = (struct group_rules){ .usable = "all" };
	if (sql_row(q)) {
		out->name = sql_text(q, a, 0);
		out->usable = sql_text(q, a, 1);
		out->category = sql_text(q, a, 2);
		out->assignee.id = sql_int(q, 3);
		out->assignee.name = sql_text(q, a, 4);
		out->assignee.absent = sql_text(q, a, 5);
		out->assignee.expires = sql_text(q, a, 6);
		out->assignee.suspended = sql_int(q, 7) != 0;
	}
	return sql_end(q, err);
}

enum level store_level(struct store *store, const char *address, struct err *err)
{
	if (store_agent_address(store, address, err) != 0)
		return LEVEL_AGENT;
	struct arena *a = arena_new();
	int64_t level = sql_value(store, LEVEL_NON_MEMBER, err,
	    "SELECT p.level FROM person_address x JOIN person p ON p.id = x.person"
	    " WHERE x.address = ?1",
	    "s", str_lower(a, address));

	arena_free(a);
	return (enum level)level;
}

int64_t store_open_tickets(struct store *store, int64_t person, struct err *err)
{
	return sql_value(store, 0, err,
	    "SELECT count(*) FROM ticket WHERE requester = ?1 AND hidden = 0 AND status < ?2", "ii",
	    person, (int64_t)STATUS_CLOSED);
}
