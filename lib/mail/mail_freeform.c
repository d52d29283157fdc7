/*
 * Delivery reports that are no RFC 3464: qmail, exim, sendmail, postfix of old, Exchange,
 * Domino, GroupWise, AOL, Yahoo and many gateways, read by what they have in common: words
 * of failure, the failed address at the front of a line or behind such words, then the
 * reason, then a copy of the mail.
 */
#include "mail/mail_bounce.h"

#include <string.h>

#define LINE_MAX_BYTES 1000
#define ADDRESSES_PER_LINE 10

static const char *const subjects[] = { "undeliverable", "undelivered", "undelivered mail",
	"returned mail", "mail returned", "failure notice", "delivery failure", "delivery failed",
	"mail delivery failed", "delivery has failed", "failure delivery", "failed mail",
	"mail failed", "mail failure", "delivery status notification", "delivery notification",
	"delivery report", "delivery problem", "mail error", "mail system error",
	"processing error", "could not be delivered", "couldn't be delivered",
	"cannot be delivered", "not delivered", "unable to deliver", "non-delivery", "nondelivery",
	"non delivery", "delivery error", "delivery warning", "error during delivery",
	"user unknown", "nondeliverable", "non-deliverable", "blocked by", "iletilemedi",
	"iletilemeyen", "teslim edilemedi", "teslim edilemeyen", "teslim hatası", "gönderilemedi",
	"تحویل داده نشد", "تحویل نشد", "تحویل ناموفق", "ارسال نشد", "ارسال ناموفق", "تعذر التسليم",
	"unzustellbar", "nicht zustellbar", "unzustellbare", "zustellung fehlgeschlagen",
	"non remis", "non distribuable", "échec de la remise", "échec de remise",
	"no se puede entregar", "no entregado", "devuelto", "mancato recapito", "mancata consegna",
	"impossibile recapitare", "não entregue", "falha na entrega", "niet bezorgd",
	"onbestelbaar", "kan ikke leveres", "kunde inte levereras", "недоставленное",
	"не доставлено", "niedostarczalne", "nie dostarczono", "无法投递", "退信", "退信通知",
	"配信不能", "배달 실패", NULL };

static const char *const failures[] = { "could not be delivered", "could not be sent",
	"couldn't be delivered", "cannot be delivered", "can not be delivered", "could not deliver",
	"can't deliver", "wasn't delivered", "was not delivered", "not been delivered",
	"not delivered", "not be delivered", "unable to deliver", "wasn't able to deliver",
	"was unable to deliver", "not able to deliver", "was not able to", "undeliverable",
	"undelivered", "non-deliverable", "delivery failed", "delivery has failed",
	"delivery failure", "delivery to the following", "delevery to the following",
	"failed to deliver", "failed recipients", "failed recipient", "failed addresses",
	"fatal errors", "permanent error", "permanent fatal errors", "did not reach",
	"could not be reached", "not receive your message", "did not receive", "delivery problem",
	"delivery problems", "does not like recipient", "problem with the e-mail address",
	"has been returned", "being returned", "unknown user", "user unknown",
	"invalid final delivery", "exceeds allowed size", "mailbox is full",
	"did not exactly match", "encountered an error", "error-for", "not a valid user",
	"address(es) failed", "addresses failed", "no such user", "iletilemedi", "teslim edilemedi",
	"gönderilemedi", "تحویل داده نشد", "ارسال نشد", "nicht zugestellt", "konnte nicht",
	"n'a pas pu être", "n'a pas été remis", "no pudo ser entregado", "non è stato possibile",
	"não pôde ser", "niet worden bezorgd", "не может быть доставлено", "не доставлено", NULL };

static const char *const delays[] = {
	"not yet been delivered", "warning message only", "a warning only", "just a warning",
	"you do not need to resend", "attempts will continue", "attempts will be made",
	"attempts will continue to be made", "continue to try", "continue to attempt",
	"still being retried", "message delayed", "delivery delayed", "delayed mail",
	"mail delayed", "has been delayed", "is delayed", "will be retried", "advisory-only",
	"has been postponed", "notification (delay)", "delivery is delayed",
	"henüz teslim edilemedi", "teslimat gecikti", "verzögert", "wurde verzögert", NULL
};

