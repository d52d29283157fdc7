/*
 * mail_body: which parts of a mail are its text and which are attachments, by the
 * rules of JMAP (RFC 8621 section 4.1.4) for textBody, htmlBody and attachments;
 * HTML stands in where the plain text of an alternative is empty.
 */
#include "mail/mail_body.h"

#include <string.h>

struct nodes {
	int *v;
	size_t n;
};

struct pick {
	struct arena *arena;
	const struct mail_tree *tree;
	struct nodes text, html;
	char **decoded;                 /* per node, once it is known */
};

static void add(struct pick *p, struct nodes *list, int index)
{
	list->v = arena_grow(p->arena, list->v, list->n, sizeof *list->v);
	list->v[list->n++] = index;
}

static bool has(const struct nodes *list, int index)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i] == index)
			return true;
	return false;
}

static char *text_of(struct pick *p, int index)
{
	if (!p->decoded[index])
		p->decoded[index] = mail_node_text(p->arena, &p->tree->v[index]);
	return p->decoded[index];
}

static bool is_blank(const char *s)
{
	return s[strspn(s, " \t\n\r")] == '\0';
}

static bool is_body(const struct mail_node *node, const char *around, bool first)
{
	if (node->attached)
		return false;
	if (!mail_node_is(node, "text/plain") && !mail_node_is(node, "text/html"))
		return false;
	return first || (!node->name && strcmp(around, "multipart/related") != 0);
}

/* An alternative that gave no plain text, or an empty one, is read as HTML. */
static void settle(struct pick *p, size_t text_n, size_t html_n)
{
	for (size_t i = text_n; i < p->text.n; i++)
		if (!is_blank(text_of(p, p->text.v[i])))
			return;
	if (p->html.n == html_n)
		return;
	for (size_t i = text_n; i < p->text.n; i++)
		add(p, &p->html, p->text.v[i]);
	p->text.n = text_n;
	for (size_t i = html_n, n = p->html.n; i < n; i++)
		if (mail_node_is(&p->tree->v[p->html.v[i]], "text/html"))
			add(p, &p->text, p->html.v[i]);
}

/* text, html: which of the two a part inside an alternative still belongs to. */
static void walk(struct pick *p, int parent, bool in_alternative, bool text, bool html)
{
	const struct mail_node *v = p->tree->v;
	bool alternative = mail_node_is(&v[parent], "multipart/alternative");
	size_t text_n = p->text.n, html_n = p->html.n;

	for (int i = parent + 1; i < v[parent].end; i = v[i].end) {
		bool plain = mail_node_is(&v[i], "text/plain");

		if (v[i].end > i + 1) {
			walk(p, i, in_alternative || alternative, text, html);
			continue;
		}
		if (!is_body(&v[i], v[parent].type, i == parent + 1))
			continue;
		if (alternative) {
			add(p, plain ? &p->text : &p->html, i);
			continue;
		}
		if (in_alternative) {
			html &= !plain;
			text &= plain;
		}
		if (text)
			add(p, &p->text, i);
		if (html)
			add(p, &p->html, i);
	}
	if (alternative && text && html)
		settle(p, text_n, html_n);
}

/* A mail of one part: any text that is not meant as a file. */
static void pick_single(struct pick *p)
{
	const struct mail_node *node = &p->tree->v[0];

	if (!node->attached && str_starts(node->type, "text/"))
		add(p, &p->text, 0);
}

static void add_extras(struct pick *p, struct mail_body *out)
{
	for (size_t i = 0; i < p->tree->n; i++) {
		const struct mail_node *node = &p->tree->v[i];
		struct mail_extra *x;

		if (node->end > (int)i + 1 || has(&p->text, (int)i) || has(&p->html, (int)i))
			continue;
		if (str_starts(node->type, "multipart/") && node->len == 0)
			continue;
		out->extras = arena_grow(p->arena, out->extras, out->extras_n, sizeof *out->extras);
		x = &out->extras[out->extras_n++];
		*x = (struct mail_extra){ .part = (int)i + 1, .node = node, .name = node->name };
	}
}

/* Without blank lines at the start and white space at the end. */
static char *tidy(char *s)
{
	size_t n = strlen(s);
	char *line = s;

	while (n > 0 && strchr(" \t\n", s[n - 1]))
		n--;
	s[n] = '\0';
	for (char *p = s; *p && strchr(" \t\n", *p); p++)
		if (*p == '\n')
			line = p + 1;
	return line;
}

static void add_text(struct pick *p, int index, struct str *all, struct mail_body *out)
{
	char *s = text_of(p, index);

	if (!mail_node_is(&p->tree->v[index], "text/html"))
		s = mail_uu_cut(p->arena, s, (int)(p->tree->n + out->extras_n) + 1, out);
	s = tidy(s);
	if (*s && all->len > 0)
		str_add(all, "\n\n");
	str_add(all, s);
}

void mail_body_read(struct arena *a, const struct mail_tree *t, struct mail_body *out)
{
	struct pick p = { .arena = a, .tree = t };
	struct str all = str_new(a);

	*out = (struct mail_body){ 0 };
	p.decoded = arena_alloc(a, t->n * sizeof *p.decoded);
	if (t->v[0].end > 1)
		walk(&p, 0, false, true, true);
	else
		pick_single(&p);
	add_extras(&p, out);
	for (size_t i = 0; i < p.text.n; i++)
		add_text(&p, p.text.v[i], &all, out);
	out->text = str_end(&all);
	if (p.text.n > 0)
		out->charset = t->v[p.text.v[0]].charset;
}
