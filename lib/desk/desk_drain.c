/*
 * desk_drain: mails in batches, from the spool or straight from their source.  Phase one reads,
 * parses and screens a batch without the store's lock; phase two decides and writes it under the
 * lock, at most BATCH mails or LOCK_MS at a time.  A mail leaves the spool only after its commit.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk_intake.h"

enum {
	BATCH = 200, BATCH_BYTES = 32 << 20, LOCK_MS = 100, TRIES = 3, INDEX_STEP = 200,
	LINGER_MS = 150, LOOK_MS = 15, LINGER_ALL_MS = 5000, BESIDE = 16, STACK = 8 << 20,
};

struct batch {
	struct intake *run;
	struct arena *a;
	struct intake_mail mails[BATCH];
	struct taken taken[BATCH];
	struct strv names,
	    files; /* of the spool files in it: as they came, and as they are called now */
	size_t n, bytes;
	bool dry;
	desk_taken_fn *fn;
	void *ctx;
};

/* ---- phase one */

static void *read_mails(void *batch)
{
	struct batch *b = batch;

	for (size_t i = 0; i < b->n; i++)
		intake_facts(b->run, b->a, &b->mails[i]);
	return NULL;
}

/* Signals are the first thread's. */
static bool start_reader(pthread_t *reader, struct batch *b)
{
	pthread_attr_t attr;
	sigset_t all, before;

	sigfillset(&all);
	pthread_attr_init(&attr);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool started = pthread_attr_setstacksize(&attr, STACK) == 0 &&
	    pthread_create(reader, &attr, read_mails, b) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return started;
}

/* While a second thread parses this batch, the first indexes the one before.  Mail does not depend
 * on the index: what is wrong with it desk_index tells when the mails are in. */
static void read_beside(struct batch *b)
{
	struct err told_later = { 0 };
	pthread_t reader;
	int64_t done;
	bool more;

	if (b->n < BESIDE || b->dry || !start_reader(&reader, b)) {
		read_mails(b);
		return;
	}
	store_index(b->run->desk->store, INDEX_STEP, &done, &more, &told_later);
	pthread_join(reader, NULL);
}

static int read_batch(struct batch *b, struct err *err)
{
	int result = 0;

	read_beside(b);
	for (size_t i = 0; i < b->n && result == 0; i++)
		if (b->mails[i].hold == NULL)
			result = intake_screen(b->run, b->a, &b->mails[i], err);
	return result;
}

/* ---- phase two */

static void mark_held(struct batch *b, size_t i, const char *why)
{
	b->mails[i].hold = why;
	b->taken[i] = (struct taken){
		.verdict = "held", .why = why, .message_id = b->mails[i].mail.message_id
	};
}

/* One mail in a savepoint of its own: what is wrong with it must not harm the others. */
static int write_one(struct batch *b, size_t i, struct err *err)
{
	struct store *store = b->run->desk->store;
	struct decision d;
	struct err wrong = { 0 };

	if (b->mails[i].hold != NULL) {
		mark_held(b, i, b->mails[i].hold);
		return 0;
	}
	if (store_mark(store, err) < 0)
		return -1;
	int result = intake_match(b->run, b->a, &b->mails[i], &d, &wrong);
	if (result == 0 && d.hold != NULL)
		mark_held(b, i, d.hold);
	else if (result == 0)
		result = intake_write(b->run, b->a, &b->mails[i], &d, &b->taken[i], &wrong);
	if (result == 0 && b->dry)
		tool_warn("%s: %s", b->mails[i].in->name, str_end(&d.explain));
	if (result < 0 && wrong.class != ERR_DATA && wrong.class != ERR_BUG) {
		*err = wrong;
		return -1;
	}
	if (result < 0)
		mark_held(b, i, arena_strdup(b->a, wrong.text));
	return store_mark_end(store, result == 0, err);
}

/* Only what is in the store with this commit: a later mail of the batch is not yet, a held one may
 * be tried again. */
static int note_drained(struct batch *b, size_t done, struct err *err)
{
	struct strv names = { 0 };

	for (size_t i = 0; i < done; i++)
		if (b->mails[i].hold == NULL)
			strv_add(&names, b->a, b->names.v[i]);
	return store_drained_set(b->run->desk->store, &names, err);
}

