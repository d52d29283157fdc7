/*
 * The TCP and TLS line to a mail server: non-blocking, every wait bounded by one
 * deadline, every byte counted, TLS 1.2 or later with verified certificate and name.
 */
#define _DEFAULT_SOURCE                 /* struct addrinfo's AI_ADDRCONFIG */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "net/net_stream.h"

static int64_t time_left(const struct net_stream *s)
{
	int64_t left = s->deadline - clock_ms();

	return left > 0 ? left : 0;
}

/* Wait for the descriptor; 1 ready, 0 out of time, -1 broken. */
static int wait_for(int fd, short events, int64_t ms)
{
	struct pollfd p = { .fd = fd, .events = events };
	int64_t end = clock_ms() + ms;
	int n;

	do {
		n = poll(&p, 1, (int)(ms > INT32_MAX ? INT32_MAX : ms));
		ms = end - clock_ms();
		if (ms < 0)
			ms = 0;
	} while (n < 0 && errno == EINTR);
	return n;
}

static int too_late(struct net_stream *s)
{
	return err_set(&s->err, ERR_TEMP, "%s: no complete answer within %d ms", s->where,
	    s->server->total_ms);
}

static int await(struct net_stream *s, short events)
{
	int n = wait_for(s->fd, events, time_left(s));

	if (n > 0)
		return 0;
	if (n < 0)
		return err_sys(&s->err, ERR_TEMP, "%s: cannot wait for the server", s->where);
	return too_late(s);
}

/* ---- connecting */

static int connect_one(const struct addrinfo *ai, int64_t ms)
{
	int fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
	int error = 0;
	socklen_t len = sizeof(error);

	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
		return fd;
	error = errno;
	if (error == EINPROGRESS) {
		error = ETIMEDOUT;
		if (wait_for(fd, POLLOUT, ms) > 0)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
		if (error == 0)
			return fd;
	}
	close(fd);
	errno = error;
	return -1;
}

static int connect_any(struct net_stream *s, const char *port, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	struct addrinfo *list, *ai;
	int64_t end = clock_ms() + s->server->connect_ms;
	int r = getaddrinfo(s->server->host, port, &hints, &list);

	if (r != 0)
		return err_set(
		    err, ERR_TEMP, "%s: cannot find the host: %s", s->where, gai_strerror(r));
	for (ai = list; ai && s->fd < 0; ai = ai->ai_next) {
		int64_t left = end - clock_ms();

		s->fd = connect_one(ai, left > 0 ? left : 0);
	}
	r = errno;
	freeaddrinfo(list);
	errno = r;
	if (s->fd < 0)
		return err_sys(err, ERR_TEMP, "%s: cannot connect", s->where);
	return 0;
}

