/*
 * desk_split: messages of a ticket become a ticket of their own, or part of another.  Both sides
 * get an event that names the messages, and their status follows who waits there now.
 */
#include <string.h>

#include "desk/desk_apply.h"
#include "desk/desk_batch.h"

enum { MESSAGES_MAX = 1000 };

struct moving {
	struct change *c;
	struct message *all, *v;        /* of the ticket; those that move */
	size_t all_n, n;
	struct ticket to;               /* as it was before */
	const char *list;               /* their numbers, joined by commas */
	bool made;                      /* `to` is new: its status says nothing yet */
};

/* ---- what the effect says: "345,346", and behind a blank the ticket to move to */

static struct message *find_message(struct moving *m, const char *number)
{
	int64_t id;

	for (size_t i = 0; str_int(number, &id) == 0 && i < m->all_n; i++)
		if (m->all[i].id == id)
			return &m->all[i];
	return NULL;
}

static bool is_taken(const struct moving *m, int64_t id)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].id == id)
			return true;
	return false;
}

static int read_messages(struct moving *m, char *list, struct err *err)
{
	struct change *c = m->c;
	struct message *one;
	char *number;

	m->list = arena_strdup(c->arena, list);
	if (store_messages(c->desk->store, c->arena, c->before.id, 0, &m->all, &m->all_n, err) < 0)
		return -1;
	m->v = arena_alloc(c->arena, (m->all_n + 1) * sizeof *m->v);
	while ((number = str_cut(&list, ',')) != NULL) {
		if ((one = find_message(m, number)) == NULL)
			return err_set(err, ERR_NO, "has no message %s", number);
		if (!is_taken(m, one->id))
			m->v[m->n++] = *one;
	}
	if (m->n > MESSAGES_MAX)
		return err_set(err, ERR_DATA, "more than %d messages at once", MESSAGES_MAX);
	if (m->n == m->all_n)
		return err_set(err, ERR_NO, "no message would stay (tk-merge moves all)");
	return 0;
}

/* ---- who takes part where the messages are now */

static bool is_outside(const struct message *m)
{
	return m->flags != NULL &&
	    (strstr(m->flags, "outsider") != NULL || strstr(m->flags, "stranger") != NULL);
}

static int add_sender(struct moving *m, const struct message *one, struct err *err)
{
	struct store *store = m->c->desk->store;
	const char *from = one->from.address;
	bool added;

	if (one->direction != DIRECTION_IN || from == NULL)
		return 0;
	if (str_ieq(from, m->to.requester.address))
		return !is_outside(one) ? 0 :
		    store_message_flags(store, one->id,
			change_accepted(m->c->arena, one->flags), err);
	if (is_outside(one) || store_takes_part(store, m->to.id, from, err))
		return err->class != ERR_NONE ? -1 : 0;
	return store_part_add(store, m->to.id, from, PART_CC, &added, err);
}

static int move_messages(struct moving *m, struct err *err)
{
	struct change *c = m->c;

	for (size_t i = 0; i < m->n; i++)
		if (store_message_move(c->desk->store, c->arena, &m->v[i], m->to.id, err) < 0 ||
		    add_sender(m, &m->v[i], err) < 0)
			return -1;
	return 0;
}

/* ---- status and counters of both sides */

static int event(struct moving *m, const struct ticket *t, const char *kind, const char *old,
    const char *new, const char *cause, struct err *err)
{
	return store_event(m->c->desk->store, t->id, m->c->desk->now, m->c->desk->actor.id, kind,
	    old, new, cause, err);
}

/* Whoever waits must be seen, and nobody is waited for whose mail has gone. */
static int follow(
    struct moving *m, const struct ticket *before, struct ticket *after, struct err *err)
{
	const char *cause = effect_name(m->c->e->kind);

