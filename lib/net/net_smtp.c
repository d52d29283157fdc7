/*
 * The SMTP dialogue over libcurl: TLS or STARTTLS always verified, AUTH, and the
 * server's replies taken from curl's trace, because the result code alone does not
 * tell which recipient was refused and why.
 */
#include <stdlib.h>
#include <string.h>

#include "net/net_smtp.h"
#include "net/net_stream.h"

/* ---- following the dialogue */

static const struct {
	const char *word;
	enum smtp_stage stage;
} words[] = {
	{ "EHLO", SMTP_HELLO },
	{ "HELO", SMTP_HELLO },
	{ "STARTTLS", SMTP_STARTTLS },
	{ "AUTH", SMTP_AUTH },
	{ "MAIL", SMTP_MAIL },
	{ "RCPT", SMTP_RCPT },
	{ "DATA", SMTP_DATA },
	{ "QUIT", SMTP_OTHER },
	{ "NOOP", SMTP_OTHER },
};

static void sent_command(struct smtp_talk *talk, const char *line, size_t n)
{
	talk->reply = (struct smtp_reply){ 0 };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i].word);

		if (n >= len && strncmp(line, words[i].word, len) == 0) {
			talk->stage = words[i].stage;
			return;
		}
	}
	/* Anything else is a further line of AUTH. */
}

