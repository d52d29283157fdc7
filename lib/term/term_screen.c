/* term_screen: the terminal through ncurses.  Signals that end the program only end the waiting, so
 * that whoever drew gives the terminal back. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>
#include <wchar.h>

#include "term/term.h"

enum { PAIR_RED = 1, PAIR_YELLOW = 2, COLUMNS_MAX = 1000 };

static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
enum { ENDING = sizeof ending / sizeof ending[0] };

struct term {
	SCREEN *screen;
	bool colours;
	struct sigaction before[ENDING];
	sigset_t mask;          /* while waiting */
};

static volatile sig_atomic_t ended;

static void on_end(int number)
{
	(void)number;
	ended = 1;
}

/* They come through while we wait, and only then. */
static void watch_signals(struct term *term)
{
	struct sigaction action = { .sa_handler = on_end };
	sigset_t block;

	sigemptyset(&block);
	for (int i = 0; i < ENDING; i++) {
		sigaction(ending[i], &action, &term->before[i]);
		sigaddset(&block, ending[i]);
	}
	sigaddset(&block, SIGWINCH);
	sigprocmask(SIG_BLOCK, &block, &term->mask);
	for (int i = 0; i < ENDING; i++)
		sigdelset(&term->mask, ending[i]);
	sigdelset(&term->mask, SIGWINCH);
}

static void start_colours(struct term *term)
{
	term->colours = has_colors() && start_color() == OK && use_default_colors() == OK &&
	    init_pair(PAIR_RED, COLOR_RED, -1) == OK &&
	    init_pair(PAIR_YELLOW, COLOR_YELLOW, -1) == OK;
}

struct term *term_open(bool colours, struct err *err)
{
	struct term *term = mem_alloc(sizeof *term);
	const char *name = getenv("TERM");

	setlocale(LC_CTYPE, "C.UTF-8");
	term->screen = newterm(NULL, stdout, stdin);
	if (term->screen == NULL) {
		free(term);
		err_set(err, ERR_UNAVAILABLE, "the terminal %s is not known",
		    name == NULL ? "(no TERM)" : name);
		return NULL;
	}
	set_term(term->screen);
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	if (colours)
		start_colours(term);
	watch_signals(term);
	return term;
}

void term_close(struct term *term)
{
	if (term == NULL)
		return;
	endwin();
	for (int i = 0; i < ENDING; i++)
		sigaction(ending[i], &term->before[i], NULL);
	sigprocmask(SIG_SETMASK, &term->mask, NULL);
	delscreen(term->screen);
	free(term);
}

void term_size(struct term *term, int *rows_out, int *columns_out)
{
	(void)term;
	getmaxyx(stdscr, *rows_out, *columns_out);
}

void term_clear(struct term *term)
{
	(void)term;
	erase();
}

static attr_t look_of(const struct term *term, enum term_look look)
{
	switch (look) {
	case TERM_TITLE:
		return A_REVERSE;
	case TERM_HEAD:
		return A_BOLD;
	case TERM_RED:
		return term->colours ? (attr_t)COLOR_PAIR(PAIR_RED) : A_BOLD;
	case TERM_YELLOW:
		return term->colours ? (attr_t)COLOR_PAIR(PAIR_YELLOW) : A_NORMAL;
	case TERM_GREY:
		return A_DIM;
	case TERM_PLAIN:
		break;
	}
	return A_NORMAL;
}

/* What has no width here joins the cell before it; what the system's tables cannot print is '?'. */
static size_t widen(const char *text, size_t n, wchar_t *out)
{
	size_t count = 0, len;

	for (size_t at = 0; at < n && count < COLUMNS_MAX; at += len) {
		uint32_t c = utf8_decode(text + at, n - at, &len);
		int width = utf8_width(c);

		if (c == UTF8_BAD || c < 0x20 || c == 0x7f || wcwidth((wchar_t)c) != width) {
			for (int i = 0; i < width && count < COLUMNS_MAX; i++)
				out[count++] = L'?';
			continue;
		}
		if (width > 0 || count > 0)
			out[count++] = (wchar_t)c;
	}
	return count;
}

void term_put(
    struct term *term, int row, int column, int width, enum term_look look, const char *text)
{
	wchar_t wide[COLUMNS_MAX];
	int rows, columns;
	size_t bytes;

	getmaxyx(stdscr, rows, columns);
	if (row < 0 || row >= rows || column < 0 || column >= columns)
		return;
	if (width > columns - column)
		width = columns - column;
	utf8_cells(text, width, &bytes);
	attrset(look_of(term, look));
	mvaddnwstr(row, column, wide, (int)widen(text, bytes, wide));
	attrset(A_NORMAL);
}

void term_show(struct term *term)
{
	(void)term;
	refresh();
}

/* ncurses notes a new size in its own handler of SIGWINCH and tells it as a key. */
static enum term_event read_key(int *key_out)
{
	int key = getch();

	if (key == KEY_RESIZE)
		return TERM_RESIZE;
	*key_out = key >= 0 && key < 0x80 ? key : 0;
	return key == ERR ? TERM_TIMEOUT : TERM_KEY;
}

enum term_event term_wait(struct term *term, int64_t ms, int *key_out)
{
	struct timespec limit = { ms / 1000, ms % 1000 * 1000000 };
	fd_set in;

	FD_ZERO(&in);
	FD_SET(STDIN_FILENO, &in);
	int ready = pselect(STDIN_FILENO + 1, &in, NULL, NULL, &limit, &term->mask);
	if (ended || (ready < 0 && errno != EINTR))
		return TERM_END;
	if (ready == 0)
		return TERM_TIMEOUT;
	enum term_event event = read_key(key_out);
	/* readable, and nothing to read: the terminal is gone */
	return ready > 0 && event == TERM_TIMEOUT ? TERM_END : event;
}
