/*
 * Direction of text, for terminals that show both: lines of right-to-left text stand in isolates of
 * their own (Unicode Standard Annex 9), so that a line that begins with a Latin word is not torn.
 */
#include "form/form.h"

#include <string.h>
#include <unistd.h>

#define RLI "\xe2\x81\xa7" /* U+2067 */
#define LRI "\xe2\x81\xa6" /* U+2066 */
#define PDI "\xe2\x81\xa9" /* U+2069 */

struct span { uint32_t first, last; };

/* Letters of Hebrew, Arabic, Syriac and their kin; digits and marks among them do no harm. */
static const struct span leftwards[] = { { 0x05be, 0x05f4 }, { 0x0608, 0x0608 },
	{ 0x060b, 0x060b }, { 0x061b, 0x064a }, { 0x066d, 0x066f }, { 0x0671, 0x06ef },
	{ 0x06fa, 0x08ff }, { 0xfb1d, 0xfdff }, { 0xfe70, 0xfefc }, { 0x10800, 0x10fff },
	{ 0x1e800, 0x1efff } };
/* What has no direction of its own besides ASCII: punctuation, symbols, Arabic digits. */
static const struct span neutral[] = { { 0x80, 0xa9 }, { 0xab, 0xb4 }, { 0xb6, 0xb9 },
	{ 0xbb, 0xbf }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 }, { 0x02b9, 0x036f }, { 0x0600, 0x08ff },
	{ 0x2000, 0x2bff }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 }, { 0xfe00, 0xfe6f },
	{ 0xff00, 0xff20 }, { 0x1f000, 0x1faff } };

static bool within(const struct span *spans, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= spans[i].first && c <= spans[i].last)
			return true;
	return false;
}

static bool is_latin(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool text_is_rtl(const char *s)
{
	size_t n = strlen(s), len;

	for (; n > 0; s += len, n -= len) {
		uint32_t c = utf8_decode(s, n, &len);

		if (within(leftwards, sizeof leftwards / sizeof *leftwards, c))
			return true;
		if (is_latin(c) || (c >= 0x80 && c != UTF8_BAD &&
		    !within(neutral, sizeof neutral / sizeof *neutral, c)))
			return false;
	}
	return false;
}

int text_dir_parse(const char *s, enum text_dir *out)
{
	if (s == NULL)
		*out = isatty(STDOUT_FILENO) ? TEXT_DIR_AUTO : TEXT_DIR_NONE;
	else if (str_eq(s, "auto"))
		*out = TEXT_DIR_AUTO;
	else if (str_eq(s, "rtl") || str_eq(s, "ltr"))
		*out = str_eq(s, "rtl") ? TEXT_DIR_RTL : TEXT_DIR_LTR;
	else
		return -1;
	return 0;
}

void text_escape_dir(struct str *out, const char *s, enum text_dir dir)
{
	bool rtl = dir == TEXT_DIR_RTL || (dir == TEXT_DIR_AUTO && text_is_rtl(s));
	char *rest = arena_strdup(out->arena, s), *line;

	if (dir == TEXT_DIR_NONE || (dir == TEXT_DIR_AUTO && !rtl)) {
		text_escape(out, s);
		return;
	}
	while ((line = str_cut(&rest, '\n')) != NULL) {
		if (*line != '\0') {
			str_add(out, rtl ? RLI : LRI);
			text_escape(out, line);
			str_add(out, PDI);
		}
		if (rest != NULL)
			str_addc(out, '\n');
	}
}
