/* desk_reply: an answer to the requester: composed, stored, queued and the status changed in one
 * transaction. */
#include <string.h>

#include "desk/desk_intake.h"
#include "desk/desk_post.h"
#include "form/form.h"

struct reply {
	struct desk *desk;
	const struct answer *answer;
	struct ticket before, after;
	struct message *messages;
	size_t messages_n;
	struct sender sender;
	struct mail_draft draft;
	struct strv bcc;
};

/* The last mail of somebody who takes part: what we answer. */
static const struct message *answered(const struct reply *r)
{
	for (size_t i = r->messages_n; i > 0; i--) {
		const struct message *m = &r->messages[i - 1];

		if (m->direction == DIRECTION_IN &&
		    (m->flags == NULL ||
			(strstr(m->flags, "outsider") == NULL &&
			    strstr(m->flags, "stranger") == NULL &&
			    strstr(m->flags, "bounce") == NULL)))
			return m;
	}
	return NULL;
}

/* ---- tickets between agents */

static bool is_internal(const struct reply *r)
{
	return ticket_is_internal(&r->before);
}

/* The agent who asks goes on asking; whoever else writes, answers. */
static bool follows_up(const struct reply *r)
{
	return is_internal(r) && r->desk->actor.id != 0 && r->desk->actor.id == r->before.creator;
}

/* ---- stops */

static const char *author(struct reply *r, const struct message *m)
{
	struct err ignored = { 0 };
	struct agent agent;

	return m->agent_id != 0 &&
	    store_agent_by_id(r->desk->store, r->desk->arena, m->agent_id, &agent, &ignored) > 0
	    ? agent.name : "another agent";
}

static int check_conflict(struct reply *r, struct err *err)
{
	const struct message *newest = NULL;

	for (size_t i = 0; i < r->messages_n; i++) {
		const struct message *m = &r->messages[i];

		if (r->answer->seen != 0 && m->id > r->answer->seen &&
		    m->direction == DIRECTION_OUT && m->agent_id != r->desk->actor.id)
			return err_set(err, ERR_CONFLICT,
			    "%lld: %s answered %s ago (--confirm sends)",
			    (long long)r->before.id, author(r, m),
			    duration_words(r->desk->arena, r->desk->now - m->time));
		if (m->direction == DIRECTION_IN)
			newest = m;
	}
	if (newest != NULL && newest->id == r->before.outsider)
		return err_set(err, ERR_CONFLICT,
		    "%lld: the newest mail is from %s, who takes no part"
		    " (tk-set --accept, or --confirm)",
		    (long long)r->before.id,
		    newest->from.address == NULL ? "somebody" : newest->from.address);
	return 0;
}

static int check_open(struct reply *r, struct err *err)
{
	if (!desk_may_change(r->desk, &r->before))
		return err_set(err, ERR_PERM, "%lld: not allowed", (long long)r->before.id);
	if (r->before.status == STATUS_LOCKED)
		return err_set(
		    err, ERR_NO, "%lld: is locked, nothing can be sent", (long long)r->before.id);
	if (r->before.hidden == HIDDEN_DELETED || r->before.hidden == HIDDEN_MERGED)
		return err_set(err, ERR_NO, "%lld: is %s", (long long)r->before.id,
		    r->before.hidden == HIDDEN_MERGED ? "merged" : "deleted");
	return 0;
}

static int check_ticket(struct reply *r, struct err *err)
{
	if (check_open(r, err) < 0)
		return -1;
	if (r->answer->text == NULL || *r->answer->text == '\0')
		return err_set(err, ERR_DATA, "%lld: an empty answer", (long long)r->before.id);
	if (desk_check_rev(r->desk, r->before.id, err) < 0)
		return -1;
	return r->answer->confirm ? 0 : check_conflict(r, err);
}

/* ---- who gets it */

static bool stands_in(const struct mailboxes *list, const char *address)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_ieq(list->v[i].address, address))
			return true;
	return false;
}

/* An answer to one of our own addresses would come back as mail. */
static bool is_ours(struct reply *r, const char *address)
{
	struct err ignored = { 0 };
	int64_t group;

	return store_group_by_address(r->desk->store, address, &group, &ignored) > 0;
}

static void add_box(struct reply *r, struct mailboxes *list, const char *name, const char *address)
{
	if (address == NULL || !mail_address_ok(address) || stands_in(&r->draft.to, address) ||
	    stands_in(&r->draft.cc, address))
		return;
	list->v = arena_grow(r->desk->arena, list->v, list->n, sizeof *list->v);
	list->v[list->n++] = (struct mailbox){ name, address };
}

