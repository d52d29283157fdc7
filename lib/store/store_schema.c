/* store_schema: the numbered migrations and the life of a store: create, open, upgrade,
 * transactions. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "store/store_db.h"

/*
 * Enums are stored by number (model.h).  `key` columns hold folded names.  A ticket that an
 * ordinary list shows has hidden = 0; most list indexes hold only those.
 */
static const char schema_1[] =
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE token_key (id TEXT PRIMARY KEY, secret BLOB NOT NULL, created INTEGER NOT NULL) "
    "STRICT;"
    "CREATE TABLE brand (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  title TEXT, language TEXT, changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE identity (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  address TEXT NOT NULL, alias TEXT, transport TEXT NOT NULL, host TEXT, port INTEGER, tls "
    "TEXT NOT NULL,"
    "  user TEXT, auth TEXT NOT NULL, reply_token INTEGER NOT NULL, changed INTEGER NOT NULL) "
    "STRICT;"
    "CREATE TABLE support_group (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
    "  key TEXT NOT NULL UNIQUE, brand INTEGER NOT NULL REFERENCES brand(id),"
    "  identity INTEGER REFERENCES identity(id), usable TEXT NOT NULL, outsiders TEXT NOT NULL,"
    "  changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE group_address (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE, "
    "owner INTEGER NOT NULL"
    "  REFERENCES support_group(id) ON DELETE CASCADE) STRICT;"
    "CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  support_group INTEGER NOT NULL REFERENCES support_group(id), protocol TEXT NOT NULL, host "
    "TEXT, port INTEGER,"
    "  tls TEXT NOT NULL, user TEXT, auth TEXT NOT NULL, folder TEXT NOT NULL, path TEXT, mark "
    "TEXT NOT NULL,"
    "  enabled INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE fetch_state (account INTEGER PRIMARY KEY REFERENCES account(id) ON DELETE "
    "CASCADE,"
    "  uidvalidity INTEGER NOT NULL, cursor INTEGER NOT NULL, last_time INTEGER NOT NULL,"
    "  last_ok INTEGER NOT NULL, last_error TEXT) STRICT;"
    "CREATE TABLE fetch_seen (account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,"
    "  uid TEXT NOT NULL, retry INTEGER NOT NULL, PRIMARY KEY (account, uid)) STRICT, WITHOUT "
    "ROWID;"
    "CREATE TABLE agent (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  fullname TEXT, login TEXT UNIQUE, role TEXT NOT NULL, signature TEXT, suspended INTEGER NOT "
    "NULL,"
    "  changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE agent_address (id INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL UNIQUE, "
    "owner INTEGER NOT NULL"
    "  REFERENCES agent(id) ON DELETE CASCADE) STRICT;"
    "CREATE TABLE agent_group (owner INTEGER NOT NULL REFERENCES agent(id) ON DELETE CASCADE,"
    "  value INTEGER NOT NULL REFERENCES support_group(id) ON DELETE CASCADE,"
    "  PRIMARY KEY (owner, value)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE category (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  support_group INTEGER REFERENCES support_group(id), changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE priority (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  rank INTEGER NOT NULL UNIQUE, changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE organisation (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
    "  key TEXT NOT NULL UNIQUE, changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, key TEXT NOT NULL,"
    "  level INTEGER NOT NULL, organisation INTEGER REFERENCES organisation(id),"
    "  created INTEGER NOT NULL) STRICT;"
    "CREATE TABLE person_address (address TEXT PRIMARY KEY, person INTEGER NOT NULL"
    "  REFERENCES person(id) ON DELETE CASCADE, bounces_hard INTEGER NOT NULL DEFAULT 0,"
    "  bounces_soft INTEGER NOT NULL DEFAULT 0, last_bounce INTEGER) STRICT;"
    "CREATE INDEX person_address_person ON person_address(person);"
    "CREATE TABLE ticket (id INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, status "
    "INTEGER NOT NULL,"
    "  priority INTEGER NOT NULL, kind INTEGER NOT NULL, channel INTEGER NOT NULL, hidden INTEGER "
    "NOT NULL,"
    "  subject TEXT NOT NULL, requester INTEGER NOT NULL REFERENCES person(id), requester_address "
    "TEXT,"
    "  level INTEGER NOT NULL, support_group INTEGER NOT NULL REFERENCES support_group(id),"
    "  category INTEGER REFERENCES category(id), agent INTEGER REFERENCES agent(id),"
    "  created INTEGER NOT NULL, updated INTEGER NOT NULL, closed INTEGER, waiting_since INTEGER,"
    "  last_message INTEGER NOT NULL, wait INTEGER NOT NULL, due INTEGER, msgs INTEGER NOT NULL,"
    "  msgs_in INTEGER NOT NULL, msgs_out INTEGER NOT NULL, outsider INTEGER, failed INTEGER NOT "
    "NULL,"
    "  uncertain INTEGER NOT NULL, attachments INTEGER NOT NULL,"
    "  merged_into INTEGER REFERENCES ticket(id)) STRICT;"
    "CREATE INDEX ticket_status ON ticket(status, wait) WHERE hidden = 0;"
    "CREATE INDEX ticket_group ON ticket(support_group, status, wait) WHERE hidden = 0;"
    "CREATE INDEX ticket_agent ON ticket(agent, status, wait) WHERE hidden = 0;"
    "CREATE INDEX ticket_requester ON ticket(requester);"
    "CREATE INDEX ticket_wait ON ticket(wait) WHERE hidden = 0;"
    "CREATE INDEX ticket_updated ON ticket(updated) WHERE hidden = 0;"
    "CREATE INDEX ticket_created ON ticket(created) WHERE hidden = 0;"
    "CREATE INDEX ticket_category ON ticket(category, wait) WHERE hidden = 0 AND category IS NOT "
    "NULL;"
    "CREATE INDEX ticket_closed ON ticket(closed) WHERE closed IS NOT NULL;"
    "CREATE INDEX ticket_due ON ticket(due) WHERE due IS NOT NULL;"
    "CREATE INDEX ticket_hidden ON ticket(hidden) WHERE hidden <> 0;"
    "CREATE INDEX ticket_merged ON ticket(merged_into) WHERE merged_into IS NOT NULL;"
    "CREATE INDEX ticket_trouble ON ticket(id) WHERE failed > 0 OR uncertain > 0;"
    "CREATE INDEX ticket_outsider ON ticket(id) WHERE outsider IS NOT NULL;"
    "CREATE TABLE counter (support_group INTEGER NOT NULL, agent INTEGER NOT NULL, status INTEGER "
    "NOT NULL,"
    "  n INTEGER NOT NULL, PRIMARY KEY (support_group, agent, status)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE ticket_tag (ticket INTEGER NOT NULL REFERENCES ticket(id), key TEXT NOT NULL,"
    "  name TEXT NOT NULL, PRIMARY KEY (ticket, key)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX ticket_tag_key ON ticket_tag(key, ticket);"
    "CREATE TABLE participant (ticket INTEGER NOT NULL REFERENCES ticket(id), address TEXT NOT "
    "NULL,"
    "  part INTEGER NOT NULL, PRIMARY KEY (ticket, address, part)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE link (low INTEGER NOT NULL REFERENCES ticket(id), high INTEGER NOT NULL "
    "REFERENCES ticket(id),"
    "  kind TEXT NOT NULL, PRIMARY KEY (low, high, kind)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX link_high ON link(high);"
    "CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL "
    "REFERENCES ticket(id),"
    "  origin INTEGER NOT NULL REFERENCES ticket(id), time INTEGER NOT NULL, date INTEGER,"
    "  direction INTEGER NOT NULL, channel INTEGER NOT NULL, agent INTEGER REFERENCES agent(id),"
    "  from_name TEXT, from_address TEXT, mail_to TEXT, mail_cc TEXT, subject TEXT, message_id "
    "TEXT,"
    "  in_reply_to TEXT, refs TEXT, hash BLOB NOT NULL, recipients TEXT, verdict TEXT, why TEXT, "
    "flags TEXT,"
    "  size INTEGER NOT NULL, bounce TEXT, forwarded TEXT, text TEXT NOT NULL) STRICT;"
    "CREATE INDEX message_ticket ON message(ticket, id);"
    "CREATE INDEX message_mid ON message(message_id);"
    "CREATE INDEX message_hash ON message(hash) WHERE message_id IS NULL;"
    "CREATE INDEX message_from ON message(from_address);"
    "CREATE INDEX message_agent ON message(agent, ticket) WHERE agent IS NOT NULL;"
    "CREATE TABLE ancestor (mid TEXT NOT NULL, ticket INTEGER NOT NULL REFERENCES ticket(id),"
    "  PRIMARY KEY (mid, ticket)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE raw (message INTEGER NOT NULL REFERENCES message(id), part INTEGER NOT NULL,"
    "  raw_len INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (message, part)) STRICT;"
    "CREATE TABLE attachment (message INTEGER NOT NULL REFERENCES message(id), part INTEGER NOT "
    "NULL,"
    "  name TEXT, type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, cid TEXT,"
    "  PRIMARY KEY (message, part)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE drained (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL REFERENCES "
    "ticket(id),"
    "  time INTEGER NOT NULL, actor INTEGER NOT NULL, kind TEXT NOT NULL, old TEXT, new TEXT, "
    "cause TEXT) STRICT;"
    "CREATE INDEX event_ticket ON event(ticket, id);"
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL UNIQUE"
    "  REFERENCES message(id), identity INTEGER NOT NULL REFERENCES identity(id), sender TEXT NOT "
    "NULL,"
    "  created INTEGER NOT NULL, next_try INTEGER, tries INTEGER NOT NULL) STRICT;"
    "CREATE INDEX outbox_due ON outbox(next_try) WHERE next_try IS NOT NULL;"
    "CREATE TABLE recipient (outbox INTEGER NOT NULL REFERENCES outbox(id), address TEXT NOT NULL,"
    "  part TEXT NOT NULL, state INTEGER NOT NULL, reply TEXT, changed INTEGER NOT NULL,"
    "  PRIMARY KEY (outbox, address)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX recipient_state ON recipient(state, outbox) WHERE state <> 3;"
    "CREATE VIRTUAL TABLE search USING fts5(subject, text, sender, content='', columnsize=0, "
    "prefix='3',"
    "  tokenize='unicode61 remove_diacritics 0');"
    "CREATE VIRTUAL TABLE subject_search USING fts5(subject, content='', columnsize=0,"
    "  tokenize='unicode61 remove_diacritics 0');"
    "INSERT INTO priority (name, key, rank, changed) VALUES ('low', 'low', 10, 0), ('normal', "
    "'normal', 20, 0),"
    "  ('high', 'high', 30, 0);"
    "INSERT INTO setting VALUES ('indexed', '0');";

