/*
 * base: everything tk needs of libc, in one place; no third-party library.
 * Errors, memory, strings, text folding, files, time, random numbers,
 * processes, configuration lines, and the frame of a tool.
 *
 * Conventions of the whole library: a function that can fail returns 0 or -1
 * (or a pointer, NULL on failure) and fills `struct err`, its last argument.
 * Strings are UTF-8 and end in NUL.  Memory comes from an arena and lives as
 * long as that arena.  Times are seconds since 1970 in UTC.
 */
#ifndef TK_BASE_H
#define TK_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* ---- errors: a class that is also the exit status (sysexits), and one sentence */

enum err_class {
	ERR_NONE = 0,
	ERR_NO = 1,           /* the answer is no; no such ticket */
	ERR_CONFLICT = 2,     /* somebody else was faster */
	ERR_USAGE = 64,
	ERR_DATA = 65,
	ERR_NOINPUT = 66,
	ERR_NOUSER = 67,
	ERR_UNAVAILABLE = 69,
	ERR_BUG = 70,
	ERR_CANTCREAT = 73,
	ERR_IO = 74,
	ERR_TEMP = 75,        /* try again: store busy, network down, disk full */
	ERR_PERM = 77,
	ERR_CONFIG = 78,
};

struct err {
	enum err_class class;
	char text[600];
};

