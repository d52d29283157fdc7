/* desk_write: phase two of intake: a decided mail becomes rows, events and counters. */
#include <string.h>

#include "desk/desk_new.h"
#include "desk/desk_intake.h"
#include "form/form.h"

struct writing {
	struct intake *run;
	struct arena *a;
	const struct intake_mail *m;
	struct decision *d;
	int64_t time;
	struct ticket before, t;
	struct str flags;
	bool gives;                     /* the group of a new ticket gives it something */
};

static void flag(struct writing *w, bool on, const char *name)
{
	if (on)
		str_addf(&w->flags, "%s%s", w->flags.len > 0 ? "," : "", name);
}

static const char *collect_flags(struct writing *w)
{
	static const struct { unsigned bit; const char *name;
	} said[] = { { MAIL_AUTO, "auto" }, { MAIL_LIST, "list" }, { MAIL_BOUNCE, "bounce" },
		{ MAIL_VACATION, "vacation" }, { MAIL_FEEDBACK, "feedback" },
		{ MAIL_FORWARD, "forward" }, { MAIL_DAMAGED, "damaged" } };

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		flag(w, (w->m->mail.flags & said[i].bit) != 0, said[i].name);
	flag(w, w->m->spam, "spam");
	flag(w, w->d->outsider, "outsider");
	flag(w, w->d->stranger, "stranger");
	flag(w, w->d->followup, "followup");
	for (size_t i = 0; i < w->d->joined_n; i++)
		flag(w, true, arena_printf(w->a, "joined:%lld", (long long)w->d->joined[i]));
	flag(w, w->d->same_id, "same-id");
	flag(w, w->m->import, "import");
	return w->flags.len > 0 ? str_end(&w->flags) : NULL;
}

static int event(struct writing *w, const char *kind, const char *old, const char *new,
    const char *cause, struct err *err)
{
	int64_t actor = w->d->ticket == 0 || w->d->bounced ? w->m->in->importer : -1;

	return store_event(
	    w->run->desk->store, w->t.id, w->time, actor, kind, old, new, cause, err);
}

/* ---- the ticket */

static int find_requester(struct writing *w, struct err *err)
{
	const struct mail *mail = &w->m->mail;
	const char *address = mail->from.address;

	if (address == NULL && w->m->in->envelope->sender != NULL &&
	    strchr(w->m->in->envelope->sender, '@') != NULL)
		address = w->m->in->envelope->sender;
	w->t.requester.address = address;
	w->t.requester.name = mail->from.name;
	return store_person(w->run->desk->store, address != NULL ? address : "nobody@invalid",
	    address != NULL ? mail->from.name : NULL, w->time, &w->t.requester_id, &w->t.level,
	    err);
}

/* Mail is never lost: to a group that is not theirs to use people write as outsiders. */
static int judge_group(struct writing *w, struct err *err)
{
	struct group_rules rules;

	if (store_group_rules(w->run->desk->store, w->a, w->t.group_id, &rules, err) < 0)
		return -1;
	if (!w->d->bounced && w->m->in->importer == 0 &&
	    !new_may_use(w->run->desk, &rules, &w->t, err))
		w->d->outsider = true;
	w->gives = rules.category != NULL || rules.assignee.id != 0;
	return err->class != ERR_NONE ? -1 : 0;
}

static int open_ticket(struct writing *w, struct err *err)
{
	const char *subject = w->m->mail.subject;

	w->t.status = STATUS_OPEN;
	w->t.group_id = w->d->group;
	if (find_requester(w, err) < 0 || judge_group(w, err) < 0 ||
	    store_priority(w->run->desk->store, "normal", &w->t.priority_rank, err) < 0)
		return -1;
	w->t.kind_id = KIND_REQUEST;
	w->t.channel = w->m->import ? CHANNEL_IMPORT : CHANNEL_MAIL;
	if (w->m->in->envelope->channel != NULL && channel_parse(w->m->in->envelope->channel) > 0)
		w->t.channel = (enum channel)channel_parse(w->m->in->envelope->channel);
	w->t.hidden = w->m->spam ? HIDDEN_SPAM : HIDDEN_NO;
	w->t.subject = subject == NULL ? "" : subject;
	w->t.category_id = w->d->category;
	w->t.agent_id = w->m->in->agent;
	w->t.created = w->t.updated = w->t.last_message = w->time;
	w->t.waiting_since = w->d->outsider ? 0 : w->time;
	w->t.msgs = w->t.in = 1;
	w->t.attachments = (int64_t)w->m->mail.attachments_n;
	if (store_ticket_add(w->run->desk->store, &w->t, err) < 0)
		return -1;
	return event(w, "new", NULL, channel_name(w->t.channel), w->d->why, err);
}

