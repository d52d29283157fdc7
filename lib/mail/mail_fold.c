/*
 * mail_fold: separate an answer from what it quotes and from signatures, for display.
 * Text between and below quotations stays in the answer.  In doubt nothing is folded:
 * a quotation shown is a nuisance, an answer hidden is a loss.
 */
#include "mail/mail.h"
#include "mail/mail_text.h"

#include <string.h>

struct folding {
	struct arena *arena;
	struct text_lines lines;
	bool *fold;             /* per line */
	size_t tail;            /* from here on all is quoted; lines.n: no such place */
	bool top;               /* the tail has no answer above it */
};

static void fold_range(struct folding *f, size_t from, size_t to)
{
	for (; from < to; from++)
		f->fold[from] = true;
}

static bool quotes_follow(const struct folding *f, size_t i)
{
	i = text_skip_blank(&f->lines, i);
	return i < f->lines.n && f->lines.v[i].quoted;
}

/* A quotation that is not marked line by line begins at i: all below belongs to it. */
static void begin_tail(struct folding *f, size_t i)
{
	size_t k = i;

	while (k > 0 && (f->lines.v[k - 1].blank || line_is_rule(&f->lines.v[k - 1])))
		k--;
	f->tail = k;
	f->top = !sign_answer_above(&f->lines, f->fold, k);
}

/* Handle what begins at the unquoted line i; returns the next line to look at. */
static size_t fold_line(struct folding *f, size_t i)
{
	struct quote_start q = quote_start(f->arena, &f->lines, i);

	if (q.kind == QUOTE_NONE)
		return i + 1;
	if (q.kind != QUOTE_FORWARD && q.kind != QUOTE_BLOCK && quotes_follow(f, q.end)) {
		fold_range(f, i, q.end);
		return q.end;
	}
	if (q.kind != QUOTE_ATTRIBUTION) {
		begin_tail(f, i);
	} else if (text_skip_blank(&f->lines, q.end) == f->lines.n && q.sure) {
		fold_range(f, i, q.end);
	} else if (q.sure && sign_answer_above(&f->lines, f->fold, i)) {
		begin_tail(f, i);
	}
	return q.end;
}

static void find_quotes(struct folding *f)
{
	size_t i = 0;

	f->tail = f->lines.n;
	while (i < f->tail) {
		if (f->lines.v[i].quoted) {
			f->fold[i++] = true;
		} else if (f->lines.v[i].blank) {
			i++;
		} else {
			i = fold_line(f, i);
		}
	}
	fold_range(f, f->tail, f->lines.n);
}

/* "Sent from my phone" alone in its paragraph. */
static void fold_mobile(struct folding *f, size_t from, size_t to)
{
	struct text_line *v = f->lines.v;
	size_t i;

	for (i = from; i < to; i++)
		if ((i == from || v[i - 1].blank) && (i + 1 == to || v[i + 1].blank) &&
		    sign_is_mobile(&v[i]))
			f->fold[i] = true;
}

/* Each run of lines between quotations may end in a signature, the last one in several. */
static void fold_signatures(struct folding *f)
{
	size_t from = 0, to, sign;

	for (; from < f->lines.n; from = to + 1) {
		for (to = from; to < f->lines.n && !f->fold[to]; to++)
			;
		sign = sign_start(&f->lines, from, to);
		fold_range(f, sign, to);
		fold_mobile(f, from, sign);
	}
}

/* Blank lines between folded lines belong to them. */
static void fold_blanks(struct folding *f)
{
	size_t i, k;

	for (i = 0; i < f->lines.n; i = k + 1) {
		for (k = i; k < f->lines.n && f->lines.v[k].blank && !f->fold[k]; k++)
			;
		if (k > i && i > 0 && f->fold[i - 1] && k < f->lines.n && f->fold[k])
			fold_range(f, i, k);
	}
}

/* The lines with the given mark; runs apart stay apart by one empty line. */
static const char *collect(struct folding *f, bool mark)
{
	struct str out = str_new(f->arena);
	size_t i, blanks = 0;
	bool gap = false;

	for (i = 0; i < f->lines.n; i++) {
		const struct text_line *line = &f->lines.v[i];

		if (f->fold[i] != mark) {
			gap = true;
			continue;
		}
		if (line->blank) {
			blanks++;
			continue;
		}
		if (out.len > 0 && gap)
			blanks = 1;
		while (out.len > 0 && blanks > 0) {
			str_addc(&out, '\n');
			blanks--;
		}
		if (out.len > 0)
			str_addc(&out, '\n');
		str_addn(&out, line->s, line->len);
		blanks = 0;
		gap = false;
	}
	while (out.len > 0 && strchr(" \t\r", out.s[out.len - 1]))
		out.s[--out.len] = '\0';
	return str_end(&out);
}

static bool anything_folded(const struct folding *f)
{
	size_t i;

	for (i = 0; i < f->lines.n; i++)
		if (f->fold[i] && !f->lines.v[i].blank)
			return true;
	return false;
}

void mail_fold(struct arena *a, const char *text, struct mail_fold *out)
{
	struct folding f = { .arena = a, .lines = text_split(a, text) };

	memset(out, 0, sizeof(*out));
	f.fold = arena_alloc(a, (f.lines.n + 1) * sizeof(bool));
	find_quotes(&f);
	if (f.top)              /* forwarded without a word, or quoted without an answer */
		return;
	fold_signatures(&f);
	fold_blanks(&f);
	if (!anything_folded(&f))
		return;
	out->reply = collect(&f, false);
	out->quoted = collect(&f, true);
}
