/* desk_server: how a mail server of the store is reached, and locks; for fetching and sending. */
#ifndef TK_DESK_SERVER_H
#define TK_DESK_SERVER_H

#include "desk/desk.h"
#include "net/net.h"
#include "store/store.h"

/*
 * Fill *out from an account or identity: host, port, tls, user from the store; the secret, the CA
 * file (section "account" or "identity") and the time limit (part "fetch" or "send") from tk.conf.
 */
int desk_server(struct desk *desk, const char *section, const char *part, const struct object *o,
    struct net_server *out, struct err *err);
/* Hold DIR/spool/NAME.lock until the descriptor is closed; ERR_TEMP if it is taken for wait_ms. */
int desk_lock(struct desk *desk, const char *name, int wait_ms, int *fd_out, struct err *err);
/* Prints "what step ok|failed detail" lines, each with its name in front. */
struct desk_steps {
	struct records *out;
	struct arena *arena;
	const char *name;
};
void desk_step(void *ctx, const char *step, bool ok, const char *detail);
struct records *desk_steps_open(struct arena *a, struct err *err);

#endif
