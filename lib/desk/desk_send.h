/* desk_send: one answer on its way out, shared by the queue and the transports. */
#ifndef TK_DESK_SEND_H
#define TK_DESK_SEND_H

#include "desk/desk_server.h"

struct sending {
	struct desk *desk;
	struct arena *arena;            /* of this answer */
	const struct outbox *outbox;    /* its recipients in state sending are to be served */
	const struct object *identity;
	const char *raw;
	size_t len;
	struct net_rcpt *rcpts;         /* out: what became of each */
	size_t n;
};

/* Hand the mail over.  -1 with *err if nothing could be decided for any recipient: all are to be
 * tried again. */
int desk_send_mail(struct sending *s, struct err *err);
/* Commit "data": from now on only the server knows whether it has the mail. */
int desk_send_point(void *sending, struct err *err);
/* The sendmail command of tk.conf, or where it usually is, as argv with `room` free places behind
 * it. */
char **desk_sendmail(struct desk *desk, size_t *n_out, size_t room, struct err *err);

/* A recipient's row as it is printed, in tk-send's output and lists. */
struct records *desk_rcpts_open(struct arena *a, struct err *err);
void desk_rcpt_print(struct records *out, const struct outbox *o, const struct outbox_rcpt *rcpt);
/* Tell the ticket what became of a recipient; a Bcc is not named. */
int desk_rcpt_event(
    struct desk *desk, const struct outbox *o, const struct outbox_rcpt *rcpt, struct err *err);

#endif
