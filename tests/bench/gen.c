/*
 * gen DIRECTORY FIRST COUNT REPLIES: write the mails FIRST, FIRST+1, ... into DIRECTORY, one file each,
 * always the same for the same numbers; REPLIES of a hundred answer an earlier one of the last fifty.
 * English, Turkish and Persian by turns, 8bit, quoted-printable, base64, plain or with an HTML twin;
 * whoever began a thread writes four of five mails in it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANGUAGES = 3, BACK = 50, CHAIN = 8, BODY_MAX = 1 << 14 };

struct language {
	const char *code, *re, *wrote;
	const char *const *names, *const *words, *const *syllables;
};

static const char *const en_names[] = { "Ann Miller", "John Baker", "Grace Hall", "Peter Young", "Mary King", NULL };
static const char *const tr_names[] = { "Ayşe Yılmaz", "Çağrı Öztürk", "Işıl Güneş", "Mehmet Şahin", "İnci Doğan", NULL };
static const char *const fa_names[] = { "مریم احمدی", "علی رضایی", "سارا کریمی", "حسین موسوی", "نگار شریفی", NULL };
static const char *const en_words[] = { "the", "to", "and", "is", "my", "we", "not", "please", "account", "invoice",
	"printer", "password", "order", "network", "help", "error", "since", "yesterday", "cannot", "customer", "reset",
	"delivery", "address", "contract", "payment", "login", "server", "again", "thank", "you", NULL };
static const char *const tr_words[] = { "ve", "bir", "bu", "için", "ile", "lütfen", "fatura", "faturamızı", "şifre",
	"şifremi", "yazıcı", "sipariş", "hesabım", "giriş", "yapamıyorum", "dünden", "beri", "çalışmıyor", "adres",
	"müşteri", "sözleşme", "ödeme", "ağ", "bağlantı", "teşekkürler", "değil", "kargo", "yardım", "sunucu", "tekrar",
	NULL };
static const char *const fa_words[] = { "و", "به", "از", "را", "که", "این", "لطفا", "فاکتور", "رمز", "عبور", "چاپگر",
	"سفارش", "حساب", "ورود", "نمی‌شود", "دیروز", "کار", "نمی‌کند", "آدرس", "مشتری", "قرارداد", "پرداخت", "شبکه",
	"اتصال", "سپاس", "نیست", "ارسال", "کمک", "سرور", "دوباره", NULL };
static const char *const latin[] = { "ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "za", "den", "kar", "lam",
	NULL };
static const char *const turkish[] = { "ba", "ke", "lı", "mö", "nü", "ra", "şe", "ti", "çı", "ğa", "den", "lar", "sün",
	NULL };
static const char *const persian[] = { "با", "کر", "لی", "مو", "نا", "را", "شه", "تی", "چه", "گا", "دن", "ها", "یم",
	NULL };

static const struct language languages[LANGUAGES] = {
	{ "en", "Re: ", "wrote:", en_names, en_words, latin },
	{ "tr", "YNT: ", "yazdı:", tr_names, tr_words, turkish },
	{ "fa", "پاسخ: ", "نوشت:", fa_names, fa_words, persian },
};

static uint64_t seed;
static long *parents;
static long first;

static unsigned chance(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static const char *one_of(const char *const *list)
{
	unsigned n = 0;

	while (list[n] != NULL)
		n++;
	return list[chance(n)];
}

/* Four of five words are common, the others make a long tail. */
static void add_word(char *to, const struct language *l)
{
	if (chance(5) > 0)
		strcat(to, one_of(l->words));
	else
		for (unsigned i = 2 + chance(3); i > 0; i--)
			strcat(to, one_of(l->syllables));
}

static void add_words(char *to, const struct language *l, unsigned n, unsigned line)
{
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			strcat(to, i % line == 0 ? "\n" : " ");
		add_word(to, l);
	}
}

static char *body_of(const struct language *l, long parent)
{
	static char body[BODY_MAX];

	*body = '\0';
	for (unsigned i = 1 + chance(5); i > 0; i--) {
		add_words(body, l, 15 + chance(50), 11);
		strcat(body, ".\n\n");
	}
	if (parent >= 0) {
		sprintf(body + strlen(body), "%s %s\n", one_of(l->names), l->wrote);
		for (unsigned i = 3 + chance(8); i > 0; i--) {
			strcat(body, "> ");
			add_words(body, l, 10, 20);
			strcat(body, "\n");
		}
	}
	sprintf(body + strlen(body), "-- \n%s\n+90 212 %03u %04u\n", one_of(l->names), chance(1000), chance(10000));
	return body;
}

static void base64(FILE *f, const char *text, size_t line)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)text;
	size_t n = strlen(text), at = 0;

	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)s[i] << 16 | (i + 1 < n ? (unsigned)s[i + 1] << 8 : 0) | (i + 2 < n ? s[i + 2] : 0);

		fprintf(f, "%c%c%c%c", digits[v >> 18], digits[v >> 12 & 63], i + 1 < n ? digits[v >> 6 & 63] : '=',
		    i + 2 < n ? digits[v & 63] : '=');
		if ((at += 4) == line) {
			putc('\n', f);
			at = 0;
		}
	}
	if (line != 0 && at > 0)
		putc('\n', f);
}

