/*
 * tk-apply reads effect lines, as every changing tool prints them with -n, from files or stdin, and
 * does them in order, all in one transaction.  It prints one line per ticket.
 */
#include "base/base.h"
#include "desk/desk.h"

static const struct tool tool = { "tk-apply", "[file ...]", "Do what effect lines say.", NULL,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_apply_files(desk, operands, desk_note, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
