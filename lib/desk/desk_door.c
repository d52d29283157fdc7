/*
 * The door: a mail into the spool, then a drainer if none is at work.  The mail is
 * safe after the first step; nothing in the second may fail the delivery.
 */
#define _XOPEN_SOURCE 700       /* realpath */
#include "desk/desk.h"

#include <stdlib.h>
#include <sys/resource.h>

/* A drainer under a file size limit (Postfix local(8) sets one) would damage what it writes. */
static bool file_size_limited(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

static void start_drainer(const char *dir)
{
	struct arena *a = arena_new();
	char *full = realpath(dir, NULL);       /* the drainer works in / */
	char *argv[] = { proc_sibling(a, "tk-thread"), "-d", full, "--background", NULL };
	struct err err = { 0 };

	if (full && proc_background(argv, &err) < 0)
		spool_note_failure(dir, err.text);
	free(full);
	arena_free(a);
}

int desk_deliver(const char *dir, const struct envelope *envelope, int fd, bool quiet,
    struct err *err)
{
	if (spool_put_fd(dir, envelope, fd, err) < 0)
		return -1;
	if (!quiet && !file_size_limited() && spool_lock_free(dir))
		start_drainer(dir);
	return 0;
}
