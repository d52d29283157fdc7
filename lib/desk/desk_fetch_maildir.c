/*
 * desk_fetch_maildir: a Maildir (https://cr.yp.to/proto/maildir.html), known by the part of each
 * file name before the colon.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk_fetch.h"

struct entry {
	const char *name;               /* "new/1.host", "cur/2.host:2,RS" */
	const char *uid;
};

struct box {
	struct fetch *f;
	const char *path;
	struct entry *entries;
	size_t n;
};

static char *uid_of(struct arena *a, const char *name)
{
	const char *base = strchr(name, '/') + 1;

	return arena_strndup(a, base, strcspn(base, ":"));
}

static bool is_read(const char *name)
{
	const char *flags = strstr(name, ":2,");

	return flags && strchr(flags, 'S');
}

static int list(struct box *b, const char *sub, struct err *err)
{
	struct arena *a = b->f->arena;
	char *path = path_join(a, b->path, sub);
	DIR *dir = opendir(path);
	struct dirent *e;

	if (!dir)
		return err_sys(err, ERR_CONFIG, "%s is no Maildir", path);
	while ((e = readdir(dir)))
		if (e->d_name[0] != '.') {
			b->entries = arena_grow(a, b->entries, b->n, sizeof(*b->entries));
			b->entries[b->n].name = path_join(a, sub, e->d_name);
			b->entries[b->n].uid = uid_of(a, b->entries[b->n].name);
			b->n++;
		}
	closedir(dir);
	return 0;
}

/* ---- marks */

static int make_folder(struct box *b, const char *folder, char **path_out, struct err *err)
{
	static const char *const subs[] = { "", "/tmp", "/new", "/cur" };
	struct arena *a = b->f->arena;
	char *path = arena_printf(a, "%s/.%s", b->path, folder);

	if (strchr(folder, '/') || folder[0] == '.')
		return err_set(err, ERR_CONFIG, "move:%s: not a folder of a Maildir", folder);
	for (size_t i = 0; i < sizeof(subs) / sizeof(*subs); i++)
		if (mkdir(arena_printf(a, "%s%s", path, subs[i]), 0700) != 0 && errno != EEXIST)
			return err_sys(err, ERR_CANTCREAT, "%s%s", path, subs[i]);
	*path_out = path;
	return 0;
}

static int mark(struct box *b, const char *name, struct err *err)
{
	struct arena *a = b->f->arena;
	char *from = path_join(a, b->path, name), *folder = NULL, *to;
	const char *base = strchr(name, '/') + 1;

	if (b->f->mark == NET_KEEP)
		return 0;
	if (b->f->mark == NET_DELETE)
		return unlink(from) == 0 ? 0 : err_sys(err, ERR_IO, "%s", from);
	if (b->f->mark == NET_MOVE) {
		if (make_folder(b, b->f->mark_folder, &folder, err) != 0)
			return -1;
		to = arena_printf(a, "%s/cur/%s%s", folder, base, strstr(base, ":2,") ? "" : ":2,");
	} else {
		to = arena_printf(a, "%s/cur/%s%s", b->path, base,
		    is_read(base) ? "" : strstr(base, ":2,") ? "S" : ":2,S");
	}
	return str_eq(from, to) || rename(from, to) == 0 ? 0 : err_sys(err, ERR_IO, "%s", to);
}

/* ---- taking */

/* Names begin with the time of delivery. */
static int by_uid(const void *x, const void *y)
{
	return strcmp(((const struct entry *)x)->uid, ((const struct entry *)y)->uid);
}

/* The store has them now: remember, then mark. */
static int after_batch(void *ctx, struct desk_local *l, struct err *err)
{
	struct box *b = ctx;

	if (desk_fetch_remember_all(b->f, l->tags, l->n, err) != 0)
		return -1;
	for (size_t i = 0; i < l->n; i++) {
		struct entry want = { .uid = l->tags[i] };
		struct entry *e = bsearch(&want, b->entries, b->n, sizeof(want), by_uid);

		if (mark(b, e->name, err) != 0)
			return -1;
	}
	return 0;
}

static int take_one(
    struct box *b, struct desk_local *l, const struct entry *e, size_t max, struct err *err)
{
	struct arena *a = arena_new();
	struct err why = { 0 };
	size_t len;
	char *raw = file_read(a, path_join(a, b->path, e->name), max, &len, &why);
	int r = raw ? desk_local_add(l, e->uid, raw, len, err)
		    : desk_fetch_failed(b->f, e->uid, why.text, err);

	arena_free(a);
	return r;
}

static int consider(
    struct box *b, struct desk_local *l, const struct entry *e, size_t max, struct err *err)
{
	struct fetch *f = b->f;
	int known = store_fetch_known(f->desk->store, f->account->id, e->uid, err);

	if (known < 0)
		return -1;
	if (known == 1 && !f->options->old)
		return 0;
	if (f->first && !f->options->old && is_read(e->name)) {
		f->left++;
		return desk_fetch_remember(f, e->uid, err);
	}
	return take_one(b, l, e, max, err);
}

static int take_all(struct box *b, struct err *err)
{
	size_t max = (size_t)store_setting_int(b->f->desk->store, "max-mail", err);
	struct desk_local *l = arena_alloc(b->f->arena, sizeof(*l));
	int r = 0;

	desk_local_begin(l, b->f, after_batch, b);
	for (size_t i = 0; i < b->n && r == 0; i++) {
		r = consider(b, l, &b->entries[i], max, err);
		progress(b->f->account->name, (int64_t)i + 1, (int64_t)b->n);
	}
	if (r == 0)
		r = desk_local_flush(l, err);
	desk_local_end(l);
	return r;
}

int desk_fetch_maildir(struct fetch *f, struct err *err)
{
	struct box b = { .f = f, .path = object_get(f->account, "path") };
	struct strv uids = { 0 };

	if (!b.path)
		return err_set(err, ERR_CONFIG, "no path is set");
	if (list(&b, "new", err) != 0 || list(&b, "cur", err) != 0)
		return -1;
	if (b.n > 0)
		qsort(b.entries, b.n, sizeof(*b.entries), by_uid);
	for (size_t i = 0; i < b.n; i++)
		strv_add(&uids, f->arena, b.entries[i].uid);
	return desk_fetch_prune(f, &uids, err) != 0 ? -1 : take_all(&b, err);
}
