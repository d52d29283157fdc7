/*
 * Configuration files: "[section name]" headers, "key = value" lines, comments that
 * begin a line with "#".  The caller's function says which keys there are.
 */
#include "base/base.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { CONF_MAX = 1 << 20 };

struct conf {
	char *section, *name;
	conf_fn *fn;
	void *ctx;
};

/* "[section]" or "[section name]"; line begins with "[". */
static int header(struct conf *conf, char *line, struct err *err)
{
	size_t n = strlen(line);

	if (line[n - 1] != ']')
		return err_set(err, ERR_CONFIG, "a ] is missing");
	line[n - 1] = '\0';
	conf->section = str_trim(line + 1);
	if (!*conf->section)
		return err_set(err, ERR_CONFIG, "a section without a name");
	conf->name = strpbrk(conf->section, " \t");
	if (conf->name) {
		*conf->name++ = '\0';
		conf->name = str_trim(conf->name);
	}
	return 0;
}

static int setting(struct conf *conf, char *line, struct err *err)
{
	char *value = strchr(line, '=');

	if (!value)
		return err_set(err, ERR_CONFIG, "neither [section] nor key = value");
	*value++ = '\0';
	line = str_trim(line);
	if (!*line)
		return err_set(err, ERR_CONFIG, "a key is missing");
	return conf->fn(conf->ctx, conf->section, conf->name, line, str_trim(value), err);
}

static int one_line(struct conf *conf, char *line, struct err *err)
{
	if (!utf8_valid(line, strlen(line)))
		return err_set(err, ERR_CONFIG, "not UTF-8");
	line = str_trim(line);
	if (!*line || *line == '#')
		return 0;
	return *line == '[' ? header(conf, line, err) : setting(conf, line, err);
}

static int all_lines(struct conf *conf, const char *path, char *text, struct err *err)
{
	char *line;

	for (int number = 1; (line = str_cut(&text, '\n')); number++) {
		struct err inner = { 0 };

		if (one_line(conf, line, &inner) < 0)
			return err_set(err, inner.class, "%s:%d: %s", path, number, inner.text);
	}
	return 0;
}

int conf_read(const char *path, conf_fn *fn, void *ctx, struct err *err)
{
	struct conf conf = { .fn = fn, .ctx = ctx };
	struct arena *a;
	char *text;
	size_t len;
	int rc = -1;

	if (!file_exists(path))
		return 0;
	a = arena_new();
	text = file_read(a, path, CONF_MAX, &len, err);
	if (text && strlen(text) != len)
		err_set(err, ERR_CONFIG, "%s: not a text file", path);
	else if (text)
		rc = all_lines(&conf, path, text, err);
	arena_free(a);
	return rc;
}
