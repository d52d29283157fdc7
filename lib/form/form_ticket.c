/* Tickets, messages and events as columns and as JSON: the names that scripts rely on. */
#include "form/form.h"

#include <string.h>

enum { NORMAL_RANK = 20 };

static int64_t ticket_idle(const struct ticket *t)
{
	int64_t since = t->waiting_since ? t->waiting_since : t->last_message;

	if (!since)
		since = t->created;
	return since && since <= clock_now() ? clock_now() - since : 0;
}

static bool is_overdue(const struct ticket *t)
{
	return t->due && t->status <= STATUS_PENDING && t->due < clock_now();
}

/* ---- columns: one getter each */

#define NUMBER(NAME, MEMBER) \
	static void get_##NAME(const void *record, struct cell *out) \
	{ \
		out->number = ((const struct ticket *)record)->MEMBER; \
	}
#define TEXT(NAME, VALUE) \
	static void get_##NAME(const void *record, struct cell *out) \
	{ \
		const struct ticket *t = record; \
		out->text = VALUE; \
	}

NUMBER(id, id)
NUMBER(rev, rev)
NUMBER(msgs, msgs)
NUMBER(in, in)
NUMBER(out, out)
NUMBER(created, created)
NUMBER(updated, updated)
NUMBER(closed, closed)
NUMBER(waiting, waiting_since)
NUMBER(merged, merged_into)
NUMBER(files, attachments)
NUMBER(archived, archived)
NUMBER(expertise, expertise)
TEXT(severity, t->severity == SEVERITY_NONE ? NULL : severity_name(t->severity))
TEXT(skill, t->skill)
TEXT(resolution, t->resolution)
TEXT(status, status_name(t->status))
TEXT(kind, t->kind)
TEXT(channel, channel_name(t->channel))
TEXT(level, level_name(t->level))
TEXT(agent, t->agent)
TEXT(group, t->group)
TEXT(brand, t->brand)
TEXT(category, t->category)
TEXT(organisation, t->organisation)
TEXT(tags, t->tags)
TEXT(requester, t->requester.address)
TEXT(name, t->requester.name)
TEXT(subject, t->subject)

static void get_due(const void *record, struct cell *out)
{
	const struct ticket *t = record;

	out->number = t->due;
	out->colour = is_overdue(t) ? COLOUR_RED : COLOUR_PLAIN;
}

static void get_idle(const void *record, struct cell *out)
{
	out->number = ticket_idle(record);
}

static void get_priority(const void *record, struct cell *out)
{
	const struct ticket *t = record;

	out->text = t->priority;
	out->colour = t->priority_rank > NORMAL_RANK ? COLOUR_RED :
	    t->priority_rank < NORMAL_RANK ? COLOUR_GREY : COLOUR_PLAIN;
}

/* high is a red flag, low a grey one, normal none. */
static void get_flag(const void *record, struct cell *out)
{
	const struct ticket *t = record;

	if (str_eq(t->priority, "high"))
		*out = (struct cell){.text = "!", .colour = COLOUR_RED};
	else if (str_eq(t->priority, "low"))
		*out = (struct cell){.text = "-", .colour = COLOUR_GREY};
}

static void add_flag(struct cell *out, bool set, const char *name)
{
	size_t len = strlen(out->room);

	if (set)
		snprintf(out->room + len, sizeof out->room - len, "%s%s", len ? "," : "", name);
}

static void get_flags(const void *record, struct cell *out)
{
	const struct ticket *t = record;

	add_flag(out, t->hidden == HIDDEN_SPAM, "spam");
	add_flag(out, t->hidden == HIDDEN_DELETED, "deleted");
	add_flag(out, t->hidden == HIDDEN_MERGED, "merged");
	add_flag(out, t->outsider != 0, "outsider");
	add_flag(out, t->failed > 0, "failed");
	add_flag(out, t->uncertain > 0, "uncertain");
	add_flag(out, is_overdue(t), "overdue");
	add_flag(out, t->archived != 0, "archived");
	out->text = out->room;
}

static void get_field(const void *record, struct cell *out)
{
	const struct ticket *t = record;
	struct arena *a = arena_new();
	const char *key = utf8_fold(a, out->name + strlen("field."), false);

	for (size_t i = 0; i < t->fields_n; i++)
		if (str_eq(utf8_fold(a, t->fields[i].name, false), key))
			out->text = t->fields[i].value;
	arena_free(a);
}

static void json_requester(struct json *j, const void *ticket);
static void json_tags(struct json *j, const void *ticket);

