/*
 * mail_tree: the parts of a mail (RFC 2046), found by their boundaries.  Depth and
 * number are bounded; a multipart without a usable boundary is read as text.
 */
#include "mail/mail_tree.h"

#include <gmime/gmime.h>
#include <string.h>

enum { MAX_DEPTH = 50, MAX_PARTS = 5000, MAX_BOUNDARY = 200 };

/* A boundary line: where it starts (with the line end before it), where the next line does. */
struct delimiter {
	const char *start, *after;
	bool last;
};

static const char *line_after(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl ? nl + 1 : end;
}

static bool blank_until(const char *p, const char *end)
{
	for (; p < end; p++)
		if (*p != ' ' && *p != '\t' && *p != '\r' && *p != '\n')
			return false;
	return true;
}

static bool is_delimiter(
    const char *p, const char *after, const char *boundary, size_t n, bool *last)
{
	if ((size_t)(after - p) < n + 2 || p[0] != '-' || p[1] != '-' ||
	    memcmp(p + 2, boundary, n) != 0)
		return false;
	p += n + 2;
	*last = after - p >= 2 && p[0] == '-' && p[1] == '-';
	return blank_until(*last ? p + 2 : p, after);
}

/* The next boundary line at or after p, which stands at the start of a line. */
static bool next_delimiter(const char *p, const char *begin, const char *end, const char *boundary,
    struct delimiter *out)
{
	size_t n = strlen(boundary);

	for (const char *after; p < end; p = after) {
		after = line_after(p, end);
		if (!is_delimiter(p, after, boundary, n, &out->last))
			continue;
		out->after = after;
		out->start = p;
		if (out->start > begin && out->start[-1] == '\n')
			out->start--;
		if (out->start > begin && out->start[-1] == '\r')
			out->start--;
		return true;
	}
	return false;
}

/*
 * The boundary of a multipart that does not tell it, or tells another: the first
 * line of dashes that a field follows.
 */
static char *guess_boundary(struct arena *a, const char *s, size_t len)
{
	const char *end = s + len;

	for (const char *p = s, *after; p < end; p = after) {
		size_t n;

		after = line_after(p, end);
		n = (size_t)(after - p);
		while (n > 0 && strchr("\r\n \t", p[n - 1]))
			n--;
		if (n < 3 || n > MAX_BOUNDARY || p[0] != '-' || p[1] != '-' || memchr(p, ' ', n))
			continue;
		if (end - after > 8 && g_ascii_strncasecmp(after, "content-", 8) == 0)
			return arena_strndup(a, p + 2, n - 2);
	}
	return NULL;
}

/* ---- what the fields of a part say */

/* The last parameter of that name that tells its charset (RFC 2231), else the first one. */
static const char *choose_parameter(GMimeParamList *list, const char *name)
{
	const char *value = NULL;

	for (int i = 0; i < g_mime_param_list_length(list); i++) {
		GMimeParam *p = g_mime_param_list_get_parameter_at(list, i);

		if (str_ieq(g_mime_param_get_name(p), name) &&
		    (!value || g_mime_param_get_charset(p)))
			value = g_mime_param_get_value(p);
	}
	return value;
}

/* Parameters as GMime reads them; decoded here as well, for words that it leaves alone. */
static const char *parameter(struct arena *a, GMimeParamList *list, const char *name)
{
	const char *value = choose_parameter(list, name);

	if (!value)
		return NULL;
	if (*value == '"' && !strchr(value + 1, '"'))
		value++;
	value = mail_words_decode(a, value, strlen(value), NULL);
	return *value ? value : NULL;
}

static size_t token_len(const char *s)
{
	size_t n = 0;

	while (s[n] > ' ' && s[n] < 0x7f && !strchr("()<>@,;:\\\"/[]?=", s[n]))
		n++;
	return n;
}

/* "text/plain" out of what the field says; a subtype that is missing is the plainest one. */
static const char *type_name(struct arena *a, const char *value, const char *fallback)
{
	size_t n = token_len(value), m = value[n] == '/' ? token_len(value + n + 1) : 0;
	char *type = str_lower(a, arena_strndup(a, value, n + (m ? m + 1 : 0)));

	if (m > 0 && n > 0)
		return type;
	return strcmp(type, "multipart") == 0 ? "multipart/mixed" : fallback;
}

static void read_type(struct arena *a, struct mail_node *node, const char *fallback)
{
	const struct mail_field *f = mail_field_first(&node->head, "Content-Type");
	const char *value = f ? mail_field_raw(a, f) : "";
	GMimeContentType *ct;
	GMimeParamList *list;
	const char *v;

	node->type = type_name(a, value, fallback);
	if (!*value)
		return;
	ct = g_mime_content_type_parse(NULL, value);
	list = g_mime_content_type_get_parameters(ct);
	node->charset = parameter(a, list, "charset");
	node->boundary = parameter(a, list, "boundary");
	node->name = parameter(a, list, "name");
	v = parameter(a, list, "format");
	node->flowed = v && str_ieq(v, "flowed");
	v = parameter(a, list, "delsp");
	node->delsp = v && str_ieq(v, "yes");
	g_object_unref(ct);
}

