/*
 * store_contact_save: people written as a whole, merged, and indexed for search.  Whoever changes a
 * person marks it unindexed; the drainer, the next search or an import brings the index up to date.
 */
#include <string.h>

#include "store/store_query.h"

enum { TAIL_MAX = 2000 };       /* people a search indexes itself before it answers */

int person_changed(struct store *store, int64_t id, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO person_unindexed (person) VALUES (?1) ON CONFLICT DO NOTHING", "i", id);
}

/* ---- the parts of a person */

static int find_organisation(
    struct store *store, const char *name, int64_t now, int64_t *id_out, struct err *err)
{
	struct arena *a = arena_new();
	const char *key = name == NULL ? NULL : utf8_fold(a, name, false);
	int result = 0;

	*id_out = 0;
	if (name != NULL)
		*id_out = sql_value(
		    store, 0, err, "SELECT id FROM organisation WHERE key = ?1", "s", key);
	if (name != NULL && *id_out == 0 && err->class == ERR_NONE) {
		result = sql_do(store, err,
		    "INSERT INTO organisation (name, key, changed) VALUES (?1, ?2, ?3)", "ssi",
		    name, key, now);
		*id_out = db_last_id(store);
	}
	arena_free(a);
	return err->class != ERR_NONE ? -1 : result;
}

static int save_row(struct store *store, struct person *p, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	const char *key = utf8_fold(a, arena_printf(a, "%s %s", p->name == NULL ? "" : p->name,
	    p->addresses_n == 0 ? "" : p->addresses[0].address), false);
	int64_t organisation;
	int result = find_organisation(store, p->organisation, now, &organisation, err);

	if (result == 0 && p->id == 0) {
		result = sql_do(store, err,
		    "INSERT INTO person (name, key, level, organisation, created, note, suspended,"
		    " expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "ssizisis", p->name, key,
		    (int64_t)p->level, organisation, now, p->note, (int64_t)p->suspended,
		    p->expires);
		p->id = db_last_id(store);
	} else if (result == 0)
		result = sql_do(store, err,
		    "UPDATE person SET name = ?2, key = ?3, level = ?4, organisation = ?5,"
		    " note = ?6, suspended = ?7, expires = ?8 WHERE id = ?1", "issizsis", p->id,
		    p->name, key, (int64_t)p->level, organisation, p->note, (int64_t)p->suspended,
		    p->expires);
	arena_free(a);
	return result;
}

static bool has_address(const struct person *p, const char *address)
{
	for (size_t i = 0; i < p->addresses_n; i++)
		if (str_eq(p->addresses[i].address, address))
			return true;
	return false;
}

static bool has_phone(const struct person *p, const char *number)
{
	for (size_t i = 0; i < p->phones_n; i++)
		if (str_eq(p->phones[i].number, number))
			return true;
	return false;
}

static int save_addresses(
    struct store *store, const struct person *was, const struct person *p, struct err *err)
{
	for (size_t i = 0; i < was->addresses_n; i++)
		if (!has_address(p, was->addresses[i].address) &&
		    sql_do(store, err, "DELETE FROM person_address WHERE address = ?1", "s",
			was->addresses[i].address) < 0)
			return -1;
	for (size_t i = 0; i < p->addresses_n; i++) {
		const char *address = p->addresses[i].address;

		if (sql_do(store, err,
			"INSERT INTO person_address (address, person, rank) VALUES (?1, ?2, ?3)"
			" ON CONFLICT (address) DO UPDATE SET rank = excluded.rank"
			" WHERE person = excluded.person", "sii", address, p->id, (int64_t)i) < 0)
			return -1;
		if (db_changes(store) == 0)
			return err_set(err, ERR_DATA, "%s: is the address of contact %lld", address,
			    (long long)store_contact_by_address(store, address, err));
	}
	return 0;
}

static int save_phones(
    struct store *store, const struct person *was, const struct person *p, struct err *err)
{
	for (size_t i = 0; i < was->phones_n; i++)
		if (!has_phone(p, was->phones[i].number) &&
		    sql_do(store, err,
			"DELETE FROM person_phone WHERE number = ?1 AND person = ?2", "si",
			was->phones[i].number, p->id) < 0)
			return -1;
	for (size_t i = 0; i < p->phones_n; i++)
		if (sql_do(store, err,
			"INSERT INTO person_phone (number, person, shown, label, rank)"
			" VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (number, person) DO UPDATE SET"
			" shown = excluded.shown, label = excluded.label, rank = excluded.rank",
			"sissi", p->phones[i].number, p->id, p->phones[i].shown,
			p->phones[i].label, (int64_t)i) < 0)
			return -1;
	return 0;
}

