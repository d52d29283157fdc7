/* store_person: agents, who belongs where, and the people who write to us. */
#include <string.h>

#include "store/store.h"
#include "store/store_row.h"

#define AGENT_COLUMNS "SELECT g.id, g.name, g.fullname, g.signature, g.role, g.suspended," \
	" (SELECT value FROM agent_address WHERE owner = g.id ORDER BY id LIMIT 1), g.expires" \
	" FROM agent g "

static int read_agent(struct sql *q, struct arena *a, struct agent *out, struct err *err)
{
	int found = 0;

	if (sql_row(q)) {
		out->id = sql_int(q, 0);
		out->name = sql_text(q, a, 1);
		out->fullname = sql_text(q, a, 2);
		out->signature = sql_text(q, a, 3);
		out->role = (enum role)role_parse(sql_text(q, a, 4));
		out->suspended = sql_int(q, 5) != 0;
		out->address = sql_text(q, a, 6);
		out->expires = sql_text(q, a, 7);
		found = 1;
	}
	return sql_end(q, err) < 0 ? -1 : found;
}

int store_agent(struct store *store, struct arena *a, const char *name, bool login,
    struct agent *out, struct err *err)
{
	struct sql *q = login ? sql_run(store, AGENT_COLUMNS "WHERE g.login = ?1", "s", name) :
	    sql_run(store, AGENT_COLUMNS "WHERE g.key = ?1", "s", utf8_fold(a, name, false));

	return read_agent(q, a, out, err);
}

int store_agent_by_id(
    struct store *store, struct arena *a, int64_t id, struct agent *out, struct err *err)
{
	return read_agent(sql_run(store, AGENT_COLUMNS "WHERE g.id = ?1", "i", id), a, out, err);
}

int64_t store_agent_address(struct store *store, const char *address, struct err *err)
{
	struct arena *a = arena_new();
	int64_t id = sql_value(store, 0, err, "SELECT owner FROM agent_address WHERE value = ?1",
	    "s", str_lower(a, address));

	arena_free(a);
	return id;
}

bool store_is_member(struct store *store, int64_t agent, int64_t group, struct err *err)
{
	return sql_value(store, 0, err,
		   "SELECT 1 FROM member WHERE agent = ?1 AND support_group = ?2"
		   " UNION ALL SELECT 1 FROM support_group WHERE id = ?2 AND supervisor = ?1",
		   "ii", agent, group) != 0;
}

int store_group_by_address(
    struct store *store, const char *address, int64_t *group_out, struct err *err)
{
	struct arena *a = arena_new();

	*group_out = sql_value(store, 0, err, "SELECT owner FROM group_address WHERE value = ?1",
	    "s", str_lower(a, address));
	arena_free(a);
	return err->class != ERR_NONE ? -1 : *group_out != 0;
}

int store_category(struct store *store, struct arena *a, int64_t id, const char **name_out,
    int64_t *group_out, struct err *err)
{
	struct sql *q =
	    sql_run(store, "SELECT name, support_group FROM category WHERE id = ?1", "i", id);
	int found = 0;

	if (sql_row(q)) {
		*name_out = sql_text(q, a, 0);
		*group_out = sql_int(q, 1);
		found = 1;
	}
	return sql_end(q, err) < 0 ? -1 : found;
}

const char *store_outsiders(struct store *store, struct arena *a, int64_t group, struct err *err)
{
	struct sql *q =
	    sql_run(store, "SELECT outsiders FROM support_group WHERE id = ?1", "i", group);
	const char *policy = sql_row(q) ? sql_text(q, a, 0) : NULL;

	return sql_end(q, err) < 0 ? NULL : policy;
}

int64_t store_default_group(struct store *store, struct err *err)
{
	struct arena *a = arena_new();
	int64_t id = 0;

	if (store_object_id(
		store, "group", store_setting(store, a, "default-group", err), &id, err) == 0)
		id = sql_value(store, 0, err, "SELECT min(id) FROM support_group", "");
	arena_free(a);
	if (id == 0)
		err_set(err, ERR_CONFIG, "the store has no group");
	return id;
}

int store_priority(struct store *store, const char *name, int64_t *rank_out, struct err *err)
{
	struct arena *a = arena_new();

	*rank_out = sql_value(store, 0, err, "SELECT rank FROM priority WHERE key = ?1", "s",
	    utf8_fold(a, name, false));
	arena_free(a);
	return err->class != ERR_NONE ? -1 : *rank_out != 0;
}

static int new_person(struct store *store, const char *address, const char *name,
    enum level level, int64_t now, int64_t *id_out, struct err *err)
{
	struct arena *a = arena_new();
	const char *key =
	    utf8_fold(a, arena_printf(a, "%s %s", name == NULL ? "" : name, address), false);
	int result = sql_do(store, err,
	    "INSERT INTO person (name, key, level, created) VALUES (?1, ?2, ?3, ?4)", "ssii", name,
	    key, (int64_t)level, now);

	arena_free(a);
	if (result < 0)
		return -1;
	*id_out = db_last_id(store);
	if (sql_do(store, err, "INSERT INTO person_address (address, person) VALUES (?1, ?2)",
		"si", address, *id_out) < 0)
		return -1;
	return person_changed(store, *id_out, err);
}

