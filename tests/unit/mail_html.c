/* HTML as text, and which parts of a mail are its text. */
#include "mail/mail.h"
#include "tap.h"

static struct arena *a;

static const struct {
	const char *html, *want;
} pages[] = {
    {"", ""},
    {"plain", "plain"},
    {"<p>Merhaba</p><p>d&uuml;nya &#351;ube &amp; &lt;x&gt;</p>",
	"Merhaba\n\ndünya şube & <x>"},
    {"a\n  b\t c&nbsp;&nbsp;d", "a b c d"},
    {"<div>a</div><div>b</div>", "a\nb"},
    {"<div>a</div><div><br></div><div>b</div>", "a\n\nb"},
    {"a<br>b<br/>c", "a\nb\nc"},
    {"a<br><br><br><br>b", "a\n\nb"},
    {"<p>a<br></p><p>b", "a\n\nb"},
    {"<b>a</b><i>b</i> <u>c</u>", "ab c"},
    {"<h1>Başlık</h1>metin", "Başlık\n\nmetin"},
    {"<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>",
	"a\n\nb"},
    {"<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"},
    {"<p style='margin: 0'>a</p><p style='margin: 0'>b</p>", "a\nb"},
    /* what is not to be seen */
    {"<html><head><title>t</title><style>p{}</style></head><body>x</body></html>", "x"},
    {"a<script>alert(1)</script><style>b{}</style>b", "ab"},
    {"a<!-- comment -->b<![if mso]>c<![endif]>", "ab c"},
    {"a<!--[if mso]>x<p>y<![endif]-->b", "ab"},
    {"a<div style='display: none'>b<p>c</p></div>d", "ad"},
    {"a<span style='DISPLAY:NONE'>b</span>d", "ad"},
    {"a<span hidden>b</span>d", "ad"},
    {"<div style='display:none'><div>a</div>b</div>c", "c"},
    /* lists */
    {"<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"},
    {"x<ol><li>a<li>b</ol>", "x\n\n1. a\n2. b"},
    {"<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"},
    {"<ul><li><p>a</p></li><li><div>b</div></li></ul>", "- a\n\n- b"},
    /* quotations */
    {"a<blockquote>b<br>c</blockquote>d", "a\n> b\n> c\nd"},
    {"<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>> b"},
    {"<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"},
    {"a<blockquote style='margin: 0 0 0 40px; border: none; padding: 0'>b</blockquote>",
	"a\nb"},
    /* links */
    {"<a href='http://x.example/y'>burada</a>!", "burada <http://x.example/y>!"},
    {"<a href='http://x.example/'>http://x.example</a>", "http://x.example"},
    {"<a href='https://www.x.example'>x.example</a>", "x.example"},
    {"<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"},
    {"<a href='mailto:a@b.example?subject=x'>Ali</a>", "Ali <a@b.example>"},
    {"<a href='tel:+90'>+90</a>", "+90"},
    {"<a href='#top'>up</a> <a name=x>y</a> <a href='javascript:alert(1)'>z</a>", "up y z"},
    {"<a href='http://x.example/\n y>z'>a</a>", "a <http://x.example/yz>"},
    {"<a href='http://x.example/'><img src=x></a>", "<http://x.example/>"},
    {"<a href='http://x.example/'><b>kalın</b> yazı</a>", "kalın yazı <http://x.example/>"},
    {"<a href='http://x.example/'>a<a href='http://y.example/'>b</a>",
	"a <http://x.example/>b <http://y.example/>"},
    /* images, rules, tables, preformatted text */
    {"a<img src=x alt='logo'>b<img src=y alt=''><img src=z>", "a[logo]b"},
    {"a<hr>b", "a\n________________________________\nb"},
    {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>e",
	"a  b\nc  d\ne"},
    {"<table><tr><th>a</th><th></th><th>b</th></tr></table>", "a  b"},
    {"<table><tr><td><div>a</div></td><td><div>b</div></td></tr></table>", "a\nb"},
    {"x<pre>a\n  b\n\nc</pre>y", "x\n\na\n  b\n\nc\n\ny"},
    {"<pre>a&#13;b\r\nc</pre>", "ab\nc"},
    {"<select><option>a</select><textarea>b</textarea>c", "c"},
    /* direction and scripts */
    {"<div dir=rtl>سلام&zwnj;ها</div><div>دنیا</div>", "سلام\xe2\x80\x8cها\nدنیا"},
    {"<p>你好</p>", "你好"},
    /* not quite HTML */
    {"a < b & c > d", "a < b & c > d"},
    {"<p>a<div>b</p>c</div>", "a\n\nbc"},
    {"<table><td>a<table><td>b", "a\nb"},
    {"a</b></i></p>b", "ab"},
    {"<p>a&nosuch;b&#0;c&#x110000;d", "a&nosuch;bcd"},
    {"<body>a</body><body>b</body>", "a\nb"},
    {"<o:p>a</o:p><foo>b</foo>", "ab"},
    {"<p unfinished='", ""},
    {"\xef\xbb\xbf<p>x", "x"},
};

