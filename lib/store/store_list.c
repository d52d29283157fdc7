/* store_list: tickets that a query finds, in order; counters of the desk. */
#include <string.h>

#include "store/store_query.h"

struct listing {
	struct where where;
	const struct list_options *options;
	const struct query *query;
	store_ticket_fn *fn;
	void *ctx;
	int64_t skipped, shown;
	struct idset seen;
};

/* ---- order */

static const struct { const char *key, *sql;
} orders[] = {
	{ "id", "t.id" },
	{ "subject", "t.subject" },
	{ "requester", "t.requester_address" },
	{ "status", "t.status" },
	{ "created", "t.created" },
	{ "updated", "t.updated" },
	{ "group", "g.key" },
	{ "priority", "t.priority" },
	{ "due", "t.due IS NULL, t.due" },
	{ "idle", "t.wait" },
};

static const char *order_sql(struct listing *l, struct err *err)
{
	struct arena *a = l->where.arena;
	const char *sort = l->options->sort, *by = NULL;
	bool down = l->options->reverse;

	if (sort == NULL)
		by = str_eq(store_setting(l->where.store, a, "list-order", err), "urgency") ?
		    "t.priority DESC, t.wait" : "t.wait";
	for (size_t i = 0; sort != NULL && i < sizeof orders / sizeof orders[0]; i++)
		if (str_eq(sort, orders[i].key))
			by = orders[i].sql;
	if (by == NULL) {
		err_set(err, ERR_USAGE,
		    "--sort %s: must be id, subject, requester, status, created, updated,"
		    " group, priority, due or idle",
		    sort);
		return "";
	}
	down ^= str_eq(sort, "priority");
	return arena_printf(
	    a, " ORDER BY %s%s, t.id%s", by, down ? " DESC" : "", down ? " DESC" : "");
}

/* ---- which */

static int add_default(struct where *w, struct err *err)
{
	str_addf(&w->sql, "t.status = %d", STATUS_OPEN);
	return sight_add_groups(w, STATUS_OPEN, err);
}

/* The status that all that is found has, -1 if there is no one. */
static int status_of(const struct query *q)
{
	if (q != NULL && q->op == QUERY_TERM && str_eq(q->key, "status") && q->values_n == 1)
		return status_parse(q->values[0]);
	for (size_t i = 0; q != NULL && q->op == QUERY_AND && i < q->kids_n; i++)
		if (status_of(q->kids[i]) >= 0)
			return status_of(q->kids[i]);
	return -1;
}

static int add_condition(struct listing *l, struct err *err)
{
	struct where *w = &l->where;

	int result = 0;

	if (l->options->by_default)
		result = add_default(w, err);
	else if (l->query == NULL)
		str_addc(&w->sql, '1');
	else
		result = where_add(w, l->query, err);
	bool listed = !w->wants_hidden && !l->options->deleted;
	if (listed)
		str_add(&w->sql, " AND t.hidden = 0");
	if (result < 0 || l->options->by_default)
		return result;
	return sight_add(w, listed, status_of(l->query), err);
}

/* ---- output: each ticket once, within limit and offset */

static bool enough(const struct listing *l)
{
	return l->options->limit > 0 && l->shown >= l->options->limit;
}

static int run(struct listing *l, struct sql *q, bool once, struct err *err)
{
	struct arena *row = arena_new();
	struct ticket t;
	int result = 0;

	where_bind(&l->where, q);
	while (result == 0 && !enough(l) && sql_row(q)) {
		if (once && !idset_add(&l->seen, l->where.arena, sql_int(q, 0)))
			continue;
		if (l->skipped < l->options->offset) {
			l->skipped++;
			continue;
		}
		arena_reset(row);
		ticket_from_row(q, row, &t);
		if (l->options->details && ticket_details(l->where.store, row, &t, err) < 0)
			result = -1;
		else
			result = l->fn(l->ctx, &t, err);
		l->shown++;
	}
	if (sql_end(q, err) < 0)
		result = -1;
	arena_free(row);
	return result;
}

/* ---- words to search for, newest message first: walk the index, not the tickets */

/* Words at the top of the query, ANDed, to be found in columns; NULL if the query is not of that
 * shape. */
static const char *top_words(struct arena *a, const struct query *q, const char *columns)
{
	struct str out = str_new(a);
	size_t n = q->op == QUERY_AND ? q->kids_n : 1;

	for (size_t i = 0; i < n; i++) {
		const struct query *kid = q->op == QUERY_AND ? q->kids[i] : q;

		if (kid->op == QUERY_TEXT)
			str_addf(&out, "%s%s", out.len > 0 ? " AND " : "",
			    match_value(a, columns, kid->values[0], kid->phrase));
	}
	return out.len > 0 ? str_end(&out) : NULL;
}

static bool asks_text(const struct query *q)
{
	if (q->op == QUERY_TEXT ||
	    (q->op == QUERY_TERM &&
		(str_eq(q->key, "text") || str_eq(q->key, "subject") || str_eq(q->key, "from"))))
		return true;
	for (size_t i = 0; i < q->kids_n; i++)
		if (asks_text(q->kids[i]))
			return true;
	return false;
}

