/* Phone numbers (E.123 as people write it) as digits that can be compared. */
#include "form/form.h"

#include <string.h>

enum { DIGITS_MIN = 3, DIGITS_MAX = 20 };

/* Digits up to the first letter (an extension); "(0)" behind a country code is not dialled. */
static size_t take_digits(const char *s, bool international, char *out)
{
	size_t n = 0;

	for (; *s != '\0' && n < DIGITS_MAX; s++) {
		if (international && n > 0 && strncmp(s, "(0)", 3) == 0)
			s += 2;
		else if (*s >= '0' && *s <= '9')
			out[n++] = *s;
		else if ((*s >= 'a' && *s <= 'z') || *s == ';' || *s == ',')
			break;
	}
	out[n] = '\0';
	return n;
}

char *phone_number(struct arena *a, const char *s, const char *country_code)
{
	const char *plain = utf8_fold(a, s, false);
	char digits[DIGITS_MAX + 1];

	if (str_starts(plain, "tel:"))
		plain += 4;
	plain += strspn(plain, " (");
	bool plus = *plain == '+';
	size_t n = take_digits(plain, plus || str_starts(plain, "00"), digits);

	if (n < DIGITS_MIN)
		return NULL;
	if (!plus && str_starts(digits, "00"))
		return arena_strdup(a, digits + 2);
	if (!plus && *country_code != '\0' && digits[0] == '0')
		return arena_printf(a, "%s%s", country_code, digits + 1);
	return arena_strdup(a, digits);
}
