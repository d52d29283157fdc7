/* Any bytes as a mail: folded, searched for a forwarded mail, read as a report; bounded, no crash. */
#include "mail/mail.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Nothing is lost or invented: what can be seen of the text is in the answer or the quotation. */
static size_t letters(const char *s)
{
	size_t n = 0;

	for (; s && *s; s++)
		n += *s > ' ' && *s <= '~';
	return n;
}

static void check_fold(struct arena *a, const char *text)
{
	struct mail_fold fold;

	mail_fold(a, text, &fold);
	if (!fold.reply != !fold.quoted)
		abort();
	if (fold.reply && letters(fold.reply) + letters(fold.quoted) != letters(text))
		abort();
}

static void check_bounce(const struct mail *m)
{
	size_t i;

	if (!m->bounce != !(m->flags & MAIL_BOUNCE))
		abort();
	if (!m->bounce)
		return;
	if (m->bounce->n > 100)
		abort();
	for (i = 0; i < m->bounce->n; i++)
		if (!mail_address_ok(m->bounce->recipients[i].email))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *text = arena_strndup(a, (const char *)data, size);
	struct forwarded forwarded;
	struct mail m;

	check_fold(a, text);
	if (mail_find_forwarded(a, text, "Fwd: x", &forwarded) &&
	    (forwarded.to.n > 100 || forwarded.cc.n > 100))
		abort();
	mail_parse(a, (const char *)data, size, &m);
	check_bounce(&m);
	check_fold(a, m.text);
	arena_free(a);
	return 0;
}
