/*
 * POP3 (RFC 1939, STLS of RFC 2595, AUTH of RFC 5034) over our own line.  Not by
 * libetpan: its POP3 writes outside its table when a server numbers mails oddly, and
 * cuts lines at NUL.
 */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "net/net_stream.h"

enum {
	REPLY_MAX = 4096,               /* RFC 2449 says 512; some servers talk more */
	ANSWER = 1 << 20,
	LIST_BYTES = 64 << 20,
	UIDL_MAX = 200,                 /* RFC 1939 says 70 */
	PARTING_MS = 2000,
};

struct net_pop3 {
	const struct net_server *server;
	struct net_stream *line;
	struct arena *arena;            /* of one command */
	char *reply;                    /* what the server said last, without its line end */
};

/* ---- commands */

static int broken(struct net_pop3 *p, struct err *err)
{
	*err = p->line->err;
	return -1;
}

/* One line of the answer, its end cut off, into p->reply. */
static int read_line(struct net_pop3 *p, struct err *err)
{
	struct str s = str_new(p->arena);

	if (net_stream_line(p->line, &s, REPLY_MAX) != 0)
		return broken(p, err);
	p->reply = str_trim(str_end(&s));
	return 0;
}

static int read_reply(struct net_pop3 *p, const char *what, enum err_class class, struct err *err)
{
	if (read_line(p, err) != 0)
		return -1;
	if (str_starts(p->reply, "+OK"))
		return 0;
	return err_set(err, class, "%s: %s refused: %s", p->line->where, what,
	    str_starts(p->reply, "-ERR ") ? p->reply + 5 : p->reply);
}

static bool challenged(const struct net_pop3 *p)
{
	return str_starts(p->reply, "+") && !str_starts(p->reply, "+OK");
}

static int send_line(struct net_pop3 *p, const char *text, struct err *err)
{
	char *line = arena_printf(p->arena, "%s\r\n", text);

	return net_stream_write(p->line, line, strlen(line)) == 0 ? 0 : broken(p, err);
}

/* A command of its own time limit.  `what` stands for it in messages (no secrets). */
static int command(struct net_pop3 *p, const char *text, const char *what, enum err_class class,
    struct err *err)
{
	arena_reset(p->arena);
	net_stream_begin(p->line, ANSWER);
	if (send_line(p, text, err) != 0)
		return -1;
	return read_reply(p, what, class, err);
}

/* ---- opening */

static int start_tls(struct net_pop3 *p, struct err *err)
{
	if (command(p, "STLS", "STLS", ERR_CONFIG, err) != 0)
		return -1;
	return net_stream_secure(p->line, err);
}

static int log_in_password(struct net_pop3 *p, struct err *err)
{
	char line[1200];

	if (strlen(p->server->user) > 500 || strlen(p->server->password) > 500)
		return err_set(
		    err, ERR_CONFIG, "%s: user name or password too long", p->line->where);
	snprintf(line, sizeof(line), "USER %s", p->server->user);
	if (command(p, line, "user name", ERR_CONFIG, err) != 0)
		return -1;
	snprintf(line, sizeof(line), "PASS %s", p->server->password);
	return command(p, line, "login", ERR_CONFIG, err);
}

/* https://developers.google.com/gmail/imap/xoauth2-protocol; a challenge instead of +OK
 * carries the error and wants an empty answer. */
static int log_in_token(struct net_pop3 *p, struct err *err)
{
	struct err refused = { 0 };
	char *plain, *coded;

	command(p, "AUTH XOAUTH2", "XOAUTH2", ERR_CONFIG, &refused);
	if (p->line->err.class != ERR_NONE)
		return broken(p, err);
	if (!challenged(p))
		return err_set(err, ERR_CONFIG, "%s: the server offers no XOAUTH2", p->line->where);
	plain = arena_printf(
	    p->arena, "user=%s\001auth=Bearer %s\001\001", p->server->user, p->server->token);
	coded = arena_alloc(p->arena, strlen(plain) * 2 + 8);
	EVP_EncodeBlock((unsigned char *)coded, (unsigned char *)plain, (int)strlen(plain));
	if (send_line(p, coded, err) != 0 || read_line(p, err) != 0)
		return -1;
	if (challenged(p) && (send_line(p, "", err) != 0 || read_line(p, err) != 0))
		return -1;
	if (str_starts(p->reply, "+OK"))
		return 0;
	return err_set(err, ERR_CONFIG, "%s: login refused: %s", p->line->where, p->reply);
}