static void test_html(void)
{
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		is(mail_html_text(a, pages[i].html, strlen(pages[i].html), "utf-8"), pages[i].want,
		    arena_printf(a, "html %zu", i + 1));
}

static void charset(const char *html, const char *label, const char *want)
{
	is(mail_html_text(a, html, strlen(html), label), want, want);
}

static void test_charset(void)
{
	charset("<p>\xfeube", "iso-8859-9", "şube");
	charset("<meta charset=windows-1254><p>\xfeube 1", NULL, "şube 1");
	charset(
	    "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>\xd4\xc5\xd3\xd4",
	    NULL, "тест");
	charset("<meta charset=koi8-r><p>\xfeube 2", "windows-1254", "şube 2");
	charset("<meta charset=iso-8859-1><p>şube 3", "utf-8", "şube 3");
	charset("<meta charset=iso-8859-1><p>şube 4", NULL, "şube 4");
	charset("<meta charset=utf-16><p>şube 5", NULL, "şube 5");
}

static struct mail parse(const char *raw)
{
	struct mail m;

	mail_parse(a, raw, strlen(raw), &m);
	return m;
}

#define MULTI(kind, b) "Content-Type: multipart/" kind "; boundary=" b "\n\n"
#define PLAIN(s) "Content-Type: text/plain\n\n" s "\n"
#define HTML(s) "Content-Type: text/html\n\n<p>" s "\n"
#define IMAGE "Content-Type: image/png\nContent-ID: <i@x>\nContent-Disposition: inline\n\nx\n"

/* Which text is shown, how many attachments there are. */
static const struct {
	const char *what, *raw, *text;
	size_t attachments;
} choices[] = {
    {"HTML alone", HTML("a"), "a", 0},
    {"plain and HTML",
	MULTI("alternative", "b") "--b\n" PLAIN("a") "--b\n" HTML("h") "--b--\n", "a", 0},
    {"HTML before plain",
	MULTI("alternative", "b") "--b\n" HTML("h") "--b\n" PLAIN("a") "--b--\n", "a", 0},
    {"an empty plain text",
	MULTI("alternative", "b") "--b\n" PLAIN(" ") "--b\n" HTML("h") "--b--\n", "h", 0},
    {"only HTML in the alternative", MULTI("alternative", "b") "--b\n" HTML("h") "--b--\n",
	"h", 0},
    {"plain and related HTML",
	MULTI("alternative", "b") "--b\n" PLAIN("a") "--b\n" MULTI(
	    "related", "c") "--c\n" HTML("h") "--c\n" IMAGE "--c--\n--b--\n",
	"a", 1},
    {"related with HTML", MULTI("related", "b") "--b\n" HTML("h") "--b\n" IMAGE "--b--\n",
	"h", 1},
    {"Apple's plain and mixed HTML",
	MULTI("alternative", "b") "--b\n" PLAIN("a") "--b\n" MULTI("mixed",
	    "c") "--c\n" HTML("h") "--c\n" IMAGE "--c\n" HTML("i") "--c--\n--b--\n",
	"a", 1},
    {"text, file, text",
	MULTI("mixed", "b") "--b\n" PLAIN("a") "--b\n" IMAGE "--b\n" PLAIN("c") "--b--\n",
	"a\n\nc", 1},
    {"text and HTML that are no alternatives",
	MULTI("mixed", "b") "--b\n" PLAIN("a") "--b\n" HTML("h") "--b--\n", "a\n\nh", 0},
    {"a calendar in the alternative",
	MULTI("alternative", "b") "--b\n" PLAIN(
	    "a") "--b\nContent-Type: text/calendar\n\nx\n--b--\n",
	"a", 1},
    {"a text with a file name",
	MULTI("mixed", "b") "--b\n" PLAIN(
	    "a") "--b\nContent-Type: text/plain; name=x.txt\n\nx\n--b--\n",
	"a", 1},
    {"a first text with a file name",
	MULTI("mixed", "b") "--b\nContent-Type: text/plain; name=x.txt\n\nx\n--b--\n", "x",
	0},
    {"a text as attachment",
	"Content-Type: text/plain\nContent-Disposition: attachment\n\nx\n", "", 1},
    {"a signed text",
	MULTI("signed", "b") "--b\n" PLAIN(
	    "a") "--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n",
	"a", 1},
    {"a signed alternative",
	MULTI("signed", "b") "--b\n" MULTI("alternative", "c") "--c\n" PLAIN(
	    "a") "--c\n" HTML("h") "--c--\n--b\nContent-Type: application/pkcs7-signature; "
				   "name=smime.p7s\n\nx\n--b--\n",
	"a", 1},
    {"an enciphered mail", "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx\n",
	"", 1},
    {"winmail.dat",
	MULTI("mixed", "b") "--b\n" PLAIN(
	    "a") "--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n--b--\n",
	"a", 1},
    {"a report",
	MULTI("report", "b") "--b\n" PLAIN(
	    "a") "--b\nContent-Type: message/delivery-status\n\nx: y\n"
		 "--b\nContent-Type: text/rfc822-headers\n\nx: y\n--b--\n",
	"a", 2},
    {"a digest",
	MULTI("digest", "b") "--b\n\nSubject: x\n\ny\n--b\n\nSubject: z\n\ny\n--b--\n", "",
	2},
    {"an embedded mail is not looked into",
	MULTI("mixed", "b") "--b\n" PLAIN(
	    "a") "--b\nContent-Type: message/rfc822\n\n" MULTI("mixed",
	    "c") "--c\n" PLAIN("inner") "--c\n" IMAGE "--c--\n--b--\n",
	"a", 1},
    {"an image alone", IMAGE, "", 1},
    {"a part without a type",
	MULTI("mixed", "b") "--b\n\na\n--b\nContent-Type: x\n\nc\n--b--\n", "a\n\nc", 0},
};

