/* desk_auto: whom a ticket fits best: skill and level, then the least load within capacity, then
 * whose turn it is. */
#include "desk/desk_assign.h"
#include "form/form.h"

/* Those who fit a ticket, and how many do not, by reason. */
struct search {
	const struct ticket *t;
	struct needs needs;
	struct worker *best;
	int64_t level;                  /* of the best */
	size_t fit, ties, members, away, unskilled, full;
};

const char *worker_away(struct desk *desk, const struct worker *w)
{
	int64_t first, last;

	if (w->suspended)
		return "is suspended";
	if (w->expires != NULL && day_parse(w->expires, &first, &last) == 0 && last < desk->now)
		return "is no longer an agent";
	return days_hold(desk->arena, w->absent, desk->now) ? "is absent" : NULL;
}

int chooser_open(struct chooser *c, struct desk *desk, struct err *err)
{
	*c = (struct chooser){ .desk = desk };
	if (store_workers(desk->store, desk->arena, &c->workers, &c->n, err) < 0)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (c->workers[i].turn > c->turn)
			c->turn = c->workers[i].turn;
	if (store_priority(desk->store, "normal", &c->normal, err) < 0)
		return -1;
	if (c->normal < 1)
		c->normal = 1;
	return 0;
}

static struct worker *find(struct chooser *c, int64_t agent)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->workers[i].id == agent)
			return &c->workers[i];
	return NULL;
}

static void compare(struct search *s, struct worker *w, int64_t level)
{
	s->fit++;
	if (s->best != NULL && w->load == s->best->load)
		s->ties++;
	else if (s->best == NULL || w->load < s->best->load)
		s->ties = 0;
	if (s->best != NULL && (w->load > s->best->load ||
	    (w->load == s->best->load && w->turn >= s->best->turn)))
		return;
	s->best = w;
	s->level = level;
}

static void consider(struct chooser *c, struct search *s, const struct member *m)
{
	struct worker *w = find(c, m->agent);

	if (w == NULL || w->role == ROLE_ADMIN)
		return;
	s->members++;
	if (worker_away(c->desk, w) != NULL)
		s->away++;
	else if (s->needs.skill != 0 && (m->level < 0 || m->level < s->needs.level))
		s->unskilled++;
	else if (w->capacity >= 0 && w->open >= w->capacity)
		s->full++;
	else
		compare(s, w, m->level);
}

static void add_count(struct str *out, size_t n, const char *what)
{
	if (n > 0)
		str_addf(out, "%s%zu %s", out->len > 0 ? ", " : "", n, what);
}

static int nobody(struct chooser *c, const struct search *s, struct err *err)
{
	struct arena *a = c->desk->arena;
	struct str why = str_new(a);

	add_count(&why, s->unskilled, arena_printf(a, "without skill %s %lld", s->needs.name,
	    (long long)s->needs.level));
	add_count(&why, s->away, "away");
	add_count(&why, s->full, "at their capacity");
	return err_set(err, ERR_NO, "%lld: nobody in %s can take it%s%s", (long long)s->t->id,
	    s->t->group, s->members > 0 ? ": " : "", str_end(&why));
}

/* In tickets of normal priority: "4.5". */
static const char *load_text(const struct chooser *c, int64_t load)
{
	int64_t tenths = load * 10 / c->normal;

	return arena_printf(
	    c->desk->arena, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

static const char *reason(const struct chooser *c, const struct search *s)
{
	struct arena *a = c->desk->arena;
	struct str out = str_new(a);

	if (s->needs.skill != 0)
		str_addf(&out, "skill %s %lld>=%lld, ", s->needs.name, (long long)s->level,
		    (long long)s->needs.level);
	str_addf(&out, "%sload %s", s->fit > 1 && s->ties == 0 ? "least " : "",
	    load_text(c, s->best->load));
	str_add(&out, s->fit == 1 ? ", the only one" : s->ties > 0 ? ", next in turn" : "");
	return str_end(&out);
}

/* Whoever has it keeps it while there: an administrator, or one who works in the group. */
static bool keeps(struct chooser *c, const struct ticket *t, const struct member *m, size_t n)
{
	const struct worker *w = t->agent_id == 0 ? NULL : find(c, t->agent_id);

	if (w == NULL || worker_away(c->desk, w) != NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		if (m[i].agent == w->id)
			return true;
	return w->role == ROLE_ADMIN;
}

static void move_load(struct worker *w, const struct ticket *t, int by)
{
	if (w == NULL || t->status != STATUS_OPEN || t->hidden != HIDDEN_NO)
		return;
	w->open += by;
	w->load += by * t->priority_rank;
}

int chooser_choose(struct chooser *c, const struct ticket *t, const char **agent_out,
    const char **why_out, struct err *err)
{
	struct arena *a = c->desk->arena;
	struct search s = { .t = t };
	struct member *members;
	size_t n;

	if (store_needs(c->desk->store, a, t->id, &s.needs, err) < 0 ||
	    store_members(c->desk->store, a, t->group_id, s.needs.skill, &members, &n, err) < 0)
		return -1;
	s.needs.level = t->expertise;
	if (keeps(c, t, members, n))
		return 0;
	for (size_t i = 0; i < n; i++)
		consider(c, &s, &members[i]);
	if (s.best == NULL)
		return nobody(c, &s, err);
	*agent_out = s.best->name;
	*why_out = reason(c, &s);
	move_load(find(c, t->agent_id), t, -1);
	move_load(s.best, t, 1);
	s.best->turn = ++c->turn;
	return store_worker_turn(c->desk->store, s.best->id, s.best->turn, err) < 0 ? -1 : 1;
}
