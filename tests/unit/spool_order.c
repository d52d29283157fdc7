/* spool: the order of what makes a mail durable, and each step failing.  The calls of libc are ours here. */
#define _DEFAULT_SOURCE         /* syscall */
#include "spool/spool.h"
#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char trace[10000];
static const char *failing;     /* the call that fails, with error_number */
static int error_number;
static bool interrupt;          /* every other read and write is interrupted, every one is short */

static bool step(const char *name)
{
	size_t used = strlen(trace);

	snprintf(trace + used, sizeof(trace) - used, "%s ", name);
	if (!failing || strcmp(failing, name) != 0)
		return true;
	errno = error_number;
	return false;
}

static bool interrupted(void)
{
	static int calls;

	errno = EINTR;
	return interrupt && ++calls % 2;
}

int fsync(int fd)
{
	struct stat st;

	fstat(fd, &st);
	if (!step(S_ISDIR(st.st_mode) ? "fsyncdir" : "fsync"))
		return -1;
	return (int)syscall(SYS_fsync, fd);
}

int fchmod(int fd, mode_t mode)
{
	return step("fchmod") ? (int)syscall(SYS_fchmod, fd, mode) : -1;
}

int rename(const char *from, const char *to)
{
	if (!step("rename"))
		return -1;
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

ssize_t write(int fd, const void *data, size_t n)
{
	if (interrupted())
		return -1;
	if (!step("write"))
		return -1;
	return syscall(SYS_write, fd, data, interrupt && n > 7 ? 7 : n);
}

ssize_t read(int fd, void *data, size_t n)
{
	if (interrupted() || !step("read"))
		return -1;
	return syscall(SYS_read, fd, data, interrupt && n > 5 ? 5 : n);
}

static char dir[] = "/tmp/tk-order-XXXXXX";
static struct arena *a;

/* Spool a mail by either way; what is then in tmp and new goes to *left. */
static int put(bool by_fd, struct err *err, size_t *left)
{
	static const char mail[] = "Subject: x\n\nmerhaba dünya\n";
	struct envelope e = { .channel = "mail", .time = 1 };
	int ends[2], rc;
	struct strv names;

	if (!by_fd) {
		trace[0] = '\0';
		rc = spool_put(dir, &e, mail, sizeof(mail) - 1, true, err);
	} else {
		if (pipe(ends) != 0)
			return -2;
		syscall(SYS_write, ends[1], mail, sizeof(mail) - 1);
		close(ends[1]);
		trace[0] = '\0';
		rc = spool_put_fd(dir, &e, ends[0], err);
		close(ends[0]);
	}
	failing = NULL;
	spool_list(a, dir, false, 0, &names, err);
	*left = names.n;
	return rc;
}

static void fails(const char *call, int number, enum err_class class)
{
	for (int by_fd = 0; by_fd < 2; by_fd++) {
		struct err err = { 0 };
		size_t left;

		if (!by_fd && strcmp(call, "read") == 0)
			continue;
		failing = call;
		error_number = number;
		is_int(put(by_fd, &err, &left), -1, arena_printf(a, "%s fails: so does the whole", call));
		is_int(err.class, class, "with its class");
		is_int((long long)left, 0, "nothing is in new");
		is_int(rmdir(path_join(a, dir, "spool/tmp")), 0, "nothing is in tmp");
		mkdir(path_join(a, dir, "spool/tmp"), 0700);
	}
}

int main(void)
{
	struct err err = { 0 };
	struct proc_result out;
	struct spooled got;
	struct strv names;
	size_t left;

	a = arena_new();
	if (!mkdtemp(dir) || spool_init(dir, &err) < 0)
		return 1;
	fails("write", ENOSPC, ERR_TEMP);
	fails("write", EDQUOT, ERR_TEMP);
	fails("write", EIO, ERR_IO);
	fails("fchmod", EPERM, ERR_IO);
	fails("fsync", EIO, ERR_IO);
	fails("fsync", ENOSPC, ERR_TEMP);
	fails("rename", EACCES, ERR_CANTCREAT);
	fails("read", EIO, ERR_IO);
	is_int(put(false, &err, &left), 0, "a mail from memory");
	is(trace, "write write fchmod fsync rename fsyncdir ", "is durable, in this order");
	is_int(put(true, &err, &left), 0, "a mail from a descriptor");
	is(trace, "read read write write read fchmod fsync rename fsyncdir ", "is too");
	failing = "fsyncdir";
	error_number = EIO;
	is_int(put(true, &err, &left), -1, "without its directory it is not");
	err_clear(&err);
	proc_run(a, (char *[]){ "rm", "-rf", path_join(a, dir, "spool"), NULL }, NULL, NULL, 0, 0, 5000,
	    &out, &err);
	spool_init(dir, &err);
	interrupt = true;
	is_int(put(true, &err, &left), 0, "interrupted and piecemeal");
	interrupt = false;
	spool_list(a, dir, false, 0, &names, &err);
	spool_read(a, dir, false, names.v[0], &got, &err);
	is(got.raw, "Subject: x\n\nmerhaba dünya\n", "it arrives whole");
	proc_run(a, (char *[]){ "rm", "-rf", dir, NULL }, NULL, NULL, 0, 0, 5000, &out, &err);
	arena_free(a);
	return done();
}
