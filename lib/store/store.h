/*
 * store: the one SQLite database of a desk.  The only module with SQL.
 *
 * Every function returns 0 or -1 with *err, unless it says otherwise; "found" functions return
 * 1 for found, 0 for not, -1 for an error.  Names are compared folded (utf8_fold).  What changes
 * rows must run between store_begin and store_commit; nothing here decides what a change means
 * (that is lib/desk), but counters are kept here.
 */
#ifndef TK_STORE_H
#define TK_STORE_H

#include "base/base.h"
#include "model/model.h"

struct store;

/* ---- life of a store */

int store_create(const char *path, struct err *err);             /* ERR_CANTCREAT if it exists */
struct store *store_open(const char *path, struct err *err);     /* 78: missing, other version */
int store_upgrade(const char *path, bool *changed_out, struct err *err);
void store_close(struct store *store);
/* BEGIN IMMEDIATE: waits TK_WAIT seconds (30), then 75. */
int store_begin(struct store *store, struct err *err);
int store_commit(struct store *store, struct err *err);
/* For what is not worth waiting: only if the lock is free, and the commit waits for no disk. */
bool store_try_begin(struct store *store);
void store_try_end(struct store *store, bool good);
void store_rollback(struct store *store);
/* A point inside a transaction to go back to (-k), or to keep. */
int store_mark(struct store *store, struct err *err);
int store_mark_end(struct store *store, bool keep, struct err *err);
/* One snapshot for several reads. */
int store_read_begin(struct store *store, struct err *err);
void store_read_end(struct store *store);
int store_backup(struct store *store, const char *path, struct err *err);
int store_checkpoint(struct store *store, struct err *err);

/* ---- settings and token keys */

/* The value, or the default; a name that no setting has is ERR_BUG. */
const char *store_setting(struct store *store, struct arena *a, const char *name, struct err *err);
int64_t store_setting_int(struct store *store, const char *name, struct err *err);
int store_setting_set(struct store *store, const char *name, const char *value, struct err *err);
struct setting { const char *name, *fallback, *help; bool number; };
extern const struct setting store_settings[];    /* zero entry at the end */
const char *store_id(struct store *store, struct arena *a, struct err *err);

struct store_key { char id; uint8_t secret[32]; };
/* Newest first; at most max. */
int store_keys(
    struct store *store, struct store_key *keys, size_t max, size_t *n_out, struct err *err);
int store_key_add(struct store *store, const struct store_key *key, int64_t now, struct err *err);

/* ---- what may be seen; who is bound by it is decided in lib/desk (desk_rights.c) */

/* From now on lists, searches and counts hold only what this agent may see: tickets of the groups
 * he works in or supervises and, with own, those that are his, that he made, or in which he has an
 * open task. */
void store_see(struct store *store, int64_t agent, bool own);
/* The same rule for one ticket. */
bool store_sees(struct store *store, const struct ticket *t, struct err *err);
/* Is it by its group that it is seen? */
bool store_sees_group(struct store *store, int64_t group, struct err *err);

/* ---- objects: what an administrator defines; tk-admin works on these tables */

enum property_type {
	PROPERTY_TEXT,
	PROPERTY_INT,
	PROPERTY_FLAG,
	PROPERTY_WORD,
	PROPERTY_REF,
	PROPERTY_LIST,
	PROPERTY_REFS,
	PROPERTY_LEVELS
};
struct property {
	const char *name;
	enum property_type type;
	const char *detail; /* WORD: the words, blank between; REF, REFS, LEVELS: the kind of
			       object; LIST: side table */
	const char *fallback;   /* value without one given; NULL: none */
	const char *help;
};
struct object_kind {
	const char *name, *table;
	const struct property *properties;       /* zero entry at the end */
};
struct pair { const char *name, *value; };       /* value NULL: none */
struct object {
	int64_t id, changed;
	const char *name, *key; /* key: the name folded */
	struct pair *values;    /* in the order of the kind's properties */
	size_t n;
};
extern const struct object_kind
    store_object_kinds[]; /* brand, identity, group, account, ... ; zero entry at the end */
const struct object_kind *store_object_kind(const char *name);   /* NULL: no such kind */
int store_object_add(struct store *store, const struct object_kind *kind, const char *name,
    const struct pair *pairs, size_t n, int64_t now, struct err *err);
int store_object_set(struct store *store, const struct object_kind *kind, const char *name,
    const struct pair *pairs, size_t n, int64_t now, struct err *err);
