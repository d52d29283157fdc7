/*
 * store_erase: the rows of somebody who asked to be forgotten.  Rows stay, so that numbers, threads
 * and figures do; what they say of the person goes.  Every text column of every table is looked at,
 * also of tables that came later, but for what an administrator defines and what is written anew
 * with its message.
 */
#include <string.h>

#include "store/store_row.h"

#define OWN_MESSAGE "lower(m.from_address) IN (SELECT address FROM temp.gone_address)"

static int find_tickets(struct store *store, struct err *err)
{
	if (sql_do(store, err,
		"INSERT INTO temp.gone_ticket"
		" SELECT id FROM ticket WHERE requester IN (SELECT id FROM temp.gone)"
		" OR requester_origin IN (SELECT id FROM temp.gone)"
		" UNION SELECT m.ticket FROM message m WHERE " OWN_MESSAGE
		" UNION SELECT m.origin FROM message m WHERE " OWN_MESSAGE
		" UNION SELECT ticket FROM participant WHERE address IN"
		"  (SELECT address FROM temp.gone_address) ON CONFLICT DO NOTHING", "") < 0)
		return -1;
	return sql_do(store, err,
	    "INSERT INTO temp.gone_ticket"
	    " SELECT t.id FROM ticket t JOIN temp.gone_ticket g ON t.merged_into = g.id"
	    " UNION SELECT t.merged_into FROM ticket t JOIN temp.gone_ticket g ON t.id = g.id"
	    "  WHERE t.merged_into IS NOT NULL"
	    " UNION SELECT high FROM link JOIN temp.gone_ticket g ON low = g.id"
	    " UNION SELECT low FROM link JOIN temp.gone_ticket g ON high = g.id"
	    " ON CONFLICT DO NOTHING", "");
}

int store_erase_who(struct store *store, const int64_t *people, size_t n,
    const struct strv *addresses, struct err *err)
{
	int result = db_script(store,
	    "CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY);"
	    "CREATE TEMP TABLE gone_address (address TEXT PRIMARY KEY, stand_in TEXT);"
	    "CREATE TEMP TABLE gone_ticket (id INTEGER PRIMARY KEY)", err);

	for (size_t i = 0; i < n && result == 0; i++)
		result = sql_do(store, err, "INSERT INTO temp.gone VALUES (?1)", "i", people[i]);
	for (size_t i = 0; i < addresses->n && result == 0; i++)
		result = sql_do(store, err, "INSERT INTO temp.gone_address VALUES (?1, printf("
		    "'erased-%d%s@erased.invalid', ?2, CASE ?3 WHEN 0 THEN '' ELSE '-' || (?3 + 1)"
		    " END)) ON CONFLICT DO NOTHING", "sii", addresses->v[i], people[0], (int64_t)i);
	return result < 0 ? -1 : find_tickets(store, err);
}

int store_erase_tickets(
    struct store *store, struct arena *a, int64_t **ids_out, size_t *n_out, struct err *err)
{
	*ids_out = NULL;
	*n_out = 0;
	struct sql *q = sql_run(store, "SELECT id FROM temp.gone_ticket ORDER BY id", "");
	while (sql_row(q)) {
		*ids_out = arena_grow(a, *ids_out, *n_out, sizeof **ids_out);
		(*ids_out)[(*n_out)++] = sql_int(q, 0);
	}
	return sql_end(q, err);
}

static int read_texts(struct arena *a, struct sql *q, struct strv *out, struct err *err)
{
	while (sql_row(q))
		strv_add(out, a, sql_text(q, a, 0));
	return sql_end(q, err);
}

int store_erase_names(struct store *store, struct arena *a, struct strv *out, struct err *err)
{
	return read_texts(a, sql_run(store,
	    "SELECT DISTINCT from_name FROM message m WHERE from_name IS NOT NULL AND " OWN_MESSAGE
	    " UNION SELECT name FROM person WHERE id IN (SELECT id FROM temp.gone)"
	    "  AND name IS NOT NULL", ""), out, err);
}

