/* desk_send_mail: the two ways out, an SMTP server or the sendmail program of this machine. */
#include <string.h>
#include <unistd.h>

#include "desk/desk_send.h"

enum { PROGRAM_MS = 120000, PROGRAM_OUT = 4096 };

/* ---- SMTP */

static int by_smtp(struct sending *s, struct err *err)
{
	struct net_server server;

	if (desk_server(s->desk, "identity", "send", s->identity, &server, err) != 0)
		return -1;
	return net_smtp_send(
	    &server, s->outbox->sender, s->rcpts, s->n, s->raw, s->len, desk_send_point, s, err);
}

/* ---- sendmail */

char **desk_sendmail(struct desk *desk, size_t *n_out, size_t room, struct err *err)
{
	static const char *const usual[] = { "/usr/sbin/sendmail", "/usr/lib/sendmail",
		"/usr/bin/sendmail" };
	const char *command = desk_conf(desk, "send", NULL, "sendmail", err);
	char **argv, **with_room;
	size_t n = 0;

	if (err->class != ERR_NONE)
		return NULL;
	for (size_t i = 0; !command && i < sizeof(usual) / sizeof(*usual); i++)
		if (access(usual[i], X_OK) == 0)
			command = arena_printf(desk->arena, "%s -i", usual[i]);
	if (!command) {
		err_set(err, ERR_CONFIG, "no sendmail program is here; set an SMTP server"
		    " (tk-admin identity set NAME transport=smtp)");
		return NULL;
	}
	argv = proc_split(desk->arena, command, err);
	if (!argv)
		return NULL;
	while (argv[n])
		n++;
	with_room = arena_alloc(desk->arena, (n + room + 1) * sizeof(*with_room));
	memcpy(with_room, argv, n * sizeof(*argv));
	*n_out = n;
	return with_room;
}

/* Programs want the line ends of this system. */
static char *without_cr(struct arena *a, const char *raw, size_t len, size_t *len_out)
{
	char *out = arena_alloc(a, len + 1), *p = out;

	for (size_t i = 0; i < len; i++)
		if (raw[i] != '\r' || i + 1 == len || raw[i + 1] != '\n')
			*p++ = raw[i];
	*len_out = (size_t)(p - out);
	return out;
}

static void all_become(struct sending *s, enum net_rcpt_state state, const char *reply)
{
	for (size_t i = 0; i < s->n; i++) {
		s->rcpts[i].state = state;
		snprintf(s->rcpts[i].reply, sizeof(s->rcpts[i].reply), "%.299s", reply);
	}
}

/* Statuses of sysexits.h: what another try cannot mend has failed. */
static void judge(struct sending *s, const char *program, int status)
{
	bool permanent =
	    status == 64 || status == 65 || status == 67 || status == 68 || status == 77;
	char reply[200];

	if (status == 0) {
		all_become(s, NET_RCPT_SENT, "accepted");
		return;
	}
	snprintf(reply, sizeof(reply), "%.150s ended with status %d", program, status);
	all_become(s,
	    status >= 128   ? NET_RCPT_UNCERTAIN
		: permanent ? NET_RCPT_FAILED
			    : NET_RCPT_RETRY,
	    reply);
}

static int by_program(struct sending *s, struct err *err)
{
	struct proc_result result;
	struct err why = { 0 };
	size_t n, len;
	char **argv = desk_sendmail(s->desk, &n, s->n + 3, err);
	char *text;

	if (!argv)
		return -1;
	argv[n++] = "-f";
	argv[n++] = *s->outbox->sender ? (char *)s->outbox->sender : "<>";
	argv[n++] = "--";
	for (size_t i = 0; i < s->n; i++)
		argv[n++] = (char *)s->rcpts[i].address;
	text = without_cr(s->arena, s->raw, s->len, &len);
	if (desk_send_point(s, err) != 0)
		return -1;
	if (proc_run(s->arena, argv, NULL, text, len, PROGRAM_OUT, PROGRAM_MS, &result, &why) ==
	    0) {
		judge(s, argv[0], result.status);
		return 0;
	}
	if (why.class == ERR_CONFIG) {  /* it never ran */
		*err = why;
		return -1;
	}
	all_become(s, NET_RCPT_UNCERTAIN, why.text);
	return 0;
}

int desk_send_mail(struct sending *s, struct err *err)
{
	if (str_eq(object_get(s->identity, "transport"), "smtp"))
		return by_smtp(s, err);
	return by_program(s, err);
}
