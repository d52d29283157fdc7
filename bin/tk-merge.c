/*
 * tk-merge joins tickets: the operands, or those that stdin names, become part of the ticket that --into
 * names, with their messages.  --undo takes a merged ticket out again.
 * It prints one line per ticket.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct {
	const char *into;
	bool undo;
} settings;

static const struct opt options[] = {
	{ 'i', "into", OPT_TEXT, &settings.into, "TICKET", "the ticket that stays" },
	{ 'u', "undo", OPT_FLAG, &settings.undo, NULL, "take merged tickets out again" },
	{ 0 }
};

static const struct tool tool = { "tk-merge", "[ticket ...]", "Merge tickets, or undo it.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS };

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	if (settings.undo == (settings.into != NULL))
		err_set(&err, ERR_USAGE, "one of --into and --undo is needed");
	struct desk *desk = err.class == ERR_NONE ? desk_open(DESK_AGENT, &err) : NULL;
	if (desk != NULL)
		desk_merge(desk, operands, settings.into, &err);
	desk_close(desk);
	return tool_end(&err);
}
