/* desk_assign: between the frame of tk-assign and the choice that --auto makes. */
#ifndef TK_DESK_ASSIGN_H
#define TK_DESK_ASSIGN_H

#include "desk/desk.h"
#include "store/store.h"

/* The agents of the desk while a batch is given out: their loads follow each choice. */
struct chooser {
	struct desk *desk;
	struct worker *workers;
	size_t n;
	int64_t turn, normal;           /* the last turn; the rank that counts as one ticket */
};

int chooser_open(struct chooser *c, struct desk *desk, struct err *err);
/*
 * The agent for a ticket: 1, and why; the one who has it may keep it: 0; nobody fits: ERR_NO.
 * Choosing counts as giving.
 */
int chooser_choose(struct chooser *c, const struct ticket *t, const char **agent_out,
    const char **why_out, struct err *err);

/* May this agent be given work now?  Else why not: "is suspended", "is absent". */
const char *worker_away(struct desk *desk, const struct worker *w);

#endif