static int log_in(struct net_pop3 *p, struct err *err)
{
	if (!p->server->user || (!p->server->password && !p->server->token))
		return err_set(err, ERR_CONFIG, "%s: no user name or password", p->line->where);
	if (net_login_check(p->server, err) != 0)
		return -1;
	return p->server->token ? log_in_token(p, err) : log_in_password(p, err);
}

static int greet(struct net_pop3 *p, struct err *err)
{
	net_stream_begin(p->line, ANSWER);
	return read_reply(p, "the connection", ERR_UNAVAILABLE, err);
}

static int open_line(struct net_pop3 *p, const struct net_steps *steps, struct err *err)
{
	bool tls = p->server->tls == NET_TLS, starttls = p->server->tls == NET_STARTTLS;

	p->line = net_stream_open(p->server, tls ? 995 : 110, err);
	if (net_step(steps, "connect", p->line ? 0 : -1, p->line ? p->line->where : "", err))
		return -1;
	if (tls && net_step(steps, "certificate", net_stream_secure(p->line, err), "verified", err))
		return -1;
	if (net_step(steps, "greeting", greet(p, err), "a POP3 server", err))
		return -1;
	if (starttls && net_step(steps, "certificate", start_tls(p, err), "STLS, verified", err))
		return -1;
	return net_step(
	    steps, "login", log_in(p, err), p->server->token ? "XOAUTH2" : "accepted", err);
}

struct net_pop3 *net_pop3_open_steps(const struct net_server *server, const struct net_steps *steps,
    struct err *err)
{
	struct net_pop3 *p = mem_alloc(sizeof(*p));

	p->server = server;
	p->arena = arena_new();
	if (open_line(p, steps, err) == 0)
		return p;
	net_pop3_close(p, false);
	return NULL;
}

struct net_pop3 *net_pop3_open(const struct net_server *server, struct err *err)
{
	return net_pop3_open_steps(server, NULL, err);
}

void net_pop3_close(struct net_pop3 *p, bool commit)
{
	struct err ignored = { 0 };

	if (!p)
		return;
	if (commit && p->line && p->line->err.class == ERR_NONE) {
		net_stream_begin(p->line, ANSWER);
		if (send_line(p, "QUIT", &ignored) == 0) {
			p->line->deadline = clock_ms() + PARTING_MS;
			read_reply(p, "QUIT", ERR_UNAVAILABLE, &ignored);
		}
	}
	net_stream_free(p->line);
	arena_free(p->arena);
	free(p);
}

/* ---- listing */

/* The next line of a list of "number word": 1 a line, 0 the end, -1 broken. */
static int list_line(struct net_pop3 *p, unsigned *number_out, char **word_out, struct err *err)
{
	char *rest, *first;
	int64_t number;

	if (read_line(p, err) != 0)
		return -1;
	rest = p->reply;
	if (str_eq(rest, "."))
		return 0;
	first = str_cut(&rest, ' ');
	if (!rest || str_int(first, &number) != 0 || number < 1 || number > INT32_MAX)
		return err_set(err, ERR_UNAVAILABLE, "%s: a list that is no POP3", p->line->where);
	*number_out = (unsigned)number;
	*word_out = str_trim(rest);
	return 1;
}

static int take_sizes(
    struct net_pop3 *p, struct arena *a, struct net_pop3_list *out, struct err *err)
{
	unsigned number;
	char *word;
	int r;

	while ((r = list_line(p, &number, &word, err)) > 0) {
		int64_t size;

		if (str_int(str_cut(&word, ' '), &size) != 0 || size < 0 ||
		    (out->n > 0 && out->v[out->n - 1].number >= number))
			return err_set(
			    err, ERR_UNAVAILABLE, "%s: a list that is no POP3", p->line->where);
		out->v = arena_grow(a, out->v, out->n, sizeof(*out->v));
		out->v[out->n++] = (struct net_pop3_item){
			.number = number, .size = size > UINT32_MAX ? UINT32_MAX : (uint32_t)size,
		};
	}
	return r;
}

