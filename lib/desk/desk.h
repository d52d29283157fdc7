/*
 * desk: the only place where modules meet: opening a desk, intake, changing tickets, answers,
 * fetching, sending.  Tools call one function of it per record.
 */
#ifndef TK_DESK_H
#define TK_DESK_H

#include "base/base.h"
#include "model/model.h"
#include "spool/spool.h"        /* struct envelope, for tools that hand in mail */

struct store;
struct mail;
struct mail_file;

/* ---- opening */

struct desk {
	struct arena *arena;            /* lives as long as the desk */
	const char *dir;
	struct store *store;
	struct {
		int64_t id;             /* 0: the system */
		const char *name, *fullname, *address, *signature;
		enum role role;
	} actor;
	int64_t now;                    /* the time that records get */
	struct desk_conf *conf;         /* tk.conf, read when first asked for */
	struct idset moved;             /* tickets that the actor gave away just now */
};

/* DESK_EITHER: the agent if one is named (--as, TK_AGENT), else the system. */
enum desk_as { DESK_AGENT, DESK_SYSTEM, DESK_EITHER };
/* The one call with which every tool opens the store: finds it (-d, TK_HOME, ...), finds who acts
 * (--as, TK_AGENT, login; 67 if nobody) and what he may do.  NULL with *err. */
struct desk *desk_open(enum desk_as as, struct err *err);
void desk_close(struct desk *desk);
/* All of an ordinary tool's main: options, desk_open, run, close, the exit status. */
typedef int desk_run_fn(struct desk *desk, char **operands, struct err *err);
int desk_main(const struct tool *tool, enum desk_as as, int argc, char **argv, desk_run_fn *run);
/* May the actor see, or change, this ticket?  The one place for rights (tk-rights(7)); store_list
 * and store_counts follow the same rule by themselves. */
bool desk_may_see(struct desk *desk, const struct ticket *t);
bool desk_may_change(struct desk *desk, const struct ticket *t);
/* 0, or ERR_PERM: may he change it in this way? */
int desk_may_apply(
    struct desk *desk, const struct ticket *t, enum effect_kind kind, struct err *err);
/* The actor gave the ticket to another group or agent: until he ends he may finish his work on it.
 */
void desk_moved(struct desk *desk, int64_t ticket);
/* May he learn that this agent, of this role, looked at a ticket? */
bool desk_may_see_views(struct desk *desk, int64_t viewer, enum role role);
/* 0, or ERR_PERM: those who only read change nothing; only administrators define things. */
int desk_may_write(struct desk *desk, struct err *err);
int desk_may_admin(struct desk *desk, struct err *err);

/* Make a store in dir, ready to take mail for address (NULL: support@ this host); shared: by a Unix
 * group. */
int desk_init(const char *dir, const char *address, bool shared, struct err *err);
int desk_upgrade(const char *dir, bool *changed_out, struct err *err);

/* ---- tk.conf: programs, files and secrets of this machine (tk.conf(5)) */

/* The value of key in [section name], NULL if it is not there; *err only for a bad file. */
const char *desk_conf(
    struct desk *desk, const char *section, const char *name, const char *key, struct err *err);
/* Names of all [section NAME] parts, in order. */
int desk_conf_names(struct desk *desk, const char *section, struct strv *out, struct err *err);
/* Run the password-command or token-command of [section name]: its first line of output. NULL: none
 * set. */
const char *desk_secret(
    struct desk *desk, const char *section, const char *name, const char *key, struct err *err);

/* ---- operands */

struct ids {
	int64_t *v;
	size_t n;
};
/* What the operands of a tool mean; bad ids are all named on stderr and *err is set (ERR_NO), but
 * only a changing tool without -k fails over them.  changing: a query must hold a key, merged
 * numbers become their target. */
int desk_operands(struct desk *desk, char *const *operands, bool read_stdin, bool changing,
    struct ids *out, struct err *err);

/* ---- changing tickets */

