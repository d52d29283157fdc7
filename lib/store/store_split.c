/* store_split: a message moves to another ticket, with the ids by which later mail finds it. */
#include "store/store_row.h"

/* Ids that the message names, known for its new ticket; the old one forgets those that nothing else
 * in it names. */
static int move_ancestors(
    struct store *store, struct arena *a, const struct message *m, int64_t to, struct err *err)
{
	struct strv ids = { 0 };
	char *rest = arena_strdup(a, m->references), *id;

	if (m->in_reply_to != NULL)
		strv_add(&ids, a, m->in_reply_to);
	while (rest != NULL && (id = str_cut(&rest, ' ')) != NULL)
		if (*id != '\0')
			strv_add(&ids, a, id);
	for (size_t i = 0; i < ids.n; i++)
		if (sql_do(store, err,
			"INSERT INTO ancestor (mid, ticket) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
			"si", ids.v[i], to) < 0 ||
		    sql_do(store, err,
			"DELETE FROM ancestor WHERE mid = ?1 AND ticket = ?2 AND NOT EXISTS"
			" (SELECT 1 FROM message WHERE ticket = ?3 AND (in_reply_to = ?1"
			"  OR instr(' ' || refs || ' ', ' ' || ?1 || ' ') > 0))",
			"sii", ids.v[i], m->origin, m->ticket) < 0)
			return -1;
	return 0;
}

int store_message_move(
    struct store *store, struct arena *a, const struct message *m, int64_t to, struct err *err)
{
	if (sql_do(store, err, "UPDATE message SET ticket = ?2, origin = ?2 WHERE id = ?1", "ii",
		m->id, to) < 0 ||
	    move_ancestors(store, a, m, to, err) < 0 ||
	    store_count_trouble(store, m->ticket, err) < 0)
		return -1;
	return store_count_trouble(store, to, err);
}