/* A line that says that the copy of the mail begins. */
static const char *const copies[] = {
	"copy of the message", "copy of your message", "copy of the first part",
	"copy of the mail", "original message follows", "original message below",
	"original message as received", "original message headers", "original message header",
	"original message attached", "headers of the original", "header of the original",
	"returned message follows", "returned mail follows", "message header follows",
	"message headers follow", "header of the message follows", "message text follows",
	"unsent message below", "message follows", "old message", "message reads (in part)",
	"start of returned message", "lines of your original", "lines of the message",
	"header of the source mail", "summary of the undelivered message", "mensaje original",
	"returned mail", "the original message is", "copy of the message header", NULL
};

/* Stands right before a failed address. */
static const char *const leads[] = {
	"unknown user", "no such user", "undeliverable to", "deliver to", "delivered to",
	"attempts", "userid", "exceeds allowed size", "failed recipient", "undeliverable address",
	"intended recipient", "message to", "addressed to", "was addressed", "addressed",
	"error-for", "violation for", "following recipient", "following recipients", "recipient",
	"recipient(s)", "recipients", "sent mail to", "email to", "delivery to",
	"mailbox is full", "local mailbox", "dda:smtp", "gateway for", "address", "addresses",
	"not reach", "failed address", "user", "account", "alıcı", "alıcıya",
	"گیرنده", "به نشانی", NULL
};

/* The address before was only where this one led to. */
static const char *const origins[] = {
	"expanded from", "generated from", "originally addressed to", "forwarded from", NULL
};

/* An address behind these words is somebody to write to, or the sender. */
static const char *const contacts[] = {
	"contact", "assistance", "questions", "reply to", "postmaster", "send mail to",
	"send email to", "send e-mail to", "report errors", "for help", "for more information",
	"further information", "mail from", "from", "sender", "sent by", "return-path",
	"error reports", "please write", "please email", "please e-mail", "call",
	"forward the original mail to", "on behalf of", NULL
};

/* ---- the report and the copy below it */

static bool begins_copy(struct text_line *line)
{
	const char *norm = line_norm(line), *s = norm + strspn(norm, "> ");

	if (str_starts(s, "received: ") || str_starts(s, "return-path: ") ||
	    str_starts(s, "content-type: message/rfc822"))
		return true;
	s += strspn(s, "-=*|_ ");
	if (str_starts(s, "original message") && s != norm &&
	    s[16 + strspn(s + 16, "-=*|_ :")] == '\0')
		return true;
	return !line->cut && strlen(s) < 120 && phrase_any(copies, s) && !phrase_any(failures, s);
}

struct free_form free_form_read(struct arena *a, const char *text)
{
	struct free_form f = { .arena = a, .lines = text_split(a, text) };

	while (f.end < f.lines.n && f.end < BOUNCE_LINES_MAX && !begins_copy(&f.lines.v[f.end]))
		f.end++;
	return f;
}

/* ---- what kind of report */

bool free_form_subject(struct arena *a, const char *subject)
{
	return subject &&
	    phrase_any(subjects, text_norm(a, subject, strnlen(subject, LINE_MAX_BYTES)));
}

/* A phrase may be wrapped: each line is looked at together with the next. */
static bool report_says(const struct free_form *f, const char *const *table)
{
	size_t i;
	const char *both;

	for (i = 0; i < f->end; i++) {
		both = arena_printf(f->arena, "%s %s", line_norm(&f->lines.v[i]),
		    i + 1 < f->end ? line_norm(&f->lines.v[i + 1]) : "");
		if (phrase_any(table, both))
			return true;
	}
	return false;
}

/* qmail and those who write like it: "<a@b>:" on a line of its own. */
static bool names_recipient(struct text_line *line)
{
	const char *norm = line_norm(line);

	return norm[0] == '<' && str_ends(norm, ">:") && text_has_address(norm);
}

bool free_form_fails(const struct free_form *f)
{
	size_t i;

	for (i = 0; i < f->end; i++)
		if (names_recipient(&f->lines.v[i]))
			return true;
	return report_says(f, failures);
}

