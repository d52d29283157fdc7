/* desk_show: one ticket with its details and all its messages, for people, as JSON, or raw. */
#include <string.h>

#include "desk/desk_task.h"
#include "mail/mail.h"
#include "store/store.h"

struct view {
	struct desk *desk;
	const struct show_options *options;
	enum text_dir dir;
	struct arena *a;
	struct ticket t;
	struct message *messages;
	size_t messages_n;
	struct event *events;
	size_t events_n;
	struct strv cc, watchers;
	struct task *tasks;
	size_t tasks_n;
	int64_t *links;
	size_t links_n;
};

static int load(struct view *v, int64_t id, struct err *err)
{
	if (store_ticket(v->desk->store, v->a, id, &v->t, err) < 0 ||
	    store_links(v->desk->store, v->a, id, &v->links, &v->links_n, err) < 0 ||
	    store_parts(v->desk->store, v->a, id, PART_CC, &v->cc, err) < 0 ||
	    store_parts(v->desk->store, v->a, id, PART_WATCHER, &v->watchers, err) < 0 ||
	    store_tasks(v->desk->store, v->a, id, 0, true, &v->tasks, &v->tasks_n, err) < 0 ||
	    store_messages(v->desk->store, v->a, id, 0, &v->messages, &v->messages_n, err) < 0)
		return -1;
	if (!v->options->events)
		return 0;
	return store_events(v->desk->store, v->a, id, 0, &v->events, &v->events_n, err);
}

static bool wanted(const struct view *v, const struct message *m)
{
	return v->options->message == 0 || v->options->message == m->id;
}

/* ---- JSON */

static void json_names(struct json *j, const char *key, const struct strv *names)
{
	json_key(j, key);
	json_open(j, '[');
	for (size_t i = 0; i < names->n; i++)
		json_text(j, names->v[i]);
	json_close(j, ']');
}

static void show_json(struct view *v)
{
	struct str out = str_new(v->a);
	struct json j = json_new(&out);
	struct mail_fold fold;

	json_open(&j, '{');
	ticket_json_members(&j, &v->t);
	json_key(&j, "links");
	json_open(&j, '[');
	for (size_t i = 0; i < v->links_n; i++)
		json_int(&j, v->links[i]);
	json_close(&j, ']');
	json_names(&j, "cc", &v->cc);
	json_names(&j, "watchers", &v->watchers);
	json_key(&j, "tasks");
	json_open(&j, '[');
	for (size_t i = 0; i < v->tasks_n; i++)
		task_json(&j, &v->tasks[i]);
	json_close(&j, ']');
	json_key(&j, "messages");
	json_open(&j, '[');
	for (size_t i = 0; i < v->messages_n; i++)
		if (wanted(v, &v->messages[i])) {
			mail_fold(v->a, v->messages[i].text, &fold);
			message_json(&j, &v->messages[i], fold.reply, fold.quoted);
		}
	json_close(&j, ']');
	if (v->options->events) {
		json_key(&j, "events");
		json_open(&j, '[');
		for (size_t i = 0; i < v->events_n; i++)
			event_json(&j, &v->events[i]);
		json_close(&j, ']');
	}
	json_close(&j, '}');
	str_addc(&out, '\n');
	text_print(str_end(&out));
}

/* ---- for people */

static void field(struct str *out, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	str_addf(out, "%-11s", name);
	tsv_escape(out, value);
	str_addc(out, '\n');
}

static const char *mailbox_text(struct arena *a, const struct mailbox *m)
{
	if (m->name == NULL || *m->name == '\0')
		return m->address;
	if (m->address == NULL)
		return m->name;
	return arena_printf(a, "%s <%s>", m->name, m->address);
}

static void field_list(
    struct view *v, struct str *out, const char *name, const struct mailboxes *list)
{
	struct str all = str_new(v->a);

	for (size_t i = 0; i < list->n; i++)
		str_addf(&all, "%s%s", i > 0 ? ", " : "", mailbox_text(v->a, &list->v[i]));
	field(out, name, list->n > 0 ? str_end(&all) : NULL);
}

static void field_time(struct view *v, struct str *out, const char *name, int64_t t)
{
	if (t != 0)
		field(out, name, clock_local(v->a, t, "%Y-%m-%d %H:%M:%S %z"));
}

