/*
 * mail_html: HTML as a person would read it, as plain text.  libxml2's HTML parser
 * feeds events to a writer that collapses white space and knows blocks, quotations,
 * lists, tables and links.  No tree is built; depth and size are bounded.
 */
#include "mail/mail_tree.h"

#include <libxml/HTMLparser.h>
#include <string.h>

enum {
	MAX_HTML = 4 * 1024 * 1024,
	MAX_DEPTH = 1000,               /* of open elements; libxml2 scans them at every end tag */
	MAX_LISTS = 10,
	MAX_QUOTES = 20,
	MAX_URL = 2000,
	MAX_CONDITION = 200,
	META_WITHIN = 2048,             /* where browsers look for <meta charset> */
};

struct page {
	htmlParserCtxtPtr ctxt;
	struct arena *arena;
	struct str out;
	int depth, hidden;              /* open elements; depth of the hidden one, 0 if none */
	int pre, quotes, lists;
	int item[MAX_LISTS + 1];        /* next number of an ordered list, 0: not ordered */
	int breaks;                     /* line ends owed before the next text */
	int gap;                        /* blanks owed before the next text */
	bool fresh;                     /* behind a list marker: no line end before its text */
	bool written;                   /* the line has text */
	bool blank_line;                /* the line holds a no-break space alone, which keeps it */
	char *href;
	size_t link_start;
	unsigned char after[MAX_DEPTH + 2];     /* per open element: line ends behind it, QUOTED */
};

enum { QUOTED = 0x80 };

enum what {
	INLINE, BLOCK, PARAGRAPH, SKIP, QUOTE, LIST, ITEM, CELL, PRE, LINK, IMAGE, BREAK, RULE
};

