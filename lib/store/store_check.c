/* store_check: what must always hold in a store, looked at and, where asked, mended. */
#include <string.h>

#include "store/store_row.h"

struct law {
	const char *what;       /* finding, with the number in front */
	const char *count;      /* SELECT of how many break it */
	const char *mend;       /* constant text; NULL: only a person can */
};

#define MSGS(where) "(SELECT count(*) FROM message m WHERE m.ticket = t.id" where ")"
#define TROUBLE(state) \
	"(SELECT count(*) FROM recipient r JOIN outbox o ON o.id = r.outbox JOIN message m" \
	" ON m.id = o.message WHERE m.ticket = t.id AND r.state = " state ")"
#define TRUE_COUNTS \
	"SELECT support_group, coalesce(agent, 0) AS agent, status, count(*) AS n FROM ticket" \
	" WHERE hidden = 0 GROUP BY 1, 2, 3"

static const struct
    law
	laws
	    [] = {
		    { "tickets with a wrong number of messages",
			"SELECT count(*) FROM ticket t WHERE hidden <> 3 AND (msgs <> " MSGS(
			    "") " OR msgs_in <> " MSGS(" AND direction = 0") " OR msgs_out "
									     "<> " MSGS(" AND "
											"direction "
											"= 1") ")",
			"UPDATE ticket AS t SET msgs = " MSGS("") ", msgs_in = " MSGS(
			    " AND direction = 0") ", msgs_out = " MSGS(" AND direction = 1") " WHER"
											     "E "
											     "hidde"
											     "n <> "
											     "3" },
		    { "tickets with a wrong number of failed or uncertain recipients",
			"SELECT count(*) FROM ticket t WHERE hidden <> 3 AND (failed <> " TROUBLE(
			    "4") " OR uncertain <> " TROUBLE("5") ")",
			"UPDATE ticket AS t SET failed = " TROUBLE("4") ", uncertain = " TROUBLE(
			    "5") " WHERE hidden <> 3" },
		    { "tickets with a wrong waiting key",
			"SELECT count(*) FROM ticket"
			" WHERE wait <> coalesce(waiting_since, last_message)",
			"UPDATE ticket SET wait = coalesce(waiting_since, last_message)" },
		    { "wrong counters",
			"SELECT (SELECT count(*) FROM (SELECT * FROM (" TRUE_COUNTS
			") EXCEPT SELECT * FROM counter))"
			" + (SELECT count(*) FROM (SELECT * FROM counter WHERE n <> 0 EXCEPT "
			"SELECT * FROM (" TRUE_COUNTS ")))",
			"DELETE FROM counter; INSERT INTO counter (support_group, agent, status, "
			"n) " TRUE_COUNTS },
		    { "messages without their raw mail",
			"SELECT count(*) FROM message WHERE NOT EXISTS (SELECT 1 FROM raw WHERE "
			"raw.message = message.id)",
			NULL },
		    { "raw mails without their message",
			"SELECT count(*) FROM raw WHERE NOT EXISTS (SELECT 1 FROM message WHERE "
			"message.id = raw.message)",
			NULL },
		    { "visible tickets without a message",
			"SELECT count(*) FROM ticket t WHERE hidden <> 3 AND NOT EXISTS"
			" (SELECT 1 FROM message m WHERE m.ticket = t.id)",
			NULL },
		    { "tickets whose revision is not explained by events",
			"SELECT count(*) FROM ticket t WHERE NOT EXISTS"
			" (SELECT 1 FROM event e WHERE e.ticket = t.id)",
			NULL },
		    { "merged tickets that lead nowhere",
			"SELECT count(*) FROM ticket t WHERE (hidden = 3) <>"
			" (merged_into IS NOT NULL)",
			NULL },
		    { "the same mail stored twice",
			"SELECT count(*) FROM (SELECT 1 FROM message WHERE direction = 0 AND"
			" message_id IS NOT NULL GROUP BY message_id, hash HAVING count(*) > 1)",
			NULL },
	    };

static int integrity(struct store *store, store_finding_fn *fn, void *ctx, struct err *err)
{
	struct arena *a = arena_new();
	struct sql *q = sql_run(store, "PRAGMA integrity_check(20)", "");

	while (sql_row(q)) {
		const char *line = sql_text(q, a, 0);

		if (!str_eq(line, "ok"))
			fn(ctx, line, false);
	}
	int result = sql_end(q, err);
	q = sql_run(store, "PRAGMA foreign_key_check", "");
	while (sql_row(q))
		fn(ctx,
		    arena_printf(a, "a row of %s refers to nothing in %s", sql_text(q, a, 0),
			sql_text(q, a, 2)),
		    false);
	if (sql_end(q, err) < 0)
		result = -1;
	arena_free(a);
	return result;
}

/* The index must know every message up to `indexed`; a message's own words must find it. */
static int check_index(struct store *store, store_finding_fn *fn, void *ctx, struct err *err)
{
	struct err broken = { 0 };

	if (sql_do(store, &broken, "INSERT INTO search (search) VALUES ('integrity-check')", "") <
	    0) {
		if (broken.class == ERR_TEMP) {
			*err = broken;
			return -1;
		}
		fn(ctx, "the search index is damaged", false);
	}
	return 0;
}

int store_check(struct store *store, bool repair, store_finding_fn *fn, void *ctx, struct err *err)
{
	struct arena *a = arena_new();
	int result = integrity(store, fn, ctx, err);

	if (result == 0)
		result = store_begin(store, err);
	for (size_t i = 0; i < sizeof laws / sizeof laws[0] && result == 0; i++) {
		int64_t n = sql_value(store, 0, err, laws[i].count, "");

		if (err->class != ERR_NONE)
			result = -1;
		else if (n > 0) {
			bool mend = repair && laws[i].mend != NULL;

			if (mend)
				result = db_script(store, laws[i].mend, err);
			fn(ctx, arena_printf(a, "%lld %s", (long long)n, laws[i].what), mend);
		}
	}
	if (result == 0)
		result = check_index(store, fn, ctx, err);
	if (result == 0)
		result = store_commit(store, err);
	else
		store_rollback(store);
	arena_free(a);
	return result;
}
