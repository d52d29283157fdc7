/* spool: envelopes, modes, counting attempts, holding, the lock, a full disk. */
#define _DEFAULT_SOURCE         /* mount(2) is Linux, its header needs no more than this */
#include "spool/spool.h"
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *a;
static char top[] = "/tmp/tk-spool-XXXXXX";

static char *fresh(const char *name, mode_t mode)
{
	struct err err = { 0 };
	char *dir = path_join(a, top, name);

	mkdir(dir, 0700);
	chmod(dir, mode);
	if (spool_init(dir, &err) < 0)
		printf("# %s\n", err.text);
	return dir;
}

static int mode_of(const char *dir, const char *name)
{
	struct stat st;

	return stat(path_join(a, dir, name), &st) == 0 ? (int)(st.st_mode & 07777) : -1;
}

static size_t entries(const char *dir, const char *box)
{
	char *argv[] = { "ls", "-A", path_join(a, dir, box), NULL };
	struct proc_result out;
	size_t n = 0;

	if (proc_run(a, argv, NULL, NULL, 0, 100000, 5000, &out, NULL) < 0)
		return 999;
	for (char *p = out.out; *p; p++)
		n += *p == '\n';
	return n;
}

static const char *first(const char *dir, bool held)
{
	struct strv names;
	struct err err = { 0 };

	return spool_list(a, dir, held, 1, &names, &err) == 0 && names.n ? names.v[0] : NULL;
}

static int put(const char *dir, const char *mail, bool sync, struct err *err)
{
	struct envelope e = { .channel = "mail" };

	return spool_put(dir, &e, mail, strlen(mail), sync, err);
}

/* What a pipe gives to spool_put_fd. */
static int put_fd(const char *dir, const struct envelope *e, const char *text, struct err *err)
{
	int ends[2], rc;

	if (pipe(ends) != 0 || write(ends[1], text, strlen(text)) < 0)
		return -2;
	close(ends[1]);
	rc = spool_put_fd(dir, e, ends[0], err);
	close(ends[0]);
	return rc;
}

static void test_envelope(void)
{
	struct envelope e = { .sender = "ayşe@example.org", .account = "satış", .channel = "form",
		.time = 12345, .import = true };
	char *dir = fresh("envelope", 0700);
	struct err err = { 0 };
	struct spooled got;

	strv_add(&e.recipients, a, "support@example.com");
	strv_add(&e.recipients, a, "evil\nsender: x\\n\n\n");
	is_int(spool_put(dir, &e, "A: b\n\nc\0d\n\ne", 13, true, &err), 0, "a mail is spooled");
	is_int(spool_read(a, dir, false, first(dir, false), &got, &err), 0, "and read");
	ok(got.len == 13 && memcmp(got.raw, "A: b\n\nc\0d\n\ne", 13) == 0, "byte for byte");
	is(got.envelope.sender, "ayşe@example.org", "sender");
	is(got.envelope.account, "satış", "account");
	is(got.envelope.channel, "form", "channel");
	is_int(got.envelope.time, 12345, "time");
	ok(got.envelope.import, "import");
	is_int((long long)got.envelope.recipients.n, 2, "recipients");
	is(got.envelope.recipients.v[1], "evil\nsender: x\\n\n\n", "even a hostile one");
	ok(!got.reason && !got.attempts, "nothing happened to it yet");
	is_int((long long)entries(dir, "spool/tmp"), 0, "tmp is empty");
}

