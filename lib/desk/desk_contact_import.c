/*
 * desk_contact_import: contacts from CSV or vCards.  Whoever is known already, by address or phone,
 * is brought up to date, so a list can be read twice, or again after it was cut short; a bad line
 * is named by its number and costs nothing but itself.
 */
#include <string.h>
#include <unistd.h>

#include "desk/desk_contact.h"

enum { FILE_LARGEST = 512 << 20, AT_ONCE = 1000, COLUMNS_MAX = 1000 };

struct import {
	struct desk *desk;
	const struct contact_options *options;
	const char *path;
	struct arena *a;                /* of the line in hand */
	const char **properties;        /* of each column of a CSV; NULL: left out */
	size_t properties_n;
	struct str rejects;
	const char *head;               /* the first line, for the rejects */
	size_t head_len;
	int64_t lines, pending;
	int64_t added, changed, same, bad;
};

/* One contact as the line has it. */
struct entry {
	struct field_value *v;
	size_t n;
};

static void put(struct import *in, struct entry *e, const char *property, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	e->v = arena_grow(in->a, e->v, e->n, sizeof *e->v);
	e->v[e->n++] = (struct field_value){ property, value };
}

/* ---- one contact */

/* Cells may hold several, as exports of address books do. */
static void each_part(struct import *in, const char *value, struct strv *out)
{
	char *rest = arena_strdup(in->a, value), *part;

	for (char *p = rest; *p != '\0'; p++)
		if (*p == ';' || *p == '\n' || strncmp(p, ":::", 3) == 0)
			*p = ',';
	while ((part = str_cut(&rest, ',')) != NULL) {
		part = str_trim(part);
		while (*part == ':' || *part == ' ')
			part++;
		if (*part != '\0')
			strv_add(out, in->a, part);
	}
}

static int find_by_addresses(
    struct desk *desk, const struct strv *addresses, int64_t *id_out, struct err *err)
{
	for (size_t i = 0; i < addresses->n; i++) {
		int64_t id = store_contact_by_address(desk->store, addresses->v[i], err);

		if (id != 0 && *id_out != 0 && id != *id_out)
			return err_set(err, ERR_DATA,
			    "the addresses are those of two contacts (%lld, %lld): merge them",
			    (long long)*id_out, (long long)id);
		if (id != 0)
			*id_out = id;
	}
	return err->class != ERR_NONE ? -1 : 0;
}

/* A phone number alone may be that of a whole office: the name must be the same. */
static int find_by_phone(struct desk *desk, const struct person *fresh, int64_t *id_out,
    struct err *err)
{
	const char *name = fresh->name == NULL ? "" : utf8_fold(desk->arena, fresh->name, false);
	int64_t *ids;
	size_t n;

