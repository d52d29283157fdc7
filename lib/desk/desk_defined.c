/*
 * desk_defined: what a transaction of an administrator changed: everything before compared with
 * everything after, told as lines, and kept in the log of definitions.
 */
#include <string.h>

#include "desk/desk_admin.h"
#include "form/form.h"

int snapshot_take(
    struct desk *desk, const struct admin_scope *scope, struct snapshot *out, struct err *err)
{
	for (size_t i = 0; store_object_kinds[i].name != NULL; i++)
		if ((scope->all || scope->kind == &store_object_kinds[i]) &&
		    store_objects(desk->store, desk->arena, &store_object_kinds[i], scope->name,
			&out->kinds[i].v, &out->kinds[i].n, err) < 0)
			return -1;
	for (size_t i = 0; store_settings[i].name != NULL && scope->kind == NULL; i++)
		out->settings[i] =
		    store_setting(desk->store, desk->arena, store_settings[i].name, err);
	return err->class != ERR_NONE ? -1 : 0;
}

const struct object *snapshot_find(const struct object *v, size_t n, int64_t id)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (v[middle].id == id)
			return &v[middle];
		if (v[middle].id < id)
			lo = middle + 1;
		else
			hi = middle;
	}
	return NULL;
}

/* ---- the differences */

/* The same object in the other snapshot: by its number, but first by its name where numbers are
 * given and may change hands. */
static const struct object *partner(
    const struct object *o, const struct object *v, size_t n)
{
	for (size_t i = 0; object_get(o, "id") != NULL && i < n; i++)
		if (str_eq(v[i].key, o->key))
			return &v[i];
	return snapshot_find(v, n, o->id);
}

struct differences {
	struct desk *desk;
	struct defined *v;
	size_t n;
};

static void add(struct differences *d, const struct defined *one)
{
	d->v = arena_grow(d->desk->arena, d->v, d->n, sizeof *d->v);
	d->v[d->n] = *one;
	d->v[d->n].time = d->desk->now;
	d->v[d->n++].actor = d->desk->actor.name;
}

static void changed(struct differences *d, const char *kind, const char *name,
    const char *property, const char *old, const char *new)
{
	if (!str_eq(old, new))
		add(d, &(struct defined){ .what = "changed", .kind = kind, .name = name,
		    .property = property, .old = old, .new = new });
}

/* A new object: with what it has besides the defaults. */
static void added(
    struct differences *d, const struct object_kind *kind, const struct object *new)
{
	add(d, &(struct defined){ .what = "added", .kind = kind->name, .name = new->name });
	for (size_t i = 0; i < new->n; i++)
		if (new->values[i].value != NULL &&
		    !str_eq(new->values[i].value, kind->properties[i].fallback))
			add(d, &(struct defined){ .what = "added", .kind = kind->name,
			    .name = new->name, .property = new->values[i].name,
			    .new = new->values[i].value });
}

static void compare(struct differences *d, const struct object_kind *kind,
    const struct object *old, const struct object *new)
{
	changed(d, kind->name, old->name, "name", old->name, new->name);
	for (size_t i = 0; i < new->n; i++)
		changed(d, kind->name, new->name, new->values[i].name, old->values[i].value,
		    new->values[i].value);
}

static void find_differences(
    struct differences *d, const struct snapshot *before, const struct snapshot *after)
{
	for (size_t i = 0; store_settings[i].name != NULL; i++)
		changed(d, "setting", store_settings[i].name, "value", before->settings[i],
		    after->settings[i]);
	for (size_t k = 0; store_object_kinds[k].name != NULL; k++) {
		const struct object_kind *kind = &store_object_kinds[k];
		const struct object *was = before->kinds[k].v, *is = after->kinds[k].v;

		for (size_t i = 0; i < before->kinds[k].n; i++)
			if (partner(&was[i], is, after->kinds[k].n) == NULL)
				add(d, &(struct defined){ .what = "deleted", .kind = kind->name,
				    .name = was[i].name });
		for (size_t i = 0; i < after->kinds[k].n; i++) {
			const struct object *old = partner(&is[i], was, before->kinds[k].n);

			if (old != NULL)
				compare(d, kind, old, &is[i]);
			else
				added(d, kind, &is[i]);
		}
	}
}

