/*
 * tk-reply answers tickets: the mail is composed, queued and the status changed (to pending) at
 * once, and tk-send is started.  The text comes from -m, a file, stdin or an editor; numbers come
 * from stdin only if the text does not.  It exits 2 if another agent answered meanwhile.
 */
#include <unistd.h>

#include "base/base.h"
#include "desk/desk.h"

static struct text_source source;
static struct answer answer;
static bool no_send;

static const struct opt options[] = {
	{ 'm', "message", OPT_TEXT, &source.message, "TEXT", "the answer" },
	{ 'F', "file", OPT_TEXT, &source.file, "FILE", "the answer is in FILE" },
	{ 'a', "attach", OPT_LIST, &answer.files, "FILE", "attach FILE" },
	{ 0, "cc", OPT_LIST, &answer.cc, "ADDRESS", "a copy to ADDRESS" },
	{ 0, "bcc", OPT_LIST, &answer.bcc, "ADDRESS", "a copy that the others do not see" },
	{ 0, "alone", OPT_FLAG, &answer.alone, NULL, "to the requester only, not to those in Cc" },
	{ 0, "then", OPT_TEXT, &answer.then, "STATUS", "the status afterwards (pending)" },
	{ 0, "seen", OPT_NUMBER, &answer.seen, "MESSAGE", "the newest message that was read" },
	{ 0, "confirm", OPT_FLAG, &answer.confirm, NULL, "send although another wrote meanwhile" },
	{ 0, "no-send", OPT_FLAG, &no_send, NULL, "leave sending to cron" },
	{ 0, "resume", OPT_FLAG, &source.resume, NULL, "go on with the draft" },
	{ 0 }
};

static const struct tool tool = { "tk-reply", "[ticket | query ...]", "Answer tickets.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_REV | TOOL_RECORDS };

static int get_text(struct desk *desk, const struct ids *ids, struct err *err)
{
	source.draft_name =
	    ids->n == 1 ? arena_printf(desk->arena, "reply-%lld", (long long)ids->v[0]) : "reply";
	if (ids->n > 0)
		source.below = desk_quote(desk, desk->arena, ids->v[0], &source.seen, err);
	if (answer.seen != 0 || ids->n != 1)
		source.seen = answer.seen;
	if (ids->n == 1)
		source.ticket = ids->v[0];
	answer.text = desk_text(desk, &source, err);
	if (answer.seen == 0)
		answer.seen = source.seen;
	return answer.text == NULL ? -1 : 0;
}

static void explain(struct desk *desk, const struct ids *ids, const struct err *err)
{
	struct err ignored = { 0 };

	const char *written = err->class != ERR_CONFLICT || answer.seen == 0 ? NULL :
	    desk_written_since(desk, desk->arena, ids->v[0], answer.seen, &ignored);

	if (written != NULL)
		fputs(written, stderr);
	desk_keep_draft(desk, &source, answer.text);
}

static int run(struct desk *desk, char **operands, struct err *err)
{
	bool text_given = source.message != NULL || source.file != NULL;
	struct ids ids;

	source.from_stdin = true;
	if (*operands == NULL && !text_given)
		return err_set(err, ERR_USAGE, "no ticket given");
	if (desk_operands(desk, operands, text_given, true, &ids, err) < 0 || ids.n == 0)
		return -1;
	if (!text_given && isatty(STDIN_FILENO) && desk_reply_check(desk, &ids, err) < 0)
		return -1;
	desk_warn_writers(desk, &ids);
	if (get_text(desk, &ids, err) < 0)
		return -1;
	if (desk_reply_all(desk, &ids, &answer, err) < 0) {
		explain(desk, &ids, err);
		return -1;
	}
	desk_drop_draft(&source);
	if (!no_send)
		desk_send_soon(desk);
	return desk_print(desk, &ids, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
