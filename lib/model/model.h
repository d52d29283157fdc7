/*
 * model: the words all modules share, as plain structs and enums.  No I/O.
 * Strings belong to whoever's arena filled the struct; NULL means none.
 */
#ifndef TK_MODEL_H
#define TK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- enums with names: NAME_name() gives the stored word, NAME_parse() -1 if unknown */

enum status { STATUS_OPEN, STATUS_PENDING, STATUS_CLOSED, STATUS_LOCKED, STATUS_COUNT };
enum channel {
	CHANNEL_MAIL, CHANNEL_FORM, CHANNEL_PORTAL, CHANNEL_PHONE, CHANNEL_CHAT, CHANNEL_API,
	CHANNEL_INTERNAL, CHANNEL_IMPORT, CHANNEL_COUNT
};
enum level { LEVEL_MEMBER, LEVEL_NON_MEMBER, LEVEL_AGENT, LEVEL_COUNT };
enum severity {
	SEVERITY_NONE, SEVERITY_MINOR, SEVERITY_MAJOR, SEVERITY_CRITICAL, SEVERITY_COUNT
};
enum direction { DIRECTION_IN, DIRECTION_OUT, DIRECTION_NOTE, DIRECTION_CALL, DIRECTION_COUNT };
enum role { ROLE_ADMIN, ROLE_SUPERVISOR, ROLE_AGENT, ROLE_READER, ROLE_COUNT };
/* Why an ordinary list leaves a ticket out. */
enum hidden { HIDDEN_NO, HIDDEN_SPAM, HIDDEN_DELETED, HIDDEN_MERGED };
/* State of one recipient of an answer in the outbox. */
enum delivery {
	DELIVERY_QUEUED, DELIVERY_SENDING, DELIVERY_DATA, DELIVERY_SENT, DELIVERY_FAILED,
	DELIVERY_UNCERTAIN, DELIVERY_DROPPED, DELIVERY_COUNT
};

const char *status_name(enum status v);
const char *channel_name(enum channel v);
const char *level_name(enum level v);
const char *severity_name(enum severity v);
const char *direction_name(enum direction v);
const char *role_name(enum role v);
const char *delivery_name(enum delivery v);
int status_parse(const char *s);
int channel_parse(const char *s);
int level_parse(const char *s);
int severity_parse(const char *s);
int direction_parse(const char *s);
int role_parse(const char *s);

/* ---- mail */

struct mailbox {
	const char *name;       /* display name, decoded; NULL if none */
	const char *address;    /* addr-spec, host in lower case */
};

struct mailboxes {
	struct mailbox *v;
	size_t n;
};

struct attachment {
	int part; /* number of the part in the mail, from 1; stable for the same bytes */
	const char *name;       /* as the mail gives it, decoded; NULL if none */
	const char *type;       /* "image/png", lower case */
	int64_t size;           /* bytes, decoded */
	const char *sha256;     /* hex, over the decoded bytes */
	const char *cid;        /* Content-ID without brackets; NULL if none */
};

/* What a mail says of itself, set by lib/mail; stored as flags. */
enum mail_flag {
	MAIL_AUTO = 1,          /* Auto-Submitted and kin, Precedence bulk or junk, null sender */
	MAIL_LIST = 2,          /* came through a mailing list */
	MAIL_BOUNCE = 4,        /* a delivery report about a failure, RFC 3464 or free form */
	MAIL_VACATION = 8,      /* an answering machine */
	MAIL_FEEDBACK = 16,     /* an abuse or delivery-delay or success report: no bounce */
	MAIL_FORWARD = 32,      /* forwards another mail in its text */
	MAIL_DAMAGED = 64,      /* had to be repaired to be read */
};

struct bounce_recipient {
	const char *email;
	const char *status;     /* "5.1.1", NULL if unknown */
	bool hard;
};

struct bounce {
	struct bounce_recipient *recipients;
	size_t n;
	const char *status;     /* of the first failed recipient */
	bool hard;              /* no such user or host, moved, or the host takes no mail */
	const char *original_message_id;    /* without brackets */
};

struct forwarded {
	struct mailbox from;
	struct mailboxes to, cc;
	const char *subject;
	const char *date;       /* as written */
};

/* ---- ticket, message, event: as read from the store */

struct ticket {
	int64_t id, rev;
	enum status status;
	const char *priority;   /* its name; lists order by rank */
	int64_t priority_rank;
	const char *kind;
	int64_t kind_id;
	enum channel channel;
	enum hidden hidden;
	const char *subject;
	int64_t requester_id;
	struct mailbox requester;
	enum level level;
	const char *brand, *group, *agent, *category, *organisation;
	int64_t brand_id, group_id, agent_id, category_id;   /* 0: none */
	int64_t created, updated, closed, waiting_since, last_message, due;   /* 0: never */
	int64_t msgs, in, out;
	int64_t outsider;       /* id of the newest unaccepted outsider's message, 0 if none */
	int64_t failed, uncertain;      /* recipients of answers in that state */
	int64_t attachments;
	int64_t merged_into;    /* 0: not merged */
	enum severity severity;
	/* What work on it needs: as set by hand (0: not), and else derived */
	int64_t expertise_set, expertise;
	int64_t skill_id;       /* as set by hand, 0: not */
	const char *skill;      /* that one, else the category's */
	const char *resolution; /* how the problem was solved; NULL: not recorded */
	int64_t archived;       /* when a closed ticket was put away; 0: it is not */
	int64_t creator;        /* the agent who made it; 0: none */
	const char *tags;       /* names joined by commas; NULL if none */
	int64_t *links;         /* tickets it is linked to, ascending */
	size_t links_n;
	struct field_value *fields;     /* custom fields that have a value, by name */
	size_t fields_n;
};

