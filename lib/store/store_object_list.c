/* store_object_list: properties that are lists, kept in side tables. */
#include <string.h>

#include "store/store.h"
#include "store/store_object.h"

/* What names objects stands in OWNER_DETAIL (agent_group, group_team), addresses in `detail`. */
static const char *side_table(
    struct arena *a, const struct object_kind *kind, const struct property *p)
{
	return p->type == PROPERTY_LIST ? p->detail
					: arena_printf(a, "%s_%s", kind->name, p->detail);
}

/* Cut the level off "vpn:3". */
static int cut_level(const struct property *p, char *value, int64_t *level_out, struct err *err)
{
	char *colon = strrchr(value, ':');

	if (colon == NULL || str_int(colon + 1, level_out) < 0 || *level_out < 1 || *level_out > 5)
		return object_bad_value(p, value, "must have a level of 1 to 5, as vpn:3", err);
	*colon = '\0';
	return 0;
}

static int bind_entry(struct store *store, struct sql *q, const struct property *p, char *value,
    struct arena *a, struct err *err)
{
	int64_t level;

	if (p->type == PROPERTY_LEVELS) {
		if (cut_level(p, value, &level, err) < 0)
			return -1;
		sql_bind_int(q, 3, level);
	}
	if (p->type != PROPERTY_LIST)
		return object_bind_reference(store, q, 2, p, value, err);
	if (strchr(value, '@') == NULL)
		return object_bad_value(p, value, "not a mail address", err);
	sql_bind_text(q, 2, str_lower(a, value));
	return 0;
}

static int add_to_list(struct store *store, const struct property *p, const char *table,
    int64_t owner, char *value, struct arena *a, struct err *err)
{
	bool levels = p->type == PROPERTY_LEVELS, added;
	struct sql *q = sql_build(store,
	    arena_printf(a,
		"INSERT INTO %s (owner, value%s) VALUES (?1, ?2%s) ON CONFLICT DO NOTHING"
		" RETURNING 1",
		table, levels ? ", level" : "", levels ? ", ?3" : ""));

	sql_bind_int(q, 1, owner);
	if (bind_entry(store, q, p, value, a, err) < 0) {
		struct err ignored = { 0 };
		sql_end(q, &ignored);
		return -1;
	}
	added = sql_row(q);
	if (sql_end(q, err) < 0)
		return -1;
	if (!added && p->type == PROPERTY_LIST)
		return object_bad_value(p, value, "already belongs to another", err);
	return !added && levels ? object_bad_value(p, value, "stands there twice", err) : 0;
}

int object_set_list(struct store *store, const struct object_kind *kind, const struct property *p,
    int64_t owner, const char *values, struct err *err)
{
	struct arena *a = arena_new();
	const char *table = side_table(a, kind, p);
	struct sql *q = sql_build(store, arena_printf(a, "DELETE FROM %s WHERE owner = ?1", table));
	char *rest = arena_strdup(a, values == NULL ? "" : values), *value;
	int result;

	sql_bind_int(q, 1, owner);
	sql_row(q);
	result = sql_end(q, err);
	while (result == 0 && (value = str_cut(&rest, ',')) != NULL)
		if (*(value = str_trim(value)) != '\0')
			result = add_to_list(store, p, table, owner, value, a, err);
	arena_free(a);
	return result;
}

/* Addresses in the order given; names by name, so that two stores with the same content agree. */
static const char *list_query(
    struct arena *a, const struct object_kind *kind, const struct property *p)
{
	const char *table = side_table(a, kind, p);

	if (p->type == PROPERTY_LIST)
		return arena_printf(a, "SELECT value FROM %s WHERE owner = ?1 ORDER BY id", table);
	return arena_printf(a,
	    "SELECT o.name%s FROM %s m JOIN %s o ON o.id = m.value WHERE m.owner = ?1"
	    " ORDER BY o.key",
	    p->type == PROPERTY_LEVELS ? " || ':' || m.level" : "", table,
	    store_object_kind(p->detail)->table);
}

const char *object_get_list(struct store *store, struct arena *a, const struct object_kind *kind,
    const struct property *p, int64_t owner, struct err *err)
{
	struct str list = str_new(a);
	struct sql *q = sql_build(store, list_query(a, kind, p));

	sql_bind_int(q, 1, owner);
	while (sql_row(q)) {
		if (list.len > 0)
			str_addc(&list, ',');
		str_add(&list, sql_text(q, a, 0));
	}
	sql_end(q, err);
	return list.len > 0 ? str_end(&list) : NULL;
}
