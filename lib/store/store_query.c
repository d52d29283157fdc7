/* store_query: turns a query tree (model.h) into SQL; only constants and ?N ever get into the text.
 */
#include <string.h>

#include "store/store_query.h"

enum { IDS_MAX = 30000 };       /* SQLite binds some more values than that */

int where_text(struct where *w, const char *v)
{
	w->args = arena_grow(w->arena, w->args, w->args_n, sizeof *w->args);
	w->args[w->args_n].text = v;
	w->args[w->args_n].is_text = true;
	return (int)++w->args_n;
}

int where_int(struct where *w, int64_t v)
{
	w->args = arena_grow(w->arena, w->args, w->args_n, sizeof *w->args);
	w->args[w->args_n].number = v;
	w->args[w->args_n].is_text = false;
	return (int)++w->args_n;
}

void where_bind(const struct where *w, struct sql *q)
{
	for (int i = 0; i < (int)w->args_n && i < sql_parameters(q); i++)
		if (w->args[i].is_text)
			sql_bind_text(q, i + 1, w->args[i].text);
		else
			sql_bind_int(q, i + 1, w->args[i].number);
}

/* ---- full text */

static bool is_key(const struct query *q, const char *key)
{
	return q->op == QUERY_TERM && str_eq(q->key, key);
}

static const char *text_columns(const struct query *q)
{
	if (q->op == QUERY_TEXT)
		return "{subject text}";
	if (is_key(q, "text"))
		return "text";
	return is_key(q, "subject") ? "subject" : NULL;
}

