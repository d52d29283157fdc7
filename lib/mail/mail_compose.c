/*
 * mail_compose: a draft to a complete message (RFC 5322, 2045, 2047, 2231), written by
 * GMime: CRLF, 7-bit clean.  Nothing that comes in a draft can start a header line.
 */
#include "mail/mail_compose.h"

#include <gmime/gmime.h>
#include <string.h>

enum { MAX_REFERENCES = 20, MAX_ID = 900 };

struct composing {
	struct arena *arena;
	GMimeObject *top;               /* the message, whose fields are being set */
	struct err *err;
};

static bool is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* ---- fields */

/* Refuse line ends and other controls in what goes into a header. */
static int check(struct composing *c, const char *what, const char *value)
{
	for (const char *p = value ? value : ""; *p; p++)
		if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f)
			return err_set(
			    c->err, ERR_DATA, "%s: a control character in a header", what);
	if (value && !utf8_valid(value, strlen(value)))
		return err_set(c->err, ERR_DATA, "%s: not UTF-8", what);
	return 0;
}

static int add_mailboxes(struct composing *c, const char *what, GMimeAddressType type,
    const struct mailbox *v, size_t n)
{
	InternetAddressList *list = g_mime_message_get_addresses(GMIME_MESSAGE(c->top), type);
	InternetAddress *one;

	for (size_t i = 0; i < n; i++) {
		if (!mail_address_ok(v[i].address))
			return err_set(c->err, ERR_DATA, "%s: %s: not an address", what,
			    v[i].address ? v[i].address : v[i].name ? v[i].name : "(none)");
		if (check(c, what, v[i].name) < 0)
			return -1;
		one = internet_address_mailbox_new(v[i].name, v[i].address);
		internet_address_set_charset(one, "utf-8");
		internet_address_list_add(list, one);
		g_object_unref(one);
	}
	return 0;
}

static int add_people(struct composing *c, const struct mail_draft *d)
{
	if (add_mailboxes(c, "From", GMIME_ADDRESS_TYPE_FROM, &d->from, 1) < 0 ||
	    add_mailboxes(
		c, "Reply-To", GMIME_ADDRESS_TYPE_REPLY_TO, d->reply_to.v, d->reply_to.n) < 0 ||
	    add_mailboxes(c, "To", GMIME_ADDRESS_TYPE_TO, d->to.v, d->to.n) < 0)
		return -1;
	return add_mailboxes(c, "Cc", GMIME_ADDRESS_TYPE_CC, d->cc.v, d->cc.n);
}

/* Ids come from foreign mail: what would not survive between brackets is left out. */
static bool id_fits(const char *id)
{
	return *id && strlen(id) <= MAX_ID && is_plain(id) && !strpbrk(id, " \t<>");
}

static int add_ids(struct composing *c, const char *name, const struct strv *ids)
{
	size_t skipped = ids->n > MAX_REFERENCES ? ids->n - MAX_REFERENCES : 0;
	struct str list = str_new(c->arena);

	for (size_t i = 0; i < ids->n; i++) {
		if (check(c, name, ids->v[i]) < 0)
			return -1;
		if ((i > 0 && i <= skipped) || !id_fits(ids->v[i]))
			continue;
		str_addf(&list, "%s<%s>", list.len ? " " : "", ids->v[i]);
	}
	if (list.len > 0)
		g_mime_object_set_header(c->top, name, str_end(&list), "utf-8");
	return 0;
}

static bool name_fits(const char *s, size_t n)
{
	static const char *const ours[] = {
		"From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID",
		"In-Reply-To", "References", "MIME-Version", "Content-Type",
		"Content-Transfer-Encoding",
	};

	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] >= 0x7f)
			return false;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strlen(ours[i]) == n && g_ascii_strncasecmp(s, ours[i], n) == 0)
			return false;
	return n > 0;
}

static int add_further(struct composing *c, const struct strv *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		const char *line = lines->v[i], *colon = strchr(line, ':');
		char *name;

		if (check(c, "header", line) < 0)
			return -1;
		if (!colon || !name_fits(line, (size_t)(colon - line)))
			return err_set(
			    c->err, ERR_DATA, "%s: not a header that can be added", line);
		name = arena_strndup(c->arena, line, (size_t)(colon - line));
		g_mime_object_append_header(
		    c->top, name, str_trim(arena_strdup(c->arena, colon + 1)), "utf-8");
	}
	return 0;
}

static int add_fields(struct composing *c, const struct mail_draft *d)
{
	GDateTime *date = g_date_time_new_from_unix_utc(d->date);

	if (date) {
		g_mime_message_set_date(GMIME_MESSAGE(c->top), date);
		g_date_time_unref(date);
	}
	if (add_people(c, d) < 0 || check(c, "Subject", d->subject) < 0 ||
	    check(c, "Message-ID", d->message_id) < 0)
		return -1;
	if (!d->message_id || !id_fits(d->message_id))
		return err_set(c->err, ERR_DATA, "Message-ID: missing or unfit");
	g_mime_message_set_subject(GMIME_MESSAGE(c->top), d->subject ? d->subject : "", "utf-8");
	g_mime_message_set_message_id(GMIME_MESSAGE(c->top), d->message_id);
	if (add_ids(c, "In-Reply-To", &d->in_reply_to) < 0 ||
	    add_ids(c, "References", &d->references) < 0)
		return -1;
	return add_further(c, &d->headers);
}

