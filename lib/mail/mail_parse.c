/*
 * mail_parse: one raw mail to the facts the desk works with (RFC 5322, RFC 2045 and
 * what mail programs make of them).
 */
#include "mail/mail_body.h"
#include "mail/mail_report.h"

#include <gmime/gmime.h>
#include <string.h>

enum { MAX_AUTH_RESULTS = 20, MAX_DELIVERED = 100 };

struct reading {
	struct arena *arena;
	const struct mail_fields *head;
	const char *charset;            /* of raw 8-bit text in fields */
};

/* ---- fields */

static void read_list(const struct reading *r, const char *name, struct mailboxes *out)
{
	const struct mail_field *f;
	size_t from = 0;

	while ((f = mail_field_next(r->head, name, &from)))
		mail_list_read(r->arena, f->value, f->value_len, r->charset, out);
}

/* One that can be answered, else one that at least has the form of an address. */
static const struct mailbox *first_real(const struct mailboxes *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (mail_address_ok(list->v[i].address))
			return &list->v[i];
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].address && strchr(list->v[i].address, '@'))
			return &list->v[i];
	return NULL;
}

static void read_from(const struct reading *r, struct mail *out)
{
	struct mailboxes sender = { 0 };
	const struct mailbox *m;

	read_list(r, "From", &out->from_all);
	m = first_real(&out->from_all);
	if (!m) {
		read_list(r, "Sender", &sender);
		m = first_real(&sender);
	}
	if (m)
		out->from = *m;
	else if (out->from_all.n > 0)
		out->from.name = out->from_all.v[0].name ? out->from_all.v[0].name :
		    out->from_all.v[0].address;
}

static void read_delivered(const struct reading *r, struct strv *out)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To", "Envelope-To" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct mailboxes list = { 0 };

		read_list(r, names[i], &list);
		for (size_t j = 0; j < list.n && out->n < MAX_DELIVERED; j++)
			if (list.v[j].address)
				strv_add(out, r->arena, list.v[j].address);
	}
}

static void read_ids(const struct reading *r, const char *name, struct strv *out)
{
	const struct mail_field *f;
	size_t from = 0;

	while ((f = mail_field_next(r->head, name, &from)))
		mail_field_ids(r->arena, f, out);
}

/* An id need not look like one: "Message-ID: abc" names the mail as well. */
static const char *read_message_id(const struct reading *r)
{
	const struct mail_field *f = mail_field_first(r->head, "Message-ID");
	struct strv ids = { 0 };
	char *raw;

	if (!f)
		return NULL;
	mail_field_ids(r->arena, f, &ids);
	if (ids.n > 0)
		return ids.v[0];
	raw = mail_field_raw(r->arena, f);
	raw[strcspn(raw, " \t<>")] = '\0';
	return *raw ? raw : NULL;
}

static int64_t read_date(const struct reading *r)
{
	const struct mail_field *f = mail_field_first(r->head, "Date");
	GDateTime *date = f ? g_mime_utils_header_decode_date(mail_field_raw(r->arena, f)) : NULL;
	int64_t t;

	if (!date)
		return 0;
	t = g_date_time_to_unix(date);
	g_date_time_unref(date);
	return t > 0 ? t : 0;
}

static void read_auth_results(const struct reading *r, struct strv *out)
{
	const struct mail_field *f;
	size_t from = 0;

	while (out->n < MAX_AUTH_RESULTS &&
	    (f = mail_field_next(r->head, "Authentication-Results", &from)))
		strv_add(out, r->arena, mail_field_raw(r->arena, f));
}

static void read_fields(const struct reading *r, struct mail *out)
{
	const struct mail_field *subject = mail_field_first(r->head, "Subject");

	read_from(r, out);
	read_list(r, "To", &out->to);
	read_list(r, "Cc", &out->cc);
	read_list(r, "Reply-To", &out->reply_to);
	read_delivered(r, &out->delivered);
	if (subject)
		out->subject = mail_field_text(r->arena, subject, r->charset);
	out->date = read_date(r);
	out->message_id = read_message_id(r);
	read_ids(r, "In-Reply-To", &out->in_reply_to);
	read_ids(r, "References", &out->references);
	read_auth_results(r, &out->auth_results);
}

/* ---- the hash that tells copies of one mail from different mails */

static void hash_bytes(GChecksum *sum, const char *s, size_t n)
{
	/* g_checksum_update takes a signed length, and -1 for a string. */
	if (n > 0)
		g_checksum_update(sum, (const guchar *)s, (gssize)n);
}

