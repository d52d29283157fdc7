/*
 * tk-task gives tasks of a ticket to agents, each their part, and marks them as done. Without -m
 * and a mark it lists open tasks: one's own, or those of the tickets that are named.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct task_options settings;

static const struct opt options[] = {
	{ 't', "to", OPT_TEXT, &settings.to, "NAME", "whose task (mine)" },
	{ 'm', "message", OPT_TEXT, &settings.message, "TEXT", "a new task: what is to be done" },
	{ 0, "due", OPT_TEXT, &settings.due, "TIME", "until when: 2d, 2026-01-31, or a time" },
	{ 0, "done", OPT_LIST, &settings.done, "TASK", "it is done" },
	{ 0, "reopen", OPT_LIST, &settings.reopen, "TASK", "it is not" },
	{ 0, "drop", OPT_LIST, &settings.drop, "TASK", "take it away" },
	{ 'a', "all", OPT_FLAG, &settings.all, NULL, "list those that are done too" },
	{ 0 }
};

static const struct tool tool = { "tk-task", "[ticket | query ...]", "Give and list tasks.",
	options, TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_task(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
