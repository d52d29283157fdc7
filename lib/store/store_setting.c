/* store_setting: settings with their defaults, the store's id and the keys of reply tokens. */
#include <string.h>

#include "store/store.h"
#include "store/store_db.h"

const struct setting store_settings[] = { { "default-group", "support",
					      "group that gets mail no other group claims", false },
	{ "language", "en", "language of the site", false },
	{ "title", "", "name of the system, where a brand has none", false },
	{ "token-delimiter", "+", "between the local part of the group's address and a reply token",
	    false },
	{ "subject-tokens", "{TICKET-%d}",
	    "forms of the ticket number in a subject, separated by blanks", false },
	{ "authserv-id", "", "our name in Authentication-Results; empty: none is believed", false },
	{ "import-days", "2", "fetched mail older than this many days counts as imported", true },
	{ "fetch-minutes", "5", "minutes between updates, for the cron line", true },
	{ "list-order", "waiting", "order of lists: waiting or urgency", false },
	{ "max-mail", "104857600", "bytes of one mail; a longer one is held", true },
	{ "max-attachment", "52428800", "bytes of one attachment", true },
	{ "max-attachment-members", "0", "the same in mail of members; 0: max-attachment", true },
	{ "max-attachment-non-members", "0", "the same in mail of all others", true },
	{ "attachments-on-form", "yes", "do forms and the portal take files: yes or no", false },
	{ "form-files", "3", "files that one form takes at most", true },
	{ "refused-types", "",
	    "attachment types or .extensions that hold a mail, separated by blanks", false },
	{ "same-organisation", "no",
	    "may people of the requester's organisation write to the ticket: yes or no", false },
	{ "retry-hours", "72", "hours after which an undelivered answer has failed", true },
	{ "accounts", "no", "does a sender become a member at the first mail: yes or no", false },
	{ "country-code", "", "country code of phone numbers given without one, as 90", false },
	{ "lookup-hours", "24", "hours after which a look-up of a contact is asked again", true },
	{ "open-limit", "0", "open tickets a requester may have; 0: any number", true },
	{ "suspended", "no", "take in nothing, see suspend: yes or no", false },
	{ "flowed", "yes", "send text as format=flowed: yes or no", false }, { 0 } };

static const struct setting *find(const char *name)
{
	for (const struct setting *s = store_settings; s->name != NULL; s++)
		if (str_eq(s->name, name))
			return s;
	return NULL;
}

const char *store_setting(struct store *store, struct arena *a, const char *name, struct err *err)
{
	const struct setting *setting = find(name);
	const char *value = NULL;

	if (setting == NULL) {
		err_set(err, ERR_BUG, "%s: no such setting", name);
		return "";
	}
	struct sql *q = sql_run(store, "SELECT value FROM setting WHERE name = ?1", "s", name);
	if (sql_row(q))
		value = sql_text(q, a, 0);
	sql_end(q, err);
	return value != NULL ? value : setting->fallback;
}

int64_t store_setting_int(struct store *store, const char *name, struct err *err)
{
	struct arena *a = arena_new();
	int64_t value = 0;

	str_int(store_setting(store, a, name, err), &value);
	arena_free(a);
	return value;
}

int store_setting_set(struct store *store, const char *name, const char *value, struct err *err)
{
	const struct setting *setting = find(name);
	int64_t number;

	if (setting == NULL)
		return err_set(err, ERR_USAGE, "%s: no such setting", name);
	if (setting->number && (str_int(value, &number) < 0 || number < 0))
		return err_set(err, ERR_DATA, "%s=%s: must be a number", name, value);
	if ((str_eq(setting->fallback, "yes") || str_eq(setting->fallback, "no")) &&
	    !str_eq(value, "yes") && !str_eq(value, "no"))
		return err_set(err, ERR_DATA, "%s=%s: must be yes or no", name, value);
	if (!utf8_valid(value, strlen(value)))
		return err_set(err, ERR_DATA, "%s: not UTF-8", name);
	return sql_do(store, err, "INSERT INTO setting (name, value) VALUES (?1, ?2)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value", "ss", name, value);
}

const char *store_id(struct store *store, struct arena *a, struct err *err)
{
	const char *id = NULL;
	struct sql *q = sql_run(store, "SELECT value FROM setting WHERE name = 'store-id'", "");

	if (sql_row(q))
		id = sql_text(q, a, 0);
	sql_end(q, err);
	return id;
}

int store_keys(
    struct store *store, struct store_key *keys, size_t max, size_t *n_out, struct err *err)
{
	struct arena *a = arena_new();
	struct sql *q =
	    sql_run(store, "SELECT id, secret FROM token_key ORDER BY created DESC, id DESC", "");
	size_t len;

	*n_out = 0;
	while (*n_out < max && sql_row(q)) {
		const void *secret = sql_blob(q, 1, &len);

		keys[*n_out].id = *sql_text(q, a, 0);
		if (len == sizeof keys->secret)
			memcpy(keys[(*n_out)++].secret, secret, len);
	}
	arena_free(a);
	return sql_end(q, err);
}

int store_key_add(struct store *store, const struct store_key *key, int64_t now, struct err *err)
{
	char id[2] = { key->id, '\0' };

	return sql_do(store, err, "INSERT INTO token_key (id, secret, created) VALUES (?1, ?2, ?3)",
	    "sbi", id, key->secret, sizeof key->secret, now);
}
