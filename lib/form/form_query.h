/* Between form_query.c (the grammar) and form_query_term.c (what a key: may say). */
#ifndef TK_FORM_QUERY_H
#define TK_FORM_QUERY_H

#include "form/form.h"

#define QUERY_MAX_TEXT 65536
#define QUERY_MAX_NODES 2000
#define QUERY_MAX_DEPTH 50

struct query_reader {
	struct arena *a;
	const char *text, *at;          /* the whole query, and where reading stands */
	const char *me;
	int64_t now;
	size_t nodes;
	int depth;
	bool has_key;
	struct err *err;
};

struct query_value {
	char *text;
	bool quoted;
	const char *at;                 /* in the query, for messages */
};

/* Fails with "query, column N: ..."; always NULL. */
struct query *query_fail(struct query_reader *r, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct query *query_node(struct query_reader *r, enum query_op op);
struct query *query_add_kid(struct query_reader *r, struct query *parent, struct query *kid);
/* The node for key:value,value. */
struct query *query_term(struct query_reader *r, const char *key, const char *key_at,
    const struct query_value *values, size_t n);

#endif
