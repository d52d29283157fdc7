/* desk_assign: tickets change hands: to an agent or a group, to oneself, to nobody, or to whom they
 * fit best; with a word for whoever gets them. */
#include "desk/desk_assign.h"
#include "desk/desk_batch.h"
#include "desk/desk_presence.h"
#include "form/form.h"

struct giving {
	struct desk *desk;
	const struct assign_options *options;
	const char *agent, *group;      /* what --to names */
	int64_t agent_id, group_id;
	struct chooser chooser;
	struct batch batch;
};

enum { EFFECTS = 4 };

/* ---- what is asked for */

static int find_away(struct giving *g, struct err *err)
{
	for (size_t i = 0; i < g->chooser.n; i++) {
		const struct worker *w = &g->chooser.workers[i];
		const char *away = worker_away(g->desk, w);

		if (w->id != g->agent_id || away == NULL)
			continue;
		if (!str_eq(away, "is absent"))
			return err_set(err, ERR_NO, "%s %s", w->name, away);
		tool_warn("%s %s (%s)", w->name, away, w->absent);
	}
	return 0;
}

/* A name is an agent's, else a group's. */
static int read_name(struct giving *g, const char *name, struct err *err)
{
	struct store *store = g->desk->store;
	int found = g->agent_id != 0 ? 0 : store_object_id(store, "agent", name, &g->agent_id, err);

	if (found > 0)
		g->agent = store_object_name(store, g->desk->arena, "agent", g->agent_id, err);
	else if (found == 0 && g->group_id == 0 &&
	    (found = store_object_id(store, "group", name, &g->group_id, err)) > 0)
		g->group = store_object_name(store, g->desk->arena, "group", g->group_id, err);
	if (found > 0)
		return 0;
	return found < 0 ? -1 : err_set(err, ERR_USAGE, "%s: no such agent or group", name);
}

static int read_options(struct giving *g, struct err *err)
{
	const struct assign_options *o = g->options;

	if (o->to.n > 2 || (o->to.n > 0) + o->take + o->none + o->automatic != 1)
		return err_set(
		    err, ERR_USAGE, "one of --to, --take, --none and --auto is needed");
	for (size_t i = 0; i < o->to.n; i++)
		if (read_name(g, o->to.v[i], err) < 0)
			return -1;
	if (o->take) {
		g->agent = g->desk->actor.name;
		g->agent_id = g->desk->actor.id;
	}
	return 0;
}

/* ---- one ticket */

/* Whoever takes a ticket must learn that another has it. */
static int check_taken(struct giving *g, const struct ticket *t, struct err *err)
{
	struct arena *a = g->desk->arena;
	int64_t time, actor;

	if (!g->options->take || g->options->confirm || t->agent_id == 0 ||
	    t->agent_id == g->agent_id)
		return 0;
	if (store_assigned(g->desk->store, t->id, &time, &actor, err) < 0)
		return -1;
	const char *how = time == 0 ? "has it" : arena_printf(a, "%s %s ago",
	    actor == t->agent_id ? "took it" : "was given it",
	    duration_words(a, g->desk->now - time));
	return err_set(err, ERR_CONFLICT, "%lld: %s %s (--confirm takes it over)",
	    (long long)t->id, t->agent, how);
}

/* An agent must work in the group in the end; one who had it before gives it back to all. */
static int check_member(struct giving *g, const struct ticket *t, struct effect *e, size_t *n,
    struct err *err)
{
	int64_t agent = g->agent_id != 0 ? g->agent_id : t->agent_id;
	int64_t group = g->group_id != 0 ? g->group_id : t->group_id;
	struct agent who;

