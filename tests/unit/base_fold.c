/* base: UTF-8, folding, width. */
#include "base/base.h"
#include "tap.h"

#include <stdlib.h>

static struct arena *a;

static void folds(const char *from, const char *to)
{
	is(utf8_fold(a, from, true), to, from);
}

static void test_fold(void)
{
	folds("İIıi", "iiii");
	folds("ÇĞÖŞÜ çğöşü Âîû", "cgosu cgosu aiu");
	folds("I\xCC\x87stanbul", "istanbul");
	folds("DİYARBAKIR ilçesi", "diyarbakir ilcesi");
	folds("علي على علی", "علی علی علی");
	folds("كتاب کتاب", "کتاب کتاب");
	folds("مُحَمَّدٌ", "محمد");
	folds("ســـلام", "سلام");
	folds("می‌خواهم", "میخواهم");
	folds("خانهٔ خانۀ خانة", "خانه خانه خانه");
	folds("آب أب إب ٱب", "اب اب اب اب");
	folds("مسئول مؤمن", "مسیول مومن");
	folds("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩", "0123456789 0123456789");
	folds("ﻋﻠﻲ ﷲ ﻻ", "علی الله لا");
	folds("ΆΣΟΣ άσος ᾳ", "ασοσ ασοσ αι");
	folds("Straße STRASSE ẞ", "strasse strasse ss");
	folds("Łódź Ørsted Þór Æsir đ", "lodz orsted thor aesir d");
	folds("ЁЖИК Їжак", "ежик іжак");
	folds("ﬁrma № ½", "firma no 1⁄2");
	folds("ＡＢＣ１２３", "abc123");
	folds("𝓗𝓮𝓵𝓵𝓸", "hello");
	folds("שָׁלוֹם", "שלום");
	folds("a\xE2\x80\xAE" "b\xEF\xBB\xBF" "c\xC2\xAD" "d", "abcd");
	folds("東京都", "東 京 都");
	folds("PC東京2号機ok", "pc 東 京 2 号 機 ok");
	folds("ｶﾞｽ ガス カ", "カ\xE3\x82\x99 ス カ\xE3\x82\x99 ス カ");
	folds("日 本, 語", "日 本 , 語");
	folds("한국어 Ünlü", "한국어 unlu");
	folds("हिन्दी ไทย", "हिन्दी ไทย");
	folds("", "");
	is(utf8_fold(a, "東京 Ab", false), "東京 ab", "without splitting");
	is(utf8_fold(a, "a\xFFz\xC3", true), "a\xEF\xBF\xBDz\xEF\xBF\xBD", "bad bytes are replaced");
}

/* Folding twice is folding once, for every character. */
static void test_stable(void)
{
	int bad = 0;

	for (uint32_t c = 1; c < 0x110000; c++) {
		struct arena *one;
		char text[5] = { 0 };
		char *once;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		one = arena_new();
		utf8_encode(c, text);
		once = utf8_fold(one, text, false);
		if (strcmp(once, utf8_fold(one, once, false)) != 0 && bad++ < 5)
			printf("# U+%04X folds to %s\n", (unsigned)c, once);
		arena_free(one);
	}
	is_int(bad, 0, "what is folded stays as it is");
}

static void test_decode(void)
{
	static const char *const bad[] = { "\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80",
		"\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3",
		"\xE2\x82", "\xFF" };
	size_t len;

	is_int(utf8_decode("€", 3, &len), 0x20AC, "a character of three bytes");
	is_int((long long)len, 3, "and its length");
	is_int(utf8_decode("😀", 4, &len), 0x1F600, "one of four");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!utf8_valid(bad[i], strlen(bad[i])) &&
		    utf8_decode(bad[i], strlen(bad[i]), &len) == UTF8_BAD && len == 1, "bad UTF-8");
	ok(utf8_valid("aşı سلام 😀", strlen("aşı سلام 😀")), "good UTF-8");
	ok(utf8_valid("a\0b", 3), "NUL is a character");
	is(utf8_clean(a, "a\0b\xE2\x82ğ", 7), "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBDğ",
	    "cleaned: NUL and each bad byte are replaced");
	is(utf8_clean(a, "", 0), "", "nothing cleaned is nothing");
}

static void test_width(void)
{
	is_int(utf8_width('a'), 1, "a letter is one cell");
	is_int(utf8_width(0x15F), 1, "so is ş");
	is_int(utf8_width(0x6CC), 1, "so is yeh");
	is_int(utf8_width(0x64E), 0, "a vowel mark is none");
	is_int(utf8_width(0x301), 0, "nor an accent");
	is_int(utf8_width(0x200C), 0, "nor ZWNJ");
	is_int(utf8_width(0x6771), 2, "a Chinese character is two");
	is_int(utf8_width(0xFF21), 2, "a fullwidth letter is two");
	is_int(utf8_width(0x1F600), 2, "an emoji is two");
	is_int(utf8_width('\n'), 0, "a control is none");
	is_int(utf8_width(0x10FFFF), 1, "the last character");
}

int main(void)
{
	a = arena_new();
	test_fold();
	test_stable();
	test_decode();
	test_width();
	arena_free(a);
	return done();
}
