/*
 * mail_wrap: the text of an answer in lines of 76 columns, hard or flowed (RFC 3676).
 */
#include "mail/mail_compose.h"

#include <string.h>

enum { COLUMNS = 76 };

/* How much of the line fits: up to and with a blank; all of it if no blank helps. */
static size_t fitting(const char *s, size_t n, size_t columns)
{
	size_t width = 0, best = 0;

	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = utf8_decode(s + i, n - i, &len);

		if (c == ' ' && i > 0)
			best = i + 1;
		width += (size_t)(c == UTF8_BAD ? 1 : utf8_width(c));
		if (width > columns && best > 0)
			return best;
	}
	return n;
}

static size_t without_blanks(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return n;
}

static bool is_signature(const char *s, size_t n)
{
	return n == 3 && memcmp(s, "-- ", 3) == 0;
}

/* A quoted line stays as it is: its line ends are somebody else's. */
static void wrap_line(struct str *out, const char *s, size_t n)
{
	while (n > 0 && *s != '>') {
		size_t run = fitting(s, n, COLUMNS);

		if (run == n)
			break;
		str_addn(out, s, without_blanks(s, run));
		str_addc(out, '\n');
		s += run;
		n -= run;
	}
	str_addn(out, s, is_signature(s, n) ? n : without_blanks(s, n));
	str_addc(out, '\n');
}

/* One line of the flowed form: quote marks, and a blank before what could be taken for one. */
static void flow_piece(struct str *out, size_t depth, const char *s, size_t n)
{
	for (size_t i = 0; i < depth; i++)
		str_addc(out, '>');
	if (n > 0 && (depth > 0 || *s == ' ' || *s == '>' || (n > 4 && memcmp(s, "From ", 5) == 0)))
		str_addc(out, ' ');
	str_addn(out, s, n);
	str_addc(out, '\n');
}

static void flow_line(struct str *out, const char *s, size_t n)
{
	size_t depth = 0;

	while (n > 0 && *s == '>' && depth < COLUMNS / 2) {
		depth++;
		s++;
		n--;
		if (n > 1 && s[0] == ' ' && s[1] == '>') {
			s++;
			n--;
		}
	}
	if (depth > 0 && n > 0 && *s == ' ') {
		s++;
		n--;
	}
	if (!is_signature(s, n))
		n = without_blanks(s, n);
	for (size_t run; (run = fitting(s, n, COLUMNS - depth - 1)) < n; s += run, n -= run)
		flow_piece(out, depth, s, run);
	flow_piece(out, depth, s, n);
}

char *mail_wrap(struct arena *a, const char *text, bool flowed)
{
	struct str out = str_new(a);

	while (*text) {
		size_t n = strcspn(text, "\r\n");

		if (flowed)
			flow_line(&out, text, n);
		else
			wrap_line(&out, text, n);
		text += n;
		text += text[0] == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
	return str_end(&out);
}