	if (store_contacts_by_phone(
		desk->store, desk->arena, fresh->phones[0].number, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && *id_out == 0; i++) {
		struct person p;

		if (store_contact(desk->store, desk->arena, ids[i], &p, err) < 0)
			return -1;
		if (str_eq(name, p.name == NULL ? "" : utf8_fold(desk->arena, p.name, false)))
			*id_out = ids[i];
	}
	return 0;
}

/* Lists are added to, everything else is as the line says; what it does not say stays. */
static int fill(struct import *in, struct desk *desk, struct person *p, const struct entry *e,
    struct err *err)
{
	for (size_t i = 0; i < e->n; i++) {
		bool address = str_eq(e->v[i].name, "address");
		struct strv parts = { 0 };

		if (!address && !str_eq(e->v[i].name, "phone")) {
			if (contact_set(desk, p, e->v[i].name, e->v[i].value, err) < 0)
				return -1;
			continue;
		}
		each_part(in, e->v[i].value, &parts);
		for (size_t k = 0; k < parts.n; k++)
			if ((address ? contact_add_address : contact_add_phone)(
				desk, p, parts.v[k], err) < 0)
				return -1;
	}
	return 0;
}

static const char *snapshot(struct arena *a, const struct person *p)
{
	struct str out = str_new(a);
	struct json j = json_new(&out);

	contact_json(&j, p);
	return str_end(&out);
}

static int store_entry(struct import *in, struct desk *desk, const struct entry *e, struct err *err)
{
	struct person fresh = { .level = LEVEL_NON_MEMBER }, p = { .level = LEVEL_NON_MEMBER };
	struct strv addresses = { 0 };
	int64_t id = 0;

	if (fill(in, desk, &fresh, e, err) < 0)
		return -1;
	for (size_t i = 0; i < fresh.addresses_n; i++)
		strv_add(&addresses, in->a, fresh.addresses[i].address);
	if (fresh.addresses_n + fresh.phones_n == 0)
		return err_set(err, ERR_DATA, "an address or a phone number is needed");
	if (find_by_addresses(desk, &addresses, &id, err) < 0 ||
	    (id == 0 && fresh.phones_n > 0 && find_by_phone(desk, &fresh, &id, err) < 0))
		return -1;
	if (id == 0) {
		in->added++;
		return store_contact_save(desk->store, &fresh, desk->now, err);
	}
	if (store_contact(desk->store, in->a, id, &p, err) < 0)
		return -1;
	const char *before = snapshot(in->a, &p);
	if (fill(in, desk, &p, e, err) < 0)
		return -1;
	if (str_eq(before, snapshot(in->a, &p))) {
		in->same++;
		return 0;
	}
	in->changed++;
	return store_contact_save(desk->store, &p, desk->now, err);
}

/* ---- lines: in transactions of a thousand */

static int commit(struct import *in, struct err *err)
{
	int64_t done;

	if (in->pending == 0)
		return 0;
	in->pending = 0;
	if (store_index_people(in->desk->store, INT64_MAX, &done, err) < 0) {
		store_rollback(in->desk->store);
		return -1;
	}
	return store_commit(in->desk->store, err);
}

static void reject(struct import *in, int64_t line, const char *fault, const char *raw, size_t len)
{
	tool_warn("%s:%lld: %s", in->path, (long long)line, fault);
	in->bad++;
	if (in->rejects.len == 0 && in->head != NULL)
		str_addn(&in->rejects, in->head, in->head_len);
	str_addn(&in->rejects, raw, len);
}

/* Only the line's own fault is its fault. */
static int take(struct import *in, const struct entry *e, int64_t line, const char *raw, size_t len,
    struct err *err)
{
	struct desk desk = *in->desk;
	struct err wrong = { 0 };

