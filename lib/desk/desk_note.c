/* desk_note: private messages between agents; they are mail that is never sent. */
#include "desk/desk_post.h"

static int draft_note(struct desk *desk, const struct ticket *t, const char *text,
    struct mail_draft *draft, struct err *err)
{
	*draft = (struct mail_draft){ .from = post_actor(desk), .subject = t->subject, .text = text,
	    .date = desk->now, .flowed = true };
	if (text == NULL || *text == '\0')
		return err_set(err, ERR_DATA, "%lld: an empty note", (long long)t->id);
	draft->message_id = arena_printf(desk->arena, "note.%s@%s.invalid",
	    random_name(desk->arena, 20), store_id(desk->store, desk->arena, err));
	strv_add(&draft->headers, desk->arena, "X-Tk-Private: note");
	return err->class != ERR_NONE ? -1 : 0;
}

int desk_note(struct desk *desk, const struct effect *e, struct err *err)
{
	struct ticket before, after;
	struct mail_draft draft;
	struct message m;
	int found = store_ticket(desk->store, desk->arena, e->ticket, &before, err);

	if (found == 0)
		return err_set(err, ERR_NO, "%lld: no such ticket", (long long)e->ticket);
	if (found < 0)
		return -1;
	if (!desk_may_change(desk, &before))
		return err_set(err, ERR_PERM, "%lld: not allowed", (long long)e->ticket);
	if (draft_note(desk, &before, e->value, &draft, err) < 0 ||
	    post_store(desk, e->ticket, &draft, DIRECTION_NOTE, before.channel, &m, err) < 0)
		return -1;
	after = before;
	after.msgs++;
	after.last_message = after.updated = desk->now;
	if (store_ticket_save(desk->store, &before, &after, err) < 0)
		return -1;
	return store_event(desk->store, e->ticket, desk->now, desk->actor.id, "note", NULL,
	    arena_printf(desk->arena, "%lld", (long long)m.id), e->cause, err);
}

static int rewrite(
    struct desk *desk, const struct ticket *t, struct message *m, const char *text, struct err *err)
{
	struct ticket after = *t;
	struct mail_draft draft;

	if (draft_note(desk, t, text == NULL ? "(deleted)" : text, &draft, err) < 0)
		return -1;
	draft.message_id = m->message_id;
	m->flags = text == NULL ? "deleted" : "edited";
	if (post_rewrite(desk, &draft, m, err) < 0)
		return -1;
	after.updated = desk->now;
	if (store_ticket_save(desk->store, t, &after, err) < 0)
		return -1;
	return store_event(desk->store, t->id, desk->now, desk->actor.id,
	    text == NULL ? "note-delete" : "note-edit", NULL,
	    arena_printf(desk->arena, "%lld", (long long)m->id), NULL, err);
}

/* Only its author may change a note; the message stays, so that its number keeps its meaning. */
int desk_note_change(struct desk *desk, int64_t id, const char *text, struct err *err)
{
	struct message m;
	struct ticket t;
	int result = store_begin(desk->store, err);

	if (result < 0)
		return -1;
	int found = store_message(desk->store, desk->arena, id, &m, err);
	if (found == 0 || (found > 0 && m.direction != DIRECTION_NOTE))
		result = err_set(err, ERR_NO, "%lld: no such note", (long long)id);
	else if (found > 0 && m.agent_id != desk->actor.id)
		result = err_set(
		    err, ERR_PERM, "%lld: not allowed: the note of another agent", (long long)id);
	else
		result = found;
	if (result > 0)
		result = store_ticket(desk->store, desk->arena, m.ticket, &t, err);
	if (result > 0 && !desk_may_change(desk, &t))
		result = err_set(err, ERR_PERM, "%lld: not allowed", (long long)id);
	if (result > 0)
		result = rewrite(desk, &t, &m, text, err);
	if (result == 0)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return -1;
}
