/*
 * mail: raw RFC 5322 bytes to facts and back.  The only place with GMime, GLib,
 * libdeflate and libxml2's HTML reader.  Pure: no store, no clock (callers pass the
 * time), no files.  Any bytes are a mail; nothing here fails on bad input unless
 * it says so.  All results live in the arena that was passed.
 */
#ifndef TK_MAIL_H
#define TK_MAIL_H

#include "base/base.h"
#include "model/model.h"

struct mail {
	struct mailbox from;            /* first real mailbox of From, else Sender; may have none */
	struct mailboxes to, cc, reply_to;
	struct mailboxes from_all;      /* every mailbox of From, in order */
	struct strv delivered;          /* Delivered-To, X-Original-To, Envelope-To: addresses */
	const char *subject;            /* decoded, one line; NULL if the header is absent */
	int64_t date;                   /* 0 if absent or unreadable */
	const char *message_id;         /* no brackets; NULL if none */
	struct strv in_reply_to, references;    /* no brackets, in order, at most 200 each */
	const char *text;               /* the body as UTF-8 text, LF; "" if there is none */
	struct attachment *attachments;
	size_t attachments_n;
	unsigned flags;                 /* enum mail_flag */
	struct bounce *bounce;          /* NULL unless MAIL_BOUNCE */
	struct forwarded *forwarded;    /* NULL unless MAIL_FORWARD */
	struct strv auth_results;       /* values of Authentication-Results, top first */
	uint8_t hash[32];               /* SHA-256 of From, To, Cc, Subject, Date, body */
};

/* Parse raw; always gives a usable *out.  Start-up of GMime happens on the first call.  The hash
 * does not see line ends, folding and other fields. */
void mail_parse(struct arena *a, const char *raw, size_t len, struct mail *out);

/* The first value of a header, unfolded and decoded; NULL if absent. */
const char *mail_header(struct arena *a, const char *raw, size_t len, const char *name);

/* The decoded bytes of part number `part` (see struct attachment); -1: no such part (ERR_NO). */
int mail_part(struct arena *a, const char *raw, size_t len, int part, const char **data_out,
    size_t *len_out, struct err *err);

/* Text of an HTML document as a person would read it: links kept as "text <url>", blocks on lines,
 * quotations as "> ", tables by blanks, no script, style or hidden element. */
char *mail_html_text(struct arena *a, const char *html, size_t len, const char *charset);

/* ---- what a reader need not see again; pure text work, links no library */

struct mail_fold {
	const char *reply;      /* text without quotes and signature; NULL: nothing was folded */
	const char *quoted;     /* what was folded; NULL if nothing */
};
/* A forwarded mail or an unmarked quotation is folded only with an answer above it. */
void mail_fold(struct arena *a, const char *text, struct mail_fold *out);

/* A forwarded mail inside the text: filled and true, or false.  Replies with a quoted header
 * block are none. */
bool mail_find_forwarded(struct arena *a, const char *text, const char *subject,
    struct forwarded *out);

/* ---- composing */

struct mail_file {
	const char *name, *type;        /* type NULL: guessed from the name */
	const void *data;
	size_t len;
};

struct mail_draft {
	struct mailbox from;
	struct mailboxes to, cc, reply_to;      /* Bcc never gets here */
	const char *subject, *text;
	const char *message_id;                 /* no brackets */
	struct strv in_reply_to, references;    /* no brackets */
	int64_t date;
	bool flowed;                            /* format=flowed (RFC 3676), else wrapped at 76 */
	const struct mail_file *files;
	size_t files_n;
	struct strv headers;                    /* further "Name: value" lines */
};

/* The complete message: CRLF line ends, 7-bit clean; what would start a header line is refused
 * (ERR_DATA). */
int mail_compose(struct arena *a, const struct mail_draft *draft, char **raw_out, size_t *len_out,
    struct err *err);

/* ---- taking somebody's traces out of a mail (erasure) */

enum mail_place { MAIL_PLACE_FIELD, MAIL_PLACE_SUBJECT, MAIL_PLACE_BODY, MAIL_PLACE_FILE };
struct mail_scrub {
	void *ctx;
	/* s without what must go, in a; NULL: nothing in it has to. */
	char *(*text)(void *ctx, struct arena *a, const char *s, enum mail_place place);
	/* Change a mailbox of a header; false: it may stay. */
	bool (*mailbox)(void *ctx, struct arena *a, struct mailbox *m);
	/* Must an embedded mail by this sender go as a whole? */
	bool (*embedded)(void *ctx, const struct mailbox *from);
	/* Must this file go, which is no text? */
	bool (*file)(void *ctx, const char *sha256, const char *data, size_t len);
	const char *notice;             /* stands where something went as a whole */
};
/* What need not change stays byte for byte.  False: nothing had to be changed. */
bool mail_scrub(struct arena *a, const char *raw, size_t len, const struct mail_scrub *s,
    char **raw_out, size_t *len_out);
/* A mail with the date, the ids and the recipients (scrubbed) of another, and no more of it. */
void mail_stub(struct arena *a, const char *raw, size_t len, const struct mail_scrub *s,
    const struct mailbox *from, const char *subject, char **raw_out, size_t *len_out);

/* ---- addresses, hashes, compression */

/* Parse "Name <a@b>, c@d" as a person types it or a header gives it; ERR_DATA names the fault. */
int mail_addresses(struct arena *a, const char *s, struct mailboxes *out, struct err *err);
/* addr-spec with a plausible local part and host, no blanks or controls, at most 254 bytes. */
bool mail_address_ok(const char *address);
char *mail_sha256_hex(struct arena *a, const void *data, size_t n);

/* RFC 1950, level 1; inflate refuses (ERR_DATA) what does not give exactly raw_len bytes. */
void *mail_deflate(struct arena *a, const void *raw, size_t len, size_t *len_out);
char *mail_inflate(struct arena *a, const void *z, size_t len, size_t raw_len, struct err *err);

/* ---- reply tokens: "t1042.kTOKEN" names a ticket and proves that we wrote it there
 *
 * HMAC-SHA-256 over store id, ticket, audience and key id, cut to 80 bits, base32 in lower
 * case.  The audience is 0 for the requester's side, else the id of one agent, written
 * "t1042-7.kTOKEN".  k is the key id, one letter of a-z2-7.
 */
struct mail_key {
	char id;
	const char *store_id;
	uint8_t secret[32];
};
char *mail_token(struct arena *a, const struct mail_key *key, int64_t ticket, int64_t agent);
/* Does s, without regard to case, start with a token of one of the keys and end there or in '.',
 * '@'?  Constant time over the token.  Fills ticket and agent; false for anything else. */
bool mail_token_check(const char *s, const struct mail_key *keys, size_t keys_n,
    int64_t *ticket_out, int64_t *agent_out);

#endif
