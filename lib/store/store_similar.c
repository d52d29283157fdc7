/* store_similar: tickets in which many of some words stand, for finding an old solution. */
#include "store/store_query.h"

enum { NEWEST = 1000 };         /* messages looked at for each word: a common one says little */

/* Pairs (ticket, word) for the expression that is argument n. */
static void add_word(struct str *sql, bool tail, int n)
{
	str_addf(sql, "%sSELECT m.ticket AS ticket, %d AS word FROM (SELECT rowid AS r FROM search"
	    " WHERE search MATCH ?%d AND rowid > 0 ORDER BY rowid DESC LIMIT %d) s"
	    " JOIN message m ON m.id = s.r",
	    sql->len > 0 ? " UNION ALL " : "", n, n, NEWEST);
	str_addf(sql, " UNION ALL SELECT -r, %d FROM (SELECT rowid AS r FROM search"
	    " WHERE search MATCH ?%d AND rowid < 0 LIMIT %d) s", n, n, NEWEST);
	if (tail)
		str_addf(sql,
		    " UNION ALL SELECT m.ticket, %d FROM (SELECT rowid AS r FROM temp.tail WHERE"
		    " tail MATCH ?%d) s JOIN message m ON m.id = s.r", n, n);
}

int store_similar(struct store *store, struct arena *a, const struct strv *words, size_t need,
    int64_t except, int64_t **ids_out, size_t *n_out, struct err *err)
{
	struct str pairs = str_new(a);
	struct sql *q;
	bool tail;

	*ids_out = NULL;
	*n_out = 0;
	if (words->n == 0 || search_prepare(store, &tail, err) < 0)
		return err->class != ERR_NONE ? -1 : 0;
	for (size_t i = 0; i < words->n; i++)
		add_word(&pairs, tail, (int)i + 1);
	q = sql_build(store,
	    arena_printf(a,
		"SELECT t.id FROM (%s) x JOIN ticket t ON t.id = x.ticket"
		" WHERE t.hidden = 0 AND t.id <> ?%zu"
		" GROUP BY t.id HAVING count(DISTINCT x.word) >= ?%zu"
		" ORDER BY t.resolution IS NULL, count(DISTINCT x.word) DESC, t.id DESC LIMIT %d",
		str_end(&pairs), words->n + 1, words->n + 2, NEWEST));
	for (size_t i = 0; i < words->n; i++)
		sql_bind_text(q, (int)i + 1, match_value(a, "{subject text}", words->v[i], false));
	sql_bind_int(q, (int)words->n + 1, except);
	sql_bind_int(q, (int)words->n + 2, (int64_t)need);
	while (sql_row(q)) {
		*ids_out = arena_grow(a, *ids_out, *n_out, sizeof **ids_out);
		(*ids_out)[(*n_out)++] = sql_int(q, 0);
	}
	return sql_end(q, err);
}
