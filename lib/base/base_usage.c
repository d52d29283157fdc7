/*
 * The usage text, printed from the table that also parses: synopsis, what the tool
 * is about, one line per option.
 */
#include "base/base.h"
#include "base/base_tool.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 78 };

/* Print a word of the synopsis, on the next line if this one is full. */
static void word(const char *text, size_t *column, size_t indent)
{
	size_t len = strlen(text);

	if (*column + 1 + len > WIDTH && *column > indent) {
		printf("\n%*s", (int)indent, "");
		*column = indent;
	}
	printf(" %s", text);
	*column += len + 1;
}

/* Alphabetical, capitals before their small letters. */
static int by_letter(const void *a, const void *b)
{
	int x = *(const char *)a, y = *(const char *)b;
	int order = (x | 32) - (y | 32);

	return order ? order : x - y;
}

static char *flag_cluster(struct arena *a, const struct opt_table *table)
{
	struct str b = str_new(a);

	str_add(&b, "[-");
	for (size_t i = 0; i < table->n; i++)
		if (table->v[i].letter && table->v[i].kind == OPT_FLAG)
			str_addc(&b, table->v[i].letter);
	qsort(b.s + 2, b.len - 2, 1, by_letter);
	str_addc(&b, ']');
	return str_end(&b);
}

static char *opt_word(struct arena *a, const struct opt *opt)
{
	if (opt->letter)
		return arena_printf(a, "[-%c %s]", opt->letter, opt->arg);
	return arena_printf(a, "[--%s%s%s]", opt->name, opt->arg ? " " : "",
	    opt->arg ? opt->arg : "");
}

static void print_synopsis(struct arena *a, const struct tool *tool, const struct opt_table *table)
{
	size_t indent = strlen("usage: ") + strlen(tool->name), column = indent;

	printf("usage: %s", tool->name);
	word(flag_cluster(a, table), &column, indent);
	for (size_t i = 0; i < table->n; i++)
		if (!table->v[i].letter || table->v[i].kind != OPT_FLAG)
			word(opt_word(a, &table->v[i]), &column, indent);
	if (tool->operands && *tool->operands)
		word(tool->operands, &column, indent);
	printf("\n");
}

static char *opt_left(struct arena *a, const struct opt *opt)
{
	struct str b = str_new(a);

	str_addf(&b, opt->letter ? "-%c, " : "    ", opt->letter);
	str_addf(&b, "--%s", opt->name);
	if (opt->arg)
		str_addf(&b, " %s", opt->arg);
	return str_end(&b);
}

void opt_usage(const struct tool *tool, const struct opt_table *table)
{
	struct arena *a = arena_new();
	int width = 0;

	print_synopsis(a, tool, table);
	printf("\n%s\n\n", tool->about);
	for (size_t i = 0; i < table->n; i++) {
		int len = (int)strlen(opt_left(a, &table->v[i]));

		if (len > width)
			width = len;
	}
	for (size_t i = 0; i < table->n; i++)
		printf("  %-*s  %s\n", width, opt_left(a, &table->v[i]), table->v[i].help);
	arena_free(a);
}
