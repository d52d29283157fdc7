/*
 * What the drainer does to mail that waits: note attempts, take it out, put it back;
 * the lock that makes it one; the note about its last failure.
 */
#include "spool/spool_box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STALE_AFTER = 2 * 86400 };

/* The new name stands in the file system before the mail is touched, whatever happens then. */
static int set_count(struct arena *a, const char *dir, const char *name, int count,
    const char **name_out, struct err *err)
{
	char *next;

	if (spool_check_name(name, err) < 0)
		return -1;
	next = spool_base(a, name);
	if (count > 0)
		next = arena_printf(a, "%s:%d", next, count);
	if (rename(spool_path(a, dir, "new", name), spool_path(a, dir, "new", next)) != 0)
		return err_sys(err, errno == ENOENT ? ERR_NO : ERR_IO, "%s", name);
	*name_out = next;
	return 0;
}

int spool_attempt(struct arena *a, const char *dir, const char *name, const char **name_out,
    struct err *err)
{
	return set_count(a, dir, name, spool_count(name) + 1, name_out, err);
}

int spool_forgive(struct arena *a, const char *dir, const char *name, const char **name_out,
    struct err *err)
{
	return set_count(a, dir, name, spool_count(name) - 1, name_out, err);
}

int spool_remove(const char *dir, bool held, const char *name, struct err *err)
{
	struct arena *a;
	int rc = 0;

	if (spool_check_name(name, err) < 0)
		return -1;
	a = arena_new();
	if (unlink(spool_path(a, dir, held ? "held" : "new", name)) != 0)
		rc = err_sys(err, errno == ENOENT ? ERR_NO : ERR_IO, "%s", name);
	else if (held)
		unlink(arena_printf(a, "%s.why", spool_path(a, dir, "held", name)));
	arena_free(a);
	return rc;
}

int spool_retry(const char *dir, const char *name, struct err *err)
{
	struct arena *a;
	char *from;
	int rc = 0;

	if (spool_check_name(name, err) < 0)
		return -1;
	a = arena_new();
	from = spool_path(a, dir, "held", name);
	if (rename(from, spool_path(a, dir, "new", spool_base(a, name))) != 0)
		rc = err_sys(err, errno == ENOENT ? ERR_NO : ERR_IO, "%s", name);
	else
		unlink(arena_printf(a, "%s.why", from));
	arena_free(a);
	return rc;
}

/* What is no mail: half a draft in tmp; in held a reason half written, or one whose mail went
 * another way. */
static bool is_leftover(struct arena *a, const char *dir, const char *box, const char *name)
{
	const char *why = spool_why(name);

	if (str_eq(box, "tmp"))
		return spool_is_name(name);
	if (why == NULL)
		return false;
	return why[4] != '\0' ||
	    access(spool_path(a, dir, box, arena_strndup(a, name, (size_t)(why - name))), F_OK) !=
	    0;
}

static void tidy_box(struct arena *a, const char *dir, const char *box)
{
	DIR *handle = opendir(spool_path(a, dir, box, NULL));
	time_t limit = (time_t)(clock_real() - STALE_AFTER);
	struct dirent *entry;
	struct stat st;

	while (handle && (entry = readdir(handle))) {
		char *path = spool_path(a, dir, box, entry->d_name);

		if (is_leftover(a, dir, box, entry->d_name) && lstat(path, &st) == 0 &&
		    st.st_mtime < limit)
			unlink(path);
	}
	if (handle)
		closedir(handle);
}

void spool_tidy(const char *dir)
{
	struct arena *a = arena_new();

	tidy_box(a, dir, "tmp");
	tidy_box(a, dir, "held");
	arena_free(a);
}

static int open_lock(const char *dir, struct err *err)
{
	struct arena *a = arena_new();
	char *path = spool_path(a, dir, NULL, "lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat st;

	if (fd < 0)
		err_sys(err, ERR_CANTCREAT, "%s", path);
	else if (fstat(fd, &st) == 0 && st.st_uid == geteuid())
		fchmod(fd, spool_file_mode(dir));
	arena_free(a);
	return fd;
}

/* flock(2): it belongs to the descriptor, so a second look at the file cannot lose it. */
int spool_lock(const char *dir, int wait_ms, int *fd_out, struct err *err)
{
	int64_t end = clock_ms() + wait_ms;
	int fd = open_lock(dir, err);

	if (fd < 0)
		return -1;
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		unsigned char chance = 0;

		if (errno != EWOULDBLOCK && errno != EINTR) {
			err_sys(err, ERR_IO, "the drain lock");
			close(fd);
			return -1;
		}
		if (clock_ms() >= end) {
			close(fd);
			return err_set(err, ERR_TEMP, "another tk-thread is at work");
		}
		random_bytes(&chance, 1, NULL);
		clock_sleep_ms(2 + chance % 16);
	}
	*fd_out = fd;
	return 0;
}

bool spool_lock_free(const char *dir)
{
	int fd;

	if (spool_lock(dir, 0, &fd, NULL) < 0)
		return false;
	close(fd);
	return true;
}

void spool_note_failure(const char *dir, const char *text)
{
	struct arena *a = arena_new();
	char *path = spool_path(a, dir, NULL, "failure");

	if (!text)
		unlink(path);
	else
		file_replace(path, text, strlen(text), spool_file_mode(dir), NULL);
	arena_free(a);
}

char *spool_failure(struct arena *a, const char *dir)
{
	char *text = file_read(a, spool_path(a, dir, NULL, "failure"), 65536, NULL, NULL);

	return text ? str_trim(text) : NULL;
}