static int save_field(struct store *store, int64_t person, const struct field_value *f,
    struct err *err)
{
	struct arena *a = arena_new();
	int64_t field = sql_value(store, 0, err, "SELECT id FROM field WHERE key = ?1 AND"
	    " scope = 'person'", "s", utf8_fold(a, f->name, false));
	int result = field != 0 ? 0 :
	    err_set(err, ERR_DATA, "field.%s: no such field", f->name);

	if (result == 0)
		result = sql_do(store, err,
		    "INSERT INTO person_field (person, field, value, key) VALUES (?1, ?2, ?3, ?4)",
		    "iiss", person, field, f->value, utf8_fold(a, f->value, false));
	arena_free(a);
	return result;
}

static int save_fields(
    struct store *store, const struct person *was, const struct person *p, struct err *err)
{
	if (was->fields_n > 0 &&
	    sql_do(store, err, "DELETE FROM person_field WHERE person = ?1", "i", p->id) < 0)
		return -1;
	for (size_t i = 0; i < p->fields_n; i++)
		if (save_field(store, p->id, &p->fields[i], err) < 0)
			return -1;
	return 0;
}

int store_contact_save(struct store *store, struct person *p, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	struct person was = { 0 };
	int result = p->id == 0 ? 1 : store_contact(store, a, p->id, &was, err);

	if (result == 0)
		result = err_set(err, ERR_NO, "%lld: no such contact", (long long)p->id);
	if (result < 0 || save_row(store, p, now, err) < 0 ||
	    save_addresses(store, &was, p, err) < 0 || save_phones(store, &was, p, err) < 0 ||
	    save_fields(store, &was, p, err) < 0 || person_changed(store, p->id, err) < 0)
		result = -1;
	arena_free(a);
	return result < 0 ? -1 : 0;
}

/* ---- merging: everything knows where it came from, so that it can go back */

#define FAMILY "WITH RECURSIVE family(id) AS (SELECT ?1 UNION SELECT p.id FROM person p" \
	" JOIN family f ON p.merged_into = f.id) "

static int move_tickets(struct store *store, int64_t from, int64_t into, bool undo, int64_t now,
    int64_t actor, struct err *err)
{
	struct arena *a = arena_new();
	struct sql *q = undo ? sql_run(store, FAMILY
	    "SELECT id FROM ticket WHERE requester = ?2 AND (requester_origin IN (SELECT id FROM"
	    " family) OR (requester_origin IS NULL AND requester_address IN (SELECT address FROM"
	    " person_address WHERE origin IN (SELECT id FROM family))))", "ii", from, into) :
	    sql_run(store, "SELECT id FROM ticket WHERE requester = ?1 AND ?2 = ?2", "ii", from,
	    into);
	int64_t *ids = NULL;
	size_t n = 0;

	while (sql_row(q)) {
		ids = arena_grow(a, ids, n, sizeof *ids);
		ids[n++] = sql_int(q, 0);
	}
	int result = sql_end(q, err);
	for (size_t i = 0; i < n && result == 0; i++) {
		result = sql_do(store, err, undo ?
		    "UPDATE ticket SET requester = ?2, rev = rev + 1, updated = ?3,"
		    " requester_origin = nullif(requester_origin, ?2) WHERE id = ?1" :
		    "UPDATE ticket SET requester_origin = coalesce(requester_origin, requester),"
		    " requester = ?2, rev = rev + 1, updated = ?3 WHERE id = ?1", "iii", ids[i],
		    undo ? from : into, now);
		if (result == 0)
			result = store_event(store, ids[i], now, actor, "requester",
			    arena_printf(a, "%lld", (long long)(undo ? into : from)),
			    arena_printf(a, "%lld", (long long)(undo ? from : into)),
			    undo ? "contact unmerged" : "contact merged", err);
	}
	arena_free(a);
	return result;
}

static int do_merge(struct store *store, int64_t from, int64_t into, struct err *err)
{
	if (sql_do(store, err,
		"UPDATE person_address SET origin = coalesce(origin, person), person = ?2,"
		" rank = rank + 1000 WHERE person = ?1", "ii", from, into) < 0 ||
	    sql_do(store, err,
		"UPDATE person_phone SET origin = coalesce(origin, person), person = ?2,"
		" rank = rank + 1000 WHERE person = ?1 AND number NOT IN"
		" (SELECT number FROM person_phone WHERE person = ?2)", "ii", from, into) < 0)
		return -1;
	return sql_do(
	    store, err, "UPDATE person SET merged_into = ?2 WHERE id = ?1", "ii", from, into);
}

