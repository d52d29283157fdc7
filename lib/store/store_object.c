/* store_object: what an administrator defines, generic over one table of kinds and properties. */
#include <string.h>

#include "store/store.h"
#include "store/store_db.h"

static const struct property brand_properties[] = {
	{ "title", PROPERTY_TEXT, NULL, NULL, "name shown to customers" },
	{ "language", PROPERTY_TEXT, NULL, "en", "language of its texts" },
	{ 0 }
};
static const struct property identity_properties[] = {
	{ "address", PROPERTY_TEXT, "address", "", "sender address of answers" },
	{ "alias", PROPERTY_TEXT, NULL, NULL, "display name of the sender" },
	{ "transport", PROPERTY_WORD, "sendmail smtp", "sendmail", "how answers leave" },
	{ "host", PROPERTY_TEXT, NULL, NULL, "SMTP server" },
	{ "port", PROPERTY_INT, "port", NULL, "its port; none: by tls" },
	{ "tls", PROPERTY_WORD, "starttls tls none", "starttls", "encryption" },
	{ "user", PROPERTY_TEXT, NULL, NULL, "login; none: no authentication" },
	{ "auth", PROPERTY_WORD, "password xoauth2", "password", "how to log in" },
	{ "reply-token", PROPERTY_FLAG, NULL, "no", "put the signed token into the reply address" },
	{ 0 }
};
static const struct property group_properties[] = {
	{ "brand", PROPERTY_REF, "brand", NULL, "the brand it belongs to" },
	{ "identity", PROPERTY_REF, "identity", NULL, "sender of its answers" },
	{ "usable", PROPERTY_WORD, "all members internal", "all", "who may write to it" },
	{ "outsiders", PROPERTY_WORD, "append link hold", "append",
	    "mail of people who take no part" },
	{ "addresses", PROPERTY_LIST, "group_address", NULL, "addresses whose mail it gets" }, { 0 }
};
static const struct property account_properties[] = {
	{ "group", PROPERTY_REF, "group", NULL, "the group that gets its mail" },
	{ "protocol", PROPERTY_WORD, "imap pop3 maildir mbox", "imap", "kind of mailbox" },
	{ "host", PROPERTY_TEXT, NULL, NULL, "server" },
	{ "port", PROPERTY_INT, "port", NULL, "its port; none: by protocol and tls" },
	{ "tls", PROPERTY_WORD, "tls starttls none", "tls", "encryption" },
	{ "user", PROPERTY_TEXT, NULL, NULL, "login" },
	{ "auth", PROPERTY_WORD, "password xoauth2", "password", "how to log in" },
	{ "folder", PROPERTY_TEXT, NULL, "INBOX", "IMAP folder" },
	{ "path", PROPERTY_TEXT, NULL, NULL, "Maildir or mbox file" },
	{ "mark", PROPERTY_TEXT, "mark", "seen", "seen, delete, keep or move:FOLDER" },
	{ "enabled", PROPERTY_FLAG, NULL, "yes", "fetch it with the others" },
	{ 0 }
};
static const struct property agent_properties[] = { { "fullname", PROPERTY_TEXT, NULL, NULL,
							"name shown to customers" },
	{ "login", PROPERTY_TEXT, NULL, NULL, "Unix user" },
	{ "role", PROPERTY_WORD, "admin supervisor agent reader", "agent",
	    "what the agent may do" },
	{ "signature", PROPERTY_TEXT, NULL, NULL, "text below answers" },
	{ "suspended", PROPERTY_FLAG, NULL, "no", "may not work" },
	{ "addresses", PROPERTY_LIST, "agent_address", NULL,
	    "mail addresses, the first is the main one" },
	{ "groups", PROPERTY_REFS, "group", NULL, "groups the agent works in" }, { 0 } };