/* Teams, skills, custom fields, tasks, presence, contacts.  The view `member` is who works in which
 * group: by name, or by a team that the group is given to. */
static const char schema_2[] =
    "CREATE TABLE product (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  brand INTEGER NOT NULL REFERENCES brand(id), changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE team (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE skill (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE field (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  scope TEXT NOT NULL, type TEXT NOT NULL, label TEXT, choices TEXT, required INTEGER NOT "
    "NULL,"
    "  changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE saved (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT NOT "
    "NULL UNIQUE,"
    "  text TEXT NOT NULL, agent INTEGER REFERENCES agent(id) ON DELETE CASCADE,"
    "  changed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE agent_team (owner INTEGER NOT NULL REFERENCES agent(id) ON DELETE CASCADE,"
    "  value INTEGER NOT NULL REFERENCES team(id) ON DELETE CASCADE,"
    "  PRIMARY KEY (owner, value)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE group_team (owner INTEGER NOT NULL REFERENCES support_group(id) ON DELETE "
    "CASCADE,"
    "  value INTEGER NOT NULL REFERENCES team(id) ON DELETE CASCADE,"
    "  PRIMARY KEY (owner, value)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX group_team_value ON group_team(value);"
    "CREATE TABLE agent_skill (owner INTEGER NOT NULL REFERENCES agent(id) ON DELETE CASCADE,"
    "  value INTEGER NOT NULL REFERENCES skill(id) ON DELETE CASCADE, level INTEGER NOT NULL,"
    "  PRIMARY KEY (owner, value)) STRICT, WITHOUT ROWID;"
    "CREATE VIEW member AS SELECT owner AS agent, value AS support_group FROM agent_group"
    " UNION SELECT t.owner, g.owner FROM agent_team t JOIN group_team g ON g.value = t.value;"
    "ALTER TABLE brand ADD COLUMN logo TEXT;"
    "ALTER TABLE brand ADD COLUMN templates TEXT;"
    "ALTER TABLE support_group ADD COLUMN product INTEGER REFERENCES product(id);"
    "ALTER TABLE support_group ADD COLUMN supervisor INTEGER REFERENCES agent(id);"
    "ALTER TABLE support_group ADD COLUMN assignee INTEGER REFERENCES agent(id);"
    "ALTER TABLE support_group ADD COLUMN category INTEGER REFERENCES category(id);"
    "ALTER TABLE support_group ADD COLUMN import INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE category ADD COLUMN skill INTEGER REFERENCES skill(id);"
    "ALTER TABLE category ADD COLUMN expertise INTEGER;"
    "ALTER TABLE agent ADD COLUMN expires TEXT;"
    "ALTER TABLE agent ADD COLUMN capacity INTEGER;"
    "ALTER TABLE agent ADD COLUMN absent TEXT;"
    "ALTER TABLE agent ADD COLUMN assigned INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE ticket ADD COLUMN severity INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE ticket ADD COLUMN expertise INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE ticket ADD COLUMN skill INTEGER REFERENCES skill(id);"
    "ALTER TABLE ticket ADD COLUMN resolution TEXT;"
    "ALTER TABLE ticket ADD COLUMN archived INTEGER;"
    "ALTER TABLE ticket ADD COLUMN creator INTEGER REFERENCES agent(id);"
    "UPDATE ticket SET creator = (SELECT e.actor FROM event e JOIN agent x ON x.id = e.actor"
    "  WHERE e.ticket = ticket.id AND e.kind = 'new' ORDER BY e.id LIMIT 1);"
    "CREATE INDEX ticket_creator ON ticket(creator) WHERE creator IS NOT NULL;"
    "CREATE INDEX ticket_archived ON ticket(id) WHERE archived IS NOT NULL;"
    "CREATE INDEX ticket_resolution ON ticket(id) WHERE resolution IS NOT NULL;"
    "CREATE TABLE ticket_field (ticket INTEGER NOT NULL REFERENCES ticket(id),"
    "  field INTEGER NOT NULL REFERENCES field(id), value TEXT NOT NULL, key TEXT NOT NULL,"
    "  PRIMARY KEY (ticket, field)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX ticket_field_key ON ticket_field(field, key, ticket);"
    "CREATE TABLE task (id INTEGER PRIMARY KEY AUTOINCREMENT, ticket INTEGER NOT NULL REFERENCES "
    "ticket(id),"
    "  origin INTEGER NOT NULL REFERENCES ticket(id), agent INTEGER NOT NULL REFERENCES agent(id),"
    "  creator INTEGER REFERENCES agent(id), text TEXT NOT NULL, created INTEGER NOT NULL,"
    "  due INTEGER, done INTEGER) STRICT;"
    "CREATE INDEX task_ticket ON task(ticket);"
    "CREATE INDEX task_agent ON task(agent, ticket) WHERE done IS NULL;"
    "CREATE TABLE presence (agent INTEGER NOT NULL REFERENCES agent(id) ON DELETE CASCADE,"
    "  ticket INTEGER NOT NULL REFERENCES ticket(id), writing INTEGER NOT NULL, pid INTEGER NOT "
    "NULL,"
    "  started INTEGER NOT NULL, host TEXT, since INTEGER NOT NULL, until INTEGER NOT NULL,"
    "  PRIMARY KEY (ticket, agent, writing)) STRICT, WITHOUT ROWID;"
    "ALTER TABLE organisation ADD COLUMN note TEXT;"
    "ALTER TABLE person ADD COLUMN note TEXT;"
    "ALTER TABLE person ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE person ADD COLUMN expires TEXT;"
    "ALTER TABLE person ADD COLUMN merged_into INTEGER REFERENCES person(id);"
    "ALTER TABLE person ADD COLUMN erased INTEGER;"
    "CREATE INDEX person_organisation ON person(organisation) WHERE organisation IS NOT NULL;"
    "CREATE INDEX person_merged ON person(merged_into) WHERE merged_into IS NOT NULL;"
    "ALTER TABLE person_address ADD COLUMN origin INTEGER REFERENCES person(id);"
    "ALTER TABLE person_address ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE person_phone (number TEXT NOT NULL, person INTEGER NOT NULL REFERENCES person(id)"
    "  ON DELETE CASCADE, shown TEXT NOT NULL, label TEXT, origin INTEGER REFERENCES person(id),"
    "  rank INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (number, person)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX person_phone_person ON person_phone(person);"
    "CREATE TABLE person_field (person INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,"
    "  field INTEGER NOT NULL REFERENCES field(id), value TEXT NOT NULL, key TEXT NOT NULL,"
    "  PRIMARY KEY (person, field)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX person_field_key ON person_field(field, key, person);"
    "CREATE TABLE lookup (person INTEGER NOT NULL REFERENCES person(id) ON DELETE CASCADE,"
    "  name TEXT NOT NULL, json TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (person, name))"
    "  STRICT, WITHOUT ROWID;"
    "ALTER TABLE ticket ADD COLUMN requester_origin INTEGER REFERENCES person(id);"
    "CREATE VIRTUAL TABLE person_search USING fts5(text, columnsize=0, prefix='3',"
    "  tokenize='unicode61 remove_diacritics 0');"
    "CREATE TABLE person_unindexed (person INTEGER PRIMARY KEY) STRICT;"
    "INSERT INTO person_unindexed SELECT id FROM person;"
    "CREATE TRIGGER organisation_name AFTER UPDATE OF name ON organisation BEGIN"
    "  INSERT INTO person_unindexed SELECT id FROM person WHERE organisation = new.id"
    "  ON CONFLICT DO NOTHING; END;";

