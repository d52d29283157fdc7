/* store_sqlite: the driver of store_db.h on SQLite 3, the only file that includes sqlite3.h. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/store_db.h"

enum {
	KEPT = 96,
	WAIT_MS = 30000,
	LOG_LONG = 1000, /* pages of log that are put into the database while we work */
	LOG_LEFT = 256,  /* and those that we leave to the next process, which reads them all */
};

struct sql {
	struct store *store;
	sqlite3_stmt *stmt;
	int rc;
	bool kept;      /* belongs to the cache: reset, do not finalize */
};

struct store {
	sqlite3 *db;
	struct { const char *text; struct sql sql; bool busy; } kept[KEPT];
	size_t kept_n;
	int64_t wait_ms, wait_since;
	int log_pages;          /* after our last commit */
	struct sight sight;
};

static int fail(struct store *store, int rc, const char *doing, struct err *err)
{
	const char *text = sqlite3_errmsg(store->db);

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err, ERR_TEMP, "the store is busy, try again");
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_NOMEM:
	case SQLITE_PROTOCOL:
		return err_set(err, ERR_TEMP, "the store cannot be %s now: %s", doing, text);
	case SQLITE_CANTOPEN:
		return err_set(err, ERR_TEMP, "the store cannot be opened: %s", text);
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return err_set(err, ERR_PERM, "the store may not be written: %s", text);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(err, ERR_CONFIG, "the store is damaged: %s", text);
	case SQLITE_CONSTRAINT:
		return err_set(err, ERR_DATA, "the store refuses this: %s", text);
	default:
		return err_set(err, ERR_BUG, "%s: %s", doing, text);
	}
}

/* Sleeping at random is fairer and faster than SQLite's own growing steps. */
static int on_busy(void *arg, int count)
{
	struct store *store = arg;
	unsigned char r = 0;

	if (count == 0)
		store->wait_since = clock_ms();
	if (clock_ms() - store->wait_since >= store->wait_ms)
		return 0;
	sqlite3_randomness(1, &r);
	struct timespec pause = { 0, 500000 + r * 4000L };
	nanosleep(&pause, NULL);
	return 1;
}

static int64_t wait_limit(void)
{
	const char *text = getenv("TK_WAIT");
	int64_t seconds;

	if (text != NULL && str_int(text, &seconds) == 0 && seconds >= 0 && seconds <= 3600)
		return seconds * 1000;
	return WAIT_MS;
}

static int on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *store = arg;

	store->log_pages = pages;
	if (pages >= LOG_LONG)
		sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return SQLITE_OK;
}

/*
 * SQLite would copy and sync the log whenever a process is the last to close, after reading a row
 * too; here a process that has written empties it when it has become long, if nobody is at work.
 */
