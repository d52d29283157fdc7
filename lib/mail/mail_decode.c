/*
 * mail_decode: the contents of a part: transfer encoding (RFC 2045) by GMime,
 * charset, line ends, flowed text (RFC 3676).
 */
#include "mail/mail_body.h"

#include <gmime/gmime.h>
#include <string.h>

enum { MAX_TEXT = 4 * 1024 * 1024 };    /* decoded bytes of one part that are read as text */

void mail_gmime_init(void)
{
	static const char *const fallback[] = { "utf-8", "windows-1254", "windows-1252", NULL };
	static bool done;

	if (done)
		return;
	g_mime_init();
	g_mime_parser_options_set_fallback_charsets(g_mime_parser_options_get_default(),
	    (const char **)fallback);
	done = true;
}

/* What only claims to be base64: more than one byte in twenty cannot be. */
static bool is_base64(const char *s, size_t n)
{
	size_t seen = n < 4096 ? n : 4096, odd = 0;

	for (size_t i = 0; i < seen; i++)
		odd += !g_ascii_isalnum(s[i]) && !strchr("+/=\r\n", s[i]);
	return odd * 20 <= seen;
}

static char *decode(struct arena *a, GMimeContentEncoding coding, const char *s, size_t n,
    size_t *len_out)
{
	GMimeEncoding state;
	char *out;

	g_mime_encoding_init_decode(&state, coding);
	out = arena_alloc(a, g_mime_encoding_outlen(&state, n) + 4);
	*len_out = g_mime_encoding_step(&state, s, n, out);
	/* The last group may lack its padding; the state is how much of it was read. */
	if (coding != GMIME_CONTENT_ENCODING_BASE64)
		*len_out += g_mime_encoding_flush(&state, NULL, 0, out + *len_out);
	else if (state.state == 2 || state.state == 3)
		*len_out +=
		    g_mime_encoding_step(&state, "==", (size_t)(4 - state.state), out + *len_out);
	return out;
}

const char *mail_node_bytes(struct arena *a, const struct mail_node *node, size_t *len_out)
{
	const char *s = node->body;
	size_t n = node->len;

	*len_out = n;
	if (n == 0)
		return s;
	switch (node->coding) {
	case CODING_BASE64:
		if (!is_base64(s, n))
			return s;
		return decode(a, GMIME_CONTENT_ENCODING_BASE64, s, n, len_out);
	case CODING_QUOTED:
		return decode(a, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, s, n, len_out);
	case CODING_UU:
		return mail_uu_bytes(a, s, n, len_out);
	case CODING_NONE:
		break;
	}
	return s;
}

/* CRLF and lone CR become LF; in place. */
static size_t unix_lines(char *s)
{
	char *to = s;

	for (const char *p = s; *p; p++) {
		if (*p != '\r')
			*to++ = *p;
		else if (p[1] != '\n')
			*to++ = '\n';
	}
	*to = '\0';
	return (size_t)(to - s);
}

/* ---- flowed text */

struct flow {
	struct str out;
	size_t depth;           /* of the quotation that the open paragraph stands in */
	bool open;              /* the last line asked to be continued */
	bool delsp;
};

static void flow_start(struct flow *f, size_t depth)
{
	if (f->out.len > 0)
		str_addc(&f->out, '\n');
	for (size_t i = 0; i < depth; i++)
		str_addc(&f->out, '>');
	if (depth > 0)
		str_addc(&f->out, ' ');
	f->depth = depth;
}

static void flow_line(struct flow *f, const char *s, size_t n)
{
	size_t depth = 0;
	bool signature;

	for (; depth < n && s[depth] == '>'; depth++)
		;
	s += depth;
	n -= depth;
	if (n > 0 && *s == ' ') {
		s++;
		n--;
	}
	signature = n == 3 && memcmp(s, "-- ", 3) == 0;
	if (!f->open || f->depth != depth || signature)
		flow_start(f, depth);
	f->open = n > 0 && s[n - 1] == ' ' && !signature;
	str_addn(&f->out, s, f->open && f->delsp ? n - 1 : n);
}

static char *unflow(struct arena *a, const char *s, bool delsp)
{
	struct flow f = { .out = str_new(a), .delsp = delsp };

	while (*s) {
		size_t n = strcspn(s, "\n");

		flow_line(&f, s, n);
		s += n + (s[n] == '\n');
	}
	return str_end(&f.out);
}

char *mail_node_text(struct arena *a, const struct mail_node *node)
{
	size_t n;
	const char *bytes = mail_node_bytes(a, node, &n);
	char *text;

	if (n > MAX_TEXT)
		n = MAX_TEXT;
	if (mail_node_is(node, "text/html"))
		return mail_html_text(a, bytes, n, node->charset);
	text = mail_charset_text(a, bytes, n, node->charset);
	unix_lines(text);
	return node->flowed ? unflow(a, text, node->delsp) : text;
}
