/*
 * tk-set changes properties of tickets: status, priority, kind, category, subject, custom
 * fields, what the analysis found, how it was solved, tags, watchers, links, deletion, archiving,
 * spam, and whether an outsider's mail is accepted.  It prints one line per ticket.
 */
#include <string.h>

#include "base/base.h"
#include "desk/desk.h"

static struct {
	const char *status, *priority, *kind, *category, *subject;
	bool delete, undelete, accept, spam, notspam, archive, unarchive;
	const char *severity, *expertise, *skill, *resolution;
	struct strv tags, fields, watch, unwatch, link, unlink;
} settings;
static struct text_source solved;

static const struct opt options[] = { { 's', "status", OPT_TEXT, &settings.status, "STATUS",
					  "open, pending, closed or locked" },
	{ 'p', "priority", OPT_TEXT, &settings.priority, "PRIORITY",
	    "low, normal, high or what the desk defines" },
	{ 't', "tag", OPT_LIST, &settings.tags, "+TAG,-TAG", "add and take away tags" },
	{ 0, "kind", OPT_TEXT, &settings.kind, "KIND",
	    "problem, request, idea or what else is defined" },
	{ 'c', "category", OPT_TEXT, &settings.category, "CATEGORY", "name or number; none" },
	{ 0, "subject", OPT_TEXT, &settings.subject, "TEXT", "a better subject" },
	{ 0, "severity", OPT_TEXT, &settings.severity, "WORD", "minor, major, critical or none" },
	{ 0, "expertise", OPT_TEXT, &settings.expertise, "LEVEL",
	    "how much of an expert it needs: 1 to 5; none" },
	{ 0, "skill", OPT_TEXT, &settings.skill, "SKILL", "the skill it needs; none" },
	{ 0, "resolution", OPT_TEXT, &settings.resolution, "TEXT", "how it was solved; none" },
	{ 'F', "file", OPT_TEXT, &solved.file, "FILE", "how it was solved is in FILE" },
	{ 0, "field", OPT_LIST, &settings.fields, "NAME=VALUE",
	    "a custom field; NAME= empties it" },
	{ 0, "watch", OPT_LIST, &settings.watch, "ADDRESS", "somebody who takes part" },
	{ 0, "unwatch", OPT_LIST, &settings.unwatch, "ADDRESS", "no longer" },
	{ 0, "link", OPT_LIST, &settings.link, "TICKET", "a related ticket" },
	{ 0, "unlink", OPT_LIST, &settings.unlink, "TICKET", "not related" },
	{ 0, "delete", OPT_FLAG, &settings.delete, NULL, "hide it from ordinary lists" },
	{ 0, "undelete", OPT_FLAG, &settings.undelete, NULL, "bring it back as it was" },
	{ 0, "archive", OPT_FLAG, &settings.archive, NULL, "put a closed ticket away" },
	{ 0, "unarchive", OPT_FLAG, &settings.unarchive, NULL, "take it out again" },
	{ 0, "accept", OPT_FLAG, &settings.accept, NULL, "let outsiders who wrote take part" },
	{ 0, "spam", OPT_FLAG, &settings.spam, NULL, "it is spam" },
	{ 0, "not-spam", OPT_FLAG, &settings.notspam, NULL, "it is none" }, { 0 } };

static const struct tool tool = { "tk-set", "[ticket | query ...]", "Change properties of tickets.",
	options, TOOL_STORE | TOOL_AGENT | TOOL_BATCH | TOOL_REV | TOOL_RECORDS };

enum { EFFECTS_MAX = 256 };

static struct effect effects[EFFECTS_MAX];
static size_t effects_n;

static void add(enum effect_kind kind, const char *value)
{
	if (effects_n < EFFECTS_MAX)
		effects[effects_n] = (struct effect){ .kind = kind, .value = value };
	effects_n++;
}

static void add_if(bool set, enum effect_kind kind, const char *value)
{
	if (set)
		add(kind, value);
}

static void add_list(const struct strv *list, enum effect_kind kind)
{
	for (size_t i = 0; i < list->n; i++)
		add(kind, list->v[i]);
}

/* "+vip,-new"; a tag without a sign is added. */
static void add_tags(char *list)
{
	for (char *tag; (tag = str_cut(&list, ',')) != NULL;) {
		tag = str_trim(tag);
		if (*tag != '\0')
			add(*tag == '-' ? EFFECT_UNTAG : EFFECT_TAG,
			    tag + (*tag == '-' || *tag == '+'));
	}
}

static void collect(void)
{
	add_if(settings.undelete, EFFECT_UNDELETE, NULL);
	add_if(settings.notspam, EFFECT_NOTSPAM, NULL);
	add_if(settings.accept, EFFECT_ACCEPT, NULL);
	add_if(settings.status != NULL, EFFECT_STATUS, settings.status);
	add_if(settings.priority != NULL, EFFECT_PRIORITY, settings.priority);
	add_if(settings.kind != NULL, EFFECT_KIND, settings.kind);
	add_if(settings.category != NULL, EFFECT_CATEGORY, settings.category);
	add_if(settings.subject != NULL, EFFECT_SUBJECT, settings.subject);
	add_if(settings.severity != NULL, EFFECT_SEVERITY, settings.severity);
	add_if(settings.expertise != NULL, EFFECT_EXPERTISE, settings.expertise);
	add_if(settings.skill != NULL, EFFECT_SKILL, settings.skill);
	add_if(settings.resolution != NULL, EFFECT_RESOLUTION, settings.resolution);
	add_if(settings.archive, EFFECT_ARCHIVE, NULL);
	add_if(settings.unarchive, EFFECT_UNARCHIVE, NULL);
	for (size_t i = 0; i < settings.tags.n; i++)
		add_tags(settings.tags.v[i]);
	add_list(&settings.fields, EFFECT_FIELD);
	add_list(&settings.watch, EFFECT_WATCH);
	add_list(&settings.unwatch, EFFECT_UNWATCH);
	add_list(&settings.link, EFFECT_LINK);
	add_list(&settings.unlink, EFFECT_UNLINK);
	add_if(settings.spam, EFFECT_SPAM, NULL);
	add_if(settings.delete, EFFECT_DELETE, NULL);
}

static int run(struct desk *desk, char **operands, struct err *err)
{
	if (solved.file != NULL && settings.resolution != NULL)
		return err_set(err, ERR_USAGE, "one of --resolution and --file");
	if (solved.file != NULL && (settings.resolution = desk_text(desk, &solved, err)) == NULL)
		return -1;
	collect();
	if (effects_n == 0)
		return err_set(err, ERR_USAGE, "nothing to set");
	if (effects_n > EFFECTS_MAX)
		return err_set(err, ERR_USAGE, "more than %d changes at once", EFFECTS_MAX);
	return desk_change(desk, operands, effects, effects_n, NULL, err);
}

int main(int argc, char **argv)
{
	return desk_main(&tool, DESK_AGENT, argc, argv, run);
}