/* A sender becomes a member at once where the desk makes accounts for senders. */
static enum level first_level(struct store *store, struct arena *a, struct err *err)
{
	return str_eq(store_setting(store, a, "accounts", err), "yes") ? LEVEL_MEMBER :
	    LEVEL_NON_MEMBER;
}

static int name_person(struct store *store, struct arena *a, int64_t id, const char *address,
    const char *name, struct err *err)
{
	if (sql_do(store, err, "UPDATE person SET name = ?2, key = ?3 WHERE id = ?1", "iss", id,
		name, utf8_fold(a, arena_printf(a, "%s %s", name, address), false)) < 0)
		return -1;
	return person_changed(store, id, err);
}

int store_person(struct store *store, const char *address, const char *name, int64_t now,
    int64_t *id_out, enum level *level_out, struct err *err)
{
	struct arena *a = arena_new();
	const char *low = str_lower(a, address);
	struct sql *q = sql_run(store, "SELECT p.id, p.level, p.name FROM person_address a"
	    " JOIN person p ON p.id = a.person WHERE a.address = ?1", "s", low);
	bool found = sql_row(q), unnamed = false;

	if (found) {
		*id_out = sql_int(q, 0);
		*level_out = (enum level)sql_int(q, 1);
		unnamed = sql_null(q, 2);
	}
	int result = sql_end(q, err);
	if (result == 0 && !found) {
		*level_out = first_level(store, a, err);
		result = new_person(store, low, name, *level_out, now, id_out, err);
	} else if (result == 0 && unnamed && name != NULL)
		result = name_person(store, a, *id_out, low, name, err);
	arena_free(a);
	return result;
}

int store_bounce(struct store *store, const char *address, bool hard, int64_t now, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err,
	    "UPDATE person_address SET bounces_hard = bounces_hard + ?2,"
	    " bounces_soft = bounces_soft + ?3, last_bounce = ?4 WHERE address = ?1",
	    "siii", str_lower(a, address), (int64_t)hard, (int64_t)!hard, now);

	arena_free(a);
	return result;
}

/* ---- who takes part in a ticket */

int store_part_add(struct store *store, int64_t ticket, const char *address, enum part part,
    bool *added_out, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err,
	    "INSERT INTO participant (ticket, address, part) VALUES (?1, ?2, ?3)"
	    " ON CONFLICT DO NOTHING",
	    "isi", ticket, str_lower(a, address), (int64_t)part);

	*added_out = result == 0 && db_changes(store) > 0;
	arena_free(a);
	return result;
}

int store_part_remove(struct store *store, int64_t ticket, const char *address, enum part part,
    bool *removed_out, struct err *err)
{
	struct arena *a = arena_new();
	int result = sql_do(store, err,
	    "DELETE FROM participant WHERE ticket = ?1 AND address = ?2 AND part = ?3", "isi",
	    ticket, str_lower(a, address), (int64_t)part);

	*removed_out = result == 0 && db_changes(store) > 0;
	arena_free(a);
	return result;
}

/* A ticket and all that was merged into it. */
#define FAMILY "WITH RECURSIVE family(id) AS (SELECT ?1 UNION SELECT t.id FROM ticket t" \
	" JOIN family f ON t.merged_into = f.id) "

#define TAKES_PART(family) "SELECT 1 FROM " family " f WHERE EXISTS (SELECT 1 FROM participant p" \
	"  WHERE p.ticket = f.id AND p.address = ?2)" \
	" OR EXISTS (SELECT 1 FROM ticket t JOIN person_address x ON x.person = t.requester" \
	"  WHERE t.id = f.id AND x.address = ?2)" \
	" OR EXISTS (SELECT 1 FROM person_address x JOIN person_address y ON y.person = x.person" \
	"  JOIN participant p ON p.address = y.address WHERE x.address = ?2 AND p.ticket = f.id)" \
	" LIMIT 1"

/* Most who write take part in this very ticket, which is quickly found. */
bool store_takes_part(struct store *store, int64_t ticket, const char *address, struct err *err)
{
	struct arena *a = arena_new();
	const char *low = str_lower(a, address);
	bool yes = sql_value(
		       store, 0, err, TAKES_PART("(SELECT ?1 AS id)"), "is", ticket, low) != 0;

	if (!yes)
		yes = sql_value(
			  store, 0, err, FAMILY TAKES_PART("family"), "is", ticket, low) != 0;
	if (!yes && str_eq(store_setting(store, a, "same-organisation", err), "yes"))
		yes = sql_value(store, 0, err,
			  "SELECT 1 FROM person_address x JOIN person p ON p.id = x.person"
			  " JOIN ticket t ON t.id = ?1 JOIN person r ON r.id = t.requester"
			  " WHERE x.address = ?2 AND p.organisation = r.organisation",
			  "is", ticket, low) != 0;
	arena_free(a);
	return yes;
}

int store_parts(struct store *store, struct arena *a, int64_t ticket, enum part part,
    struct strv *out, struct err *err)
{
	struct sql *q = sql_run(store,
	    FAMILY "SELECT DISTINCT address FROM participant"
		   " WHERE ticket IN (SELECT id FROM family) AND part = ?2 ORDER BY address",
	    "ii", ticket, (int64_t)part);

	while (sql_row(q))
		strv_add(out, a, sql_text(q, a, 0));
	return sql_end(q, err);
}
