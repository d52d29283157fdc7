/* desk_fetch_test: do the settings of mail accounts work, when was each fetched last,
 * and how often is it fetched. */
#include <string.h>
#include <unistd.h>

#include "desk/desk_fetch.h"
#include "form/form.h"

/* ---- testing */

static int test_path(const struct object *account, struct desk_steps *steps, struct err *err)
{
	const char *path = object_get(account, "path");

	if (!path)
		err_set(err, ERR_CONFIG, "no path is set");
	else if (access(path, R_OK) != 0)
		err_sys(err, ERR_CONFIG, "%s", path);
	desk_step(steps, "read", err->class == ERR_NONE, err->class == ERR_NONE ? path : err->text);
	return err->class == ERR_NONE ? 0 : -1;
}

static int test_one(
    struct desk *desk, const struct object *account, struct desk_steps *steps, struct err *err)
{
	const char *protocol = object_get(account, "protocol");
	struct net_server server;

	if (!str_eq(protocol, "imap") && !str_eq(protocol, "pop3"))
		return test_path(account, steps, err);
	if (desk_server(desk, "account", "fetch", account, &server, err) != 0) {
		desk_step(steps, "settings", false, err->text);
		return -1;
	}
	desk_step(steps, "settings", true, server.host);
	if (str_eq(protocol, "imap"))
		return net_imap_test(&server, object_get(account, "folder"), desk_step, steps, err);
	return net_pop3_test(&server, desk_step, steps, err);
}

int desk_fetch_test(struct desk *desk, const struct strv *accounts, struct err *err)
{
	struct desk_steps steps = { .arena = desk->arena,
		.out = desk_steps_open(desk->arena, err) };
	const struct object **v;
	size_t n;

	if (!steps.out || desk_fetch_accounts(desk, accounts, &v, &n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct err one = { 0 };

		steps.name = v[i]->name;
		if (test_one(desk, v[i], &steps, &one) != 0)
			err_set(err, one.class, "%s: %s", v[i]->name, one.text);
	}
	records_close(steps.out);
	return err->class == ERR_NONE ? 0 : -1;
}

/* ---- the last fetch */

struct last {
	const char *account, *group;
	struct fetch_state state;
};

static void last_account(const void *r, struct cell *c)
{
	c->text = ((const struct last *)r)->account;
}
static void last_group(const void *r, struct cell *c) { c->text = ((const struct last *)r)->group; }
static void last_time(const void *r, struct cell *c)
{
	c->number = ((const struct last *)r)->state.last_time;
}
static void last_good(const void *r, struct cell *c)
{
	c->number = ((const struct last *)r)->state.last_ok;
}
static void last_error(const void *r, struct cell *c)
{
	c->text = ((const struct last *)r)->state.last_error;
}

static const struct column last_columns[] = {
	{ "account", CELL_TEXT, true, last_account, NULL },
	{ "group", CELL_TEXT, true, last_group, NULL },
	{ "last", CELL_TIME, true, last_time, NULL },
	{ "good", CELL_TIME, true, last_good, NULL },
	{ "error", CELL_TEXT, true, last_error, NULL },
	{ 0 }
};

int desk_fetch_last(struct desk *desk, const struct strv *accounts, struct err *err)
{
	struct records *out = records_open(desk->arena, last_columns, NULL, err);
	const struct object **v;
	size_t n;

	if (!out || desk_fetch_accounts(desk, accounts, &v, &n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct last line = { .account = v[i]->name, .group = object_get(v[i], "group") };

		if (store_fetch_state(desk->store, desk->arena, v[i]->id, &line.state, err) < 0)
			return -1;
		record_print(out, &line);
	}
	records_close(out);
	return 0;
}

/* ---- how often */

/* A name as one word for the shell that cron runs; a percent sign is a line end to cron. */
static void add_word(struct str *out, const char *word)
{
	str_add(out, " '");
	for (; *word; word++) {
		if (*word == '\'')
			str_add(out, "'\\''");
		else if (*word == '%')
			str_add(out, "\\%");
		else
			str_addc(out, *word);
	}
	str_addc(out, '\'');
}

static void cron_line(struct desk *desk, int64_t minutes, const char *account)
{
	struct str out = str_new(desk->arena);

	if (minutes < 60)
		str_addf(
		    &out, "*/%lld * * * * tk-fetch -q -d", (long long)(minutes > 0 ? minutes : 1));
	else
		str_addf(&out, "0 */%lld * * * tk-fetch -q -d",
		    (long long)(minutes < 1440 ? minutes / 60 : 23));
	add_word(&out, desk->dir);
	if (account) {
		str_add(&out, " --");
		add_word(&out, account);
	}
	str_addc(&out, '\n');
	text_print(str_end(&out));
}

int desk_fetch_cron(struct desk *desk, const struct strv *accounts, struct err *err)
{
	int64_t minutes = store_setting_int(desk->store, "fetch-minutes", err);
	const struct object **v;
	size_t n;

	if (err->class != ERR_NONE || desk_fetch_accounts(desk, accounts, &v, &n, err) != 0)
		return -1;
	if (accounts->n == 0)
		cron_line(desk, minutes, NULL);
	for (size_t i = 0; i < accounts->n; i++)
		cron_line(desk, minutes, accounts->v[i]);
	return 0;
}
