/*
 * mail_head: the header fields of a mail or part (RFC 5322 section 2.2), as real
 * mail has them: mbox lines, lost indentation, no blank line before the body.
 */
#include "mail/mail_tree.h"

#include <string.h>
#include <strings.h>

enum {
	MAX_FIELDS = 5000,
	MAX_VALUE = 256 * 1024,         /* bytes of a value that are looked at */
	MAX_ID = 998,                   /* a line (RFC 5322 section 2.1.1) */
	MAX_IDS = 200,
};

struct line {
	const char *s;
	size_t len;                     /* without the line end */
	const char *next;
};

static struct line line_at(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));
	struct line l = { p, (size_t)((nl ? nl : end) - p), nl ? nl + 1 : end };

	while (l.len > 0 && l.s[l.len - 1] == '\r')
		l.len--;
	return l;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The length of the field name that starts the line, 0 if none does. */
static size_t name_len(const struct line *l)
{
	size_t n = 0, colon;

	while (n < l->len && l->s[n] > ' ' && l->s[n] < 0x7f && l->s[n] != ':')
		n++;
	for (colon = n; colon < l->len && is_blank(l->s[colon]); colon++)
		;
	return colon < l->len && l->s[colon] == ':' ? n : 0;
}

static bool name_is(const char *s, size_t n, const char *name)
{
	return strlen(name) == n && strncasecmp(s, name, n) == 0;
}

/* Names that tell a header from a text whose first line has a colon. */
static bool is_known(const char *s, size_t n)
{
	static const char *const names[] = {
		"From", "To", "Cc", "Bcc", "Subject", "Date", "Sender", "Reply-To", "Received",
		"Return-Path", "Delivered-To", "Message-ID", "In-Reply-To", "References",
		"MIME-Version", "Status", "Errors-To", "Resent-From", "Resent-To",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (name_is(s, n, names[i]))
			return true;
	return n > 2 && (strncasecmp(s, "X-", 2) == 0 ||
	    (n > 8 && strncasecmp(s, "Content-", 8) == 0));
}

static bool starts_known(const char *p, const char *end)
{
	struct line l = line_at(p, end);
	size_t n = name_len(&l);

	return n > 0 && is_known(l.s, n);
}

static bool is_mbox_line(const struct line *l)
{
	if (name_len(l) > 0)
		return false;
	return (l->len > 5 && memcmp(l->s, "From ", 5) == 0) ||
	    (l->len > 6 && memcmp(l->s, ">From ", 6) == 0);
}

static void add(struct arena *a, struct mail_fields *out, const struct line *l, size_t n)
{
	const char *value = memchr(l->s, ':', l->len);
	struct mail_field *f;

	if (out->n >= MAX_FIELDS)
		return;
	value++;
	out->v = arena_grow(a, out->v, out->n, sizeof *out->v);
	f = &out->v[out->n++];
	f->name = l->s;
	f->name_len = n;
	f->value = value;
	f->value_len = (size_t)(l->s + l->len - value);
}

static void extend(struct mail_fields *out, const struct line *l)
{
	struct mail_field *last = &out->v[out->n - 1];

	last->value_len = (size_t)(l->s + l->len - last->value);
}

/* Blank lines in front of a header are skipped, those in front of a text are not. */
static const char *skip_blank_lines(const char *p, const char *end, bool *damaged)
{
	const char *start = p;

	while (p < end && (*p == '\n' || *p == '\r'))
		p++;
	if (p == start || !starts_known(p, end))
		return start;
	*damaged = true;
	return p;
}

static bool any_known(const struct mail_fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (is_known(f->v[i].name, f->v[i].name_len))
			return true;
	return false;
}

/* One line of a header; false where the body begins at this line. */
static bool take(struct arena *a, const struct line *l, const char *end, struct mail_fields *out,
    bool *damaged)
{
	size_t n = name_len(l);

	if (out->n > 0 && is_blank(*l->s)) {
		extend(out, l);
	} else if (n > 0) {
		add(a, out, l, n);
	} else if (out->n > 0 && l->next < end && starts_known(l->next, end)) {
		*damaged = true;        /* a folded line that lost its indentation */
		extend(out, l);
	} else {
		return false;
	}
	return true;
}

size_t mail_head_read(struct arena *a, const char *s, size_t len, bool top,
    struct mail_fields *out, bool *damaged)
{
	const char *end = s + len, *p = top ? skip_blank_lines(s, end, damaged) : s;
	struct line l = line_at(p, end);

	if (top && is_mbox_line(&l))
		p = l.next;
	for (; p < end; p = l.next) {
		l = line_at(p, end);
		if (l.len == 0) {
			p = l.next;
			break;
		}
		if (!take(a, &l, end, out, damaged)) {
			*damaged = true;
			break;
		}
	}
	if (!top || any_known(out))
		return (size_t)(p - s);
	*damaged = true;
	out->n = 0;
	return 0;
}

const struct mail_field *mail_field_next(const struct mail_fields *head, const char *name,
    size_t *from)
{
	while (*from < head->n) {
		const struct mail_field *f = &head->v[(*from)++];

		if (name_is(f->name, f->name_len, name))
			return f;
	}
	return NULL;
}

const struct mail_field *mail_field_first(const struct mail_fields *head, const char *name)
{
	size_t from = 0;

	return mail_field_next(head, name, &from);
}

static size_t bounded(const struct mail_field *f)
{
	return f->value_len < MAX_VALUE ? f->value_len : MAX_VALUE;
}

char *mail_field_raw(struct arena *a, const struct mail_field *f)
{
	size_t n = bounded(f), len = 0;
	char *out = arena_alloc(a, n + 1);
	bool high = false;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)f->value[i];

		if (c == '\n' || c == '\r')
			continue;
		out[len++] = c < ' ' || c == 0x7f ? ' ' : (char)c;
		high |= c >= 0x80;
	}
	return str_trim(high ? mail_charset_text(a, out, len, NULL) : out);
}

