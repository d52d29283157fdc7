/* desk_contact_set: one property of a contact as text, checked and put in place. */
#include <string.h>

#include "desk/desk_contact.h"

enum { LIST_MAX = 100, TEXT_MAX = 65536 };

bool contact_expired(struct desk *desk, const struct person *p)
{
	return p->expires != NULL &&
	    strcmp(p->expires, clock_local(desk->arena, desk->now, "%Y-%m-%d")) < 0;
}

/* ---- addresses, the main one first */

static const char *clean_address(struct desk *desk, const char *s, struct err *err)
{
	char *address = str_lower(desk->arena, s);
	const char *at;

	address = str_trim(address);
	at = strrchr(address, '@');
	if (at != NULL && at != address && at[1] != '\0' && strlen(address) <= 254 &&
	    utf8_valid(address, strlen(address)) && strpbrk(address, " \t\r\n<>,;\"()") == NULL)
		return address;
	err_set(err, ERR_DATA, "%s: is no address", s);
	return NULL;
}

static size_t find_address(const struct person *p, const char *address)
{
	size_t i = 0;

	while (i < p->addresses_n && !str_eq(p->addresses[i].address, address))
		i++;
	return i;
}

static void drop_address(struct person *p, size_t i)
{
	memmove(p->addresses + i, p->addresses + i + 1,
	    (p->addresses_n - i - 1) * sizeof *p->addresses);
	p->addresses_n--;
}

/* At this place; where it was before it is no more. */
static int put_address(
    struct desk *desk, struct person *p, size_t at, const char *value, struct err *err)
{
	const char *address = clean_address(desk, value, err);
	struct person_address x = { .address = address };

	if (address == NULL)
		return -1;
	size_t was = find_address(p, address);
	if (was < p->addresses_n) {
		x = p->addresses[was];
		drop_address(p, was);
	}
	if (p->addresses_n >= LIST_MAX)
		return err_set(err, ERR_DATA, "more than %d addresses", LIST_MAX);
	at = at < p->addresses_n ? at : p->addresses_n;
	p->addresses = arena_grow(desk->arena, p->addresses, p->addresses_n, sizeof *p->addresses);
	memmove(p->addresses + at + 1, p->addresses + at,
	    (p->addresses_n - at) * sizeof *p->addresses);
	p->addresses[at] = x;
	p->addresses_n++;
	return 0;
}

int contact_add_address(struct desk *desk, struct person *p, const char *address, struct err *err)
{
	const char *clean = clean_address(desk, address, err);

	if (clean == NULL)
		return -1;
	if (find_address(p, clean) < p->addresses_n)
		return 0;
	return put_address(desk, p, p->addresses_n, clean, err);
}

static int remove_address(
    struct desk *desk, struct person *p, const char *value, struct err *err)
{
	const char *address = clean_address(desk, value, err);

	if (address == NULL)
		return -1;
	size_t i = find_address(p, address);
	if (i == p->addresses_n)
		return err_set(err, ERR_DATA, "%s: is no address of contact %lld", address,
		    (long long)p->id);
	drop_address(p, i);
	return 0;
}

/* ---- phones: the same, each as "number" or "label:number" */

static int read_phone(
    struct desk *desk, const char *value, struct person_phone *out, struct err *err)
{
	char *rest = arena_strdup(desk->arena, value), *label = NULL;
	const char *country = store_setting(desk->store, desk->arena, "country-code", err);

	if (strchr(rest, ':') != NULL && !str_istarts(rest, "tel:"))
		label = str_trim(str_cut(&rest, ':'));
	rest = str_trim(rest);
	*out = (struct person_phone){ phone_number(desk->arena, rest, country), rest,
		label == NULL || *label == '\0' ? NULL : label };
	if (out->number != NULL && strlen(rest) <= 100 && utf8_valid(value, strlen(value)))
		return 0;
	return err_set(err, ERR_DATA, "%s: is no phone number", value);
}

static size_t find_phone(const struct person *p, const char *number)
{
	size_t i = 0;

	while (i < p->phones_n && !str_eq(p->phones[i].number, number))
		i++;
	return i;
}

int contact_add_phone(struct desk *desk, struct person *p, const char *phone, struct err *err)
{
	struct person_phone x;

	if (read_phone(desk, phone, &x, err) < 0)
		return -1;
	size_t i = find_phone(p, x.number);
	if (i == LIST_MAX)
		return err_set(err, ERR_DATA, "more than %d phone numbers", LIST_MAX);
	if (i == p->phones_n) {
		p->phones = arena_grow(desk->arena, p->phones, p->phones_n, sizeof *p->phones);
		p->phones[p->phones_n++] = x;
	} else if (x.label != NULL)
		p->phones[i].label = x.label;
	return 0;
}

static int remove_phone(struct desk *desk, struct person *p, const char *value, struct err *err)
{
	struct person_phone x;

	if (read_phone(desk, value, &x, err) < 0)
		return -1;
	size_t i = find_phone(p, x.number);
	if (i == p->phones_n)
		return err_set(err, ERR_DATA, "%s: is no phone number of contact %lld", value,
		    (long long)p->id);
	memmove(p->phones + i, p->phones + i + 1, (p->phones_n - i - 1) * sizeof *p->phones);
	p->phones_n--;
	return 0;
}

/* ---- lists: "address=" is all of it, "address+=" and "address-=" change it */

