/*
 * desk_apply: the one writer.  An effect becomes row changes, an event and counters in the caller's
 * transaction.  Each function of the table changes *after (or side tables) and fills in what the
 * event says.
 */
#include <string.h>

#include "desk/desk_apply.h"

static int64_t number_of(struct change *c, struct err *err)
{
	int64_t id = 0;

	if (c->e->value == NULL || str_int(c->e->value, &id) < 0 || id <= 0)
		err_set(err, ERR_DATA, "%s: not a ticket number",
		    c->e->value == NULL ? "-" : c->e->value);
	return id;
}

static int change_status(struct change *c, struct err *err)
{
	int status = status_parse(c->e->value);

	if (status < 0)
		return err_set(err, ERR_USAGE, "%s: no such status (open, pending, closed, locked)",
		    c->e->value);
	c->old = status_name(c->before.status);
	c->new = status_name((enum status)status);
	c->changed = c->before.status != (enum status)status;
	c->after.status = (enum status)status;
	if (c->changed)
		c->after.closed = status == STATUS_CLOSED ? c->desk->now : 0;
	return 0;
}

static int change_priority(struct change *c, struct err *err)
{
	int64_t id;

	if (change_object(c, "priority", &id, err) < 0)
		return -1;
	if (id == 0)
		return err_set(err, ERR_USAGE, "a ticket must have a priority");
	c->old = c->before.priority;
	if (store_priority(c->desk->store, c->new, &c->after.priority_rank, err) < 0)
		return -1;
	c->changed = c->before.priority_rank != c->after.priority_rank;
	return 0;
}

static int change_kind(struct change *c, struct err *err)
{
	if (change_object(c, "kind", &c->after.kind_id, err) < 0)
		return -1;
	if (c->after.kind_id == 0)
		return err_set(err, ERR_USAGE, "a ticket must be of a kind");
	c->old = c->before.kind;
	c->changed = c->before.kind_id != c->after.kind_id;
	return 0;
}

static int change_subject(struct change *c, struct err *err)
{
	c->old = c->before.subject;
	c->new = c->after.subject = c->e->value == NULL ? "" : c->e->value;
	c->changed = !str_eq(c->old, c->new);
	return c->changed ? store_index_subject(c->desk->store, c->before.id, c->old, c->new, err)
			  : 0;
}

int change_object(struct change *c, const char *kind, int64_t *id_out, struct err *err)
{
	int found = 1;

	*id_out = 0;
	if (c->e->value != NULL && !str_eq(c->e->value, "none"))
		found = store_object_id(c->desk->store, kind, c->e->value, id_out, err);
	if (found == 0 && str_eq(kind, "category") && str_int(c->e->value, id_out) == 0)
		found = store_object_name(c->desk->store, c->arena, kind, *id_out, err) != NULL;
	if (found == 0)
		return err_set(err, ERR_USAGE, "%s: no such %s", c->e->value, kind);
	c->new = *id_out == 0 ? NULL :
	    store_object_name(c->desk->store, c->arena, kind, *id_out, err);
	return found < 0 || err->class != ERR_NONE ? -1 : 0;
}

static int change_category(struct change *c, struct err *err)
{
	if (change_object(c, "category", &c->after.category_id, err) < 0)
		return -1;
	c->old = c->before.category;
	c->changed = c->before.category_id != c->after.category_id;
	return 0;
}

static int change_group(struct change *c, struct err *err)
{
	if (change_object(c, "group", &c->after.group_id, err) < 0)
		return -1;
	if (c->after.group_id == 0)
		return err_set(err, ERR_USAGE, "a ticket must be in a group");
	c->old = c->before.group;
	c->changed = c->before.group_id != c->after.group_id;
	return 0;
}

static int change_agent(struct change *c, struct err *err)
{
	if (change_object(c, "agent", &c->after.agent_id, err) < 0)
		return -1;
	c->old = c->before.agent;
	c->changed = c->before.agent_id != c->after.agent_id;
	return 0;
}

static int change_tag(struct change *c, struct err *err)
{
	bool on = c->e->kind == EFFECT_TAG;

	if (c->e->value == NULL || *c->e->value == '\0' || strchr(c->e->value, ',') != NULL)
		return err_set(err, ERR_USAGE, "a tag must not be empty or hold a comma");
	*(on ? &c->new : &c->old) = c->e->value;
	return store_tag(c->desk->store, c->before.id, c->e->value, on, &c->changed, err);
}