static int by_number(const void *a, const void *b)
{
	unsigned x = ((const struct net_pop3_item *)a)->number,
		 y = ((const struct net_pop3_item *)b)->number;

	return (x > y) - (x < y);
}

static int take_uidls(
    struct net_pop3 *p, struct arena *a, struct net_pop3_list *out, struct err *err)
{
	struct net_pop3_item key = { 0 };
	char *word;
	int r;

	while ((r = list_line(p, &key.number, &word, err)) > 0) {
		struct net_pop3_item *item = out->n == 0 ? NULL :
		    bsearch(&key, out->v, out->n, sizeof(*out->v), by_number);

		if (strlen(word) > UIDL_MAX || *word == '\0')
			return err_set(
			    err, ERR_UNAVAILABLE, "%s: a UIDL that is none", p->line->where);
		if (item)
			item->uidl = arena_strdup(a, word);
	}
	return r;
}

int net_pop3_list(struct net_pop3 *p, struct arena *a, struct net_pop3_list *out, struct err *err)
{
	size_t n = 0;

	*out = (struct net_pop3_list){ 0 };
	if (command(p, "LIST", "LIST", ERR_UNAVAILABLE, err) != 0)
		return -1;
	p->line->allowance = LIST_BYTES;
	if (take_sizes(p, a, out, err) != 0)
		return -1;
	if (command(p, "UIDL", "UIDL", ERR_CONFIG, err) != 0)
		return -1;
	p->line->allowance = LIST_BYTES;
	if (take_uidls(p, a, out, err) != 0)
		return -1;
	for (size_t i = 0; i < out->n; i++)     /* a mail without UIDL cannot be remembered */
		if (out->v[i].uidl)
			out->v[n++] = out->v[i];
	out->n = n;
	return 0;
}

/* ---- fetching */

/* The lines up to ".", dots unstuffed; bytes are kept as they are, NUL and bare LF too. */
static int read_mail(struct net_pop3 *p, size_t max, struct str *mail)
{
	bool fresh = true;              /* the last line ended in CR LF */

	for (;;) {
		size_t start = mail->len, n;
		char *line;

		if (net_stream_line(p->line, mail, max + 3 - start) != 0)
			return -1;
		line = mail->s + start;
		n = mail->len - start;
		if (fresh && n == 3 && memcmp(line, ".\r\n", 3) == 0) {
			mail->len = start;
			*line = '\0';
			return 0;
		}
		if (fresh && *line == '.') {
			memmove(line, line + 1, n);
			mail->len--;
			n--;
		}
		fresh = n >= 2 && line[n - 2] == '\r';
		if (mail->len > max)
			return err_set(&p->line->err, ERR_DATA, "%s: longer than a mail may be",
			    p->line->where);
	}
}

static int fetch_one(struct net_pop3 *p, const struct net_pop3_item *item, net_mail_fn *fn,
    net_skip_fn *skip, void *ctx, struct err *err)
{
	struct err why = { 0 };
	struct str mail;
	char text[32];

	snprintf(text, sizeof(text), "RETR %u", item->number);
	if (command(p, text, "RETR", ERR_UNAVAILABLE, &why) != 0) {
		if (p->line->err.class != ERR_NONE)
			return broken(p, err);
		skip(ctx, item->uidl, why.text);
		return 0;
	}
	p->line->allowance = p->server->max_message + ANSWER;
	mail = str_new(p->arena);
	if (read_mail(p, p->server->max_message, &mail) != 0) {
		skip(ctx, item->uidl, p->line->err.text);
		return broken(p, err);
	}
	return fn(ctx, item->uidl, str_end(&mail), mail.len, err);
}

int net_pop3_fetch(struct net_pop3 *p, const struct net_pop3_item *items, size_t n, net_mail_fn *fn,
    net_skip_fn *skip, void *ctx, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (items[i].size > p->server->max_message)
			skip(ctx, items[i].uidl, "longer than a mail may be");
		else if (fetch_one(p, &items[i], fn, skip, ctx, err) != 0)
			return -1;
	}
	return 0;
}

int net_pop3_delete(struct net_pop3 *p, unsigned number, struct err *err)
{
	char text[32];

	snprintf(text, sizeof(text), "DELE %u", number);
	return command(p, text, "DELE", ERR_UNAVAILABLE, err);
}
