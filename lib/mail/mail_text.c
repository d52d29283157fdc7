/*
 * Lines of a mail's text in a form fit for comparison, and the few properties of a
 * line that the readers of quotations ask for.
 */
#include "mail/mail_text.h"

#include <string.h>

/* What one character becomes in a normal form: itself, another, or nothing (0). */
static uint32_t plain(uint32_t c)
{
	if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF || c == 0xAD || c == 0x61C)
		return 0;
	if (c <= ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000)
		return ' ';
	if (c == 0x2018 || c == 0x2019)
		return '\'';
	if (c >= 0xFF01 && c <= 0xFF5E)         /* full width */
		return c - 0xFF01 + '!';
	return c;
}

/* In place: no character becomes longer. */
char *text_norm(struct arena *a, const char *s, size_t n)
{
	char *norm = utf8_fold(a, arena_strndup(a, s, n), false), *out = norm;
	const char *p = norm;
	size_t left = strlen(p), len;
	uint32_t c;

	for (; left > 0; p += len, left -= len) {
		c = utf8_decode(p, left, &len);
		c = c == UTF8_BAD ? '?' : plain(c);
		if (c == 0 || (c == ' ' && (out == norm || out[-1] == ' ')))
			continue;
		if (c < 0x80)
			*out++ = (char)c;
		else
			out += utf8_encode(c, out);
	}
	*out = '\0';
	return str_trim(norm);
}

const char *line_norm(struct text_line *line)
{
	if (!line->norm)
		line->norm = text_norm(line->arena, line->s,
		    line->len < TEXT_NORM_MAX ? line->len : TEXT_NORM_MAX);
	return line->norm;
}

/* The first byte that can be seen; the end if there is none. */
static size_t first_visible(const char *s, size_t n)
{
	size_t i, len;
	uint32_t c;

	for (i = 0; i < n; i += len) {
		c = utf8_decode(s + i, n - i, &len);
		c = c == UTF8_BAD ? '?' : plain(c);
		if (c != 0 && c != ' ')
			return i;
	}
	return n;
}

static void line_read(struct text_line *line)
{
	size_t n = first_visible(line->s, line->len);

	line->cut = line->len > TEXT_NORM_MAX;
	line->blank = n == line->len;
	line->quoted = n < line->len && line->s[n] == '>';
	head_line(line);
}

/* The next line of text, or all the rest if enough lines were read. */
static struct text_line cut_line(const char *text, bool last)
{
	struct text_line line = { .s = text };

	line.len = last ? strlen(text) : strcspn(text, "\n");
	return line;
}

/* ">:" that was wrapped off "Name <address" is no quotation. */
static bool closes_bracket(const struct text_lines *t, const struct text_line *line)
{
	const char *above, *end, *colon = memchr(line->s, '>', line->len);

	if (t->n == 0 || line->s + line->len - colon < 2 || colon[1] != ':')
		return false;
	above = t->v[t->n - 1].s;
	end = above + t->v[t->n - 1].len;
	while (end > above && end[-1] != '<' && end[-1] != '>')
		end--;
	return end > above && end[-1] == '<';
}

struct text_lines text_split(struct arena *a, const char *text)
{
	struct text_lines out = { 0 };
	struct text_line line;

	while (*text) {
		line = cut_line(text, out.n == TEXT_LINES_MAX);
		text += line.len;
		text += *text == '\n';
		if (line.len > 0 && line.s[line.len - 1] == '\r')
			line.len--;
		line.arena = a;
		line_read(&line);
		if (line.quoted && closes_bracket(&out, &line))
			line.quoted = false;
		out.v = arena_grow(a, out.v, out.n, sizeof(*out.v));
		out.v[out.n++] = line;
	}
	return out;
}

size_t text_skip_blank(const struct text_lines *t, size_t i)
{
	while (i < t->n && t->v[i].blank)
		i++;
	return i;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number of digits at s, and their value. */
static size_t number(const char *s, int *value_out)
{
	size_t n = 0;

	*value_out = 0;
	for (; digit(s[n]); n++)
		if (n < 4)
			*value_out = *value_out * 10 + s[n] - '0';
	return n;
}

/* Behind a number of n digits: ":30" of a time, ".02.2024" of a date? */
static bool date_rest(const char *s, size_t n)
{
	int value;

	if (n > 2)
		return false;
	if (s[0] == ':' || s[0] == 'h')
		return number(s + 1, &value) == 2;
	if (!s[0] || !strchr("./-", s[0]) || (n = number(s + 1, &value)) == 0 || n > 2)
		return false;
	return strchr("./-", s[1 + n]) && s[1 + n] && number(s + 2 + n, &value) >= 2;
}

bool text_has_date(const char *norm)
{
	size_t n;
	int value;

	for (; *norm; norm += n ? n : 1) {
		n = number(norm, &value);
		if (n == 4 && ((value >= 1990 && value < 2100) || (value >= 1370 && value < 1450)))
			return true;    /* the second: years of the solar and lunar Hijra */
		if (n > 0 && date_rest(norm + n, n))
			return true;
	}
	return false;
}

bool text_has_address(const char *norm)
{
	const char *at;

	for (at = strchr(norm, '@'); at; at = strchr(at + 1, '@'))
		if (at > norm && at[1] && !strchr(" <>()\",;:", at[-1]) &&
		    !strchr(" <>()\",;:.", at[1]))
			return true;
	return false;
}

bool line_is_rule(const struct text_line *line)
{
	size_t i;

	for (i = 0; i < line->len; i++)
		if (!line->s[i] || !strchr("-_=*~ \t", line->s[i]))
			return false;
	return line->len >= 3 && !line->blank;
}

static bool address_char(char c)
{
	return (unsigned char)c > ' ' && !strchr("<>[]()\",;:", c);
}

char *text_address(struct arena *a, const char *text, const char *at, const char **from_out)
{
	const char *from = at, *to = at;
	char *address, *host;

	while (from > text && address_char(from[-1]))
		from--;
	from += strspn(from, "'*=|");
	if (str_istarts(from, "smtp="))         /* as X.400 gateways write it */
		from += strlen("smtp=");
	while (address_char(*to))
		to++;
	while (to > at && strchr(".'*!?", to[-1]))
		to--;
	if (from >= at)
		return NULL;
	address = arena_strndup(a, from, (size_t)(to - from));
	for (host = strrchr(address, '@'); *host; host++)
		if (*host >= 'A' && *host <= 'Z')
			*host = (char)(*host - 'A' + 'a');
	*from_out = from;
	return mail_address_ok(address) ? address : NULL;
}