static int add_typed(
    struct reply *r, struct mailboxes *list, const struct strv *typed, struct err *err)
{
	for (size_t i = 0; i < typed->n; i++) {
		struct mailboxes found = { 0 };

		if (mail_addresses(r->desk->arena, typed->v[i], &found, err) < 0)
			return -1;
		for (size_t j = 0; j < found.n; j++)
			add_box(r, list, found.v[j].name, found.v[j].address);
	}
	return 0;
}

/* A requester who asks for answers elsewhere gets them there (Reply-To), unless a list put it in.
 */
static int add_mail_requester(struct reply *r, struct err *err)
{
	const struct message *last = answered(r);
	const void *z;
	size_t z_len, raw_len;
	struct mail mail = { 0 };

	if (last != NULL && str_ieq(last->from.address, r->before.requester.address)) {
		if (store_raw(r->desk->store, r->desk->arena, last->id, &z, &z_len, &raw_len, err) <
		    0)
			return -1;
		char *raw = mail_inflate(r->desk->arena, z, z_len, raw_len, err);
		if (raw == NULL)
			return -1;
		mail_parse(r->desk->arena, raw, raw_len, &mail);
	}
	for (size_t i = 0; i < mail.reply_to.n && (mail.flags & MAIL_LIST) == 0; i++)
		if (mail.reply_to.v[i].address != NULL && !is_ours(r, mail.reply_to.v[i].address))
			add_box(
			    r, &r->draft.to, mail.reply_to.v[i].name, mail.reply_to.v[i].address);
	if (r->draft.to.n == 0)
		add_box(r, &r->draft.to, r->before.requester.name, r->before.requester.address);
	if (r->draft.to.n == 0)
		return err_set(err, ERR_DATA,
		    "%lld: the requester has no address that can be written to",
		    (long long)r->before.id);
	return 0;
}

/* Between agents: to the other side, if that has an address at all. */
static int add_other_side(struct reply *r, struct err *err)
{
	struct mailbox to = r->before.requester;
	struct agent agent;

	if (follows_up(r)) {
		int found = store_agent_by_id(
		    r->desk->store, r->desk->arena, r->before.agent_id, &agent, err);
		if (found < 0)
			return -1;
		to = (struct mailbox){ found == 0 ? NULL : agent.fullname,
			found == 0 ? NULL : agent.address };
	}
	if (to.address != NULL && !str_ends(to.address, ".invalid"))
		add_box(r, &r->draft.to, to.name, to.address);
	return 0;
}

static int add_requester(struct reply *r, struct err *err)
{
	return is_internal(r) ? add_other_side(r, err) : add_mail_requester(r, err);
}

static int add_recipients(struct reply *r, struct err *err)
{
	struct mailboxes bcc = { 0 };
	struct strv others = { 0 };

	if (add_requester(r, err) < 0 ||
	    store_parts(r->desk->store, r->desk->arena, r->before.id, PART_CC, &others, err) < 0 ||
	    store_parts(r->desk->store, r->desk->arena, r->before.id, PART_WATCHER, &others, err) <
		0)
		return -1;
	for (size_t i = 0; i < others.n && !r->answer->alone; i++)
		add_box(r, &r->draft.cc, NULL, others.v[i]);
	if (add_typed(r, &r->draft.cc, &r->answer->cc, err) < 0 ||
	    add_typed(r, &bcc, &r->answer->bcc, err) < 0)
		return -1;
	for (size_t i = 0; i < bcc.n; i++)
		strv_add(&r->bcc, r->desk->arena, bcc.v[i].address);
	return 0;
}

/* ---- the message */

const char *desk_subject(
    struct desk *desk, int64_t ticket, const char *subject, bool re, struct err *err)
{
	struct arena *a = desk->arena;
	char *forms = arena_strdup(a, store_setting(desk->store, a, "subject-tokens", err));
	const char *form = str_cut(&forms, ' '), *hole = form == NULL ? NULL : strstr(form, "%d");

	if (re && !str_istarts(subject, "re:"))
		subject = arena_printf(a, "Re: %s", subject);
	if (hole == NULL)
		return subject;
	const char *number =
	    arena_printf(a, "%.*s%lld%s", (int)(hole - form), form, (long long)ticket, hole + 2);
	return strstr(subject, number) != NULL ? subject
					       : arena_printf(a, "%s %s", subject, number);
}

static const char *signed_text(struct desk *desk, const char *text)
{
	const char *signature = desk->actor.signature;

	if (signature == NULL || *signature == '\0')
		return text;
	return arena_printf(
	    desk->arena, "%s%s\n-- \n%s\n", text, str_ends(text, "\n") ? "" : "\n", signature);
}