static void shorten_log(struct store *store)
{
	if (store->log_pages < LOG_LEFT)
		return;
	store->wait_ms = 0;
	sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

static int prepare_connection(struct store *store, struct err *err)
{
	int on = 1;

	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_handler(store->db, on_busy, store);
	sqlite3_wal_hook(store->db, on_commit, store);
	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return db_script(store, "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
	    " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;", err);
}

/* Only one thread of a tool comes here, and nobody asks for statistics: SQLite need not lock. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct store *db_open(const char *path, bool create, struct err *err)
{
	struct store *store = mem_alloc(sizeof *store);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
	int rc;

	store->wait_ms = wait_limit();
	configure();
	rc = sqlite3_open_v2(path, &store->db, flags, NULL);
	if (rc != SQLITE_OK) {
		if ((rc & 0xff) == SQLITE_CANTOPEN && !file_exists(path))
			err_set(err, ERR_CONFIG, "no store at %s (tk-init makes one)", path);
		else if (faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) != 0 && errno == EACCES)
			err_set(err, ERR_PERM, "%s: not allowed", path);
		else
			fail(store, rc, "opened", err);
		db_close(store);
		return NULL;
	}
	if (prepare_connection(store, err) < 0) {
		db_close(store);
		return NULL;
	}
	return store;
}

void db_close(struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; i < store->kept_n; i++)
		sqlite3_finalize(store->kept[i].sql.stmt);
	shorten_log(store);
	sqlite3_close_v2(store->db);
	arena_free(store->sight.arena);
	free(store);
}

struct sight *db_sight(struct store *store)
{
	return &store->sight;
}

int db_script(struct store *store, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : fail(store, rc, "read", err);
}

static struct sql *new_statement(struct store *store, const char *text)
{
	struct sql *q = mem_alloc(sizeof *q);

	q->store = store;
	q->rc = sqlite3_prepare_v2(store->db, text, -1, &q->stmt, NULL);
	return q;
}

/* Kept statements are found by the address of their constant text. */
static struct sql *kept_statement(struct store *store, const char *text)
{
	size_t i = 0;

	while (i < store->kept_n && store->kept[i].text != text)
		i++;
	if (i == KEPT || (i < store->kept_n && sqlite3_stmt_busy(store->kept[i].sql.stmt)))
		return new_statement(store, text);
	struct sql *q = &store->kept[i].sql;
	if (i == store->kept_n) {
		q->store = store;
		q->rc = sqlite3_prepare_v3(
		    store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
		if (q->rc != SQLITE_OK)
			return new_statement(store, text);
		q->kept = true;
		store->kept[i].text = text;
		store->kept_n++;
	}
	q->rc = SQLITE_OK;
	return q;
}

int sql_parameters(struct sql *q)
{
	return sqlite3_bind_parameter_count(q->stmt);
}

void sql_bind_int(struct sql *q, int n, int64_t v)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_int64(q->stmt, n, v);
}

void sql_bind_text(struct sql *q, int n, const char *v)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_text(q->stmt, n, v, -1, SQLITE_TRANSIENT);
}

void sql_bind_null(struct sql *q, int n)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_null(q->stmt, n);
}

void sql_bind_blob(struct sql *q, int n, const void *v, size_t len)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_blob64(q->stmt, n, v == NULL ? "" : v, len, SQLITE_TRANSIENT);
}

static void bind_all(struct sql *q, const char *format, va_list ap)
{
	if (q->rc == SQLITE_OK && (int)strlen(format) != sqlite3_bind_parameter_count(q->stmt))
		q->rc = SQLITE_MISUSE;
	for (int n = 1; *format != '\0'; n++, format++) {
		int64_t number;
		const void *blob;

		switch (*format) {
		case 'i':
			sql_bind_int(q, n, va_arg(ap, int64_t));
			break;
		case 'z':
			number = va_arg(ap, int64_t);
			if (number == 0)
				sql_bind_null(q, n);
			else
				sql_bind_int(q, n, number);
			break;
		case 's':
			sql_bind_text(q, n, va_arg(ap, const char *));
			break;
		case 'b':
			blob = va_arg(ap, const void *);
			sql_bind_blob(q, n, blob, va_arg(ap, size_t));
			break;
		default:
			q->rc = SQLITE_MISUSE;
			return;
		}
	}
}

static struct sql *run(struct store *store, const char *sql, const char *format, va_list ap)
{
	struct sql *q = kept_statement(store, sql);

	bind_all(q, format, ap);
	return q;
}

struct sql *sql_run(struct store *store, const char *sql, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	struct sql *q = run(store, sql, format, ap);
	va_end(ap);
	return q;
}

struct sql *sql_build(struct store *store, const char *sql)
{
	return new_statement(store, sql);
}

bool sql_row(struct sql *q)
{
	if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
		return false;
	q->rc = sqlite3_step(q->stmt);
	return q->rc == SQLITE_ROW;
}

