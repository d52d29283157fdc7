/* desk_erase_words: addresses, names and phone numbers found in a text however they are written. */
#include <string.h>

#include "desk/desk_erase.h"

enum { DIGITS_MIN = 7, PHONE_DIGITS = 8, BEFORE_MAX = 7 };

/* ---- folding with places */

static bool is_blank(const char *s, size_t n)
{
	return n == 1 && strchr(" \t\r\n\f\v", *s) != NULL;
}

/* Behind a line end the marks of a quotation belong to the white space. */
static bool is_mark(const char *s, bool line_start)
{
	return line_start && (*s == '>' || *s == '|');
}

void folded_make(struct arena *a, const char *text, struct folded *out)
{
	struct arena *one = arena_new();
	struct str s = str_new(a);
	size_t n = strlen(text), len;
	bool line_start = true;

	out->from = arena_alloc(a, (n * 4 + 2) * sizeof *out->from);
	for (size_t i = 0; i < n; i += len) {
		char piece[5] = "";
		size_t start = s.len;

		utf8_decode(text + i, n - i, &len);
		memcpy(piece, text + i, len < 4 ? len : 4);
		if (len == 1 && *piece >= 'A' && *piece <= 'Z')
			*piece += 'a' - 'A';
		const char *key = len == 1 ? piece : utf8_fold(one, piece, false);
		if (is_blank(key, strlen(key)) || is_mark(piece, line_start) ||
		    str_eq(piece, "\xc2\xa0")) {
			line_start |= *piece == '\n';
			if (s.len == 0 || s.s[s.len - 1] != ' ')
				str_addc(&s, ' ');
		} else {
			line_start = false;
			if (s.len + strlen(key) < n * 4)
				str_add(&s, key);
		}
		while (start < s.len)
			out->from[start++] = i;
		if (len > 1)
			arena_reset(one);
	}
	arena_free(one);
	out->s = str_end(&s);
	out->len = s.len;
	out->from[s.len] = n;
}

bool folded_word(const char *s, size_t at, size_t *len_out)
{
	uint32_t c;
	size_t n = 0;

	while (n < 4 && s[at + n] != '\0')
		n++;
	c = utf8_decode(s + at, n, len_out);
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
	/* Latin and Arabic punctuation, general punctuation, the ideographic */
	return c > 0xBF && c != 0x60C && c != 0x61B && c != 0x61F && c != 0x66A && c != 0x66B &&
	    c != 0x66C && c != 0x6D4 && (c < 0x2000 || c > 0x206F) && (c < 0x3000 || c > 0x3020) &&
	    c != UTF8_BAD;
}

static bool is_word(const char *s, size_t at)
{
	size_t len;

	return s[at] != '\0' && folded_word(s, at, &len);
}

static bool word_before(const char *s, size_t at)
{
	if (at == 0)
		return false;
	at--;
	while (at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80)
		at--;
	return is_word(s, at);
}

/* ---- the needles */

static const char *last_digits(struct arena *a, const char *number)
{
	size_t n = strlen(number);

	return arena_strdup(a, n > PHONE_DIGITS ? number + n - PHONE_DIGITS : number);
}

void needle_add(struct needles *list, struct arena *a, enum needle_kind kind, const char *text,
    const char *with, bool near_only)
{
	struct folded key;

	if (text == NULL || *text == '\0')
		return;
	folded_make(a, text, &key);
	if (kind == NEEDLE_PHONE && strlen(text) < DIGITS_MIN)
		return;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].kind == kind && str_eq(list->v[i].key, key.s))
			return;
	list->v = arena_grow(a, list->v, list->n, sizeof *list->v);
	list->v[list->n++] = (struct needle){ kind,
		kind == NEEDLE_PHONE ? last_digits(a, text) : str_trim(key.s), with, near_only };
}

/* An address ends another one only if that is somebody's: message ids put words before it. */
static bool free_before(const struct needles *list, const struct folded *f, size_t at, size_t len,
    enum needle_kind kind)
{
	size_t start = at;

