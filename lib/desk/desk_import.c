/* desk_import: private mail that an agent brings in, where its group takes such. */
#include <string.h>

#include "desk/desk_import.h"
#include "desk/desk_rights.h"

static int find_group(struct desk *desk, const char *name, int64_t *id_out, struct err *err)
{
	struct object *group;
	size_t n;

	if (store_objects(desk->store, desk->arena, store_object_kind("group"), name, &group, &n,
		err) < 0)
		return -1;
	if (n == 0)
		return err_set(err, ERR_USAGE, "--group %s: no such group", name);
	if (!str_eq(object_get(group, "import"), "yes"))
		return err_set(err, ERR_PERM,
		    "not allowed: the group %s takes no private mail (import=yes)", name);
	*id_out = group->id;
	return 0;
}

int import_place(struct desk *desk, const struct thread_options *o, struct incoming *in,
    struct err *err)
{
	struct agent caller, agent;

	if (o->group == NULL && o->agent == NULL)
		return 0;
	if (!o->import || o->group == NULL)
		return err_set(err, ERR_USAGE, "private mail needs --import and --group");
	if (rights_caller(desk, &caller, err) < 0)
		return -1;
	if (caller.role == ROLE_READER)
		return err_set(err, ERR_PERM, "not allowed: %s only reads", caller.name);
	if (find_group(desk, o->group, &in->group, err) < 0)
		return -1;
	in->importer = caller.id;
	if (o->agent == NULL)
		return 0;
	int found = store_agent(desk->store, desk->arena, o->agent, false, &agent, err);
	if (found == 0)
		return err_set(err, ERR_USAGE, "--agent %s: no such agent", o->agent);
	in->agent = agent.id;
	return found < 0 ? -1 : 0;
}
