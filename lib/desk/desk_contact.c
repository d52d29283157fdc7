/* desk_contact: tk-contact: people found, listed, changed and merged. */
#include <string.h>
#include <unistd.h>

#include "desk/desk_contact.h"

enum { STDIN_MAX = 64 << 20 };

/* ---- finding one */

struct name_search {
	struct arena *a;
	const char *key;
	int64_t id;
	int n;
};

static int count_name(void *ctx, const struct person *p, struct err *err)
{
	struct name_search *found = ctx;

	(void)err;
	if (p->name != NULL && str_eq(utf8_fold(found->a, p->name, false), found->key)) {
		found->id = p->id;
		found->n++;
	}
	return 0;
}

static int find_name(struct desk *desk, const char *name, int64_t *id_out, struct err *err)
{
	struct name_search found = { .a = desk->arena,
		.key = utf8_fold(desk->arena, name, false) };
	struct contact_filter filter = { .limit = 1000 };

	strv_add(&filter.words, desk->arena, name);
	if (store_contacts(desk->store, &filter, count_name, &found, err) < 0)
		return -1;
	*id_out = found.id;
	if (found.n > 1)
		return err_set(err, ERR_NO, "%s: %d contacts bear this name", name, found.n);
	return 0;
}

static int find_phone(struct desk *desk, const char *word, int64_t *id_out, struct err *err)
{
	const char *country = store_setting(desk->store, desk->arena, "country-code", err);
	const char *number = phone_number(desk->arena, word, country);
	int64_t *ids;
	size_t n = 0;

	*id_out = 0;
	if (number == NULL)
		return 0;
	if (store_contacts_by_phone(desk->store, desk->arena, number, &ids, &n, err) < 0)
		return -1;
	if (n > 1)
		return err_set(err, ERR_NO, "%s: is a phone number of several contacts (%lld, "
		    "%lld)", word, (long long)ids[0], (long long)ids[1]);
	*id_out = n == 1 ? ids[0] : 0;
	return 0;
}

/* "Name <a@b>" or a@b */
static const char *bare_address(struct desk *desk, const char *word)
{
	const char *open = strrchr(word, '<'), *close = strrchr(word, '>');

	return open != NULL && close != NULL && close > open
	    ? arena_strndup(desk->arena, open + 1, (size_t)(close - open - 1)) : word;
}

static bool looks_like_phone(const char *word)
{
	return *word == '+' || str_istarts(word, "tel:") ||
	    (strlen(word) >= 5 && word[strspn(word, "0123456789 ()-./")] == '\0');
}

static int find_any(struct desk *desk, const char *word, int64_t *id_out, struct err *err)
{
	int64_t id = 0;

	*id_out = 0;
	if (str_int(word + (*word == '#'), &id) == 0 && id > 0)
		*id_out = store_contact_target(desk->store, id, err);
	if (*id_out != 0 && *id_out != id)
		tool_warn("%lld was merged into %lld", (long long)id, (long long)*id_out);
	if (*id_out == 0 && strchr(word, '@') != NULL)
		*id_out = store_contact_by_address(desk->store, bare_address(desk, word), err);
	else if (*id_out == 0 && looks_like_phone(word))
		return find_phone(desk, word, id_out, err);
	else if (*id_out == 0)
		return find_name(desk, word, id_out, err);
	return err->class != ERR_NONE ? -1 : 0;
}

int contact_find(struct desk *desk, const char *word, int64_t *id_out, struct err *err)
{
	if (find_any(desk, word, id_out, err) < 0)
		return -1;
	return *id_out != 0 ? 0 : err_set(err, ERR_NO, "%s: no such contact", word);
}

int contact_read(struct desk *desk, const char *word, struct person *out, struct err *err)
{
	int64_t id;

	if (contact_find(desk, word, &id, err) < 0 ||
	    store_contact(desk->store, desk->arena, id, out, err) < 0)
		return -1;
	out->expired = contact_expired(desk, out);
	return 0;
}

/* ---- operands */