/* Do one effect in the caller's transaction: row, event, counters.  *changed_out: false if it was
 * so already. */
int desk_apply(struct desk *desk, const struct effect *e, bool *changed_out, struct err *err);
/*
 * The frame of every tool that changes tickets: resolve operands, check, BEGIN, apply all effects
 * to each ticket, COMMIT, print one line per ticket; -n prints effect lines instead, -k keeps
 * going. Notes in effects are composed by compose (tk-note, tk-apply), which drags in the mail
 * library; others pass NULL.
 */
typedef int desk_compose_fn(struct desk *desk, const struct effect *e, struct err *err);
int desk_change(struct desk *desk, char *const *operands, const struct effect *effects, size_t n,
    desk_compose_fn *compose, struct err *err);
/* ERR_CONFLICT if --if-rev says something else. */
int desk_check_rev(struct desk *desk, int64_t ticket, struct err *err);
/* The same for effects that name their tickets (tk-apply); they are done in order. */
int desk_change_list(struct desk *desk, const struct effect *effects, size_t n,
    desk_compose_fn *compose, struct err *err);
/* The same with effect lines from files ("-" and none: stdin). */
int desk_apply_files(
    struct desk *desk, char *const *paths, desk_compose_fn *compose, struct err *err);
struct assign_options {
	struct strv to;                 /* an agent, a group, or one of each */
	const char *message;            /* a word for whoever gets them */
	bool take, none, automatic;
	bool confirm;                   /* take although another has it */
};
/* Give tickets to somebody, in the frame of desk_change. */
int desk_assign(struct desk *desk, char *const *operands, const struct assign_options *options,
    desk_compose_fn *compose, struct err *err);
struct task_options {
	const char *to, *message, *due;
	struct strv done, reopen, drop; /* numbers of tasks */
	bool all;                       /* list those that are done too */
};
/* Give a task (with a message), change some, or list them. */
int desk_task(struct desk *desk, char *const *operands, const struct task_options *options,
    struct err *err);
/* Store a note (EFFECT_NOTE) as a message. */
int desk_note(struct desk *desk, const struct effect *e, struct err *err);
/* Put text in place of a note of the actor's own; NULL takes it back. */
int desk_note_change(struct desk *desk, int64_t id, const char *text, struct err *err);
/* Print ticket lines in this order. */
int desk_print(struct desk *desk, const struct ids *ids, struct err *err);
/* Move messages (operands: ticket, messages) to a new ticket, or to one that is there (a number, as
 * text). */
int desk_split(struct desk *desk, char *const *operands, const char *to, struct err *err);

/* ---- reading */

struct desk_list_options {
	const char *sort, *sent_by, *assigned_to;
	const char *save, *forget;      /* keep the query under a name; take a kept one away */
	bool saved;                     /* print the kept ones instead */
	bool mine;                      /* of the actor, and not closed */
	const char *similar;            /* to this ticket (a number, as text); no operands then */
	bool reverse, deleted;
	int64_t limit, offset;
};
/* Print what operands (numbers, or a query) mean; none: the open tickets of the actor's groups. */
int desk_list(struct desk *desk, char *const *operands, const struct desk_list_options *options,
    struct err *err);
/* Print tickets about the same problem as options->similar. */
int desk_similar(struct desk *desk, const struct desk_list_options *options, struct err *err);
struct log_options {
	int64_t since;                  /* from this time on */
	bool views;                     /* who looked at it, instead */
	bool trace;                     /* where it stayed how long, instead */
};
/* The actor looked at these tickets: events, if the store is free at this moment. */
void desk_viewed(struct desk *desk, const struct ids *ids);
/* Print what happened to tickets. */
int desk_log(struct desk *desk, char *const *operands, const struct log_options *options,
    struct err *err);
struct show_options {
	bool raw, events, full;         /* full: quotes and signatures unfolded */
	int64_t message;                /* one message only; 0: all */
	const char *direction;          /* rtl, ltr, auto; NULL: auto on a terminal */
};
int desk_show(
    struct desk *desk, char *const *operands, const struct show_options *options, struct err *err);
