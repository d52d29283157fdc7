/*
 * vCards: 3.0 (RFC 2426), 4.0 (RFC 6350), and 2.1 as telephones export it, with quoted-printable.
 * Lines may be folded; a card that cannot be read costs that card and no more.
 */
#include "form/form.h"

#include <string.h>
#include <strings.h>

enum { CARD_MAX = 1 << 20, ITEMS_MAX = 200 };

static const char begin[] = "BEGIN:VCARD";

struct property {
	const char *name;       /* upper case, without group */
	const char *label;      /* the first type that tells something */
	bool quoted, preferred;
	char *value;
};

void vcard_open(struct vcard *v, const char *text, size_t len)
{
	size_t mark = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	*v = (struct vcard){ .at = text + mark, .end = text + len, .line = 1 };
}

static const char *line_at(struct vcard *v, size_t *len_out)
{
	const char *start = v->at, *nl = memchr(v->at, '\n', (size_t)(v->end - v->at));

	v->at = nl == NULL ? v->end : nl + 1;
	v->line++;
	*len_out = (size_t)((nl == NULL ? v->end : nl) - start);
	while (*len_out > 0 && start[*len_out - 1] == '\r')
		(*len_out)--;
	return start;
}

static bool is_quoted_head(const char *s)
{
	const char *colon = strchr(s, ':'), *mark = str_ifind(s, "QUOTED-PRINTABLE");

	return mark != NULL && colon != NULL && mark < colon;
}

/* A line with those that continue it: behind a line end and a blank, or a soft line end. */
static char *logical_line(struct vcard *v, struct arena *a)
{
	struct str out = str_new(a);
	size_t n;
	const char *s = line_at(v, &n);

	str_addn(&out, s, n);
	while (v->at < v->end && out.len < CARD_MAX) {
		bool soft = is_quoted_head(out.s) && str_ends(out.s, "=");

		if (!soft && *v->at != ' ' && *v->at != '\t')
			break;
		s = line_at(v, &n);
		if (soft)
			out.s[--out.len] = '\0';
		str_addn(&out, soft || n == 0 ? s : s + 1, soft || n == 0 ? n : n - 1);
	}
	return str_end(&out);
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *at;

	c = c >= 'A' && c <= 'F' ? (char)(c + 32) : c;
	at = c == '\0' ? NULL : strchr(digits, c);
	return at == NULL ? -1 : (int)(at - digits);
}

static void unquote(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		int high = *s == '=' ? hex(s[1]) : -1, low = high >= 0 ? hex(s[2]) : -1;
		int byte = low >= 0 ? high * 16 + low : 0;

		*to++ = byte > 0 ? (char)byte : *s;
		s += byte > 0 ? 2 : 0;
	}
	*to = '\0';
}

/* \n, \, \; and \: */
static void unescape(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		if (*s == '\\' && s[1] != '\0') {
			s++;
			*to++ = *s == 'n' || *s == 'N' ? '\n' : *s;
		} else
			*to++ = *s;
	}
	*to = '\0';
}

static void read_parameter(struct arena *a, struct property *p, char *parameter)
{
	char *rest = str_lower(a, parameter), *kind = str_cut(&rest, '='), *one;

	if (rest == NULL)
		rest = kind;
	else if (str_eq(kind, "encoding"))
		p->quoted |= str_eq(rest, "quoted-printable");
	else if (str_eq(kind, "pref"))
		p->preferred |= str_eq(rest, "1");
	else if (!str_eq(kind, "type"))
		return;
	p->quoted |= str_eq(rest, "quoted-printable");
	while ((one = str_cut(&rest, ',')) != NULL) {
		one = str_trim(one);
		while (*one == '"')
			one++;
		one[strcspn(one, "\"")] = '\0';
		p->preferred |= str_eq(one, "pref");
		if (p->label == NULL && (str_eq(one, "cell") || str_eq(one, "home") ||
		    str_eq(one, "work") || str_eq(one, "fax")))
			p->label = str_eq(one, "cell") ? "mobile" : one;
	}
}

/* group.NAME;PARAMETERS:value; false: no property. */
static bool read_property(struct arena *a, char *line, struct property *out)
{
	char *value = line, *head = str_cut(&value, ':'), *name, *dot;

	*out = (struct property){ 0 };
	if (value == NULL)
		return false;
	name = str_cut(&head, ';');
	dot = strrchr(name, '.');
	out->name = str_lower(a, dot == NULL ? name : dot + 1);
	out->value = value;
	while (head != NULL)
		read_parameter(a, out, str_cut(&head, ';'));
	if (out->quoted)
		unquote(value);
	return true;
}

/* Up to the first semicolon that stands for itself. */
static void cut_first(char *s)
{
	while (*s != '\0' && *s != ';')
		s += *s == '\\' && s[1] != '\0' ? 2 : 1;
	*s = '\0';
}

/* "Demir;Ayşe;Gül;;": given names, then the family's. */
static const char *structured_name(struct arena *a, char *value)
{
	char *rest = value, *family = str_cut(&rest, ';'), *given = str_cut(&rest, ';');
	char *further = str_cut(&rest, ';');
	struct str out = str_new(a);
	char *const parts[] = { given, further, family };

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (parts[i] != NULL && *parts[i] != '\0') {
			unescape(parts[i]);
			str_addf(&out, "%s%s", out.len > 0 ? " " : "", parts[i]);
		}
	return str_end(&out);
}

