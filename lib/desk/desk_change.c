/* desk_change: the frame of every tool that changes tickets; batches are one transaction. */
#include <stdio.h>
#include <string.h>

#include "desk/desk.h"
#include "form/form.h"
#include "store/store.h"

struct batch {
	struct desk *desk;
	desk_compose_fn *compose;
	struct str lines;               /* -n: what would be done */
	enum err_class worst;           /* -k: what went wrong on the way */
	struct ids done;
	struct idset seen;
};

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

static void remember(struct batch *b, int64_t ticket)
{
	if (!idset_add(&b->seen, b->desk->arena, ticket))
		return;
	b->done.v = arena_grow(b->desk->arena, b->done.v, b->done.n, sizeof *b->done.v);
	b->done.v[b->done.n++] = ticket;
}

/* All effects of one ticket, or with -k none of them and the reason on stderr. */
static int apply_group(
    struct batch *b, const struct effect *effects, size_t n, int64_t ticket, struct err *err)
{
	struct err wrong = { 0 };
	int result = tool_options.keep_going ? store_mark(b->desk->store, err) : 0;

	for (size_t i = 0; i < n && result == 0; i++) {
		struct effect e = effects[i];

		e.ticket = ticket;
		result = apply(b, &e, &wrong);
	}
	if (result == 0)
		remember(b, ticket);
	if (!tool_options.keep_going) {
		if (wrong.class != ERR_NONE)
			*err = wrong;
		return result;
	}
	if (wrong.class == ERR_TEMP || wrong.class == ERR_BUG) {
		*err = wrong;
		return -1;
	}
	if (result < 0) {
		tool_warn("%s", wrong.text);
		b->worst = wrong.class;
	}
	return store_mark_end(b->desk->store, result == 0, err);
}

static int begin(struct batch *b, struct desk *desk, desk_compose_fn *compose, struct err *err)
{
	memset(b, 0, sizeof *b);
	b->desk = desk;
	b->compose = compose;
	b->lines = str_new(desk->arena);
	return store_begin(desk->store, err);
}

static int end(struct batch *b, int result, struct err *err)
{
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
	result = ids.n == 0 ? 0 : begin(&b, desk, compose, err);
	if (ids.n > 0 && result == 0) {
		for (size_t i = 0; i < ids.n && result == 0; i++)
			result = apply_group(&b, effects, n, ids.v[i], err);
		result = end(&b, result, err);
	}
	if (err->class == ERR_NONE)
		*err = bad;
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

int desk_change_list(struct desk *desk, const struct effect *effects, size_t n,
    desk_compose_fn *compose, struct err *err)
{
	struct batch b;
	int result = n == 0 ? 0 : begin(&b, desk, compose, err);
	int64_t ticket;

	if (n == 0 || result < 0)
		return result;
	for (size_t i = 0; i < n && result == 0; i++) {
		result = follow_merge(desk, &effects[i], &ticket, err);
		if (result == 0)
			result = apply_group(&b, &effects[i], 1, ticket, err);
	}
	return end(&b, result, err);
}