/* Kinds of tickets are defined by the administrator, and tickets name them by number. */
static const char schema_3[] =
    "CREATE TABLE ticket_kind (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, key TEXT "
    "NOT NULL UNIQUE,"
    "  changed INTEGER NOT NULL) STRICT;"
    "INSERT INTO ticket_kind (id, name, key, changed) VALUES (1, 'problem', 'problem', 0),"
    "  (2, 'request', 'request', 0), (3, 'idea', 'idea', 0);"
    "UPDATE ticket SET kind = kind + 1;";

/* Who defined what, and when.  The actor by name: agents who did no more than this may go. */
static const char schema_4[] =
    "CREATE TABLE definition (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
    "  actor TEXT NOT NULL, what TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
    "  property TEXT, old TEXT, new TEXT) STRICT;";

static const char *const migrations[] = { schema_1, schema_2, schema_3, schema_4 };
enum { VERSION = sizeof migrations / sizeof migrations[0] };

static int migrate(struct store *store, int64_t from, struct err *err)
{
	struct arena *a = arena_new();
	int result = store_begin(store, err);

	for (int64_t v = from; result == 0 && v < VERSION; v++)
		result = db_script(store, migrations[v], err);
	if (result == 0)
		result =
		    db_script(store, arena_printf(a, "PRAGMA user_version=%d", (int)VERSION), err);
	if (result == 0 && from == 0)
		result = sql_do(store, err, "INSERT INTO setting VALUES ('store-id', ?1)", "s",
		    random_name(a, 16));
	if (result == 0)
		result = store_commit(store, err);
	else
		store_rollback(store);
	arena_free(a);
	return result;
}