static int write_some(struct batch *b, size_t *done, struct err *err)
{
	struct store *store = b->run->desk->store;
	int64_t start;
	int result = 0;

	if (store_begin(store, err) < 0)
		return -1;
	start = clock_ms();
	while (*done < b->n && result == 0 && (b->dry || clock_ms() - start < LOCK_MS))
		result = write_one(b, (*done)++, err);
	if (result == 0 && !b->dry && b->names.n > 0)
		result = note_drained(b, *done, err);
	if (result == 0 && !b->dry)
		return store_commit(store, err);
	store_rollback(store);
	return result;
}

static int take_batch(struct batch *b, struct err *err)
{
	size_t done = 0;

	if (read_batch(b, err) < 0)
		return -1;
	while (done < b->n)
		if (write_some(b, &done, err) < 0)
			return -1;
	return 0;
}

static void report(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		b->fn(b->ctx, &b->taken[i]);
}

/* ---- batches */

static void start_batch(struct batch *b, struct intake *run, desk_taken_fn *fn, void *ctx)
{
	struct arena *a = b->a != NULL ? b->a : arena_new();

	arena_reset(a);
	memset(b, 0, sizeof *b);
	b->a = a;
	b->run = run;
	b->fn = fn;
	b->ctx = ctx;
}

static void add_mail(struct batch *b, const struct incoming *in)
{
	b->mails[b->n++].in = in;
	b->bytes += in->len;
}

static bool full(const struct batch *b)
{
	return b->n == BATCH || b->bytes >= BATCH_BYTES;
}

/* ---- straight in */

static int hold_copies(struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->n && !b->dry; i++)
		if (b->mails[i].hold != NULL &&
		    spool_hold_copy(b->run->desk->dir, b->mails[i].in->envelope,
			b->mails[i].in->raw, b->mails[i].in->len, b->mails[i].hold, err) < 0)
			return -1;
	return 0;
}

int desk_take(struct desk *desk, const struct incoming *mails, size_t n, bool dry,
    desk_taken_fn *fn, void *ctx, struct err *err)
{
	struct batch *b = arena_alloc(desk->arena, sizeof *b);
	struct intake run;
	size_t next = 0;
	int result = intake_begin(&run, desk, err);

	while (next < n && result == 0) {
		start_batch(b, &run, fn, ctx);
		b->dry = dry;
		while (next < n && !full(b))
			add_mail(b, &mails[next++]);
		result = take_batch(b, err);
		if (result == 0)
			result = hold_copies(b, err);
		if (result == 0)
			report(b);
	}
	arena_free(b->a);
	return result;
}

/* ---- from the spool */

static int hold_spooled(
    struct desk *desk, struct batch *b, const char *name, const char *reason, struct err *err)
{
	struct taken taken = { .verdict = "held", .why = reason };

	if (spool_hold(desk->dir, name, reason, err) < 0)
		return -1;
	b->fn(b->ctx, &taken);
	return 0;
}

static int load(struct desk *desk, struct batch *b, const char *name, struct err *err)
{
	struct spooled *file = arena_alloc(b->a, sizeof *file);
	struct incoming *in = arena_alloc(b->a, sizeof *in);
	struct envelope *envelope = &file->envelope;
	struct err unreadable = { 0 };
	const char *noted;

	if (spool_read(b->a, desk->dir, false, name, file, &unreadable) < 0) {
		if (unreadable.class == ERR_DATA)
			return hold_spooled(desk, b, name, unreadable.text, err);
		*err = unreadable;
		return -1;
	}
	if (store_drained(desk->store, file->name, err))
		return spool_remove(desk->dir, false, name, err);
	if (err->class != ERR_NONE)
		return -1;
	if (file->attempts >= TRIES)
		return hold_spooled(desk, b, name, "reading it failed three times", err);
	if (spool_attempt(b->a, desk->dir, name, &noted, err) < 0)
		return -1;
	in->name = name;
	in->envelope = envelope;
	in->raw = file->raw;
	in->len = file->len;
	strv_add(&b->names, b->a, file->name);
	strv_add(&b->files, b->a, noted);
	add_mail(b, in);
	return 0;
}

/* Store, disk and configuration are not the mail's fault. */
static void forgive(struct desk *desk, struct batch *b)
{
	struct err ignored = { 0 };
	const char *name;

	for (size_t i = 0; i < b->files.n; i++)
		spool_forgive(b->a, desk->dir, b->files.v[i], &name, &ignored);
}

