/*
 * desk_match: which ticket a mail belongs to (design: address, token, subject, references, none),
 * and whether its sender may write there.
 */
#include <stdlib.h>
#include <string.h>

#include "desk/desk_intake.h"

struct matching {
	struct intake *run;
	struct arena *a;
	const struct intake_mail *m;
	struct decision *d;
	int64_t *found;                 /* all tickets any step found, in order */
	size_t found_n;
	bool own_id_counts;             /* its Message-ID is not somebody else's */
};

/* A ticket that exists and is merged into no other. */
static void note_found(struct matching *x, const char *why, int64_t ticket)
{
	str_addf(&x->d->explain, "%s: %lld; ", why, (long long)ticket);
	if (x->d->why == NULL) {
		x->d->why = why;
		x->d->ticket = ticket;
	}
	for (size_t i = 0; i < x->found_n; i++)
		if (x->found[i] == ticket)
			return;
	x->found = arena_grow(x->a, x->found, x->found_n, sizeof *x->found);
	x->found[x->found_n++] = ticket;
}

static void found(struct matching *x, const char *why, int64_t ticket, struct err *err)
{
	struct ticket t;

	if (err->class != ERR_NONE ||
	    store_ticket(x->run->desk->store, x->a, ticket, &t, err) <= 0) {
		str_addf(&x->d->explain, "%s: %lld, no such ticket; ", why, (long long)ticket);
		return;
	}
	note_found(x, why, store_merge_target(x->run->desk->store, ticket, err));
}

/* ---- 1 and 2: signed tokens */

const char *intake_tail(const struct intake *run, const char *address)
{
	const char *at = strrchr(address, '@'), *tail = NULL;
	size_t n = strlen(run->delimiter);

	if (at == NULL || n == 0)
		return NULL;
	for (const char *p = address; (p = strstr(p, run->delimiter)) != NULL && p < at; p += n)
		tail = p + n;
	return tail;
}

/* An agent's standing comes from the token that decides, not from one of another ticket beside it.
 */
static void found_by_token(
    struct matching *x, const char *why, int64_t ticket, int64_t agent, struct err *err)
{
	bool decided = x->d->why != NULL;

	found(x, why, ticket, err);
	if (!decided && x->d->why != NULL)
		x->d->token_agent = agent;
}

static void match_addresses(struct matching *x, struct err *err)
{
	int64_t group, ticket, agent;

	for (size_t i = 0; i < x->m->recipients.n && err->class == ERR_NONE; i++) {
		const char *address = x->m->recipients.v[i], *tail = intake_tail(x->run, address);

		if (tail == NULL ||
		    store_group_by_address(x->run->desk->store, address, &group, err) != 0)
			continue;
		if (!mail_token_check(tail, x->run->keys, x->run->keys_n, &ticket, &agent))
			continue;
		found_by_token(x, "address", ticket, agent, err);
	}
}

/* A message of ours that was moved stands for the ticket where it is now.  Only of ours: whoever
 * knows an id may give it to a mail, and would get what is answered to us. */
static int64_t moved_to(struct matching *x, const char *id, int64_t ticket, struct err *err)
{
	int64_t message, there;
	enum direction direction;
	int known =
	    store_message_by_mid(x->run->desk->store, id, &message, &there, &direction, err);

	return known > 0 && store_message_sent(x->run->desk->store, message, err) ? there : ticket;
}

static void match_tokens(struct matching *x, const struct strv *ids, struct err *err)
{
	int64_t ticket, agent;

	for (size_t i = 0; i < ids->n && err->class == ERR_NONE; i++)
		if (mail_token_check(ids->v[i], x->run->keys, x->run->keys_n, &ticket, &agent))
			found_by_token(
			    x, "token", moved_to(x, ids->v[i], ticket, err), agent, err);
}

/* ---- 3: the number in the subject */

static int64_t number_by_form(const char *subject, const char *form)
{
	const char *hole = strstr(form, "%d");
	size_t before = (size_t)(hole - form);
	int64_t n = 0;

	for (const char *p = subject; *p != '\0'; p++) {
		const char *digits = p + before;
		char *end;

		if (strncmp(p, form, before) != 0 || *digits < '1' || *digits > '9')
			continue;
		n = strtoll(digits, &end, 10);
		if (end - digits <= 15 && str_starts(end, hole + 2))
			return n;
	}
	return 0;
}

static void match_subject(struct matching *x, struct err *err)
{
	const char *subject = x->m->mail.subject;

	for (size_t i = 0; subject != NULL && i < x->run->subject_forms.n; i++) {
		int64_t n = number_by_form(subject, x->run->subject_forms.v[i]);

		if (n > 0)
			found(x, "subject", n, err);
	}
}

/* ---- 4: references, which may join tickets */

