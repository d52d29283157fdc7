/*
 * tk-show prints tickets with their details and all their messages; quoted text and signatures are
 * folded, nothing that a mail holds reaches the terminal as a control sequence.  It changes
 * nothing.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct show_options settings;

static const struct opt options[] = {
	{ 'r', "raw", OPT_FLAG, &settings.raw, NULL, "the raw mail, byte for byte" },
	{ 'm', "message", OPT_NUMBER, &settings.message, "N", "this message only" },
	{ 'e', "events", OPT_FLAG, &settings.events, NULL, "what happened, too" },
	{ 'f', "full", OPT_FLAG, &settings.full, NULL, "do not fold quotes and signatures" },
	{ 0, "direction", OPT_TEXT, &settings.direction, "rtl|ltr|auto",
	    "direction of the messages' lines" },
	{ 'j', "json", OPT_FLAG, &tool_options.json, NULL, "JSON, one ticket a line" },
	{ 0 }
};

static const struct tool tool = { "tk-show", "[ticket | query ...]", "Show tickets.", options,
	TOOL_STORE | TOOL_AGENT };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_show(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
