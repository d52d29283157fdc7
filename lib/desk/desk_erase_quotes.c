/*
 * desk_erase_quotes: what somebody wrote, found again in what others sent.  A run of words belongs
 * to whoever wrote it first, so neither our own sentences that the person quoted nor words that all
 * use are taken for theirs; how a mail program marked or wrapped the quotation does not matter.
 */
#include <string.h>

#include "desk/desk_erase.h"

enum { PAIR, RUN, LINE };       /* of own_words.mine and .others */
enum { PAIR_WORDS = 2, RUN_WORDS = 5, STRONG_WORDS = 3 };

struct word {
	uint64_t hash;
	size_t from, to;        /* bytes of the text */
	size_t line;
	bool marked, digits;
};

struct lines {
	size_t first, n;        /* words of the line */
	bool quoted;
	uint64_t hash;
};

struct words {
	struct word *v;
	size_t n;
	struct lines *lines;
	size_t lines_n;
};

static uint64_t mix(uint64_t hash, uint64_t v)
{
	hash = (hash ^ v) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 29;
}

static void add_words(struct arena *a, const char *line, size_t at, size_t len, struct words *out)
{
	char *text = arena_strndup(a, line, len);
	struct folded f;
	size_t i = 0, n;

	folded_make(a, text, &f);
	while (i < f.len) {
		struct word w = { .line = out->lines_n, .from = at + f.from[i] };

		for (; i < f.len && folded_word(f.s, i, &n); w.to = at + f.from[i]) {
			w.digits |= f.s[i] >= '0' && f.s[i] <= '9';
			for (size_t end = i + n; i < end; i++)
				w.hash = mix(w.hash, (unsigned char)f.s[i]);
		}
		if (w.to == 0) {
			i += n;
			continue;
		}
		out->v = arena_grow(a, out->v, out->n, sizeof *out->v);
		out->v[out->n++] = w;
	}
}

static void read_words(struct arena *a, const char *text, size_t quoted_from, struct words *out)
{
	size_t at = 0, n = strlen(text);

	*out = (struct words){ 0 };
	while (at < n) {
		size_t len = strcspn(text + at, "\n");
		struct lines line = { .first = out->n };
		const char *mark = text + at + strspn(text + at, " \t");

		line.quoted = *mark == '>' || *mark == '|' || at >= quoted_from;
		add_words(a, text + at, at, len, out);
		line.n = out->n - line.first;
		for (size_t i = line.first; i < out->n; i++)
			line.hash = mix(line.hash, out->v[i].hash);
		out->lines = arena_grow(a, out->lines, out->lines_n, sizeof *out->lines);
		out->lines[out->lines_n++] = line;
		at += len + 1;
	}
}

/* A positive number that stands for n words from i on. */
static int64_t run_at(const struct words *w, size_t i, size_t n)
{
	uint64_t hash = n;

	for (size_t k = 0; k < n; k++)
		hash = mix(hash, w->v[i + k].hash);
	return (int64_t)(hash >> 1) | 1;
}

/* ---- learning, in the order in which it was written */

static void learn(struct own_words *w, int kind, int64_t id, bool mine)
{
	if (!idset_has(mine ? &w->others[kind] : &w->mine[kind], id))
		idset_add(mine ? &w->mine[kind] : &w->others[kind], w->arena, id);
}

void words_learn(struct own_words *w, const char *text, bool mine)
{
	struct arena *a = arena_new();
	struct words words;

	read_words(a, text, SIZE_MAX, &words);
	for (size_t i = 0; i + PAIR_WORDS <= words.n; i++)
		learn(w, PAIR, run_at(&words, i, PAIR_WORDS), mine);
	for (size_t i = 0; i + RUN_WORDS <= words.n; i++)
		learn(w, RUN, run_at(&words, i, RUN_WORDS), mine);
	for (size_t i = 0; i < words.lines_n; i++)
		if (words.lines[i].n > 0)
			learn(w, LINE, (int64_t)(words.lines[i].hash >> 1) | 1, mine);
	arena_free(a);
}

/* ---- finding them again */

static void mark(struct words *w, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++)
		w->v[i].marked = true;
}

/* Runs that overlap are one; it must have at least run_min words. */
static void mark_runs(struct own_words *own, struct words *w, size_t run_min)
{
	size_t start = 0, end = 0;

	for (size_t i = 0; i + RUN_WORDS <= w->n; i++) {
		if (!idset_has(&own->mine[RUN], run_at(w, i, RUN_WORDS)))
			continue;
		if (i > end)
			start = i;
		end = i + RUN_WORDS;
		if (end - start >= run_min)
			mark(w, start, end - start);
	}
}

/* A short line of theirs alone proves little, unless it is quoted, or long, or holds figures. */
static bool is_their_line(struct own_words *own, const struct words *w, const struct lines *l)
{
	bool digits = false;

	if (l->n == 0 || !idset_has(&own->mine[LINE], (int64_t)(l->hash >> 1) | 1))
		return false;
	for (size_t i = l->first; i < l->first + l->n; i++)
		digits |= w->v[i].digits;
	return l->quoted || l->n >= STRONG_WORDS || digits;
}

/* A piece of a line that was cut up between answers: most of its pairs are theirs. */
static bool is_their_piece(struct own_words *own, const struct words *w, const struct lines *l)
{
	size_t theirs = 0, pairs = l->n < PAIR_WORDS ? 0 : l->n - 1;

	for (size_t i = 0; i < pairs; i++)
		theirs += idset_has(&own->mine[PAIR], run_at(w, l->first + i, PAIR_WORDS));
	return l->quoted && pairs > 0 && theirs * 2 > pairs;
}

static void mark_lines(struct own_words *own, struct words *w)
{
	for (size_t i = 0; i < w->lines_n; i++)
		if (is_their_line(own, w, &w->lines[i]) || is_their_piece(own, w, &w->lines[i]))
			mark(w, w->lines[i].first, w->lines[i].n);
}

char *words_replace(struct own_words *own, struct arena *a, const char *text, size_t quoted_from,
    size_t run_min, const char *with)
{
	struct words w;
	struct str out = str_new(a);
	size_t kept = 0;
	bool found = false;

	read_words(a, text, quoted_from, &w);
	mark_runs(own, &w, run_min);
	if (run_min <= RUN_WORDS)
		mark_lines(own, &w);
	for (size_t i = 0; i < w.n; i++) {
		size_t first = i;

		if (!w.v[i].marked)
			continue;
		while (i + 1 < w.n && w.v[i + 1].marked)
			i++;
		str_addn(&out, text + kept, w.v[first].from - kept);
		str_add(&out, with);
		kept = w.v[i].to;
		found = true;
	}
	str_add(&out, text + kept);
	return found ? str_end(&out) : NULL;
}