static int change_watch(struct change *c, struct err *err)
{
	bool on = c->e->kind == EFFECT_WATCH;

	if (c->e->value == NULL || strchr(c->e->value, '@') == NULL)
		return err_set(err, ERR_USAGE, "%s: not a mail address",
		    c->e->value == NULL ? "-" : c->e->value);
	*(on ? &c->new : &c->old) = c->e->value;
	return (on ? store_part_add : store_part_remove)(
	    c->desk->store, c->before.id, c->e->value, PART_WATCHER, &c->changed, err);
}

static int change_link(struct change *c, struct err *err)
{
	bool on = c->e->kind == EFFECT_LINK;
	int64_t other = number_of(c, err);
	struct ticket t;

	if (err->class != ERR_NONE)
		return -1;
	int found = store_ticket(c->desk->store, c->arena, other, &t, err);
	if (found == 0 || other == c->before.id)
		return err_set(err, ERR_NO, "%lld: no such ticket to link", (long long)other);
	if (found > 0 && on && !desk_may_see(c->desk, &t))
		return err_set(err, ERR_PERM, "not allowed: to see %lld", (long long)other);
	*(on ? &c->new : &c->old) = c->e->value;
	if (found < 0 ||
	    store_link(c->desk->store, c->before.id, other, "related", on, &c->changed, err) < 0 ||
	    (!on && !c->changed &&
		store_link(c->desk->store, c->before.id, other, "parent", on, &c->changed, err) <
		    0))
		return -1;
	if (!c->changed)
		return 0;
	return store_event(c->desk->store, other, c->desk->now, c->desk->actor.id,
	    effect_name(c->e->kind), NULL, arena_printf(c->arena, "%lld", (long long)c->before.id),
	    c->e->cause, err);
}

/* ---- what hides a ticket */

static const char *hidden_word(enum hidden hidden)
{
	return hidden == HIDDEN_SPAM ? "spam" : hidden == HIDDEN_DELETED ? "deleted" : NULL;
}

/* What it was before it was hidden by this kind of change: the last such event knows. */
static int hidden_before(struct change *c, const char *kind, enum hidden *out, struct err *err)
{
	struct event *events;
	size_t n;

	if (store_events(c->desk->store, c->arena, c->before.id, 0, &events, &n, err) < 0)
		return -1;
	*out = HIDDEN_NO;
	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].kind, kind))
			*out = str_eq(events[i].old, "spam") ? HIDDEN_SPAM :
			    str_eq(events[i].old, "deleted") ? HIDDEN_DELETED : HIDDEN_NO;
	return 0;
}

/* Whoever made a ticket cannot make it go away. */
static int change_delete(struct change *c, struct err *err)
{
	if (c->before.creator != 0 && c->before.creator == c->desk->actor.id)
		return err_set(
		    err, ERR_PERM, "not allowed: who made a ticket cannot delete it");
	if (c->before.hidden == HIDDEN_MERGED)
		return err_set(
		    err, ERR_NO, "is merged into %lld", (long long)c->before.merged_into);
	c->changed = c->before.hidden != HIDDEN_DELETED;
	c->old = hidden_word(c->before.hidden);
	c->after.hidden = HIDDEN_DELETED;
	return 0;
}

static int change_undelete(struct change *c, struct err *err)
{
	c->changed = c->before.hidden == HIDDEN_DELETED;
	return c->changed ? hidden_before(c, "delete", &c->after.hidden, err) : 0;
}

static int change_spam(struct change *c, struct err *err)
{
	bool on = c->e->kind == EFFECT_SPAM;

	(void)err;
	c->changed = on ? c->before.hidden == HIDDEN_NO : c->before.hidden == HIDDEN_SPAM;
	if (c->changed)
		c->after.hidden = on ? HIDDEN_SPAM : HIDDEN_NO;
	return 0;
}

/* ---- outsiders */

const char *change_accepted(struct arena *a, const char *flags)
{
	struct str out = str_new(a);
	char *rest = arena_strdup(a, flags), *flag;

	while ((flag = str_cut(&rest, ',')) != NULL) {
		bool outside = str_eq(flag, "outsider") || str_eq(flag, "stranger");

		str_addf(&out, "%s%s", out.len > 0 ? "," : "", outside ? "accepted" : flag);
	}
	return str_end(&out);
}

static bool is_outside(const struct message *m)
{
	return m->flags != NULL &&
	    (strstr(m->flags, "outsider") != NULL || strstr(m->flags, "stranger") != NULL);
}

