/* store_ticket: the current state of tickets, and the counters that follow it. */
#include <string.h>

#include "store/store_row.h"

enum { NORMAL_RANK = 20, EXPERTISE_MAX = 5 };

/* How much of an expert a ticket needs unless it is set: what its category asks for, more for what
 * is severe or urgent. */
static int64_t derived_expertise(const struct ticket *t, int64_t category)
{
	int64_t level = category > 0 ? category : 1;

	level += t->severity == SEVERITY_CRITICAL ? 2 : t->severity == SEVERITY_MAJOR;
	level += t->priority_rank > NORMAL_RANK;
	return level > EXPERTISE_MAX ? EXPERTISE_MAX : level;
}

void ticket_from_row(struct sql *q, struct arena *a, struct ticket *t)
{
	memset(t, 0, sizeof *t);
	t->id = sql_int(q, 0);
	t->rev = sql_int(q, 1);
	t->status = (enum status)sql_int(q, 2);
	t->priority_rank = sql_int(q, 3);
	t->kind_id = sql_int(q, 4);
	t->channel = (enum channel)sql_int(q, 5);
	t->hidden = (enum hidden)sql_int(q, 6);
	t->subject = sql_text(q, a, 7);
	t->requester_id = sql_int(q, 8);
	t->requester.address = sql_text(q, a, 9);
	t->level = (enum level)sql_int(q, 10);
	t->group_id = sql_int(q, 11);
	t->category_id = sql_int(q, 12);
	t->agent_id = sql_int(q, 13);
	t->created = sql_int(q, 14);
	t->updated = sql_int(q, 15);
	t->closed = sql_int(q, 16);
	t->waiting_since = sql_int(q, 17);
	t->last_message = sql_int(q, 18);
	t->due = sql_int(q, 19);
	t->msgs = sql_int(q, 20);
	t->in = sql_int(q, 21);
	t->out = sql_int(q, 22);
	t->outsider = sql_int(q, 23);
	t->failed = sql_int(q, 24);
	t->uncertain = sql_int(q, 25);
	t->attachments = sql_int(q, 26);
	t->merged_into = sql_int(q, 27);
	t->priority = sql_text(q, a, 28);
	t->requester.name = sql_text(q, a, 29);
	t->brand = sql_text(q, a, 30);
	t->brand_id = sql_int(q, 31);
	t->group = sql_text(q, a, 32);
	t->agent = sql_text(q, a, 33);
	t->category = sql_text(q, a, 34);
	t->organisation = sql_text(q, a, 35);
	t->severity = (enum severity)sql_int(q, 36);
	t->expertise_set = sql_int(q, 37);
	t->expertise =
	    t->expertise_set != 0 ? t->expertise_set : derived_expertise(t, sql_int(q, 38));
	t->skill_id = sql_int(q, 39);
	t->skill = sql_text(q, a, 40);
	t->resolution = sql_text(q, a, 41);
	t->archived = sql_int(q, 42);
	t->creator = sql_int(q, 43);
	t->kind = sql_text(q, a, 44);
}

static const char *tags_of(struct store *store, struct arena *a, int64_t ticket, struct err *err)
{
	struct str tags = str_new(a);
	struct sql *q = sql_run(
	    store, "SELECT name FROM ticket_tag WHERE ticket = ?1 ORDER BY key", "i", ticket);

	while (sql_row(q)) {
		if (tags.len > 0)
			str_addc(&tags, ',');
		str_add(&tags, sql_text(q, a, 0));
	}
	sql_end(q, err);
	return tags.len > 0 ? str_end(&tags) : NULL;
}

int ticket_details(struct store *store, struct arena *a, struct ticket *t, struct err *err)
{
	struct err wrong = { 0 };

	t->tags = tags_of(store, a, t->id, &wrong);
	if (wrong.class == ERR_NONE &&
	    store_links(store, a, t->id, &t->links, &t->links_n, &wrong) == 0 &&
	    ticket_fields(store, a, t, &wrong) == 0)
		return 0;
	return err_set(err, wrong.class, "%s", wrong.text);
}