static int clear(struct desk *desk, struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->n; i++) {
		const char *name = b->files.v[i];
		bool held = b->mails[i].hold != NULL;

		if ((held ? spool_hold(desk->dir, name, b->mails[i].hold, err) :
		    spool_remove(desk->dir, false, name, err)) < 0)
			return -1;
	}
	return 0;
}

static int drain_names(
    struct desk *desk, struct batch *b, const struct strv *names, size_t *next, struct err *err)
{
	bool alone = false;             /* it failed before: nothing else may share its fate */
	int result = 0;

	while (*next < names->n && !full(b) && !alone && result == 0) {
		alone = spool_count(names->v[*next]) > 0;
		if (alone && b->n > 0)
			break;
		result = load(desk, b, names->v[(*next)++], err);
	}
	if (result == 0 && b->n > 0)
		result = take_batch(b, err);
	if (result < 0) {
		forgive(desk, b);
		return -1;
	}
	if (clear(desk, b, err) < 0)
		return -1;
	report(b);
	return 0;
}

static int drain_locked(struct desk *desk, desk_taken_fn *fn, void *ctx, struct err *err)
{
	struct batch *b = arena_alloc(desk->arena, sizeof *b);
	struct arena *a = arena_new();
	struct intake run;
	int result = intake_begin(&run, desk, err);
	struct strv names;

	do {
		size_t next = 0;

		arena_reset(a);
		names = (struct strv){ 0 };
		if (result == 0)
			result = spool_list(a, desk->dir, false, 0, &names, err);
		while (result == 0 && next < names.n) {
			start_batch(b, &run, fn, ctx);
			result = drain_names(desk, b, &names, &next, err);
		}
	} while (result == 0 && names.n > 0);
	arena_free(b->a);
	arena_free(a);
	return result;
}

int desk_index(struct desk *desk, struct err *err)
{
	int64_t done;
	bool more = true;

	while (more)
		if (store_index(desk->store, INDEX_STEP, &done, &more, err) < 0)
			return -1;
	return 0;
}

/* Where the database was moved away or put back meanwhile, what is written to ours is lost. */
static bool in_place(struct desk *desk, struct stat *file)
{
	struct stat now;
	struct arena *a = arena_new();
	bool there = stat(path_join(a, desk->dir, "tk.db"), &now) == 0;

	arena_free(a);
	if (file->st_ino == 0 && there)
		*file = now;
	return there && file->st_ino == now.st_ino && file->st_dev == now.st_dev;
}

/*
 * Mail seldom comes alone.  The drainer that the door has started keeps the lock a moment longer,
 * so that in a burst the other doors start none, but not so long that somebody who waits for the
 * lock gives up.
 */
static bool more_comes(struct desk *desk, int64_t until)
{
	int64_t end = clock_ms() + LINGER_MS;
	bool waiting = spool_waiting(desk->dir);

	while (!waiting && clock_ms() < end && clock_ms() < until) {
		clock_sleep_ms(LOOK_MS);
		waiting = spool_waiting(desk->dir);
	}
	return waiting && clock_ms() < until;
}

static int drain_and_index(struct desk *desk, desk_taken_fn *fn, void *ctx, struct err *err)
{
	desk->now = clock_now();
	return drain_locked(desk, fn, ctx, err) < 0 ? -1 : desk_index(desk, err);
}

/* After letting go of the lock look once more: a mail may have come between the last look and then.
 */
int desk_drain(
    struct desk *desk, int wait_ms, bool linger, desk_taken_fn *fn, void *ctx, struct err *err)
{
	int64_t until = linger ? clock_ms() + LINGER_ALL_MS : 0;
	struct stat file = { 0 };
	int fd, result = 0;

	in_place(desk, &file);
	do {
		if (spool_lock(desk->dir, wait_ms, &fd, err) < 0)
			return -1;
		do
			result = drain_and_index(desk, fn, ctx, err);
		while (result == 0 && more_comes(desk, until) && in_place(desk, &file));
		close(fd);
	} while (result == 0 && spool_waiting(desk->dir) && in_place(desk, &file));
	spool_note_failure(desk->dir, result < 0 ? err->text : NULL);
	return result;
}
