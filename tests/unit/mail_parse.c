/* mail_parse: ordinary mail as mail programs write it, in several languages. */
#include "mail/mail.h"
#include "tap.h"

static struct arena *a;

static struct mail parse(const char *raw)
{
	struct mail m;

	mail_parse(a, raw, strlen(raw), &m);
	return m;
}

static void test_plain(void)
{
	struct mail m = parse(
	    "From: =?utf-8?B?w4dhxJ9yxLE=?= <Cagri@EXAMPLE.com>\r\n"
	    "To: Destek <destek@example.com>, \"Soyad, Ad\" <b@example.com>\r\n"
	    "Cc: grup: c@example.com, d@example.com;\r\n"
	    "Reply-To: r@example.com\r\n"
	    "Delivered-To: x@example.com\r\nX-Original-To: y@example.com\r\n"
	    "Subject: =?utf-8?Q?Fatura_?=\r\n =?utf-8?Q?sorusu?=\r\n"
	    "Date: Fri, 20 Nov 2026 10:00:00 +0300\r\n"
	    "Message-ID: <m1@example.com>\r\n"
	    "In-Reply-To: <p1@example.com>\r\n"
	    "References: <r1@example.com>\r\n <r2@example.com>\r\n"
	    "Authentication-Results: mx.example.com; spf=pass\r\n"
	    "Authentication-Results: evil; spf=pass\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
	    "Merhaba,\r\n\r\nİyi günler.\r\n\r\n");

	is(m.from.name, "Çağrı", "name of the sender");
	is(m.from.address, "Cagri@example.com", "address, host in lower case");
	is_int((long long)m.to.n, 2, "two recipients");
	is(m.to.v[1].name, "Soyad, Ad", "quoted name");
	is_int((long long)m.cc.n, 2, "members of a group");
	is(m.cc.v[1].address, "d@example.com", "second member");
	is(m.reply_to.v[0].address, "r@example.com", "Reply-To");
	is(m.delivered.v[0], "x@example.com", "Delivered-To");
	is(m.delivered.v[1], "y@example.com", "X-Original-To");
	is(m.subject, "Fatura sorusu", "subject");
	is_int(m.date, 1795158000, "date");
	is(m.message_id, "m1@example.com", "id");
	is(m.in_reply_to.v[0], "p1@example.com", "In-Reply-To");
	is(m.references.v[1], "r2@example.com", "References");
	is(m.auth_results.v[0], "mx.example.com; spf=pass",
	    "the topmost authentication result first");
	is(m.text, "Merhaba,\n\nİyi günler.", "text");
	is_int((long long)m.attachments_n, 0, "no attachments");
	is_int(m.flags, 0, "nothing was repaired");
}

static void test_multipart(void)
{
	static const char raw[] =
	    "From: a@example.com\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=\"b 1\"\n\n"
	    "preface\n--b 1\nContent-Type: multipart/alternative; boundary=b2\n\n"
	    "--b2\nContent-Type: text/plain\n\nplain\n"
	    "--b2\nContent-Type: text/html\n\n<p>html</p>\n--b2--\n\n"
	    "--b 1\nContent-Type: image/png; name=\"resim.png\"\nContent-Transfer-Encoding: "
	    "base64\n"
	    "Content-ID: <c1@x>\n\nAAEC\n"
	    "--b 1\nContent-Type: message/rfc822\n\nFrom: x@y.example\nSubject: inner\n\ninner "
	    "text\n"
	    "--b 1\nContent-Type: text/plain\n\nfooter\n"
	    "--b 1\nContent-Type: text/plain\nContent-Disposition: attachment; "
	    "filename=log.txt\n\nlog\n"
	    "--b 1--\nepilogue\n";
	struct mail m = parse(raw);
	struct err err = { 0 };
	const char *data;
	size_t len;

	is(m.text, "plain\n\nfooter", "the parts of the text");
	is_int((long long)m.attachments_n, 3, "attachments");
	is(m.attachments[0].name, "resim.png", "name");
	is(m.attachments[0].type, "image/png", "type");
	is(m.attachments[0].cid, "c1@x", "content id");
	is_int(m.attachments[0].size, 3, "size");
	is(m.attachments[0].sha256, mail_sha256_hex(a, "\0\1\2", 3), "sha256");
	is(m.attachments[1].type, "message/rfc822", "an embedded mail");
	is(m.attachments[1].sha256,
	    mail_sha256_hex(a, "From: x@y.example\nSubject: inner\n\ninner text", 44),
	    "its raw bytes");
	is(m.attachments[2].name, "log.txt", "a text that is a file");
	ok(mail_part(a, raw, strlen(raw), m.attachments[2].part, &data, &len, &err) == 0 &&
		len == 3 && memcmp(data, "log", 3) == 0,
	    "mail_part gives its bytes");
	ok(mail_part(a, raw, strlen(raw), 1, &data, &len, &err) < 0 && err.class == ERR_NO,
	    "the multipart itself is no attachment");
}

static void test_hash(void)
{
	struct mail x = parse("From: a@b.example\nSubject: s\nX-Other: 1\n\nbody\nline\n");
	struct mail y =
	    parse("Received: z\r\nFrom: a@b.example\r\nSubject:\r\n s\r\n\r\nbody\r\nline\r\n\r\n");
	struct mail z = parse("From: a@b.example\nSubject: s\n\nbody\nlinE\n");
	struct mail w = parse("From: a@b.example\nTo: s\n\nbody\nline\n");

	ok(memcmp(x.hash, y.hash, 32) == 0, "line ends, folding and other fields do not matter");
	ok(memcmp(x.hash, z.hash, 32) != 0, "the body does");
	ok(memcmp(x.hash, w.hash, 32) != 0, "the name of the field does");
}

int main(void)
{
	a = arena_new();
	test_plain();
	test_multipart();
	test_hash();
	arena_free(a);
	return done();
}
