/*
 * desk_dump: what is defined, as a script of tk-admin commands that defines it again.  Ordered by
 * kind and name, so that two stores with the same content print the same.
 */
#include <stdlib.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/desk_admin.h"
#include "form/form.h"
#include "store/store.h"

/* In single quotes, so that a shell takes it as it stands. */
static void add_quoted(struct str *out, const char *s)
{
	str_addc(out, '\'');
	for (; *s != '\0'; s++)
		if (*s == '\'')
			str_add(out, "'\\''");
		else
			str_addc(out, *s);
	str_addc(out, '\'');
}

static void add_value(struct str *out, const struct pair *value)
{
	str_addf(out, " %s=", value->name);
	if (value->value != NULL)
		add_quoted(out, value->value);
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct object *)x)->key, ((const struct object *)y)->key);
}

static void begin(
    struct str *out, const struct object_kind *kind, const char *verb, const char *name)
{
	str_addf(out, "tk-admin %s %s ", kind->name, verb);
	add_quoted(out, name);
}

/* Does it name an object of a kind that comes later? */
static bool is_late(const struct object_kind *kind, const struct property *p)
{
	return p->type == PROPERTY_REF && store_object_kind(p->detail) > kind;
}

bool object_names_later(const struct object_kind *kind, const char *property)
{
	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (str_eq(p->name, property))
			return is_late(kind, p);
	return false;
}

static void dump_object(
    const struct object_kind *kind, const struct object *o, bool late, struct str *out)
{
	bool begun = !late;

	if (!late)
		begin(out, kind, "put", o->name);
	for (size_t v = 0; v < o->n; v++) {
		const struct property *p = &kind->properties[v];

		if (!late && is_late(kind, p))
			str_addf(out, " %s=", p->name);
		else if (!late)
			add_value(out, &o->values[v]);
		else if (is_late(kind, p) && o->values[v].value != NULL) {
			if (!begun)
				begin(out, kind, "set", o->name);
			begun = true;
			add_value(out, &o->values[v]);
		}
	}
	if (begun)
		str_addc(out, '\n');
}

static int dump_kind(
    struct desk *desk, const struct object_kind *kind, bool late, struct str *out, struct err *err)
{
	struct object *objects;
	size_t n;

	if (store_objects(desk->store, desk->arena, kind, NULL, &objects, &n, err) < 0)
		return -1;
	if (n > 0)
		qsort(objects, n, sizeof *objects, by_name);
	for (size_t i = 0; i < n; i++)
		dump_object(kind, &objects[i], late, out);
	return 0;
}

static void dump_settings(struct desk *desk, struct str *out, struct err *err)
{
	for (const struct setting *s = store_settings; s->name != NULL; s++) {
		const char *value = store_setting(desk->store, desk->arena, s->name, err);

		if (str_eq(value, s->fallback))
			continue;
		str_addf(out, "tk-admin setting %s=", s->name);
		add_quoted(out, value);
		str_addc(out, '\n');
	}
}

int desk_dump(struct desk *desk, struct err *err)
{
	struct str out = str_new(desk->arena);

	if (store_read_begin(desk->store, err) < 0)
		return -1;
	str_add(&out,
	    "#!/bin/sh\n# what this desk defines; run it on another store to make it again\n"
	    "# (tk-admin apply --exact also takes away what is not in here)\nset -e\n");
	dump_settings(desk, &out, err);
	for (int late = 0; late < 2; late++)
		for (const struct object_kind *k = store_object_kinds; k->name != NULL; k++)
			if (err->class == ERR_NONE)
				dump_kind(desk, k, late, &out, err);
	store_read_end(desk->store);
	if (err->class != ERR_NONE)
		return -1;
	text_print(str_end(&out));
	return 0;
}
