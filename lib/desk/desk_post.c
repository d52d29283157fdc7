/* desk_post: compose a message of ours, read it back as the mail it is, store it. */
#include <string.h>

#include "desk/desk_post.h"
#include "desk/desk_intake.h"

enum { FILE_MAX = 100 << 20 };

static const char *brand_title(struct desk *desk, const char *brand, struct err *err)
{
	struct object *o;
	size_t n;

	if (store_objects(
		desk->store, desk->arena, store_object_kind("brand"), brand, &o, &n, err) < 0)
		return NULL;
	const char *title = n == 0 ? NULL : object_get(o, "title");
	return title != NULL ? title : store_setting(desk->store, desk->arena, "title", err);
}

int post_sender(struct desk *desk, const char *group, struct sender *out, struct err *err)
{
	struct object *o;
	size_t n;

	memset(out, 0, sizeof *out);
	if (store_objects(
		desk->store, desk->arena, store_object_kind("group"), group, &o, &n, err) < 0)
		return -1;
	const char *identity = n == 0 ? NULL : object_get(o, "identity");
	if (n > 0 && (out->title = brand_title(desk, object_get(o, "brand"), err)) == NULL)
		return -1;
	if (identity == NULL)
		return err_set(err, ERR_CONFIG,
		    "the group %s has no sending identity (tk-admin group set)", group);
	if (store_objects(
		desk->store, desk->arena, store_object_kind("identity"), identity, &o, &n, err) < 0)
		return -1;
	out->identity = identity;
	out->address = object_get(o, "address");
	out->alias = object_get(o, "alias");
	out->reply_token = str_eq(object_get(o, "reply-token"), "yes");
	const char *at = out->address == NULL ? NULL : strrchr(out->address, '@');
	if (at == NULL)
		return err_set(err, ERR_CONFIG, "the identity %s has no address", identity);
	out->host = at + 1;
	return 0;
}

static const char *token(struct desk *desk, int64_t ticket, struct err *err)
{
	struct store_key stored;
	struct mail_key key;
	size_t n;

	if (store_keys(desk->store, &stored, 1, &n, err) < 0)
		return NULL;
	if (n == 0) {
		err_set(err, ERR_CONFIG, "the store has no token key");
		return NULL;
	}
	key.id = stored.id;
	key.store_id = store_id(desk->store, desk->arena, err);
	memcpy(key.secret, stored.secret, sizeof key.secret);
	return mail_token(desk->arena, &key, ticket, 0);
}

const char *post_message_id(struct desk *desk, int64_t ticket, const char *host, struct err *err)
{
	const char *t = token(desk, ticket, err);

	return t == NULL
	    ? NULL
	    : arena_printf(desk->arena, "%s.%s@%s", t, random_name(desk->arena, 16), host);
}

const char *post_token_id(struct desk *desk, int64_t ticket, const char *host, struct err *err)
{
	const char *t = token(desk, ticket, err);

	return t == NULL ? NULL : arena_printf(desk->arena, "%s@%s", t, host);
}

const char *post_reply_address(
    struct desk *desk, int64_t ticket, const char *address, struct err *err)
{
	const char *t = token(desk, ticket, err), *at = strrchr(address, '@');
	const char *delimiter = store_setting(desk->store, desk->arena, "token-delimiter", err);

	if (t == NULL || at == NULL || *delimiter == '\0')
		return address;
	return arena_printf(
	    desk->arena, "%.*s%s%s%s", (int)(at - address), address, delimiter, t, at);
}

int post_files(struct desk *desk, const struct strv *paths, struct mail_file **out, struct err *err)
{
	struct mail_file *files = arena_alloc(desk->arena, (paths->n + 1) * sizeof *files);

	for (size_t i = 0; i < paths->n; i++) {
		const char *slash = strrchr(paths->v[i], '/');

		files[i].name = slash == NULL ? paths->v[i] : slash + 1;
		files[i].data = file_read(desk->arena, paths->v[i], FILE_MAX, &files[i].len, err);
		if (files[i].data == NULL)
			return -1;
	}
	*out = files;
	return 0;
}

/* Composed, and read back as any other mail, so that its views can be made again from it. */
static int compose(struct desk *desk, const struct mail_draft *draft, struct message *m,
    struct store_mail *stored, struct err *err)
{
	struct mail mail;
	size_t len;
	char *raw;

	if (mail_compose(desk->arena, draft, &raw, &len, err) < 0)
		return -1;
	mail_parse(desk->arena, raw, len, &mail);
	intake_views(desk->arena, &mail, m);
	m->message_id = mail.message_id;
	stored->z = mail_deflate(desk->arena, raw, len, &stored->z_len);
	stored->raw_len = len;
	memcpy(stored->hash, mail.hash, sizeof stored->hash);
	stored->ancestors = mail.references;
	return 0;
}

int post_store(struct desk *desk, int64_t ticket, const struct mail_draft *draft,
    enum direction direction, enum channel channel, struct message *message_out, struct err *err)
{
	struct store_mail stored = { 0 };

	*message_out = (struct message){ .ticket = ticket, .origin = ticket, .time = desk->now,
	    .direction = direction, .channel = channel,
	    .agent_id = direction == DIRECTION_IN ? 0 : desk->actor.id };
	if (compose(desk, draft, message_out, &stored, err) < 0)
		return -1;
	return store_message_add(desk->store, message_out, &stored, err);
}

int post_rewrite(
    struct desk *desk, const struct mail_draft *draft, struct message *m, struct err *err)
{
	struct store_mail stored = { 0 };

	if (compose(desk, draft, m, &stored, err) < 0)
		return -1;
	return store_note_change(desk->store, m, &stored, err);
}

struct mailbox post_actor(struct desk *desk)
{
	struct mailbox m = { desk->actor.fullname != NULL ? desk->actor.fullname : desk->actor.name,
	    desk->actor.address };

	if (m.address == NULL)
		m.address =
		    arena_printf(desk->arena, "%lld@agent.invalid", (long long)desk->actor.id);
	return m;
}