typedef int item_fn(struct desk *desk, struct person *p, const char *value, struct err *err);

static int each_item(
    struct desk *desk, struct person *p, const char *value, item_fn *fn, struct err *err)
{
	char *rest = arena_strdup(desk->arena, value), *item;

	while ((item = str_cut(&rest, ',')) != NULL)
		if (*str_trim(item) != '\0' && fn(desk, p, str_trim(item), err) < 0)
			return -1;
	return 0;
}

static int set_list(struct desk *desk, struct person *p, const char *property, const char *value,
    struct err *err)
{
	bool phones = str_starts(property, "phone");
	char sign = property[strlen(property) - 1];

	if (sign == '-')
		return each_item(
		    desk, p, value, phones ? remove_phone : remove_address, err);
	if (sign != '+' && phones)
		p->phones_n = 0;
	else if (sign != '+')
		p->addresses_n = 0;
	return each_item(desk, p, value, phones ? contact_add_phone : contact_add_address, err);
}

static bool is_list(const char *property, const char *name)
{
	size_t n = strlen(name);

	return str_starts(property, name) &&
	    (property[n] == '\0' || str_eq(property + n, "+") || str_eq(property + n, "-"));
}

/* ---- the others */

static int set_text(struct desk *desk, const char **out, const char *value, struct err *err)
{
	if (strlen(value) > TEXT_MAX)
		return err_set(err, ERR_DATA, "longer than %d bytes", TEXT_MAX);
	if (!utf8_valid(value, strlen(value)))
		return err_set(err, ERR_DATA, "not UTF-8");
	char *text = arena_strdup(desk->arena, value), *to = text;

	for (; *value != '\0'; value++)
		if (*value != '\r')
			*to++ = *value;
	*to = '\0';
	text = str_trim(text);
	*out = *text == '\0' ? NULL : text;
	return 0;
}

static int set_level(struct person *p, const char *value, struct err *err)
{
	int level = level_parse(value);

	if (level != LEVEL_MEMBER && level != LEVEL_NON_MEMBER)
		return err_set(err, ERR_DATA, "%s: must be member or non-member", value);
	p->level = (enum level)level;
	return 0;
}

static int set_suspended(struct person *p, const char *value, struct err *err)
{
	p->suspended = str_eq(value, "yes");
	if (!p->suspended && *value != '\0' && !str_eq(value, "no"))
		return err_set(err, ERR_DATA, "%s: must be yes or no", value);
	return 0;
}

static int set_expires(struct desk *desk, struct person *p, const char *value, struct err *err)
{
	int64_t first, last;

	if (*value != '\0' && day_parse(value, &first, &last) < 0)
		return err_set(err, ERR_DATA, "%s: must be a day, as 2026-12-31", value);
	return set_text(desk, &p->expires, value, err);
}

static int set_field(
    struct desk *desk, struct person *p, const char *name, const char *value, struct err *err)
{
	struct field_value f = { name, NULL };
	struct field *known;
	size_t i = 0, n;

	if (set_text(desk, &f.value, value, err) < 0 ||
	    store_fields(desk->store, desk->arena, "person", name, &known, &n, err) < 0)
		return -1;
	if (n == 0)
		return err_set(err, ERR_DATA, "no such field of contacts");
	if (f.value != NULL && (f.value = field_check(desk->arena, known, value, err)) == NULL)
		return -1;
	while (i < p->fields_n && !str_eq(utf8_fold(desk->arena, p->fields[i].name, false),
	    utf8_fold(desk->arena, name, false)))
		i++;
	if (f.value == NULL && i < p->fields_n)
		p->fields[i] = p->fields[--p->fields_n];
	else if (f.value != NULL && i < p->fields_n)
		p->fields[i].value = f.value;
	else if (f.value != NULL) {
		p->fields = arena_grow(desk->arena, p->fields, p->fields_n, sizeof *p->fields);
		p->fields[p->fields_n++] = f;
	}
	return 0;
}

static int set_one(
    struct desk *desk, struct person *p, const char *property, const char *value, struct err *err)
{
	if (str_eq(property, "name"))
		return set_text(desk, &p->name, value, err);
	if (is_list(property, "address") || is_list(property, "phone"))
		return set_list(desk, p, property, value, err);
	if (str_eq(property, "main"))
		return put_address(desk, p, 0, value, err);
	if (str_eq(property, "alternate"))
		return put_address(desk, p, 1, value, err);
	if (str_eq(property, "organisation"))
		return set_text(desk, &p->organisation, value, err);
	if (str_eq(property, "note"))
		return set_text(desk, &p->note, value, err);
	if (str_eq(property, "level"))
		return set_level(p, value, err);
	if (str_eq(property, "suspended"))
		return set_suspended(p, value, err);
	if (str_eq(property, "expires"))
		return set_expires(desk, p, value, err);
	if (str_starts(property, "field.") && property[6] != '\0')
		return set_field(desk, p, property + 6, value, err);
	return err_set(err, ERR_USAGE, "there is no such property (name, address, main, alternate,"
	    " phone, organisation, note, level, suspended, expires, field.NAME)");
}

int contact_set(
    struct desk *desk, struct person *p, const char *property, const char *value, struct err *err)
{
	struct err wrong = { 0 };

	if (set_one(desk, p, property, value, &wrong) == 0)
		return 0;
	return err_set(err, wrong.class, "%s: %s", property, wrong.text);
}
