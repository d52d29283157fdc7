/*
 * tk-contact looks after the people who write to a desk: it lists and finds them, shows one with
 * the history of the person and of the organisation, adds, changes, merges and erases them.  A
 * contact is named by number, address, phone number or name.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct contact_options settings;

static const struct opt options[] = {
	{ 0, "organisation", OPT_TEXT, &settings.organisation, "NAME", "list: people of NAME" },
	{ 0, "customers", OPT_FLAG, &settings.customers, NULL, "list: none of our own agents" },
	{ 0, "members", OPT_FLAG, &settings.members, NULL, "list: those with an account" },
	{ 0, "suspended", OPT_FLAG, &settings.suspended, NULL, "list: suspended accounts" },
	{ 0, "expired", OPT_FLAG, &settings.expired, NULL, "list: accounts past their last day" },
	{ 0, "bounced", OPT_FLAG, &settings.bounced, NULL, "list: addresses that do not exist" },
	{ 0, "merged", OPT_FLAG, &settings.merged, NULL, "list: those merged into others" },
	{ 'l', "limit", OPT_NUMBER, &settings.limit, "N",
	    "at most N contacts; show: N tickets of a state (10)" },
	{ 0, "offset", OPT_NUMBER, &settings.offset, "N", "list: leave out the first N" },
	{ 0, "undo", OPT_FLAG, &settings.undo, NULL, "merge: take them out again" },
	{ 0, "ignore", OPT_FLAG, &settings.ignore, NULL, "import: leave out unknown columns" },
	{ 0, "rejects", OPT_TEXT, &settings.rejects, "FILE", "import: write bad lines to FILE" },
	{ 0, "from", OPT_NUMBER, &settings.from, "LINE", "import: begin at LINE" },
	{ 0, "vcard", OPT_FLAG, &settings.vcard, NULL, "export: vCards, not CSV" },
	{ 'n', "dry-run", OPT_FLAG, &tool_options.dry_run, NULL,
	    "erase: only say what it would do" },
	{ 'q', "quiet", OPT_FLAG, &tool_options.quiet, NULL, "no progress" },
	{ 0 }
};

static const struct tool tool = { "tk-contact",
	"[list [word ...] | show|tickets contact ... | add name property=value ... |"
	" set contact ... property=value ... | merge contact ... into |"
	" import [file ...] | export [word ...] | erase contact]",
	"Look after the people who write to a desk.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (str_eq(operands[0], "erase"))
		return desk_contact_erase(desk, operands + 1, tool_options.dry_run, err);
	return desk_contact(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
