/* base: files and configuration files. */
#include "base/base.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;
static char dir[] = "/tmp/tk-file-XXXXXX";

static char *at(const char *name)
{
	return path_join(a, dir, name);
}

static void test_files(void)
{
	char *big = arena_alloc(a, 300001), *got;
	struct err err = { 0 };
	struct stat st;
	size_t len;
	int fd;

	memset(big, 'x', 300000);
	umask(077);
	is_int(file_replace(at("f"), big, 300000, 0644, &err), 0, "a file is written");
	stat(at("f"), &st);
	is_int(st.st_mode & 07777, 0644, "with its mode, whatever the umask");
	got = file_read(a, at("f"), 300000, &len, &err);
	ok(got && len == 300000 && !memcmp(got, big, len) && !got[len], "and read");
	ok(!file_read(a, at("f"), 299999, &len, &err), "but not if it is too long");
	is_int(err.class, ERR_DATA, "which is bad data");
	err_clear(&err);
	is_int(file_replace(at("f"), "kısa", 5, 0600, &err), 0, "replaced");
	is(file_read(a, at("f"), 100, NULL, &err), "kısa", "by something shorter");
	is(file_read(a, "/proc/sys/kernel/ostype", 100, NULL, &err), "Linux\n",
	    "a file that tells no size");
	ok(!file_read(a, at("none"), 10, NULL, &err), "no such file");
	is_int(err.class, ERR_NOINPUT, "is no input");
	is(err.text, arena_printf(a, "%s: No such file or directory", at("none")), "and named");
	err_clear(&err);
	ok(!file_read(a, dir, 10, NULL, &err) && err.class == ERR_IO, "a directory is no file");
	is_int(file_replace(at("no/f"), "x", 1, 0600, NULL), -1, "nowhere to write");
	err_clear(&err);
	fd = open("/dev/full", O_WRONLY);
	is_int(file_write_fd(fd, "x", 1, &err), -1, "a full disk");
	is_int(err.class, ERR_TEMP, "may be tried again");
	close(fd);
	is(path_join(a, "/a", "b"), "/a/b", "joined");
	is(path_join(a, "/", "b"), "/b", "with one slash");
}

static void test_private(void)
{
	struct err err = { 0 };

	file_replace(at("p"), "", 0, 0644, &err);
	is_int(file_check_private(at("p"), &err), 0, "others may read it");
	chmod(at("p"), 0660);
	is_int(file_check_private(at("p"), &err), -1, "the group may not write it");
	is_int(err.class, ERR_CONFIG, "that is bad configuration");
	chmod(at("p"), 0602);
	is_int(file_check_private(at("p"), NULL), -1, "nor may others");
	is_int(file_check_private(at("none"), NULL), -1, "nor may it be missing");
}

static int collect(void *ctx, const char *section, const char *name, const char *key,
    const char *value, struct err *err)
{
	if (str_eq(key, "refused"))
		return err_set(err, ERR_CONFIG, "no such key: %s", key);
	str_addf(ctx, "%s|%s|%s|%s\n", section ? section : "-", name ? name : "-", key, value);
	return 0;
}

static void reads(const char *text, size_t len, const char *want, const char *error)
{
	struct str out = str_new(a);
	struct err err = { 0 };
	int rc;

	file_replace(at("conf"), text, len, 0600, &err);
	rc = conf_read(at("conf"), collect, &out, &err);
	is(str_end(&out), want, "what is set");
	is(rc < 0 ? err.text + strlen(dir) + 1 : NULL, error, "and what is wrong");
	is_int(err.class, error ? ERR_CONFIG : ERR_NONE, "is configuration");
}

static void test_conf(void)
{
	static const char good[] = "top = 1\n# comment\n\n[account  satış büro ]\r\n key=a = b # no comment \r\n"
	    "empty =\n[filters]\nspam = \"spamc -x\"";

	reads(good, sizeof(good) - 1, "-|-|top|1\naccount|satış büro|key|a = b # no comment\n"
	    "account|satış büro|empty|\nfilters|-|spam|\"spamc -x\"\n", NULL);
	reads("a = 1\nb\n", 8, "-|-|a|1\n", "conf:2: neither [section] nor key = value");
	reads("[a\n", 3, "", "conf:1: a ] is missing");
	reads("[]\n", 3, "", "conf:1: a section without a name");
	reads(" = 1\n", 5, "", "conf:1: a key is missing");
	reads("a = \xFF\n", 6, "", "conf:1: not UTF-8");
	reads("\n\nrefused = 1\n", 14, "", "conf:3: no such key: refused");
	reads("a = \0\n", 6, "", "conf: not a text file");
	is_int(conf_read(at("nowhere"), collect, NULL, NULL), 0, "no file is no error");
}

int main(void)
{
	a = arena_new();
	if (!mkdtemp(dir))
		return 1;
	test_files();
	test_private();
	test_conf();
	proc_run(a, (char *[]){ "rm", "-rf", dir, NULL }, NULL, NULL, 0, 0, 5000,
	    &(struct proc_result){ 0 }, NULL);
	arena_free(a);
	return done();
}
