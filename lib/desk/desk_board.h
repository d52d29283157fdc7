/* desk_board: the live board as places on a grid of cells, for a screen or for a pipe. */
#ifndef TK_DESK_BOARD_H
#define TK_DESK_BOARD_H

#include "desk/desk.h"
#include "term/term.h"

struct place {
	int row, column, width;
	enum term_look look;
	const char *text;               /* not wider than width */
};

struct board {
	struct arena *a;                /* reset by board_fill */
	int rows, columns;              /* to fill; rows 0: as many as there is to say */
	int used;                       /* rows */
	struct place *places;           /* by row, then by column */
	size_t n;
};

/* What the actor may see of the desk: counters, the queue (or what a query finds, NULL: none), who
 * works on what. */
int board_fill(struct board *b, struct desk *desk, const char *query, struct err *err);
/* Only a message. */
void board_say(struct board *b, const char *text);

#endif
