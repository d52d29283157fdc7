/* desk_board: what the live board says, and where; how much of each depends on the room. */
#include <limits.h>
#include <string.h>

#include "desk/desk_board.h"
#include "desk/desk_query.h"
#include "desk/desk_presence.h"
#include "form/form.h"

enum {
	GAP = 2,                /* cells between columns */
	LOW = 16,               /* a lower screen has room for the queue only */
	NARROW = 70,
	QUEUE_ROWS = 20,        /* where rows are not counted */
	NO_LIMIT = 10000,
};

struct group {
	const char *name;
	int64_t open, unassigned, pending, mine;
};

struct filling {
	struct board *b;
	struct desk *desk;
	struct group *groups, total;
	size_t groups_n;
	struct presence *who;
	size_t who_n;
	size_t groups_max, who_max, queue_max;
};

/* ---- placing */

/* Cut to width, and show that it is. */
static const char *fit(struct arena *a, const char *text, int width)
{
	size_t bytes;

	utf8_cells(text, width, &bytes);
	if (text[bytes] == '\0' || width < 1)
		return arena_strndup(a, text, bytes);
	utf8_cells(text, width - 1, &bytes);
	return arena_printf(a, "%.*s…", (int)bytes, text);
}

static void place(
    struct board *b, int column, int width, enum term_look look, bool right, const char *text)
{
	size_t unused;

	if (width > b->columns - column)
		width = b->columns - column;
	if (width < 1)
		return;
	text = fit(b->a, text, width);
	if (right)
		column += width - utf8_cells(text, width, &unused);
	b->places = arena_grow(b->a, b->places, b->n, sizeof *b->places);
	b->places[b->n++] = (struct place){ b->used, column, width, look, text };
}

static const char *clean(struct arena *a, const char *text)
{
	struct str out = str_new(a);

	tsv_escape(&out, text);
	return str_end(&out);
}

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

/* "12m", "3h 5m", "4d 2h" */
static const char *span(struct arena *a, int64_t seconds)
{
	int64_t left = seconds < 0 ? -seconds : seconds, minutes = left / 60;
	const char *sign = seconds < 0 ? "-" : "";

	if (minutes < 60)
		return arena_printf(a, "%s%lldm", sign, (long long)minutes);
	if (minutes < 1440)
		return arena_printf(
		    a, "%s%lldh %lldm", sign, (long long)(minutes / 60), (long long)(minutes % 60));
	return arena_printf(a, "%s%lldd %lldh", sign, (long long)(minutes / 1440),
	    (long long)(minutes / 60 % 24));
}

/* ---- what there is */

static void count(struct filling *f, struct group *g, const struct store_count *c)
{
	if (c->status == STATUS_PENDING)
		g->pending += c->n;
	if (c->status != STATUS_OPEN)
		return;
	g->open += c->n;
	g->unassigned += c->agent == NULL ? c->n : 0;
	g->mine += str_eq(c->agent, f->desk->actor.name) ? c->n : 0;
}

