/* store_object_kinds: the one table of what an administrator can define, and its properties. */
#include "store/store.h"
#include "store/store_object.h"

static const struct property brand_properties[] = {
	{ "title", PROPERTY_TEXT, NULL, NULL, "name shown to customers" },
	{ "logo", PROPERTY_TEXT, "file", NULL, "picture, a file in templates/" },
	{ "language", PROPERTY_TEXT, NULL, "en", "language of its texts" },
	{ "templates", PROPERTY_TEXT, "file", NULL, "folder in templates/ looked into first" },
	{ 0 }
};
static const struct property product_properties[] = {
	{ "brand", PROPERTY_REF, "brand", NULL, "the brand it belongs to" },
	{ 0 }
};
static const struct property identity_properties[] = {
	{ "address", PROPERTY_TEXT, "address", "", "sender address of answers" },
	{ "alias", PROPERTY_TEXT, NULL, NULL, "display name of the sender" },
	{ "transport", PROPERTY_WORD, "sendmail smtp", "sendmail", "how answers leave" },
	{ "host", PROPERTY_TEXT, NULL, NULL, "SMTP server" },
	{ "port", PROPERTY_INT, "port", NULL, "its port; none: by tls" },
	{ "tls", PROPERTY_WORD, "starttls tls none", "starttls", "encryption" },
	{ "user", PROPERTY_TEXT, NULL, NULL, "login; none: no authentication" },
	{ "auth", PROPERTY_WORD, "password xoauth2", "password", "how to log in" },
	{ "reply-token", PROPERTY_FLAG, NULL, "no", "put the signed token into the reply address" },
	{ 0 }
};
static const struct property group_properties[] = {
	{ "brand", PROPERTY_REF, "brand", NULL, "the brand it belongs to" },
	{ "product", PROPERTY_REF, "product", NULL, "the product it looks after" },
	{ "identity", PROPERTY_REF, "identity", NULL, "sender of its answers" },
	{ "supervisor", PROPERTY_REF, "agent", NULL, "who supervises it" },
	{ "assignee", PROPERTY_REF, "agent", NULL, "agent of its new tickets" },
	{ "category", PROPERTY_REF, "category", NULL, "category of its new tickets" },
	{ "usable", PROPERTY_WORD, "all members internal", "all", "who may write to it" },
	{ "outsiders", PROPERTY_WORD, "append link hold", "append",
	    "mail of people who take no part" },
	{ "import", PROPERTY_FLAG, NULL, "no", "takes private mail that agents import" },
	{ "addresses", PROPERTY_LIST, "group_address", NULL, "addresses whose mail it gets" },
	{ "teams", PROPERTY_REFS, "team", NULL, "teams whose agents work in it" },
	{ 0 }
};
static const struct property account_properties[] = {
	{ "group", PROPERTY_REF, "group", NULL, "the group that gets its mail" },
	{ "protocol", PROPERTY_WORD, "imap pop3 maildir mbox", "imap", "kind of mailbox" },
	{ "host", PROPERTY_TEXT, NULL, NULL, "server" },
	{ "port", PROPERTY_INT, "port", NULL, "its port; none: by protocol and tls" },
	{ "tls", PROPERTY_WORD, "tls starttls none", "tls", "encryption" },
	{ "user", PROPERTY_TEXT, NULL, NULL, "login" },
	{ "auth", PROPERTY_WORD, "password xoauth2", "password", "how to log in" },
	{ "folder", PROPERTY_TEXT, NULL, "INBOX", "IMAP folder" },
	{ "path", PROPERTY_TEXT, NULL, NULL, "Maildir or mbox file" },
	{ "mark", PROPERTY_TEXT, "mark", "seen", "seen, delete, keep or move:FOLDER" },
	{ "enabled", PROPERTY_FLAG, NULL, "yes", "fetch it with the others" },
	{ 0 }
};
static const struct property agent_properties[] = {
	{ "fullname", PROPERTY_TEXT, NULL, NULL, "name shown to customers" },
	{ "login", PROPERTY_TEXT, NULL, NULL, "Unix user" },
	{ "role", PROPERTY_WORD, "admin supervisor agent reader", "agent",
	    "what the agent may do" },
	{ "signature", PROPERTY_TEXT, NULL, NULL, "text below answers" },
	{ "suspended", PROPERTY_FLAG, NULL, "no", "may not work" },
	{ "expires", PROPERTY_TEXT, "day", NULL, "last day of work, as 2026-12-31" },
	{ "capacity", PROPERTY_INT, NULL, NULL, "open tickets to be given at most" },
	{ "absent", PROPERTY_TEXT, "days", NULL, "days off, as 2026-12-01..2026-12-07,2026-12-24" },
	{ "addresses", PROPERTY_LIST, "agent_address", NULL,
	    "mail addresses, the first is the main one" },
	{ "groups", PROPERTY_REFS, "group", NULL, "groups the agent works in" },
	{ "teams", PROPERTY_REFS, "team", NULL, "teams the agent is in" },
	{ "skills", PROPERTY_LEVELS, "skill", NULL,
	    "skills with a level of 1 to 5, as vpn:3,erp:1" },
	{ 0 }
};
static const struct property category_properties[] = {
	{ "id", PROPERTY_INT, "id", NULL, "number in the category address" },
	{ "group", PROPERTY_REF, "group", NULL, "group that gets its mail" },
	{ "skill", PROPERTY_REF, "skill", NULL, "skill that its tickets ask for" },
	{ "expertise", PROPERTY_INT, "level", NULL, "level of it, 1 to 5" },
	{ 0 }
};
static const struct property priority_properties[] = {
	{ "rank", PROPERTY_INT, "rank", NULL, "order, higher is more urgent" },
	{ 0 }
};
static const struct property field_properties[] = {
	{ "scope", PROPERTY_WORD, "ticket person", "ticket", "what has this field" },
	{ "type", PROPERTY_WORD, "text number date choice flag email phone", "text",
	    "what its values are" },
	{ "label", PROPERTY_TEXT, NULL, NULL, "how people read its name" },
	{ "choices", PROPERTY_TEXT, NULL, NULL, "values of a choice, joined by commas" },
	{ "required", PROPERTY_FLAG, NULL, "no", "may not be taken away" },
	{ 0 }
};
static const struct property saved_properties[] = {
	{ "text", PROPERTY_TEXT, NULL, "", "the query" },
	{ "agent", PROPERTY_REF, "agent", NULL, "whose it is; none: everybody's" },
	{ 0 }
};
static const struct property organisation_properties[] = {
	{ "note", PROPERTY_TEXT, NULL, NULL, "text that only agents see" },
	{ 0 }
};
static const struct property names_only[] = { { 0 } };