	desk.arena = in->a;
	if (in->pending++ == 0 && store_begin(in->desk->store, err) < 0)
		return -1;
	if (store_mark(in->desk->store, err) < 0)
		return -1;
	int result = store_entry(in, &desk, e, &wrong);
	in->desk->conf = desk.conf;
	if (store_mark_end(in->desk->store, result == 0, err) < 0)
		return -1;
	if (result < 0 && wrong.class != ERR_DATA && wrong.class != ERR_USAGE) {
		*err = wrong;
		return -1;
	}
	if (result < 0)
		reject(in, line, wrong.text, raw, len);
	if (in->pending < AT_ONCE)
		return 0;
	progress("lines", line, in->lines);
	return commit(in, err);
}

/* ---- CSV */

static const struct { const char *property, *names; } headers[] = {
	{ "name", "name|full name|display name|ad|ad soyad|adi soyadi|isim|نام|"
	    "نام و نام خانوادگی" },
	{ "given", "first name|given name|ilk ad|نام کوچک" },
	{ "family", "last name|family name|surname|soyad|soyadi|نام خانوادگی" },
	{ "address", "email|e-mail|mail|address|email address|e-mail address|e-posta|eposta|"
	    "e-posta adresi|ایمیل|پست الکترونیک" },
	{ "phone", "phone|telephone|mobile|mobile phone|phone number|telefon|cep|cep telefonu|gsm|"
	    "تلفن|موبایل|شماره تلفن" },
	{ "organisation", "organisation|organization|organization name|company|"
	    "kurum|sirket|firma|شرکت|سازمان" },
	{ "note", "note|notes|not|notlar|aciklama|یادداشت|توضیحات" },
	{ "level", "level" }, { "suspended", "suspended" }, { "expires", "expires" },
};

static bool stands_in(struct arena *a, const char *names, const char *key)
{
	char *rest = arena_strdup(a, names), *one;

	while ((one = str_cut(&rest, '|')) != NULL)
		if (str_eq(utf8_fold(a, one, false), key))
			return true;
	return false;
}

/* "E-mail 2 - Value" and "phone3" are further ones. */
static const char *plain_header(struct arena *a, const char *header)
{
	char *key = str_trim(utf8_fold(a, header, false));
	size_t n;

	if (str_ends(key, " - value") || str_ends(key, " - name"))
		*strrchr(key, '-') = '\0';
	for (n = strlen(key); n > 1 && ((key[n - 1] >= '0' && key[n - 1] <= '9') ||
		key[n - 1] == ' '); n--)
		key[n - 1] = '\0';
	return key;
}

static const char *property_of(struct import *in, const char *header, struct err *err)
{
	struct arena *a = in->desk->arena;
	const char *key = plain_header(a, header);
	struct field *field;
	size_t n;

	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		if (stands_in(a, headers[i].names, key))
			return headers[i].property;
	header = str_istarts(header, "field.") ? header + 6 : header;
	if (store_fields(in->desk->store, a, "person", header, &field, &n, err) == 0 && n > 0)
		return arena_printf(a, "field.%s", field->name);
	return NULL;
}

static int read_header(struct import *in, struct csv *csv, struct err *err)
{
	struct str unknown = str_new(in->desk->arena);
	struct csv_row row;

	if (!csv_next(csv, in->desk->arena, &row))
		return err_set(err, ERR_DATA, "%s: is empty", in->path);
	if (row.fault != NULL)
		return err_set(err, ERR_DATA, "%s:1: %s", in->path, row.fault);
	in->head = row.raw;
	in->head_len = row.raw_len;
	in->properties = arena_alloc(in->desk->arena, row.fields.n * sizeof *in->properties);
	in->properties_n = row.fields.n;
	for (size_t i = 0; i < row.fields.n; i++) {
		in->properties[i] = property_of(in, row.fields.v[i], err);
		if (in->properties[i] == NULL)
			str_addf(&unknown, "%s%s", unknown.len > 0 ? ", " : "", row.fields.v[i]);
	}
	if (err->class == ERR_NONE && unknown.len > 0 && !in->options->ignore)
		err_set(err, ERR_DATA, "%s:1: unknown columns: %s (--ignore leaves them out)",
		    in->path, str_end(&unknown));
	return err->class != ERR_NONE ? -1 : 0;
}

static void read_row(struct import *in, const struct csv_row *row, struct entry *out)
{
	const char *given = NULL, *family = NULL;

	*out = (struct entry){ 0 };
	for (size_t i = 0; i < row->fields.n; i++) {
		const char *property = in->properties[i], *value = str_trim(row->fields.v[i]);

		if (str_eq(property, "given"))
			given = value;
		else if (str_eq(property, "family"))
			family = value;
		else if (property != NULL)
			put(in, out, property, value);
	}
	if (given != NULL || family != NULL)
		put(in, out, "name", str_trim(arena_printf(in->a, "%s %s",
		    given == NULL ? "" : given, family == NULL ? "" : family)));
}

static bool is_empty(const struct csv_row *row)
{
	return row->fields.n == 1 && *str_trim(row->fields.v[0]) == '\0';
}

static int import_csv(struct import *in, const char *text, size_t len, struct err *err)
{
	struct csv csv;
	struct csv_row row;
	struct entry e;
	int result;

	csv_open(&csv, text, len);
	result = read_header(in, &csv, err);
	while (result == 0 && csv_next(&csv, in->a, &row)) {
		if (row.fault == NULL && row.fields.n != in->properties_n && !is_empty(&row))
			row.fault = arena_printf(in->a, "%zu fields, not %zu", row.fields.n,
			    in->properties_n);
		if (row.line < in->options->from || (row.fault == NULL && is_empty(&row)))
			continue;
		if (row.fault != NULL) {
			reject(in, row.line, row.fault, row.raw, row.raw_len);
		} else {
			read_row(in, &row, &e);
			result = take(in, &e, row.line, row.raw, row.raw_len, err);
		}
		arena_reset(in->a);
	}
	return result;
}

/* ---- vCards */

static int import_cards(struct import *in, const char *text, size_t len, struct err *err)
{
	struct vcard v;
	struct card card;
	int result = 0;

	vcard_open(&v, text, len);
	while (result == 0 && vcard_next(&v, in->a, &card)) {
		struct entry e = { 0 };

		if (card.line < in->options->from)
			continue;
		put(in, &e, "name", card.name);
		for (size_t i = 0; i < card.emails.n; i++)
			put(in, &e, "address", card.emails.v[i]);
		for (size_t i = 0; i < card.phones.n; i++)
			put(in, &e, "phone", card.phones.v[i]);
		put(in, &e, "organisation", card.organisation);
		put(in, &e, "note", card.note);
		if (card.fault != NULL)
			reject(in, card.line, card.fault, card.raw, card.raw_len);
		else
			result = take(in, &e, card.line, card.raw, card.raw_len, err);
		arena_reset(in->a);
	}
	return result;
}

/* ---- files */

static bool is_vcard(const char *text, size_t len)
{
	size_t mark = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (mark < len && strchr(" \t\r\n", text[mark]) != NULL)
		mark++;
	return str_istarts(text + mark, "BEGIN:VCARD");
}

static int import_file(struct import *in, const char *path, struct err *err)
{
	size_t len;
	char *text = str_eq(path, "-") ?
	    file_read_fd(in->desk->arena, STDIN_FILENO, FILE_LARGEST, &len, err) :
	    file_read(in->desk->arena, path, FILE_LARGEST, &len, err);

	if (text == NULL)
		return -1;
	in->path = str_eq(path, "-") ? "stdin" : path;
	in->lines = 0;
	in->head = NULL;
	for (size_t i = 0; i < len; i++)
		in->lines += text[i] == '\n';
	int result = (is_vcard(text, len) ? import_cards : import_csv)(in, text, len, err);
	if (result == 0)
		progress("lines", in->lines, in->lines);
	if (result < 0 && in->pending > 0)
		store_rollback(in->desk->store);
	return result < 0 ? -1 : commit(in, err);
}

int contact_import(struct desk *desk, char *const *paths, const struct contact_options *options,
    struct err *err)
{
	static char *const stdin_only[] = { "-", NULL };
	struct import in = { .desk = desk, .options = options, .rejects = str_new(desk->arena) };
	int result = 0;

	if (desk_may_write(desk, err) < 0)
		return -1;
	in.a = arena_new();
	for (paths = *paths == NULL ? stdin_only : paths; *paths != NULL && result == 0; paths++)
		result = import_file(&in, *paths, err);
	arena_free(in.a);
	if (options->rejects != NULL && in.rejects.len > 0 &&
	    file_replace(options->rejects, in.rejects.s, in.rejects.len, 0600, err) < 0)
		result = -1;
	text_print(arena_printf(desk->arena, "added\t%lld\nchanged\t%lld\nas before\t%lld\n"
	    "bad\t%lld\n", (long long)in.added, (long long)in.changed, (long long)in.same,
	    (long long)in.bad));
	if (result == 0 && in.bad > 0)
		return err_set(err, ERR_DATA, "%lld lines could not be taken", (long long)in.bad);
	return result;
}
