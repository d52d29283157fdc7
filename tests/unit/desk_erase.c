/* Names, addresses, numbers and quotations of a person, found and left alone. */
#include "desk/desk_erase.h"
#include "tap.h"

static struct arena *a;

static bool is_known(void *ctx, const char *address)
{
	(void)ctx;
	return str_eq(address, "fatma.ayse@example.org");
}

static struct needles person(void)
{
	struct needles list = { .known = is_known };

	needle_add(&list, a, NEEDLE_ADDRESS, "ayse@example.org", "E", false);
	needle_add(&list, a, NEEDLE_NAME, "Ayşe Işık", "N", false);
	needle_add(&list, a, NEEDLE_NAME, "Ayşe", "n", true);
	needle_add(&list, a, NEEDLE_NAME, "سارا احمدی", "S", false);
	needle_add(&list, a, NEEDLE_PHONE, "905321112233", "P", false);
	needle_add(&list, a, NEEDLE_SUBJECT, "Fatura", "K", true);
	needle_add(&list, a, NEEDLE_SUBJECT, "Mavi kapı", "K", true);
	return list;
}

static void test_needles(void)
{
	static const struct { const char *in, *far, *near; } rows[] = {
		{ "hiçbir şey", NULL, NULL },
		{ "AYSE@Example.ORG!", "E!", "E!" },
		{ "<ayse@example.org>", "<E>", "<E>" },
		{ "gulayse@example.org", NULL, NULL },
		{ "fatma.ayse@example.org", NULL, "fatma.n@example.org" },
		{ "m1.ayse@example.org", "m1.E", "m1.E" },
		{ "ayse@example.org.tr", NULL, "n@example.org.tr" },
		{ "ayse@example.org.", "E.", "E." },
		{ "AYŞE IŞIK geldi", "N geldi", "N geldi" },
		{ "ayse isik'a", "N'a", "N'a" },
		{ "Ayşe\n> Işık", "N", "N" },
		{ "Ayşe\xc2\xa0Işık", "N", "N" },
		{ "Ayşe Işıklar", NULL, "Nlar" },
		{ "Ayşe hanım", NULL, "n hanım" },
		{ "خانم سارا احمدي،", "خانم S،", "خانم S،" },
		{ "0532 111 22 33 ara", "P ara", "P ara" },
		{ "+90 (532) 111-22-33", "P", "P" },
		{ "۰۵۳۲ ۱۱۱ ۲۲ ۳۳", "P", "P" },
		{ "0532 111 22 34", NULL, NULL },
		{ "0532 111 22 334", NULL, NULL },
		{ "mavi kapı Fatura", NULL, "K Fatura" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct needles list = person();

		is(needles_replace(&list, a, rows[i].in, false, false), rows[i].far, rows[i].in);
		is(needles_replace(&list, a, rows[i].in, true, false), rows[i].near, "near");
	}
	struct needles list = person();
	is(needles_replace(&list, a, "Re: Fatura", true, true), "Re: K", "in a subject");
}

static const char *found(const char *text, size_t quoted_from)
{
	struct own_words w = { .arena = a };

	words_learn(&w, "Bizim hazır cümlemiz herkese aynı biçimde yazılır.", false);
	words_learn(&w, "> Bizim hazır cümlemiz herkese aynı biçimde yazılır.\nMerhaba,\n"
	    "dün aldığım sarı lamba bugün hiç yanmıyor, ne yapayım?\nKod: A7-B\nTeşekkürler", true);
	return words_replace(&w, a, text, quoted_from, 5, "#");
}

static void test_quotes(void)
{
	static const struct { const char *in, *out; } rows[] = {
		{ "Merhaba,\nlambanız yolda.", NULL },
		{ "> Merhaba,\n> dün aldığım sarı\n> lamba bugün hiç yanmıyor, ne\n> yapayım?\nGeldi.",
		    "> #?\nGeldi." },
		{ "Dün \"aldığım sarı lamba bugün hiç yanmıyor\" dediniz", "#\" dediniz" },
		{ "> dün aldığım\nEvet.\n> ne yapayım?\nBekleyin.", "> #\nEvet.\n> #?\nBekleyin." },
		{ "Kod: A7-B", "#" },
		{ "Teşekkürler", NULL },
		{ "> Teşekkürler", "> #" },
		{ "Bizim hazır cümlemiz herkese aynı biçimde yazılır.", NULL },
		{ "DÜN ALDIĞIM SARI LAMBA BUGÜN", "#" },
		{ "sarı lamba iyi", NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		is(found(rows[i].in, SIZE_MAX), rows[i].out, rows[i].in);
	is(found("Tamam.\n\nMerhaba,\n", 8), "Tamam.\n\n#,\n", "a region without marks");
}

int main(void)
{
	a = arena_new();
	test_needles();
	test_quotes();
	arena_free(a);
	return done();
}
