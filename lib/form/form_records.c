/*
 * Records: TSV for pipes, an aligned table with header and colour for a terminal, JSON Lines.
 * Tools say which columns a record has and never print a separator.
 */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum shape { SHAPE_TSV, SHAPE_TABLE, SHAPE_JSON };

/* A cell of a table that waits until all widths are known. */
struct waiting {
	const char *text;
	enum cell_colour colour;
};

struct records {
	struct arena *arena;            /* the caller's: columns and waiting rows */
	struct arena *scratch;          /* for one record */
	enum shape shape;
	const struct column **columns;
	size_t columns_n;
	void (*json)(struct json *j, const void *record);
	struct waiting *cells;          /* columns_n a row */
	size_t cells_n;
};

static int unknown_column(
    struct arena *a, const struct column *columns, const char *name, struct err *err)
{
	struct str known = str_new(a);

	for (; columns->name; columns++)
		str_addf(
		    &known, " %s%s", columns->name, str_ends(columns->name, ".") ? "NAME" : "");
	return err_set(
	    err, ERR_USAGE, "no such column: %.40s (there are%s)", name, str_end(&known));
}

static void add_column(struct records *r, const struct column *column)
{
	r->columns = arena_grow(r->arena, r->columns, r->columns_n, sizeof *r->columns);
	r->columns[r->columns_n++] = column;
}

/* A column of that name; or one that stands for many, under the name asked for. */
static const struct column *find_column(
    struct arena *a, const struct column *columns, const char *name)
{
	for (; columns->name; columns++) {
		if (str_eq(columns->name, name) && !str_ends(name, "."))
			return columns;
		if (str_ends(columns->name, ".") && str_starts(name, columns->name) &&
		    !str_eq(columns->name, name)) {
			struct column *one = arena_memdup(a, columns, sizeof *columns);

			one->name = name;
			return one;
		}
	}
	return NULL;
}

static int choose_columns(struct records *r, const struct column *all, struct err *err)
{
	char *rest = arena_strdup(r->arena, tool_options.columns), *name;

	for (const struct column *c = all; !rest && c->name; c++)
		if (c->by_default)
			add_column(r, c);
	while ((name = str_cut(&rest, ',')) != NULL) {
		const struct column *column = find_column(r->arena, all, str_trim(name));

		if (!column)
			return unknown_column(r->arena, all, name, err);
		add_column(r, column);
	}
	return 0;
}

static void print_header(const struct records *r)
{
	for (size_t i = 0; i < r->columns_n; i++)
		printf("%s%s", i ? "\t" : "", r->columns[i]->name);
	putchar('\n');
}

struct records *records_open(struct arena *a, const struct column *columns,
    void (*json)(struct json *j, const void *record), struct err *err)
{
	struct records *r = arena_alloc(a, sizeof *r);

	r->arena = a;
	if (tool_options.json)
		r->shape = SHAPE_JSON;
	else
		r->shape = isatty(STDOUT_FILENO) ? SHAPE_TABLE : SHAPE_TSV;
	if (!tool_options.columns)
		r->json = json;
	if (choose_columns(r, columns, err) < 0)
		return NULL;
	r->scratch = arena_new();
	if (r->shape == SHAPE_TSV && tool_options.header)
		print_header(r);
	return r;
}

static void get_cell(const struct column *column, const void *record, struct cell *out)
{
	memset(out, 0, sizeof *out);
	out->name = column->name;
	column->get(record, out);
}

/* ---- JSON Lines */

static void json_cell(struct json *j, const struct column *column, const void *record)
{
	struct cell cell;

	json_key(j, column->name);
	if (column->json) {
		column->json(j, record);
		return;
	}
	get_cell(column, record, &cell);
	if (column->kind == CELL_TEXT)
		json_text(j, cell.text && *cell.text ? cell.text : NULL);
	else if (column->kind == CELL_TIME)
		json_time(j, cell.number);
	else if ((column->kind == CELL_ID && !cell.number) ||
	    (column->kind == CELL_SECONDS && cell.number < 0))
		json_raw(j, NULL);
	else
		json_int(j, cell.number);
}

static void print_json(struct records *r, const void *record)
{
	struct str line = str_new(r->scratch);
	struct json j = json_new(&line);

	if (r->json) {
		r->json(&j, record);
	} else {
		json_open(&j, '{');
		for (size_t i = 0; i < r->columns_n; i++)
			json_cell(&j, r->columns[i], record);
		json_close(&j, '}');
	}
	str_addc(&line, '\n');
	fwrite(line.s, 1, line.len, stdout);
}

/* ---- TSV */

static void tsv_cell(struct str *out, enum cell_kind kind, const struct cell *cell)
{
	bool none = (kind == CELL_TIME || kind == CELL_ID) ? !cell->number : cell->number < 0;

	if (kind == CELL_TEXT)
		tsv_escape(out, cell->text);
	else if (none && kind != CELL_INT)
		str_addc(out, '-');
	else if (kind == CELL_TIME)
		str_add(out, clock_rfc3339(out->arena, cell->number));
	else
		str_addf(out, "%lld", (long long)cell->number);
}

