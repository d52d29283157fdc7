/*
 * tk-check looks whether everything is as it must be: the store, its counters, modes, the spool and
 * the configuration.  It prints one line per finding and exits 1 if anything stays wrong.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct check_options settings;

static const struct opt options[] = { { 'r', "repair", OPT_FLAG, &settings.repair, NULL,
					  "mend what can be mended" },
	{ 0, "reparse", OPT_FLAG, &settings.reparse, NULL,
	    "make all columns of messages again from their raw mail" },
	{ 0 } };

static const struct tool tool = { "tk-check", "", "Check and repair a desk.", options, TOOL_STORE };

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (*operands != NULL)
		return err_set(err, ERR_USAGE, "%s: takes no operands", *operands);
	return desk_check(desk, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_SYSTEM, argc, argv, run);
}
