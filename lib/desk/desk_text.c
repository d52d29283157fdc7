/* desk_text: text that an agent writes: given, read or from an editor; what cannot be used is kept
 * as a draft. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "store/store.h"

enum { TEXT_MAX = 16 << 20, DRAFTS_MAX = 99 };

/* What the writer had seen stands behind it, so that a draft does not forget. */
static const char scissors[] = "-- >8 -- what stands below this line is not sent --";
static const char seen_word[] = " seen ";

/* ${XDG_STATE_HOME:-~/.local/state}/tk: the user's own, also where a group shares the desk. */
static const char *draft_dir(struct desk *desk, struct err *err)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct arena *a = desk->arena;

	if ((state == NULL || *state != '/') && (home == NULL || *home != '/')) {
		err_set(err, ERR_CONFIG, "HOME is not set: no place for a draft");
		return NULL;
	}
	if (state == NULL || *state != '/')
		state = arena_printf(a, "%s/.local/state", home);
	const char *dir = path_join(a, state, "tk");
	char *path = arena_strdup(a, dir);
	for (char *p = path + 1; *p != '\0'; p++)
		if (*p == '/') {
			*p = '\0';
			mkdir(path, 0700);
			*p = '/';
		}
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return dir;
	err_sys(err, ERR_CANTCREAT, "%s", dir);
	return NULL;
}

/* STORE-NAME.txt, STORE-NAME.2.txt, ...: with open the first that is there, NULL if none; else a
 * new one. */
static const char *draft_path(struct desk *desk, const char *name, bool open_old, struct err *err)
{
	const char *dir = draft_dir(desk, err), *path;
	struct arena *a = desk->arena;

	for (int i = 1; dir != NULL && i <= DRAFTS_MAX; i++) {
		const char *id = store_id(desk->store, a, err);

		path = path_join(a, dir, i == 1 ? arena_printf(a, "%s-%s.txt", id, name) :
		    arena_printf(a, "%s-%s.%d.txt", id, name, i));
		if (open_old && access(path, F_OK) == 0)
			return path;
		int fd = open_old ? -1 : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
			return path;
		}
		if (!open_old && errno != EEXIST) {
			err_sys(err, ERR_CANTCREAT, "%s", path);
			return NULL;
		}
		if (!open_old && i == 1)
			tool_warn("an older draft is in %s (--resume goes on with it)", path);
	}
	if (dir != NULL && !open_old)
		err_set(err, ERR_CANTCREAT, "%s: too many drafts", dir);
	return NULL;
}

static const char *with_seen(
    struct desk *desk, const struct text_source *source, const char *text, const char *below)
{
	if (source->seen == 0)
		return arena_printf(desk->arena, "%s\n%s\n%s", text, scissors, below);
	return arena_printf(desk->arena, "%s\n%s%s%lld\n%s", text, scissors, seen_word,
	    (long long)source->seen, below);
}

void desk_keep_draft(struct desk *desk, const struct text_source *source, const char *text)
{
	struct err err = { 0 };
	const char *path = source->draft;

	if (path == NULL && source->file != NULL)
		return;
	if (path == NULL && source->seen != 0)
		text = with_seen(desk, source, text, "");
	if (path == NULL && (path = draft_path(desk, source->draft_name, false, &err)) != NULL &&
	    file_replace(path, text, strlen(text), 0600, &err) < 0)
		path = NULL;
	if (path != NULL)
		tool_warn("the text is kept in %s (--resume goes on with it)", path);
	else
		tool_warn("the text could not be kept: %s", err.text);
}

void desk_drop_draft(const struct text_source *source)
{
	if (source->draft != NULL)
		unlink(source->draft);
}

static void read_seen(struct text_source *source, const char *line)
{
	int64_t seen;
	struct arena *a = arena_new();

	if (str_starts(line, seen_word) &&
	    str_int(arena_strndup(a, line + strlen(seen_word),
		strcspn(line + strlen(seen_word), "\r\n")), &seen) == 0 && seen > 0)
		source->seen = seen;
	arena_free(a);
}

