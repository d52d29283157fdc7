/* Ticket forms (tk-form(5)): their file, the answers people give, and the text that comes of it. */
#include "form/form.h"

#include <string.h>

enum { QUESTIONS_MAX = 100 };

static bool is_type(const char *word)
{
	static const char *const types[] = { "text", "lines", "number", "date", "choice", "flag",
		"email", "phone" };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_eq(types[i], word))
			return true;
	return false;
}

static int question_line(
    struct arena *a, struct question *q, const char *key, const char *value, struct err *err)
{
	if (str_eq(key, "label"))
		q->field.label = arena_strdup(a, value);
	else if (str_eq(key, "help"))
		q->help = arena_strdup(a, value);
	else if (str_eq(key, "choices"))
		q->field.choices = arena_strdup(a, value);
	else if (str_eq(key, "type") && is_type(value))
		q->field.type = arena_strdup(a, value);
	else if (str_eq(key, "type"))
		return err_set(err, ERR_CONFIG, "type = %.40s: must be text, lines, number, date,"
		    " choice, flag, email or phone", value);
	else if (str_eq(key, "required") && (str_eq(value, "yes") || str_eq(value, "no")))
		q->field.required = str_eq(value, "yes");
	else if (str_eq(key, "required"))
		return err_set(err, ERR_CONFIG, "required = %.40s: must be yes or no", value);
	else
		return err_set(err, ERR_CONFIG, "%.40s: a question has no such key", key);
	return 0;
}

static int top_line(struct ticket_form *f, const char *key, const char *value, struct err *err)
{
	const struct { const char *key, **place;
	} keys[] = { { "title", &f->title }, { "group", &f->group }, { "category", &f->category },
		{ "kind", &f->kind }, { "priority", &f->priority }, { "subject", &f->subject },
		{ "from", &f->from }, { "name", &f->name } };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (str_eq(keys[i].key, key)) {
			*keys[i].place = arena_strdup(f->arena, value);
			return 0;
		}
	return err_set(err, ERR_CONFIG, "%.40s: a form has no such key", key);
}

struct question *form_question(const struct ticket_form *f, const char *key)
{
	struct arena *a = arena_new();
	const char *folded = utf8_fold(a, key, false);
	struct question *found = NULL;

	for (size_t i = 0; i < f->n && found == NULL; i++)
		if (str_eq(utf8_fold(a, f->questions[i].field.name, false), folded) ||
		    (f->questions[i].field.label != NULL &&
			str_eq(utf8_fold(a, f->questions[i].field.label, false), folded)))
			found = &f->questions[i];
	arena_free(a);
	return found;
}

int form_line(void *ctx, const char *section, const char *name, const char *key, const char *value,
    struct err *err)
{
	struct ticket_form *f = ctx;
	struct question *last = f->n > 0 ? &f->questions[f->n - 1] : NULL;

	if (section == NULL)
		return top_line(f, key, value, err);
	if (!str_eq(section, "question") || name == NULL || strpbrk(name, " \t:={}") != NULL)
		return err_set(err, ERR_CONFIG, "[%.40s %.40s]: must be [question KEY]", section,
		    name == NULL ? "" : name);
	if (last == NULL || !str_eq(last->field.name, name)) {
		if (form_question(f, name) != NULL)
			return err_set(err, ERR_CONFIG, "[question %.40s]: is asked twice", name);
		if (f->n >= QUESTIONS_MAX)
			return err_set(err, ERR_CONFIG, "more than %d questions", QUESTIONS_MAX);
		f->questions = arena_grow(f->arena, f->questions, f->n, sizeof *f->questions);
		last = &f->questions[f->n++];
		*last = (struct question){ .field.name = arena_strdup(f->arena, name) };
	}
	return question_line(f->arena, last, key, value, err);
}

int form_whole(struct ticket_form *f, struct err *err)
{
	if (f->n == 0)
		return err_set(err, ERR_CONFIG, "asks nothing ([question KEY])");
	for (size_t i = 0; i < f->n; i++) {
		struct field *q = &f->questions[i].field;

		if (q->type == NULL)
			q->type = "text";
		if (str_eq(q->type, "choice") && q->choices == NULL)
			return err_set(err, ERR_CONFIG, "[question %s]: has no choices", q->name);
	}
	for (int i = 0; i < 2; i++) {
		const char *key = i == 0 ? f->from : f->name;

		if (key != NULL && form_question(f, key) == NULL)
			return err_set(err, ERR_CONFIG, "%s = %.40s: no such question",
			    i == 0 ? "from" : "name", key);
	}
	return 0;
}