int store_ticket(
    struct store *store, struct arena *a, int64_t id, struct ticket *out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT " TICKET_COLUMNS " FROM ticket t" TICKET_JOINS " WHERE t.id = ?1", "i", id);
	bool found = sql_row(q);

	if (found)
		ticket_from_row(q, a, out);
	if (sql_end(q, err) < 0)
		return -1;
	if (found)
		return ticket_details(store, a, out, err) < 0 ? -1 : 1;
	return 0;
}

/* ---- counters: visible tickets by group, agent and status */

static int count(struct store *store, const struct ticket *t, int64_t by, struct err *err)
{
	if (t->hidden != HIDDEN_NO)
		return 0;
	return sql_do(store, err,
	    "INSERT INTO counter (support_group, agent, status, n) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (support_group, agent, status) DO UPDATE SET n = n + excluded.n",
	    "iiii", t->group_id, t->agent_id, (int64_t)t->status, by);
}

static int64_t wait_of(const struct ticket *t)
{
	return t->waiting_since != 0 ? t->waiting_since : t->last_message;
}

int store_ticket_add(struct store *store, struct ticket *t, struct err *err)
{
	t->rev = 1;
	if (sql_do(store, err,
		"INSERT INTO ticket (rev, status, priority, kind, channel, hidden, subject, "
		"requester,"
		" requester_address, level, support_group, category, agent, created, updated, "
		"closed, waiting_since,"
		" last_message, wait, due, msgs, msgs_in, msgs_out, outsider, failed, uncertain, "
		"attachments, creator)"
		" VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
		"?16, ?17, ?18, ?19,"
		" ?20, ?21, ?22, ?23, 0, 0, ?24, ?25)",
		"iiiiisisiizziizziiziiiziz", (int64_t)t->status, t->priority_rank, t->kind_id,
		(int64_t)t->channel, (int64_t)t->hidden, t->subject, t->requester_id,
		t->requester.address, (int64_t)t->level, t->group_id, t->category_id, t->agent_id,
		t->created, t->updated, t->closed, t->waiting_since, t->last_message, wait_of(t),
		t->due, t->msgs, t->in, t->out, t->outsider, t->attachments, t->creator) < 0)
		return -1;
	t->id = db_last_id(store);
	return count(store, t, 1, err);
}

static int save_all(struct store *store, const struct ticket *after, struct err *err)
{
	return sql_do(store, err,
	    "UPDATE ticket SET rev = ?2, status = ?3, priority = ?4, kind = ?5, channel = ?6,"
	    " hidden = ?7, subject = ?8, requester = ?9, requester_address = ?10, level = ?11, "
	    "support_group = ?12,"
	    " category = ?13, agent = ?14, updated = ?15, closed = ?16, waiting_since = ?17, "
	    "last_message = ?18,"
	    " wait = ?19, due = ?20, msgs = ?21, msgs_in = ?22, msgs_out = ?23, outsider = "
	    "?24, attachments = ?25,"
	    " merged_into = ?26, severity = ?27, expertise = ?28, skill = ?29, "
	    "resolution = ?30, archived = ?31 WHERE id = ?1",
	    "iiiiiiisisiizzizziiziiiziziizsz", after->id, after->rev,
	    (int64_t)after->status, after->priority_rank, after->kind_id,
	    (int64_t)after->channel, (int64_t)after->hidden, after->subject,
	    after->requester_id, after->requester.address, (int64_t)after->level,
	    after->group_id, after->category_id, after->agent_id, after->updated, after->closed,
	    after->waiting_since, after->last_message, wait_of(after), after->due, after->msgs,
	    after->in, after->out, after->outsider, after->attachments, after->merged_into,
	    (int64_t)after->severity, after->expertise_set, after->skill_id, after->resolution,
	    after->archived);
}

