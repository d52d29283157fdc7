/*
 * tk-watch shows the live board on a terminal: counters of groups, the queue by longest wait, when
 * tickets are due, and who works on what. It follows the store and the size of the terminal until q
 * is typed; --once prints the board and ends.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct watch_options settings = { .seconds = 2 };

static const struct opt options[] = {
	{ 'i', "interval", OPT_NUMBER, &settings.seconds, "SECONDS", "look so often (2)" },
	{ 0, "once", OPT_FLAG, &settings.once, NULL, "print it, in a pipe too" },
	{ 0 }
};

static const struct tool tool = { "tk-watch", "[query ...]", "Show the live board.", options,
	TOOL_STORE | TOOL_AGENT };

static int run(struct desk *desk, char **operands, struct err *err)
{
	return desk_watch(desk, operands, &settings, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
