/* Values of custom fields: what people write, checked and brought into the form that is kept. */
#include "form/form.h"

#include <string.h>

enum { VALUE_MAX = 10000 };

static const char *bad(const struct field *f, const char *value, const char *want, struct err *err)
{
	err_set(err, ERR_DATA, "%s=%.60s: must be %s", f->name, value, want);
	return NULL;
}

static const char *check_number(
    struct arena *a, const struct field *f, const char *value, struct err *err)
{
	char *number = utf8_fold(a, value, false), *p = number + (*number == '-' || *number == '+');
	size_t whole = strspn(p, "0123456789"), rest = 0;
	char *point = p + whole;

	if (*point == '.' || *point == ',')
		rest = strspn(point + 1, "0123456789");
	if (whole == 0 || (*point != '\0' && rest == 0) ||
	    point[rest + (*point != '\0')] != '\0')
		return bad(f, value, "a number", err);
	if (*point == ',')
		*point = '.';
	while (*p == '0' && p[1] >= '0' && p[1] <= '9')
		p++;
	return *number == '-' ? arena_printf(a, "-%s", p) : p;
}

static const char *check_date(
    struct arena *a, const struct field *f, const char *value, struct err *err)
{
	const char *day = utf8_fold(a, value, false);

	return clock_is_day(day) ? day : bad(f, value, "a day as 2026-12-31", err);
}

static const char *check_choice(
    struct arena *a, const struct field *f, const char *value, struct err *err)
{
	char *rest = arena_strdup(a, f->choices), *choice;
	const char *key = utf8_fold(a, value, false);

	while ((choice = str_cut(&rest, ',')) != NULL)
		if (str_eq(utf8_fold(a, str_trim(choice), false), key))
			return str_trim(choice);
	return bad(f, value, arena_printf(a, "one of: %s", f->choices == NULL ? "" : f->choices),
	    err);
}

static const char *check_flag(
    struct arena *a, const struct field *f, const char *value, struct err *err)
{
	static const char *const words[][2] = { { "yes", "no" }, { "evet", "hayır" },
		{ "بله", "خیر" }, { "true", "false" }, { "1", "0" } };
	const char *key = utf8_fold(a, value, false);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (int no = 0; no < 2; no++)
			if (str_eq(utf8_fold(a, words[i][no], false), key))
				return no ? "no" : "yes";
	return bad(f, value, "yes or no", err);
}

static const char *check_email(const struct field *f, const char *value, struct err *err)
{
	const char *at = strrchr(value, '@');

	if (at == NULL || at == value || at[1] == '\0' || strchr(value, '@') != at ||
	    strpbrk(value, " \t\n\r<>,;:\"()") != NULL)
		return bad(f, value, "a mail address", err);
	return value;
}

static const char *check_phone(
    struct arena *a, const struct field *f, const char *value, struct err *err)
{
	struct str number = str_new(a);
	size_t digits = 0;

	for (const char *p = utf8_fold(a, value, false); *p != '\0'; p++) {
		if (*p >= '0' && *p <= '9')
			digits++;
		else if (*p != '+' || number.len > 0) {
			if (strchr(" -./()", *p) == NULL)
				return bad(f, value, "a telephone number", err);
			continue;
		}
		str_addc(&number, *p);
	}
	return digits >= 3 ? str_end(&number) : bad(f, value, "a telephone number", err);
}

const char *field_check(
    struct arena *a, const struct field *f, const char *value, struct err *err)
{
	size_t len = strlen(value);

	if (len > VALUE_MAX || !utf8_valid(value, len))
		return bad(f, "...", "UTF-8 of at most 10000 bytes", err);
	value = str_trim(arena_strdup(a, value));
	if (*value == '\0')
		return bad(f, value, "something", err);
	if (str_eq(f->type, "number"))
		return check_number(a, f, value, err);
	if (str_eq(f->type, "date"))
		return check_date(a, f, value, err);
	if (str_eq(f->type, "choice"))
		return check_choice(a, f, value, err);
	if (str_eq(f->type, "flag"))
		return check_flag(a, f, value, err);
	if (str_eq(f->type, "email"))
		return check_email(f, value, err);
	return str_eq(f->type, "phone") ? check_phone(a, f, value, err) : value;
}