int store_object_delete(
    struct store *store, const struct object_kind *kind, const char *name, struct err *err);

/* Is there an administrator who is not suspended? */
bool store_has_admin(struct store *store, struct err *err);

/* A line of the log of definitions; what: added, changed, deleted. */
struct defined {
	int64_t time;
	const char *actor, *what, *kind, *name;
	const char *property, *old, *new;       /* NULL: none */
};
int store_definition_add(struct store *store, const struct defined *one, struct err *err);
/* In order of time; newest: the other way round; limit 0: all. */
int store_definitions(struct store *store, struct arena *a, bool newest, int64_t limit,
    int64_t offset, struct defined **out, size_t *n_out, struct err *err);
/* All of a kind ordered by id, or the one called name. */
int store_objects(struct store *store, struct arena *a, const struct object_kind *kind,
    const char *name, struct object **out, size_t *n_out, struct err *err);
const char *object_get(const struct object *o, const char *property);    /* NULL: none */
/* Id of an object by name (folded); found. */
int store_object_id(
    struct store *store, const char *kind, const char *name, int64_t *id_out, struct err *err);
const char *store_object_name(
    struct store *store, struct arena *a, const char *kind, int64_t id, struct err *err);

struct agent {
	int64_t id;
	const char *name, *fullname, *address, *signature;
	enum role role;
	bool suspended;
	const char *expires;    /* the last day, "2026-12-31"; NULL: never */
};
/* By name, or by the Unix login if login is set; found. */
int store_agent(struct store *store, struct arena *a, const char *name, bool login,
    struct agent *out, struct err *err);
int store_agent_by_id(
    struct store *store, struct arena *a, int64_t id, struct agent *out, struct err *err);
/* The agent that an address belongs to, 0 if none. */
int64_t store_agent_address(struct store *store, const char *address, struct err *err);
/* Does he work in it, or supervise it? */
bool store_is_member(struct store *store, int64_t agent, int64_t group, struct err *err);
/* The group that claims an address; by category number; the one for what nobody claims. Found. */
int store_group_by_address(
    struct store *store, const char *address, int64_t *group_out, struct err *err);
int store_category(struct store *store, struct arena *a, int64_t id, const char **name_out,
    int64_t *group_out, struct err *err);
/* What the group does with outsiders: append, link or hold. */
const char *store_outsiders(struct store *store, struct arena *a, int64_t group, struct err *err);
int64_t store_default_group(struct store *store, struct err *err);
/* The kind of a ticket that names none is "request", the second of every new store. */
enum { KIND_REQUEST = 2 };
/* priority by name or the default's ("normal"); found */
int store_priority(struct store *store, const char *name, int64_t *rank_out, struct err *err);

/* ---- who can be given what (tk-assign --auto) */

struct worker {
	int64_t id, capacity, turn;     /* capacity -1: no limit; turn: the last one was given */
	int64_t open, load;             /* open tickets, and the sum of their ranks of priority */
	const char *name, *absent, *expires;
	enum role role;
	bool suspended;
};
/* All agents but readers, by id. */
int store_workers(
    struct store *store, struct arena *a, struct worker **out, size_t *n_out, struct err *err);
int store_worker_turn(struct store *store, int64_t agent, int64_t turn, struct err *err);
struct member { int64_t agent, level; };         /* level -1: lacks the skill */
/* Who works in a group, and their level in a skill (0: none is asked for). */
int store_members(struct store *store, struct arena *a, int64_t group, int64_t skill,
    struct member **out, size_t *n_out, struct err *err);
struct needs { int64_t skill, level; const char *name; };
/* The skill that a ticket asks of its agent, by itself or by its category; the level is its
 * expertise (struct ticket). */
int store_needs(
    struct store *store, struct arena *a, int64_t ticket, struct needs *out, struct err *err);
/* When and by whom the ticket was given to the agent who has it; found. */
int store_assigned(
    struct store *store, int64_t ticket, int64_t *time_out, int64_t *actor_out, struct err *err);

/* What is known of an address: member, non-member, or an agent's. */
enum level store_level(struct store *store, const char *address, struct err *err);
struct group_rules {
	const char *name, *usable;      /* all, members, internal */
	const char *category;           /* of its new tickets; NULL: none */
	struct worker assignee;         /* who gets them; id 0: nobody */
};
int store_group_rules(
    struct store *store, struct arena *a, int64_t group, struct group_rules *out, struct err *err);
