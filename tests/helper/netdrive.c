/*
 * netdrive: lib/net on the command line, for the tests.
 * usage: netdrive KEY=VALUE... COMMAND [ARG...]; prints one line per result; the exit
 * status is the error's class.  KEYs: host port tls user password token ca total max.
 */
#include <stdlib.h>
#include <string.h>

#include "net/net.h"

static struct net_server server = {
	.host = "localhost", .connect_ms = 2000, .total_ms = 2000, .max_message = 1 << 20,
};
static struct arena *arena;
static const char *out_dir;

static int print_mail(void *ctx, const char *uid, const char *raw, size_t len, struct err *err)
{
	(void)ctx;
	printf("mail %s %zu\n", uid, len);
	if (!out_dir)
		return 0;
	return file_replace(path_join(arena, out_dir, uid), raw, len, 0600, err);
}

static void print_skip(void *ctx, const char *uid, const char *reason)
{
	(void)ctx;
	printf("skip %s %s\n", uid, reason);
}

static void print_step(void *ctx, const char *step, bool good, const char *detail)
{
	(void)ctx;
	printf("%s %s %s\n", step, good ? "ok" : "failed", detail);
}

static struct net_uids parse_uids(char **args)
{
	struct net_uids u = { 0 };

	for (; *args; args++) {
		u.v = arena_grow(arena, u.v, u.n, sizeof(*u.v));
		u.v[u.n++] = (uint32_t)strtoul(*args, NULL, 10);
	}
	return u;
}

static int with_imap(struct net_imap *imap, const char *command, char **args, struct err *err)
{
	static const char *const marks[] = { "keep", "seen", "delete", "move" };
	struct net_imap_folder folder;
	struct net_uids uids;
	bool changed;

	if (net_imap_select(imap, args[0], &folder, err) != 0)
		return -1;
	if (str_eq(command, "imap-idle")) {
		if (net_imap_idle(imap, atoi(args[1]), &changed, err) != 0)
			return -1;
		return puts(changed ? "changed" : "unchanged") < 0;
	}
	for (enum net_mark m = NET_KEEP; str_eq(command, "imap-mark") && m <= NET_MOVE; m++)
		if (str_eq(marks[m], args[1])) {
			uids = parse_uids(args + 3);
			return net_imap_mark(imap, &uids, m, args[2], err);
		}
	printf("folder %u %u %u\n", folder.uidvalidity, folder.uidnext, folder.exists);
	if (net_imap_search(imap, arena, (uint32_t)atoi(args[1]), str_eq(args[2], "unseen"), 0, &uids, err) != 0)
		return -1;
	for (size_t i = 0; i < uids.n; i++)
		printf("uid %u\n", uids.v[i]);
	return str_eq(command, "imap-list") ? 0 : net_imap_fetch(imap, &uids, print_mail, print_skip, NULL, err);
}

static int with_pop3(struct net_pop3 *pop3, const char *command, char **args, struct err *err)
{
	struct net_pop3_list list;

	if (str_eq(command, "pop3-delete"))
		return net_pop3_delete(pop3, (unsigned)atoi(args[0]), err);
	if (net_pop3_list(pop3, arena, &list, err) != 0)
		return -1;
	for (size_t i = 0; i < list.n; i++)
		printf("item %u %s %u\n", list.v[i].number, list.v[i].uidl, list.v[i].size);
	return str_eq(command, "pop3-list") ? 0 :
	    net_pop3_fetch(pop3, list.v, list.n, print_mail, print_skip, NULL, err);
}

static int before_end(void *ctx, struct err *err)
{
	puts("before end");
	return str_eq(ctx, "refuse") ? err_set(err, ERR_IO, "the store is away") : 0;
}

/* smtp-send HOOK FROM RCPT...; the mail on stdin. */
static int smtp_send(char **args, struct err *err)
{
	static const char *const states[] = { "sent", "retry", "failed", "uncertain" };
	struct net_rcpt rcpts[20] = { 0 };
	size_t n = 0, len;
	char *raw = file_read_fd(arena, 0, 1 << 24, &len, err);
	int r;

	for (; args[2 + n]; n++)
		rcpts[n].address = args[2 + n];
	r = net_smtp_send(&server, args[1], rcpts, n, raw, len, before_end, args[0], err);
	for (size_t i = 0; i < n; i++)
		printf("%s %s %s\n", rcpts[i].address, states[rcpts[i].state], rcpts[i].reply);
	return r;
}

static int run(const char *command, char **args, struct err *err)
{
	int r = -1;

	if (str_eq(command, "imap-test"))
		return net_imap_test(&server, args[0], print_step, NULL, err);
	if (str_eq(command, "pop3-test"))
		return net_pop3_test(&server, print_step, NULL, err);
	if (str_eq(command, "smtp-test"))
		return net_smtp_test(&server, print_step, NULL, err);
	if (str_eq(command, "smtp-send"))
		return smtp_send(args, err);
	if (str_starts(command, "imap")) {
		struct net_imap *imap = net_imap_open(&server, err);

		if (imap)
			r = with_imap(imap, command, args, err);
		net_imap_close(imap);
	} else {
		struct net_pop3 *pop3 = net_pop3_open(&server, err);

		if (pop3)
			r = with_pop3(pop3, command, args, err);
		net_pop3_close(pop3, r == 0);
	}
	return r;
}

static void set(const char *key, const char *value)
{
	if (str_eq(key, "host"))
		server.host = value;
	else if (str_eq(key, "port"))
		server.port = atoi(value);
	else if (str_eq(key, "tls"))
		server.tls = str_eq(value, "plain") ? NET_PLAIN : str_eq(value, "starttls") ? NET_STARTTLS : NET_TLS;
	else if (str_eq(key, "user"))
		server.user = *value ? value : NULL;
	else if (str_eq(key, "password"))
		server.password = value;
	else if (str_eq(key, "token"))
		server.token = value;
	else if (str_eq(key, "ca"))
		server.ca_file = value;
	else if (str_eq(key, "total"))
		server.total_ms = atoi(value);
	else if (str_eq(key, "max"))
		server.max_message = (size_t)atol(value);
	else if (str_eq(key, "out"))
		out_dir = value;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	int i;

	arena = arena_new();
	for (i = 1; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (!value)
			break;
		*value++ = '\0';
		set(argv[i], value);
	}
	if (i == argc)
		return ERR_USAGE;
	run(argv[i], argv + i + 1, &err);
	if (err.class != ERR_NONE)
		fprintf(stderr, "%s\n", err.text);
	arena_free(arena);
	fflush(stdout);
	return (int)err.class;
}
