/*
 * Why a mail could not be delivered, read from what servers say.  Hard is only: no such
 * user or host, moved, or a host that takes no mail at all.  The words decide before the
 * status code (RFC 3463), for many servers answer 5.1.1 to spam and 5.7.1 to a wrong name.
 */
#include "mail/mail_bounce.h"

#include <ctype.h>
#include <string.h>

/* About the sender or the transport, though they sound like a missing user or host. */
static const char *const not_about_recipient[] = {
	"sender address rejected", "sender domain", "sender verify failed", "sender verification",
	"sender rejected", "sender address does not exist", "domain of sender", "sender's domain",
	"domain of the sender", "mail from domain", "from domain does not exist",
	"try again later", ", try again", "please retry", "malformed name server reply",
	"malformed or unexpected name server reply", "reverse dns", "reverse lookup",
	"ptr record", "helo command rejected", "cannot find your hostname", "relaying denied",
	"relay access denied", "unable to relay", "relay not permitted", "not a relay",
	"as a relay", "allowed rcpthosts", "must authenticate", "authentication required", NULL
};

static const char *const hard[] = { "user unknown", "unknown user", "user not known",
	"unknown recipient", "recipient unknown", "unknown address", "unknown e-mail address",
	"unknown email address", "unknown e-mail", "unknown email", "address unknown",
	"addressee unknown", "unknown addressee", "unknown mailbox", "mailbox unknown",
	"unknown account", "account unknown", "unknown local part", "unknown or illegal user",
	"unknown or illegal alias", "user name is unknown", "not a known user", "not a valid user",
	"not a valid mailbox", "not a valid recipient", "not a valid address",
	"not an active address", "not a local address", "no such user", "no such mailbox",
	"no such recipient", "no such account", "no such address", "no such person",
	"no such local user", "no such domain", "no such host", "no such name", "no mailbox",
	"no mail box", "no account by that name", "no local mailbox", "no user", "there is no user",
	"does not have an account", "doesn't have a yahoo.com account", "doesn't have an account",
	"user doesn't have a", "user does not exist", "does not exist", "doesn't exist",
	"do not exist", "non-existent", "nonexistent", "not exist", "user not found",
	"mailbox not found", "recipient not found", "recipientnotfound", "recipnotfound",
	"address not found", "account not found", "user is not found", "couldn't be found",
	"could not be found", "wasn't found at", "was not found", "user invalid", "invalid user",
	"invalid mailbox", "invalid recipient", "invalid address", "invalid final delivery userid",
	"invalid username", "bad_recipient", "badrcptto", "bad destination mailbox address",
	"bad destination email address", "bad recipient", "bad address", "not listed in",
	"recipient name is not recognized", "recipient not recognized", "not our customer",
	"is not a customer", "did not exactly match", "no matches to", "not match any",
	"wrong or no longer valid", "address is wrong", "no longer valid", "no longer on server",
	"no longer active", "no longer in use", "no longer available", "no longer employed",
	"no longer with", "no longer works", "no longer here", "no longer accepts",
	"no longer exists", "has left the", "has moved", "user has moved", "moved to a new address",
	"address has changed", "address changed", "deactivated mailbox", "deactivated",
	"account has been disabled", "account is disabled", "account disabled",
	"account that you tried to reach is disabled", "user disabled", "user is disabled",
	"mailbox disabled", "mailbox is disabled", "has been disabled or discontinued",
	"account is inactive", "inactive account", "account inactive", "mailbox is inactive",
	"user is inactive", "account closed", "account has been closed", "account deleted",
	"account has been deleted", "mailbox closed", "unrouteable address", "unroutable address",
	"unrouteable mail domain", "unroutable mail domain", "host unknown", "unknown host",
	"host not found", "host name lookup failure", "hostname lookup failed",
	"name or service not known", "no address associated with hostname", "domain not found",
	"unknown domain", "domain unknown", "invalid domain", "domain invalid",
	"domain does not exist", "domain name not found", "dns error: nxdomain", "nxdomain",
	"nullmx", "null mx", "does not accept mail", "does not accept email", "doesn't accept mail",
	"does not receive mail", "accepts no mail", "no final email delivery point",
	"does not have a final email delivery point", "not hbc e-mail users", "nie istnieje",
	"existiert nicht", "empfänger unbekannt", "unbekannter empfänger", "unbekannter benutzer",
	"unbekannte adresse", "adresse unbekannt", "utilisateur inconnu", "destinataire inconnu",
	"adresse inconnue", "non recensé", "n'existe pas", "usuario desconocido", "no existe",
	"usuario inexistente", "utente sconosciuto", "non esiste", "destinatario sconosciuto",
	"usuário desconhecido", "não existe", "onbekende gebruiker", "bestaat niet",
	"пользователь не найден", "не существует", "несуществующий", "kullanıcı bulunamadı",
	"böyle bir kullanıcı yok", "kullanıcı yok", "bilinmeyen kullanıcı", "kullanıcı bilinmiyor",
	"alıcı bulunamadı", "adres bulunamadı", "posta kutusu bulunamadı", "posta kutusu yok",
	"böyle bir adres yok", "geçersiz alıcı", "mevcut değil", "کاربر وجود ندارد",
	"چنین کاربری وجود ندارد", "کاربر یافت نشد", "گیرنده یافت نشد", "نشانی وجود ندارد",
	"صندوق پستی وجود ندارد", "آدرس وجود ندارد", "المستخدم غير موجود", "用户不存在", "无此用户",
	"用户不存在", "收件人不存在", NULL };

