/*
 * Testing an account step by step, so that an administrator sees which setting is
 * wrong.  Nothing is fetched, marked or sent.
 */
#include <string.h>

#include "net/net_smtp.h"
#include "net/net_stream.h"

int net_imap_test(const struct net_server *server, const char *folder, net_step_fn *report,
    void *ctx, struct err *err)
{
	struct net_steps steps = { report, ctx };
	struct net_imap *imap = net_imap_open_steps(server, &steps, err);
	struct net_imap_folder info = { 0 };
	char detail[80];
	int r;

	if (!imap)
		return -1;
	r = net_imap_select(imap, folder, &info, err);
	snprintf(detail, sizeof(detail), "%u mails", info.exists);
	net_step(&steps, "folder", r, detail, err);
	net_imap_close(imap);
	return r;
}

int net_pop3_test(const struct net_server *server, net_step_fn *report, void *ctx, struct err *err)
{
	struct net_steps steps = { report, ctx };
	struct net_pop3 *pop3 = net_pop3_open_steps(server, &steps, err);
	struct net_pop3_list list = { 0 };
	struct arena *a = arena_new();
	char detail[80];
	int r = -1;

	if (pop3) {
		r = net_pop3_list(pop3, a, &list, err);
		snprintf(detail, sizeof(detail), "%zu mails", list.n);
		net_step(&steps, "list", r, detail, err);
	}
	net_pop3_close(pop3, true);
	arena_free(a);
	return r;
}

/* The steps of a session that ended at code: all before the failed one are good. */
static int report_smtp(
    struct smtp_talk *talk, CURLcode code, const struct net_steps *steps, struct err *err)
{
	bool connected = code != CURLE_COULDNT_RESOLVE_HOST && code != CURLE_COULDNT_CONNECT &&
	    (talk->reply.code > 0 || talk->reached > SMTP_CONNECT ||
		code != CURLE_OPERATION_TIMEDOUT);
	bool secure =
	    talk->reached >= (talk->server->tls == NET_STARTTLS ? SMTP_STARTTLS : SMTP_HELLO) &&
	    code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CONNECT_ERROR;
	int failed;

	if (code != CURLE_OK || smtp_not_logged_in(talk))
		smtp_failure(talk, code, err);
	failed = err->class == ERR_NONE ? 0 : -1;
	if (net_step(steps, "connect", connected ? 0 : -1, talk->where, err))
		return -1;
	if (talk->server->tls != NET_PLAIN &&
	    net_step(steps, "certificate", secure ? 0 : -1, "verified", err))
		return -1;
	if (net_step(
		steps, "greeting", talk->reached >= SMTP_HELLO ? 0 : -1, "an SMTP server", err))
		return -1;
	if (talk->server->user)
		return net_step(
		    steps, "login", failed, talk->server->token ? "XOAUTH2" : "accepted", err);
	return failed;
}

int net_smtp_test(const struct net_server *server, net_step_fn *report, void *ctx, struct err *err)
{
	struct net_steps steps = { report, ctx };
	struct smtp_talk talk;
	CURLcode code;
	int r;

	if (smtp_open(&talk, server, err) != 0)
		return net_step(&steps, "settings", -1, "", err);
	curl_easy_setopt(talk.curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	curl_easy_setopt(talk.curl, CURLOPT_NOBODY, 1L);
	code = curl_easy_perform(talk.curl);
	r = report_smtp(&talk, code, &steps, err);
	smtp_close(&talk);
	return r;
}