const struct column ticket_columns[] = {
	{"id", CELL_ID, true, get_id, NULL},
	{"flag", CELL_TEXT, false, get_flag, NULL},
	{"status", CELL_TEXT, true, get_status, NULL},
	{"priority", CELL_TEXT, true, get_priority, NULL},
	{"due", CELL_TIME, true, get_due, NULL},
	{"agent", CELL_TEXT, true, get_agent, NULL},
	{"group", CELL_TEXT, true, get_group, NULL},
	{"requester", CELL_TEXT, true, get_requester, json_requester},
	{"idle", CELL_SECONDS, true, get_idle, NULL},
	{"msgs", CELL_INT, true, get_msgs, NULL},
	{"in", CELL_INT, false, get_in, NULL},
	{"out", CELL_INT, false, get_out, NULL},
	{"created", CELL_TIME, false, get_created, NULL},
	{"updated", CELL_TIME, false, get_updated, NULL},
	{"closed", CELL_TIME, false, get_closed, NULL},
	{"waiting", CELL_TIME, false, get_waiting, NULL},
	{"kind", CELL_TEXT, false, get_kind, NULL},
	{"channel", CELL_TEXT, false, get_channel, NULL},
	{"brand", CELL_TEXT, false, get_brand, NULL},
	{"category", CELL_TEXT, false, get_category, NULL},
	{"tags", CELL_TEXT, false, get_tags, json_tags},
	{"level", CELL_TEXT, false, get_level, NULL},
	{"name", CELL_TEXT, false, get_name, NULL},
	{"organisation", CELL_TEXT, false, get_organisation, NULL},
	{"files", CELL_INT, false, get_files, NULL},
	{"flags", CELL_TEXT, false, get_flags, NULL},
	{"merged_into", CELL_ID, false, get_merged, NULL},
	{"rev", CELL_INT, false, get_rev, NULL},
	{"severity", CELL_TEXT, false, get_severity, NULL},
	{"expertise", CELL_INT, false, get_expertise, NULL},
	{"skill", CELL_TEXT, false, get_skill, NULL},
	{"resolution", CELL_TEXT, false, get_resolution, NULL},
	{"archived", CELL_TIME, false, get_archived, NULL},
	{"field.", CELL_TEXT, false, get_field, NULL},
	{"subject", CELL_TEXT, true, get_subject, NULL},
	{0},
};

#define EVENT(NAME, KIND_OF, MEMBER) \
	static void event_##NAME(const void *record, struct cell *out) \
	{ \
		out->KIND_OF = ((const struct event *)record)->MEMBER; \
	}

EVENT(ticket, number, ticket)
EVENT(id, number, id)
EVENT(time, number, time)
EVENT(actor, text, actor)
EVENT(kind, text, kind)
EVENT(old, text, old)
EVENT(new, text, new)
EVENT(cause, text, cause)

/* The ticket comes first: the first field of every line is what the next tool acts on. */
const struct column event_columns[] = {
	{"ticket", CELL_ID, true, event_ticket, NULL},
	{"time", CELL_TIME, true, event_time, NULL},
	{"actor", CELL_TEXT, true, event_actor, NULL},
	{"kind", CELL_TEXT, true, event_kind, NULL},
	{"old", CELL_TEXT, true, event_old, NULL},
	{"new", CELL_TEXT, true, event_new, NULL},
	{"cause", CELL_TEXT, true, event_cause, NULL},
	{"id", CELL_ID, false, event_id, NULL},
	{0},
};

/* ---- JSON */

static void member_text(struct json *j, const char *key, const char *value)
{
	json_key(j, key);
	json_text(j, value);
}

static void member_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_int(j, value);
}

static void member_time(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_time(j, value);
}

/* A list written as words between sep becomes an array. */
static void json_list(struct json *j, const char *list, char sep)
{
	char *rest = arena_strdup(j->out->arena, list), *word;

	json_open(j, '[');
	while ((word = str_cut(&rest, sep)) != NULL)
		if (*word)
			json_text(j, word);
	json_close(j, ']');
}

static void json_tags(struct json *j, const void *ticket)
{
	json_list(j, ((const struct ticket *)ticket)->tags, ',');
}

static void json_requester(struct json *j, const void *ticket)
{
	const struct ticket *t = ticket;

	json_open(j, '{');
	member_text(j, "name", t->requester.name);
	member_text(j, "email", t->requester.address);
	member_text(j, "phone", NULL);
	member_text(j, "level", level_name(t->level));
	json_close(j, '}');
}

