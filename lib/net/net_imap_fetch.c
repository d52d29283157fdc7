/*
 * IMAP: whole mails in batches, and waiting for new ones (IDLE, RFC 2177).
 * Sizes come first, so that a mail that is too long is never asked for; a batch that
 * breaks is taken again mail by mail, so that only the bad one is left out.
 */
#include <string.h>

#include "net/net_imap.h"

enum {
	SIZES_BATCH = 200,
	BATCH = 20,
	BATCH_BYTES = 8 << 20,
	SLACK = 1 << 20,                /* beside the mails themselves */
	IDLE_MS = 25 * 60 * 1000,       /* RFC 2177: renew before 29 minutes */
};

struct wanted {
	uint32_t uid;
	uint32_t size;
	bool there;
};

struct job {
	struct net_imap *imap;
	struct wanted *v;
	net_mail_fn *fn;
	net_skip_fn *skip;
	void *ctx;
};

/* What one FETCH response tells. */
struct told {
	uint32_t uid, size;
	bool has_size;
	const char *body;
	size_t len;
};

static void read_att(const struct mailimap_msg_att *att, struct told *t)
{
	*t = (struct told){ 0 };
	for (clistiter *i = clist_begin(att->att_list); i; i = clist_next(i)) {
		struct mailimap_msg_att_item *item = clist_content(i);
		struct mailimap_msg_att_static *s = item->att_data.att_static;

		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		if (s->att_type == MAILIMAP_MSG_ATT_UID) {
			t->uid = s->att_data.att_uid;
		} else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
			t->size = s->att_data.att_rfc822_size;
			t->has_size = true;
		} else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
			t->body = s->att_data.att_body_section->sec_body_part;
			t->len = s->att_data.att_body_section->sec_length;
		}
	}
}

static clist *fetched(struct net_imap *imap)
{
	return imap->session->imap_response_info->rsp_fetch_list;
}

static char *fetch_command(struct arena *a, const struct wanted *v, size_t n, const char *what)
{
	struct str s = str_new(a);

	str_add(&s, "UID FETCH ");
	for (size_t i = 0; i < n; i++)
		str_addf(&s, "%s%u", i ? "," : "", v[i].uid);
	str_addf(&s, " (UID %s)", what);
	return str_end(&s);
}

static struct wanted *find(struct wanted *v, size_t n, uint32_t uid)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].uid == uid)
			return &v[i];
	return NULL;
}

static int ask_sizes(struct job *job, struct arena *a, struct wanted *v, size_t n, struct err *err)
{
	clist *list;

	if (net_imap_command(job->imap, SLACK, fetch_command(a, v, n, "RFC822.SIZE"), err) != 0)
		return -1;
	list = fetched(job->imap);
	for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
		struct told t;
		struct wanted *w;

		read_att(clist_content(i), &t);
		w = t.has_size ? find(v, n, t.uid) : NULL;
		if (w) {
			w->size = t.size;
			w->there = true;
		}
	}
	return 0;
}

static void skip_mail(struct job *job, uint32_t uid, const char *reason)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", uid);
	job->skip(job->ctx, name, reason);
}

/* Hand on what came, in the order of v.  A mail that vanished meanwhile is nobody's. */
static int hand_on(struct job *job, const struct wanted *v, size_t n, struct err *err)
{
	clist *list = fetched(job->imap);

	for (size_t k = 0; k < n; k++) {
		for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
			struct told t;
			char name[16];

			read_att(clist_content(i), &t);
			if (t.uid != v[k].uid || !t.body)
				continue;
			snprintf(name, sizeof(name), "%u", t.uid);
			if (job->fn(job->ctx, name, t.body, t.len, err) != 0)
				return -1;
			break;
		}
	}
	return 0;
}

/* 0 done, -1 the caller stops, 1 the batch could not be had (*why). */
static int take_batch(struct job *job, struct arena *a, const struct wanted *v, size_t n,
    struct err *why, struct err *err)
{
	size_t allowance = SLACK;

	for (size_t i = 0; i < n; i++)
		allowance += 2 * (size_t)v[i].size + SLACK / 16;
	if (net_imap_command(job->imap, allowance, fetch_command(a, v, n, "BODY.PEEK[]"), why) != 0)
		return 1;
	return hand_on(job, v, n, err);
}

static int mend(struct job *job, struct err *err)
{
	if (job->imap->stream->err.class == ERR_NONE)
		return 0;
	return net_imap_reopen(job->imap, err);
}

/* One by one after a batch failed.  A mail that breaks the line is left out; if the server
 * went away or is too slow it may be the line's fault, so that ends the fetch. */