static const struct property category_properties[] = {
	{ "id", PROPERTY_INT, "id", NULL, "number in the category address" },
	{ "group", PROPERTY_REF, "group", NULL, "group that gets its mail" },
	{ 0 }
};
static const struct property priority_properties[] = {
	{ "rank", PROPERTY_INT, "rank", NULL, "order, higher is more urgent" },
	{ 0 }
};
static const struct property organisation_properties[] = { { 0 } };

/* In an order in which a dump can be played back. */
const struct object_kind store_object_kinds[] = {
	{ "brand", "brand", brand_properties },
	{ "identity", "identity", identity_properties },
	{ "group", "support_group", group_properties },
	{ "account", "account", account_properties },
	{ "category", "category", category_properties },
	{ "priority", "priority", priority_properties },
	{ "agent", "agent", agent_properties },
	{ "organisation", "organisation", organisation_properties },
	{ 0 }
};

const struct object_kind *store_object_kind(const char *name)
{
	for (const struct object_kind *k = store_object_kinds; k->name != NULL; k++)
		if (str_eq(k->name, name))
			return k;
	return NULL;
}

static const char *column_of(const struct property *p)
{
	if (str_eq(p->name, "group"))
		return "support_group";
	return str_eq(p->name, "reply-token") ? "reply_token" : p->name;
}

static bool is_list(const struct property *p)
{
	return p->type == PROPERTY_LIST || p->type == PROPERTY_REFS;
}

static const struct property *find_property(const struct object_kind *kind, const char *name)
{
	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (str_eq(p->name, name))
			return p;
	return NULL;
}

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

/* ---- values: checked, and turned into what the column holds */

