/*
 * tk-log prints what happened to tickets, one event a line: number, time, who, what, the old value,
 * the new one, and why; or who looked at them, or where they stayed how long.  It changes nothing.
 */
#include "base/base.h"
#include "desk/desk.h"

static const char *since;
static struct log_options settings;

static const struct opt options[] = {
	{ 's', "since", OPT_TEXT, &since, "TIME", "events from this time on (RFC 3339)" },
	{ 0, "views", OPT_FLAG, &settings.views, NULL, "who looked at them" },
	{ 't', "trace", OPT_FLAG, &settings.trace, NULL, "each stay with a group and an agent" },
	{ 0 }
};

static const struct tool tool = { "tk-log", "[ticket | query ...]",
	"Show what happened to tickets.", options, TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (since != NULL && clock_parse(since, &settings.since) < 0)
		return err_set(err, ERR_USAGE, "--since %s: not a time", since);
	if (settings.views && settings.trace)
		return err_set(err, ERR_USAGE, "one of --views and --trace");
	return desk_log(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
