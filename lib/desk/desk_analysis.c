/*
 * desk_analysis: what the analysis of a ticket finds (severity, expertise, skill), how it was
 * solved, and putting closed tickets away.
 */
#include <string.h>

#include "desk/desk_apply.h"

enum { EXPERTISE_MAX = 5, RESOLUTION_MAX = 64 << 10 };

int change_severity(struct change *c, struct err *err)
{
	int severity = c->e->value == NULL ? SEVERITY_NONE : severity_parse(c->e->value);

	if (severity < 0)
		return err_set(err, ERR_USAGE,
		    "%s: no such severity (none, minor, major, critical)", c->e->value);
	c->old = severity_name(c->before.severity);
	c->new = severity_name((enum severity)severity);
	c->changed = c->before.severity != (enum severity)severity;
	c->after.severity = (enum severity)severity;
	return 0;
}

static const char *level_text(struct change *c, int64_t level)
{
	return level == 0 ? NULL : arena_printf(c->arena, "%lld", (long long)level);
}

/* None: derived again. */
int change_expertise(struct change *c, struct err *err)
{
	int64_t level = 0;

	if (c->e->value != NULL && !str_eq(c->e->value, "none") &&
	    (str_int(c->e->value, &level) < 0 || level < 1 || level > EXPERTISE_MAX))
		return err_set(err, ERR_USAGE, "%s: the expertise is 1 to %d, or none", c->e->value,
		    EXPERTISE_MAX);
	c->old = level_text(c, c->before.expertise_set);
	c->new = level_text(c, level);
	c->changed = c->before.expertise_set != level;
	c->after.expertise_set = level;
	return 0;
}

int change_skill(struct change *c, struct err *err)
{
	if (change_object(c, "skill", &c->after.skill_id, err) < 0)
		return -1;
	c->changed = c->before.skill_id != c->after.skill_id;
	c->old = c->before.skill_id == 0 ? NULL :
	    store_object_name(c->desk->store, c->arena, "skill", c->before.skill_id, err);
	return err->class != ERR_NONE ? -1 : 0;
}

/* Searches find the text, so it must be folded and indexed as messages are. */
int change_resolution(struct change *c, struct err *err)
{
	const char *text = c->e->value;

	if (text != NULL && (*text == '\0' || str_eq(text, "none")))
		text = NULL;
	if (text != NULL && strlen(text) > RESOLUTION_MAX)
		return err_set(err, ERR_DATA, "the resolution is longer than %d bytes",
		    RESOLUTION_MAX);
	c->old = c->before.resolution;
	c->new = c->after.resolution = text;
	c->changed = !str_eq(c->old, c->new);
	return !c->changed ? 0 :
	    store_index_resolution(c->desk->store, c->before.id, c->old, c->new, err);
}

int change_archive(struct change *c, struct err *err)
{
	bool on = c->e->kind == EFFECT_ARCHIVE;

	if (on && c->before.status != STATUS_CLOSED)
		return err_set(err, ERR_NO, "is %s: only closed tickets are archived",
		    status_name(c->before.status));
	c->changed = on == (c->before.archived == 0);
	if (c->changed)
		c->after.archived = on ? c->desk->now : 0;
	return 0;
}
