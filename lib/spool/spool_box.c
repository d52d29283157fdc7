/*
 * The directories of the spool, their modes and the names in them.
 */
#include "spool/spool_box.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_LONGEST = 100 };

char *spool_path(struct arena *a, const char *dir, const char *box, const char *name)
{
	return arena_printf(a, "%s/spool%s%s%s%s", dir, box ? "/" : "", box ? box : "",
	    name ? "/" : "", name ? name : "");
}

char *spool_base(struct arena *a, const char *name)
{
	return arena_strndup(a, name, strcspn(name, ":"));
}

int spool_count(const char *name)
{
	const char *colon = strchr(name, ':');
	int64_t n;

	return colon && str_int(colon + 1, &n) == 0 && n > 0 && n < 1000 ? (int)n : 0;
}

const char *spool_why(const char *name)
{
	const char *p = strstr(name, ".why");

	while (p && p[4] != '\0' && p[4] != '.')
		p = strstr(p + 1, ".why");
	return p;
}

bool spool_is_name(const char *name)
{
	size_t n = strlen(name);

	return n && n <= NAME_LONGEST && *name != '.' && !spool_why(name) &&
	    strspn(name, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:_-") == n;
}

int spool_check_name(const char *name, struct err *err)
{
	return spool_is_name(name) ? 0
				   : err_set(err, ERR_NO, "%s: no such mail in the spool", name);
}

mode_t spool_file_mode(const char *dir)
{
	struct arena *a = arena_new();
	struct stat st;
	bool shared = stat(spool_path(a, dir, "new", NULL), &st) == 0 && st.st_mode & S_IWGRP;

	arena_free(a);
	return shared ? 0660 : 0600;
}

/* Make a directory, or put it right, whatever the umask. */
static int make_box(const char *path, mode_t mode, gid_t group, struct err *err)
{
	struct stat st;

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	if (stat(path, &st) != 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	if (st.st_gid != group && chown(path, (uid_t)-1, group) != 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	if ((st.st_gid != group || (st.st_mode & 07777) != mode) && chmod(path, mode) != 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	return 0;
}

static int make_lock(const char *path, mode_t mode, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	int bad;

	if (fd < 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	bad = fchmod(fd, mode) != 0 ? err_sys(err, ERR_CANTCREAT, "%s", path) : 0;
	close(fd);
	return bad;
}

int spool_init(const char *dir, struct err *err)
{
	static const char *const boxes[] = { NULL, "tmp", "held", "new" };
	struct arena *a;
	struct stat st;
	bool shared;
	int rc = 0;

	if (stat(dir, &st) != 0)
		return err_sys(err, ERR_CANTCREAT, "%s", dir);
	shared = st.st_mode & S_IXGRP;
	a = arena_new();
	for (size_t i = 0; !rc && i < sizeof(boxes) / sizeof(*boxes); i++)
		rc = make_box(spool_path(a, dir, boxes[i], NULL), shared ? 02770 : 0700, st.st_gid,
		    err);
	if (!rc)
		rc = make_lock(spool_path(a, dir, NULL, "lock"), shared ? 0660 : 0600, err);
	arena_free(a);
	return rc;
}
