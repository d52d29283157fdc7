/* base_alive: is a process that somebody noted still the same one?  Its number may have been given
 * to another since; its beginning tells (proc(5), field 22 of stat; the second, the name of the
 * command, stands in brackets and may hold blanks and brackets). */
#include "base/base.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

enum { STAT_MAX = 4096, BEGAN = 22, COMMAND = 2, STATE = 3 };

/* A process that has ended and waits for its parent is none. */
static int64_t began_in(char *stat)
{
	char *rest = strrchr(stat, ')'), *field = NULL;
	int64_t began = -1;

	for (int i = COMMAND; rest != NULL && i <= BEGAN; i++) {
		field = str_cut(&rest, ' ');
		if (i == STATE && str_eq(field, "Z"))
			return 0;
	}
	return field == NULL || str_int(field, &began) < 0 ? -1 : began;
}

int64_t proc_began(int64_t pid)
{
	struct arena *a = arena_new();
	struct err ignored = { 0 };
	const char *path = arena_printf(a, "/proc/%lld/stat", (long long)pid);
	size_t len;
	char *stat = file_read(a, path, STAT_MAX, &len, &ignored);
	int64_t began = stat == NULL ? -1 : began_in(stat);

	if (stat == NULL && (pid <= 0 || (kill((pid_t)pid, 0) < 0 && errno != EPERM)))
		began = 0;
	arena_free(a);
	return began;
}