/* In the order of a dump: what names an object of a later kind is set in a second pass. */
const struct object_kind store_object_kinds[] = {
	{ "brand", "brand", brand_properties },
	{ "product", "product", product_properties },
	{ "identity", "identity", identity_properties },
	{ "team", "team", names_only },
	{ "skill", "skill", names_only },
	{ "group", "support_group", group_properties },
	{ "account", "account", account_properties },
	{ "category", "category", category_properties },
	{ "priority", "priority", priority_properties },
	{ "kind", "ticket_kind", names_only },
	{ "agent", "agent", agent_properties },
	{ "field", "field", field_properties },
	{ "saved", "saved", saved_properties },
	{ "organisation", "organisation", organisation_properties },
	{ 0 }
};

const struct object_kind *store_object_kind(const char *name)
{
	for (const struct object_kind *k = store_object_kinds; k->name != NULL; k++)
		if (str_eq(k->name, name))
			return k;
	return NULL;
}

const char *object_column(const struct property *p)
{
	if (str_eq(p->name, "group"))
		return "support_group";
	return str_eq(p->name, "reply-token") ? "reply_token" : p->name;
}

bool object_is_list(const struct property *p)
{
	return p->type == PROPERTY_LIST || p->type == PROPERTY_REFS || p->type == PROPERTY_LEVELS;
}

const struct property *object_property(const struct object_kind *kind, const char *name)
{
	for (const struct property *p = kind->properties; p->name != NULL; p++)
		if (str_eq(p->name, name))
			return p;
	return NULL;
}