static void add_text(struct smtp_reply *reply, const char *text, size_t n)
{
	size_t have = strlen(reply->text), room = sizeof(reply->text) - have - 1;

	if (have > 0 && room > 0) {
		reply->text[have++] = ' ';
		room--;
	}
	if (n > room)
		n = room;
	for (size_t i = 0; i < n; i++)
		reply->text[have + i] =
		    (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? ' ' : text[i];
	reply->text[have + n] = '\0';
}

/* "550-text" goes on, "550 text" ends; the code stands once in front of the text. */
static void got_line(struct smtp_talk *talk, const char *line, size_t n)
{
	struct smtp_reply *reply = &talk->reply;
	int code;

	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (n < 3 || line[0] < '2' || line[0] > '5')
		return;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	add_text(reply, reply->text[0] ? line + 4 : line, reply->text[0] ? (n > 4 ? n - 4 : 0) : n);
	if (n > 3 && line[3] == '-')
		return;
	reply->code = code;
	if (code < 400 && talk->stage > talk->reached && talk->stage != SMTP_OTHER)
		talk->reached = talk->stage;
	if (talk->stage == SMTP_AUTH && code == 235)
		talk->authenticated = true;
	if (talk->on_reply)
		talk->on_reply(talk);
}

static int trace(CURL *curl, curl_infotype type, char *data, size_t n, void *ctx)
{
	struct smtp_talk *talk = ctx;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		sent_command(talk, data, n);
	else if (type == CURLINFO_HEADER_IN)
		got_line(talk, data, n);
	return 0;
}

/* ---- setting up */

static int set_login(struct smtp_talk *talk, struct err *err)
{
	const struct net_server *server = talk->server;

	if (!server->user)
		return 0;
	if (!server->password && !server->token)
		return err_set(err, ERR_CONFIG, "%s: no password", talk->where);
	if (net_login_check(server, err) != 0)
		return -1;
	curl_easy_setopt(talk->curl, CURLOPT_USERNAME, server->user);
	if (server->token) {
		curl_easy_setopt(talk->curl, CURLOPT_XOAUTH2_BEARER, server->token);
		curl_easy_setopt(talk->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
	} else {
		curl_easy_setopt(talk->curl, CURLOPT_PASSWORD, server->password);
		curl_easy_setopt(talk->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
	}
	return 0;
}

static void set_tls(struct smtp_talk *talk)
{
	const struct net_server *server = talk->server;

	curl_easy_setopt(talk->curl, CURLOPT_USE_SSL,
	    server->tls == NET_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL);
	curl_easy_setopt(talk->curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(talk->curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(talk->curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	if (server->ca_file)
		curl_easy_setopt(talk->curl, CURLOPT_CAINFO, server->ca_file);
}

static int set_address(struct smtp_talk *talk, struct err *err)
{
	const struct net_server *server = talk->server;
	const char *scheme = server->tls == NET_TLS ? "smtps" : "smtp";
	bool brackets = strchr(server->host, ':') != NULL;
	int port = server->port;
	char url[320];

	if (strpbrk(server->host, "/@?#% \\\r\n\t") || strlen(server->host) > 255)
		return err_set(err, ERR_CONFIG, "%s: not a usable host name", server->host);
	if (port == 0)
		port = server->tls == NET_TLS ? 465 : server->tls == NET_STARTTLS ? 587 : 25;
	snprintf(talk->where, sizeof(talk->where), "%s:%d", server->host, port);
	snprintf(url, sizeof(url), "%s://%s%s%s:%d", scheme, brackets ? "[" : "", server->host,
	    brackets ? "]" : "", port);
	curl_easy_setopt(talk->curl, CURLOPT_URL, url);
	return 0;
}

static void set_limits(struct smtp_talk *talk)
{
	long seconds = (talk->server->total_ms + 999) / 1000;

	curl_easy_setopt(talk->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)talk->server->connect_ms);
	curl_easy_setopt(talk->curl, CURLOPT_TIMEOUT_MS, (long)talk->server->total_ms);
	curl_easy_setopt(talk->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
	curl_easy_setopt(talk->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(talk->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(talk->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(talk->curl, CURLOPT_FORBID_REUSE, 1L);
}

static size_t ignore_body(char *data, size_t size, size_t n, void *ctx)
{
	(void)data, (void)ctx;
	return size * n;
}

int smtp_open(struct smtp_talk *talk, const struct net_server *server, struct err *err)
{
	*talk = (struct smtp_talk){ .server = server, .curl = curl_easy_init() };
	if (!talk->curl)
		mem_fail();
	curl_easy_setopt(talk->curl, CURLOPT_ERRORBUFFER, talk->curl_error);
	curl_easy_setopt(talk->curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(talk->curl, CURLOPT_DEBUGFUNCTION, trace);
	curl_easy_setopt(talk->curl, CURLOPT_DEBUGDATA, talk);
	curl_easy_setopt(talk->curl, CURLOPT_WRITEFUNCTION, ignore_body);
	set_limits(talk);
	set_tls(talk);
	if (set_address(talk, err) == 0 && set_login(talk, err) == 0)
		return 0;
	smtp_close(talk);
	return -1;
}

void smtp_close(struct smtp_talk *talk)
{
	curl_easy_cleanup(talk->curl);
	talk->curl = NULL;
}

/* ---- what went wrong */

bool smtp_not_logged_in(const struct smtp_talk *talk)
{
	return talk->server->user && !talk->authenticated && talk->stage > SMTP_AUTH;
}

static enum err_class failure_class(CURLcode code, int reply)
{
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_USE_SSL_FAILED:
		return ERR_CONFIG;
	case CURLE_LOGIN_DENIED:
		return reply >= 400 && reply < 500 ? ERR_TEMP : ERR_CONFIG;
	default:
		return reply >= 500 ? ERR_UNAVAILABLE : ERR_TEMP;
	}
}

int smtp_failure(const struct smtp_talk *talk, CURLcode code, struct err *err)
{
	const char *why = talk->curl_error[0] ? talk->curl_error : curl_easy_strerror(code);

	if (smtp_not_logged_in(talk))
		return err_set(
		    err, ERR_CONFIG, "%s: the server offers no login that tk knows", talk->where);
	if (code == CURLE_LOGIN_DENIED)
		return err_set(err, failure_class(code, talk->reply.code), "%s: login refused: %s",
		    talk->where, talk->reply.text[0] ? talk->reply.text : why);
	if (talk->reply.code >= 400)
		return err_set(err, failure_class(code, talk->reply.code), "%s: %s", talk->where,
		    talk->reply.text);
	return err_set(err, failure_class(code, 0), "%s: %s", talk->where, why);
}