int desk_show_ids(
    struct desk *desk, const struct ids *ids, const struct show_options *options, struct err *err);
struct attach_options {
	int64_t message, part;          /* 0: all */
	const char *save;               /* write them into this directory */
	bool cat;                       /* the one that is meant to stdout */
};
/* List attachments, or take them out. */
int desk_attach(struct desk *desk, char *const *operands, const struct attach_options *options,
    struct err *err);
struct export_options {
	bool json;                      /* else mbox */
	const char *backup;             /* a copy of the store instead */
};
int desk_export(struct desk *desk, char *const *operands, const struct export_options *options,
    struct err *err);
struct check_options { bool repair, reparse; };
/* Print what is wrong; ERR_NO without a text if something stays wrong. */
int desk_check(struct desk *desk, const struct check_options *options, struct err *err);
/* Make the columns of a message again from its raw mail, in the caller's transaction. */
int desk_reparse(struct desk *desk, struct arena *a, int64_t id, struct err *err);
/* The overview that tk prints without arguments. */
int desk_overview(struct desk *desk, struct err *err);
/* Merge the operands into a ticket (a number, as text), or with NULL take them out again. */
int desk_merge(struct desk *desk, char *const *operands, const char *into, struct err *err);

/* ---- custom fields */

/* The field of tickets called name; found. */
int desk_ticket_field(struct desk *desk, const char *name, struct field *out, struct err *err);

/* ---- presence: advice only; never waited for, never a failure */

/* The actor looks at a ticket: for two minutes. */
void desk_working(struct desk *desk, int64_t ticket);
/* The actor begins to write to it, or ends; ends with the process too. */
void desk_writing(struct desk *desk, int64_t ticket, bool on);
/* Say on stderr who else writes to these tickets. */
void desk_warn_writers(struct desk *desk, const struct ids *ids);
/* Print who works on the tickets that are named, or on any; words: as sentences. */
int desk_who(struct desk *desk, char *const *operands, bool words, struct err *err);

struct watch_options { bool once; int64_t seconds; };
/* The live board: the queue, or what a query finds, with counters and who works on what. */
int desk_watch(struct desk *desk, char *const *operands, const struct watch_options *options,
    struct err *err);

/* ---- defining */

struct admin_options {
	const char *sort;               /* of a list: id, name, changed; NULL: id */
	bool reverse;
	int64_t limit, offset;          /* 0: none */
	bool exact;                     /* apply: delete what the script does not name */
};
/* tk-admin: KIND add|set|put|delete|list NAME property=value ..., setting [NAME=VALUE ...], key
 * new, suspend, resume, dump, apply [FILE], log. */
int desk_admin(struct desk *desk, char *const *words, const struct admin_options *options,
    struct err *err);
/* Has an administrator suspended the system?  Then nothing is fetched, drained, or taken from a
 * form or portal; the door still spools. */
bool desk_suspended(struct desk *desk, struct err *err);

/* ---- contacts */

struct contact_options {
	const char *organisation;
	bool suspended, expired, members, customers, bounced, merged;   /* filters of list */
	int64_t limit, offset;          /* 0: none (show: ten tickets of a kind) */
	bool undo;                      /* merge */
	bool vcard;                     /* export: vCards, not CSV */
	bool ignore;                    /* import: leave out columns that nobody knows */
	const char *rejects;            /* import: bad lines go to this file */
	int64_t from;                   /* import: begin at this line */
};
/* tk-contact: list, show, tickets, add, set, merge, import, export. */
int desk_contact(struct desk *desk, char *const *words, const struct contact_options *options,
    struct err *err);
/* Ask the systems of tk.conf about contacts and keep what they say; force: though it is not old. */
int desk_lookup(struct desk *desk, char *const *words, bool force, struct err *err);
/* Forget a person and report what was done; dry: only report. */
int desk_contact_erase(struct desk *desk, char *const *words, bool dry, struct err *err);

