/* desk_check: is everything as it must be: store, modes, spool, rules of the house, configuration.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk_check.h"
#include "desk/desk_intake.h"
#include "form/form.h"

struct checking {
	struct desk *desk;
	bool repair;
	int64_t found, mended;
};

static void finding(void *ctx, const char *what, bool repaired)
{
	struct checking *c = ctx;
	struct str line = str_new(c->desk->arena);

	c->found++;
	c->mended += repaired;
	str_add(&line, repaired ? "repaired\t" : "wrong\t");
	tsv_escape(&line, what);
	str_addc(&line, '\n');
	text_print(str_end(&line));
}

/* ---- modes: one person, or shared by the group of DIR */

static void check_mode(struct checking *c, const char *name, mode_t want)
{
	const char *path = path_join(c->desk->arena, c->desk->dir, name);
	struct stat st;

	if (stat(path, &st) < 0)
		return;
	if ((st.st_mode & 07777) == want)
		return;
	finding(c,
	    arena_printf(c->desk->arena, "%s has mode %04o, not %04o", name,
		(unsigned)(st.st_mode & 07777), (unsigned)want),
	    c->repair && chmod(path, want) == 0);
}

static void check_modes(struct checking *c)
{
	static const char *const files[] = { "tk.db", "tk.db-wal", "tk.db-shm", "spool/lock" };
	static const char *const dirs[] = { "spool", "spool/new", "spool/tmp", "spool/held" };
	struct stat st;
	bool shared = stat(c->desk->dir, &st) == 0 && (st.st_mode & S_IXGRP) != 0;

	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		finding(c, "the store's directory can be written by others than its owner",
		    c->repair && chmod(c->desk->dir, st.st_mode & 07755 & ~(mode_t)S_IWGRP) == 0);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		check_mode(c, files[i], shared ? 0660 : 0600);
	for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++)
		check_mode(c, dirs[i], shared ? 02770 : 0700);
}

static void check_private(struct checking *c)
{
	static const char *const names[] = { "tk.conf", "rules", "templates", "hooks" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *path = path_join(c->desk->arena, c->desk->dir, names[i]);
		struct err wrong = { 0 };
		struct stat st;

		if (stat(path, &st) == 0 && file_check_private(path, &wrong) < 0)
			finding(c, wrong.text,
			    c->repair && chmod(path, st.st_mode & 07755 & ~(mode_t)022) == 0);
	}
}

/* ---- the rest */

static int check_spool(struct checking *c, struct err *err)
{
	struct strv waiting = { 0 }, held = { 0 };
	const char *failure = spool_failure(c->desk->arena, c->desk->dir);

	spool_tidy(c->desk->dir);
	if (failure != NULL)
		finding(
		    c, arena_printf(c->desk->arena, "the last drain failed: %s", failure), false);
	if (spool_list(c->desk->arena, c->desk->dir, true, 0, &held, err) < 0 ||
	    spool_list(c->desk->arena, c->desk->dir, false, 0, &waiting, err) < 0)
		return -1;
	if (held.n > 0)
		finding(c,
		    arena_printf(
			c->desk->arena, "%zu mails are held (tk-thread --held list)", held.n),
		    false);
	if (waiting.n > 0 && spool_lock_free(c->desk->dir))
		tool_warn("%zu mails wait in the spool (tk-thread takes them in)", waiting.n);
	return 0;
}

/* Category and token addresses need a domain that we receive ourselves; polling alone has none
 * (R-015). */
static int check_config(struct checking *c, struct err *err)
{
	struct object *accounts, *groups;
	size_t n, groups_n;
	struct err wrong = { 0 };
	struct intake run;

	if (intake_begin(&run, c->desk, &wrong) < 0)
		finding(c, wrong.text, false);
	if (store_objects(c->desk->store, c->desk->arena, store_object_kind("account"), NULL,
		&accounts, &n, err) < 0 ||
	    store_objects(c->desk->store, c->desk->arena, store_object_kind("group"), NULL, &groups,
		&groups_n, err) < 0)
		return -1;
	for (size_t i = 0; i < groups_n; i++)
		if (object_get(&groups[i], "identity") == NULL &&
		    !str_eq(object_get(&groups[i], "usable"), "internal"))
			finding(c,
			    arena_printf(c->desk->arena, "the group %s has no sending identity",
				groups[i].name),
			    false);
	if (desk_suspended(c->desk, err))
		tool_warn("the system is suspended: mail stays in the spool and in its mailboxes"
			  " (tk-admin resume)");
	if (n > 0)
		tool_warn("mail is fetched: category addresses (word-1234@) and reply tokens work "
			  "only where the server"
			  " delivers such addresses to a fetched mailbox");
	return 0;
}

static int reparse(struct checking *c, struct err *err)
{
	int64_t *ids, above = 0;
	struct arena *a = arena_new();
	size_t n = 1;
	int result = 0;

	while (n > 0 && result == 0) {
		arena_reset(a);
		result = store_message_ids(c->desk->store, a, above, 200, &ids, &n, err);
		if (result == 0 && n > 0)
			result = store_begin(c->desk->store, err);
		for (size_t i = 0; i < n && result == 0; i++)
			result = desk_reparse(c->desk, a, above = ids[i], err);
		if (n > 0 && result == 0)
			result = store_commit(c->desk->store, err);
		else if (n > 0)
			store_rollback(c->desk->store);
	}
	arena_free(a);
	return result;
}

int desk_reparse(struct desk *desk, struct arena *a, int64_t id, struct err *err)
{
	const void *z;
	size_t z_len, raw_len;
	struct message m;
	struct mail mail;
	int found = store_raw(desk->store, a, id, &z, &z_len, &raw_len, err);
	char *raw = found <= 0 ? NULL : mail_inflate(a, z, z_len, raw_len, err);

	if (raw == NULL || store_message(desk->store, a, id, &m, err) < 0)
		return found == 0 ? 0 : -1;
	mail_parse(a, raw, raw_len, &mail);
	intake_views(a, &mail, &m);
	return store_message_views(desk->store, &m, err);
}

int desk_check(struct desk *desk, const struct check_options *options, struct err *err)
{
	struct checking c = { .desk = desk, .repair = options->repair };

	if (options->reparse && reparse(&c, err) < 0)
		return -1;
	check_modes(&c);
	check_private(&c);
	if (store_check(desk->store, options->repair, finding, &c, err) < 0 ||
	    desk_check_forms(desk, finding, &c, err) < 0 || check_spool(&c, err) < 0 ||
	    check_config(&c, err) < 0)
		return -1;
	if (c.found > c.mended)
		err->class = ERR_NO;
	return c.found > c.mended ? -1 : 0;
}
