/*
 * The stored words of the enums: they stand in the database, in events and in what
 * tools print, so they never change.
 */
#include "model/model.h"

#include <string.h>

static const char *const statuses[STATUS_COUNT] = {
	[STATUS_OPEN] = "open",
	[STATUS_PENDING] = "pending",
	[STATUS_CLOSED] = "closed",
	[STATUS_LOCKED] = "locked",
};
static const char *const channels[CHANNEL_COUNT] = {
	[CHANNEL_MAIL] = "mail",
	[CHANNEL_FORM] = "form",
	[CHANNEL_PORTAL] = "portal",
	[CHANNEL_PHONE] = "phone",
	[CHANNEL_CHAT] = "chat",
	[CHANNEL_API] = "api",
	[CHANNEL_INTERNAL] = "internal",
	[CHANNEL_IMPORT] = "import",
};
static const char *const levels[LEVEL_COUNT] = {
	[LEVEL_MEMBER] = "member",
	[LEVEL_NON_MEMBER] = "non-member",
	[LEVEL_AGENT] = "agent",
};
static const char *const severities[SEVERITY_COUNT] = {
	[SEVERITY_NONE] = "none",
	[SEVERITY_MINOR] = "minor",
	[SEVERITY_MAJOR] = "major",
	[SEVERITY_CRITICAL] = "critical",
};
static const char *const directions[DIRECTION_COUNT] = {
	[DIRECTION_IN] = "in",
	[DIRECTION_OUT] = "out",
	[DIRECTION_NOTE] = "note",
	[DIRECTION_CALL] = "call",
};
static const char *const roles[ROLE_COUNT] = {
	[ROLE_ADMIN] = "admin",
	[ROLE_SUPERVISOR] = "supervisor",
	[ROLE_AGENT] = "agent",
	[ROLE_READER] = "reader",
};
static const char *const deliveries[DELIVERY_COUNT] = {
	[DELIVERY_QUEUED] = "queued",
	[DELIVERY_SENDING] = "sending",
	[DELIVERY_DATA] = "data",
	[DELIVERY_SENT] = "sent",
	[DELIVERY_FAILED] = "failed",
	[DELIVERY_UNCERTAIN] = "uncertain",
	[DELIVERY_DROPPED] = "dropped",
};
static const char *const effects[EFFECT_COUNT] = {
	[EFFECT_STATUS] = "status",
	[EFFECT_PRIORITY] = "priority",
	[EFFECT_KIND] = "kind",
	[EFFECT_SUBJECT] = "subject",
	[EFFECT_CATEGORY] = "category",
	[EFFECT_TAG] = "tag",
	[EFFECT_UNTAG] = "untag",
	[EFFECT_GROUP] = "group",
	[EFFECT_ASSIGN] = "assign",
	[EFFECT_DELETE] = "delete",
	[EFFECT_UNDELETE] = "undelete",
	[EFFECT_ACCEPT] = "accept",
	[EFFECT_SPAM] = "spam",
	[EFFECT_NOTSPAM] = "notspam",
	[EFFECT_MERGE] = "merge",
	[EFFECT_UNMERGE] = "unmerge",
	[EFFECT_LINK] = "link",
	[EFFECT_UNLINK] = "unlink",
	[EFFECT_WATCH] = "watch",
	[EFFECT_UNWATCH] = "unwatch",
	[EFFECT_FIELD] = "field",
	[EFFECT_NOTE] = "note",
	[EFFECT_SEVERITY] = "severity",
	[EFFECT_EXPERTISE] = "expertise",
	[EFFECT_SKILL] = "skill",
	[EFFECT_RESOLUTION] = "resolution",
	[EFFECT_ARCHIVE] = "archive",
	[EFFECT_UNARCHIVE] = "unarchive",
	[EFFECT_TASK] = "task",
	[EFFECT_TASK_DONE] = "task-done",
	[EFFECT_TASK_REOPEN] = "task-reopen",
	[EFFECT_TASK_DROP] = "task-drop",
	[EFFECT_SPLIT] = "split",
	[EFFECT_MOVE] = "move",
};

static int find(const char *const *names, int count, const char *s)
{
	for (int i = 0; s && i < count; i++)
		if (strcmp(names[i], s) == 0)
			return i;
	return -1;
}

const char *status_name(enum status v) { return statuses[v]; }
const char *channel_name(enum channel v) { return channels[v]; }
const char *level_name(enum level v) { return levels[v]; }
const char *severity_name(enum severity v) { return severities[v]; }
const char *direction_name(enum direction v) { return directions[v]; }
const char *role_name(enum role v) { return roles[v]; }
const char *delivery_name(enum delivery v) { return deliveries[v]; }
const char *effect_name(enum effect_kind v) { return effects[v]; }

int status_parse(const char *s) { return find(statuses, STATUS_COUNT, s); }
int channel_parse(const char *s) { return find(channels, CHANNEL_COUNT, s); }
int level_parse(const char *s) { return find(levels, LEVEL_COUNT, s); }
int severity_parse(const char *s) { return find(severities, SEVERITY_COUNT, s); }
int direction_parse(const char *s) { return find(directions, DIRECTION_COUNT, s); }
int role_parse(const char *s) { return find(roles, ROLE_COUNT, s); }
int effect_parse(const char *s) { return find(effects, EFFECT_COUNT, s); }
