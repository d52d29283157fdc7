/* desk_send_list: what waits, failed or is uncertain, and what a person decides about it; tests. */
#include <string.h>
#include <unistd.h>

#include "desk/desk_send.h"
#include "form/form.h"

/* ---- a recipient as a record */

struct line {
	const struct outbox *o;
	const struct outbox_rcpt *rcpt;
};

static void line_id(const void *r, struct cell *c) { c->number = ((const struct line *)r)->o->id; }
static void line_ticket(const void *r, struct cell *c)
{
	c->number = ((const struct line *)r)->o->ticket;
}
static void line_recipient(const void *r, struct cell *c)
{
	c->text = ((const struct line *)r)->rcpt->address;
}
static void line_part(const void *r, struct cell *c)
{
	c->text = ((const struct line *)r)->rcpt->part;
}
static void line_tries(const void *r, struct cell *c)
{
	c->number = ((const struct line *)r)->o->tries;
}
static void line_reply(const void *r, struct cell *c)
{
	c->text = ((const struct line *)r)->rcpt->reply;
}
static void line_created(const void *r, struct cell *c)
{
	c->number = ((const struct line *)r)->o->created;
}
static void line_identity(const void *r, struct cell *c)
{
	c->text = ((const struct line *)r)->o->identity;
}
static void line_mid(const void *r, struct cell *c)
{
	c->text = ((const struct line *)r)->o->message_id;
}

static void line_state(const void *r, struct cell *c)
{
	enum delivery state = ((const struct line *)r)->rcpt->state;

	c->text = delivery_name(state);
	if (state == DELIVERY_FAILED || state == DELIVERY_UNCERTAIN)
		c->colour = COLOUR_RED;
}

static void line_next(const void *r, struct cell *c)
{
	const struct line *line = r;

	c->number = line->rcpt->state == DELIVERY_QUEUED ? line->o->next_try : 0;
}

static const struct column line_columns[] = {
	{ "id", CELL_ID, true, line_id, NULL },
	{ "ticket", CELL_ID, true, line_ticket, NULL },
	{ "state", CELL_TEXT, true, line_state, NULL },
	{ "recipient", CELL_TEXT, true, line_recipient, NULL },
	{ "tries", CELL_INT, true, line_tries, NULL },
	{ "next", CELL_TIME, true, line_next, NULL },
	{ "reply", CELL_TEXT, true, line_reply, NULL },
	{ "part", CELL_TEXT, false, line_part, NULL },
	{ "created", CELL_TIME, false, line_created, NULL },
	{ "identity", CELL_TEXT, false, line_identity, NULL },
	{ "message_id", CELL_TEXT, false, line_mid, NULL },
	{ 0 }
};

struct records *desk_rcpts_open(struct arena *a, struct err *err)
{
	return records_open(a, line_columns, NULL, err);
}

void desk_rcpt_print(struct records *out, const struct outbox *o, const struct outbox_rcpt *rcpt)
{
	struct line line = { o, rcpt };

	record_print(out, &line);
}

int desk_rcpt_event(
    struct desk *desk, const struct outbox *o, const struct outbox_rcpt *rcpt, struct err *err)
{
	struct arena *a = arena_new();
	struct ticket before, after;
	bool secret = str_eq(rcpt->part, "bcc");
	int r = store_ticket(desk->store, a, o->ticket, &before, err);

	after = before;
	if (r > 0)
		r = store_ticket_save(desk->store, &before, &after, err);
	if (r == 0)
		r = store_event(desk->store, o->ticket, desk->now, desk->actor.id,
		    delivery_name(rcpt->state), NULL, secret ? "bcc" : rcpt->address,
		    secret ? NULL : rcpt->reply, err);
	arena_free(a);
	return r < 0 ? -1 : 0;
}

/* ---- lists */

static int list_ids(struct desk *desk, char *const *operands, bool read_stdin, struct operands *out,
    struct err *err)
{
	if (operands_parse(desk->arena, operands, read_stdin, out, err) != 0)
		return -1;
	if (out->query || out->mids_n > 0 || out->ranges_n > 0)
		return err_set(err, ERR_USAGE,
		    "only numbers of answers in the outbox (the first column of --list)");
	return 0;
}

