/* Any text as a script of commands, and as the answers to a form: what is read is UTF-8 and stays
 * within what was asked; nothing else is needed than the text. */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each word in single quotes is the same word again. */
static void check_again(struct arena *a, const struct command *c)
{
	struct str script = str_new(a);
	struct command *again;
	struct err err = { 0 };
	size_t n, line;

	for (size_t i = 0; i < c->words.n; i++) {
		str_addc(&script, ' ');
		str_addc(&script, '\'');
		for (const char *p = c->words.v[i]; *p != '\0'; p++)
			if (*p == '\'')
				str_add(&script, "'\\''");
			else
				str_addc(&script, *p);
		str_addc(&script, '\'');
	}
	if (script_read(a, str_end(&script), script.len, &again, &n, &line, &err) < 0 || n != 1 ||
	    again->words.n != c->words.n)
		abort();
	for (size_t i = 0; i < c->words.n; i++)
		if (!str_eq(again->words.v[i], c->words.v[i]))
			abort();
}

static void check_script(struct arena *a, const char *text, size_t size)
{
	struct command *commands;
	struct err err = { 0 };
	size_t n, line;

	if (script_read(a, text, size, &commands, &n, &line, &err) < 0) {
		if (err.class != ERR_DATA || line == 0)
			abort();
		return;
	}
	for (size_t i = 0; i < n; i++)
		check_again(a, &commands[i]);
}

static void check_answers(struct arena *a, const char *text)
{
	static const char *const types[] = { "text", "lines", "number", "date", "choice", "flag",
		"email", "phone" };
	struct ticket_form f = { .arena = a, .subject = "{text}: {choice} {none}" };
	struct strv wrong = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (form_line(&f, "question", types[i], "type", types[i], &err) < 0)
			abort();
	if (form_line(&f, "question", "choice", "choices", "a,İki,سه", &err) == 0)
		abort();        /* asked twice */
	f.questions[4].field.choices = "a,İki,سه";
	err_clear(&err);
	if (form_whole(&f, &err) < 0)
		abort();
	form_answers(&f, text, &wrong);
	for (size_t i = 0; i < f.n; i++)
		if (f.questions[i].answer != NULL && *f.questions[i].answer == '\0')
			abort();
	if (strpbrk(form_subject(&f), "\r\n") != NULL ||
	    !utf8_valid(form_text(&f), strlen(form_text(&f))))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_strndup(a, (const char *)data, size);

	check_script(a, text, size);
	if (strlen(text) == size && utf8_valid(text, size))
		check_answers(a, text);
	arena_free(a);
	return 0;
}
