/*
 * Where a quotation begins: attribution lines in many languages, wrapped or not, separators
 * ("-----Original Message-----") and bare header blocks.  Rather miss one than take a
 * sentence of the answer for it.
 */
#include "mail/mail_text.h"

#include <ctype.h>
#include <string.h>

#define ATTRIBUTION_LINES 4
#define ATTRIBUTION_MAX 600     /* bytes */
#define VERB_WITHIN 80          /* bytes from its end */
#define ATTRIBUTION_FAR 3000    /* lines of the text in which attributions are looked for */

/* ---- attributions */

enum strength { NOT, WEAK, SURE };      /* weak: only with ">" below it */

/* "---- On ... wrote ----": the dashes behind become a colon. */
static void undash(char *s)
{
	size_t n = strlen(s);

	if (n == 0 || !strchr("-_=", s[n - 1]))
		return;
	while (n > 0 && strchr("-_= ", s[n - 1]))
		n--;
	s[n] = ':';
	s[n + 1] = '\0';
}

/* Lines i to i + n - 1 in one, without the brackets and dashes that some programs put around. */
static bool join(const struct text_lines *t, size_t i, size_t n, char out[ATTRIBUTION_MAX])
{
	const char *s = line_norm(&t->v[i]);
	size_t skip = strspn(s, "-_=( \""), k, len = 0;

	for (k = 0; k < n; k++) {
		s = line_norm(&t->v[i + k]);
		len += (size_t)snprintf(out + len, ATTRIBUTION_MAX - len, "%s%s", k ? " " : "",
		    k ? s : s + skip);
		if (len >= ATTRIBUTION_MAX - 1)
			return false;
	}
	if (skip >= 2)
		undash(out);
	return true;
}

static bool first_word_dates(const char *s)
{
	size_t n = strcspn(s, " ");

	if (strcspn(s, "0123456789") < n)
		return true;
	return n > 1 && s[n] == ' ' && strchr(",.", s[n - 1]) && isdigit((unsigned char)s[n + 1]);
}

/* How it begins: 2 with a word such as "on", 1 with a date, 0 else. */
static int lead(const char *s)
{
	s += strspn(s, "-_=( \"");
	if (phrase_begins(PHRASE_ON, s) > 0)
		return 2;
	return first_word_dates(s) ? 1 : 0;
}

/* Nothing of weight stands behind the verb: "(a):", ":", "(3 Oca 2024 10:12):". */
static bool verb_ends(const char *s)
{
	size_t n;

	s += strspn(s, " ");
	if (*s == '(' && text_has_date(s)) {
		n = strcspn(s, ")");
		s += n + (s[n] == ')');
	}
	return strlen(s) <= 6 && s[strspn(s, " :()a/-")] == '\0';
}

static bool ends_in_address(const char *core)
{
	size_t n = strlen(core);
	const char *open = strrchr(core, '<');

	while (n > 0 && strchr(": ", core[n - 1]))
		n--;
	return n > 0 && core[n - 1] == '>' && open && text_has_address(open);
}

static bool ends_in_colon(const char *core)
{
	size_t n = strlen(core);

	return n > 0 && core[n - 1] == ':';
}

/* Does it end in a verb of writing?  Only the last bytes are searched. */
static bool ends_in_verb(const char *core)
{
	size_t n = strlen(core);
	const char *verb =
	    phrase_last(PHRASE_WROTE, n > VERB_WITHIN ? core + n - VERB_WITHIN : core);

	return verb && verb_ends(verb);
}

/* What lines i to i + n - 1 are worth as an attribution. */
static enum strength judge(const struct text_lines *t, size_t i, size_t n)
{
	char core[ATTRIBUTION_MAX];
	bool date, address, led, at_end, at_address;

	if (!join(t, i, n, core))
		return NOT;
	date = text_has_date(core);
	address = text_has_address(core);
	led = lead(core) > 0;
	if (!ends_in_colon(core))
		return address && date && led && ends_in_verb(core) ? SURE : NOT;
	at_end = ends_in_verb(core);
	at_address = ends_in_address(core);
	if (at_end && ((address && date) || (led && (date || address))))
		return SURE;
	if (at_address && date && (led || phrase_last(PHRASE_WROTE_NAME, core)))
		return SURE;
	if (at_end || (at_address && led) ||
	    (date && (at_address || phrase_last(PHRASE_WROTE_NAME, core))))
		return WEAK;
	return NOT;
}

/* May line k be the continuation of a line above it that is no beginning by itself? */
static bool carries_on(const struct text_lines *t, size_t k)
{
	const char *s = line_norm(&t->v[k]), *above = line_norm(&t->v[k - 1]);
	size_t n = strlen(above);

	return *s == '<' || *s == '>' || *s == '(' || phrase_begins(PHRASE_WROTE, s) > 0 ||
	    (n > 0 && strchr("<(", above[n - 1]));
}

/* Is the first of several lines fit to begin an attribution? */
static bool can_wrap(const struct text_lines *t, size_t i, size_t n)
{
	const char *s = line_norm(&t->v[i]);
	int rank = lead(s);
	size_t k;

	if (rank == 2)
		return strpbrk(s, "0123456789") != NULL;
	if (rank == 1 && text_has_date(s))
		return true;
	for (k = i + 1; k < i + n; k++)
		if (!carries_on(t, k))
			return false;
	return true;
}

/* Is a shorter attribution, beginning further down, the better reading? */
static bool shorter_is_better(
    const struct text_lines *t, size_t i, size_t n, enum strength strength)
{
	size_t k;
	enum strength other;

	for (k = 1; k < n; k++) {
		other = judge(t, i + k, n - k);
		if (other > strength)
			return true;
		if (other == strength && !carries_on(t, i + k) &&
		    lead(line_norm(&t->v[i + k])) >= lead(line_norm(&t->v[i])))
			return true;
	}
	return false;
}

