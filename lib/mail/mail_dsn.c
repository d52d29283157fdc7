/*
 * Delivery reports of RFC 3464: the groups of fields of a message/delivery-status part.
 * Real ones have blank lines within a group, none between groups, and words of their own.
 */
#include "mail/mail_bounce.h"

#include <string.h>

struct group {
	const char *original, *final, *action, *status;
	struct str said;        /* by the server that refused */
	struct str added;       /* by the reporter */
};

/* "rfc822; <a@b>": the address of a typed field; NULL if it is of another type or none. */
static const char *typed_address(struct arena *a, const char *value)
{
	const char *at, *from;

	if (!value || !(at = strchr(value, '@')) || str_istarts(value, "x400"))
		return NULL;
	return text_address(a, value, at, &from);
}

struct bounce_recipient *bounce_add(struct arena *a, struct bounce *b, const char *address)
{
	size_t i;

	if (b->n == BOUNCE_RECIPIENTS_MAX || !mail_address_ok(address))
		return NULL;
	for (i = 0; i < b->n; i++)
		if (str_ieq(b->recipients[i].email, address))
			return NULL;
	b->recipients = arena_grow(a, b->recipients, b->n, sizeof(*b->recipients));
	b->recipients[b->n] = (struct bounce_recipient){ .email = address };
	return &b->recipients[b->n++];
}

static struct group group_new(struct arena *a)
{
	return (struct group){ .said = str_new(a), .added = str_new(a) };
}

static void judge(struct arena *a, struct group *g, struct bounce_recipient *r)
{
	const char *said = str_end(&g->said), *added = str_end(&g->added);
	enum verdict verdict;

	r->status = g->status ? reason_status(a, g->status) : NULL;
	if (!r->status)
		r->status = reason_status(a, said);
	verdict = reason_words(a, said, r->status);
	if (verdict == VERDICT_NONE)
		verdict = reason_verdict(a, added, r->status);
	r->hard = verdict == VERDICT_HARD;
}

/* Without an Action the class of the status tells. */
static bool failed(const struct group *g)
{
	if (g->action)
		return str_istarts(g->action, "fail");
	return g->status && g->status[0] == '5';
}

static void end_group(struct arena *a, struct group *g, struct bounce *b, bool *other_out)
{
	const char *address = typed_address(a, g->original);
	struct bounce_recipient *r;

	if (!address)
		address = typed_address(a, g->final);
	if (!failed(g)) {
		*other_out |= g->action != NULL && (g->original || g->final);
	} else if ((r = bounce_add(a, b, address))) {
		judge(a, g, r);
	}
	*g = group_new(a);
}

/* One unfolded field of a group. */
static void take_field(struct arena *a, struct group *g, const char *name, const char *value,
    struct bounce *b, bool *other_out)
{
	bool final = str_ieq(name, "Final-Recipient"),
	     original = str_ieq(name, "Original-Recipient");

	if ((final && g->final) || (original && g->original))
		end_group(a, g, b, other_out);
	if (final)
		g->final = value;
	else if (original)
		g->original = value;
	else if (str_ieq(name, "Action"))
		g->action = value;
	else if (str_ieq(name, "Status"))
		g->status = value;
	if (str_ieq(name, "Diagnostic-Code") || str_ieq(name, "X-Supplementary-Info") ||
	    str_ieq(name, "X400-Supplementary-Info"))
		str_addf(&g->said, "%s\n", value);
	else if (str_ieq(name, "Action") || str_ieq(name, "Status"))
		str_addf(&g->added, "%s\n", value);
}

/* A field with the lines that continue it; *i moves to the last of them. */
static char *read_field(struct arena *a, const struct text_lines *t, size_t *i, char **value_out)
{
	struct str field = str_new(a);
	char *name, *colon;

	str_addn(&field, t->v[*i].s, t->v[*i].len);
	while (*i + 1 < t->n && !t->v[*i + 1].blank && strchr(" \t", t->v[*i + 1].s[0])) {
		(*i)++;
		str_addc(&field, ' ');
		str_addn(&field, t->v[*i].s, t->v[*i].len);
	}
	name = str_end(&field);
	colon = strchr(name, ':');
	if (!colon)
		return NULL;
	*colon = '\0';
	*value_out = str_trim(colon + 1);
	return str_trim(name);
}

void dsn_read(struct arena *a, const struct mail_node *node, struct bounce *b, bool *other_out)
{
	struct group g = group_new(a);
	struct text_lines t;
	size_t len, i;
	const char *bytes = mail_node_bytes(a, node, &len);
	char *name, *value;

	t = text_split(a, utf8_clean(a, bytes, len < DSN_MAX ? len : DSN_MAX));
	for (i = 0; i < t.n; i++) {
		if (t.v[i].blank) {
			if ((g.final || g.original) && g.action)
				end_group(a, &g, b, other_out);
			continue;
		}
		name = read_field(a, &t, &i, &value);
		if (name)
			take_field(a, &g, name, value, b, other_out);
	}
	end_group(a, &g, b, other_out);
}