int store_erase_subjects(struct store *store, struct arena *a, struct strv *out, struct err *err)
{
	return read_texts(a, sql_run(store,
	    "SELECT subject FROM ticket WHERE requester IN (SELECT id FROM temp.gone)"
	    " AND subject <> '' UNION SELECT m.subject FROM message m WHERE m.subject <> '' AND "
	    OWN_MESSAGE " AND NOT EXISTS (SELECT 1 FROM message o WHERE o.ticket = m.ticket"
	    " AND o.id < m.id)", ""), out, err);
}

int store_erase_files(struct store *store, struct arena *a, struct strv *out, struct err *err)
{
	return read_texts(a, sql_run(store,
	    "SELECT DISTINCT x.sha256 FROM attachment x JOIN message m ON m.id = x.message WHERE "
	    OWN_MESSAGE " EXCEPT SELECT x.sha256 FROM attachment x JOIN message m"
	    " ON m.id = x.message WHERE m.direction = 0 AND NOT coalesce(" OWN_MESSAGE ", 0)", ""),
	    out, err);
}

/* ---- rows that are dealt with by name */

static int erase_people(struct store *store, const struct store_erasure *e, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err,
	    "UPDATE person SET name = ?1, key = ?1, note = NULL, suspended = 0, expires = NULL,"
	    " erased = ?2 WHERE id IN (SELECT id FROM temp.gone)", "si", e->name, e->now);

	arena_free(a);
	if (result < 0 ||
	    db_script(store,
		"DELETE FROM person_address WHERE person IN (SELECT id FROM temp.gone);"
		"DELETE FROM person_phone WHERE person IN (SELECT id FROM temp.gone);"
		"DELETE FROM person_field WHERE person IN (SELECT id FROM temp.gone);"
		"DELETE FROM lookup WHERE person IN (SELECT id FROM temp.gone);"
		"INSERT INTO person_unindexed SELECT id FROM temp.gone WHERE 1"
		" ON CONFLICT DO NOTHING", err) < 0)
		return -1;
	return sql_do(store, err, "INSERT INTO person_unindexed SELECT id FROM person"
	    " WHERE erase_row(note) IS NOT NULL ON CONFLICT DO NOTHING", "");
}

static int erase_outbox(struct store *store, struct store_erased *out, struct err *err)
{
	if (sql_do(store, err,
		"UPDATE recipient SET state = 6 WHERE state NOT IN (3, 4, 6) AND lower(address) IN"
		" (SELECT address FROM temp.gone_address)", "") < 0)
		return -1;
	out->dropped = db_changes(store);
	if (sql_do(store, err,
		"UPDATE recipient SET reply = NULL, address = (SELECT stand_in FROM"
		" temp.gone_address g WHERE g.address = lower(recipient.address))"
		" WHERE lower(address) IN (SELECT address FROM temp.gone_address)", "") < 0)
		return -1;
	out->recipients = db_changes(store);
	return sql_do(store, err, "DELETE FROM participant WHERE address IN"
	    " (SELECT address FROM temp.gone_address)", "");
}

/* The index of subjects that were changed by hand must be given the old words. */
static int set_subject(struct store *store, int64_t ticket, const char *old, const char *new,
    struct err *err)
{
	if (sql_value(store, 0, err,
		"SELECT 1 FROM event WHERE ticket = ?1 AND kind = 'subject' LIMIT 1", "i",
		ticket) != 0 && store_index_subject(store, ticket, old, new, err) < 0)
		return -1;
	return sql_do(
	    store, err, "UPDATE ticket SET subject = ?2 WHERE id = ?1", "is", ticket, new);
}

static int erase_subjects(struct store *store, const struct store_erasure *e,
    struct store_erased *out, struct err *err)
{
	struct arena *a = arena_new();
	struct sql *q = sql_run(store,
	    "SELECT id, subject, requester IN (SELECT id FROM temp.gone) AS theirs FROM ticket"
	    " WHERE (requester IN (SELECT id FROM temp.gone) OR erase_row(subject) IS NOT NULL)"
	    " AND subject <> '' ORDER BY id", "");
	struct { int64_t id; const char *old; bool theirs; } *v = NULL;
	size_t n = 0;

	while (sql_row(q)) {
		v = arena_grow(a, v, n, sizeof *v);
		v[n].id = sql_int(q, 0);
		v[n].old = sql_text(q, a, 1);
		v[n++].theirs = sql_int(q, 2) != 0;
	}
	int result = sql_end(q, err);
	for (size_t i = 0; i < n && result == 0; i++) {
		const char *new = v[i].theirs ? e->notice : e->text(e->ctx, a, v[i].old);

		result = set_subject(store, v[i].id, v[i].old, new, err);
	}
	out->subjects = (int64_t)n;
	arena_free(a);
	return result;
}

