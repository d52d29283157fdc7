/* desk_open: the one call with which every tool opens the desk: where it is, and who acts. */
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "desk/desk_rights.h"
#include "store/store.h"

static int find_agent(struct desk *desk, struct agent *agent, struct err *err)
{
	const char *name = tool_options.as != NULL ? tool_options.as : getenv("TK_AGENT");
	bool by_login = name == NULL || *name == '\0';

	if (by_login) {
		struct passwd *user = getpwuid(getuid());

		if (user == NULL)
			return err_set(
			    err, ERR_NOUSER, "no Unix user has the number %ld", (long)getuid());
		name = arena_strdup(desk->arena, user->pw_name);
	}
	int found = store_agent(desk->store, desk->arena, name, by_login, agent, err);
	if (found == 0)
		return err_set(err, ERR_NOUSER,
		    by_login ? "the Unix user %s is no agent of this desk (--as NAME)"
			     : "%s: no such agent",
		    name);
	return found < 0 ? -1 : 0;
}

static int set_actor(struct desk *desk, enum desk_as as, struct err *err)
{
	struct agent agent = { 0 };

	desk->actor.name = "system";
	desk->actor.role = ROLE_ADMIN;
	if (as == DESK_SYSTEM)
		return 0;
	if (find_agent(desk, &agent, err) < 0 || rights_check(desk, &agent, err) < 0)
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

struct desk *desk_open(enum desk_as as, struct err *err)
{
	struct arena *a = arena_new();
	struct desk *desk = arena_alloc(a, sizeof *desk);

	desk->arena = a;
	desk->dir = tool_dir(a);
	desk->now = clock_now();
	desk->store = store_open(path_join(a, desk->dir, "tk.db"), err);
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
