/* Inside desk: what desk_open asks of the rights. */
#ifndef TK_DESK_RIGHTS_H
#define TK_DESK_RIGHTS_H

#include "desk/desk.h"
#include "store/store.h"

/* 0, or ERR_PERM: suspended, or past the day on which the agent's work ends. */
int rights_check(struct desk *desk, const struct agent *agent, struct err *err);
/* Who calls, as an agent, though the tool acts as the system. */
int rights_caller(struct desk *desk, struct agent *out, struct err *err);
/* The actor is known: from now on the store shows what he may see. */
void rights_begin(struct desk *desk);

#endif
