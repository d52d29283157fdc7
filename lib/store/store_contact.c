/* store_contact: people as a whole: read, found by number, address, phone and words. */
#include <string.h>

#include "store/store_query.h"

/* ---- reading */

static int read_addresses(struct store *store, struct arena *a, struct person *p, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT address, bounces_hard, bounces_soft, last_bounce FROM person_address"
	    " WHERE person = ?1 ORDER BY rank, address",
	    "i", p->id);

	while (sql_row(q)) {
		p->addresses = arena_grow(a, p->addresses, p->addresses_n, sizeof *p->addresses);
		struct person_address *x = &p->addresses[p->addresses_n++];
		x->address = sql_text(q, a, 0);
		x->hard = sql_int(q, 1);
		x->soft = sql_int(q, 2);
		x->last_bounce = sql_int(q, 3);
	}
	return sql_end(q, err);
}

static int read_phones(struct store *store, struct arena *a, struct person *p, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT number, shown, label FROM person_phone WHERE person = ?1 ORDER BY rank, number",
	    "i", p->id);

	while (sql_row(q)) {
		p->phones = arena_grow(a, p->phones, p->phones_n, sizeof *p->phones);
		p->phones[p->phones_n++] = (struct person_phone){ sql_text(q, a, 0),
		    sql_text(q, a, 1), sql_text(q, a, 2) };
	}
	return sql_end(q, err);
}

static int read_fields(struct store *store, struct arena *a, struct person *p, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT f.name, v.value FROM person_field v JOIN field f ON f.id = v.field"
	    " WHERE v.person = ?1 ORDER BY f.id",
	    "i", p->id);

	while (sql_row(q)) {
		p->fields = arena_grow(a, p->fields, p->fields_n, sizeof *p->fields);
		p->fields[p->fields_n++] =
		    (struct field_value){ sql_text(q, a, 0), sql_text(q, a, 1) };
	}
	return sql_end(q, err);
}

#define PERSON_COLUMNS \
	"SELECT p.id, p.name, p.level, o.name, p.note, p.created, p.suspended, p.expires," \
	" p.merged_into, p.erased, (SELECT count(*) FROM ticket t WHERE t.requester = p.id)," \
	" (SELECT count(*) FROM ticket t WHERE t.requester = p.id AND t.status = 0 AND" \
	" t.hidden = 0) FROM person p LEFT JOIN organisation o ON o.id = p.organisation "

static int from_row(
    struct store *store, struct sql *q, struct arena *a, struct person *p, struct err *err)
{
	memset(p, 0, sizeof *p);
	p->id = sql_int(q, 0);
	p->name = sql_text(q, a, 1);
	p->level = (enum level)sql_int(q, 2);
	p->organisation = sql_text(q, a, 3);
	p->note = sql_text(q, a, 4);
	p->created = sql_int(q, 5);
	p->suspended = sql_int(q, 6) != 0;
	p->expires = sql_text(q, a, 7);
	p->merged_into = sql_int(q, 8);
	p->erased = sql_int(q, 9);
	p->tickets = sql_int(q, 10);
	p->open = sql_int(q, 11);
	if (read_addresses(store, a, p, err) < 0 || read_phones(store, a, p, err) < 0)
		return -1;
	return read_fields(store, a, p, err);
}

int store_contact(
    struct store *store, struct arena *a, int64_t id, struct person *out, struct err *err)
{
	struct sql *q = sql_run(store, PERSON_COLUMNS "WHERE p.id = ?1", "i", id);
	bool found = sql_row(q);
	int result = found ? from_row(store, q, a, out, err) : 0;

	return sql_end(q, err) < 0 || result < 0 ? -1 : found;
}

int64_t store_contact_target(struct store *store, int64_t id, struct err *err)
{
	return sql_value(store, 0, err,
	    "WITH RECURSIVE up(id, next) AS (SELECT id, merged_into FROM person WHERE id = ?1"
	    " UNION SELECT p.id, p.merged_into FROM person p JOIN up ON p.id = up.next)"
	    " SELECT id FROM up WHERE next IS NULL",
	    "i", id);
}

int64_t store_contact_by_address(struct store *store, const char *address, struct err *err)
{
	struct arena *a = arena_new();
	int64_t id = sql_value(store, 0, err,
	    "SELECT person FROM person_address WHERE address = ?1", "s", str_lower(a, address));

	arena_free(a);
	return id;
}

static int read_ids(
    struct arena *a, struct sql *q, int64_t **ids_out, size_t *n_out, struct err *err)
{
	*ids_out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*ids_out = arena_grow(a, *ids_out, *n_out, sizeof **ids_out);
		(*ids_out)[(*n_out)++] = sql_int(q, 0);
	}
	return sql_end(q, err);
}

int store_contacts_by_phone(struct store *store, struct arena *a, const char *number,
    int64_t **ids_out, size_t *n_out, struct err *err)
{
	return read_ids(a, sql_run(store,
	    "SELECT person FROM person_phone WHERE number = ?1 ORDER BY person LIMIT 20", "s",
	    number), ids_out, n_out, err);
}

