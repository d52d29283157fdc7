/* desk_thread: what tk-thread does with its operands: drain, take files, look after held mail. */
#include <string.h>
#include <unistd.h>

#include "desk/desk_import.h"
#include "form/form.h"
#include "spool/spool.h"
#include "store/store.h"

enum { FILE_MAX = 1 << 30, LOCK_WAIT_MS = 60000, FILES_AT_ONCE = 200, BYTES_AT_ONCE = 32 << 20 };

static void print_field(struct str *line, const char *value)
{
	str_addc(line, '\t');
	tsv_escape(line, value);
}

static void print_taken(void *ctx, const struct taken *taken)
{
	struct arena *a;
	struct str line;

	(void)ctx;
	if (tool_options.quiet)
		return;
	a = arena_new();
	line = str_new(a);
	if (taken->ticket == 0)
		tsv_escape(&line, NULL);
	else
		str_addf(&line, "%lld", (long long)taken->ticket);
	print_field(&line, taken->verdict);
	print_field(&line, str_eq(taken->why, "-") ? NULL : taken->why);
	print_field(&line, taken->message_id);
	print_field(&line, taken->flags);
	str_addc(&line, '\n');
	text_print(str_end(&line));
	arena_free(a);
}

static void log_taken(void *ctx, const struct taken *taken)
{
	(void)ctx;
	if (str_eq(taken->verdict, "held"))
		log_line("held a mail: %s", taken->why);
}

/* ---- files */

static int load_file(struct arena *a, const char *path, struct envelope *envelope,
    struct incoming *in, struct err *err)
{
	char *data = str_eq(path, "-") ? file_read_fd(a, STDIN_FILENO, FILE_MAX, &in->len, err) :
	    file_read(a, path, FILE_MAX, &in->len, err);

	in->name = path;
	in->envelope = envelope;
	in->raw = data;
	if (data == NULL)
		return -1;
	spool_strip_from(&in->raw, &in->len);
	return 0;
}

static int take_files(
    struct desk *desk, char *const *paths, const struct thread_options *o, struct err *err)
{
	struct envelope envelope = { .sender = o->sender,
		.recipients = o->recipients,
		.account = o->account,
		.channel = "mail",
		.time = desk->now,
		.import = o->import };
	struct incoming mails[FILES_AT_ONCE], place = { 0 };
	struct arena *a = arena_new();
	int result = import_place(desk, o, &place, err);

	while (*paths != NULL && result == 0) {
		size_t n = 0, bytes = 0;

		arena_reset(a);
		while (
		    *paths != NULL && n < FILES_AT_ONCE && bytes < BYTES_AT_ONCE && result == 0) {
			mails[n] = place;
			result = load_file(a, *paths++, &envelope, &mails[n], err);
			bytes += mails[n++].len;
		}
		if (result < 0)
			n--;
		if (n > 0 && desk_take(desk, mails, n, o->dry_run, print_taken, NULL, err) < 0)
			result = -1;
	}
	arena_free(a);
	return result;
}

static int take_in(
    struct desk *desk, char *const *paths, const struct thread_options *o, struct err *err)
{
	int fd, result;

	if (spool_lock(desk->dir, LOCK_WAIT_MS, &fd, err) < 0)
		return -1;
	result = take_files(desk, paths, o, err);
	if (result == 0 && !o->dry_run)
		result = desk_index(desk, err);
	close(fd);
	return result;
}

/* ---- held mail */

static int list_held(struct desk *desk, struct err *err)
{
	struct strv names = { 0 };
	struct spooled file;

	if (spool_list(desk->arena, desk->dir, true, 0, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct str line = str_new(desk->arena);

		if (spool_read(desk->arena, desk->dir, true, names.v[i], &file, err) < 0)
			return -1;
		str_addf(&line, "%s\t%s\t%zu\t", names.v[i],
		    clock_rfc3339(desk->arena, file.envelope.time), file.len);
		tsv_escape(&line, file.reason);
		str_addc(&line, '\n');
		text_print(str_end(&line));
	}
	return 0;
}

static int treat_held(struct desk *desk, const char *what, const char *name, struct err *err)
{
	struct spooled file;

	if (str_eq(what, "retry"))
		return spool_retry(desk->dir, name, err);
	if (str_eq(what, "drop"))
		return spool_remove(desk->dir, true, name, err);
	if (spool_read(desk->arena, desk->dir, true, name, &file, err) < 0)
		return -1;
	bytes_print(file.raw, file.len);
	return 0;
}

static int held(struct desk *desk, char *const *names, const char *what, struct err *err)
{
	struct strv all = { 0 };

	if (str_eq(what, "list"))
		return list_held(desk, err);
	if (!str_eq(what, "show") && !str_eq(what, "retry") && !str_eq(what, "drop"))
		return err_set(
		    err, ERR_USAGE, "--held %s: must be list, show, retry or drop", what);
	if (*names == NULL)
		return err_set(err, ERR_USAGE, "--held %s: name the mails, or \"all\"", what);
	if (!str_eq(*names, "all"))
		for (; *names != NULL; names++)
			strv_add(&all, desk->arena, *names);
	else if (spool_list(desk->arena, desk->dir, true, 0, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.n; i++)
		if (treat_held(desk, what, all.v[i], err) < 0)
			return -1;
	return 0;
}

/* Somebody else draining is what a background drainer hopes for. */
static int drain_in_background(struct desk *desk, struct err *err)
{
	if (!spool_lock_free(desk->dir))
		return 0;
	if (desk_drain(desk, 0, true, log_taken, NULL, err) == 0)
		return 0;
	log_line("%s", err->text);
	return -1;
}

/* What waits in the spool is looked over without touching it. */
static int explain_spool(struct desk *desk, struct err *err)
{
	struct strv names = { 0 };
	struct arena *a = arena_new();
	int result = spool_list(a, desk->dir, false, 0, &names, err);

	for (size_t i = 0; i < names.n && result == 0; i++) {
		struct spooled file = { 0 };

		result = spool_read(a, desk->dir, false, names.v[i], &file, err);
		struct incoming in = { .name = names.v[i],
			.envelope = &file.envelope,
			.raw = file.raw,
			.len = file.len };
		if (result == 0)
			result = desk_take(desk, &in, 1, true, print_taken, NULL, err);
	}
	arena_free(a);
	return result;
}

int desk_thread(
    struct desk *desk, char *const *operands, const struct thread_options *options, struct err *err)
{
	if (options->held != NULL)
		return held(desk, operands, options->held, err);
	if (*operands != NULL && !options->background)
		return take_in(desk, operands, options, err);
	if (options->group != NULL || options->agent != NULL)
		return take_in(desk, (char *const[]){ "-", NULL }, options, err);
	if (options->dry_run)
		return explain_spool(desk, err);
	if (!options->force && desk_suspended(desk, err)) {
		if (!options->background)
			tool_warn("the system is suspended: mail stays in the spool");
		return 0;
	}
	if (options->background)
		return drain_in_background(desk, err);
	return desk_drain(desk, LOCK_WAIT_MS, false, print_taken, NULL, err);
}
