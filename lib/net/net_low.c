/*
 * libetpan's low driver over net_stream, with a guard for IMAP: libetpan allocates any
 * announced literal at once, grows a line without limit and parses nested lists by
 * recursion, so lines, literals and nesting are bounded before it sees a byte.
 */
#include <stdlib.h>
#include <string.h>

#include <libetpan/libetpan.h>

#include "net/net_stream.h"

enum {
	LINE_MAX_BYTES = 2 << 20,       /* a SEARCH answer for 100,000 UIDs is 1.1 MB */
	NESTING_MAX = 64,
	STREAM_BUFFER = 65536,
};

struct guarded {
	struct net_stream *stream;
	size_t max_literal;
	size_t line;                    /* bytes of the current line */
	size_t depth; /* open parentheses of the current line, ( and [ of quoted text too */
	size_t skip;                    /* bytes of a literal still to come */
	size_t number;                  /* value of the digits behind '{' */
	enum { IN_TEXT, IN_NUMBER, NUMBER_ENDED, NUMBER_CR } state;
};

static int refuse(struct guarded *g, const char *what)
{
	return err_set(&g->stream->err, ERR_UNAVAILABLE, "%s: %s", g->stream->where, what);
}

/* Follow "{123}" CR LF; everything else is text. */
static void follow_literal(struct guarded *g, char c)
{
	if (c == '{') {
		g->state = IN_NUMBER;
		g->number = 0;
	} else if (g->state == IN_NUMBER && c >= '0' && c <= '9') {
		g->number =
		    g->number > SIZE_MAX / 20 ? g->number : g->number * 10 + (size_t)(c - '0');
	} else if (g->state == IN_NUMBER && c == '}') {
		g->state = NUMBER_ENDED;
	} else if (g->state == NUMBER_ENDED && c == '\r') {
		g->state = NUMBER_CR;
	} else if (c != '\n') {
		g->state = IN_TEXT;
	}
}

static int end_line(struct guarded *g)
{
	bool literal = g->state == NUMBER_CR || g->state == NUMBER_ENDED;

	g->line = 0;
	g->state = IN_TEXT;
	if (!literal) {
		g->depth = 0;
		return 0;
	}
	if (g->number > g->max_literal)
		return refuse(g, "the server announces more data than a mail may have");
	g->skip = g->number;
	return 0;
}

static int check(struct guarded *g, const char *p, size_t n)
{
	while (n > 0) {
		if (g->skip > 0) {
			size_t step = n < g->skip ? n : g->skip;

			g->skip -= step;
			p += step;
			n -= step;
			continue;
		}
		if (++g->line > LINE_MAX_BYTES)
			return refuse(g, "the server sends an endless line");
		if (*p == '(' && ++g->depth > NESTING_MAX)
			return refuse(g, "the server sends too deeply nested lists");
		if (*p == ')' && g->depth > 0)
			g->depth--;
		follow_literal(g, *p);
		if (*p == '\n' && end_line(g) != 0)
			return -1;
		p++;
		n--;
	}
	return 0;
}

static ssize_t low_read(mailstream_low *low, void *buffer, size_t n)
{
	struct guarded *g = low->data;
	ssize_t got = net_stream_read(g->stream, buffer, n);

	return got > 0 && check(g, buffer, (size_t)got) != 0 ? -1 : got;
}

static ssize_t low_write(mailstream_low *low, const void *data, size_t n)
{
	struct guarded *g = low->data;

	return net_stream_write(g->stream, data, n) == 0 ? (ssize_t)n : -1;
}

static int low_close(mailstream_low *low)
{
	struct guarded *g = low->data;

	net_stream_free(g->stream);
	g->stream = NULL;
	return 0;
}

static int low_fd(mailstream_low *low)
{
	struct guarded *g = low->data;

	return g->stream->fd;
}

static void low_free(mailstream_low *low)
{
	free(low->data);
	free(low);
}

static void low_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *low_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *low_certificates(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static mailstream_low_driver driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
	.mailstream_get_cancel = low_get_cancel,
	.mailstream_get_certificate_chain = low_certificates,
};

mailstream *net_low_new(struct net_stream *s, size_t max_literal)
{
	struct guarded *g = mem_alloc(sizeof(*g));
	mailstream_low *low;
	mailstream *stream;

	g->stream = s;
	g->max_literal = max_literal;
	low = mailstream_low_new(g, &driver);
	stream = low ? mailstream_new(low, STREAM_BUFFER) : NULL;
	if (!stream)
		mem_fail();
	return stream;
}
