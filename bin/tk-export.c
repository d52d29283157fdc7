/*
 * tk-export prints tickets for other programs: as an mbox of their mails (the default), as JSON,
 * one ticket a line with messages and events, or it copies the whole store while it is in use.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct export_options settings;
static bool mbox;

static const struct opt options[] = {
	{ 'm', "mbox", OPT_FLAG, &mbox, NULL, "an mbox of all their mails (the default)" },
	{ 'j', "json", OPT_FLAG, &settings.json, NULL, "JSON Lines" },
	{ 'b', "backup", OPT_TEXT, &settings.backup, "FILE", "copy the store to FILE" },
	{ 0 }
};

static const struct tool tool = { "tk-export", "[ticket | query ...]",
	"Export tickets, or back up the store.", options, TOOL_STORE | TOOL_AGENT };

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (mbox + settings.json + (settings.backup != NULL) > 1)
		return err_set(err, ERR_USAGE, "one of --mbox, --json and --backup");
	return desk_export(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_EITHER, argc, argv, run);
}
