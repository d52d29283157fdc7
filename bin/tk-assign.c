/*
 * tk-assign gives tickets to an agent or a group, takes them for oneself, or gives them back to
 * all. It prints one line per ticket.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct {
	struct strv to;
	bool take, none;
} settings;

static const struct opt options[] = { { 't', "to", OPT_LIST, &settings.to, "NAME",
					  "an agent or a group; may stand twice, for one of each" },
	{ 0, "take", OPT_FLAG, &settings.take, NULL, "to myself" },
	{ 0, "none", OPT_FLAG, &settings.none, NULL, "to nobody" }, { 0 } };

static const struct tool tool = { "tk-assign", "[ticket | query ...]", "Assign tickets.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_RECORDS };

/* A name is an agent's, else a group's. */
static int collect(struct desk *desk, struct effect *effects, size_t *n, struct err *err)
{
	if (settings.to.n > 2 || (settings.to.n > 0) + settings.take + settings.none != 1)
		return err_set(err, ERR_USAGE, "one of --to, --take and --none is needed");
	for (size_t i = 0; i < settings.to.n; i++) {
		int is = desk_is_agent(desk, settings.to.v[i], err);

		if (is < 0)
			return -1;
		effects[(*n)++] = (struct effect){ .kind = is ? EFFECT_ASSIGN : EFFECT_GROUP,
		    .value = settings.to.v[i] };
	}
	if (settings.to.n == 0)
		effects[(*n)++] = (struct effect){ .kind = EFFECT_ASSIGN,
		    .value = settings.take ? desk->actor.name : NULL };
	return 0;
}

static int run(struct desk *desk, char **operands, struct err *err)
{
	struct effect effects[2];
	size_t n = 0;

	if (collect(desk, effects, &n, err) < 0)
		return -1;
	return desk_change(desk, operands, effects, n, NULL, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
