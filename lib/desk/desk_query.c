/* desk_query: queries as the desk reads them, with the saved ones that they name (@name) put in. */
#include <string.h>

#include "desk/desk_query.h"
#include "form/form.h"
#include "store/store.h"

enum { DEPTH_MAX = 8, SAVED_MAX = 100, NAME_MAX_BYTES = 200 };

struct expanding {
	struct desk *desk;
	struct arena *arena;
	const char *names[DEPTH_MAX];   /* the saved queries that are open, outermost first */
	size_t depth, used;
};

static const char *me(struct desk *desk)
{
	return desk->actor.id != 0 ? desk->actor.name : NULL;
}

static int refuse(const char *name, const char *why, struct err *err)
{
	return err_set(err, ERR_USAGE, "query: @%s: %s", name, why);
}

/* Everybody's and the actor's own; administrators have all. */
static bool may_use(struct desk *desk, const struct object *saved)
{
	const char *owner = object_get(saved, "agent");

	return owner == NULL || desk->actor.role == ROLE_ADMIN || str_eq(owner, desk->actor.name);
}

static int find_saved(struct desk *desk, struct arena *a, const char *name, struct object **out,
    struct err *err)
{
	size_t n;

	if (store_objects(
		desk->store, a, store_object_kind("saved"), name, out, &n, err) < 0)
		return -1;
	if (n == 0 || !may_use(desk, *out))
		return refuse(name, "there is no such saved query", err);
	return 0;
}

static int begin(struct expanding *x, const char *name, struct err *err)
{
	struct str way = str_new(x->arena);
	bool again = false;

	for (size_t i = 0; i < x->depth; i++) {
		again |= str_eq(x->names[i], name);
		str_addf(&way, "@%s -> ", x->names[i]);
	}
	if (again)
		return err_set(
		    err, ERR_USAGE, "query: %s@%s: goes in a circle", str_end(&way), name);
	if (x->depth == DEPTH_MAX || x->used++ == SAVED_MAX)
		return refuse(name, "too many saved queries in each other", err);
	x->names[x->depth++] = name;
	return 0;
}

static int expand(struct expanding *x, struct query *q, struct err *err);

static int expand_saved(struct expanding *x, struct query *q, struct err *err)
{
	struct desk *desk = x->desk;
	struct object *saved;
	struct query *found;
	struct err wrong = { 0 };
	bool has_key;

	if (find_saved(desk, x->arena, q->values[0], &saved, err) < 0 ||
	    begin(x, saved->name, err) < 0)
		return -1;
	const char *text = object_get(saved, "text");
	if (query_parse(x->arena, text == NULL ? "" : text, me(desk), desk->now, &found, &has_key,
		&wrong) < 0)
		return err_set(err, wrong.class, "@%s: %s", saved->name, wrong.text);
	*q = *found;
	if (expand(x, q, err) < 0)
		return -1;
	x->depth--;
	return 0;
}

static int expand(struct expanding *x, struct query *q, struct err *err)
{
	if (q->op == QUERY_TERM && str_eq(q->key, "@"))
		return expand_saved(x, q, err);
	for (size_t i = 0; i < q->kids_n; i++)
		if (expand(x, q->kids[i], err) < 0)
			return -1;
	return 0;
}

int desk_query(struct desk *desk, struct arena *a, const char *text, struct query **out,
    bool *has_key_out, struct err *err)
{
	struct expanding x = { .desk = desk, .arena = a };

	if (query_parse(a, text, me(desk), desk->now, out, has_key_out, err) < 0)
		return -1;
	return expand(&x, *out, err);
}

/* ---- tk-list --save, --saved, --forget */

/* A name that the language can read without quotes. */
static int check_name(const char *name, struct err *err)
{
	if (*name == '\0' || strlen(name) > NAME_MAX_BYTES ||
	    strpbrk(name, " \t\n\r,()\"@:") != NULL)
		return err_set(err, ERR_USAGE,
		    "%s: a name has no blank, comma, colon, bracket, quote or @ in it", name);
	return 0;
}

static int may_replace(struct desk *desk, const struct object *saved, struct err *err)
{
	const char *owner = object_get(saved, "agent");

	if (desk->actor.role == ROLE_ADMIN || str_eq(owner, desk->actor.name))
		return 0;
	return err_set(err, ERR_PERM, "not allowed: @%s is %s%s", saved->name,
	    owner == NULL ? "everybody's" : "of ", owner == NULL ? "" : owner);
}

static int save(struct desk *desk, const char *name, const char *text, struct err *err)
{
	const struct object_kind *kind = store_object_kind("saved");
	struct pair pairs[] = { { "text", text }, { "agent", desk->actor.name } };
	struct object *old;
	struct query *query;
	bool has_key;
	size_t n;

	if (store_objects(desk->store, desk->arena, kind, name, &old, &n, err) < 0 ||
	    (n > 0 && may_replace(desk, old, err) < 0))
		return -1;
	/* whose it is stays; a new one is the actor's own */
	if ((n > 0 ? store_object_set(desk->store, kind, name, pairs, 1, desk->now, err) :
		    store_object_add(desk->store, kind, name, pairs, 2, desk->now, err)) < 0)
		return -1;
	return desk_query(desk, desk->arena, arena_printf(desk->arena, "@%s", name), &query,
	    &has_key, err);
}

int desk_query_save(struct desk *desk, const char *name, const char *text, struct err *err)
{
	if (check_name(name, err) < 0 || desk_may_write(desk, err) < 0)
		return -1;
	if (text == NULL)
		return err_set(err, ERR_USAGE, "--save %s: a query is needed", name);
	if (store_begin(desk->store, err) < 0)
		return -1;
	if (save(desk, name, text, err) == 0)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return -1;
}

int desk_query_forget(struct desk *desk, const char *name, struct err *err)
{
	struct object *saved;
	int result = desk_may_write(desk, err) < 0 ? -1 : store_begin(desk->store, err);

	if (result < 0)
		return -1;
	if (find_saved(desk, desk->arena, name, &saved, err) == 0 &&
	    may_replace(desk, saved, err) == 0 &&
	    store_object_delete(desk->store, store_object_kind("saved"), name, err) == 0)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return -1;
}

static void saved_name(const void *record, struct cell *out)
{
	out->text = ((const struct object *)record)->name;
}

static void saved_agent(const void *record, struct cell *out)
{
	out->text = object_get(record, "agent");
}

static void saved_text(const void *record, struct cell *out)
{
	out->text = object_get(record, "text");
}

static const struct column saved_columns[] = {
	{ "name", CELL_TEXT, true, saved_name, NULL },
	{ "agent", CELL_TEXT, true, saved_agent, NULL },
	{ "query", CELL_TEXT, true, saved_text, NULL },
	{ 0 },
};

int desk_query_list(struct desk *desk, struct err *err)
{
	struct records *records = records_open(desk->arena, saved_columns, NULL, err);
	struct object *saved;
	size_t n;

	if (records == NULL)
		return -1;
	int result = store_objects(
	    desk->store, desk->arena, store_object_kind("saved"), NULL, &saved, &n, err);
	for (size_t i = 0; result == 0 && i < n; i++)
		if (may_use(desk, &saved[i]))
			record_print(records, &saved[i]);
	records_close(records);
	return result;
}
