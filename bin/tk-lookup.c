/*
 * tk-lookup asks other systems, a CRM for instance, what they know of contacts, and keeps the
 * answers: the programs and URLs of tk.conf.  It prints what is kept: contact, system, time, field,
 * value.
 */
#include "base/base.h"
#include "desk/desk.h"

static bool force;

static const struct opt options[] = {
	{ 'f', "force", OPT_FLAG, &force, NULL, "ask also where the answer is not old" },
	{ 'q', "quiet", OPT_FLAG, &tool_options.quiet, NULL, "print nothing" },
	{ 0 }
};

static const struct tool tool = { "tk-lookup", "[contact ...]",
	"Ask other systems about contacts.", options, TOOL_STORE | TOOL_AGENT };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_lookup(desk, operands, force, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
