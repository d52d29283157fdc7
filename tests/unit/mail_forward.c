/* mail_find_forwarded: mail that forwards another one in its text, and replies that do not. */
#include "base/base.h"
#include "mail/mail.h"
#include "tap.h"

struct forward_case {
	const char *name, *subject, *text;
	/* what is expected; from NULL: no forward */
	const char *from, *from_name, *to, *cc, *forwarded_subject, *date;
};

static const struct forward_case cases[] = {
	{ "Gmail", "Fwd: Invoice",
	"Please check.\n\n---------- Forwarded message ---------\n"
	  "From: Ann Smith <ann@Example.COM>\n"
	"Date: Mon, Dec 15, 2024 at 3:00 PM\nSubject: Invoice\n"
	  "To: Team <team@example.com>, <b@example.com>\n"
	  "Cc: Carl <carl@example.com>\n\nHello\n",
	"ann@example.com", "Ann Smith", "team@example.com b@example.com", "carl@example.com",
	  "Invoice",
	  "Mon, Dec 15, 2024 at 3:00 PM" },
	{ "Gmail, a bold name and no comment", "Fwd: x",
	"---------- Forwarded message ----------\nFrom: *Ann* <ann@example.com>\n"
	  "Date: 3 Jan 2024\n"
	  "Subject: x\nTo: bob@example.com\n\nHello\n",
	  "ann@example.com", "Ann", "bob@example.com", NULL, "x", "3 Jan 2024" },
	{ "Gmail in Turkish", "Fwd: Fatura",
	"Bilginize\n\n---------- Forwarded message ---------\n"
	  "Kimden: Ayşe Yılmaz <ayse@example.com>\n"
	  "Date: 3 Oca 2024 Çar, 10:12\nSubject: Fatura\nTo: <destek@example.com>\n\nMerhaba\n",
	"ayse@example.com", "Ayşe Yılmaz", "destek@example.com", NULL, "Fatura",
	  "3 Oca 2024 Çar, 10:12" },
	{ "Turkish separators", "Fwd: Fatura",
	"-------- İletilen İleti --------\nKonu: \tFatura\nTarih: \t3 Ocak 2024\n"
	  "Kimden: \tAyşe <ayse@example.com>\n"
	  "Kime: \tdestek@example.com\nBilgi: \tali@example.com\n\nMerhaba\n",
	"ayse@example.com", "Ayşe", "destek@example.com", "ali@example.com", "Fatura", "3 Ocak 2024"
	  },
	{ "Turkish, Yönlendirilen mesaj", "",
	"---------- Yönlendirilen mesaj ---------\nGönderen: ayse@example.com\nTarih: 3.1.2024\n"
	  "Konu: Yazıcı\n\nBozuk\n",
	  "ayse@example.com", NULL, NULL, NULL, "Yazıcı", "3.1.2024" },
	{ "Turkish Outlook", "İLT: Yazıcı",
	"Bakar mısınız?\n\nKimden: Ayşe Yılmaz [mailto:ayse@example.com]\n"
	  "Gönderilme: 3 Ocak 2024 Çarşamba 10:12\n"
	  "Kime: Ali Veli; Can <can@example.com>\nKonu: Yazıcı\n\nBozuk\n",
	"ayse@example.com", "Ayşe Yılmaz", "- can@example.com", NULL, "Yazıcı",
	  "3 Ocak 2024 Çarşamba 10:12" },
	{ "Persian", "ارجاع: چاپگر",
	"لطفاً بررسی کنید\n\n---------- پیام هدایت شده ---------\nاز: علی <ali@example.com>\n"
	  "تاریخ: ۱۴۰۲/۱۰/۱۳\n"
	  "موضوع: چاپگر\nبه: destek@example.com\n\nسلام\n",
	  "ali@example.com", "علی", "destek@example.com", NULL, "چاپگر", "۱۴۰۲/۱۰/۱۳" },
	{ "Persian Outlook", "ارجاع: چاپگر",
	"از: علی <ali@example.com>\nارسال شده: چهارشنبه ۳ ژانویه\nبه: destek@example.com\n"
	  "موضوع: چاپگر\n\nسلام\n",
	  "ali@example.com", "علی", "destek@example.com", NULL, "چاپگر", "چهارشنبه ۳ ژانویه" },
	{ "Apple Mail, quoted block", "Fwd: Hello",
	"Begin forwarded message:\n\n> From: Ann <ann@example.com>\n> Subject: Hello\n"
	  "> Date: 3 January 2024 at 10:12:00 CET\n"
	  "> To: bob@example.com\n> \n> Hi Bob\n",
	"ann@example.com", "Ann", "bob@example.com", NULL, "Hello", "3 January 2024 at 10:12:00 CET"
	  },
	{ "Apple Mail in German", "WG: Hallo",
	"z.K.\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: Ann <ann@example.com>\n"
	  "Betreff: Hallo\n"
	  "Datum: 3. Januar 2024\nAn: bob@example.com\n\nHallo Bob\n",
	  "ann@example.com", "Ann", "bob@example.com", NULL, "Hallo", "3. Januar 2024" },
	{ "Thunderbird", "Fwd: Hello",
	"-------- Forwarded Message --------\nSubject: \tHello\n"
	  "Date: \tWed, 3 Jan 2024 10:12:00 +0100\n"
	  "From: \tAnn <ann@example.com>\nTo: \tbob@example.com\nCC: \tcarl@example.com\n\nHi\n",
	"ann@example.com", "Ann", "bob@example.com", "carl@example.com", "Hello",
	  "Wed, 3 Jan 2024 10:12:00 +0100" },
	{ "Yahoo", "Fw: Hello",
	"----- Forwarded Message -----\nFrom: \"Ann\" <ann@example.com>\n"
	  "To: \"bob@example.com\" <bob@example.com>\n"
	  "Sent: Wed, 3 Jan 2024\nSubject: Hello\n\nHi\n",
	  "ann@example.com", "Ann", "bob@example.com", NULL, "Hello", "Wed, 3 Jan 2024" },
	{ "Outlook by its subject", "FW: Hello",
	  "fyi\n\nFrom: Smith, Ann <ann@example.com>\nSent: Wednesday, January 3, 2024 10:12 AM\n"
	  "To: Doe, Bob <bob@example.com>; Carl <carl@example.com>\nSubject: Hello\n\nHi\n",
	  "ann@example.com", "Smith, Ann", "bob@example.com carl@example.com", NULL, "Hello",
	  "Wednesday, January 3, 2024 10:12 AM" },
	{ "Outlook, nothing else in the mail", "Hello",
	"\nFrom: Ann <ann@example.com>\nSent: Wednesday, January 3, 2024 10:12 AM\n"
	  "To: bob@example.com\nSubject: Hello\n\nHi\n",
	"ann@example.com", "Ann", "bob@example.com", NULL, "Hello",
	  "Wednesday, January 3, 2024 10:12 AM" },
	{ "Outlook on a phone, only its signature above", "Hello",
	"Get Outlook for iOS<https://aka.ms/x>\n________________________________\n"
	  "From: Ann <ann@example.com>\n"
	  "Sent: Wednesday, January 3, 2024\nTo: bob@example.com\nSubject: Hello\n\nHi\n",
	"ann@example.com", "Ann", "bob@example.com", NULL, "Hello", "Wednesday, January 3, 2024" },
	{ "old Outlook, original message and WG", "[EXTERNAL] WG: Hallo",
	"-----Ursprüngliche Nachricht-----\nVon: Ann\nGesendet: Mittwoch\nAn: Bob\n"
	  "Betreff: Hallo\n\nHi\n",
	  "-", "Ann", "-", NULL, "Hallo", "Mittwoch" },
	{ "mutt", "Fwd: x",
	"----- Forwarded message from Ann <ann@example.com> -----\n\nDate: Wed, 3 Jan 2024\n"
	  "From: Ann <ann@example.com>\n"
	  "To: bob@example.com\nSubject: x\n\nHi\n\n----- End forwarded message -----\n",
	  "ann@example.com", "Ann", "bob@example.com", NULL, "x", "Wed, 3 Jan 2024" },
	{ "Yandex, a line instead of a header", "Fwd: x",
	"-------- Пересылаемое сообщение --------\n"
	  "03.01.2024, 10:12, \"Ann\" <ann@example.com>:\n\nПривет\n",
	  "ann@example.com", "Ann", NULL, NULL, NULL, "03.01.2024, 10:12" },
	{ "one header line wrapped", "Fwd: x",
	"---------- Forwarded message ---------\nFrom: Ann\n<ann@example.com>\n"
	  "Date: 3 Jan 2024\nSubject: a subject\n"
	  "that is wrapped\nTo: bob@example.com\n\nHi\n",
	"ann@example.com", "Ann", "bob@example.com", NULL, "a subject that is wrapped", "3 Jan 2024"
	  },

	{ "a reply with a block", "RE: Hello",
	"Thanks.\n\nFrom: Ann <ann@example.com>\nSent: Wednesday, January 3, 2024\n"
	  "To: bob@example.com\nSubject: Hello\n\nHi\n", NULL,
	  NULL, NULL, NULL, NULL, NULL },
	{ "a reply without a word above the block", "YNT: Yazıcı",
	"Kimden: Ayşe <ayse@example.com>\nTarih: 3.1.2024\nKime: ali@example.com\nKonu: Yazıcı\n"
	  "\nMerhaba\n", NULL,
	  NULL, NULL, NULL, NULL, NULL },
	{ "a reply to a forwarded mail", "Re: Fwd: Hello",
	  "Thanks.\n\nOn Wed, 3 Jan 2024 at 10:12, Bob <bob@example.com> wrote:\n\n"
	"> ---------- Forwarded message ---------\n> From: Ann <ann@example.com>\n"
	  "> Date: 3 Jan\n> Subject: Hello\n", NULL,
	  NULL, NULL, NULL, NULL, NULL },
	{ "a reply to a forwarded mail, unmarked", "RE: FW: Hello",
	"Thanks.\n\nFrom: Bob <bob@example.com>\nSent: Wednesday, January 3, 2024\nTo: Ann\n"
	  "Subject: FW: Hello\n\n"
	"---------- Forwarded message ---------\nFrom: Ann <ann@example.com>\nDate: 3 Jan\n"
	  "Subject: Hello\n\nHi\n", NULL,
	  NULL, NULL, NULL, NULL, NULL },
	{ "a reply without a prefix", "Hello",
	"Thanks.\n\nFrom: Ann <ann@example.com>\nSent: Wednesday, January 3, 2024\n"
	  "To: bob@example.com\nSubject: Hello\n\nHi\n", NULL,
	  NULL, NULL, NULL, NULL, NULL },
	{ "plain text", "Fwd: nothing", "Hello\n", NULL, NULL, NULL, NULL, NULL, NULL },
	{ "talk about it", "x", "I got a forwarded message from Ann.\n"
	  "Begin forwarded message handling.\n", NULL, NULL, NULL, NULL, NULL, NULL },
	{ "empty", NULL, "", NULL, NULL, NULL, NULL, NULL, NULL },
};

