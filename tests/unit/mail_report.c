/* mail_report: automatic mail, lists, answering machines, feedback and bounces. */
#include "base/base.h"
#include "mail/mail.h"
#include "tap.h"

#define HEAD "From: Ann <ann@example.com>\nTo: desk@example.org\n"
#define DAEMON "From: MAILER-DAEMON@mx.example.com (Mail Delivery System)\nTo: desk@example.org\n"

/* ---- flags */

struct flag_case {
	const char *name, *raw;
	unsigned flags;
};

static const struct flag_case flag_cases[] = {
	{ "a person", HEAD "Subject: printer\n\nIt is broken.\n", 0 },
	{ "a person in Turkish", HEAD "Subject: Ofis =?utf-8?B?ZMSxxZ/EsW5kYQ==?= VPN yok\n\n"
	  "Yok.\n", 0 },
	{ "Auto-Submitted: no", HEAD "Auto-Submitted: no\nSubject: x\n\ny\n", 0 },
	{ "Auto-Submitted: auto-generated", HEAD "Auto-Submitted: auto-generated\nSubject: x\n\n"
	  "y\n",
	  MAIL_AUTO },
	{ "Auto-Submitted: auto-replied", HEAD "Auto-Submitted: auto-replied (vacation)\n\ny\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "Precedence: bulk", HEAD "Precedence: bulk\n\ny\n", MAIL_AUTO },
	{ "Precedence: list", HEAD "Precedence: list\n\ny\n", MAIL_LIST },
	{ "List-Id", HEAD "List-Id: <l.example.com>\n\ny\n", MAIL_LIST },
	{ "X-Auto-Response-Suppress", HEAD "X-Auto-Response-Suppress: OOF, AutoReply\n\ny\n",
	  MAIL_AUTO },
	{ "X-Auto-Response-Suppress: None", HEAD "X-Auto-Response-Suppress: None\n\ny\n", 0 },
	{ "X-Autoreply", HEAD "X-Autoreply: yes\n\ny\n", MAIL_AUTO | MAIL_VACATION },
	{ "Return-Path: <>", "Return-Path: <>\n" HEAD "\ny\n", MAIL_AUTO },
	{ "postmaster", "From: postmaster@example.com\nSubject: relay\n\nyour relay is open\n",
	  MAIL_AUTO },
	{ "postmaster writes about a bounce",
	  "From: postmaster@example.com\nSubject: mail to bob\n\n"
	  "Mail to bob@example.net could not be delivered: 550 user unknown. Why?\n", MAIL_AUTO },
	{ "a person writes about a bounce", HEAD "Subject: Undelivered Mail Returned to Sender\n\n"
	  "I got this, what is it?\n\n<bob@example.net>: 550 user unknown\n", 0 },
	{ "a forwarded bounce", HEAD "Subject: Fwd: Undelivered Mail Returned to Sender\n\n"
	"---------- Forwarded message ---------\n"
	  "From: Mail Delivery System <MAILER-DAEMON@example.com>\n"
	"Date: 3 Jan 2024\nSubject: Undelivered Mail Returned to Sender\nTo: <ann@example.com>\n"
	  "\n"
	  "<bob@example.net>: 550 user unknown\n", MAIL_FORWARD },
	{ "out of office", HEAD "Subject: Out of Office: printer\n\nI am away.\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "out of office, Turkish", HEAD
	  "Subject: =?utf-8?Q?Otomatik_yan=C4=B1t=3A_yaz=C4=B1c=C4=B1?=\n\nYokum.\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "out of office, Turkish, at the end",
	  HEAD "Subject: =?utf-8?Q?Ali_Veli_(Ofis_d=C4=B1=C5=9F=C4=B1nda)?=\n\nYokum.\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "out of office, Persian",
	  HEAD "Subject: =?utf-8?B?2b7Yp9iz2K4g2K7ZiNiv2qnYp9ixOiDahtin2b7ar9ix?=\n\nنیستم.\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "out of office, German", HEAD "Subject: Abwesenheitsnotiz: Drucker\n\nBin weg.\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "a vacation with a null sender is no bounce",
	  "Return-Path: <>\n" HEAD "Subject: Automatic reply: x\n\n"
	  "Your message could not be delivered to me today. Write to bob@example.net.\n",
	  MAIL_AUTO | MAIL_VACATION },
	{ "abuse report",
	HEAD "Subject: abuse\n"
	  "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
	"--b\n\nspam\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n"
	  "--b--\n",
	  MAIL_AUTO | MAIL_FEEDBACK },
	{ "read receipt",
	  HEAD "Subject: read\nContent-Type: multipart/report; boundary=b\n\n--b\n\nread\n--b\n"
	  "Content-Type: message/disposition-notification\n\nDisposition: x\n\n--b--\n",
	  MAIL_AUTO | MAIL_FEEDBACK },
	{ "delay, RFC 3464",
	DAEMON "Subject: Delayed Mail\nContent-Type: multipart/report; boundary=b\n\n--b\n\n"
	  "late\n--b\n"
	  "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n"
	  "Final-Recipient: rfc822; bob@example.net\nAction: delayed\nStatus: 4.4.1\n\n--b--\n",
	  MAIL_AUTO | MAIL_FEEDBACK },
	{ "success, RFC 3464",
	DAEMON "Subject: Delivery report\nContent-Type: multipart/report; boundary=b\n\n--b\n\n"
	  "ok\n--b\n"
	  "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n"
	  "Final-Recipient: rfc822; bob@example.net\nAction: delivered\nStatus: 2.0.0\n\n--b--\n",
	  MAIL_AUTO | MAIL_FEEDBACK },
	{ "delay, free form",
	  DAEMON "Subject: Warning: message 1abc delayed 24 hours\n\n"
	  "A message that you sent has not yet been delivered to:\n\n  bob@example.net\n\n"
	  "No action is required on your part. Delivery attempts will continue.\n",
	  MAIL_AUTO | MAIL_FEEDBACK },
};

static void check_flags(struct arena *a)
{
	struct mail m;
	size_t i;

	for (i = 0; i < sizeof(flag_cases) / sizeof(flag_cases[0]); i++) {
		arena_reset(a);
		mail_parse(a, flag_cases[i].raw, strlen(flag_cases[i].raw), &m);
		is_int(m.flags & ~(unsigned)MAIL_DAMAGED, flag_cases[i].flags, flag_cases[i].name);
		ok(!m.bounce, arena_printf(a, "%s: no bounce", flag_cases[i].name));
	}
}

/* ---- bounces */

struct bounce_case {
	const char *name, *raw;
	const char *recipients;         /* joined by blanks, "!" behind hard ones */
	const char *status, *id;
};

#define REPORT(fields, returned) DAEMON "Subject: Undelivered Mail Returned to Sender\n" \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
	"--b\nContent-Type: text/plain\n\nI'm sorry.\n\n--b\n" \
	"Content-Type: message/delivery-status\n\n" \
	"Reporting-MTA: dns; mx.example.com\n\n" fields "\n--b\n" returned "\n--b--\n"
#define RETURNED "Content-Type: message/rfc822\n\nFrom: desk@example.org\n" \
	"Message-ID: <one@example.org>\nSubject: x\n\nhi\n"
#define ONE(status, diagnostic) REPORT("Final-Recipient: rfc822; bob@example.net\nAction: failed\n" \
	"Status: " status "\nDiagnostic-Code: smtp; " diagnostic "\n", RETURNED)

