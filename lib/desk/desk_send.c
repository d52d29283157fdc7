/*
 * desk_send: the outbox, one answer after the other.  "sending" is committed before anybody is
 * called, "data" before the mail ends; what is found in these states after a crash tells whether
 * the mail can have arrived.  One sender at a time.
 */
#include <string.h>
#include <unistd.h>

#include "desk/desk_send.h"
#include "form/form.h"
#include "mail/mail.h"

enum {
	LOCK_WAIT_MS = 30000,
	AT_ONCE = 100,                  /* answers of one look into the queue */
	MINUTE = 60, HOUR = 3600,
};

struct queue {
	struct desk *desk;
	struct records *out;
	struct strv broken;             /* identities whose server cannot be used in this run */
	int64_t handled;
};

/* ---- what became of the recipients */

static enum delivery outcome(enum net_rcpt_state state, bool expired)
{
	switch (state) {
	case NET_RCPT_SENT:
		return DELIVERY_SENT;
	case NET_RCPT_FAILED:
		return DELIVERY_FAILED;
	case NET_RCPT_UNCERTAIN:
		return DELIVERY_UNCERTAIN;
	default:
		return expired ? DELIVERY_FAILED : DELIVERY_QUEUED;
	}
}

static bool is_expired(struct queue *q, const struct outbox *o, struct err *err)
{
	return q->desk->now - o->created >
	    store_setting_int(q->desk->store, "retry-hours", err) * HOUR;
}

/* After 2, 4, 8 ... minutes, at most every hour. */
static int64_t next_try(struct queue *q, int64_t tries)
{
	int64_t minutes = tries < 6 ? (int64_t)1 << tries : 60;

	return q->desk->now + (minutes < 60 ? minutes : 60) * MINUTE;
}

static const struct outbox_rcpt *row_of(const struct outbox *o, const char *address)
{
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->rcpts[i].address, address))
			return &o->rcpts[i];
	return &o->rcpts[0];
}

static int settle_one(struct queue *q, const struct outbox *o, const struct net_rcpt *rcpt,
    bool expired, struct err *err)
{
	struct outbox_rcpt row = *row_of(o, rcpt->address);

	row.state = outcome(rcpt->state, expired);
	row.reply = rcpt->reply;
	if (store_outbox_state(q->desk->store, o->id, row.address, DELIVERY_DATA, row.state,
		row.reply, q->desk->now, err) != 0)
		return -1;
	if (row.state == DELIVERY_FAILED || row.state == DELIVERY_UNCERTAIN)
		return desk_rcpt_event(q->desk, o, &row, err);
	return 0;
}

static int settle(struct queue *q, struct sending *s, bool expired, struct err *err)
{
	const struct outbox *o = s->outbox;
	struct store *store = q->desk->store;
	int r = 0;

	if (store_begin(store, err) != 0)
		return -1;
	for (size_t i = 0; r == 0 && i < s->n; i++)
		r = settle_one(q, o, &s->rcpts[i], expired, err);
	for (size_t i = 0; r == 0 && i < s->n; i++)
		if (outcome(s->rcpts[i].state, expired) == DELIVERY_QUEUED) {
			r = store_outbox_later(
			    store, o->id, next_try(q, o->tries + 1), o->tries + 1, err);
			break;
		}
	if (r == 0 && store_commit(store, err) == 0)
		return 0;
	store_rollback(store);
	return -1;
}

static void print(struct queue *q, const struct sending *s, bool expired)
{
	for (size_t i = 0; i < s->n && !tool_options.quiet; i++) {
		struct outbox_rcpt row = *row_of(s->outbox, s->rcpts[i].address);

		row.state = outcome(s->rcpts[i].state, expired);
		row.reply = s->rcpts[i].reply;
		desk_rcpt_print(q->out, s->outbox, &row);
	}
}

/* ---- one answer */

static int change(
    struct desk *desk, int64_t id, enum delivery from, enum delivery to, struct err *err)
{
	if (store_begin(desk->store, err) != 0)
		return -1;
	if (store_outbox_state(desk->store, id, NULL, from, to, NULL, desk->now, err) == 0 &&
	    store_commit(desk->store, err) == 0)
		return 0;
	store_rollback(desk->store);
	return -1;
}

int desk_send_point(void *sending, struct err *err)
{
	struct sending *s = sending;

	return change(s->desk, s->outbox->id, DELIVERY_SENDING, DELIVERY_DATA, err);
}

static int load(struct sending *s, struct err *err)
{
	struct store *store = s->desk->store;
	const struct outbox *o = s->outbox;
	struct object *identity;
	const void *z;
	size_t z_len, n;

	if (store_raw(store, s->arena, o->message, &z, &z_len, &s->len, err) < 0)
		return -1;
	s->raw = mail_inflate(s->arena, z, z_len, s->len, err);
	if (!s->raw ||
	    store_objects(store, s->arena, store_object_kind("identity"), o->identity, &identity,
		&n, err) != 0)
		return -1;
	s->identity = n > 0 ? &identity[0] : NULL;
	s->rcpts = arena_alloc(s->arena, (o->n + 1) * sizeof(*s->rcpts));
	for (size_t i = 0; i < o->n; i++)
		if (o->rcpts[i].state == DELIVERY_SENDING)
			s->rcpts[s->n++].address = o->rcpts[i].address;
	return s->identity ? 0 : err_set(err, ERR_CONFIG, "no identity %s", o->identity);
}

