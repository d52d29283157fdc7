/* store_object: what an administrator defines, generic over one table of kinds and properties. */
#include <string.h>

#include "store/store.h"
#include "store/store_object.h"

int store_object_id(
    struct store *store, const char *kind, const char *name, int64_t *id_out, struct err *err)
{
	struct arena *a = arena_new();
	const struct object_kind *k = store_object_kind(kind);
	struct sql *q =
	    sql_build(store, arena_printf(a, "SELECT id FROM %s WHERE key = ?1", k->table));
	int found = 0;

	sql_bind_text(q, 1, utf8_fold(a, name, false));
	if (sql_row(q)) {
		*id_out = sql_int(q, 0);
		found = 1;
	}
	if (sql_end(q, err) < 0)
		found = -1;
	arena_free(a);
	return found;
}

const char *store_object_name(
    struct store *store, struct arena *a, const char *kind, int64_t id, struct err *err)
{
	const struct object_kind *k = store_object_kind(kind);
	struct sql *q =
	    sql_build(store, arena_printf(a, "SELECT name FROM %s WHERE id = ?1", k->table));
	const char *name = NULL;

	sql_bind_int(q, 1, id);
	if (sql_row(q))
		name = sql_text(q, a, 0);
	sql_end(q, err);
	return name;
}

/* ---- writing */

static const struct pair *find_pair(const struct pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(pairs[i].name, name))
			return &pairs[i];
	return NULL;
}

/* old: of an object that is there, which may get another name. */
static int check_pairs(const struct object_kind *kind, bool old, const struct pair *pairs, size_t n,
    struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (object_property(kind, pairs[i].name) == NULL &&
		    (!old || !str_eq(pairs[i].name, "name")))
			return err_set(err, ERR_USAGE, "%s: a %s has no such property",
			    pairs[i].name, kind->name);
	return 0;
}

static int set_lists(struct store *store, const struct object_kind *kind, int64_t id,
    const struct pair *pairs, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct property *p = object_property(kind, pairs[i].name);

		if (p != NULL && object_is_list(p) &&
		    object_set_list(store, kind, p, id, pairs[i].value, err) < 0)
			return -1;
	}
	return 0;
}

/* What one value alone cannot show. */
static int check_whole(
    struct store *store, const struct object_kind *kind, int64_t id, struct err *err)
{
	if (str_eq(kind->name, "field") &&
	    sql_value(store, 0, err,
		"SELECT 1 FROM field WHERE id = ?1 AND type = 'choice' AND choices IS NULL", "i",
		id) != 0)
		return err_set(err, ERR_DATA, "type=choice: choices are needed");
	return err->class == ERR_NONE ? 0 : -1;
}

/* A property left out takes its default; a reference without one the first object of its kind. */
static const char *initial(struct store *store, struct arena *a, const struct property *p,
    const struct pair *given, struct err *err)
{
	if (given != NULL)
		return given->value;
	if (p->type == PROPERTY_REF && str_eq(p->name, "brand"))
		return store_object_name(store, a, p->detail,
		    sql_value(store, 0, err, "SELECT min(id) FROM brand", ""), err);
	if (str_eq(p->name, "rank"))
		return arena_printf(a, "%lld", (long long)sql_value(store, 0, err,
		    "SELECT max(rank) + 10 FROM priority", ""));
	return p->fallback;
}

/* "none" and "me" mean something else wherever a name may stand; controls have no place in a line,
 * and the name of a field stands in a query (field.NAME:value). */