static char *above_scissors(struct text_source *source, char *text)
{
	char *cut = strstr(text, scissors);

	if (cut != NULL) {
		if (source->resume)
			read_seen(source, cut + strlen(scissors));
		*cut = '\0';
	}
	for (size_t n = strlen(text); n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL; n--)
		text[n - 1] = '\0';
	return text;
}

static char *checked(struct text_source *source, char *text, size_t len, struct err *err)
{
	if (memchr(text, '\0', len) != NULL || !utf8_valid(text, len)) {
		err_set(err, ERR_DATA, "the text is not UTF-8");
		return NULL;
	}
	text = above_scissors(source, text);
	if (*text != '\0')
		return text;
	err_set(err, ERR_NO, "an empty text: nothing done");
	return NULL;
}

static char **editor(struct desk *desk, const char *path, struct err *err)
{
	const char *command = getenv("VISUAL");

	if (command == NULL || *command == '\0')
		command = getenv("EDITOR");
	if (command == NULL || *command == '\0')
		command = "vi";
	char **words = proc_split(desk->arena, command, err);
	size_t n = 0;
	while (words != NULL && words[n] != NULL)
		n++;
	if (n == 0)
		return NULL;
	char **argv = arena_alloc(desk->arena, (n + 2) * sizeof *argv);
	memcpy(argv, words, n * sizeof *argv);
	argv[n] = arena_strdup(desk->arena, path);
	return argv;
}

/* The file to edit: a draft to go on with, or a new one with what stands below. */
static const char *start_draft(struct desk *desk, const struct text_source *source, struct err *err)
{
	const char *path = source->resume ? draft_path(desk, source->draft_name, true, err) : NULL;
	const char *below = source->below == NULL ? "" : source->below;
	const char *start =
	    *below == '\0' && source->seen == 0 ? "\n" : with_seen(desk, source, "", below);

	if (path != NULL || (path = draft_path(desk, source->draft_name, false, err)) == NULL)
		return path;
	return file_replace(path, start, strlen(start), 0600, err) < 0 ? NULL : path;
}

static char *edit(struct desk *desk, struct text_source *source, struct err *err)
{
	const char *path = source->draft = start_draft(desk, source, err);
	char **argv = path == NULL ? NULL : editor(desk, path, err), *text;
	size_t len;
	int status;

	if (argv == NULL)
		return NULL;
	if (source->ticket != 0)
		desk_writing(desk, source->ticket, true);
	int result = proc_foreground(argv, &status, err);
	if (source->ticket != 0)
		desk_writing(desk, source->ticket, false);
	if (result < 0)
		return NULL;
	if ((text = file_read(desk->arena, path, TEXT_MAX, &len, err)) == NULL)
		return NULL;
	if (status != 0) {
		err_set(err, ERR_NO,
		    "the editor ended with status %d: nothing done, the text is in %s", status,
		    path);
		return NULL;
	}
	text = checked(source, text, len, err);
	if (text == NULL && err->class == ERR_NO)
		unlink(path);
	return text;
}

static char *resume(struct desk *desk, struct text_source *source, struct err *err)
{
	size_t len;
	char *text;

	source->draft = draft_path(desk, source->draft_name, true, err);
	if (source->draft == NULL) {
		if (err->class == ERR_NONE)
			err_set(err, ERR_NO, "there is no draft to go on with");
		return NULL;
	}
	text = file_read(desk->arena, source->draft, TEXT_MAX, &len, err);
	return text == NULL ? NULL : checked(source, text, len, err);
}

char *desk_text(struct desk *desk, struct text_source *source, struct err *err)
{
	char *text;
	size_t len;

	if (source->message != NULL)
		return checked(source, arena_strdup(desk->arena, source->message),
		    strlen(source->message), err);
	if (source->resume && !isatty(STDIN_FILENO))
		return resume(desk, source, err);
	if (source->file == NULL && (!source->from_stdin || isatty(STDIN_FILENO)))
		return edit(desk, source, err);
	text = source->file == NULL || str_eq(source->file, "-") ?
	    file_read_fd(desk->arena, STDIN_FILENO, TEXT_MAX, &len, err) :
	    file_read(desk->arena, source->file, TEXT_MAX, &len, err);
	return text == NULL ? NULL : checked(source, text, len, err);
}
