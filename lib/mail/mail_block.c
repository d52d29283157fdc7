/*
 * Header blocks inside the text of a mail: what Outlook, Apple Mail, Thunderbird and web
 * mailers put above the mail that they quote or forward, in many languages.
 */
#include "mail/mail_text.h"

#include <string.h>

#define NAME_MAX_BYTES 80       /* a longer text before the colon is no header name */
#define BLOCK_MAX_LINES 40
#define VALUE_MAX_LINES 12      /* recipients may wrap */

/* Without ">", bold stars and blanks at the front. */
static const char *strip_front(const char *s, const char *end)
{
	while (s < end && strchr("> \t*", *s))
		s++;
	return s;
}

/* The colon that ends the name, ASCII or full width; *after_out is behind it. */
static const char *find_colon(const char *s, const char *end, const char **after_out)
{
	const char *limit = end - s > NAME_MAX_BYTES ? s + NAME_MAX_BYTES : end;

	for (; s < limit; s++) {
		if (*s == ':') {
			*after_out = s + 1;
			return s;
		}
		if (end - s >= 3 && memcmp(s, "\xEF\xBC\x9A", 3) == 0) {
			*after_out = s + 3;
			return s;
		}
	}
	return NULL;
}

static enum head name_kind(const char *name)
{
	static const struct { enum phrase_kind phrase; enum head head;
	} map[] = {
		{ PHRASE_FROM, HEAD_FROM },
		{ PHRASE_DATE, HEAD_DATE },
		{ PHRASE_TO, HEAD_TO },
		{ PHRASE_CC, HEAD_CC },
		{ PHRASE_SUBJECT, HEAD_SUBJECT },
		{ PHRASE_OTHER, HEAD_OTHER },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		if (phrase_is(map[i].phrase, name))
			return map[i].head;
	return HEAD_NONE;
}

void head_line(struct text_line *line)
{
	const char *end = line->s + line->len, *s = strip_front(line->s, end), *after, *colon;
	char *name;
	size_t n;

	line->head = HEAD_NONE;
	if (line->blank || !(colon = find_colon(s, end, &after)))
		return;
	name = text_norm(line->arena, s, (size_t)(colon - s));
	for (n = strlen(name); n > 0 && strchr("* ", name[n - 1]); n--)
		name[n - 1] = '\0';
	line->head = name_kind(name);
	line->value = strip_front(after, end);
}

static char *clean_value(struct arena *a, const char *s, const char *end)
{
	char *value = str_trim(arena_strndup(a, s, (size_t)(end - s)));
	size_t n = strlen(value);

	while (n > 0 && (value[n - 1] == '*' || value[n - 1] == ' '))
		value[--n] = '\0';
	return value;
}

/* A line that goes on with the value above it. */
static bool continues(const struct text_line *line, bool quoted)
{
	const char *end = line->s + line->len;

	return line->head == HEAD_NONE && line->quoted == quoted && !line->blank &&
	    strip_front(line->s, end) < end;
}

/* Lines without a name are taken only while another header line follows them. */
static size_t value_end(const struct text_lines *t, size_t i)
{
	size_t k = i + 1;

	while (k < t->n && k - i <= VALUE_MAX_LINES && continues(&t->v[k], t->v[i].quoted))
		k++;
	return k < t->n && t->v[k].head != HEAD_NONE ? k : i + 1;
}

static const char *read_value(struct arena *a, const struct text_lines *t, size_t i, size_t to)
{
	struct str out = str_new(a);
	const char *end = t->v[i].s + t->v[i].len;

	str_add(&out, clean_value(a, t->v[i].value, end));
	for (i++; i < to; i++) {
		end = t->v[i].s + t->v[i].len;
		if (out.len > 0)
			str_addc(&out, ' ');
		str_add(&out, clean_value(a, strip_front(t->v[i].s, end), end));
	}
	return str_end(&out);
}

/* "To: a@b Subject: x" on one line, as some web mailers have it. */
static void split_subject(struct arena *a, struct head_block *b)
{
	const char *to = b->value[HEAD_TO], *colon = to ? strrchr(to, ':') : NULL, *word;

	if (b->value[HEAD_SUBJECT] || !colon)
		return;
	for (word = colon; word > to && word[-1] == ' '; word--)
		;
	while (word > to && word[-1] != ' ')
		word--;
	if (word == to || !phrase_is(PHRASE_SUBJECT, text_norm(a, word, strcspn(word, " :"))))
		return;
	b->value[HEAD_SUBJECT] = arena_strdup(a, colon + 1 + strspn(colon + 1, " "));
	b->value[HEAD_TO] = str_trim(arena_strndup(a, to, (size_t)(word - to)));
}

bool head_block(struct arena *a, const struct text_lines *t, size_t i, struct head_block *out)
{
	size_t first = i, to;
	enum head head;

	memset(out, 0, sizeof(*out));
	for (; i < t->n && i - first < BLOCK_MAX_LINES; i = to) {
		head = t->v[i].head;
		if (head == HEAD_NONE || t->v[i].quoted != t->v[first].quoted ||
		    (out->value[head] && head != HEAD_OTHER))
			break;
		to = value_end(t, i);
		if (!out->value[head])
			out->value[head] = read_value(a, t, i, to);
	}
	out->end = i;
	split_subject(a, out);
	return i > first;
}