static int read_outbox(struct desk *desk, int64_t id, unsigned states, struct outbox **out,
    size_t *n_out, struct err *err)
{
	if (store_outbox_list(desk->store, desk->arena, id, states, out, n_out, err) != 0)
		return -1;
	if (id != 0 && *n_out == 0)
		return err_set(err, ERR_NO, "%lld: no such answer in the outbox", (long long)id);
	return 0;
}

/* May the actor see (or change) the ticket that this answers? */
static bool may(struct desk *desk, const struct outbox *o, bool change)
{
	struct arena *a = arena_new();
	struct err trouble = { 0 };
	struct ticket t;
	bool good = store_ticket(desk->store, a, o->ticket, &t, &trouble) > 0 &&
	    (change ? desk_may_change : desk_may_see)(desk, &t);

	arena_free(a);
	return good;
}

static int print_outbox(
    struct desk *desk, struct records *out, int64_t id, unsigned states, struct err *err)
{
	struct outbox *o;
	size_t n;

	if (read_outbox(desk, id, states, &o, &n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		bool seen = may(desk, &o[i], false);

		if (!seen && id != 0)
			return err_set(err, ERR_PERM, "%lld: not allowed", (long long)id);
		for (size_t k = 0; seen && k < o[i].n; k++)
			if (states & 1u << o[i].rcpts[k].state)
				desk_rcpt_print(out, &o[i], &o[i].rcpts[k]);
	}
	return 0;
}

int desk_send_list(struct desk *desk, char *const *operands, struct err *err)
{
	const unsigned open = 1u << DELIVERY_QUEUED | 1u << DELIVERY_SENDING | 1u << DELIVERY_DATA |
	    1u << DELIVERY_FAILED | 1u << DELIVERY_UNCERTAIN;
	struct records *out = desk_rcpts_open(desk->arena, err);
	struct operands o;
	int r = 0;

	if (!out || list_ids(desk, operands, false, &o, err) != 0)
		return -1;
	if (o.none)
		r = print_outbox(desk, out, 0, open, err);
	for (size_t i = 0; r == 0 && i < o.ids_n; i++)
		r = print_outbox(desk, out, o.ids[i], ~0u, err);
	records_close(out);
	return r;
}

/* ---- decisions */

static const struct {
	enum delivery to;
	unsigned from;
} decisions[] = {
	{ DELIVERY_QUEUED,
	    1u << DELIVERY_QUEUED | 1u << DELIVERY_FAILED | 1u << DELIVERY_UNCERTAIN },
	{ DELIVERY_DROPPED,
	    1u << DELIVERY_QUEUED | 1u << DELIVERY_FAILED | 1u << DELIVERY_UNCERTAIN },
	{ DELIVERY_SENT, 1u << DELIVERY_FAILED | 1u << DELIVERY_UNCERTAIN },
};

static int decide_one(struct desk *desk, const struct outbox *o, enum delivery to, unsigned from,
    struct records *out, struct err *err)
{
	for (size_t i = 0; i < o->n; i++) {
		struct outbox_rcpt row = o->rcpts[i];

		if (!(from & 1u << row.state))
			continue;
		row.state = to;
		if (store_outbox_state(desk->store, o->id, row.address, o->rcpts[i].state, to, NULL,
			desk->now, err) != 0)
			return -1;
		if (to != o->rcpts[i].state && desk_rcpt_event(desk, o, &row, err) != 0)
			return -1;
		desk_rcpt_print(out, o, &row);
	}
	return to == DELIVERY_QUEUED ? store_outbox_later(desk->store, o->id, desk->now, 0, err)
				     : 0;
}

static int decide_all(struct desk *desk, const struct operands *ids, enum delivery to,
    struct records *out, struct err *err)
{
	struct outbox *o;
	unsigned from = 0;
	size_t n;

