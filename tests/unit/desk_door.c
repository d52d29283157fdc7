/* desk: what the door does beside spooling: starting a drainer, or not. */
#include "desk/desk.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;
static char dir[] = "/tmp/tk-door-XXXXXX";

/* A tk-thread for proc_sibling to find: beside this program there is none, so it is in PATH. */
static void make_drainer(void)
{
	char *path = path_join(a, dir, "tk-thread");
	static const char script[] = "#!/bin/sh\necho \"$@\" >>\"$2/started\"\n";
	struct err err = { 0 };

	file_replace(path, script, sizeof(script) - 1, 0755, &err);
	setenv("PATH", arena_printf(a, "%s:/usr/bin:/bin", dir), 1);
}

static int deliver(bool quiet, struct err *err)
{
	struct envelope e = { .channel = "mail" };
	int fd = open("/dev/null", O_RDONLY), rc;

	rc = desk_deliver(dir, &e, fd, quiet, err);
	close(fd);
	return rc;
}

/* The text that drainers left within the time. */
static char *started(int ms)
{
	char *path = path_join(a, dir, "started"), *text = NULL;

	for (int64_t end = clock_ms() + ms; (!text || !*text) && clock_ms() < end; clock_sleep_ms(20))
		text = file_read(a, path, 1000, NULL, NULL);
	unlink(path);
	return text;
}

int main(void)
{
	struct rlimit before, low;
	struct err err = { 0 };
	struct strv names;
	int lock;

	a = arena_new();
	if (!mkdtemp(dir) || spool_init(dir, &err) < 0)
		return 1;
	make_drainer();
	is_int(deliver(false, &err), 0, "a mail goes in");
	is(started(5000), arena_printf(a, "-d %s --background\n", dir), "and a drainer starts");
	is_int(deliver(true, &err), 0, "another, quietly");
	ok(!started(300), "starts nothing");
	spool_lock(dir, 0, &lock, &err);
	is_int(deliver(false, &err), 0, "another, while a drainer is at work");
	ok(!started(300), "starts nothing");
	close(lock);
	getrlimit(RLIMIT_FSIZE, &before);
	low = before;
	low.rlim_cur = 51 << 20;
	setrlimit(RLIMIT_FSIZE, &low);
	is_int(deliver(false, &err), 0, "another, under a file size limit");
	setrlimit(RLIMIT_FSIZE, &before);
	ok(!started(300), "starts nothing");
	unlink(path_join(a, dir, "tk-thread"));
	is_int(deliver(false, &err), 0, "without tk-thread the mail still goes in");
	is(spool_failure(a, dir), "cannot start tk-thread: No such file or directory",
	    "and the failure is noted");
	spool_list(a, dir, false, 0, &names, &err);
	is_int((long long)names.n, 5, "all five are in the spool");
	proc_run(a, (char *[]){ "rm", "-rf", dir, NULL }, NULL, NULL, 0, 0, 10000,
	    &(struct proc_result){ 0 }, &err);
	arena_free(a);
	return done();
}
