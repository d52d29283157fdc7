/*
 * spool: raw mail as files, safe before it is understood; libc only.
 *
 * DIR/spool/new holds one file a mail, DIR/spool/tmp unfinished ones, DIR/spool/held what could
 * not become a message, with its reason in NAME.why.  A file is an envelope of "key: value" lines,
 * an empty line, then the mail byte for byte.  Names sort by arrival and end in ":N" after N
 * attempts to read the mail failed or died.
 */
#ifndef TK_SPOOL_H
#define TK_SPOOL_H

#include "base/base.h"

struct envelope {
	const char *sender;             /* -f; NULL unknown, "" the null sender */
	struct strv recipients;         /* -r */
	const char *account;            /* mail account it was fetched from; NULL: the door */
	const char *channel;            /* "mail" unless said otherwise */
	int64_t time;                   /* when it came */
	bool import;                    /* old mail: no automatic mail goes out for it */
};

struct spooled {
	const char *name;               /* file name without ":N" */
	int attempts;                   /* failures noted so far */
	struct envelope envelope;
	const char *raw;                /* the mail */
	size_t len;
	const char *reason;             /* held mail: why; else NULL */
};

/* Make new, tmp and held below DIR/spool, group-writable where DIR's group may work there (2770).
 */
int spool_init(const char *dir, struct err *err);
/* Spool one mail from memory; durable when it returns 0 if sync is set. */
int spool_put(const char *dir, const struct envelope *envelope, const void *raw, size_t len,
    bool sync, struct err *err);
/* Spool one mail from a descriptor, all of it, without keeping it in memory; a leading "From " line
 * goes to the envelope.  Always durable. */
int spool_put_fd(const char *dir, const struct envelope *envelope, int fd, struct err *err);
/* Names waiting in new (held: in held), oldest first, at most max (0: all). */
int spool_list(struct arena *a, const char *dir, bool held, size_t max, struct strv *names_out,
    struct err *err);
int spool_read(struct arena *a, const char *dir, bool held, const char *name, struct spooled *out,
    struct err *err);
/* Attempts noted in a name: N of NAME:N, else 0. */
int spool_count(const char *name);
/* Note one more attempt before the mail is touched (rename to :N+1); *name_out is its name from now
 * on. */
int spool_attempt(
    struct arena *a, const char *dir, const char *name, const char **name_out, struct err *err);
/* Take the note back (the failure was not the mail's). */
int spool_forgive(
    struct arena *a, const char *dir, const char *name, const char **name_out, struct err *err);
int spool_remove(const char *dir, bool held, const char *name, struct err *err);
int spool_hold(const char *dir, const char *name, const char *reason, struct err *err);
/* Put a copy of a mail that was never spooled straight into held. */
int spool_hold_copy(const char *dir, const struct envelope *envelope, const void *raw, size_t len,
    const char *reason, struct err *err);
int spool_retry(
    const char *dir, const char *name, struct err *err); /* held back to new, attempts 0 */
bool spool_waiting(const char *dir);             /* is there anything in new? */
/* Remove what processes that died left in tmp and held days ago; never a mail. */
void spool_tidy(const char *dir);
/* Bytes of a file become the mail proper: strip one leading "From " line. */
void spool_strip_from(const char **raw, size_t *len);

/* The drain lock: one drainer a store.  Wait at most wait_ms (0: only if free); ERR_TEMP if taken.
 * The descriptor keeps it; close it to let go.  Dies with the process. */
int spool_lock(const char *dir, int wait_ms, int *fd_out, struct err *err);
bool spool_lock_free(const char *dir);

/* The last failure of a background drain: written by the drainer, shown by tk and tk-check. */
void spool_note_failure(const char *dir, const char *text);      /* NULL: all is well again */
char *spool_failure(struct arena *a, const char *dir);           /* NULL: none */

#endif
