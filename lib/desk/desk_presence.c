/* desk_presence: who works on what.  A row of a writer holds the process, so that nobody is said to
 * write who is gone. */
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "desk/desk_presence.h"
#include "form/form.h"

enum { LOOK_SECONDS = 120, WRITE_SECONDS = 86400, TRIES = 5, PAUSE_MS = 10 };

static const char *host_name(struct arena *a)
{
	struct utsname system;

	return uname(&system) < 0 ? "" : arena_strdup(a, system.nodename);
}

/* ---- registering */

static bool try_lock(struct desk *desk, int tries)
{
	while (!store_try_begin(desk->store)) {
		if (--tries <= 0)
			return false;
		clock_sleep_ms(PAUSE_MS);
	}
	return true;
}

int presence_work(struct desk *desk, int64_t ticket, struct err *err)
{
	struct presence p = { .ticket = ticket, .agent_id = desk->actor.id, .since = desk->now,
		.until = desk->now + LOOK_SECONDS };

	if (store_presence_sweep(desk->store, desk->now, err) < 0)
		return -1;
	return store_presence_set(desk->store, &p, err);
}

void desk_working(struct desk *desk, int64_t ticket)
{
	struct err ignored = { 0 };

	if (desk->actor.id != 0 && try_lock(desk, 1))
		store_try_end(desk->store, presence_work(desk, ticket, &ignored) == 0);
}

void desk_writing(struct desk *desk, int64_t ticket, bool on)
{
	struct err ignored = { 0 };
	struct presence p = { .ticket = ticket, .agent_id = desk->actor.id, .since = desk->now,
		.until = desk->now + WRITE_SECONDS, .pid = getpid(), .writing = true };

	p.began = proc_began(p.pid);
	p.host = host_name(desk->arena);
	if (desk->actor.id == 0 || !try_lock(desk, TRIES))
		return;
	int result = on ? store_presence_set(desk->store, &p, &ignored) :
	    store_presence_end(desk->store, &p, &ignored);
	store_try_end(desk->store, result == 0);
}

/* ---- reading */

static bool is_there(const struct presence *p, const char *host)
{
	if (!p->writing || !str_eq(p->host, host))
		return true;
	int64_t began = proc_began(p->pid);
	return began < 0 || began == p->began;
}

/* A writer's row comes first: who writes also looks. */
int presence_list(struct desk *desk, struct arena *a, int64_t ticket, struct presence **out,
    size_t *n_out, struct err *err)
{
	const char *host = host_name(a);
	struct presence *all;
	size_t n;

	*n_out = 0;
	if (store_presences(desk->store, a, ticket, desk->now, &all, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct presence *last = *n_out == 0 ? NULL : &all[*n_out - 1];

		if ((last == NULL || last->ticket != all[i].ticket ||
		    last->agent_id != all[i].agent_id) && is_there(&all[i], host))
			all[(*n_out)++] = all[i];
	}
	*out = all;
	return 0;
}

/* ---- words */

static const struct { const char *language, *working, *writing; } sentences[] = {
	{ "en", "{name} is working on this ticket", "{name} is writing a reply" },
	{ "tr", "{name} bu bilet üzerinde çalışıyor", "{name} bu mesajı yazıyor" },
	{ "fa", "{name} روی این تیکت کار می‌کند", "{name} در حال نوشتن پاسخ است" },
};

static const char *get_name(void *ctx, const char *name)
{
	const struct presence *p = ctx;

	if (!str_eq(name, "name"))
		return NULL;
	return p->fullname != NULL && *p->fullname != '\0' ? p->fullname : p->agent;
}

const char *presence_words(struct desk *desk, struct arena *a, const struct presence *p)
{
	struct err ignored = { 0 };
	const char *language = store_setting(desk->store, a, "language", &ignored);
	struct presence who = *p;
	size_t i = sizeof sentences / sizeof sentences[0] - 1;

	while (i > 0 && !str_istarts(language, sentences[i].language))
		i--;
	return template_fill(
	    a, p->writing ? sentences[i].writing : sentences[i].working, get_name, &who);
}

void desk_warn_writers(struct desk *desk, const struct ids *ids)
{
	struct arena *a = arena_new();
	struct err ignored = { 0 };
	struct presence *who;
	size_t n;

	for (size_t i = 0; i < ids->n; i++) {
		arena_reset(a);
		if (presence_list(desk, a, ids->v[i], &who, &n, &ignored) < 0)
			break;
		for (size_t k = 0; k < n; k++)
			if (who[k].writing && who[k].agent_id != desk->actor.id)
				tool_warn("%lld: %s", (long long)ids->v[i],
				    presence_words(desk, a, &who[k]));
	}
	arena_free(a);
}

/* ---- tk-who */

static void get_ticket(const void *r, struct cell *out)
{
	out->number = ((const struct presence *)r)->ticket;
}
static void get_agent(const void *r, struct cell *out)
{
	out->text = ((const struct presence *)r)->agent;
}
static void get_doing(const void *r, struct cell *out)
{
	out->text = ((const struct presence *)r)->writing ? "writing" : "working";
}
static void get_since(const void *r, struct cell *out)
{
	out->number = ((const struct presence *)r)->since;
}
static void get_fullname(const void *r, struct cell *out)
{
	out->text = ((const struct presence *)r)->fullname;
}

static const struct column columns[] = { { "ticket", CELL_ID, true, get_ticket, NULL },
	{ "agent", CELL_TEXT, true, get_agent, NULL },
	{ "doing", CELL_TEXT, true, get_doing, NULL },
	{ "since", CELL_TIME, true, get_since, NULL },
	{ "name", CELL_TEXT, false, get_fullname, NULL }, { 0 } };

static void print_words(struct desk *desk, struct arena *a, const struct presence *p)
{
	struct str line = str_new(a);

	str_addf(&line, "%lld: ", (long long)p->ticket);
	tsv_escape(&line, presence_words(desk, a, p));
	str_add(&line, ".\n");
	text_print(str_end(&line));
}

static int print_ticket(
    struct desk *desk, struct records *records, int64_t ticket, struct err *err)
{
	struct arena *a = arena_new();
	struct presence *who;
	struct ticket t;
	size_t n;
	int result = presence_list(desk, a, ticket, &who, &n, err);

	for (size_t i = 0; i < n && result >= 0; i++) {
		result = store_ticket(desk->store, a, who[i].ticket, &t, err);
		if (result <= 0 || !desk_may_see(desk, &t))
			continue;
		if (records != NULL)
			record_print(records, &who[i]);
		else
			print_words(desk, a, &who[i]);
	}
	arena_free(a);
	return result < 0 ? -1 : 0;
}

int desk_who(struct desk *desk, char *const *operands, bool words, struct err *err)
{
	struct records *records = words ? NULL : records_open(desk->arena, columns, NULL, err);
	struct ids ids = { 0 };
	int result = !words && records == NULL ? -1 : 0;

	if (result == 0 && *operands == NULL)
		result = print_ticket(desk, records, 0, err);
	else if (result == 0)
		result = desk_operands(desk, operands, false, false, &ids, err);
	for (size_t i = 0; i < ids.n && result == 0; i++)
		result = print_ticket(desk, records, ids.v[i], err);
	if (records != NULL)
		records_close(records);
	return result;
}