static void print_tsv(struct records *r, const void *record)
{
	struct str line = str_new(r->scratch);

	for (size_t i = 0; i < r->columns_n; i++) {
		struct cell cell;

		get_cell(r->columns[i], record, &cell);
		if (i)
			str_addc(&line, '\t');
		tsv_cell(&line, r->columns[i]->kind, &cell);
	}
	str_addc(&line, '\n');
	fwrite(line.s, 1, line.len, stdout);
}

/* ---- the aligned table */

/* As in TSV, but for people: local time, durations in words, none is blank. */
static const char *table_text(struct arena *a, enum cell_kind kind, const struct cell *cell)
{
	struct str out = str_new(a);

	if (kind == CELL_TEXT) {
		if (cell->text && *cell->text && !str_eq(cell->text, "-"))
			tsv_escape(&out, cell->text);
		else
			str_add(&out, cell->text ? cell->text : "");
	} else if (kind == CELL_TIME && cell->number) {
		str_add(&out, clock_local(a, cell->number, "%Y-%m-%d %H:%M"));
	} else if (kind == CELL_SECONDS && cell->number >= 0) {
		str_add(&out, duration_words(a, cell->number));
	} else if (kind == CELL_INT || (kind == CELL_ID && cell->number)) {
		str_addf(&out, "%lld", (long long)cell->number);
	}
	return str_end(&out);
}

static void keep_row(struct records *r, const void *record)
{
	for (size_t i = 0; i < r->columns_n; i++) {
		struct cell cell;

		get_cell(r->columns[i], record, &cell);
		r->cells = arena_grow(r->arena, r->cells, r->cells_n, sizeof *r->cells);
		r->cells[r->cells_n++] = (struct waiting){
			table_text(r->arena, r->columns[i]->kind, &cell), cell.colour};
	}
}

int terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	int64_t n;

	if (columns && str_int(columns, &n) == 0 && n >= 20 && n <= 10000)
		return (int)n;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return 80;
}

static void put_padding(int n)
{
	printf("%*s", n, "");
}

static const char *colour_code(enum cell_colour colour)
{
	static const char *const codes[] = {"", "\033[31m", "\033[33m", "\033[90m"};

	return codes[colour];
}

/* One cell: width cells wide, cut to at most room. */
static void put_cell(
    const char *text, const char *colour, int width, int room, bool right, bool last)
{
	size_t bytes;
	int used = utf8_cells(text, room, &bytes);

	if (right)
		put_padding(width - used);
	printf("%s%.*s%s", colour, (int)bytes, text, *colour ? "\033[0m" : "");
	if (!right && !last)
		put_padding(width - used);
}

static void measure(const struct records *r, int *widths)
{
	size_t bytes;

	for (size_t i = 0; i < r->columns_n; i++)
		widths[i] = utf8_cells(r->columns[i]->name, 10000, &bytes);
	for (size_t i = 0; i < r->cells_n; i++) {
		int w = utf8_cells(r->cells[i].text, 10000, &bytes);

		if (w > widths[i % r->columns_n])
			widths[i % r->columns_n] = w;
	}
}

/* A row; cells NULL: the header. */
static void put_row(
    const struct records *r, const struct waiting *cells, const int *widths, int room, bool colours)
{
	for (size_t i = 0; i < r->columns_n; i++) {
		bool last = i + 1 == r->columns_n, right = r->columns[i]->kind != CELL_TEXT &&
		    r->columns[i]->kind != CELL_TIME;
		const char *code = cells ? colour_code(cells[i].colour) : "\033[1m";

		put_cell(cells ? cells[i].text : r->columns[i]->name, colours ? code : "",
		    widths[i], last && room > 0 ? room : widths[i], right && !last, last);
		if (!last)
			put_padding(2);
		room -= widths[i] + 2;
	}
	putchar('\n');
}

static void print_table(const struct records *r)
{
	const char *no_color = getenv("NO_COLOR");
	bool colours = !no_color || !*no_color;
	int *widths = arena_alloc(r->arena, r->columns_n * sizeof *widths), room = terminal_width();

	measure(r, widths);
	put_row(r, NULL, widths, room, colours);
	for (size_t i = 0; i < r->cells_n; i += r->columns_n)
		put_row(r, r->cells + i, widths, room, colours);
}

void record_print(struct records *r, const void *record)
{
	if (r->shape == SHAPE_JSON)
		print_json(r, record);
	else if (r->shape == SHAPE_TSV)
		print_tsv(r, record);
	else
		keep_row(r, record);
	arena_reset(r->scratch);
}

void records_close(struct records *r)
{
	if (r->shape == SHAPE_TABLE && r->cells_n)
		print_table(r);
	arena_free(r->scratch);
}