static void test_from_line(void)
{
	char *dir = fresh("from", 0700);
	struct envelope e = { 0 };
	struct err err = { 0 };
	struct spooled got;
	const char *raw = "From x\nSubject: y\n";
	size_t len = strlen(raw);

	put_fd(dir, &e, "From ali@example.org Sat Jan  3 01:05:34 1998\nSubject: x\n\nmerhaba\n", &err);
	spool_read(a, dir, false, first(dir, false), &got, &err);
	is(got.raw, "Subject: x\n\nmerhaba\n", "a leading From line is no mail");
	is(got.envelope.sender, "ali@example.org", "but tells the sender");
	spool_remove(dir, false, first(dir, false), &err);
	put_fd(dir, &e, "From MAILER-DAEMON Sat Jan  3 01:05:34 1998\n\n", &err);
	spool_read(a, dir, false, first(dir, false), &got, &err);
	is(got.envelope.sender, "", "the null sender");
	spool_remove(dir, false, first(dir, false), &err);
	e.sender = "-f@example.org";
	put_fd(dir, &e, "From ali Sat Jan  3 01:05:34 1998\r\nFrom x\n", &err);
	spool_read(a, dir, false, first(dir, false), &got, &err);
	is(got.envelope.sender, "-f@example.org", "-f wins");
	is(got.raw, "From x\n", "one line only");
	spool_remove(dir, false, first(dir, false), &err);
	put_fd(dir, &(struct envelope){ 0 }, "From: ali@example.org\n\nx", &err);
	spool_read(a, dir, false, first(dir, false), &got, &err);
	is(got.raw, "From: ali@example.org\n\nx", "a From header stays");
	ok(!got.envelope.sender, "and the sender is unknown");
	spool_remove(dir, false, first(dir, false), &err);
	is_int(put_fd(dir, &e, "", &err), 0, "an empty mail is spooled");
	spool_read(a, dir, false, first(dir, false), &got, &err);
	is_int((long long)got.len, 0, "as empty");
	spool_strip_from(&raw, &len);
	is(raw, "Subject: y\n", "stripped in memory too");
	is_int((long long)len, 11, "with its length");
}

static void test_modes(void)
{
	char *own = fresh("own", 0700), *shared = fresh("shared", 0750);
	struct err err = { 0 };

	umask(077);
	is_int(mode_of(own, "spool/new"), 0700, "a directory of one person");
	is_int(mode_of(shared, "spool"), 02770, "a shared spool");
	is_int(mode_of(shared, "spool/new"), 02770, "its new");
	is_int(mode_of(shared, "spool/tmp"), 02770, "its tmp");
	is_int(mode_of(shared, "spool/held"), 02770, "its held");
	is_int(mode_of(shared, "spool/lock"), 0660, "its lock");
	put(own, "x", true, &err);
	put(shared, "x", true, &err);
	is_int(mode_of(own, arena_printf(a, "spool/new/%s", first(own, false))), 0600,
	    "a file of one person");
	is_int(mode_of(shared, arena_printf(a, "spool/new/%s", first(shared, false))), 0660,
	    "a shared file, whatever the umask");
	spool_hold(shared, first(shared, false), "kötü", &err);
	is_int(mode_of(shared, arena_printf(a, "spool/held/%s.why", first(shared, true))), 0660,
	    "a shared reason");
	chmod(path_join(a, shared, "spool/new"), 0700);
	is_int(spool_init(shared, &err), 0, "made again");
	is_int(mode_of(shared, "spool/new"), 02770, "wrong modes are put right");
	umask(022);
}

