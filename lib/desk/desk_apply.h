/*
 * desk_apply: one change on its way, for the files that hold appliers.  An applier changes *after
 * or side tables and fills in what the event says; desk_apply.c writes row and event.
 */
#ifndef TK_DESK_APPLY_H
#define TK_DESK_APPLY_H

#include "desk/desk.h"
#include "store/store.h"

struct change {
	struct desk *desk;
	const struct effect *e;
	struct ticket before, after;
	struct arena *arena;
	const char *old, *new;          /* for the event */
	bool changed;
};

typedef int apply_fn(struct change *c, struct err *err);

apply_fn change_task_add, change_task;
apply_fn change_field;

/* Find the object that the effect names, and name it in the event as it is defined; NULL or "none"
 * is no object (0). */
int change_object(struct change *c, const char *kind, int64_t *id_out, struct err *err);

/* Appliers that stand in other files. */
apply_fn change_severity, change_expertise, change_skill, change_resolution, change_archive,
    change_split, change_move;
/* Flags of a message after its sender was let in. */
const char *change_accepted(struct arena *a, const char *flags);

#endif
