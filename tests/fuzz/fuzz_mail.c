/* Any bytes as a mail: what is read is clean UTF-8, and every attachment can be fetched again. */
#include "mail/mail.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *s)
{
	if (s && !utf8_valid(s, strlen(s)))
		abort();
}

static void check_line(const char *s)
{
	check_text(s);
	if (s && strpbrk(s, "\r\n"))
		abort();
}

static void check_people(const struct mailboxes *list)
{
	for (size_t i = 0; i < list->n; i++) {
		check_line(list->v[i].name);
		check_line(list->v[i].address);
		if (!list->v[i].name && !list->v[i].address)
			abort();
	}
}

static void check_lines(const struct strv *list)
{
	for (size_t i = 0; i < list->n; i++)
		check_line(list->v[i]);
}

static void check_attachment(
    struct arena *a, const char *raw, size_t size, const struct attachment *att)
{
	struct err err = { 0 };
	const char *bytes;
	size_t len;

	check_line(att->name);
	check_line(att->type);
	check_line(att->cid);
	if (mail_part(a, raw, size, att->part, &bytes, &len, &err) < 0 ||
	    (int64_t)len != att->size || strcmp(mail_sha256_hex(a, bytes, len), att->sha256) != 0)
		abort();
}

static void check_mail(struct arena *a, const char *raw, size_t size)
{
	struct mail m;

	mail_parse(a, raw, size, &m);
	check_text(m.text);
	if (strchr(m.text, '\r'))
		abort();
	check_line(m.subject);
	check_people(&m.from_all);
	check_people(&m.to);
	check_people(&m.cc);
	check_people(&m.reply_to);
	check_line(m.message_id);
	check_lines(&m.references);
	check_lines(&m.in_reply_to);
	check_lines(&m.delivered);
	check_lines(&m.auth_results);
	if (m.references.n > 200 || m.in_reply_to.n > 200)
		abort();
	for (size_t i = 0; i < m.attachments_n && i < 20; i++)
		check_attachment(a, raw, size, &m.attachments[i]);
	check_line(mail_header(a, raw, size, "Content-Type"));
}

/* What is understood as addresses can be written into a header, and is read there as the same. */
static void check_addresses(struct arena *a, const char *s)
{
	struct mail_draft d = { .message_id = "x@y.example", .subject = "s", .text = "t" };
	struct mail m;
	struct err err = { 0 };
	size_t len;
	char *raw;

	if (mail_addresses(a, s, &d.to, &err) < 0 || d.to.n == 0)
		return;
	d.from = d.to.v[0];
	if (mail_compose(a, &d, &raw, &len, &err) < 0)
		return;
	mail_parse(a, raw, len, &m);
	if (m.to.n != d.to.n || m.references.n > 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *raw = arena_memdup(a, data, size);

	check_mail(a, raw, size);
	check_text(mail_html_text(a, raw, size, NULL));
	check_addresses(a, raw);
	arena_free(a);
	return 0;
}
