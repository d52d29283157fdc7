/* Records as TSV, JSON Lines and, on a pseudo-terminal, as a table. */
#define _XOPEN_SOURCE 700
#include "form/form.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct arena *a;
static int real_stdout;

static const struct ticket tickets[] = {
    {.id = 7,
	.rev = 3,
	.status = STATUS_OPEN,
	.priority = "high",
	.kind = "problem",
	.channel = CHANNEL_MAIL,
	.subject = "Yazıcı\tbozuk 打印机坏了 and more words than a narrow terminal holds",
	.requester = {"Ayşe Öz", "ayse@example.com"},
	.level = LEVEL_NON_MEMBER,
	.group = "support",
	.created = 1767225600,
	.updated = 1767225600,
	.waiting_since = 1767225600,
	.last_message = 1767229200,
	.due = 1767226000,
	.msgs = 2,
	.in = 1,
	.out = 1,
	.tags = "vip,kayıt hatası",
	.failed = 1},
    {.id = 12,
	.status = STATUS_CLOSED,
	.priority = "low",
	.subject = "-",
	.agent = "ali",
	.requester = {NULL, "b@example.com"},
	.created = 1767225600,
	.last_message = 1767229200,
	.hidden = HIDDEN_MERGED,
	.merged_into = 7},
};

/* Print both tickets to fd; what records_open said if it failed. */
static const char *print_to(int fd)
{
	struct err err = {0};
	struct records *r;

	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	r = records_open(a, ticket_columns, ticket_json, &err);
	if (r) {
		record_print(r, &tickets[0]);
		record_print(r, &tickets[1]);
		records_close(r);
	}
	fflush(stdout);
	dup2(real_stdout, STDOUT_FILENO);
	return r ? NULL : arena_strdup(a, err.text);
}

static const char *printed(const char *columns, bool header, bool json)
{
	char buffer[8192];
	FILE *file = tmpfile();
	const char *failure;
	size_t n;

	tool_options.columns = columns;
	tool_options.header = header;
	tool_options.json = json;
	failure = print_to(fileno(file));
	rewind(file);
	n = fread(buffer, 1, sizeof buffer, file);
	fclose(file);
	return failure ? failure : arena_strndup(a, buffer, n);
}

static void test_tsv(void)
{
	is(printed(NULL, false, false),
	    "7\topen\thigh\t2026-01-01T00:06:40Z\t-\tsupport\tayse@example.com\t7200\t2\t"
	    "Yazıcı\\tbozuk 打印机坏了 and more words than a narrow terminal holds\n"
	    "12\tclosed\tlow\t-\tali\t-\tb@example.com\t3600\t0\t\\-\n", "the default line");
	is(printed("id,flag,in,out,flags,merged_into", true, false),
	    "id\tflag\tin\tout\tflags\tmerged_into\n7\t!\t1\t1\tfailed,overdue\t-\n12\t\\-"
	    "\t0\t0\tmerged\t7\n",
	    "chosen columns and a header");
	ok(str_starts(
	       printed("id,nope", false, false), "no such column: nope (there are id flag status"),
	    "an unknown column is named");
}

static void test_json(void)
{
	is(printed("id,requester,tags,agent,due,flag", false, true),
	    "{\"id\":7,\"requester\":{\"name\":\"Ayşe "
	    "Öz\",\"email\":\"ayse@example.com\",\"phone\":null,"
	    "\"level\":\"non-member\"},\"tags\":[\"vip\",\"kayıt hatası\"],\"agent\":null,"
	    "\"due\":\"2026-01-01T00:06:40Z\",\"flag\":\"!\"}\n"
	    "{\"id\":12,\"requester\":{\"name\":null,\"email\":\"b@example.com\",\"phone\":null,"
	    "\"level\":\"member\"},\"tags\":[],\"agent\":\"ali\",\"due\":null,\"flag\":\"-\"}\n",
	    "chosen columns as JSON have the shape of the full object");
	ok(strstr(printed(NULL, false, true), "\"merged_into\":7,\"links\":[]}\n"), "the full object");
}

/* The same on a terminal of 100 cells. */
static const char *on_terminal(const char *columns)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	char buffer[8192];
	size_t n = 0;
	ssize_t got;

	grantpt(master);
	unlockpt(master);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	tool_options.columns = columns;
	tool_options.header = tool_options.json = false;
	print_to(slave);
	fcntl(master, F_SETFL, O_NONBLOCK);
	while (n < sizeof buffer && (got = read(master, buffer + n, sizeof buffer - n)) > 0)
		n += (size_t)got;
	close(slave);
	close(master);
	return arena_strndup(a, buffer, n);
}

static void test_table(void)
{
	setenv("COLUMNS", "34", 1);
	setenv("NO_COLOR", "1", 1);
	is(on_terminal("id,flag,agent,idle,subject"),
	    "id  flag  agent  idle  subject\r\n"
	    " 7  !              2h  Yazıcı\\tboz\r\n"
	    "12  -     ali      1h  -\r\n", "aligned, cut to the terminal, no colour");
	setenv("COLUMNS", "42", 1);
	is(on_terminal("id,subject"),
	    "id  subject\r\n 7  Yazıcı\\tbozuk 打印机坏了 and more word\r\n12  -\r\n",
	    "wide characters take two cells");
	unsetenv("NO_COLOR");
	is(on_terminal("id,flag"),
	    "\033[1mid\033[0m  \033[1mflag\033[0m\r\n 7  \033[31m!\033[0m\r\n12  "
	    "\033[90m-\033[0m\r\n",
	    "colour");
}

int main(void)
{
	setenv("TK_NOW", "2026-01-01T02:00:00Z", 1);
	setenv("TZ", "UTC", 1);
	tzset();
	real_stdout = dup(STDOUT_FILENO);
	a = arena_new();
	test_tsv();
	test_json();
	test_table();
	arena_free(a);
	return done();
}
