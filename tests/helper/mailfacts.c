/*
 * mailfacts: what lib/mail reads in a mail on stdin, one fact a line, fields separated by
 * TAB, as tests/corpus/stalwart.jq prints what the authors of the corpus expect.  With
 * "parse" and file names it prints "EMPTY name" for each mail without a text.
 */
#include "mail/mail_tree.h"

#include <string.h>

enum { MAX_MAIL = 64 * 1024 * 1024 };

static const char *flat(struct arena *a, const char *s)
{
	struct str out = str_new(a);

	for (; s && *s; s++) {
		if (*s == '\n')
			str_add(&out, "\\n");
		else
			str_addc(&out, *s);
	}
	return s ? str_end(&out) : "-";
}

static void print_people(struct arena *a, const char *what, const struct mailboxes *list)
{
	for (size_t i = 0; i < list->n; i++)
		printf("%s\t%s\t%s\n", what, flat(a, list->v[i].name), flat(a, list->v[i].address));
}

/* Text counts in characters, everything else in bytes; a sum tells contents apart. */
static void print_attachment(
    struct arena *a, const char *raw, size_t len, const struct attachment *att)
{
	struct mail_tree tree;
	struct err err = { 0 };
	const char *data;
	size_t n, count = 0;
	uint64_t sum = 0;
	bool text = str_starts(att->type, "text/");

	mail_tree_read(a, raw, len, &tree);
	if (mail_part(a, raw, len, att->part, &data, &n, &err) < 0 || (int64_t)n != att->size ||
	    strcmp(mail_sha256_hex(a, data, n), att->sha256) != 0) {
		printf("broken attachment %d\n", att->part);
		return;
	}
	if (text && (size_t)att->part <= tree.n) {
		data = mail_charset_text(a, data, n, tree.v[att->part - 1].charset);
		n = strlen(data);
	}
	for (size_t i = 0, step = 1; i < n; i += step, count++) {
		uint32_t c = text ? utf8_decode(data + i, n - i, &step) : (unsigned char)data[i];

		sum = (sum * 31 + c) % 1000003;
	}
	printf("attachment\t%s\t%s\t%zu\t", flat(a, att->name), att->type, count);
	if (str_starts(att->type, "message/rfc822"))
		printf("-\n");
	else
		printf("%llu\n", (unsigned long long)sum);
}

static void print_facts(struct arena *a, const char *raw, size_t len)
{
	struct mail m;

	mail_parse(a, raw, len, &m);
	printf("subject\t%s\n", flat(a, m.subject));
	print_people(a, "from", &m.from_all);
	print_people(a, "to", &m.to);
	for (size_t i = 0; i < m.attachments_n; i++)
		print_attachment(a, raw, len, &m.attachments[i]);
	printf("text\t%s\n", flat(a, m.text));
}

static int parse_files(char **names)
{
	struct arena *a = arena_new();
	struct err err = { 0 };

	for (; *names; names++) {
		struct mail m;
		size_t len;
		char *raw = file_read(a, *names, MAX_MAIL, &len, &err);

		if (!raw) {
			printf("%s\n", err.text);
			return 1;
		}
		mail_parse(a, raw, len, &m);
		if (!*m.text)
			printf("EMPTY %s\n", *names);
		arena_reset(a);
	}
	arena_free(a);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a;
	struct err err = { 0 };
	size_t len;
	char *raw;

	if (argc > 1 && strcmp(argv[1], "parse") == 0)
		return parse_files(argv + 2);
	a = arena_new();
	raw = file_read_fd(a, 0, MAX_MAIL, &len, &err);
	if (!raw)
		return 1;
	print_facts(a, raw, len);
	arena_free(a);
	return 0;
}
