/* Any text as a query, as a line of operands, as a duration and as a day: no crash, bounded trees.
 */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count(const struct query *q)
{
	size_t n = 1;

	for (size_t i = 0; i < q->kids_n; i++)
		n += count(q->kids[i]);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *text = arena_strndup(a, (const char *)data, size), *argv[] = {text, NULL};
	struct err err = {0}, other = {0};
	struct operands operands;
	struct query *query;
	int64_t first, last;
	bool has_key;

	if (query_parse(a, text, "ali", 1767614400, &query, &has_key, &err) == 0) {
		if (count(query) > 2100)
			abort();
	} else if (err.class != ERR_USAGE || !err.text[0]) {
		abort();
	}
	if (!str_eq(text, "-"))
		operands_parse(a, argv, false, &operands, &other);
	duration_parse(text, &first);
	day_parse(text, &first, &last);
	arena_free(a);
	return 0;
}
