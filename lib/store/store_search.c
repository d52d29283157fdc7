/*
 * store_search: the full-text index.  It is contentless, so it holds folded words only; what is
 * deleted from it must be given word for word, and the fold version is kept with it.  Messages are
 * indexed after their commit; `indexed` is the highest message id in the index.
 */
#include <string.h>

#include "store/store_query.h"

enum { TAIL_MAX = 2000 };       /* messages a search indexes itself before it answers */

static const char *sender_words(struct arena *a, const char *name, const char *address)
{
	return utf8_fold(a,
	    arena_printf(a, "%s %s", name == NULL ? "" : name, address == NULL ? "" : address),
	    true);
}

static int search_add(struct store *store, bool tail, int64_t id, const char *subject,
    const char *text, const char *from_name, const char *from_address, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err,
	    tail ? "INSERT INTO temp.tail (rowid, subject, text, sender) VALUES (?1, ?2, ?3, ?4)"
		 : "INSERT INTO search (rowid, subject, text, sender) VALUES (?1, ?2, ?3, ?4)",
	    "isss", id, utf8_fold(a, subject == NULL ? "" : subject, true),
	    utf8_fold(a, text == NULL ? "" : text, true), sender_words(a, from_name, from_address));

	arena_free(a);
	return result;
}

static int64_t indexed(struct store *store, struct err *err)
{
	return sql_value(
	    store, 0, err, "SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'indexed'", "");
}

/* Put the messages above `from` into the index, or into the tail; *last_out is the highest one
 * taken. */
static int add_range(struct store *store, bool tail, int64_t from, int64_t max, int64_t *last_out,
    int64_t *done_out, struct err *err)
{
	struct arena *a = arena_new();
	struct sql *q = sql_run(store,
	    "SELECT id, subject, text, from_name, from_address FROM message WHERE id > ?1"
	    " ORDER BY id LIMIT ?2",
	    "ii", from, max);
	int result = 0;

	*done_out = 0;
	while (result == 0 && sql_row(q)) {
		*last_out = sql_int(q, 0);
		result = search_add(store, tail, *last_out, sql_text(q, a, 1), sql_text(q, a, 2),
		    sql_text(q, a, 3), sql_text(q, a, 4), err);
		arena_reset(a);
		(*done_out)++;
	}
	if (sql_end(q, err) < 0)
		result = -1;
	arena_free(a);
	return result;
}

static int set_indexed(struct store *store, int64_t last, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err, "UPDATE setting SET value = ?1 WHERE name = 'indexed'", "s",
	    arena_printf(a, "%lld", (long long)last));

	arena_free(a);
	return result;
}

static int add_more(struct store *store, int64_t max, int64_t *done_out, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int64_t last = indexed(store, err), people;
	if (add_range(store, false, last, max, &last, done_out, err) == 0 &&
	    set_indexed(store, last, err) == 0 && store_index_people(store, max, &people, err) == 0)
		return store_commit(store, err);
	store_rollback(store);
	return -1;
}

/* What a crash takes from the index is put into it again, so nothing waits for the disk. */
int store_index(
    struct store *store, int64_t max, int64_t *done_out, bool *more_out, struct err *err)
{
	int64_t last;

	*done_out = 0;
	*more_out = false;
	last = indexed(store, err);
	if (sql_value(store, 0, err, "SELECT 1 FROM message WHERE id > ?1 LIMIT 1", "i", last) == 0)
		return err->class != ERR_NONE ? -1 : 0;
	if (db_durable(store, false, err) < 0)
		return -1;
	int result = add_more(store, max, done_out, err);
	*more_out = *done_out == max;
	return db_durable(store, true, err) < 0 ? -1 : result;
}

