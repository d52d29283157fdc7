/*
 * The frame of a tool: options from one table, the house's manners at start and end.
 * Options and operands may be mixed, "--" ends the options, "-" is an operand,
 * short options cluster, long ones are never abbreviated.
 */
#define _DEFAULT_SOURCE         /* fgetpwent */
#include "base/base.h"
#include "base/base_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char tk_version[] = TK_VERSION;
struct tool_options tool_options;

static const char *running = "tk";
static struct arena *memory;    /* of options and operands: lives as long as the program */
static bool want_help, want_version;

static const struct opt store_opts[] = {
	{ 'd', "dir", OPT_TEXT, &tool_options.dir, "DIR", "the store directory" }, { 0 },
};
static const struct opt agent_opts[] = {
	{ 0, "as", OPT_TEXT, &tool_options.as, "NAME", "act as this agent" }, { 0 },
};
static const struct opt batch_opts[] = {
	{ 'k', "keep-going", OPT_FLAG, &tool_options.keep_going, NULL,
	    "do the rest when a ticket fails" },
	{ 'n', "dry-run", OPT_FLAG, &tool_options.dry_run, NULL, "print what would be done" },
	{ 0 },
};
static const struct opt rev_opts[] = {
	{ 0, "if-rev", OPT_NUMBER, &tool_options.if_rev, "REV",
	    "only if the ticket has not changed since" },
	{ 0 },
};
static const struct opt record_opts[] = {
	{ 'o', "columns", OPT_TEXT, &tool_options.columns, "COL,...", "the columns to print" },
	{ 'H', "header", OPT_FLAG, &tool_options.header, NULL, "print a header in a pipe too" },
	{ 0, "json", OPT_FLAG, &tool_options.json, NULL, "print JSON Lines" },
	{ 0 },
};
static const struct opt quiet_opts[] = {
	{ 'q', "quiet", OPT_FLAG, &tool_options.quiet, NULL,
	    "say nothing unless something is wrong" },
	{ 0 },
};
static const struct opt last_opts[] = {
	{ 'h', "help", OPT_FLAG, &want_help, NULL, "print this text" },
	{ 'V', "version", OPT_FLAG, &want_version, NULL, "print the version" },
	{ 0 },
};

const char *tool_name(void)
{
	return running;
}

static void append(struct opt_table *table, const struct opt *opts)
{
	for (; opts && opts->name; opts++) {
		table->v = arena_grow(memory, table->v, table->n, sizeof(*table->v));
		table->v[table->n++] = *opts;
	}
}

struct opt_table opt_collect(const struct tool *tool)
{
	struct opt_table table = { 0 };

	append(&table, tool->flags & TOOL_STORE ? store_opts : NULL);
	append(&table, tool->flags & TOOL_AGENT ? agent_opts : NULL);
	append(&table, tool->opts);
	append(&table, tool->flags & TOOL_BATCH ? batch_opts : NULL);
	append(&table, tool->flags & TOOL_REV ? rev_opts : NULL);
	append(&table, tool->flags & TOOL_RECORDS ? record_opts : NULL);
	append(&table, tool->flags & TOOL_QUIET ? quiet_opts : NULL);
	append(&table, last_opts);
	return table;
}

static int usage_error(const char *what, const char *name)
{
	tool_warn("%s %s", what, name);
	return ERR_USAGE;
}

/* Returns 0, or the exit status after a diagnostic; shown is the option as the user wrote it. */
static int assign(const struct opt *opt, const char *shown, const char *value)
{
	switch (opt->kind) {
	case OPT_FLAG:
		*(bool *)opt->value = true;
		return 0;
	case OPT_TEXT:
		*(const char **)opt->value = value;
		return 0;
	case OPT_LIST:
		strv_add(opt->value, memory, value);
		return 0;
	case OPT_NUMBER:
		break;
	}
	if (str_int(value, opt->value) == 0)
		return 0;
	tool_warn("option %s needs a number, not \"%s\"", shown, value);
	return ERR_USAGE;
}

static int long_option(const struct opt_table *table, char **argv, size_t *i)
{
	const char *word = argv[*i];
	size_t len = strcspn(word + 2, "=");
	const char *value = word[2 + len] ? word + 3 + len : NULL;
	const char *shown = arena_strndup(memory, word, len + 2);

	for (size_t k = 0; k < table->n; k++) {
		const struct opt *opt = &table->v[k];

		if (!str_eq(opt->name, shown + 2))
			continue;
		if (opt->kind == OPT_FLAG && value)
			return usage_error("no argument is taken by option", shown);
		if (opt->kind != OPT_FLAG && !value && !(value = argv[*i + 1]))
			return usage_error("an argument is missing to option", shown);
		if (opt->kind != OPT_FLAG && !word[2 + len])
			++*i;
		return assign(opt, shown, value);
	}
	return usage_error("unknown option", shown);
}

