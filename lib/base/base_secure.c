/*
 * Secure mode: we were installed setgid and hold a group that our caller does not have, that of
 * the store (tk-rights(7)).  The group is put aside at once: what we open we open as our caller,
 * but for the files of the store.  Before another program runs it is given up for good.
 */
#define _GNU_SOURCE             /* setresgid */
#include "base/base.h"
#include "base/base_tool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef TK_DIR
#define TK_DIR "/var/lib/tk"
#endif

extern char **environ;

const char tool_shared_dir[] = TK_DIR;

static bool secure;
static gid_t stores_group;
static int entered;             /* secure_enter without its secure_leave */
static char **callers;          /* the environment as we got it */
static const char *refused;     /* a variable of it that would widen what we do */

bool secure_mode(void)
{
	return secure;
}

/* A process that cannot change its group must not go on; nothing of it may end up in a core file.
 */
static void use_group(gid_t gid)
{
	if (getegid() != gid && setegid(gid) != 0)
		abort();
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void secure_enter(void)
{
	if (secure && entered++ == 0)
		use_group(stores_group);
}

void secure_leave(void)
{
	if (secure && --entered == 0)
		use_group(getgid());
}

void secure_drop(void)
{
	gid_t own = getgid();

	if (setresgid(own, own, own) != 0)
		abort();
	if (callers != NULL)
		environ = callers;
}

/* ---- the environment: nothing but what is known, and looks like what it should be; desk_open
 * adds HOME */

static bool made_of(const char *value, const char *also)
{
	static const char common[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t n = 0;

	while (value[n] != '\0' &&
	    (strchr(common, value[n]) != NULL || strchr(also, value[n]) != NULL))
		n++;
	return n > 0 && n <= 64 && value[n] == '\0' && *value != '/' && strstr(value, "..") == NULL;
}

/* also: what its value may hold besides letters and digits; NULL: anything, for it only names a
 * program that runs when the group is given up. */
static const struct { const char *name, *also;
} kept[] = {
	{ "TERM", "+." }, { "LANG", ".@" }, { "LC_ALL", ".@" }, { "LC_CTYPE", ".@" },
	{ "LC_TIME", ".@" }, { "LC_MESSAGES", ".@" }, { "TZ", "/+,.<>" }, { "NO_COLOR", "" },
	{ "COLUMNS", "" }, { "LINES", "" }, { "TK_WAIT", "" }, { "VISUAL", NULL },
	{ "EDITOR", NULL }, { "PAGER", NULL },
};

static char **environment(struct arena *a)
{
	struct strv env = { 0 };

	strv_add(&env, a, "PATH=/usr/local/bin:/usr/bin:/bin");
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		const char *value = getenv(kept[i].name);

		if (value != NULL && (kept[i].also == NULL || made_of(value, kept[i].also)))
			strv_add(&env, a, arena_printf(a, "%s=%s", kept[i].name, value));
	}
	strv_add(&env, a, NULL);
	return env.v;
}

static const char *given(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? name : NULL;
}

void secure_start(struct arena *a)
{
	static const char *const never[] = { "TK_HOME", "TK_NOW", "TK_AGENT" };

	secure = getauxval(AT_SECURE) != 0 || getegid() != getgid() || geteuid() != getuid();
	if (!secure)
		return;
	stores_group = getegid();
	use_group(getgid());
	for (size_t i = 0; i < sizeof never / sizeof never[0] && refused == NULL; i++)
		refused = given(never[i]);
	callers = environ;
	environ = environment(a);
}

int secure_check(struct err *err)
{
	if (!secure)
		return 0;
	if (geteuid() != getuid())
		return err_set(err, ERR_PERM, "not allowed: to be installed setuid");
	if (tool_options.dir != NULL)
		return err_set(err, ERR_PERM, "not allowed: another store (-d)");
	if (refused != NULL)
		return err_set(err, ERR_PERM, "not allowed: %s", refused);
	return 0;
}