/* The query without its words: what else a found ticket must be. */
static int add_rest(struct listing *l, struct err *err)
{
	struct where *w = &l->where;

	str_addc(&w->sql, '1');
	for (size_t i = 0; i < l->query->kids_n; i++)
		if (l->query->op == QUERY_AND && l->query->kids[i]->op != QUERY_TEXT) {
			str_add(&w->sql, " AND ");
			if (where_add(w, l->query->kids[i], err) < 0)
				return -1;
		}
	if (!w->wants_hidden && !l->options->deleted)
		str_add(&w->sql, " AND t.hidden = 0");
	return sight_add(w, false, -1, err);
}

/* Tickets whose recorded resolution holds the words; their rows stand below zero in the index. */
static int search_resolutions(struct listing *l, int words, struct err *err)
{
	return run(l,
	    sql_build(l->where.store,
		arena_printf(l->where.arena,
		    "SELECT " TICKET_COLUMNS " FROM search s"
		    " CROSS JOIN ticket t ON t.id = -s.rowid" TICKET_JOINS
		    " WHERE search MATCH ?%d AND s.rowid < 0 AND %s ORDER BY s.rowid",
		    words, str_end(&l->where.sql))),
	    true, err);
}

static int search_words(struct listing *l, const char *words, struct err *err)
{
	struct where *w = &l->where;
	struct arena *a = w->arena;
	int n = where_text(w, words), result;

	if (add_rest(l, err) < 0)
		return -1;
	const char *rest = str_end(&w->sql),
		   *seen = w->wants_hidden || l->options->deleted ? "" : sight_messages(w, err);
	result = run(l,
	    sql_build(w->store,
		arena_printf(a,
		    "SELECT " TICKET_COLUMNS " FROM subject_search s"
		    " JOIN ticket t ON t.id = s.rowid" TICKET_JOINS
		    " WHERE subject_search MATCH ?%d AND %s"
		    " ORDER BY s.rowid DESC",
		    where_text(w, top_words(a, l->query, "subject")), rest)),
	    true, err);
	for (int i = !w->tail; i < 2 && result == 0; i++)
		result = run(l,
		    sql_build(w->store,
			arena_printf(a,
			    "SELECT " TICKET_COLUMNS " FROM %s s"
			    " CROSS JOIN message m ON m.id = s.rowid CROSS JOIN ticket t ON t.id = "
			    "m.ticket" TICKET_JOINS
			    " WHERE %s MATCH ?%d%s AND %s ORDER BY s.rowid DESC",
			    i == 0 ? "temp.tail" : "search", i == 0 ? "tail" : "search", n, seen,
			    rest)),
		    true, err);
	return result < 0 ? -1 : search_resolutions(l, n, err);
}

/* The order of tables stays as it is written. */
static const char *from(const struct where *w)
{
	return w->among == NULL ? "ticket t" :
	    arena_printf(w->arena, "(%s) few CROSS JOIN ticket t ON t.id = few.id", w->among);
}

int store_list(struct store *store, const struct query *query, const struct list_options *options,
    store_ticket_fn *fn, void *ctx, struct err *err)
{
	struct arena *a = arena_new();
	struct listing l = {
		.where = { .store = store, .arena = a, .now = options->now, .sql = str_new(a) },
		.options = options,
		.query = query,
		.fn = fn,
		.ctx = ctx
	};
	const char *words = query == NULL ? NULL : top_words(a, query, "{subject text}");
	int result =
	    query != NULL && asks_text(query) ? search_prepare(store, &l.where.tail, err) : 0;

	if (result == 0 && words != NULL && options->sort == NULL)
		result = search_words(&l, words, err);
	else if (result == 0 && (result = add_condition(&l, err)) == 0) {
		const char *order = order_sql(&l, err);

		if (err->class == ERR_NONE)
			result = run(&l,
			    sql_build(store,
				arena_printf(a,
				    "SELECT " TICKET_COLUMNS " FROM %s" TICKET_JOINS
				    " WHERE %s%s",
				    from(&l.where), str_end(&l.where.sql), order)),
			    false, err);
		else
			result = -1;
	}
	arena_free(a);
	return result;
}

int store_counts(
    struct store *store, struct arena *a, int64_t member, struct store_count **out,
    size_t *n_out, struct err *err)
{
	struct where w = { .store = store, .arena = a, .sql = str_new(a) };

	*out = NULL;
	*n_out = 0;
	str_addf(&w.sql,
	    "SELECT g.name, x.name, c.status, c.n, c.support_group IN"
	    " (SELECT support_group FROM member WHERE agent = ?%d) FROM counter c"
	    " JOIN support_group g ON g.id = c.support_group LEFT JOIN agent x ON x.id = c.agent"
	    " WHERE c.n <> 0", where_int(&w, member));
	if (sight_add_counted(&w, err) < 0)
		return -1;
	str_add(&w.sql, " ORDER BY g.id, c.agent, c.status");
	struct sql *q = sql_build(store, str_end(&w.sql));
	where_bind(&w, q);
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		struct store_count *c = &(*out)[(*n_out)++];
		c->group = sql_text(q, a, 0);
		c->agent = sql_text(q, a, 1);
		c->status = (enum status)sql_int(q, 2);
		c->n = sql_int(q, 3);
		c->own = sql_int(q, 4) != 0;
	}
	return sql_end(q, err);
}
