/*
 * desk_fetch_local: mail that lies in files here needs no spool: it is safe where it is until the
 * store has it.  It goes straight in, many mails a commit, and is marked after that.  A note in the
 * spool names the batch that is being read; if a process died over it, its mails take the way
 * through the spool, where the one to blame is found and held.
 */
#include <string.h>
#include <unistd.h>

#include "desk/desk_fetch.h"
#include "spool/spool.h"

enum { LOCK_WAIT_MS = 60000, LARGEST_NOTE = 4096 };

static const char *note_path(struct desk_local *l)
{
	return arena_printf(
	    l->arena, "%s/spool/reading-%lld", l->f->desk->dir, (long long)l->f->account->id);
}

static bool died_over(struct desk_local *l, const char *note)
{
	struct err ignored = { 0 };
	size_t len;
	const char *path = note_path(l), *found = access(path, F_OK) != 0 ? NULL :
	    file_read(l->arena, path, LARGEST_NOTE, &len, &ignored);

	return found != NULL && str_eq(found, note);
}

static void count_taken(void *ctx, const struct taken *taken)
{
	struct desk_local *l = ctx;

	l->f->taken += !str_eq(taken->verdict, "duplicate");
}

static int take(struct desk_local *l, struct err *err)
{
	const char *note = l->tags[0], *path = note_path(l);
	int fd, result;

	if (died_over(l, note)) {
		for (size_t i = 0; i < l->n; i++)
			if (desk_fetch_mail(l->f, l->mails[i].raw, l->mails[i].len, err) < 0)
				return -1;
	} else {
		if (file_replace(path, note, strlen(note), 0600, err) < 0 ||
		    spool_lock(l->f->desk->dir, LOCK_WAIT_MS, &fd, err) < 0)
			return -1;
		result = desk_take(l->f->desk, l->mails, l->n, false, count_taken, l, err);
		close(fd);
		if (result < 0)
			return -1;
	}
	unlink(path);
	return 0;
}

static void start(struct desk_local *l)
{
	arena_reset(l->arena);
	l->n = l->bytes = 0;
}

void desk_local_begin(struct desk_local *l, struct fetch *f, desk_local_fn *after, void *ctx)
{
	memset(l, 0, sizeof *l);
	l->f = f;
	l->arena = arena_new();
	l->after = after;
	l->ctx = ctx;
}

int desk_local_flush(struct desk_local *l, struct err *err)
{
	if (l->n == 0)
		return 0;
	if (take(l, err) < 0 || l->after(l->ctx, l, err) < 0)
		return -1;
	start(l);
	return 0;
}

int desk_local_add(
    struct desk_local *l, const char *tag, const char *raw, size_t len, struct err *err)
{
	struct envelope *envelope = arena_alloc(l->arena, sizeof *envelope);

	*envelope = (struct envelope){
		.account = l->f->account->name, .channel = "mail", .time = l->f->desk->now
	};
	l->tags[l->n] = arena_strdup(l->arena, tag);
	l->mails[l->n] = (struct incoming){ .name = l->tags[l->n], .envelope = envelope,
	    .raw = arena_memdup(l->arena, raw, len), .len = len,
	    .import_before = l->f->judge_age ? l->f->old_before : 0 };
	l->n++;
	l->bytes += len;
	return l->n == DESK_LOCAL_MAX || l->bytes >= DESK_LOCAL_BYTES ? desk_local_flush(l, err)
								      : 0;
}

void desk_local_end(struct desk_local *l)
{
	arena_free(l->arena);
}
