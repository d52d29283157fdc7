/*
 * bounces FILE...: what mail_parse says of delivery reports, one line a file: name, kind
 * (bounce, feedback, vacation, auto, list or none), hard or soft, status, the id of the
 * original and, joined by commas, the failed addresses with "!" for hard ones.
 */
#include "base/base.h"
#include "mail/mail.h"

#include <string.h>

#define FILE_MAX (32 << 20)

static const char *kind(unsigned flags)
{
	if (flags & MAIL_BOUNCE)
		return "bounce";
	if (flags & MAIL_FEEDBACK)
		return "feedback";
	if (flags & MAIL_VACATION)
		return "vacation";
	if (flags & MAIL_AUTO)
		return "auto";
	return flags & MAIL_LIST ? "list" : "none";
}

static const char *or_dash(const char *s)
{
	return s ? s : "-";
}

static void print(const char *name, const struct mail *m)
{
	const struct bounce *b = m->bounce;
	size_t i;

	printf("%s\t%s\t", name, kind(m->flags));
	if (!b) {
		puts("-\t-\t-\t-");
		return;
	}
	printf("%s\t%s\t%s\t", b->hard ? "hard" : "soft", or_dash(b->status),
	    or_dash(b->original_message_id));
	for (i = 0; i < b->n; i++)
		printf("%s%s%s", i ? "," : "", b->recipients[i].email, b->recipients[i].hard ? "!" : "");
	puts(b->n ? "" : "-");
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct mail m;
	size_t len;
	char *raw;
	int i;

	for (i = 1; i < argc; i++) {
		raw = file_read(a, argv[i], FILE_MAX, &len, &err);
		if (!raw) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		mail_parse(a, raw, len, &m);
		print(strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i], &m);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}