static int undo_merge(struct store *store, int64_t from, int64_t into, struct err *err)
{
	if (sql_do(store, err, FAMILY
		"UPDATE person_address SET person = ?1, origin = nullif(origin, ?1),"
		" rank = rank - 1000 WHERE person = ?2 AND origin IN (SELECT id FROM family)",
		"ii", from, into) < 0 ||
	    sql_do(store, err, FAMILY
		"UPDATE person_phone SET person = ?1, origin = nullif(origin, ?1),"
		" rank = rank - 1000 WHERE person = ?2 AND origin IN (SELECT id FROM family)",
		"ii", from, into) < 0)
		return -1;
	return sql_do(store, err, "UPDATE person SET merged_into = NULL WHERE id = ?1", "i", from);
}

/* Tickets go first on the way back: they are told by the addresses. */
int store_contact_merge(struct store *store, int64_t from, int64_t into, bool undo, int64_t now,
    int64_t actor, struct err *err)
{
	if (move_tickets(store, from, into, undo, now, actor, err) < 0 ||
	    (undo ? undo_merge : do_merge)(store, from, into, err) < 0)
		return -1;
	return person_changed(store, from, err) < 0 ? -1 : person_changed(store, into, err);
}

/* ---- the index */

static const char *words_of(struct arena *a, const struct person *p)
{
	struct str out = str_new(a);

	str_addf(&out, "%s\n%s\n%s\n", p->name == NULL ? "" : p->name,
	    p->organisation == NULL ? "" : p->organisation, p->note == NULL ? "" : p->note);
	for (size_t i = 0; i < p->addresses_n; i++)
		str_addf(&out, "%s\n", p->addresses[i].address);
	for (size_t i = 0; i < p->phones_n; i++)
		str_addf(&out, "%s\n%s\n", p->phones[i].number, p->phones[i].shown);
	for (size_t i = 0; i < p->fields_n; i++)
		str_addf(&out, "%s\n", p->fields[i].value);
	return utf8_fold(a, str_end(&out), true);
}

static int index_person(
    struct store *store, struct arena *a, int64_t id, bool tail, struct err *err)
{
	struct person p;
	int found = store_contact(store, a, id, &p, err);

	if (found < 0)
		return -1;
	if (!tail &&
	    (sql_do(store, err, "DELETE FROM person_search WHERE rowid = ?1", "i", id) < 0 ||
		sql_do(store, err, "DELETE FROM person_unindexed WHERE person = ?1", "i", id) < 0))
		return -1;
	if (found == 0 || p.merged_into != 0)
		return 0;
	return sql_do(store, err,
	    tail ? "INSERT INTO temp.person_tail (rowid, text) VALUES (?1, ?2)"
		 : "INSERT INTO person_search (rowid, text) VALUES (?1, ?2)",
	    "is", id, words_of(a, &p));
}

static int index_some(
    struct store *store, bool tail, int64_t max, int64_t *done_out, struct err *err)
{
	struct arena *a = arena_new(), *row = arena_new();
	struct sql *q = sql_run(
	    store, "SELECT person FROM person_unindexed ORDER BY person LIMIT ?1", "i", max);
	int64_t *ids = NULL;
	size_t n = 0;

	while (sql_row(q)) {
		ids = arena_grow(a, ids, n, sizeof *ids);
		ids[n++] = sql_int(q, 0);
	}
	int result = sql_end(q, err);
	for (size_t i = 0; i < n && result == 0; i++) {
		arena_reset(row);
		result = index_person(store, row, ids[i], tail, err);
	}
	*done_out = (int64_t)n;
	arena_free(row);
	arena_free(a);
	return result;
}

int store_index_people(struct store *store, int64_t max, int64_t *done_out, struct err *err)
{
	return index_some(store, false, max, done_out, err);
}

static bool all_indexed(struct store *store, struct err *err)
{
	return sql_value(store, 0, err, "SELECT 1 FROM person_unindexed LIMIT 1", "") == 0;
}

int search_people_prepare(struct store *store, bool *tail_out, struct err *err)
{
	struct err busy = { 0 };
	int64_t done;

	*tail_out = false;
	if (all_indexed(store, err))
		return err->class != ERR_NONE ? -1 : 0;
	if (db_try_begin(store)) {
		if (index_some(store, false, TAIL_MAX, &done, &busy) == 0 &&
		    store_commit(store, &busy) == 0) {
			if (done < TAIL_MAX)
				return 0;
		} else
			store_rollback(store);
	}
	*tail_out = true;
	if (db_script(store, "DROP TABLE IF EXISTS temp.person_tail; CREATE VIRTUAL TABLE"
	    " temp.person_tail USING fts5(text, columnsize=0,"
	    " tokenize='unicode61 remove_diacritics 0')", err) < 0)
		return -1;
	return index_some(store, true, INT64_MAX, &done, err);
}