static void field_links(struct view *v, struct str *out)
{
	struct str all = str_new(v->a);

	for (size_t i = 0; i < v->links_n; i++)
		str_addf(&all, "%s#%lld", i > 0 ? " " : "", (long long)v->links[i]);
	field(out, "links", str_end(&all));
}

static void field_names(
    struct view *v, struct str *out, const char *name, const struct strv *names)
{
	struct str all = str_new(v->a);

	for (size_t i = 0; i < names->n; i++)
		str_addf(&all, "%s%s", i > 0 ? ", " : "", names->v[i]);
	field(out, name, str_end(&all));
}

static void details(struct view *v, struct str *out)
{
	const struct ticket *t = &v->t;
	static const char *const hidden[] = { NULL, "spam", "deleted", "merged" };

	str_addf(out, "%-11s#%lld ", "ticket", (long long)t->id);
	tsv_escape(out, t->subject);
	str_addc(out, '\n');
	field(out, "status", status_name(t->status));
	field(out, "hidden", hidden[t->hidden]);
	if (t->merged_into != 0)
		field(out, "merged into", arena_printf(v->a, "%lld", (long long)t->merged_into));
	field(out, "priority", t->priority);
	field(out, "requester", mailbox_text(v->a, &t->requester));
	field(out, "level", level_name(t->level));
	field(out, "group", t->group);
	field(out, "agent", t->agent);
	field(out, "category", t->category);
	if (t->severity != SEVERITY_NONE)
		field(out, "severity", severity_name(t->severity));
	field(out, "needs", arena_printf(v->a, "expertise %lld%s%s", (long long)t->expertise,
	    t->skill == NULL ? "" : " in ", t->skill == NULL ? "" : t->skill));
	field(out, "tags", t->tags);
	for (size_t i = 0; i < t->fields_n; i++)
		field(out, "field", arena_printf(v->a, "%s: %s", t->fields[i].name,
		    t->fields[i].value));
	field_names(v, out, "cc", &v->cc);
	field_names(v, out, "watchers", &v->watchers);
	field_links(v, out);
	for (size_t i = 0; i < v->tasks_n; i++)
		field(out, "task", task_text(v->a, &v->tasks[i]));
	field_time(v, out, "created", t->created);
	field_time(v, out, "updated", t->last_message);
	if (t->status == STATUS_OPEN && t->waiting_since != 0)
		field(out, "waiting", duration_words(v->a, v->desk->now - t->waiting_since));
	if (t->failed > 0 || t->uncertain > 0)
		field(out, "delivery",
		    arena_printf(v->a, "%lld failed, %lld uncertain (tk-send --list)",
			(long long)t->failed, (long long)t->uncertain));
	if (t->outsider != 0)
		field(out, "outsider", "somebody who takes no part wrote last (tk-set --accept)");
	field_time(v, out, "archived", t->archived);
	if (t->resolution != NULL) {
		str_add(out, "resolution\n");
		text_escape(out, t->resolution);
		str_addc(out, '\n');
	}
}

static void show_attachments(struct view *v, struct str *out, const struct message *m)
{
	for (size_t i = 0; i < m->attachments_n; i++) {
		const struct attachment *x = &m->attachments[i];

		field(out, "attachment", arena_printf(v->a, "%d %s %s %lld bytes", x->part,
		    x->name == NULL ? "(no name)" : x->name, x->type, (long long)x->size));
	}
}

static void show_text(struct view *v, struct str *out, const struct message *m)
{
	struct mail_fold fold = { 0 };
	const char *text = m->text;
	size_t lines = 0;

	if (!v->options->full)
		mail_fold(v->a, m->text, &fold);
	if (fold.reply != NULL)
		text = fold.reply;
	str_addc(out, '\n');
	text_escape_dir(out, text, v->dir);
	if (*text != '\0' && text[strlen(text) - 1] != '\n')
		str_addc(out, '\n');
	for (const char *p = fold.quoted; p != NULL && *p != '\0'; p++)
		lines += *p == '\n' || p[1] == '\0';
	if (lines > 0)
		str_addf(out, "[%zu lines folded, --full shows them]\n", lines);
}

/* The first letters of the first and the last name. */
static void add_initials(struct str *out, const char *name)
{
	const char *last = strrchr(name, ' ');
	size_t len;

	utf8_decode(name, strlen(name), &len);
	str_addn(out, name, len);
	if (last == NULL || last[1] == '\0')
		return;
	utf8_decode(last + 1, strlen(last + 1), &len);
	str_addn(out, last + 1, len);
}