static void test_choice(void)
{
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
		struct mail m = parse(choices[i].raw);

		is(m.text, choices[i].text, choices[i].what);
		is_int((long long)m.attachments_n, (long long)choices[i].attachments, choices[i].what);
	}
}

static void flowed(const char *text, const char *want)
{
	struct mail m =
	    parse(arena_printf(a, "Content-Type: text/plain; format=flowed\n\n%s", text));

	is(m.text, want, "flowed");
}

static void test_flowed(void)
{
	flowed("bir \niki\nüç\n", "bir iki\nüç");
	flowed("> alıntı \n> sürer\nyanıt\n", "> alıntı sürer\nyanıt");
	flowed(">> derin \n> sığ \nyok\n", ">> derin \n> sığ \nyok");
	flowed(" From x\n > no quote\n", "From x\n> no quote");
	flowed("metin \n-- \nAli\n", "metin \n-- \nAli");
	flowed("a\n\nb \n\nc\n", "a\n\nb \nc");
	is(parse("Content-Type: text/plain; format=flowed; delsp=yes\n\n日本 \n語\n").text,
	    "日本語", "DelSp");
	is(parse("Content-Type: text/plain\n\na \nb\n").text, "a \nb", "not flowed");
}

static void test_uuencode(void)
{
	static const char raw[] = "Subject: x\n\nönce\n\nbegin 644 "
				  "kedi.txt\n#0V%T\n`\nend\n\nsonra\nbegin 600 b\n#0V%T\n \nend\n";
	struct mail m = parse(raw);
	struct err err = { 0 };
	const char *data;
	size_t len;

	is(m.text, "önce\n\n\nsonra", "the file is cut out of the text");
	is_int((long long)m.attachments_n, 2, "two files");
	is(m.attachments[0].name, "kedi.txt", "name");
	is_int(m.attachments[0].size, 3, "size");
	is(m.attachments[0].sha256, mail_sha256_hex(a, "Cat", 3), "contents");
	ok(mail_part(a, raw, sizeof raw - 1, m.attachments[1].part, &data, &len, &err) == 0 &&
		len == 3 && memcmp(data, "Cat", 3) == 0,
	    "mail_part finds it");
	m = parse("Subject: x\n\nbegin 644 of the story\nis not a file\nend\n");
	is_int((long long)m.attachments_n, 0, "a text that begins so is no file");
	is(m.text, "begin 644 of the story\nis not a file\nend", "and stays whole");
	m = parse("Content-Type: image/gif; name=k.gif\nContent-Transfer-Encoding: x-uuencode\n\n"
	    "begin 644 k.gif\n#0V%T\n`\nend\n");
	is(m.attachments[0].sha256, mail_sha256_hex(a, "Cat", 3), "a part that is uuencoded");
}

int main(void)
{
	a = arena_new();
	test_html();
	test_charset();
	test_choice();
	test_flowed();
	test_uuencode();
	arena_free(a);
	return done();
}
