/*
 * tk-apply reads effect lines, as every changing tool prints them with -n, from files or stdin, and
 * does them in order, all in one transaction.  It prints one line per ticket.
 */
#include "base/base.h"
#include "desk/desk.h"

static const struct tool tool = { "tk-apply", "[file ...]", "Do what effect lines say.", NULL,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS };

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	struct desk *desk = desk_open(DESK_AGENT, &err);
	if (desk != NULL)
		desk_apply_files(desk, operands, desk_note, &err);
	desk_close(desk);
	return tool_end(&err);
}
