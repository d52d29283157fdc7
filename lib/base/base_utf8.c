/*
 * UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
 */
#include "base/base.h"

#include <string.h>

/* Length that the first byte announces, 0 if it cannot begin a character; *bits_out its payload. */
static size_t announced(unsigned char c, uint32_t *bits_out)
{
	if (c < 0x80)
		return *bits_out = c, 1;
	if (c >= 0xC2 && c <= 0xDF)
		return *bits_out = c & 0x1F, 2;
	if (c >= 0xE0 && c <= 0xEF)
		return *bits_out = c & 0x0F, 3;
	if (c >= 0xF0 && c <= 0xF4)
		return *bits_out = c & 0x07, 4;
	return 0;
}

uint32_t utf8_decode(const char *s, size_t n, size_t *len_out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c = 0;
	size_t len = n ? announced((unsigned char)s[0], &c) : 0;

	*len_out = 1;
	if (!len || len > n)
		return UTF8_BAD;
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			return UTF8_BAD;
		c = c << 6 | ((unsigned char)s[i] & 0x3F);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return UTF8_BAD;
	*len_out = len;
	return c;
}

size_t utf8_encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool utf8_valid(const char *s, size_t n)
{
	size_t len;

	for (size_t i = 0; i < n; i += len)
		if (utf8_decode(s + i, n - i, &len) == UTF8_BAD)
			return false;
	return true;
}

char *utf8_clean(struct arena *a, const char *s, size_t n)
{
	struct str b = str_new(a);
	size_t len, good = 0;

	for (size_t i = 0; i < n; i += len) {
		uint32_t c = utf8_decode(s + i, n - i, &len);

		if (c != UTF8_BAD && c != 0)
			continue;
		str_addn(&b, s + good, i - good);
		str_add(&b, "\xEF\xBF\xBD");
		good = i + len;
	}
	str_addn(&b, s + good, n - good);
	return str_end(&b);
}

int utf8_cells(const char *s, int max, size_t *bytes_out)
{
	size_t n = strlen(s), at = 0, len;
	int cells = 0;

	while (at < n) {
		int w = utf8_width(utf8_decode(s + at, n - at, &len));

		if (cells + w > max)
			break;
		cells += w;
		at += len;
	}
	*bytes_out = at;
	return cells;
}