static enum what element(const char *name)
{
	static const struct {
		const char *name;
		enum what what;
	} table[] = {
		{ "a", LINK }, { "address", BLOCK }, { "article", BLOCK }, { "aside", BLOCK },
		{ "blockquote", QUOTE }, { "body", BLOCK }, { "br", BREAK }, { "caption", BLOCK },
		{ "center", BLOCK }, { "dd", BLOCK }, { "div", BLOCK }, { "dl", PARAGRAPH },
		{ "dt", BLOCK }, { "fieldset", BLOCK }, { "figure", BLOCK }, { "footer", BLOCK },
		{ "form", BLOCK }, { "h1", PARAGRAPH }, { "h2", PARAGRAPH }, { "h3", PARAGRAPH },
		{ "h4", PARAGRAPH }, { "h5", PARAGRAPH }, { "h6", PARAGRAPH }, { "head", SKIP },
		{ "header", BLOCK }, { "hr", RULE }, { "img", IMAGE }, { "li", ITEM },
		{ "main", BLOCK },
		{ "nav", BLOCK }, { "noframes", SKIP }, { "ol", LIST }, { "option", BLOCK },
		{ "p", PARAGRAPH }, { "pre", PRE }, { "script", SKIP }, { "section", BLOCK },
		{ "select", SKIP }, { "style", SKIP }, { "svg", SKIP }, { "table", BLOCK },
		{ "td", CELL }, { "template", SKIP }, { "textarea", SKIP }, { "th", CELL },
		{ "title", SKIP }, { "tr", BLOCK }, { "ul", LIST },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (str_ieq(table[i].name, name))
			return table[i].what;
	return INLINE;
}

static const char *attribute(const xmlChar **atts, const char *name)
{
	for (; atts && atts[0]; atts += 2)
		if (str_ieq((const char *)atts[0], name))
			return atts[1] ? (const char *)atts[1] : "";
	return NULL;
}

/* Does the style have that declaration, blanks and case aside? */
static bool styled(struct page *p, const xmlChar **atts, const char *declaration)
{
	const char *style = attribute(atts, "style");
	char *flat, *to;

	if (!style)
		return false;
	flat = to = str_lower(p->arena, style);
	for (const char *s = flat; *s; s++)
		if (!strchr(" \t\r\n", *s))
			*to++ = *s;
	*to = '\0';
	return strstr(flat, declaration) != NULL;
}

static bool is_hidden(struct page *p, const xmlChar **atts)
{
	return attribute(atts, "hidden") || styled(p, atts, "display:none") ||
	    styled(p, atts, "mso-hide:all");
}

/* ---- writing */

static void want_breaks(struct page *p, int n)
{
	if (p->fresh)
		return;
	if (p->blank_line)
		n = 2;
	p->blank_line = false;
	if (p->breaks < n && p->out.len > 0)
		p->breaks = n;
	p->gap = 0;
}

static void line_start(struct page *p)
{
	for (int i = 0; i < p->quotes && i < MAX_QUOTES; i++)
		str_addc(&p->out, '>');
	if (p->quotes > 0)
		str_addc(&p->out, ' ');
	p->written = false;
}

static void flush_breaks(struct page *p)
{
	if (p->out.len == 0)
		line_start(p);
	for (; p->breaks > 0; p->breaks--) {
		str_addc(&p->out, '\n');
		if (p->breaks == 1)
			line_start(p);
		else if (p->quotes > 0)
			str_addc(&p->out, '>');
	}
}

static void put(struct page *p, const char *s, size_t n)
{
	flush_breaks(p);
	for (; p->gap > 0 && (p->written || p->pre); p->gap--)
		str_addc(&p->out, ' ');
	p->gap = 0;
	str_addn(&p->out, s, n);
	p->written = true;
	p->fresh = p->blank_line = false;
}

static void put_word(struct page *p, const char *s)
{
	put(p, s, strlen(s));
}

static void put_pre(struct page *p, const char *s, size_t n)
{
	for (size_t i = 0, run; i < n; i += run + 1) {
		for (run = 0; i + run < n && s[i + run] != '\n' && s[i + run] != '\r'; run++)
			;
		if (run > 0)
			put(p, s + i, run);
		p->breaks += i + run < n && s[i + run] == '\n' && p->out.len > 0;
	}
}

/* The length of the white space at s, 0 if there is none; a no-break space is some. */
static size_t space_at(struct page *p, const char *s, size_t n)
{
	if (strchr(" \t\r\n\f\v", *s) && *s)
		return 1;
	if (n < 2 || s[0] != '\xc2' || s[1] != '\xa0')
		return 0;
	p->blank_line = p->breaks > 0 || !p->written;
	return 2;
}

static void on_characters(void *ctx, const xmlChar *ch, int len)
{
	struct page *p = ctx;
	const char *s = (const char *)ch;
	size_t n = (size_t)len;

	if (p->hidden)
		return;
	if (p->pre) {
		put_pre(p, s, n);
		return;
	}
	for (size_t i = 0, run; i < n; i += run) {
		run = space_at(p, s + i, n - i);
		if (run > 0) {
			p->gap = p->gap > 1 ? p->gap : 1;
			continue;
		}
		for (run = 1; i + run < n && !strchr(" \t\r\n\f\v\xc2", s[i + run]); run++)
			;
		put(p, s + i, run);
	}
}

/* ---- elements */

static void start_block(struct page *p, int breaks)
{
	want_breaks(p, breaks);
	p->after[p->depth] = (unsigned char)breaks;
}

static void start_list(struct page *p, const char *name)
{
	start_block(p, p->lists > 0 ? 1 : 2);
	if (++p->lists <= MAX_LISTS)
		p->item[p->lists] = str_ieq(name, "ol");
}

static void start_item(struct page *p)
{
	int level = p->lists < MAX_LISTS ? p->lists : MAX_LISTS;

	p->fresh = false;
	want_breaks(p, 1);
	flush_breaks(p);
	for (int i = 1; i < level; i++)
		str_add(&p->out, "  ");
	if (level > 0 && p->item[level] > 0)
		str_addf(&p->out, "%d. ", p->item[level]++);
	else
		str_add(&p->out, "- ");
	p->gap = 0;
	p->written = false;
	p->fresh = true;
}

/* A blockquote without a border is how mail programs indent. */
static bool is_indent(struct page *p, const xmlChar **atts)
{
	return styled(p, atts, "border:none") || styled(p, atts, "border:0");
}

static bool is_link(const char *href)
{
	static const char *const schemes[] = { "http:", "https:", "mailto:", "ftp:", "tel:" };

	for (size_t i = 0; href && i < sizeof schemes / sizeof *schemes; i++)
		if (str_istarts(href, schemes[i]))
			return strlen(href) <= MAX_URL;
	return false;
}

static void start_link(struct page *p, const xmlChar **atts)
{
	const char *href = attribute(atts, "href");
	size_t n = 0;

	p->href = NULL;
	if (!is_link(href))
		return;
	p->href = arena_alloc(p->arena, strlen(href) + 1);
	for (; *href; href++)
		if ((unsigned char)*href > ' ' && !strchr("<>", *href))
			p->href[n++] = *href;
	p->link_start = p->out.len;
}

/* What of a URL a text need not repeat to be the same. */
static const char *bare_url(const char *url)
{
	static const char *const skip[] = { "mailto:", "tel:", "https://", "http://", "www." };

	for (size_t i = 0; i < sizeof skip / sizeof *skip; i++)
		if (str_istarts(url, skip[i]))
			url += strlen(skip[i]);
	return url;
}

static bool same_url(const char *url, const char *text)
{
	size_t n, m;

	url = bare_url(url);
	text = bare_url(text);
	n = strlen(url);
	m = strlen(text);
	n -= n > 0 && url[n - 1] == '/';
	m -= m > 0 && text[m - 1] == '/';
	return n == m && memcmp(url, text, n) == 0;
}

static void end_link(struct page *p)
{
	char *text, *href = p->href;

	p->href = NULL;
	if (!href)
		return;
	text = str_trim(arena_strdup(p->arena, str_end(&p->out) + p->link_start));
	if (same_url(href, text))
		return;
	if (str_istarts(href, "mailto:")) {
		href += strlen("mailto:");
		href[strcspn(href, "?")] = '\0';
	}
	if (p->gap == 0 && *text)
		p->gap = 1;
	put_word(p, arena_printf(p->arena, "<%s>", href));
}

static void image(struct page *p, const xmlChar **atts)
{
	const char *alt = attribute(atts, "alt");

	if (!alt || !*alt)
		return;
	alt = mail_words_decode(p->arena, alt, strlen(alt), NULL);
	put_word(p, arena_printf(p->arena, "[%s]", alt));
}

static bool is_tight(struct page *p, const xmlChar **atts)
{
	const char *class = attribute(atts, "class");

	return (class && str_ifind(class, "MsoNormal")) || styled(p, atts, "margin:0");
}

static void start_cell(struct page *p)
{
	if (p->written && p->breaks == 0)
		p->gap = 2;
}

static void start_quote(struct page *p, const xmlChar **atts)
{
	start_block(p, 1);
	if (is_indent(p, atts))
		return;
	p->quotes++;
	p->after[p->depth] |= QUOTED;
}

static void open_element(struct page *p, const char *name, const xmlChar **atts)
{
	switch (element(name)) {
	case SKIP:
		p->hidden = p->depth;
		break;
	case BREAK:
		p->blank_line = p->fresh = false;
		p->breaks += p->out.len > 0 && p->breaks < 2;
		p->gap = 0;
		break;
	case PARAGRAPH:
		start_block(p, is_tight(p, atts) ? 1 : 2);
		break;
	case BLOCK:
		start_block(p, 1);
		break;
	case QUOTE:
		start_quote(p, atts);
		break;
	case LIST:
		start_list(p, name);
		break;
	case ITEM:
		start_item(p);
		break;
	case CELL:
		start_cell(p);
		break;
	case PRE:
		start_block(p, 2);
		p->pre++;
		break;
	case LINK:
		start_link(p, atts);
		break;
	case IMAGE:
		image(p, atts);
		break;
	case RULE:
		want_breaks(p, 1);
		put_word(p, "________________________________");
		want_breaks(p, 1);
		break;
	case INLINE:
		break;
	}
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
	struct page *p = ctx;

	if (++p->depth > MAX_DEPTH) {
		xmlStopParser(p->ctxt);
		return;
	}
	p->after[p->depth] = 0;
	if (p->hidden)
		return;
	if (is_hidden(p, atts))
		p->hidden = p->depth;
	else
		open_element(p, (const char *)name, atts);
}

static void close_element(struct page *p, const char *name)
{
	unsigned char after = p->after[p->depth];

	switch (element(name)) {
	case LIST:
		p->lists -= p->lists > 0;
		break;
	case ITEM:
		p->fresh = false;
		want_breaks(p, 1);
		break;
	case PRE:
		p->pre -= p->pre > 0;
		break;
	case LINK:
		end_link(p);
		break;
	default:
		break;
	}
	want_breaks(p, after & ~QUOTED);
	p->quotes -= (after & QUOTED) != 0;
}

static void on_end(void *ctx, const xmlChar *name)
{
	struct page *p = ctx;

	if (p->depth <= 0 || p->depth > MAX_DEPTH)
		return;
	if (!p->hidden)
		close_element(p, (const char *)name);
	else if (p->hidden == p->depth)
		p->hidden = 0;
	p->depth--;
}

/* ---- reading */

/* The charset that <meta> names, for bytes that came without one. */
static char *meta_charset(struct arena *a, const char *html, size_t len)
{
	char *head = arena_strndup(a, html, len < META_WITHIN ? len : META_WITHIN);
	const char *p = str_ifind(head, "charset=");
	size_t n;

	if (!p)
		return NULL;
	p += strlen("charset=");
	p += strspn(p, "\"' ");
	n = strcspn(p, "\"' ;/>");
	/* Whoever could read this far does not read UTF-16. */
	return n > 0 && !str_istarts(p, "utf-16") ? arena_strndup(a, p, n) : NULL;
}

/* Word's "<![if ...]>" and "<![endif]>" would be text for libxml2: make them blanks. */
static void drop_conditions(char *html)
{
	const char *end = html + strlen(html), *close;

	for (char *p = html; (p = memchr(p, '<', (size_t)(end - p))); p++) {
		if (!str_istarts(p, "<![if") && !str_istarts(p, "<![endif"))
			continue;
		close = memchr(p, '>', strnlen(p, MAX_CONDITION));
		if (close && close[-1] == ']')
			memset(p, ' ', (size_t)(close + 1 - p));
	}
}

/* Without an open body libxml2 puts a paragraph around every bare text. */
static char *with_body(struct arena *a, char *html)
{
	return str_ifind(html, "<body") ? html : arena_printf(a, "<body>%s", html);
}

char *mail_html_text(struct arena *a, const char *html, size_t len, const char *charset)
{
	struct page p = { .arena = a, .out = str_new(a) };
	char *text;

	if (len > MAX_HTML)
		len = MAX_HTML;
	if (!charset || str_ieq(charset, "us-ascii"))
		charset = meta_charset(a, html, len);
	text = with_body(a, mail_charset_text(a, html, len, charset));
	drop_conditions(text);
	p.ctxt = htmlNewParserCtxt();
	if (!p.ctxt)
		mem_fail();
	memset(p.ctxt->sax, 0, sizeof *p.ctxt->sax);
	p.ctxt->sax->startElement = on_start;
	p.ctxt->sax->endElement = on_end;
	p.ctxt->sax->characters = p.ctxt->sax->ignorableWhitespace = on_characters;
	p.ctxt->userData = &p;
	htmlCtxtReadMemory(p.ctxt, text, (int)strlen(text), NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
	    HTML_PARSE_IGNORE_ENC);
	htmlFreeParserCtxt(p.ctxt);
	return str_trim(str_end(&p.out));
}
