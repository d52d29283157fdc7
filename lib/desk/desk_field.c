/* desk_field: the custom fields of tickets. */
#include <string.h>

#include "desk/desk_apply.h"
#include "form/form.h"

int desk_ticket_field(struct desk *desk, const char *name, struct field *out, struct err *err)
{
	struct field *found;
	size_t n;

	if (store_fields(desk->store, desk->arena, "ticket", name, &found, &n, err) < 0)
		return -1;
	if (n > 0)
		*out = *found;
	return n > 0;
}

static const char *pair(struct change *c, const struct field *f, const char *value)
{
	return value == NULL ? NULL : arena_printf(c->desk->arena, "%s=%s", f->name, value);
}

int change_field(struct change *c, struct err *err)
{
	char *value = arena_strdup(c->arena, c->e->value == NULL ? "" : c->e->value);
	char *name = str_cut(&value, '=');
	const char *kept = NULL, *old;
	struct field f;

	if (value == NULL)
		return err_set(err, ERR_USAGE, "%s: must be NAME=VALUE", name);
	int found = desk_ticket_field(c->desk, name, &f, err);
	if (found <= 0)
		return found < 0 ? -1 : err_set(err, ERR_USAGE, "%s: no such field", name);
	if (*str_trim(value) != '\0')
		kept = field_check(c->desk->arena, &f, value, err);
	else if (f.required)
		err_set(err, ERR_DATA, "%s: must have a value", f.name);
	if (err->class != ERR_NONE ||
	    store_ticket_field(
		c->desk->store, c->desk->arena, c->before.id, f.id, kept, &old, err) < 0)
		return -1;
	c->changed = !str_eq(old, kept);
	c->old = pair(c, &f, old);
	c->new = pair(c, &f, kept);
	return 0;
}
