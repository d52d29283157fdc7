/* desk_admin: what an administrator defines, as text in and text out. */
#include <stdlib.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/desk_admin.h"
#include "form/form.h"
#include "store/store.h"

/* ---- printing */

static void print_object(struct desk *desk, const struct object *o)
{
	struct str line = str_new(desk->arena);

	str_addf(&line, "%lld\t", (long long)o->id);
	tsv_escape(&line, o->name);
	str_addf(&line, "\t%s", o->changed == 0 ? "-" : clock_rfc3339(desk->arena, o->changed));
	for (size_t i = 0; i < o->n; i++) {
		if (o->values[i].value == NULL)
			continue;
		str_addf(&line, "\t%s=", o->values[i].name);
		tsv_escape(&line, o->values[i].value);
	}
	str_addc(&line, '\n');
	text_print(str_end(&line));
}

static void print_object_json(struct desk *desk, const struct object *o)
{
	struct str line = str_new(desk->arena);
	struct json j = json_new(&line);

	json_open(&j, '{');
	json_key(&j, "id");
	json_int(&j, o->id);
	json_key(&j, "name");
	json_text(&j, o->name);
	json_key(&j, "changed");
	json_time(&j, o->changed);
	for (size_t i = 0; i < o->n; i++) {
		if (str_eq(o->values[i].name, "id"))
			continue;
		json_key(&j, o->values[i].name);
		json_text(&j, o->values[i].value);
	}
	json_close(&j, '}');
	str_addc(&line, '\n');
	text_print(str_end(&line));
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct object *)x)->key, ((const struct object *)y)->key);
}

static int by_change(const void *x, const void *y)
{
	const struct object *a = x, *b = y;

	return a->changed != b->changed ? (a->changed > b->changed) - (a->changed < b->changed)
					: (a->id > b->id) - (a->id < b->id);
}

static int sort(struct object *v, size_t n, const char *key, struct err *err)
{
	if (n > 0 && str_eq(key, "name"))
		qsort(v, n, sizeof *v, by_name);
	else if (n > 0 && str_eq(key, "changed"))
		qsort(v, n, sizeof *v, by_change);
	else if (key != NULL && !str_eq(key, "id") && !str_eq(key, "name") &&
	    !str_eq(key, "changed"))
		return err_set(err, ERR_USAGE, "--sort %s: must be id, name or changed", key);
	return 0;
}

static int list(struct desk *desk, const struct object_kind *kind, const char *name,
    const struct admin_options *o, struct err *err)
{
	struct object *objects;
	size_t n;

	if (o->limit < 0 || o->offset < 0)
		return err_set(err, ERR_USAGE, "--limit and --offset must not be negative");
	if (store_objects(desk->store, desk->arena, kind, name, &objects, &n, err) < 0 ||
	    sort(objects, n, o->sort, err) < 0)
		return -1;
	if (name != NULL && n == 0)
		return err_set(err, ERR_NO, "%s %s: there is none", kind->name, name);
	for (size_t i = (size_t)o->offset; i < n; i++) {
		if (o->limit > 0 && i - (size_t)o->offset >= (size_t)o->limit)
			break;
		(tool_options.json ? print_object_json : print_object)(
		    desk, &objects[o->reverse ? n - 1 - i : i]);
	}
	return 0;
}

/* ---- changing */

static int read_pairs(
    struct desk *desk, char *const *words, struct pair **pairs_out, size_t *n_out, struct err *err)
{
	*pairs_out = NULL;
	for (*n_out = 0; *words != NULL; words++) {
		char *value = arena_strdup(desk->arena, *words), *name = str_cut(&value, '=');

		if (value == NULL)
			return err_set(err, ERR_USAGE, "%s: must be property=value", *words);
		for (size_t i = 0; i < *n_out; i++)
			if (str_eq((*pairs_out)[i].name, name))
				return err_set(err, ERR_USAGE, "%s: given twice", name);
		*pairs_out = arena_grow(desk->arena, *pairs_out, *n_out, sizeof **pairs_out);
		(*pairs_out)[(*n_out)++] = (struct pair){ name, *value == '\0' ? NULL : value };
	}
	return 0;
}

static int change(struct desk *desk, const struct object_kind *kind, const char *verb,
    const char *name, char *const *words, struct err *err)
{
	struct pair *pairs;
	int64_t id;
	size_t n;

	if (read_pairs(desk, words, &pairs, &n, err) < 0)
		return -1;
	if (str_eq(verb, "put")) {
		int known = store_object_id(desk->store, kind->name, name, &id, err);

		if (known < 0)
			return -1;
		verb = known ? "set" : "add";
		if (known) {    /* as it is spelled now */
			pairs = arena_grow(desk->arena, pairs, n, sizeof *pairs);
			pairs[n++] = (struct pair){ "name", name };
		}
	}
	if (str_eq(verb, "add"))
		return store_object_add(desk->store, kind, name, pairs, n, desk->now, err);
	if (str_eq(verb, "set"))
		return store_object_set(desk->store, kind, name, pairs, n, desk->now, err);
	return store_object_delete(desk->store, kind, name, err);
}