	if (at == 0 || word_before(f->s, at))
		return at == 0;
	if (kind != NEEDLE_ADDRESS || strchr("._+-", f->s[at - 1]) == NULL)
		return true;
	while (start > 0 && (word_before(f->s, start) ||
	    strchr("._+-", f->s[start - 1]) != NULL))
		start--;
	struct arena *a = arena_new();
	bool known = list->known(list->ctx, arena_strndup(a, f->s + start, at + len - start));
	arena_free(a);
	return !known;
}

/* "ali demir" is not in "ali demirci"; in the person's own tickets it is: Turkish adds to words. */
static bool free_behind(const struct folded *f, size_t at, enum needle_kind kind, bool near)
{
	char c = f->s[at];

	if (kind == NEEDLE_NAME && near)
		return true;
	if (kind == NEEDLE_ADDRESS && (c == '.' || c == '-'))
		return !is_word(f->s, at + 1);
	return !is_word(f->s, at);
}

/* A number starts before its last digits: country code, 0, brackets. */
static size_t phone_start(const struct folded *f, size_t at)
{
	size_t start = at, digits = 0;

	while (start > 0 && digits < BEFORE_MAX &&
	    strchr("0123456789+(). -/", f->s[start - 1]) != NULL) {
		start--;
		digits += f->s[start] >= '0' && f->s[start] <= '9';
	}
	while (start < at && strchr(" .-/)", f->s[start]) != NULL)
		start++;
	return start;
}

/* The digits at `at`, with what people write between them; 0: they are not the number's. */
static size_t phone_length(const struct folded *f, size_t at, const char *digits)
{
	size_t i = at;

	for (; *digits != '\0'; digits++, i++) {
		while (i > at && f->s[i] != '\0' && strchr(" .-/()", f->s[i]) != NULL)
			i++;
		if (f->s[i] != *digits)
			return 0;
	}
	return f->s[i] >= '0' && f->s[i] <= '9' ? 0 : i - at;
}

struct place { size_t from, to; };

/* Is this needle at `at` of the folded text? */
static bool stands_at(const struct needles *list, const struct needle *n, const struct folded *f,
    size_t at, bool near, struct place *out)
{
	size_t len = strlen(n->key);

	if (n->kind == NEEDLE_PHONE) {
		len = f->s[at] == *n->key ? phone_length(f, at, n->key) : 0;
		*out = (struct place){ phone_start(f, at), at + len };
		return len > 0;
	}
	*out = (struct place){ at, at + len };
	return f->s[at] == *n->key && strncmp(f->s + at, n->key, len) == 0 &&
	    free_before(list, f, at, len, n->kind) && free_behind(f, at + len, n->kind, near);
}

static bool counts(const struct needle *n, bool near, bool subject)
{
	if (n->kind == NEEDLE_SUBJECT)
		return near && (subject || strchr(n->key, ' ') != NULL);
	return near || !n->near_only;
}

/* The longest needle at `at`: a name may begin with another of the same person. */
static const struct needle *needle_at(const struct needles *list, const struct folded *f,
    size_t at, bool near, bool subject, struct place *out)
{
	const struct needle *best = NULL;
	struct place p;

	for (size_t i = 0; i < list->n; i++)
		if (counts(&list->v[i], near, subject) &&
		    stands_at(list, &list->v[i], f, at, near, &p) &&
		    (best == NULL || p.to > out->to)) {
			best = &list->v[i];
			*out = p;
		}
	return best;
}

char *needles_replace(
    const struct needles *list, struct arena *a, const char *text, bool near, bool subject)
{
	struct folded f;
	struct str out = str_new(a);
	size_t at = 0, kept = 0;
	bool found = false;

	folded_make(a, text, &f);
	while (at < f.len) {
		struct place p = { 0 };
		const struct needle *n = needle_at(list, &f, at, near, subject, &p);

		if (n == NULL || f.from[p.from] < kept) {
			at++;
			continue;
		}
		str_addn(&out, text + kept, f.from[p.from] - kept);
		str_add(&out, n->with);
		kept = f.from[p.to];
		at = p.to;
		found = true;
	}
	str_add(&out, text + kept);
	return found ? str_end(&out) : NULL;
}
