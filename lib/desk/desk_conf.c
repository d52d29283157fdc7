/* desk_conf: tk.conf, the names of programs, files and secrets of this machine (tk.conf(5)). */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk.h"

enum { SECRET_MS = 20000, SECRET_MAX = 65536 };

struct line { const char *section, *name, *key, *value; };

struct desk_conf {
	struct arena *arena;
	struct line *lines;
	size_t n;
};

/* Every key that may stand in a section; NAME sections belong to an account, identity or filter. */
static const struct { const char *section, *key; bool named;
} known[] = {
	{ "account", "password-command", true },
	{ "account", "token-command", true },
	{ "account", "ca-file", true },
	{ "identity", "password-command", true },
	{ "identity", "token-command", true },
	{ "identity", "ca-file", true },
	{ "filter", "command", true },
	{ "filter", "spam-exit", true },
	{ "filter", "virus-exit", true },
	{ "filter", "timeout", true },
	{ "lookup", "command", true },
	{ "lookup", "url", true },
	{ "lookup", "token-command", true },
	{ "lookup", "ca-file", true },
	{ "lookup", "timeout", true },
	{ "send", "sendmail", false },
	{ "send", "timeout", false },
	{ "fetch", "timeout", false },
};

static int add_line(void *ctx, const char *section, const char *name, const char *key,
    const char *value, struct err *err)
{
	struct desk_conf *conf = ctx;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		bool named = name != NULL && *name != '\0';

		if (!str_eq(section, known[i].section) || !str_eq(key, known[i].key))
			continue;
		if (named != known[i].named)
			return err_set(err, ERR_CONFIG,
			    named ? "[%s] takes no name" : "[%s NAME] needs a name", section);
		conf->lines = arena_grow(conf->arena, conf->lines, conf->n, sizeof *conf->lines);
		conf->lines[conf->n].section = arena_strdup(conf->arena, section);
		conf->lines[conf->n].name = named ? arena_strdup(conf->arena, name) : NULL;
		conf->lines[conf->n].key = arena_strdup(conf->arena, key);
		conf->lines[conf->n++].value = arena_strdup(conf->arena, value);
		return 0;
	}
	return err_set(err, ERR_CONFIG, "%s: no such key in [%s]", key, section);
}

static struct desk_conf *load(struct desk *desk, struct err *err)
{
	const char *path = path_join(desk->arena, desk->dir, "tk.conf");
	struct desk_conf *conf = arena_alloc(desk->arena, sizeof *conf);

	if (desk->conf != NULL)
		return desk->conf;
	conf->arena = desk->arena;
	secure_enter();
	bool good = (!file_exists(path) || (file_check_private(path, err) == 0 &&
	    file_check_private(desk->dir, err) == 0)) && conf_read(path, add_line, conf, err) == 0;
	secure_leave();
	return good ? desk->conf = conf : NULL;
}

const char *desk_conf(
    struct desk *desk, const char *section, const char *name, const char *key, struct err *err)
{
	struct desk_conf *conf = load(desk, err);

	for (size_t i = 0; conf != NULL && i < conf->n; i++)
		if (str_eq(conf->lines[i].section, section) && str_eq(conf->lines[i].name, name) &&
		    str_eq(conf->lines[i].key, key))
			return conf->lines[i].value;
	return NULL;
}

int desk_conf_names(struct desk *desk, const char *section, struct strv *out, struct err *err)
{
	struct desk_conf *conf = load(desk, err);

	for (size_t i = 0; conf != NULL && i < conf->n; i++)
		if (str_eq(conf->lines[i].section, section) && conf->lines[i].name != NULL &&
		    !strv_has(out, conf->lines[i].name))
			strv_add(out, desk->arena, conf->lines[i].name);
	return conf == NULL ? -1 : 0;
}

const char *desk_secret(
    struct desk *desk, const char *section, const char *name, const char *key, struct err *err)
{
	const char *command = desk_conf(desk, section, name, key, err);
	struct proc_result result;
	char **argv;

	if (command == NULL)
		return NULL;
	argv = proc_split(desk->arena, command, err);
	if (argv == NULL ||
	    proc_run(desk->arena, argv, NULL, NULL, 0, SECRET_MAX, SECRET_MS, &result, err) < 0)
		return NULL;
	if (result.status != 0) {
		err_set(err, ERR_CONFIG, "[%s %s] %s: %s ended with status %d", section, name, key,
		    argv[0], result.status);
		return NULL;
	}
	result.out[strcspn(result.out, "\r\n")] = '\0';
	return result.out;
}
