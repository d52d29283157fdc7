/*
 * tk-merge joins tickets: the operands, or those that stdin names, become part of the ticket that
 * --into names, with their messages.  --undo takes a merged ticket out again. It prints one line
 * per ticket.
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

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (settings.undo == (settings.into != NULL))
		return err_set(err, ERR_USAGE, "one of --into and --undo is needed");
	return desk_merge(desk, operands, settings.into, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
