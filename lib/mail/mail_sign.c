/*
 * Signatures: the "-- " line of RFC 3676 and its looser forms, what phones add of
 * themselves, and the footers of mailing lists.
 */
#include "mail/mail_text.h"

#include <string.h>

#define SIGN_EXACT_LINES 40     /* below "-- " */
#define SIGN_LOOSE_LINES 15     /* below "--" or long dashes */
#define SIGN_LOOSE_WIDTH 100    /* a longer line is prose */
#define MOBILE_WIDTH 90
#define MOBILE_WORDS 9
#define FOOTER_LINES 8

/* Copy without links ("Get Outlook for iOS<https://aka.ms/x>") and the signs around the words. */
static size_t without_links(const char *norm, char *out, size_t size)
{
	size_t n = 0;

	for (norm += strspn(norm, "-_*[( "); *norm && n + 1 < size; norm++) {
		if (str_starts(norm, "http")) {
			norm += strcspn(norm, " >)]");
			while (n > 0 && strchr(" <([", out[n - 1]))
				n--;
			if (!*norm)
				break;
			continue;
		}
		out[n++] = *norm;
	}
	while (n > 0 && strchr(" *_-", out[n - 1]))
		n--;
	out[n] = '\0';
	return n;
}

static size_t count_words(const char *s, size_t n)
{
	size_t words = 0, i;

	for (i = 0; i < n; i++)
		words += s[i] != ' ' && (i == 0 || s[i - 1] == ' ');
	return words;
}

/* Only a full stop may stand behind the last phrase. */
static bool ends_with_sent(const char *s)
{
	const char *const *p;
	size_t n = strlen(s), k;

	if (n > 0 && s[n - 1] == '.')
		n--;
	for (p = phrases(PHRASE_SENT); *p; p++) {
		k = strlen(*p);
		if (k <= n && strncmp(s + n - k, *p, k) == 0)
			return true;
	}
	return false;
}

bool sign_is_mobile(struct text_line *line)
{
	char s[TEXT_NORM_MAX + 1];
	size_t n;

	if (line->blank || line->cut)
		return false;
	n = without_links(line_norm(line), s, sizeof(s));
	if (n == 0 || n > MOBILE_WIDTH || count_words(s, n) > MOBILE_WORDS || strchr(s, ','))
		return false;
	if (phrase_last(PHRASE_DEVICE, s))
		return phrase_begins(PHRASE_SENT, s) > 0 || ends_with_sent(s);
	return phrase_begins(PHRASE_SENT_MY, s) > 0 && s[n - 1] != '.';
}

/* How many lines may stand below this delimiter; 0 if the line is none. */
static size_t delimiter(struct text_line *line)
{
	const char *norm;

	if (line->len == 3 && strncmp(line->s, "-- ", 3) == 0)
		return SIGN_EXACT_LINES;
	if (line->blank || line->len > SIGN_LOOSE_WIDTH || !memchr("- \t\xE2", line->s[0], 4))
		return 0;
	norm = line_norm(line);
	if (strcmp(norm, "--") == 0)
		return SIGN_LOOSE_LINES;
	/* em dashes, horizontal bars */
	if (strncmp(norm, "\xE2\x80\x94", 3) == 0 &&
	    norm[strspn(norm, "\xE2\x80\x93\x94\x95 ")] == '\0')
		return SIGN_LOOSE_LINES;
	return 0;
}

static bool fits(const struct text_lines *t, size_t from, size_t to, size_t max)
{
	size_t i, lines = 0;

	for (i = from; i < to; i++) {
		if (t->v[i].blank)
			continue;
		if (max == SIGN_LOOSE_LINES && t->v[i].len > SIGN_LOOSE_WIDTH)
			return false;
		if (++lines > max)
			return false;
	}
	return lines > 0;
}

/* A line of underscores or dashes with the words of a mailing list below it. */
static bool list_footer(const struct text_lines *t, size_t i, size_t to)
{
	size_t k;

	if (!line_is_rule(&t->v[i]) && !(t->v[i].len == 2 && strncmp(t->v[i].s, "__", 2) == 0))
		return false;
	if (!fits(t, i + 1, to, FOOTER_LINES))
		return false;
	for (k = i + 1; k < to; k++)
		if (phrase_last(PHRASE_LIST_FOOTER, line_norm(&t->v[k])))
			return true;
	return false;
}

/* Nothing but blank lines in [from, to)? */
static bool only_blank(const struct text_lines *t, size_t from, size_t to)
{
	while (from < to && t->v[from].blank)
		from++;
	return from >= to;
}

size_t sign_start(const struct text_lines *t, size_t from, size_t to)
{
	size_t i, max;

	for (i = from; i < to; i++) {
		max = delimiter(&t->v[i]);
		if (max > 0 && (fits(t, i + 1, to, max) || only_blank(t, i + 1, to)))
			return i;
		if (list_footer(t, i, to))
			return i;
		if (only_blank(t, i + 1, to) && sign_is_mobile(&t->v[i]))
			return i;
	}
	return to;
}

bool sign_answer_above(const struct text_lines *t, const bool *skip, size_t i)
{
	size_t sign = sign_start(t, 0, i), k;

	for (k = 0; k < sign; k++)
		if (!t->v[k].blank && !(skip && skip[k]) && !line_is_rule(&t->v[k]) &&
		    !sign_is_mobile(&t->v[k]))
			return true;
	return false;
}
