/*
 * desk_batch: the frame of changes to many tickets, for what decides inside the transaction: all
 * or nothing, with -k all that can be done, with -n nothing but the effect lines.
 */
#ifndef TK_DESK_BATCH_H
#define TK_DESK_BATCH_H

#include "desk/desk.h"

struct batch {
	struct desk *desk;
	desk_compose_fn *compose;
	struct str lines;               /* -n: what would be done */
	enum err_class worst;           /* what was refused on the way */
	int64_t rev_of;                 /* the ticket that --if-rev was asked of */
	struct ids done;
	struct idset seen;
};

int batch_begin(
    struct batch *b, struct desk *desk, desk_compose_fn *compose, struct err *err);
/* All effects of one ticket, or with -k none of them and the reason on stderr. */
int batch_apply(
    struct batch *b, const struct effect *effects, size_t n, int64_t ticket, struct err *err);
/* Say why a ticket stays as it is; without -k all of them will. */
void batch_refuse(struct batch *b, const struct err *why);
/* Print this ticket in the end, though nothing was to be changed. */
void batch_remember(struct batch *b, int64_t ticket);
/* Commit, or with -n and after a failure roll back; prints. */
int batch_end(struct batch *b, int result, struct err *err);

#endif
