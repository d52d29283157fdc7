/* Contacts as records: columns and JSON. */
#include "form/form.h"

#include <stdio.h>
#include <string.h>

static void get_id(const void *r, struct cell *out)
{
	out->number = ((const struct person *)r)->id;
}

static void get_name(const void *r, struct cell *out)
{
	out->text = ((const struct person *)r)->name;
}

static const char *address_at(const struct person *p, size_t i)
{
	return i < p->addresses_n ? p->addresses[i].address : NULL;
}

static void get_email(const void *r, struct cell *out)
{
	out->text = address_at(r, 0);
}

static void get_alternate(const void *r, struct cell *out)
{
	out->text = address_at(r, 1);
}

static void get_organisation(const void *r, struct cell *out)
{
	out->text = ((const struct person *)r)->organisation;
}

static void get_phone(const void *r, struct cell *out)
{
	const struct person *p = r;

	out->text = p->phones_n > 0 ? p->phones[0].shown : NULL;
}

static void get_tickets(const void *r, struct cell *out)
{
	out->number = ((const struct person *)r)->tickets;
}

static void get_open(const void *r, struct cell *out)
{
	out->number = ((const struct person *)r)->open;
}

static void get_level(const void *r, struct cell *out)
{
	out->text = level_name(((const struct person *)r)->level);
}

static bool has_bounced(const struct person *p)
{
	for (size_t i = 0; i < p->addresses_n; i++)
		if (p->addresses[i].hard > 0)
			return true;
	return false;
}

static void get_flags(const void *r, struct cell *out)
{
	const struct person *p = r;
	const struct { bool on; const char *name; } flags[] = {
		{ p->suspended, "suspended" }, { p->expired, "expired" },
		{ has_bounced(p), "bounced" }, { p->merged_into != 0, "merged" },
		{ p->erased != 0, "erased" },
	};

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		size_t n = strlen(out->room);

		if (flags[i].on)
			snprintf(out->room + n, sizeof out->room - n, "%s%s", n > 0 ? "," : "",
			    flags[i].name);
	}
	out->text = out->room;
	out->colour = p->suspended || p->expired ? COLOUR_RED : COLOUR_PLAIN;
}

static void get_note(const void *r, struct cell *out)
{
	out->text = ((const struct person *)r)->note;
}

static void get_expires(const void *r, struct cell *out)
{
	out->text = ((const struct person *)r)->expires;
}

static void get_created(const void *r, struct cell *out)
{
	out->number = ((const struct person *)r)->created;
}

const struct column contact_columns[] = {
	{ "id", CELL_ID, true, get_id, NULL },
	{ "name", CELL_TEXT, true, get_name, NULL },
	{ "email", CELL_TEXT, true, get_email, NULL },
	{ "organisation", CELL_TEXT, true, get_organisation, NULL },
	{ "phone", CELL_TEXT, true, get_phone, NULL },
	{ "tickets", CELL_INT, true, get_tickets, NULL },
	{ "open", CELL_INT, false, get_open, NULL },
	{ "level", CELL_TEXT, false, get_level, NULL },
	{ "flags", CELL_TEXT, false, get_flags, NULL },
	{ "alternate", CELL_TEXT, false, get_alternate, NULL },
	{ "note", CELL_TEXT, false, get_note, NULL },
	{ "expires", CELL_TEXT, false, get_expires, NULL },
	{ "created", CELL_TIME, false, get_created, NULL },
	{ 0 }
};

/* ---- JSON */

static void json_addresses(struct json *j, const struct person *p)
{
	json_open(j, '[');
	for (size_t i = 0; i < p->addresses_n; i++) {
		json_open(j, '{');
		json_key(j, "email");
		json_text(j, p->addresses[i].address);
		json_key(j, "hard");
		json_int(j, p->addresses[i].hard);
		json_key(j, "soft");
		json_int(j, p->addresses[i].soft);
		json_key(j, "last_bounce");
		json_time(j, p->addresses[i].last_bounce);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_phones(struct json *j, const struct person *p)
{
	json_open(j, '[');
	for (size_t i = 0; i < p->phones_n; i++) {
		json_open(j, '{');
		json_key(j, "number");
		json_text(j, p->phones[i].number);
		json_key(j, "shown");
		json_text(j, p->phones[i].shown);
		json_key(j, "label");
		json_text(j, p->phones[i].label);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_flags(struct json *j, const struct person *p)
{
	json_key(j, "suspended");
	json_bool(j, p->suspended);
	json_key(j, "expires");
	json_text(j, p->expires);
	json_key(j, "expired");
	json_bool(j, p->expired);
	json_key(j, "merged_into");
	if (p->merged_into != 0)
		json_int(j, p->merged_into);
	else
		json_raw(j, NULL);
	json_key(j, "erased");
	json_time(j, p->erased);
}

void contact_json_members(struct json *j, const struct person *p)
{
	json_key(j, "id");
	json_int(j, p->id);
	json_key(j, "name");
	json_text(j, p->name);
	json_key(j, "level");
	json_text(j, level_name(p->level));
	json_key(j, "organisation");
	json_text(j, p->organisation);
	json_key(j, "addresses");
	json_addresses(j, p);
	json_key(j, "phones");
	json_phones(j, p);
	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < p->fields_n; i++) {
		json_key(j, p->fields[i].name);
		json_text(j, p->fields[i].value);
	}
	json_close(j, '}');
	json_key(j, "note");
	json_text(j, p->note);
	json_flags(j, p);
	json_key(j, "created");
	json_time(j, p->created);
	json_key(j, "tickets");
	json_int(j, p->tickets);
	json_key(j, "open");
	json_int(j, p->open);
}

void contact_json(struct json *j, const void *person)
{
	json_open(j, '{');
	contact_json_members(j, person);
	json_close(j, '}');
}
