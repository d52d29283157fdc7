/* JSON in, by jansson: an object of simple values, as look-ups answer. */
#include "form/form.h"

#include <jansson.h>
#include <string.h>

enum { FIELDS_MAX = 100, NAME_MAX_BYTES = 100, VALUE_MAX = 4000 };

static const char *value_text(struct arena *a, json_t *value)
{
	char *text;
	const char *out;

	if (json_is_string(value))
		return utf8_clean(a, json_string_value(value), json_string_length(value));
	if (json_is_true(value) || json_is_false(value))
		return json_is_true(value) ? "yes" : "no";
	if (json_is_null(value))
		return NULL;
	text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	out = arena_strdup(a, text);
	free(text);
	return out;
}

static void read_fields(struct arena *a, json_t *top, struct field_value **out, size_t *n_out)
{
	const char *name;
	json_t *value;

	json_object_foreach(top, name, value) {
		const char *text = value_text(a, value);
		size_t len = text == NULL ? 0 : strlen(text);

		if (text == NULL || strlen(name) > NAME_MAX_BYTES || *n_out >= FIELDS_MAX)
			continue;
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		(*out)[(*n_out)++] = (struct field_value){ arena_strdup(a, name),
			arena_strndup(a, text, len < VALUE_MAX ? len : VALUE_MAX) };
	}
}

int json_fields(struct arena *a, const char *text, size_t len, struct field_value **out,
    size_t *n_out, struct err *err)
{
	json_error_t why;
	json_t *top = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);

	*out = NULL;
	*n_out = 0;
	if (!json_is_object(top)) {
		err_set(err, ERR_DATA, "no JSON object: %s",
		    top == NULL ? why.text : "another value");
		json_decref(top);
		return -1;
	}
	read_fields(a, top, out, n_out);
	json_decref(top);
	return 0;
}
