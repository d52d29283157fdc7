/* Address lists as headers and people write them. */
#include "mail/mail.h"
#include "tap.h"

static struct arena *a;

/* "name <address>|name <address>" with - for what is missing */
static char *flat(const struct mailboxes *list)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < list->n; i++)
		str_addf(&out, "%s%s <%s>", i ? "|" : "", list->v[i].name ? list->v[i].name : "-",
		    list->v[i].address ? list->v[i].address : "-");
	return str_end(&out);
}

static const struct {
	const char *header, *want;
} lists[] = {
    {"a@b.example", "- <a@b.example>"},
    {"<a@b.example>", "- <a@b.example>"},
    {"Ali Veli <a@B.Example>", "Ali Veli <a@b.example>"},
    {"\"Veli, Ali\" <a@b.example>, c@d.example", "Veli, Ali <a@b.example>|- <c@d.example>"},
    {"a@b.example (Ali Veli)", "Ali Veli <a@b.example>"},
    {"\"Ali \\\"Aga\\\" Veli\" <a@b.example>", "Ali \"Aga\" Veli <a@b.example>"},
    {"Ali (not Veli) <a@b.example>", "Ali <a@b.example>"},
    {"(only a comment) <a@b.example>", "only a comment <a@b.example>"},
    {"(a (nested) comment) a@b.example", "a (nested) comment <a@b.example>"},
    {"'a@b.example' <a@b.example>", "a@b.example <a@b.example>"},
    {"group: a@b.example, c@d.example; , e@f.example",
	"- <a@b.example>|- <c@d.example>|- <e@f.example>"},
    {"undisclosed-recipients:;", ""},
    {"\"quoted group\": A <a@b.example>;", "A <a@b.example>"},
    {"a@b.example; c@d.example", "- <a@b.example>|- <c@d.example>"},
    {", ,a@b.example,,", "- <a@b.example>"},
    {"<@relay,@other:a@b.example>", "- <a@b.example>"},
    {"a @ b.example", "- <a@b.example>"},
    {"< a@b.example >", "- <a@b.example>"},
    {"<a@b.example", "- <a@b.example>"},
    {"Ali <a@b.example>>", "Ali <a@b.example>"},
    {"<<a@b.example>>", "- <a@b.example>"},
    {"<a@b.example> <c@d.example>", "- <a@b.example>|- <c@d.example>"},
    {"Ali a@b.example", "Ali <a@b.example>"},
    {"a@b.example Ali", "Ali <a@b.example>"},
    {"mailto:a@b.example", "- <a@b.example>"},
    {"<mailto:a@b.example>", "- <a@b.example>"},
    {"\"Ali <a@b.example>", "Ali <a@b.example>"},
    {"Ali (open <a@b.example>", "Ali (open <a@b.example>"},
    {"MAILER-DAEMON (Mail Delivery System)", "MAILER-DAEMON <->"},
    {"Ali <a(his account)@b.example(his (own) host)>", "Ali <a@b.example>"},
    {"<a(open@b.example>", "- <a(open@b.example>"},
    {"Group(a): (b) Ali <a@b.example> (c); (the end)", "Ali <a@b.example>"},
    {"(only a comment)", ""},
    {"a@b  . example . com Ali", "Ali <a@b.example.com>"},
    {"a@b. example", "- <a@b.example>"},
    {"<a@b . example>", "- <a@b.example>"},
    {"<>", ""},
    {"", ""},
    {"\"john doe\"@b.example", "- <\"john doe\"@b.example>"},
    {"x@[192.0.2.1]", "- <x@[192.0.2.1]>"},
    {"=?utf-8?B?w4dhxJ9yxLE=?= <a@b.example>", "Çağrı <a@b.example>"},
    {"\"=?utf-8?B?w4dhxJ9yxLE=?=\" <a@b.example>", "Çağrı <a@b.example>"},
    {"=?utf-8?Q?Veli,_Ali?= <a@b.example>", "Veli, Ali <a@b.example>"},
    {"=?utf-8?Q?Veli=2C_Ali_=3Cx=40y=2Ez=3E?= <a@b.example>",
	"Veli, Ali <x@y.z> <a@b.example>"},
    {"=?utf-8?Q?\"Veli;?= <a@b.example>, c@d.example",
	"Veli; <a@b.example>|- <c@d.example>"},
    {"Çağrı Şen <a@b.example>", "Çağrı Şen <a@b.example>"},
    {"\xc7\x61\xf0r\xfd <a@b.example>", "Çağrı <a@b.example>"},
    {"علی رضایی <a@b.example>", "علی رضایی <a@b.example>"},
    {"çağrı@örnek.example", "- <çağrı@örnek.example>"},
    /* an encoded word never becomes an address */
    {"=?utf-8?Q?ali=40x.example?=", "=?utf-8?Q?ali=40x.example?= <->"},
    {"<=?utf-8?Q?ali=40x.example?=>", "- <=?utf-8?Q?ali=40x.example?=>"},
    {"=?utf-8?Q?ali?=@x.example", "- <=?utf-8?Q?ali?=@x.example>"},
    {"Ali <=?utf-8?Q?ali?=@x.example>", "Ali <=?utf-8?Q?ali?=@x.example>"},
    {"=?utf-8?Q?ali@x.example?=", "- <=?utf-8?Q?ali@x.example?=>"},
    {"ali=?utf-8?Q?=40?=x.example", "ali=?utf-8?Q?=40?=x.example <->"},
};

