/* desk_new_rules: what a new ticket must meet (suspension, whose group it is, how many are open),
 * and what its group gives it. */
#include "desk/desk_assign.h"
#include "desk/desk_intake.h"
#include "desk/desk_new.h"

/* */
int64_t new_group(struct desk *desk, const char *category, struct err *err)
{
	int64_t id = 0, group = 0;
	const char *name;

	if (category != NULL && store_object_id(desk->store, "category", category, &id, err) == 0)
		str_int(category, &id);
	if (id > 0 && store_category(desk->store, desk->arena, id, &name, &group, err) > 0 &&
	    group != 0)
		return group;
	return store_default_group(desk->store, err);
}

bool new_may_use(
    struct desk *desk, const struct group_rules *rules, const struct ticket *t, struct err *err)
{
	if (str_eq(rules->usable, "all") || t->level == LEVEL_AGENT ||
	    (str_eq(rules->usable, "members") && t->level == LEVEL_MEMBER))
		return true;
	return t->requester.address != NULL &&
	    store_agent_address(desk->store, t->requester.address, err) != 0;
}

static bool from_outside(const struct ticket *t)
{
	return t->channel == CHANNEL_FORM || t->channel == CHANNEL_PORTAL;
}

/* */
static int check_limit(
    struct desk *desk, const struct new_ticket *n, const struct ticket *t, struct err *err)
{
	int64_t limit = store_setting_int(desk->store, "open-limit", err), open;

	if (limit == 0 || n->confirm || n->requester == NULL)
		return 0;
	open = store_open_tickets(desk->store, t->requester_id, err);
	if (open < limit)
		return 0;
	return err_set(err, ERR_NO,
	    "%s has %lld open tickets, and %lld is the limit (--confirm makes one more)",
	    t->requester.address, (long long)open, (long long)limit);
}

int new_check(
    struct desk *desk, const struct new_ticket *n, const struct ticket *t, struct err *err)
{
	struct group_rules rules;

	if (from_outside(t) && desk_suspended(desk, err))
		return err_set(err, ERR_TEMP, "the system is suspended: nothing is taken in");
	if (store_group_rules(desk->store, desk->arena, t->group_id, &rules, err) < 0)
		return -1;
	if (from_outside(t) && !new_may_use(desk, &rules, t, err))
		return err_set(err, ERR_PERM, "not allowed: the group %s is for %s", rules.name,
		    str_eq(rules.usable, "members") ? "members" : "agents");
	return check_limit(desk, n, t, err) < 0 || err->class != ERR_NONE ? -1 : 0;
}

/* few files, but each as long as the system takes any. */
int new_check_files(
    struct desk *desk, const struct ticket *t, const struct message *m, struct err *err)
{
	const char *taken = store_setting(desk->store, desk->arena, "attachments-on-form", err);
	const char *refused = store_setting(desk->store, desk->arena, "refused-types", err);
	int64_t longest = store_setting_int(desk->store, "max-attachment", err);
	int64_t most = store_setting_int(desk->store, "form-files", err);

	if (!from_outside(t) || m->attachments_n == 0 || err->class != ERR_NONE)
		return err->class != ERR_NONE ? -1 : 0;
	if (!str_eq(taken, "yes"))
		return err_set(err, ERR_DATA, "forms take text only, no files");
	if ((int64_t)m->attachments_n > most)
		return err_set(err, ERR_DATA, "more than %lld files: send them as one archive",
		    (long long)most);
	for (size_t i = 0; i < m->attachments_n; i++) {
		const struct attachment *x = &m->attachments[i];

		if (x->size > longest)
			return err_set(err, ERR_DATA, "%s: longer than %lld bytes", x->name,
			    (long long)longest);
		if (intake_refused(refused, x, desk->arena))
			return err_set(
			    err, ERR_DATA, "%s: files of this kind are refused", x->name);
	}
	return 0;
}

static int give(struct desk *desk, enum effect_kind kind, int64_t ticket, const char *value,
    struct err *err)
{
	struct effect e = { .kind = kind, .ticket = ticket, .value = value, .cause = "group" };
	bool changed;

	return value == NULL ? 0 : desk_apply(desk, &e, &changed, err);
}

/* An agent who is away gets nothing: the ticket is nobody's until somebody takes it. */
int new_defaults(struct desk *desk, int64_t ticket, struct err *err)
{
	struct arena *a = arena_new();
	struct group_rules rules;
	struct ticket t;
	int result = -1;

	if (store_ticket(desk->store, a, ticket, &t, err) > 0 &&
	    store_group_rules(desk->store, a, t.group_id, &rules, err) == 0)
		result = 0;
	if (result == 0 && t.category_id == 0)
		result = give(desk, EFFECT_CATEGORY, ticket, rules.category, err);
	if (result == 0 && t.agent_id == 0 && rules.assignee.id != 0 &&
	    worker_away(desk, &rules.assignee) == NULL)
		result = give(desk, EFFECT_ASSIGN, ticket, rules.assignee.name, err);
	arena_free(a);
	return result;
}
