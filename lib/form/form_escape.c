/* Escaping: what comes from mail never reaches a terminal or a pipe with its control characters. */
#include "form/form.h"

#include <string.h>

/* Bidirectional controls (UAX 9), line separators and noncharacters: they change what a reader
 * sees. */
static bool is_unsafe(uint32_t c)
{
	static const struct { uint32_t first, last; } unsafe[] = {
		{0x00, 0x1f}, {0x7f, 0x9f}, {0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e},
		{0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xfffe, 0xffff},
	};

	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		if (c >= unsafe[i].first && c <= unsafe[i].last)
			return true;
	return false;
}

/* One character at s that is no plain text: \t, \n, \r, a byte as \xHH, else \u{...}. */
static void add_escaped(struct str *out, uint32_t c, unsigned char byte)
{
	if (c == '\t')
		str_add(out, "\\t");
	else if (c == '\n')
		str_add(out, "\\n");
	else if (c == '\r')
		str_add(out, "\\r");
	else if (c < 0x80 || c == UTF8_BAD)
		str_addf(out, "\\x%02x", byte);
	else
		str_addf(out, "\\u{%x}", (unsigned)c);
}

/* Copy s; keep: further bytes that stand as they are. */
static void escape(struct str *out, const char *s, const char *keep)
{
	const char *end = s + strlen(s), *plain = s;
	size_t len;

	for (; s < end; s += len) {
		uint32_t c = utf8_decode(s, (size_t)(end - s), &len);

		if ((c != UTF8_BAD && !is_unsafe(c) && c != '\\') ||
		    (c < 0x80 && strchr(keep, (int)c)))
			continue;
		str_addn(out, plain, (size_t)(s - plain));
		if (c == '\\')
			str_add(out, "\\\\");
		else
			add_escaped(out, c, (unsigned char)*s);
		plain = s + len;
	}
	str_addn(out, plain, (size_t)(end - plain));
}

void tsv_escape(struct str *out, const char *s)
{
	if (!s || !*s)
		str_addc(out, '-');
	else if (str_eq(s, "-"))
		str_add(out, "\\-");
	else
		escape(out, s, "");
}

void text_escape(struct str *out, const char *s)
{
	if (s)
		escape(out, s, "\n\t\\");
}

void text_print(const char *text)
{
	fputs(text, stdout);
}

void text_flush(void)
{
	fflush(stdout);
}

void bytes_print(const void *data, size_t n)
{
	fwrite(data, 1, n, stdout);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* \xHH at s (behind the x): one byte, never NUL.  Returns the bytes read, 0 if it is none. */
static size_t read_byte(const char *s, char *out)
{
	int high = hex_digit(s[0]), low = high < 0 ? -1 : hex_digit(s[1]);

	if (low < 0 || high * 16 + low == 0)
		return 0;
	*out = (char)(high * 16 + low);
	return 2;
}

/* \u{H...} at s (behind the u): a character.  Returns the bytes read, 0 if it is none. */
static size_t read_character(const char *s, char out[4], size_t *out_len)
{
	uint32_t c = 0;
	size_t n = 1;

	if (*s != '{')
		return 0;
	for (; n <= 6 && hex_digit(s[n]) >= 0; n++)
		c = c * 16 + (uint32_t)hex_digit(s[n]);
	if (n == 1 || s[n] != '}' || c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out_len = utf8_encode(c, out);
	return n + 1;
}

/* The escape behind a backslash at s.  Returns the bytes read, 0 if it is none. */
static size_t read_escape(const char *s, char out[4], size_t *out_len)
{
	static const char names[] = "tnr\\-", values[] = "\t\n\r\\-";
	const char *name = *s ? strchr(names, *s) : NULL;
	size_t n;

	*out_len = 1;
	if (name) {
		out[0] = values[name - names];
		return 1;
	}
	if (*s == 'x')
		n = read_byte(s + 1, out);
	else
		n = *s == 'u' ? read_character(s + 1, out, out_len) : 0;
	return n ? n + 1 : 0;
}

int tsv_unescape(char *field, char **out, struct err *err)
{
	char *to = field, piece[4];
	size_t n, len;

	*out = NULL;
	if (str_eq(field, "-"))
		return 0;
	for (const char *s = field; *s; s += n) {
		n = 1;
		len = 1;
		piece[0] = *s;
		if (*s == '\\') {
			n = read_escape(s + 1, piece, &len);
			if (n++ == 0)
				return err_set(err, ERR_DATA, "bad escape at column %zu",
				    (size_t)(s - field) + 1);
		}
		memcpy(to, piece, len);
		to += len;
	}
	*to = '\0';
	*out = field;
	return 0;
}