int search_prepare(struct store *store, bool *tail_out, struct err *err)
{
	struct err busy = { 0 };
	int64_t last = indexed(store, err), done;
	bool more;

	*tail_out = false;
	if (sql_value(store, 0, err, "SELECT 1 FROM message WHERE id > ?1 LIMIT 1", "i", last) == 0)
		return err->class != ERR_NONE ? -1 : 0;
	if (db_try_begin(store)) {
		last = indexed(store, &busy);
		if (add_range(store, false, last, TAIL_MAX, &last, &done, &busy) == 0 &&
		    set_indexed(store, last, &busy) == 0 && store_commit(store, &busy) == 0)
			more = done == TAIL_MAX;
		else {
			store_rollback(store);
			more = true;
		}
		if (!more)
			return 0;
	}
	*tail_out = true;
	if (db_script(store,
		"DROP TABLE IF EXISTS temp.tail; CREATE VIRTUAL TABLE temp.tail USING "
		"fts5(subject, text,"
		" sender, content='', columnsize=0, tokenize='unicode61 remove_diacritics 0')",
		err) < 0)
		return -1;
	last = indexed(store, err);
	return add_range(store, true, last, INT64_MAX, &last, &done, err);
}

/* The subject of a ticket as its messages carry it is in `search`; only what was changed by hand is
 * here. */
int store_index_subject(
    struct store *store, int64_t ticket, const char *old, const char *new, struct err *err)
{
	struct arena *a = arena_new();
	int64_t had = sql_value(store, 0, err,
	    "SELECT 1 FROM event WHERE ticket = ?1 AND kind = 'subject' LIMIT 1", "i", ticket);
	int result = 0;

	if (had != 0)
		result = sql_do(store, err,
		    "INSERT INTO subject_search (subject_search, rowid, subject)"
		    " VALUES ('delete', ?1, ?2)",
		    "is", ticket, utf8_fold(a, old, true));
	if (result == 0)
		result = sql_do(store, err,
		    "INSERT INTO subject_search (rowid, subject) VALUES (?1, ?2)", "is", ticket,
		    utf8_fold(a, new, true));
	arena_free(a);
	return result;
}

/* The rows of the index below zero are resolutions of tickets; those above are messages. */
int store_index_resolution(
    struct store *store, int64_t ticket, const char *old, const char *new, struct err *err)
{
	struct arena *a = arena_new();
	int result = 0;

	if (old != NULL)
		result = sql_do(store, err,
		    "INSERT INTO search (search, rowid, subject, text, sender)"
		    " VALUES ('delete', ?1, '', ?2, '')",
		    "is", -ticket, utf8_fold(a, old, true));
	if (result == 0 && new != NULL)
		result = sql_do(store, err,
		    "INSERT INTO search (rowid, subject, text, sender) VALUES (?1, '', ?2, '')",
		    "is", -ticket, utf8_fold(a, new, true));
	arena_free(a);
	return result;
}

int search_forget(struct store *store, int64_t id, struct err *err)
{
	struct arena *a = arena_new();
	int result = 0;

	if (id <= indexed(store, err)) {
		struct sql *q = sql_run(store,
		    "SELECT subject, text, from_name, from_address FROM message"
		    " WHERE id = ?1",
		    "i", id);
		if (sql_row(q))
			result = sql_do(store, err,
			    "INSERT INTO search (search, rowid, subject, text, sender)"
			    " VALUES ('delete', ?1, ?2, ?3, ?4)",
			    "isss", id, utf8_fold(a, sql_null(q, 0) ? "" : sql_text(q, a, 0), true),
			    utf8_fold(a, sql_text(q, a, 1), true),
			    sender_words(a, sql_text(q, a, 2), sql_text(q, a, 3)));
		if (sql_end(q, err) < 0)
			result = -1;
	}
	arena_free(a);
	return result;
}

int search_again(struct store *store, int64_t id, struct err *err)
{
	int64_t last, done;

	if (id > indexed(store, err))
		return err->class != ERR_NONE ? -1 : 0;
	return add_range(store, false, id - 1, 1, &last, &done, err);
}