static bool word_in(const char *words, const char *value)
{
	size_t n = strchr(value, ' ') != NULL ? 0 : strlen(value);

	for (const char *at = words; (at = strstr(at, value)) != NULL; at++)
		if (n > 0 && (at == words || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
			return true;
	return false;
}

static int bad_value(const struct property *p, const char *value, const char *want, struct err *err)
{
	return err_set(err, ERR_DATA, "%s=%s: %s", p->name, value, want);
}

static int check_text(const struct property *p, const char *value, struct err *err)
{
	if (str_eq(p->detail, "address") && strchr(value, '@') == NULL)
		return bad_value(p, value, "not a mail address", err);
	if (str_eq(p->detail, "mark") && !word_in("seen delete keep", value) &&
	    (!str_starts(value, "move:") || value[5] == '\0'))
		return bad_value(p, value, "must be seen, delete, keep or move:FOLDER", err);
	if (!utf8_valid(value, strlen(value)))
		return bad_value(p, "...", "not UTF-8", err);
	return 0;
}

static int bind_number(
    struct sql *q, int n, const struct property *p, const char *value, struct err *err)
{
	int64_t number;

	if (str_int(value, &number) < 0 || number < 1 ||
	    (str_eq(p->detail, "port") && number > 65535))
		return bad_value(p, value, "not a number that can be meant here", err);
	sql_bind_int(q, n, number);
	return 0;
}

static int bind_flag(
    struct sql *q, int n, const struct property *p, const char *value, struct err *err)
{
	if (!str_eq(value, "yes") && !str_eq(value, "no"))
		return bad_value(p, value, "must be yes or no", err);
	sql_bind_int(q, n, str_eq(value, "yes"));
	return 0;
}

static int bind_reference(struct store *store, struct sql *q, int n, const struct property *p,
    const char *value, struct err *err)
{
	int64_t id;
	int found = store_object_id(store, p->detail, value, &id, err);

	if (found == 0)
		return bad_value(p, value, "there is no such object", err);
	if (found > 0)
		sql_bind_int(q, n, id);
	return found < 0 ? -1 : 0;
}

static int bind_value(struct store *store, struct sql *q, int n, const struct property *p,
    const char *value, struct err *err)
{
	if (value == NULL || *value == '\0') {
		if (p->fallback != NULL && p->type != PROPERTY_TEXT)
			return bind_value(store, q, n, p, p->fallback, err);
		if (p->fallback != NULL)
			sql_bind_text(q, n, p->fallback);
		return 0;
	}
	switch (p->type) {
	case PROPERTY_INT:
		return bind_number(q, n, p, value, err);
	case PROPERTY_FLAG:
		return bind_flag(q, n, p, value, err);
	case PROPERTY_REF:
		return bind_reference(store, q, n, p, value, err);
	case PROPERTY_WORD:
		if (!word_in(p->detail, value))
			return err_set(
			    err, ERR_DATA, "%s=%s: must be one of: %s", p->name, value, p->detail);
		break;
	default:
		if (check_text(p, value, err) < 0)
			return -1;
	}
	sql_bind_text(q, n, value);
	return 0;
}

/* ---- lists in side tables */

static int add_to_list(struct store *store, const struct property *p, const char *table,
    int64_t owner, const char *value, struct arena *a, struct err *err)
{
	struct sql *q = sql_build(store,
	    arena_printf(a,
		"INSERT INTO %s (owner, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING RETURNING 1",
		table));
	bool added;
	int result = 0;

	sql_bind_int(q, 1, owner);
	if (p->type == PROPERTY_REFS)
		result = bind_reference(store, q, 2, p, value, err);
	else if (strchr(value, '@') == NULL)
		result = bad_value(p, value, "not a mail address", err);
	else
		sql_bind_text(q, 2, str_lower(a, value));
	if (result < 0) {
		struct err ignored = { 0 };
		sql_end(q, &ignored);
		return -1;
	}
	added = sql_row(q);
	result = sql_end(q, err);
	if (result == 0 && !added && p->type == PROPERTY_LIST)
		return bad_value(p, value, "already belongs to another", err);
	return result;
}

static int set_list(struct store *store, const struct property *p, int64_t owner,
    const char *values, struct err *err)
{
	struct arena *a = arena_new();
	const char *table = p->type == PROPERTY_REFS ? "agent_group" : p->detail;
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

static const char *get_list(
    struct store *store, struct arena *a, const struct property *p, int64_t owner, struct err *err)
{
	struct str list = str_new(a);
	struct sql *q = sql_build(store,
	    p->type == PROPERTY_REFS
		? "SELECT g.name FROM agent_group m JOIN support_group g ON g.id = m.value WHERE "
		  "m.owner = ?1 ORDER BY g.id"
		: arena_printf(a, "SELECT value FROM %s WHERE owner = ?1 ORDER BY id", p->detail));

	sql_bind_int(q, 1, owner);
	while (sql_row(q)) {
		if (list.len > 0)
			str_addc(&list, ',');
		str_add(&list, sql_text(q, a, 0));
	}
	sql_end(q, err);
	return list.len > 0 ? str_end(&list) : NULL;
}

/* ---- writing */

static const struct pair *find_pair(const struct pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(pairs[i].name, name))
			return &pairs[i];
	return NULL;
}

static int check_pairs(
    const struct object_kind *kind, const struct pair *pairs, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (find_property(kind, pairs[i].name) == NULL)
			return err_set(err, ERR_USAGE, "%s: a %s has no such property",
			    pairs[i].name, kind->name);
	return 0;
}

static int set_lists(struct store *store, const struct object_kind *kind, int64_t id,
    const struct pair *pairs, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct property *p = find_property(kind, pairs[i].name);

		if (is_list(p) && set_list(store, p, id, pairs[i].value, err) < 0)
			return -1;
	}
	return 0;
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

/* "none" and "me" mean something else wherever a name may stand; controls have no place in a line.
 */
static int check_name(const char *name, struct err *err)
{
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
	int count = 3, result = check_pairs(kind, pairs, n, err);
	int64_t id;

	if (result == 0)
		result = check_name(name, err);
	if (result == 0 && store_object_id(store, kind->name, name, &id, err) > 0)
		result = err_set(err, ERR_DATA, "%s %s: is there already", kind->name, name);
	if (result < 0 || err->class != ERR_NONE) {
		arena_free(a);
		return -1;
	}
	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (!is_list(p)) {
			str_addf(&columns, ", %s", column_of(p));
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
		if (!is_list(p))
			result = bind_value(store, q, ++count, p,
			    initial(store, a, p, find_pair(pairs, n, p->name), err), err);
	if (result == 0)
		sql_row(q);
	if (sql_end(q, err) < 0)
		result = -1;
	if (result == 0)
		result = set_lists(store, kind, db_last_id(store), pairs, n, err);
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

static int update_columns(struct store *store, const struct object_kind *kind, int64_t id,
    const struct pair *pairs, size_t n, int64_t now, struct arena *a, struct err *err)
{
	struct str set = str_new(a);
	int count = 2, result = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_list(find_property(kind, pairs[i].name)))
			str_addf(&set, ", %s = ?%d", column_of(find_property(kind, pairs[i].name)),
			    ++count);
	struct sql *q = sql_build(store,
	    arena_printf(
		a, "UPDATE %s SET changed = ?2%s WHERE id = ?1", kind->table, str_end(&set)));
	sql_bind_int(q, 1, id);
	sql_bind_int(q, 2, now);
	count = 2;
	for (size_t i = 0; i < n && result == 0; i++) {
		const struct property *p = find_property(kind, pairs[i].name);

		if (!is_list(p))
			result = bind_value(store, q, ++count, p, pairs[i].value, err);
	}
	if (result == 0)
		sql_row(q);
	return sql_end(q, err) < 0 ? -1 : result;
}

int store_object_set(struct store *store, const struct object_kind *kind, const char *name,
    const struct pair *pairs, size_t n, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	int64_t id = 0;
	int found = store_object_id(store, kind->name, name, &id, err);
	int result = found < 0 ? -1 : check_pairs(kind, pairs, n, err);

	if (found == 0)
		result = err_set(err, ERR_NO, "%s %s: there is none", kind->name, name);
	if (result == 0 && str_eq(kind->name, "priority"))
		result = move_rank(store, id, find_pair(pairs, n, "rank"), err);
	if (result == 0)
		result = update_columns(store, kind, id, pairs, n, now, a, err);
	if (result == 0)
		result = set_lists(store, kind, id, pairs, n, err);
	arena_free(a);
	return result;
}

/* Uses that no foreign key knows: a rank in tickets, an author in the log, the word that new
 * tickets need. */
static bool is_used(
    struct store *store, const struct object_kind *kind, int64_t id, struct err *err)
{
	if (str_eq(kind->name, "agent"))
		return sql_value(store, 0, err, "SELECT 1 FROM event WHERE actor = ?1 LIMIT 1", "i",
			   id) != 0;
	return str_eq(kind->name, "priority") &&
	    sql_value(store, 0, err,
		"SELECT 1 FROM priority p WHERE p.id = ?1"
		" AND (p.key = 'normal' OR EXISTS (SELECT 1 FROM ticket t WHERE t.priority = "
		"p.rank))",
		"i", id) != 0;
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
	o->changed = sql_int(q, 2);
	for (const struct property *p = kind->properties; p->name != NULL; p++) {
		o->values = arena_grow(a, o->values, o->n, sizeof *o->values);
		o->values[o->n].name = p->name;
		o->values[o->n++].value = is_list(p) ? get_list(store, a, p, o->id, err) :
		    shown(store, a, p, q, ++column, err);
	}
}

int store_objects(struct store *store, struct arena *a, const struct object_kind *kind,
    const char *name, struct object **out, size_t *n_out, struct err *err)
{
	struct str columns = str_new(a);

	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (!is_list(p))
			str_addf(&columns, ", %s", column_of(p));
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
