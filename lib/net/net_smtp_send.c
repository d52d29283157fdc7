/*
 * Sending one mail: the state of every recipient follows from what the server said
 * (RFC 5321 4.2.1) and from whether the line broke before or after the end of the mail.
 */
#include <stdlib.h>
#include <string.h>

#include "net/net_smtp.h"

struct sending {
	struct smtp_talk talk;
	struct net_rcpt *rcpts;
	size_t n, next;                 /* next: the one whose reply comes next */
	int *codes;                     /* n replies to RCPT; 0 none */
	struct smtp_reply all;          /* a reply to MAIL, DATA or the end that refuses */
	struct smtp_reply final;        /* the reply to the end of the mail */
	char *data;
	size_t len, at;
	bool ended;                     /* before_end agreed: the final dot may be on its way */
	bool given_up;                  /* before_end refused, or there was no login */
	int (*before_end)(void *ctx, struct err *err);
	void *ctx;
	struct err hook_err;
};

static bool usable_address(const char *s)
{
	size_t n = strlen(s);

	for (const char *p = s; *p; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7f || *p == '<' || *p == '>')
			return false;
	return n > 0 && n <= 320;
}

static void set_rcpt(struct net_rcpt *rcpt, enum net_rcpt_state state, const char *reply)
{
	rcpt->state = state;
	snprintf(rcpt->reply, sizeof(rcpt->reply), "%.299s", reply);
}

/* Line ends as RFC 5321 2.3.8 wants them; a bare LF or CR would let a mail end early. */
static char *with_crlf(const char *raw, size_t len, size_t *len_out)
{
	char *out = mem_alloc(2 * len + 2), *p = out;

	for (size_t i = 0; i < len; i++) {
		if (raw[i] == '\r' || raw[i] == '\n') {
			*p++ = '\r';
			*p++ = '\n';
			if (raw[i] == '\r' && i + 1 < len && raw[i + 1] == '\n')
				i++;
		} else {
			*p++ = raw[i];
		}
	}
	*len_out = (size_t)(p - out);
	return out;
}

/* ---- callbacks of curl */

static void got_reply(struct smtp_talk *talk)
{
	struct sending *s = talk->ctx;
	const struct smtp_reply *reply = &talk->reply;

	if (s->ended && talk->stage == SMTP_DATA)
		talk->stage = SMTP_END;
	if (talk->stage == SMTP_END) {
		s->final = *reply;
		talk->stage = SMTP_OTHER;
	} else if (talk->stage == SMTP_RCPT) {
		while (s->next < s->n && s->rcpts[s->next].state == NET_RCPT_FAILED)
			s->next++;      /* refused here, never sent */
		if (s->next < s->n) {
			s->codes[s->next] = reply->code;
			snprintf(
			    s->rcpts[s->next].reply, sizeof(s->rcpts[0].reply), "%s", reply->text);
			s->next++;
		}
	} else if ((talk->stage == SMTP_MAIL || talk->stage == SMTP_DATA) && reply->code >= 400) {
		s->all = *reply;
	}
}

/* curl asks again only when all it got is on the wire, and ends the mail only after 0. */
static size_t next_bytes(char *buffer, size_t size, size_t count, void *ctx)
{
	struct sending *s = ctx;
	size_t n = s->len - s->at < size * count ? s->len - s->at : size * count;

	if (smtp_not_logged_in(&s->talk)) {
		s->given_up = true;
		return CURL_READFUNC_ABORT;
	}
	if (n == 0) {
		if (s->before_end && s->before_end(s->ctx, &s->hook_err) != 0) {
			s->given_up = true;
			return CURL_READFUNC_ABORT;
		}
		s->ended = true;
		s->talk.reply = (struct smtp_reply){ 0 };
		return 0;
	}
	memcpy(buffer, s->data + s->at, n);
	s->at += n;
	return n;
}

/* ---- the verdict */

/* Refused for want of a login: our settings, not the recipient. */
static bool wants_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static enum net_rcpt_state by_code(int code)
{
	if (code >= 200 && code < 300)
		return NET_RCPT_SENT;
	return code >= 500 && !wants_login(code) ? NET_RCPT_FAILED : NET_RCPT_RETRY;
}

static void judge_one(struct sending *s, size_t i, const char *why)
{
	struct net_rcpt *rcpt = &s->rcpts[i];
	int code = s->codes[i];

	if (rcpt->state == NET_RCPT_FAILED)
		return;
	if (code >= 400)
		rcpt->state = by_code(code);
	else if (s->final.code)
		set_rcpt(rcpt, by_code(s->final.code), s->final.text);
	else if (s->ended)
		set_rcpt(rcpt, NET_RCPT_UNCERTAIN, why);
	else if (s->all.code)
		set_rcpt(rcpt, by_code(s->all.code), s->all.text);
	else
		set_rcpt(rcpt, NET_RCPT_RETRY, why);
}

static int judge(struct sending *s, CURLcode code, struct err *err)
{
	struct err why = { 0 };
	bool decided = s->ended || s->all.code;

	if (code != CURLE_OK)
		smtp_failure(&s->talk, code, &why);
	if (s->given_up || smtp_not_logged_in(&s->talk)) {
		*err = s->hook_err.class != ERR_NONE ? s->hook_err : why;
		for (size_t i = 0; i < s->n; i++)
			set_rcpt(&s->rcpts[i], NET_RCPT_RETRY, err->text);
		return -1;
	}
	for (size_t i = 0; i < s->n; i++) {
		judge_one(s, i, why.text);
		decided = decided || s->codes[i] >= 400 || s->rcpts[i].state == NET_RCPT_FAILED;
	}
	if (decided)
		return 0;
	*err = why;
	return -1;
}

/* ---- sending */

static struct curl_slist *recipients(struct sending *s)
{
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < s->n; i++) {
		set_rcpt(&s->rcpts[i], NET_RCPT_RETRY, "");
		if (!usable_address(s->rcpts[i].address)) {
			set_rcpt(&s->rcpts[i], NET_RCPT_FAILED, "not a usable address");
			continue;
		}
		list = curl_slist_append(list, s->rcpts[i].address);
		if (!list)
			mem_fail();
	}
	return list;
}

static int run(struct sending *s, const char *from, struct err *err)
{
	struct curl_slist *list = recipients(s);
	CURL *curl = s->talk.curl;
	CURLcode code;

	if (!list)
		return 0;
	s->talk.on_reply = got_reply;
	s->talk.ctx = s;
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, next_bytes);
	curl_easy_setopt(curl, CURLOPT_READDATA, s);
	code = curl_easy_perform(curl);
	curl_slist_free_all(list);
	return judge(s, code, err);
}

int net_smtp_send(const struct net_server *server, const char *from, struct net_rcpt *rcpts,
    size_t n, const void *raw, size_t len, int (*before_end)(void *ctx, struct err *err), void *ctx,
    struct err *err)
{
	struct sending s = { .rcpts = rcpts, .n = n, .before_end = before_end, .ctx = ctx };
	int r;

	for (size_t i = 0; i < n; i++)
		set_rcpt(&rcpts[i], NET_RCPT_RETRY, "");
	if (*from && !usable_address(from))
		return err_set(err, ERR_DATA, "%s: not a usable sender address", from);
	if (smtp_open(&s.talk, server, err) != 0)
		return -1;
	s.codes = mem_alloc((n + 1) * sizeof(*s.codes));
	s.data = with_crlf(raw, len, &s.len);
	r = run(&s, from, err);
	smtp_close(&s.talk);
	free(s.codes);
	free(s.data);
	return r;
}
