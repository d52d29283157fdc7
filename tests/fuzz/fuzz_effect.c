/* Any line as an effect: what is read prints as a line that is read as the same again; escapes
 * likewise. */
#include "form/form.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_effect(struct arena *a, const char *line)
{
	struct effect first, second;
	struct str printed = str_new(a);
	struct err err = {0};

	if (effect_parse_line(a, arena_strdup(a, line), &first, &err) < 0) {
		if (err.class != ERR_DATA)
			abort();
		return;
	}
	effect_print(&printed, &first);
	if (effect_parse_line(a, str_end(&printed), &second, &err) < 0)
		abort();
	if (first.ticket != second.ticket || first.kind != second.kind ||
	    !str_eq(first.value, second.value) || !str_eq(first.cause, second.cause))
		abort();
}

static void check_escape(struct arena *a, const char *text)
{
	struct str field = str_new(a), shown = str_new(a), json = str_new(a);
	struct json j = json_new(&json);
	struct err err = {0};
	char *back;

	tsv_escape(&field, text);
	if (!utf8_valid(field.s, field.len) || tsv_unescape(field.s, &back, &err) < 0)
		abort();
	if (!str_eq(back, *text ? text : NULL))
		abort();
	text_escape(&shown, text);
	json_text(&j, text);
	if (!utf8_valid(json.s, json.len))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_strndup(a, (const char *)data, size);

	check_effect(a, text);
	check_escape(a, text);
	arena_free(a);
	return 0;
}