	if (store_ticket_recount(m->c->desk->store, after, err) < 0)
		return -1;
	if (after->waiting_since != 0 && before->waiting_since == 0 &&
	    before->status != STATUS_LOCKED)
		after->status = STATUS_OPEN;
	else if (after->waiting_since == 0 && before->waiting_since != 0 &&
	    before->status == STATUS_OPEN)
		after->status = STATUS_PENDING;
	if (after->status == before->status || (m->made && before == &m->to))
		return 0;
	after->closed = 0;
	return event(m, before, "status", status_name(before->status), status_name(after->status),
	    cause, err);
}

static int finish(struct moving *m, struct err *err)
{
	struct change *c = m->c;
	struct ticket after = m->to;
	const char *from = arena_printf(c->arena, "%lld", (long long)c->before.id);

	if (move_messages(m, err) < 0 || follow(m, &m->to, &after, err) < 0 ||
	    follow(m, &c->before, &c->after, err) < 0)
		return -1;
	after.updated = c->desk->now;
	if (store_ticket_save(c->desk->store, &m->to, &after, err) < 0 ||
	    event(m, &m->to, "moved", from, m->list, c->e->cause, err) < 0)
		return -1;
	c->changed = true;
	c->old = m->list;
	c->new = arena_printf(c->arena, "%lld", (long long)m->to.id);
	return 0;
}

/* ---- a new ticket */

/* The sender of the first mail asks in the new ticket; without a mail, or between agents, it is who
 * asked before. */
static int set_requester(struct moving *m, struct ticket *t, struct err *err)
{
	const struct message *first = NULL;

	for (size_t i = 0; i < m->n && first == NULL; i++)
		if (m->v[i].direction == DIRECTION_IN && m->v[i].from.address != NULL)
			first = &m->v[i];
	if (first == NULL)
		return 0;
	t->requester = first->from;
	return store_person(m->c->desk->store, first->from.address, first->from.name,
	    m->c->desk->now, &t->requester_id, &t->level, err);
}

/* Between agents it stays, if nobody else wrote what moves, with a tool (no verdict) or by mail. */
static bool stays_internal(struct moving *m, struct err *err)
{
	bool internal = ticket_is_internal(&m->c->before);

	for (size_t i = 0; i < m->n && internal; i++)
		if (m->v[i].direction == DIRECTION_IN && m->v[i].verdict != NULL)
			internal = m->v[i].from.address != NULL && !is_outside(&m->v[i]) &&
			    store_level(m->c->desk->store, m->v[i].from.address, err) ==
				LEVEL_AGENT;
	return internal;
}

static int make_ticket(struct moving *m, struct err *err)
{
	struct change *c = m->c;
	struct store *store = c->desk->store;
	const struct message *first = &m->v[0];
	struct ticket t = c->before;
	bool internal = stays_internal(m, err), linked;

	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].id < first->id)
			first = &m->v[i];
	t.status = STATUS_PENDING;
	t.hidden = HIDDEN_NO;
	if (!internal) {
		t.channel =
		    first->channel == CHANNEL_INTERNAL ? CHANNEL_MAIL : first->channel;
		t.creator = 0;
	}
	t.subject = first->subject != NULL ? first->subject : c->before.subject;
	t.created = t.last_message = first->time;
	t.updated = c->desk->now;
	t.closed = t.waiting_since = t.due = t.outsider = t.archived = 0;
	t.msgs = t.in = t.out = t.attachments = 0;
	if (err->class != ERR_NONE || (!internal && set_requester(m, &t, err) < 0) ||
	    store_ticket_add(store, &t, err) < 0 ||
	    store_ticket(store, c->arena, t.id, &m->to, err) < 0 ||
	    event(m, &t, "new", NULL, channel_name(t.channel), "split", err) < 0)
		return -1;
	m->made = true;
	return store_link(store, c->before.id, t.id, "parent", true, &linked, err);
}