/* ---- the door */

/* Spool one mail from fd and start a drainer beside it unless quiet; libc only. */
int desk_deliver(
    const char *dir, const struct envelope *envelope, int fd, bool quiet, struct err *err);

/* ---- intake */

/* One line per mail: what became of it. */
struct taken {
	int64_t ticket;                 /* 0: none (held) */
	const char *verdict;            /* new reply duplicate held */
	const char *why; /* address token subject references none, or why it is held */
	const char *message_id;         /* NULL: none */
	const char *flags;              /* comma list, NULL: none */
};
typedef void desk_taken_fn(void *ctx, const struct taken *taken);

struct incoming {
	const char *name;               /* file name or the like, for messages */
	struct envelope *envelope;
	const char *raw;
	size_t len;
	/* Private mail that an agent imports: who does, the group and agent who get it; else 0. */
	int64_t importer, group, agent;
	int64_t import_before; /* a mail dated before this counts as imported; 0: none does */
};
/*
 * Take mails straight in, in order, in batches of one commit (durable on return); the source keeps
 * them until then.  A mail that cannot become a message is copied to spool/held.  The caller holds
 * the drain lock.  dry: decide and explain, change nothing.
 */
int desk_take(struct desk *desk, const struct incoming *mails, size_t n, bool dry,
    desk_taken_fn *fn, void *ctx, struct err *err);
/* Drain the spool under the drain lock (waits wait_ms, 0: only if it is free; taken then is
 * ERR_TEMP), index afterwards.  linger: look for more a moment longer. */
int desk_drain(
    struct desk *desk, int wait_ms, bool linger, desk_taken_fn *fn, void *ctx, struct err *err);
/* Bring the search index up to date in small transactions. */
int desk_index(struct desk *desk, struct err *err);

struct thread_options {
	const char *account, *sender, *held;
	const char *group, *agent;      /* private mail: who gets it */
	struct strv recipients;
	bool import, dry_run, background;
	bool force;                     /* drain although the system is suspended */
};
/* All of tk-thread: drain, take the files named, or look after held mail. */
int desk_thread(struct desk *desk, char *const *operands, const struct thread_options *options,
    struct err *err);

/* ---- answers */

struct answer {
	int64_t ticket;
	const char *text;
	struct strv files;              /* paths of attachments */
	struct mail_file
	    *contents; /* what is in them, read before the transaction (desk_reply_all does it) */
	struct strv cc, bcc;
	const char *then;               /* status afterwards; NULL: pending */
	bool alone;                     /* to the requester only: no Cc of the ticket */
	bool confirm;                   /* send although another answered or an outsider wrote */
	int64_t seen;                   /* highest message id the writer had seen; 0: everything */
};
/* Compose the answer, queue it and change the status, in the caller's transaction.  ERR_CONFLICT
 * (2) if another agent answered since `seen`, or the newest incoming mail is an unaccepted
 * outsider's. */
int desk_reply(struct desk *desk, const struct answer *answer, struct err *err);
/* Before the text is written: can these be answered at all?  Refused are locked ones and such. */
int desk_reply_check(struct desk *desk, const struct ids *ids, struct err *err);
/* The same text to each of these tickets, in one transaction. */
int desk_reply_all(
    struct desk *desk, const struct ids *ids, const struct answer *answer, struct err *err);
/* Start tk-send in the background. */
void desk_send_soon(struct desk *desk);
/* "Re: " in front if re, the ticket's number behind, each unless it is there. */
const char *desk_subject(
    struct desk *desk, int64_t ticket, const char *subject, bool re, struct err *err);
/* The last message quoted for an editor; the highest message id goes to *seen_out. */
char *desk_quote(
    struct desk *desk, struct arena *a, int64_t ticket, int64_t *seen_out, struct err *err);
/* What somebody else wrote to the ticket since message `seen`, for the conflict report. */
char *desk_written_since(
    struct desk *desk, struct arena *a, int64_t ticket, int64_t seen, struct err *err);

