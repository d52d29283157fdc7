/*
 * mail_text: what the readers of a mail's text share, inside lib/mail only: lines in a
 * form fit for comparison, tables of the phrases that mail programs write, header blocks
 * inside the text, and the places where a quotation begins.
 */
#ifndef TK_MAIL_TEXT_H
#define TK_MAIL_TEXT_H

#include "mail/mail.h"

/* ---- lines */

enum head {
	HEAD_NONE, HEAD_FROM, HEAD_DATE, HEAD_TO, HEAD_CC, HEAD_SUBJECT, HEAD_OTHER, HEAD_COUNT
};

struct text_line {
	const char *s;          /* in the text, without line end */
	size_t len;
	struct arena *arena;
	const char *norm;       /* made by line_norm when it is asked for */
	bool blank;
	bool quoted;            /* begins with ">" */
	bool cut;               /* longer than norm shows */
	enum head head;         /* a line such as "From: ..." or "Konu: ..." */
	const char *value;      /* of that header, in the text */
};

struct text_lines {
	struct text_line *v;
	size_t n;
};

#define TEXT_NORM_MAX 400
#define TEXT_LINES_MAX 20000    /* what comes behind them is one last line */

struct text_lines text_split(struct arena *a, const char *text);
/* text_norm of the line's first TEXT_NORM_MAX bytes; most lines never need it. */
const char *line_norm(struct text_line *line);
/* Only dashes, underscores, equal signs or stars, three or more. */
bool line_is_rule(const struct text_line *line);
/* Folded by utf8_fold, one blank for any white space, no bidi controls, plain quotes and colons. */
char *text_norm(struct arena *a, const char *s, size_t n);
/* The first line at or after i that is not blank, else the number of lines. */
size_t text_skip_blank(const struct text_lines *t, size_t i);
/* Does a normal form hold a time of day, a year or a date in figures? */
bool text_has_date(const char *norm);
bool text_has_address(const char *norm);
/* The address around the "@" at `at` within text, its host in lower case, and where it begins;
 * NULL if that is no address. */
char *text_address(struct arena *a, const char *text, const char *at, const char **from_out);

/* ---- phrases, compared with normal forms */

enum phrase_kind {
	PHRASE_WROTE,           /* ends an attribution: "wrote" */
	PHRASE_WROTE_NAME,      /* stands before the name: "schrieb" */
	PHRASE_ON,              /* begins an attribution: "on" */
	PHRASE_ORIGINAL,        /* "original message" */
	PHRASE_FORWARDED,       /* "forwarded message", between dashes */
	PHRASE_FORWARD_BEGIN,   /* "begin forwarded message", a line of its own */
	PHRASE_FROM, PHRASE_DATE, PHRASE_TO, PHRASE_CC, PHRASE_SUBJECT, PHRASE_OTHER,
	PHRASE_SENT_MY,         /* begins a mobile signature and is enough: "sent from my" */
	PHRASE_SENT,            /* begins or ends one if a device is named: "sent from" */
	PHRASE_DEVICE,
	PHRASE_LIST_FOOTER,
	PHRASE_FWD_PREFIX, PHRASE_RE_PREFIX,
	PHRASE_VACATION,        /* in subjects of answering machines */
	PHRASE_COUNT
};

/* The phrases in normal form, NULL at the end. */
const char *const *phrases(enum phrase_kind kind);
bool phrase_is(enum phrase_kind kind, const char *norm);
/* Length of the longest phrase that norm begins with, ended by a word boundary; 0 for none. */
size_t phrase_begins(enum phrase_kind kind, const char *norm);
/* Just behind the last phrase found in norm between word boundaries; NULL for none. */
const char *phrase_last(enum phrase_kind kind, const char *norm);
/* The first place of one phrase in norm between word boundaries; NULL for none. */
const char *phrase_find(const char *phrase, const char *norm);
/* Any list that ends in NULL, folded on first use and kept for the life of the program. */
const char *const *phrase_table(const char *const *raw);
/* Does any phrase of such a list stand in norm between word boundaries? */
bool phrase_any(const char *const *raw, const char *norm);

/* ---- header blocks in the text: "From: ...", "Sent: ...", "To: ...", "Subject: ..." */

/* Fill head and value of a line; ">" and bold stars before the name are ignored. */
void head_line(struct text_line *line);

struct head_block {
	const char *value[HEAD_COUNT];  /* as written, continuation lines joined; NULL: absent */
	size_t end;                     /* the line behind the block */
};
/* Read the block that begins at line i; false if line i is no header. */
bool head_block(struct arena *a, const struct text_lines *t, size_t i, struct head_block *out);

/* ---- where a quotation begins */

enum quote_kind {
	QUOTE_NONE,
	QUOTE_ATTRIBUTION,      /* "On ... wrote:" */
	QUOTE_ORIGINAL,         /* "-----Original Message-----" */
	QUOTE_BLOCK,            /* a bare header block with sender, date and recipient */
	QUOTE_FORWARD,          /* "---------- Forwarded message ---------" */
};

struct quote_start {
	enum quote_kind kind;
	size_t end;             /* the line behind attribution, separator or header block */
	size_t block;           /* the first line of the header block; 0 if there is none */
	bool sure;              /* attribution: good enough without ">" below it */
};
/* What begins at line i?  Line i must neither be blank nor quoted. */
struct quote_start quote_start(struct arena *a, const struct text_lines *t, size_t i);

/* ---- signatures */

/* The first line of the signature within lines [from, to), or to if there is none. */
size_t sign_start(const struct text_lines *t, size_t from, size_t to);
/* "Sent from my iPhone" and kin. */
bool sign_is_mobile(struct text_line *line);
/* Is anything above line i but blank lines, rules, signatures and what skip (or NULL) marks? */
bool sign_answer_above(const struct text_lines *t, const bool *skip, size_t i);

#endif