int change_split(struct change *c, struct err *err)
{
	struct moving m = { .c = c };

	if (c->e->value == NULL)
		return err_set(err, ERR_DATA, "split: a message is needed");
	if (c->before.hidden == HIDDEN_MERGED)
		return err_set(
		    err, ERR_NO, "is merged into %lld", (long long)c->before.merged_into);
	if (read_messages(&m, arena_strdup(c->arena, c->e->value), err) < 0 ||
	    make_ticket(&m, err) < 0)
		return -1;
	return finish(&m, err);
}

/* ---- an existing ticket */

static int find_target(struct moving *m, const char *number, struct err *err)
{
	struct desk *desk = m->c->desk;
	int64_t id = 0;

	if (number == NULL || str_int(number, &id) < 0)
		return err_set(err, ERR_DATA, "move: messages and a ticket are needed");
	id = store_merge_target(desk->store, id, err);
	int found = store_ticket(desk->store, m->c->arena, id, &m->to, err);
	if (found <= 0)
		return found < 0 ? -1 :
		    err_set(err, ERR_NO, "%s: no such ticket to move to", number);
	if (!desk_may_change(desk, &m->to))
		return err_set(err, ERR_PERM, "not allowed: ticket %lld", (long long)id);
	if (id == m->c->before.id)
		return err_set(err, ERR_NO, "the messages are there already");
	if (m->to.hidden == HIDDEN_DELETED || m->to.status == STATUS_LOCKED)
		return err_set(err, ERR_NO, "%lld is %s: nothing can be moved to it", (long long)id,
		    m->to.hidden == HIDDEN_DELETED ? "deleted" : "locked");
	return 0;
}

int change_move(struct change *c, struct err *err)
{
	struct moving m = { .c = c };
	char *rest = arena_strdup(c->arena, c->e->value), *list = str_cut(&rest, ' ');

	if (find_target(&m, rest, err) < 0 || read_messages(&m, list, err) < 0)
		return -1;
	return finish(&m, err);
}

/* ---- the tool */

/* The ticket that messages of this one went to last. */
static int remember_target(struct batch *b, int64_t ticket, struct err *err)
{
	struct event *events;
	int64_t target = 0;
	size_t n;

	if (store_events(b->desk->store, b->desk->arena, ticket, 0, &events, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].kind, "split") || str_eq(events[i].kind, "move"))
			str_int(events[i].new, &target);
	if (target != 0)
		batch_remember(b, target);
	return 0;
}

static int messages_value(struct desk *desk, char *const *words, const char *to,
    struct effect *e, struct err *err)
{
	struct str list = str_new(desk->arena);
	int64_t id;

	for (; *words != NULL; words++) {
		if (str_int(*words, &id) < 0 || id <= 0)
			return err_set(err, ERR_USAGE, "%s: not the number of a message", *words);
		str_addf(&list, "%s%lld", list.len > 0 ? "," : "", (long long)id);
	}
	if (list.len == 0)
		return err_set(err, ERR_USAGE, "no message given");
	if (to != NULL)
		str_addf(&list, " %s", *to == '#' ? to + 1 : to);
	*e = (struct effect){ .kind = to == NULL ? EFFECT_SPLIT : EFFECT_MOVE,
		.value = str_end(&list) };
	return 0;
}

int desk_split(struct desk *desk, char *const *operands, const char *to, struct err *err)
{
	char *first[] = { *operands, NULL };
	struct effect e;
	struct ids ids;
	struct batch b;

	if (*operands == NULL)
		return err_set(err, ERR_USAGE, "no ticket given");
	if (desk_operands(desk, first, false, true, &ids, err) < 0)
		return -1;
	if (ids.n != 1)
		return err_set(err, ERR_USAGE, "%s: one ticket is needed", *operands);
	if (messages_value(desk, operands + 1, to, &e, err) < 0 ||
	    batch_begin(&b, desk, NULL, err) < 0)
		return -1;
	int result = batch_apply(&b, &e, 1, ids.v[0], err);
	if (result == 0 && b.worst == ERR_NONE)
		result = remember_target(&b, ids.v[0], err);
	return batch_end(&b, result, err);
}
