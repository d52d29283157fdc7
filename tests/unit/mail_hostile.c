/* Mail made to break a parser: it is read all the same, and quickly. */
#include "mail/mail.h"
#include "tap.h"

#include <stdlib.h>
#include <time.h>

/* Of the processor's time, so that it does not matter what else the machine does.  Generous, for
 * sanitizers; valgrind is given more (TK_MAX_MS). */
static int64_t max_ms = 10000;

static struct arena *a;
static struct mail m;

static int64_t cpu_ms(void)
{
	return (int64_t)clock() * 1000 / CLOCKS_PER_SEC;
}

/* head + n times piece + tail */
static void hostile(
    const char *what, const char *head, const char *piece, size_t n, const char *tail)
{
	size_t head_n = strlen(head), piece_n = strlen(piece), tail_n = strlen(tail);
	size_t len = head_n + n * piece_n + tail_n;
	char *raw = mem_alloc(len + 1);
	int64_t start = cpu_ms(), took;

	memcpy(raw, head, head_n);
	for (size_t i = 0; i < n; i++)
		memcpy(raw + head_n + i * piece_n, piece, piece_n);
	memcpy(raw + head_n + n * piece_n, tail, tail_n);
	arena_reset(a);
	mail_parse(a, raw, len, &m);
	took = cpu_ms() - start;
	if (!ok(took < max_ms, what) || took > 1000)
		printf("# took %lld ms\n", (long long)took);
	free(raw);
}

static void test_fields(void)
{
	static const char body[] = "\nFrom: a@b.example\n\ntext\n";

	hostile("30,000 nested groups", "To: ", "g:", 30000, body);
	is(m.text, "text", "and the text is there");
	hostile("groups in From", "From: ", "g:", 30000, "\n\ntext\n");
	hostile("nested comments", "To: ", "(", 200000, body);
	hostile("comments", "To: ", "()", 200000, body);
	hostile("quotes", "To: ", "\"", 200001, body);
	hostile("escaped quotes", "To: ", "\\\"", 100000, body);
	hostile("angles", "To: ", "<", 200000, body);
	hostile("angles and quotes", "To: ", "<\">", 66667, body);
	hostile("open comments in angles", "To: ", "<((((((((((((((((((((((((", 10000, body);
	hostile("routes", "To: ", "<@,", 66667, body);
	hostile("mailboxes", "To: ", "a@b.example, ", 20000, body);
	ok(m.to.n <= 5000, "their number is bounded");
	hostile("encoded words", "Subject: ", "=?utf-8?Q?=C3=A7?= ", 100000, body);
	hostile("open encoded words", "Subject: ", "=?utf-8?Q?a", 100000, body);
	hostile("encoded words of changing charsets",
	    "Subject: ", "=?utf-8?B?w6c=?= =?koi8-r?Q?=C1?=", 10000, body);
	hostile("encoded words in To", "To: ", "=?utf-8?Q?=C3=A7?=", 14000, body);
	hostile("a subject of a megabyte", "Subject: ", "x", 1 << 20, body);
	is(m.from.address, "a@b.example", "and what follows it");
	hostile("a folded subject", "Subject: ", "x\n ", 400000, body);
	hostile("references", "References: ", "<a@b.example> ", 100000, body);
	is_int((long long)m.references.n, 200, "are bounded");
	hostile("bare references", "References: ", "a@b ", 60000, body);
	hostile("open comments in references", "References: ", "(a@b ", 60000, body);
	hostile("fields", "", "X: y\n", 400000, "From: a@b.example\n\ntext\n");
	hostile("To fields", "", "To: a@b.example\n", 100000, "\ntext\n");
	hostile("lines that are no fields", "From: a@b.example\n", "junk\nX-a: b\n", 100000,
	    "\ntext\n");
	hostile("parameters", "Content-Type: text/plain; ", "a=b; ", 60000, "\n\ntext\n");
	is(m.text, "text", "and the text is there");
	hostile("parameters in pieces", "Content-Type: text/plain; ", "name*0=b; ", 30000,
	    "\n\ntext\n");
	hostile(
	    "percents", "Content-Type: text/plain; name*=utf-8''", "%C3%A7", 40000, "\n\ntext\n");
	hostile("comments in a type", "Content-Type: text/plain; ", "(", 250000, "\n\ntext\n");
	hostile("a date", "Date: ", "1 ", 100000, "\n\ntext\n");
	hostile("comments in a date", "Date: Fri, 20 Nov 2026 ", "(", 200000, "\n\ntext\n");
	hostile("a message id", "Message-ID: <", "a ", 100000, ">\n\ntext\n");
	hostile("NULs", "Subject: ", "x", 10, "\n\ntext\n");
}

