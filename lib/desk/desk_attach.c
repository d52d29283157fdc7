/* desk_attach: attachments listed, and taken out of the raw mail under names that are safe here. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "form/form.h"
#include "mail/mail.h"
#include "store/store.h"

enum { NAME_MAX_BYTES = 200 };

struct row {
	const struct message *m;
	const struct attachment *x;
};

static void get_ticket(const void *r, struct cell *out)
{
	out->number = ((const struct row *)r)->m->ticket;
}
static void get_message(const void *r, struct cell *out)
{
	out->number = ((const struct row *)r)->m->id;
}
static void get_part(const void *r, struct cell *out)
{
	out->number = ((const struct row *)r)->x->part;
}
static void get_name(const void *r, struct cell *out)
{
	out->text = ((const struct row *)r)->x->name;
}
static void get_type(const void *r, struct cell *out)
{
	out->text = ((const struct row *)r)->x->type;
}
static void get_size(const void *r, struct cell *out)
{
	out->number = ((const struct row *)r)->x->size;
}
static void get_sha256(const void *r, struct cell *out)
{
	out->text = ((const struct row *)r)->x->sha256;
}
static void get_cid(const void *r, struct cell *out)
{
	out->text = ((const struct row *)r)->x->cid;
}

static const struct column columns[] = { { "ticket", CELL_ID, true, get_ticket, NULL },
	{ "message", CELL_ID, true, get_message, NULL }, { "part", CELL_ID, true, get_part, NULL },
	{ "size", CELL_INT, true, get_size, NULL }, { "type", CELL_TEXT, true, get_type, NULL },
	{ "sha256", CELL_TEXT, true, get_sha256, NULL }, { "cid", CELL_TEXT, false, get_cid, NULL },
	{ "name", CELL_TEXT, true, get_name, NULL }, { 0 } };

struct extraction {
	struct desk *desk;
	const struct attach_options *options;
	struct records *records;
	struct arena *a;
	int64_t cut;            /* how many were given out by --cat */
};

/* A name from a mail becomes a plain file name: no path, no control or leading dot, not too long.
 */
static const char *safe_name(struct arena *a, const struct attachment *x)
{
	const char *name = x->name == NULL ? "" : x->name;
	struct str out = str_new(a);
	size_t len;

	for (const char *p = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name; *p != '\0';
	     p += len) {
		uint32_t c = utf8_decode(p, strlen(p), &len);
		bool bad = c == UTF8_BAD || c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) ||
		    c == '\\' || c == ':' || (c >= 0x200b && c <= 0x200f) ||
		    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
		    (out.len == 0 && (c == '.' || c == '-'));

		if (out.len + len > NAME_MAX_BYTES)
			break;
		str_addn(&out, bad ? "_" : p, bad ? 1 : len);
	}
	return out.len > 0 ? str_end(&out) : arena_printf(a, "part-%d", x->part);
}

static int save(
    struct extraction *e, const struct row *r, const void *data, size_t len, struct err *err)
{
	const char *name = safe_name(e->a, r->x), *path = NULL;
	int fd = -1;

	for (int i = 1; fd < 0 && i < 1000; i++) {
		path = path_join(
		    e->a, e->options->save, i == 1 ? name : arena_printf(e->a, "%d~%s", i, name));
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	int result = file_write_fd(fd, data, len, err);
	if (close(fd) < 0 && result == 0)
		result = err_sys(err, ERR_IO, "%s", path);
	if (result < 0) {
		unlink(path);
		return -1;
	}
	struct str line = str_new(e->a);
	tsv_escape(&line, path);
	str_addc(&line, '\n');
	text_print(str_end(&line));
	return 0;
}

static int give(
    struct extraction *e, const struct row *r, const char *raw, size_t raw_len, struct err *err)
{
	const char *data;
	size_t len;

	if (e->records != NULL) {
		record_print(e->records, r);
		return 0;
	}
	if (mail_part(e->a, raw, raw_len, r->x->part, &data, &len, err) < 0)
		return -1;
	if (!str_eq(mail_sha256_hex(e->a, data, len), r->x->sha256))
		return err_set(err, ERR_DATA, "message %lld, part %d: not the bytes that came",
		    (long long)r->m->id, r->x->part);
	if (e->options->save != NULL)
		return save(e, r, data, len, err);
	if (e->cut++ > 0)
		return err_set(
		    err, ERR_USAGE, "--cat: several attachments, choose by --message and --part");
	bytes_print(data, len);
	return 0;
}

static int treat_message(struct extraction *e, const struct message *m, struct err *err)
{
	const void *z;
	size_t z_len, raw_len = 0;
	char *raw = NULL;

	if (m->attachments_n == 0 || (e->options->message != 0 && e->options->message != m->id))
		return 0;
	if (e->records == NULL) {
		if (store_raw(e->desk->store, e->a, m->id, &z, &z_len, &raw_len, err) < 0)
			return -1;
		if ((raw = mail_inflate(e->a, z, z_len, raw_len, err)) == NULL)
			return -1;
	}
	for (size_t i = 0; i < m->attachments_n; i++) {
		struct row r = { m, &m->attachments[i] };

		if (e->options->part != 0 && e->options->part != r.x->part)
			continue;
		if (give(e, &r, raw, raw_len, err) < 0)
			return -1;
	}
	return 0;
}

int desk_attach(
    struct desk *desk, char *const *operands, const struct attach_options *options, struct err *err)
{
	struct extraction e = { .desk = desk, .options = options, .a = arena_new() };
	struct message *messages;
	struct ids ids;
	size_t n;
	int result = desk_operands(desk, operands, true, false, &ids, err);

	if (result == 0 && options->save == NULL && !options->cat &&
	    (e.records = records_open(desk->arena, columns, NULL, err)) == NULL)
		result = -1;
	for (size_t i = 0; i < ids.n && result == 0; i++) {
		arena_reset(e.a);
		result = store_messages(desk->store, e.a, ids.v[i], 0, &messages, &n, err);
		for (size_t j = 0; j < n && result == 0; j++)
			result = treat_message(&e, &messages[j], err);
	}
	if (e.records != NULL)
		records_close(e.records);
	arena_free(e.a);
	return result;
}
