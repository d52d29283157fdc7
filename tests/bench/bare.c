/*
 * bare DATABASE SQL: the floor under a list.  Open the database, one prepared statement, its rows on
 * stdout with TAB between the columns.
 */
#include <sqlite3.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;
	int rc, on = 1;

	if (argc != 3)
		return 64;
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, argv[2], -1, &q, NULL) != SQLITE_OK) {
		fprintf(stderr, "bare: %s\n", sqlite3_errmsg(db));
		return 1;
	}
	/* Without these the last to close copies the log and removes it. */
	sqlite3_file_control(db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			const char *text = (const char *)sqlite3_column_text(q, i);

			printf("%s%s", i > 0 ? "\t" : "", text == NULL ? "-" : text);
		}
		putchar('\n');
	}
	sqlite3_finalize(q);
	sqlite3_close(db);
	return rc == SQLITE_DONE && fflush(stdout) == 0 ? 0 : 1;
}
