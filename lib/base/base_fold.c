/*
 * Folding for search and comparison, and the width of characters on a terminal.
 * What a character folds to does not depend on its neighbours, so a prefix of a
 * text folds to a prefix of the folded text.
 */
#include "base/base.h"
#include "base/base_tables.h"

#include <string.h>

/* The last run that begins at or before c. */
static const struct fold_run *find_run(uint32_t c)
{
	size_t low = 0, high = fold_runs_n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (fold_runs[middle].first <= c)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &fold_runs[low - 1] : NULL;
}

/* What follows c in fold_words, up to its "|"; entries are sorted as their UTF-8 is. */
static const char *find_word(uint32_t c, size_t *len_out)
{
	size_t low = 0, high = fold_words_len;

	while (low < high) {
		size_t begin = low + (high - low) / 2, end, len;
		uint32_t key;

		while (begin > low && fold_words[begin - 1] != '|')
			begin--;
		end = begin + strcspn(fold_words + begin, "|");
		key = utf8_decode(fold_words + begin, end - begin, &len);
		if (key == c) {
			*len_out = end - begin - len;
			return fold_words + begin + len;
		}
		if (key < c)
			low = end + 1;
		else
			high = begin;
	}
	return NULL;
}

/* Chinese characters, kana; the marks that voice a kana stay with it. */
static bool stands_alone(uint32_t c)
{
	if (c < 0x3005)
		return false;
	return c <= 0x3007 || (c >= 0x3041 && c <= 0x3096) ||
	    (c >= 0x309D && c <= 0x309F) || (c >= 0x30A1 && c <= 0x30FA) ||
	    (c >= 0x30FC && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
	    (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

struct folding {
	struct str out;
	bool split, after_alone;
};

static void put(struct folding *f, uint32_t c)
{
	bool alone = f->split && stands_alone(c), mark = c == 0x3099 || c == 0x309A;
	char bytes[4];

	if ((alone || f->after_alone) && !mark && f->out.len && c != ' ' &&
	    f->out.s[f->out.len - 1] != ' ')
		str_addc(&f->out, ' ');
	f->after_alone = alone || (mark && f->after_alone);
	str_addn(&f->out, bytes, utf8_encode(c, bytes));
}

static void put_word(struct folding *f, const char *word, size_t n)
{
	size_t len;

	for (size_t i = 0; i < n; i += len)
		put(f, utf8_decode(word + i, n - i, &len));
}

/* What c becomes if that is one character, by the runs. */
static bool fold_one(uint32_t c, uint32_t *to_out)
{
	const struct fold_run *run = find_run(c);
	uint32_t offset = run ? c - run->first : 0;

	if (!run || offset % run->step != 0 || offset / run->step >= run->count)
		return false;
	*to_out = run->to ? run->to + offset / run->step * run->advance : 0;
	return true;
}

static void fold_char(struct folding *f, uint32_t c)
{
	const char *word;
	uint32_t to;
	size_t len;

	if (fold_one(c, &to)) {
		if (to)
			put(f, to);
	} else if ((word = find_word(c, &len))) {
		put_word(f, word, len);
	} else {
		put(f, c);
	}
}

/*
 * Letters that UTF-8 writes in two bytes, Turkish and Persian among them, are looked up once; 0 if
 * c becomes nothing or several.
 */
static uint32_t fold_letter(uint32_t c)
{
	enum { SEVERAL = 0xFFFF };
	static _Thread_local uint16_t known[0x800];
	uint32_t to;
	size_t len;

	if (known[c] == 0) {
		if (!fold_one(c, &to))
			to = find_word(c, &len) ? 0 : c;
		known[c] = to > 0 && to < SEVERAL ? (uint16_t)to : SEVERAL;
	}
	return known[c] == SEVERAL ? 0 : known[c];
}

static void fold_beyond_ascii(struct folding *f, uint32_t c)
{
	uint32_t letter = c < 0x800 ? fold_letter(c) : 0;

	if (letter)
		put(f, letter);
	else
		fold_char(f, c == UTF8_BAD ? 0xFFFD : c);
}

/* Most text is ASCII, in runs: no table to ask.  Returns the length of the run. */
static size_t put_ascii(struct folding *f, const char *s)
{
	size_t n = 0, start;

	while ((signed char)s[n] > 0)
		n++;
	if (n == 0)
		return 0;
	if (f->after_alone && *s != ' ' && f->out.s[f->out.len - 1] != ' ')
		str_addc(&f->out, ' ');
	f->after_alone = false;
	start = f->out.len;
	str_addn(&f->out, s, n);
	for (char *p = f->out.s + start; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 32;
	return n;
}

char *utf8_fold(struct arena *a, const char *s, bool split_cjk)
{
	struct folding f = { .out = str_new(a), .split = split_cjk };
	size_t n = strlen(s), len;

	for (size_t i = put_ascii(&f, s); i < n; i += len, i += put_ascii(&f, s + i)) {
		fold_beyond_ascii(&f, utf8_decode(s + i, n - i, &len));
	}
	return str_end(&f.out);
}

static bool in_ranges(const struct width_range *v, size_t n, uint32_t c)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > v[middle].last)
			low = middle + 1;
		else if (c < v[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

int utf8_width(uint32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return 0;
	if (c < 0x300)
		return 1;
	if (in_ranges(width_zero, width_zero_n, c))
		return 0;
	return in_ranges(width_wide, width_wide_n, c) ? 2 : 1;
}
