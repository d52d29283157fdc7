/* Mail that breaks the rules is a mail all the same: header, parts, text. */
#include "mail/mail.h"
#include "tap.h"

#include <stdlib.h>

static struct arena *a;

static struct mail parse_n(const char *raw, size_t n)
{
	struct mail m;

	mail_parse(a, raw, n, &m);
	return m;
}

static struct mail parse(const char *raw)
{
	return parse_n(raw, strlen(raw));
}

/* Each of these has this text and this subject. */
static const struct {
	const char *what, *raw, *subject, *text;
} texts[] = {
    {"nothing", "", NULL, ""},
    {"a line end", "\n", NULL, ""},
    {"text without a header", "Merhaba,\nyardım edin.\n", NULL, "Merhaba,\nyardım edin."},
    {"text whose first line has a colon", "Sorun: giriş yok\n\nyardım\n", NULL,
	"Sorun: giriş yok\n\nyardım"},
    {"text behind an empty line", "\nmerhaba\n", NULL, "merhaba"},
    {"a header alone", "From: a@b.example\nSubject: s", "s", ""},
    {"a header behind empty lines", "\n\r\nFrom: a@b.example\nSubject: s\n\nt\n", "s", "t"},
    {"an mbox line", "From a@b.example Fri Nov 20\nSubject: s\n\nt\n", "s", "t"},
    {"a quoted mbox line", ">From a@b.example Fri Nov 20\nSubject: s\n\nt\n", "s", "t"},
    {"no empty line before the text", "From: a@b.example\nSubject: s\nmerhaba\ndünya\n",
	"s", "merhaba\ndünya"},
    {"a folded line without its indentation",
	"From: a@b.example\nSubject: s\nlost\nTo: c@d.example\n\nt\n", "s lost", "t"},
    {"blanks between From and its colon", "From  : a@b.example\nSubject : s\n\nt\n", "s",
	"t"},
    {"blanks before the colon", "Subject : s\nFrom: a@b.example\n\nt\n", "s", "t"},
    {"names in any case", "sUBJECT: s\nfrom: a@b.example\n\nt\n", "s", "t"},
    {"two subjects", "Subject: s\nSubject: other\n\nt\n", "s", "t"},
    {"CR CR LF", "Subject: s\r\r\nFrom: a@b.example\r\r\n\r\r\nt\r\r\n", "s", "t"},
    {"CR alone", "Subject: s\rFrom: a@b.example\r\rline\rline\r", "s", "line\nline"},
    {"CRLF", "Subject: s\r\nFrom: a@b.example\r\n\r\nline\r\nline\r\n", "s", "line\nline"},
    {"LF header, CR text", "Subject: s\n\nline\rline\r", "s", "line\nline"},
    {"a field without a name", ": x\nSubject: s\n\nt\n", NULL, ": x\nSubject: s\n\nt"},
    {"a blank line of blanks", "Subject: s\n \nFrom: a@b.example\n\nt\n", "s", "t"},
    {"a multipart without a boundary", "Subject: s\nContent-Type: multipart/mixed\n\nt\n",
	"s", "t"},
    {"a boundary that never comes",
	"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\nt\n", "s", "t"},
    {"a boundary that is not told",
	"Subject: s\nContent-Type: multipart/mixed\n\n--b\nContent-Type: "
	"text/plain\n\nt\n--b--\n",
	"s", "t"},
    {"another boundary than is told",
	"Subject: s\nContent-Type: multipart/mixed; boundary=c\n\n--b\nContent-Type: "
	"text/plain\n\n"
	"t\n--b--\n",
	"s", "t"},
    {"no last boundary",
	"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nt\n", "s", "t"},
    {"a part behind the last boundary",
	"Subject: s\nContent-Type: multipart/mixed; "
	"boundary=b\n\n--b\n\nt\n--b--\n--b\n\nu\n",
	"s", "t\n\nu"},
    {"blanks behind a boundary",
	"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b \t\n\nt\n--b-- \n",
	"s", "t"},
    {"a boundary that begins another",
	"Subject: s\nContent-Type: multipart/mixed; "
	"boundary=b\n\n--bb\n\nx\n--b\n\nt\n--b--\n",
	"s", "t"},
    {"no empty line behind a boundary",
	"Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nt, u\n--b--\n", "s",
	"t, u"},
    {"a type without a subtype", "Subject: s\nContent-Type: text\n\nt\n", "s", "t"},
    {"an empty type", "Subject: s\nContent-Type:\n\nt\n", "s", "t"},
    {"a type that is none", "Subject: s\nContent-Type: foo bar\n\nt\n", "s", "t"},
    {"two types", "Subject: s\nContent-Type: text/plain\nContent-Type: image/png\n\nt\n",
	"s", "t"},
    {"an unknown transfer encoding", "Subject: s\nContent-Transfer-Encoding: x-foo\n\nt\n",
	"s", "t"},
    {"a quoted transfer encoding",
	"Subject: s\nContent-Transfer-Encoding: \"quoted-printable\"\n\n=C5=9F\n", "s",
	"ş"},
    {"quoted-printable in capitals",
	"Subject: s\nContent-Transfer-Encoding: QUOTED-PRINTABLE (x)\n\n=C5=9F=\n x=\n",
	"s", "ş x"},
    {"quoted-printable that is none",
	"Subject: s\nContent-Transfer-Encoding: quoted-printable\n\na = b =ZZ\n", "s",
	"a = b =ZZ"},
    {"base64 that is none",
	"Subject: s\nContent-Transfer-Encoding: base64\n\nBu bir metin, değil mi?\n", "s",
	"Bu bir metin, değil mi?"},
    {"base64 without padding", "Subject: s\nContent-Transfer-Encoding: base64\n\nxZ91YmU\n",
	"s", "şube"},
    {"an unfinished alternative",
	"Subject: s\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: "
	"text/html\n\n"
	"<p>t",
	"s", "t"},
};

