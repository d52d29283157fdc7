/*
 * tk-show prints tickets with their details and all their messages; quoted text and signatures are
 * folded, nothing that a mail holds reaches the terminal as a control sequence.  It changes nothing.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct show_options settings;

static const struct opt options[] = {
	{ 'r', "raw", OPT_FLAG, &settings.raw, NULL, "the raw mail, byte for byte" },
	{ 'm', "message", OPT_NUMBER, &settings.message, "N", "this message only" },
	{ 'e', "events", OPT_FLAG, &settings.events, NULL, "what happened, too" },
	{ 'f', "full", OPT_FLAG, &settings.full, NULL, "do not fold quotes and signatures" },
	{ 'j', "json", OPT_FLAG, &tool_options.json, NULL, "JSON, one ticket a line" },
	{ 0 }
};

static const struct tool tool = { "tk-show", "[ticket | query ...]", "Show tickets.", options,
	TOOL_STORE | TOOL_AGENT };

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	struct desk *desk = desk_open(DESK_AGENT, &err);
	if (desk != NULL)
		desk_show(desk, operands, &settings, &err);
	desk_close(desk);
	return tool_end(&err);
}
