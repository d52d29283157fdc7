/* JSON out (RFC 8259): callers name members and values, this puts the commas. */
#include "form/form.h"

#include <string.h>

struct json json_new(struct str *out)
{
	return (struct json){.out = out};
}

/* Before a value or key: a comma if something stands before it on this level. */
static void begin(struct json *j)
{
	if (j->comma)
		str_addc(j->out, ',');
	j->comma = true;
}

void json_open(struct json *j, char bracket)
{
	begin(j);
	str_addc(j->out, bracket);
	j->comma = false;
	j->depth++;
}

void json_close(struct json *j, char bracket)
{
	str_addc(j->out, bracket);
	j->comma = true;
	j->depth--;
}

/* Escaped: what JSON demands, and what a terminal or an HTML page would take for more than text. */
static bool needs_escape(uint32_t c)
{
	return c < 0x20 || c == '"' || c == '\\' || (c >= 0x7f && c <= 0x9f) || c == 0x061c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfffe || c == 0xffff;
}

static void add_character(struct str *out, uint32_t c)
{
	static const char names[] = "\"\\\n\t\r", letters[] = "\"\\ntr";
	const char *name = c && c < 0x80 ? strchr(names, (int)c) : NULL;

	if (name)
		str_addf(out, "\\%c", letters[name - names]);
	else
		str_addf(out, "\\u%04x", (unsigned)c);
}

static void add_string(struct str *out, const char *s)
{
	const char *end = s + strlen(s), *plain = s;
	size_t len;

	str_addc(out, '"');
	for (; s < end; s += len) {
		uint32_t c = utf8_decode(s, (size_t)(end - s), &len);

		if (c != UTF8_BAD && !needs_escape(c))
			continue;
		str_addn(out, plain, (size_t)(s - plain));
		if (c == UTF8_BAD)
			str_add(out, "\xef\xbf\xbd");
		else
			add_character(out, c);
		plain = s + len;
	}
	str_addn(out, plain, (size_t)(end - plain));
	str_addc(out, '"');
}

void json_key(struct json *j, const char *key)
{
	begin(j);
	add_string(j->out, key);
	str_addc(j->out, ':');
	j->comma = false;
}

void json_text(struct json *j, const char *s)
{
	begin(j);
	if (s)
		add_string(j->out, s);
	else
		str_add(j->out, "null");
}

void json_int(struct json *j, int64_t v)
{
	begin(j);
	str_addf(j->out, "%lld", (long long)v);
}

void json_bool(struct json *j, bool v)
{
	begin(j);
	str_add(j->out, v ? "true" : "false");
}

void json_time(struct json *j, int64_t t)
{
	json_text(j, t ? clock_rfc3339(j->out->arena, t) : NULL);
}

void json_raw(struct json *j, const char *json)
{
	begin(j);
	str_add(j->out, json ? json : "null");
}

void json_mailbox(struct json *j, const struct mailbox *m)
{
	json_open(j, '{');
	json_key(j, "name");
	json_text(j, m->name);
	json_key(j, "email");
	json_text(j, m->address);
	json_close(j, '}');
}

void json_mailboxes(struct json *j, const struct mailboxes *m)
{
	json_open(j, '[');
	for (size_t i = 0; i < m->n; i++)
		json_mailbox(j, &m->v[i]);
	json_close(j, ']');
}
