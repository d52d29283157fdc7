/* Inside desk: operands that are parsed already (stdin is read once). */
#ifndef TK_DESK_OPERANDS_H
#define TK_DESK_OPERANDS_H

#include "desk/desk.h"
#include "form/form.h"

/* The tickets that they mean, as desk_operands does it. */
int operands_resolve(struct desk *desk, const struct operands *o, bool changing, struct ids *out,
    struct err *err);

#endif
