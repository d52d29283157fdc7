/* desk_post: messages that we write ourselves (answers, notes, tickets by hand): composed, then
 * stored as mail. */
#ifndef TK_DESK_POST_H
#define TK_DESK_POST_H

#include "desk/desk.h"
#include "mail/mail.h"
#include "store/store.h"

/* Who sends for a group: from tk-admin's identity. */
struct sender {
	const char *identity, *address, *alias, *host;
	const char *title;      /* of the brand, or of the system; may be empty */
	bool reply_token;
};
int post_sender(struct desk *desk, const char *group, struct sender *out, struct err *err);

/* "<t1042.kTOKEN.random@host>", without brackets; it proves that we wrote it. */
const char *post_message_id(struct desk *desk, int64_t ticket, const char *host, struct err *err);
/* The same without the random part: what stands in References. */
const char *post_token_id(struct desk *desk, int64_t ticket, const char *host, struct err *err);
/* "support+t1042.kTOKEN@host" */
const char *post_reply_address(
    struct desk *desk, int64_t ticket, const char *address, struct err *err);

/* Read the files to attach, with the rights of the caller, before the store is locked: they may be
 * pipes. */
int post_files(
    struct desk *desk, const struct strv *paths, struct mail_file **out, struct err *err);

/* Compose the draft and store it as a message of the ticket, inside the caller's transaction. */
int post_store(struct desk *desk, int64_t ticket, const struct mail_draft *draft,
    enum direction direction, enum channel channel, struct message *message_out, struct err *err);

/* Put a new text in place of a note's. */
int post_rewrite(
    struct desk *desk, const struct mail_draft *draft, struct message *m, struct err *err);

/* The actor as the sender of a note. */
struct mailbox post_actor(struct desk *desk);

#endif