/* A group's store is written by all its members: the mode must not depend on anyone's umask. */
static int make_file(const char *path, struct err *err)
{
	struct stat st;
	struct arena *a = arena_new();
	char *dir = arena_strdup(a, path), *slash = strrchr(dir, '/');
	int fd;

	if (slash != NULL)
		*slash = '\0';
	mode_t mode = stat(path_join(a, slash == NULL ? "." : dir, "spool"), &st) == 0 &&
	    (st.st_mode & S_IWGRP) != 0 ? 0660 : 0600;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	arena_free(a);
	if (fd < 0)
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	if (fchmod(fd, mode) < 0) {
		close(fd);
		return err_sys(err, ERR_CANTCREAT, "%s", path);
	}
	close(fd);
	return 0;
}

int store_create(const char *path, struct err *err)
{
	if (make_file(path, err) < 0)
		return -1;
	struct store *store = db_open(path, true, err);
	if (store == NULL)
		return -1;
	int result = db_script(store, "PRAGMA journal_mode=WAL", err);
	if (result == 0)
		result = migrate(store, 0, err);
	db_close(store);
	return result;
}

static int64_t version_of(struct store *store, struct err *err)
{
	return sql_value(store, 0, err, "PRAGMA user_version", "");
}

struct store *store_open(const char *path, struct err *err)
{
	struct store *store = db_open(path, false, err);
	int64_t version;

