/* desk_new: what a new ticket must meet, and what its group gives it. */
#ifndef TK_DESK_NEW_H
#define TK_DESK_NEW_H

#include "desk/desk.h"
#include "store/store.h"

/* May this ticket be made?  ERR_TEMP while the system is suspended, ERR_PERM for a group that is
 * not the requester's to use, ERR_NO above the limit of open tickets. */
int new_check(
    struct desk *desk, const struct new_ticket *n, const struct ticket *t, struct err *err);
/* The group of a ticket that names none: of its category (NULL: none), else the default. */
int64_t new_group(struct desk *desk, const char *category, struct err *err);
/* May a form or the portal bring these attachments? */
int new_check_files(
    struct desk *desk, const struct ticket *t, const struct message *m, struct err *err);
/* May the requester use a group with these rules?  From alone is enough to be let in: the answer
 * goes to that address. */
bool new_may_use(
    struct desk *desk, const struct group_rules *rules, const struct ticket *t, struct err *err);
/* Category and agent that the ticket's group gives it, where it has none. */
int new_defaults(struct desk *desk, int64_t ticket, struct err *err);

#endif
