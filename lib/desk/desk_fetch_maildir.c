/*
 * desk_fetch_maildir: a Maildir (https://cr.yp.to/proto/maildir.html), known by the part of each
 * file name before the colon.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk_fetch.h"

struct box {
	struct fetch *f;
	const char *path;
	struct strv names;              /* "new/1.host", "cur/2.host:2,RS" */
	struct strv uids;
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
			char *name = path_join(a, sub, e->d_name);

			strv_add(&b->names, a, name);
			strv_add(&b->uids, a, uid_of(a, name));
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

static int take_one(struct box *b, const char *name, const char *uid, struct err *err)
{
	struct fetch *f = b->f;
	struct arena *a = arena_new();
	size_t max = (size_t)store_setting_int(f->desk->store, "max-mail", err), len;
	struct err why = { 0 };
	char *raw = file_read(a, path_join(a, b->path, name), max, &len, &why);
	int r;

	if (!raw)
		r = desk_fetch_failed(f, uid, why.text, err);
	else if ((r = desk_fetch_mail(f, raw, len, err)) == 0 && (r = desk_fetch_remember(f, uid, err)) == 0)
		r = mark(b, name, err);
	arena_free(a);
	return r;
}

static int consider(struct box *b, size_t i, struct err *err)
{
	struct fetch *f = b->f;
	const char *name = b->names.v[i], *uid = b->uids.v[i];
	int known = store_fetch_known(f->desk->store, f->account->id, uid, err);

	if (known < 0)
		return -1;
	if (known == 1 && !f->options->old)
		return 0;
	if (f->first && !f->options->old && is_read(name)) {
		f->left++;
		return desk_fetch_remember(f, uid, err);
	}
	return take_one(b, name, uid, err);
}

int desk_fetch_maildir(struct fetch *f, struct err *err)
{
	struct box b = { .f = f, .path = object_get(f->account, "path") };

	if (!b.path)
		return err_set(err, ERR_CONFIG, "no path is set");
	if (list(&b, "new", err) != 0 || list(&b, "cur", err) != 0 || desk_fetch_prune(f, &b.uids, err) != 0)
		return -1;
	for (size_t i = 0; i < b.names.n; i++) {
		if (consider(&b, i, err) != 0)
			return -1;
		progress(f->account->name, (int64_t)i + 1, (int64_t)b.names.n);
	}
	return 0;
}
