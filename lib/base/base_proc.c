/*
 * Programs of others: run one and collect what it says, or start one that outlives
 * us.  Never through a shell; what we were handed down (ignored signals, limits,
 * descriptors) is not handed on.
 */
#define _DEFAULT_SOURCE         /* closefrom */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* One run of a program: our ends of its pipes (-1 once closed) and what went through them. */
struct run {
	pid_t pid;
	int in, out;
	const char *data;
	size_t left;
	struct str collected;
	size_t max;
	int64_t deadline;
};

static int pipe_cloexec(int ends[2])
{
	if (pipe(ends) != 0)
		return -1;
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static size_t name_length(const char *pair)
{
	return strcspn(pair, "=");
}

static bool overridden(const char *pair, char *const *env)
{
	size_t n = name_length(pair);

	for (; env && *env; env++)
		if (name_length(*env) == n && strncmp(*env, pair, n) == 0)
			return true;
	return false;
}

static char **environment(struct arena *a, char *const *env)
{
	char **v = NULL;
	size_t n = 0;

	for (char **p = environ; p && *p; p++)
		if (!overridden(*p, env)) {
			v = arena_grow(a, v, n, sizeof(*v));
			v[n++] = *p;
		}
	for (; env && *env; env++) {
		v = arena_grow(a, v, n, sizeof(*v));
		v[n++] = *env;
	}
	v = arena_grow(a, v, n, sizeof(*v));
	v[n] = NULL;
	return v;
}

/* A process group of its own, so that a time limit reaches its children too. */
static int spawn(pid_t *pid, char *const *argv, char *const *env, int in, int out)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t set;
	int number;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, out, 1);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setpgroup(&attr, 0);
	sigemptyset(&set);
	posix_spawnattr_setsigmask(&attr, &set);
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGXFSZ);
	posix_spawnattr_setsigdefault(&attr, &set);
	posix_spawnattr_setflags(&attr,
	    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
	    (secure_mode() ? POSIX_SPAWN_RESETIDS : 0));
	number = posix_spawnp(pid, argv[0], &actions, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return number;
}

static int start(struct arena *a, struct run *run, char *const *argv, char *const *env,
    struct err *err)
{
	int in[2], out[2];
	int number;

	if (pipe_cloexec(in) != 0)
		return err_sys(err, ERR_TEMP, "cannot run %s", argv[0]);
	if (pipe_cloexec(out) != 0) {
		err_sys(err, ERR_TEMP, "cannot run %s", argv[0]);
		close(in[0]);
		close(in[1]);
		return -1;
	}
	number = spawn(&run->pid, argv, environment(a, env), in[0], out[1]);
	close(in[0]);
	close(out[1]);
	run->in = in[1];
	run->out = out[0];
	if (!number) {
		fcntl(run->in, F_SETFL, O_NONBLOCK);
		return 0;
	}
	close_end(&run->in);
	close_end(&run->out);
	errno = number;
	return err_sys(err, ERR_CONFIG, "cannot run %s", argv[0]);
}

/* A child that does not want the rest closes its end: that is no error. */
static void feed(struct run *run)
{
	ssize_t n = run->left ? write(run->in, run->data, run->left) : 0;

	if (n > 0) {
		run->data += n;
		run->left -= (size_t)n;
	}
	if (!run->left || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&run->in);
}

/* What exceeds the room is read and forgotten, so that the child can finish. */
static void collect(struct run *run)
{
	char buffer[8192];
	ssize_t n = read(run->out, buffer, sizeof(buffer));
	size_t room = run->max - run->collected.len;

	if (n == 0 || (n < 0 && errno != EINTR))
		close_end(&run->out);
	if (n > 0)
		str_addn(&run->collected, buffer, (size_t)n < room ? (size_t)n : room);
}

static int time_left(const struct run *run)
{
	int64_t left = run->deadline - clock_ms();

	return left > 0 ? (int)left : 0;
}

/* Serve both pipes until the child closes its stdout; false when the time is over. */
static bool serve(struct run *run)
{
	while (run->out >= 0) {
		struct pollfd fds[2] = { { .fd = run->out, .events = POLLIN },
			{ .fd = run->in, .events = POLLOUT } };
		int left = time_left(run);

		if (!left)
			return false;
		if (poll(fds, 2, left) <= 0)
			continue;
		if (fds[1].revents)
			feed(run);
		if (fds[0].revents)
			collect(run);
	}
	close_end(&run->in);
	return true;
}

/* Wait for the end of the child; false when the time is over. */
static bool reap(struct run *run, int *status)
{
	int64_t pause = 1;

	while (waitpid(run->pid, status, WNOHANG) == 0) {
		if (!time_left(run))
			return false;
		clock_sleep_ms(pause);
		pause = pause < 20 ? pause * 2 : 20;
	}
	return true;
}

static void kill_group(struct run *run)
{
	int status;

	kill(-run->pid, SIGKILL);
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR)
		continue;
}

