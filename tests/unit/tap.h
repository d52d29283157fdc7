/* tap: the few lines that unit tests need to speak TAP. */
#ifndef TK_TAP_H
#define TK_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

static inline bool ok(bool good, const char *what)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++tap_count, what);
	fflush(stdout);         /* or a child would print it again */
	tap_failed += !good;
	return good;
}

static inline bool is(const char *got, const char *want, const char *what)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;

	if (!ok(same, what))
		printf("#      got: %s\n# expected: %s\n", got ? got : "(null)", want ? want : "(null)");
	return same;
}

static inline bool is_int(long long got, long long want, const char *what)
{
	if (!ok(got == want, what))
		printf("#      got: %lld\n# expected: %lld\n", got, want);
	return got == want;
}

static inline int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
