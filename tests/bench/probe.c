/*
 * probe DATABASE BATCH <LIST: the floor under intake.  For every file named on stdin: read it, parse it
 * with GMime, decode its first text, INSERT both into an SQLite database in WAL mode with
 * synchronous=FULL, and one commit for each BATCH mails.  No helpdesk could do less.
 */
#include <gmime/gmime.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static sqlite3 *db;
static sqlite3_stmt *insert;

static void check(int rc, int want)
{
	if (rc == want)
		return;
	fprintf(stderr, "probe: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static void run(const char *sql)
{
	check(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void find_text(GMimeObject *parent, GMimeObject *part, gpointer found)
{
	char **text = found;

	(void)parent;
	if (*text == NULL && GMIME_IS_TEXT_PART(part))
		*text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
}

static char *text_of(const char *raw, size_t len)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	char *text = NULL;

	if (message != NULL) {
		g_mime_message_foreach(message, find_text, &text);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return text;
}

static void add(const char *path)
{
	char *raw, *text;
	size_t len;

	if (!g_file_get_contents(path, &raw, &len, NULL)) {
		fprintf(stderr, "probe: %s cannot be read\n", path);
		exit(1);
	}
	text = text_of(raw, len);
	sqlite3_bind_blob64(insert, 1, raw, len, SQLITE_STATIC);
	sqlite3_bind_text(insert, 2, text, -1, SQLITE_STATIC);
	check(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_reset(insert);
	g_free(text);
	g_free(raw);
}

int main(int argc, char **argv)
{
	long batch = argc > 2 ? strtol(argv[2], NULL, 10) : 1, n = 0;
	char line[4096];

	if (argc < 2)
		return 64;
	g_mime_init();
	check(sqlite3_open(argv[1], &db), SQLITE_OK);
	run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, raw BLOB, text TEXT)");
	check(sqlite3_prepare_v2(db, "INSERT INTO mail (raw, text) VALUES (?1, ?2)", -1, &insert, NULL), SQLITE_OK);
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (n++ % batch == 0)
			run("BEGIN IMMEDIATE");
		add(line);
		if (n % batch == 0)
			run("COMMIT");
	}
	if (n % batch != 0)
		run("COMMIT");
	sqlite3_finalize(insert);
	sqlite3_close(db);
	return 0;
}