int64_t sql_int(struct sql *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

bool sql_null(struct sql *q, int column)
{
	return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

const char *sql_text(struct sql *q, struct arena *a, int column)
{
	const char *text = (const char *)sqlite3_column_text(q->stmt, column);

	if (text == NULL)
		return NULL;
	return arena_strndup(a, text, (size_t)sqlite3_column_bytes(q->stmt, column));
}

const void *sql_blob(struct sql *q, int column, size_t *len_out)
{
	const void *blob = sqlite3_column_blob(q->stmt, column);

	*len_out = (size_t)sqlite3_column_bytes(q->stmt, column);
	return blob == NULL ? "" : blob;
}

int sql_end(struct sql *q, struct err *err)
{
	bool good = q->rc == SQLITE_OK || q->rc == SQLITE_ROW || q->rc == SQLITE_DONE;
	int result = good ? 0 : fail(q->store, q->rc, "written", err);

	if (q->kept) {
		sqlite3_reset(q->stmt);
		sqlite3_clear_bindings(q->stmt);
	} else {
		sqlite3_finalize(q->stmt);
		free(q);
	}
	return result;
}

int sql_do(struct store *store, struct err *err, const char *sql, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	struct sql *q = run(store, sql, format, ap);
	va_end(ap);
	while (sql_row(q))
		;
	return sql_end(q, err);
}

int64_t sql_value(struct store *store, int64_t otherwise, struct err *err, const char *sql,
    const char *format, ...)
{
	int64_t value = otherwise;
	va_list ap;

	va_start(ap, format);
	struct sql *q = run(store, sql, format, ap);
	va_end(ap);
	if (sql_row(q) && !sql_null(q, 0))
		value = sql_int(q, 0);
	sql_end(q, err);
	return value;
}

bool db_try_begin(struct store *store)
{
	int64_t wait = store->wait_ms;

	store->wait_ms = 0;
	int rc = sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	store->wait_ms = wait;
	return rc == SQLITE_OK;
}

int db_durable(struct store *store, bool on, struct err *err)
{
	return db_script(store, on ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", err);
}

struct text_function {
	db_text_fn *fn;
	void *ctx;
};

static void call_function(sqlite3_context *context, int n, sqlite3_value **values)
{
	const struct text_function *f = sqlite3_user_data(context);
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct arena *a = arena_new();
	const char *result = n == 1 && text != NULL ? f->fn(f->ctx, a, text) : NULL;

	if (result != NULL)
		sqlite3_result_text(context, result, -1, SQLITE_TRANSIENT);
	arena_free(a);
}

int db_function(struct store *store, const char *name, db_text_fn *fn, void *ctx, struct err *err)
{
	struct text_function *f = mem_alloc(sizeof *f);

	*f = (struct text_function){ fn, ctx };
	int rc = sqlite3_create_function_v2(store->db, name, 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, f,
	    call_function, NULL, NULL, free);
	return rc == SQLITE_OK ? 0 : fail(store, rc, "read", err);
}

int64_t db_last_id(struct store *store)
{
	return sqlite3_last_insert_rowid(store->db);
}

int64_t db_changes(struct store *store)
{
	return sqlite3_changes64(store->db);
}

int db_checkpoint(struct store *store, struct err *err)
{
	int rc = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return rc == SQLITE_OK ? 0 : fail(store, rc, "written", err);
}

/* One step: in WAL mode it reads a snapshot and keeps no writer waiting. */
int db_backup(struct store *store, const char *path, struct err *err)
{
	sqlite3 *to = NULL;
	sqlite3_backup *backup = NULL;
	int rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

	if (rc == SQLITE_OK)
		backup = sqlite3_backup_init(to, "main", store->db, "main");
	if (backup == NULL) {
		err_set(err, ERR_CANTCREAT, "%s: %s", path, sqlite3_errmsg(to));
		sqlite3_close_v2(to);
		return -1;
	}
	while ((rc = sqlite3_backup_step(backup, -1)) == SQLITE_BUSY || rc == SQLITE_LOCKED)
		clock_sleep_ms(5);
	sqlite3_backup_finish(backup);
	if (rc != SQLITE_DONE)
		err_set(err, (rc & 0xff) == SQLITE_FULL ? ERR_TEMP : ERR_CANTCREAT, "%s: %s", path,
		    sqlite3_errstr(rc));
	sqlite3_close_v2(to);
	return rc == SQLITE_DONE ? 0 : -1;
}
