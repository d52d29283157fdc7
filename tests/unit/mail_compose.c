/* mail_compose: what is written is 7-bit clean, well formed, and comes back through mail_parse. */
#include "mail/mail.h"
#include "tap.h"

static struct arena *a;

static char *compose(const struct mail_draft *d, size_t *len, struct err *err)
{
	char *raw = NULL;

	err_clear(err);
	return mail_compose(a, d, &raw, len, err) < 0 ? NULL : raw;
}

static struct mail_draft sample(void)
{
	static struct mailbox to[] = {
	    {"Çağrı \"Öz\" Şen, Müdür", "cagri@example.com"},
	    {"Plain, Name", "x@example.com.tr"},
	    {NULL, "k@example.ir"},
	};

	return (struct mail_draft){
	    .from = {"Destek Türkçe", "support@example.com"},
	    .to = {to, 3},
	    .subject = "{TICKET-1042} Re: Çok uzun bir konu satırı, iki satıra katlanacak kadar "
		       "uzun: سلام",
	    .message_id = "t1042.kabc@example.com",
	    .date = 1700000000,
	    .text = "Merhaba,\n\nsatır iki.\n.\nFrom here\n-- \nAli\n",
	};
}

/* Lines end in CRLF, no bare CR or LF, no byte above 126, none longer than 998. */
static bool is_clean(const char *s, size_t n)
{
	size_t line = 0;

	for (size_t i = 0; i < n; i++) {
		if ((s[i] == '\n') != (i > 0 && s[i - 1] == '\r') || (unsigned char)s[i] >= 0x7f ||
		    !s[i])
			return false;
		line = s[i] == '\n' ? 0 : line + 1;
		if (line > 998)
			return false;
	}
	return true;
}

static void test_round_trip(void)
{
	struct mail_draft d = sample();
	struct err err = { 0 };
	struct mail m;
	size_t n;
	char *raw = compose(&d, &n, &err);

	ok(raw && is_clean(raw, n), "7-bit clean, CRLF");
	mail_parse(a, raw, n, &m);
	is(m.subject, d.subject, "subject");
	is(m.from.name, "Destek Türkçe", "sender's name");
	is(m.from.address, "support@example.com", "sender's address");
	is_int((long long)m.to.n, 3, "three recipients");
	is(m.to.v[0].name, "Çağrı \"Öz\" Şen, Müdür", "name with quotes and comma");
	is(m.to.v[1].name, "Plain, Name", "name that needs quotes");
	is(m.to.v[2].name, NULL, "no name");
	is(m.message_id, d.message_id, "message id");
	is_int(m.date, d.date, "date");
	is(m.text, "Merhaba,\n\nsatır iki.\n.\nFrom here\n-- \nAli", "text");
	is(mail_header(a, raw, n, "Content-Transfer-Encoding"), "quoted-printable",
	    "Turkish: readable");
	ok(str_starts(strstr(raw, "Subject: "), "Subject: {TICKET-1042}"),
	    "the ticket's mark stays ASCII");
	ok(!strstr(raw, "iso-8859"), "UTF-8 everywhere");
	d.text = "سلام دنیا\nخط دوم\n";
	raw = compose(&d, &n, &err);
	is(mail_header(a, raw, n, "Content-Transfer-Encoding"), "base64", "Persian: base64");
	mail_parse(a, raw, n, &m);
	is(m.text, "سلام دنیا\nخط دوم", "Persian text");
	d.text = "a\xff" "b\x1b\x01";
	raw = compose(&d, &n, &err);
	ok(is_clean(raw, n), "bad bytes and controls: still clean");
	mail_parse(a, raw, n, &m);
	is(m.text, "a\xef\xbf\xbd" "b\x1b\x01", "bad bytes are replaced, controls encoded");
	d.text = NULL;
	raw = compose(&d, &n, &err);
	mail_parse(a, raw, n, &m);
	is(m.text, "", "no text");
}

static void test_files(void)
{
	static const char binary[] = "line\nline2\r\n\0end\r";
	struct mail_file files[] = {
		{ "çağrı raporu – uzun bir dosya adı – ikinci bölüm, hepsi 2024.txt", NULL, binary,
		    sizeof binary },
		{ "سلام.pdf", NULL, "\1\2", 2 }, { "empty.bin", "bad type", "", 0 },
		{ "old.eml", "message/rfc822", "Subject: x\n\nbody\n", 17 },
	};
	struct mail_draft d = sample();
	struct err err = { 0 };
	struct mail m;
	size_t n, len;
	const char *data;
	char *raw;

	d.files = files;
	d.files_n = 4;
	raw = compose(&d, &n, &err);
	ok(raw && is_clean(raw, n), "with files: 7-bit clean");
	mail_parse(a, raw, n, &m);
	is_int((long long)m.attachments_n, 4, "four attachments");
	for (size_t i = 0; i < m.attachments_n; i++) {
		is(m.attachments[i].name, files[i].name, "name");
		is(m.attachments[i].sha256, mail_sha256_hex(a, files[i].data, files[i].len),
		    "bytes");
		ok(mail_part(a, raw, n, m.attachments[i].part, &data, &len, &err) == 0 &&
		    len == files[i].len && memcmp(data, files[i].data, len) == 0, "mail_part");
	}
	is(m.attachments[0].type, "text/plain", "type by name");
	is(m.attachments[1].type, "application/pdf", "type by name");
	is(m.attachments[2].type, "application/octet-stream", "an impossible type");
	is(m.attachments[3].type, "application/octet-stream", "an embedded mail travels as a file");
	ok(mail_part(a, raw, n, 99, &data, &len, &err) < 0 && err.class == ERR_NO, "no such part");
}

