/* desk_operands: from the words on a command line to the tickets they mean, and their lines on
 * stdout. */
#include <string.h>

#include "desk/desk_operands.h"
#include "desk/desk_query.h"
#include "store/store.h"

struct collector {
	struct desk *desk;
	struct ids *out;
	struct idset seen;
	bool changing, bad;
};

static void add(struct collector *c, int64_t id)
{
	if (!idset_add(&c->seen, c->desk->arena, id))
		return;
	c->out->v = arena_grow(c->desk->arena, c->out->v, c->out->n, sizeof *c->out->v);
	c->out->v[c->out->n++] = id;
}

static void refuse(
    struct collector *c, struct err *err, enum err_class class, const char *what, const char *why)
{
	tool_warn("%s: %s", what, why);
	c->bad = true;
	if (err->class == ERR_NONE)
		err->class = class;
}

/* A changing tool acts on what a merged number became, and says so; that may be undone just now. */
static int add_number(struct collector *c, int64_t id, struct err *err)
{
	struct arena *a = arena_new();
	struct ticket t;
	struct err trouble = { 0 };
	int64_t target;
	const char *name = arena_printf(a, "%lld", (long long)id);
	int found = store_ticket(c->desk->store, a, id, &t, &trouble);

	if (found < 0)
		*err = trouble;
	else if (found == 0)
		refuse(c, err, ERR_NO, name, "no such ticket");
	else if (!(c->changing ? desk_may_change : desk_may_see)(c->desk, &t))
		refuse(c, err, ERR_PERM, name, "not allowed");
	else if (c->changing && t.merged_into != 0 &&
	    (target = store_merge_target(c->desk->store, id, &trouble)) != id) {
		tool_warn("%lld was merged into %lld", (long long)id, (long long)target);
		found = add_number(c, target, err);
	} else
		add(c, id);
	arena_free(a);
	return found < 0 ? -1 : 0;
}

static int add_range(struct collector *c, int64_t lo, int64_t hi, struct err *err)
{
	int64_t *ids;
	size_t n;

	if (store_ids_between(c->desk->store, c->desk->arena, lo, hi, &ids, &n, err) < 0)
		return -1;
	if (n == 0)
		refuse(c, err, ERR_NO,
		    arena_printf(c->desk->arena, "%lld..%lld", (long long)lo, (long long)hi),
		    "no such tickets");
	for (size_t i = 0; i < n; i++)
		if (add_number(c, ids[i], err) < 0)
			return -1;
	return 0;
}

static int add_mid(struct collector *c, const char *mid, struct err *err)
{
	int64_t message, ticket;
	enum direction direction;
	int found = store_message_by_mid(c->desk->store, mid, &message, &ticket, &direction, err);

	if (found == 0)
		refuse(
		    c, err, ERR_NO, arena_printf(c->desk->arena, "mid:%s", mid), "no such message");
	return found > 0 ? add_number(c, ticket, err) : found;
}

static int add_found(void *ctx, const struct ticket *t, struct err *err)
{
	struct collector *c = ctx;

	(void)err;
	if (!c->changing || desk_may_change(c->desk, t))
		add(c, t->id);
	return 0;
}

static int add_query(struct collector *c, const char *text, struct err *err)
{
	struct list_options options = { .now = c->desk->now };
	struct query *query;
	bool has_key;

	if (desk_query(c->desk, c->desk->arena, text, &query, &has_key, err) < 0)
		return -1;
	if (c->changing && !has_key)
		return err_set(err, ERR_USAGE,
		    "%s: no ticket number and no key:value (free text is text:WORD)", text);
	return store_list(c->desk->store, query, &options, add_found, c, err);
}

static int add_all(struct collector *c, const struct operands *o, struct err *err)
{
	size_t range = 0, mid = 0;

	for (size_t i = 0; i <= o->ids_n; i++) {
		for (; range < o->ranges_n && o->ranges[range].at <= i; range++)
			if (add_range(c, o->ranges[range].lo, o->ranges[range].hi, err) < 0)
				return -1;
		for (; mid < o->mids_n && o->mids[mid].at <= i; mid++)
			if (add_mid(c, o->mids[mid].id, err) < 0)
				return -1;
		if (i < o->ids_n && add_number(c, o->ids[i], err) < 0)
			return -1;
	}
	return o->query != NULL ? add_query(c, o->query, err) : 0;
}

int desk_operands(struct desk *desk, char *const *operands, bool read_stdin, bool changing,
    struct ids *out, struct err *err)
{
	struct operands o;

	memset(out, 0, sizeof *out);
	if (operands_parse(desk->arena, operands, read_stdin, &o, err) < 0)
		return -1;
	return operands_resolve(desk, &o, changing, out, err);
}

int operands_resolve(struct desk *desk, const struct operands *o, bool changing, struct ids *out,
    struct err *err)
{
	struct collector c = { .desk = desk, .out = out, .changing = changing };

	memset(out, 0, sizeof *out);
	if (o->none)
		return err_set(err, ERR_USAGE, "no ticket given");
	if (add_all(&c, o, err) < 0)
		return -1;
	return c.bad && changing && !tool_options.keep_going ? -1 : 0;
}

int desk_print(struct desk *desk, const struct ids *ids, struct err *err)
{
	struct arena *a = arena_new();
	struct records *records = records_open(desk->arena, ticket_columns, ticket_json, err);
	struct ticket t;
	int result = records == NULL ? -1 : 0;

	for (size_t i = 0; i < ids->n && result == 0; i++) {
		arena_reset(a);
		result = store_ticket(desk->store, a, ids->v[i], &t, err);
		if (result > 0)
			record_print(records, &t);
		result = result < 0 ? -1 : 0;
	}
	if (records != NULL)
		records_close(records);
	arena_free(a);
	return result;
}
