/* store_fetch: how far each mail account has been read. */
#include <string.h>

#include "store/store.h"
#include "store/store_db.h"

int store_fetch_state(
    struct store *store, struct arena *a, int64_t account, struct fetch_state *out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT uidvalidity, cursor, last_time, last_ok, last_error FROM fetch_state"
	    " WHERE account = ?1",
	    "i", account);
	bool found = sql_row(q);

	memset(out, 0, sizeof *out);
	if (found) {
		out->uidvalidity = (uint32_t)sql_int(q, 0);
		out->cursor = sql_int(q, 1);
		out->last_time = sql_int(q, 2);
		out->last_ok = sql_int(q, 3);
		out->last_error = sql_text(q, a, 4);
	}
	return sql_end(q, err) < 0 ? -1 : found;
}

int store_fetch_save(
    struct store *store, int64_t account, const struct fetch_state *state, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO fetch_state (account, uidvalidity, cursor, last_time, last_ok, last_error)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (account) DO UPDATE SET uidvalidity = "
	    "excluded.uidvalidity,"
	    " cursor = excluded.cursor, last_time = excluded.last_time, last_ok = excluded.last_ok,"
	    " last_error = excluded.last_error",
	    "iiiiis", account, (int64_t)state->uidvalidity, state->cursor, state->last_time,
	    state->last_ok, state->last_error);
}

int store_fetch_seen(
    struct store *store, int64_t account, const char *uid, bool retry, struct err *err)
{
	return sql_do(store, err,
	    "INSERT INTO fetch_seen (account, uid, retry) VALUES (?1, ?2, ?3)"
	    " ON CONFLICT (account, uid) DO UPDATE SET retry = excluded.retry",
	    "isi", account, uid, (int64_t)retry);
}

int store_fetch_forget(struct store *store, int64_t account, const char *uid, struct err *err)
{
	if (uid == NULL)
		return sql_do(
		    store, err, "DELETE FROM fetch_seen WHERE account = ?1", "i", account);
	return sql_do(store, err, "DELETE FROM fetch_seen WHERE account = ?1 AND uid = ?2", "is",
	    account, uid);
}

int store_fetch_known(struct store *store, int64_t account, const char *uid, struct err *err)
{
	int64_t known = sql_value(store, 0, err,
	    "SELECT 1 + retry FROM fetch_seen WHERE account = ?1 AND uid = ?2", "is", account, uid);

	return err->class != ERR_NONE ? -1 : (int)known;
}

int store_fetch_uids(
    struct store *store, struct arena *a, int64_t account, struct strv *out, struct err *err)
{
	struct sql *q =
	    sql_run(store, "SELECT uid FROM fetch_seen WHERE account = ?1", "i", account);

	while (sql_row(q))
		strv_add(out, a, sql_text(q, a, 0));
	return sql_end(q, err);
}

int store_fetch_retries(
    struct store *store, struct arena *a, int64_t account, struct strv *out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT uid FROM fetch_seen WHERE account = ?1 AND retry = 1 ORDER BY uid", "i",
	    account);

	while (sql_row(q))
		strv_add(out, a, sql_text(q, a, 0));
	return sql_end(q, err);
}