	if (agent == 0 || (g->agent_id == 0 && g->group_id == 0) ||
	    store_is_member(g->desk->store, agent, group, err))
		return 0;
	if (store_agent_by_id(g->desk->store, g->desk->arena, agent, &who, err) < 0)
		return -1;
	if (who.role == ROLE_ADMIN)
		return 0;
	const char *why = arena_printf(g->desk->arena, "%s does not work in %s", who.name,
	    g->group != NULL ? g->group : t->group);
	if (g->agent_id != 0)
		return err_set(err, ERR_NO, "%lld: %s", (long long)t->id, why);
	e[(*n)++] = (struct effect){ .kind = EFFECT_ASSIGN, .cause = why };
	return 0;
}

static int choose(struct giving *g, const struct ticket *t, struct effect *e, size_t *n,
    struct err *err)
{
	struct effect assign = { .kind = EFFECT_ASSIGN };

	if (t->status == STATUS_CLOSED || t->status == STATUS_LOCKED || t->hidden != HIDDEN_NO)
		return 0;
	int chosen = chooser_choose(&g->chooser, t, &assign.value, &assign.cause, err);
	if (chosen > 0)
		e[(*n)++] = assign;
	return chosen < 0 ? -1 : 0;
}

static int name(struct giving *g, const struct ticket *t, struct effect *e, size_t *n,
    struct err *err)
{
	if (check_taken(g, t, err) < 0)
		return -1;
	if (g->agent != NULL || g->options->none)
		e[(*n)++] = (struct effect){ .kind = EFFECT_ASSIGN, .value = g->agent };
	if (check_member(g, t, e, n, err) < 0)
		return -1;
	if (g->group != NULL)
		e[(*n)++] = (struct effect){ .kind = EFFECT_GROUP, .value = g->group };
	return 0;
}

/* The word comes first and the group last: who gives a ticket away may not see it afterwards. */
static int plan(struct giving *g, const struct ticket *t, struct effect *e, size_t *n,
    struct err *err)
{
	size_t word = g->options->message != NULL;

	*n = word;
	e[0] = (struct effect){ .kind = EFFECT_NOTE, .value = g->options->message };
	if ((g->options->automatic ? choose : name)(g, t, e, n, err) < 0)
		return -1;
	if (*n == word)
		*n = 0;
	return 0;
}

static int give(struct giving *g, int64_t id, struct err *err)
{
	struct effect effects[EFFECTS];
	struct err refused = { 0 };
	struct ticket t;
	size_t n;

	id = store_merge_target(g->desk->store, id, err);
	int found = store_ticket(g->desk->store, g->desk->arena, id, &t, err);

	if (found <= 0)
		return found < 0 ? -1 : err_set(err, ERR_NO, "%lld: no such ticket", (long long)id);
	if (plan(g, &t, effects, &n, &refused) == 0)
		return batch_apply(&g->batch, effects, n, id, err) < 0 ||
			(g->options->take && presence_work(g->desk, id, err) < 0)
		    ? -1
		    : 0;
	if (refused.class != ERR_NO && refused.class != ERR_CONFLICT) {
		*err = refused;
		return -1;
	}
	batch_refuse(&g->batch, &refused);
	return 0;
}

int desk_assign(struct desk *desk, char *const *operands, const struct assign_options *options,
    desk_compose_fn *compose, struct err *err)
{
	struct giving g = { .desk = desk, .options = options };
	struct err bad = { 0 };
	struct ids ids;

	if (read_options(&g, err) < 0)
		return -1;
	if (desk_operands(desk, operands, true, true, &ids, &bad) < 0) {
		*err = bad;
		return -1;
	}
	int result = ids.n == 0 ? 0 : batch_begin(&g.batch, desk, compose, err);
	if (ids.n > 0 && result == 0) {
		result = chooser_open(&g.chooser, desk, err);
		if (result == 0)
			result = find_away(&g, err);
		for (size_t i = 0; i < ids.n && result == 0; i++)
			result = give(&g, ids.v[i], err);
		result = batch_end(&g.batch, result, err);
	}
	if (err->class == ERR_NONE)
		*err = bad;
	return result;
}