static void json_belonging(struct json *j, const struct ticket *t)
{
	json_key(j, "requester");
	json_requester(j, t);
	member_text(j, "brand", t->brand);
	member_text(j, "group", t->group);
	member_text(j, "category", t->category);
	member_text(j, "agent", t->agent);
	member_text(j, "channel", channel_name(t->channel));
	json_key(j, "tags");
	json_tags(j, t);
	json_key(j, "fields");
	json_open(j, '{');
	for (size_t i = 0; i < t->fields_n; i++)
		member_text(j, t->fields[i].name, t->fields[i].value);
	json_close(j, '}');
}

static void json_times(struct json *j, const struct ticket *t)
{
	member_time(j, "created", t->created);
	member_time(j, "updated", t->updated);
	member_time(j, "closed", t->closed);
	member_time(j, "due", t->due);
	json_key(j, "sla");
	json_raw(j, NULL);
	member_time(j, "waiting_since", t->waiting_since);
	member_int(j, "idle", ticket_idle(t));
}

void ticket_json_members(struct json *j, const struct ticket *t)
{
	member_int(j, "id", t->id);
	member_int(j, "rev", t->rev);
	member_text(j, "status", status_name(t->status));
	member_text(j, "priority", t->priority);
	member_text(j, "kind", t->kind);
	member_text(j, "subject", t->subject);
	json_belonging(j, t);
	json_times(j, t);
	member_int(j, "msgs", t->msgs);
	member_int(j, "in", t->in);
	member_int(j, "out", t->out);
	member_text(
	    j, "severity", t->severity == SEVERITY_NONE ? NULL : severity_name(t->severity));
	member_int(j, "expertise", t->expertise);
	member_text(j, "skill", t->skill);
	member_text(j, "resolution", t->resolution);
	member_time(j, "archived", t->archived);
	json_key(j, "deleted");
	json_bool(j, t->hidden == HIDDEN_DELETED);
	json_key(j, "merged_into");
	json_raw(j,
	    t->merged_into ? arena_printf(j->out->arena, "%lld", (long long)t->merged_into) : NULL);
	json_key(j, "links");
	json_open(j, '[');
	for (size_t i = 0; i < t->links_n; i++)
		json_int(j, t->links[i]);
	json_close(j, ']');
}

void ticket_json(struct json *j, const void *ticket)
{
	json_open(j, '{');
	ticket_json_members(j, ticket);
	json_close(j, '}');
}

static void json_attachments(struct json *j, const struct message *m)
{
	json_open(j, '[');
	for (size_t i = 0; i < m->attachments_n; i++) {
		const struct attachment *at = &m->attachments[i];

		json_open(j, '{');
		member_text(j, "name", at->name);
		member_text(j, "type", at->type);
		member_int(j, "size", at->size);
		member_text(j, "sha256", at->sha256);
		member_text(j, "cid", at->cid);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_content(
    struct json *j, const struct message *m, const char *reply, const char *quoted)
{
	json_key(j, "from");
	json_mailbox(j, &m->from);
	json_key(j, "to");
	json_mailboxes(j, &m->to);
	json_key(j, "cc");
	json_mailboxes(j, &m->cc);
	member_text(j, "subject", m->subject);
	member_text(j, "text", m->text);
	member_text(j, "reply", reply);
	member_text(j, "quoted", quoted);
	json_key(j, "attachments");
	json_attachments(j, m);
}

void message_json(struct json *j, const struct message *m, const char *reply, const char *quoted)
{
	json_open(j, '{');
	member_int(j, "id", m->id);
	member_time(j, "time", m->time);
	member_text(j, "direction", direction_name(m->direction));
	json_content(j, m, reply, quoted);
	member_text(j, "message_id", m->message_id);
	member_text(j, "in_reply_to", m->in_reply_to);
	json_key(j, "references");
	json_list(j, m->references, ' ');
	member_text(j, "verdict", m->verdict);
	member_text(j, "why", m->why);
	json_key(j, "flags");
	json_list(j, str_eq(m->flags, "-") ? NULL : m->flags, ',');
	json_key(j, "bounce");
	json_raw(j, m->bounce_json);
	json_key(j, "forwarded");
	json_raw(j, m->forwarded_json);
	json_close(j, '}');
}

void event_json(struct json *j, const void *event)
{
	const struct event *e = event;

	json_open(j, '{');
	member_int(j, "ticket", e->ticket);
	member_int(j, "id", e->id);
	member_time(j, "time", e->time);
	member_text(j, "actor", e->actor);
	member_text(j, "kind", e->kind);
	member_text(j, "old", e->old);
	member_text(j, "new", e->new);
	member_text(j, "cause", e->cause);
	json_close(j, '}');
}
