/*
 * tk-fetch takes new mail from the mail accounts into the spool and has it threaded into tickets.
 * Without operands it serves every account, else those named, or those of a group.  It prints one
 * line per account: its name, how many mails were taken, how many could not be had, how many were
 * left because they had been read before the first fetch, and what went wrong.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct fetch_options settings;
static bool test, last, cron;

static const struct opt options[] = { { 't', "test", OPT_FLAG, &test, NULL,
					  "try the settings step by step, fetch nothing" },
	{ 'l', "last", OPT_FLAG, &last, NULL, "print when each account was fetched last" },
	{ 0, "cron", OPT_FLAG, &cron, NULL,
	    "print the crontab line that fetches as often as is set" },
	{ 0, "old", OPT_FLAG, &settings.old, NULL,
	    "take also what was read before the first fetch" },
	{ 0, "idle", OPT_FLAG, &settings.idle, NULL,
	    "stay connected to one IMAP account and wait for mail" },
	{ 0, "spool-only", OPT_FLAG, &settings.spool_only, NULL, "leave the mails in the spool" },
	{ 0 } };

static const struct tool tool = { "tk-fetch", "[account | group ...]",
	"Fetch mail from mail accounts.", options, TOOL_STORE | TOOL_RECORDS | TOOL_QUIET };

static int fetch(struct desk *desk, char **operands, struct err *err)
{
	struct strv names = { 0 };

	while (*operands)
		strv_add(&names, desk->arena, *operands++);
	if (test)
		return desk_fetch_test(desk, &names, err);
	if (last)
		return desk_fetch_last(desk, &names, err);
	if (cron)
		return desk_fetch_cron(desk, &names, err);
	return desk_fetch(desk, &names, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_SYSTEM, argc, argv, fetch);
}