const char *match_value(struct arena *a, const char *columns, const char *value, bool exact)
{
	struct str out = str_new(a);

	str_addf(&out, "(%s : \"", columns);
	for (const char *p = utf8_fold(a, value, true); *p != '\0'; p++)
		str_addn(&out, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
	str_add(&out, exact ? "\")" : "\" *)");
	return str_end(&out);
}

static const char *match_expression(struct arena *a, const struct query *q)
{
	const char *columns = text_columns(q);
	struct str out = str_new(a);

	if (columns == NULL)
		return NULL;
	for (size_t i = 0; i < q->values_n; i++) {
		str_add(&out, i > 0 ? " OR " : "");
		str_add(&out, match_value(a, columns, q->values[i], q->phrase));
	}
	return str_end(&out);
}

static void add_messages(struct where *w, const char *expression)
{
	int n = where_text(w, expression);

	w->wants_text = true;
	str_addf(&w->sql, "t.id IN (SELECT m.ticket FROM message m WHERE m.id IN"
	    " (SELECT rowid FROM search WHERE search MATCH ?%d))"
	    " OR t.id IN (SELECT -rowid FROM search WHERE search MATCH ?%d AND rowid < 0)", n, n);
	if (w->tail)
		str_addf(&w->sql, " OR t.id IN (SELECT m.ticket FROM message m WHERE m.id IN"
		    " (SELECT rowid FROM temp.tail WHERE tail MATCH ?%d))", n);
}

static int add_match(struct where *w, const struct query *q)
{
	add_messages(w, match_expression(w->arena, q));
	if (!is_key(q, "text"))
		str_addf(&w->sql,
		    " OR t.id IN (SELECT rowid FROM subject_search WHERE subject_search MATCH ?%d)",
		    where_text(w,
			match_expression(w->arena,
			    &(struct query){ .op = QUERY_TERM,
				.key = "subject",
				.values = q->values,
				.values_n = q->values_n,
				.phrase = q->phrase })));
	return 0;
}

/* ---- terms with values */

static int no_such(const struct query *q, const char *value, struct err *err)
{
	const char *what = str_eq(q->key, "sender") || str_eq(q->key, "creator") ? "agent" : q->key;

	return err_set(err, ERR_USAGE, "query: %s:%s: there is no such %s", q->key, value, what);
}

static int add_object(
    struct where *w, const struct query *q, const char *column, const char *value, struct err *err)
{
	int64_t id;

	if (str_eq(value, "none") && !str_eq(q->key, "kind")) {
		str_addf(&w->sql, "%s IS NULL", column);
		return 0;
	}
	int found = store_object_id(w->store, q->key, value, &id, err);
	if (found == 0 && str_eq(q->key, "category") && str_int(value, &id) == 0)
		found = 1;
	if (found == 0)
		return no_such(q, value, err);
	str_addf(&w->sql, "%s = ?%d", column, where_int(w, id));
	return found < 0 ? -1 : 0;
}

static int add_priority(struct where *w, const struct query *q, const char *value, struct err *err)
{
	int64_t rank;
	int found = store_priority(w->store, value, &rank, err);

	if (found == 0)
		return no_such(q, value, err);
	str_addf(&w->sql, "t.priority = ?%d", where_int(w, rank));
	return found < 0 ? -1 : 0;
}

/* A whole address is looked up by index; anything else is a part of name or address. */
static int add_requester(struct where *w, const char *value)
{
	bool whole = strchr(value, '@') != NULL;
	int n = where_text(
	    w, whole ? str_lower(w->arena, value) : utf8_fold(w->arena, value, false));

	if (whole)
		str_addf(&w->sql,
		    "t.requester IN (SELECT person FROM person_address WHERE address = ?%d)", n);
	else
		str_addf(&w->sql,
		    "t.requester IN (SELECT p.id FROM person p LEFT JOIN person_address x"
		    " ON x.person = p.id WHERE instr(p.key, ?%d) > 0 OR instr(x.address, ?%d) > 0)",
		    n, n);
	return 0;
}

static int add_from(struct where *w, const char *value)
{
	if (strchr(value, '@') != NULL) {
		str_addf(&w->sql, "t.id IN (SELECT ticket FROM message WHERE from_address = ?%d)",
		    where_text(w, str_lower(w->arena, value)));
		return 0;
	}
	add_messages(w, match_value(w->arena, "sender", value, false));
	return 0;
}

static int add_sender(struct where *w, const struct query *q, const char *value, struct err *err)
{
	int64_t id = 0;
	int found = store_object_id(w->store, "agent", value, &id, err), n = where_int(w, id);

	if (found == 0)
		return no_such(q, value, err);
	str_addf(&w->sql,
	    "t.id IN (SELECT ticket FROM message WHERE agent = ?%d AND direction = %d"
	    " UNION ALL SELECT id FROM ticket WHERE creator = ?%d)",
	    n, DIRECTION_OUT, n);
	return found < 0 ? -1 : 0;
}

static int add_creator(struct where *w, const struct query *q, const char *value, struct err *err)
{
	int64_t id;
	int found = store_object_id(w->store, "agent", value, &id, err);

	if (found == 0)
		return no_such(q, value, err);
	str_addf(&w->sql, "t.id IN (SELECT id FROM ticket WHERE creator = ?%d)", where_int(w, id));
	return found < 0 ? -1 : 0;
}

/* Who has something to do for it, though it may be another's. */
static int add_task(struct where *w, const struct query *q, const char *value, struct err *err)
{
	int64_t id;
	int found = store_object_id(w->store, "agent", value, &id, err);

	if (found == 0)
		return no_such(q, value, err);
	str_addf(&w->sql, "t.id IN (SELECT ticket FROM task WHERE agent = ?%d AND done IS NULL)",
	    where_int(w, id));
	return found < 0 ? -1 : 0;
}

static int add_enum(struct where *w, const char *column, int value)
{
	str_addf(&w->sql, "%s = %d", column, value);
	return 0;
}

/* ---- is: and has: */

struct word { const char *word, *sql; bool hidden; };
/* A partial index holds just these few; asked as a column the planner would walk all tickets in
 * order. */
#define RARE(condition) "t.id IN (SELECT id FROM ticket WHERE " condition ")"
static const struct word is_words[] = {
	{ "unassigned", "t.agent IS NULL", false },
	{ "overdue", NULL, false },     /* needs the time */
	{ "flagged", "t.priority > 20", false },
	{ "failed", RARE("failed > 0 OR uncertain > 0") " AND t.failed > 0", false },
	{ "uncertain", RARE("failed > 0 OR uncertain > 0") " AND t.uncertain > 0", false },
	{ "outsider", RARE("outsider IS NOT NULL"), false },
	{ "archived", RARE("archived IS NOT NULL"), false },
	{ "unseen", NULL, false },      /* who asks */
	{ "spam", RARE("hidden <> 0 AND hidden = 1"), true },
	{ "deleted", RARE("hidden <> 0 AND hidden IN (2, 3)"), true },
	{ 0 }
};

/* Only administrators learn that an administrator looked. */
static int add_unseen(struct where *w)
{
	str_addf(&w->sql,
	    "NOT EXISTS (SELECT 1 FROM event v JOIN agent w ON w.id = v.actor WHERE v.ticket = t.id"
	    " AND (v.kind <> 'view' OR w.role <> 'admin' OR ?%d = 0))",
	    where_int(w, db_sight(w->store)->agent));
	return 0;
}

static int add_is(struct where *w, const char *value, struct err *err)
{
	for (const struct word *i = is_words; i->word != NULL; i++) {
		if (!str_eq(i->word, value))
			continue;
		w->wants_hidden |= i->hidden;
		if (str_eq(value, "unseen"))
			return add_unseen(w);
		if (i->sql == NULL)
			str_addf(
			    &w->sql, RARE("due < ?%d") " AND t.status < 2", where_int(w, w->now));
		else
			str_add(&w->sql, i->sql);
		return 0;
	}
	return err_set(err, ERR_USAGE, "query: is:%s is not known to this store", value);
}

/* field.NAME: of the ticket or of its requester; "none" is without a value. */
static int add_field(struct where *w, const struct query *q, const char *value, struct err *err)
{
	const char *name = q->key + strlen("field.");
	bool person = false, none = str_eq(value, "none");
	struct field *field;
	size_t n;

	if (store_fields(w->store, w->arena, "ticket", name, &field, &n, err) < 0)
		return -1;
	if (n == 0) {
		person = true;
		if (store_fields(w->store, w->arena, "person", name, &field, &n, err) < 0)
			return -1;
	}
	if (n == 0)
		return err_set(err, ERR_USAGE, "query: %s: there is no such field", q->key);
	str_addf(&w->sql, "%s %sIN (SELECT %s FROM %s WHERE field = ?%d",
	    person ? "t.requester" : "t.id", none ? "NOT " : "", person ? "person" : "ticket",
	    person ? "person_field" : "ticket_field", where_int(w, field->id));
	if (!none)
		str_addf(&w->sql, " AND key = ?%d",
		    where_text(w, utf8_fold(w->arena, value, false)));
	str_addc(&w->sql, ')');
	return 0;
}

static int add_value(struct where *w, const struct query *q, const char *value, struct err *err)
{
	const char *key = q->key;

	if (str_istarts(key, "field."))
		return add_field(w, q, value, err);
	if (str_eq(key, "status"))
		return add_enum(w, "t.status", status_parse(value));
	if (str_eq(key, "kind"))
		return add_object(w, q, "t.kind", value, err);
	if (str_eq(key, "channel"))
		return add_enum(w, "t.channel", channel_parse(value));
	if (str_eq(key, "level"))
		return add_enum(w, "t.level", level_parse(value));
	if (str_eq(key, "severity"))
		return add_enum(w, "t.severity", severity_parse(value));
	if (str_eq(key, "skill"))
		return add_object(w, q, "coalesce(t.skill, c.skill)", value, err);
	if (str_eq(key, "creator"))
		return add_creator(w, q, value, err);
	if (str_eq(key, "group"))
		return add_object(w, q, "t.support_group", value, err);
	if (str_eq(key, "agent"))
		return add_object(w, q, "t.agent", value, err);
	if (str_eq(key, "category"))
		return add_object(w, q, "t.category", value, err);
	if (str_eq(key, "product"))
		return add_object(w, q, "g.product", value, err);
	if (str_eq(key, "brand"))
		return add_object(w, q, "g.brand", value, err);
	if (str_eq(key, "organisation"))
		return add_object(w, q, "p.organisation", value, err);
	if (str_eq(key, "priority"))
		return add_priority(w, q, value, err);
	if (str_eq(key, "requester"))
		return add_requester(w, value);
	if (str_eq(key, "from"))
		return add_from(w, value);
	if (str_eq(key, "sender"))
		return add_sender(w, q, value, err);
	if (str_eq(key, "is"))
		return add_is(w, value, err);
	if (str_eq(key, "task"))
		return add_task(w, q, value, err);
	if (str_eq(key, "has")) {
		str_add(&w->sql, str_eq(value, "attachment") ? "t.attachments > 0" :
		    str_eq(value, "task") ? "t.id IN (SELECT ticket FROM task WHERE done IS NULL)" :
		    RARE("resolution IS NOT NULL"));
		return 0;
	}
	if (str_eq(key, "tag")) {
		str_addf(&w->sql, "t.id IN (SELECT ticket FROM ticket_tag WHERE key = ?%d)",
		    where_text(w, utf8_fold(w->arena, value, false)));
		return 0;
	}
	return err_set(err, ERR_USAGE, "query: %s: is not known to this store", key);
}

/* ---- ranges */

static int add_range(struct where *w, const struct query *q, struct err *err)
{
	static const char *const times[][2] = { { "created", "t.created" },
		{ "updated", "t.updated" }, { "closed", "t.closed" }, { "due", "t.due" },
		{ "id", "t.id" } };
	const char *column = NULL;
	bool idle = str_eq(q->key, "idle");
	int64_t lo = idle ? w->now - q->hi : q->lo, hi = idle ? w->now - q->lo : q->hi;
	bool has_lo = idle ? q->has_hi : q->has_lo, has_hi = idle ? q->has_lo : q->has_hi;

	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
		if (str_eq(q->key, times[i][0]))
			column = times[i][1];
	if (idle)
		column = "t.wait";
	if (column == NULL)
		return err_set(err, ERR_USAGE, "query: %s: takes no range", q->key);
	/* Few tickets are closed or due within a range: by their index; the others lie along the
	 * order of lists. */
	bool rare = str_eq(q->key, "closed") || str_eq(q->key, "due");
	column += rare ? 2 : 0;
	str_addf(&w->sql, "%s%s IS NOT NULL", rare ? "t.id IN (SELECT id FROM ticket WHERE " : "",
	    column);
	if (has_lo)
		str_addf(&w->sql, " AND %s >= ?%d", column, where_int(w, lo));
	if (has_hi)
		str_addf(&w->sql, " AND %s <= ?%d", column, where_int(w, hi));
	if (rare)
		str_addc(&w->sql, ')');
	return 0;
}

static int add_ids(struct where *w, const struct query *q, struct err *err)
{
	int64_t id;

	if (q->values_n > IDS_MAX)
		return err_set(err, ERR_USAGE, "more than %d tickets at once", IDS_MAX);
	str_add(&w->sql, "t.id IN (");
	for (size_t i = 0; i < q->values_n; i++) {
		if (str_int(q->values[i], &id) < 0)
			return err_set(err, ERR_USAGE, "query: id:%s: not a number", q->values[i]);
		str_addf(&w->sql, "%s?%d", i > 0 ? "," : "", where_int(w, id));
	}
	str_addc(&w->sql, ')');
	return 0;
}

static int add_term(struct where *w, const struct query *q, struct err *err)
{
	if (text_columns(q) != NULL)
		return add_match(w, q);
	if (q->range)
		return add_range(w, q, err);
	if (is_key(q, "id"))
		return add_ids(w, q, err);
	for (size_t i = 0; i < q->values_n; i++) {
		str_add(&w->sql, i > 0 ? " OR (" : "(");
		if (add_value(w, q, q->values[i], err) < 0)
			return -1;
		str_addc(&w->sql, ')');
	}
	return 0;
}

int where_add(struct where *w, const struct query *q, struct err *err)
{
	const char *between = q->op == QUERY_OR ? " OR " : " AND ";
	int result = 0;

	str_add(&w->sql, q->op == QUERY_NOT ? "NOT coalesce((" : "(");
	if (q->op == QUERY_TERM || q->op == QUERY_TEXT)
		result = add_term(w, q, err);
	else if (q->kids_n == 0)
		str_addc(&w->sql, '1');
	for (size_t i = 0; i < q->kids_n && result == 0; i++) {
		if (i > 0)
			str_add(&w->sql, between);
		result = where_add(w, q->kids[i], err);
	}
	str_add(&w->sql, q->op == QUERY_NOT ? "), 0)" : ")");
	return result;
}
