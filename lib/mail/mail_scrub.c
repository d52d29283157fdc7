/*
 * mail_scrub: take somebody's traces out of a mail.  Fields and text parts that hold some are
 * written anew; everything else keeps its bytes, so that part numbers, other people's files and
 * their checksums stay what they were.
 */
#include "mail/mail_scrub.h"

#include <glib.h>
#include <string.h>

enum { DEPTH_MAX = 20 };

struct edit { const char *from, *to, *with; size_t len; };

struct scrubbing {
	struct arena *arena;
	const struct mail_scrub *how;
	struct mail_tree tree;
	struct edit *edits;
	size_t edits_n;
	const char *eol;
	int depth;
};

static bool scrub_at(struct arena *a, const char *raw, size_t len, const struct mail_scrub *how,
    int depth, char **raw_out, size_t *len_out);

static void replace_bytes(struct scrubbing *s, const char *from, const char *to, const char *with,
    size_t len)
{
	s->edits = arena_grow(s->arena, s->edits, s->edits_n, sizeof *s->edits);
	s->edits[s->edits_n++] = (struct edit){ from, to, with, len };
}

static void replace(struct scrubbing *s, const char *from, const char *to, const char *with)
{
	replace_bytes(s, from, to, with, strlen(with));
}

static bool field_is(const struct mail_field *f, const char *name)
{
	return strlen(name) == f->name_len && g_ascii_strncasecmp(f->name, name, f->name_len) == 0;
}

/* ---- fields */

