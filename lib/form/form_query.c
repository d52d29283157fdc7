/* Queries: the grammar of words, phrases, key:value, and, or, not and brackets (tk-query(7)). */
#include "form/form_query.h"

#include <string.h>

static struct query *read_or(struct query_reader *r);

struct query *query_fail(struct query_reader *r, const char *at, const char *fmt, ...)
{
	struct str text = str_new(r->a);
	char piece[400];
	size_t column = 1;
	va_list ap;

	for (const char *s = r->text; s < at; s++)
		column += ((unsigned char)*s & 0xc0) != 0x80;
	va_start(ap, fmt);
	vsnprintf(piece, sizeof piece, fmt, ap);
	va_end(ap);
	str_addf(&text, "query, column %zu: %s", column, piece);
	err_set(r->err, ERR_USAGE, "%s", str_end(&text));
	return NULL;
}

struct query *query_node(struct query_reader *r, enum query_op op)
{
	struct query *q;

	if (++r->nodes > QUERY_MAX_NODES)
		return query_fail(r, r->at, "the query has too many parts");
	q = arena_alloc(r->a, sizeof *q);
	q->op = op;
	return q;
}

struct query *query_add_kid(struct query_reader *r, struct query *parent, struct query *kid)
{
	if (!parent || !kid)
		return NULL;
	parent->kids = arena_grow(r->a, parent->kids, parent->kids_n, sizeof *parent->kids);
	parent->kids[parent->kids_n++] = kid;
	return parent;
}

/* ---- words */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct query_reader *r)
{
	while (is_blank(*r->at))
		r->at++;
}

static bool ends_word(char c)
{
	return !c || is_blank(c) || c == '(' || c == ')' || c == '"';
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (!ends_word(s[n]))
		n++;
	return n;
}

/* Is the next word this operator, in any case?  Then read it. */
static bool take_word(struct query_reader *r, const char *word)
{
	size_t n;

	skip_blanks(r);
	n = word_length(r->at);
	if (n != strlen(word) || r->at[n] == '"' || !str_ieq(arena_strndup(r->a, r->at, n), word))
		return false;
	r->at += n;
	return true;
}

/* "..." at r->at; \" and \\ stand for themselves. */
static bool read_quoted(struct query_reader *r, struct query_value *out)
{
	const char *start = r->at++;
	struct str text = str_new(r->a);

	for (; *r->at && *r->at != '"'; r->at++) {
		if (r->at[0] == '\\' && (r->at[1] == '"' || r->at[1] == '\\'))
			r->at++;
		str_addc(&text, *r->at);
	}
	if (!*r->at) {
		query_fail(r, start, "the closing \" is missing");
		return false;
	}
	r->at++;
	*out = (struct query_value){str_end(&text), true, start};
	return true;
}

static bool read_value(struct query_reader *r, struct query_value *out)
{
	const char *start = r->at;

	if (*r->at == '"')
		return read_quoted(r, out);
	while (!ends_word(*r->at) && *r->at != ',')
		r->at++;
	*out =
	    (struct query_value){arena_strndup(r->a, start, (size_t)(r->at - start)), false, start};
	return true;
}

/* value,value,... behind a key. */
static struct query *read_values(struct query_reader *r, const char *key, const char *key_at)
{
	struct query_value *values = NULL;
	size_t n = 0;

	do {
		if (n)
			r->at++;
		values = arena_grow(r->a, values, n, sizeof *values);
		if (!read_value(r, &values[n]))
			return NULL;
		if (!*values[n].text)
			return query_fail(r, values[n].at, "%s: a value is missing", key);
		if (++n > QUERY_MAX_NODES)
			return query_fail(r, r->at, "the query has too many parts");
	} while (*r->at == ',');
	if (*r->at == '"')
		return query_fail(r, r->at, "a blank or comma is missing before the \"");
	r->has_key = true;
	return query_term(r, key, key_at, values, n);
}

/* The length of a key at s: letters, or field.NAME, and then a colon; 0 if it is none. */
static size_t key_length(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (str_istarts(s, "field.") && n == 5)
		for (n = 6; !ends_word(s[n]) && s[n] != ':' && s[n] != ','; n++)
			;
	return n && s[n] == ':' ? n : 0;
}

