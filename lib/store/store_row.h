/* store_row: how rows become structs, shared by the files of lib/store. */
#ifndef TK_STORE_ROW_H
#define TK_STORE_ROW_H

#include "store/store.h"
#include "store/store_db.h"

/* Everything of a ticket under the alias t; read by ticket_from_row. */
#define TICKET_COLUMNS \
	"t.id, t.rev, t.status, t.priority, t.kind, t.channel, t.hidden, t.subject, t.requester," \
	" t.requester_address, t.level, t.support_group, t.category, t.agent, t.created, " \
	"t.updated, t.closed," \
	" t.waiting_since, t.last_message, t.due, t.msgs, t.msgs_in, t.msgs_out, t.outsider, " \
	"t.failed," \
	" t.uncertain, t.attachments, t.merged_into, pr.name, p.name, b.name, b.id, g.name, " \
	"ag.name, c.name, o.name," \
	" t.severity, t.expertise, c.expertise, t.skill, sk.name, t.resolution, t.archived, " \
	"t.creator, k.name"
#define TICKET_JOINS \
	" JOIN person p ON p.id = t.requester JOIN support_group g ON g.id = t.support_group" \
	" JOIN brand b ON b.id = g.brand LEFT JOIN priority pr ON pr.rank = t.priority" \
	" LEFT JOIN ticket_kind k ON k.id = t.kind" \
	" LEFT JOIN agent ag ON ag.id = t.agent LEFT JOIN category c ON c.id = t.category" \
	" LEFT JOIN organisation o ON o.id = p.organisation" \
	" LEFT JOIN skill sk ON sk.id = coalesce(t.skill, c.skill)"
void ticket_from_row(struct sql *q, struct arena *a, struct ticket *t);
/* Fill in tags, links and custom fields, which stand in tables of their own. */
int ticket_details(struct store *store, struct arena *a, struct ticket *t, struct err *err);
int ticket_fields(struct store *store, struct arena *a, struct ticket *t, struct err *err);

/* Take a message out of the index before its text changes, put it back afterwards. */
int search_forget(struct store *store, int64_t id, struct err *err);
int search_again(struct store *store, int64_t id, struct err *err);

/* A person was made or changed: the index of people is behind. */
int person_changed(struct store *store, int64_t id, struct err *err);

#endif
