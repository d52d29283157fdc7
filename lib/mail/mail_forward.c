/*
 * mail_find_forwarded: a mail that forwards another one in its text, and what the
 * forwarded mail's header said.  A separator of a mail program decides by itself; a bare
 * header block, which replies have too, only with a subject such as "FW:" or when nothing
 * stands above it.
 */
#include "mail/mail.h"
#include "mail/mail_text.h"

#include <string.h>

#define PEOPLE_MAX 100
#define PREFIX_MAX 40

/* ---- mailboxes as mail programs write them in a text */

/* The "@" of the address: in angle or square brackets if there are any. */
static const char *find_at(const char *s)
{
	const char *open = strpbrk(s, "<["), *at;

	for (; open; open = strpbrk(open + 1, "<[")) {
		at = open + 1 + strcspn(open + 1, "@<>[]");
		if (*at == '@')
			return at;
	}
	return strchr(s, '@');
}

static const char *clean_name(struct arena *a, const char *s, size_t n, const char *address)
{
	char *name = arena_strndup(a, s, n);
	size_t len = strlen(name);

	if (len >= 7 && str_ieq(name + len - 7, "mailto:"))
		name[len -= 7] = '\0';
	while (len > 0 && strchr(" \t\"'*<[(,;", name[len - 1]))
		name[--len] = '\0';
	name += strspn(name, " \t\"'*<[(");
	return *name && (!address || !str_ieq(name, address)) ? name : NULL;
}

static struct mailbox read_mailbox(struct arena *a, const char *s)
{
	struct mailbox m = { 0 };
	const char *at = find_at(s), *from = s + strlen(s);

	if (at)
		m.address = text_address(a, s, at, &from);
	if (!m.address)
		from = s + strlen(s);
	m.name = clean_name(a, s, (size_t)(from - s), m.address);
	return m;
}

/* The end of the first entry of a list: ";" ends one, "," only behind an address. */
static size_t entry_end(const char *s, char separator)
{
	bool quoted = false, address = false;
	size_t i;

	for (i = 0; s[i]; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		address = address || s[i] == '@';
		if (s[i] == separator && !quoted && (separator == ';' || address))
			break;
	}
	return i;
}

static struct mailboxes read_mailboxes(struct arena *a, const char *s)
{
	struct mailboxes out = { 0 };
	char separator = s && strchr(s, ';') ? ';' : ',';
	struct mailbox m;
	size_t n;

	while (s && *s && out.n < PEOPLE_MAX) {
		n = entry_end(s, separator);
		m = read_mailbox(a, str_trim(arena_strndup(a, s, n)));
		s += n + (s[n] != '\0');
		if (!m.name && !m.address)
			continue;
		out.v = arena_grow(a, out.v, out.n, sizeof(*out.v));
		out.v[out.n++] = m;
	}
	return out;
}

/* ---- subjects */

enum prefix { PREFIX_NONE, PREFIX_REPLY, PREFIX_FORWARD };

/* The outermost prefix of a subject; "[EXTERNAL]" and "{TICKET-1}" before it do not count. */
static enum prefix subject_prefix(struct arena *a, const char *subject)
{
	char *s = text_norm(a, subject ? subject : "", subject ? strlen(subject) : 0);
	size_t n;

	while ((*s == '[' || *s == '{') && s[n = strcspn(s, "]}")] != '\0') {
		s += n + 1;
		s += strspn(s, " ");
	}
	n = strcspn(s, ":[");
	if (s[n] == '\0' || n > PREFIX_MAX)
		return PREFIX_NONE;
	s[n] = '\0';
	s = str_trim(s);
	if (phrase_is(PHRASE_FWD_PREFIX, s))
		return PREFIX_FORWARD;
	return phrase_is(PHRASE_RE_PREFIX, s) ? PREFIX_REPLY : PREFIX_NONE;
}

/* ---- finding it */