/* How many tickets of this person are open or pending. */
int64_t store_open_tickets(struct store *store, int64_t person, struct err *err);

/* ---- presence: who works on what, for a while */

struct presence {
	int64_t ticket, agent_id, since, until;
	int64_t pid, began;             /* of who writes; 0: nobody does */
	const char *host, *agent, *fullname;
	bool writing;
};
int store_presence_set(struct store *store, const struct presence *p, struct err *err);
int store_presence_end(struct store *store, const struct presence *p, struct err *err);
/* Forget what ended before now. */
int store_presence_sweep(struct store *store, int64_t now, struct err *err);
/* Of a ticket, or all (0), that last beyond now. */
int store_presences(struct store *store, struct arena *a, int64_t ticket, int64_t now,
    struct presence **out, size_t *n_out, struct err *err);

/* ---- people */

/* The person of an address, made if there is none (name may be NULL). */
int store_person(struct store *store, const char *address, const char *name, int64_t now,
    int64_t *id_out, enum level *level_out, struct err *err);
int store_bounce(struct store *store, const char *address, bool hard, int64_t now, struct err *err);

/* ---- contacts: what is kept of people, and how it is found */

/* Everything of a person, found. */
int store_contact(
    struct store *store, struct arena *a, int64_t id, struct person *out, struct err *err);
/* Who answers for this person after merges; by address: 0 if nobody has it. */
int64_t store_contact_target(struct store *store, int64_t id, struct err *err);
int64_t store_contact_by_address(struct store *store, const char *address, struct err *err);
int store_contacts_by_phone(struct store *store, struct arena *a, const char *number,
    int64_t **ids_out, size_t *n_out, struct err *err);
/* How many others (people or agents) bear this name. */
int64_t store_namesakes(struct store *store, const char *name, int64_t except, struct err *err);

struct contact_filter {
	struct strv words;              /* each must be found, as a prefix */
	const char *organisation;       /* name; NULL: any */
	const char *today;              /* "2026-11-22", for expired */
	bool suspended, expired, members, customers, bounced, merged;
	int64_t limit, offset;          /* 0: none */
};
typedef int store_contact_fn(void *ctx, const struct person *p, struct err *err);
/* In order of their numbers; the struct lives until fn returns. */
int store_contacts(struct store *store, const struct contact_filter *filter, store_contact_fn *fn,
    void *ctx, struct err *err);
/* Tickets of a person, newest first; others: of the others in the person's organisation instead. */
int store_contact_tickets(struct store *store, struct arena *a, int64_t person, bool others,
    int64_t limit, int64_t **ids_out, size_t *n_out, struct err *err);

/* Write p: id 0 makes a new person.  Addresses (ERR_DATA if somebody else has one), phones and
 * fields become those of p; an organisation is made if there is none of this name. */
int store_contact_save(struct store *store, struct person *p, int64_t now, struct err *err);
/* Addresses, phones and tickets of `from` go to `into`, with events; or back again. */
int store_contact_merge(struct store *store, int64_t from, int64_t into, bool undo, int64_t now,
    int64_t actor, struct err *err);
/* What other systems said of a person; json is an object of texts. */
struct lookup { const char *name, *json; int64_t time; };
int store_lookups(struct store *store, struct arena *a, int64_t person, struct lookup **out,
    size_t *n_out, struct err *err);
int store_lookup_keep(struct store *store, int64_t person, const char *name, const char *json,
    int64_t now, struct err *err);
/* Bring the search for people up to date, in the caller's transaction; at most max. */
int store_index_people(struct store *store, int64_t max, int64_t *done_out, struct err *err);

/* ---- erasure: the rows of somebody who asked to be forgotten */

/* Who it is: kept for the calls below, until the store is closed. */
int store_erase_who(struct store *store, const int64_t *people, size_t n,
    const struct strv *addresses, struct err *err);
/* Tickets they take part in, with what is merged into them or linked. */
int store_erase_tickets(
    struct store *store, struct arena *a, int64_t **ids_out, size_t *n_out, struct err *err);
