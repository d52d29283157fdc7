/*
 * A script of commands as tk-admin dump prints it, read without a shell: words, quotes, comments
 * and continuation lines as in sh(1).  What only a shell can do is refused, not guessed.
 */
#include "form/form.h"

#include <string.h>

struct reader {
	struct arena *a;
	const char *at;
	size_t line;
};

static int refuse(char c, struct err *err)
{
	return err_set(err, ERR_DATA, "%c: only words and quotes are understood, no shell", c);
}

static int single_quoted(struct reader *r, struct str *word, struct err *err)
{
	const char *end = strchr(r->at, '\'');

	if (end == NULL)
		return err_set(err, ERR_DATA, "a ' is missing");
	str_addn(word, r->at, (size_t)(end - r->at));
	for (; r->at < end; r->at++)
		r->line += *r->at == '\n';
	r->at = end + 1;
	return 0;
}

static int double_quoted(struct reader *r, struct str *word, struct err *err)
{
	for (; *r->at != '"'; r->at++) {
		if (*r->at == '\0')
			return err_set(err, ERR_DATA, "a \" is missing");
		if (*r->at == '$' || *r->at == '`')
			return refuse(*r->at, err);
		if (*r->at == '\\' && r->at[1] != '\0' && strchr("\\\"$`", r->at[1]) != NULL)
			r->at++;
		r->line += *r->at == '\n';
		str_addc(word, *r->at);
	}
	r->at++;
	return 0;
}

static int read_word(struct reader *r, struct str *word, struct err *err)
{
	for (;;) {
		char c = *r->at;

		if (c == '\0' || strchr(" \t\r\n", c) != NULL)
			return 0;
		if (strchr("$`&|;<>()*?[~", c) != NULL)
			return refuse(c, err);
		r->at++;
		if (c == '\'') {
			if (single_quoted(r, word, err) < 0)
				return -1;
		} else if (c == '"') {
			if (double_quoted(r, word, err) < 0)
				return -1;
		} else if (c == '\\' && *r->at == '\n') {
			r->at++;
			r->line++;
		} else if (c == '\\' && *r->at != '\0') {
			str_addc(word, *r->at++);
		} else
			str_addc(word, c);
	}
}

/* To the next word on this line; false at its end. */
static bool skip(struct reader *r)
{
	for (;;) {
		r->at += strspn(r->at, " \t\r");
		if (r->at[0] != '\\' || r->at[1] != '\n')
			break;
		r->at += 2;
		r->line++;
	}
	if (*r->at == '#')
		r->at += strcspn(r->at, "\n");
	return *r->at != '\0' && *r->at != '\n';
}

int script_read(struct arena *a, const char *text, size_t len, struct command **out, size_t *n_out,
    size_t *line_out, struct err *err)
{
	struct reader r = { .a = a, .at = text, .line = 1 };

	*out = NULL;
	*n_out = 0;
	*line_out = 1;
	if (strlen(text) != len || !utf8_valid(text, len))
		return err_set(err, ERR_DATA, "not UTF-8 text");
	while (*r.at != '\0') {
		struct command command = { .line = r.line };

		while (skip(&r)) {
			struct str word = str_new(a);

			*line_out = r.line;
			if (read_word(&r, &word, err) < 0)
				return -1;
			strv_add(&command.words, a, str_end(&word));
		}
		if (*r.at == '\n') {
			r.at++;
			r.line++;
		}
		if (command.words.n == 0)
			continue;
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		(*out)[(*n_out)++] = command;
	}
	return 0;
}