/* Between agents? */
static inline bool ticket_is_internal(const struct ticket *t)
{
	return t->channel == CHANNEL_INTERNAL && t->level == LEVEL_AGENT;
}

/* A custom field, as the manager defined it. */
struct field {
	int64_t id;
	const char *name, *scope, *type, *label;
	const char *choices;    /* of a choice, joined by commas */
	bool required;
};
struct field_value {
	const char *name, *value;
};

struct message {
	int64_t id, ticket, origin;     /* origin: the ticket it came to before any merge */
	int64_t time;           /* when we got it */
	int64_t date;           /* its own Date, 0 if none */
	enum direction direction;
	enum channel channel;
	struct mailbox from;
	struct mailboxes to, cc;
	const char *subject, *text;
	const char *message_id;         /* as the mail gives it, no brackets; NULL if none */
	const char *in_reply_to;        /* first id, no brackets */
	const char *references;         /* ids joined by blanks, no brackets */
	const char *verdict, *why, *flags;
	int64_t agent_id;       /* who wrote it; 0 if no agent did */
	int64_t size;           /* of the raw mail */
	const char *bounce_json, *forwarded_json;       /* NULL if none */
	struct attachment *attachments;
	size_t attachments_n;
};

struct event {
	int64_t id, ticket, time;
	const char *actor;      /* agent's name, "system" or "requester" */
	const char *kind, *old, *new, *cause;   /* old, new and cause may be NULL */
};

/* ---- people who write to us */

struct person_address {
	const char *address;            /* lower case */
	int64_t hard, soft, last_bounce;
};
struct person_phone {
	const char *number;             /* digits for look-up, country code first if it is known */
	const char *shown;              /* as it was given */
	const char *label;              /* "mobile"; NULL if none */
};
struct person {
	int64_t id;
	const char *name;               /* NULL if none is known */
	enum level level;
	const char *organisation, *note;
	int64_t created;
	bool suspended;
	const char *expires;            /* the last day, "2026-12-31"; NULL: never */
	bool expired;                   /* that day is over (set by lib/desk) */
	int64_t merged_into, erased;    /* 0: not; erased: when */
	struct person_address *addresses;       /* the main one first */
	size_t addresses_n;
	struct person_phone *phones;
	size_t phones_n;
	struct field_value *fields;
	size_t fields_n;
	int64_t tickets, open;          /* how many they asked for */
};

/* ---- effects: one change to one ticket, wherever it comes from (agent, rule, script) */

enum effect_kind {
	EFFECT_STATUS, EFFECT_PRIORITY, EFFECT_KIND, EFFECT_SUBJECT, EFFECT_CATEGORY, EFFECT_TAG,
	EFFECT_UNTAG, EFFECT_GROUP, EFFECT_ASSIGN, EFFECT_DELETE, EFFECT_UNDELETE, EFFECT_ACCEPT,
	EFFECT_SPAM, EFFECT_NOTSPAM, EFFECT_MERGE, EFFECT_UNMERGE, EFFECT_LINK, EFFECT_UNLINK,
	EFFECT_WATCH, EFFECT_UNWATCH, EFFECT_NOTE,
	EFFECT_SEVERITY, EFFECT_EXPERTISE, EFFECT_SKILL, EFFECT_RESOLUTION, EFFECT_ARCHIVE,
	EFFECT_UNARCHIVE, EFFECT_TASK, EFFECT_TASK_DONE, EFFECT_TASK_REOPEN, EFFECT_TASK_DROP,
	EFFECT_FIELD, EFFECT_SPLIT, EFFECT_MOVE, EFFECT_COUNT
};

struct effect {
	enum effect_kind kind;
	int64_t ticket;
	const char *value;      /* name, number or text; NULL for none (assign: nobody) */
	const char *cause;      /* why, for the log; NULL if an agent simply did it */
};

const char *effect_name(enum effect_kind v);
int effect_parse(const char *s);

/* ---- query: the tree that form parses and store turns into SQL */

enum query_op { QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_TERM, QUERY_TEXT };

struct query {
	enum query_op op;
	struct query **kids;    /* AND, OR: kids_n of them (none: true); NOT: one */
	size_t kids_n;
	const char *key;        /* TERM: "status", "created", "is", ... */
	const char **values;    /* TERM: any of them; TEXT: one word or phrase */
	size_t values_n;
	bool phrase; /* TEXT, and TERM subject: was quoted, matches exactly; else as a prefix */
	bool range;             /* TERM: lo and hi are set instead of values */
	bool has_lo, has_hi;
	int64_t lo, hi;         /* times: epoch seconds; idle: seconds; both ends included */
};

#endif
