/* desk_list: what is read from a desk as records: tickets, events, the overview. */
#include <string.h>

#include "desk/desk_operands.h"
#include "desk/desk_query.h"
#include "spool/spool.h"
#include "store/store.h"

struct printing {
	struct desk *desk;
	struct records *records;
};

static int print_ticket(void *ctx, const struct ticket *t, struct err *err)
{
	struct printing *p = ctx;

	(void)err;
	record_print(p->records, t);
	return 0;
}

static bool names_tickets(const struct operands *o)
{
	return o->ids_n > 0 || o->ranges_n > 0 || o->mids_n > 0;
}

static void add_person(struct str *query, const char *key, const char *name)
{
	if (name != NULL)
		str_addf(query, str_eq(name, "me") ? " %s:%s" : " %s:\"%s\"", key, name);
}

/* The words of the query with what --sent-by and --assigned-to add; NULL if there is no query. */
static const char *whole_query(
    struct desk *desk, const struct operands *o, const struct desk_list_options *options)
{
	struct str query = str_new(desk->arena);

	add_person(&query, "sender", options->sent_by);
	add_person(&query, "agent", options->assigned_to);
	if (options->mine)
		str_add(&query, " agent:me status:open,pending");
	if (o == NULL || o->query == NULL)
		return query.len > 0 ? str_end(&query) + 1 : NULL;
	return query.len == 0 ? o->query :
	    arena_printf(desk->arena, "(%s)%s", o->query, str_end(&query));
}

static bool wants_details(void)
{
	return tool_options.json ||
	    (tool_options.columns != NULL && (strstr(tool_options.columns, "tags") != NULL ||
						 strstr(tool_options.columns, "field.") != NULL));
}

static struct query *both(struct arena *a, struct query *one, struct query *other)
{
	struct query *all = arena_alloc(a, sizeof *all);

	all->op = QUERY_AND;
	all->kids = arena_alloc(a, 2 * sizeof *all->kids);
	all->kids[all->kids_n++] = one;
	if (other != NULL)
		all->kids[all->kids_n++] = other;
	return all;
}

/* List what text asks for, of those that `among` finds if it is not NULL. */
static int list_query(struct desk *desk, struct query *among, const char *text,
    const struct desk_list_options *options, struct err *err)
{
	struct list_options how = { .sort = options->sort,
		.reverse = options->reverse,
		.limit = options->limit,
		.offset = options->offset,
		.deleted = options->deleted,
		.now = desk->now,
		.by_default = text == NULL && among == NULL,
		.details = wants_details() };
	struct printing p = { .desk = desk };
	struct query *query = NULL;
	bool has_key;

	if (text != NULL && desk_query(desk, desk->arena, text, &query, &has_key, err) < 0)
		return -1;
	if (among != NULL)
		query = both(desk->arena, among, query);
	p.records = records_open(desk->arena, ticket_columns, ticket_json, err);
	if (p.records == NULL)
		return -1;
	int result = store_list(desk->store, query, &how, print_ticket, &p, err);
	records_close(p.records);
	return result;
}

/* The numbers as a query, so that order and filters hold for them as for any list. */
static int list_ids(struct desk *desk, const struct ids *ids,
    const struct desk_list_options *options, struct err *err)
{
	struct desk_list_options how = *options;
	struct query *query = arena_alloc(desk->arena, sizeof *query);

	how.deleted = true;
	query->op = QUERY_TERM;
	query->key = "id";
	query->values = arena_alloc(desk->arena, (ids->n + 1) * sizeof *query->values);
	for (size_t i = 0; i < ids->n; i++)
		query->values[query->values_n++] =
		    arena_printf(desk->arena, "%lld", (long long)ids->v[i]);
	return list_query(desk, query, whole_query(desk, NULL, options), &how, err);
}

static int print_ids(struct desk *desk, struct ids *ids, const struct desk_list_options *options,
    struct err *err)
{
	bool ordered = options->sort != NULL || options->reverse || options->sent_by != NULL ||
	    options->assigned_to != NULL || options->mine;
	size_t skip = (size_t)options->offset < ids->n ? (size_t)options->offset : ids->n;
	struct err own = { 0 };         /* *err may tell of a bad number already */

	if (ordered && ids->n > 0) {
		if (list_ids(desk, ids, options, &own) < 0)
			*err = own;
		return own.class == ERR_NONE ? 0 : -1;
	}
	ids->v += skip;
	ids->n -= skip;
	if (options->limit > 0 && ids->n > (size_t)options->limit)
		ids->n = (size_t)options->limit;
	return desk_print(desk, ids, err);
}