static int add_operand(struct desk *desk, struct ids *out, const char *word, struct err *err)
{
	struct err wrong = { 0 };
	int64_t id;

	if (contact_find(desk, word, &id, &wrong) == 0) {
		for (size_t i = 0; i < out->n; i++)
			if (out->v[i] == id)
				return 0;
		out->v = arena_grow(desk->arena, out->v, out->n, sizeof *out->v);
		out->v[out->n++] = id;
		return 0;
	}
	if (wrong.class != ERR_NO) {
		*err = wrong;
		return -1;
	}
	tool_warn("%s", wrong.text);
	err->class = ERR_NO;
	return 0;
}

int contact_operands(struct desk *desk, char *const *words, struct ids *out, struct err *err)
{
	static char *const stdin_only[] = { "-", NULL };
	size_t len;

	*out = (struct ids){ 0 };
	if (*words == NULL && isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE, "no contact is named");
	for (words = *words == NULL ? stdin_only : words; *words != NULL; words++) {
		char *rest, *line;

		if (!str_eq(*words, "-")) {
			if (add_operand(desk, out, *words, err) < 0)
				return -1;
			continue;
		}
		rest = file_read_fd(desk->arena, STDIN_FILENO, STDIN_MAX, &len, err);
		if (rest == NULL)
			return -1;
		while ((line = str_cut(&rest, '\n')) != NULL)
			if (*line != '\0' &&
			    add_operand(desk, out, str_cut(&line, '\t'), err) < 0)
				return -1;
	}
	return err->class != ERR_NONE ? -1 : 0;
}

/* ---- printing */

struct printing { struct desk *desk; struct records *records; };

static int print_one(void *ctx, const struct person *p, struct err *err)
{
	struct printing *out = ctx;
	struct person shown = *p;

	(void)err;
	shown.expired = contact_expired(out->desk, p);
	record_print(out->records, &shown);
	return 0;
}

int contact_print(struct desk *desk, const struct ids *ids, struct err *err)
{
	struct printing out = { desk,
		records_open(desk->arena, contact_columns, contact_json, err) };
	struct arena *a = arena_new();
	struct person p;
	int result = out.records == NULL ? -1 : 0;

	for (size_t i = 0; i < ids->n && result == 0; i++) {
		arena_reset(a);
		result = store_contact(desk->store, a, ids->v[i], &p, err) < 0 ? -1 : 0;
		if (result == 0)
			print_one(&out, &p, err);
	}
	if (out.records != NULL)
		records_close(out.records);
	arena_free(a);
	return result;
}

/* What looks like a phone number is looked for as its digits. */
static void add_word(struct desk *desk, struct contact_filter *filter, const char *word,
    struct err *err)
{
	const char *country = store_setting(desk->store, desk->arena, "country-code", err);
	const char *number = phone_number(desk->arena, word, country);

	if (!looks_like_phone(word) || number == NULL)
		number = word;
	strv_add(&filter->words, desk->arena, number);
}

int contact_filter(struct desk *desk, char *const *words, const struct contact_options *o,
    struct contact_filter *out, struct err *err)
{
	int64_t id;

	*out = (struct contact_filter){ .organisation = o->organisation,
		.today = clock_local(desk->arena, desk->now, "%Y-%m-%d"),
		.suspended = o->suspended, .expired = o->expired, .members = o->members,
		.customers = o->customers, .bounced = o->bounced, .merged = o->merged,
		.limit = o->limit, .offset = o->offset };
	if (o->organisation != NULL &&
	    store_object_id(desk->store, "organisation", o->organisation, &id, err) == 0)
		return err_set(err, ERR_USAGE, "--organisation %s: no such organisation",
		    o->organisation);
	for (; *words != NULL; words++)
		add_word(desk, out, *words, err);
	return err->class != ERR_NONE ? -1 : 0;
}

static int list(struct desk *desk, char *const *words, const struct contact_options *o,
    struct err *err)
{
	struct contact_filter filter;
	struct printing out = { desk, NULL };

	if (contact_filter(desk, words, o, &filter, err) < 0)
		return -1;
	out.records = records_open(desk->arena, contact_columns, contact_json, err);
	if (out.records == NULL)
		return -1;
	int result = store_contacts(desk->store, &filter, print_one, &out, err);
	records_close(out.records);
	return result;
}

/* Ticket lines of these people, for other tools. */
static int tickets(struct desk *desk, const struct ids *ids, const struct contact_options *o,
    struct err *err)
{
	struct ids all = { 0 };