static const char *or_null(const char *s)
{
	return s && *s ? s : NULL;
}

static bool fill(struct arena *a, const struct head_block *b, struct forwarded *out)
{
	memset(out, 0, sizeof(*out));
	if (b->value[HEAD_FROM])
		out->from = read_mailbox(a, b->value[HEAD_FROM]);
	out->to = read_mailboxes(a, b->value[HEAD_TO]);
	out->cc = read_mailboxes(a, b->value[HEAD_CC]);
	out->subject = or_null(b->value[HEAD_SUBJECT]);
	out->date = or_null(b->value[HEAD_DATE]);
	return out->from.name || out->from.address || out->subject;
}

/* Below the separator stands no header but "3.1.2024, 10:12, "Ann" <ann@example.com>:". */
static bool fill_from_line(struct arena *a, const struct text_lines *t, size_t i,
    struct forwarded *out)
{
	const char *line, *at, *open;

	memset(out, 0, sizeof(*out));
	i = text_skip_blank(t, i);
	if (i >= t->n || !text_has_date(line_norm(&t->v[i])) ||
	    !text_has_address(line_norm(&t->v[i])))
		return false;
	line = arena_strndup(a, t->v[i].s, t->v[i].len);
	open = strpbrk(line, "\"<");
	at = strchr(line, '@');
	if (!open || open > at)
		return false;
	out->from = read_mailbox(a, open);
	out->date = or_null(clean_name(a, line, (size_t)(open - line), NULL));
	return out->from.address != NULL;
}

/* A block that a forwarding subject vouches for: sender and two more. */
static bool loose_block(struct arena *a, const struct text_lines *t, size_t i,
    struct head_block *out)
{
	const char *const *v = out->value;

	return t->v[i].head != HEAD_NONE && head_block(a, t, i, out) && v[HEAD_FROM] &&
	    (v[HEAD_DATE] != NULL) + (v[HEAD_TO] != NULL) + (v[HEAD_SUBJECT] != NULL) >= 2;
}

/* Does the quotation that begins at line i decide the matter?  *found_out says how. */
static bool decide(struct arena *a, const struct text_lines *t, size_t i,
    const struct quote_start *q, enum prefix prefix, struct forwarded *out, bool *found_out)
{
	struct head_block block;
	bool has_block = q->block > 0 || q->kind == QUOTE_BLOCK;

	if (q->kind == QUOTE_ATTRIBUTION)
		return q->sure && !t->v[text_skip_blank(t, q->end) % t->n].quoted;
	if (has_block && head_block(a, t, q->block, &block) && (q->kind == QUOTE_FORWARD ||
	    prefix == PREFIX_FORWARD || (prefix != PREFIX_REPLY && !sign_answer_above(t, NULL, i))))
		*found_out = fill(a, &block, out);
	else if (!has_block && q->kind == QUOTE_FORWARD)
		*found_out = fill_from_line(a, t, i + 1, out);
	return true;
}

bool mail_find_forwarded(struct arena *a, const char *text, const char *subject,
    struct forwarded *out)
{
	struct text_lines t = text_split(a, text);
	enum prefix prefix = subject_prefix(a, subject);
	struct head_block block;
	struct quote_start q;
	bool found = false;
	size_t i;

	for (i = 0; i < t.n; i = q.end > i ? q.end : i + 1) {
		q = (struct quote_start){ .kind = QUOTE_NONE };
		if (t.v[i].blank || t.v[i].quoted)
			continue;
		q = quote_start(a, &t, i);
		if (q.kind != QUOTE_NONE && decide(a, &t, i, &q, prefix, out, &found))
			return found;
		if (q.kind == QUOTE_NONE && prefix == PREFIX_FORWARD &&
		    loose_block(a, &t, i, &block))
			return fill(a, &block, out);
		if (q.kind == QUOTE_NONE)
			q.end = i + 1;
	}
	return false;
}