/* Fill *err (unless it is NULL or holds an error already) and return -1. */
int err_set(struct err *err, enum err_class class, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with ": strerror(errno)" behind; ENOSPC, EDQUOT, EMFILE... become ERR_TEMP. */
int err_sys(struct err *err, enum err_class class, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void err_clear(struct err *err);

/* ---- memory: an arena frees everything at once; running out of memory ends the
 * program with 75 (mem_fail), the only exit inside the library */

struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a);                    /* NULL is fine */
void arena_reset(struct arena *a);                   /* forget all, keep the first block */
void *arena_alloc(struct arena *a, size_t size);     /* zeroed, aligned for anything */
char *arena_strdup(struct arena *a, const char *s);  /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
void *arena_memdup(struct arena *a, const void *p, size_t n);   /* a NUL is added behind */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Room for one more element in an array of n elements that grows by doubling. */
void *arena_grow(struct arena *a, void *array, size_t n, size_t element_size);
void *mem_alloc(size_t size);                        /* zeroed; caller frees */
_Noreturn void mem_fail(void);

/* A set of positive numbers; all zero is the empty set. */
struct idset {
	int64_t *slots;
	size_t n, size;
};
bool idset_add(struct idset *set, struct arena *a, int64_t id);      /* false: was in it already */
bool idset_has(const struct idset *set, int64_t id);

/* ---- strings */

/* A growing string in an arena; s is always NUL-terminated (never NULL after the first add). */
struct str {
	struct arena *arena;
	char *s;
	size_t len, cap;
};
struct str str_new(struct arena *a);
void str_add(struct str *b, const char *s);
void str_addn(struct str *b, const char *s, size_t n);
void str_addc(struct str *b, char c);
void str_addf(struct str *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *str_end(struct str *b); /* the finished string, "" if nothing was added */

/* A list of strings in an arena. */
struct strv {
	char **v;
	size_t n;
};
void strv_add(struct strv *list, struct arena *a, const char *s);    /* copies s */
bool strv_has(const struct strv *list, const char *s);

bool str_eq(const char *a, const char *b);           /* both may be NULL */
bool str_ieq(const char *a, const char *b);          /* ASCII case only; both may be NULL */
bool str_starts(const char *s, const char *prefix);
bool str_istarts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
const char *str_ifind(const char *hay, const char *needle); /* ASCII case ignored; NULL if absent */
char *str_trim(char *s);                             /* in place: white space at both ends */
char *str_lower(struct arena *a, const char *s);     /* ASCII only */
int str_int(const char *s, int64_t *out);            /* all of s, decimal; -1 if not */
/* Cut the next field ended by sep off *rest; NULL at the end. */
char *str_cut(char **rest, char sep);
bool mem_equal(const void *a, const void *b, size_t n);       /* constant time */

/* UTF-8, never dependent on the locale (tables of Unicode 14). */
#define UTF8_BAD 0xFFFFFFFFu
/* Decode one character at s (n bytes there); *len_out is 1 for a bad byte. */
uint32_t utf8_decode(const char *s, size_t n, size_t *len_out);
size_t utf8_encode(uint32_t c, char out[4]);         /* bytes written */
bool utf8_valid(const char *s, size_t n);
int utf8_width(uint32_t c);                          /* terminal cells: 0, 1 or 2 */
/* Terminal cells of s, at most max; *bytes_out: how many bytes fill them. */
int utf8_cells(const char *s, int max, size_t *bytes_out);
/* Bad bytes become U+FFFD, NUL too. */
char *utf8_clean(struct arena *a, const char *s, size_t n);
/*
 * Fold for search and comparison: case (dotless and dotted i become i), diacritics,
 * Arabic and Persian yeh and kaf, digits; ZWNJ, harakat and tatweel vanish; each
 * Chinese, Japanese kana character stands alone between blanks if split_cjk.
 */
char *utf8_fold(struct arena *a, const char *s, bool split_cjk);
#define UTF8_FOLD_VERSION 1 /* rises when the result of utf8_fold changes */

/* ---- files */

/* Read a whole file or descriptor; at most max bytes (more is ERR_DATA). */
char *file_read(struct arena *a, const char *path, size_t max, size_t *len_out, struct err *err);
char *file_read_fd(struct arena *a, int fd, size_t max, size_t *len_out, struct err *err);
/* Write everything, restart after signals. */
int file_write_fd(int fd, const void *data, size_t n, struct err *err);
/* tmp, write, fchmod, fsync, rename, fsync of the directory. */
int file_replace(const char *path, const void *data, size_t n, mode_t mode, struct err *err);
int file_sync_dir(const char *dir, struct err *err);
/* Refuse (78) a file or directory that others than its owner can write. */
int file_check_private(const char *path, struct err *err);
bool file_exists(const char *path);    /* or cannot be looked for */
char *path_join(struct arena *a, const char *dir, const char *name);

/* ---- time and chance */

int64_t clock_now(void);              /* TK_NOW if it is set, else the real time */
int64_t clock_real(void);
int64_t clock_ms(void);               /* monotonic milliseconds */
void clock_sleep_ms(int64_t ms);
/* RFC 3339 ("2026-11-22T10:00:00Z", offsets, date alone) or epoch seconds. */
int clock_parse(const char *s, int64_t *out);
bool clock_is_day(const char *s);     /* "2026-12-31", a day that there is */
char *clock_rfc3339(struct arena *a, int64_t t);                    /* UTC, "...Z" */
/* strftime in the local zone */
char *clock_local(struct arena *a, int64_t t, const char *format)
    __attribute__((format(strftime, 3, 0)));
char *clock_asctime(struct arena *a, int64_t t);     /* UTC, as in the From line of an mbox */
int random_bytes(void *out, size_t n, struct err *err);
char *random_name(struct arena *a, size_t chars);    /* a-z2-7, 5 bits each */

/* ---- secure mode: installed setgid, with the group of a store that the caller cannot read */

bool secure_mode(void);
/* Only between these two are the files of the store in reach (they nest); all others are opened as
 * the caller could open them. */
void secure_enter(void);
void secure_leave(void);
/* Give the group up for good, and take the caller's own environment again; just before an exec. */
void secure_drop(void);

/* ---- processes: never through a shell */

struct proc_result {
	int status;             /* exit status, or 128 + signal */
	char *out;              /* what it printed, NUL-terminated */
	size_t out_len;
};
/*
 * Run argv (found through PATH) with in on its stdin, collect at most max_out bytes of
 * stdout (more is read and dropped), kill it and its children after timeout_ms.  env: further
 * NAME=VALUE pairs or NULL. Not started or out of time: -1.
 */
int proc_run(struct arena *a, char *const *argv, char *const *env, const void *in, size_t in_len,
    size_t max_out, int timeout_ms, struct proc_result *out, struct err *err);
/*
 * Start a program that outlives us: double fork, setsid, 0-2 on /dev/null, all other
 * descriptors closed, cwd /, default signals, clean environment (PATH, HOME, TZ, TK_NOW).
 */
int proc_background(char *const *argv, struct err *err);
/* Run a program on our own terminal (an editor, a pager) and wait for it. */
int proc_foreground(char *const *argv, int *status_out, struct err *err);
/* When a process began, in the system's own count; 0: there is none; -1: it cannot be known. */
int64_t proc_began(int64_t pid);
/* The full path of another tk tool beside the running one (else the bare name for PATH). */
char *proc_sibling(struct arena *a, const char *tool);
/* Split a configured command into argv: blanks, 'single' and "double" quotes, no expansion. */
char **proc_split(struct arena *a, const char *command, struct err *err);

/* ---- configuration files: [section name] headers, key = value lines, # comments */

typedef int conf_fn(void *ctx, const char *section, const char *name, const char *key,
    const char *value, struct err *err);
/* Calls fn per line (section and name may be NULL; the strings live during the call); an error
 * gets "path:line: " in front.  No such file is no error. */
int conf_read(const char *path, conf_fn *fn, void *ctx, struct err *err);

/* ---- the frame of a tool */

enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_NUMBER, OPT_LIST };

struct opt {
	char letter;            /* 0: long name only */
	const char *name;       /* long name, without dashes */
	enum opt_kind kind;
	void *value;            /* bool *, const char **, int64_t *, struct strv * */
	const char *arg;        /* placeholder of the argument; NULL for a flag */
	const char *help;
};

enum {
	TOOL_STORE = 1,   /* -d DIR */
	TOOL_AGENT = 2,   /* --as NAME */
	TOOL_BATCH = 4,   /* -k, -n: acts on several tickets */
	TOOL_RECORDS = 8, /* -o, -H, --json: prints records */
	TOOL_QUIET = 16,  /* -q */
	TOOL_REV = 64,    /* --if-rev: changes one ticket only as it was read */
	TOOL_DOOR = 32,   /* fed by a mail server: a wrong call is 75, help needs a terminal */
};

struct tool {
	const char *name;       /* "tk-assign" */
	const char *operands;   /* as in SYNOPSIS, "[ticket ...]"; "" for none */
	const char *about;      /* one line for -h */
	const struct opt *opts; /* ends with a zero entry; may be NULL */
	int flags;
};

/* The options that many tools share, set by tool_start. */
struct tool_options {
	const char *dir, *as, *columns;
	bool keep_going, dry_run, header, json, quiet;
	int64_t if_rev;         /* 0: whatever it is */
};
extern struct tool_options tool_options;

/*
 * Parse the options; ignore SIGPIPE and SIGXFSZ (a failed write is seen where it happens), make
 * sure descriptors 0-2 are open, umask 077.  The locale stays C.  Returns -1 to go on with
 * *operands_out (NULL-terminated, what is left of argv), else the exit status.
 */
int tool_start(const struct tool *tool, int argc, char **argv, char ***operands_out);
/* "tk-assign: " + text on stderr, as one line, control characters escaped. */
void tool_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Print the error, if any, flush and check stdout; returns the exit status. */
int tool_end(const struct err *err);
const char *tool_name(void);
/* The store directory: -d, $TK_HOME, /var/lib/tk if it exists, else below the user's data. */
const char *tool_dir(struct arena *a);
extern const char tk_version[];

/* The library's own log line: to syslog once log_to_syslog was called, else to stderr. */
void log_to_syslog(void);
void log_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Progress on stderr when that is a terminal and not -q. */
void progress(const char *what, int64_t done, int64_t total);

#endif