static bool holds_mailboxes(const struct mail_field *f)
{
	static const char *const names[] = { "From", "To", "Cc", "Bcc", "Reply-To", "Sender",
		"Resent-From", "Resent-To", "Resent-Cc", "Resent-Sender", "Return-Path",
		"Delivered-To", "X-Original-To", "Envelope-To", "Errors-To",
		"Disposition-Notification-To", "Mail-Followup-To", "X-Forwarded-To" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (field_is(f, names[i]))
			return true;
	return false;
}

/* NULL: nobody in the list is to be changed. */
static const char *scrub_mailboxes(struct scrubbing *s, const struct mail_field *f)
{
	struct mailboxes list = { 0 };
	bool changed = false;

	mail_list_read(s->arena, f->value, f->value_len, NULL, &list);
	for (size_t i = 0; i < list.n; i++)
		changed |= s->how->mailbox(s->how->ctx, s->arena, &list.v[i]);
	return changed ? scrub_write_mailboxes(s->arena, &list, s->eol) : NULL;
}

static void scrub_field(struct scrubbing *s, const struct mail_field *f)
{
	const char *with = holds_mailboxes(f) ? scrub_mailboxes(s, f) : NULL;
	const char *text = with == NULL ? mail_field_text(s->arena, f, NULL) : NULL;
	char *clean = text == NULL ? NULL : s->how->text(s->how->ctx, s->arena, text,
	    field_is(f, "Subject") ? MAIL_PLACE_SUBJECT : MAIL_PLACE_FIELD);

	if (clean != NULL)
		with = scrub_write_text(s->arena, clean, s->eol);
	if (with != NULL)
		replace(s, f->value, f->value + f->value_len, with);
}

/* Of a type or disposition with a trace only the type itself stays. */
static void scrub_content_field(struct scrubbing *s, const struct mail_node *node,
    const struct mail_field *f)
{
	const char *text = mail_field_text(s->arena, f, NULL);

	if (s->how->text(s->how->ctx, s->arena, text, MAIL_PLACE_FIELD) == NULL &&
	    (node->name == NULL ||
		s->how->text(s->how->ctx, s->arena, node->name, MAIL_PLACE_FIELD) == NULL))
		return;
	const char *with = field_is(f, "Content-Disposition") ?
	    (node->attached ? " attachment" : " inline") : node->charset == NULL ?
	    arena_printf(s->arena, " %s", node->type) :
	    arena_printf(s->arena, " %s; charset=%s", node->type, node->charset);
	replace(s, f->value, f->value + f->value_len, with);
}

static bool names_contents(const struct mail_field *f)
{
	return field_is(f, "Content-Type") || field_is(f, "Content-Disposition");
}

static bool is_leaf(const struct scrubbing *s, int i)
{
	return s->tree.v[i].end == i + 1;
}

static void scrub_head(struct scrubbing *s, int i)
{
	const struct mail_node *node = &s->tree.v[i];

	for (size_t f = 0; f < node->head.n; f++) {
		const struct mail_field *field = &node->head.v[f];

		if (names_contents(field) && is_leaf(s, i))
			scrub_content_field(s, node, field);
		else if (!field_is(field, "Content-Type"))
			scrub_field(s, field);
	}
}

/* ---- contents */

/* Fields of a part whose body is written anew, as UTF-8 in base64. */
static void describe(struct scrubbing *s, const struct mail_node *node, const char *type,
    const char *coding)
{
	const struct mail_field *t = mail_field_first(&node->head, "Content-Type");
	const struct mail_field *c = mail_field_first(&node->head, "Content-Transfer-Encoding");
	struct str more = str_new(s->arena);

	if (node->head.n == 0)
		return;
	type = arena_printf(s->arena, " %s", type);
	coding = arena_printf(s->arena, " %s", coding);
	for (size_t i = s->edits_n; i > 0; i--)
		if (t != NULL && s->edits[i - 1].from == t->value)
			s->edits[i - 1] = s->edits[--s->edits_n];
	if (t != NULL)
		replace(s, t->value, t->value + t->value_len, type);
	else
		str_addf(&more, "Content-Type:%s%s", type, s->eol);
	if (c != NULL)
		replace(s, c->value, c->value + c->value_len, coding);
	else
		str_addf(&more, "Content-Transfer-Encoding:%s%s", coding, s->eol);
	if (more.len > 0)
		replace(s, node->head.v[0].name, node->head.v[0].name, str_end(&more));
}

static void put_text(struct scrubbing *s, const struct mail_node *node, const char *type,
    const char *text)
{
	const char *end = node->body + node->len;

	if (node->head.n == 0) {
		replace(s, node->body, end, text);
		return;
	}
	describe(s, node, arena_printf(s->arena, "%s; charset=utf-8", type), "base64");
	replace(s, node->body, end, scrub_base64(s->arena, text, s->eol));
}

/* HTML hides words in attributes and entities: what a reader sees is kept, as plain as it is. */
static void scrub_html(struct scrubbing *s, const struct mail_node *node, enum mail_place place)
{
	size_t n;
	const char *bytes = mail_node_bytes(s->arena, node, &n);
	const char *source = mail_charset_text(s->arena, bytes, n, node->charset);
	const char *seen = mail_node_text(s->arena, node);
	char *clean = s->how->text(s->how->ctx, s->arena, seen, place);

	if (clean == NULL &&
	    s->how->text(s->how->ctx, s->arena, source, MAIL_PLACE_FILE) == NULL)
		return;
	put_text(s, node, "text/html", scrub_write_html(s->arena, clean == NULL ? seen : clean));
}

static void scrub_text(struct scrubbing *s, const struct mail_node *node)
{
	enum mail_place place = node->attached ? MAIL_PLACE_FILE : MAIL_PLACE_BODY;

	if (mail_node_is(node, "text/html")) {
		scrub_html(s, node, place);
		return;
	}
	char *clean = s->how->text(s->how->ctx, s->arena, mail_node_text(s->arena, node), place);
	if (clean != NULL)
		put_text(s, node, node->type, clean);
}

/* An embedded mail, or the header of one. */
static void scrub_mail(struct scrubbing *s, const struct mail_node *node)
{
	size_t n, clean_len;
	const char *bytes = mail_node_bytes(s->arena, node, &n);
	const char *end = node->body + node->len;
	struct mail_fields head = { 0 };
	struct mailboxes from = { 0 };
	bool damaged;
	char *clean;

	mail_head_read(s->arena, bytes, n, true, &head, &damaged);
	const struct mail_field *f = mail_field_first(&head, "From");
	if (f != NULL)
		mail_list_read(s->arena, f->value, f->value_len, NULL, &from);
	for (size_t i = 0; i < from.n; i++)
		if (s->how->embedded(s->how->ctx, &from.v[i])) {
			put_text(s, node, "text/plain", s->how->notice);
			return;
		}
	if (!scrub_at(s->arena, bytes, n, s->how, s->depth + 1, &clean, &clean_len))
		return;
	if (node->coding != CODING_NONE)
		describe(s, node, node->type, "8bit");
	replace_bytes(s, node->body, end, clean, clean_len);
}

static void scrub_file(struct scrubbing *s, const struct mail_node *node)
{
	size_t n;
	const char *bytes = mail_node_bytes(s->arena, node, &n);

	if (s->how->file(s->how->ctx, mail_sha256_hex(s->arena, bytes, n), bytes, n))
		put_text(s, node, "text/plain", s->how->notice);
}

static void scrub_leaf(struct scrubbing *s, const struct mail_node *node)
{
	size_t n;

	if (node->len == 0)
		return;
	if (mail_node_is(node, "message/rfc822") || mail_node_is(node, "message/global") ||
	    mail_node_is(node, "text/rfc822-headers"))
		scrub_mail(s, node);
	else if (str_starts(node->type, "text/") || str_starts(node->type, "message/")) {
		const char *bytes = mail_node_bytes(s->arena, node, &n);

		if (node->attached && s->how->file(s->how->ctx,
			mail_sha256_hex(s->arena, bytes, n), "", 0))
			put_text(s, node, "text/plain", s->how->notice);
		else
			scrub_text(s, node);
	} else
		scrub_file(s, node);
}

/* What stands before the first boundary and behind the last: no reader shows it. */
static void scrub_around(struct scrubbing *s, const struct mail_node *node)
{
	const char *end = node->body + node->len, *first = end, *last = end;
	char *mark;

	if (node->boundary == NULL)
		return;
	mark = arena_printf(s->arena, "--%s", node->boundary);
	for (const char *p = node->body; p < end; p++) {
		if ((size_t)(end - p) < strlen(mark) || memcmp(p, mark, strlen(mark)) != 0)
			continue;
		first = first == end ? p : first;
		p += strlen(mark);
		if (end - p >= 2 && p[0] == '-' && p[1] == '-')
			last = p + 2;
	}
	char *before = arena_strndup(s->arena, node->body, (size_t)(first - node->body));
	char *behind = arena_strndup(s->arena, last, (size_t)(end - last));
	if (s->how->text(s->how->ctx, s->arena, before, MAIL_PLACE_FILE) != NULL)
		replace(s, node->body, first, "");
	if (s->how->text(s->how->ctx, s->arena, behind, MAIL_PLACE_FILE) != NULL)
		replace(s, last, end, s->eol);
}

/* ---- the whole */

static int by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static void apply(struct scrubbing *s, const char *raw, size_t len, char **raw_out, size_t *len_out)
{
	struct str out = str_new(s->arena);
	const char *at = raw;

	qsort(s->edits, s->edits_n, sizeof *s->edits, by_place);
	for (size_t i = 0; i < s->edits_n; i++) {
		const struct edit *e = &s->edits[i];

		if (e->from < at)
			continue;
		str_addn(&out, at, (size_t)(e->from - at));
		str_addn(&out, e->with, e->len);
		at = e->to;
	}
	str_addn(&out, at, (size_t)(raw + len - at));
	*len_out = out.len;
	*raw_out = str_end(&out);
}

static bool scrub_at(struct arena *a, const char *raw, size_t len, const struct mail_scrub *how,
    int depth, char **raw_out, size_t *len_out)
{
	struct scrubbing s = { .arena = a, .how = how, .depth = depth };
	const char *nl;

	if (len == 0 || depth > DEPTH_MAX)
		return false;
	raw = mail_tree_lines(a, raw, len);
	nl = memchr(raw, '\n', len);
	s.eol = nl != NULL && nl > raw && nl[-1] == '\r' ? "\r\n" : "\n";
	mail_tree_read(a, raw, len, &s.tree);
	for (int i = 0; i < (int)s.tree.n; i++) {
		scrub_head(&s, i);
		if (is_leaf(&s, i))
			scrub_leaf(&s, &s.tree.v[i]);
		else
			scrub_around(&s, &s.tree.v[i]);
	}
	if (s.edits_n == 0)
		return false;
	apply(&s, raw, len, raw_out, len_out);
	return true;
}

bool mail_scrub(struct arena *a, const char *raw, size_t len, const struct mail_scrub *s,
    char **raw_out, size_t *len_out)
{
	mail_gmime_init();
	return scrub_at(a, raw, len, s, 0, raw_out, len_out);
}

/* ---- what stands for a mail that is gone */

static void keep_field(struct scrubbing *s, struct str *out, const struct mail_fields *head,
    const char *name)
{
	const struct mail_field *f = mail_field_first(head, name);

	if (f == NULL)
		return;
	s->edits_n = 0;
	scrub_field(s, f);
	str_addf(out, "%s:", name);
	if (s->edits_n > 0)
		str_add(out, s->edits[0].with);
	else
		str_addn(out, f->value, f->value_len);
	str_add(out, s->eol);
}

void mail_stub(struct arena *a, const char *raw, size_t len, const struct mail_scrub *how,
    const struct mailbox *from, const char *subject, char **raw_out, size_t *len_out)
{
	static const char *const kept[] = { "Date", "Message-ID", "In-Reply-To", "References", "To",
		"Cc" };
	struct scrubbing s = { .arena = a, .how = how, .eol = "\r\n" };
	struct mailboxes sender = { .n = 1 };
	struct mail_fields head = { 0 };
	struct str out = str_new(a);
	bool damaged;

	mail_gmime_init();
	mail_head_read(a, mail_tree_lines(a, raw, len), len, true, &head, &damaged);
	sender.v = arena_memdup(a, from, sizeof *from);
	str_addf(&out, "From:%s\r\n", scrub_write_mailboxes(a, &sender, s.eol));
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		keep_field(&s, &out, &head, kept[i]);
	str_addf(&out, "Subject:%s\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
	    scrub_write_text(a, subject, s.eol), how->notice);
	*len_out = out.len;
	*raw_out = str_end(&out);
}
