/*
 * Strings: growing ones, lists, and the few comparisons that libc lacks or ties
 * to the locale.
 */
#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct str str_new(struct arena *a)
{
	return (struct str){ .arena = a };
}

/* Make room for n more bytes and the NUL. */
static void reserve(struct str *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 32;
	char *s;

	if (n > PTRDIFF_MAX / 2 - b->len - 1)
		mem_fail();
	if (b->len + n + 1 <= b->cap)
		return;
	while (cap < b->len + n + 1)
		cap *= 2;
	s = arena_alloc(b->arena, cap);
	if (b->len)
		memcpy(s, b->s, b->len);
	b->s = s;
	b->cap = cap;
}

void str_addn(struct str *b, const char *s, size_t n)
{
	reserve(b, n);
	if (n)
		memcpy(b->s + b->len, s, n);
	b->len += n;
	b->s[b->len] = '\0';
}

void str_add(struct str *b, const char *s)
{
	str_addn(b, s, strlen(s));
}

void str_addc(struct str *b, char c)
{
	str_addn(b, &c, 1);
}

void str_addf(struct str *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_fail();
	reserve(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->s + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

char *str_end(struct str *b)
{
	if (!b->s)
		str_addn(b, "", 0);
	return b->s;
}

void strv_add(struct strv *list, struct arena *a, const char *s)
{
	list->v = arena_grow(a, list->v, list->n, sizeof(*list->v));
	list->v[list->n++] = arena_strdup(a, s);
}

bool strv_has(const struct strv *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], s))
			return true;
	return false;
}

static int lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static bool space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool str_eq(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Length of the common beginning, ASCII case ignored. */
static size_t common(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] && lower((unsigned char)a[n]) == lower((unsigned char)b[n]))
		n++;
	return n;
}

bool str_ieq(const char *a, const char *b)
{
	size_t n;

	if (!a || !b)
		return a == b;
	n = common(a, b);
	return !a[n] && !b[n];
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_istarts(const char *s, const char *prefix)
{
	return !prefix[common(s, prefix)];
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

const char *str_ifind(const char *hay, const char *needle)
{
	for (; *hay; hay++)
		if (str_istarts(hay, needle))
			return hay;
	return *needle ? NULL : hay;
}

char *str_trim(char *s)
{
	size_t n;

	while (space(*s))
		s++;
	n = strlen(s);
	while (n && space(s[n - 1]))
		n--;
	s[n] = '\0';
	return s;
}

char *str_lower(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s);

	for (char *p = copy; p && *p; p++)
		*p = (char)lower((unsigned char)*p);
	return copy;
}

int str_int(const char *s, int64_t *out)
{
	const char *digits;
	long long value;
	char *end;

	if (!s)
		return -1;
	digits = s + (*s == '-');
	if (!*digits || digits[strspn(digits, "0123456789")])
		return -1;
	errno = 0;
	value = strtoll(s, &end, 10);
	if (errno || *end)
		return -1;
	*out = value;
	return 0;
}

char *str_cut(char **rest, char sep)
{
	char *field = *rest;
	char *end;

	if (!field)
		return NULL;
	end = strchr(field, sep);
	if (end)
		*end++ = '\0';
	*rest = end;
	return field;
}

bool mem_equal(const void *a, const void *b, size_t n)
{
	const volatile unsigned char *p = a, *q = b;
	unsigned char differs = 0;

	for (size_t i = 0; i < n; i++)
		differs |= p[i] ^ q[i];
	return !differs;
}