/* The token goes first: clients that shorten References cut the middle. */
static void add_references(struct reply *r, const char *token_id)
{
	const struct message *last = answered(r);
	struct arena *a = r->desk->arena;
	char *rest, *id;

	strv_add(&r->draft.references, a, token_id);
	if (last != NULL && last->message_id != NULL) {
		rest = arena_strdup(a, last->references == NULL ? "" : last->references);
		while ((id = str_cut(&rest, ' ')) != NULL)
			if (*id != '\0' && !str_eq(id, token_id))
				strv_add(&r->draft.references, a, id);
		strv_add(&r->draft.references, a, last->message_id);
		strv_add(&r->draft.in_reply_to, a, last->message_id);
	}
}

static int compose(struct reply *r, struct err *err)
{
	struct desk *desk = r->desk;
	const struct sender *s = &r->sender;
	const char *token_id = post_token_id(desk, r->before.id, s->host, err), *name = s->alias;

	if (token_id == NULL)
		return -1;
	if (name == NULL)
		name = desk->actor.fullname;
	if (name == NULL && *s->title != '\0')
		name = s->title;
	r->draft.from = (struct mailbox){ name, s->address };
	r->draft.subject =
	    desk_subject(desk, r->before.id, r->before.subject, r->messages_n > 0, err);
	r->draft.text = signed_text(desk, r->answer->text);
	r->draft.message_id = post_message_id(desk, r->before.id, s->host, err);
	r->draft.date = desk->now;
	r->draft.flowed = str_eq(store_setting(desk->store, desk->arena, "flowed", err), "yes");
	add_references(r, token_id);
	if (s->reply_token) {
		r->draft.reply_to.v = arena_alloc(desk->arena, sizeof *r->draft.reply_to.v);
		r->draft.reply_to.v[0].address =
		    post_reply_address(desk, r->before.id, s->address, err);
		r->draft.reply_to.n = 1;
	}
	r->draft.files = r->answer->contents;
	r->draft.files_n = r->answer->files.n;
	return add_recipients(r, err);
}

/* A group that only agents use may have no identity: what they write is stored, and that is all. */
static int find_sender(struct reply *r, struct err *err)
{
	struct desk *desk = r->desk;
	struct err none = { 0 };

	if (!is_internal(r))
		return post_sender(desk, r->before.group, &r->sender, err);
	if (post_sender(desk, r->before.group, &r->sender, &none) == 0)
		return 0;
	r->sender = (struct sender){ .address = post_actor(desk).address,
		.host = arena_printf(
		    desk->arena, "%s.invalid", store_id(desk->store, desk->arena, err)) };
	return err->class != ERR_NONE ? -1 : 0;
}

/* ---- queueing */

static void add_rcpts(struct outbox *o, const struct mailboxes *list, const char *part)
{
	for (size_t i = 0; i < list->n; i++)
		o->rcpts[o->n++] =
		    (struct outbox_rcpt){ .address = list->v[i].address, .part = part };
}

static int queue(struct reply *r, int64_t message, struct err *err)
{
	size_t n = r->draft.to.n + r->draft.cc.n + r->bcc.n;
	struct outbox o = { .message = message,
		.identity = r->sender.identity,
		.created = r->desk->now,
		.rcpts = arena_alloc(r->desk->arena, (n + 1) * sizeof *o.rcpts) };

	if (n == 0 || r->sender.identity == NULL)
		return 0;
	o.sender = r->sender.reply_token ? r->draft.reply_to.v[0].address : r->sender.address;
	add_rcpts(&o, &r->draft.to, "to");
	add_rcpts(&o, &r->draft.cc, "cc");
	for (size_t i = 0; i < r->bcc.n; i++)
		o.rcpts[o.n++] = (struct outbox_rcpt){ .address = r->bcc.v[i], .part = "bcc" };
	return store_outbox_add(r->desk->store, &o, err);
}

static int change_ticket(struct reply *r, const struct message *m, int status, struct err *err)
{
	struct desk *desk = r->desk;

	r->after = r->before;
	r->after.msgs++;
	*(follows_up(r) ? &r->after.in : &r->after.out) += 1;
	r->after.attachments += (int64_t)m->attachments_n;
	r->after.last_message = r->after.updated = desk->now;
	if (!follows_up(r))
		r->after.waiting_since = 0;
	else if (r->after.waiting_since == 0)
		r->after.waiting_since = desk->now;
	r->after.status = (enum status)status;
	r->after.closed = status == STATUS_CLOSED ? desk->now : 0;
	if (store_ticket_save(desk->store, &r->before, &r->after, err) < 0 ||
	    store_event(desk->store, r->before.id, desk->now, desk->actor.id,
		follows_up(r) ? "reply" : "answer", NULL,
		arena_printf(desk->arena, "%lld", (long long)m->id), NULL, err) < 0)
		return -1;
	if (r->after.status == r->before.status)
		return 0;
	return store_event(desk->store, r->before.id, desk->now, desk->actor.id, "status",
	    status_name(r->before.status), status_name(r->after.status), "answer", err);
}

