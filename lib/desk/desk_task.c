/* desk_task: tasks: what several agents have to do for one ticket, each their part. */
#include <string.h>

#include "desk/desk_apply.h"
#include "desk/desk_task.h"

/* ---- changes; the value of a new task is agent TAB text TAB due */

static int find_agent(struct change *c, const char *name, struct agent *out, struct err *err)
{
	int found = store_agent(c->desk->store, c->arena, name, false, out, err);

	if (found == 0)
		return err_set(err, ERR_USAGE, "%s: no such agent", name);
	if (found > 0 && (out->suspended || out->role == ROLE_READER))
		return err_set(err, ERR_NO, "%s cannot be given a task", out->name);
	return found < 0 ? -1 : 0;
}

int change_task_add(struct change *c, struct err *err)
{
	char *rest = arena_strdup(c->arena, c->e->value);
	const char *name = str_cut(&rest, '\t'), *text = str_cut(&rest, '\t');
	const char *due = str_cut(&rest, '\t');
	struct task task = { .ticket = c->before.id, .creator_id = c->desk->actor.id, .text = text,
		.created = c->desk->now };
	struct agent agent;

	if (text == NULL || *text == '\0' || rest != NULL)
		return err_set(err, ERR_DATA, "a task is an agent, a text and perhaps a time");
	if (due != NULL && *due != '\0' && clock_parse(due, &task.due) < 0)
		return err_set(err, ERR_DATA, "%s: not a time", due);
	if (find_agent(c, name, &agent, err) < 0)
		return -1;
	task.agent_id = agent.id;
	c->changed = true;
	if (store_task_add(c->desk->store, &task, err) < 0)
		return -1;
	c->new = arena_printf(c->arena, "%lld %s", (long long)task.id, agent.name);
	return 0;
}

static int find_task(struct change *c, struct task *out, struct err *err)
{
	int64_t id;
	int found = c->e->value == NULL || str_int(c->e->value, &id) < 0 ? 0 :
	    store_task(c->desk->store, c->arena, id, out, err);

	if (found == 0 || (found > 0 && out->ticket != c->before.id))
		return err_set(err, ERR_NO, "%s: no such task of it",
		    c->e->value == NULL ? "-" : c->e->value);
	return found < 0 ? -1 : 0;
}

int change_task(struct change *c, struct err *err)
{
	bool done = c->e->kind == EFFECT_TASK_DONE, drop = c->e->kind == EFFECT_TASK_DROP;
	struct store *store = c->desk->store;
	struct task task;

	if (find_task(c, &task, err) < 0)
		return -1;
	c->changed = drop || done != (task.done != 0);
	c->old = drop ? task.text : NULL;
	c->new = arena_printf(c->arena, "%lld %s", (long long)task.id, task.agent);
	if (!c->changed)
		return 0;
	return drop ? store_task_delete(store, task.id, err) :
	    store_task_done(store, task.id, done ? c->desk->now : 0, err);
}

/* ---- lines */

#define NUMBER(NAME, MEMBER) \
	static void get_##NAME(const void *r, struct cell *out) \
	{ \
		out->number = ((const struct task *)r)->MEMBER; \
	}
#define TEXT(NAME) \
	static void get_##NAME(const void *r, struct cell *out) \
	{ \
		out->text = ((const struct task *)r)->NAME; \
	}

NUMBER(ticket, ticket)
NUMBER(task, id)
NUMBER(created, created)
NUMBER(done, done)
TEXT(agent)
TEXT(creator)
TEXT(text)

static void get_due(const void *r, struct cell *out)
{
	const struct task *t = r;

	out->number = t->due;
	out->colour =
	    t->due != 0 && t->done == 0 && t->due < clock_now() ? COLOUR_RED : COLOUR_PLAIN;
}

static const struct column task_columns[] = {
	{ "ticket", CELL_ID, true, get_ticket, NULL },
	{ "task", CELL_ID, true, get_task, NULL },
	{ "agent", CELL_TEXT, true, get_agent, NULL },
	{ "due", CELL_TIME, true, get_due, NULL },
	{ "done", CELL_TIME, true, get_done, NULL },
	{ "created", CELL_TIME, false, get_created, NULL },
	{ "creator", CELL_TEXT, false, get_creator, NULL },
	{ "text", CELL_TEXT, true, get_text, NULL },
	{ 0 },
};

void task_json(struct json *j, const void *record)
{
	const struct task *t = record;

	json_open(j, '{');
	for (const struct column *c = task_columns; c->name != NULL; c++) {
		struct cell cell = { 0 };

		c->get(t, &cell);
		json_key(j, c->name);
		if (c->kind == CELL_TEXT)
			json_text(j, cell.text);
		else if (c->kind == CELL_TIME)
			json_time(j, cell.number);
		else
			json_int(j, cell.number);
	}
	json_close(j, '}');
}

const char *task_text(struct arena *a, const struct task *task)
{
	struct str out = str_new(a);

	str_addf(&out, "%lld %s: %s", (long long)task->id, task->agent, task->text);
	if (task->done != 0)
		str_addf(&out, " (done %s)", clock_local(a, task->done, "%Y-%m-%d %H:%M"));
	else if (task->due != 0)
		str_addf(&out, " (due %s)", clock_local(a, task->due, "%Y-%m-%d %H:%M"));
	return str_end(&out);
}