/* Names they wrote under; subjects of their tickets; files (sha256) that they alone sent. */
int store_erase_names(struct store *store, struct arena *a, struct strv *out, struct err *err);
int store_erase_subjects(struct store *store, struct arena *a, struct strv *out, struct err *err);
int store_erase_files(struct store *store, struct arena *a, struct strv *out, struct err *err);
struct store_erased { int64_t subjects, recipients, dropped, rows, tickets; };
struct store_erasure {
	int64_t person, now, actor;
	const char *name, *notice;      /* "erased-17"; stands for subjects */
	/* What a text of a row becomes, NULL: it stays; near: of a ticket of theirs. */
	char *(*text)(void *ctx, struct arena *a, const char *s);
	void (*near)(void *ctx, bool near);
	void *ctx;
};
/* All rows but messages; an event on each ticket. */
int store_erase_rows(struct store *store, const struct store_erasure *e,
    struct store_erased *out, struct err *err);
int64_t store_last_message(struct store *store, struct err *err);
/* Leave nothing behind in free pages, index or log; outside a transaction. */
int store_compact(struct store *store, struct err *err);

/* ---- tickets */

int store_ticket(struct store *store, struct arena *a, int64_t id, struct ticket *out,
    struct err *err);                                                            /* found */
int store_ticket_add(struct store *store, struct ticket *t, struct err *err);    /* fills id */
/* Write what differs between before and after; raises rev, moves the counters. */
int store_ticket_save(
    struct store *store, const struct ticket *before, struct ticket *after, struct err *err);
/* msgs, in, out, last_message, waiting_since, outsider anew from the messages, into *t (not saved).
 */
int store_ticket_recount(struct store *store, struct ticket *t, struct err *err);
int store_tag(struct store *store, int64_t ticket, const char *tag, bool on, bool *changed_out,
    struct err *err);
/* Custom fields: all of a scope ("ticket", "person"), or the one called name. */
int store_fields(struct store *store, struct arena *a, const char *scope, const char *name,
    struct field **out, size_t *n_out, struct err *err);
/* Set a field of a ticket, NULL takes it away; what it was goes to *old_out (NULL: nothing). */
int store_ticket_field(struct store *store, struct arena *a, int64_t ticket, int64_t field,
    const char *value, const char **old_out, struct err *err);
enum part { PART_REQUESTER, PART_CC, PART_WATCHER };
int store_part_add(struct store *store, int64_t ticket, const char *address, enum part part,
    bool *added_out, struct err *err);
int store_part_remove(struct store *store, int64_t ticket, const char *address, enum part part,
    bool *removed_out, struct err *err);
/* Does this address take part in the ticket (or one merged into it), by any address of the person?
 */
bool store_takes_part(struct store *store, int64_t ticket, const char *address, struct err *err);
int store_parts(struct store *store, struct arena *a, int64_t ticket, enum part part,
    struct strv *out, struct err *err);
/* a < b is kept by the store; kind "related", "duplicate", "parent" */
int store_link(struct store *store, int64_t from, int64_t to, const char *kind, bool on,
    bool *changed_out, struct err *err);
int store_links(struct store *store, struct arena *a, int64_t ticket, int64_t **ids_out,
    size_t *n_out, struct err *err);
/* Follow merged_into to the ticket that answers for id. */
int64_t store_merge_target(struct store *store, int64_t id, struct err *err);
/* Move all messages and tasks of from to `to` (merge), or back those whose origin is from or was
 * merged into it (undo). */
int store_move_messages(struct store *store, int64_t from, int64_t to, bool undo, struct err *err);
/* One message, as it is now, to another ticket; ids that later mail may name go with it. */
int store_message_move(
    struct store *store, struct arena *a, const struct message *m, int64_t to, struct err *err);
bool store_has_agent_work(struct store *store, int64_t ticket, struct err *err);
/* Ids that exist between lo and hi. */
int store_ids_between(struct store *store, struct arena *a, int64_t lo, int64_t hi,
    int64_t **ids_out, size_t *n_out, struct err *err);

/* ---- tasks: what several agents have to do for one ticket */

struct task {
	int64_t id, ticket, agent_id, creator_id;
	int64_t created, due, done;     /* 0: never */
	const char *agent, *creator, *text;
};
int store_task(struct store *store, struct arena *a, int64_t id, struct task *out,
    struct err *err); /* found */
/* Of a ticket, or of an agent in tickets that are not hidden (0: any); open ones, or all. */
int store_tasks(struct store *store, struct arena *a, int64_t ticket, int64_t agent, bool all,
    struct task **out, size_t *n_out, struct err *err);
