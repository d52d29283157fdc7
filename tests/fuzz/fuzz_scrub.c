/* Any bytes as a mail that somebody's traces are taken out of: with nothing to take it is left alone,
 * and what stands for a mail as a whole can be read and says nothing of it. */
#include "mail/mail.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *no_word(void *ctx, struct arena *a, const char *s, enum mail_place place)
{
	char *out = arena_strdup(a, s);
	bool found = false;

	(void)ctx;
	(void)place;
	for (char *p = out; (p = strstr(p, "ayse")) != NULL; found = true)
		memcpy(p, "xxxx", 4);
	return found ? out : NULL;
}

static bool no_mailbox(void *ctx, struct arena *a, struct mailbox *m)
{
	(void)ctx;
	(void)a;
	if (m->address == NULL || strstr(m->address, "ayse") == NULL)
		return false;
	*m = (struct mailbox){ "erased-1", "erased-1@erased.invalid" };
	return true;
}

static bool by_person(void *ctx, const struct mailbox *from)
{
	(void)ctx;
	return from->address != NULL && strstr(from->address, "ayse") != NULL;
}

static bool no_file(void *ctx, const char *sha256, const char *data, size_t len)
{
	(void)ctx;
	(void)data;
	return len > 0 && sha256[0] == '0';
}

static bool nothing(void *ctx, const char *sha256, const char *data, size_t len)
{
	(void)ctx;
	(void)sha256;
	(void)data;
	(void)len;
	return false;
}

static char *no_text(void *ctx, struct arena *a, const char *s, enum mail_place place)
{
	(void)ctx;
	(void)a;
	(void)s;
	(void)place;
	return NULL;
}

static bool none(void *ctx, const struct mailbox *from)
{
	(void)ctx;
	(void)from;
	return false;
}

static bool same(void *ctx, struct arena *a, struct mailbox *m)
{
	(void)ctx;
	(void)a;
	(void)m;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mail_scrub how = { NULL, no_word, no_mailbox, by_person, no_file, "(gone)" };
	static const struct mail_scrub idle = { NULL, no_text, same, none, nothing, "(gone)" };
	struct mailbox from = { "erased-1", "erased-1@erased.invalid" };
	struct arena *a = arena_new();
	const char *raw = arena_memdup(a, data, size);
	struct mail mail;
	size_t len;
	char *out;

	if (mail_scrub(a, raw, size, &idle, &out, &len))
		abort();
	if (mail_scrub(a, raw, size, &how, &out, &len))
		mail_parse(a, out, len, &mail);
	mail_stub(a, raw, size, &how, &from, "(gone)", &out, &len);
	mail_parse(a, out, len, &mail);
	if (!str_eq(mail.from.address, from.address) || !str_eq(mail.text, "(gone)"))
		abort();
	arena_free(a);
	return 0;
}
