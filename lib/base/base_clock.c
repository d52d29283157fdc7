/*
 * Time and chance.  TK_NOW stands in for the clock that records get, so that tests
 * and reruns are exact; waiting and identifiers use the real clock and the kernel's
 * random numbers.
 */
#include "base/base.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

int64_t clock_real(void)
{
	return (int64_t)time(NULL);
}

int64_t clock_now(void)
{
	const char *fixed = getenv("TK_NOW");
	int64_t t;

	return fixed && *fixed && clock_parse(fixed, &t) == 0 ? t : clock_real();
}

int64_t clock_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void clock_sleep_ms(int64_t ms)
{
	struct timespec left = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000 };

	while (ms > 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}

/* Exactly n digits at *s. */
static int digits(const char **s, int n, int *out)
{
	*out = 0;
	for (int i = 0; i < n; i++, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		*out = *out * 10 + (**s - '0');
	}
	return 0;
}

static bool skip(const char **s, const char *any)
{
	if (!**s || !strchr(any, **s))
		return false;
	(*s)++;
	return true;
}

/* Days since 1970 of a day in the Gregorian calendar; years begin in March here. */
static int64_t days(int64_t year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = (month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1 - 719468;
}

static int month_length(int year, int month)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : length[month - 1];
}

static int parse_date(const char **s, int64_t *out)
{
	int year, month, day;

	if (digits(s, 4, &year) || !skip(s, "-") || digits(s, 2, &month) || !skip(s, "-") ||
	    digits(s, 2, &day))
		return -1;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
		return -1;
	*out = days(year, month, day) * 86400;
	return 0;
}

static int parse_time(const char **s, int64_t *out)
{
	int hour, minute, second = 0;
	int ignored;

	if (digits(s, 2, &hour) || !skip(s, ":") || digits(s, 2, &minute))
		return -1;
	if (skip(s, ":") && digits(s, 2, &second))
		return -1;
	if (hour > 23 || minute > 59 || second > 60)
		return -1;
	if (skip(s, ".")) {
		if (digits(s, 1, &ignored))
			return -1;
		*s += strspn(*s, "0123456789");
	}
	*out = hour * 3600 + minute * 60 + second;
	return 0;
}

static int parse_zone(const char **s, int64_t *out)
{
	int hour, minute;
	char sign = **s;

	*out = 0;
	if (skip(s, "Zz"))
		return 0;
	if (!skip(s, "+-") || digits(s, 2, &hour))
		return -1;
	skip(s, ":");
	if (digits(s, 2, &minute) || hour > 23 || minute > 59)
		return -1;
	*out = (hour * 3600 + minute * 60) * (sign == '-' ? -1 : 1);
	return 0;
}

static int parse_rfc3339(const char *s, int64_t *out)
{
	int64_t date, time_of_day = 0, zone = 0;

	if (parse_date(&s, &date))
		return -1;
	if (skip(&s, "Tt ") && (parse_time(&s, &time_of_day) || parse_zone(&s, &zone)))
		return -1;
	if (*s)
		return -1;
	*out = date + time_of_day - zone;
	return 0;
}

bool clock_is_day(const char *s)
{
	int64_t ignored;

	return parse_date(&s, &ignored) == 0 && *s == '\0';
}

int clock_parse(const char *s, int64_t *out)
{
	const int64_t first = -62135596800, last = 253402300799;    /* years 1 to 9999 */
	int64_t t;

	if (!s || (str_int(s, &t) && parse_rfc3339(s, &t)))
		return -1;
	if (t < first || t > last)
		return -1;
	*out = t;
	return 0;
}

char *clock_rfc3339(struct arena *a, int64_t t)
{
	time_t when = (time_t)t;
	struct tm tm;

	if (!gmtime_r(&when, &tm))
		return arena_printf(a, "%lld", (long long)t);
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
	    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

char *clock_asctime(struct arena *a, int64_t t)
{
	static const char days[] = "SunMonTueWedThuFriSat",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t when = (time_t)t;
	struct tm tm = { .tm_mday = 1, .tm_year = 70 };

	gmtime_r(&when, &tm);
	return arena_printf(a, "%.3s %.3s %2d %02d:%02d:%02d %04d", days + 3 * tm.tm_wday,
	    months + 3 * tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    tm.tm_year + 1900);
}

/* The format is the caller's by design. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
char *clock_local(struct arena *a, int64_t t, const char *format)
{
	time_t when = (time_t)t;
	struct tm tm;
	char text[256];

	tzset();
	if (!localtime_r(&when, &tm) || !strftime(text, sizeof(text), format, &tm))
		return arena_strdup(a, "");
	return arena_strdup(a, text);
}
#pragma GCC diagnostic pop
int random_bytes(void *out, size_t n, struct err *err)
{
	char *p = out;

	while (n) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, ERR_BUG, "no random numbers");
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

/* Without random numbers names could repeat: that ends the program like lack of memory. */
char *random_name(struct arena *a, size_t chars)
{
	char *name = arena_alloc(a, chars + 1);

	if (random_bytes(name, chars, NULL) < 0)
		mem_fail();
	for (size_t i = 0; i < chars; i++)
		name[i] = "abcdefghijklmnopqrstuvwxyz234567"[name[i] & 31];
	return name;
}
