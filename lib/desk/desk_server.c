/* desk_server: settings of the store and secrets of tk.conf become one server to talk to. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk_server.h"
#include "form/form.h"

enum { CONNECT_MS = 20000, TOTAL_MS = 120000, LOCK_POLL_MS = 50 };

static enum net_tls tls_of(const char *word)
{
	if (str_eq(word, "none"))
		return NET_PLAIN;
	return str_eq(word, "starttls") ? NET_STARTTLS : NET_TLS;
}

/* The password or token of the user; without a user there is none. */
static int add_secret(struct desk *desk, const char *section, const struct object *o,
    struct net_server *out, struct err *err)
{
	bool token = str_eq(object_get(o, "auth"), "xoauth2");
	const char *key = token ? "token-command" : "password-command";
	const char *secret;

	if (!out->user)
		return 0;
	secret = desk_secret(desk, section, o->name, key, err);
	if (err->class != ERR_NONE)
		return -1;
	if (!secret)
		return err_set(err, ERR_CONFIG, "%s: no %s in [%s %s] of tk.conf", o->name, key,
		    section, o->name);
	if (token)
		out->token = secret;
	else
		out->password = secret;
	return 0;
}

int desk_server(struct desk *desk, const char *section, const char *part, const struct object *o,
    struct net_server *out, struct err *err)
{
	const char *timeout = desk_conf(desk, part, NULL, "timeout", err);
	int64_t seconds = 0, port = 0;

	if (err->class != ERR_NONE)
		return -1;
	if (timeout && (str_int(timeout, &seconds) != 0 || seconds < 1 || seconds > 86400))
		return err_set(err, ERR_CONFIG,
		    "[%s] timeout in tk.conf: %s is no number of seconds", part, timeout);
	if (!object_get(o, "host"))
		return err_set(err, ERR_CONFIG, "%s: no host is set", o->name);
	if (object_get(o, "port"))
		str_int(object_get(o, "port"), &port);
	*out = (struct net_server){
		.host = object_get(o, "host"),
		.port = (int)port,
		.tls = tls_of(object_get(o, "tls")),
		.user = object_get(o, "user"),
		.ca_file = desk_conf(desk, section, o->name, "ca-file", err),
		.total_ms = timeout ? (int)seconds * 1000 : TOTAL_MS,
		.max_message = (size_t)store_setting_int(desk->store, "max-mail", err),
	};
	out->connect_ms = out->total_ms < CONNECT_MS ? out->total_ms : CONNECT_MS;
	return err->class != ERR_NONE ? -1 : add_secret(desk, section, o, out, err);
}

/* ---- locks */

static int open_lock(const char *spool, const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat box, st;

	if (fd < 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid() && stat(spool, &box) == 0)
		fchmod(fd, box.st_mode & S_IWGRP ? 0660 : 0600);
	return fd;
}

int desk_lock(struct desk *desk, const char *name, int wait_ms, int *fd_out, struct err *err)
{
	char *spool = path_join(desk->arena, desk->dir, "spool");
	char *path = arena_printf(desk->arena, "%s/%s.lock", spool, name);
	int64_t end = clock_ms() + wait_ms;
	int fd = open_lock(spool, path, err);

	if (fd < 0)
		return -1;
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			err_sys(err, ERR_IO, "%s", path);
		else if (clock_ms() >= end)
			err_set(err, ERR_TEMP, "%s: another process is at work", name);
		if (err->class != ERR_NONE) {
			close(fd);
			return -1;
		}
		clock_sleep_ms(LOCK_POLL_MS);
	}
	*fd_out = fd;
	return 0;
}

/* ---- the steps of a test */

struct step_line {
	const char *name, *step, *result, *detail;
};

static void step_name(const void *r, struct cell *c)
{
	c->text = ((const struct step_line *)r)->name;
}
static void step_step(const void *r, struct cell *c)
{
	c->text = ((const struct step_line *)r)->step;
}
static void step_detail(const void *r, struct cell *c)
{
	c->text = ((const struct step_line *)r)->detail;
}

static void step_result(const void *r, struct cell *c)
{
	c->text = ((const struct step_line *)r)->result;
	c->colour = str_eq(c->text, "ok") ? COLOUR_PLAIN : COLOUR_RED;
}

static const struct column step_columns[] = {
	{ "name", CELL_TEXT, true, step_name, NULL },
	{ "step", CELL_TEXT, true, step_step, NULL },
	{ "result", CELL_TEXT, true, step_result, NULL },
	{ "detail", CELL_TEXT, true, step_detail, NULL },
	{ 0 }
};

struct records *desk_steps_open(struct arena *a, struct err *err)
{
	return records_open(a, step_columns, NULL, err);
}

void desk_step(void *ctx, const char *step, bool ok, const char *detail)
{
	struct desk_steps *steps = ctx;
	struct step_line line = {
		.name = steps->name, .step = step, .result = ok ? "ok" : "failed",
		.detail = arena_strdup(steps->arena, detail),
	};

	record_print(steps->out, &line);
}