/* ---- answers */

int form_answer(struct arena *a, struct question *q, const char *value, struct err *err)
{
	struct field f = q->field;
	char *given = str_trim(arena_strdup(a, value));

	q->answer = NULL;
	if (*given == '\0')
		return q->field.required
		    ? err_set(err, ERR_DATA, "%s: an answer is needed", f.name) : 0;
	if (str_eq(f.type, "lines"))
		f.type = "text";
	else if (strchr(given, '\n') != NULL)
		return err_set(err, ERR_DATA, "%s: the answer is one line", f.name);
	q->answer = field_check(a, &f, given, err);
	return q->answer == NULL ? -1 : 0;
}

static void complain(struct arena *a, struct strv *wrong, const struct err *err)
{
	strv_add(wrong, a, err->text);
}

/* "key: value" begins an answer, an indented line goes on with it. */
static void read_answers(struct ticket_form *f, char *text, struct str *values, bool *given,
    struct strv *wrong)
{
	struct str *current = NULL;
	size_t blank = 0;

	for (char *line; (line = str_cut(&text, '\n')) != NULL;) {
		size_t indent = strspn(line, " \t");
		char *value = line, *key;
		struct err err = { 0 };
		struct question *q;

		line[strcspn(line, "\r")] = '\0';
		if (line[indent] == '\0') {
			blank++;
			continue;
		}
		if (indent > 0 && current != NULL) {
			for (blank++; blank > 0; blank--)
				str_addc(current, '\n');
			str_add(current, line + indent);
			continue;
		}
		key = str_trim(str_cut(&value, ':'));
		q = form_question(f, key);
		current = NULL;
		blank = 0;
		if (value == NULL || q == NULL)
			err_set(&err, ERR_DATA, value == NULL ? "%.60s: not \"key: value\"" :
			    "%.60s: this is not asked", key);
		else if (given[q - f->questions])
			err_set(&err, ERR_DATA, "%.60s: is answered twice", key);
		if (err.class != ERR_NONE) {
			complain(f->arena, wrong, &err);
			continue;
		}
		given[q - f->questions] = true;
		current = &values[q - f->questions];
		str_add(current, str_trim(value));
	}
}

void form_answers(struct ticket_form *f, const char *text, struct strv *wrong)
{
	struct str *values = arena_alloc(f->arena, f->n * sizeof *values);
	bool *given = arena_alloc(f->arena, f->n * sizeof *given);

	for (size_t i = 0; i < f->n; i++)
		values[i] = str_new(f->arena);
	read_answers(f, arena_strdup(f->arena, text), values, given, wrong);
	for (size_t i = 0; i < f->n; i++) {
		struct err err = { 0 };

		if (form_answer(f->arena, &f->questions[i], str_end(&values[i]), &err) < 0)
			complain(f->arena, wrong, &err);
	}
}

/* ---- what comes of it */

const char *form_text(const struct ticket_form *f)
{
	struct str out = str_new(f->arena);

	for (size_t i = 0; i < f->n; i++) {
		const struct question *q = &f->questions[i];
		const char *label = q->field.label != NULL ? q->field.label : q->field.name;

		if (q->answer == NULL)
			continue;
		if (str_eq(q->field.type, "lines"))
			str_addf(&out, "%s:\n%s\n", label, q->answer);
		else
			str_addf(&out, "%s: %s\n", label, q->answer);
	}
	return str_end(&out);
}

static const char *answer_to(void *ctx, const char *name)
{
	const struct question *q = form_question(ctx, name);

	return q == NULL ? NULL : q->answer == NULL ? "" : q->answer;
}

const char *form_subject(struct ticket_form *f)
{
	char *subject = template_fill(f->arena, f->subject != NULL ? f->subject :
	    f->title != NULL ? f->title : "", answer_to, f);

	subject[strcspn(subject, "\r\n")] = '\0';
	return str_trim(subject);
}