static int print_tasks(
    struct desk *desk, struct records *records, const struct task *tasks, size_t n, struct err *err)
{
	struct arena *a = arena_new();
	struct ticket t;
	int found = 1;

	for (size_t i = 0; i < n && found >= 0; i++) {
		arena_reset(a);
		found = store_ticket(desk->store, a, tasks[i].ticket, &t, err);
		if (found > 0 && desk_may_see(desk, &t))
			record_print(records, &tasks[i]);
	}
	arena_free(a);
	return found < 0 ? -1 : 0;
}

static int list_of(struct desk *desk, struct records *records, int64_t ticket, int64_t agent,
    bool all, struct err *err)
{
	struct task *tasks;
	size_t n;

	if (store_tasks(desk->store, desk->arena, ticket, agent, all, &tasks, &n, err) < 0)
		return -1;
	return print_tasks(desk, records, tasks, n, err);
}

static int list(struct desk *desk, char *const *operands, const struct task_options *o,
    struct err *err)
{
	struct records *records = records_open(desk->arena, task_columns, NULL, err);
	struct ids ids = { 0 };
	int64_t agent = 0;
	int result = records == NULL ? -1 : 0;

	if (result == 0 && o->to != NULL &&
	    store_object_id(desk->store, "agent", o->to, &agent, err) == 0)
		result = err_set(err, ERR_USAGE, "%s: no such agent", o->to);
	if (result == 0 && *operands == NULL)
		result = list_of(
		    desk, records, 0, agent != 0 ? agent : desk->actor.id, o->all, err);
	else if (result == 0)
		result = desk_operands(desk, operands, false, false, &ids, err);
	for (size_t i = 0; i < ids.n && result == 0; i++)
		result = list_of(desk, records, ids.v[i], agent, o->all, err);
	if (records != NULL)
		records_close(records);
	return result;
}

/* ---- what is asked for */

/* A distance from now, a day (its end) or a moment. */
static int read_due(struct desk *desk, const char *text, int64_t *out, struct err *err)
{
	int64_t first;

	if (duration_parse(text, out) == 0)
		*out += desk->now;
	else if (day_parse(text, &first, out) < 0 && clock_parse(text, out) < 0)
		return err_set(err, ERR_USAGE, "--due %s: not a duration, a day or a time", text);
	return 0;
}

static int add(struct desk *desk, char *const *operands, const struct task_options *o,
    struct err *err)
{
	struct effect effect = { .kind = EFFECT_TASK };
	const char *to = o->to == NULL ? desk->actor.name : o->to;
	int64_t due = 0;

	if (strpbrk(o->message, "\t\n") != NULL || strchr(to, '\t') != NULL)
		return err_set(err, ERR_USAGE, "a task is one line without a TAB");
	if (o->due != NULL && read_due(desk, o->due, &due, err) < 0)
		return -1;
	effect.value = arena_printf(desk->arena, "%s\t%s%s%s", to, o->message,
	    due == 0 ? "" : "\t", due == 0 ? "" : clock_rfc3339(desk->arena, due));
	return desk_change(desk, operands, &effect, 1, NULL, err);
}

static int add_effects(struct desk *desk, const struct strv *numbers, enum effect_kind kind,
    struct effect *effects, size_t *n, struct err *err)
{
	for (size_t i = 0; i < numbers->n; i++) {
		struct task task;
		int64_t id;
		int found = str_int(numbers->v[i], &id) < 0 ? 0 :
		    store_task(desk->store, desk->arena, id, &task, err);

		if (found == 0)
			return err_set(err, ERR_NO, "%s: no such task", numbers->v[i]);
		if (found < 0)
			return -1;
		effects[(*n)++] = (struct effect){ kind, task.ticket, numbers->v[i], NULL };
	}
	return 0;
}

static int change(struct desk *desk, const struct task_options *o, struct err *err)
{
	size_t n = 0, max = o->done.n + o->reopen.n + o->drop.n;
	struct effect *effects = arena_alloc(desk->arena, max * sizeof *effects);

	if (add_effects(desk, &o->done, EFFECT_TASK_DONE, effects, &n, err) < 0 ||
	    add_effects(desk, &o->reopen, EFFECT_TASK_REOPEN, effects, &n, err) < 0 ||
	    add_effects(desk, &o->drop, EFFECT_TASK_DROP, effects, &n, err) < 0)
		return -1;
	return desk_change_list(desk, effects, n, NULL, err);
}

int desk_task(struct desk *desk, char *const *operands, const struct task_options *options,
    struct err *err)
{
	bool changes = options->done.n + options->reopen.n + options->drop.n > 0;

	if (changes && (*operands != NULL || options->message != NULL || options->to != NULL))
		return err_set(err, ERR_USAGE,
		    "--done, --reopen and --drop take numbers of tasks and nothing beside");
	if (options->message == NULL && options->due != NULL)
		return err_set(err, ERR_USAGE, "--due is for a new task (-m)");
	if (changes)
		return change(desk, options, err);
	return options->message != NULL ? add(desk, operands, options, err) :
	    list(desk, operands, options, err);
}