/* The others of an identity that cannot be used wait until it is looked at again. */
static int postpone(struct queue *q, const struct outbox *o, struct err *err)
{
	struct store *store = q->desk->store;

	if (store_begin(store, err) != 0)
		return -1;
	if (store_outbox_later(store, o->id, q->desk->now + MINUTE, o->tries, err) == 0 &&
	    store_commit(store, err) == 0)
		return 0;
	store_rollback(store);
	return -1;
}

/* Nothing was decided: back into the queue.  What an administrator has to mend does not expire. */
static void give_back(struct queue *q, struct sending *s, const struct err *why)
{
	for (size_t i = 0; i < s->n; i++) {
		s->rcpts[i].state = NET_RCPT_RETRY;
		if (s->rcpts[i].reply[0] == '\0')
			snprintf(s->rcpts[i].reply, sizeof(s->rcpts[i].reply), "%.299s", why->text);
	}
	if (!strv_has(&q->broken, s->outbox->identity))
		strv_add(&q->broken, q->desk->arena, s->outbox->identity);
}

static int serve(struct queue *q, struct sending *s, struct err *err)
{
	struct err failed = { 0 };
	bool expired = is_expired(q, s->outbox, err);

	if (load(s, &failed) != 0 || desk_send_mail(s, &failed) != 0) {
		give_back(q, s, &failed);
		if (failed.class == ERR_CONFIG)
			expired = false;
	}
	if (s->n > 0) {
		if (settle(q, s, expired, err) != 0)
			return -1;
		print(q, s, expired);
	} else {
		change(q->desk, s->outbox->id, DELIVERY_SENDING, DELIVERY_QUEUED, err);
		postpone(q, s->outbox, err);
	}
	if (failed.class != ERR_NONE)
		return err_set(err, failed.class, "%s", failed.text);
	return 0;
}

static int send_one(struct queue *q, int64_t id, struct err *err)
{
	struct sending s = { .desk = q->desk, .arena = arena_new() };
	struct outbox *o;
	size_t n;
	int r = -1;

	if (change(q->desk, id, DELIVERY_QUEUED, DELIVERY_SENDING, err) == 0 &&
	    store_outbox_list(q->desk->store, s.arena, id, 0, &o, &n, err) == 0) {
		s.outbox = o;
		r = n > 0 ? serve(q, &s, err) : 0;
	}
	arena_free(s.arena);
	return r;
}

/* ---- the queue */

/* A look into the queue; *found_out: there was something.  Errors of one answer do not stop the
 * others. */
static int look(struct queue *q, bool *found_out, struct err *err)
{
	struct arena *a = arena_new();
	struct outbox *due;
	size_t n = 0;
	int r = store_outbox_due(q->desk->store, a, clock_now(), AT_ONCE, &due, &n, err);

	*found_out = n > 0;
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct err one = { 0 };

		if (strv_has(&q->broken, due[i].identity))
			r = postpone(q, &due[i], err);
		else if (send_one(q, due[i].id, &one) != 0) {
			err_set(err, one.class, "%s", one.text);
			/* A store that cannot be written would give the same answer out again. */
			r = strv_has(&q->broken, due[i].identity) ? 0 : -1;
		}
	}
	arena_free(a);
	return r;
}

static int recover(struct desk *desk, struct err *err)
{
	if (store_begin(desk->store, err) != 0)
		return -1;
	if (store_outbox_recover(desk->store, desk->now, err) == 0 &&
	    store_commit(desk->store, err) == 0)
		return 0;
	store_rollback(desk->store);
	return -1;
}

static int drain(struct queue *q, struct err *err)
{
	bool found = true;

	if (recover(q->desk, err) != 0)
		return -1;
	while (found)
		if (look(q, &found, err) != 0)
			return -1;
	return 0;
}

/* Is there something that came between the last look and letting go of the lock? */
static bool waiting(struct desk *desk)
{
	struct arena *a = arena_new();
	struct err ignored = { 0 };
	struct outbox *due;
	size_t n = 0;

	store_outbox_due(desk->store, a, clock_now(), 1, &due, &n, &ignored);
	arena_free(a);
	return n > 0;
}

int desk_send(struct desk *desk, bool background, struct err *err)
{
	struct queue q = { .desk = desk, .out = desk_rcpts_open(desk->arena, err) };
	int r = 0, fd;

	if (!q.out)
		return -1;
	do {
		if (desk_lock(desk, "send", background ? 0 : LOCK_WAIT_MS, &fd, err) != 0) {
			if (background && err->class == ERR_TEMP)
				err_clear(err);         /* the other one looks again */
			r = -1;
			break;
		}
		r = drain(&q, err);
		close(fd);
	} while (r == 0 && waiting(desk));
	records_close(q.out);
	if (background && err->class != ERR_NONE)
		log_line("%s", err->text);
	return r;
}
