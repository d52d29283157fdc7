/*
 * term: a screen of text on the terminal, drawn whole each time; only what differs is sent.  The
 * only module with ncurses.  Text is UTF-8 without control characters, whatever the locale.
 */
#ifndef TK_TERM_H
#define TK_TERM_H

#include "base/base.h"

struct term;

enum term_look { TERM_PLAIN, TERM_TITLE, TERM_HEAD, TERM_RED, TERM_YELLOW, TERM_GREY };
enum term_event { TERM_TIMEOUT, TERM_KEY, TERM_RESIZE, TERM_END };

/* Take over the terminal on stdin and stdout; ERR_UNAVAILABLE if it is none that can be used.
 * colours: if it has them. */
struct term *term_open(bool colours, struct err *err);
/* Give it back as it was; NULL is fine. */
void term_close(struct term *term);
void term_size(struct term *term, int *rows_out, int *columns_out);
void term_clear(struct term *term);
/* Lay text into a row, cut to width cells. */
void term_put(
    struct term *term, int row, int column, int width, enum term_look look, const char *text);
/* Bring what was laid to the eye. */
void term_show(struct term *term);
/* Wait so long for a key (its number, ASCII or 0), a new size, or a signal to end. */
enum term_event term_wait(struct term *term, int64_t ms, int *key_out);

#endif
