/*
 * net_stream: the module's own TCP and TLS line to a mail server, private to lib/net.
 * One deadline and one byte allowance per operation; certificate and host name are
 * always verified.  libetpan sees it through net_low_new, POP3 uses it directly.
 */
#ifndef TK_NET_STREAM_H
#define TK_NET_STREAM_H

#include <openssl/ssl.h>

#include "net/net.h"

struct net_stream {
	const struct net_server *server;
	char where[280];                /* host:port, for messages */
	int fd;
	SSL_CTX *tls_context;
	SSL *tls;                       /* NULL while the line is plain */
	int64_t deadline;               /* clock_ms() at which the operation ends */
	size_t allowance;               /* bytes that may still come in this operation */
	struct err err;                 /* why the line cannot be used any more */
	char buffer[16384];             /* read ahead for net_stream_line */
	size_t at, end;
};

/* Connect in plain; TLS is a step of its own.  server must outlive the stream. */
struct net_stream *net_stream_open(
    const struct net_server *server, int default_port, struct err *err);
/* TLS handshake with verification; refuses bytes that came before it. */
int net_stream_secure(struct net_stream *s, struct err *err);
void net_stream_free(struct net_stream *s);      /* NULL is fine */

/* Start an operation: the server's total_ms from now, at most `allowance` bytes to read. */
void net_stream_begin(struct net_stream *s, size_t allowance);
/* At least one byte, or -1 with s->err filled; the end of the stream is an error. */
ssize_t net_stream_read(struct net_stream *s, void *buffer, size_t n);
int net_stream_write(struct net_stream *s, const void *data, size_t n);
/* 1: bytes are there; 0: none came in ms milliseconds; -1 with s->err. */
int net_stream_wait(struct net_stream *s, int64_t ms);
/* Append bytes up to and including LF to line, at most max; -1 with s->err. */
int net_stream_line(struct net_stream *s, struct str *line, size_t max);

/* Fails if a name or secret holds a control character (it would end the command early). */
int net_login_check(const struct net_server *server, struct err *err);

/* ---- libetpan's view */

struct _mailstream;
/*
 * A libetpan stream over s that checks what comes as IMAP: bounded lines, nesting and
 * literals (at most max_literal bytes).  Frees s when it is closed.
 */
struct _mailstream *net_low_new(struct net_stream *s, size_t max_literal);

/* Modified UTF-7 of a folder name (RFC 3501 5.1.3). */
char *net_utf7(struct arena *a, const char *utf8);

/* ---- opening step by step, for the tests of an account */

struct net_steps {
	net_step_fn *report;
	void *ctx;
};
struct net_imap *net_imap_open_steps(const struct net_server *server, const struct net_steps *steps,
    struct err *err);
struct net_pop3 *net_pop3_open_steps(const struct net_server *server, const struct net_steps *steps,
    struct err *err);
/* Report a step (steps may be NULL): good if result is 0, else with the error's text; returns
 * result. */
int net_step(const struct net_steps *steps, const char *step, int result, const char *detail,
    const struct err *err);

#endif