	if (store == NULL)
		return NULL;
	version = version_of(store, err);
	if (err->class == ERR_NONE && version > VERSION)
		err_set(err, ERR_CONFIG,
		    "%s was made by a newer tk (version %lld, this one knows %d)", path,
		    (long long)version, (int)VERSION);
	else if (err->class == ERR_NONE && version < VERSION)
		err_set(err, ERR_CONFIG, version == 0 ? "%s is not a finished store" :
		    "%s was made by an older tk: run tk-init --upgrade", path);
	if (err->class == ERR_NONE)
		return store;
	db_close(store);
	return NULL;
}

int store_upgrade(const char *path, bool *changed_out, struct err *err)
{
	struct store *store = db_open(path, false, err);
	int result = -1;

	*changed_out = false;
	if (store == NULL)
		return -1;
	int64_t version = version_of(store, err);
	if (err->class == ERR_NONE && version > VERSION)
		err_set(err, ERR_CONFIG, "%s was made by a newer tk", path);
	else if (err->class == ERR_NONE && version == VERSION)
		result = 0;
	else if (err->class == ERR_NONE) {
		result = migrate(store, version, err);
		*changed_out = result == 0;
	}
	db_close(store);
	return result;
}

int64_t store_version(struct store *store, struct err *err)
{
	return sql_value(store, 0, err, "PRAGMA data_version", "");
}

