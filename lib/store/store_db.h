/*
 * store_db: the small driver under every statement of lib/store (open, run, step, column,
 * transactions).  store_sqlite.c is the only file that knows SQLite; PostgreSQL can come
 * behind the same calls.  Arguments are bound as ?1, ?2, ... by a format of one letter each:
 * i int64_t, z int64_t (0 becomes NULL), s text (NULL stays NULL), b blob (pointer, size_t).
 */
#ifndef TK_STORE_DB_H
#define TK_STORE_DB_H

#include "base/base.h"

struct store;
struct sql;

/* What store_see said, and the groups read for it; the store frees the arena. */
struct sight {
	int64_t agent;          /* 0: all is seen */
	bool own;
	struct arena *arena;    /* NULL: not read yet */
	int64_t *groups;
	size_t n;
};
struct sight *db_sight(struct store *store);

struct store *db_open(const char *path, bool create, struct err *err);
void db_close(struct store *store);
/* Several statements of constant text, no arguments. */
int db_script(struct store *store, const char *sql, struct err *err);

/* Begin a statement of constant text (prepared once, kept).  Never NULL: errors show at sql_end. */
struct sql *sql_run(struct store *store, const char *sql, const char *format, ...);
/* The same for text put together at run time; it must live until sql_end. */
struct sql *sql_build(struct store *store, const char *sql);
int sql_parameters(struct sql *q);               /* the highest N of ?N in it */
void sql_bind_int(struct sql *q, int n, int64_t v);
void sql_bind_text(struct sql *q, int n, const char *v);
void sql_bind_null(struct sql *q, int n);
void sql_bind_blob(struct sql *q, int n, const void *v, size_t len);
bool sql_row(struct sql *q);                     /* step; false at the end or on error */
int64_t sql_int(struct sql *q, int column);      /* NULL is 0 */
bool sql_null(struct sql *q, int column);
const char *sql_text(struct sql *q, struct arena *a, int column);    /* copied; NULL is NULL */
const void *sql_blob(struct sql *q, int column, size_t *len_out);    /* until the next step */
int sql_end(struct sql *q, struct err *err);     /* finish; -1 if anything went wrong */

/* Run to the end, no rows wanted. */
int sql_do(struct store *store, struct err *err, const char *sql, const char *format, ...);
/* The first column of the first row; `otherwise` if there is no row or it is NULL. */
int64_t sql_value(struct store *store, int64_t otherwise, struct err *err, const char *sql,
    const char *format, ...);
bool db_try_begin(struct store *store);          /* BEGIN IMMEDIATE, only if the lock is free */
/* Does a commit wait until it is on the disk?  It does unless told otherwise. */
int db_durable(struct store *store, bool on, struct err *err);
/* A function for statements: what text becomes, in the arena; NULL (in SQL, too): it stays. */
typedef char *db_text_fn(void *ctx, struct arena *a, const char *text);
int db_function(struct store *store, const char *name, db_text_fn *fn, void *ctx, struct err *err);
int64_t db_last_id(struct store *store);
int64_t db_changes(struct store *store);
int db_backup(struct store *store, const char *path, struct err *err);
int db_checkpoint(struct store *store, struct err *err);

#endif
