/*
 * form: text in, text out.  Records as TSV, tables or JSON Lines; queries, operands,
 * effect lines, durations and templates as text.  No store, no files but the FILE it prints to.
 */
#ifndef TK_FORM_H
#define TK_FORM_H

#include "base/base.h"
#include "model/model.h"

/* ---- escaping: the one gate between mail and a terminal */

/*
 * For a TSV field: \t \n \r \\ escaped; C0, C1 and bidi controls and U+FFFE/F as \xHH (a byte) or
 * \u{...} (a character); NULL or "" is "-", "-" is "\-".
 */
void tsv_escape(struct str *out, const char *s);
/* Undo it in place; NULL for "-"; ERR_DATA for a bad escape. */
int tsv_unescape(char *field, char **out, struct err *err);
/* Text of several lines for people: the same, but LF and TAB stay. */
void text_escape(struct str *out, const char *s);
/* Is the first character that has a direction a right-to-left one? */
bool text_is_rtl(const char *s);
enum text_dir { TEXT_DIR_NONE, TEXT_DIR_AUTO, TEXT_DIR_LTR, TEXT_DIR_RTL };
/* "rtl", "ltr" or "auto"; NULL: auto on a terminal, none in a pipe; -1 if it is none of these. */
int text_dir_parse(const char *s, enum text_dir *out);
/* As text_escape, each line isolated in that direction; auto: where the text is right-to-left. */
void text_escape_dir(struct str *out, const char *s, enum text_dir dir);
void text_print(const char *text);                   /* finished text to stdout, as it is */
void text_flush(void);                               /* before what may take a while */
void bytes_print(const void *data, size_t n);

/* Of $COLUMNS, of the terminal on stdout, else 80. */
int terminal_width(void);

/* ---- JSON out */