static int take_singly(
    struct job *job, struct arena *a, const struct wanted *v, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct err why = { 0 };
		int r;

		if (mend(job, err) != 0)
			return -1;
		r = take_batch(job, a, &v[i], 1, &why, err);
		if (r < 0)
			return -1;
		if (r == 0)
			continue;
		skip_mail(job, v[i].uid, why.text);
		if (why.class == ERR_TEMP) {
			struct err gone = { 0 };

			mend(job, &gone);       /* so that what came can be marked */
			*err = why;
			return -1;
		}
	}
	return mend(job, err);
}

/* The mails of v that may be had together: present, not too long, not too much at once. */
static size_t gather(struct job *job, const struct wanted *v, size_t n, struct wanted *batch,
    size_t *used_out)
{
	size_t taken = 0, bytes = 0, i;

	for (i = 0; i < n && taken < BATCH; i++) {
		if (!v[i].there)
			continue;
		if (v[i].size > job->imap->server->max_message) {
			skip_mail(job, v[i].uid, "longer than a mail may be");
			continue;
		}
		if (taken > 0 && bytes + v[i].size > BATCH_BYTES)
			break;
		bytes += v[i].size;
		batch[taken++] = v[i];
	}
	*used_out = i;
	return taken;
}

static int take_window(
    struct job *job, struct arena *a, struct wanted *v, size_t n, struct err *err)
{
	size_t used = 0;

	if (ask_sizes(job, a, v, n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i += used) {
		struct wanted batch[BATCH];
		size_t m = gather(job, v + i, n - i, batch, &used);
		struct err why = { 0 };
		int r = m > 0 ? take_batch(job, a, batch, m, &why, err) : 0;

		if (r > 0)
			r = take_singly(job, a, batch, m, err);
		if (r != 0)
			return -1;
	}
	return 0;
}

int net_imap_fetch(struct net_imap *imap, const struct net_uids *uids, net_mail_fn *fn,
    net_skip_fn *skip, void *ctx, struct err *err)
{
	struct job job = { .imap = imap, .fn = fn, .skip = skip, .ctx = ctx };
	struct wanted window[SIZES_BATCH];
	struct arena *a = arena_new();
	int r = 0;

	for (size_t i = 0; r == 0 && i < uids->n; i += SIZES_BATCH) {
		size_t n = uids->n - i < SIZES_BATCH ? uids->n - i : SIZES_BATCH;

		for (size_t k = 0; k < n; k++)
			window[k] = (struct wanted){ .uid = uids->v[i + k] };
		arena_reset(a);
		r = take_window(&job, a, window, n, err);
	}
	arena_free(a);
	return r;
}

/* ---- waiting */

/* Wait in IDLE for at most ms; what the server says ends it, whatever it is. */
static int idle_once(struct net_imap *imap, int64_t ms, bool *changed_out, struct err *err)
{
	int n;

	net_stream_begin(imap->stream, SLACK);
	if (mailimap_idle(imap->session) != MAILIMAP_NO_ERROR) {
		err_set(
		    &imap->stream->err, ERR_UNAVAILABLE, "%s: IDLE refused", imap->stream->where);
		*err = imap->stream->err;
		return -1;
	}
	n = imap->session->imap_stream->read_buffer_len > 0 ? 1 : net_stream_wait(imap->stream, ms);
	if (n < 0) {
		*err = imap->stream->err;
		return -1;
	}
	net_stream_begin(imap->stream, SLACK);
	if (mailimap_idle_done(imap->session) != MAILIMAP_NO_ERROR) {
		err_set(&imap->stream->err, ERR_TEMP, "%s: IDLE ended badly", imap->stream->where);
		*err = imap->stream->err;
		return -1;
	}
	*changed_out = n > 0 && imap->session->imap_selection_info->sel_has_exists;
	return 0;
}

int net_imap_idle(struct net_imap *imap, int seconds, bool *changed_out, struct err *err)
{
	int64_t end = clock_ms() + (int64_t)seconds * 1000;

	*changed_out = false;
	if (net_imap_alive(imap, err) != 0)
		return -1;
	if (!imap->folder || !imap->session->imap_connection_info->imap_capability ||
	    !mailimap_has_idle(imap->session))
		return err_set(err, ERR_CONFIG, "%s: the server has no IDLE", imap->stream->where);
	while (!*changed_out && clock_ms() < end) {
		int64_t left = end - clock_ms();

		if (idle_once(imap, left < IDLE_MS ? left : IDLE_MS, changed_out, err) != 0)
			return -1;
	}
	return 0;
}
