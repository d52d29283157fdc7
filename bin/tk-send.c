/*
 * tk-send sends the answers that are due, by SMTP or sendmail.  It prints one line per recipient:
 * the number of the answer in the outbox, its ticket, what became of it, the address, how often it
 * was tried before, when it is tried next, and what the server said.  The options list the outbox
 * and decide about answers that failed or of which nobody knows whether they arrived.
 */
#include "base/base.h"
#include "desk/desk.h"

static bool list, retry, drop, sent, test, background;

static const struct opt options[] = { { 'l', "list", OPT_FLAG, &list, NULL,
					  "print what waits, failed or is uncertain" },
	{ 0, "retry", OPT_FLAG, &retry, NULL, "try these answers again, now" },
	{ 0, "drop", OPT_FLAG, &drop, NULL, "never send these" },
	{ 0, "sent", OPT_FLAG, &sent, NULL, "these have arrived" },
	{ 't', "test", OPT_FLAG, &test, NULL,
	    "try the settings of identities step by step, send nothing" },
	{ 0, "background", OPT_FLAG, &background, NULL, "send if nobody else does, log to syslog" },
	{ 0 } };

static const struct tool tool = { "tk-send", "[answer | identity | group ...]", "Send answers.",
	options, TOOL_STORE | TOOL_AGENT | TOOL_RECORDS | TOOL_QUIET };

static int send_mail(struct desk *desk, char **operands, struct err *err)
{
	if (list + retry + drop + sent + test + background > 1)
		return err_set(err, ERR_USAGE,
		    "--list, --retry, --drop, --sent, --test and --background exclude each other");
	if (list)
		return desk_send_list(desk, operands, err);
	if (test)
		return desk_send_test(desk, operands, err);
	if (retry || drop || sent)
		return desk_send_decide(desk, operands,
		    retry ? DELIVERY_QUEUED : drop ? DELIVERY_DROPPED : DELIVERY_SENT, err);
	if (background)
		log_to_syslog();
	if (*operands)
		return err_set(
		    err, ERR_USAGE, "everything that is due is sent; no operands are taken");
	return desk_send(desk, background, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_EITHER, argc, argv, send_mail);
}