static void test_parts(void)
{
	static const char nest[] = "Content-Type: multipart/mixed; boundary=b\n\n--b\n";

	hostile("10,000 nested multiparts", nest, nest, 10000, "\ntext\n");
	hostile("100,000 parts", nest, "\ntext\n--b\n", 100000, "--b--\n");
	ok(strlen(m.text) > 10000, "of which the first thousands are read");
	hostile("10,000 nested mails", "", "Content-Type: message/rfc822\n\n", 10000,
	    "Subject: x\n\ntext\n");
	hostile("boundary lines that are none", nest, "--c\n", 1000000, "");
	hostile("lines of dashes without a boundary", "Content-Type: multipart/mixed\n\n", "---\n",
	    1000000, "");
	hostile("empty lines", "From: a@b.example\n\n", "\n", 3000000, "text");
	is(m.text, "text", "and the text is there");
	hostile("carriage returns", "From: a@b.example\r\n\r\n", "\r", 3000000, "text");
	hostile("twenty megabytes of base64",
	    "Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
	    260000, "");
	hostile("uuencode without an end", "From: a@b.example\n\n", "begin 644 x\nM\n", 200000, "");
	hostile("open uuencoded files", "From: a@b.example\n\n",
	    "begin 644 x\n#0V%T\n", 50000, "");
	hostile("flowed quotes", "Content-Type: text/plain; format=flowed\n\n", ">", 2000000, "\n");
	hostile(
	    "flowed lines", "Content-Type: text/plain; format=flowed\n\n", "> x \n", 500000, "\n");
	hostile("escapes", "From: a@b.example\n\n", "\033$B", 300000, "");
	hostile("bytes of no charset", "Content-Type: text/plain; charset=euc-jp\n\n", "\xff\xa1 ",
	    300000, "");
	hostile("an unknown charset", "Content-Type: text/plain; charset=no-such\n\n", "\xff\xa1 ",
	    300000, "");
}

static void test_html(void)
{
	static const char html[] = "Content-Type: text/html\n\n";

	hostile("nested blocks", html, "<div>", 200000, "text");
	hostile("nested tables", html, "<table><tr><td>", 60000, "text");
	hostile("nested lists", html, "<ul><li>", 60000, "text");
	hostile("nested quotations", html, "<blockquote>", 60000, "text");
	hostile("links", html, "<a href='http://x.example/'>", 60000, "text");
	hostile("nested links", html, "<a href='http://x.example/'>y</a>", 60000, "text");
	hostile("end tags", html, "</x></div>", 200000, "text");
	hostile("unmatched end tags", html, "<b></i>", 200000, "text");
	hostile("open comments", html, "<!--", 500000, "text");
	hostile("declarations", html, "<!", 500000, "text");
	hostile("instructions", html, "<?", 500000, "text");
	hostile("less-than signs", html, "<", 1000000, "text");
	hostile("ampersands", html, "&", 1000000, "text");
	hostile("attributes", "Content-Type: text/html\n\n<p ", "a ", 300000, ">text");
	hostile(
	    "different attributes", "Content-Type: text/html\n\n<p ", "a=b c=d ", 100000, ">text");
	hostile("line ends", html, "<br>", 500000, "text");
	hostile("scripts", html, "<script>", 200000, "text");
	hostile("open scripts", html, "<script><!--", 200000, "</script>text");
	hostile("titles", html, "<title>", 200000, "text");
	hostile("forms", html, "<form><input>", 100000, "text");
	hostile("paragraphs", html, "<p>x", 200000, "text");
	hostile("fonts", html, "<font color=red>x", 200000, "text");
	hostile("pre", html, "<pre>\n", 200000, "text");
	hostile("bodies", html, "<body><html>", 200000, "text");
	hostile("conditions", html, "<![if x", 300000, "text");
	hostile("spaces", html, "&nbsp; ", 400000, "text");
	is(m.text, "text", "and the text is there");
}

int main(void)
{
	if (getenv("TK_MAX_MS"))
		max_ms = strtoll(getenv("TK_MAX_MS"), NULL, 10);
	a = arena_new();
	test_fields();
	test_parts();
	test_html();
	arena_free(a);
	return done();
}