struct new_ticket {
	const char *requester;          /* "Name <address>"; NULL: the actor (internal) */
	const char *subject, *text, *group, *agent, *priority, *category, *kind, *status, *channel;
	struct strv tags, files, cc, bcc;
	struct strv fields;             /* custom fields, NAME=VALUE */
	bool send;                      /* mail the text to the requester */
	bool confirm;                   /* even above the limit of open tickets */
};
/* Make a ticket in one transaction. */
int desk_new(struct desk *desk, const struct new_ticket *n, int64_t *ticket_out, struct err *err);

/* Can this form's file be used? */
int desk_form_check(struct desk *desk, const char *path, struct err *err);
struct text_source;
/* Ask the form called name (tk-form(5)) on the terminal, or read its answers from the source, and
 * fill in *t what it does not say already.  All wrong answers are named on stderr (ERR_DATA). */
int desk_form(struct desk *desk, const char *name, const struct text_source *source,
    struct new_ticket *t, struct err *err);

/* ---- text that agents write */

struct text_source {
	const char *message, *file;     /* -m, -F ("-": stdin) */
	bool from_stdin;                /* neither: stdin is the text, else the editor is started */
	const char *below;              /* stands below a scissors line in the editor */
	const char *draft_name; /* "reply-1042": the draft in the user's own state directory */
	bool resume;                    /* go on with the draft */
	int64_t ticket;                 /* what is written to in the editor; 0: nothing */
	int64_t seen;   /* newest message when the text was begun: kept with the draft */
	const char *draft;              /* set by desk_text: the file the text is in; NULL: none */
};
/* The text without what is below the scissors; ERR_NO if it is empty or the editor failed.  A draft
 * that is there already is never written over: each editor gets a file of its own. */
char *desk_text(struct desk *desk, struct text_source *source, struct err *err);
/* Keep text that could not be used, unless it is in a file of the caller's; says where on stderr.
 */
void desk_keep_draft(struct desk *desk, const struct text_source *source, const char *text);
/* The text was used: its own draft goes, others stay. */
void desk_drop_draft(const struct text_source *source);

/* ---- sending */

/*
 * Send what is due and print a record for each recipient that was tried.  One sender at a time: in
 * the background nothing is done if there is one already (it looks again before it ends).
 */
int desk_send(struct desk *desk, bool background, struct err *err);
/* Print what waits, failed or is uncertain; with numbers of answers as operands all their
 * recipients. */
int desk_send_list(struct desk *desk, char *const *operands, struct err *err);
/* A person decides: DELIVERY_QUEUED (try again), DELIVERY_DROPPED, or DELIVERY_SENT. */
int desk_send_decide(struct desk *desk, char *const *operands, enum delivery to, struct err *err);
/* Try the settings of these identities (or groups), or all, print a record per step. */
int desk_send_test(struct desk *desk, char *const *names, struct err *err);

/* ---- fetching */

struct fetch_options {
	bool old;                       /* take what was read before the first fetch too */
	bool idle;                      /* keep the connection of the one account open */
	bool spool_only;                /* leave the mails in the spool */
};
/*
 * Fetch the named accounts (a group's name stands for its accounts), or all that are enabled, into
 * the spool, print a record for each, drain.  One bad account never stops the others; *err holds
 * the first failure.
 */
int desk_fetch(struct desk *desk, const struct strv *accounts, const struct fetch_options *options,
    struct err *err);
/* Try the settings of these accounts, print a record per step. */
int desk_fetch_test(struct desk *desk, const struct strv *accounts, struct err *err);
/* Print when each account was fetched last, and how that ended. */
int desk_fetch_last(struct desk *desk, const struct strv *accounts, struct err *err);
/* Print a crontab line for all accounts, or one for each name, as often as the setting
 * fetch-minutes says. */
int desk_fetch_cron(struct desk *desk, const struct strv *accounts, struct err *err);

#endif