static void test_drain(void)
{
	char *dir = fresh("drain", 0700);
	struct err err = { 0 };
	struct strv names;
	struct spooled got;
	const char *name, *n1, *n2, *base;

	ok(!spool_waiting(dir), "nothing waits");
	for (int i = 0; i < 5; i++)
		put(dir, arena_printf(a, "mail %d", i), false, &err);
	ok(spool_waiting(dir), "something waits");
	spool_list(a, dir, false, 3, &names, &err);
	is_int((long long)names.n, 3, "at most three");
	spool_list(a, dir, false, 0, &names, &err);
	is_int((long long)names.n, 5, "all five");
	for (size_t i = 0; i < 5; i++) {
		spool_read(a, dir, false, names.v[i], &got, &err);
		is(got.raw, arena_printf(a, "mail %zu", i), "in the order of arrival");
	}
	name = base = names.v[0];
	is_int(spool_attempt(a, dir, name, &n1, &err), 0, "an attempt is noted");
	is(n1, arena_printf(a, "%s:1", base), "in its name");
	spool_attempt(a, dir, n1, &n2, &err);
	is(n2, arena_printf(a, "%s:2", base), "and a second");
	spool_read(a, dir, false, n2, &got, &err);
	is_int(got.attempts, 2, "counted");
	is(got.name, base, "the name itself stays");
	is(first(dir, false), n2, "and its place");
	spool_forgive(a, dir, n2, &n1, &err);
	is(n1, arena_printf(a, "%s:1", base), "one is taken back");
	is_int(spool_hold(dir, n1, "it has no end", &err), 0, "held");
	is(first(dir, true), base, "under its name");
	spool_read(a, dir, true, base, &got, &err);
	is(got.reason, "it has no end", "with its reason");
	is(got.raw, "mail 0", "and its bytes");
	spool_list(a, dir, false, 0, &names, &err);
	is_int((long long)names.n, 4, "no longer waiting");
	spool_list(a, dir, true, 0, &names, &err);
	is_int((long long)names.n, 1, "one held: the reason is no mail");
	is_int(spool_retry(dir, base, &err), 0, "tried again");
	is(first(dir, false), base, "from the beginning");
	is_int((long long)entries(dir, "spool/held"), 0, "held is empty, without the reason");
	is_int(spool_hold_copy(dir, &(struct envelope){ .channel = "mail" }, "abc", 3, "bad", &err), 0,
	    "a copy is held");
	spool_read(a, dir, true, first(dir, true), &got, &err);
	is(got.raw, "abc", "it is there");
	is(got.reason, "bad", "with its reason");
	is_int(spool_remove(dir, true, first(dir, true), &err), 0, "dropped");
	is_int((long long)entries(dir, "spool/held"), 0, "nothing remains of it");
}

static void test_hostile(void)
{
	static const char *const bad[] = { "../tk.db", "", ".", "..", "a/b", ".hidden", "x.why" };
	char *dir = fresh("hostile", 0700);
	struct err err = { 0 };
	struct spooled got;
	char *file;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err_clear(&err);
		is_int(spool_read(a, dir, false, bad[i], &got, &err), -1, "no such name");
		is_int(err.class, ERR_NO, "the answer is no");
		is_int(spool_remove(dir, false, bad[i], &err), -1, "nor removed");
		is_int(spool_retry(dir, bad[i], &err), -1, "nor tried again");
	}
	symlink("/etc/passwd", path_join(a, dir, "spool/new/1.link"));
	mkfifo(path_join(a, dir, "spool/new/2.pipe"), 0600);
	mkdir(path_join(a, dir, "spool/new/3.dir"), 0700);
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "1.link", "2.pipe", "3.dir" };

		err_clear(&err);
		is_int(spool_read(a, dir, false, names[i], &got, &err), -1, names[i]);
		is_int(err.class, ERR_DATA, "is bad data");
	}
	err_clear(&err);
	file = path_join(a, dir, "spool/new/4.byhand");
	file_replace(file, "Subject: x\n\ny\n", 14, 0600, &err);
	is_int(spool_read(a, dir, false, "4.byhand", &got, &err), 0, "a file put there by hand");
	is(got.raw, "Subject: x\n\ny\n", "is a mail as it is");
	file = path_join(a, dir, "spool/tmp/1.old");
	file_replace(file, "half", 4, 0600, &err);
	ok(first(dir, false) && strcmp(first(dir, false), "1.link") == 0, "tmp is never looked at");
	spool_tidy(dir);
	is_int(access(file, F_OK), 0, "a young leftover may still be written");
	utimensat(AT_FDCWD, file, (struct timespec[2]){ { 1000, 0 }, { 1000, 0 } }, 0);
	spool_tidy(dir);
	is_int(access(file, F_OK), -1, "an old one goes");
}

