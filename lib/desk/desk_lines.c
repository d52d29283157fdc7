/* desk_lines: effect lines from files or stdin, done in order. */
#include <string.h>
#include <unistd.h>

#include "desk/desk.h"
#include "form/form.h"

enum { FILE_MAX = 256 << 20 };

struct lines {
	struct arena *a;
	struct effect *v;
	size_t n;
};

static int read_lines(struct lines *l, const char *path, char *text, struct err *err)
{
	char *rest = text, *line;
	int number = 0;

	while ((line = str_cut(&rest, '\n')) != NULL) {
		struct err wrong = { 0 };

		number++;
		if (*line == '\0')
			continue;
		l->v = arena_grow(l->a, l->v, l->n, sizeof *l->v);
		if (effect_parse_line(l->a, line, &l->v[l->n++], &wrong) < 0)
			return err_set(err, wrong.class, "%s:%d: %s", path, number, wrong.text);
	}
	return 0;
}

static int read_one(struct lines *l, const char *path, struct err *err)
{
	size_t len;
	char *text = str_eq(path, "-") ? file_read_fd(l->a, STDIN_FILENO, FILE_MAX, &len, err) :
	    file_read(l->a, path, FILE_MAX, &len, err);

	if (text == NULL)
		return -1;
	if (memchr(text, '\0', len) != NULL)
		return err_set(err, ERR_DATA, "%s: holds a NUL byte", path);
	return read_lines(l, str_eq(path, "-") ? "stdin" : path, text, err);
}

int desk_apply_files(
    struct desk *desk, char *const *paths, desk_compose_fn *compose, struct err *err)
{
	struct lines l = { .a = desk->arena };

	if (*paths == NULL && read_one(&l, "-", err) < 0)
		return -1;
	for (; *paths != NULL; paths++)
		if (read_one(&l, *paths, err) < 0)
			return -1;
	return desk_change_list(desk, l.v, l.n, compose, err);
}
