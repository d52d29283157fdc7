/*
 * Putting mail into the spool: written to tmp, made durable, then renamed, so that
 * new and held never show half a mail.  What fails leaves nothing behind.
 */
#include "spool/spool_box.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 65536 };

struct draft {
	struct arena *a;
	const char *dir, *name;
	char *tmp;
	int fd;
};

/* Sorts by arrival; the real clock, because it is no time of a record. */
static char *new_name(struct arena *a)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return arena_printf(a, "%010lld.%09ld.%s", (long long)ts.tv_sec, ts.tv_nsec,
	    random_name(a, 8));
}

static int draft_open(struct draft *d, const char *dir, struct err *err)
{
	d->a = arena_new();
	d->dir = dir;
	d->name = new_name(d->a);
	d->tmp = spool_path(d->a, dir, "tmp", d->name);
	d->fd = open(d->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (d->fd >= 0)
		return 0;
	err_sys(err, ERR_CANTCREAT, "%s", d->tmp);
	arena_free(d->a);
	return -1;
}

/* Values come from outside: one line each, whatever they hold. */
static void add_line(struct str *b, const char *key, const char *value)
{
	if (!value)
		return;
	str_addf(b, "%s: ", key);
	for (; *value; value++) {
		if (*value == '\n')
			str_add(b, "\\n");
		else if (*value == '\\')
			str_add(b, "\\\\");
		else
			str_addc(b, *value);
	}
	str_addc(b, '\n');
}

static int write_envelope(struct draft *d, const struct envelope *e, const char *sender,
    struct err *err)
{
	struct str b = str_new(d->a);

	str_addf(&b, "envelope: 1\ntime: %lld\n", (long long)(e->time ? e->time : clock_now()));
	add_line(&b, "sender", sender);
	for (size_t i = 0; i < e->recipients.n; i++)
		add_line(&b, "recipient", e->recipients.v[i]);
	add_line(&b, "account", e->account);
	add_line(&b, "channel", e->channel);
	add_line(&b, "import", e->import ? "yes" : NULL);
	str_addc(&b, '\n');
	return file_write_fd(d->fd, b.s, b.len, err);
}

static int draft_sync(struct draft *d, bool sync, struct err *err)
{
	if (fchmod(d->fd, spool_file_mode(d->dir)) != 0)
		return err_sys(err, ERR_IO, "cannot set the mode");
	if (sync && fsync(d->fd) != 0)
		return err_sys(err, ERR_IO, "cannot write");
	return 0;
}

/* The end of a draft: into box, or away if bad is set already. */
static int draft_close(struct draft *d, const char *box, bool sync, bool bad, struct err *err)
{
	struct err inner = { 0 };

	bad = bad || draft_sync(d, sync, &inner) < 0;
	if (close(d->fd) != 0 && !bad)
		bad = err_sys(&inner, ERR_IO, "cannot write");
	if (!bad && rename(d->tmp, spool_path(d->a, d->dir, box, d->name)) != 0)
		bad = err_sys(&inner, ERR_CANTCREAT, "cannot rename");
	if (bad)
		unlink(d->tmp);
	else if (sync)
		bad = file_sync_dir(spool_path(d->a, d->dir, box, NULL), &inner) < 0;
	if (inner.class != ERR_NONE)
		err_set(err, inner.class, "%s: %s", d->tmp, inner.text);
	arena_free(d->a);
	return bad ? -1 : 0;
}

int spool_put(const char *dir, const struct envelope *envelope, const void *raw, size_t len,
    bool sync, struct err *err)
{
	struct draft d;
	bool bad;

	if (draft_open(&d, dir, err) < 0)
		return -1;
	bad = write_envelope(&d, envelope, envelope->sender, err) < 0 ||
	    file_write_fd(d.fd, raw, len, err) < 0;
	return draft_close(&d, "new", sync, bad, err);
}

/* The reason is there before the mail is, so that held mail always has one. */
static int write_reason(struct arena *a, const char *dir, const char *base, const char *reason,
    struct err *err)
{
	const char *path = arena_printf(a, "%s.why", spool_path(a, dir, "held", base));
	const char *line = arena_printf(a, "%s\n", reason);

	return file_replace(path, line, strlen(line), spool_file_mode(dir), err);
}

int spool_hold_copy(const char *dir, const struct envelope *envelope, const void *raw, size_t len,
    const char *reason, struct err *err)
{
	struct draft d;
	bool bad;

	if (draft_open(&d, dir, err) < 0)
		return -1;
	bad = write_envelope(&d, envelope, envelope->sender, err) < 0 ||
	    file_write_fd(d.fd, raw, len, err) < 0 ||
	    write_reason(d.a, dir, d.name, reason, err) < 0;
	return draft_close(&d, "held", true, bad, err);
}

int spool_hold(const char *dir, const char *name, const char *reason, struct err *err)
{
	struct arena *a;
	char *base;
	int rc = -1;

	if (spool_check_name(name, err) < 0)
		return -1;
	a = arena_new();
	base = spool_base(a, name);
	if (write_reason(a, dir, base, reason, err) < 0)
		goto out;
	if (rename(spool_path(a, dir, "new", name), spool_path(a, dir, "held", base)) != 0)
		err_sys(err, ERR_CANTCREAT, "%s", name);
	else
		rc = file_sync_dir(spool_path(a, dir, "held", NULL), err);
out:
	arena_free(a);
	return rc;
}

/* Length of a leading "From " line with its end, 0 if there is none. */
static size_t from_line(const char *raw, size_t len)
{
	const char *end;

	if (len < 5 || memcmp(raw, "From ", 5) != 0)
		return 0;
	end = memchr(raw, '\n', len);
	return end ? (size_t)(end - raw) + 1 : 0;
}

void spool_strip_from(const char **raw, size_t *len)
{
	size_t n = from_line(*raw, *len);

	*raw += n;
	*len -= n;
}

/* The second word of a "From " line; MAILER-DAEMON stands for the null sender. */
static const char *from_sender(struct arena *a, const char *line, size_t n)
{
	char *text = arena_strndup(a, line + 5, n - 5);

	text[strcspn(text, " \t\r\n")] = '\0';
	return str_ieq(text, "MAILER-DAEMON") ? "" : text;
}

static ssize_t read_some(int fd, char *to, size_t n)
{
	ssize_t got;

	do
		got = read(fd, to, n);
	while (got < 0 && errno == EINTR);
	return got;
}

/* Fill the buffer as far as the mail goes; a pipe gives it in pieces. */
static ssize_t read_chunk(int fd, char *buffer)
{
	size_t len = 0;
	ssize_t got;

	while (len < CHUNK && (got = read_some(fd, buffer + len, CHUNK - len)) != 0) {
		if (got < 0)
			return -1;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

static int copy_mail(struct draft *d, const struct envelope *e, int fd, struct err *err)
{
	char buffer[CHUNK];
	ssize_t got = read_chunk(fd, buffer);
	size_t skip = got > 0 ? from_line(buffer, (size_t)got) : 0;
	const char *sender = e->sender;

	if (skip && !sender)
		sender = from_sender(d->a, buffer, skip);
	if (got >= 0 && write_envelope(d, e, sender, err) < 0)
		return -1;
	while (got > 0) {
		if (file_write_fd(d->fd, buffer + skip, (size_t)got - skip, err) < 0)
			return -1;
		skip = 0;
		got = read_chunk(fd, buffer);
	}
	return got < 0 ? err_sys(err, ERR_IO, "cannot read the mail") : 0;
}

int spool_put_fd(const char *dir, const struct envelope *envelope, int fd, struct err *err)
{
	struct draft d;
	bool bad;

	if (draft_open(&d, dir, err) < 0)
		return -1;
	bad = copy_mail(&d, envelope, fd, err) < 0;
	return draft_close(&d, "new", true, bad, err);
}
