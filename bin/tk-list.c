/*
 * tk-list prints tickets, one a line: those that a query finds, that are named, or that are like
 * another.  Without operands these are the open tickets of the agent's groups, longest wait first.
 * It changes no ticket.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct desk_list_options settings;

static const struct opt options[] = {
	{ 's', "sort", OPT_TEXT, &settings.sort, "KEY",
	    "id, subject, requester, status, created, updated, group, "
	    "priority, due or idle" },
	{ 'r', "reverse", OPT_FLAG, &settings.reverse, NULL, "the other way round" },
	{ 'l', "limit", OPT_NUMBER, &settings.limit, "N", "at most N tickets" },
	{ 0, "offset", OPT_NUMBER, &settings.offset, "N", "leave out the first N" },
	{ 0, "deleted", OPT_FLAG, &settings.deleted, NULL, "deleted and merged tickets too" },
	{ 0, "sent-by", OPT_TEXT, &settings.sent_by, "AGENT",
	    "tickets that AGENT answered or made" },
	{ 0, "assigned-to", OPT_TEXT, &settings.assigned_to, "AGENT", "tickets of AGENT" },
	{ 'm', "mine", OPT_FLAG, &settings.mine, NULL, "my tickets that are not closed" },
	{ 0, "save", OPT_TEXT, &settings.save, "NAME", "keep the query, to be asked as @NAME" },
	{ 0, "saved", OPT_FLAG, &settings.saved, NULL, "print the kept queries instead" },
	{ 0, "forget", OPT_TEXT, &settings.forget, "NAME", "take a kept query away" },
	{ 0, "similar", OPT_TEXT, &settings.similar, "TICKET",
	    "tickets about the same problem, solved ones first" },
	{ 0 }
};

static const struct tool tool = { "tk-list", "[ticket | query ...]", "List tickets.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_list(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