/* One message more: all but one of the indexes stay as they are, save_all would write them anew. */
static bool only_grew(const struct ticket *before, const struct ticket *after)
{
	struct ticket same = *after;

	same.rev = before->rev;
	same.updated = before->updated;
	same.last_message = before->last_message;
	same.msgs = before->msgs;
	same.in = before->in;
	same.out = before->out;
	same.attachments = before->attachments;
	return memcmp(&same, before, sizeof same) == 0 && wait_of(before) == wait_of(after);
}

static int save_growth(struct store *store, const struct ticket *after, struct err *err)
{
	return sql_do(store, err,
	    "UPDATE ticket SET rev = ?2, updated = ?3, last_message = ?4, msgs = ?5, msgs_in = ?6,"
	    " msgs_out = ?7, attachments = ?8 WHERE id = ?1",
	    "iiiiiiii", after->id, after->rev, after->updated, after->last_message, after->msgs,
	    after->in, after->out, after->attachments);
}

int store_ticket_save(
    struct store *store, const struct ticket *before, struct ticket *after, struct err *err)
{
	bool moved = before->group_id != after->group_id || before->agent_id != after->agent_id ||
	    before->status != after->status || before->hidden != after->hidden;

	after->rev = before->rev + 1;
	if (after->status != STATUS_CLOSED)
		after->archived = 0;
	if (only_grew(before, after))
		return save_growth(store, after, err);
	if (save_all(store, after, err) < 0)
		return -1;
	if (!moved)
		return 0;
	return count(store, before, -1, err) < 0 || count(store, after, 1, err) < 0 ? -1 : 0;
}

/* Messages that an unaccepted outsider or stranger wrote change no clock. */
#define COUNTS "(flags IS NULL OR (flags NOT LIKE '%outsider%' AND flags NOT LIKE '%stranger%'))"

int store_ticket_recount(struct store *store, struct ticket *t, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT count(*), coalesce(sum(direction = 0), 0),"
	    " coalesce(sum(direction = 1), 0), max(CASE WHEN " COUNTS " THEN time END),"
	    " max(CASE WHEN direction = 1 THEN id END),"
	    " max(CASE WHEN direction = 0 AND NOT " COUNTS " THEN id END),"
	    " (SELECT count(*) FROM attachment x JOIN message y ON y.id = x.message WHERE y.ticket "
	    "= ?1)"
	    " FROM message WHERE ticket = ?1",
	    "i", t->id);
	int64_t last_answer = 0;

	if (sql_row(q)) {
		t->msgs = sql_int(q, 0);
		t->in = sql_int(q, 1);
		t->out = sql_int(q, 2);
		t->last_message = sql_null(q, 3) ? t->created : sql_int(q, 3);
		last_answer = sql_int(q, 4);
		t->outsider = sql_int(q, 5);
		t->attachments = sql_int(q, 6);
	}
	if (sql_end(q, err) < 0)
		return -1;
	t->waiting_since = sql_value(store, 0, err,
	    "SELECT min(time) FROM message WHERE ticket = ?1"
	    " AND direction = 0 AND id > ?2 AND " COUNTS,
	    "ii", t->id, last_answer);
	return err->class != ERR_NONE ? -1 : 0;
}

/* ---- tags and links */

int store_tag(struct store *store, int64_t ticket, const char *tag, bool on, bool *changed_out,
    struct err *err)
{
	struct arena *a = arena_new();
	const char *key = utf8_fold(a, tag, false);
	int result = on
	    ? sql_do(store, err,
		  "INSERT INTO ticket_tag (ticket, key, name) VALUES (?1, ?2, ?3)"
		  " ON CONFLICT DO NOTHING",
		  "iss", ticket, key, tag)
	    : sql_do(store, err, "DELETE FROM ticket_tag WHERE ticket = ?1 AND key = ?2", "is",
		  ticket, key);

	*changed_out = result == 0 && db_changes(store) > 0;
	arena_free(a);
	return result;
}