bool free_form_delays(const struct free_form *f, const char *subject)
{
	return (subject && phrase_any(delays, text_norm(f->arena, subject,
	    strnlen(subject, LINE_MAX_BYTES)))) || report_says(f, delays);
}

/* ---- recipients */

struct scan {
	const struct free_form *f;
	const struct mail *m;
	struct bounce *b;
	size_t line[BOUNCE_RECIPIENTS_MAX];     /* where each recipient was found */
	struct strv aliases;                    /* where mail to a recipient was led to */
	size_t at;                              /* the line at hand */
};

static bool is_one_of(const struct mailboxes *list, const char *address)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (str_ieq(list->v[i].address, address))
			return true;
	return false;
}

/* Our own address, the reporter's, and those of the people behind the servers. */
static bool never_failed(const struct mail *m, const char *address)
{
	return is_one_of(&m->to, address) || is_one_of(&m->from_all, address) ||
	    str_istarts(address, "postmaster@") || str_istarts(address, "mailer-daemon@");
}

static bool ends_with_any(const char *const *raw, const char *norm)
{
	const char *const *p;
	size_t n = strlen(norm), k;

	while (n > 0 && strchr(" <>'\"(:=,*[", norm[n - 1]))
		n--;
	for (p = phrase_table(raw); *p; p++) {
		k = strlen(*p);
		if (k <= n && strncmp(norm + n - k, *p, k) == 0 &&
		    (n == k || strchr(" (;", norm[n - k - 1])))
			return true;
	}
	return false;
}

/* Does the text above ask to write to whom this line begins with, or name the sender? */
static bool asked_above(const struct scan *s)
{
	const char *above;
	size_t i = s->at, n;

	while (i > 0 && s->f->lines.v[i - 1].blank)
		i--;
	above = i > 0 ? line_norm(&s->f->lines.v[i - 1]) : "";
	n = strlen(above);
	return n > 0 && !strchr(".:!", above[n - 1]) && phrase_any(contacts, above);
}

/* The rest of a line that begins with a failed address. */
static bool fits_behind(const struct scan *s, const char *rest)
{
	rest += strspn(rest, ">\"') \t*");
	return !*rest || strchr(":.;,(-[<", *rest) || str_starts(rest, "on ") ||
	    reason_given(s->f->arena, rest);
}

/* Is the address, which stands between before and rest on its line, a failed one? */
static bool is_failed(const struct scan *s, const char *before, const char *rest, const char *line)
{
	char *norm = text_norm(s->f->arena, before, strlen(before));

	if (before[strspn(before, " \t<>*-\"'([")] == '\0')
		return fits_behind(s, rest) && !asked_above(s);
	if (phrase_any(contacts, norm))
		return false;
	return ends_with_any(leads, norm) || reason_given(s->f->arena, line);
}

static void add(struct scan *s, const char *address)
{
	size_t i = s->b->n, k;

	for (k = 0; k < s->aliases.n; k++)
		if (str_ieq(s->aliases.v[k], address))
			return;
	if (bounce_add(s->f->arena, s->b, address))
		s->line[i] = s->at;
}

/* "zzz@shaft.example (expanded from: zzz@example.com)": the second is whom we wrote to. */
static bool replaces(struct scan *s, const char *before, const char *address)
{
	char *norm = text_norm(s->f->arena, before, strlen(before));
	struct bounce *b = s->b;

	if (!ends_with_any(origins, norm))
		return false;
	if (b->n > 0 && s->line[b->n - 1] + 2 >= s->at) {
		strv_add(&s->aliases, s->f->arena, b->recipients[b->n - 1].email);
		b->recipients[b->n - 1].email = address;
	} else {
		add(s, address);
	}
	return true;
}

static void scan_line(struct scan *s)
{
	const struct text_line *line = &s->f->lines.v[s->at];
	struct arena *a = s->f->arena;
	const char *copy, *at, *from, *address, *before;
	int n = 0;

	copy = arena_strndup(a, line->s, line->len < LINE_MAX_BYTES ? line->len : LINE_MAX_BYTES);
	for (at = strchr(copy, '@'); at && n < ADDRESSES_PER_LINE; at = strchr(at + 1, '@'), n++) {
		address = text_address(a, copy, at, &from);
		if (!address || never_failed(s->m, address))
			continue;
		before = arena_strndup(a, copy, (size_t)(from - copy));
		if (replaces(s, before, address))
			continue;
		if (is_failed(s, before, at + strcspn(at, " \t<>\"'(),;:"), copy))
			add(s, address);
	}
}