static bool may_join(struct matching *x, const int64_t *tickets, size_t n, struct err *err)
{
	int with_agent = 0;

	for (size_t i = 0; i < n; i++) {
		struct ticket t;

		if (store_ticket(x->run->desk->store, x->a, tickets[i], &t, err) <= 0 ||
		    t.hidden == HIDDEN_DELETED || t.status == STATUS_LOCKED)
			return false;
		with_agent += store_has_agent_work(x->run->desk->store, tickets[i], err);
	}
	return with_agent <= 1;
}

/* Of several tickets, that of the first message which the mail names: In-Reply-To stands first. */
static void found_first(
    struct matching *x, const struct strv *ids, const int64_t *tickets, size_t n, struct err *err)
{
	int64_t message, ticket;
	enum direction direction;

	for (size_t i = 0; i < ids->n && x->d->why == NULL && err->class == ERR_NONE; i++) {
		if (store_message_by_mid(x->run->desk->store, ids->v[i], &message, &ticket,
			&direction, err) <= 0)
			continue;
		ticket = store_merge_target(x->run->desk->store, ticket, err);
		for (size_t j = 0; j < n; j++)
			if (tickets[j] == ticket)
				note_found(x, "references", ticket);
	}
}

static int match_references(struct matching *x, const struct strv *ids, struct err *err)
{
	const char *own = x->own_id_counts ? x->m->mail.message_id : NULL;
	int64_t *tickets;
	size_t n;

	if (store_related(x->run->desk->store, x->a, ids, own, &tickets, &n, err) < 0)
		return -1;
	bool joins = x->d->why == NULL && n > 1 && may_join(x, tickets, n, err);
	if (n > 1 && !joins)
		found_first(x, ids, tickets, n, err);
	for (size_t i = 0; i < n; i++)
		note_found(x, "references", tickets[i]);
	if (joins) {
		x->d->joined = tickets + 1;
		x->d->joined_n = n - 1;
		x->found_n = 1;
	}
	return err->class != ERR_NONE ? -1 : 0;
}

/* ---- duplicates: a copy, or another mail under the same id */

