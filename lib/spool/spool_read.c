/*
 * Reading the spool.  In a shared spool any agent's account can place files, so only
 * regular files count, links are not followed and sizes are bounded.
 */
#include "spool/spool_box.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAIL_LARGEST = 256 << 20, REASON_LARGEST = 4096 };

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int all_names(struct arena *a, const char *path, struct strv *names, struct err *err)
{
	DIR *handle = opendir(path);
	struct dirent *entry;

	if (!handle)
		return err_sys(err, ERR_NOINPUT, "%s", path);
	while ((errno = 0, entry = readdir(handle)))
		if (spool_is_name(entry->d_name))
			strv_add(names, a, entry->d_name);
	if (errno)
		err_sys(err, ERR_IO, "%s", path);
	closedir(handle);
	return err->class == ERR_NONE ? 0 : -1;
}

int spool_list(struct arena *a, const char *dir, bool held, size_t max, struct strv *names_out,
    struct err *err)
{
	struct arena *scratch = arena_new();
	struct strv names = { 0 };
	struct err inner = { 0 };

	*names_out = (struct strv){ 0 };
	if (all_names(scratch, spool_path(scratch, dir, held ? "held" : "new", NULL), &names,
	    &inner) < 0) {
		arena_free(scratch);
		return err_set(err, inner.class, "%s", inner.text);
	}
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_name);
	for (size_t i = 0; i < names.n && (!max || i < max); i++)
		strv_add(names_out, a, names.v[i]);
	arena_free(scratch);
	return 0;
}

bool spool_waiting(const char *dir)
{
	struct arena *a = arena_new();
	DIR *handle = opendir(spool_path(a, dir, "new", NULL));
	struct dirent *entry;
	bool found = false;

	while (handle && !found && (entry = readdir(handle)))
		found = spool_is_name(entry->d_name);
	if (handle)
		closedir(handle);
	arena_free(a);
	return found;
}

/* O_NONBLOCK, so that a named pipe does not hold us. */
static char *read_file(struct arena *a, const char *path, const char *name, size_t *len,
    struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct err inner = { 0 };
	struct stat st;
	char *data = NULL;

	if (fd < 0) {
		err_sys(err,
		    errno == ENOENT      ? ERR_NO
			: errno == ELOOP ? ERR_DATA
					 : ERR_IO,
		    "%s", name);
		return NULL;
	}
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		err_set(&inner, ERR_DATA, "not a file");
	else
		data = file_read_fd(a, fd, MAIL_LARGEST, len, &inner);
	if (!data)
		err_set(err, inner.class, "%s: %s", name, inner.text);
	close(fd);
	return data;
}

static void unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1])
			*to++ = *++s == 'n' ? '\n' : *s;
		else
			*to++ = *s;
	}
	*to = '\0';
}

static void take_line(struct arena *a, struct envelope *e, const char *key, char *value)
{
	unescape(value);
	if (str_eq(key, "sender"))
		e->sender = value;
	else if (str_eq(key, "recipient"))
		strv_add(&e->recipients, a, value);
	else if (str_eq(key, "account"))
		e->account = value;
	else if (str_eq(key, "channel"))
		e->channel = value;
	else if (str_eq(key, "import"))
		e->import = str_eq(value, "yes");
	else if (str_eq(key, "time"))
		str_int(value, &e->time);
}

/* A file without our first line was put there by hand: all of it is the mail. */
static void split_envelope(struct arena *a, char *data, size_t len, struct spooled *out)
{
	static const char first[] = "envelope: 1\n";
	char *end = str_starts(data, first) ? strstr(data, "\n\n") : NULL;
	char *line, *value;

	out->envelope = (struct envelope){ .channel = "mail" };
	out->raw = data;
	out->len = len;
	if (!end)
		return;
	*end = '\0';
	out->raw = end + 2;
	out->len = len - (size_t)(out->raw - data);
	while ((line = str_cut(&data, '\n')))
		if ((value = strstr(line, ": "))) {
			*value = '\0';
			take_line(a, &out->envelope, line, value + 2);
		}
}

static char *read_reason(struct arena *a, const char *dir, const char *name)
{
	const char *path = arena_printf(a, "%s.why", spool_path(a, dir, "held", name));
	char *text = file_read(a, path, REASON_LARGEST, NULL, NULL);

	return text ? str_trim(text) : NULL;
}

int spool_read(struct arena *a, const char *dir, bool held, const char *name, struct spooled *out,
    struct err *err)
{
	const char *box = held ? "held" : "new";
	char *data;
	size_t len;

	*out = (struct spooled){ 0 };
	if (spool_check_name(name, err) < 0)
		return -1;
	data = read_file(a, spool_path(a, dir, box, name), name, &len, err);
	if (!data)
		return -1;
	split_envelope(a, data, len, out);
	out->name = spool_base(a, name);
	out->attempts = spool_count(name);
	out->reason = held ? read_reason(a, dir, name) : NULL;
	return 0;
}
