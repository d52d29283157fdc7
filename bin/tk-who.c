/*
 * tk-who prints who works on which ticket just now, and who writes an answer: as records in a pipe,
 * as sentences in the language of the site on a terminal.
 */
#include <unistd.h>

#include "base/base.h"
#include "desk/desk.h"

static bool words;

static const struct opt options[] = {
	{ 'w', "words", OPT_FLAG, &words, NULL, "as sentences in a pipe too" },
	{ 0 }
};

static const struct tool tool = { "tk-who", "[ticket | query ...]", "Say who works on what.",
	options, TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	bool records =
	    tool_options.json || tool_options.header || tool_options.columns != NULL;

	return desk_who(desk, operands, words || (!records && isatty(STDOUT_FILENO)), err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