void store_close(struct store *store)
{
	db_close(store);
}

int store_begin(struct store *store, struct err *err)
{
	return sql_do(store, err, "BEGIN IMMEDIATE", "");
}

int store_commit(struct store *store, struct err *err)
{
	if (sql_do(store, err, "COMMIT", "") == 0)
		return 0;
	store_rollback(store);
	return -1;
}

bool store_try_begin(struct store *store)
{
	struct err ignored = { 0 };

	if (db_durable(store, false, &ignored) == 0 && db_try_begin(store))
		return true;
	db_durable(store, true, &ignored);
	return false;
}

void store_try_end(struct store *store, bool good)
{
	struct err ignored = { 0 };

	if (good)
		store_commit(store, &ignored);
	else
		store_rollback(store);
	db_durable(store, true, &ignored);
}

void store_rollback(struct store *store)
{
	struct err ignored = { 0 };

	sql_do(store, &ignored, "ROLLBACK", "");
}

int store_mark(struct store *store, struct err *err)
{
	return sql_do(store, err, "SAVEPOINT mark", "");
}

int store_mark_end(struct store *store, bool keep, struct err *err)
{
	if (!keep && sql_do(store, err, "ROLLBACK TO mark", "") < 0)
		return -1;
	return sql_do(store, err, "RELEASE mark", "");
}

int store_read_begin(struct store *store, struct err *err)
{
	return sql_do(store, err, "BEGIN", "");
}

void store_read_end(struct store *store)
{
	struct err ignored = { 0 };

	sql_do(store, &ignored, "COMMIT", "");
}

int store_backup(struct store *store, const char *path, struct err *err)
{
	return db_backup(store, path, err);
}

int store_checkpoint(struct store *store, struct err *err)
{
	return db_checkpoint(store, err);
}