/* AOL names its users without a host, one a line behind a TAB. */
static void scan_aol(struct scan *s)
{
	struct text_line *line = &s->f->lines.v[s->at];
	const char *norm = line_norm(line), *from = s->m->from.address;
	const char *host = from ? strrchr(from, '@') : NULL;

	if (str_ieq(host, "@aol.com") && line->len > 1 && line->s[0] == '\t' &&
	    strcspn(norm, " @<>:") == strlen(norm))
		add(s, arena_printf(s->f->arena, "%s%s", norm, host));
}

/* The recipient of a summary of the mail, for reports that say nothing else. */
static void scan_summary(struct scan *s)
{
	const struct text_line *line = &s->f->lines.v[s->at];
	const char *at = memchr(line->s, '@', line->len), *from;
	char *copy, *address;

	if (line->head != HEAD_TO || !at)
		return;
	copy = arena_strndup(s->f->arena, line->s, line->len);
	address = text_address(s->f->arena, copy, copy + (at - line->s), &from);
	if (address && !never_failed(s->m, address))
		add(s, address);
}

static void scan_subject(struct scan *s)
{
	const char *subject = s->m->subject ? s->m->subject : "", *at = strchr(subject, '@'), *from;
	char *address = at ? text_address(s->f->arena, subject, at, &from) : NULL;

	if (address && !never_failed(s->m, address))
		add(s, address);
}

static void scan_all(struct scan *s, void (*scan)(struct scan *s))
{
	for (s->at = 0; s->at < s->f->end && s->b->n < BOUNCE_RECIPIENTS_MAX; s->at++)
		scan(s);
}

/* ---- reasons */

static const char *lines_text(const struct free_form *f, size_t from, size_t to)
{
	struct str out = str_new(f->arena);

	for (; from < to && out.len < REASON_TEXT_MAX; from++) {
		str_addn(&out, f->lines.v[from].s, f->lines.v[from].len);
		str_addc(&out, '\n');
	}
	return str_end(&out);
}

enum verdict free_form_verdict(const struct free_form *f, const char **status_out)
{
	const char *text = lines_text(f, 0, f->end);

	*status_out = reason_status(f->arena, text);
	return reason_verdict(f->arena, text, *status_out);
}

/* sendmail puts what the other server said in brackets, and its own guess below it. */
static const char *bracketed(struct arena *a, const char *text)
{
	const char *s = strstr(text, "(reason: ");

	return s ? arena_strndup(a, s, strcspn(s, "\n")) : NULL;
}

/* The reason stands between this recipient and the next, else anywhere. */
static void judge(struct scan *s, size_t i)
{
	const struct free_form *f = s->f;
	struct bounce_recipient *r = &s->b->recipients[i];
	size_t to = f->end, k;
	enum verdict verdict;
	const char *text, *status;

	for (k = i + 1; k < s->b->n; k++)
		if (s->line[k] > s->line[i] && s->line[k] < to)
			to = s->line[k];
	text = lines_text(f, s->line[i], to);
	if (bracketed(f->arena, text))
		text = bracketed(f->arena, text);
	r->status = reason_status(f->arena, text);
	verdict = reason_verdict(f->arena, text, r->status);
	if (verdict == VERDICT_NONE) {
		verdict = free_form_verdict(f, &status);
		if (!r->status)
			r->status = status;
	}
	r->hard = verdict == VERDICT_HARD;
}

void free_form_recipients(const struct free_form *f, const struct mail *m, struct bounce *b)
{
	struct scan s = { .f = f, .m = m, .b = b };
	size_t known = b->n, i;

	scan_all(&s, scan_line);
	if (b->n == known)
		scan_all(&s, scan_aol);
	if (b->n == known)
		scan_all(&s, scan_summary);
	s.at = 0;
	if (b->n == known)
		scan_subject(&s);
	for (i = known; i < b->n; i++)
		judge(&s, i);
}
