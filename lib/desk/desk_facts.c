/* desk_facts: what intake knows before it: settings of a run, and what a mail says by itself. */
#include <string.h>

#include "desk/desk_intake.h"

int intake_begin(struct intake *run, struct desk *desk, struct err *err)
{
	struct store_key keys[INTAKE_KEYS];
	struct store *store = desk->store;
	char *rest, *form;

	memset(run, 0, sizeof *run);
	run->desk = desk;
	run->arena = desk->arena;
	if (store_keys(store, keys, INTAKE_KEYS, &run->keys_n, err) < 0)
		return -1;
	const char *id = store_id(store, run->arena, err);
	for (size_t i = 0; i < run->keys_n; i++) {
		run->keys[i].id = keys[i].id;
		run->keys[i].store_id = id;
		memcpy(run->keys[i].secret, keys[i].secret, sizeof keys[i].secret);
	}
	run->delimiter = store_setting(store, run->arena, "token-delimiter", err);
	run->max_mail = store_setting_int(store, "max-mail", err);
	run->max_attachment = store_setting_int(store, "max-attachment", err);
	run->max_members = store_setting_int(store, "max-attachment-members", err);
	run->max_non_members = store_setting_int(store, "max-attachment-non-members", err);
	run->refused_types = store_setting(store, run->arena, "refused-types", err);
	rest = arena_strdup(run->arena, store_setting(store, run->arena, "subject-tokens", err));
	while ((form = str_cut(&rest, ' ')) != NULL)
		if (strstr(form, "%d") != NULL)
			strv_add(&run->subject_forms, run->arena, form);
	if (err->class != ERR_NONE)
		return -1;
	return intake_filters(run, err);
}

static void add_recipients(struct intake_mail *m, struct arena *a, const struct mailboxes *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].address != NULL && m->recipients.n < 1000)
			strv_add(&m->recipients, a, list->v[i].address);
}

static void find_recipients(struct intake_mail *m, struct arena *a)
{
	const struct envelope *envelope = m->in->envelope;

	for (size_t i = 0; i < envelope->recipients.n; i++)
		strv_add(&m->recipients, a, envelope->recipients.v[i]);
	m->envelope_n = m->recipients.n;
	for (size_t i = 0; i < m->mail.delivered.n; i++)
		strv_add(&m->recipients, a, m->mail.delivered.v[i]);
	add_recipients(m, a, &m->mail.to);
	m->cc_from = m->recipients.n;
	add_recipients(m, a, &m->mail.cc);
}

void intake_facts(const struct intake *run, struct arena *a, struct intake_mail *m)
{
	if ((int64_t)m->in->len > run->max_mail) {
		m->hold = arena_printf(a, "longer than %lld bytes", (long long)run->max_mail);
		return;
	}
	mail_parse(a, m->in->raw, m->in->len, &m->mail);
	find_recipients(m, a);
	m->import = m->in->envelope->import || m->mail.date < m->in->import_before;
	m->z = mail_deflate(a, m->in->raw, m->in->len, &m->z_len);
}
