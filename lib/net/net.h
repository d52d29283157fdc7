/*
 * net: mail servers.  The only place with libetpan (IMAP), libcurl (SMTP) and OpenSSL
 * (TLS under IMAP and POP3).  No store, no files but the CA file; callers say what to do
 * with each mail.  Every operation has one deadline and a byte cap, every certificate and
 * host name is verified (addresses by the IP entries of the certificate).
 *
 * Errors name host:port.  ERR_TEMP: the network (no such host, refused, too slow, closed);
 * ERR_CONFIG: what somebody has to put right (login or certificate refused, no STARTTLS,
 * no such folder); ERR_UNAVAILABLE: the server does not do what the protocol wants.
 * SIGPIPE is ignored from the first connection on, if nobody handles it.
 */
#ifndef TK_NET_H
#define TK_NET_H

#include "base/base.h"

enum net_tls { NET_TLS, NET_STARTTLS, NET_PLAIN }; /* NET_PLAIN: loopback or by explicit setting */

struct net_server {
	const char *host;
	int port;                       /* 0: the default of protocol and tls */
	enum net_tls tls;
	const char *user;               /* NULL: no authentication (SMTP only) */
	const char *password;           /* NULL if token is set */
	const char *token;              /* OAuth2 bearer token, for XOAUTH2; wins over password */
	const char *ca_file;            /* NULL: the system's */
	/* Limits for connecting, and for one operation: a login, a search, a batch of mails, a
	 * sending. */
	int connect_ms, total_ms;
	size_t max_message;             /* bytes of one mail; longer ones are skipped */
};

/* Called once per fetched mail with its identifier; -1 stops the fetch and is passed on. */
typedef int net_mail_fn(void *ctx, const char *uid, const char *raw, size_t len, struct err *err);
/* Called for each mail that could not be fetched: too long, refused by the server, or the line
 * broke in it. */
typedef void net_skip_fn(void *ctx, const char *uid, const char *reason);

/* ---- HTTP */

struct net_get {
	const char *url;                /* https; http to this machine alone */
	const char *token;              /* Authorization: Bearer; NULL: none */
	const char *ca_file;            /* NULL: the system's */
	int total_ms;
	size_t max;                     /* bytes of the answer */
};
/* ERR_NO for 404, ERR_CONFIG for refused tokens and certificates, ERR_DATA for too long an answer,
 * ERR_TEMP for all else but success. */
int net_http_get(struct arena *a, const struct net_get *get, char **body_out, size_t *len_out,
    struct err *err);

/* ---- IMAP (RFC 3501, UIDPLUS and MOVE where the server has them) */

struct net_imap;
struct net_imap_folder {
	uint32_t uidvalidity, uidnext, exists;
};
struct net_uids {
	uint32_t *v;
	size_t n;
};
enum net_mark { NET_KEEP, NET_SEEN, NET_DELETE, NET_MOVE };

/* The strings of server must live as long as the handle. */
struct net_imap *net_imap_open(const struct net_server *server, struct err *err);
void net_imap_close(struct net_imap *imap);      /* polite if it can be; NULL is fine */
/* Folder names are UTF-8 everywhere. */
int net_imap_select(
    struct net_imap *imap, const char *folder, struct net_imap_folder *out, struct err *err);
/* UIDs from `from` up, ascending; if asked the unseen ones alone, and besides them (since not 0)
 * what came since that day. */
int net_imap_search(struct net_imap *imap, struct arena *a, uint32_t from, bool unseen,
    int64_t since, struct net_uids *out, struct err *err);
/*
 * Fetch whole mails (BODY.PEEK[]) in batches, in the order given.  Mails that are gone meanwhile
 * are neither fetched nor skipped.  If a mail breaks the line it is skipped and the rest goes on
 * over a new one; if the server itself went away while it sent a mail, that mail is skipped and
 * the error returned (the handle works again if a new line could be had).
 */
int net_imap_fetch(struct net_imap *imap, const struct net_uids *uids, net_mail_fn *fn,
    net_skip_fn *skip, void *ctx, struct err *err);
/*
 * uids ascending.  NET_DELETE expunges these alone (UIDPLUS); a server that cannot do so keeps them
 * marked while others have marked mails too.  NET_MOVE makes the folder if it does not exist.
 */
int net_imap_mark(struct net_imap *imap, const struct net_uids *uids, enum net_mark mark,
    const char *folder, struct err *err);
/* Wait until the mailbox changes (true) or seconds pass (false); renews IDLE as RFC 2177 wants. */
int net_imap_idle(struct net_imap *imap, int seconds, bool *changed_out, struct err *err);

/* ---- POP3 (RFC 1939, STLS, XOAUTH2) */

struct net_pop3;
struct net_pop3_item {
	unsigned number;
	const char *uidl;
	uint32_t size;
};
struct net_pop3_list {
	struct net_pop3_item *v;
	size_t n;
};
struct net_pop3 *net_pop3_open(const struct net_server *server, struct err *err);
void net_pop3_close(
    struct net_pop3 *pop3, bool commit); /* QUIT makes deletions real; else drop the line */
/* Mails without a UIDL cannot be remembered and are left out. */
int net_pop3_list(
    struct net_pop3 *pop3, struct arena *a, struct net_pop3_list *out, struct err *err);
int net_pop3_fetch(struct net_pop3 *pop3, const struct net_pop3_item *items, size_t n,
    net_mail_fn *fn, net_skip_fn *skip, void *ctx, struct err *err);
int net_pop3_delete(struct net_pop3 *pop3, unsigned number, struct err *err);

/* ---- SMTP (RFC 5321) */

enum net_rcpt_state { NET_RCPT_SENT, NET_RCPT_RETRY, NET_RCPT_FAILED, NET_RCPT_UNCERTAIN };

struct net_rcpt {
	const char *address;
	enum net_rcpt_state state;      /* out */
	char reply[300];                /* out: what the server said, one line */
};

/*
 * Send one mail to all recipients in one transaction.  before_end is called after the last
 * byte of the mail and before the final dot: -1 gives up without sending.  If the line breaks
 * after that call and before the server's answer, recipients are NET_RCPT_UNCERTAIN.
 * 4xx is RETRY, 5xx FAILED, but a demand to log in (530, 535...) is an error of our settings.
 * Returns -1 with *err if nothing could be decided for any recipient (all are RETRY then).
 */
int net_smtp_send(const struct net_server *server, const char *from, struct net_rcpt *rcpts,
    size_t n, const void *raw, size_t len, int (*before_end)(void *ctx, struct err *err), void *ctx,
    struct err *err);

/* ---- step by step test of an account: report(ctx, "connect", ok, detail) per step */

typedef void net_step_fn(void *ctx, const char *step, bool ok, const char *detail);
int net_imap_test(const struct net_server *server, const char *folder, net_step_fn *report,
    void *ctx, struct err *err);
int net_pop3_test(const struct net_server *server, net_step_fn *report, void *ctx, struct err *err);
int net_smtp_test(const struct net_server *server, net_step_fn *report, void *ctx, struct err *err);

#endif
