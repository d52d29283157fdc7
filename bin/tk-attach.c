/*
 * tk-attach lists the attachments of tickets, or takes them out of the mail unchanged: into a
 * directory under safe names (--save), or one of them to stdout (--cat).
 */
#include "base/base.h"
#include "desk/desk.h"

static struct attach_options settings;

static const struct opt options[] = {
	{ 'm', "message", OPT_NUMBER, &settings.message, "N", "of this message only" },
	{ 'p', "part", OPT_NUMBER, &settings.part, "N", "this part only" },
	{ 's', "save", OPT_TEXT, &settings.save, "DIR", "write them into DIR and print the paths" },
	{ 'c', "cat", OPT_FLAG, &settings.cat, NULL, "print the bytes of one" },
	{ 0 }
};

static const struct tool tool = { "tk-attach", "[ticket | query ...]",
	"List or extract attachments.", options, TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_attach(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