static void quoted_printable(FILE *f, const char *text)
{
	int at = 0;

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			at = -1;
		else if (at > 70)
			at = fputs("=\n", f) < 0;
		at += *text >= ' ' && *text != '=' ? 1 : *text == '\n' ? 1 : 3;
		fprintf(f, *text != '=' && (*text >= ' ' || *text == '\n') ? "%c" : "=%02X", (unsigned char)*text);
	}
}

static void part(FILE *f, const char *type, const char *text, unsigned encoding)
{
	static const char *const names[] = { "8bit", "quoted-printable", "base64" };

	fprintf(f, "Content-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: %s\n\n", type, names[encoding]);
	if (encoding == 0)
		fputs(text, f);
	else if (encoding == 1)
		quoted_printable(f, text);
	else
		base64(f, text, 76);
}

static void html(char *to, const char *text)
{
	to += sprintf(to, "<html><head><style>p { margin: 0 }</style></head><body><p>");
	for (; *text != '\0'; text++)
		to += sprintf(to, *text == '\n' ? "<br>%c" : "%c", *text);
	strcpy(to, "</p></body></html>\n");
}

static void encoded(FILE *f, const char *text)
{
	fputs("=?UTF-8?B?", f);
	base64(f, text, 0);
	fputs("?=", f);
}

/* A thread keeps its subject and its language, so both come from its first mail. */
static long root_of(long n)
{
	while (parents[n - first] >= 0)
		n = parents[n - first];
	return n;
}

static void head(FILE *f, long n, const struct language *l)
{
	long parent = parents[n - first], chain[CHAIN], user = (chance(5) > 0 ? root_of(n) : n) % 5000;
	char subject[1000] = "";
	int depth = 0;

	fprintf(f, "Return-Path: <user%ld@example.org>\nReceived: from mail.example.org (mail.example.org [192.0.2.7])\n"
	    "\tby mx.example.com with ESMTPS id %08lX; Tue, 20 Jan 2026 10:%02ld:%02ld +0000\nFrom: ", user, n,
	    n / 60 % 60, n % 60);
	encoded(f, one_of(l->names));
	fprintf(f, " <user%ld@example.org>\nTo: support@example.com\nSubject: ", user);
	uint64_t kept = seed;
	seed = (uint64_t)root_of(n) * 2654435761u;
	if (parent >= 0)
		strcpy(subject, l->re);
	add_words(subject, l, 3 + chance(4), 20);
	seed = kept;
	encoded(f, subject);
	fprintf(f, "\nDate: Tue, %02ld Jan 2026 %02ld:%02ld:%02ld +0000\nMessage-ID: <%ld.gen@mail.example.org>\n",
	    6 + n / 86400 % 20, n / 3600 % 24, n / 60 % 60, n % 60, n);
	if (parent >= 0)
		fprintf(f, "In-Reply-To: <%ld.gen@mail.example.org>\nReferences:", parent);
	for (long p = parent; p >= 0 && depth < CHAIN; p = parents[p - first])
		chain[depth++] = p;
	while (depth > 0)
		fprintf(f, " <%ld.gen@mail.example.org>\n", chain[--depth]);
	fprintf(f, "User-Agent: gen 1.0\nX-Spam-Score: -1.%ld\nMIME-Version: 1.0\n", n % 10);
}

static void mail(FILE *f, long n)
{
	static char twin[4 * BODY_MAX];
	const struct language *l = &languages[root_of(n) % LANGUAGES];
	unsigned encoding = chance(3);

	head(f, n, l);
	char *body = body_of(l, parents[n - first]);
	if (chance(3) > 0) {
		part(f, "plain", body, encoding);
		return;
	}
	html(twin, body);
	fprintf(f, "Content-Type: multipart/alternative; boundary=\"=_%ld\"\n\n--=_%ld\n", n, n);
	part(f, "plain", body, encoding);
	fprintf(f, "\n--=_%ld\n", n);
	part(f, "html", twin, encoding);
	fprintf(f, "\n--=_%ld--\n", n);
}

int main(int argc, char **argv)
{
	char path[4096];

	if (argc != 5)
		return 64;
	first = strtol(argv[2], NULL, 10);
	long count = strtol(argv[3], NULL, 10), replies = strtol(argv[4], NULL, 10);
	parents = calloc((size_t)count, sizeof *parents);
	for (long n = first; n < first + count; n++) {
		seed = (uint64_t)n * 0x9E3779B97F4A7C15u;
		chance(1);
		parents[n - first] = -1;
		if (n > first && chance(100) < (unsigned)replies)
			parents[n - first] = n - 1 - chance(n - first < BACK ? (unsigned)(n - first) : BACK);
		snprintf(path, sizeof path, "%s/%010ld.gen:2,S", argv[1], n);
		FILE *f = fopen(path, "w");
		if (f == NULL)
			return perror(path), 1;
		mail(f, n);
		if (fclose(f) != 0)
			return perror(path), 1;
	}
	return 0;
}
