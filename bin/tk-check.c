/*
 * tk-check looks whether everything is as it must be: the store, its counters, modes, the spool and the
 * configuration.  It prints one line per finding and exits 1 if anything stays wrong.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct check_options settings;

static const struct opt options[] = {
	{ 'r', "repair", OPT_FLAG, &settings.repair, NULL, "mend what can be mended" },
	{ 0, "reparse", OPT_FLAG, &settings.reparse, NULL, "make all columns of messages again from their raw mail" },
	{ 0 }
};

static const struct tool tool = { "tk-check", "", "Check and repair a desk.", options, TOOL_STORE };

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	if (*operands != NULL)
		err_set(&err, ERR_USAGE, "%s: takes no operands", *operands);
	struct desk *desk = err.class == ERR_NONE ? desk_open(DESK_SYSTEM, &err) : NULL;
	if (desk != NULL)
		desk_check(desk, &settings, &err);
	desk_close(desk);
	return tool_end(&err);
}
