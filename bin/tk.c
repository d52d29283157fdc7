/*
 * tk runs the tools: "tk NAME ..." is tk-NAME.  Without arguments it prints an overview of the
 * desk: what is open, what is mine, and who waits longest.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "desk/desk.h"

static const struct tool tool = { "tk", "[tool [argument ...]]", "Run a tool, or show the desk.",
	NULL, TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run_tool(char **argv)
{
	struct arena *a = arena_new();
	struct err err = { 0 };
	const char *name = arena_printf(a, "tk-%s", argv[0]);

	if (strchr(argv[0], '/') != NULL)
		err_set(&err, ERR_USAGE, "%s: no such tool", argv[0]);
	else {
		argv[0] = proc_sibling(a, name);
		secure_drop();
		execvp(argv[0], argv);
		err_set(&err, ERR_USAGE,
		    errno == ENOENT ? "%s: no such tool (tk -h)" : "%s: cannot be run", name);
	}
	return tool_end(&err);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;

	if (argc > 1 && argv[1][0] != '-')
		return run_tool(argv + 1);
	int status = tool_start(&tool, argc, argv, &operands);
	if (status >= 0)
		return status;
	if (*operands != NULL)
		return run_tool(operands);
	struct desk *desk = desk_open(DESK_AGENT, &err);
	if (desk != NULL)
		desk_overview(desk, &err);
	desk_close(desk);
	return tool_end(&err);
}