int store_task_add(struct store *store, struct task *t, struct err *err);       /* fills id */
int store_task_done(struct store *store, int64_t id, int64_t done, struct err *err); /* 0: open */
int store_task_delete(struct store *store, int64_t id, struct err *err);
int store_move_tasks(struct store *store, int64_t from, int64_t to, bool undo, struct err *err);

/* ---- messages */

struct store_mail {             /* the raw mail that comes with a message */
	const void *z;          /* deflated (mail_deflate) */
	size_t z_len, raw_len;
	uint8_t hash[32];
	struct strv ancestors;  /* every id it names in In-Reply-To and References */
	const char *recipients; /* envelope recipients, joined by commas; NULL if unknown */
};
int store_message_add(struct store *store, struct message *m, const struct store_mail *mail,
    struct err *err); /* fills id */
/* In order of arrival; with text and attachments. since: ids above it only. */
int store_messages(struct store *store, struct arena *a, int64_t ticket, int64_t since,
    struct message **out, size_t *n_out, struct err *err);
int store_message(struct store *store, struct arena *a, int64_t id, struct message *out,
    struct err *err); /* found */
/* The deflated raw mail; found. */
int store_raw(struct store *store, struct arena *a, int64_t message, const void **z_out,
    size_t *z_len_out, size_t *raw_len_out, struct err *err);
/* Replace the views of a message (tk-check --reparse). */
int store_message_views(struct store *store, const struct message *m, struct err *err);
/* Another raw mail in place of the old; with message id and flags of m (erasure). */
int store_message_raw(struct store *store, const struct message *m, const struct store_mail *mail,
    struct err *err);
int store_message_flags(struct store *store, int64_t message, const char *flags, struct err *err);
int store_note_change(struct store *store, const struct message *m, const struct store_mail *mail,
    struct err *err); /* mail NULL: delete */

/* Messages with this Message-ID or, message_id NULL, with this hash; newest first. */
struct store_twin {
	int64_t message, ticket;
	bool same_hash;
	const char *subject, *from, *recipients;
};
int store_twins(struct store *store, struct arena *a, const char *message_id,
    const uint8_t hash[32], struct store_twin **out, size_t *n_out, struct err *err);
/* Tickets (merge targets, ascending, no doubles) that know one of these ids as a message or an
 * ancestor, or that named own as an ancestor. */
int store_related(struct store *store, struct arena *a, const struct strv *ids, const char *own,
    int64_t **tickets_out, size_t *n_out, struct err *err);
/* The message that carries this Message-ID and its direction; found. */
int store_message_by_mid(struct store *store, const char *message_id, int64_t *message_out,
    int64_t *ticket_out, enum direction *direction_out, struct err *err);

/* Spool names of the last batch: what a killed drainer had committed but not removed. */
int store_drained_set(struct store *store, const struct strv *names, struct err *err);
bool store_drained(struct store *store, const char *name, struct err *err);

/* ---- events */

/* actor: agent id, 0 system, -1 requester */
int store_event(struct store *store, int64_t ticket, int64_t time, int64_t actor, const char *kind,
    const char *old, const char *new, const char *cause, struct err *err);
int store_events(struct store *store, struct arena *a, int64_t ticket, int64_t since_time,
    struct event **out, size_t *n_out, struct err *err); /* without views */
struct store_view { struct event event; int64_t agent; enum role role; };
int store_views(struct store *store, struct arena *a, int64_t ticket, int64_t since_time,
    struct store_view **out, size_t *n_out, struct err *err);
/* An agent looked at a ticket: an event, unless there is one of the same hour. */
int store_view_add(
    struct store *store, int64_t ticket, int64_t agent, int64_t now, struct err *err);

/* ---- lists and search */

struct list_options {
	const char *sort;       /* NULL: longest wait first; with words: newest message first */
	bool reverse;
	int64_t limit, offset;  /* 0: none */
	bool deleted;           /* include deleted and merged */
	int64_t now;            /* for idle */
	bool by_default;        /* no query: open tickets of the groups one works in */
	bool details;           /* fill tags and links (two more queries a row) */
};
typedef int store_ticket_fn(void *ctx, const struct ticket *t, struct err *err);
/* The arena is reset between tickets. */
int store_list(struct store *store, const struct query *query, const struct list_options *options,
    store_ticket_fn *fn, void *ctx, struct err *err);
/* Index messages that came since; at most max in this transaction of its own; *more_out: there is
 * more. */