static const struct bounce_case bounce_cases[] = {
	{ "no such user", ONE("5.1.1", "550 5.1.1 <bob@example.net>: user unknown"),
	  "bob@example.net!", "5.1.1", "one@example.org" },
	{ "no such user under another code", ONE("5.7.1", "550 5.7.1 No such user here"),
	  "bob@example.net!", "5.7.1", "one@example.org" },
	{ "spam under the code of a missing user", ONE("5.1.1", "550 5.1.1 rejected as spam"),
	  "bob@example.net", "5.1.1", "one@example.org" },
	{ "a host with spam in its name", ONE( "5.1.1",
	  "host spam.example.com said: 550 User unknown" ),
	  "bob@example.net!", "5.1.1", "one@example.org" },
	{ "full box", ONE( "5.2.2", "552 5.2.2 Over quota" ), "bob@example.net", "5.2.2",
	  "one@example.org" },
	{ "full box in Turkish", ONE("5.0.0", "550 Posta kutusu dolu"), "bob@example.net", "5.0.0",
	  "one@example.org" },
	{ "no such user in Turkish", ONE("5.0.0", "550 Kullanıcı bulunamadı"), "bob@example.net!",
	  "5.0.0", "one@example.org" },
	{ "no such user in Persian", ONE( "5.0.0", "550 کاربر یافت نشد" ), "bob@example.net!",
	  "5.0.0",
	  "one@example.org" },
	{ "too large", ONE("5.3.4", "552 message size exceeds limit"), "bob@example.net", "5.3.4",
	  "one@example.org" },
	{ "relay", ONE("5.7.1", "554 5.7.1 Relay access denied"), "bob@example.net", "5.7.1",
	  "one@example.org" },
	{ "our own domain is doubted",
	ONE( "5.1.8", "550 5.1.8 Sender address rejected: Domain not found" ), "bob@example.net",
	  "5.1.8",
	  "one@example.org" },
	{ "moved", ONE("5.1.6", "550 5.1.6 user has moved"), "bob@example.net!", "5.1.6",
	  "one@example.org" },
	{ "host takes no mail", ONE("5.1.10", "556 domain does not accept mail (nullMX)"),
	  "bob@example.net!", "5.1.10", "one@example.org" },
	{ "host not found", ONE("5.4.4", "Host or domain name not found. Host not found"),
	  "bob@example.net!", "5.4.4", "one@example.org" },
	{ "host not found for now", ONE("4.4.3", "Name service error: Host not found, try again"),
	  "bob@example.net", "4.4.3", "one@example.org" },
	{ "expired", ONE("4.4.7", "delivery time expired"), "bob@example.net", "4.4.7",
	  "one@example.org" },
	{ "Exchange Online's wording for an unknown user",
	ONE( "5.4.1", "550 5.4.1 Recipient address rejected: Access denied" ), "bob@example.net!",
	  "5.4.1",
	  "one@example.org" },
	{ "several recipients, one of them delayed",
	REPORT( "Original-Recipient: rfc822;bob@example.net\n"
	  "Final-Recipient: rfc822;b@in.example.net\n"
	"Action: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822;carl@example.net\n"
	  "Action: delayed\n"
	  "Status: 4.4.1\n\nFinal-Recipient: rfc822; <dora@example.net>\nAction: failed\n"
	  "Status: 5.2.2 (mailbox full)\n", "Content-Type: text/rfc822-headers\n\n"
	  "Message-ID: <two@example.org>\n"),
	  "bob@example.net! dora@example.net", "5.1.1", "two@example.org" },
	{ "groups without blank lines between them",
	  REPORT("Final-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.1.1\n"
	  "Final-Recipient: rfc822; carl@example.net\nAction: failed\nStatus: 5.1.1\n", RETURNED),
	  "bob@example.net! carl@example.net!", "5.1.1", "one@example.org" },
	{ "qmail",
	DAEMON "Subject: failure notice\n\n"
	  "Hi. This is the qmail-send program at mx.example.com.\n"
	  "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
	  "<bob@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
	"<carl@example.net>:\nmailbox is full\n\n--- Below this line is a copy of the message.\n"
	  "\n"
	"Return-Path: <desk@example.org>\nMessage-ID: <three@example.org>\n"
	  "To: dora@example.net\n",
	  "bob@example.net! carl@example.net", "5.1.1", "three@example.org" },
	{ "exim",
	DAEMON "X-Failed-Recipients: bob@example.net\n"
	  "Subject: Mail delivery failed: returning message to sender\n\n"
	  "A message that you sent could not be delivered to one or more of its\nrecipients. "
	"The following address(es) failed:\n\n  bob@example.net\n"
	  "    host mx.example.net [192.0.2.1]: 550 unknown user\n\n"
	  "------ This is a copy of the message, including all the headers. ------\n\n"
	  "Message-Id: <four@example.org>\n",
	  "bob@example.net!", NULL, "four@example.org" },
	{ "postfix of old",
	DAEMON "Subject: Undelivered Mail Returned to Sender\n\n"
	  "This is the Postfix program at host mx.\n\n"
	  "For further assistance, please contact <help@example.com>\n\n"
	"<b@in.example.net> (expanded from <bob@example.net>): host in.example.net said: " "550\n"
	  "    mailbox full\n",
	  "bob@example.net", NULL, NULL },
	{ "sendmail",
	  DAEMON "Subject: Returned mail: see transcript for details\n\n"
	  "   ----- The following addresses had permanent fatal errors -----\n<bob@example.net>\n"
	  "    (reason: 553 SPF fail)\n\n   ----- Transcript of session follows -----\n"
	  "550 5.1.1 bob@example.net... User unknown\n", "bob@example.net", NULL, NULL },
	{ "Domino",
	"From: Postmaster@example.net\nSubject: DELIVERY FAILURE: User bob not listed\n\n"
	  "Your message\n\n"
	  "  Subject: x\n\nwas not delivered to:\n\n  bob@example.net\n\nbecause:\n\n"
	"  User bob (bob@example.net) not listed in Domino Directory\n", "bob@example.net!", NULL,
	  NULL },
	{ "Exchange",
	"From: System Administrator <postmaster@example.net>\nSubject: Undeliverable: x\n\n"
	  "Your message\n\n"
	"  To:      dora@example.net\n  Subject: x\n\n"
	  "did not reach the following recipient(s):\n\n"
	"bob@example.net on Fri, 20 Jul 2001 11:08:59 -0700\n"
	  "    The recipient name is not recognized\n",
	  "bob@example.net!", NULL, NULL },
	{ "no reason given is soft",
	  DAEMON "Subject: Delivery failure\n\nDelivery to the following recipients failed.\n\n"
	  "   bob@example.net\n", "bob@example.net", NULL, NULL },
	{ "no recipient named",
	DAEMON "Subject: Returned mail: see transcript for details\n\n"
	  "<<< No Message Collected >>>\n", "",
	  NULL, NULL },
	{ "Turkish",
	DAEMON "Subject: =?utf-8?Q?=C4=B0leti_teslim_edilemedi?=\n"
	  "Content-Type: text/plain; charset=utf-8\n\n"
	"İletiniz şu alıcıya teslim edilemedi:\n\n  bob@example.net\n"
	  "  550 böyle bir kullanıcı yok\n",
	  "bob@example.net!", NULL, NULL },
};

