/* desk_admin: between the files of tk-admin. */
#ifndef TK_DESK_ADMIN_H
#define TK_DESK_ADMIN_H

#include "desk/desk.h"
#include "store/store.h"

/* Run fn in a transaction of an administrator's; with -n it is taken back.  report, or -n: print
 * what changed. */
typedef int admin_fn(struct desk *desk, const void *ctx, struct err *err);
int admin_transaction(
    struct desk *desk, admin_fn *fn, const void *ctx, bool report, struct err *err);
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
