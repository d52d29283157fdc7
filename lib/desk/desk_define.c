/*
 * desk_define: tk-admin apply: a dump, or a part of one, taken in as one transaction.  Order does
 * not matter where objects trade what only one of them may have: it is taken away first.
 */
#include <string.h>
#include <unistd.h>

#include "desk/desk_admin.h"
#include "form/form.h"
#include "store/store.h"

enum { SCRIPT_MAX = 64 << 20 };

/* ---- the script */

struct script {
	const char *path;
	struct command *commands;
	size_t n;
};

/* Of these no two objects may have the same, and none may have none. */
static bool is_number(const char *property)
{
	return str_eq(property, "rank") || str_eq(property, "id");
}

static bool is_unique(const struct object_kind *kind, const char *property)
{
	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (str_eq(p->name, property))
			return p->type == PROPERTY_LIST || str_eq(p->name, "login") ||
			    is_number(p->name);
	return false;
}

static int give_up(struct desk *desk, const struct object_kind *kind, const struct object *o,
    const char *property, struct err *err)
{
	struct pair none = { property, NULL };

	if (is_number(property))
		none.value = arena_printf(desk->arena, "%lld", (long long)(1000000000 + o->id));
	return store_object_set(desk->store, kind, o->name, &none, 1, desk->now, err);
}

/* Give up what only one object may have and what this command changes. */
static int vacate(struct desk *desk, char *const *words, struct err *err)
{
	const struct object_kind *kind = store_object_kind(words[0]);
	struct object *o;
	size_t n;

	if (kind == NULL || words[1] == NULL || words[2] == NULL ||
	    (!str_eq(words[1], "put") && !str_eq(words[1], "set")))
		return 0;
	if (store_objects(desk->store, desk->arena, kind, words[2], &o, &n, err) < 0)
		return -1;
	for (char *const *word = words + 3; n > 0 && *word != NULL; word++) {
		char *value = arena_strdup(desk->arena, *word), *name = str_cut(&value, '=');
		const char *now = object_get(o, name);

		if (value == NULL || now == NULL || !is_unique(kind, name) || str_eq(now, value))
			continue;
		if (give_up(desk, kind, o, name, err) < 0)
			return -1;
	}
	return 0;
}

/* Only what defines something: "tk-admin KIND put NAME ...", "tk-admin setting NAME=VALUE". */
static int check_command(const struct strv *words, struct err *err)
{
	if (!str_eq(words->v[0], "tk-admin"))
		return err_set(err, ERR_DATA, "%.60s: only tk-admin is understood", words->v[0]);
	if (words->n < 3 || (!str_eq(words->v[1], "setting") &&
				(store_object_kind(words->v[1]) == NULL || words->n < 4)))
		return err_set(err, ERR_DATA, "tk-admin %.60s: defines nothing",
		    words->n > 1 ? words->v[1] : "");
	return 0;
}

static int run_command(
    struct desk *desk, const struct command *c, bool vacating, struct err *err)
{
	char **words = arena_alloc(desk->arena, (c->words.n + 1) * sizeof *words);

	if (str_eq(c->words.v[0], "set") && c->words.n == 2 && str_eq(c->words.v[1], "-e"))
		return 0;
	if (check_command(&c->words, err) < 0)
		return -1;
	memcpy(words, c->words.v + 1, (c->words.n - 1) * sizeof *words);
	return vacating ? vacate(desk, words, err) : admin_define(desk, words, err);
}

static int name_line(
    const struct script *s, size_t line_no, const struct err *wrong, struct err *err)
{
	enum err_class class = wrong->class;

	if (class == ERR_USAGE || class == ERR_NO)
		class = ERR_DATA;
	return err_set(err, class, "%s:%zu: %s", s->path, line_no, wrong->text);
}

static int run_commands(
    struct desk *desk, const struct script *s, bool vacating, struct err *err)
{
	for (size_t i = 0; i < s->n; i++) {
		struct err wrong = { 0 };

		if (run_command(desk, &s->commands[i], vacating, &wrong) < 0)
			return name_line(s, s->commands[i].line, &wrong, err);
	}
	return 0;
}

/* ---- --exact: what the script does not name is taken away */

static bool names_setting(const struct script *s, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < s->n; i++) {
		const struct strv *words = &s->commands[i].words;

		for (size_t w = 2; w < words->n && str_eq(words->v[1], "setting"); w++)
			if (strncmp(words->v[w], name, len) == 0 && words->v[w][len] == '=')
				return true;
	}
	return false;
}

