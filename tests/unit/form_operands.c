/* Operands from the command line and from stdin. */
#include "form/form.h"
#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static struct arena *a;

/* What operands_parse made of it, in one line; the error's class and text if it failed. */
static const char *parsed(char *const *argv, bool read_stdin)
{
	struct str out = str_new(a);
	struct operands o;
	struct err err = {0};

	if (operands_parse(a, argv, read_stdin, &o, &err) < 0)
		return arena_printf(a, "%d %s", (int)err.class, err.text);
	for (size_t i = 0; i < o.ids_n; i++)
		str_addf(&out, "%lld ", (long long)o.ids[i]);
	for (size_t i = 0; i < o.ranges_n; i++)
		str_addf(&out, "%lld..%lld@%zu ", (long long)o.ranges[i].lo,
		    (long long)o.ranges[i].hi, o.ranges[i].at);
	for (size_t i = 0; i < o.mids_n; i++)
		str_addf(&out, "<%s>@%zu ", o.mids[i].id, o.mids[i].at);
	if (o.query)
		str_addf(&out, "[%s] ", o.query);
	if (o.none)
		str_add(&out, "none ");
	return str_end(&out);
}

/* Make text the stdin. */
static void feed(const char *text, size_t len)
{
	char path[] = "/tmp/form_operands.XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len || !freopen(path, "r", stdin))
		ok(false, "a file for stdin");
	close(fd);
	unlink(path);
}

static const char *from_stdin(const char *text)
{
	char *none[] = {NULL};

	feed(text, strlen(text));
	return parsed(none, true);
}

static void test_arguments(void)
{
	is(parsed((char *[]){"12", "#7", "12", "3", NULL}, true), "12 7 3 ",
	    "a union, order kept, doubles once");
	is(parsed((char *[]){"5", "10..15", "#20..30", "6", NULL}, true), "5 6 10..15@1 20..30@1 ",
	    "ranges");
	is(parsed((char *[]){"mid:<a@b>", "4", "MID:c@d", NULL}, true), "4 <a@b>@0 <c@d>@1 ",
	    "Message-IDs");
	is(parsed((char *[]){"status:open", "3", "agent:none", NULL}, true),
	    "3 [status:open agent:none] ", "all others are one query");
	is(parsed((char *[]){"1O42", "10..", "-5", "#x", "mid:", NULL}, true),
	    "[1O42 10.. -5 #x mid:] ", "what is no number is query");
	is(parsed((char *[]){"99999999999999999999", NULL}, true),
	    "1 99999999999999999999: no such ticket", "a number beyond all tickets");
	is(parsed((char *[]){NULL}, false), "none ", "nothing, and stdin is not to be read");
}

static void test_stdin(void)
{
	char big[3000];

	is(from_stdin("12\topen\tx\n#7\n\n12\n-\tduplicate\n3"), "12 7 3 ",
	    "first fields of stdin");
	is(from_stdin(""), "", "empty stdin is nothing to do");
	is(from_stdin("1\nid\tstatus\n"), "65 stdin, line 2: not a ticket: id",
	    "a line that is no ticket is 65");
	is(from_stdin("mid:<x@y>\t1\n10..12\n"), "10..12@0 <x@y>@0 ", "ranges and Message-IDs too");
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	is(from_stdin(big), "65 stdin, line 1: not a ticket", "an endless field is refused");
	feed("12\n\0garbage\n", 12);
	is(parsed((char *[]){NULL}, true), "65 stdin, line 2: not a ticket", "NUL is refused");
	feed("5\n6\n", 4);
	is(parsed((char *[]){"1", "-", "6", "9", NULL}, true), "1 5 6 9 ",
	    "- stands where stdin goes");
}

static void test_many(void)
{
	struct str text = str_new(a);
	struct operands o;
	struct err err = {0};
	char *argv[] = {NULL};

	for (int i = 0; i < 200000; i++)
		str_addf(&text, "%d\n", i % 100000 + 1);
	feed(text.s, text.len);
	is_int(operands_parse(a, argv, true, &o, &err), 0, "200,000 lines");
	is_int((long long)o.ids_n, 100000, "100,000 tickets");
	ok(o.ids_n == 100000 && o.ids[99999] == 100000, "in their order");
}

int main(void)
{
	a = arena_new();
	test_arguments();
	test_stdin();
	test_many();
	arena_free(a);
	return done();
}
