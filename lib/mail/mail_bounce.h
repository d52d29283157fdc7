/*
 * mail_bounce: delivery reports, inside lib/mail only: the reasons that servers give, the
 * reports of RFC 3464 and those in free form.
 */
#ifndef TK_MAIL_BOUNCE_H
#define TK_MAIL_BOUNCE_H

#include "mail/mail_text.h"
#include "mail/mail_tree.h"

#define BOUNCE_RECIPIENTS_MAX 100
#define BOUNCE_LINES_MAX 1000
#define REASON_TEXT_MAX 4000
#define DSN_MAX 200000

/* ---- reasons */

enum verdict { VERDICT_NONE, VERDICT_SOFT, VERDICT_HARD };

/* What the words of a text say, seen with the status (NULL if unknown); VERDICT_NONE: nothing. */
enum verdict reason_words(struct arena *a, const char *text, const char *status);
/* The same, and where they say nothing, what the status alone says. */
enum verdict reason_verdict(struct arena *a, const char *text, const char *status);
/* Does a line hold any reason at all? */
bool reason_given(struct arena *a, const char *line);
/* The first enhanced status code ("5.1.1") in the text; NULL if there is none. */
char *reason_status(struct arena *a, const char *text);

/* ---- recipients */

/* Add one, unless it is there, no address, or the list is full; NULL then. */
struct bounce_recipient *bounce_add(struct arena *a, struct bounce *b, const char *address);

/* ---- reports */

/* RFC 3464: adds the failed recipients; *other_out: some were delayed, relayed or delivered. */
void dsn_read(struct arena *a, const struct mail_node *node, struct bounce *b, bool *other_out);

/* Free form: what a server or a gateway writes for people. */
struct free_form {
	struct arena *arena;
	struct text_lines lines;
	size_t end;             /* where the copy of the mail begins, at most BOUNCE_LINES_MAX */
};
struct free_form free_form_read(struct arena *a, const char *text);
/* Does a subject announce a failure? */
bool free_form_subject(struct arena *a, const char *subject);
/* Does the report speak of a failure, or of a delay only? */
bool free_form_fails(const struct free_form *f);
bool free_form_delays(const struct free_form *f, const char *subject);
/* Add the failed recipients to b; m's own sender and recipients are none. */
void free_form_recipients(const struct free_form *f, const struct mail *m, struct bounce *b);
/* What the whole report says of the reason; *status_out: the first status in it, if any. */
enum verdict free_form_verdict(const struct free_form *f, const char **status_out);

#endif
