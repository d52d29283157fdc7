/* Query terms: which keys there are and what each may say (tk-query(7)). */
#include "form/form_query.h"

#include <string.h>

enum key_kind { KEY_TEXT, KEY_WORDS, KEY_TIME, KEY_IDLE, KEY_ID, KEY_AGENT, KEY_FREE,
	KEY_SUBJECT };

static const char *const is_words[] = {"unassigned", "overdue", "missed", "flagged", "failed",
    "uncertain", "spam", "outsider", "deleted", "archived", "unseen", NULL};
static const char *const sla_words[] = {"breached", "warning", "ok", NULL};
static const char *const has_words[] = {"attachment", "resolution", "task", NULL};

/* The words of an enumeration of the model, or of a list of our own. */
struct key {
	const char *name;
	enum key_kind kind;
	const char *const *words;
	const char *(*word)(unsigned i);        /* NULL past the end */
};

#define WORD_OF(NAME, COUNT) \
	static const char *NAME##_word(unsigned i) \
	{ \
		return i < COUNT ? NAME##_name((enum NAME)i) : NULL; \
	}

WORD_OF(status, STATUS_COUNT)
WORD_OF(channel, CHANNEL_COUNT)
WORD_OF(level, LEVEL_COUNT)
WORD_OF(severity, SEVERITY_COUNT)

static const struct key keys[] = {
	{"id", KEY_ID, NULL, NULL},
	{"status", KEY_WORDS, NULL, status_word},
	{"group", KEY_TEXT, NULL, NULL},
	{"agent", KEY_AGENT, NULL, NULL},
	{"requester", KEY_TEXT, NULL, NULL},
	{"from", KEY_TEXT, NULL, NULL},
	{"organisation", KEY_TEXT, NULL, NULL},
	{"tag", KEY_TEXT, NULL, NULL},
	{"category", KEY_TEXT, NULL, NULL},
	{"priority", KEY_TEXT, NULL, NULL},
	{"kind", KEY_TEXT, NULL, NULL},
	{"brand", KEY_TEXT, NULL, NULL},
	{"channel", KEY_WORDS, NULL, channel_word},
	{"level", KEY_WORDS, NULL, level_word},
	{"product", KEY_TEXT, NULL, NULL},
	{"text", KEY_FREE, NULL, NULL},
	{"subject", KEY_SUBJECT, NULL, NULL},
	{"created", KEY_TIME, NULL, NULL},
	{"updated", KEY_TIME, NULL, NULL},
	{"closed", KEY_TIME, NULL, NULL},
	{"due", KEY_TIME, NULL, NULL},
	{"idle", KEY_IDLE, NULL, NULL},
	{"sla", KEY_WORDS, sla_words, NULL},
	{"has", KEY_WORDS, has_words, NULL},
	{"is", KEY_WORDS, is_words, NULL},
	{"sender", KEY_AGENT, NULL, NULL},
	{"creator", KEY_AGENT, NULL, NULL},
	{"severity", KEY_WORDS, NULL, severity_word},
	{"skill", KEY_TEXT, NULL, NULL},
	{"task", KEY_AGENT, NULL, NULL},
};

#define KEYS (sizeof keys / sizeof *keys)

const char *query_key(unsigned i)
{
	return i < KEYS ? keys[i].name : NULL;
}

static struct query *term_node(struct query_reader *r, const char *key)
{
	struct query *q = query_node(r, QUERY_TERM);

	if (q)
		q->key = key;
	return q;
}

static void add_text(struct query_reader *r, struct query *q, const char *text)
{
	q->values = arena_grow(r->a, q->values, q->values_n, sizeof *q->values);
	q->values[q->values_n++] = text;
}

/* ---- enumerations */

static const char *key_word(const struct key *key, unsigned i)
{
	return key->words ? key->words[i] : key->word(i);
}

static const char *find_word(
    struct query_reader *r, const struct key *key, const struct query_value *value)
{
	struct str known = str_new(r->a);
	const char *word;

	for (unsigned i = 0; (word = key_word(key, i)) != NULL; i++) {
		if (str_ieq(word, value->text))
			return word;
		str_addf(&known, "%s%s", i ? ", " : "", word);
	}
	query_fail(
	    r, value->at, "%s is one of %s, not %.40s", key->name, str_end(&known), value->text);
	return NULL;
}

static struct query *add_word(struct query_reader *r, const struct key *key, struct query *q,
    const struct query_value *value)
{
	const char *word = find_word(r, key, value);

	if (!word)
		return NULL;
	add_text(r, q, word);
	return q;
}

static struct query *add_agent(
    struct query_reader *r, struct query *q, const struct query_value *value)
{
	bool me = !value->quoted && str_ieq(value->text, "me");

	if (me && !r->me) {
		err_set(
		    r->err, ERR_NOUSER, "query: %s:me: you are no agent here (see --as)", q->key);
		return NULL;
	}
	add_text(r, q, me ? r->me : value->text);
	return q;
}

/* ---- ranges */

/* Nine digits and more are epoch seconds, fewer a duration. */
static bool is_epoch(const char *s)
{
	return strlen(s) >= 9 && strspn(s, "0123456789") == strlen(s);
}

