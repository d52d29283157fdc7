/* desk_form: tk-new --form: a form of the manager's is asked on a terminal or read from a pipe, and
 * becomes a ticket with its fields filled in. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "form/form.h"
#include "store/store.h"

enum { ANSWERS_MAX = 1 << 20 };

/* ---- the form's file: of the brand first */

static const char *brand_folder(struct desk *desk, const char *group, struct err *err)
{
	struct object *o;
	size_t n = 0;

	if (group == NULL) {
		int64_t id = store_default_group(desk->store, err);

		if (err->class == ERR_NONE)
			group = store_object_name(desk->store, desk->arena, "group", id, err);
	}
	if (group == NULL || store_objects(desk->store, desk->arena, store_object_kind("group"),
		group, &o, &n, err) < 0 || n == 0)
		return NULL;
	if (store_objects(desk->store, desk->arena, store_object_kind("brand"),
		object_get(o, "brand"), &o, &n, err) < 0 || n == 0)
		return NULL;
	return object_get(o, "templates");
}

static bool is_there(const char *path)
{
	secure_enter();
	bool there = file_exists(path);
	secure_leave();
	return there;
}

static const char *find_file(
    struct desk *desk, const char *name, const char *group, struct err *err)
{
	const char *folder = brand_folder(desk, group, err), *path;
	char *templates = path_join(desk->arena, desk->dir, "templates");

	if (err->class != ERR_NONE)
		return NULL;
	if (strchr(name, '/') != NULL || *name == '.' || *name == '\0') {
		err_set(err, ERR_USAGE, "--form %s: no such form", name);
		return NULL;
	}
	name = arena_printf(desk->arena, "%s.form", name);
	path = folder == NULL ? NULL : path_join(desk->arena,
	    path_join(desk->arena, templates, folder), name);
	if (path != NULL && is_there(path))
		return path;
	path = path_join(desk->arena, templates, name);
	if (is_there(path))
		return path;
	err_set(
	    err, ERR_USAGE, "--form %.*s: no such form (%s)", (int)strlen(name) - 5, name, path);
	return NULL;
}

/* What the desk defines of a field, the form need not say again. */
static int join_fields(struct desk *desk, struct ticket_form *f, struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		struct field *q = &f->questions[i].field, known;
		int found = desk_ticket_field(desk, q->name, &known, err);

		if (found < 0)
			return -1;
		if (found == 0)
			continue;
		q->id = known.id;
		q->name = known.name;
		q->required |= known.required;
		if (q->label == NULL)
			q->label = known.label;
		if (q->type == NULL)
			q->type = known.type;
		if (q->choices == NULL)
			q->choices = known.choices;
	}
	return 0;
}

/* What the form wants of its ticket must be defined. */
static int check_names(struct desk *desk, const struct ticket_form *f, struct err *err)
{
	const struct { const char *key, *value;
	} names[] = { { "group", f->group }, { "category", f->category },
		{ "priority", f->priority }, { "kind", f->kind } };
	int64_t id;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].value != NULL && store_object_id(desk->store, names[i].key,
			names[i].value, &id, err) == 0)
			return err_set(err, ERR_CONFIG, "%s = %s: there is none", names[i].key,
			    names[i].value);
	return err->class != ERR_NONE ? -1 : 0;
}

static int read_file(
    struct desk *desk, const char *path, struct ticket_form *f, struct err *err)
{
	struct err wrong = { 0 };

	*f = (struct ticket_form){ .arena = desk->arena };
	secure_enter();
	bool good = file_check_private(path, err) == 0 && conf_read(path, form_line, f, err) == 0;
	secure_leave();
	if (!good || join_fields(desk, f, err) < 0)
		return -1;
	return form_whole(f, &wrong) == 0 && check_names(desk, f, &wrong) == 0
	    ? 0 : err_set(err, wrong.class, "%s: %s", path, wrong.text);
}

int desk_form_check(struct desk *desk, const char *path, struct err *err)
{
	struct ticket_form f;

	return read_file(desk, path, &f, err);
}

/* ---- asking */

/* One line from the terminal; NULL at its end. */
static char *read_line(struct arena *a)
{
	struct str line = str_new(a);
	char c;

	for (ssize_t n; (n = read(STDIN_FILENO, &c, 1)) == 1 && line.len < ANSWERS_MAX;) {
		if (c == '\n')
			return str_end(&line);
		str_addc(&line, c);
	}
	return line.len > 0 ? str_end(&line) : NULL;
}