/* They come ordered by group. */
static int load_counts(struct filling *f, struct err *err)
{
	struct arena *a = f->b->a;
	struct store_count *counts;
	size_t n;

	if (store_counts(f->desk->store, a, f->desk->actor.id, &counts, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (f->groups_n == 0 || !str_eq(f->groups[f->groups_n - 1].name, counts[i].group)) {
			f->groups = arena_grow(a, f->groups, f->groups_n, sizeof *f->groups);
			f->groups[f->groups_n++] = (struct group){ .name = counts[i].group };
		}
		count(f, &f->groups[f->groups_n - 1], &counts[i]);
		count(f, &f->total, &counts[i]);
	}
	return 0;
}

static int load_who(struct filling *f, struct err *err)
{
	struct presence *all;
	struct ticket t;
	size_t n;

	if (presence_list(f->desk, f->b->a, 0, &all, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int found = store_ticket(f->desk->store, f->b->a, all[i].ticket, &t, err);

		if (found < 0)
			return -1;
		if (found > 0 && desk_may_see(f->desk, &t))
			all[f->who_n++] = all[i];
	}
	f->who = all;
	return 0;
}

/* Title, a head and a foot; each other part has a head or a gap of its own. */
static void share_room(struct filling *f)
{
	size_t rows = (size_t)f->b->rows, used = 3;

	f->groups_max = f->who_max = NO_LIMIT;
	f->queue_max = QUEUE_ROWS;
	if (rows == 0)
		return;
	f->groups_max = rows < LOW ? 0 : rows / 4;
	f->who_max = rows < LOW ? 0 : rows / 6;
	if (f->groups_max > 0 && f->groups_n > 0)
		used += 2 + (f->groups_n < f->groups_max ? f->groups_n : f->groups_max);
	if (f->who_max > 0 && f->who_n > 0)
		used += 1 + (f->who_n < f->who_max ? f->who_n : f->who_max);
	f->queue_max = rows > used ? rows - used : 0;
}

/* ---- the parts */

static void put_title(struct filling *f)
{
	struct board *b = f->b;
	const struct group *t = &f->total;
	const char *clock = clock_local(b->a, f->desk->now, "%H:%M");
	const char *text = arena_printf(b->a,
	    b->columns < NARROW ? "tk %lld open %lld free %lld pending %lld mine"
				: "tk  %lld open, %lld unassigned, %lld pending, %lld mine",
	    (long long)t->open, (long long)t->unassigned, (long long)t->pending,
	    (long long)t->mine);
	int width = b->columns - (int)strlen(clock) - 1;

	text = fit(b->a, text, width);
	place(b, 0, b->columns, TERM_TITLE, false,
	    arena_printf(b->a, "%s%*s %s", text,
		width - utf8_cells(text, width, &(size_t){ 0 }), "", clock));
	b->used++;
}

static void put_groups(struct filling *f)
{
	static const char *const heads[][4] = { { "open", "unassigned", "pending", "mine" },
		{ "open", "free", "pend", "mine" } };
	struct board *b = f->b;
	bool narrow = b->columns < NARROW;
	int name = narrow ? 12 : 24, width = narrow ? 6 : 10;

	if (f->groups_max == 0 || f->groups_n == 0)
		return;
	place(b, 0, name, TERM_HEAD, false, "group");
	for (int i = 0; i < 4; i++)
		place(b, name + i * (width + 1), width, TERM_HEAD, true,
		    heads[narrow][i]);
	b->used++;
	for (size_t i = 0; i < f->groups_n && i < f->groups_max; i++, b->used++) {
		const struct group *g = &f->groups[i];
		int64_t numbers[] = { g->open, g->unassigned, g->pending, g->mine };

		if (i + 1 == f->groups_max && f->groups_n > f->groups_max) {
			place(b, 0, b->columns, TERM_GREY, false,
			    arena_printf(b->a, "and %zu more", f->groups_n - i));
			continue;
		}
		place(b, 0, name, TERM_PLAIN, false, clean(b->a, g->name));
		for (int k = 0; k < 4; k++)
			place(b, name + k * (width + 1), width, TERM_PLAIN, true,
			    number(b->a, numbers[k]));
	}
	b->used++;
}

struct cell_at {
	const char *name;
	int width, from;        /* shown on boards of so many columns; width 0: the rest */
	bool right;
	const char *(*text)(struct arena *a, const struct ticket *t, int64_t now);
};

static const char *id_text(struct arena *a, const struct ticket *t, int64_t now)
{
	(void)now;
	return number(a, t->id);
}
static const char *wait_text(struct arena *a, const struct ticket *t, int64_t now)
{
	int64_t since = t->waiting_since != 0 ? t->waiting_since : t->last_message;

	return span(a, now > since ? now - since : 0);
}
static const char *priority_text(struct arena *a, const struct ticket *t, int64_t now)
{
	(void)now;
	return clean(a, t->priority);
}
static const char *due_text(struct arena *a, const struct ticket *t, int64_t now)
{
	return t->due == 0 ? "-" : span(a, t->due - now);
}
static const char *agent_text(struct arena *a, const struct ticket *t, int64_t now)
{
	(void)now;
	return clean(a, t->agent);
}
static const char *group_text(struct arena *a, const struct ticket *t, int64_t now)
{
	(void)now;
	return clean(a, t->group);
}
static const char *requester_text(struct arena *a, const struct ticket *t, int64_t now)
{
	(void)now;
	return clean(a, t->requester.address);
}
static const char *subject_text(struct arena *a, const struct ticket *t, int64_t now)
{
	(void)now;
	return clean(a, t->subject);
}

/* The subject is last: what runs from right to left disturbs nothing behind it. */
static const struct cell_at cells[] = {
	{ "id", 6, 0, true, id_text },
	{ "wait", 7, 0, true, wait_text },
	{ "priority", 8, NARROW, false, priority_text },
	{ "due", 8, NARROW, true, due_text },
	{ "agent", 8, 0, false, agent_text },
	{ "group", 14, 100, false, group_text },
	{ "requester", 26, 110, false, requester_text },
	{ "subject", 0, 0, false, subject_text },
};
enum { CELLS = sizeof cells / sizeof cells[0] };

static enum term_look look_of(const struct cell_at *c, const struct ticket *t, int64_t now)
{
	if (c->text == due_text && t->due != 0 && t->due < now)
		return TERM_RED;
	if (c->text == priority_text && str_eq(t->priority, "high"))
		return TERM_RED;
	if (c->text == agent_text && t->agent == NULL)
		return TERM_YELLOW;
	return TERM_PLAIN;
}

static void put_cells(struct filling *f, const struct ticket *t)
{
	struct board *b = f->b;
	int column = 0;

	for (size_t i = 0; i < CELLS; i++) {
		const struct cell_at *c = &cells[i];
		int width = c->width == 0 ? b->columns - column : c->width;

		if (b->columns < c->from)
			continue;
		if (c->text == agent_text && b->columns >= NARROW)
			width = 12;
		place(b, column, width, t == NULL ? TERM_HEAD : look_of(c, t, f->desk->now),
		    c->right, t == NULL ? c->name : c->text(b->a, t, f->desk->now));
		column += width + GAP;
	}
	b->used++;
}

static int put_ticket(void *ctx, const struct ticket *t, struct err *err)
{
	(void)err;
	put_cells(ctx, t);
	return 0;
}

static int put_queue(struct filling *f, const char *text, struct err *err)
{
	struct list_options how = { .limit = (int64_t)f->queue_max, .now = f->desk->now,
		.by_default = text == NULL };
	struct query *query = NULL;
	bool has_key;

	if (text != NULL && desk_query(f->desk, f->b->a, text, &query, &has_key, err) < 0)
		return -1;
	put_cells(f, NULL);
	return f->queue_max == 0 ? 0 : store_list(f->desk->store, query, &how, put_ticket, f, err);
}

static void put_who(struct filling *f)
{
	struct board *b = f->b;
	size_t shown = f->who_n < f->who_max ? f->who_n : f->who_max;

	if (shown == 0)
		return;
	b->used = b->rows == 0 ? b->used + 1 : b->rows - 1 - (int)shown;
	for (size_t i = 0; i < shown; i++, b->used++)
		place(b, 0, b->columns, f->who[i].writing ? TERM_YELLOW : TERM_PLAIN, false,
		    arena_printf(b->a, "%lld: %s", (long long)f->who[i].ticket,
			clean(b->a, presence_words(f->desk, b->a, &f->who[i]))));
}

static void begin(struct board *b)
{
	arena_reset(b->a);
	b->places = NULL;
	b->n = 0;
	b->used = 0;
}

int board_fill(struct board *b, struct desk *desk, const char *query, struct err *err)
{
	struct filling f = { .b = b, .desk = desk };

	begin(b);
	if (load_counts(&f, err) < 0 || load_who(&f, err) < 0)
		return -1;
	share_room(&f);
	put_title(&f);
	put_groups(&f);
	if (put_queue(&f, query, err) < 0)
		return -1;
	put_who(&f);
	if (b->rows > 1) {
		b->used = b->rows - 1;
		place(b, 0, b->columns, TERM_GREY, false, "q quits");
	}
	return 0;
}

void board_say(struct board *b, const char *text)
{
	begin(b);
	b->used = b->rows - 1;
	place(b, 0, b->columns, TERM_RED, false, text);
}