	for (size_t i = 0; i < ids->n; i++) {
		int64_t *found;
		size_t n;

		if (store_contact_tickets(desk->store, desk->arena, ids->v[i], false,
			o->limit > 0 ? o->limit : INT64_MAX, &found, &n, err) < 0)
			return -1;
		for (size_t t = 0; t < n; t++) {
			struct ticket ticket;

			if (store_ticket(desk->store, desk->arena, found[t], &ticket, err) <= 0 ||
			    !desk_may_see(desk, &ticket))
				continue;
			all.v = arena_grow(desk->arena, all.v, all.n, sizeof *all.v);
			all.v[all.n++] = found[t];
		}
	}
	return err->class != ERR_NONE ? -1 : desk_print(desk, &all, err);
}

/* ---- changing */

static bool is_property(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz");

	if (str_starts(word, "field."))
		return strchr(word, '=') != NULL;
	return n > 0 && word[n + (word[n] == '+' || word[n] == '-')] == '=';
}

static int set_all(struct desk *desk, struct person *p, char *const *words, struct err *err)
{
	for (; *words != NULL; words++) {
		char *value = arena_strdup(desk->arena, *words), *name;

		if (!is_property(*words))
			return err_set(err, ERR_USAGE, "%s: must be property=value", *words);
		name = str_cut(&value, '=');
		if (contact_set(desk, p, name, value, err) < 0)
			return -1;
	}
	return 0;
}

/* "Name <address>", an address, or a name. */
static int name_new(struct desk *desk, struct person *p, const char *word, struct err *err)
{
	const char *address = bare_address(desk, word);
	char *name = arena_strdup(desk->arena, word);

	if (strchr(address, '@') == NULL)
		return contact_set(desk, p, "name", word, err);
	if (address != word) {
		*strrchr(name, '<') = '\0';
		if (contact_set(desk, p, "name", name, err) < 0)
			return -1;
	}
	return contact_set(desk, p, "address", address, err);
}

static int add(struct desk *desk, char *const *words, struct ids *out, struct err *err)
{
	struct person p = { .level = LEVEL_NON_MEMBER };

	if (words[0] == NULL || is_property(words[0]))
		return err_set(err, ERR_USAGE, "add: a name or an address is needed first");
	if (name_new(desk, &p, words[0], err) < 0 || set_all(desk, &p, words + 1, err) < 0 ||
	    store_contact_save(desk->store, &p, desk->now, err) < 0)
		return -1;
	out->v = arena_alloc(desk->arena, sizeof *out->v);
	out->v[0] = p.id;
	out->n = 1;
	return 0;
}

static int set(struct desk *desk, const struct ids *ids, char *const *properties, struct err *err)
{
	for (size_t i = 0; i < ids->n; i++) {
		struct person p;

		if (store_contact(desk->store, desk->arena, ids->v[i], &p, err) < 0)
			return -1;
		if (p.erased != 0)
			return err_set(err, ERR_NO, "%lld: was erased", (long long)p.id);
		if (set_all(desk, &p, properties, err) < 0 ||
		    store_contact_save(desk->store, &p, desk->now, err) < 0)
			return -1;
	}
	return 0;
}

static int merge(struct desk *desk, const struct ids *ids, int64_t into, struct err *err)
{
	struct person p;

	if (store_contact(desk->store, desk->arena, into, &p, err) < 0)
		return -1;
	if (p.erased != 0)
		return err_set(err, ERR_NO, "%lld: was erased", (long long)into);
	for (size_t i = 0; i < ids->n; i++)
		if (ids->v[i] != into && store_contact_merge(desk->store, ids->v[i], into, false,
			desk->now, desk->actor.id, err) < 0)
			return -1;
	return 0;
}