/* Everyone who wrote from outside becomes a participant, and their mail counts from now on. */
static int change_accept(struct change *c, struct err *err)
{
	struct message *messages;
	size_t n;
	bool added;

	if (c->before.outsider == 0)
		return 0;
	if (store_messages(c->desk->store, c->arena, c->before.id, 0, &messages, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (!is_outside(&messages[i]))
			continue;
		if (messages[i].from.address != NULL && store_part_add(c->desk->store, c->before.id,
		    messages[i].from.address, PART_CC, &added, err) < 0)
			return -1;
		if (store_message_flags(c->desk->store, messages[i].id, change_accepted(c->arena,
		    messages[i].flags), err) < 0)
			return -1;
		c->new = messages[i].from.address;
	}
	c->changed = true;
	if (store_ticket_recount(c->desk->store, &c->after, err) < 0)
		return -1;
	if (c->after.waiting_since == 0 || c->after.status == STATUS_LOCKED ||
	    c->after.status == STATUS_OPEN)
		return 0;
	c->after.status = STATUS_OPEN;
	c->after.closed = 0;
	return store_event(c->desk->store, c->before.id, c->desk->now, c->desk->actor.id, "status",
	    status_name(c->before.status), status_name(STATUS_OPEN), "accept", err);
}

/* ---- merging: reversible, messages know the ticket they came to */

/* A target that only the merge opened, and where nobody waits now, goes back. */
static int status_before_merge(
    struct change *c, const struct ticket *before, struct ticket *after, struct err *err)
{
	struct event *events;
	const char *status = NULL,
		   *source = arena_printf(c->arena, "%lld", (long long)c->before.id);
	size_t n;

	if (store_events(c->desk->store, c->arena, before->id, 0, &events, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].kind, "status"))
			status = str_eq(events[i].cause, "merge") && i + 1 < n &&
				str_eq(events[i + 1].kind, "merged") &&
				str_eq(events[i + 1].new, source)
			    ? events[i].old
			    : NULL;
	if (status == NULL || after->waiting_since != 0 || status_parse(status) < 0)
		return 0;
	after->status = (enum status)status_parse(status);
	after->closed = after->status == STATUS_CLOSED ? c->desk->now : 0;
	return 0;
}

static int other_side(struct change *c, int64_t other, const char *kind, struct err *err)
{
	struct ticket before, after;

	if (store_ticket(c->desk->store, c->arena, other, &before, err) <= 0)
		return -1;
	if (!desk_may_change(c->desk, &before))
		return err_set(err, ERR_PERM, "not allowed: to change %lld", (long long)other);
	after = before;
	after.updated = c->desk->now;
	if (store_ticket_recount(c->desk->store, &after, err) < 0)
		return -1;
	if (str_eq(kind, "merged") && c->before.status == STATUS_OPEN &&
	    before.status != STATUS_LOCKED) {
		after.status = STATUS_OPEN;
		after.closed = 0;
	} else if (str_eq(kind, "unmerged") && status_before_merge(c, &before, &after, err) < 0)
		return -1;
	if (store_ticket_save(c->desk->store, &before, &after, err) < 0)
		return -1;
	if (after.status != before.status &&
	    store_event(c->desk->store, other, c->desk->now, c->desk->actor.id, "status",
		status_name(before.status), status_name(after.status), "merge", err) < 0)
		return -1;
	return store_event(c->desk->store, other, c->desk->now, c->desk->actor.id, kind, NULL,
	    arena_printf(c->arena, "%lld", (long long)c->before.id), c->e->cause, err);
}

static int change_merge(struct change *c, struct err *err)
{
	int64_t target = number_of(c, err);
	struct ticket t;

	if (err->class != ERR_NONE)
		return -1;
	target = store_merge_target(c->desk->store, target, err);
	int found = store_ticket(c->desk->store, c->arena, target, &t, err);
	if (found == 0)
		return err_set(err, ERR_NO, "%s: no such ticket to merge into", c->e->value);
	if (found < 0)
		return -1;
	if (!desk_may_change(c->desk, &t))
		return err_set(err, ERR_PERM, "not allowed: to change %lld", (long long)target);
	if (t.hidden == HIDDEN_DELETED)
		return err_set(err, ERR_NO, "%lld is deleted: nothing can be merged into it",
		    (long long)target);
	if (c->before.merged_into != 0 || target == c->before.id)
		return target == c->before.id ||
			store_merge_target(c->desk->store, c->before.id, err) == target
		    ? 0
		    : err_set(err, ERR_NO, "is merged into %lld already",
			  (long long)c->before.merged_into);
	c->changed = true;
	c->old = hidden_word(c->before.hidden);
	c->new = arena_printf(c->arena, "%lld", (long long)target);
	c->after.hidden = HIDDEN_MERGED;
	c->after.merged_into = target;
	c->after.outsider = 0;
	if (store_move_messages(c->desk->store, c->before.id, target, false, err) < 0)
		return -1;
	return other_side(c, target, "merged", err);
}