struct json {
	struct str *out;
	unsigned depth;
	bool comma;
};
struct json json_new(struct str *out);
void json_open(struct json *j, char bracket);        /* '{' or '[' */
void json_close(struct json *j, char bracket);       /* '}' or ']' */
void json_key(struct json *j, const char *key);
void json_text(struct json *j, const char *s);       /* NULL: null; bad UTF-8 is cleaned */
void json_int(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_time(struct json *j, int64_t t);           /* RFC 3339; 0: null */
void json_raw(struct json *j, const char *json);     /* finished JSON; NULL: null */
void json_mailbox(struct json *j, const struct mailbox *m);      /* {name,email} */
void json_mailboxes(struct json *j, const struct mailboxes *m);

/* ---- JSON in */

/* The members of an object: texts, numbers, yes and no, what is nested as JSON; null is left out.
 * ERR_DATA if it is none. */
int json_fields(struct arena *a, const char *text, size_t len, struct field_value **out,
    size_t *n_out, struct err *err);

/* ---- records: a table of columns, printed as TSV, aligned table or JSON Lines */

enum cell_kind { CELL_TEXT, CELL_INT, CELL_TIME, CELL_SECONDS, CELL_ID };
enum cell_colour { COLOUR_PLAIN, COLOUR_RED, COLOUR_YELLOW, COLOUR_GREY };
struct cell {
	const char *name;       /* of the column, as it was asked for */
	const char *text;       /* CELL_TEXT; NULL or "" is none */
	int64_t number;         /* the others; none is 0 for TIME and ID, below 0 for SECONDS */
	enum cell_colour colour;        /* on a terminal */
	char room[96];          /* where get may build its text */
};
struct column {
	const char *name;       /* "field." stands for field.NAME, with any NAME */
	enum cell_kind kind;
	bool by_default;        /* printed without -o */
	void (*get)(const void *record, struct cell *out);      /* *out is zeroed before */
	void (*json)(struct json *j, const void *record);       /* NULL: the cell as it is */
};
struct records;
/*
 * columns ends with a zero entry.  Uses tool_options (-o, -H, --json) and whether stdout is a
 * terminal; ERR_USAGE names an unknown column.  json: writes the full object for --json without
 * -o; NULL: the columns.
 */
struct records *records_open(struct arena *a, const struct column *columns,
    void (*json)(struct json *j, const void *record), struct err *err);
void record_print(struct records *r, const void *record);
void records_close(struct records *r);               /* an aligned table appears here */

/* Tickets (id status priority due agent group requester idle msgs subject; more by -o), events. */
extern const struct column ticket_columns[];
extern const struct column event_columns[];
void ticket_json(struct json *j, const void *ticket);
/* Without opening or closing brace, so that tk-show can add messages. */
void ticket_json_members(struct json *j, const struct ticket *t);
/* fold: what mail_fold said (reply, quoted), by the caller. */
void message_json(struct json *j, const struct message *m, const char *reply, const char *quoted);
void event_json(struct json *j, const void *event);

/* Contacts: id name email organisation phone tickets; more by -o. */
extern const struct column contact_columns[];
void contact_json(struct json *j, const void *person);
/* Without braces, so that more members can follow. */
void contact_json_members(struct json *j, const struct person *p);

/* The digits of a phone number as it is looked up: "+90 (532) 123", "0090532123" and, with the
 * country code "90", "0532 123" are one.  Digits of any script; NULL if there are fewer than 3. */
char *phone_number(struct arena *a, const char *s, const char *country_code);

/* ---- queries (tk-query(7)) */

/*
 * Words joined by blanks are one query.  me: the agent's name for "me", NULL if there is none
 * (then "me" is ERR_NOUSER).  now: the clock for relative times.  ERR_USAGE names the place
 * ("query, column 8: ...").  *has_key_out: a key: stands in it.  A saved query is a term with the
 * key "@" and its name as value, a field one with the key "field.NAME".
 */
int query_parse(struct arena *a, const char *text, const char *me, int64_t now, struct query **out,
    bool *has_key_out, struct err *err);
const char *query_key(unsigned i);               /* the i-th key, NULL past the end */

/* ---- operands */

struct operands {
	int64_t *ids;           /* in the order given, doubles removed */
	size_t ids_n;
	struct { int64_t lo, hi; size_t at; } *ranges;       /* at: where in ids it belongs */
	size_t ranges_n;
	struct { char *id; size_t at; } *mids;               /* mid:<...>, brackets removed */
	size_t mids_n;
	const char *query;      /* all other operands joined; NULL if none */
	bool none;              /* no operand at all and stdin is a terminal or not to be read */
};
/*
 * Read operands; "-", or no operand with read_stdin and stdin no terminal, takes the first field
 * of every line of stdin.
 */
int operands_parse(struct arena *a, char *const *argv, bool read_stdin, struct operands *out,
    struct err *err);

/* ---- effect lines: ticket, effect, value, cause separated by TABs, fields escaped as in TSV */

void effect_print(struct str *out, const struct effect *e);
int effect_parse_line(struct arena *a, char *line, struct effect *out, struct err *err);

/* ---- scripts of commands, as tk-admin dump prints them */

struct command {
	struct strv words;
	size_t line;            /* where it begins */
};
/* Read without a shell; on failure *line_out is where.  ERR_DATA for what only a shell could do. */
int script_read(struct arena *a, const char *text, size_t len, struct command **out, size_t *n_out,
    size_t *line_out, struct err *err);

/* ---- custom fields */

/*
 * The value as it is kept: trimmed, digits of all scripts as 0-9 in numbers, days and telephone
 * numbers, a choice as it was defined, yes or no for a flag.  NULL with ERR_DATA that names the
 * field.
 */
const char *field_check(
    struct arena *a, const struct field *f, const char *value, struct err *err);

/* ---- ticket forms (tk-form(5)) */

struct question {
	struct field field;     /* its name is the key; also of type "lines" */
	const char *help;
	const char *answer;     /* checked; NULL: none */
};
struct ticket_form {
	struct arena *arena;
	const char *title, *group, *category, *kind, *priority, *subject;
	const char *from, *name;        /* the questions that say who asks */
	struct question *questions;
	size_t n;
};
/* For conf_read, with a form as ctx; then form_whole checks what no line alone can show. */
int form_line(void *ctx, const char *section, const char *name, const char *key, const char *value,
    struct err *err);
int form_whole(struct ticket_form *f, struct err *err);
/* By key or label; NULL: not asked. */
struct question *form_question(const struct ticket_form *f, const char *key);
/* Check one answer and keep it. */
int form_answer(struct arena *a, struct question *q, const char *value, struct err *err);
/* Take in "key: value" lines (indented ones go on); what is wrong is added to *wrong. */
void form_answers(struct ticket_form *f, const char *text, struct strv *wrong);
/* All answers, one after the other; the subject with {KEY} filled in. */
const char *form_text(const struct ticket_form *f);
const char *form_subject(struct ticket_form *f);

/* ---- lists of people from other programs */

struct csv { const char *at, *end; char delimiter; int64_t line; };
struct csv_row {
	struct strv fields;
	int64_t line;           /* where it begins */
	const char *raw;
	size_t raw_len;
	const char *fault;      /* NULL: none; else the row is this one line */
};
/* Comma, semicolon or TAB, as the first line says. */
void csv_open(struct csv *c, const char *text, size_t len);
bool csv_next(struct csv *c, struct arena *a, struct csv_row *out);      /* false: the end */
void csv_add(struct str *out, const char *field, bool first);

struct vcard { const char *at, *end; int64_t line; };
struct card {
	const char *name, *organisation, *note;         /* NULL: none */
	struct strv emails, phones;     /* the preferred first; phones may be "label:number" */
	int64_t line;
	const char *raw;
	size_t raw_len;
	const char *fault;
};
void vcard_open(struct vcard *v, const char *text, size_t len);
bool vcard_next(struct vcard *v, struct arena *a, struct card *out);
void vcard_add(struct str *out, const struct person *p);

/* ---- durations and times as people write them */

/* 90, 30s, 5m, 2h, 3d, 1w, and sums "1d12h" */
int duration_parse(const char *s, int64_t *seconds_out);
char *duration_words(struct arena *a, int64_t seconds);          /* "3d 4h 5m" */
/* A day in the local zone: its first and last second. */
int day_parse(const char *s, int64_t *first_out, int64_t *last_out);
/* Does a day of the list hold this moment?  "2026-01-05,2026-02-01..2026-02-14", local zone. */
bool days_hold(struct arena *a, const char *list, int64_t t);

/* Replace {NAME} by what get returns (NULL: left as it stands). */
char *template_fill(struct arena *a, const char *text,
    const char *(*get)(void *ctx, const char *name), void *ctx);

#endif