static int check_name(const struct object_kind *kind, const char *name, struct err *err)
{
	if (str_eq(kind->name, "field") && strpbrk(name, " =:()\"") != NULL)
		return err_set(err, ERR_DATA,
		    "%s: the name of a field holds no blanks, quotes and none of = : ( )", name);
	if (*name == '\0' || !utf8_valid(name, strlen(name)) || strchr(name, ',') != NULL)
		return err_set(
		    err, ERR_DATA, "a name must not be empty, hold a comma or be other than UTF-8");
	for (const char *p = name; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return err_set(err, ERR_DATA, "a name must not hold control characters");
	if (str_ieq(name, "none") || str_ieq(name, "me") || str_eq(name, "-"))
		return err_set(err, ERR_DATA, "%s: this word cannot be a name", name);
	return 0;
}

int store_object_add(struct store *store, const struct object_kind *kind, const char *name,
    const struct pair *pairs, size_t n, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	struct str columns = str_new(a), marks = str_new(a);
	int count = 3, result = check_pairs(kind, false, pairs, n, err);
	int64_t id;

	if (result == 0)
		result = check_name(kind, name, err);
	if (result == 0 && store_object_id(store, kind->name, name, &id, err) > 0)
		result = err_set(err, ERR_DATA, "%s %s: is there already", kind->name, name);
	if (result < 0 || err->class != ERR_NONE) {
		arena_free(a);
		return -1;
	}
	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (!object_is_list(p)) {
			str_addf(&columns, ", %s", object_column(p));
			str_addf(&marks, ", ?%d", ++count);
		}
	struct sql *q = sql_build(store,
	    arena_printf(a, "INSERT INTO %s (name, key, changed%s) VALUES (?1, ?2, ?3%s)",
		kind->table, str_end(&columns), str_end(&marks)));
	sql_bind_text(q, 1, name);
	sql_bind_text(q, 2, utf8_fold(a, name, false));
	sql_bind_int(q, 3, now);
	count = 3;
	for (const struct property *p = kind->properties; p->name != NULL && result == 0; p++)
		if (!object_is_list(p))
			result = object_bind(store, q, ++count, p,
			    initial(store, a, p, find_pair(pairs, n, p->name), err), err);
	if (result == 0)
		sql_row(q);
	if (sql_end(q, err) < 0)
		result = -1;
	id = db_last_id(store);
	if (result == 0)
		result = set_lists(store, kind, id, pairs, n, err);
	if (result == 0)
		result = check_whole(store, kind, id, err);
	arena_free(a);
	return result;
}

/* Tickets hold the rank: they follow when it changes. */
static int move_rank(struct store *store, int64_t id, const struct pair *rank, struct err *err)
{
	int64_t number;

	if (rank == NULL || rank->value == NULL || str_int(rank->value, &number) < 0)
		return 0;
	return sql_do(store, err,
	    "UPDATE ticket SET priority = ?2 WHERE priority = (SELECT rank FROM priority"
	    " WHERE id = ?1 AND rank <> ?2)",
	    "ii", id, number);
}

/* What new tickets get that name nothing else. */
static bool is_default(
    struct store *store, const struct object_kind *kind, int64_t id, struct err *err)
{
	if (str_eq(kind->name, "kind"))
		return id == KIND_REQUEST;
	return str_eq(kind->name, "priority") &&
	    sql_value(store, 0, err, "SELECT 1 FROM priority WHERE id = ?1 AND key = 'normal'", "i",
		id) != 0;
}

static int rename_object(struct store *store, const struct object_kind *kind, int64_t id,
    const char *name, struct arena *a, struct err *err)
{
	int64_t other = id;

	if (name == NULL || check_name(kind, name, err) < 0)
		return err_set(err, ERR_DATA, "name=: a name must not be empty");
	int found = store_object_id(store, kind->name, name, &other, err);
	if (found < 0)
		return -1;
	if (other != id)
		return err_set(err, ERR_DATA, "%s %s: is there already", kind->name, name);
	if (found == 0 && is_default(store, kind, id, err))
		return err_set(err, ERR_DATA, "new tickets need the %s of this name", kind->name);
	struct sql *q = sql_build(store,
	    arena_printf(a, "UPDATE %s SET name = ?2, key = ?3 WHERE id = ?1", kind->table));
	sql_bind_int(q, 1, id);
	sql_bind_text(q, 2, name);
	sql_bind_text(q, 3, utf8_fold(a, name, false));
	sql_row(q);
	return sql_end(q, err);
}

static int update_columns(struct store *store, const struct object_kind *kind, int64_t id,
    const struct pair *pairs, size_t n, struct arena *a, struct err *err)
{
	struct str set = str_new(a);
	int count = 1, result = 0;

	for (size_t i = 0; i < n; i++) {
		const struct property *p = object_property(kind, pairs[i].name);

		if (p != NULL && !object_is_list(p))
			str_addf(&set, ", %s = ?%d", object_column(p), ++count);
	}
	struct sql *q = sql_build(store,
	    arena_printf(
		a, "UPDATE %s SET name = name%s WHERE id = ?1", kind->table, str_end(&set)));
	sql_bind_int(q, 1, id);
	count = 1;
	for (size_t i = 0; i < n && result == 0; i++) {
		const struct property *p = object_property(kind, pairs[i].name);

		if (p != NULL && !object_is_list(p))
			result = object_bind(store, q, ++count, p, pairs[i].value, err);
	}
	if (result == 0)
		sql_row(q);
	return sql_end(q, err) < 0 ? -1 : result;
}

static bool same(const struct object *a, const struct object *b)
{
	bool equal = str_eq(a->name, b->name);

	for (size_t i = 0; i < a->n && equal; i++)
		equal = str_eq(a->values[i].value, b->values[i].value);
	return equal;
}

static int set_object(struct store *store, const struct object_kind *kind, int64_t id,
    const struct pair *pairs, size_t n, struct arena *a, struct err *err)
{
	const struct pair *name = find_pair(pairs, n, "name");

	if (str_eq(kind->name, "priority") &&
	    move_rank(store, id, find_pair(pairs, n, "rank"), err) < 0)
		return -1;
	if ((name != NULL && rename_object(store, kind, id, name->value, a, err) < 0) ||
	    update_columns(store, kind, id, pairs, n, a, err) < 0 ||
	    set_lists(store, kind, id, pairs, n, err) < 0)
		return -1;
	return check_whole(store, kind, id, err);
}

int store_object_set(struct store *store, const struct object_kind *kind, const char *name,
    const struct pair *pairs, size_t n, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	const struct pair *renamed = find_pair(pairs, n, "name");
	struct object *before = NULL, *after = NULL;
	size_t count = 0;
	int result = check_pairs(kind, true, pairs, n, err);

	if (result == 0)
		result = store_objects(store, a, kind, name, &before, &count, err);
	if (result == 0 && count == 0)
		result = err_set(err, ERR_NO, "%s %s: there is none", kind->name, name);
	if (result == 0)
		result = set_object(store, kind, before->id, pairs, n, a, err);
	if (result == 0)
		result = store_objects(store, a, kind, renamed != NULL ? renamed->value : name,
		    &after, &count, err);
	if (result == 0 && count > 0 && !same(before, after)) {
		struct sql *q = sql_build(store,
		    arena_printf(a, "UPDATE %s SET changed = ?2 WHERE id = ?1", kind->table));

		sql_bind_int(q, 1, after->id);
		sql_bind_int(q, 2, now);
		sql_row(q);
		result = sql_end(q, err);
	}
	arena_free(a);
	return result;
}

/* Uses that no foreign key knows: a rank or kind of tickets, an author in the log, the word that
 * new tickets need. */
static bool is_used(
    struct store *store, const struct object_kind *kind, int64_t id, struct err *err)
{
	if (str_eq(kind->name, "agent"))
		return sql_value(store, 0, err, "SELECT 1 FROM event WHERE actor = ?1 LIMIT 1", "i",
			   id) != 0;
	if (str_eq(kind->name, "kind") &&
	    sql_value(store, 0, err, "SELECT 1 FROM ticket WHERE kind = ?1 LIMIT 1", "i", id) != 0)
		return true;
	if (str_eq(kind->name, "priority") &&
	    sql_value(store, 0, err,
		"SELECT 1 FROM priority p JOIN ticket t ON t.priority = p.rank WHERE p.id = ?1"
		" LIMIT 1",
		"i", id) != 0)
		return true;
	return is_default(store, kind, id, err);
}

int store_object_delete(
    struct store *store, const struct object_kind *kind, const char *name, struct err *err)
{
	struct arena *a = arena_new();
	int64_t id;
	int found = store_object_id(store, kind->name, name, &id, err), result = -1;

	if (found == 0)
		err_set(err, ERR_NO, "%s %s: there is none", kind->name, name);
	else if (found > 0 && is_used(store, kind, id, err))
		err_set(err, ERR_NO, "%s %s: still in use", kind->name, name);
	else if (found > 0) {
		struct sql *q =
		    sql_build(store, arena_printf(a, "DELETE FROM %s WHERE id = ?1", kind->table));
		struct err refused = { 0 };

		sql_bind_int(q, 1, id);
		sql_row(q);
		result = sql_end(q, &refused);
		if (result < 0 && refused.class == ERR_DATA)
			err_set(err, ERR_NO, "%s %s: still in use", kind->name, name);
		else if (result < 0)
			*err = refused;
	}
	arena_free(a);
	return result;
}

/* ---- reading */

static const char *shown(struct store *store, struct arena *a, const struct property *p,
    struct sql *q, int column, struct err *err)
{
	if (sql_null(q, column))
		return NULL;
	if (p->type == PROPERTY_FLAG)
		return sql_int(q, column) != 0 ? "yes" : "no";
	if (p->type == PROPERTY_REF)
		return store_object_name(store, a, p->detail, sql_int(q, column), err);
	return sql_text(q, a, column);
}

static void read_object(struct store *store, struct arena *a, const struct object_kind *kind,
    struct sql *q, struct object *o, struct err *err)
{
	int column = 2;

	o->id = sql_int(q, 0);
	o->name = sql_text(q, a, 1);
	o->key = utf8_fold(a, o->name, false);
	o->changed = sql_int(q, 2);
	for (const struct property *p = kind->properties; p->name != NULL; p++) {
		o->values = arena_grow(a, o->values, o->n, sizeof *o->values);
		o->values[o->n].name = p->name;
		o->values[o->n++].value = object_is_list(p)
		    ? object_get_list(store, a, kind, p, o->id, err)
		    : shown(store, a, p, q, ++column, err);
	}
}

int store_objects(struct store *store, struct arena *a, const struct object_kind *kind,
    const char *name, struct object **out, size_t *n_out, struct err *err)
{
	struct str columns = str_new(a);

	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (!object_is_list(p))
			str_addf(&columns, ", %s", object_column(p));
	struct sql *q = sql_build(store,
	    arena_printf(a, "SELECT id, name, changed%s FROM %s%s ORDER BY id", str_end(&columns),
		kind->table, name == NULL ? "" : " WHERE key = ?1"));
	if (name != NULL)
		sql_bind_text(q, 1, utf8_fold(a, name, false));
	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		memset(&(*out)[*n_out], 0, sizeof **out);
		read_object(store, a, kind, q, &(*out)[(*n_out)++], err);
	}
	return sql_end(q, err) < 0 || err->class != ERR_NONE ? -1 : 0;
}

const char *object_get(const struct object *o, const char *property)
{
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->values[i].name, property))
			return o->values[i].value;
	return NULL;
}
