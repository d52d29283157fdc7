/* base: running programs, splitting commands. */
#include "base/base.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *a;

static int run(const char *script, const void *in, size_t len, size_t max, int ms,
    struct proc_result *out, struct err *err)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };
	char *env[] = { "TK_TEST=değer", NULL };

	err_clear(err);
	return proc_run(a, argv, env, in, len, max, ms, out, err);
}

static void test_run(void)
{
	struct proc_result out;
	struct err err = { 0 };
	size_t big = 1 << 20;
	char *data = arena_alloc(a, big);
	int64_t begin = clock_ms();

	is_int(run("cat; exit 3", "merhaba", 7, 100, 60000, &out, &err), 0, "a program runs");
	is(out.out, "merhaba", "gets its stdin and gives its stdout");
	is_int(out.status, 3, "its exit status is told");
	run("echo $TK_TEST", NULL, 0, 100, 60000, &out, &err);
	is(out.out, "değer\n", "the environment is added to");
	is_int(run("exit 0", data, big, 100, 60000, &out, &err), 0,
	    "a program that reads nothing is no error");
	is_int(out.status, 0, "and ends well");
	memset(data, 'x', big);
	run("cat", data, big, big, 60000, &out, &err);
	ok(out.out_len == big && memcmp(out.out, data, big) == 0, "a megabyte goes through both pipes");
	run("cat; exit 4", data, big, 10, 60000, &out, &err);
	is(out.out, "xxxxxxxxxx", "the output is cut at its bound");
	is_int(out.status, 4, "and the program still finishes");
	run("kill -9 $$", NULL, 0, 10, 60000, &out, &err);
	is_int(out.status, 137, "a signal is 128 + its number");
	signal(SIGPIPE, SIG_IGN);
	run("kill -PIPE $$", NULL, 0, 10, 60000, &out, &err);
	is_int(out.status, 141, "an ignored SIGPIPE is not handed on");
	ok(clock_ms() - begin < 150000, "none of that waited");
}

static void test_limits(void)
{
	struct proc_result out;
	struct err err = { 0 };
	int64_t begin = clock_ms();
	char *missing[] = { "tk-no-such-program", NULL };

	is_int(run("sleep 20 & sleep 20", NULL, 0, 10, 300, &out, &err), -1, "a slow program fails");
	is_int(err.class, ERR_TEMP, "and may be tried again");
	is_int(run("exec >&-; sleep 20", NULL, 0, 10, 300, &out, &err), -1,
	    "so does one that closes its stdout and stays");
	is_int(run("while :; do echo yes; done", NULL, 0, 10, 300, &out, &err), -1,
	    "and one that never stops talking");
	ok(clock_ms() - begin < 15000, "the time limits hold");
	err_clear(&err);
	is_int(proc_run(a, missing, NULL, NULL, 0, 10, 1000, &out, &err), -1, "a missing program fails");
	is_int(err.class, ERR_CONFIG, "as configuration");
	is(err.text, "cannot run tk-no-such-program: No such file or directory", "with a sentence");
}

/* Wait until the background program has written its last line. */
static char *wait_for(const char *path)
{
	struct err err = { 0 };
	char *text;

	for (int i = 0; i < 500; i++) {
		text = file_read(a, path, 10000, NULL, &err);
		if (text && strstr(text, "end\n"))
			return text;
		clock_sleep_ms(10);
	}
	return "";
}

static void test_background(void)
{
	char *script = "exec 3>$1; { ls -l /proc/$$/fd >&3; } & wait; "
	    "pwd >&3; env | sort >&3; ulimit -f >&3; grep SigIgn /proc/self/status >&3; "
	    "echo end >&3";
	char path[] = "/tmp/tk-unit-XXXXXX";
	int fd = mkstemp(path), leak = open("/etc/passwd", O_RDONLY);
	char *argv[] = { "sh", "-c", script, "sh", path, NULL };
	char *missing[] = { "/nonexistent/program", NULL };
	struct rlimit limit, before;
	struct err err = { 0 };
	char *text;

	(void)leak;
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 1 << 20;
	setrlimit(RLIMIT_FSIZE, &limit);
	setenv("HOME", "/root", 1);
	setenv("LD_PRELOAD_TEST", "evil", 1);
	setenv("TK_NOW", "100", 1);
	is_int(proc_background(argv, &err), 0, "a program starts in the background");
	setrlimit(RLIMIT_FSIZE, &before);
	text = wait_for(path);
	ok(strstr(text, "0 -> /dev/null\n") && strstr(text, "1 -> /dev/null\n") &&
	    strstr(text, "2 -> /dev/null\n"), "descriptors 0-2 are on /dev/null");
	ok(!strstr(text, "passwd") && !strstr(text, "pipe:[") && !strstr(text, "socket:["),
	    "no other descriptor is left open");
	ok(strstr(text, "\n/\n"), "its directory is /");
	ok(strstr(text, "HOME=/root\n") && strstr(text, "TK_NOW=100\n") && strstr(text, "PATH="),
	    "the environment has what it needs");
	ok(!strstr(text, "evil"), "and nothing else");
	ok(strstr(text, "unlimited\n"), "a soft limit is not handed on");
	/* make hands on signals 32 and 33, which are the C library's own */
	ok(strstr(text, "SigIgn:\t0000000000000000\n") ||
	    strstr(text, "SigIgn:\t0000000180000000\n"), "nor an ignored signal");
	is_int(proc_background(missing, &err), -1, "a missing program is noticed");
	is_int(err.class, ERR_CONFIG, "as configuration");
	unsetenv("TK_NOW");
	close(fd);
	unlink(path);
}

static void test_split(void)
{
	struct err err = { 0 };
	char **argv = proc_split(a, "  spamc -d 'a host'  --x=\"it's $HOME\"'' \"\"", &err);

	is(argv[0], "spamc", "first word");
	is(argv[2], "a host", "single quotes");
	is(argv[3], "--x=it's $HOME", "double quotes inside a word, nothing expanded");
	is(argv[4], "", "an empty word");
	ok(!argv[5], "the end");
	ok(!proc_split(a, "a 'b", &err) && err.class == ERR_CONFIG, "an open quote is refused");
	ok(!proc_split(a, "  ", &err), "an empty command is refused");
}

static void test_began(void)
{
	int64_t began = proc_began(getpid());
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	ok(began > 0 && proc_began(getpid()) == began, "when we began");
	ok(proc_began(1) > 0 || proc_began(1) == -1, "another's process");
	siginfo_t info;
	waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
	is_int(proc_began(child), 0, "one that has ended is none, though nobody has asked for it");
	waitpid(child, NULL, 0);
	is_int(proc_began(child), 0, "nor is one that is gone");
	is_int(proc_began(0), 0, "or that never was");
}

int main(void)
{
	a = arena_new();
	test_run();
	test_limits();
	test_background();
	test_split();
	test_began();
	arena_free(a);
	return done();
}
