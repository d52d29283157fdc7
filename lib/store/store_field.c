/* store_field: custom fields and their values on tickets. */
#include "store/store_row.h"

int store_fields(struct store *store, struct arena *a, const char *scope, const char *name,
    struct field **out, size_t *n_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT id, name, scope, type, label, choices, required FROM field"
	    " WHERE scope = ?1 AND (?2 IS NULL OR key = ?2) ORDER BY key",
	    "ss", scope, name == NULL ? NULL : utf8_fold(a, name, false));

	*out = NULL;
	*n_out = 0;
	while (sql_row(q)) {
		*out = arena_grow(a, *out, *n_out, sizeof **out);
		(*out)[(*n_out)++] = (struct field){ .id = sql_int(q, 0),
			.name = sql_text(q, a, 1),
			.scope = sql_text(q, a, 2),
			.type = sql_text(q, a, 3),
			.label = sql_text(q, a, 4),
			.choices = sql_text(q, a, 5),
			.required = sql_int(q, 6) != 0 };
	}
	return sql_end(q, err);
}

int store_ticket_field(struct store *store, struct arena *a, int64_t ticket, int64_t field,
    const char *value, const char **old_out, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT value FROM ticket_field WHERE ticket = ?1 AND field = ?2", "ii", ticket, field);

	*old_out = sql_row(q) ? sql_text(q, a, 0) : NULL;
	if (sql_end(q, err) < 0)
		return -1;
	if (value == NULL)
		return sql_do(store, err,
		    "DELETE FROM ticket_field WHERE ticket = ?1 AND field = ?2", "ii", ticket,
		    field);
	return sql_do(store, err,
	    "INSERT INTO ticket_field (ticket, field, value, key) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (ticket, field) DO UPDATE SET value = excluded.value, key = excluded.key",
	    "iiss", ticket, field, value, utf8_fold(a, value, false));
}

int ticket_fields(struct store *store, struct arena *a, struct ticket *t, struct err *err)
{
	struct sql *q = sql_run(store,
	    "SELECT f.name, v.value FROM ticket_field v JOIN field f ON f.id = v.field"
	    " WHERE v.ticket = ?1 ORDER BY f.key",
	    "i", t->id);

	while (sql_row(q)) {
		t->fields = arena_grow(a, t->fields, t->fields_n, sizeof *t->fields);
		t->fields[t->fields_n++] =
		    (struct field_value){ sql_text(q, a, 0), sql_text(q, a, 1) };
	}
	return sql_end(q, err);
}