/* Addresses joined by blanks, "-" where one has only a name; NULL for an empty list. */
static const char *addresses(struct arena *a, const struct mailboxes *list)
{
	struct str out = str_new(a);
	size_t i;

	for (i = 0; i < list->n; i++)
		str_addf(&out, "%s%s", i ? " " : "", list->v[i].address ? list->v[i].address : "-");
	return list->n ? str_end(&out) : NULL;
}

static void check(struct arena *a, const struct forward_case *c)
{
	struct forwarded f;
	bool found = mail_find_forwarded(a, c->text, c->subject, &f);

	ok(found == (c->from != NULL), c->name);
	if (!found)
		return;
	is(f.from.address ? f.from.address : "-", c->from, arena_printf(a, "%s: from", c->name));
	is(f.from.name, c->from_name, arena_printf(a, "%s: name", c->name));
	is(addresses(a, &f.to), c->to, arena_printf(a, "%s: to", c->name));
	is(addresses(a, &f.cc), c->cc, arena_printf(a, "%s: cc", c->name));
	is(f.subject, c->forwarded_subject, arena_printf(a, "%s: subject", c->name));
	is(f.date, c->date, arena_printf(a, "%s: date", c->name));
}

int main(void)
{
	struct arena *a = arena_new();
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		arena_reset(a);
		check(a, &cases[i]);
	}
	arena_free(a);
	return done();
}
