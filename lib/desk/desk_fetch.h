/* desk_fetch: one mailbox being read, shared by the protocols. */
#ifndef TK_DESK_FETCH_H
#define TK_DESK_FETCH_H

#include "desk/desk_server.h"

struct fetch {
	struct desk *desk;
	struct arena *arena;
	const struct object *account;
	const struct fetch_options *options;
	struct net_server server;
	struct fetch_state state;
	bool first;                     /* no fetch of this mailbox was ever finished */
	bool check_stored;              /* mails may be in the store already: compare */
	bool judge_age;                 /* old mails are flagged as imported, */
	int64_t old_before;             /* those that are dated before this */
	enum net_mark mark;
	const char *mark_folder;        /* of NET_MOVE */
	int64_t taken, skipped, left;   /* left: read before the first fetch */
};

/* Mails are on disk when it returns 0; what is stored already counts as taken but is not spooled
 * again. */
int desk_fetch_mail(struct fetch *f, const char *raw, size_t len, struct err *err);
/* Note what could not be had, to be tried again; a first failure is told on stderr. */
int desk_fetch_failed(struct fetch *f, const char *uid, const char *reason, struct err *err);
/* Remember an identifier as taken; forget all that are not among those present. */
int desk_fetch_remember(struct fetch *f, const char *uid, struct err *err);
int desk_fetch_prune(struct fetch *f, const struct strv *present, struct err *err);
int desk_fetch_forget(struct fetch *f, const char *uid, struct err *err);       /* NULL: all */
/* Commit f->state. */
int desk_fetch_save(struct fetch *f, struct err *err);

/* Accounts by name, those of a group by its name, all that are enabled without names. */
int desk_fetch_accounts(struct desk *desk, const struct strv *names, const struct object ***out,
    size_t *n_out, struct err *err);

/* ---- mail in files here: straight into the store in batches */

enum { DESK_LOCAL_MAX = 200, DESK_LOCAL_BYTES = 32 << 20 };
struct desk_local;
/* Called after the commit of a batch: remember and mark what l->tags name. */
typedef int desk_local_fn(void *ctx, struct desk_local *l, struct err *err);
struct desk_local {
	struct fetch *f;
	struct arena *arena;            /* of the batch */
	struct incoming mails[DESK_LOCAL_MAX];
	const char *tags[DESK_LOCAL_MAX];
	size_t n, bytes;
	desk_local_fn *after;
	void *ctx;
};
void desk_local_begin(struct desk_local *l, struct fetch *f, desk_local_fn *after, void *ctx);
int desk_local_add(
    struct desk_local *l, const char *tag, const char *raw, size_t len, struct err *err);
int desk_local_flush(struct desk_local *l, struct err *err);
void desk_local_end(struct desk_local *l);
/* Remember all tags of a batch as taken, in one transaction. */
int desk_fetch_remember_all(struct fetch *f, const char *const *uids, size_t n, struct err *err);

int desk_fetch_imap(struct fetch *f, struct err *err);
/* Fetch, wait for new mail, fetch, for ever; returns on an error. */
int desk_fetch_idle(
    struct fetch *f, int (*after)(struct fetch *f, struct err *err), struct err *err);
int desk_fetch_pop3(struct fetch *f, struct err *err);
int desk_fetch_maildir(struct fetch *f, struct err *err);
int desk_fetch_mbox(struct fetch *f, struct err *err);

#endif