/* Resolutions are indexed, so that their words must go from the index with them. */
static int erase_resolutions(struct store *store, const struct store_erasure *e, bool near,
    struct err *err)
{
	struct arena *a = arena_new();

	e->near(e->ctx, near);
	struct sql *q = sql_run(store,
	    "SELECT id, resolution FROM ticket WHERE id IN (SELECT id FROM ticket WHERE"
	    " resolution IS NOT NULL) AND (?1 = 0 OR id IN (SELECT id FROM temp.gone_ticket))"
	    " AND erase_row(resolution) IS NOT NULL ORDER BY id",
	    "i", (int64_t)near);
	struct { int64_t id; const char *old; } *v = NULL;
	size_t n = 0;

	while (sql_row(q)) {
		v = arena_grow(a, v, n, sizeof *v);
		v[n].id = sql_int(q, 0);
		v[n++].old = sql_text(q, a, 1);
	}
	int result = sql_end(q, err);
	for (size_t i = 0; i < n && result == 0; i++) {
		const char *new = e->text(e->ctx, a, v[i].old);

		result = store_index_resolution(store, v[i].id, v[i].old, new, err);
		if (result == 0)
			result = sql_do(store, err,
			    "UPDATE ticket SET resolution = ?2 WHERE id = ?1", "is", v[i].id, new);
	}
	e->near(e->ctx, false);
	arena_free(a);
	return result;
}

static int erase_tickets(struct store *store, const struct store_erasure *e, struct err *err)
{
	if (sql_do(store, err, "UPDATE event SET old = ?1, new = ?1 WHERE kind = 'subject' AND"
	    " ticket IN (SELECT id FROM ticket WHERE requester IN (SELECT id FROM temp.gone))",
	    "s", e->notice) < 0)
		return -1;
	if (sql_do(store, err,
		"UPDATE event SET old = CASE WHEN old IS NULL THEN NULL ELSE ?1 END,"
		" new = CASE WHEN new IS NULL THEN NULL ELSE ?1 END WHERE kind = 'field' AND"
		" ticket IN (SELECT id FROM ticket WHERE requester IN (SELECT id FROM temp.gone))"
		" AND EXISTS (SELECT 1 FROM field f WHERE f.type IN ('text', 'email', 'phone') AND"
		"  coalesce(event.new, event.old) LIKE f.name || '=%')", "s", e->notice) < 0)
		return -1;
	return db_script(store,
	    "UPDATE ticket SET requester_address = NULL WHERE requester IN (SELECT id FROM"
	    " temp.gone);"
	    "DELETE FROM ticket_field WHERE ticket IN (SELECT id FROM ticket WHERE requester IN"
	    " (SELECT id FROM temp.gone)) AND field IN (SELECT id FROM field WHERE type IN"
	    " ('text', 'email', 'phone'));"
	    "UPDATE ticket SET attachments = (SELECT count(*) FROM attachment x JOIN message m"
	    " ON m.id = x.message WHERE m.ticket = ticket.id) WHERE hidden <> 3 AND id IN"
	    " (SELECT id FROM temp.gone_ticket)", err);
}

/* ---- and all others */

/* What an administrator defines, what is indexed or written anew by itself, and what is bytes. */
static bool is_exempt(const char *table, const char *column)
{
	static const char *const tables[] = { "setting", "token_key", "brand", "identity",
		"support_group", "group_address", "account", "fetch_seen", "agent",
		"agent_address", "category", "priority", "ticket_kind", "product", "team", "skill",
		"field", "saved", "drained", "ticket_tag", "person_address", "person_phone", "raw",
		"link" };
	static const char *const columns[] = { "message.subject", "message.text",
		"message.from_name", "message.from_address", "ticket.subject",
		"ticket.resolution", "person.name", "person.key", "person.expires",
		"organisation.name", "organisation.key", "event.kind",
		"attachment.sha256", "attachment.type" };

	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (str_eq(table, tables[i]))
			return true;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		size_t n = strlen(table);

		if (strncmp(columns[i], table, n) == 0 && columns[i][n] == '.' &&
		    str_eq(columns[i] + n + 1, column))
			return true;
	}
	return strstr(table, "search") != NULL || str_starts(table, "sqlite_");
}

