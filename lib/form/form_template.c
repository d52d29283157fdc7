/* Templates: {NAME} becomes what the caller says; nothing is computed, nothing is run. */
#include "form/form.h"

#include <string.h>

/* The length of a name at s that is closed by a brace; 0 if none stands there. */
static size_t name_length(const char *s)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t n = 0;

	while (s[n] != '\0' && (strchr(letters, s[n]) != NULL || (unsigned char)s[n] >= 0x80))
		n++;

	return n <= 64 && s[n] == '}' ? n : 0;
}

char *template_fill(
    struct arena *a, const char *text, const char *(*get)(void *ctx, const char *name), void *ctx)
{
	struct str out = str_new(a);

	while (*text) {
		size_t plain = strcspn(text, "{"), n;
		const char *value = NULL;

		str_addn(&out, text, plain);
		text += plain;
		if (!*text)
			break;
		n = name_length(text + 1);
		if (n)
			value = get(ctx, arena_strndup(a, text + 1, n));
		if (value) {
			str_add(&out, value);
			text += n + 2;
		} else {
			str_addc(&out, *text++);
		}
	}
	return str_end(&out);
}