static int change_unmerge(struct change *c, struct err *err)
{
	int64_t target;

	c->changed = c->before.merged_into != 0;
	if (!c->changed)
		return err_set(err, ERR_NO, "is not merged");
	target = store_merge_target(c->desk->store, c->before.id, err);
	if (target != c->before.merged_into)
		return err_set(err, ERR_NO,
		    "was merged into %lld, which was merged itself: undo that first",
		    (long long)c->before.merged_into);
	c->old = arena_printf(c->arena, "%lld", (long long)target);
	c->after.merged_into = 0;
	if (hidden_before(c, "merge", &c->after.hidden, err) < 0 ||
	    store_move_messages(c->desk->store, c->before.id, target, true, err) < 0 ||
	    store_ticket_recount(c->desk->store, &c->after, err) < 0)
		return -1;
	if (c->after.msgs == 0)
		return err_set(err, ERR_NO, "its messages were moved: nothing would come back");
	return other_side(c, target, "unmerged", err);
}

/* ---- the table */

static apply_fn *const appliers[EFFECT_COUNT] = {
	[EFFECT_STATUS] = change_status,
	[EFFECT_PRIORITY] = change_priority,
	[EFFECT_KIND] = change_kind,
	[EFFECT_SUBJECT] = change_subject,
	[EFFECT_CATEGORY] = change_category,
	[EFFECT_TAG] = change_tag,
	[EFFECT_UNTAG] = change_tag,
	[EFFECT_GROUP] = change_group,
	[EFFECT_ASSIGN] = change_agent,
	[EFFECT_DELETE] = change_delete,
	[EFFECT_UNDELETE] = change_undelete,
	[EFFECT_ACCEPT] = change_accept,
	[EFFECT_SPAM] = change_spam,
	[EFFECT_NOTSPAM] = change_spam,
	[EFFECT_MERGE] = change_merge,
	[EFFECT_UNMERGE] = change_unmerge,
	[EFFECT_LINK] = change_link,
	[EFFECT_UNLINK] = change_link,
	[EFFECT_WATCH] = change_watch,
	[EFFECT_UNWATCH] = change_watch,
	[EFFECT_SEVERITY] = change_severity,
	[EFFECT_EXPERTISE] = change_expertise,
	[EFFECT_SKILL] = change_skill,
	[EFFECT_RESOLUTION] = change_resolution,
	[EFFECT_ARCHIVE] = change_archive,
	[EFFECT_UNARCHIVE] = change_archive,
	[EFFECT_TASK] = change_task_add,
	[EFFECT_TASK_DONE] = change_task,
	[EFFECT_TASK_REOPEN] = change_task,
	[EFFECT_TASK_DROP] = change_task,
	[EFFECT_FIELD] = change_field,
	[EFFECT_SPLIT] = change_split,
	[EFFECT_MOVE] = change_move,
};

static int write_change(struct change *c, struct err *err)
{
	c->after.updated = c->desk->now;
	if (store_ticket_save(c->desk->store, &c->before, &c->after, err) < 0)
		return -1;
	return store_event(c->desk->store, c->before.id, c->desk->now, c->desk->actor.id,
	    effect_name(c->e->kind), c->old, c->new, c->e->cause, err);
}

/* The ticket's number in front of what is wrong with it. */
static int name_ticket(int64_t id, const struct err *found, struct err *err)
{
	if (found->class != ERR_NONE)
		err_set(err, found->class, "%lld: %s", (long long)id, found->text);
	return -1;
}

int desk_apply(struct desk *desk, const struct effect *e, bool *changed_out, struct err *err)
{
	struct change c = { .desk = desk, .e = e, .arena = arena_new() };
	struct err wrong = { 0 };
	int found = store_ticket(desk->store, c.arena, e->ticket, &c.before, &wrong), result = -1;

	c.after = c.before;
	if (found == 0)
		err_set(&wrong, ERR_NO, "no such ticket");
	else if (found > 0 && desk_may_apply(desk, &c.before, e->kind, &wrong) < 0)
		result = -1;
	else if (found > 0 && appliers[e->kind] == NULL)
		err_set(&wrong, ERR_BUG, "%s is no change of a ticket's row", effect_name(e->kind));
	else if (found > 0)
		result = appliers[e->kind](&c, &wrong);
	if (result == 0 && c.changed)
		result = write_change(&c, &wrong);
	if (result == 0 && (e->kind == EFFECT_GROUP || e->kind == EFFECT_ASSIGN))
		desk_moved(desk, e->ticket);
	*changed_out = result == 0 && c.changed;
	arena_free(c.arena);
	return result < 0 ? name_ticket(e->ticket, &wrong, err) : 0;
}