/* ---- contents */

static GMimePart *new_part(
    const char *type, const void *data, size_t n, GMimeContentEncoding coding)
{
	const char *slash = strchr(type, '/');
	char *media = g_strndup(type, (gsize)(slash - type));
	GMimePart *part = g_mime_part_new_with_type(media, slash + 1);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, n);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream,
	    GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, coding);
	g_object_unref(content);
	g_object_unref(stream);
	g_free(media);
	return part;
}

static bool needs_coding(unsigned char c)
{
	return c >= 0x7f || (c < ' ' && !strchr("\t\r\n", c));
}

/* 7-bit where it can be; base64 where quoted-printable would be longer and unreadable. */
static GMimeContentEncoding coding_of(const char *text)
{
	size_t high = 0, n = strlen(text);

	for (const char *p = text; *p; p++)
		high += needs_coding((unsigned char)*p);
	if (high * 6 > n)
		return GMIME_CONTENT_ENCODING_BASE64;
	for (const char *p = text; high == 0 && *p; p += strspn(p, "\r\n")) {
		size_t line = strcspn(p, "\r\n");

		high += line > 900;
		p += line;
	}
	return high > 0 ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_7BIT;
}

static char *with_crlf(struct arena *a, const char *text)
{
	struct str out = str_new(a);

	while (*text) {
		size_t n = strcspn(text, "\n");

		str_addn(&out, text, n);
		text += n;
		if (*text) {
			str_add(&out, "\r\n");
			text++;
		}
	}
	return str_end(&out);
}

static GMimeObject *text_part(struct arena *a, const struct mail_draft *d)
{
	const char *given = d->text ? d->text : "";
	char *text = mail_wrap(a, utf8_clean(a, given, strlen(given)), d->flowed);
	GMimeContentEncoding coding = coding_of(text);
	GMimePart *part;

	if (coding == GMIME_CONTENT_ENCODING_BASE64)
		text = with_crlf(a, text);
	part = new_part("text/plain", text, strlen(text), coding);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	if (d->flowed)
		g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "format", "flowed");
	return GMIME_OBJECT(part);
}

static bool type_fits(const char *type)
{
	const char *slash = type ? strchr(type, '/') : NULL;

	if (!slash || slash == type || !slash[1] || strchr(slash + 1, '/'))
		return false;
	for (const char *p = type; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("!#$&-^_.+/", *p))
			return false;
	/* These may not be encoded, and what is in them is for nobody to unpack unasked. */
	return !str_istarts(type, "multipart/") && !str_istarts(type, "message/");
}

static int add_file(struct composing *c, GMimeMultipart *mixed, const struct mail_file *f)
{
	const char *type = f->type ? f->type : mail_type_of(f->name);
	GMimePart *part;

	if (check(c, "attachment", f->name) < 0)
		return -1;
	part = new_part(type_fits(type) ? type : "application/octet-stream", f->data, f->len,
	    GMIME_CONTENT_ENCODING_BASE64);
	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	if (f->name && *f->name)
		g_mime_part_set_filename(part, f->name);
	g_mime_multipart_add(mixed, GMIME_OBJECT(part));
	g_object_unref(part);
	return 0;
}

static int add_contents(struct composing *c, const struct mail_draft *d)
{
	GMimeObject *body = text_part(c->arena, d);
	GMimeMultipart *mixed;
	int rc = 0;

	if (d->files_n == 0) {
		g_mime_message_set_mime_part(GMIME_MESSAGE(c->top), body);
		g_object_unref(body);
		return 0;
	}
	mixed = g_mime_multipart_new_with_subtype("mixed");
	g_mime_multipart_add(mixed, body);
	g_object_unref(body);
	for (size_t i = 0; i < d->files_n && rc == 0; i++)
		rc = add_file(c, mixed, &d->files[i]);
	g_mime_message_set_mime_part(GMIME_MESSAGE(c->top), GMIME_OBJECT(mixed));
	g_object_unref(mixed);
	return rc;
}

static int render(struct composing *c, char **raw_out, size_t *len_out)
{
	GMimeFormatOptions *options = g_mime_format_options_clone(NULL);
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	int rc = 0;

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_format_options_set_param_encoding_method(
	    options, GMIME_PARAM_ENCODING_METHOD_RFC2231);
	g_mime_object_write_to_stream(c->top, options, stream);
	*len_out = bytes->len;
	*raw_out = arena_memdup(c->arena, bytes->data, bytes->len);
	if (memchr(*raw_out, 0, *len_out) || !is_plain(*raw_out))
		rc = err_set(c->err, ERR_DATA, "an address outside ASCII cannot be sent to");
	g_object_unref(stream);
	g_mime_format_options_free(options);
	return rc;
}

int mail_compose(struct arena *a, const struct mail_draft *draft, char **raw_out, size_t *len_out,
    struct err *err)
{
	struct composing c = { .arena = a, .err = err };
	int rc;

	g_mime_init();
	c.top = GMIME_OBJECT(g_mime_message_new(FALSE));
	rc = add_fields(&c, draft);
	if (rc == 0)
		rc = add_contents(&c, draft);
	if (rc == 0)
		rc = render(&c, raw_out, len_out);
	g_object_unref(c.top);
	return rc;
}
