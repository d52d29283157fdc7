/*
 * desk_rights: the one place for rights, as tk-rights(7) has them: who may see and change a ticket,
 * and define things.  Which tickets somebody sees is a rule of the store (store_see), so that lists
 * and single tickets follow the same one.
 */
#include <string.h>

#include "desk/desk_rights.h"

int rights_check(struct desk *desk, const struct agent *agent, struct err *err)
{
	const char *today = clock_local(desk->arena, desk->now, "%Y-%m-%d");

	if (agent->suspended)
		return err_set(err, ERR_PERM, "not allowed: %s is suspended", agent->name);
	if (agent->expires != NULL && strcmp(today, agent->expires) > 0)
		return err_set(err, ERR_PERM, "not allowed: %s was an agent until %s", agent->name,
		    agent->expires);
	return 0;
}

void rights_begin(struct desk *desk)
{
	if (desk->actor.role != ROLE_ADMIN)
		store_see(desk->store, desk->actor.id, desk->actor.role != ROLE_READER);
}

/* A store that cannot be asked shows nothing. */
bool desk_may_see(struct desk *desk, const struct ticket *t)
{
	struct err trouble = { 0 };

	return store_sees(desk->store, t, &trouble) && trouble.class == ERR_NONE;
}

bool desk_may_change(struct desk *desk, const struct ticket *t)
{
	if (desk->actor.role == ROLE_READER)
		return false;
	return idset_has(&desk->moved, t->id) || desk_may_see(desk, t);
}

/* Tickets of another agent, and of groups that are not the actor's. */
static bool of_others(struct desk *desk, const struct ticket *t)
{
	struct err trouble = { 0 };

	if (desk->actor.role == ROLE_ADMIN || t->agent_id == 0 || t->agent_id == desk->actor.id)
		return false;
	return desk->actor.role != ROLE_SUPERVISOR ||
	    !store_sees_group(desk->store, t->group_id, &trouble);
}

int desk_may_apply(
    struct desk *desk, const struct ticket *t, enum effect_kind kind, struct err *err)
{
	if (!desk_may_change(desk, t))
		return err_set(err, ERR_PERM, "not allowed");
	if ((kind == EFFECT_DELETE || kind == EFFECT_UNDELETE) && of_others(desk, t))
		return err_set(err, ERR_PERM, "not allowed: %s of the ticket of another agent",
		    effect_name(kind));
	return 0;
}

void desk_moved(struct desk *desk, int64_t ticket)
{
	idset_add(&desk->moved, desk->arena, ticket);
}

bool desk_may_see_views(struct desk *desk, int64_t viewer, enum role role)
{
	if (desk->actor.role == ROLE_ADMIN || viewer == desk->actor.id)
		return true;
	return desk->actor.role == ROLE_SUPERVISOR && role != ROLE_ADMIN;
}

int desk_may_write(struct desk *desk, struct err *err)
{
	if (desk->actor.role != ROLE_READER)
		return 0;
	return err_set(err, ERR_PERM, "not allowed: %s only reads", desk->actor.name);
}

int desk_may_admin(struct desk *desk, struct err *err)
{
	if (desk->actor.role == ROLE_ADMIN)
		return 0;
	return err_set(err, ERR_PERM, "not allowed: %s is no administrator", desk->actor.name);
}
