/* desk_new: a ticket made by hand, by a form, a call or a script. */
#include <string.h>

#include "desk/desk_contact.h"
#include "desk/desk_new.h"
#include "desk/desk_post.h"

struct making {
	struct desk *desk;
	const struct new_ticket *n;
	struct mailbox requester;
	struct ticket t;
	struct mail_file *contents;
};

static int find_requester(struct making *m, struct err *err)
{
	struct mailboxes found = { 0 };

	if (m->n->requester == NULL)
		m->requester = post_actor(m->desk);
	else if (mail_addresses(m->desk->arena, m->n->requester, &found, err) < 0)
		return -1;
	else if (found.n != 1)
		return err_set(err, ERR_DATA, "%s: one address is needed", m->n->requester);
	else
		m->requester = found.v[0];
	if (store_person(m->desk->store, m->requester.address, m->requester.name, m->desk->now,
		&m->t.requester_id, &m->t.level, err) < 0)
		return -1;
	if (m->n->requester == NULL)
		m->t.level = LEVEL_AGENT;
	m->t.requester = m->requester;
	return 0;
}

static int fill(struct making *m, struct err *err)
{
	int channel = m->n->channel != NULL ? channel_parse(m->n->channel) :
	    m->n->requester == NULL ? CHANNEL_INTERNAL : CHANNEL_API;
	struct ticket *t = &m->t;

	if (channel < 0)
		return err_set(err, ERR_USAGE, "--channel %s: no such channel", m->n->channel);
	t->channel = (enum channel)channel;
	t->kind_id = KIND_REQUEST;
	if (m->n->kind != NULL &&
	    store_object_id(m->desk->store, "kind", m->n->kind, &t->kind_id, err) == 0)
		return err_set(err, ERR_USAGE, "--kind %s: no such kind", m->n->kind);
	t->subject = m->n->subject == NULL ? "" : m->n->subject;
	t->creator = m->desk->actor.id;
	t->created = t->updated = t->last_message = m->desk->now;
	if (m->n->group == NULL)
		t->group_id = new_group(m->desk, m->n->category, err);
	else if (store_object_id(m->desk->store, "group", m->n->group, &t->group_id, err) == 0)
		return err_set(err, ERR_USAGE, "--group %s: no such group", m->n->group);
	return store_priority(m->desk->store, "normal", &t->priority_rank, err) < 0 ? -1 : 0;
}

/* The requester's own words, as the mail they would have sent. */
static int add_words(struct making *m, struct err *err)
{
	struct mail_draft draft = { .from = m->requester,
		.subject = m->t.subject,
		.text = m->n->text,
		.date = m->desk->now,
		.flowed = true };
	struct sender sender;
	struct err none = { 0 };
	struct ticket after = m->t;
	struct message message;

	if (post_sender(m->desk, m->t.group, &sender, &none) == 0) {
		draft.to.v = arena_alloc(m->desk->arena, sizeof *draft.to.v);
		draft.to.v[0].address = sender.address;
		draft.to.n = 1;
	}
	draft.message_id = arena_printf(m->desk->arena, "new.%s@%s.invalid",
	    random_name(m->desk->arena, 20), store_id(m->desk->store, m->desk->arena, err));
	draft.files = m->contents;
	draft.files_n = m->n->files.n;
	if (post_store(m->desk, m->t.id, &draft, DIRECTION_IN, m->t.channel, &message, err) < 0 ||
	    new_check_files(m->desk, &m->t, &message, err) < 0)
		return -1;
	after.msgs = after.in = 1;
	after.waiting_since = m->desk->now;
	after.attachments = (int64_t)message.attachments_n;
	return store_ticket_save(m->desk->store, &m->t, &after, err);
}

static int send_words(struct making *m, struct err *err)
{
	struct answer answer = { .ticket = m->t.id, .text = m->n->text, .files = m->n->files,
	    .contents = m->contents, .cc = m->n->cc,
	    .bcc = m->n->bcc, .then = m->n->status };

	return desk_reply(m->desk, &answer, err);
}

