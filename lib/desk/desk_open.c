/* desk_open: the one call with which every tool opens the desk: where it is, and who acts. */
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "desk/desk_rights.h"
#include "store/store.h"

static int agent_by_login(struct desk *desk, struct agent *agent, struct err *err)
{
	struct passwd *user = getpwuid(getuid());

	if (user == NULL)
		return err_set(
		    err, ERR_NOUSER, "no Unix user has the number %ld", (long)getuid());
	if (secure_mode())      /* what the environment said of it is gone */
		setenv("HOME", user->pw_dir, 1);
	int found = store_agent(desk->store, desk->arena, arena_strdup(desk->arena, user->pw_name),
	    true, agent, err);
	if (found == 0)
		return err_set(err, ERR_NOUSER,
		    secure_mode() ? "the Unix user %s is no agent of this desk"
				  : "the Unix user %s is no agent of this desk (--as NAME)",
		    user->pw_name);
	return found < 0 ? -1 : rights_check(desk, agent, err);
}

/* Where files alone do not protect the store, only administrators act for others. */
static int may_act_for_others(struct desk *desk, struct err *err)
{
	struct agent caller = { 0 };

	if (!secure_mode())
		return 0;
	if (agent_by_login(desk, &caller, err) < 0)
		return -1;
	return caller.role == ROLE_ADMIN ? 0 :
	    err_set(err, ERR_PERM, "not allowed: --as, %s is no administrator", caller.name);
}

/* NULL: nobody. */
static const char *named_agent(void)
{
	const char *name = tool_options.as != NULL ? tool_options.as : getenv("TK_AGENT");

	return name == NULL || *name == '\0' ? NULL : name;
}

static int find_agent(struct desk *desk, struct agent *agent, struct err *err)
{
	const char *name = named_agent();

	if (name == NULL)
		return agent_by_login(desk, agent, err);
	if (may_act_for_others(desk, err) < 0)
		return -1;
	int found = store_agent(desk->store, desk->arena, name, false, agent, err);
	if (found == 0)
		return err_set(err, ERR_NOUSER, "%s: no such agent", name);
	return found < 0 ? -1 : rights_check(desk, agent, err);
}

static int set_actor(struct desk *desk, enum desk_as as, struct err *err)
{
	struct agent agent = { 0 };

	desk->actor.name = "system";
	desk->actor.role = ROLE_ADMIN;
	if (as != DESK_AGENT && secure_mode())
		return err_set(
		    err, ERR_PERM, "not allowed: this tool must not be installed setgid");
	if (as == DESK_SYSTEM || (as == DESK_EITHER && named_agent() == NULL))
		return 0;
	if (find_agent(desk, &agent, err) < 0)
		return -1;
	desk->actor.id = agent.id;
	desk->actor.name = agent.name;
	desk->actor.fullname = agent.fullname;
	desk->actor.address = agent.address;
	desk->actor.signature = agent.signature;
	desk->actor.role = agent.role;
	rights_begin(desk);
	return 0;
}

int rights_caller(struct desk *desk, struct agent *out, struct err *err)
{
	return find_agent(desk, out, err) < 0 ? -1 : rights_check(desk, out, err);
}

struct desk *desk_open(enum desk_as as, struct err *err)
{
	struct arena *a = arena_new();
	struct desk *desk = arena_alloc(a, sizeof *desk);

	desk->arena = a;
	desk->dir = tool_dir(a);
	desk->now = clock_now();
	secure_enter();         /* SQLite opens all its files at once, and has no others */
	desk->store = store_open(path_join(a, desk->dir, "tk.db"), err);
	secure_leave();
	if (desk->store != NULL && set_actor(desk, as, err) == 0)
		return desk;
	desk_close(desk);
	return NULL;
}

void desk_close(struct desk *desk)
{
	if (desk == NULL)
		return;
	store_close(desk->store);
	arena_free(desk->arena);
}

int desk_main(const struct tool *tool, enum desk_as as, int argc, char **argv, desk_run_fn *run)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	struct desk *desk = desk_open(as, &err);
	if (desk != NULL)
		run(desk, operands, &err);
	desk_close(desk);
	return tool_end(&err);
}