static void read_disposition(struct arena *a, struct mail_node *node)
{
	const struct mail_field *f = mail_field_first(&node->head, "Content-Disposition");
	const char *value = f ? mail_field_raw(a, f) : "";
	GMimeContentDisposition *d;
	const char *name;

	if (!*value)
		return;
	d = g_mime_content_disposition_parse(NULL, value);
	node->attached = str_ieq(g_mime_content_disposition_get_disposition(d), "attachment");
	name = parameter(a, g_mime_content_disposition_get_parameters(d), "filename");
	if (name)
		node->name = name;
	g_object_unref(d);
}

static enum mail_coding read_coding(struct arena *a, const struct mail_fields *head)
{
	const struct mail_field *f = mail_field_first(head, "Content-Transfer-Encoding");
	char *v;

	if (!f)
		return CODING_NONE;
	v = mail_field_raw(a, f);
	v += strspn(v, "\"' ");
	v[strcspn(v, "\"'; (")] = '\0';
	if (str_ieq(v, "base64"))
		return CODING_BASE64;
	if (str_ieq(v, "quoted-printable"))
		return CODING_QUOTED;
	if (str_ieq(v, "x-uuencode") || str_ieq(v, "uuencode") || str_ieq(v, "x-uue"))
		return CODING_UU;
	return CODING_NONE;
}

static const char *read_cid(struct arena *a, const struct mail_fields *head)
{
	const struct mail_field *f = mail_field_first(head, "Content-ID");
	struct strv ids = { 0 };

	if (!f)
		return NULL;
	mail_field_ids(a, f, &ids);
	if (ids.n > 0)
		return ids.v[0];
	return *mail_field_raw(a, f) ? mail_field_raw(a, f) : NULL;
}

static const char *default_type(const struct mail_tree *t, int parent)
{
	bool digest = parent >= 0 && mail_node_is(&t->v[parent], "multipart/digest");

	return digest ? "message/rfc822" : "text/plain";
}

static int add_node(struct mail_tree *t, int parent, const char *s, size_t len)
{
	struct mail_node *node;
	size_t body;

	t->v = arena_grow(t->arena, t->v, t->n, sizeof *t->v);
	node = &t->v[t->n];
	*node = (struct mail_node){ .parent = parent };
	body = mail_head_read(t->arena, s, len, parent < 0, &node->head, &t->damaged);
	node->body = s + body;
	node->len = len - body;
	read_type(t->arena, node, default_type(t, parent));
	read_disposition(t->arena, node);
	node->coding = read_coding(t->arena, &node->head);
	node->cid = read_cid(t->arena, &node->head);
	return (int)t->n++;
}

/* ---- the parts of a part */

static void make_text(struct mail_tree *t, struct mail_node *node)
{
	node->type = "text/plain";
	node->boundary = NULL;
	t->damaged = true;
}

/* The boundary that divides the part, given or guessed; the part becomes text if there is none. */
static bool settle_boundary(struct mail_tree *t, struct mail_node *node)
{
	const char *end = node->body + node->len;
	struct delimiter d;

	if (node->boundary && next_delimiter(node->body, node->body, end, node->boundary, &d))
		return true;
	node->boundary = guess_boundary(t->arena, node->body, node->len);
	t->damaged = true;
	if (!node->boundary)
		make_text(t, node);
	return node->boundary != NULL;
}

static void read_parts(struct mail_tree *t, int index, int depth)
{
	const char *body = t->v[index].body, *end = body + t->v[index].len, *boundary;
	struct delimiter d, next;
	bool more;

	t->v[index].end = (int)t->n;
	if (!str_starts(t->v[index].type, "multipart/") || depth >= MAX_DEPTH ||
	    !settle_boundary(t, &t->v[index]))
		return;
	boundary = t->v[index].boundary;
	for (more = next_delimiter(body, body, end, boundary, &d); more && t->n < MAX_PARTS;
	     d = next) {
		const char *stop = end;

		more = next_delimiter(d.after, d.after, end, boundary, &next);
		if (more)
			stop = next.start;
		/* What follows the last boundary is no part, unless another boundary comes. */
		if (!d.last)
			read_parts(
			    t, add_node(t, index, d.after, (size_t)(stop - d.after)), depth + 1);
	}
	t->v[index].end = (int)t->n;
	if ((int)t->n == index + 1)
		make_text(t, &t->v[index]);
}

/* Line ends of the Macintosh before Unix. */
const char *mail_tree_lines(struct arena *a, const char *raw, size_t len)
{
	char *copy;

	if (memchr(raw, '\n', len) || !memchr(raw, '\r', len))
		return raw;
	copy = arena_memdup(a, raw, len);
	for (size_t i = 0; i < len; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return copy;
}

void mail_tree_read(struct arena *a, const char *raw, size_t len, struct mail_tree *out)
{
	const char *s = mail_tree_lines(a, raw, len);

	mail_gmime_init();
	*out = (struct mail_tree){ .arena = a, .damaged = s != raw };
	read_parts(out, add_node(out, -1, s, len), 0);
}

bool mail_node_is(const struct mail_node *node, const char *type)
{
	return strcmp(node->type, type) == 0;
}

const struct mail_node *mail_tree_find(const struct mail_tree *t, const char *type)
{
	for (size_t i = 0; i < t->n; i++)
		if (mail_node_is(&t->v[i], type))
			return &t->v[i];
	return NULL;
}
