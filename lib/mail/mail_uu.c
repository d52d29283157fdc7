/*
 * mail_uu: files that stand uuencoded in a text ("begin 644 name"), POSIX uuencode.
 */
#include "mail/mail_body.h"

#include <gmime/gmime.h>
#include <string.h>

static size_t line_len(const char *s)
{
	return strcspn(s, "\r\n");
}

static const char *next_line(const char *s)
{
	s += strcspn(s, "\n");
	return *s ? s + 1 : s;
}

/* The name in "begin 644 name", NULL if the line is something else. */
static const char *begin_name(const char *s)
{
	size_t digits;

	if (!str_starts(s, "begin "))
		return NULL;
	s += strlen("begin ");
	digits = strspn(s, "01234567");
	if (digits < 3 || digits > 4 || s[digits] != ' ' || s[digits + 1] <= ' ')
		return NULL;
	return s + digits + 1;
}

/* A line of data: its first character tells how many bytes it holds. */
static bool is_data(const char *s)
{
	size_t n = line_len(s), bytes, chars;

	if (n < 2 || *s <= ' ' || *s > '`' - 1)
		return false;
	bytes = (size_t)(*s - ' ');
	chars = (bytes + 2) / 3 * 4;
	for (size_t i = 1; i < n; i++)
		if (s[i] < ' ' || s[i] > '`')
			return false;
	/* Blanks at the end get lost on the way; some programs add a checksum. */
	return n - 1 <= chars + 2 && n - 1 + 12 >= chars;
}

/* Behind the block whose data starts at s; NULL if it is none. */
static const char *block_end(const char *s, const char **data_end)
{
	const char *start = s;

	while (is_data(s))
		s = next_line(s);
	*data_end = s;
	if (*s == '`' || *s == ' ' || *s == '\r' || *s == '\n')
		s = next_line(s);
	if (str_starts(s, "end") && line_len(s) - strspn(s + 3, " \t") == 3)
		return next_line(s);
	return *s == '\0' && *data_end > start ? s : NULL;
}

static char *decode(struct arena *a, const char *s, size_t n, size_t *len_out)
{
	char *out = arena_alloc(a, n + 1);
	int state = 0;
	guint32 save = 0;

	*len_out = g_mime_encoding_uudecode_step((const unsigned char *)s, n, (unsigned char *)out,
	    &state, &save);
	return out;
}

static void add_file(struct arena *a, struct mail_body *out, int part, const char *name,
    const char *data, size_t n)
{
	struct mail_extra *x;

	out->extras = arena_grow(a, out->extras, out->extras_n, sizeof *out->extras);
	x = &out->extras[out->extras_n++];
	*x = (struct mail_extra){ .part = part };
	x->name = str_trim(arena_strndup(a, name, line_len(name)));
	x->data = decode(a, data, n, &x->len);
}

char *mail_uu_cut(struct arena *a, char *text, int part, struct mail_body *out)
{
	char *to = text;

	if (!str_starts(text, "begin ") && !strstr(text, "\nbegin "))
		return text;
	for (const char *p = text; *p;) {
		const char *name = begin_name(p), *line = next_line(p), *data_end, *after = NULL;

		if (name && (after = block_end(line, &data_end))) {
			add_file(a, out, part++, name, line, (size_t)(data_end - line));
			p = after;
			continue;
		}
		memmove(to, p, (size_t)(line - p));
		to += line - p;
		p = line;
	}
	*to = '\0';
	return text;
}

char *mail_uu_bytes(struct arena *a, const char *s, size_t n, size_t *len_out)
{
	char *text = arena_memdup(a, s, n);

	for (const char *p = text, *end; *p; p = next_line(p))
		if (begin_name(p) && block_end(next_line(p), &end))
			return decode(a, next_line(p), (size_t)(end - next_line(p)), len_out);
	*len_out = n;
	return text;
}
