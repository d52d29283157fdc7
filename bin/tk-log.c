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

static const struct tool tool = { "tk-log", "[ticket | query ...]",
	"Show what happened to tickets.", options, TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	int64_t from = 0;

	if (since != NULL && clock_parse(since, &from) < 0)
		return err_set(err, ERR_USAGE, "--since %s: not a time", since);
	return desk_log(desk, operands, from, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
