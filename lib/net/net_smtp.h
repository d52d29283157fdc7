/* net_smtp: the SMTP dialogue as libcurl shows it, shared by sending and testing. */
#ifndef TK_NET_SMTP_H
#define TK_NET_SMTP_H

#include <curl/curl.h>

#include "net/net.h"

/* What a reply answers; in the order of a session. */
enum smtp_stage {
	SMTP_CONNECT,
	SMTP_HELLO,
	SMTP_STARTTLS,
	SMTP_AUTH,
	SMTP_MAIL,
	SMTP_RCPT,
	SMTP_DATA,
	SMTP_END,
	SMTP_OTHER
};

struct smtp_reply {
	int code;                       /* 0: none came */
	char text[300];                 /* one line */
};

struct smtp_talk {
	const struct net_server *server;
	char where[280];                /* host:port */
	CURL *curl;
	char curl_error[CURL_ERROR_SIZE];
	enum smtp_stage stage;          /* of the command sent last */
	enum smtp_stage reached;        /* the furthest stage answered with 2xx or 3xx */
	struct smtp_reply reply;        /* of the current stage, growing line by line */
	bool authenticated;
	/* Called for each complete reply. */
	void (*on_reply)(struct smtp_talk *talk);
	void *ctx;
};

/* Set up everything but the task itself; -1 for settings that cannot work. */
int smtp_open(struct smtp_talk *talk, const struct net_server *server, struct err *err);
void smtp_close(struct smtp_talk *talk);
/* The error of a curl_easy_perform() that returned code, as a class and one sentence. */
int smtp_failure(const struct smtp_talk *talk, CURLcode code, struct err *err);
/* A name and password were given, but the server never asked for them. */
bool smtp_not_logged_in(const struct smtp_talk *talk);

#endif
