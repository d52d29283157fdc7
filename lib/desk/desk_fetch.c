/*
 * desk_fetch: mail accounts into the spool.  A mail is marked in its mailbox only after the spool
 * holds it, and the cursor moves only after that; whatever breaks between is taken twice and
 * dropped by threading, never lost.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk_fetch.h"
#include "form/form.h"
#include "mail/mail.h"
#include "spool/spool.h"

enum {
	DAY = 86400,
	DRAIN_WAIT_MS = 30000,
	ACCOUNT_MS =
	    30 * 60 * 1000, /* one of several accounts; the rest comes with the next fetch */
	OUTPUT_MAX = 65536,
};

/* What became of one account, as it is printed. */
struct outcome {
	const char *account;
	int64_t taken, skipped, left;
	const char *error;
};

static void outcome_account(const void *r, struct cell *c)
{
	c->text = ((const struct outcome *)r)->account;
}
static void outcome_taken(const void *r, struct cell *c)
{
	c->number = ((const struct outcome *)r)->taken;
}
static void outcome_skipped(const void *r, struct cell *c)
{
	c->number = ((const struct outcome *)r)->skipped;
}
static void outcome_left(const void *r, struct cell *c)
{
	c->number = ((const struct outcome *)r)->left;
}
static void outcome_error(const void *r, struct cell *c)
{
	c->text = ((const struct outcome *)r)->error;
}

static const struct column outcome_columns[] = {
	{ "account", CELL_TEXT, true, outcome_account, NULL },
	{ "taken", CELL_INT, true, outcome_taken, NULL },
	{ "skipped", CELL_INT, true, outcome_skipped, NULL },
	{ "left", CELL_INT, true, outcome_left, NULL },
	{ "error", CELL_TEXT, true, outcome_error, NULL },
	{ 0 }
};

/* ---- what the protocols call */

/* Exactly this mail is in the store. */
static int is_stored(
    struct fetch *f, struct arena *a, const struct mail *mail, bool *out, struct err *err)
{
	struct store_twin *twins;
	size_t n;