static void test_wrap(void)
{
	struct mail_draft d = sample();
	struct err err = { 0 };
	struct mail m;
	struct str longer = str_new(a);
	size_t n;
	char *raw;

	for (int i = 0; i < 60; i++)
		str_addf(&longer, "%skelime%d", i ? " " : "", i);
	d.text = arena_printf(
	    a, "%s\n> alıntı\n>> derin\n  girinti\nFrom x\n-- \nAli", str_end(&longer));
	d.flowed = true;
	raw = compose(&d, &n, &err);
	ok(is_clean(raw, n), "flowed: clean");
	mail_parse(a, raw, n, &m);
	is(m.text, d.text, "flowed text comes back unwrapped");
	d.flowed = false;
	raw = compose(&d, &n, &err);
	mail_parse(a, raw, n, &m);
	ok(strcspn(m.text, "\n") <= 76, "wrapped at 76");
	for (char *p = (char *)m.text; (p = strstr(p, "\nkelime")); )
		*p = ' ';
	is(m.text, d.text, "nothing but line ends is changed");
	memset(longer.s, 'x', longer.len);
	d.text = longer.s;
	raw = compose(&d, &n, &err);
	mail_parse(a, raw, n, &m);
	is(m.text, d.text, "a word longer than a line stays whole");
	d.text = arena_printf(a, "%02000d", 7);
	raw = compose(&d, &n, &err);
	ok(is_clean(raw, n), "a line of 2000 bytes is encoded");
}

static void test_headers(void)
{
	struct mail_draft d = sample();
	struct err err = { 0 };
	struct mail m;
	size_t n;
	char *raw;

	for (int i = 0; i < 50; i++)
		strv_add(&d.references, a,
		    arena_printf(a, "id-number-%d-of-a-long-thread@example.com", i));
	strv_add(&d.in_reply_to, a, "id-number-49-of-a-long-thread@example.com");
	strv_add(&d.in_reply_to, a, "bad id@x");
	strv_add(&d.headers, a, "Auto-Submitted: auto-replied");
	strv_add(&d.headers, a,
	    "X-Konu: çok uzun bir başlık satırı, katlanması ve kodlanması gereken, değil mi");
	raw = compose(&d, &n, &err);
	ok(raw && is_clean(raw, n), "headers: clean");
	mail_parse(a, raw, n, &m);
	is_int((long long)m.references.n, 20, "twenty references");
	is(m.references.v[0], "id-number-0-of-a-long-thread@example.com", "the first stays");
	is(m.references.v[1], "id-number-31-of-a-long-thread@example.com", "then the last ones");
	is(m.references.v[19], "id-number-49-of-a-long-thread@example.com", "to the end");
	is_int((long long)m.in_reply_to.n, 1, "an impossible id is left out");
	is(mail_header(a, raw, n, "Auto-Submitted"), "auto-replied", "further header");
	is(mail_header(a, raw, n, "X-Konu"), strchr(d.headers.v[1], ' ') + 1, "encoded header");
}

static void refuse(const struct mail_draft *d, const char *what)
{
	struct err err = { 0 };
	size_t n;

	ok(!compose(d, &n, &err) && err.class == ERR_DATA, what);
}

static void test_injection(void)
{
	static struct mailbox bad[] = { { "x\r\nBcc: y@z", "a@example.com" } };
	struct mail_file file = { "a\r\nX: y.txt", NULL, "", 0 };
	struct mail_draft d = sample();
	char *lines[] = { "X: a\nBcc: b@c", "Bcc: b@c", "no colon", "Bad Name: x", "From: b@c" };

	d.subject = "x\nBcc: y@z";
	refuse(&d, "LF in subject");
	d = sample();
	d.from.name = "x\ry";
	refuse(&d, "CR in a name");
	d = sample();
	d.to = (struct mailboxes){ bad, 1 };
	refuse(&d, "CRLF in a recipient's name");
	d = sample();
	d.from.address = "a@example.com\n";
	refuse(&d, "LF in an address");
	d.from.address = NULL;
	refuse(&d, "no sender");
	d = sample();
	d.message_id = "a>\r\nX: <b";
	refuse(&d, "CRLF in the id");
	d = sample();
	strv_add(&d.references, a, "a\r\nX: b");
	refuse(&d, "CRLF in references");
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		d = sample();
		d.headers = (struct strv){ &lines[i], 1 };
		refuse(&d, arena_printf(a, "further header %zu", i));
	}
	d = sample();
	d.files = &file;
	d.files_n = 1;
	refuse(&d, "CRLF in a file name");
	d = sample();
	d.subject = "\xff";
	refuse(&d, "not UTF-8");
	d = sample();
	d.from.address = "çağrı@example.com";
	refuse(&d, "a local part that needs SMTPUTF8");
}

int main(void)
{
	a = arena_new();
	test_round_trip();
	test_files();
	test_wrap();
	test_headers();
	test_injection();
	arena_free(a);
	return done();
}
