/* desk_screen: filter programs and limits, asked before threading (tk.conf(5), section filter). */
#include <string.h>

#include "desk/desk_intake.h"

struct filter {
	const char *name;
	char **argv;
	int64_t spam_exit, virus_exit, timeout_ms;      /* exits: -1 for none */
};

enum { FILTER_SECONDS = 60, FILTER_OUT = 4096 };

static int64_t number(
    struct desk *desk, const char *name, const char *key, int64_t otherwise, struct err *err)
{
	const char *value = desk_conf(desk, "filter", name, key, err);
	int64_t n = otherwise;

	if (value != NULL && (str_int(value, &n) < 0 || n < 0 || n > 3600))
		err_set(err, ERR_CONFIG,
		    "tk.conf: [filter %s] %s = %s: not a number that can be meant", name, key,
		    value);
	return n;
}

int intake_filters(struct intake *run, struct err *err)
{
	struct strv names = { 0 };

	if (desk_conf_names(run->desk, "filter", &names, err) < 0)
		return -1;
	run->filters = arena_alloc(run->arena, (names.n + 1) * sizeof *run->filters);
	for (size_t i = 0; i < names.n; i++) {
		struct filter *f = &run->filters[run->filters_n++];
		const char *command = desk_conf(run->desk, "filter", names.v[i], "command", err);

		f->name = names.v[i];
		f->spam_exit = number(run->desk, f->name, "spam-exit", -1, err);
		f->virus_exit = number(run->desk, f->name, "virus-exit", -1, err);
		f->timeout_ms = number(run->desk, f->name, "timeout", FILTER_SECONDS, err) * 1000;
		if (command == NULL)
			return err_set(
			    err, ERR_CONFIG, "tk.conf: [filter %s] has no command", f->name);
		if ((f->argv = proc_split(run->arena, command, err)) == NULL)
			return -1;
	}
	return err->class != ERR_NONE ? -1 : 0;
}

static int ask(const struct filter *f, struct arena *a, struct intake_mail *m, struct err *err)
{
	struct proc_result result;

	if (proc_run(a, f->argv, NULL, m->in->raw, m->in->len, FILTER_OUT, (int)f->timeout_ms,
		&result, err) < 0)
		return -1;
	if (result.status == f->spam_exit)
		m->spam = true;
	else if (result.status == f->virus_exit)
		m->hold = arena_printf(a, "refused by the filter %s", f->name);
	else if (result.status >= 64)
		return err_set(
		    err, ERR_TEMP, "the filter %s ended with status %d", f->name, result.status);
	return 0;
}

/* "application/x-msdownload .exe": a type, or the end of a name. */
bool intake_refused(const char *types, const struct attachment *x, struct arena *a)
{
	char *rest = arena_strdup(a, types), *word;

	while ((word = str_cut(&rest, ' ')) != NULL)
		if (*word == '.' ? x->name != NULL && str_ends(str_lower(a, x->name), word)
				 : str_ieq(x->type, word))
			return true;
	return false;
}

/* members and strangers may have limits of their own; From says who writes. */
static int64_t longest(struct intake *run, const struct intake_mail *m, struct err *err)
{
	enum level level = m->mail.from.address == NULL ? LEVEL_NON_MEMBER :
	    store_level(run->desk->store, m->mail.from.address, err);
	int64_t limit = level == LEVEL_NON_MEMBER ? run->max_non_members : run->max_members;

	return limit == 0 || level == LEVEL_AGENT ? run->max_attachment : limit;
}

int intake_screen(struct intake *run, struct arena *a, struct intake_mail *m, struct err *err)
{
	int64_t limit = run->max_attachment;

	if (m->mail.attachments_n > 0 && run->max_members + run->max_non_members > 0)
		limit = longest(run, m, err);
	for (size_t i = 0; i < m->mail.attachments_n && m->hold == NULL; i++) {
		const struct attachment *x = &m->mail.attachments[i];

		if (x->size > limit)
			m->hold = arena_printf(a, "an attachment is longer than %lld bytes",
			    (long long)limit);
		else if (intake_refused(run->refused_types, x, a))
			m->hold = arena_printf(a, "an attachment of type %s is refused", x->type);
	}
	for (size_t i = 0; i < run->filters_n && m->hold == NULL; i++)
		if (ask(&run->filters[i], a, m, err) < 0)
			return -1;
	return 0;
}
