/* base: times in and out, random names. */
#include "base/base.h"
#include "tap.h"

#include <stdlib.h>

static struct arena *a;

static void parses(const char *s, long long want)
{
	int64_t t = -1;

	ok(clock_parse(s, &t) == 0 && t == want, s);
	if (t != want)
		printf("# got %lld\n", (long long)t);
}

static void test_parse(void)
{
	static const char *const bad[] = { "", "yarın", "2026-13-01", "2026-00-01", "2026-02-29",
		"2100-02-29", "2026-04-31", "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z",
		"2026-01-01T10:00:61Z", "2026-01-01T10:00:00", "2026-01-01T", "2026-01-01T10Z",
		"2026-01-01T10:00:00+3", "2026-01-01T10:00:00+24:00", "2026-1-1", "2026-01-01x",
		"0000-01-01", "253402300800", "-62135596801", "2026-01-01T10:00:00.Z", "20260101T100000Z",
		" 1", "1e5" };
	int64_t t;

	parses("0", 0);
	parses("-1", -1);
	parses("1970-01-01", 0);
	parses("1969-12-31T23:59:59Z", -1);
	parses("2026-11-22T10:00:00Z", 1795341600);
	parses("2026-11-22t10:00:00z", 1795341600);
	parses("2026-11-22 10:00:00Z", 1795341600);
	parses("2026-11-22T10:00Z", 1795341600);
	parses("2026-11-22T13:00:00+03:00", 1795341600);
	parses("2026-11-22T13:30:00+0330", 1795341600);
	parses("2026-11-22T05:00:00.123456-05:00", 1795341600);
	parses("2024-02-29", 1709164800);
	parses("2000-02-29", 951782400);
	parses("2016-12-31T23:59:60Z", 1483228800);
	parses("0001-01-01", -62135596800);
	parses("9999-12-31T23:59:59Z", 253402300799);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		is_int(clock_parse(bad[i], &t), -1, bad[i]);
	is_int(clock_parse(NULL, &t), -1, "nothing");
}

/* Every day of 800 years goes out and comes back. */
static void test_round_trip(void)
{
	struct arena *one = arena_new();
	long long wrong = 0;

	for (int64_t t = -12622780800 + 3661; t < 12622780800; t += 86400) {
		int64_t back = 0;

		if (clock_parse(clock_rfc3339(one, t), &back) || back != t)
			wrong++;
		arena_reset(one);
	}
	is_int(wrong, 0, "printed and parsed, every day is itself");
	arena_free(one);
}

static void test_now(void)
{
	int64_t begin = clock_ms();

	setenv("TK_NOW", "2026-11-22T10:00:00Z", 1);
	is_int(clock_now(), 1795341600, "TK_NOW stands in");
	ok(clock_real() != 1795341600, "but not for the real clock");
	setenv("TK_NOW", "", 1);
	ok(llabs((long long)(clock_now() - clock_real())) <= 1, "an empty one does not");
	clock_sleep_ms(30);
	ok(clock_ms() - begin >= 30, "sleeping takes its time");
	setenv("TZ", "Europe/Istanbul", 1);
	is(clock_local(a, 1795341600, "%Y-%m-%d %H:%M"), "2026-11-22 13:00", "local time");
	setenv("TZ", "Asia/Tehran", 1);
	is(clock_local(a, 1795341600, "%H:%M"), "13:30", "of another zone");
}

static void test_random(void)
{
	char *name = random_name(a, 32), *other = random_name(a, 32);
	unsigned char all = 0, bytes[256] = { 0 };
	struct err err = { 0 };

	ok(strlen(name) == 32 && strspn(name, "abcdefghijklmnopqrstuvwxyz234567") == 32, "a name");
	ok(strcmp(name, other) != 0, "and another");
	is_int(random_bytes(bytes, sizeof(bytes), &err), 0, "random bytes");
	for (size_t i = 0; i < sizeof(bytes); i++)
		all |= bytes[i];
	is_int(all, 255, "have all bits");
}

int main(void)
{
	a = arena_new();
	test_parse();
	test_round_trip();
	test_now();
	test_random();
	arena_free(a);
	return done();
}
