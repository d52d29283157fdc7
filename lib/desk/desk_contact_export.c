/* desk_contact_export: contacts as CSV or vCards, in the form that can be read in again. */
#include <string.h>

#include "desk/desk_contact.h"

struct export {
	struct desk *desk;
	bool vcard;
	struct field *fields;
	size_t fields_n;
};

static const char *addresses(struct arena *a, const struct person *p)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < p->addresses_n; i++)
		str_addf(&out, "%s%s", i > 0 ? "," : "", p->addresses[i].address);
	return str_end(&out);
}

static const char *phones(struct arena *a, const struct person *p)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < p->phones_n; i++)
		str_addf(&out, "%s%s%s%s", i > 0 ? "," : "",
		    p->phones[i].label == NULL ? "" : p->phones[i].label,
		    p->phones[i].label == NULL ? "" : ":", p->phones[i].shown);
	return str_end(&out);
}

static const char *value_of(const struct person *p, const char *field)
{
	for (size_t i = 0; i < p->fields_n; i++)
		if (str_eq(p->fields[i].name, field))
			return p->fields[i].value;
	return NULL;
}

static void print_header(struct export *x)
{
	struct str out = str_new(x->desk->arena);

	str_add(&out, "name,email,phone,organisation,note,level,suspended,expires");
	for (size_t i = 0; i < x->fields_n; i++)
		csv_add(&out, arena_printf(x->desk->arena, "field.%s", x->fields[i].name), false);
	str_add(&out, "\r\n");
	text_print(str_end(&out));
}

static int print_one(void *ctx, const struct person *p, struct err *err)
{
	struct export *x = ctx;
	struct arena *a = arena_new();
	struct str out = str_new(a);

	(void)err;
	if (p->erased != 0)
		;
	else if (x->vcard)
		vcard_add(&out, p);
	else {
		csv_add(&out, p->name, true);
		csv_add(&out, addresses(a, p), false);
		csv_add(&out, phones(a, p), false);
		csv_add(&out, p->organisation, false);
		csv_add(&out, p->note, false);
		csv_add(&out, level_name(p->level), false);
		csv_add(&out, p->suspended ? "yes" : "no", false);
		csv_add(&out, p->expires, false);
		for (size_t i = 0; i < x->fields_n; i++)
			csv_add(&out, value_of(p, x->fields[i].name), false);
		str_add(&out, "\r\n");
	}
	text_print(str_end(&out));
	arena_free(a);
	return 0;
}

int contact_export(struct desk *desk, char *const *words, const struct contact_options *options,
    struct err *err)
{
	struct export x = { .desk = desk, .vcard = options->vcard };
	struct contact_filter filter;

	if (contact_filter(desk, words, options, &filter, err) < 0 ||
	    store_fields(desk->store, desk->arena, "person", NULL, &x.fields, &x.fields_n, err) < 0)
		return -1;
	if (!x.vcard)
		print_header(&x);
	return store_contacts(desk->store, &filter, print_one, &x, err);
}
