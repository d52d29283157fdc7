/* store_definition: who may define, and the append-only log of what was defined. */
#include "store/store.h"
#include "store/store_db.h"

int store_definition_add(struct store *store, const struct defined *one, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO definition (time, actor, what, kind, name, property, old, new)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	    "isssssss", one->time, one->actor, one->what, one->kind, one->name, one->property,
	    one->old, one->new);
}

#define READ "SELECT time, actor, what, kind, name, property, old, new FROM definition ORDER BY id "

int store_definitions(struct store *store, struct arena *a, bool newest, int64_t limit,
    int64_t offset, struct defined **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store, newest ? READ "DESC LIMIT ?1 OFFSET ?2" :
	    READ "LIMIT ?1 OFFSET ?2", "ii", limit == 0 ? (int64_t)-1 : limit, offset);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		(*out)[(*n_out)++] = (struct defined){ sql_int(q, 0), sql_text(q, a, 1),
			sql_text(q, a, 2), sql_text(q, a, 3), sql_text(q, a, 4),
			sql_text(q, a, 5), sql_text(q, a, 6), sql_text(q, a, 7) };
	}
	return sql_end(q, err);
}

bool store_has_admin(struct store *store, struct err *err)
{
	return sql_value(store, 0, err,
		   "SELECT 1 FROM agent WHERE role = 'admin' AND suspended = 0 LIMIT 1", "") != 0;
}