static void test_lock(void)
{
	char *dir = fresh("lock", 0700);
	struct err err = { 0 };
	int fd, other;
	int64_t begin;
	pid_t pid;

	ok(spool_lock_free(dir), "the lock is free");
	is_int(spool_lock(dir, 0, &fd, &err), 0, "taken");
	ok(!spool_lock_free(dir), "not free");
	ok(!spool_lock_free(dir), "and looking does not lose it");
	begin = clock_ms();
	is_int(spool_lock(dir, 200, &other, &err), -1, "a second one waits in vain");
	is_int(err.class, ERR_TEMP, "and may try again");
	ok(clock_ms() - begin >= 200 && clock_ms() - begin < 20000, "as long as it was told");
	close(fd);
	ok(spool_lock_free(dir), "free again");
	pid = fork();
	if (pid == 0) {
		spool_lock(dir, 0, &fd, NULL);
		raise(SIGKILL);
	}
	waitpid(pid, NULL, 0);
	ok(spool_lock_free(dir), "it dies with its process");
	ok(!spool_failure(a, dir), "no failure");
	spool_note_failure(dir, "store busy");
	is(spool_failure(a, dir), "store busy", "a failure is noted");
	spool_note_failure(dir, NULL);
	ok(!spool_failure(a, dir), "and forgotten");
}

static void test_broken(void)
{
	char *dir = fresh("broken", 0700);
	struct err err = { 0 };
	struct envelope e = { 0 };
	int fd;

	is_int(put("/nonexistent/tk", "x", true, &err), -1, "no store");
	ok(strstr(err.text, "No such file"), "says so");
	err_clear(&err);
	fd = open(top, O_RDONLY);
	is_int(spool_put_fd(dir, &e, fd, &err), -1, "a mail that cannot be read");
	close(fd);
	is_int(spool_put_fd(dir, &e, fd, NULL), -1, "a closed descriptor");
	is_int((long long)entries(dir, "spool/tmp") + (long long)entries(dir, "spool/new"), 0,
	    "leave nothing behind");
}

static void test_file_limit(void)
{
	char *dir = fresh("limit", 0700);
	char *big = arena_alloc(a, 100001);
	struct rlimit before, low;
	struct err err = { 0 };

	memset(big, 'x', 100000);
	getrlimit(RLIMIT_FSIZE, &before);
	low = before;
	low.rlim_cur = 50000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &low);
	is_int(put(dir, big, true, &err), -1, "a mail above RLIMIT_FSIZE is refused");
	setrlimit(RLIMIT_FSIZE, &before);
	is_int((long long)entries(dir, "spool/tmp") + (long long)entries(dir, "spool/new"), 0,
	    "and leaves nothing");
	is_int(put(dir, big, true, NULL), 0, "without the limit it goes in");
}

static void test_full_disk(void)
{
	char *dir = path_join(a, top, "full");
	char *big = arena_alloc(a, 200001);
	struct err err = { 0 };

	memset(big, 'x', 200000);
	mkdir(dir, 0700);
	if (mount("tmpfs", dir, "tmpfs", 0, "size=128k,mode=700") != 0) {
		fprintf(stderr, "SKIPPED spool: a full disk needs root and mount(2)\n");
		printf("ok %d # SKIP no mount(2)\n", ++tap_count);
		return;
	}
	spool_init(dir, &err);
	is_int(put(dir, big, true, &err), -1, "a full disk");
	is_int(err.class, ERR_TEMP, "is a reason to try again");
	is_int((long long)entries(dir, "spool/tmp") + (long long)entries(dir, "spool/new"), 0,
	    "nothing is left behind");
	is_int(put(dir, "small", true, NULL), 0, "a small one still fits");
	umount(dir);
}

int main(void)
{
	char *rm[] = { "rm", "-rf", top, NULL };
	struct proc_result out;

	a = arena_new();
	if (!mkdtemp(top))
		return 1;
	test_envelope();
	test_from_line();
	test_modes();
	test_drain();
	test_hostile();
	test_lock();
	test_broken();
	test_file_limit();
	test_full_disk();
	proc_run(a, rm, NULL, NULL, 0, 0, 10000, &out, NULL);
	arena_free(a);
	return done();
}