int store_index(
    struct store *store, int64_t max, int64_t *done_out, bool *more_out, struct err *err);
int store_index_subject(
    struct store *store, int64_t ticket, const char *old, const char *new, struct err *err);
/* Tickets but `except` in which at least `need` of the words (or their beginnings) stand: those
 * with a resolution first, then those with the most words, then the newest. */
int store_similar(struct store *store, struct arena *a, const struct strv *words, size_t need,
    int64_t except, int64_t **ids_out, size_t *n_out, struct err *err);
/* Words of how a problem was solved: old ones out of the index, new ones into it; NULL: none. */
int store_index_resolution(
    struct store *store, int64_t ticket, const char *old, const char *new, struct err *err);
struct store_count {
	const char *group, *agent;
	bool own;                       /* `member` works in the group */
	enum status status;
	int64_t n;
};
int store_counts(
    struct store *store, struct arena *a, int64_t member, struct store_count **out,
    size_t *n_out, struct err *err);

/* A number that changes when anybody else has written to the store. */
int64_t store_version(struct store *store, struct err *err);

/* ---- outbox: answers on their way */

struct outbox_rcpt { const char *address, *part, *reply; enum delivery state; };
struct outbox {
	int64_t id, message, ticket;
	const char *identity, *sender, *message_id;
	int64_t created, next_try, tries;
	struct outbox_rcpt *rcpts;
	size_t n;
};
/* parts: "to", "cc" or "bcc" per recipient. */
int store_outbox_add(struct store *store, struct outbox *o, struct err *err);
/* Is or was this message in the outbox? */
bool store_message_sent(struct store *store, int64_t message, struct err *err);
/* What is due by now (queued recipients), oldest first. */
int store_outbox_due(struct store *store, struct arena *a, int64_t now, size_t max,
    struct outbox **out, size_t *n_out, struct err *err);
/* All with a recipient in one of the states given as bits (1 << DELIVERY_...); id 0: all. */
int store_outbox_list(struct store *store, struct arena *a, int64_t id, unsigned states,
    struct outbox **out, size_t *n_out, struct err *err);
/* Change the state of one recipient (address NULL: all that are in state `from`), keep
 * ticket.failed and .uncertain. */
int store_outbox_state(struct store *store, int64_t id, const char *address, enum delivery from,
    enum delivery to, const char *reply, int64_t now, struct err *err);
/* Bring ticket.failed and ticket.uncertain up to date. */
int store_count_trouble(struct store *store, int64_t ticket, struct err *err);
int store_outbox_later(
    struct store *store, int64_t id, int64_t next_try, int64_t tries, struct err *err);
/* After a crash: sending becomes queued, data becomes uncertain.  Only under the sender's lock. */
int store_outbox_recover(struct store *store, int64_t now, struct err *err);

/* ---- fetching */

struct fetch_state {
	uint32_t uidvalidity;
	int64_t cursor;         /* highest UID dealt with; mbox: bytes read */
	int64_t last_time, last_ok;
	const char *last_error; /* NULL: the last fetch went well */
};
int store_fetch_state(struct store *store, struct arena *a, int64_t account,
    struct fetch_state *out, struct err *err); /* found */
int store_fetch_save(
    struct store *store, int64_t account, const struct fetch_state *state, struct err *err);
/* Remember a POP3 UIDL or Maildir name as taken (retry false), or to be tried again. */
int store_fetch_seen(
    struct store *store, int64_t account, const char *uid, bool retry, struct err *err);
int store_fetch_forget(
    struct store *store, int64_t account, const char *uid, struct err *err); /* NULL: all */
/* found: 1 taken, 2 to be tried again */
int store_fetch_known(struct store *store, int64_t account, const char *uid, struct err *err);
/* All that is remembered, taken or not. */
int store_fetch_uids(
    struct store *store, struct arena *a, int64_t account, struct strv *out, struct err *err);
int store_fetch_retries(
    struct store *store, struct arena *a, int64_t account, struct strv *out, struct err *err);

/* ---- checking */

/* One call per finding; repair: mend what can be. */
typedef void store_finding_fn(void *ctx, const char *what, bool repaired);
int store_check(struct store *store, bool repair, store_finding_fn *fn, void *ctx, struct err *err);
int store_message_ids(struct store *store, struct arena *a, int64_t above, size_t max,
    int64_t **ids_out, size_t *n_out, struct err *err);

#endif
