/*
 * tk-admin defines a desk: brands, products, groups, agents, skills, custom fields and settings.
 * It prints what is defined as lines, or as a script of its own commands (dump), which it can also
 * read (apply).
 */
#include "base/base.h"
#include "desk/desk.h"

static struct admin_options settings;

static const struct opt options[] = {
	{ 0, "exact", OPT_FLAG, &settings.exact, NULL,
	    "apply: delete what the script does not name" },
	{ 'n', "dry-run", OPT_FLAG, &tool_options.dry_run, NULL, "only say what would change" },
	{ 's', "sort", OPT_TEXT, &settings.sort, "KEY", "list: by id, name or changed" },
	{ 'r', "reverse", OPT_FLAG, &settings.reverse, NULL, "list, log: the other way round" },
	{ 'l', "limit", OPT_NUMBER, &settings.limit, "N", "list, log: at most N" },
	{ 0, "offset", OPT_NUMBER, &settings.offset, "N", "list, log: leave out the first N" },
	{ 'j', "json", OPT_FLAG, &tool_options.json, NULL, "list or log as JSON Lines" },
	{ 0 }
};

static const struct tool tool = { "tk-admin",
	"kind [list [name] | add|set|put name [property=value ...] | delete name] | setting "
	"[name=value ...] | key new | suspend | resume | dump | apply [file] | log",
	"Define a desk.", options, TOOL_STORE | TOOL_AGENT };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_admin(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
