/* mail_scrub_write: fields (RFC 2047) and bodies (base64) that mail_scrub writes anew. */
#include "mail/mail_scrub.h"

#include <glib.h>
#include <string.h>

enum { WORD_BYTES = 42, LINE_BYTES = 57, FIELD_MAX = 76 };

static char *encode(struct arena *a, const char *s, size_t n)
{
	gchar *text = g_base64_encode((const guchar *)s, n);
	char *out = arena_strdup(a, text);

	g_free(text);
	return out;
}

static bool is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x7f || (unsigned char)*s < ' ')
			return false;
	return true;
}

/* Encoded words; none ends inside a character. */
static void add_words(struct str *out, const char *s, const char *eol)
{
	bool first = true;

	for (size_t n; *s != '\0'; s += n, first = false) {
		n = strlen(s) < WORD_BYTES ? strlen(s) : WORD_BYTES;
		while (n > 1 && ((unsigned char)s[n] & 0xC0) == 0x80)
			n--;
		str_addf(out, "%s =?utf-8?B?%s?=", first ? "" : eol, encode(out->arena, s, n));
	}
}

/* A blank in front of each word; lines end before they are too long where there is a blank. */
static void add_folded(struct str *out, const char *s, const char *eol)
{
	char *rest = arena_strdup(out->arena, s), *word;
	size_t column = FIELD_MAX / 4;

	while ((word = str_cut(&rest, ' ')) != NULL) {
		if (*word == '\0')
			continue;
		if (column + strlen(word) + 1 > FIELD_MAX) {
			str_add(out, eol);
			column = 0;
		}
		str_addf(out, " %s", word);
		column += strlen(word) + 1;
	}
}

char *scrub_write_text(struct arena *a, const char *text, const char *eol)
{
	struct str out = str_new(a);

	if (is_plain(text))
		add_folded(&out, text, eol);
	else
		add_words(&out, text, eol);
	return str_end(&out);
}

static void add_quoted(struct str *out, const char *name)
{
	str_add(out, " \"");
	for (; *name != '\0'; name++) {
		if (*name == '"' || *name == '\\')
			str_addc(out, '\\');
		str_addc(out, *name);
	}
	str_addc(out, '"');
}

char *scrub_write_mailboxes(struct arena *a, const struct mailboxes *list, const char *eol)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < list->n; i++) {
		const struct mailbox *m = &list->v[i];

		if (i > 0)
			str_addf(&out, ",%s", eol);
		if (m->name != NULL && is_plain(m->name))
			add_quoted(&out, m->name);
		else if (m->name != NULL)
			add_words(&out, m->name, eol);
		if (m->address != NULL)
			str_addf(&out, " <%s>", m->address);
	}
	return str_end(&out);
}

char *scrub_base64(struct arena *a, const char *text, const char *eol)
{
	struct str crlf = str_new(a), out = str_new(a);

	for (; *text != '\0'; text++) {
		if (*text == '\n' && (crlf.len == 0 || crlf.s[crlf.len - 1] != '\r'))
			str_addc(&crlf, '\r');
		str_addc(&crlf, *text);
	}
	for (size_t at = 0; at < crlf.len; at += LINE_BYTES) {
		size_t n = crlf.len - at < LINE_BYTES ? crlf.len - at : LINE_BYTES;

		str_addf(&out, "%s%s", encode(a, crlf.s + at, n), eol);
	}
	return str_end(&out);
}

char *scrub_write_html(struct arena *a, const char *text)
{
	struct str out = str_new(a);

	str_add(&out, "<html><body><pre style=\"white-space:pre-wrap\">");
	for (; *text != '\0'; text++)
		if (*text == '<')
			str_add(&out, "&lt;");
		else if (*text == '>')
			str_add(&out, "&gt;");
		else if (*text == '&')
			str_add(&out, "&amp;");
		else
			str_addc(&out, *text);
	str_add(&out, "</pre></body></html>\n");
	return str_end(&out);
}
