/* base: the frame of a tool.  Run with an argument this program is a tool itself, else its test. */
#include "base/base.h"
#include "tap.h"

#include <signal.h>
#include <stdlib.h>
#include <pwd.h>
#include <unistd.h>

static bool exact;
static int64_t number = -1;
static const char *to;
static struct strv tags;

static const struct opt opts[] = {
	{ 'x', "exact", OPT_FLAG, &exact, NULL, "be exact" },
	{ 'c', "count", OPT_NUMBER, &number, "N", "how many" },
	{ 0, "to", OPT_TEXT, &to, "NAME", "to whom" },
	{ 0, "tag", OPT_LIST, &tags, "TAG", "a tag; may be repeated" },
	{ 0 },
};
static const struct tool tool = {
	"tk-try", "[ticket ...]", "try the frame", opts,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS | TOOL_QUIET,
};
static const struct tool door = { "tk-try", "", "try the door", NULL, TOOL_STORE | TOOL_DOOR };

static int run_tool(int argc, char **argv)
{
	struct err err = { 0 };
	struct arena *a;
	char **operands;
	int status = tool_start(getenv("TRY_DOOR") ? &door : &tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	a = arena_new();
	printf("x=%d c=%lld to=%s tags=%zu d=%s as=%s k=%d n=%d o=%s H=%d json=%d q=%d", exact,
	    (long long)number, to ? to : "-", tags.n, getenv("TRY_DIR") ? tool_dir(a) : "-",
	    tool_options.as ? tool_options.as : "-", tool_options.keep_going, tool_options.dry_run,
	    tool_options.columns ? tool_options.columns : "-", tool_options.header, tool_options.json,
	    tool_options.quiet);
	for (; *operands; operands++)
		printf(" <%s>", *operands);
	printf("\n");
	arena_free(a);
	if (getenv("TRY_ERROR"))
		err_set(&err, ERR_NOUSER, "%s", getenv("TRY_ERROR"));
	return tool_end(&err);
}

static struct arena *a;
static const char *self;

/* Run "$0 ARGUMENTS" in a shell; stderr comes too. */
static char *shell(const char *script, int *status)
{
	char *argv[] = { "sh", "-c", arena_printf(a, "exec 2>&1; %s", script), (char *)self, NULL };
	struct proc_result out = { 0 };
	struct err err = { 0 };

	if (proc_run(a, argv, NULL, NULL, 0, 100000, 10000, &out, &err) < 0)
		return err.text[0] ? arena_strdup(a, err.text) : "";
	*status = out.status;
	return out.out;
}

static void gives(const char *script, int want_status, const char *want)
{
	int status = -1;
	char *got = shell(script, &status);

	is(got, want, script);
	is_int(status, want_status, "with its exit status");
}

#define REST " d=- as=- k=0 n=0 o=- H=0 json=0 q=0"

static void test_options(void)
{
	gives("\"$0\" a -xc5 b", 0, "x=1 c=5 to=- tags=0" REST " <a> <b>\n");
	gives("\"$0\" -c -5 --to=", 0, "x=0 c=-5 to= tags=0" REST "\n");
	gives("\"$0\" --tag a - --tag=-b --count 7", 0, "x=0 c=7 to=- tags=2" REST " <->\n");
	gives("\"$0\" --to -- -- -x --to", 0, "x=0 c=-1 to=-- tags=0" REST " <-x> <--to>\n");
	gives("\"$0\" '' ''", 0, "x=0 c=-1 to=- tags=0" REST " <> <>\n");
	gives("\"$0\" --as ali -kn -o id,subject -Hq --json", 0,
	    "x=0 c=-1 to=- tags=0 d=- as=ali k=1 n=1 o=id,subject H=1 json=1 q=1\n");
	gives("\"$0\" --foo=bar", 64, "tk-try: unknown option --foo\n");
	gives("\"$0\" --exac", 64, "tk-try: unknown option --exac\n");
	gives("\"$0\" -xz", 64, "tk-try: unknown option -z\n");
	gives("\"$0\" -x -c", 64, "tk-try: an argument is missing to option -c\n");
	gives("\"$0\" --to", 64, "tk-try: an argument is missing to option --to\n");
	gives("\"$0\" -c 5x", 64, "tk-try: option -c needs a number, not \"5x\"\n");
	gives("\"$0\" --count=", 64, "tk-try: option --count needs a number, not \"\"\n");
	gives("\"$0\" --exact=1", 64, "tk-try: no argument is taken by option --exact\n");
	gives("TK_NOW=dün \"$0\" x", 64, "tk-try: not a time: TK_NOW dün\n");
	gives("\"$0\" \"$(printf -- '--a\\nb\\033[31m\\302\\205\\342\\200\\256\\377')\"", 64,
	    "tk-try: unknown option --a\\x0Ab\\x1B[31m\\x85\\u{202E}\\xFF\n");
}

static void test_usage(void)
{
	gives("\"$0\" -h", 0,
	    "usage: tk-try [-HhknqVx] [-d DIR] [--as NAME] [-c N] [--to NAME] [--tag TAG]\n"
	    "              [-o COL,...] [--json] [ticket ...]\n"
	    "\ntry the frame\n\n"
	    "  -d, --dir DIR          the store directory\n"
	    "      --as NAME          act as this agent\n"
	    "  -x, --exact            be exact\n"
	    "  -c, --count N          how many\n"
	    "      --to NAME          to whom\n"
	    "      --tag TAG          a tag; may be repeated\n"
	    "  -k, --keep-going       do the rest when a ticket fails\n"
	    "  -n, --dry-run          print what would be done\n"
	    "  -o, --columns COL,...  the columns to print\n"
	    "  -H, --header           print a header in a pipe too\n"
	    "      --json             print JSON Lines\n"
	    "  -q, --quiet            say nothing unless something is wrong\n"
	    "  -h, --help             print this text\n"
	    "  -V, --version          print the version\n");
	gives("\"$0\" --version", 0, arena_printf(a, "tk-try %s\n", tk_version));
	gives("export TRY_DOOR=1; \"$0\" -h </dev/null", 75, "tk-try: only at a terminal: -h\n");
	gives("export TRY_DOOR=1; \"$0\" -x", 75, "tk-try: unknown option -x\n");
}

static void test_end(void)
{
	gives("\"$0\" -V >/dev/full", 74, "tk-try: cannot write the output: No space left on device\n");
	gives("\"$0\" -V >&-", 74, "tk-try: cannot write the output: Bad file descriptor\n");
	gives("TRY_ERROR=kim \"$0\" x >/dev/null", 67, "tk-try: kim\n");
	gives("TRY_ERROR=kim \"$0\" x >/dev/full", 67, "tk-try: kim\n");
	gives("TRY_ERROR= \"$0\" x >/dev/null", 67, "");
	gives("mkfifo /tmp/tk-try.$$; (exec <&-; : </tmp/tk-try.$$) & exec 4>/tmp/tk-try.$$; "
	    "wait; rm /tmp/tk-try.$$; \"$0\" x >&4", 74, "");
}

static void test_dir(void)
{
	const char *d = access("/var/lib/tk", F_OK) == 0 ? "/var/lib/tk" : NULL;

	gives("export TRY_DIR=1; TK_HOME=/a \"$0\" -d /b | grep -o ' d=[^ ]*'", 0, " d=/b\n");
	gives("export TRY_DIR=1; TK_HOME=/a \"$0\" x | grep -o ' d=[^ ]*'", 0, " d=/a\n");
	gives("export TRY_DIR=1; TK_HOME= XDG_DATA_HOME=/x/ \"$0\" x | grep -o ' d=[^ ]*'", 0,
	    arena_printf(a, " d=%s\n", d ? d : "/x/tk"));
	gives("export TRY_DIR=1; unset XDG_DATA_HOME TK_HOME; HOME=/h \"$0\" x | grep -o ' d=[^ ]*'", 0,
	    arena_printf(a, " d=%s\n", d ? d : "/h/.local/share/tk"));
	gives("export TRY_DIR=1; unset XDG_DATA_HOME TK_HOME HOME; \"$0\" x | grep -o ' d=[^ ]*'", 0,
	    arena_printf(a, " d=%s\n", d ? d : path_join(a, getpwuid(getuid())->pw_dir,
	    ".local/share/tk")));
}

int main(int argc, char **argv)
{
	if (argc > 1)
		return run_tool(argc, argv);
	a = arena_new();
	unsetenv("TK_NOW");
	self = argv[0];
	test_options();
	test_usage();
	test_end();
	test_dir();
	arena_free(a);
	return done();
}