/* A look at the bytes: can an attribution end in a line, in a colon, a dash or a bare verb? */
static bool may_end(const struct text_line *line)
{
	size_t n = line->len;
	unsigned char last;

	while (n > 0 && strchr(" \t", line->s[n - 1]))
		n--;
	last = n > 0 ? (unsigned char)line->s[n - 1] : 0;
	if (last == ':' || last == '-' || last == 0x9A)         /* the end of a wide colon */
		return true;
	if (last >= 0x80 && memchr(line->s, ':', n))            /* marks that steer the direction */
		return true;
	return (isalpha(last) || last >= 0x80) && memchr(line->s, '@', n);
}

/* The strongest attribution that begins at line i; its number of lines, 0 if there is none. */
static size_t attribution(const struct text_lines *t, size_t i, enum strength *out)
{
	size_t n;

	for (n = 1; n <= ATTRIBUTION_LINES && i + n <= t->n; n++) {
		const struct text_line *last = &t->v[i + n - 1];

		if (last->blank || last->quoted || last->cut)
			return 0;
		if (!may_end(last) || (n > 1 && !can_wrap(t, i, n)))
			continue;
		*out = judge(t, i, n);
		if (*out != NOT)
			return n > 1 && shorter_is_better(t, i, n, *out) ? 0 : n;
	}
	return 0;
}

/* ---- separators */

/* The words between dashes; "" if there are no dashes or no words. */
static char *separator_words(struct arena *a, const char *norm, bool *dashed_out)
{
	size_t front = strspn(norm, "-_=*~ "), n;
	char *words = arena_strdup(a, norm + front);
	size_t before = strlen(words);

	for (n = before; n > 0 && strchr("-_=*~ :", words[n - 1]); n--)
		words[n - 1] = '\0';
	*dashed_out = front >= 2 || before - n >= 3;
	return words;
}

static enum quote_kind separator(struct arena *a, const char *norm, bool *dashed_out)
{
	const char *words;

	if (strlen(norm) > 200)
		return QUOTE_NONE;
	words = separator_words(a, norm, dashed_out);
	if (phrase_is(PHRASE_FORWARD_BEGIN, words))
		return ends_in_colon(norm) || *dashed_out ? QUOTE_FORWARD : QUOTE_NONE;
	if (*dashed_out && phrase_begins(PHRASE_FORWARDED, words) > 0)
		return QUOTE_FORWARD;
	return phrase_is(PHRASE_ORIGINAL, words) ? QUOTE_ORIGINAL : QUOTE_NONE;
}

/* A look at the bytes: dashes in front or behind, a colon behind, or a header below? */
static bool may_separate(const struct text_lines *t, size_t i)
{
	const char *s = t->v[i].s, *end = s + t->v[i].len;
	size_t next;

	while (s < end && strchr(" \t", *s))
		s++;
	while (end > s && strchr(" \t", end[-1]))
		end--;
	if (s < end && (strchr("-_=*~", *s) || strchr("-_=*~:", end[-1]) || end[-1] == '\x9a'))
		return true;
	next = text_skip_blank(t, i + 1);
	return next < t->n && t->v[next].head != HEAD_NONE;
}

/* A separator at line i, with the header block behind it. */
static struct quote_start separated(struct arena *a, const struct text_lines *t, size_t i)
{
	struct quote_start q = { .end = i + 1 };
	size_t next;
	struct head_block block;
	bool dashed = false;

	if (may_separate(t, i))
		q.kind = separator(a, line_norm(&t->v[i]), &dashed);
	if (q.kind == QUOTE_NONE)
		return q;
	next = text_skip_blank(t, i + 1);
	if (next < t->n && next - i <= 4 && head_block(a, t, next, &block)) {
		q.block = next;
		q.end = block.end;
	} else if (!dashed && q.kind == QUOTE_ORIGINAL) {
		q.kind = QUOTE_NONE;
	}
	return q;
}

/* ---- bare header blocks */

/* Sender, date and recipient; one that does not begin with the sender needs a subject, too. */
static bool complete(const struct head_block *b, enum head first, bool ruled)
{
	const char *const *v = b->value;

	if (!v[HEAD_FROM] || !v[HEAD_FROM][0] || !v[HEAD_DATE] ||
	    (first != HEAD_FROM && !v[HEAD_SUBJECT]))
		return false;
	return v[HEAD_TO] || (ruled && v[HEAD_SUBJECT]);
}

/* Line i is a header, or a rule right above one. */
static struct quote_start bare_block(struct arena *a, const struct text_lines *t, size_t i)
{
	struct quote_start q = { .kind = QUOTE_NONE };
	bool ruled = line_is_rule(&t->v[i]);
	size_t first = ruled ? text_skip_blank(t, i + 1) : i;
	struct head_block block;

	if (first >= t->n || t->v[first].quoted || !head_block(a, t, first, &block) ||
	    !complete(&block, t->v[first].head, ruled))
		return q;
	q.kind = QUOTE_BLOCK;
	q.block = first;
	q.end = block.end;
	return q;
}

struct quote_start quote_start(struct arena *a, const struct text_lines *t, size_t i)
{
	struct quote_start q = separated(a, t, i);
	enum strength strength = NOT;
	size_t n;

	if (q.kind != QUOTE_NONE)
		return q;
	q = bare_block(a, t, i);
	if (q.kind != QUOTE_NONE)
		return q;
	n = i < ATTRIBUTION_FAR ? attribution(t, i, &strength) : 0;
	if (n > 0)
		q = (struct quote_start){ .kind = QUOTE_ATTRIBUTION, .end = i + n,
			.sure = strength == SURE };
	return q;
}