static void test_header(void)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		char *raw = arena_printf(a, "To: %s\n\nx\n", lists[i].header);
		struct mail m;

		mail_parse(a, raw, strlen(raw), &m);
		is(flat(&m.to), lists[i].want, arena_printf(a, "list %zu", i + 1));
	}
}

static void from(const char *header, const char *name, const char *address, const char *what)
{
	char *raw = arena_printf(a, "%s\nSubject: x\n\nx\n", header);
	struct mail m;

	mail_parse(a, raw, strlen(raw), &m);
	is(m.from.address, address, what);
	is(m.from.name, name, what);
}

static void test_from(void)
{
	from("From: A <a@b.example>\nSender: c@d.example", "A", "a@b.example", "From, not Sender");
	from("From: Bot, B <b@c.example>, d@e.example", "B", "b@c.example",
	    "the first real mailbox");
	from("From: undisclosed:;\nSender: C <c@d.example>", "C", "c@d.example",
	    "Sender, if From has none");
	from("Sender: C <c@d.example>", "C", "c@d.example", "Sender, if there is no From");
	from("From: MAILER-DAEMON", "MAILER-DAEMON", NULL, "a name alone");
	from("From: <>", NULL, NULL, "nobody");
	from("X-a: b", NULL, NULL, "no From");
	from("From: =?utf-8?Q?ali=40x.example?=", "=?utf-8?Q?ali=40x.example?=", NULL,
	    "an encoded address");
	from("From: a@b.example\nFrom: c@d.example", NULL, "a@b.example", "the first of two From");
}

static void test_typed(void)
{
	struct mailboxes list;
	struct err err = { 0 };
	static const char *const bad[] = {
	    "ali",
	    "a@b.example, veli",
	    "a@@b.example",
	    "a@b.example\r\nBcc: c@d.example",
	    "a b@",
	    "=?utf-8?Q?ali=40x.example?=",
	    "-x@b.example",
	    "a@b..example",
	    "a@b.example c@d.example",
	};

	ok(mail_addresses(a, "Ali Çağ <a@b.example>, c@d.example", &list, &err) == 0,
	    "two are taken");
	is(flat(&list), "Ali Çağ <a@b.example>|- <c@d.example>", "as typed");
	ok(mail_addresses(a, "", &list, &err) == 0 && list.n == 0, "none is no error");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err_clear(&err);
		ok(mail_addresses(a, bad[i], &list, &err) < 0 && err.class == ERR_DATA && *err.text,
		    arena_printf(a, "refused %zu", i + 1));
	}
}

int main(void)
{
	a = arena_new();
	test_header();
	test_from();
	test_typed();
	arena_free(a);
	return done();
}