/* The preferred one goes first. */
static void add_item(struct strv *list, struct arena *a, const struct property *p, const char *s)
{
	if (list->n >= ITEMS_MAX || *s == '\0')
		return;
	strv_add(list, a, s);
	for (size_t i = list->n - 1; p->preferred && i > 0; i--) {
		char *last = list->v[i];

		list->v[i] = list->v[i - 1];
		list->v[i - 1] = last;
	}
}

static void take_phone(struct arena *a, const struct property *p, struct card *out)
{
	const char *number = str_istarts(p->value, "tel:") ? p->value + 4 : p->value;

	add_item(&out->phones, a, p, p->label == NULL || *number == '\0' ? number :
	    arena_printf(a, "%s:%s", p->label, number));
}

static void take(struct arena *a, struct property *p, struct card *out)
{
	if (str_eq(p->name, "n")) {
		const char *name = structured_name(a, p->value);

		if (out->name == NULL && *name != '\0')
			out->name = name;
		return;
	}
	if (str_eq(p->name, "org"))
		cut_first(p->value);
	unescape(p->value);
	char *value = str_trim(p->value);
	if (*value == '\0')
		return;
	if (str_eq(p->name, "fn"))
		out->name = value;
	else if (str_eq(p->name, "org"))
		out->organisation = value;
	else if (str_eq(p->name, "note"))
		out->note = value;
	else if (str_eq(p->name, "email"))
		add_item(&out->emails, a, p, str_istarts(value, "mailto:") ? value + 7 : value);
	else if (str_eq(p->name, "tel"))
		take_phone(a, p, out);
}

/* Whatever stands between cards is passed over. */
static bool find_begin(struct vcard *v, struct card *out)
{
	while (v->at < v->end) {
		const char *start = v->at;
		int64_t line = v->line;
		size_t n;

		line_at(v, &n);
		if (n >= sizeof begin - 1 && strncasecmp(start, begin, sizeof begin - 1) == 0) {
			*out = (struct card){ .line = line, .raw = start };
			return true;
		}
	}
	return false;
}

/* One line of a card; false: it was the last. */
static bool take_line(struct vcard *v, struct arena *a, struct card *out)
{
	const char *start = v->at;
	int64_t number = v->line;
	char *line = logical_line(v, a);
	struct property p;

	if (str_istarts(line, begin)) {
		v->at = start;
		v->line = number;
		out->fault = "the card does not end";
		return false;
	}
	if (str_istarts(line, "END:VCARD"))
		return false;
	if (out->fault == NULL && read_property(a, line, &p)) {
		if (utf8_valid(p.value, strlen(p.value)))
			take(a, &p, out);
		else
			out->fault = "not UTF-8";
	}
	if (v->at >= v->end)
		out->fault = "the card does not end";
	return v->at < v->end;
}

bool vcard_next(struct vcard *v, struct arena *a, struct card *out)
{
	*out = (struct card){ 0 };
	if (!find_begin(v, out))
		return false;
	if (v->at >= v->end)
		out->fault = "the card does not end";
	while (v->at < v->end && take_line(v, a, out))
		;
	out->raw_len = (size_t)(v->at - out->raw);
	return true;
}

/* ---- writing, 4.0 */

static void add_line(struct str *out, const char *name, const char *value)
{
	size_t column = strlen(name) + 1;

	if (value == NULL || *value == '\0')
		return;
	str_addf(out, "%s:", name);
	for (; *value != '\0'; value++) {
		/* folded before a character, never inside one */
		if (column >= 70 && ((unsigned char)*value & 0xC0) != 0x80) {
			str_add(out, "\r\n ");
			column = 1;
		}
		if (*value == '\n')
			str_add(out, "\\n");
		else if (strchr(",;\\", *value) != NULL)
			str_addf(out, "\\%c", *value);
		else if (*value != '\r')
			str_addc(out, *value);
		column++;
	}
	str_add(out, "\r\n");
}

void vcard_add(struct str *out, const struct person *p)
{
	const char *name = p->name != NULL ? p->name : p->addresses_n > 0 ?
	    p->addresses[0].address : p->phones_n > 0 ? p->phones[0].shown : "?";

	str_add(out, "BEGIN:VCARD\r\nVERSION:4.0\r\n");
	add_line(out, "FN", name);
	for (size_t i = 0; i < p->addresses_n; i++)
		add_line(out, i == 0 ? "EMAIL;PREF=1" : "EMAIL", p->addresses[i].address);
	for (size_t i = 0; i < p->phones_n; i++) {
		const char *label = p->phones[i].label;

		add_line(out, str_eq(label, "mobile") ? "TEL;TYPE=cell" :
		    str_eq(label, "home") || str_eq(label, "work") || str_eq(label, "fax") ?
		    arena_printf(out->arena, "TEL;TYPE=%s", label) : "TEL", p->phones[i].shown);
	}
	add_line(out, "ORG", p->organisation);
	add_line(out, "NOTE", p->note);
	str_add(out, "END:VCARD\r\n");
}
