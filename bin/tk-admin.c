/*
 * tk-admin defines a desk: brands, identities, groups, mail accounts, categories, priorities, agents and
 * settings.  It prints what is defined as lines, or as a script of its own commands (dump).
 */
#include "base/base.h"
#include "desk/desk.h"

static const struct opt options[] = {
	{ 'j', "json", OPT_FLAG, &tool_options.json, NULL, "list as JSON Lines" },
	{ 0 }
};

static const struct tool tool = { "tk-admin",
	"kind [list [name] | add|set|put name [property=value ...] | delete name] | setting [name=value ...] | key new | dump",
	"Define a desk.", options, TOOL_STORE | TOOL_AGENT };

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	struct desk *desk = desk_open(DESK_AGENT, &err);
	if (desk != NULL)
		desk_admin(desk, operands, &err);
	desk_close(desk);
	return tool_end(&err);
}