static int saved(struct desk *desk, char *const *operands,
    const struct desk_list_options *options, struct err *err)
{
	if (*operands != NULL || options->save != NULL ||
	    (options->saved && options->forget != NULL))
		return err_set(err, ERR_USAGE, "--saved and --forget stand alone");
	return options->saved ? desk_query_list(desk, err) :
	    desk_query_forget(desk, options->forget, err);
}

int desk_list(struct desk *desk, char *const *operands, const struct desk_list_options *options,
    struct err *err)
{
	struct operands o;
	struct ids ids;

	if (options->limit < 0 || options->offset < 0)
		return err_set(err, ERR_USAGE, "--limit and --offset must not be negative");
	if (options->similar != NULL)
		return *operands == NULL ? desk_similar(desk, options, err) :
		    err_set(err, ERR_USAGE, "--similar takes no operands");
	if (options->saved || options->forget != NULL)
		return saved(desk, operands, options, err);
	if (operands_parse(desk->arena, operands, false, &o, err) < 0)
		return -1;
	if (options->save != NULL)
		return names_tickets(&o) ?
		    err_set(err, ERR_USAGE, "--save keeps queries, no numbers") :
		    desk_query_save(desk, options->save, whole_query(desk, &o, options), err);
	if (!names_tickets(&o) && (o.query != NULL || *operands == NULL))
		return list_query(desk, NULL, whole_query(desk, &o, options), options, err);
	if (operands_resolve(desk, &o, false, &ids, err) < 0)
		return -1;
	return print_ids(desk, &ids, options, err);
}

int desk_merge(struct desk *desk, char *const *operands, const char *into, struct err *err)
{
	struct err bad = { 0 };
	struct effect *effects;
	struct ids ids;

	if (into != NULL && *into == '#')
		into++;
	if (desk_operands(desk, operands, true, into != NULL, &ids, &bad) < 0) {
		*err = bad;
		return -1;
	}
	effects = arena_alloc(desk->arena, (ids.n + 1) * sizeof *effects);
	for (size_t i = 0; i < ids.n; i++)
		effects[i] = (struct effect){ .kind = into != NULL ? EFFECT_MERGE : EFFECT_UNMERGE,
		    .ticket = ids.v[i], .value = into };
	int result = desk_change_list(desk, effects, ids.n, NULL, err);
	if (err->class == ERR_NONE)
		*err = bad;
	return result;
}

/* ---- the overview */

static void print_counts(struct desk *desk, const struct store_count *counts, size_t n)
{
	int64_t total[STATUS_COUNT] = { 0 }, group[STATUS_COUNT] = { 0 };
	int64_t mine[STATUS_COUNT] = { 0 }, nobody = 0;

	for (size_t i = 0; i < n; i++) {
		if (counts[i].own)
			group[counts[i].status] += counts[i].n;
		total[counts[i].status] += counts[i].n;
		if (str_eq(counts[i].agent, desk->actor.name))
			mine[counts[i].status] += counts[i].n;
		if (counts[i].agent == NULL && counts[i].status == STATUS_OPEN)
			nobody += counts[i].n;
	}
	text_print(arena_printf(desk->arena,
	    "open\t%lld\nunassigned\t%lld\npending\t%lld\ngroup open\t%lld\ngroup pending\t%lld\n"
	    "mine open\t%lld\nmine pending\t%lld\n",
	    (long long)total[STATUS_OPEN], (long long)nobody, (long long)total[STATUS_PENDING],
	    (long long)group[STATUS_OPEN], (long long)group[STATUS_PENDING],
	    (long long)mine[STATUS_OPEN], (long long)mine[STATUS_PENDING]));
}

static void print_trouble(struct desk *desk, struct err *err)
{
	secure_enter();
	const char *failure = spool_failure(desk->arena, desk->dir);
	secure_leave();

	if (failure != NULL)
		tool_warn("the last drain failed: %s", failure);
	if (desk_suspended(desk, err))
		tool_warn("the system is suspended (tk-admin resume)");
}

int desk_overview(struct desk *desk, struct err *err)
{
	static const struct desk_list_options longest = { .limit = 10 };
	struct store_count *counts;
	size_t n;

	if (store_counts(desk->store, desk->arena, desk->actor.id, &counts, &n, err) < 0)
		return -1;
	print_counts(desk, counts, n);
	print_trouble(desk, err);
	text_print("\n");
	return list_query(desk, NULL, NULL, &longest, err);
}