/* ---- telling */

static void add_cells(struct str *out, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			str_addc(out, '\t');
		tsv_escape(out, cells[i]);
	}
	str_addc(out, '\n');
}

/* Properties of a new object are for the log alone. */
static void print_differences(const struct differences *d)
{
	struct str out = str_new(d->desk->arena);

	for (size_t i = 0; i < d->n; i++) {
		const struct defined *x = &d->v[i];

		if (str_eq(x->what, "changed"))
			add_cells(&out, (const char *const[]){ x->what, x->kind, x->name,
			    x->property, x->old, x->new }, 6);
		else if (x->property == NULL)
			add_cells(&out, (const char *const[]){ x->what, x->kind, x->name }, 3);
	}
	text_print(str_end(&out));
}

static void print_json(const struct defined *x, struct str *out)
{
	struct json j = json_new(out);

	json_open(&j, '{');
	json_key(&j, "time");
	json_time(&j, x->time);
	const struct pair members[] = { { "actor", x->actor }, { "what", x->what },
		{ "kind", x->kind }, { "name", x->name }, { "property", x->property },
		{ "old", x->old }, { "new", x->new } };
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		json_key(&j, members[i].name);
		json_text(&j, members[i].value);
	}
	json_close(&j, '}');
	str_addc(out, '\n');
}

int admin_log(struct desk *desk, const struct admin_options *o, struct err *err)
{
	struct str out = str_new(desk->arena);
	struct defined *v;
	size_t n;

	if (desk_may_admin(desk, err) < 0)
		return -1;
	if (o->limit < 0 || o->offset < 0)
		return err_set(err, ERR_USAGE, "--limit and --offset must not be negative");
	if (store_definitions(desk->store, desk->arena, o->reverse, o->limit, o->offset, &v, &n,
		err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (tool_options.json)
			print_json(&v[i], &out);
		else
			add_cells(&out,
			    (const char *const[]){ clock_rfc3339(desk->arena, v[i].time),
				v[i].actor, v[i].what, v[i].kind, v[i].name, v[i].property,
				v[i].old, v[i].new }, 8);
	text_print(str_end(&out));
	return 0;
}

/* ---- the transaction */

static int keep(const struct differences *d, struct err *err)
{
	for (size_t i = 0; i < d->n; i++)
		if (store_definition_add(d->desk->store, &d->v[i], err) < 0)
			return -1;
	return 0;
}

int admin_transaction(struct desk *desk, admin_fn *fn, const void *ctx,
    const struct admin_scope *scope, bool report, struct err *err)
{
	struct snapshot before = { 0 }, after = { 0 };
	struct differences d = { .desk = desk };
	struct admin_scope now = *scope;

	if (now.renamed != NULL)
		now.name = now.renamed;
	if (desk_may_admin(desk, err) < 0 || store_begin(desk->store, err) < 0)
		return -1;
	bool governed = store_has_admin(desk->store, err);
	int result = err->class != ERR_NONE ? -1 : snapshot_take(desk, scope, &before, err);
	if (result == 0)
		result = fn(desk, ctx, err);
	if (result == 0 && governed && !store_has_admin(desk->store, err))
		result = err_set(err, ERR_NO, "no administrator would be left");
	if (result == 0)
		result = snapshot_take(desk, &now, &after, err);
	if (result == 0) {
		find_differences(&d, &before, &after);
		result = keep(&d, err);
	}
	if (result < 0 || tool_options.dry_run)
		store_rollback(desk->store);
	else
		result = store_commit(desk->store, err);
	if (result == 0 && (report || tool_options.dry_run))
		print_differences(&d);
	return result;
}
