/* desk_contact_show: all that is known of a contact, and the history with them and their
 * organisation. */
#include <string.h>

#include "desk/desk_contact.h"

enum { SHOWN = 10, LOOKED_AT = 1000 };

/* The three states a customer thinks in. */
enum stage { STAGE_OPEN, STAGE_WAITING, STAGE_CLOSED, STAGE_COUNT };
static const char *const stage_names[] = { "open", "waiting for the requester", "closed" };
static const char *const stage_keys[] = { "open", "waiting", "closed" };

struct history {
	struct ticket *v[STAGE_COUNT];
	size_t n[STAGE_COUNT];
};

struct view {
	struct desk *desk;
	struct arena *a;
	const struct contact_options *options;
	struct person p;
	struct lookup *lookups;
	size_t lookups_n;
	struct history own, others;
};

static enum stage stage_of(const struct ticket *t)
{
	if (t->status == STATUS_OPEN)
		return STAGE_OPEN;
	return t->status == STATUS_PENDING ? STAGE_WAITING : STAGE_CLOSED;
}

static int load_history(struct view *v, bool others, struct history *out, struct err *err)
{
	int64_t *ids;
	size_t n, max = v->options->limit > 0 ? (size_t)v->options->limit : SHOWN;

	if (store_contact_tickets(v->desk->store, v->a, v->p.id, others, LOOKED_AT, &ids, &n, err) <
	    0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct ticket t;

		if (store_ticket(v->desk->store, v->a, ids[i], &t, err) < 0)
			return -1;
		enum stage s = stage_of(&t);
		if (!desk_may_see(v->desk, &t) || out->n[s] >= max)
			continue;
		out->v[s] = arena_grow(v->a, out->v[s], out->n[s], sizeof *out->v[s]);
		out->v[s][out->n[s]++] = t;
	}
	return 0;
}

/* ---- what other systems know: asked by tk-lookup, which may use the network */

static bool is_old(struct view *v, const char *name, struct err *err)
{
	int64_t hours = store_setting_int(v->desk->store, "lookup-hours", err);

	for (size_t i = 0; i < v->lookups_n; i++)
		if (str_eq(v->lookups[i].name, name))
			return v->lookups[i].time + hours * 3600 <= v->desk->now;
	return true;
}

static int load_lookups(struct view *v, struct err *err)
{
	return store_lookups(
	    v->desk->store, v->a, v->p.id, &v->lookups, &v->lookups_n, err);
}

/* Its warnings go to our stderr; what it could not ask anew stays as it was. */
static int look_up(struct view *v, struct err *err)
{
	struct strv names = { 0 };
	struct err wrong = { 0 };
	bool old = false;
	int status;

	if (load_lookups(v, err) < 0)
		return -1;
	if (secure_mode() || v->p.erased != 0 || v->desk->actor.role == ROLE_READER)
		return 0;
	if (desk_conf_names(v->desk, "lookup", &names, &wrong) < 0)
		tool_warn("%s", wrong.text);
	for (size_t i = 0; i < names.n; i++)
		old |= is_old(v, names.v[i], err);
	if (!old || err->class != ERR_NONE)
		return err->class != ERR_NONE ? -1 : 0;
	char *argv[] = { proc_sibling(v->a, "tk-lookup"), "-q", "-d", (char *)v->desk->dir, "--as",
		(char *)v->desk->actor.name, arena_printf(v->a, "%lld", (long long)v->p.id), NULL };
	if (proc_foreground(argv, &status, &wrong) < 0)
		tool_warn("%s", wrong.text);
	return load_lookups(v, err);
}

static int load(struct view *v, int64_t id, struct err *err)
{
	memset(&v->own, 0, sizeof v->own);
	memset(&v->others, 0, sizeof v->others);
	if (store_contact(v->desk->store, v->a, id, &v->p, err) < 0)
		return -1;
	v->p.expired = contact_expired(v->desk, &v->p);
	if (look_up(v, err) < 0)
		return -1;
	if (load_history(v, false, &v->own, err) < 0)
		return -1;
	return v->p.organisation == NULL ? 0 : load_history(v, true, &v->others, err);
}

/* ---- for people */

static void field(struct str *out, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	struct str label = str_new(out->arena);

	tsv_escape(&label, name);
	str_addf(out, "%-12s ", str_end(&label));
	tsv_escape(out, value);
	str_addc(out, '\n');
}

static const char *bounces(struct view *v, const struct person_address *x)
{
	if (x->hard + x->soft == 0)
		return x->address;
	return arena_printf(v->a, "%s (%lld hard and %lld soft bounces, last %s)", x->address,
	    (long long)x->hard, (long long)x->soft,
	    clock_local(v->a, x->last_bounce, "%Y-%m-%d %H:%M"));
}