static bool has_ticket(struct store *store, const char *table, struct err *err)
{
	return sql_value(store, 0, err,
		   "SELECT 1 FROM pragma_table_info(?1) WHERE name = 'ticket'", "s", table) != 0;
}

static int scrub_column(struct store *store, struct arena *a, const char *table,
    const char *column, const char *where, int64_t *rows, struct err *err)
{
	struct sql *q = sql_build(store, arena_printf(a,
	    "UPDATE OR REPLACE \"%s\" SET \"%s\" = erase_row(\"%s\") WHERE %s"
	    " erase_row(\"%s\") IS NOT NULL", table, column, column, where, column));

	while (sql_row(q))
		;
	if (sql_end(q, err) < 0)
		return -1;
	*rows += db_changes(store);
	return 0;
}

static int scrub_rows(struct store *store, const struct store_erasure *e, int64_t *rows,
    struct err *err)
{
	struct arena *a = arena_new();
	struct strv names = { 0 };
	struct sql *q = sql_run(store,
	    "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
	    " WHERE m.type = 'table' AND c.type = 'TEXT' ORDER BY m.name, c.cid", "");
	int result = read_texts(a, q, &names, err);

	for (size_t i = 0; i < names.n && result == 0; i++) {
		char *column = names.v[i], *table = str_cut(&column, '.');

		if (is_exempt(table, column))
			continue;
		result = scrub_column(store, a, table, column, "", rows, err);
		if (result < 0 || !has_ticket(store, table, err))
			continue;
		e->near(e->ctx, true);
		result = scrub_column(store, a, table, column,
		    "ticket IN (SELECT id FROM temp.gone_ticket) AND", rows, err);
		e->near(e->ctx, false);
	}
	arena_free(a);
	return result;
}

static int add_events(struct store *store, const struct store_erasure *e,
    struct store_erased *out, struct err *err)
{
	struct arena *a = arena_new();
	int64_t *ids;
	size_t n;
	int result = store_erase_tickets(store, a, &ids, &n, err);

	out->tickets = (int64_t)n;
	for (size_t i = 0; i < n && result == 0; i++) {
		result = store_count_trouble(store, ids[i], err);
		if (result == 0)
			result = sql_do(store, err,
			    "UPDATE ticket SET rev = rev + 1, updated = ?2 WHERE id = ?1", "ii",
			    ids[i], e->now);
		if (result == 0)
			result = store_event(store, ids[i], e->now, e->actor, "erased", NULL,
			    e->name, NULL, err);
	}
	arena_free(a);
	return result;
}

int store_erase_rows(struct store *store, const struct store_erasure *e,
    struct store_erased *out, struct err *err)
{
	int64_t done = 0;

	memset(out, 0, sizeof *out);
	if (db_function(store, "erase_row", e->text, e->ctx, err) < 0 ||
	    erase_subjects(store, e, out, err) < 0 || erase_tickets(store, e, err) < 0 ||
	    erase_resolutions(store, e, false, err) < 0 ||
	    erase_resolutions(store, e, true, err) < 0 || erase_outbox(store, out, err) < 0 ||
	    erase_people(store, e, err) < 0 || scrub_rows(store, e, &out->rows, err) < 0 ||
	    add_events(store, e, out, err) < 0)
		return -1;
	return store_index_people(store, INT64_MAX, &done, err);
}

int64_t store_last_message(struct store *store, struct err *err)
{
	return sql_value(store, 0, err, "SELECT max(id) FROM message", "");
}

int store_compact(struct store *store, struct err *err)
{
	static const char *const steps[] = { "INSERT INTO search (search) VALUES ('optimize')",
		"INSERT INTO subject_search (subject_search) VALUES ('optimize')",
		"INSERT INTO person_search (person_search) VALUES ('optimize')" };

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (sql_do(store, err, steps[i], "") < 0)
			return -1;
	if (db_checkpoint(store, err) < 0 || db_script(store, "VACUUM", err) < 0)
		return -1;
	return db_checkpoint(store, err);
}
