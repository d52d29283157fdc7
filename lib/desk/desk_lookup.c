/*
 * desk_lookup: ask other systems what they know of a contact: a program or a URL of tk.conf that
 * answers with a JSON object.  What it said is kept; when it fails the old answer stays, with its
 * age.
 */
#include <string.h>

#include "desk/desk_contact.h"
#include "net/net.h"

enum { TIMEOUT_S = 10, TIMEOUT_MAX_S = 300, ANSWER_MAX = 256 << 10 };

struct asking {
	struct desk *desk;
	struct arena *a;
	const char *name;               /* of the [lookup NAME] */
	const struct person *p;
	int timeout_ms;
};

/* ---- {email}, {phone}, {name}, {id} */

static const char *get_value(const struct asking *q, const char *name)
{
	const struct person *p = q->p;

	if (str_eq(name, "id"))
		return arena_printf(q->a, "%lld", (long long)p->id);
	if (str_eq(name, "email"))
		return p->addresses_n > 0 ? p->addresses[0].address : "";
	if (str_eq(name, "phone"))
		return p->phones_n > 0 ? p->phones[0].number : "";
	if (str_eq(name, "name"))
		return p->name == NULL ? "" : p->name;
	return NULL;
}

static const char *plain(void *ctx, const char *name)
{
	return get_value(ctx, name);
}

static const char *escaped(void *ctx, const char *name)
{
	const struct asking *q = ctx;
	const char *value = get_value(q, name);
	struct str out = str_new(q->a);

	if (value == NULL)
		return NULL;
	for (; *value != '\0'; value++)
		if ((*value >= 'a' && *value <= 'z') || (*value >= 'A' && *value <= 'Z') ||
		    (*value >= '0' && *value <= '9') || strchr("-._~", *value) != NULL)
			str_addc(&out, *value);
		else
			str_addf(&out, "%%%02X", (unsigned char)*value);
	return str_end(&out);
}

/* ---- asking */

static int ask_program(struct asking *q, const char *command, char **out, size_t *len_out,
    struct err *err)
{
	char **argv = proc_split(q->a, command, err);
	struct proc_result result;
	struct str in = str_new(q->a);
	struct json j = json_new(&in);

	if (argv == NULL)
		return -1;
	for (char **arg = argv + 1; argv[0] != NULL && *arg != NULL; arg++) {
		char *filled = template_fill(q->a, *arg, plain, q);

		if (*filled == '-' && **arg != '-')
			return err_set(err, ERR_DATA, "%s looks like an option", filled);
		*arg = filled;
	}
	contact_json(&j, q->p);
	if (proc_run(q->a, argv, NULL, in.s, in.len, ANSWER_MAX + 1, q->timeout_ms, &result, err) <
	    0)
		return -1;
	if (result.status == 1)
		return err_set(err, ERR_NO, "nothing is known");
	if (result.status != 0)
		return err_set(err, ERR_TEMP, "%s ended with status %d", argv[0], result.status);
	if (result.out_len > ANSWER_MAX)
		return err_set(err, ERR_DATA, "the answer is longer than %d bytes", ANSWER_MAX);
	*out = result.out;
	*len_out = result.out_len;
	return 0;
}

static int ask_url(
    struct asking *q, const char *url, char **out, size_t *len_out, struct err *err)
{
	struct net_get get = { .url = template_fill(q->a, url, escaped, q),
		.token = desk_secret(q->desk, "lookup", q->name, "token-command", err),
		.ca_file = desk_conf(q->desk, "lookup", q->name, "ca-file", err),
		.total_ms = q->timeout_ms, .max = ANSWER_MAX };

	return err->class != ERR_NONE ? -1 : net_http_get(q->a, &get, out, len_out, err);
}

/* The object as we keep it: names and texts. */
static const char *as_kept(struct asking *q, const char *answer, size_t len, struct err *err)
{
	struct field_value *fields;
	struct str out = str_new(q->a);
	struct json j = json_new(&out);
	size_t n;

	if (json_fields(q->a, answer, len, &fields, &n, err) < 0)
		return NULL;
	json_open(&j, '{');
	for (size_t i = 0; i < n; i++) {
		json_key(&j, fields[i].name);
		json_text(&j, fields[i].value);
	}
	json_close(&j, '}');
	return str_end(&out);
}

static int read_timeout(struct asking *q, struct err *err)
{
	const char *text = desk_conf(q->desk, "lookup", q->name, "timeout", err);
	int64_t seconds = TIMEOUT_S;

	if (text != NULL && (str_int(text, &seconds) < 0 || seconds < 1 || seconds > TIMEOUT_MAX_S))
		return err_set(err, ERR_CONFIG, "timeout = %s: must be 1 to %d seconds", text,
		    TIMEOUT_MAX_S);
	q->timeout_ms = (int)seconds * 1000;
	return err->class != ERR_NONE ? -1 : 0;
}

