/*
 * store_sight: what an agent may see.  The rule stands here once: as a condition of every list and
 * count, and for one ticket.  Who is bound by it lib/desk decides (desk_rights.c).
 */
#include <string.h>

#include "store/store_query.h"

/* With fewer tickets than this in one's groups they are found by group; else a list is walked in
 * its order and others' tickets are left out on the way. */
enum { FEW = 5000 };

void store_see(struct store *store, int64_t agent, bool own)
{
	struct sight *sight = db_sight(store);

	sight->agent = agent;
	sight->own = own;
}

/* The groups somebody works in or supervises, read when first asked for; NULL: all is seen. */
static const struct sight *load(struct store *store, struct err *err)
{
	struct sight *sight = db_sight(store);

	if (sight->agent == 0 || sight->arena != NULL)
		return sight->agent == 0 ? NULL : sight;
	sight->arena = arena_new();
	struct sql *q = sql_run(store,
	    "SELECT support_group FROM member WHERE agent = ?1"
	    " UNION SELECT id FROM support_group WHERE supervisor = ?1",
	    "i", sight->agent);
	while (sql_row(q)) {
		sight->groups =
		    arena_grow(sight->arena, sight->groups, sight->n, sizeof *sight->groups);
		sight->groups[sight->n++] = sql_int(q, 0);
	}
	sql_end(q, err);
	return sight;
}

bool store_sees_group(struct store *store, int64_t group, struct err *err)
{
	const struct sight *sight = load(store, err);

	for (size_t i = 0; sight != NULL && i < sight->n; i++)
		if (sight->groups[i] == group)
			return true;
	return sight == NULL && err->class == ERR_NONE;
}

bool store_sees(struct store *store, const struct ticket *t, struct err *err)
{
	const struct sight *sight = load(store, err);

	if (sight == NULL || store_sees_group(store, t->group_id, err))
		return err->class == ERR_NONE;
	return sight->own && sql_value(store, 0, err,
	    "SELECT 1 FROM ticket t WHERE t.id = ?1 AND (t.agent = ?2 OR t.creator = ?2 OR"
	    " EXISTS (SELECT 1 FROM task k WHERE k.ticket = t.id AND k.agent = ?2"
	    " AND k.done IS NULL))",
	    "ii", t->id, sight->agent) != 0;
}

/* "(0,?1,?2,...)": one group at least, for there is none with the number 0. */
static const char *groups_sql(struct where *w, const struct sight *sight)
{
	struct str list = str_new(w->arena);

	str_add(&list, "(0");
	for (size_t i = 0; i < sight->n; i++)
		str_addf(&list, ",?%d", where_int(w, sight->groups[i]));
	str_addc(&list, ')');
	return str_end(&list);
}

/* How many tickets there are in these groups; status below 0: in any. */
static int64_t count(struct where *w, const struct sight *sight, int status, struct err *err)
{
	int64_t n = 0;

	for (size_t i = 0; i < sight->n && n < FEW; i++)
		n += sql_value(w->store, 0, err,
		    "SELECT sum(n) FROM counter WHERE support_group = ?1"
		    " AND (?2 < 0 OR status = ?2)",
		    "ii", sight->groups[i], (int64_t)status);
	return n;
}

int sight_add_groups(struct where *w, int status, struct err *err)
{
	const struct sight *sight = load(w->store, err);

	if (sight != NULL)
		str_addf(&w->sql, " AND %st.support_group IN %s",
		    count(w, sight, status, err) < FEW ? "" : "+", groups_sql(w, sight));
	return err->class != ERR_NONE ? -1 : 0;
}

int sight_add_counted(struct where *w, struct err *err)
{
	const struct sight *sight = load(w->store, err);

	if (sight != NULL)
		str_addf(&w->sql, " AND (c.support_group IN %s OR c.agent = ?%d)",
		    groups_sql(w, sight), where_int(w, sight->own ? sight->agent : -1));
	return err->class != ERR_NONE ? -1 : 0;
}

/* Each part by an index of its own. */
static const char *few(struct where *w, const struct sight *sight, int status)
{
	struct str out = str_new(w->arena);
	int n = where_int(w, sight->agent);

	str_addf(&out, "SELECT id FROM ticket WHERE hidden = 0 AND support_group IN %s",
	    groups_sql(w, sight));
	if (status >= 0)
		str_addf(&out, " AND status = %d", status);
	if (sight->own)
		str_addf(&out,
		    " UNION SELECT id FROM ticket WHERE hidden = 0 AND agent = ?%d"
		    " UNION SELECT id FROM ticket WHERE creator = ?%d"
		    " UNION SELECT ticket FROM task WHERE agent = ?%d AND done IS NULL",
		    n, n, n);
	return str_end(&out);
}

const char *sight_messages(struct where *w, struct err *err)
{
	const struct sight *sight = load(w->store, err);

	if (sight == NULL || count(w, sight, -1, err) >= FEW)
		return "";
	return arena_printf(w->arena,
	    " AND +s.rowid IN (SELECT id FROM message WHERE ticket IN (%s))", few(w, sight, -1));
}

static void add_filter(struct where *w, const struct sight *sight)
{
	int n = where_int(w, sight->agent);

	str_addf(&w->sql, " AND (+t.support_group IN %s", groups_sql(w, sight));
	if (sight->own)
		str_addf(&w->sql,
		    " OR t.agent = ?%d OR t.creator = ?%d OR t.id IN"
		    " (SELECT ticket FROM task WHERE agent = ?%d AND done IS NULL)",
		    n, n, n);
	str_addc(&w->sql, ')');
}

int sight_add(struct where *w, bool listed, int status, struct err *err)
{
	const struct sight *sight = load(w->store, err);

	if (sight == NULL)
		return err->class != ERR_NONE ? -1 : 0;
	if (listed && count(w, sight, status, err) < FEW)
		w->among = few(w, sight, status);
	else
		add_filter(w, sight);
	return err->class != ERR_NONE ? -1 : 0;
}
