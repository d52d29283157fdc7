/*
 * quotes FILE: the answer in a mail (NAME.eml), in an HTML text (NAME.html) or in a plain
 * text (any other name), as mail_fold leaves it; the whole text if nothing is folded.
 */
#include "base/base.h"
#include "mail/mail.h"

#define FILE_MAX (32 << 20)

static const char *text_of(struct arena *a, const char *name, const char *data, size_t len)
{
	struct mail m;

	if (str_ends(name, ".html"))
		return mail_html_text(a, data, len, "utf-8");
	if (!str_ends(name, ".eml"))
		return data;
	mail_parse(a, data, len, &m);
	return m.text;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct err err = { 0 };
	struct mail_fold fold;
	const char *data, *text;
	size_t len;

	data = argc == 2 ? file_read(a, argv[1], FILE_MAX, &len, &err) : NULL;
	if (!data) {
		fprintf(stderr, "quotes: %s\n", argc == 2 ? err.text : "usage: quotes FILE");
		return 1;
	}
	text = text_of(a, argv[1], data, len);
	mail_fold(a, text, &fold);
	puts(fold.reply ? fold.reply : text);
	arena_free(a);
	return 0;
}
