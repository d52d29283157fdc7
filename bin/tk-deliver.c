/*
 * tk-deliver: the door for mail servers.  Reads one mail on stdin, puts it into the
 * spool and starts tk-thread in the background if none is at work.  It knows two
 * answers: 0, the mail is safe, and 75, try again, even for a wrong option, because
 * Postfix bounces a customer's mail on every other status.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct envelope envelope = { .channel = "mail" };
static bool spool_only;

static const struct opt opts[] = {
	{ 'r', "recipient", OPT_LIST, &envelope.recipients, "ADDRESS",
	    "envelope recipient; may be repeated" },
	{ 'f', "from", OPT_TEXT, &envelope.sender, "ADDRESS", "envelope sender" },
	{ 0, "account", OPT_TEXT, &envelope.account, "NAME", "the mail account it came through" },
	{ 0, "channel", OPT_TEXT, &envelope.channel, "NAME", "how it came (mail)" },
	{ 'q', "quiet", OPT_FLAG, &spool_only, NULL, "start no tk-thread, leave that to cron" },
	{ 0 },
};

static const struct tool tool = {
	"tk-deliver", "", "put one mail from stdin into the spool", opts, TOOL_STORE | TOOL_DOOR,
};

static int deliver(char **operands, struct err *err)
{
	struct arena *a;
	int rc;

	if (operands[0])
		return err_set(err, ERR_TEMP, "no operands are taken");
	if (channel_parse(envelope.channel) < 0)
		return err_set(err, ERR_TEMP, "no such channel: %s", envelope.channel);
	a = arena_new();
	rc = desk_deliver(tool_dir(a), &envelope, 0, spool_only, err);
	arena_free(a);
	return rc;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	deliver(operands, &err);
	return tool_end(&err) ? ERR_TEMP : 0;
}