static int reset_settings(struct desk *desk, const struct script *s, struct err *err)
{
	for (const struct setting *k = store_settings; k->name != NULL; k++)
		if (!names_setting(s, k->name) &&
		    store_setting_set(desk->store, k->name, k->fallback, err) < 0)
			return -1;
	return 0;
}

/* Leave of before only the objects that no command names. */
static int leave_unnamed(
    struct desk *desk, const struct script *s, struct snapshot *before, struct err *err)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct strv *words = &s->commands[i].words;
		const struct object_kind *kind =
		    words->n < 4 ? NULL : store_object_kind(words->v[1]);
		int64_t id = 0;

		if (kind == NULL)
			continue;
		if (store_object_id(desk->store, kind->name, words->v[3], &id, err) < 0)
			return -1;
		size_t k = (size_t)(kind - store_object_kinds);
		const struct object *o = snapshot_find(before->kinds[k].v, before->kinds[k].n, id);
		if (o != NULL)
			before->kinds[k].v[o - before->kinds[k].v].name = NULL;
	}
	return 0;
}

/* What it has alone, and what names objects that may have to go before it. */
static int vacate_unnamed(struct desk *desk, const struct object_kind *kind,
    const struct object *o, struct err *err)
{
	for (size_t i = 0; i < o->n; i++) {
		const char *name = o->values[i].name;
		struct err in_use = { 0 };      /* a number; then it cannot be deleted either */

		if (o->values[i].value != NULL &&
		    (is_unique(kind, name) || object_names_later(kind, name)) &&
		    give_up(desk, kind, o, name, str_eq(name, "id") ? &in_use : err) < 0 &&
		    in_use.class == ERR_NONE)
			return -1;
	}
	return 0;
}

/* Those that others name go last. */
static int each_unnamed(
    struct desk *desk, const struct snapshot *before, bool vacating, struct err *err)
{
	size_t kinds = 0;

	while (store_object_kinds[kinds].name != NULL)
		kinds++;
	for (size_t k = kinds; k-- > 0; )
		for (size_t i = 0; i < before->kinds[k].n; i++) {
			const struct object *o = &before->kinds[k].v[i];
			const struct object_kind *kind = &store_object_kinds[k];
			int64_t id;

			if (o->name == NULL)
				continue;
			int there = store_object_id(desk->store, kind->name, o->name, &id, err);
			if (there == 0)         /* it went with another */
				continue;
			if (there < 0 || (vacating ? vacate_unnamed(desk, kind, o, err) :
				store_object_delete(desk->store, kind, o->name, err)) < 0)
				return -1;
		}
	return 0;
}

static int run_exact(struct desk *desk, const void *ctx, struct err *err)
{
	const struct script *s = ctx;
	struct snapshot before = { 0 };

	if (snapshot_take(desk, &(struct admin_scope){ .all = true }, &before, err) < 0 ||
	    leave_unnamed(desk, s, &before, err) < 0 ||
	    each_unnamed(desk, &before, true, err) < 0 || run_commands(desk, s, true, err) < 0 ||
	    run_commands(desk, s, false, err) < 0 || each_unnamed(desk, &before, false, err) < 0)
		return -1;
	return reset_settings(desk, s, err);
}

static int run_script(struct desk *desk, const void *ctx, struct err *err)
{
	return run_commands(desk, ctx, true, err) < 0 ? -1 : run_commands(desk, ctx, false, err);
}

int desk_define(struct desk *desk, const char *path, bool exact, struct err *err)
{
	bool from_stdin = path == NULL || str_eq(path, "-");
	struct script s = { .path = from_stdin ? "-" : path };
	struct err wrong = { 0 };
	size_t len, line_no;

	if (desk_may_admin(desk, err) < 0)
		return -1;
	char *text = from_stdin ? file_read_fd(desk->arena, STDIN_FILENO, SCRIPT_MAX, &len, err)
				: file_read(desk->arena, path, SCRIPT_MAX, &len, err);
	if (text == NULL)
		return -1;
	if (script_read(desk->arena, text, len, &s.commands, &s.n, &line_no, &wrong) < 0)
		return name_line(&s, line_no, &wrong, err);
	return admin_transaction(desk, exact ? run_exact : run_script, &s,
	    &(struct admin_scope){ .all = true }, true, err);
}