/* "  AD ayşe" behind what an agent wrote. */
static void show_author(struct view *v, struct str *out, const struct message *m)
{
	struct str initials = str_new(v->a);
	struct err ignored = { 0 };
	struct agent agent;

	if (m->agent_id == 0 ||
	    store_agent_by_id(v->desk->store, v->a, m->agent_id, &agent, &ignored) <= 0)
		return;
	const char *name = agent.fullname == NULL ? agent.name : agent.fullname;
	if (*name == '\0')
		return;
	add_initials(&initials, name);
	str_add(out, "  ");
	tsv_escape(out, str_end(&initials));
	str_addc(out, ' ');
	tsv_escape(out, agent.name);
}

static void show_message(struct view *v, struct str *out, const struct message *m)
{
	static const char *const marks[] = { ">", "<", "*", "=" };

	str_addf(out, "\n%s %lld %s  %s", marks[m->direction], (long long)m->id,
	    direction_name(m->direction), clock_local(v->a, m->time, "%Y-%m-%d %H:%M:%S %z"));
	show_author(v, out, m);
	str_addc(out, '\n');
	field(out, "from", mailbox_text(v->a, &m->from));
	field_list(v, out, "to", &m->to);
	field_list(v, out, "cc", &m->cc);
	field(out, "subject", m->subject);
	field(out, "flags", m->flags);
	show_attachments(v, out, m);
	show_text(v, out, m);
}

static void show_people(struct view *v)
{
	struct str out = str_new(v->a);

	details(v, &out);
	for (size_t i = 0; i < v->messages_n; i++)
		if (wanted(v, &v->messages[i]))
			show_message(v, &out, &v->messages[i]);
	for (size_t i = 0; i < v->events_n; i++) {
		const struct event *e = &v->events[i];

		str_addf(&out, "%s%s %s %s ", i == 0 ? "\n" : "",
		    clock_local(v->a, e->time, "%Y-%m-%d %H:%M:%S"), e->actor, e->kind);
		tsv_escape(&out, e->old);
		str_add(&out, " -> ");
		tsv_escape(&out, e->new);
		str_addc(&out, '\n');
	}
	text_print(str_end(&out));
}

/* ---- raw */

static int show_raw(struct view *v, struct err *err)
{
	const void *z;
	size_t z_len, raw_len;

	for (size_t i = 0; i < v->messages_n; i++) {
		if (!wanted(v, &v->messages[i]))
			continue;
		if (store_raw(v->desk->store, v->a, v->messages[i].id, &z, &z_len, &raw_len, err) <
		    0)
			return -1;
		char *raw = mail_inflate(v->a, z, z_len, raw_len, err);
		if (raw == NULL)
			return -1;
		bytes_print(raw, raw_len);
	}
	return 0;
}

int desk_show_ids(
    struct desk *desk, const struct ids *ids, const struct show_options *options, struct err *err)
{
	struct view v = { .desk = desk, .options = options, .a = arena_new() };
	int result = 0;

	if (text_dir_parse(options->direction, &v.dir) < 0)
		result = err_set(
		    err, ERR_USAGE, "--direction %s: must be rtl, ltr or auto", options->direction);
	for (size_t i = 0; i < ids->n && result == 0; i++) {
		arena_reset(v.a);
		v.events_n = 0;
		v.cc = v.watchers = (struct strv){ 0 };
		result = load(&v, ids->v[i], err);
		if (result < 0)
			break;
		if (options->raw)
			result = show_raw(&v, err);
		else if (tool_options.json)
			show_json(&v);
		else
			show_people(&v);
		if (i + 1 < ids->n && !options->raw && !tool_options.json)
			text_print("\n");
	}
	arena_free(v.a);
	return result;
}

int desk_show(
    struct desk *desk, char *const *operands, const struct show_options *options, struct err *err)
{
	struct ids ids;

	if (desk_operands(desk, operands, true, false, &ids, err) < 0)
		return -1;
	bool reads = ids.n == 1 && !options->raw && !tool_options.json;
	if (reads)
		desk_warn_writers(desk, &ids);
	if (desk_show_ids(desk, &ids, options, err) < 0)
		return -1;
	text_flush();
	if (reads)
		desk_working(desk, ids.v[0]);
	desk_viewed(desk, &ids);
	return 0;
}
