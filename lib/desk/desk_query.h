/* Inside desk: queries with saved ones in them. */
#ifndef TK_DESK_QUERY_H
#define TK_DESK_QUERY_H

#include "desk/desk.h"

/* As query_parse (form.h), for the actor, and every @name is what was saved under it. */
int desk_query(struct desk *desk, struct arena *a, const char *text, struct query **out,
    bool *has_key_out, struct err *err);
/* Keep text as @name, as the actor's own; take it away; print those that the actor may use. */
int desk_query_save(struct desk *desk, const char *name, const char *text, struct err *err);
int desk_query_forget(struct desk *desk, const char *name, struct err *err);
int desk_query_list(struct desk *desk, struct err *err);

#endif
