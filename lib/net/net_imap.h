/* net_imap: the IMAP session as the files of lib/net share it. */
#ifndef TK_NET_IMAP_H
#define TK_NET_IMAP_H

#include <libetpan/libetpan.h>

#include "net/net_stream.h"

struct net_imap {
	const struct net_server *server;
	struct arena *arena;
	mailimap *session;
	struct net_stream *stream;      /* belongs to the session */
	const char *folder;             /* selected one, quoted modified UTF-7; NULL before */
	uint32_t uidvalidity;
};

/* 0, or ERR_TEMP if a broken line could not be opened again. */
int net_imap_alive(struct net_imap *imap, struct err *err);
/* Connect and log in again after a broken line, and select the same folder. */
int net_imap_reopen(struct net_imap *imap, struct err *err);
/*
 * Run one command; what the server reports is in session->imap_response_info afterwards.
 * It may take the server's total_ms and read `allowance` bytes.
 */
int net_imap_command(struct net_imap *imap, size_t allowance, const char *command, struct err *err);
/* "4,7,9" of n UIDs. */
char *net_imap_set(struct arena *a, const uint32_t *uids, size_t n);

#endif
