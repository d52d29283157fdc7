/* store_query: a query tree as a WHERE clause with its arguments. */
#ifndef TK_STORE_QUERY_H
#define TK_STORE_QUERY_H

#include "store/store_row.h"

struct where {
	struct store *store;
	struct arena *arena;
	int64_t now;
	struct str sql;
	struct { const char *text; int64_t number; bool is_text; } *args;
	size_t args_n;
	const char *among;      /* a query for the few ids that come into question; NULL: all */
	bool tail;              /* unindexed messages stand in temp.tail */
	bool wants_hidden;      /* is:deleted, is:spam or is:merged stands in the query */
	bool wants_text;        /* the search index is needed */
};

/* Append the condition for q to w->sql; ERR_USAGE for what the store cannot answer. */
int where_add(struct where *w, const struct query *q, struct err *err);
void where_bind(const struct where *w, struct sql *q);
/* An argument; returns its number for ?N. */
int where_text(struct where *w, const char *v);
int where_int(struct where *w, int64_t v);
/* One word or phrase as an FTS5 expression over columns; unless exact, it also matches as a prefix.
 */
const char *match_value(struct arena *a, const char *columns, const char *value, bool exact);

/* Append " AND ..." for what may be seen (store_see).  listed: the query holds no hidden tickets
 * and asks for this status (below 0: for any), so that few may be found by their groups
 * (w->among). */
int sight_add(struct where *w, bool listed, int status, struct err *err);
/* The same for rows c of the table counter. */
int sight_add_counted(struct where *w, struct err *err);
/* The same for the groups alone. */
int sight_add_groups(struct where *w, int status, struct err *err);
/* For a search, walked from the newest message on: a condition that leaves others' messages out at
 * once where one sees few tickets; "" where most are seen. */
const char *sight_messages(struct where *w, struct err *err);

/* Bring the index up to date, or lay the unindexed tail into temp.tail (*tail_out). */
int search_prepare(struct store *store, bool *tail_out, struct err *err);
/* The same for people: temp.person_tail. */
int search_people_prepare(struct store *store, bool *tail_out, struct err *err);

#endif