static int match_twins(struct matching *x, struct err *err)
{
	const struct mail *mail = &x->m->mail;
	struct store_twin *twins;
	size_t n;

	if (store_twins(x->run->desk->store, x->a, mail->message_id, mail->hash, &twins, &n, err) <
	    0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (twins[i].same_hash) {
			x->d->verdict = "duplicate";
			x->d->why = "-";
			x->d->ticket = twins[i].ticket;
			str_addf(&x->d->explain, "the same as message %lld; ",
			    (long long)twins[i].message);
			return 0;
		}
	x->own_id_counts = n == 0;
	x->d->same_id = n > 0;
	for (size_t i = 0; i < n && x->d->why == NULL; i++)
		if (str_eq(twins[i].subject, mail->subject) &&
		    str_eq(twins[i].from, mail->from.address))
			found(x, "references", twins[i].ticket, err);
	return 0;
}

/* ---- who may write where */

static bool is_participant(struct matching *x, const struct ticket *t, struct err *err)
{
	const char *from = x->m->mail.from.address;
	int64_t agent = from == NULL ? 0 : store_agent_address(x->run->desk->store, from, err);

	if (from == NULL)
		return false;
	if (agent != 0 && agent == x->d->token_agent)
		return true;
	if (agent != 0 && !str_ieq(t->requester.address, from))
		return false;
	return store_takes_part(x->run->desk->store, t->id, from, err);
}

/* A bounce belongs to the answer it reports on, whoever's robot wrote it. */
static int match_bounce(struct matching *x, struct err *err)
{
	const struct bounce *bounce = x->m->mail.bounce;
	int64_t message, ticket;
	enum direction direction;

	if (bounce == NULL || bounce->original_message_id == NULL)
		return 0;
	int known = store_message_by_mid(
	    x->run->desk->store, bounce->original_message_id, &message, &ticket, &direction, err);
	if (known > 0 && direction == DIRECTION_OUT) {
		x->d->bounced = true;
		if (x->d->why == NULL)
			found(x, "references", ticket, err);
	}
	return known < 0 ? -1 : 0;
}

static void open_instead(struct matching *x, const struct ticket *t)
{
	str_addf(&x->d->explain, "a new ticket beside %lld; ", (long long)t->id);
	x->d->followup = true;
	x->d->ticket = 0;
	x->d->outsider = x->d->stranger = false;
	x->d->joined_n = 0;
}

static int judge_sender(struct matching *x, struct err *err)
{
	struct desk *desk = x->run->desk;
	struct decision *d = x->d;
	struct ticket *t = &d->target;
	bool by_token = str_eq(d->why, "address") || str_eq(d->why, "token");

	if (store_ticket(desk->store, x->a, d->ticket, t, err) <= 0)
		return -1;
	bool shut = t->status == STATUS_LOCKED || t->hidden == HIDDEN_DELETED;
	if (d->bounced || is_participant(x, t, err)) {
		if (shut)
			open_instead(x, t);
		return err->class != ERR_NONE ? -1 : 0;
	}
	d->stranger = by_token;
	d->outsider = !by_token;
	const char *policy = store_outsiders(desk->store, x->a, t->group_id, err);
	if (str_eq(policy, "hold"))
		d->hold = arena_printf(
		    x->a, "from somebody who takes no part in ticket %lld", (long long)t->id);
	else if (shut || t->status == STATUS_CLOSED || str_eq(policy, "link"))
		open_instead(x, t);
	return err->class != ERR_NONE ? -1 : 0;
}

/* ---- 5: a new ticket */

static int64_t digits_at_end(const char *address)
{
	const char *at = strrchr(address, '@'), *p = at;
	int64_t n = 0;

	while (p != NULL && p > address && p[-1] >= '0' && p[-1] <= '9')
		p--;
	if (p == NULL || p == at || p == address || p[-1] != '-' || at - p > 15)
		return 0;
	for (; p < at; p++)
		n = n * 10 + (*p - '0');
	return n;
}

static int category_of(
    struct matching *x, const char *address, int64_t *id_out, int64_t *group_out, struct err *err)
{
	const char *tail = intake_tail(x->run, address), *name;
	int64_t id = digits_at_end(address);
	int known =
	    id == 0 ? 0 : store_category(x->run->desk->store, x->a, id, &name, group_out, err);

	if (known == 0 && tail != NULL) {
		char *word = arena_strndup(x->a, tail, strcspn(tail, "@"));

		known = store_object_id(x->run->desk->store, "category", word, &id, err);
		if (known > 0)
			known =
			    store_category(x->run->desk->store, x->a, id, &name, group_out, err);
	}
	if (known > 0)
		*id_out = id;
	else if (id != 0)
		str_addf(&x->d->explain, "no category %lld; ", (long long)id);
	return known;
}

static int account_group(struct matching *x, int64_t *group_out, struct err *err)
{
	struct object *account;
	size_t n;

	if (x->m->in->envelope->account == NULL)
		return 0;
	if (store_objects(x->run->desk->store, x->a, store_object_kind("account"),
		x->m->in->envelope->account, &account, &n, err) < 0)
		return -1;
	return n == 0 ? 0
		      : store_object_id(x->run->desk->store, "group", object_get(account, "group"),
			    group_out, err);
}

static int choose_place(struct matching *x, struct err *err)
{
	struct decision *d = x->d;
	int64_t category_group = 0, group;

	d->group = x->m->in->group;
	for (size_t i = 0; i < x->m->recipients.n; i++) {
		const char *address = x->m->recipients.v[i];
		int known = store_group_by_address(x->run->desk->store, address, &group, err);

		if (known > 0 && d->group == 0)
			d->group = group;
		/* bob-7@elsewhere in Cc is somebody, no category */
		else if (known == 0 && d->category == 0 && i < x->m->cc_from)
			known = category_of(x, address, &d->category, &category_group, err);
		if (known < 0)
			return -1;
	}
	if (d->group == 0)
		d->group = category_group;
	if (d->group == 0 && account_group(x, &d->group, err) < 0)
		return -1;
	if (d->group == 0)
		d->group = store_default_group(x->run->desk->store, err);
	return err->class != ERR_NONE ? -1 : 0;
}

static void link_others(struct matching *x)
{
	for (size_t i = 0; i < x->found_n; i++) {
		if (x->found[i] == x->d->ticket)
			continue;
		x->d->others = arena_grow(x->a, x->d->others, x->d->others_n, sizeof *x->d->others);
		x->d->others[x->d->others_n++] = x->found[i];
	}
}

int intake_match(struct intake *run, struct arena *a, const struct intake_mail *m,
    struct decision *d, struct err *err)
{
	struct matching x = { .run = run, .a = a, .m = m, .d = d, .own_id_counts = true };
	struct strv ids = { 0 };

	memset(d, 0, sizeof *d);
	d->explain = str_new(a);
	for (size_t i = 0; i < m->mail.in_reply_to.n; i++)
		strv_add(&ids, a, m->mail.in_reply_to.v[i]);
	for (size_t i = 0; i < m->mail.references.n; i++)
		if (!strv_has(&ids, m->mail.references.v[i]))
			strv_add(&ids, a, m->mail.references.v[i]);
	if (match_twins(&x, err) < 0)
		return -1;
	if (d->verdict != NULL)
		return 0;
	match_addresses(&x, err);
	match_tokens(&x, &ids, err);
	match_subject(&x, err);
	if (match_bounce(&x, err) < 0 || match_references(&x, &ids, err) < 0)
		return -1;
	if (d->why == NULL)
		d->why = "none";
	if (d->ticket != 0 && judge_sender(&x, err) < 0)
		return -1;
	d->verdict = d->hold != NULL ? "held" : d->ticket != 0 ? "reply" : "new";
	link_others(&x);
	return d->ticket != 0 ? 0 : choose_place(&x, err);
}
