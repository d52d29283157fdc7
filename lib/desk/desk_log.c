/* desk_log: what happened to tickets, who looked at them, and where they stayed how long. */
#include <string.h>

#include "desk/desk.h"
#include "form/form.h"
#include "store/store.h"

enum { VIEWS_MAX = 100 };

/* ---- the way of a ticket through groups and agents */

struct stay {
	int64_t ticket, from, to;       /* to 0: it is there still */
	int64_t seconds;
	const char *group, *agent;
};

static void stay_ticket(const void *record, struct cell *out)
{
	out->number = ((const struct stay *)record)->ticket;
}

static void stay_group(const void *record, struct cell *out)
{
	out->text = ((const struct stay *)record)->group;
}

static void stay_agent(const void *record, struct cell *out)
{
	out->text = ((const struct stay *)record)->agent;
}

static void stay_from(const void *record, struct cell *out)
{
	out->number = ((const struct stay *)record)->from;
}

static void stay_to(const void *record, struct cell *out)
{
	out->number = ((const struct stay *)record)->to;
}

static void stay_seconds(const void *record, struct cell *out)
{
	out->number = ((const struct stay *)record)->seconds;
}

static const struct column stay_columns[] = {
	{ "ticket", CELL_ID, true, stay_ticket, NULL },
	{ "group", CELL_TEXT, true, stay_group, NULL },
	{ "agent", CELL_TEXT, true, stay_agent, NULL },
	{ "from", CELL_TIME, true, stay_from, NULL },
	{ "to", CELL_TIME, true, stay_to, NULL },
	{ "seconds", CELL_SECONDS, true, stay_seconds, NULL },
	{ 0 },
};

/* Where it was at first: what the first move took it from, else where it is. */
static const char *at_first(
    const struct event *events, size_t n, const char *kind, const char *now)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].kind, kind))
			return events[i].old;
	return now;
}

/* A stay of no time is one step of a move to both a group and an agent. */
static void print_stay(
    struct records *records, struct stay *s, int64_t to, int64_t now, int64_t since)
{
	s->to = to;
	s->seconds = (to != 0 ? to : now) - s->from;
	if (to == 0 || (s->seconds > 0 && to >= since))
		record_print(records, s);
	s->from = to;
}

static int print_trace(struct desk *desk, struct arena *a, int64_t id, int64_t since,
    struct records *records, struct err *err)
{
	struct event *events;
	struct ticket t;
	size_t n;

	if (store_ticket(desk->store, a, id, &t, err) < 0 ||
	    store_events(desk->store, a, id, 0, &events, &n, err) < 0)
		return -1;
	struct stay s = { .ticket = id, .from = t.created,
		.group = at_first(events, n, "group", t.group),
		.agent = at_first(events, n, "assign", t.agent) };
	for (size_t i = 0; i < n; i++) {
		bool group = str_eq(events[i].kind, "group");

		if (!group && !str_eq(events[i].kind, "assign"))
			continue;
		print_stay(records, &s, events[i].time, desk->now, since);
		*(group ? &s.group : &s.agent) = events[i].new;
	}
	print_stay(records, &s, t.closed, desk->now, since);
	return 0;
}

/* ---- events */

static int print_events(struct desk *desk, struct arena *a, int64_t id, int64_t since,
    struct records *records, struct err *err)
{
	struct event *events;
	size_t n;

	if (store_events(desk->store, a, id, since, &events, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		record_print(records, &events[i]);
	return 0;
}

static int print_views(struct desk *desk, struct arena *a, int64_t id, int64_t since,
    struct records *records, struct err *err)
{
	struct store_view *views;
	size_t n;

	if (store_views(desk->store, a, id, since, &views, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (desk_may_see_views(desk, views[i].agent, views[i].role))
			record_print(records, &views[i].event);
	return 0;
}

/* A script that reads all tickets is no person who looks at them. */
void desk_viewed(struct desk *desk, const struct ids *ids)
{
	struct err trouble = { 0 };

	if (desk->actor.id == 0 || ids->n == 0 || ids->n > VIEWS_MAX ||
	    !store_try_begin(desk->store))
		return;
	for (size_t i = 0; i < ids->n && trouble.class == ERR_NONE; i++)
		store_view_add(desk->store, ids->v[i], desk->actor.id, desk->now, &trouble);
	store_try_end(desk->store, trouble.class == ERR_NONE);
}

int desk_log(struct desk *desk, char *const *operands, const struct log_options *options,
    struct err *err)
{
	struct records *records;
	struct arena *a = arena_new();
	struct ids ids;
	int result;

	records = options->trace ? records_open(desk->arena, stay_columns, NULL, err) :
	    records_open(desk->arena, event_columns, event_json, err);
	result = records == NULL ? -1 : desk_operands(desk, operands, true, false, &ids, err);
	for (size_t i = 0; result == 0 && i < ids.n; i++) {
		arena_reset(a);
		result = (options->trace ? print_trace : options->views ? print_views :
		    print_events)(desk, a, ids.v[i], options->since, records, err);
	}
	if (records != NULL)
		records_close(records);
	arena_free(a);
	return result;
}