int store_link(struct store *store, int64_t from, int64_t to, const char *kind, bool on,
    bool *changed_out, struct err *err)
{
	int64_t low = from < to ? from : to, high = from < to ? to : from;
	int result = on
	    ? sql_do(store, err,
		  "INSERT INTO link (low, high, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
		  "iis", low, high, kind)
	    : sql_do(store, err, "DELETE FROM link WHERE low = ?1 AND high = ?2 AND kind = ?3",
		  "iis", low, high, kind);

	*changed_out = result == 0 && db_changes(store) > 0;
	return result;
}

static int collect_ids(
    struct sql *q, struct arena *a, int64_t **ids_out, size_t *n_out, struct err *err)
{
	*ids_out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*ids_out = arena_grow(a, *ids_out, *n_out, sizeof **ids_out);
		(*ids_out)[(*n_out)++] = sql_int(q, 0);
	}
	return sql_end(q, err);
}

int store_links(struct store *store, struct arena *a, int64_t ticket, int64_t **ids_out,
    size_t *n_out, struct err *err)
{
	return collect_ids(sql_run(store,
			       "SELECT high FROM link WHERE low = ?1 UNION SELECT low FROM link"
			       " WHERE high = ?1 ORDER BY 1",
			       "i", ticket),
	    a, ids_out, n_out, err);
}

int store_ids_between(struct store *store, struct arena *a, int64_t lo, int64_t hi,
    int64_t **ids_out, size_t *n_out, struct err *err)
{
	return collect_ids(
	    sql_run(store, "SELECT id FROM ticket WHERE id BETWEEN ?1 AND ?2 ORDER BY id", "ii", lo,
		hi),
	    a, ids_out, n_out, err);
}

int store_message_ids(struct store *store, struct arena *a, int64_t above, size_t max,
    int64_t **ids_out, size_t *n_out, struct err *err)
{
	return collect_ids(
	    sql_run(store, "SELECT id FROM message WHERE id > ?1 ORDER BY id LIMIT ?2", "ii", above,
		(int64_t)max),
	    a, ids_out, n_out, err);
}

/* ---- merging */

/* Hardly any ticket is merged: to see that costs a tenth of walking the way. */
int64_t store_merge_target(struct store *store, int64_t id, struct err *err)
{
	if (sql_value(store, 0, err, "SELECT merged_into FROM ticket WHERE id = ?1", "i", id) == 0)
		return id;
	return sql_value(store, id, err,
	    "WITH RECURSIVE way(id, next) AS (SELECT id, merged_into FROM ticket"
	    " WHERE id = ?1 UNION SELECT t.id, t.merged_into FROM ticket t JOIN way ON t.id = "
	    "way.next)"
	    " SELECT id FROM way WHERE next IS NULL",
	    "i", id);
}

/* An undo takes back what came to `from` or to a ticket merged into it, wherever it is now. */
int store_move_messages(struct store *store, int64_t from, int64_t to, bool undo, struct err *err)
{
	int result = !undo
	    ? sql_do(store, err, "UPDATE message SET ticket = ?2 WHERE ticket = ?1", "ii", from, to)
	    : sql_do(store, err,
		  "WITH RECURSIVE family(id) AS (SELECT ?1 UNION SELECT t.id FROM ticket t"
		  " JOIN family f ON t.merged_into = f.id) UPDATE message SET ticket = ?1"
		  " WHERE ticket = ?2 AND origin IN (SELECT id FROM family)",
		  "ii", from, to);

	if (result == 0)
		result = store_move_tasks(store, from, to, undo, err);
	if (result == 0)
		result = store_count_trouble(store, from, err);
	return result < 0 ? -1 : store_count_trouble(store, to, err);
}

bool store_has_agent_work(struct store *store, int64_t ticket, struct err *err)
{
	return sql_value(store, 0, err,
		   "SELECT EXISTS (SELECT 1 FROM event WHERE ticket = ?1 AND actor > 0"
		   " AND kind <> 'view') OR EXISTS (SELECT 1 FROM message WHERE ticket = ?1 AND "
		   "agent IS NOT NULL)",
		   "i", ticket) != 0;
}