/* Mail of people who take no part changes no status, clock or idle time. */
static int join_ticket(struct writing *w, struct err *err)
{
	bool outside = w->d->outsider || w->d->stranger;

	w->before = w->t = w->d->target;
	w->t.msgs++;
	w->t.in++;
	w->t.attachments += (int64_t)w->m->mail.attachments_n;
	w->t.updated = w->time;
	if (!outside) {
		w->t.last_message = w->time;
		if (w->t.waiting_since == 0)
			w->t.waiting_since = w->time;
		if (w->t.status == STATUS_CLOSED || w->t.status == STATUS_PENDING)
			w->t.status = STATUS_OPEN;
		w->t.closed = 0;
	}
	if (event(w, w->d->bounced ? "bounce" : "reply", NULL, NULL, w->d->why, err) < 0)
		return -1;
	return w->t.status == w->before.status
	    ? 0
	    : event(w, "status", status_name(w->before.status), status_name(w->t.status),
		  w->d->bounced ? "bounce" : "reply", err);
}

static int save_joined(struct writing *w, int64_t message, struct err *err)
{
	if (w->d->outsider || w->d->stranger)
		w->t.outsider = message;
	return store_ticket_save(w->run->desk->store, &w->before, &w->t, err);
}

/* ---- the message */

static const char *join_words(struct arena *a, const struct strv *list)
{
	struct str out = str_new(a);

	for (size_t i = 0; i < list->n; i++)
		str_addf(&out, "%s%s", i > 0 ? " " : "", list->v[i]);
	return out.len > 0 ? str_end(&out) : NULL;
}

