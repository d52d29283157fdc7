/*
 * tk-split moves messages of a ticket, named by their numbers, to a new ticket that is linked to
 * it, or with --to into another one.  It prints the lines of both tickets.
 */
#include "base/base.h"
#include "desk/desk.h"

static const char *to;

static const struct opt options[] = {
	{ 't', "to", OPT_TEXT, &to, "TICKET", "the ticket to move them to; else a new one" },
	{ 0 }
};

static const struct tool tool = { "tk-split", "[ticket message ...]",
	"Move messages to another ticket.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_split(desk, operands, to, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
