/*
 * desk_fetch_pop3: POP3 has no marks, so the UIDL of every mail that was taken is kept as long as
 * the server has it; "delete" removes mails once they are remembered.
 */
#include "desk/desk_fetch.h"

struct pop {
	struct fetch *f;
	struct net_pop3 *line;
	struct err failed;
};

static int take(void *ctx, const char *uid, const char *raw, size_t len, struct err *err)
{
	struct pop *p = ctx;

	if (desk_fetch_mail(p->f, raw, len, err) != 0)
		return -1;
	return desk_fetch_remember(p->f, uid, err);
}

static void skip(void *ctx, const char *uid, const char *reason)
{
	struct pop *p = ctx;

	desk_fetch_failed(p->f, uid, reason, &p->failed);
}

static int take_one(struct pop *p, const struct net_pop3_item *item, struct err *err)
{
	int64_t skipped = p->f->skipped;

	if (net_pop3_fetch(p->line, item, 1, take, skip, p, err) != 0)
		return -1;
	if (p->failed.class != ERR_NONE) {
		*err = p->failed;
		return -1;
	}
	if (p->f->mark == NET_DELETE && p->f->skipped == skipped)
		return net_pop3_delete(p->line, item->number, err);
	return 0;
}

/* What was taken but not deleted is deleted now; what failed before comes last. */
static int take_pass(
    struct pop *p, const struct net_pop3_list *list, const int *known, bool again, struct err *err)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct net_pop3_item *item = &list->v[i];
		int r = 0;

		if (known[i] == (again ? 2 : 0))
			r = take_one(p, item, err);
		else if (known[i] == 1 && !again && p->f->mark == NET_DELETE)
			r = net_pop3_delete(p->line, item->number, err);
		if (r != 0)
			return -1;
		if (!again)
			progress(p->f->account->name, (int64_t)i + 1, (int64_t)list->n);
	}
	return 0;
}

static int take_all(struct pop *p, const struct net_pop3_list *list, struct err *err)
{
	struct fetch *f = p->f;
	int *known = arena_alloc(f->arena, (list->n + 1) * sizeof(*known));
	struct strv present = { 0 };
	struct err again = { 0 };
	int64_t skipped;

	for (size_t i = 0; i < list->n; i++) {
		strv_add(&present, f->arena, list->v[i].uidl);
		known[i] = store_fetch_known(f->desk->store, f->account->id, list->v[i].uidl, err);
		if (known[i] < 0)
			return -1;
	}
	if (desk_fetch_prune(f, &present, err) != 0 || take_pass(p, list, known, false, err) != 0)
		return -1;
	skipped = f->skipped;
	if (take_pass(p, list, known, true, &again) == 0 || f->skipped > skipped)
		return 0;               /* that it broke the line again is no news */
	return err_set(err, again.class, "%s", again.text);
}

int desk_fetch_pop3(struct fetch *f, struct err *err)
{
	struct pop p = { .f = f };
	struct net_pop3_list list;
	int r = -1;

	if (f->mark == NET_MOVE)
		return err_set(err, ERR_CONFIG, "POP3 has no folders to move mail to");
	p.line = net_pop3_open(&f->server, err);
	if (!p.line)
		return -1;
	if (net_pop3_list(p.line, f->arena, &list, err) == 0)
		r = take_all(&p, &list, err);
	net_pop3_close(p.line, true);
	return r;
}
