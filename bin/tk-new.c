/*
 * tk-new makes a ticket from arguments and a text (-m, a file, stdin or an editor): for a requester
 * who called or wrote elsewhere, for a form or a script, or between agents.  It prints the ticket's
 * line.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct text_source source = { .draft_name = "new", .from_stdin = true };
static struct new_ticket ticket;
static const char *form;
static bool no_send;

static const struct opt options[] = { { 's', "subject", OPT_TEXT, &ticket.subject, "TEXT",
					  "the subject" },
	{ 'f', "from", OPT_TEXT, &ticket.requester, "ADDRESS",
	    "the requester (else the agent: internal)" },
	{ 'm', "message", OPT_TEXT, &source.message, "TEXT", "the text" },
	{ 'F', "file", OPT_TEXT, &source.file, "FILE", "the text is in FILE" },
	{ 'a', "attach", OPT_LIST, &ticket.files, "FILE", "attach FILE" },
	{ 'g', "group", OPT_TEXT, &ticket.group, "GROUP", "the group that gets it" },
	{ 't', "to", OPT_TEXT, &ticket.agent, "AGENT", "the agent who gets it" },
	{ 'p', "priority", OPT_TEXT, &ticket.priority, "PRIORITY", "its priority" },
	{ 'c', "category", OPT_TEXT, &ticket.category, "CATEGORY", "its category" },
	{ 0, "kind", OPT_TEXT, &ticket.kind, "KIND",
	    "problem, request, idea or what else is defined" },
	{ 0, "channel", OPT_TEXT, &ticket.channel, "CHANNEL",
	    "where it came from (api; internal)" },
	{ 0, "form", OPT_TEXT, &form, "NAME", "ask a form, or read its answers as key: value" },
	{ 0, "field", OPT_LIST, &ticket.fields, "NAME=VALUE", "a custom field" },
	{ 0, "status", OPT_TEXT, &ticket.status, "STATUS", "its status" },
	{ 0, "tag", OPT_LIST, &ticket.tags, "TAG,TAG", "its tags" },
	{ 0, "cc", OPT_LIST, &ticket.cc, "ADDRESS", "somebody who takes part" },
	{ 0, "bcc", OPT_LIST, &ticket.bcc, "ADDRESS", "with --send: a hidden copy" },
	{ 0, "send", OPT_FLAG, &ticket.send, NULL, "mail the text to the requester" },
	{ 0, "confirm", OPT_FLAG, &ticket.confirm, NULL,
	    "even if the requester has too many open tickets" },
	{ 0, "no-send", OPT_FLAG, &no_send, NULL, "with --send: leave sending to cron" }, { 0 } };

static const struct tool tool = { "tk-new", "", "Make a ticket.", options,
	TOOL_STORE | TOOL_AGENT | TOOL_RECORDS };

static int run(struct desk *desk, char **operands, struct err *err)
{
	struct ids made = { (int64_t[1]){ 0 }, 1 };

	if (*operands != NULL)
		return err_set(err, ERR_USAGE, "%s: takes no operands", *operands);
	if (form != NULL && desk_form(desk, form, &source, &ticket, err) < 0)
		return -1;
	if (form == NULL)
		ticket.text = desk_text(desk, &source, err);
	if (ticket.text == NULL)
		return -1;
	if (desk_new(desk, &ticket, made.v, err) < 0) {
		desk_keep_draft(desk, &source, ticket.text);
		return -1;
	}
	desk_drop_draft(&source);
	if (ticket.send && !no_send)
		desk_send_soon(desk);
	return desk_print(desk, &made, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