static const char *bounce_json(struct arena *a, const struct bounce *bounce)
{
	struct str out = str_new(a);
	struct json j = json_new(&out);

	if (bounce == NULL)
		return NULL;
	json_open(&j, '{');
	json_key(&j, "recipients");
	json_open(&j, '[');
	for (size_t i = 0; i < bounce->n; i++) {
		json_open(&j, '{');
		json_key(&j, "email");
		json_text(&j, bounce->recipients[i].email);
		json_key(&j, "status");
		json_text(&j, bounce->recipients[i].status);
		json_key(&j, "kind");
		json_text(&j, bounce->recipients[i].hard ? "hard" : "soft");
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_key(&j, "status");
	json_text(&j, bounce->status);
	json_key(&j, "kind");
	json_text(&j, bounce->hard ? "hard" : "soft");
	json_key(&j, "original_message_id");
	json_text(&j, bounce->original_message_id);
	json_close(&j, '}');
	return str_end(&out);
}

static const char *forwarded_json(struct arena *a, const struct forwarded *f)
{
	struct str out = str_new(a);
	struct json j = json_new(&out);

	if (f == NULL)
		return NULL;
	json_open(&j, '{');
	json_key(&j, "from");
	json_mailbox(&j, &f->from);
	json_key(&j, "to");
	json_mailboxes(&j, &f->to);
	json_key(&j, "cc");
	json_mailboxes(&j, &f->cc);
	json_key(&j, "subject");
	json_text(&j, f->subject);
	json_key(&j, "date");
	json_text(&j, f->date);
	json_close(&j, '}');
	return str_end(&out);
}

void intake_views(struct arena *a, const struct mail *mail, struct message *m)
{
	m->date = mail->date;
	m->from = mail->from;
	m->to = mail->to;
	m->cc = mail->cc;
	m->subject = mail->subject;
	m->text = mail->text;
	m->in_reply_to = mail->in_reply_to.n > 0 ? mail->in_reply_to.v[0] : NULL;
	m->references = join_words(a, &mail->references);
	m->attachments = mail->attachments;
	m->attachments_n = mail->attachments_n;
	m->bounce_json = bounce_json(a, mail->bounce);
	m->forwarded_json = forwarded_json(a, mail->forwarded);
}

static const char *envelope_recipients(struct arena *a, const struct intake_mail *m)
{
	struct strv given = { m->recipients.v, m->envelope_n };

	return join_words(a, &given);
}

static int add_message(struct writing *w, int64_t *id_out, struct err *err)
{
	const struct mail *mail = &w->m->mail;
	struct store_mail raw = { .z = w->m->z, .z_len = w->m->z_len, .raw_len = w->m->in->len };
	struct message m = { .ticket = w->t.id,
		.origin = w->t.id,
		.time = w->time,
		.direction = DIRECTION_IN,
		.channel = w->t.channel,
		.message_id = mail->message_id,
		.verdict = w->d->verdict,
		.why = w->d->why };

	intake_views(w->a, mail, &m);
	m.flags = w->flags.len > 0 ? str_end(&w->flags) : NULL;
	memcpy(raw.hash, mail->hash, sizeof raw.hash);
	raw.recipients = envelope_recipients(w->a, w->m);
	for (size_t i = 0; i < mail->in_reply_to.n; i++)
		strv_add(&raw.ancestors, w->a, mail->in_reply_to.v[i]);
	for (size_t i = 0; i < mail->references.n; i++)
		strv_add(&raw.ancestors, w->a, mail->references.v[i]);
	if (store_message_add(w->run->desk->store, &m, &raw, err) < 0)
		return -1;
	*id_out = m.id;
	return 0;
}

/* One of ours, with or without a token or category behind the delimiter. */
static bool is_ours(struct writing *w, const char *address, struct err *err)
{
	const char *tail = intake_tail(w->run, address), *at = strrchr(address, '@');
	size_t n = strlen(w->run->delimiter);
	int64_t group;

	if (store_group_by_address(w->run->desk->store, address, &group, err) != 0)
		return true;
	return tail != NULL &&
	    store_group_by_address(w->run->desk->store,
		arena_printf(w->a, "%.*s%s", (int)(tail - n - address), address, at), &group,
		err) != 0;
}

/* Those whom a participant names in Cc take part; our own addresses do not. */
static int add_participants(struct writing *w, struct err *err)
{
	const struct mailboxes *cc = &w->m->mail.cc;
	bool added;

	if (w->d->outsider || w->d->stranger)
		return 0;
	for (size_t i = 0; i < cc->n && i < 100; i++) {
		const char *address = cc->v[i].address;

		if (address == NULL || is_ours(w, address, err))
			continue;
		if (store_part_add(w->run->desk->store, w->t.id, address, PART_CC, &added, err) < 0)
			return -1;
	}
	return err->class != ERR_NONE ? -1 : 0;
}

static int record_bounce(struct writing *w, struct err *err)
{
	const struct bounce *bounce = w->m->mail.bounce;

	for (size_t i = 0; w->d->bounced && i < bounce->n; i++) {
		const struct bounce_recipient *r = &bounce->recipients[i];

		if (r->email != NULL &&
		    store_bounce(w->run->desk->store, r->email, r->hard, w->time, err) < 0)
			return -1;
	}
	return 0;
}

static int link_and_join(struct writing *w, struct err *err)
{
	bool changed;

	for (size_t i = 0; i < w->d->joined_n; i++) {
		struct effect e = { .kind = EFFECT_MERGE,
			.ticket = w->d->joined[i],
			.cause = "references",
			.value = arena_printf(w->a, "%lld", (long long)w->t.id) };

		if (desk_apply(w->run->desk, &e, &changed, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < w->d->others_n; i++) {
		struct effect e = { .kind = EFFECT_LINK, .ticket = w->t.id, .cause = w->d->why,
		    .value = arena_printf(w->a, "%lld", (long long)w->d->others[i]) };

		if (desk_apply(w->run->desk, &e, &changed, err) < 0)
			return -1;
	}
	return 0;
}

/* A second copy is an event, which names the message too, if it came for another recipient than the
 * first. */
static int note_copy(struct writing *w, struct err *err)
{
	const char *to = envelope_recipients(w->a, w->m), *message = NULL;
	struct store_twin *twins;
	struct event *events;
	size_t n;

	if (to == NULL)
		return 0;
	if (store_twins(w->run->desk->store, w->a, w->m->mail.message_id, w->m->mail.hash, &twins,
		&n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (twins[i].same_hash && str_eq(twins[i].recipients, to))
			return 0;
		if (twins[i].same_hash)
			message = arena_printf(w->a, "%lld", (long long)twins[i].message);
	}
	w->t.id = w->d->ticket;
	if (store_events(w->run->desk->store, w->a, w->t.id, 0, &events, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].kind, "duplicate") && str_eq(events[i].old, message) &&
		    str_eq(events[i].new, to))
			return 0;
	return event(w, "duplicate", message, to, NULL, err);
}

static int64_t time_of(const struct intake_mail *m, int64_t now)
{
	int64_t arrived = m->in->envelope->time != 0 ? m->in->envelope->time : now;

	return m->import && m->mail.date > 0 && m->mail.date < arrived ? m->mail.date : arrived;
}

int intake_write(struct intake *run, struct arena *a, const struct intake_mail *m,
    struct decision *d, struct taken *taken_out, struct err *err)
{
	struct writing w = { .run = run, .a = a, .m = m, .d = d, .time = time_of(m, run->desk->now),
	    .flags = str_new(a) };
	int64_t message;
	bool fresh = d->ticket == 0, copy = str_eq(d->verdict, "duplicate");

	*taken_out = (struct taken){ .ticket = d->ticket, .verdict = d->verdict, .why = d->why,
	    .message_id = m->mail.message_id };
	if (copy)
		return note_copy(&w, err);
	if ((fresh ? open_ticket(&w, err) : join_ticket(&w, err)) < 0)
		return -1;
	if (fresh)
		w.before = w.t;
	taken_out->flags = collect_flags(&w);
	if (add_message(&w, &message, err) < 0)
		return -1;
	taken_out->ticket = w.t.id;
	if ((!fresh || d->outsider) && save_joined(&w, message, err) < 0)
		return -1;
	if (add_participants(&w, err) < 0 || record_bounce(&w, err) < 0 ||
	    link_and_join(&w, err) < 0)
		return -1;
	return w.gives && !m->spam ? new_defaults(run->desk, w.t.id, err) : 0;
}