/* A merged contact is told by its number alone; the innermost goes out last. */
static int unmerge(struct desk *desk, char *const *words, struct ids *out, struct err *err)
{
	for (; *words != NULL; words++) {
		struct person p = { 0 };
		int64_t id;

		if (str_int(*words + (**words == '#'), &id) < 0 ||
		    store_contact(desk->store, desk->arena, id, &p, err) <= 0 || p.merged_into == 0)
			return err_set(err, ERR_NO, "%s: is no merged contact", *words);
		if (store_contact_target(desk->store, id, err) != p.merged_into)
			return err_set(err, ERR_NO, "%s: went into %lld, which was merged too: "
			    "take that out first", *words, (long long)p.merged_into);
		if (store_contact_merge(desk->store, id, p.merged_into, true, desk->now,
			desk->actor.id, err) < 0)
			return -1;
		out->v = arena_grow(desk->arena, out->v, out->n, sizeof *out->v);
		out->v[out->n++] = id;
	}
	return 0;
}

static size_t count_people(char *const *words)
{
	size_t n = 0;

	while (words[n] != NULL && !is_property(words[n]))
		n++;
	return n;
}

/* What a changing verb needs, found before the store is locked. */
struct change {
	const char *verb;
	char *const *words;             /* add, undo: all; set: the properties */
	struct ids ids;
	int64_t into;
	bool undo;
};

static int prepare(struct desk *desk, struct change *c, struct err *err)
{
	size_t n = count_people(c->words);
	char **people = arena_memdup(desk->arena, c->words, (n + 1) * sizeof *people);

	people[n] = NULL;
	if (str_eq(c->verb, "add") || c->undo)
		return c->words[0] != NULL ? 0 : err_set(err, ERR_USAGE, "no contact is named");
	if (str_eq(c->verb, "merge")) {
		if (n < 2 || c->words[n] != NULL)
			return err_set(err, ERR_USAGE, "merge: two contacts are needed");
		people[n - 1] = NULL;
		if (contact_find(desk, c->words[n - 1], &c->into, err) < 0)
			return -1;
	} else if (c->words[n] == NULL)
		return err_set(err, ERR_USAGE, "set: property=value is needed");
	c->words += n;
	return contact_operands(desk, people, &c->ids, err);
}

static int change_locked(struct desk *desk, struct change *c, struct err *err)
{
	if (str_eq(c->verb, "add"))
		return add(desk, c->words, &c->ids, err);
	if (str_eq(c->verb, "set"))
		return set(desk, &c->ids, c->words, err);
	if (c->undo)
		return unmerge(desk, c->words, &c->ids, err);
	if (merge(desk, &c->ids, c->into, err) < 0)
		return -1;
	c->ids = (struct ids){ &c->into, 1 };
	return 0;
}

static int change(struct desk *desk, struct change *c, struct err *err)
{
	int64_t done;

	if (desk_may_write(desk, err) < 0 || prepare(desk, c, err) < 0 ||
	    store_begin(desk->store, err) < 0)
		return -1;
	if (change_locked(desk, c, err) < 0 ||
	    store_index_people(desk->store, 1000, &done, err) < 0) {
		store_rollback(desk->store);
		return -1;
	}
	if (store_commit(desk->store, err) < 0)
		return -1;
	return contact_print(desk, &c->ids, err);
}

int desk_contact(struct desk *desk, char *const *words, const struct contact_options *options,
    struct err *err)
{
	const char *verb = words[0] == NULL ? "list" : words[0];
	char *const *rest = words[0] == NULL ? words : words + 1;
	struct change c = { .verb = verb, .words = rest, .undo = options->undo };
	struct ids ids;

	if (options->limit < 0 || options->offset < 0)
		return err_set(err, ERR_USAGE, "--limit and --offset must not be negative");
	if (str_eq(verb, "list"))
		return list(desk, rest, options, err);
	if (str_eq(verb, "import"))
		return contact_import(desk, rest, options, err);
	if (str_eq(verb, "export"))
		return contact_export(desk, rest, options, err);
	if (str_eq(verb, "add") || str_eq(verb, "set") || str_eq(verb, "merge"))
		return change(desk, &c, err);
	if (!str_eq(verb, "show") && !str_eq(verb, "tickets"))
		return err_set(err, ERR_USAGE, "%s: must be list, show, tickets, add, set, merge,"
		    " import, export or erase", verb);
	if (contact_operands(desk, rest, &ids, err) < 0)
		return -1;
	return str_eq(verb, "show") ? contact_show(desk, &ids, options, err) :
	    tickets(desk, &ids, options, err);
}