static void show_person(struct view *v, struct str *out)
{
	const struct person *p = &v->p;

	str_addf(out, "%-13s#%lld ", "contact", (long long)p->id);
	tsv_escape(out, p->name);
	str_addc(out, '\n');
	field(out, "level", level_name(p->level));
	field(out, "organisation", p->organisation);
	for (size_t i = 0; i < p->addresses_n; i++)
		field(out, "email", bounces(v, &p->addresses[i]));
	for (size_t i = 0; i < p->phones_n; i++)
		field(out, "phone", p->phones[i].label == NULL ? p->phones[i].shown :
		    arena_printf(v->a, "%s (%s)", p->phones[i].shown, p->phones[i].label));
	for (size_t i = 0; i < p->fields_n; i++)
		field(out, p->fields[i].name, p->fields[i].value);
	if (p->suspended)
		field(out, "account", "suspended");
	if (p->expires != NULL)
		field(out, p->expired ? "expired" : "expires", p->expires);
	if (p->erased != 0)
		field(out, "erased", clock_local(v->a, p->erased, "%Y-%m-%d %H:%M"));
	field(out, "since", clock_local(v->a, p->created, "%Y-%m-%d"));
	if (p->note != NULL) {
		str_add(out, "note\n");
		text_escape(out, p->note);
		str_addc(out, '\n');
	}
}

static void show_lookups(struct view *v, struct str *out)
{
	for (size_t i = 0; i < v->lookups_n; i++) {
		const struct lookup *l = &v->lookups[i];
		struct field_value *fields;
		struct err ignored = { 0 };
		size_t n;

		if (json_fields(v->a, l->json, strlen(l->json), &fields, &n, &ignored) < 0 ||
		    n == 0)
			continue;
		str_add(out, "\n");
		tsv_escape(out, l->name);
		str_addf(out, ", %s ago\n", duration_words(v->a, v->desk->now - l->time));
		for (size_t f = 0; f < n; f++)
			field(out, fields[f].name, fields[f].value);
	}
}

static void show_history(struct view *v, struct str *out, const char *whose,
    const struct history *h)
{
	for (int s = 0; s < STAGE_COUNT; s++) {
		if (h->n[s] == 0)
			continue;
		str_addf(out, "\n%s%s\n", stage_names[s], whose);
		for (size_t i = 0; i < h->n[s]; i++) {
			const struct ticket *t = &h->v[s][i];

			str_addf(out, "  #%lld  %s  ", (long long)t->id,
			    clock_local(v->a, t->last_message, "%Y-%m-%d %H:%M"));
			tsv_escape(out, t->group);
			str_add(out, "  ");
			tsv_escape(out, t->subject);
			str_addc(out, '\n');
		}
	}
}

static void show_text(struct view *v)
{
	struct str out = str_new(v->a);

	show_person(v, &out);
	show_lookups(v, &out);
	show_history(v, &out, "", &v->own);
	show_history(v, &out, arena_printf(v->a, ", others of %s", v->p.organisation), &v->others);
	text_print(str_end(&out));
}

/* ---- for programs */

static void json_history(struct json *j, const char *key, const struct history *h)
{
	json_key(j, key);
	json_open(j, '{');
	for (int s = 0; s < STAGE_COUNT; s++) {
		json_key(j, stage_keys[s]);
		json_open(j, '[');
		for (size_t i = 0; i < h->n[s]; i++)
			ticket_json(j, &h->v[s][i]);
		json_close(j, ']');
	}
	json_close(j, '}');
}

static void json_lookups(struct json *j, const struct view *v)
{
	json_key(j, "lookups");
	json_open(j, '{');
	for (size_t i = 0; i < v->lookups_n; i++) {
		json_key(j, v->lookups[i].name);
		json_open(j, '{');
		json_key(j, "time");
		json_time(j, v->lookups[i].time);
		json_key(j, "fields");
		json_raw(j, v->lookups[i].json);
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void show_json(struct view *v)
{
	struct str out = str_new(v->a);
	struct json j = json_new(&out);

	json_open(&j, '{');
	contact_json_members(&j, &v->p);
	json_lookups(&j, v);
	json_history(&j, "history", &v->own);
	json_history(&j, "organisation_history", &v->others);
	json_close(&j, '}');
	str_addc(&out, '\n');
	text_print(str_end(&out));
}

int contact_show(struct desk *desk, const struct ids *ids, const struct contact_options *options,
    struct err *err)
{
	struct view v = { .desk = desk, .a = arena_new(), .options = options };
	int result = 0;

	for (size_t i = 0; i < ids->n && result == 0; i++) {
		arena_reset(v.a);
		result = load(&v, ids->v[i], err);
		if (result == 0 && i > 0 && !tool_options.json)
			text_print("\n");
		if (result == 0)
			(tool_options.json ? show_json : show_text)(&v);
	}
	arena_free(v.a);
	return result;
}
