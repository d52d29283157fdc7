/* Escapes, JSON, effect lines, durations, days and templates. */
#include "form/form.h"
#include "tap.h"

#include <stdlib.h>
#include <time.h>

static struct arena *a;

static const char *escaped(const char *s)
{
	struct str out = str_new(a);

	tsv_escape(&out, s);
	return str_end(&out);
}

static void test_escape(void)
{
	static const struct { const char *in, *out;
	} rows[] = {
	    {"plain", "plain"},
	    {NULL, "-"},
	    {"", "-"},
	    {"-", "\\-"},
	    {"--", "--"},
	    {"a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e"},
	    {"\033[31m", "\\x1b[31m"},
	    {"\x7f", "\\x7f"},
	    {"\xc2\x9b"
	     "31m",
		"\\u{9b}31m"},
	    {"a\xe2\x80\xae"
	     "b",
		"a\\u{202e}b"},
	    {"\xff", "\\xff"},
	    {"\xef\xbf\xbe", "\\u{fffe}"},
	    {"Şikâyet", "Şikâyet"},
	    {"می‌خواهم", "می‌خواهم"},
	    {"😀", "😀"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err = {0};
		const char *got = escaped(rows[i].in);
		char *back;

		is(got, rows[i].out, rows[i].out);
		tsv_unescape(arena_strdup(a, got), &back, &err);
		is(back, rows[i].in && *rows[i].in ? rows[i].in : NULL, "and back");
	}
}

static void test_bad_escape(void)
{
	static const char *const bad[] = {"\\", "\\q", "\\x", "\\x0", "\\x00", "\\u{}", "\\u{0}",
	    "\\u{d800}", "\\u{110000}", "\\u{1", "\\u1", "\\u{1234567}"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = {0};
		char *out;

		ok(tsv_unescape(arena_strdup(a, bad[i]), &out, &err) < 0 && err.class == ERR_DATA,
		    bad[i]);
	}
}

static void test_text(void)
{
	struct str out = str_new(a);

	text_escape(&out, "C:\\dir\n\tx\033]0;\a\r\n");
	is(str_end(&out), "C:\\dir\n\tx\\x1b]0;\\x07\\r\n",
	    "text keeps lines, tabs and backslashes");
}

static void test_json(void)
{
	struct str out = str_new(a);
	struct json j = json_new(&out);
	struct mailbox box = {"Ayşe \"A\"", "ayse@example.com"};

	json_open(&j, '{');
	json_key(&j, "a");
	json_int(&j, -5);
	json_key(&j, "b");
	json_open(&j, '[');
	json_text(&j, "x\n\x01\xe2\x80\xae\xff\"\\");
	json_text(&j, NULL);
	json_open(&j, '[');
	json_close(&j, ']');
	json_bool(&j, true);
	json_close(&j, ']');
	json_key(&j, "m");
	json_mailbox(&j, &box);
	json_key(&j, "t");
	json_time(&j, 0);
	json_key(&j, "u");
	json_time(&j, 1767225600);
	json_key(&j, "r");
	json_raw(&j, "{\"x\":1}");
	json_close(&j, '}');
	is(str_end(&out),
	    "{\"a\":-5,\"b\":[\"x\\n\\u0001\\u202e\xef\xbf\xbd\\\"\\\\\",null,[],true],"
	    "\"m\":{\"name\":\"Ayşe \\\"A\\\"\",\"email\":\"ayse@example.com\"},\"t\":null,"
	    "\"u\":\"2026-01-01T00:00:00Z\",\"r\":{\"x\":1}}",
	    "an object of everything");
}

static void test_effects(void)
{
	struct effect in = {EFFECT_TAG, 12, "kayıt\thatası", NULL}, out;
	struct str line = str_new(a);
	struct err err = {0};

	effect_print(&line, &in);
	is(str_end(&line), "12\ttag\tkayıt\\thatası\t-\n", "an effect line");
	is_int(effect_parse_line(a, arena_strdup(a, line.s), &out, &err), 0, "is read back");
	is_int(out.ticket, 12, "its ticket");
	is_int(out.kind, EFFECT_TAG, "its effect");
	is(out.value, in.value, "its value");
	is(out.cause, NULL, "its cause");
	is_int(effect_parse_line(a, arena_strdup(a, "#3\tassign"), &out, &err), 0,
	    "value and cause may be left out");
	is(out.value, NULL, "then there is none");
}

static void test_bad_effects(void)
{
	static const char *const bad[] = {"", "12", "x\ttag\ta", "0\ttag\ta", "-1\ttag\ta",
	    "12\tfly\ta", "12\ttag\t\\q", "12\ttag\ta\tb\tc", "12\ttag\t\\xff"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct effect out;
		struct err err = {0};

		effect_parse_line(a, arena_strdup(a, bad[i]), &out, &err);
		is_int(err.class, ERR_DATA, bad[i]);
	}
}

static void test_durations(void)
{
	static const struct { const char *text; int64_t seconds;
	} rows[] = {
	    {"0", 0},
	    {"90", 90},
	    {"30s", 30},
	    {"5m", 300},
	    {"2h", 7200},
	    {"3d", 259200},
	    {"1w", 604800},
	    {"1d12h", 129600},
	    {"", -1},
	    {"d", -1},
	    {"1x", -1},
	    {"1d12", -1},
	    {"-1d", -1},
	    {"1 d", -1},
	    {"99999999999999999999d", -1},
	    {"999999999w", -1},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t got;

		if (duration_parse(rows[i].text, &got) < 0)
			got = -1;
		is_int(got, rows[i].seconds, rows[i].text);
	}
	is(duration_words(a, 0), "0s", "no time");
	is(duration_words(a, 59), "59s", "seconds");
	is(duration_words(a, 310), "5m 10s", "minutes and seconds");
	is(duration_words(a, 273930), "3d 4h 5m", "days, hours, minutes");
	is(duration_words(a, -3600), "-1h", "below nought");
}

static void day_is(const char *zone, const char *day, int64_t first, int64_t last)
{
	int64_t got_first = 0, got_last = 0;

	setenv("TZ", zone, 1);
	tzset();
	if (day_parse(day, &got_first, &got_last) < 0)
		got_first = got_last = -1;
	is_int(got_first, first, day);
	is_int(got_last, last, zone);
}

static void test_day_lists(void)
{
	static const char list[] = "2026-01-05, 2026-02-01..2026-02-14,2026-03-01..x";
	setenv("TZ", "Europe/Istanbul", 1);
	tzset();
	ok(days_hold(a, list, 1767560400), "the first second of a day");
	ok(!days_hold(a, list, 1767560399), "not the one before");
	ok(days_hold(a, list, 1767646799) && !days_hold(a, list, 1767646800), "up to its end");
	ok(days_hold(a, list, 1770000000), "within a range");
	ok(!days_hold(a, list, 1772400000), "a range without an end is none");
	ok(!days_hold(a, NULL, 1767560400) && !days_hold(a, "", 0), "no list holds nothing");
}

static void test_days(void)
{
	day_is("UTC", "2026-01-01", 1767225600, 1767311999);
	day_is("UTC", "2026-12-31", 1798675200, 1798761599);
	day_is("Asia/Tehran", "2026-01-01", 1767213000, 1767299399);
	day_is("Asia/Tehran", "2022-03-22", 1647894600, 1647977399);
	day_is("Europe/Berlin", "2026-10-25", 1792879200, 1792969199);
	day_is("UTC", "2026-02-29", -1, -1);
	day_is("UTC", "2026-13-01", -1, -1);
	day_is("UTC", "2026-1-1", -1, -1);
	day_is("UTC", "2026-01-01x", -1, -1);
}

static const char *get_value(void *ctx, const char *name)
{
	(void)ctx;
	if (str_eq(name, "id"))
		return "12";
	return str_eq(name, "x.y_z-1") ? "{id}" : NULL;
}

static void test_templates(void)
{
	is(template_fill(a, "#{id}: {x.y_z-1} {nope} { id} {} {{id}} {", get_value, NULL),
	    "#12: {id} {nope} { id} {} {12} {", "only known names, and once");
	is(template_fill(a, "", get_value, NULL), "", "nothing");
}

/* The first letter decides; digits, signs and symbols have no direction. */
static void test_direction(void)
{
	static const struct { const char *text; bool rtl;
	} rows[] = {
	    {"", false},
	    {"123 - +", false},
	    {"Merhaba سلام", false},
	    {"سلام Merhaba", true},
	    {"«۱۲» (3) سلام", true},
	    {"\xe2\x80\x8c\xe2\x80\x8fسلام", true},
	    {"😀 — … سلام", true},
	    {"😀 — … ß", false},
	    {"שלום", true},
	    {"日本語 سلام", false},
	    {"Ωμέγα", false},
	    {"ªx سلام", false},
	    {"\xff\xfe سلام", true},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ok(text_is_rtl(rows[i].text) == rows[i].rtl, rows[i].text);
}

static const char *isolated(const char *s, enum text_dir dir)
{
	struct str out = str_new(a);

	text_escape_dir(&out, s, dir);
	return str_end(&out);
}

static void test_isolates(void)
{
	is(isolated("سلام\n\nabc\n", TEXT_DIR_NONE), "سلام\n\nabc\n", "as it is");
	is(isolated("سلام\n\nabc\n", TEXT_DIR_AUTO),
	    "\xe2\x81\xa7سلام\xe2\x81\xa9\n\n\xe2\x81\xa7"
	    "abc\xe2\x81\xa9\n",
	    "each line of a text from right to left");
	is(isolated("abc\nسلام", TEXT_DIR_AUTO), "abc\nسلام",
	    "none of one from left to right");
	is(isolated("سلام", TEXT_DIR_LTR), "\xe2\x81\xa6سلام\xe2\x81\xa9", "as it is said");
	is(isolated("a\xe2\x81\xa9"
		    "b\033[1m",
	       TEXT_DIR_RTL),
	    "\xe2\x81\xa7"
	    "a\\u{2069}b\\x1b[1m\xe2\x81\xa9",
	    "no mail gets out of its isolate");
}

int main(void)
{
	a = arena_new();
	test_direction();
	test_isolates();
	test_escape();
	test_bad_escape();
	test_text();
	test_json();
	test_effects();
	test_bad_effects();
	test_durations();
	test_days();
	test_day_lists();
	test_templates();
	arena_free(a);
	return done();
}