static void show_question(struct desk *desk, const struct question *q)
{
	struct str out = str_new(desk->arena);

	if (q->help != NULL) {
		str_addc(&out, '(');
		tsv_escape(&out, q->help);
		str_add(&out, ")\n");
	}
	tsv_escape(&out, q->field.label != NULL ? q->field.label : q->field.name);
	if (str_eq(q->field.type, "choice"))
		str_addf(&out, " [%s]", q->field.choices);
	else if (str_eq(q->field.type, "flag"))
		str_add(&out, " [yes,no]");
	else if (str_eq(q->field.type, "lines"))
		str_add(&out, " (end with a line of one dot)");
	str_addf(&out, "%s: ", q->field.required ? " *" : "");
	file_write_fd(STDERR_FILENO, str_end(&out), out.len, NULL);
}

static int ask(struct desk *desk, struct question *q, struct err *err)
{
	for (;;) {
		struct str value = str_new(desk->arena);
		struct err wrong = { 0 };
		char *line;

		show_question(desk, q);
		while ((line = read_line(desk->arena)) != NULL && !str_eq(line, ".")) {
			str_addf(&value, "%s%s", value.len > 0 ? "\n" : "", line);
			if (!str_eq(q->field.type, "lines"))
				break;
		}
		if (line == NULL && value.len == 0)
			return err_set(err, ERR_NO, "not all questions are answered: nothing made");
		if (form_answer(desk->arena, q, str_end(&value), &wrong) == 0)
			return 0;
		tool_warn("%s", wrong.text);
	}
}

static int collect(
    struct desk *desk, struct ticket_form *f, const struct text_source *source, struct err *err)
{
	const char *text = source->message;
	struct strv wrong = { 0 };
	size_t len = 0;

	if (text == NULL && source->file == NULL && isatty(STDIN_FILENO)) {
		for (size_t i = 0; i < f->n; i++)
			if (ask(desk, &f->questions[i], err) < 0)
				return -1;
		return 0;
	}
	if (text != NULL)
		len = strlen(text);
	else if (source->file == NULL || str_eq(source->file, "-"))
		text = file_read_fd(desk->arena, STDIN_FILENO, ANSWERS_MAX, &len, err);
	else
		text = file_read(desk->arena, source->file, ANSWERS_MAX, &len, err);
	if (text == NULL)
		return -1;
	if (strlen(text) != len || !utf8_valid(text, len))
		return err_set(err, ERR_DATA, "the answers are not UTF-8 text");
	form_answers(f, text, &wrong);
	for (size_t i = 0; i < wrong.n; i++)
		tool_warn("%s", wrong.v[i]);
	err->class = wrong.n > 0 ? ERR_DATA : err->class;
	return wrong.n > 0 ? -1 : 0;
}

/* ---- the ticket */

/* "Name" <address>, whatever the name holds. */
static const char *requester(struct desk *desk, const struct ticket_form *f)
{
	const struct question *from = f->from == NULL ? NULL : form_question(f, f->from);
	const struct question *name = f->name == NULL ? NULL : form_question(f, f->name);
	struct str out = str_new(desk->arena);

	if (from == NULL || from->answer == NULL)
		return NULL;
	if (name == NULL || name->answer == NULL)
		return from->answer;
	str_addc(&out, '"');
	for (const char *p = name->answer; *p != '\0'; p++)
		if ((unsigned char)*p >= 0x20) {
			if (*p == '"' || *p == '\\')
				str_addc(&out, '\\');
			str_addc(&out, *p);
		}
	str_addf(&out, "\" <%s>", from->answer);
	return str_end(&out);
}

int desk_form(struct desk *desk, const char *name, const struct text_source *source,
    struct new_ticket *t, struct err *err)
{
	struct ticket_form f;

	const char *path = find_file(desk, name, t->group, err);

	if (path == NULL || read_file(desk, path, &f, err) < 0 ||
	    collect(desk, &f, source, err) < 0)
		return -1;
	t->text = form_text(&f);
	if (t->subject == NULL)
		t->subject = form_subject(&f);
	if (t->group == NULL)
		t->group = f.group;
	if (t->category == NULL)
		t->category = f.category;
	if (t->kind == NULL)
		t->kind = f.kind;
	if (t->priority == NULL)
		t->priority = f.priority;
	if (t->channel == NULL)
		t->channel = channel_name(CHANNEL_FORM);
	if (t->requester == NULL)
		t->requester = requester(desk, &f);
	for (size_t i = 0; i < f.n; i++)
		if (f.questions[i].field.id != 0 && f.questions[i].answer != NULL)
			strv_add(&t->fields, desk->arena, arena_printf(desk->arena, "%s=%s",
			    f.questions[i].field.name, f.questions[i].answer));
	return 0;
}
