/* Effect lines: what tk-... -n prints and tk-apply does.  ticket TAB effect TAB value TAB cause. */
#include "form/form.h"

#include <string.h>

#define MAX_LINE (1 << 20)

void effect_print(struct str *out, const struct effect *e)
{
	str_addf(out, "%lld\t%s\t", (long long)e->ticket, effect_name(e->kind));
	tsv_escape(out, e->value);
	str_addc(out, '\t');
	tsv_escape(out, e->cause);
	str_addc(out, '\n');
}

/* The next field, unescaped into the arena; NULL for "-" or no field. */
static int next_text(struct arena *a, char **rest, const char **out, struct err *err)
{
	char *field = str_cut(rest, '\t'), *text = NULL;

	if (field && tsv_unescape(field, &text, err) < 0)
		return -1;
	if (text && !utf8_valid(text, strlen(text)))
		return err_set(err, ERR_DATA, "not UTF-8");
	*out = text && *text ? arena_strdup(a, text) : NULL;
	return 0;
}

int effect_parse_line(struct arena *a, char *line, struct effect *out, struct err *err)
{
	size_t len = strlen(line);
	char *rest = line, *ticket, *name;
	int kind;

	memset(out, 0, sizeof *out);
	if (len > MAX_LINE)
		return err_set(err, ERR_DATA, "line longer than %d bytes", MAX_LINE);
	if (len && line[len - 1] == '\n')
		line[len - 1] = '\0';
	ticket = str_cut(&rest, '\t');
	name = str_cut(&rest, '\t');
	if (ticket && *ticket == '#')
		ticket++;
	if (!ticket || str_int(ticket, &out->ticket) < 0 || out->ticket < 1)
		return err_set(err, ERR_DATA, "not a ticket number: %.40s", ticket ? ticket : "");
	if (!name)
		return err_set(err, ERR_DATA, "an effect is missing");
	kind = effect_parse(name);
	if (kind < 0)
		return err_set(err, ERR_DATA, "no such effect: %.40s", name);
	out->kind = (enum effect_kind)kind;
	if (next_text(a, &rest, &out->value, err) < 0 || next_text(a, &rest, &out->cause, err) < 0)
		return -1;
	return rest ? err_set(err, ERR_DATA, "more than four fields") : 0;
}
