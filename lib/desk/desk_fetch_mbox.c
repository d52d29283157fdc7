/*
 * desk_fetch_mbox: an mbox file (RFC 4155, ">From " as mboxrd has it), read on from where the last
 * fetch ended, under the lock that mail programs take (fcntl).  "delete" empties the file.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk_fetch.h"
#include "mail/mail.h"

enum { LOCK_WAIT_MS = 30000, PIECE = 65536, SAVE_EVERY = 100 };

struct mbox {
	struct fetch *f;
	const char *path;
	FILE *file;
	struct desk_local local;
	struct arena *arena;            /* of the mail being read */
	struct str mail;
	size_t max;
	bool in_mail, too_long;
	int64_t mails;
	int64_t start;                  /* offset of the mail being read */
};

static int lock(struct mbox *m, bool write, struct err *err)
{
	struct flock whole = { .l_type = write ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET };
	int64_t end = clock_ms() + LOCK_WAIT_MS;

	while (fcntl(fileno(m->file), F_SETLK, &whole) != 0) {
		if (errno != EACCES && errno != EAGAIN && errno != EINTR)
			return err_sys(err, ERR_IO, "%s: cannot lock", m->path);
		if (clock_ms() >= end)
			return err_set(
			    err, ERR_TEMP, "%s: another program holds the lock", m->path);
		clock_sleep_ms(100);
	}
	return 0;
}

/* A file that was emptied or replaced is read from its start; what is stored is skipped then. */
static int seek(struct mbox *m, struct err *err)
{
	struct fetch *f = m->f;
	char word[5];
	struct stat st;

	if (fstat(fileno(m->file), &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a file", m->path);
	if (f->options->old)
		f->state.cursor = 0;
	if (fseeko(m->file, (off_t)f->state.cursor, SEEK_SET) == 0 &&
	    (f->state.cursor == st.st_size ||
		(fread(word, 1, 5, m->file) == 5 && memcmp(word, "From ", 5) == 0)))
		return fseeko(m->file, (off_t)f->state.cursor, SEEK_SET);
	f->check_stored = f->state.cursor > 0;
	f->state.cursor = 0;
	return fseeko(m->file, 0, SEEK_SET);
}

/* ---- mails */

static bool was_read(struct mbox *m)
{
	const char *status = mail_header(m->arena, m->mail.s, m->mail.len, "Status");

	return status && strchr(status, 'R');
}

static int end_mail(struct mbox *m, int64_t end, struct err *err)
{
	struct fetch *f = m->f;
	size_t len = m->mail.len;
	int r = 0;

	if (!m->in_mail)
		return 0;
	str_end(&m->mail);
	if (len >= 2 && memcmp(m->mail.s + len - 2, "\n\n", 2) == 0)
		len--;                  /* the empty line belongs to the next "From " line */
	if (m->too_long) {
		f->skipped++;
		log_line("%s: the mail at byte %lld is longer than a mail may be", f->account->name,
		    (long long)m->start);
	} else if (f->first && !f->options->old && was_read(m)) {
		f->left++;
	} else {
		r = desk_local_add(
		    &m->local, arena_printf(m->arena, "%lld", (long long)end), m->mail.s, len, err);
	}
	m->in_mail = false;
	if (r == 0 && m->local.n == 0)
		f->state.cursor = end;
	return r;
}

/* Tags are the offsets where mails end. */
static int after_batch(void *ctx, struct desk_local *l, struct err *err)
{
	struct mbox *m = ctx;

	return str_int(l->tags[l->n - 1], &m->f->state.cursor) < 0 ? -1
								   : desk_fetch_save(m->f, err);
}

static void begin_mail(struct mbox *m, int64_t start)
{
	arena_reset(m->arena);
	m->mail = str_new(m->arena);
	m->in_mail = true;
	m->too_long = false;
	m->start = start;
}

/* ">>From " was ">From " once. */
static void add_piece(struct mbox *m, const char *piece, size_t n, bool line_start)
{
	if (line_start && str_starts(piece + strspn(piece, ">"), "From ") && *piece == '>') {
		piece++;
		n--;
	}
	if (m->mail.len + n > m->max)
		m->too_long = true;
	else
		str_addn(&m->mail, piece, n);
}

static int read_mails(struct mbox *m, struct err *err)
{
	bool line_start = true, after_empty = true;
	char piece[PIECE];
	int64_t at = m->f->state.cursor;

	while (fgets(piece, sizeof(piece), m->file)) {
		size_t n = (size_t)((int64_t)ftello(m->file) - at);

		if (line_start && after_empty && str_starts(piece, "From ")) {
			if (end_mail(m, at, err) != 0)
				return -1;
			begin_mail(m, at);
		} else if (m->in_mail) {
			add_piece(m, piece, n, line_start);
		} else {
			return err_set(err, ERR_DATA, "%s: not an mbox file", m->path);
		}
		after_empty = line_start && (str_eq(piece, "\n") || str_eq(piece, "\r\n"));
		line_start = n > 0 && piece[n - 1] == '\n';
		at += (int64_t)n;
	}
	if (ferror(m->file))
		return err_sys(err, ERR_IO, "%s", m->path);
	if (end_mail(m, at, err) != 0 || desk_local_flush(&m->local, err) != 0)
		return -1;
	m->f->state.cursor = at;
	return 0;
}

static int read_file(struct mbox *m, bool empty, struct err *err)
{
	if (lock(m, empty, err) != 0 || seek(m, err) != 0 || read_mails(m, err) != 0)
		return -1;
	if (!empty || m->f->skipped > 0)
		return 0;
	if (ftruncate(fileno(m->file), 0) != 0)
		return err_sys(err, ERR_IO, "%s", m->path);
	m->f->state.cursor = 0;
	return 0;
}

int desk_fetch_mbox(struct fetch *f, struct err *err)
{
	bool empty = f->mark == NET_DELETE;
	struct mbox m = { .f = f, .path = object_get(f->account, "path") };
	int r;

	if (!m.path)
		return err_set(err, ERR_CONFIG, "no path is set");
	m.file = fopen(m.path, empty ? "r+" : "r");
	if (!m.file)
		return err_sys(err, ERR_CONFIG, "%s", m.path);
	m.max = (size_t)store_setting_int(f->desk->store, "max-mail", err);
	m.arena = arena_new();
	desk_local_begin(&m.local, f, after_batch, &m);
	r = read_file(&m, empty, err);
	desk_local_end(&m.local);
	arena_free(m.arena);
	fclose(m.file);
	return r;
}