static int change_settings(struct desk *desk, char *const *words, struct err *err)
{
	struct pair *pairs;
	size_t n;

	if (read_pairs(desk, words, &pairs, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (store_setting_set(desk->store, pairs[i].name,
			pairs[i].value == NULL ? "" : pairs[i].value, err) < 0)
			return -1;
	return 0;
}

static int new_key(struct desk *desk, struct err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	struct store_key keys[sizeof letters], key = { 0 };
	size_t n, next = 0;

	if (store_keys(desk->store, keys, sizeof keys / sizeof keys[0], &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if ((size_t)(strchr(letters, keys[i].id) - letters) >= next)
			next = (size_t)(strchr(letters, keys[i].id) - letters) + 1;
	if (letters[next] == '\0')
		return err_set(err, ERR_CONFIG, "all letters for keys are used");
	key.id = letters[next];
	if (random_bytes(key.secret, sizeof key.secret, err) < 0)
		return -1;
	struct defined log = { .time = desk->now, .actor = desk->actor.name, .what = "added",
		.kind = "key", .name = arena_printf(desk->arena, "%c", key.id) };
	return store_key_add(desk->store, &key, desk->now, err) < 0 ? -1 :
	    store_definition_add(desk->store, &log, err);
}

static int print_settings(struct desk *desk, struct err *err)
{
	struct str out = str_new(desk->arena);

	for (const struct setting *s = store_settings; s->name != NULL; s++) {
		tsv_escape(&out, s->name);
		str_addc(&out, '\t');
		tsv_escape(&out, store_setting(desk->store, desk->arena, s->name, err));
		str_addf(&out, "\t%s\n", s->help);
	}
	if (err->class != ERR_NONE)
		return -1;
	text_print(str_end(&out));
	return 0;
}

/* While the system is suspended nothing is fetched, drained, or taken from a form or portal. */
static int suspend(struct desk *desk, bool on, struct err *err)
{
	return store_setting_set(desk->store, "suspended", on ? "yes" : "no", err);
}

static int no_such_kind(struct desk *desk, const char *word, struct err *err)
{
	struct str all = str_new(desk->arena);

	for (const struct object_kind *k = store_object_kinds; k->name != NULL; k++)
		str_addf(&all, "%s, ", k->name);
	return err_set(err, ERR_USAGE, "%s: no such kind of object (%ssetting, key, suspend,"
	    " resume, dump, apply, log)", word,
	    str_end(&all));
}

int admin_define(struct desk *desk, char *const *words, struct err *err)
{
	const struct object_kind *kind = store_object_kind(words[0]);
	const char *verb = words[1];

	if (str_eq(words[0], "setting"))
		return change_settings(desk, words + 1, err);
	if (verb == NULL && (str_eq(words[0], "suspend") || str_eq(words[0], "resume")))
		return suspend(desk, *words[0] == 's', err);
	if (str_eq(words[0], "key") && str_eq(verb, "new"))
		return new_key(desk, err);
	if (kind == NULL)
		return no_such_kind(desk, words[0], err);
	if (!str_eq(verb, "add") && !str_eq(verb, "set") && !str_eq(verb, "put") &&
	    !str_eq(verb, "delete"))
		return err_set(err, ERR_USAGE, "%s: must be add, set, put, delete or list", verb);
	if (words[2] == NULL)
		return err_set(err, ERR_USAGE, "%s %s: a name is needed", words[0], verb);
	return change(desk, kind, verb, words[2], words + 3, err);
}

static int define(struct desk *desk, const void *words, struct err *err)
{
	return admin_define(desk, (char *const *)words, err);
}

/* One command changes one object, or settings. */
static int define_one(struct desk *desk, char *const *words, struct err *err)
{
	struct admin_scope scope = { .kind = store_object_kind(words[0]) };

	if (scope.kind != NULL && words[1] != NULL && words[2] != NULL) {
		scope.all = str_eq(words[1], "delete");         /* others may have named it */
		scope.name = scope.all ? NULL : words[2];
		for (char *const *word = words + 3; *word != NULL; word++)
			if (str_starts(*word, "name="))
				scope.renamed = *word + strlen("name=");
	}
	return admin_transaction(desk, define, words, &scope, false, err);
}

int desk_admin(struct desk *desk, char *const *words, const struct admin_options *options,
    struct err *err)
{
	const struct object_kind *kind = words[0] == NULL ? NULL : store_object_kind(words[0]);

	if (words[0] == NULL)
		return err_set(err, ERR_USAGE, "nothing to do (tk-admin -h)");
	if (options->exact && !str_eq(words[0], "apply"))
		return err_set(err, ERR_USAGE, "--exact: only to apply a script");
	if (kind != NULL && (words[1] == NULL || str_eq(words[1], "list")))
		return list(desk, kind, words[1] == NULL ? NULL : words[2], options, err);
	if (str_eq(words[0], "setting") && words[1] == NULL)
		return print_settings(desk, err);
	if (str_eq(words[0], "dump"))
		return desk_dump(desk, err);
	if (str_eq(words[0], "apply"))
		return desk_define(desk, words[1], options->exact, err);
	if (str_eq(words[0], "log") && words[1] == NULL && options->sort == NULL)
		return admin_log(desk, options, err);
	if (str_eq(words[0], "log"))
		return err_set(err, ERR_USAGE, "log: is neither sorted nor of one object");
	return define_one(desk, words, err);
}
