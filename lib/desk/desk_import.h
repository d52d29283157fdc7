/* Inside desk: private mail that tk-thread takes in for an agent. */
#ifndef TK_DESK_IMPORT_H
#define TK_DESK_IMPORT_H

#include "desk/desk.h"

/* Who brings it and who gets it, into *in; nothing without such options. */
int import_place(struct desk *desk, const struct thread_options *o, struct incoming *in,
    struct err *err);

#endif