	*out = false;
	if (store_twins(f->desk->store, a, mail->message_id, mail->hash, &twins, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*out = *out || twins[i].same_hash;
	return 0;
}

int desk_fetch_mail(struct fetch *f, const char *raw, size_t len, struct err *err)
{
	struct envelope envelope = {
		.account = f->account->name, .channel = "mail", .time = f->desk->now
	};
	struct arena *a = arena_new();
	struct mail mail = { 0 };
	bool stored = false;
	int r = 0;

	if (f->check_stored || f->judge_age)
		mail_parse(a, raw, len, &mail);
	if (f->check_stored)
		r = is_stored(f, a, &mail, &stored, err);
	envelope.import = f->judge_age && mail.date < f->old_before;
	arena_free(a);
	if (r == 0 && !stored)
		r = spool_put(f->desk->dir, &envelope, raw, len, true, err);
	if (r == 0 && !stored)
		f->taken++;
	return r;
}

/* End a transaction in which result says how it went. */
static int finish(struct fetch *f, int result, struct err *err)
{
	if (result == 0 && store_commit(f->desk->store, err) == 0)
		return 0;
	store_rollback(f->desk->store);
	return -1;
}

int desk_fetch_save(struct fetch *f, struct err *err)
{
	if (store_begin(f->desk->store, err) != 0)
		return -1;
	return finish(f, store_fetch_save(f->desk->store, f->account->id, &f->state, err), err);
}

static int note_uid(struct fetch *f, const char *uid, bool again, struct err *err)
{
	if (store_begin(f->desk->store, err) != 0)
		return -1;
	return finish(f, store_fetch_seen(f->desk->store, f->account->id, uid, again, err), err);
}

int desk_fetch_remember(struct fetch *f, const char *uid, struct err *err)
{
	return note_uid(f, uid, false, err);
}

int desk_fetch_remember_all(struct fetch *f, const char *const *uids, size_t n, struct err *err)
{
	int r = store_begin(f->desk->store, err);

	if (r != 0)
		return -1;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = store_fetch_seen(f->desk->store, f->account->id, uids[i], false, err);
	return finish(f, r, err);
}

int desk_fetch_forget(struct fetch *f, const char *uid, struct err *err)
{
	if (store_begin(f->desk->store, err) != 0)
		return -1;
	return finish(f, store_fetch_forget(f->desk->store, f->account->id, uid, err), err);
}

int desk_fetch_failed(struct fetch *f, const char *uid, const char *reason, struct err *err)
{
	int known = store_fetch_known(f->desk->store, f->account->id, uid, err);

	f->skipped++;
	if (known < 0)
		return -1;
	if (known == 2)
		return 0;
	log_line("%s: mail %s was not fetched: %s", f->account->name, uid, reason);
	return note_uid(f, uid, true, err);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int desk_fetch_prune(struct fetch *f, const struct strv *present, struct err *err)
{
	struct store *store = f->desk->store;
	struct strv known = { 0 };
	char **sorted = arena_memdup(f->arena, present->v, present->n * sizeof(*sorted));
	int r = 0;

	if (present->n > 0)
		qsort(sorted, present->n, sizeof(*sorted), by_text);
	if (store_fetch_uids(store, f->arena, f->account->id, &known, err) != 0 ||
	    store_begin(store, err) != 0)
		return -1;
	for (size_t i = 0; r == 0 && i < known.n; i++)
		if (present->n == 0 ||
		    !bsearch(&known.v[i], sorted, present->n, sizeof(*sorted), by_text))
			r = store_fetch_forget(store, f->account->id, known.v[i], err);
	return finish(f, r, err);
}

/* ---- one account */

static void set_mark(struct fetch *f)
{
	const char *mark = object_get(f->account, "mark");

	if (str_starts(mark, "move:")) {
		f->mark = NET_MOVE;
		f->mark_folder = mark + 5;
	} else {
		f->mark = str_eq(mark, "delete") ? NET_DELETE
		    : str_eq(mark, "keep")       ? NET_KEEP
						 : NET_SEEN;
	}
}

static bool is_remote(const struct object *account)
{
	const char *protocol = object_get(account, "protocol");

	return str_eq(protocol, "imap") || str_eq(protocol, "pop3");
}

static int prepare(struct fetch *f, struct err *err)
{
	int64_t days = store_setting_int(f->desk->store, "import-days", err);

	if (store_fetch_state(f->desk->store, f->arena, f->account->id, &f->state, err) < 0)
		return -1;
	f->first = f->state.last_ok == 0;
	f->check_stored = f->options->old;
	f->judge_age = f->first || f->options->old;
	f->old_before = f->desk->now - days * DAY;
	set_mark(f);
	return is_remote(f->account) ?
	    desk_server(f->desk, "account", "fetch", f->account, &f->server, err) : 0;
}

static int run_protocol(struct fetch *f, struct err *err)
{
	const char *protocol = object_get(f->account, "protocol");

	if (str_eq(protocol, "imap"))
		return desk_fetch_imap(f, err);
	if (str_eq(protocol, "pop3"))
		return desk_fetch_pop3(f, err);
	return str_eq(protocol, "maildir") ? desk_fetch_maildir(f, err) : desk_fetch_mbox(f, err);
}

/* The time of the last update stands also where it failed. */
static void conclude(struct fetch *f, const struct err *result, struct err *err)
{
	f->state.last_time = f->desk->now;
	f->state.last_error = result->class == ERR_NONE ? NULL : result->text;
	if (result->class == ERR_NONE)
		f->state.last_ok = f->desk->now;
	desk_fetch_save(f, err);
}

static int lock_account(struct fetch *f, int *fd_out, struct err *err)
{
	char name[40];

	snprintf(name, sizeof(name), "fetch-%lld", (long long)f->account->id);
	return desk_lock(f->desk, name, 0, fd_out, err);
}

/* Whoever wants to see what became of each mail runs tk-thread. */
static void ignore_taken(void *ctx, const struct taken *taken)
{
	(void)ctx;
	(void)taken;
}

/* After a round of --idle: tell, remember, drain, start counting anew. */
static int after_round(struct fetch *f, struct err *err)
{
	const struct err good = { 0 };

	f->desk->now = clock_now();
	conclude(f, &good, err);
	f->first = f->check_stored = f->judge_age = false;
	return err->class != ERR_NONE
	    ? -1
	    : desk_drain(f->desk, DRAIN_WAIT_MS, false, ignore_taken, NULL, err);
}

static void fetch_account(struct desk *desk, const struct object *account,
    const struct fetch_options *options, struct outcome *out, struct err *err)
{
	struct fetch f = {
		.desk = desk, .arena = desk->arena, .account = account, .options = options
	};
	struct err result = { 0 };
	int lock;

	if (lock_account(&f, &lock, &result) == 0) {
		if (prepare(&f, &result) == 0 && options->idle)
			desk_fetch_idle(&f, after_round, &result);
		else if (result.class == ERR_NONE)
			run_protocol(&f, &result);
		conclude(&f, &result, err);
		close(lock);
	}
	*out = (struct outcome){ account->name, f.taken, f.skipped, f.left,
	    result.class == ERR_NONE ? NULL : arena_strdup(desk->arena, result.text) };
	if (result.class != ERR_NONE)
		err_set(err, result.class, "%s: %s", account->name, result.text);
}

/* ---- several accounts: each in a process of its own, so that none can stop or break another */

static void read_outcome(char *line, struct outcome *out)
{
	char *field[5] = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < 5 && line; i++)
		field[i] = str_cut(&line, '\t');
	if (!field[4])
		return;
	str_int(field[1], &out->taken);
	str_int(field[2], &out->skipped);
	str_int(field[3], &out->left);
	tsv_unescape(field[4], &field[4], &err);
	out->error = field[4];
}

static int fetch_apart(struct desk *desk, const struct object *account,
    const struct fetch_options *options, struct outcome *out, struct err *err)
{
	char *argv[9] = { proc_sibling(desk->arena, "tk-fetch"), "-d", (char *)desk->dir,
		"--spool-only" };
	struct proc_result result = { 0 };
	size_t n = 4;

	if (options->old)
		argv[n++] = "--old";
	argv[n++] = "--";
	argv[n] = (char *)account->name;
	*out = (struct outcome){ .account = account->name };
	if (proc_run(desk->arena, argv, NULL, NULL, 0, OUTPUT_MAX, ACCOUNT_MS, &result, err) != 0)
		return -1;
	result.out[strcspn(result.out, "\n")] = '\0';
	read_outcome(result.out, out);
	if (result.status >= 128)
		return err_set(err, ERR_BUG, "%s: the fetching process died", account->name);
	if (result.status != 0)
		return err_set(
		    err, (enum err_class)result.status, "%s: not fetched", account->name);
	return 0;
}

/* ---- which accounts */

static bool enabled(const struct object *account)
{
	return str_eq(object_get(account, "enabled"), "yes");
}

/* An account by its name, else all of a group by the group's name. */
static int add_named(struct desk *desk, const char *name, const struct object *all, size_t all_n,
    const struct object **v, size_t *n, struct err *err)
{
	char *want = utf8_fold(desk->arena, name, false);
	size_t before = *n;

	for (int pass = 0; pass < 2 && *n == before; pass++)
		for (size_t i = 0; i < all_n; i++) {
			const char *has = pass == 0 ? all[i].name : object_get(&all[i], "group");

			if (has && str_eq(utf8_fold(desk->arena, has, false), want))
				v[(*n)++] = &all[i];
		}
	if (*n == before)
		return err_set(err, ERR_NO, "%s: no such mail account, nor a group with one", name);
	return 0;
}

int desk_fetch_accounts(struct desk *desk, const struct strv *names, const struct object ***out,
    size_t *n_out, struct err *err)
{
	struct object *all;
	size_t all_n, n = 0;
	const struct object **v;

	if (store_objects(desk->store, desk->arena, store_object_kind("account"), NULL, &all,
		&all_n, err) != 0)
		return -1;
	v = arena_alloc(desk->arena, (all_n * (names->n + 1) + 1) * sizeof(*v));
	for (size_t i = 0; names->n == 0 && i < all_n; i++)
		if (enabled(&all[i]))
			v[n++] = &all[i];
	for (size_t i = 0; i < names->n; i++)
		if (add_named(desk, names->v[i], all, all_n, v, &n, err) != 0)
			return -1;
	*out = v;
	*n_out = n;
	return 0;
}

static void fetch_all(struct desk *desk, const struct object **v, size_t n,
    const struct fetch_options *options, struct records *out, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct outcome outcome = { 0 };
		struct err one = { 0 };

		if (n == 1)
			fetch_account(desk, v[i], options, &outcome, &one);
		else
			fetch_apart(desk, v[i], options, &outcome, &one);
		if (!tool_options.quiet)
			record_print(out, &outcome);
		if (one.class != ERR_NONE)
			err_set(err, one.class, "%s", one.text);
	}
}

/* Mail of local files is in the store already, but not yet in its index. */
static int take_in(struct desk *desk, struct err *err)
{
	return spool_waiting(desk->dir)
	    ? desk_drain(desk, DRAIN_WAIT_MS, false, ignore_taken, NULL, err)
	    : desk_index(desk, err);
}

int desk_fetch(struct desk *desk, const struct strv *accounts, const struct fetch_options *options,
    struct err *err)
{
	struct records *out = records_open(desk->arena, outcome_columns, NULL, err);
	const struct object **v;
	struct err drained = { 0 };
	size_t n;

	if (!out || desk_fetch_accounts(desk, accounts, &v, &n, err) != 0)
		return -1;
	if (options->idle && (n != 1 || !str_eq(object_get(v[0], "protocol"), "imap")))
		return err_set(err, ERR_USAGE, "--idle needs exactly one account, by IMAP");
	if (desk_suspended(desk, err)) {
		if (!tool_options.quiet)
			tool_warn("the system is suspended: nothing is fetched");
		return 0;
	}
	fetch_all(desk, v, n, options, out, err);
	records_close(out);
	if (!options->spool_only && take_in(desk, &drained) != 0)
		err_set(err, drained.class, "%s", drained.text);
	return err->class == ERR_NONE ? 0 : -1;
}
