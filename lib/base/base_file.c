/*
 * Files: read whole, replace durably.  Everything is opened close-on-exec and
 * restarted after signals.
 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room to begin with: a regular file tells its size, and one byte more shows its end. */
static size_t first_room(int fd, size_t max)
{
	struct stat st;
	size_t room = 8192;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
		room = (size_t)st.st_size + 1;
	return room > max ? max + 1 : room;
}

static ssize_t read_some(int fd, char *to, size_t n)
{
	ssize_t got;

	do
		got = read(fd, to, n);
	while (got < 0 && errno == EINTR);
	return got;
}

static char *bigger(struct arena *a, const char *data, size_t len, size_t *room)
{
	char *copy;

	*room *= 2;
	copy = arena_alloc(a, *room + 1);
	memcpy(copy, data, len);
	return copy;
}

char *file_read_fd(struct arena *a, int fd, size_t max, size_t *len_out, struct err *err)
{
	size_t room = first_room(fd, max), len = 0;
	char *data = arena_alloc(a, room + 1);
	ssize_t got;

	while ((got = read_some(fd, data + len, room - len)) > 0) {
		len += (size_t)got;
		if (len > max) {
			err_set(err, ERR_DATA, "more than %zu bytes", max);
			return NULL;
		}
		if (len == room)
			data = bigger(a, data, len, &room);
	}
	if (got < 0) {
		err_sys(err, ERR_IO, "cannot read");
		return NULL;
	}
	data[len] = '\0';
	if (len_out)
		*len_out = len;
	return data;
}

char *file_read(struct arena *a, const char *path, size_t max, size_t *len_out, struct err *err)
{
	struct err inner = { 0 };
	char *data;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		err_sys(err, ERR_NOINPUT, "%s", path);
		return NULL;
	}
	data = file_read_fd(a, fd, max, len_out, &inner);
	if (!data)
		err_set(err, inner.class, "%s: %s", path, inner.text);
	close(fd);
	return data;
}

int file_write_fd(int fd, const void *data, size_t n, struct err *err)
{
	const char *p = data;

	while (n) {
		ssize_t wrote = write(fd, p, n);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return err_sys(err, ERR_IO, "cannot write");
		p += wrote;
		n -= (size_t)wrote;
	}
	return 0;
}

int file_sync_dir(const char *dir, struct err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int bad = fd < 0 || fsync(fd) != 0;

	if (bad)
		err_sys(err, ERR_IO, "%s", dir);
	if (fd >= 0)
		close(fd);
	return bad ? -1 : 0;
}

static int fill(int fd, const void *data, size_t n, mode_t mode, struct err *err)
{
	if (file_write_fd(fd, data, n, err) < 0)
		return -1;
	if (fchmod(fd, mode) != 0 || fsync(fd) != 0)
		return err_sys(err, ERR_IO, "cannot write");
	return 0;
}

static int sync_parent(struct arena *a, const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return file_sync_dir(".", err);
	return file_sync_dir(
	    slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path)), err);
}

static int replace(struct arena *a, const char *path, const void *data, size_t n, mode_t mode,
    struct err *err)
{
	char *tmp = arena_printf(a, "%s.XXXXXX", path);
	int fd = mkstemp(tmp);
	int bad;

	if (fd < 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	bad = fill(fd, data, n, mode, err);
	if (close(fd) != 0 && !bad)
		bad = err_sys(err, ERR_IO, "cannot write");
	if (!bad && rename(tmp, path) != 0)
		bad = err_sys(err, ERR_CANTCREAT, "%s", path);
	if (bad)
		unlink(tmp);
	return bad ? -1 : sync_parent(a, path, err);
}

int file_replace(const char *path, const void *data, size_t n, mode_t mode, struct err *err)
{
	struct arena *a = arena_new();
	int rc = replace(a, path, data, n, mode, err);

	arena_free(a);
	return rc;
}

int file_check_private(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_sys(err, ERR_CONFIG, "%s", path);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err, ERR_CONFIG, "%s: others than the owner can write it", path);
	return 0;
}

/* By the group we use at the moment, which access() does not ask about. */
bool file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 || errno != ENOENT;
}

char *path_join(struct arena *a, const char *dir, const char *name)
{
	return arena_printf(a, "%s%s%s", dir, str_ends(dir, "/") ? "" : "/", name);
}
