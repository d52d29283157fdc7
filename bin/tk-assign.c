/*
 * tk-assign gives tickets to an agent or a group, takes them for oneself, gives them back to all,
 * or chooses an agent by skill, load and turn. It prints one line per ticket. It exits 2 if a
 * ticket to be taken belongs to another agent.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct assign_options settings;

static const struct opt options[] = { { 't', "to", OPT_LIST, &settings.to, "NAME",
					  "an agent or a group; may stand twice, for one of each" },
	{ 0, "take", OPT_FLAG, &settings.take, NULL, "to myself" },
	{ 0, "none", OPT_FLAG, &settings.none, NULL, "to nobody" },
	{ 0, "auto", OPT_FLAG, &settings.automatic, NULL, "to whom it fits best" },
	{ 'm', "message", OPT_TEXT, &settings.message, "TEXT", "a note for whoever gets it" },
	{ 0, "confirm", OPT_FLAG, &settings.confirm, NULL, "take it although another has it" },
	{ 0 } };

static const struct tool tool = { "tk-assign", "[ticket | query ...]", "Assign tickets.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_REV | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_assign(desk, operands, &settings, desk_note, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
