/* desk_check: between the files of tk-check. */
#ifndef TK_DESK_CHECK_H
#define TK_DESK_CHECK_H

#include "desk/desk.h"
#include "store/store.h"

int desk_check_forms(struct desk *desk, store_finding_fn *fn, void *ctx, struct err *err);

#endif