static const char *const soft[] = { "quota", "over quota", "mailbox full", "mailbox is full",
	"mailfolder is full", "is full", "full mailbox", "inbox full", "disk space", "disk full",
	"space not enough", "no space", "insufficient storage", "insufficient system storage",
	"out of storage", "storage limit", "exceeds allowed size", "exceeded its",
	"exceeds the maximum", "exceeds size limit", "size limit", "mailbox size",
	"maximum message size", "max message size", "message size", "message too large",
	"message too big", "too large", "too big", "too many messages", "too many mails",
	"zuviele mails", "too many recipients", "too many connections", "too many hops", "looping",
	"mail loop", "spam", "spamming", "spamassassin", "spamblock", "antispam", "unsolicited",
	"bulk mail", "bulk email", "mass mailer", "junk", "ube", "blacklisted", "blacklist",
	"blocklist", "blocked", "black list", "block list", "listed at", "listed by", "rbl",
	"uribl", "dnsbl", "spf", "dkim", "dmarc", "policy", "policies", "reputation", "content",
	"virus", "malware", "attachment", "attachments", "denied", "refused", "prohibited",
	"not authorized", "not authorised", "not allowed", "not permitted", "not pre-approved",
	"whitelist", "confirmation", "challenge", "greylisted", "greylisting", "rate limit",
	"throttled", "timed out", "time out", "timeout", "time-out", "expired",
	"maximum-time-expired", "not responding", "connection refused", "unreachable",
	"no route to host", "temporarily", "temporary", "delayed", "deferred", "queue too long",
	"in the queue too long", "not accepting mail", "aborted after", "delivery attempts",
	"attempts", "service unavailable", "suspended", "not been collected", "command died",
	"local error", "system error", "dolu", "kota aşıldı", "kotası dolu", "kota", "پر است",
	"ظرفیت", "переполнен", "postfach voll", "überfüllt", "voll", "boîte pleine", "buzón lleno",
	"przepełniona", NULL };

/* What 550 stands for in RFC 5321 when a server gives no reason of its own. */
static const char *const bare_550[] = {
	"mailbox unavailable", "mailbox not available", "unavailable mailbox",
	"recipient rejected", "address rejected", "rcpt rejected", "recipient address rejected",
	NULL
};

/* A word that is part of a host name, an address or a link says nothing. */
static bool inside_name(const char *text, const char *s, size_t n)
{
	const char *from = s, *to = s + n, *p;

	while (from > text && from[-1] != ' ')
		from--;
	while (*to && *to != ' ')
		to++;
	for (p = from; p < to; p++)
		if (*p == '@' || *p == '/' || (p > from && p + 1 < to && *p == '.' &&
		    isalnum((unsigned char)p[-1]) && isalnum((unsigned char)p[1])))
			return true;
	return false;
}

static bool says(const char *const *raw, const char *text)
{
	const char *const *p;
	const char *s;
	size_t n;

	for (p = phrase_table(raw); *p; p++) {
		n = strlen(*p);
		for (s = phrase_find(*p, text); s; s = phrase_find(*p, s + 1))
			if (memchr(*p, ' ', n) || !inside_name(text, s, n))
				return true;
	}
	return false;
}

/* 5.1.1 no mailbox, 5.1.2 no host, 5.1.3 no such syntax, 5.1.6 moved, 5.1.10 takes no mail. */
static enum verdict by_status(const char *status)
{
	static const char *const codes[] = { "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", NULL };
	size_t i;

	for (i = 0; status && codes[i]; i++)
		if (strcmp(status, codes[i]) == 0)
			return VERDICT_HARD;
	return VERDICT_NONE;
}

enum verdict reason_words(struct arena *a, const char *text, const char *status)
{
	char *norm = text_norm(a, text, strnlen(text, REASON_TEXT_MAX));
	bool bare = says(bare_550, norm);

	if (says(not_about_recipient, norm))
		return VERDICT_SOFT;
	if (says(hard, norm))
		return VERDICT_HARD;
	if (says(soft, norm) && !(bare && str_eq(status, "5.4.1")))
		return VERDICT_SOFT;
	if (bare && (!status || (status[0] == '5' && !str_starts(status, "5.7."))))
		return VERDICT_HARD;
	return VERDICT_NONE;
}

enum verdict reason_verdict(struct arena *a, const char *text, const char *status)
{
	enum verdict verdict = reason_words(a, text, status);

	return verdict == VERDICT_NONE ? by_status(status) : verdict;
}

bool reason_given(struct arena *a, const char *line)
{
	char *norm = text_norm(a, line, strnlen(line, REASON_TEXT_MAX));

	return says(hard, norm) || says(soft, norm) || says(bare_550, norm);
}

/* Digits at s, at most three; 0 if there are none or more. */
static size_t digits(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n <= 3 ? n : 0;
}

/* The length of "5.1.1" at s; 0 if there is none. */
static size_t status_length(const char *s)
{
	size_t subject, detail;

	if ((s[0] != '4' && s[0] != '5') || s[1] != '.')
		return 0;
	subject = digits(s + 2);
	if (subject == 0 || s[2 + subject] != '.')
		return 0;
	detail = digits(s + 3 + subject);
	if (detail == 0 || isalnum((unsigned char)s[3 + subject + detail]) ||
	    (s[3 + subject + detail] == '.' && isdigit((unsigned char)s[4 + subject + detail])))
		return 0;
	return 3 + subject + detail;
}

char *reason_status(struct arena *a, const char *text)
{
	const char *s;
	size_t n;

	for (s = text; *s; s++) {
		if (s > text && (isalnum((unsigned char)s[-1]) || strchr(".-[", s[-1])) &&
		    !(s - text >= 4 && s[-1] == '-' && isdigit((unsigned char)s[-2])))
			continue;
		n = status_length(s);
		if (n > 0)
			return arena_strndup(a, s, n);
	}
	return NULL;
}