/* A write to a line that the server closed must be an error, not the end of the program. */
static void ignore_sigpipe(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;

	if (sigaction(SIGPIPE, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
		sigaction(SIGPIPE, &ignore, NULL);
}

struct net_stream *net_stream_open(
    const struct net_server *server, int default_port, struct err *err)
{
	struct net_stream *s = mem_alloc(sizeof(*s));
	char port[16];

	ignore_sigpipe();
	s->server = server;
	s->fd = -1;
	snprintf(port, sizeof(port), "%d", server->port ? server->port : default_port);
	snprintf(s->where, sizeof(s->where), "%s:%s", server->host, port);
	net_stream_begin(s, 1 << 20);
	if (connect_any(s, port, err) == 0)
		return s;
	net_stream_free(s);
	return NULL;
}

void net_stream_free(struct net_stream *s)
{
	if (!s)
		return;
	if (s->tls && s->err.class == ERR_NONE)
		SSL_shutdown(s->tls);
	SSL_free(s->tls);
	SSL_CTX_free(s->tls_context);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

/* ---- TLS */

static int trust(struct net_stream *s, struct err *err)
{
	const char *file = s->server->ca_file;
	SSL_CTX *c = SSL_CTX_new(TLS_client_method());

	if (!c)
		return err_set(err, ERR_BUG, "cannot set up TLS");
	s->tls_context = c;
	SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
	SSL_CTX_set_verify(c, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (file ? SSL_CTX_load_verify_file(c, file) : SSL_CTX_set_default_verify_paths(c))
		return 0;
	return err_set(
	    err, ERR_CONFIG, "%s: cannot read certificates from this file", file ? file : "system");
}

/* Host names are matched against DNS names, addresses against IP entries of the certificate. */
static int expect_name(struct net_stream *s, struct err *err)
{
	const char *host = s->server->host;
	X509_VERIFY_PARAM *param = SSL_get0_param(s->tls);
	unsigned char address[16];
	bool good;

	if (inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1) {
		good = X509_VERIFY_PARAM_set1_ip_asc(param, host);
	} else {
		X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
		good = X509_VERIFY_PARAM_set1_host(param, host, 0) &&
		    SSL_set_tlsext_host_name(s->tls, host);
	}
	return good ? 0 : err_set(err, ERR_CONFIG, "%s: not a usable host name", host);
}

static int tls_failure(struct net_stream *s)
{
	long verdict = SSL_get_verify_result(s->tls);
	unsigned long code = ERR_get_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	if (verdict != X509_V_OK)
		return err_set(&s->err, ERR_CONFIG, "%s: certificate refused: %s", s->where,
		    X509_verify_cert_error_string(verdict));
	return err_set(&s->err, ERR_TEMP, "%s: TLS failed: %s", s->where,
	    reason ? reason : "the server closed the connection");
}

/* What to do after SSL_xxx returned n <= 0: 0 try again, -1 with s->err. */
static int tls_again(struct net_stream *s, int n)
{
	switch (SSL_get_error(s->tls, n)) {
	case SSL_ERROR_WANT_READ:
		return await(s, POLLIN);
	case SSL_ERROR_WANT_WRITE:
		return await(s, POLLOUT);
	case SSL_ERROR_ZERO_RETURN:
		return err_set(&s->err, ERR_TEMP, "%s: the server closed the connection", s->where);
	default:
		return tls_failure(s);
	}
}

int net_stream_secure(struct net_stream *s, struct err *err)
{
	int n = -1;

	if (s->at != s->end)
		return err_set(err, ERR_UNAVAILABLE, "%s: the server talked before TLS", s->where);
	if (trust(s, err) != 0)
		return -1;
	s->tls = SSL_new(s->tls_context);
	if (!s->tls || !SSL_set_fd(s->tls, s->fd))
		return err_set(err, ERR_BUG, "cannot set up TLS");
	if (expect_name(s, err) != 0)
		return -1;
	ERR_clear_error();
	while ((n = SSL_connect(s->tls)) != 1)
		if (tls_again(s, n) != 0) {
			*err = s->err;
			return -1;
		}
	return 0;
}

/* ---- bytes */

void net_stream_begin(struct net_stream *s, size_t allowance)
{
	s->deadline = clock_ms() + s->server->total_ms;
	s->allowance = allowance;
}

static ssize_t plain_read(struct net_stream *s, void *buffer, size_t n)
{
	for (;;) {
		ssize_t got = recv(s->fd, buffer, n, 0);

		if (got > 0)
			return got;
		if (got == 0)
			return err_set(
			    &s->err, ERR_TEMP, "%s: the server closed the connection", s->where);
		if (errno == EAGAIN ? await(s, POLLIN) != 0 : errno != EINTR)
			return err_sys(&s->err, ERR_TEMP, "%s: cannot read", s->where);
	}
}

static ssize_t tls_read(struct net_stream *s, void *buffer, size_t n)
{
	for (;;) {
		int got;

		ERR_clear_error();
		got = SSL_read(s->tls, buffer, (int)(n > 65536 ? 65536 : n));
		if (got > 0)
			return got;
		if (tls_again(s, got) != 0)
			return -1;
	}
}

ssize_t net_stream_read(struct net_stream *s, void *buffer, size_t n)
{
	ssize_t got;

	if (s->err.class != ERR_NONE)
		return -1;
	/* A server that drips is always ready: the clock has to be asked even then. */
	if (time_left(s) == 0)
		return too_late(s);
	got = s->tls ? tls_read(s, buffer, n) : plain_read(s, buffer, n);
	if (got < 0)
		return -1;
	if ((size_t)got > s->allowance)
		return err_set(
		    &s->err, ERR_UNAVAILABLE, "%s: the server sends more than it may", s->where);
	s->allowance -= (size_t)got;
	return got;
}

int net_stream_write(struct net_stream *s, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t put;

		if (s->err.class != ERR_NONE)
			return -1;
		ERR_clear_error();
		put = s->tls ? SSL_write(s->tls, p, (int)(n > 65536 ? 65536 : n)) :
		    send(s->fd, p, n, MSG_NOSIGNAL);
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		} else if (s->tls) {
			tls_again(s, (int)put);
		} else if (errno == EAGAIN) {
			await(s, POLLOUT);
		} else if (errno != EINTR) {
			return err_sys(&s->err, ERR_TEMP, "%s: cannot write", s->where);
		}
	}
	return 0;
}

int net_stream_wait(struct net_stream *s, int64_t ms)
{
	int n;

	if (s->err.class != ERR_NONE)
		return -1;
	if (s->at != s->end || (s->tls && SSL_pending(s->tls) > 0))
		return 1;
	n = wait_for(s->fd, POLLIN, ms);
	return n < 0 ? err_sys(&s->err, ERR_TEMP, "%s: cannot wait for the server", s->where) : n;
}

int net_stream_line(struct net_stream *s, struct str *line, size_t max)
{
	for (;;) {
		const char *start = s->buffer + s->at;
		const char *lf = memchr(start, '\n', s->end - s->at);
		size_t n = lf ? (size_t)(lf - start) + 1 : s->end - s->at;
		ssize_t got;

		if (n > max)
			return err_set(&s->err, ERR_DATA, "%s: line or mail too long", s->where);
		str_addn(line, start, n);
		max -= n;
		s->at += n;
		if (lf)
			return 0;
		got = net_stream_read(s, s->buffer, sizeof(s->buffer));
		if (got < 0)
			return -1;
		s->at = 0;
		s->end = (size_t)got;
	}
}

/* ---- small common things */

static bool has_control(const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

int net_login_check(const struct net_server *server, struct err *err)
{
	if (has_control(server->user) || has_control(server->password) ||
	    has_control(server->token))
		return err_set(err, ERR_CONFIG, "%s: control character in user name or password",
		    server->host);
	return 0;
}

int net_step(const struct net_steps *steps, const char *step, int result, const char *detail,
    const struct err *err)
{
	if (steps && steps->report)
		steps->report(steps->ctx, step, result == 0, result == 0 ? detail : err->text);
	return result;
}
