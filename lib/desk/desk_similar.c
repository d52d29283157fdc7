/* desk_similar: earlier tickets about the same problem, by telling words of its subject. */
#include <string.h>

#include "desk/desk.h"
#include "store/store.h"

enum { WORDS_MAX = 8, LETTERS_MIN = 4, SHOWN = 10 };

static size_t letters(const char *word)
{
	size_t n = 0;

	for (; *word != '\0'; word++)
		n += ((unsigned char)*word & 0xc0) != 0x80;
	return n;
}

/* Suffixes go: of a longer word a third, but four letters stay. */
static char *stem(char *word)
{
	size_t all = letters(word), keep = all - all / 3, n = 0;
	char *p = word;

	if (keep < LETTERS_MIN)
		keep = LETTERS_MIN;
	for (; *p != '\0'; p++)
		if (((unsigned char)*p & 0xc0) != 0x80 && n++ == keep)
			break;
	*p = '\0';
	return word;
}

/* The longest words say most. */
static void add_word(struct arena *a, struct strv *words, char *word)
{
	size_t shortest = 0;

	if (letters(word) < LETTERS_MIN || strspn(word, "0123456789") == strlen(word) ||
	    strv_has(words, stem(word)))
		return;
	if (words->n < WORDS_MAX) {
		strv_add(words, a, word);
		return;
	}
	for (size_t i = 1; i < words->n; i++)
		if (letters(words->v[i]) < letters(words->v[shortest]))
			shortest = i;
	if (letters(word) > letters(words->v[shortest]))
		words->v[shortest] = word;
}

static bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ((unsigned char)c & 0x80) != 0;
}

/* Words of the subject; the ticket number in braces is none. */
static struct strv telling_words(struct arena *a, const char *subject)
{
	struct strv words = { 0 };
	char *p = utf8_fold(a, subject, true);

	while (*p != '\0') {
		char *word = p;

		if (*p == '{' && strchr(p, '}') != NULL) {
			p = strchr(p, '}');
			continue;
		}
		while (in_word(*p))
			p++;
		if (p > word)
			add_word(a, &words, arena_strndup(a, word, (size_t)(p - word)));
		if (*p != '\0')
			p++;
	}
	return words;
}

static int keep_visible(struct desk *desk, const struct desk_list_options *o, const int64_t *found,
    size_t n, struct ids *out, struct err *err)
{
	int64_t limit = o->limit > 0 ? o->limit : SHOWN, skip = o->offset;
	struct ticket t;

	for (size_t i = 0; i < n && (int64_t)out->n < limit; i++) {
		if (store_ticket(desk->store, desk->arena, found[i], &t, err) < 0)
			return -1;
		if (!desk_may_see(desk, &t) || skip-- > 0)
			continue;
		out->v = arena_grow(desk->arena, out->v, out->n, sizeof *out->v);
		out->v[out->n++] = found[i];
	}
	return 0;
}

int desk_similar(struct desk *desk, const struct desk_list_options *options, struct err *err)
{
	char *operands[] = { arena_strdup(desk->arena, options->similar), NULL };
	struct ids one, out = { 0 };
	struct ticket t;
	int64_t *found;
	size_t n;

	if (options->sort != NULL || options->reverse || options->sent_by != NULL ||
	    options->assigned_to != NULL || options->mine)
		return err_set(err, ERR_USAGE, "--similar has an order of its own");
	if (desk_operands(desk, operands, false, false, &one, err) < 0 || err->class != ERR_NONE)
		return -1;
	if (one.n != 1)
		return err_set(
		    err, ERR_USAGE, "--similar %s: one ticket is needed", options->similar);
	if (store_ticket(desk->store, desk->arena, one.v[0], &t, err) < 0)
		return -1;
	struct strv words = telling_words(desk->arena, t.subject);
	if (store_similar(desk->store, desk->arena, &words, (words.n + 1) / 2, t.id, &found, &n,
		err) < 0 ||
	    keep_visible(desk, options, found, n, &out, err) < 0)
		return -1;
	return desk_print(desk, &out, err);
}
