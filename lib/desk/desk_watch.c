/* desk_watch: the live board: drawn on a terminal when something has changed, or printed once. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "desk/desk_board.h"
#include "form/form.h"
#include "store/store.h"

enum { SECONDS_MAX = 3600, ROWS_MAX = 500, COLUMNS_MAX = 500, CTRL_L = 'L' & 0x1f };

/* ---- once, as text */

static void print_board(const struct board *b)
{
	struct str out = str_new(b->a);
	int row = 0, column = 0;
	size_t unused;

	for (size_t i = 0; i < b->n; i++) {
		const struct place *p = &b->places[i];

		for (; row < p->row; row++, column = 0)
			str_addc(&out, '\n');
		str_addf(&out, "%*s%s", p->column - column, "", p->text);
		column = p->column + utf8_cells(p->text, p->width, &unused);
	}
	str_addc(&out, '\n');
	text_print(str_end(&out));
}

/* ---- live */

struct watching {
	struct desk *desk;
	struct board board;
	struct term *term;
	const char *query;
	int64_t version, minute;        /* of what is shown */
};

/* A busy store is said in the last row; the board comes back with the next look. */
static int draw(struct watching *w, struct err *err)
{
	struct board *b = &w->board;
	struct err trouble = { 0 };

	w->desk->now = clock_now();
	w->minute = w->desk->now / 60;
	term_size(w->term, &b->rows, &b->columns);
	b->rows = b->rows > ROWS_MAX ? ROWS_MAX : b->rows;
	b->columns = b->columns > COLUMNS_MAX ? COLUMNS_MAX : b->columns;
	if (board_fill(b, w->desk, w->query, &trouble) < 0) {
		if (trouble.class != ERR_TEMP) {
			*err = trouble;
			return -1;
		}
		board_say(b, trouble.text);
		w->version = -1;
	}
	term_clear(w->term);
	for (size_t i = 0; i < b->n; i++) {
		const struct place *p = &b->places[i];

		term_put(w->term, p->row, p->column, p->width, p->look, p->text);
	}
	term_show(w->term);
	return 0;
}

/* Has anybody written, or has the minute turned? */
static bool is_old(struct watching *w)
{
	struct err ignored = { 0 };
	int64_t version = store_version(w->desk->store, &ignored);
	bool old = version != w->version || clock_now() / 60 != w->minute;

	w->version = version;
	return old;
}

static int live(struct watching *w, int64_t seconds, struct err *err)
{
	enum term_event event = TERM_RESIZE;
	int key = 0;

	while (event != TERM_END && !(event == TERM_KEY && (key == 'q' || key == 'Q'))) {
		bool asked = event == TERM_RESIZE ||
		    (event == TERM_KEY && (key == 'r' || key == CTRL_L));

		if ((is_old(w) || asked) && draw(w, err) < 0)
			return -1;
		event = term_wait(w->term, seconds * 1000, &key);
	}
	return 0;
}

static int open_live(struct watching *w, int64_t seconds, struct err *err)
{
	const char *colourless = getenv("NO_COLOR");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE, "this needs a terminal (--once prints the board)");
	/* what is wrong with the query is said before the terminal is taken */
	if (board_fill(&w->board, w->desk, w->query, err) < 0)
		return -1;
	w->term = term_open(colourless == NULL || *colourless == '\0', err);
	if (w->term == NULL)
		return -1;
	int result = live(w, seconds, err);
	term_close(w->term);
	return result;
}

int desk_watch(struct desk *desk, char *const *operands, const struct watch_options *options,
    struct err *err)
{
	struct watching w = { .desk = desk, .version = -1 };
	struct str query = str_new(desk->arena);

	if (options->seconds < 1 || options->seconds > SECONDS_MAX)
		return err_set(err, ERR_USAGE, "-i takes 1 to %d seconds", (int)SECONDS_MAX);
	for (; *operands != NULL; operands++)
		str_addf(&query, "%s%s", query.len > 0 ? " " : "", *operands);
	w.query = query.len > 0 ? str_end(&query) : NULL;
	w.board.a = arena_new();
	w.board.columns = terminal_width();
	int result = options->once ? board_fill(&w.board, desk, w.query, err) :
	    open_live(&w, options->seconds, err);
	if (result == 0 && options->once)
		print_board(&w.board);
	arena_free(w.board.a);
	return result;
}