static void check_bounces(struct arena *a)
{
	const struct bounce_case *c;
	struct mail m;
	size_t i, k;

	for (i = 0; i < sizeof(bounce_cases) / sizeof(bounce_cases[0]); i++) {
		struct str got = str_new(a);

		c = &bounce_cases[i];
		mail_parse(a, c->raw, strlen(c->raw), &m);
		if (!ok(m.bounce && (m.flags & MAIL_BOUNCE), c->name))
			continue;
		for (k = 0; k < m.bounce->n; k++)
			str_addf(&got, "%s%s%s", k ? " " : "", m.bounce->recipients[k].email,
			    m.bounce->recipients[k].hard ? "!" : "");
		is(str_end(&got), c->recipients, arena_printf(a, "%s: recipients", c->name));
		is(m.bounce->status, c->status, arena_printf(a, "%s: status", c->name));
		is(m.bounce->original_message_id, c->id, arena_printf(a, "%s: original", c->name));
	}
}

/* Thousands of recipients in a report are cut. */
static void check_bounds(struct arena *a)
{
	struct str raw = str_new(a);
	struct mail m;
	int i;

	str_add(&raw, DAEMON "Subject: failure notice\n\nunable to deliver to:\n\n");
	for (i = 0; i < 5000; i++)
		str_addf(&raw, "<user%d@example.net>:\nno such user\n", i);
	mail_parse(a, str_end(&raw), raw.len, &m);
	ok(m.bounce && m.bounce->n == 100, "at most 100 recipients are taken");
}

int main(void)
{
	struct arena *a = arena_new();

	check_flags(a);
	check_bounces(a);
	check_bounds(a);
	arena_free(a);
	return done();
}
