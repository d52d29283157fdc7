/*
 * Comma-separated values (RFC 4180) as programs really write them: a byte order mark, semicolons or
 * TABs, any line end, line ends inside quotes.  A row that cannot be read costs one line, no more.
 */
#include "form/form.h"

#include <string.h>

enum { FIELD_MAX = 65536, FIELDS_MAX = 1000 };

/* The delimiter that stands most often in the first line, outside quotes. */
static char find_delimiter(const char *s, const char *end)
{
	static const char all[] = ",;\t";
	size_t counts[sizeof all] = { 0 }, best = 0;
	bool quoted = false;

	for (; s < end && *s != '\n'; s++) {
		const char *which = *s == '\0' ? NULL : strchr(all, *s);

		quoted ^= *s == '"';
		if (which != NULL && !quoted)
			counts[which - all]++;
	}
	for (size_t i = 0; i < sizeof all - 1; i++)
		if (counts[i] > counts[best])
			best = i;
	return all[best];
}

void csv_open(struct csv *c, const char *text, size_t len)
{
	size_t mark = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	*c = (struct csv){ .at = text + mark, .end = text + len, .line = 1 };
	c->delimiter = find_delimiter(c->at, c->end);
}

struct reading {
	struct csv *csv;
	struct str field;
	const char *at;
	int64_t line;
	const char *fault;
};

/* Behind the opening quote; ends behind the closing one. */
static void read_quoted(struct reading *r)
{
	const char *end = r->csv->end;

	for (; r->at < end; r->at++) {
		if (*r->at == '"' && r->at + 1 < end && r->at[1] == '"')
			r->at++;
		else if (*r->at == '"') {
			r->at++;
			if (r->at < end && *r->at != r->csv->delimiter &&
			    strchr("\r\n", *r->at) == NULL)
				r->fault = "text behind a closing quote";
			return;
		}
		if (r->field.len > FIELD_MAX)
			break;
		r->line += *r->at == '\n';
		str_addc(&r->field, *r->at);
	}
	r->fault = "a quote is not closed";
}

static void read_plain(struct reading *r)
{
	const char *end = r->csv->end;

	for (; r->at < end && *r->at != r->csv->delimiter && *r->at != '\n' && *r->at != '\r';
	     r->at++) {
		str_addc(&r->field, *r->at);
		if (r->field.len > FIELD_MAX)
			r->fault = "a field is too long";
	}
}

static void check_field(struct reading *r)
{
	if (r->fault != NULL)
		return;
	if (strlen(r->field.s) != r->field.len)
		r->fault = "a NUL byte";
	else if (!utf8_valid(r->field.s, r->field.len))
		r->fault = "not UTF-8 (iconv -f windows-1254 -t utf-8 may help)";
}

static const char *line_end(const char *s, const char *end)
{
	const char *nl = memchr(s, '\n', (size_t)(end - s));

	return nl == NULL ? end : nl + 1;
}

bool csv_next(struct csv *c, struct arena *a, struct csv_row *out)
{
	struct reading r = { .csv = c, .at = c->at, .line = c->line };
	bool more = true;

	*out = (struct csv_row){ .line = c->line, .raw = c->at };
	if (c->at >= c->end)
		return false;
	while (more && r.fault == NULL) {
		r.field = str_new(a);
		str_add(&r.field, "");
		if (r.at < c->end && *r.at == '"') {
			r.at++;
			read_quoted(&r);
		} else
			read_plain(&r);
		check_field(&r);
		if (out->fields.n >= FIELDS_MAX)
			r.fault = "too many fields";
		strv_add(&out->fields, a, str_end(&r.field));
		more = r.at < c->end && *r.at == c->delimiter;
		r.at += more;
	}
	out->fault = r.fault;
	if (r.fault != NULL) {
		r.at = c->at;
		r.line = c->line;
	}
	c->at = line_end(r.at, c->end);
	c->line = r.line + 1;
	out->raw_len = (size_t)(c->at - out->raw);
	return true;
}

void csv_add(struct str *out, const char *field, bool first)
{
	if (!first)
		str_addc(out, ',');
	if (field == NULL)
		return;
	if (strpbrk(field, ",;\t\"\r\n") == NULL && *field != ' ') {
		str_add(out, field);
		return;
	}
	str_addc(out, '"');
	for (; *field != '\0'; field++) {
		if (*field == '"')
			str_addc(out, '"');
		str_addc(out, *field);
	}
	str_addc(out, '"');
}