static void hash_field(
    GChecksum *sum, struct arena *a, const struct mail_fields *head, const char *name)
{
	const struct mail_field *f;
	size_t from = 0;

	while ((f = mail_field_next(head, name, &from))) {
		hash_bytes(sum, name, strlen(name) + 1);
		for (char *rest = mail_field_raw(a, f), *word; (word = str_cut(&rest, ' ')); )
			if (*word)
				hash_bytes(sum, word, strlen(word) + 1);
	}
}

/* Without CR, and without the line ends behind the text that relays add or take. */
static void hash_body(GChecksum *sum, const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == '\n' || s[n - 1] == '\r'))
		n--;
	while (n > 0) {
		const char *cr = memchr(s, '\r', n);
		size_t run = cr ? (size_t)(cr - s) : n;

		hash_bytes(sum, s, run);
		run += cr != NULL;
		s += run;
		n -= run;
	}
}

static void hash_mail(struct arena *a, const struct mail_node *top, uint8_t out[32])
{
	static const char *const names[] = { "From", "To", "Cc", "Subject", "Date" };
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize len = 32;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		hash_field(sum, a, &top->head, names[i]);
	hash_body(sum, top->body, top->len);
	g_checksum_get_digest(sum, out, &len);
	g_checksum_free(sum);
}

/* ---- attachments */

static const char *extra_bytes(struct arena *a, const struct mail_extra *x, size_t *len_out)
{
	if (x->node)
		return mail_node_bytes(a, x->node, len_out);
	*len_out = x->len;
	return x->data;
}

static void read_attachments(struct arena *a, const struct mail_body *body, struct mail *out)
{
	struct arena *scratch = arena_new();

	out->attachments = arena_alloc(a, body->extras_n * sizeof *out->attachments);
	for (size_t i = 0; i < body->extras_n; i++) {
		const struct mail_extra *x = &body->extras[i];
		struct attachment *att = &out->attachments[out->attachments_n++];
		size_t len;
		const char *bytes = extra_bytes(scratch, x, &len);

		att->part = x->part;
		att->name = x->name;
		att->type = x->node ? x->node->type : "application/octet-stream";
		att->size = (int64_t)len;
		att->sha256 = mail_sha256_hex(a, bytes, len);
		att->cid = x->node ? x->node->cid : NULL;
		arena_reset(scratch);
	}
	arena_free(scratch);
}

static void read_forwarded(struct arena *a, struct mail *out)
{
	struct forwarded f;

	if (!mail_find_forwarded(a, out->text, out->subject, &f))
		return;
	out->forwarded = arena_memdup(a, &f, sizeof f);
	out->flags |= MAIL_FORWARD;
}

void mail_parse(struct arena *a, const char *raw, size_t len, struct mail *out)
{
	struct mail_tree tree;
	struct mail_body body;
	struct reading r = { .arena = a };

	*out = (struct mail){ 0 };
	mail_tree_read(a, raw, len, &tree);
	mail_body_read(a, &tree, &body);
	r.head = &tree.v[0].head;
	r.charset = body.charset;
	read_fields(&r, out);
	out->text = body.text;
	read_attachments(a, &body, out);
	hash_mail(a, &tree.v[0], out->hash);
	if (tree.damaged)
		out->flags |= MAIL_DAMAGED;
	mail_report(a, &tree, out);
	if (!out->bounce)
		read_forwarded(a, out);
}

const char *mail_header(struct arena *a, const char *raw, size_t len, const char *name)
{
	struct mail_fields head = { 0 };
	const struct mail_field *f;
	bool damaged = false;

	mail_gmime_init();
	mail_head_read(a, raw, len, true, &head, &damaged);
	f = mail_field_first(&head, name);
	return f ? mail_field_text(a, f, NULL) : NULL;
}

int mail_part(struct arena *a, const char *raw, size_t len, int part, const char **data_out,
    size_t *len_out, struct err *err)
{
	struct mail_tree tree;
	struct mail_body body;

	mail_tree_read(a, raw, len, &tree);
	mail_body_read(a, &tree, &body);
	for (size_t i = 0; i < body.extras_n; i++) {
		if (body.extras[i].part != part)
			continue;
		*data_out = extra_bytes(a, &body.extras[i], len_out);
		return 0;
	}
	return err_set(err, ERR_NO, "no part %d in this mail", part);
}
