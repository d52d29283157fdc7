/* desk_admin: between the files of tk-admin. */
#ifndef TK_DESK_ADMIN_H
#define TK_DESK_ADMIN_H

#include "desk/desk.h"
#include "store/store.h"

enum { ADMIN_KINDS = 64 };

/* What a command may change: everything, or one object, or (no kind) settings. */
struct admin_scope {
	bool all;
	const struct object_kind *kind;
	const char *name, *renamed;     /* renamed: what it is called afterwards */
};

/* Everything that is defined, or what is in the scope. */
struct snapshot {
	struct { struct object *v; size_t n; } kinds[ADMIN_KINDS];
	const char *settings[ADMIN_KINDS];
};

int snapshot_take(
    struct desk *desk, const struct admin_scope *scope, struct snapshot *out, struct err *err);
/* By number, of those of one kind. */
const struct object *snapshot_find(const struct object *v, size_t n, int64_t id);

/* Run fn in a transaction of an administrator's and log what changed; with -n it is taken back.
 * report, or -n: print what changed. */
typedef int admin_fn(struct desk *desk, const void *ctx, struct err *err);
int admin_transaction(struct desk *desk, admin_fn *fn, const void *ctx,
    const struct admin_scope *scope, bool report, struct err *err);
/* Print the log, the oldest first. */
int admin_log(struct desk *desk, const struct admin_options *options, struct err *err);
/* One command that defines something, in the caller's transaction. */
int admin_define(struct desk *desk, char *const *words, struct err *err);
/* Take in a script as desk_dump prints it; NULL or "-": stdin. 
 * exact: what it does not name goes. */
int desk_define(struct desk *desk, const char *path, bool exact, struct err *err);
/* Does this property name an object of a kind that comes later? */
bool object_names_later(const struct object_kind *kind, const char *property);
/* Print what is defined as a script of tk-admin commands. */
int desk_dump(struct desk *desk, struct err *err);

#endif
