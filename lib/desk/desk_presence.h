/* desk_presence: who is there, for what shows it. */
#ifndef TK_DESK_PRESENCE_H
#define TK_DESK_PRESENCE_H

#include "desk/desk.h"
#include "store/store.h"

/* The actor works on a ticket for two minutes: in the caller's transaction. */
int presence_work(struct desk *desk, int64_t ticket, struct err *err);
/* Who is really there (a writer's process lives), each agent once per ticket; ticket 0: all. */
int presence_list(struct desk *desk, struct arena *a, int64_t ticket, struct presence **out,
    size_t *n_out, struct err *err);
/* "Ali Kaya is working on this ticket", in the language of the site. */
const char *presence_words(struct desk *desk, struct arena *a, const struct presence *p);

#endif
