/* desk_change: the frame of every tool that changes tickets; batches are one transaction. */
#include <stdio.h>
#include <string.h>

#include "desk/desk_batch.h"
#include "form/form.h"
#include "store/store.h"

static int apply(struct batch *b, const struct effect *e, struct err *err)
{
	bool changed = true;

	if (e->kind == EFFECT_NOTE && b->compose == NULL)
		return err_set(err, ERR_BUG, "notes cannot be written here");
	if ((e->kind == EFFECT_NOTE ? b->compose(b->desk, e, err)
				    : desk_apply(b->desk, e, &changed, err)) < 0)
		return -1;
	if (tool_options.dry_run && changed)
		effect_print(&b->lines, e);
	return 0;
}

void batch_remember(struct batch *b, int64_t ticket)
{
	if (!idset_add(&b->seen, b->desk->arena, ticket))
		return;
	b->done.v = arena_grow(b->desk->arena, b->done.v, b->done.n, sizeof *b->done.v);
	b->done.v[b->done.n++] = ticket;
}

void batch_refuse(struct batch *b, const struct err *why)
{
	tool_warn("%s", why->text);
	b->worst = why->class;
}

int desk_check_rev(struct desk *desk, int64_t ticket, struct err *err)
{
	struct arena *a = arena_new();
	struct ticket t;
	int found = tool_options.if_rev == 0 ? 0 : store_ticket(desk->store, a, ticket, &t, err);

	if (found > 0 && t.rev != tool_options.if_rev)
		found = err_set(err, ERR_CONFLICT, "%lld: has changed: its rev is %lld, not %lld",
		    (long long)ticket, (long long)t.rev, (long long)tool_options.if_rev);
	arena_free(a);
	return found < 0 ? -1 : 0;
}

/* Once for a ticket: our own effects change its rev. */
static int check_rev(struct batch *b, int64_t ticket, struct err *err)
{
	if (tool_options.if_rev == 0 || b->rev_of == ticket)
		return 0;
	if (b->rev_of != 0)
		return err_set(err, ERR_USAGE, "--if-rev is for one ticket");
	b->rev_of = ticket;
	return desk_check_rev(b->desk, ticket, err);
}

int batch_apply(
    struct batch *b, const struct effect *effects, size_t n, int64_t ticket, struct err *err)
{
	struct err wrong = { 0 };

	if (check_rev(b, ticket, err) < 0)
		return -1;
	int result = tool_options.keep_going ? store_mark(b->desk->store, err) : 0;

	for (size_t i = 0; i < n && result == 0; i++) {
		struct effect e = effects[i];

		e.ticket = ticket;
		result = apply(b, &e, &wrong);
	}
	if (result == 0)
		batch_remember(b, ticket);
	if (!tool_options.keep_going) {
		if (wrong.class != ERR_NONE)
			*err = wrong;
		return result;
	}
	if (wrong.class == ERR_TEMP || wrong.class == ERR_BUG) {
		*err = wrong;
		return -1;
	}
	if (result < 0)
		batch_refuse(b, &wrong);
	return store_mark_end(b->desk->store, result == 0, err);
}

int batch_begin(
    struct batch *b, struct desk *desk, desk_compose_fn *compose, struct err *err)
{
	memset(b, 0, sizeof *b);
	b->desk = desk;
	b->compose = compose;
	b->lines = str_new(desk->arena);
	return store_begin(desk->store, err);
}

int batch_end(struct batch *b, int result, struct err *err)
{
	if (result == 0 && b->worst != ERR_NONE && !tool_options.keep_going) {
		err->class = b->worst;
		result = -1;
	}
	if (result < 0 || tool_options.dry_run)
		store_rollback(b->desk->store);
	else if (store_commit(b->desk->store, err) < 0)
		result = -1;
	if (result < 0)
		return -1;
	if (tool_options.dry_run)
		text_print(str_end(&b->lines));
	else
		result = desk_print(b->desk, &b->done, err);
	if (b->worst != ERR_NONE && err->class == ERR_NONE)
		err->class = b->worst;
	return result;
}

/* Changes of a merged number are meant for what it became; only undoing the merge, and merging,
 * name it itself. */
static int follow_merge(
    struct desk *desk, const struct effect *e, int64_t *ticket_out, struct err *err)
{
	*ticket_out = e->ticket;
	if (e->kind == EFFECT_MERGE || e->kind == EFFECT_UNMERGE)
		return 0;
	*ticket_out = store_merge_target(desk->store, e->ticket, err);
	if (*ticket_out != e->ticket && err->class == ERR_NONE)
		tool_warn(
		    "%lld was merged into %lld", (long long)e->ticket, (long long)*ticket_out);
	return err->class == ERR_NONE ? 0 : -1;
}

/* The ticket may have been merged since the operands were read. */
static int change_one(
    struct batch *b, const struct effect *effects, size_t n, int64_t id, struct err *err)
{
	struct effect first = effects[0];

	first.ticket = id;
	if (follow_merge(b->desk, &first, &id, err) < 0)
		return -1;
	return batch_apply(b, effects, n, id, err);
}

int desk_change(struct desk *desk, char *const *operands, const struct effect *effects, size_t n,
    desk_compose_fn *compose, struct err *err)
{
	struct err bad = { 0 };
	struct ids ids;
	struct batch b;
	int result;

	if (desk_operands(desk, operands, true, true, &ids, &bad) < 0) {
		*err = bad;
		return -1;
	}
	result = ids.n == 0 ? 0 : batch_begin(&b, desk, compose, err);
	if (ids.n > 0 && result == 0) {
		for (size_t i = 0; i < ids.n && result == 0; i++)
			result = change_one(&b, effects, n, ids.v[i], err);
		result = batch_end(&b, result, err);
	}
	if (err->class == ERR_NONE)
		*err = bad;
	return result;
}

int desk_change_list(struct desk *desk, const struct effect *effects, size_t n,
    desk_compose_fn *compose, struct err *err)
{
	struct batch b;
	int result = n == 0 ? 0 : batch_begin(&b, desk, compose, err);
	int64_t ticket;

	if (n == 0 || result < 0)
		return result;
	for (size_t i = 0; i < n && result == 0; i++) {
		result = follow_merge(desk, &effects[i], &ticket, err);
		if (result == 0)
			result = batch_apply(&b, &effects[i], 1, ticket, err);
	}
	return batch_end(&b, result, err);
}
