/*
 * tk-thread turns mail into tickets: it drains the spool, or takes the files named, or one mail on
 * stdin
 * ("-"), straight in.  For each mail it prints: ticket, verdict, why, message id, flags.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct thread_options settings;

static const struct opt options[] = { { 'g', "group", OPT_TEXT, &settings.group, "GROUP",
					  "with --import: private mail for GROUP" },
	{ 'a', "agent", OPT_TEXT, &settings.agent, "AGENT", "and for AGENT" },
	{ 0, "account", OPT_TEXT, &settings.account, "ACCOUNT", "the mail account it came from" },
	{ 'r', "recipient", OPT_LIST, &settings.recipients, "ADDRESS", "envelope recipient" },
	{ 'f', "sender", OPT_TEXT, &settings.sender, "ADDRESS", "envelope sender" },
	{ 0, "import", OPT_FLAG, &settings.import, NULL,
	    "old mail: no automatic mail goes out for it" },
	{ 'n', "dry-run", OPT_FLAG, &settings.dry_run, NULL, "decide and explain, change nothing" },
	{ 0, "held", OPT_TEXT, &settings.held, "list|show|retry|drop",
	    "mail that could not be taken in" },
	{ 0, "force", OPT_FLAG, &settings.force, NULL, "drain although the system is suspended" },
	{ 0, "background", OPT_FLAG, &settings.background, NULL,
	    "drain if nobody else does, log to syslog" },
	{ 0 } };

static const struct tool tool = { "tk-thread", "[file ... | -]", "Turn mail into tickets.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_QUIET };

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (settings.background)
		log_to_syslog();
	return desk_thread(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_SYSTEM, argc, argv, run);
}
