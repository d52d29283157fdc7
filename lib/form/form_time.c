/* Durations and days as people write them. */
#include "form/form.h"

#include <string.h>
#include <time.h>

static const struct unit {
	char letter;
	int64_t seconds;
} units[] = {{'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

#define UNITS (sizeof units / sizeof *units)
#define MAX_DURATION (INT64_C(1000) * 366 * 86400)

static int64_t unit_seconds(char letter)
{
	for (size_t i = 0; i < UNITS; i++)
		if (units[i].letter == letter)
			return units[i].seconds;
	return 0;
}

/* One number at *s, which moves behind it; -1 if there is none or it is out of reach. */
static int64_t read_number(const char **s)
{
	int64_t n = 0;

	if (**s < '0' || **s > '9')
		return -1;
	for (; **s >= '0' && **s <= '9'; (*s)++) {
		n = n * 10 + (**s - '0');
		if (n > MAX_DURATION)
			return -1;
	}
	return n;
}

int duration_parse(const char *s, int64_t *seconds_out)
{
	int64_t n, unit, sum = 0;
	bool first = true;

	do {
		n = read_number(&s);
		if (n < 0)
			return -1;
		if (*s)
			unit = unit_seconds(*s++);
		else
			unit = first;
		if (!unit || n > MAX_DURATION / unit)
			return -1;
		sum += n * unit;
		first = false;
	} while (*s && sum <= MAX_DURATION);
	*seconds_out = sum;
	return sum <= MAX_DURATION ? 0 : -1;
}

/* The two or three units that matter: "3d 4h 5m", "5m 10s", "0s". */
char *duration_words(struct arena *a, int64_t seconds)
{
	struct str out = str_new(a);
	int64_t left = seconds < 0 ? -seconds : seconds;

	if (seconds < 0)
		str_addc(&out, '-');
	if (left >= 3600)
		left -= left % 60;
	for (size_t i = 1; i < UNITS; i++) {
		int64_t n = left / units[i].seconds;

		left %= units[i].seconds;
		if (n)
			str_addf(&out, "%s%lld%c", out.len > (seconds < 0) ? " " : "", (long long)n,
			    units[i].letter);
	}
	return out.len > (seconds < 0) ? str_end(&out) : arena_strdup(a, "0s");
}

static int read_date(const char *s, struct tm *out)
{
	int at[] = {0, 1, 2, 3, 5, 6, 8, 9};

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return -1;
	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		if (s[at[i]] < '0' || s[at[i]] > '9')
			return -1;
	memset(out, 0, sizeof *out);
	out->tm_year =
	    (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0') - 1900;
	out->tm_mon = (s[5] - '0') * 10 + (s[6] - '0') - 1;
	out->tm_mday = (s[8] - '0') * 10 + (s[9] - '0');
	return 0;
}

/* The first second of a day of the local zone, also where the clock jumps at midnight. */
static time_t day_start(struct tm day)
{
	struct tm noon = day;
	time_t t;

	noon.tm_hour = 12;
	noon.tm_isdst = day.tm_isdst = -1;
	mktime(&noon);
	t = mktime(&day);
	return day.tm_mday == noon.tm_mday ? t : t + 3600;
}

int day_parse(const char *s, int64_t *first_out, int64_t *last_out)
{
	struct tm day, check;
	time_t noon;

	if (read_date(s, &day) < 0)
		return -1;
	check = day;
	check.tm_hour = 12;
	check.tm_isdst = -1;
	noon = mktime(&check);
	if (noon == -1 || check.tm_mon != day.tm_mon || check.tm_mday != day.tm_mday)
		return -1;
	*first_out = day_start(day);
	day.tm_mday++;
	*last_out = day_start(day) - 1;
	return 0;
}

bool days_hold(struct arena *a, const char *list, int64_t t)
{
	char *rest = arena_strdup(a, list), *days;
	int64_t first, last, unused;

	while ((days = str_cut(&rest, ',')) != NULL) {
		char *end = strstr(days = str_trim(days), "..");

		if (end)
			*end = '\0';
		if (day_parse(days, &first, &last) == 0 &&
		    (!end || day_parse(end + 2, &unused, &last) == 0) && first <= t && t <= last)
			return true;
	}
	return false;
}