static void test_header_and_text(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct mail m = parse(texts[i].raw);

		is(m.text, texts[i].text, texts[i].what);
		is(m.subject, texts[i].subject, texts[i].what);
	}
}

static void test_damaged_flag(void)
{
	ok(!(parse("From: a@b.example\n\nt\n").flags & MAIL_DAMAGED), "a good mail is not damaged");
	ok(parse("merhaba\n").flags & MAIL_DAMAGED, "one without a header is");
	ok(parse("From: a@b.example\nContent-Type: multipart/mixed\n\nt\n").flags & MAIL_DAMAGED,
	    "one without its boundary is");
}

static void test_nul(void)
{
	static const char raw[] =
	    "Subject: a\0b\nFrom: x\0y@b.example\nMessage-ID: <a\0b@c>\n\none\0two\n";
	struct mail m = parse_n(raw, sizeof raw - 1);

	is(m.text, "one\xef\xbf\xbdtwo", "NUL in the text");
	is(m.subject, "a\xef\xbf\xbd" "b", "NUL in the subject");
	is(m.from.address, "y@b.example", "NUL in an address is a blank");
	is(m.message_id, "ab@c", "NUL in an id");
}

static void test_ids(void)
{
	static const struct {
		const char *header, *want;
	} table[] = {
	    {"<a@b>", "a@b"},
	    {"a@b", "a@b"},
	    {"<a@b> <c@d>", "a@b c@d"},
	    {"<a@b><c@d>", "a@b c@d"},
	    {"<a@b>,\n <c@d>", "a@b c@d"},
	    {"<a\n b@c>", "ab@c"},
	    {"< a@b >", "a@b"},
	    {"a@b, c@d", "a@b c@d"},
	    {"(comment) <a@b> (other)", "a@b"},
	    {"<<a@b>>", "a@b"},
	    {"<a@b <c@d>", "a@b c@d"},
	    {"<a@b", "a@b"},
	    {"Your message of Friday <a@b>", "a@b"},
	    {"message of \"Fri, 20 Nov\"", ""},
	    {"<>", ""},
	    {"", ""},
	    {"<no-at-sign>", "no-at-sign"},
	    {"=?utf-8?Q?=3Ca=40b=3E?=", "a@b"},
	    {"a@b (c@d)", "a@b"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct mail m = parse(
		    arena_printf(a, "References: %s\nFrom: x@y.example\n\nt\n", table[i].header));
		struct str got = str_new(a);

		for (size_t j = 0; j < m.references.n; j++)
			str_addf(&got, "%s%s", j ? " " : "", m.references.v[j]);
		is(str_end(&got), table[i].want, arena_printf(a, "ids %zu", i + 1));
	}
	is(parse("Message-ID: abc def\n\nt\n").message_id, "abc",
	    "an id that does not look like one");
	is(parse("Message-ID:\n\nt\n").message_id, NULL, "no id");
	is(parse("Message-ID: <a@b>\nMessage-ID: <c@d>\n\nt\n").message_id, "a@b",
	    "the first of two");
}

static void test_many_references(void)
{
	struct str raw = str_new(a);
	struct mail m;

	str_add(&raw, "From: x@y.example\nReferences:");
	for (int i = 0; i < 500; i++)
		str_addf(&raw, " <%d@x>", i);
	str_add(&raw, "\n\nt\n");
	m = parse(raw.s);
	is_int((long long)m.references.n, 200, "200 references");
	is(m.references.v[0], "0@x", "the first");
	is(m.references.v[1], "301@x", "and the last 199");
	is(m.references.v[199], "499@x", "to the end");
}

static void test_dates(void)
{
	static const struct {
		const char *date;
		int64_t want;
	} table[] = {
	    {"Fri, 20 Nov 2026 10:00:00 +0300", 1795158000},
	    {"20 Nov 2026 07:00:00 GMT", 1795158000},
	    {"20 Nov 26 07:00 UT", 1795158000},
	    {"Fri, 20 Nov 2026 02:00:00 EST", 1795158000},
	    {"Fri Nov 20 07:00:00 2026", 1795158000},
	    {"Fri, 20 Nov 2026 10:00:00 +0300 (TRT)", 1795158000},
	    {"Fri,  20  Nov  2026 07:00:00 -0000", 1795158000},
	    {"2026-11-20T07:00:00Z", 0},
	    {"", 0},
	    {"yesterday", 0},
	    {"Fri, 99 Foo 2026 10:00:00", 0},
	    {"1 Jan 1900 00:00:00 GMT", 0},
	    {"Fri, 20 Nov 99999999 10:00:00 +0300", 0},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		is_int(parse(arena_printf(a, "Date: %s\n\nt\n", table[i].date)).date, table[i].want,
		    *table[i].date ? table[i].date : "no date");
}

int main(void)
{
	a = arena_new();
	test_header_and_text();
	test_damaged_flag();
	test_nul();
	test_ids();
	test_many_references();
	test_dates();
	arena_free(a);
	return done();
}
