/*
 * mail_address: is this an address one can write to?  RFC 5321 and 6531 (UTF-8),
 * without what a mailer would never hand over: no blanks, no specials in quotes.
 * Links no library.
 */
#include "mail/mail.h"

#include <string.h>

enum { MAX_ADDRESS = 254, MAX_LOCAL = 64, MAX_LABEL = 63 };

static bool is_alnum(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322 dot-atom, also in quotes; a leading '-' would look like an option to other programs. */
static bool local_ok(const char *s, size_t n)
{
	if (n > 2 && s[0] == '"' && s[n - 1] == '"') {
		s++;
		n -= 2;
	}
	if (n == 0 || n > MAX_LOCAL || s[0] == '-' || (n > 2 && s[0] == '=' && s[1] == '?'))
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x80 && !is_alnum(c) && (c == '\0' || !strchr("!#$%&'*+-/=?^_`{|}~.", c)))
			return false;
	}
	return true;
}

static bool label_ok(const char *s, size_t n)
{
	if (n == 0 || n > MAX_LABEL || s[0] == '-' || s[n - 1] == '-')
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x80 && !is_alnum(c) && c != '-' && c != '_')
			return false;
	}
	return true;
}

/* [192.0.2.1] or [IPv6:2001:db8::1] */
static bool literal_ok(const char *s)
{
	size_t n = strlen(s);

	return n > 2 && s[n - 1] == ']' && strspn(s + 1, "0123456789abcdefABCDEFIPv:.") == n - 2;
}

static bool host_ok(const char *s)
{
	if (*s == '[')
		return literal_ok(s);
	for (;;) {
		size_t n = strcspn(s, ".");

		if (!label_ok(s, n))
			return false;
		if (s[n] == '\0')
			return true;
		s += n + 1;
	}
}

/* No controls and blanks beyond ASCII: C1, no-break and wide spaces, marks of direction. */
static bool plain_text(const char *s, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = utf8_decode(s + i, n - i, &len);

		if (c == UTF8_BAD || c <= ' ' || (c >= 0x7f && c <= 0xa0) || c == 0x3000 ||
		    (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
		    (c >= 0x205f && c <= 0x206f) || c == 0xfeff)
			return false;
	}
	return true;
}

bool mail_address_ok(const char *address)
{
	size_t n = address ? strlen(address) : 0;
	const char *at = n ? strrchr(address, '@') : NULL;

	return at && n <= MAX_ADDRESS && plain_text(address, n) &&
	    local_ok(address, (size_t)(at - address)) && host_ok(at + 1);
}
