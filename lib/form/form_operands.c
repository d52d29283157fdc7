/* Operands: which tickets a tool is asked for, by number, range, Message-ID, stdin or query. */
#include "form/form.h"

#include <string.h>
#include <unistd.h>

#define MAX_FIELD 1200          /* of a line of stdin: longer than any Message-ID we keep */

struct reader {
	struct arena *a;
	struct operands *out;
	size_t *slots;          /* open addressing: index into ids + 1, 0 is free */
	size_t slots_n;
	struct str query;
};

/* ---- ids, doubles once */

static size_t find_slot(const struct reader *r, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 20) % r->slots_n;

	while (r->slots[at] && r->out->ids[r->slots[at] - 1] != id)
		at = (at + 1) % r->slots_n;
	return at;
}

static void grow_slots(struct reader *r)
{
	if (r->out->ids_n * 2 < r->slots_n)
		return;
	r->slots_n = r->slots_n ? r->slots_n * 4 : 64;
	r->slots = arena_alloc(r->a, r->slots_n * sizeof *r->slots);
	for (size_t i = 0; i < r->out->ids_n; i++)
		r->slots[find_slot(r, r->out->ids[i])] = i + 1;
}

static void add_id(struct reader *r, int64_t id)
{
	struct operands *o = r->out;
	size_t slot;

	grow_slots(r);
	slot = find_slot(r, id);
	if (r->slots[slot])
		return;
	o->ids = arena_grow(r->a, o->ids, o->ids_n, sizeof *o->ids);
	o->ids[o->ids_n++] = id;
	r->slots[slot] = o->ids_n;
}

static void add_range(struct reader *r, int64_t lo, int64_t hi)
{
	struct operands *o = r->out;

	o->ranges = arena_grow(r->a, o->ranges, o->ranges_n, sizeof *o->ranges);
	o->ranges[o->ranges_n].lo = lo;
	o->ranges[o->ranges_n].hi = hi;
	o->ranges[o->ranges_n++].at = o->ids_n;
}

static void add_mid(struct reader *r, const char *id)
{
	struct operands *o = r->out;
	size_t len = strlen(id);

	if (len > 2 && id[0] == '<' && id[len - 1] == '>') {
		id++;
		len -= 2;
	}
	o->mids = arena_grow(r->a, o->mids, o->mids_n, sizeof *o->mids);
	o->mids[o->mids_n].id = arena_strndup(r->a, id, len);
	o->mids[o->mids_n++].at = o->ids_n;
}

/* ---- one operand */

static bool all_digits(const char *s, size_t n)
{
	return n > 0 && strspn(s, "0123456789") >= n;
}

static int read_id(struct arena *a, const char *s, size_t n, int64_t *out, struct err *err)
{
	const char *digits = arena_strndup(a, s, n);

	return str_int(digits, out) == 0 ? 0
					 : err_set(err, ERR_NO, "%.40s: no such ticket", digits);
}

/* 1 if s names tickets by number or Message-ID, 0 if it does not. */
static int read_operand(struct reader *r, const char *s, struct err *err)
{
	const char *number = *s == '#' ? s + 1 : s, *dots = strstr(number, "..");
	size_t n = dots ? (size_t)(dots - number) : strlen(number);
	int64_t lo, hi;

	if (str_istarts(s, "mid:") && s[4]) {
		add_mid(r, s + 4);
		return 1;
	}
	if (!all_digits(number, n) || (dots && !all_digits(dots + 2, strlen(dots + 2))))
		return 0;
	if (read_id(r->a, number, n, &lo, err) < 0)
		return -1;
	if (!dots) {
		add_id(r, lo);
		return 1;
	}
	if (read_id(r->a, dots + 2, strlen(dots + 2), &hi, err) < 0)
		return -1;
	add_range(r, lo, hi);
	return 1;
}

/* ---- stdin */

/* The first field of the next line; the rest of the line is passed over.  1, or 0 at the end. */
static int read_field(char field[MAX_FIELD], size_t line, struct err *err)
{
	size_t n = 0;
	int c;

	while ((c = getc_unlocked(stdin)) != EOF && c != '\n' && c != '\t') {
		if (n + 1 >= MAX_FIELD || c == '\0')
			return err_set(err, ERR_DATA, "stdin, line %zu: not a ticket", line);
		field[n++] = (char)c;
	}
	field[n] = '\0';
	if (c == EOF && n == 0)
		return 0;
	while (c != '\n' && c != EOF)
		c = getc_unlocked(stdin);
	return 1;
}

static int read_stdin_lines(struct reader *r, struct err *err)
{
	char field[MAX_FIELD];
	int more;

	for (size_t line = 1; (more = read_field(field, line, err)) > 0; line++) {
		int known;

		if (!*str_trim(field) || str_eq(str_trim(field), "-"))
			continue;
		known = read_operand(r, str_trim(field), err);
		if (known < 0)
			return -1;
		if (!known)
			return err_set(
			    err, ERR_DATA, "stdin, line %zu: not a ticket: %.40s", line, field);
	}
	if (more < 0)
		return -1;
	return ferror(stdin) ? err_sys(err, ERR_IO, "stdin") : 0;
}

/* ---- all of them */

static int add_operand(struct reader *r, const char *s, struct err *err)
{
	int known;

	if (str_eq(s, "-"))
		return read_stdin_lines(r, err);
	known = read_operand(r, s, err);
	if (known == 0) {
		if (r->query.len)
			str_addc(&r->query, ' ');
		str_add(&r->query, s);
	}
	return known < 0 ? -1 : 0;
}

int operands_parse(
    struct arena *a, char *const *argv, bool read_stdin, struct operands *out, struct err *err)
{
	struct reader r = {.a = a, .out = out, .query = str_new(a)};

	memset(out, 0, sizeof *out);
	if (!*argv) {
		out->none = !read_stdin || isatty(STDIN_FILENO);
		return out->none ? 0 : read_stdin_lines(&r, err);
	}
	for (; *argv; argv++)
		if (add_operand(&r, *argv, err) < 0)
			return -1;
	if (r.query.len)
		out->query = str_end(&r.query);
	return 0;
}