/* One end of a range of times: a day, a moment, or a distance from now (back, for due ahead). */
static bool read_moment(
    const struct query_reader *r, const char *s, bool ahead, int64_t *first, int64_t *last)
{
	int64_t distance;

	if (!is_epoch(s) && duration_parse(s, &distance) == 0) {
		*first = *last = ahead ? r->now + distance : r->now - distance;
		return true;
	}
	if (day_parse(s, first, last) == 0)
		return true;
	if (clock_parse(s, first) < 0)
		return false;
	*last = *first;
	return true;
}

static bool read_whole(const char *s, int64_t *out)
{
	return str_int(s, out) == 0 && *out >= 0;
}

/* first and last: what one end of the range covers. */
static bool read_end(const struct query_reader *r, const struct key *key, const char *s,
    int64_t *first, int64_t *last)
{
	bool good;

	if (key->kind == KEY_TIME)
		return read_moment(r, s, str_eq(key->name, "due"), first, last);
	good = key->kind == KEY_IDLE ? duration_parse(s, first) == 0 : read_whole(s, first);
	*last = *first;
	return good;
}

/* A value without dots: created:7d is the last seven days, due:2h the next two hours, idle:3d three
 * days or more. */
static void set_single(
    const struct query_reader *r, const struct key *key, const char *s, struct query *q)
{
	int64_t distance;

	q->has_lo = q->has_hi = true;
	if (key->kind == KEY_IDLE) {
		q->has_hi = false;
	} else if (key->kind == KEY_TIME && !is_epoch(s) && duration_parse(s, &distance) == 0) {
		if (str_eq(key->name, "due"))
			q->lo = r->now;
		else
			q->hi = r->now;
	}
}

static struct query *bad_range(
    struct query_reader *r, const struct key *key, const struct query_value *value)
{
	static const char *const forms[] = {
	    [KEY_TIME] =
		"a day (2026-01-31), a time or a duration (7d), or two of them with .. between",
	    [KEY_IDLE] = "a duration (3d), or two of them with .. between",
	    [KEY_ID] = "a number, or two of them with .. between",
	};

	return query_fail(
	    r, value->at, "%s takes %s, not %.40s", key->name, forms[key->kind], value->text);
}

static struct query *range_node(
    struct query_reader *r, const struct key *key, const struct query_value *value)
{
	char *dots = strstr(value->text, ".."), *low = value->text, *high = NULL;
	struct query *q = term_node(r, key->name);
	int64_t unused;

	if (!q)
		return NULL;
	q->range = true;
	if (!dots) {
		if (!read_end(r, key, low, &q->lo, &q->hi))
			return bad_range(r, key, value);
		set_single(r, key, low, q);
		return q;
	}
	low = arena_strndup(r->a, low, (size_t)(dots - low));
	high = dots + 2;
	q->has_lo = *low != '\0';
	q->has_hi = *high != '\0';
	if ((!q->has_lo && !q->has_hi) || (q->has_lo && !read_end(r, key, low, &q->lo, &unused)) ||
	    (q->has_hi && !read_end(r, key, high, &unused, &q->hi)))
		return bad_range(r, key, value);
	if (q->has_lo && q->has_hi && q->lo > q->hi)
		return query_fail(r, value->at, "%s: the range ends before it begins", key->name);
	return q;
}

/* ---- words to search for: text:word is the word itself */

static struct query *word_node(struct query_reader *r, const struct key *key,
    const struct query_value *value)
{
	struct query *q =
	    key->kind == KEY_FREE ? query_node(r, QUERY_TEXT) : term_node(r, key->name);

	if (!q)
		return NULL;
	add_text(r, q, value->text);
	q->phrase = value->quoted;
	return q;
}

/* ---- terms */

/* Values that each need a node of their own are an OR of these. */
static struct query *any_term(struct query_reader *r, const struct key *key,
    const struct query_value *values, size_t n)
{
	bool words = key->kind == KEY_FREE || key->kind == KEY_SUBJECT;
	struct query *any = n > 1 ? query_node(r, QUERY_OR) : NULL;

	for (size_t i = 0; i < n; i++) {
		struct query *q =
		    words ? word_node(r, key, &values[i]) : range_node(r, key, &values[i]);

		if (n == 1)
			return q;
		any = query_add_kid(r, any, q);
	}
	return any;
}

static struct query *value_term(
    struct query_reader *r, const struct key *key, const struct query_value *values, size_t n)
{
	struct query *q = term_node(r, key->name);

	for (size_t i = 0; q && i < n; i++) {
		if (key->kind == KEY_WORDS)
			q = add_word(r, key, q, &values[i]);
		else if (key->kind == KEY_AGENT)
			q = add_agent(r, q, &values[i]);
		else
			add_text(r, q, values[i].text);
	}
	return q;
}

static struct query *open_term(
    struct query_reader *r, const char *key, const struct query_value *values, size_t n)
{
	struct query *q = term_node(r, key);

	for (size_t i = 0; q && i < n; i++)
		add_text(r, q, values[i].text);
	return q;
}

struct query *query_term(struct query_reader *r, const char *key, const char *key_at,
    const struct query_value *values, size_t n)
{
	if (str_eq(key, "@") || str_istarts(key, "field."))
		return open_term(r, key, values, n);
	for (size_t i = 0; i < KEYS; i++) {
		const struct key *k = &keys[i];

		if (!str_ieq(k->name, key))
			continue;
		if (k->kind == KEY_TEXT || k->kind == KEY_WORDS || k->kind == KEY_AGENT)
			return value_term(r, k, values, n);
		return any_term(r, k, values, n);
	}
	return query_fail(r, key_at, "no such key: %.40s (see tk-query(7))", key);
}