char *mail_field_text(struct arena *a, const struct mail_field *f, const char *charset)
{
	return mail_words_decode(a, f->value, bounded(f), charset);
}

/* Between 200 ids the first stays, because it names the thread, and the last 199. */
static void add_id(struct arena *a, struct strv *out, const char *s, size_t n)
{
	char *id = arena_alloc(a, n + 1);
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_blank(s[i]))
			id[len++] = s[i];
	if (len == 0 || len > MAX_ID)
		return;
	if (out->n < MAX_IDS) {
		strv_add(out, a, id);
		return;
	}
	memmove(out->v + 1, out->v + 2, (MAX_IDS - 2) * sizeof *out->v);
	out->v[MAX_IDS - 1] = id;
}

/* Skip a comment that starts at s; one without an end goes to the end of the value. */
static const char *skip_comment(const char *s)
{
	const char *p = s;
	int depth = 0;

	for (; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return p;
}

static void bracketed_ids(struct arena *a, const char *s, struct strv *out)
{
	while ((s = strchr(s, '<'))) {
		size_t n = strcspn(++s, "<>");

		if (n > 0)
			add_id(a, out, s, n);
		s += n;
	}
}

static void bare_ids(struct arena *a, const char *s, struct strv *out)
{
	while (*s) {
		size_t n = strcspn(s, " \t,;(");

		if (n > 0 && memchr(s, '@', n))
			add_id(a, out, s, n);
		s += n;
		if (*s == '(')
			s = skip_comment(s);
		else if (*s)
			s++;
	}
}

void mail_field_ids(struct arena *a, const struct mail_field *f, struct strv *out)
{
	char *s = mail_field_raw(a, f);

	if (!strchr(s, '<') && strstr(s, "=?"))
		s = mail_field_text(a, f, NULL);
	if (strchr(s, '<'))
		bracketed_ids(a, s, out);
	else
		bare_ids(a, s, out);
}