/* What it answers; "{}" if nothing is known there. */
static const char *ask(struct asking *q, struct err *err)
{
	const char *command = desk_conf(q->desk, "lookup", q->name, "command", err);
	const char *url = desk_conf(q->desk, "lookup", q->name, "url", err);
	struct err wrong = { 0 };
	char *answer;
	size_t len;

	if (err->class != ERR_NONE || read_timeout(q, err) < 0)
		return NULL;
	if ((command == NULL) == (url == NULL)) {
		err_set(err, ERR_CONFIG, "either command or url must be set");
		return NULL;
	}
	if ((command != NULL ? ask_program(q, command, &answer, &len, &wrong) :
	    ask_url(q, url, &answer, &len, &wrong)) == 0)
		return as_kept(q, answer, len, err);
	if (wrong.class == ERR_NO)
		return "{}";
	*err = wrong;
	return NULL;
}

/* ---- keeping */

static int keep(struct desk *desk, int64_t person, const char *name, const char *json,
    struct err *err)
{
	if (store_begin(desk->store, err) < 0)
		return -1;
	if (store_lookup_keep(desk->store, person, name, json, desk->now, err) == 0)
		return store_commit(desk->store, err);
	store_rollback(desk->store);
	return -1;
}

static bool is_fresh(struct desk *desk, const struct lookup *known, size_t n, const char *name,
    struct err *err)
{
	int64_t hours = store_setting_int(desk->store, "lookup-hours", err);

	for (size_t i = 0; i < n; i++)
		if (str_eq(known[i].name, name))
			return known[i].time + hours * 3600 > desk->now;
	return false;
}

/* One system that fails does not keep the others from being asked. */
static int look_up(struct desk *desk, int64_t id, const struct strv *names, bool force,
    struct err *err)
{
	struct arena *a = arena_new();
	struct lookup *known = NULL;
	struct person p = { 0 };
	size_t n = 0;
	int result = store_contact(desk->store, a, id, &p, err);

	if (result == 0)
		result = err_set(err, ERR_NO, "%lld: no such contact", (long long)id);
	if (result > 0)
		result = store_lookups(desk->store, a, id, &known, &n, err);
	for (size_t i = 0; i < names->n && result == 0 && p.erased == 0; i++) {
		struct asking q = { desk, a, names->v[i], &p, 0 };
		struct err wrong = { 0 };

		if (!force && is_fresh(desk, known, n, names->v[i], err))
			continue;
		const char *json = ask(&q, &wrong);
		if (json != NULL)
			result = keep(desk, id, names->v[i], json, err);
		else {
			tool_warn("%lld: lookup %s: %s", (long long)id, names->v[i], wrong.text);
			if (err->class == ERR_NONE)
				err->class = wrong.class;
		}
	}
	arena_free(a);
	return result < 0 ? -1 : 0;
}

static int print_known(struct desk *desk, int64_t id, struct err *err)
{
	struct lookup *known;
	size_t n;
	int result = store_lookups(desk->store, desk->arena, id, &known, &n, err);

	for (size_t i = 0; result == 0 && i < n; i++) {
		struct str out = str_new(desk->arena);
		struct field_value *fields;
		size_t fields_n;

		result = json_fields(desk->arena, known[i].json, strlen(known[i].json), &fields,
		    &fields_n, err);
		for (size_t f = 0; result == 0 && f < fields_n; f++) {
			str_addf(&out, "%lld\t", (long long)id);
			tsv_escape(&out, known[i].name);
			str_addf(&out, "\t%s\t", clock_rfc3339(desk->arena, known[i].time));
			tsv_escape(&out, fields[f].name);
			str_addc(&out, '\t');
			tsv_escape(&out, fields[f].value);
			str_addc(&out, '\n');
		}
		text_print(str_end(&out));
	}
	return result;
}

int desk_lookup(struct desk *desk, char *const *words, bool force, struct err *err)
{
	struct err bad = { 0 };
	struct strv names = { 0 };
	struct ids ids;

	if (secure_mode())
		return err_set(
		    err, ERR_PERM, "not allowed: this tool must not be installed setgid");
	if (desk_may_write(desk, err) < 0 || contact_operands(desk, words, &ids, err) < 0 ||
	    desk_conf_names(desk, "lookup", &names, err) < 0)
		return -1;
	if (names.n == 0)
		return err_set(err, ERR_CONFIG, "no [lookup NAME] in tk.conf");
	for (size_t i = 0; i < ids.n; i++) {
		if (look_up(desk, ids.v[i], &names, force, &bad) < 0)
			break;
		if (!tool_options.quiet && print_known(desk, ids.v[i], err) < 0)
			return -1;
	}
	if (bad.class != ERR_NONE)
		*err = bad;
	return err->class != ERR_NONE ? -1 : 0;
}
