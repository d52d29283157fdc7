/* desk_init: make a store that is ready to take mail at once. */
#include <dirent.h>
#include <errno.h>
#include <netdb.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "spool/spool.h"
#include "store/store.h"

static char *default_address(struct arena *a)
{
	char host[256] = "localhost";
	struct addrinfo hints = { .ai_flags = AI_CANONNAME }, *found = NULL;

	if (gethostname(host, sizeof host - 1) == 0 && strchr(host, '.') == NULL &&
	    getaddrinfo(host, NULL, &hints, &found) == 0) {
		if (found->ai_canonname != NULL && strlen(found->ai_canonname) < sizeof host)
			strncpy(host, found->ai_canonname, sizeof host - 1);
		freeaddrinfo(found);
	}
	return arena_printf(a, "support@%s", str_lower(a, host));
}

static bool is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	int n = 0;

	while (d != NULL && (e = readdir(d)) != NULL)
		n += !str_eq(e->d_name, ".") && !str_eq(e->d_name, "..");
	if (d != NULL)
		closedir(d);
	return d != NULL && n == 0;
}

/* A directory of the desk's own is closed to others unless the desk is shared; one that holds more
 * is left alone. */
static int set_mode(const char *dir, bool shared, struct err *err)
{
	if ((shared || is_empty(dir)) && chmod(dir, shared ? 0750 : 0700) < 0)
		return err_sys(err, ERR_CANTCREAT, "%s", dir);
	return 0;
}

/* Those who share the desk read what is in it. */
static int make_sub(const char *path, bool shared, struct err *err)
{
	if (mkdir(path, 0700) < 0)
		return errno == EEXIST ? 0 : err_sys(err, ERR_CANTCREAT, "%s", path);
	return !shared || chmod(path, 0750) == 0 ? 0 : err_sys(err, ERR_CANTCREAT, "%s", path);
}

/* Every directory on the way; the last one gets the mode that says who shares the desk. */
static int make_dirs(const char *dir, bool shared, struct err *err)
{
	struct arena *a = arena_new();
	char *path = arena_strdup(a, dir);
	struct stat st;
	int result = 0;

	for (char *p = path + 1; *p != '\0' && result == 0; p++)
		if (*p == '/') {
			*p = '\0';
			if (mkdir(path, 0755) < 0 && errno != EEXIST)
				result = err_sys(err, ERR_CANTCREAT, "%s", path);
			*p = '/';
		}
	if (result == 0 && mkdir(dir, 0700) < 0 && errno != EEXIST)
		result = err_sys(err, ERR_CANTCREAT, "%s", dir);
	if (result == 0 && (stat(dir, &st) < 0 || !S_ISDIR(st.st_mode)))
		result = err_set(err, ERR_CANTCREAT, "%s is no directory", dir);
	else if (result == 0)
		result = set_mode(dir, shared, err);
	for (const char *const *sub = (const char *const[]){ "rules", "templates", "hooks", NULL };
	    *sub != NULL && result == 0; sub++)
		result = make_sub(path_join(a, dir, *sub), shared, err);
	arena_free(a);
	return result;
}

static int add_key(struct store *store, int64_t now, struct err *err)
{
	struct store_key key = { .id = 'a' };

	return random_bytes(key.secret, sizeof key.secret, err) < 0
	    ? -1
	    : store_key_add(store, &key, now, err);
}

static int add(struct store *store, const char *kind, const char *name, const struct pair *pairs,
    size_t n, int64_t now, struct err *err)
{
	return store_object_add(store, store_object_kind(kind), name, pairs, n, now, err);
}

static int fill(struct store *store, const char *address, struct err *err)
{
	struct passwd *user = getpwuid(getuid());
	const char *login = user == NULL ? "root" : user->pw_name;
	int64_t now = clock_now();
	const struct pair identity[] = { { "address", address } };
	const struct pair group[] = { { "identity", "support" }, { "addresses", address } };
	const struct pair agent[] = { { "role", "admin" }, { "login", login },
		{ "groups", "support" } };

	if (add(store, "brand", "default", NULL, 0, now, err) < 0 ||
	    add(store, "identity", "support", identity, 1, now, err) < 0 ||
	    add(store, "group", "support", group, 2, now, err) < 0)
		return -1;
	return add(store, "agent", login, agent, 3, now, err) < 0 ? -1 : add_key(store, now, err);
}

int desk_init(const char *dir, const char *address, bool shared, struct err *err)
{
	struct arena *a = arena_new();
	const char *path = path_join(a, dir, "tk.db");
	struct store *store = NULL;
	int result = access(path, F_OK) == 0 ?
	    err_set(err, ERR_CANTCREAT, "%s is there already", path) : make_dirs(dir, shared, err);

	if (address == NULL)
		address = default_address(a);
	if (result == 0 && strchr(address, '@') == NULL)
		result = err_set(err, ERR_USAGE, "%s: not a mail address", address);
	if (result == 0 && (result = spool_init(dir, err)) == 0)
		result = store_create(path, err);
	if (result == 0 && (store = store_open(path, err)) == NULL)
		result = -1;
	if (store != NULL) {
		result = store_begin(store, err);
		if (result == 0 && (result = fill(store, address, err)) < 0)
			store_rollback(store);
		else if (result == 0)
			result = store_commit(store, err);
		store_close(store);
	}
	arena_free(a);
	return result;
}

int desk_upgrade(const char *dir, bool *changed_out, struct err *err)
{
	struct arena *a = arena_new();
	int result = store_upgrade(path_join(a, dir, "tk.db"), changed_out, err);

	arena_free(a);
	return result;
}