	for (size_t i = 0; i < sizeof(decisions) / sizeof(*decisions); i++)
		if (decisions[i].to == to)
			from = decisions[i].from;
	for (size_t i = 0; i < ids->ids_n; i++) {
		if (read_outbox(desk, ids->ids[i], 0, &o, &n, err) != 0)
			return -1;
		if (!may(desk, o, true))
			return err_set(
			    err, ERR_PERM, "%lld: not allowed", (long long)ids->ids[i]);
		if (decide_one(desk, o, to, from, out, err) != 0)
			return -1;
	}
	return 0;
}

int desk_send_decide(struct desk *desk, char *const *operands, enum delivery to, struct err *err)
{
	struct records *out = desk_rcpts_open(desk->arena, err);
	struct operands ids;

	if (!out || list_ids(desk, operands, true, &ids, err) != 0)
		return -1;
	if (ids.none)
		return err_set(
		    err, ERR_USAGE, "which answers? (their numbers are in tk-send --list)");
	if (store_begin(desk->store, err) != 0)
		return -1;
	if (decide_all(desk, &ids, to, out, err) == 0 && store_commit(desk->store, err) == 0) {
		records_close(out);
		return 0;
	}
	store_rollback(desk->store);
	return -1;
}

/* ---- testing */

static int test_program(struct desk *desk, struct desk_steps *steps, struct err *err)
{
	size_t n;
	char **argv = desk_sendmail(desk, &n, 0, err);

	if (argv && strchr(argv[0], '/') && access(argv[0], X_OK) != 0)
		err_sys(err, ERR_CONFIG, "%s", argv[0]);
	desk_step(
	    steps, "program", err->class == ERR_NONE, err->class == ERR_NONE ? argv[0] : err->text);
	return err->class == ERR_NONE ? 0 : -1;
}

static int test_one(
    struct desk *desk, const struct object *identity, struct desk_steps *steps, struct err *err)
{
	struct net_server server;

	if (!str_eq(object_get(identity, "transport"), "smtp"))
		return test_program(desk, steps, err);
	if (desk_server(desk, "identity", "send", identity, &server, err) != 0) {
		desk_step(steps, "settings", false, err->text);
		return -1;
	}
	desk_step(steps, "settings", true, server.host);
	return net_smtp_test(&server, desk_step, steps, err);
}

/* An identity by its name, or the one of a group. */
static int find_identity(
    struct desk *desk, const char *name, struct object **out, size_t *n_out, struct err *err)
{
	struct object *group;
	size_t n;

	if (store_objects(desk->store, desk->arena, store_object_kind("identity"), name, out, n_out,
		err) != 0)
		return -1;
	if (*n_out > 0)
		return 0;
	if (store_objects(
		desk->store, desk->arena, store_object_kind("group"), name, &group, &n, err) != 0)
		return -1;
	if (n > 0 && object_get(group, "identity"))
		return store_objects(desk->store, desk->arena, store_object_kind("identity"),
		    object_get(group, "identity"), out, n_out, err);
	return err_set(err, ERR_NO, "%s: no such identity, nor a group with one", name);
}

static int test_named(
    struct desk *desk, const char *name, struct desk_steps *steps, struct err *err)
{
	struct object *v;
	size_t n;

	if (find_identity(desk, name, &v, &n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct err one = { 0 };

		steps->name = v[i].name;
		if (test_one(desk, &v[i], steps, &one) != 0)
			err_set(err, one.class, "%s: %s", v[i].name, one.text);
	}
	return 0;
}

int desk_send_test(struct desk *desk, char *const *names, struct err *err)
{
	struct desk_steps steps = { .arena = desk->arena,
		.out = desk_steps_open(desk->arena, err) };

	if (!steps.out)
		return -1;
	if (!*names)
		test_named(desk, NULL, &steps, err);
	for (; *names; names++)
		if (test_named(desk, *names, &steps, err) != 0)
			return -1;
	records_close(steps.out);
	return err->class == ERR_NONE ? 0 : -1;
}