static const struct opt *by_letter(const struct opt_table *table, char letter)
{
	for (size_t k = 0; k < table->n; k++)
		if (table->v[k].letter == letter)
			return &table->v[k];
	return NULL;
}

static int short_options(const struct opt_table *table, char **argv, size_t *i)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const struct opt *opt = by_letter(table, *p);
		const char *shown = arena_printf(memory, "-%c", *p);
		int status;

		if (!opt)
			return usage_error("unknown option", shown);
		if (opt->kind != OPT_FLAG) {
			const char *value = p[1] ? p + 1 : argv[++*i];

			if (!value)
				return usage_error("an argument is missing to option", shown);
			return assign(opt, shown, value);
		}
		if ((status = assign(opt, shown, NULL)))
			return status;
	}
	return 0;
}

/* Operands move to the front of argv, which ends in NULL already. */
static int parse(const struct opt_table *table, char **argv, char ***operands_out)
{
	size_t kept = 0, i = argv[0] ? 1 : 0;
	int status = 0;

	for (; !status && argv[i]; i++) {
		if (str_eq(argv[i], "--"))
			break;
		if (str_starts(argv[i], "--"))
			status = long_option(table, argv, &i);
		else if (argv[i][0] == '-' && argv[i][1])
			status = short_options(table, argv, &i);
		else
			argv[kept++] = argv[i];
	}
	if (!status && argv[i])
		for (i++; argv[i]; i++)
			argv[kept++] = argv[i];
	argv[status ? 0 : kept] = NULL;
	*operands_out = argv;
	return status;
}

/*
 * A descriptor 0-2 that was handed down closed is opened the wrong way round, so that
 * no file of ours lands there, and using it still fails.
 */
static void keep_standard_descriptors(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", fd == 0 ? O_WRONLY : fd == 1 ? O_RDONLY : O_RDWR);
}

static int show(const struct tool *tool, const struct opt_table *table)
{
	if (want_help)
		opt_usage(tool, table);
	else
		printf("%s %s\n", tool->name, tk_version);
	return tool_end(NULL);
}

static int check_environment(void)
{
	const char *now = getenv("TK_NOW");
	struct err err = { 0 };
	int64_t t;

	if (secure_check(&err) < 0) {
		tool_warn("%s", err.text);
		return (int)err.class;
	}
	return now && *now && clock_parse(now, &t) < 0 ? usage_error("not a time: TK_NOW", now) : 0;
}

int tool_start(const struct tool *tool, int argc, char **argv, char ***operands_out)
{
	bool door = tool->flags & TOOL_DOOR;
	struct opt_table table;
	int status;

	(void)argc;
	running = tool->name;
	memory = arena_new();
	if (!door)              /* mail servers run it with groups of their own */
		secure_start(memory);
	keep_standard_descriptors();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	umask(077);
	table = opt_collect(tool);
	status = parse(&table, argv, operands_out);
	if (!status && (want_help || want_version)) {
		if (!door || isatty(0))
			return show(tool, &table);
		status = usage_error("only at a terminal:", want_help ? "-h" : "-V");
	}
	if (!status)
		status = check_environment();
	if (!status)
		return -1;
	return door ? ERR_TEMP : status;
}

int tool_end(const struct err *err)
{
	int bad = ferror(stdout);

	errno = 0;
	bad |= fflush(stdout);
	bad |= fclose(stdout);
	if (err && err->class != ERR_NONE) {
		if (err->text[0])
			tool_warn("%s", err->text);
		return (int)err->class;
	}
	if (!bad)
		return 0;
	if (errno != EPIPE)
		tool_warn("cannot write the output%s%s", errno ? ": " : "",
		    errno ? strerror(errno) : "");
	return ERR_IO;
}

/* Not getpwuid, which loads libraries: tk-deliver has none. */
static const char *home(void)
{
	const char *dir = getenv("HOME");
	struct passwd *user = NULL;
	FILE *users;

	if (dir && *dir == '/')
		return dir;
	users = fopen("/etc/passwd", "re");
	while (users && (user = fgetpwent(users)) && user->pw_uid != getuid())
		;
	dir = user ? arena_strdup(memory, user->pw_dir) : "/";
	if (users)
		fclose(users);
	return dir;
}

const char *tool_dir(struct arena *a)
{
	const char *env = getenv("TK_HOME"), *data = getenv("XDG_DATA_HOME");
	struct stat st;

	if (secure_mode())
		return tool_shared_dir;
	if (tool_options.dir)
		return tool_options.dir;
	if (env && *env)
		return env;
	if (stat(tool_shared_dir, &st) == 0 && S_ISDIR(st.st_mode))
		return tool_shared_dir;
	if (data && *data == '/')
		return path_join(a, data, "tk");
	return path_join(a, home(), ".local/share/tk");
}
