/*
 * mail_word: encoded words (RFC 2047) as mail programs really write them: inside
 * words and quotes, without blanks between, with blanks within, a multibyte
 * character or a base64 group cut between two words.
 */
#include "mail/mail_tree.h"

#include <gmime/gmime.h>
#include <string.h>

enum { MAX_CHARSET = 40, MAX_WORD = 4096 };

struct word {
	char charset[MAX_CHARSET];
	bool base64;
	const char *text;
	size_t len;
	const char *end;                /* behind the closing "?=" */
};

/* Bytes of neighbouring words of one charset, converted together. */
struct run {
	struct arena *arena;
	struct str *out;
	char charset[MAX_CHARSET];
	struct str bytes;
	int state;                      /* of the base64 decoder, across words */
	guint32 save;
};

static const char *find(const char *p, const char *end, char first, char second)
{
	for (; (p = memchr(p, first, (size_t)(end - p))) && p + 1 < end; p++)
		if (p[1] == second)
			return p;
	return NULL;
}

/* charset[*language]; NULL if it does not end in '?' soon. */
static const char *read_charset(const char *p, const char *end, char *out)
{
	size_t n = 0;
	bool language = false;

	for (; p < end && *p != '?'; p++) {
		if (n == MAX_CHARSET - 1 || *p <= ' ' || *p >= 0x7f)
			return NULL;
		language |= *p == '*';
		if (!language)
			out[n++] = *p;
	}
	out[n] = '\0';
	return p < end && n > 0 ? p + 1 : NULL;
}

/* The encoded word that starts at p. */
static bool read_word(const char *p, const char *end, struct word *w)
{
	const char *close;

	if (end - p < 8 || p[0] != '=' || p[1] != '?' ||
	    !(p = read_charset(p + 2, end, w->charset)))
		return false;
	if (end - p < 4 || p[1] != '?' || !strchr("bBqQ", p[0]))
		return false;
	w->base64 = *p == 'b' || *p == 'B';
	w->text = p + 2;
	if (!(close = find(w->text, end - w->text < MAX_WORD ? end : w->text + MAX_WORD, '?', '=')))
		return false;
	w->len = (size_t)(close - w->text);
	w->end = close + 2;
	return true;
}

static int hex(char c)
{
	return g_ascii_isxdigit(c) ? g_ascii_xdigit_value(c) : -1;
}

static void decode_q(struct str *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int hi = s[i] == '=' && i + 2 < n ? hex(s[i + 1]) : -1;
		int lo = hi >= 0 ? hex(s[i + 2]) : -1;

		if (lo >= 0) {
			str_addc(out, (char)(hi << 4 | lo));
			i += 2;
		} else if (s[i] != '\r' && s[i] != '\n') {
			str_addc(out, s[i] == '_' ? ' ' : s[i]);
		}
	}
}

static void decode_b(struct run *r, const struct word *w)
{
	unsigned char *buf = arena_alloc(r->arena, w->len + 3);
	size_t n = g_mime_encoding_base64_decode_step((const unsigned char *)w->text, w->len, buf,
	    &r->state, &r->save);

	str_addn(&r->bytes, (char *)buf, n);
	if (memchr(w->text, '=', w->len)) {
		r->state = 0;
		r->save = 0;
	}
}

static void run_end(struct run *r)
{
	if (r->charset[0])
		str_add(r->out,
		    mail_charset_text(r->arena, str_end(&r->bytes), r->bytes.len, r->charset));
	r->charset[0] = '\0';
	r->bytes = str_new(r->arena);
	r->state = 0;
	r->save = 0;
}

static void run_add(struct run *r, const struct word *w)
{
	if (!str_ieq(r->charset, w->charset))
		run_end(r);
	memcpy(r->charset, w->charset, sizeof r->charset);
	if (w->base64)
		decode_b(r, w);
	else
		decode_q(&r->bytes, w->text, w->len);
}

static bool all_blank(const char *s, const char *end)
{
	for (; s < end; s++)
		if (!strchr(" \t\r\n", *s) || *s == '\0')
			return false;
	return true;
}

/* One line: ends of folded lines vanish, every other control character becomes a blank. */
static char *one_line(char *s)
{
	char *to = s;

	for (const char *from = s; *from; from++) {
		if (*from == '\r' || *from == '\n') {
			if (from[1] != ' ' && from[1] != '\t' && from[1] != '\n' && to > s &&
			    to[-1] != ' ')
				*to++ = ' ';
			continue;
		}
		*to++ = (unsigned char)*from < ' ' || *from == 0x7f ? ' ' : *from;
	}
	*to = '\0';
	return str_trim(s);
}

const char *mail_word_end(const char *s, const char *end)
{
	struct word w;

	return read_word(s, end, &w) ? w.end : NULL;
}

char *mail_words_decode(struct arena *a, const char *s, size_t n, const char *charset)
{
	const char *end = s + n, *plain = s, *p = s;
	struct str out = str_new(a);
	struct run r = { .arena = a, .out = &out, .bytes = str_new(a) };
	struct word w;

	while ((p = find(p, end, '=', '?'))) {
		if (!read_word(p, end, &w)) {
			p += 2;
			continue;
		}
		if (!r.charset[0] || !all_blank(plain, p)) {
			run_end(&r);
			str_add(&out, mail_charset_text(a, plain, (size_t)(p - plain), charset));
		}
		run_add(&r, &w);
		p = plain = w.end;
	}
	run_end(&r);
	str_add(&out, mail_charset_text(a, plain, (size_t)(end - plain), charset));
	return one_line(str_end(&out));
}
