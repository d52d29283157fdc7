/* store_object_value: the values of properties, checked and turned into what the columns hold. */
#include <string.h>

#include "store/store.h"
#include "store/store_object.h"

static bool word_in(const char *words, const char *value)
{
	size_t n = strchr(value, ' ') != NULL ? 0 : strlen(value);

	for (const char *at = words; (at = strstr(at, value)) != NULL; at++)
		if (n > 0 && (at == words || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
			return true;
	return false;
}

int object_bad_value(const struct property *p, const char *value, const char *want, struct err *err)
{
	return err_set(err, ERR_DATA, "%s=%s: %s", p->name, value, want);
}

/* "2026-12-01..2026-12-07", or one day. */
static bool is_period(char *text)
{
	char *to = strstr(text, "..");

	if (to == NULL)
		return clock_is_day(text);
	*to = '\0';
	return clock_is_day(text) && clock_is_day(to + 2) && strcmp(text, to + 2) <= 0;
}

static int check_days(const struct property *p, const char *value, struct err *err)
{
	struct arena *a = arena_new();
	char *rest = arena_strdup(a, value), *period;
	bool good = true;

	while (good && (period = str_cut(&rest, ',')) != NULL)
		good = is_period(period);
	arena_free(a);
	return good ? 0 : object_bad_value(p, value,
	    "must be days as 2026-12-24 or 2026-12-01..2026-12-07, joined by commas", err);
}

static int check_text(const struct property *p, const char *value, struct err *err)
{
	if (str_eq(p->detail, "day") && !clock_is_day(value))
		return object_bad_value(p, value, "must be a day as 2026-12-31", err);
	if (str_eq(p->detail, "days"))
		return check_days(p, value, err);
	if (str_eq(p->detail, "file") && (strchr(value, '/') != NULL || *value == '.'))
		return object_bad_value(p, value, "must be a name in templates/", err);
	if (str_eq(p->detail, "address") && strchr(value, '@') == NULL)
		return object_bad_value(p, value, "not a mail address", err);
	if (str_eq(p->detail, "mark") && !word_in("seen delete keep", value) &&
	    (!str_starts(value, "move:") || value[5] == '\0'))
		return object_bad_value(p, value, "must be seen, delete, keep or move:FOLDER", err);
	if (!utf8_valid(value, strlen(value)))
		return object_bad_value(p, "...", "not UTF-8", err);
	return 0;
}

static int bind_number(
    struct sql *q, int n, const struct property *p, const char *value, struct err *err)
{
	int64_t number;

	if (str_int(value, &number) < 0 || number < 1 ||
	    (str_eq(p->detail, "port") && number > 65535) ||
	    (str_eq(p->detail, "level") && number > 5))
		return object_bad_value(p, value, "not a number that can be meant here", err);
	sql_bind_int(q, n, number);
	return 0;
}

static int bind_flag(
    struct sql *q, int n, const struct property *p, const char *value, struct err *err)
{
	if (!str_eq(value, "yes") && !str_eq(value, "no"))
		return object_bad_value(p, value, "must be yes or no", err);
	sql_bind_int(q, n, str_eq(value, "yes"));
	return 0;
}

int object_bind_reference(struct store *store, struct sql *q, int n, const struct property *p,
    const char *value, struct err *err)
{
	int64_t id;
	int found = store_object_id(store, p->detail, value, &id, err);

	if (found == 0)
		return object_bad_value(p, value, "there is no such object", err);
	if (found > 0)
		sql_bind_int(q, n, id);
	return found < 0 ? -1 : 0;
}

int object_bind(struct store *store, struct sql *q, int n, const struct property *p,
    const char *value, struct err *err)
{
	if (value == NULL || *value == '\0') {
		if (p->fallback != NULL && p->type != PROPERTY_TEXT)
			return object_bind(store, q, n, p, p->fallback, err);
		if (p->fallback != NULL)
			sql_bind_text(q, n, p->fallback);
		return 0;
	}
	switch (p->type) {
	case PROPERTY_INT:
		return bind_number(q, n, p, value, err);
	case PROPERTY_FLAG:
		return bind_flag(q, n, p, value, err);
	case PROPERTY_REF:
		return object_bind_reference(store, q, n, p, value, err);
	case PROPERTY_WORD:
		if (!word_in(p->detail, value))
			return err_set(
			    err, ERR_DATA, "%s=%s: must be one of: %s", p->name, value, p->detail);
		break;
	default:
		if (check_text(p, value, err) < 0)
			return -1;
	}
	sql_bind_text(q, n, value);
	return 0;
}
