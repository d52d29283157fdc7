/*
 * tk-log prints what happened to tickets, one event a line: number, time, who, what, the old value,
 * the new one, and why.  It changes nothing.
 */
#include "base/base.h"
#include "desk/desk.h"

static const char *since;

static const struct opt options[] = {
	{ 's', "since", OPT_TEXT, &since, "TIME", "events from this time on (RFC 3339)" },
	{ 0 }
};

static const struct tool tool = { "tk-log", "[ticket | query ...]", "Show what happened to tickets.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

int main(int argc, char **argv)
{
	struct err err = { 0 };
	int64_t from = 0;
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	if (since != NULL && clock_parse(since, &from) < 0)
		err_set(&err, ERR_USAGE, "--since %s: not a time", since);
	struct desk *desk = err.class == ERR_NONE ? desk_open(DESK_AGENT, &err) : NULL;
	if (desk != NULL)
		desk_log(desk, operands, from, &err);
	desk_close(desk);
	return tool_end(&err);
}
