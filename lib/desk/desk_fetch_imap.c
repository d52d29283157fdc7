/*
 * desk_fetch_imap: a cursor by UIDVALIDITY and UID.  In chunks: fetch into the spool, mark on the
 * server, move the cursor; what could not be had is tried again at the end of every fetch.
 */
#include <stdlib.h>
#include <string.h>

#include "desk/desk_fetch.h"

enum {
	CHUNK = 100,
	IDLE_SECONDS = 600,             /* then look anyway: not every server tells everything */
	PAUSE_FIRST_MS = 5000, PAUSE_MAX_MS = 300000,
	DAYS_BACK = 2 * 86400,
};

struct round {
	struct fetch *f;
	struct net_imap *imap;
	struct net_uids done;           /* of the chunk: in the spool */
	uint32_t last; /* highest UID dealt with, in the spool or noted as failed */
	bool retrying;
	struct err failed;              /* noting a failure failed */
};

static uint32_t number(const char *uid)
{
	return (uint32_t)strtoul(uid, NULL, 10);
}

static int take(void *ctx, const char *uid, const char *raw, size_t len, struct err *err)
{
	struct round *r = ctx;

	if (desk_fetch_mail(r->f, raw, len, err) != 0)
		return -1;
	r->done.v[r->done.n++] = number(uid);
	r->last = number(uid);
	return 0;
}

static void skip(void *ctx, const char *uid, const char *reason)
{
	struct round *r = ctx;

	if (desk_fetch_failed(r->f, uid, reason, &r->failed) == 0)
		r->last = number(uid);
}

/* A mailbox that refuses marks is told, but must not be fetched again and again. */
static int mark(struct round *r, struct err *err)
{
	if (r->done.n == 0)
		return 0;
	return net_imap_mark(r->imap, &r->done, r->f->mark, r->f->mark_folder, err);
}

/* Fetch, mark, and move the cursor as far as both went. */
static int take_chunk(struct round *r, const struct net_uids *chunk, struct err *err)
{
	struct err marked = { 0 };
	int result;

	r->done.n = 0;
	r->last = 0;
	result = net_imap_fetch(r->imap, chunk, take, skip, r, err);
	if (r->failed.class != ERR_NONE && result == 0) {
		*err = r->failed;
		return -1;
	}
	if (result == 0)
		r->last = chunk->v[chunk->n - 1];
	if (mark(r, &marked) != 0 && marked.class == ERR_TEMP)
		r->last = 0;
	if (!r->retrying && r->last > r->f->state.cursor) {
		struct err saved = { 0 };

		r->f->state.cursor = r->last;
		if (desk_fetch_save(r->f, &saved) != 0)
			return err_set(err, saved.class, "%s", saved.text);
	}
	if (marked.class != ERR_NONE)
		return err_set(err, marked.class, "%s", marked.text);
	return result;
}

static int take_all(struct round *r, const struct net_uids *uids, struct err *err)
{
	r->done.v = arena_alloc(r->f->arena, CHUNK * sizeof(*r->done.v));
	for (size_t i = 0; i < uids->n; i += CHUNK) {
		struct net_uids chunk = { uids->v + i, uids->n - i < CHUNK ? uids->n - i : CHUNK };

		if (take_chunk(r, &chunk, err) != 0)
			return -1;
		progress(r->f->account->name, (int64_t)(i + chunk.n), (int64_t)uids->n);
	}
	return 0;
}

/* ---- what failed before */

static int retry(struct round *r, struct err *err)
{
	struct strv names = { 0 };
	struct net_uids uids = { 0 };

	if (store_fetch_retries(r->f->desk->store, r->f->arena, r->f->account->id, &names, err) !=
	    0)
		return -1;
	uids.v = arena_alloc(r->f->arena, (names.n + 1) * sizeof(*uids.v));
	for (; uids.n < names.n; uids.n++)
		uids.v[uids.n] = number(names.v[uids.n]);
	r->retrying = true;
	for (size_t i = 0; i < uids.n; i++) {
		struct net_uids one = { &uids.v[i], 1 };
		struct err again = { 0 };
		int64_t skipped = r->f->skipped;
		int result = take_all(r, &one, &again);

		if (r->f->skipped == skipped && result == 0)
			result = desk_fetch_forget(r->f, names.v[i], &again);
		if (r->f->skipped == skipped && result != 0)
			return err_set(err, again.class, "%s", again.text);
		if (result != 0)        /* it broke the line again, which is no news */
			return 0;
	}
	return 0;
}