static struct query *text_node(struct query_reader *r, const char *text, bool phrase)
{
	struct query *q = query_node(r, QUERY_TEXT);

	if (!q)
		return NULL;
	q->values = arena_alloc(r->a, sizeof *q->values);
	q->values[0] = text;
	q->values_n = 1;
	q->phrase = phrase;
	return q;
}

static struct query *read_saved(struct query_reader *r)
{
	const char *start = r->at++;
	struct query_value name;

	if (!read_value(r, &name))
		return NULL;
	if (!*name.text)
		return query_fail(r, start, "the name of a saved query is missing");
	r->has_key = true;
	return query_term(r, "@", start, &name, 1);
}

static struct query *read_word(struct query_reader *r)
{
	const char *start = r->at;
	size_t n = key_length(start);
	struct query_value phrase;

	if (*start == '"')
		return read_quoted(r, &phrase) ? text_node(r, phrase.text, true) : NULL;
	if (*start == '@')
		return read_saved(r);
	if (n) {
		r->at += n + 1;
		return read_values(r, arena_strndup(r->a, start, n), start);
	}
	r->at += word_length(start);
	return text_node(r, arena_strndup(r->a, start, (size_t)(r->at - start)), false);
}

/* ---- and, or, not, brackets */

static struct query *read_brackets(struct query_reader *r)
{
	const char *start = r->at++;
	struct query *q;

	q = read_or(r);
	if (!q)
		return NULL;
	if (*r->at != ')')
		return query_fail(r, start, "the closing bracket is missing");
	r->at++;
	return q;
}

static struct query *read_one(struct query_reader *r)
{
	struct query *q;
	const char *start;

	skip_blanks(r);
	start = r->at;
	if (r->depth++ >= QUERY_MAX_DEPTH)
		return query_fail(r, start, "nested too deeply");
	if (take_word(r, "not")) {
		q = query_node(r, QUERY_NOT);
		q = q ? query_add_kid(r, q, read_one(r)) : NULL;
	} else if (*r->at == '(') {
		q = read_brackets(r);
	} else if (!*r->at || *r->at == ')') {
		q = query_fail(r, start, "a term is missing");
	} else {
		q = read_word(r);
	}
	r->depth--;
	return q;
}

static bool at_or(struct query_reader *r)
{
	const char *start = r->at;
	bool found = take_word(r, "or");

	r->at = start;
	return found;
}

static struct query *read_and(struct query_reader *r)
{
	struct query *first = read_one(r), *all = NULL;

	while (first) {
		bool explicit;

		skip_blanks(r);
		explicit = take_word(r, "and");
		if (!explicit && (!*r->at || *r->at == ')' || at_or(r)))
			break;
		if (!all)
			all = query_add_kid(r, query_node(r, QUERY_AND), first);
		first = query_add_kid(r, all, read_one(r));
	}
	return first;
}

static struct query *read_or(struct query_reader *r)
{
	struct query *first = read_and(r), *any = NULL;

	while (first && take_word(r, "or")) {
		if (!any)
			any = query_add_kid(r, query_node(r, QUERY_OR), first);
		first = query_add_kid(r, any, read_and(r));
	}
	skip_blanks(r);
	return first;
}

int query_parse(struct arena *a, const char *text, const char *me, int64_t now, struct query **out,
    bool *has_key_out, struct err *err)
{
	struct query_reader r = {
	    .a = a, .text = text, .at = text, .me = me, .now = now, .err = err};

	*has_key_out = false;
	if (strlen(text) > QUERY_MAX_TEXT)
		return err_set(err, ERR_USAGE, "query: longer than %d bytes", QUERY_MAX_TEXT);
	if (!utf8_valid(text, strlen(text)))
		return err_set(err, ERR_USAGE, "query: not UTF-8");
	skip_blanks(&r);
	*out = *r.at ? read_or(&r) : query_node(&r, QUERY_AND);
	if (*out && *r.at)
		*out = query_fail(&r, r.at, "no bracket is open here");
	*has_key_out = r.has_key;
	return *out ? 0 : -1;
}