int proc_run(struct arena *a, char *const *argv, char *const *env, const void *in, size_t in_len,
    size_t max_out, int timeout_ms, struct proc_result *out, struct err *err)
{
	struct run run = { .data = in, .left = in_len, .max = max_out, .collected = str_new(a) };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	int status = 0;
	bool good;

	if (start(a, &run, argv, env, err) < 0)
		return -1;
	run.deadline = clock_ms() + timeout_ms;
	sigaction(SIGPIPE, &ignore, &before);
	good = serve(&run) && reap(&run, &status);
	sigaction(SIGPIPE, &before, NULL);
	close_end(&run.in);
	close_end(&run.out);
	if (!good) {
		kill_group(&run);
		return err_set(err, ERR_TEMP, "%s: no end after %d ms", argv[0], timeout_ms);
	}
	out->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	out->out_len = run.collected.len;
	out->out = str_end(&run.collected);
	return 0;
}

/* Soft limits of the caller are none of the background's business. */
static void raise_limits(void)
{
	static const int which[] = { RLIMIT_AS, RLIMIT_CPU, RLIMIT_DATA, RLIMIT_FSIZE,
		RLIMIT_NOFILE };
	struct rlimit limit;

	for (size_t i = 0; i < sizeof(which) / sizeof(*which); i++)
		if (getrlimit(which[i], &limit) == 0) {
			limit.rlim_cur = limit.rlim_max;
			setrlimit(which[i], &limit);
		}
}

static void default_signals(void)
{
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static char **clean_environment(struct arena *a)
{
	static const char *const names[] = { "HOME", "TZ", "TK_NOW" };
	const char *path = getenv("PATH");
	struct strv env = { 0 };

	strv_add(&env, a, arena_printf(a, "PATH=%s", path && *path ? path :
	    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (getenv(names[i]))
			strv_add(&env, a, arena_printf(a, "%s=%s", names[i], getenv(names[i])));
	strv_add(&env, a, NULL);
	return env.v;
}

/* Tell the parent why the program did not start. */
static _Noreturn void give_up(int told)
{
	int number = errno;
	ssize_t n = write(told, &number, sizeof(number));

	(void)n;
	_exit(127);
}

/* In the child: become a process of its own, then the program. */
static _Noreturn void become(char *const *argv, char **env, int told)
{
	pid_t pid;
	int null;

	setsid();
	pid = fork();
	if (pid < 0)
		give_up(told);
	if (pid > 0)
		_exit(0);
	dup2(told, 3);
	fcntl(3, F_SETFD, FD_CLOEXEC);
	closefrom(4);
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	close(null);
	default_signals();
	raise_limits();
	umask(077);
	secure_drop();
	if (chdir("/") == 0) {
		environ = env;
		execvp(argv[0], argv);
	}
	give_up(3);
}

int proc_background(char *const *argv, struct err *err)
{
	struct arena *a = arena_new();
	char **env = clean_environment(a);
	int told[2], number = 0, status;
	pid_t pid = -1;

	if (pipe_cloexec(told) == 0) {
		pid = fork();
		if (pid == 0)
			become(argv, env, told[1]);
		number = pid < 0 ? errno : 0;
		close(told[1]);
		while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
		if (pid > 0 && read(told[0], &number, sizeof(number)) != sizeof(number))
			number = 0;
		close(told[0]);
	} else {
		number = errno;
	}
	arena_free(a);
	errno = number;
	return number ? err_sys(err, ERR_CONFIG, "cannot start %s", argv[0]) : 0;
}

char *proc_sibling(struct arena *a, const char *tool)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash, *path;

	if (n <= 0)
		return arena_strdup(a, tool);
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (!slash)
		return arena_strdup(a, tool);
	slash[1] = '\0';
	path = arena_printf(a, "%s%s", self, tool);
	return access(path, X_OK) == 0 ? path : arena_strdup(a, tool);
}

char **proc_split(struct arena *a, const char *command, struct err *err)
{
	struct strv argv = { 0 };
	const char *p = command;

	while (*(p += strspn(p, " \t"))) {
		struct str word = str_new(a);

		while (*p && *p != ' ' && *p != '\t') {
			char quote = *p == '\'' || *p == '"' ? *p : '\0';
			size_t n = quote ? strcspn(p + 1, quote == '"' ? "\"" : "'") :
			    strcspn(p, " \t'\"");

			if (quote && p[1 + n] != quote) {
				err_set(err, ERR_CONFIG, "a quote is not closed: %s", command);
				return NULL;
			}
			str_addn(&word, p + !!quote, n);
			p += n + (quote ? 2 : 0);
		}
		strv_add(&argv, a, str_end(&word));
	}
	if (!argv.n) {
		err_set(err, ERR_CONFIG, "an empty command");
		return NULL;
	}
	strv_add(&argv, a, NULL);
	return argv.v;
}

/* As a shell does it: while the editor has the terminal, its signals are not ours. */
int proc_foreground(char *const *argv, int *status_out, struct err *err)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, quit;
	pid_t pid, done;
	int status = 0;

	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	pid = fork();
	if (pid == 0) {
		sigaction(SIGINT, &interrupt, NULL);
		sigaction(SIGQUIT, &quit, NULL);
		signal(SIGPIPE, SIG_DFL);
		secure_drop();
		execvp(argv[0], argv);
		_exit(127);
	}
	do
		done = pid < 0 ? -1 : waitpid(pid, &status, 0);
	while (done < 0 && pid > 0 && errno == EINTR);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	if (done < 0)
		return err_sys(err, ERR_TEMP, "%s", argv[0]);
	*status_out = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 0;
}