static int load(struct reply *r, struct err *err)
{
	int found =
	    store_ticket(r->desk->store, r->desk->arena, r->answer->ticket, &r->before, err);

	if (found == 0)
		return err_set(err, ERR_NO, "%lld: no such ticket", (long long)r->answer->ticket);
	if (found < 0)
		return -1;
	return store_messages(
	    r->desk->store, r->desk->arena, r->before.id, 0, &r->messages, &r->messages_n, err);
}

int desk_reply(struct desk *desk, const struct answer *answer, struct err *err)
{
	struct reply r = { .desk = desk, .answer = answer };
	int status = answer->then == NULL ? STATUS_PENDING : status_parse(answer->then);
	struct message m;
	enum direction direction;

	if (status < 0)
		return err_set(err, ERR_USAGE, "--then %s: no such status", answer->then);
	if (load(&r, err) < 0 || check_ticket(&r, err) < 0 || find_sender(&r, err) < 0 ||
	    compose(&r, err) < 0)
		return -1;
	direction = follows_up(&r) ? DIRECTION_IN : DIRECTION_OUT;
	if (direction == DIRECTION_IN && answer->then == NULL)
		status = STATUS_OPEN;
	if (post_store(desk, r.before.id, &r.draft, direction, r.before.channel, &m, err) < 0 ||
	    queue(&r, m.id, err) < 0)
		return -1;
	return change_ticket(&r, &m, status, err);
}

int desk_reply_check(struct desk *desk, const struct ids *ids, struct err *err)
{
	struct reply r = { .desk = desk };
	int found = 1;

	for (size_t i = 0; i < ids->n && found > 0; i++) {
		found = store_ticket(desk->store, desk->arena, ids->v[i], &r.before, err);
		if (found > 0 && check_open(&r, err) < 0)
			found = -1;
	}
	return found < 0 ? -1 : 0;
}

int desk_reply_all(
    struct desk *desk, const struct ids *ids, const struct answer *answer, struct err *err)
{
	struct answer one = *answer;
	int result = ids->n > 1 && tool_options.if_rev != 0 ?
	    err_set(err, ERR_USAGE, "--if-rev is for one ticket") :
	    post_files(desk, &answer->files, &one.contents, err);

	if (result < 0 || (result = store_begin(desk->store, err)) < 0)
		return -1;
	for (size_t i = 0; i < ids->n && result == 0; i++) {
		one.ticket = ids->v[i];
		result = desk_reply(desk, &one, err);
	}
	if (result == 0)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return -1;
}

/* ---- for the writer */

char *desk_quote(
    struct desk *desk, struct arena *a, int64_t ticket, int64_t *seen_out, struct err *err)
{
	struct reply r = { .desk = desk };
	struct str out = str_new(a);
	char *rest, *line;

	*seen_out = 0;
	if (store_messages(desk->store, a, ticket, 0, &r.messages, &r.messages_n, err) < 0)
		return NULL;
	if (r.messages_n > 0)
		*seen_out = r.messages[r.messages_n - 1].id;
	const struct message *last = answered(&r);
	if (last == NULL)
		return str_end(&out);
	str_add(&out, "> ");
	str_addf(&out, "%s, %s:\n", clock_local(a, last->time, "%Y-%m-%d %H:%M"),
	    last->from.name != NULL          ? last->from.name
		: last->from.address != NULL ? last->from.address
					     : "?");
	rest = arena_strdup(a, last->text);
	while ((line = str_cut(&rest, '\n')) != NULL)
		str_addf(&out, ">%s%s\n", *line == '\0' || *line == '>' ? "" : " ", line);
	return str_end(&out);
}

char *desk_written_since(
    struct desk *desk, struct arena *a, int64_t ticket, int64_t seen, struct err *err)
{
	struct message *messages;
	struct str out = str_new(a);
	size_t n;

	if (store_messages(desk->store, a, ticket, seen, &messages, &n, err) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (messages[i].direction == DIRECTION_OUT &&
		    messages[i].agent_id != desk->actor.id) {
			str_addf(&out, "%s ", clock_local(a, messages[i].time, "%H:%M"));
			tsv_escape(&out, messages[i].from.name);
			str_add(&out, ":\n");
			text_escape(&out, messages[i].text);
			str_addc(&out, '\n');
		}
	return str_end(&out);
}