/* ---- one round over the mailbox */

static int renumbered(struct fetch *f, struct err *err)
{
	f->state.cursor = 0;
	f->check_stored = f->judge_age = true;
	return desk_fetch_forget(f, NULL, err);
}

/* The first fetch takes what is unseen; so does one after the numbers were made anew, and
 * what came since the last good fetch.  All others take what is new, read or not. */
static int find(
    struct round *r, const struct net_imap_folder *folder, struct net_uids *out, struct err *err)
{
	struct fetch *f = r->f;
	bool anew = f->state.uidvalidity != 0 && f->state.uidvalidity != folder->uidvalidity;
	bool unseen = (f->first || anew) && !f->options->old;
	int64_t from = f->options->old ? 1 : f->state.cursor + 1;

	if (anew && renumbered(f, err) != 0)
		return -1;
	f->state.uidvalidity = folder->uidvalidity;
	if (anew)
		from = 1;
	if (from > UINT32_MAX) {
		*out = (struct net_uids){ 0 };
		return 0;
	}
	return net_imap_search(r->imap, f->arena, (uint32_t)from, unseen,
	    anew && !f->first ? f->state.last_ok - DAYS_BACK : 0, out, err);
}

static int look(struct fetch *f, struct net_imap *imap, struct err *err)
{
	struct round r = { .f = f, .imap = imap };
	struct net_imap_folder folder;
	struct net_uids uids;

	if (net_imap_select(imap, object_get(f->account, "folder"), &folder, err) != 0 ||
	    find(&r, &folder, &uids, err) != 0)
		return -1;
	if (f->first && !f->options->old && f->state.cursor == 0 && folder.exists > uids.n)
		f->left = folder.exists - (int64_t)uids.n;
	if (take_all(&r, &uids, err) != 0)
		return -1;
	if (folder.uidnext > f->state.cursor + 1)
		f->state.cursor = folder.uidnext - 1;
	return retry(&r, err);
}

int desk_fetch_imap(struct fetch *f, struct err *err)
{
	struct net_imap *imap = net_imap_open(&f->server, err);
	int r = imap ? look(f, imap, err) : -1;

	net_imap_close(imap);
	return r;
}

/* ---- waiting */

/* Rounds over one connection until it breaks; 1: the system was suspended. */
static int stay(struct fetch *f, int (*after)(struct fetch *f, struct err *err), int64_t *pause,
    struct err *err)
{
	struct net_imap *imap = net_imap_open(&f->server, err);
	bool changed;
	int r = imap ? 0 : -1;

	while (r == 0) {
		arena_reset(f->arena);
		if (desk_suspended(f->desk, err)) {
			r = 1;
			break;
		}
		r = look(f, imap, err);
		if (r == 0)
			r = after(f, err);
		if (r == 0)
			*pause = PAUSE_FIRST_MS;
		if (r == 0)
			r = net_imap_idle(imap, IDLE_SECONDS, &changed, err);
	}
	net_imap_close(imap);
	return r;
}

int desk_fetch_idle(
    struct fetch *f, int (*after)(struct fetch *f, struct err *err), struct err *err)
{
	int64_t pause = PAUSE_FIRST_MS;

	f->arena = arena_new();         /* of one round */
	f->state.last_error = NULL;
	for (;;) {
		struct err broken = { 0 };

		int r = stay(f, after, &pause, &broken);
		if (r == 1 || (broken.class != ERR_TEMP && broken.class != ERR_UNAVAILABLE)) {
			arena_free(f->arena);
			*err = broken;
			return r == 1 ? 0 : -1;
		}
		log_line("%s: %s", f->account->name, broken.text);
		clock_sleep_ms(pause);
		pause = pause * 2 < PAUSE_MAX_MS ? pause * 2 : PAUSE_MAX_MS;
	}
}
