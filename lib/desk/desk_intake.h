/* desk_intake: what the steps of intake (facts, screen, match, write, drain) hand to each other. */
#ifndef TK_DESK_INTAKE_H
#define TK_DESK_INTAKE_H

#include "desk/desk.h"
#include "mail/mail.h"
#include "spool/spool.h"
#include "store/store.h"

enum { INTAKE_KEYS = 8 };

/* Settings of one run of intake. */
struct intake {
	struct desk *desk;
	struct arena *arena;            /* of the run */
	struct mail_key keys[INTAKE_KEYS];
	size_t keys_n;
	const char *delimiter;
	struct strv subject_forms;      /* "{TICKET-%d}" */
	int64_t max_mail, max_attachment, max_members, max_non_members;
	const char *refused_types;
	struct filter *filters;
	size_t filters_n;
};

/* One mail on its way: phase one fills it without the store's lock. */
struct intake_mail {
	const struct incoming *in;
	struct mail mail;
	const void *z;
	size_t z_len;
	struct strv recipients;         /* envelope, Delivered-To and kin, To, Cc: in this order */
	size_t envelope_n;              /* how many of them are of the envelope */
	size_t cc_from;                 /* where those of Cc begin */
	const char *hold;               /* reason to hold it; NULL: none */
	bool spam, import;
};

/* What phase two decides; ticket 0: a new one. */
struct decision {
	int64_t ticket;
	struct ticket target;           /* that ticket as it was before the mail */
	const char *verdict, *why;
	int64_t token_agent;            /* the token was made for this agent */
	bool outsider, stranger, followup, same_id, bounced;
	const char *hold;
	int64_t *others;                /* tickets to link */
	size_t others_n;
	int64_t *joined;                /* tickets to merge into `ticket` */
	size_t joined_n;
	int64_t group, category;        /* of a new ticket */
	struct str explain;             /* what tk-thread -n says */
};

int intake_begin(struct intake *run, struct desk *desk, struct err *err);
/* Screening: filters and limits of a mail not yet held; sets hold and spam.  -1: a filter could not
 * be asked. */
int intake_screen(struct intake *run, struct arena *a, struct intake_mail *m, struct err *err);
/* Is an attachment of this type or name refused? */
bool intake_refused(const char *types, const struct attachment *x, struct arena *a);
int intake_filters(struct intake *run, struct err *err);
/* What the mail says: parse and compress it, or set hold.  Pure, so that a second thread may do it;
 * of lib/mail the first may use the tokens alone meanwhile. */
void intake_facts(const struct intake *run, struct arena *a, struct intake_mail *m);
/* Phase two: which ticket, and writing it down. */
int intake_match(struct intake *run, struct arena *a, const struct intake_mail *m,
    struct decision *d, struct err *err);
int intake_write(struct intake *run, struct arena *a, const struct intake_mail *m,
    struct decision *d, struct taken *taken_out, struct err *err);
/* "support+t1042.TOKEN@host": the part behind the delimiter, NULL if there is none. */
const char *intake_tail(const struct intake *run, const char *address);

/* The columns of a message that are views of its mail. */
void intake_views(struct arena *a, const struct mail *mail, struct message *m);

#endif