static int apply(struct making *m, enum effect_kind kind, const char *value, struct err *err)
{
	struct effect e = { .kind = kind, .ticket = m->t.id, .value = value };
	bool changed;

	return value == NULL ? 0 : desk_apply(m->desk, &e, &changed, err);
}

static int apply_rest(struct making *m, struct err *err)
{
	const struct new_ticket *n = m->n;

	if (apply(m, EFFECT_PRIORITY, n->priority, err) < 0 ||
	    apply(m, EFFECT_CATEGORY, n->category, err) < 0 ||
	    apply(m, EFFECT_ASSIGN, n->agent, err) < 0 ||
	    apply(m, EFFECT_STATUS, n->send ? NULL : n->status, err) < 0)
		return -1;
	for (size_t i = 0; i < n->tags.n; i++) {
		char *rest = arena_strdup(m->desk->arena, n->tags.v[i]), *tag;

		while ((tag = str_cut(&rest, ',')) != NULL)
			if (apply(m, EFFECT_TAG, str_trim(tag) + (*tag == '+'), err) < 0)
				return -1;
	}
	for (size_t i = 0; i < n->fields.n; i++)
		if (apply(m, EFFECT_FIELD, n->fields.v[i], err) < 0)
			return -1;
	for (size_t i = 0; i < n->cc.n; i++) {
		struct mailboxes found = { 0 };
		bool added;

		if (mail_addresses(m->desk->arena, n->cc.v[i], &found, err) < 0)
			return -1;
		for (size_t j = 0; j < found.n; j++)
			if (store_part_add(m->desk->store, m->t.id, found.v[j].address, PART_CC,
				&added, err) < 0)
				return -1;
	}
	return 0;
}

/* Mail of a suspended or expired account still comes in; the portal is closed to it. */
static int check_account(struct making *m, struct err *err)
{
	struct person p;

	if (m->t.channel != CHANNEL_PORTAL && m->t.channel != CHANNEL_FORM)
		return 0;
	if (store_contact(m->desk->store, m->desk->arena, m->t.requester_id, &p, err) < 0)
		return -1;
	if (!p.suspended && !contact_expired(m->desk, &p))
		return 0;
	return err_set(err, ERR_PERM, "not allowed: the account of %s %s", m->requester.address,
	    p.suspended ? "is suspended" : "has expired");
}

static int make(struct making *m, struct err *err)
{
	struct desk *desk = m->desk;

	if (find_requester(m, err) < 0 || fill(m, err) < 0 || check_account(m, err) < 0 ||
	    new_check(desk, m->n, &m->t, err) < 0 ||
	    store_ticket_add(desk->store, &m->t, err) < 0)
		return -1;
	if (store_event(desk->store, m->t.id, desk->now, desk->actor.id, "new", NULL,
		channel_name(m->t.channel), NULL, err) < 0 ||
	    store_ticket(desk->store, desk->arena, m->t.id, &m->t, err) < 0)
		return -1;
	if ((m->n->send ? send_words(m, err) : add_words(m, err)) < 0)
		return -1;
	return apply_rest(m, err) < 0 ? -1 : new_defaults(desk, m->t.id, err);
}

int desk_new(struct desk *desk, const struct new_ticket *n, int64_t *ticket_out, struct err *err)
{
	struct making m = { .desk = desk, .n = n };

	if (desk_may_write(desk, err) < 0)
		return -1;
	if (n->send && n->requester == NULL)
		return err_set(err, ERR_USAGE, "--send needs a requester (--from)");
	if (post_files(desk, &n->files, &m.contents, err) < 0 || store_begin(desk->store, err) < 0)
		return -1;
	if (make(&m, err) < 0) {
		store_rollback(desk->store);
		return -1;
	}
	*ticket_out = m.t.id;
	return store_commit(desk->store, err);
}
