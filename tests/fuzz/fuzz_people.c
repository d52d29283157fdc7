/* Any bytes as CSV and as vCards: every line is read once, rows stay in the text, what is written is
 * read as the same. */
#include "form/form.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_same(struct arena *a, const struct csv_row *row)
{
	struct str out = str_new(a);
	struct csv_row again;
	struct csv c;

	for (size_t i = 0; i < row->fields.n; i++)
		csv_add(&out, row->fields.v[i], i == 0);
	str_add(&out, "\r\n");
	c = (struct csv){ .at = out.s, .end = out.s + out.len, .delimiter = ',', .line = 1 };
	if (!csv_next(&c, a, &again) || again.fault != NULL || again.fields.n != row->fields.n)
		abort();
	for (size_t i = 0; i < row->fields.n; i++)
		if (!str_eq(again.fields.v[i], row->fields.v[i]))
			abort();
}

static void check_csv(struct arena *a, const char *text, size_t len)
{
	const char *at = NULL;
	struct csv_row row;
	struct csv c;

	csv_open(&c, text, len);
	while (csv_next(&c, a, &row)) {
		if (row.raw_len == 0 || (at != NULL && row.raw != at) ||
		    row.raw + row.raw_len > text + len)
			abort();
		at = row.raw + row.raw_len;
		if (row.fault == NULL)
			check_same(a, &row);
	}
}

static void check_cards(struct arena *a, const char *text, size_t len)
{
	struct vcard v;
	struct card card;

	vcard_open(&v, text, len);
	while (vcard_next(&v, a, &card)) {
		if (card.raw_len == 0 || card.raw + card.raw_len > text + len)
			abort();
		for (size_t i = 0; card.fault == NULL && i < card.emails.n; i++)
			if (!utf8_valid(card.emails.v[i], strlen(card.emails.v[i])))
				abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	const char *text = arena_memdup(a, data, size);

	check_csv(a, text, size);
	check_cards(a, text, size);
	phone_number(a, arena_strndup(a, text, size), "90");
	arena_free(a);
	return 0;
}
