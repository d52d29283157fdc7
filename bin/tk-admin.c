/*
 * tk-admin defines a desk: brands, products, groups, agents, skills, custom fields and settings.
 * It prints what is defined as lines, or as a script of its own commands (dump).
 */
#include "base/base.h"
#include "desk/desk.h"

static const struct opt options[] = {
	{ 'j', "json", OPT_FLAG, &tool_options.json, NULL, "list as JSON Lines" },
	{ 0 }
};

static const struct tool tool = { "tk-admin",
	"kind [list [name] | add|set|put name [property=value ...] | delete name] | setting "
	"[name=value ...] | key new | dump",
	"Define a desk.", options, TOOL_STORE | TOOL_AGENT };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_admin(desk, operands, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
