/* desk_export: a desk for other programs: mbox (mboxrd), JSON Lines, or a copy of the store. */
#include <string.h>

#include "desk/desk.h"
#include "form/form.h"
#include "mail/mail.h"
#include "store/store.h"

/* "From " at the start of a line, behind any number of ">", gets one more (mboxrd). */
static void add_quoted(struct str *out, const char *raw, size_t len)
{
	const char *end = raw + len;

	while (raw < end) {
		const char *line_end = memchr(raw, '\n', (size_t)(end - raw)), *p = raw;
		size_t n = line_end == NULL ? (size_t)(end - raw) : (size_t)(line_end - raw) + 1;

		while (p < raw + n && *p == '>')
			p++;
		if ((size_t)(raw + n - p) >= 5 && memcmp(p, "From ", 5) == 0)
			str_addc(out, '>');
		str_addn(out, raw, n);
		raw += n;
	}
}

static int export_message(
    struct desk *desk, struct arena *a, const struct message *m, struct err *err)
{
	struct str out = str_new(a);
	const void *z;
	size_t z_len, raw_len;
	int found = store_raw(desk->store, a, m->id, &z, &z_len, &raw_len, err);
	char *raw = found <= 0 ? NULL : mail_inflate(a, z, z_len, raw_len, err);

	if (raw == NULL)
		return found == 0
		    ? err_set(err, ERR_DATA, "message %lld has no raw mail", (long long)m->id)
		    : -1;
	str_addf(&out, "From %s %s\n",
	    m->from.address == NULL || strpbrk(m->from.address, " \t\r\n") != NULL
		? "MAILER-DAEMON"
		: m->from.address,
	    clock_asctime(a, m->time));
	add_quoted(&out, raw, raw_len);
	if (raw_len == 0 || raw[raw_len - 1] != '\n')
		str_addc(&out, '\n');
	str_addc(&out, '\n');
	bytes_print(out.s, out.len);
	return 0;
}

static int export_ticket(struct desk *desk, struct arena *a, int64_t ticket, struct err *err)
{
	struct message *messages;
	struct arena *one = arena_new();
	size_t n;
	int result = store_messages(desk->store, a, ticket, 0, &messages, &n, err);

	for (size_t i = 0; i < n && result == 0; i++) {
		arena_reset(one);
		result = export_message(desk, one, &messages[i], err);
	}
	arena_free(one);
	return result;
}

static int export_ids(struct desk *desk, const struct ids *ids, struct err *err)
{
	struct arena *a = arena_new();
	int result = 0;

	for (size_t i = 0; i < ids->n && result == 0; i++) {
		arena_reset(a);
		result = export_ticket(desk, a, ids->v[i], err);
	}
	arena_free(a);
	return result;
}

/* All that the actor sees, hidden tickets too. */
static int everything(struct desk *desk, struct ids *out, struct err *err)
{
	struct arena *a = arena_new();
	struct ids all;
	struct ticket t;
	int found = 1;

	if (store_ids_between(desk->store, desk->arena, 1, INT64_MAX, &all.v, &all.n, err) < 0)
		found = -1;
	out->v = all.v;
	out->n = found < 0 || desk->actor.role != ROLE_ADMIN ? 0 : all.n;
	for (size_t i = out->n; found >= 0 && i < all.n; i++) {
		arena_reset(a);
		found = store_ticket(desk->store, a, all.v[i], &t, err);
		if (found > 0 && desk_may_see(desk, &t))
			out->v[out->n++] = t.id;
	}
	arena_free(a);
	return found < 0 ? -1 : 0;
}

int desk_export(
    struct desk *desk, char *const *operands, const struct export_options *options, struct err *err)
{
	static const struct show_options all = { .events = true };
	struct ids ids;

	if (options->backup != NULL && desk_may_admin(desk, err) < 0)
		return -1;
	if (options->backup != NULL)
		return store_backup(desk->store, options->backup, err);
	if (*operands != NULL && desk_operands(desk, operands, false, false, &ids, err) < 0)
		return -1;
	if (*operands == NULL && everything(desk, &ids, err) < 0)
		return -1;
	tool_options.json = options->json;
	return options->json ? desk_show_ids(desk, &ids, &all, err) : export_ids(desk, &ids, err);
}