int64_t store_namesakes(struct store *store, const char *name, int64_t except, struct err *err)
{
	struct arena *a = arena_new();
	int64_t n = sql_value(store, 0, err,
	    "SELECT (SELECT count(*) FROM person WHERE name = ?1 AND id <> ?2)"
	    " + (SELECT count(*) FROM agent WHERE fullname = ?1 OR key = ?3)",
	    "sis", name, except, utf8_fold(a, name, false));

	arena_free(a);
	return n;
}

int store_contact_tickets(struct store *store, struct arena *a, int64_t person, bool others,
    int64_t limit, int64_t **ids_out, size_t *n_out, struct err *err)
{
	return read_ids(a, !others ? sql_run(store,
	    "SELECT id FROM ticket WHERE requester = ?1 AND hidden = 0 ORDER BY id DESC LIMIT ?2",
	    "ii", person, limit) : sql_run(store,
	    "SELECT t.id FROM person me JOIN person p ON p.organisation = me.organisation"
	    " AND p.id <> me.id JOIN ticket t ON t.requester = p.id"
	    " WHERE me.id = ?1 AND t.hidden = 0 ORDER BY t.id DESC LIMIT ?2",
	    "ii", person, limit), ids_out, n_out, err);
}

int store_lookups(struct store *store, struct arena *a, int64_t person, struct lookup **out,
    size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT name, json, time FROM lookup WHERE person = ?1 ORDER BY name", "i", person);

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		(*out)[(*n_out)++] =
		    (struct lookup){ sql_text(q, a, 0), sql_text(q, a, 1), sql_int(q, 2) };
	}
	return sql_end(q, err);
}

int store_lookup_keep(struct store *store, int64_t person, const char *name, const char *json,
    int64_t now, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO lookup (person, name, json, time) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (person, name) DO UPDATE SET json = excluded.json, time = excluded.time",
	    "issi", person, name, json, now);
}

/* ---- searching */

static const char *match_all(struct arena *a, const struct strv *words)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < words->n; i++)
		str_addf(&out, "%s%s", i > 0 ? " AND " : "",
		    match_value(a, "text", words->v[i], false));
	return str_end(&out);
}

/* A person whose entry is out of date is found by the tail alone. */
static void add_words(struct where *w, const struct contact_filter *f)
{
	int n = where_text(w, match_all(w->arena, &f->words));

	str_addf(&w->sql, " AND (p.id IN (SELECT rowid FROM person_search WHERE person_search"
	    " MATCH ?%d)", n);
	if (w->tail)
		str_addf(&w->sql, " AND p.id NOT IN (SELECT person FROM person_unindexed) OR"
		    " p.id IN (SELECT rowid FROM temp.person_tail WHERE person_tail MATCH ?%d)", n);
	str_addc(&w->sql, ')');
}

static void add_filters(struct where *w, const struct contact_filter *f)
{
	str_add(&w->sql, f->merged ? "p.merged_into IS NOT NULL" : "p.merged_into IS NULL");
	if (f->organisation != NULL)
		str_addf(&w->sql, " AND p.organisation = (SELECT id FROM organisation"
		    " WHERE key = ?%d)",
		    where_text(w, utf8_fold(w->arena, f->organisation, false)));
	if (f->suspended)
		str_add(&w->sql, " AND p.suspended <> 0");
	if (f->expired)
		str_addf(&w->sql, " AND p.expires < ?%d", where_text(w, f->today));
	if (f->members)
		str_addf(&w->sql, " AND p.level = %d", LEVEL_MEMBER);
	if (f->customers)
		str_add(&w->sql, " AND NOT EXISTS (SELECT 1 FROM person_address x JOIN"
		    " agent_address g ON g.value = x.address WHERE x.person = p.id)");
	if (f->bounced)
		str_add(&w->sql, " AND EXISTS (SELECT 1 FROM person_address x WHERE x.person = p.id"
		    " AND x.bounces_hard > 0)");
	if (f->words.n > 0)
		add_words(w, f);
}

static int each(struct where *w, store_contact_fn *fn, void *ctx, struct err *err)
{
	struct arena *row = arena_new();
	struct sql *q = sql_build(w->store, str_end(&w->sql));
	struct person p;
	int result = 0;

	where_bind(w, q);
	while (result == 0 && sql_row(q)) {
		arena_reset(row);
		result = from_row(w->store, q, row, &p, err);
		if (result == 0)
			result = fn(ctx, &p, err);
	}
	arena_free(row);
	return sql_end(q, err) < 0 ? -1 : result;
}

int store_contacts(struct store *store, const struct contact_filter *filter, store_contact_fn *fn,
    void *ctx, struct err *err)
{
	struct where w = { .store = store, .arena = arena_new() };
	int result = 0;

	w.sql = str_new(w.arena);
	if (filter->words.n > 0)
		result = search_people_prepare(store, &w.tail, err);
	str_add(&w.sql, PERSON_COLUMNS "WHERE ");
	add_filters(&w, filter);
	str_addf(&w.sql, " ORDER BY p.id LIMIT %lld OFFSET %lld",
	    filter->limit > 0 ? (long long)filter->limit : -1LL, (long long)filter->offset);
	if (result == 0)
		result = each(&w, fn, ctx, err);
	arena_free(w.arena);
	return result;
}
