/* base: errors, arenas, strings. */
#include "base/base.h"
#include "tap.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *a;

static void test_err(void)
{
	static const int passing[] = { ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM };
	static const int staying[] = { EROFS, EACCES, EIO, EFBIG, ENOENT };
	char *big = arena_alloc(a, 2001);
	struct err err = { 0 };

	is_int(err_set(&err, ERR_DATA, "bad %s", "tarih"), -1, "setting an error gives -1");
	is(err.text, "bad tarih", "with its sentence");
	err_set(&err, ERR_BUG, "later");
	is(err.text, "bad tarih", "the first error stays");
	is_int(err.class, ERR_DATA, "with its class");
	is_int(err_set(NULL, ERR_BUG, "x"), -1, "nobody has to listen");
	err_clear(&err);
	is_int(err.class, ERR_NONE, "cleared");
	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++) {
		err_clear(&err);
		errno = passing[i];
		err_sys(&err, ERR_CANTCREAT, "x");
		is_int(err.class, ERR_TEMP, strerror(passing[i]));
	}
	for (size_t i = 0; i < sizeof(staying) / sizeof(*staying); i++) {
		err_clear(&err);
		errno = staying[i];
		err_sys(&err, ERR_CANTCREAT, "x");
		is_int(err.class, ERR_CANTCREAT, strerror(staying[i]));
	}
	is(err.text, "x: No such file or directory", "with what the system says");
	is_int(errno, ENOENT, "errno stays");
	memset(big, 'x', 2000);
	err_clear(&err);
	errno = EIO;
	err_sys(&err, ERR_IO, "%s", big);
	is_int((long long)strlen(err.text), sizeof(err.text) - 1, "a long sentence is cut");
}

static void test_arena(void)
{
	struct arena *other = arena_new();
	int *numbers = NULL;
	bool zero = true, aligned = true, kept = true;

	for (size_t i = 1; i < 20000; i = i * 3 / 2 + 1) {
		char *p = arena_alloc(other, i);

		for (size_t k = 0; k < i; k++)
			zero = zero && !p[k];
		aligned = aligned && (uintptr_t)p % sizeof(long double) == 0;
		memset(p, 'x', i);
	}
	arena_reset(other);
	for (int i = 0; i < 100; i++)
		zero = zero && !*(char *)arena_alloc(other, 30);
	ok(zero, "memory is zeroed, again after a reset");
	ok(aligned, "and aligned");
	for (int i = 0; i < 1000; i++) {
		numbers = arena_grow(other, numbers, (size_t)i, sizeof(*numbers));
		numbers[i] = i;
		arena_alloc(other, 1);
	}
	for (int i = 0; i < 1000; i++)
		kept = kept && numbers[i] == i;
	ok(kept, "an array grows with its elements");
	is(arena_strndup(other, "abcdef", 3), "abc", "a part of a string");
	is(arena_strndup(other, "ab", 30), "ab", "no more than there is");
	ok(!arena_strdup(other, NULL), "NULL stays NULL");
	is(arena_printf(other, "%d-%s", 5, "ş"), "5-ş", "printed");
	arena_free(other);
	arena_free(NULL);
}

/* Running out of memory ends a child with 75. */
static void test_no_memory(void)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		close(2);
		arena_alloc(a, SIZE_MAX - 100);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == ERR_TEMP, "out of memory is 75");
}

static void test_str(void)
{
	struct str b = str_new(a);
	struct strv list = { 0 };
	char text[] = "a,,b", *rest = text;
	char blank[] = " \t x y \r\n";
	int64_t n = 7;

	is(str_end(&b), "", "an empty string");
	for (int i = 0; i < 1000; i++)
		str_addf(&b, "%03d", i);
	is_int((long long)b.len, 3000, "a string grows");
	ok(str_starts(b.s, "000001") && str_ends(b.s, "999"), "from begin to end");
	for (int i = 0; i < 20; i++)
		strv_add(&list, a, arena_printf(a, "%d", i));
	ok(strv_has(&list, "19") && !strv_has(&list, "20"), "a list holds what was added");
	ok(str_eq(NULL, NULL) && !str_eq("a", NULL) && str_eq("a", "a") && !str_eq("a", "A"), "str_eq");
	ok(str_ieq("SuBject", "subJECT") && !str_ieq("a", "ab") && !str_ieq("Ş", "ş") &&
	    str_ieq(NULL, NULL) && !str_ieq(NULL, ""), "str_ieq knows ASCII alone");
	ok(str_istarts("Re: x", "RE:") && !str_istarts("R", "RE:"), "str_istarts");
	ok(!str_ends("a", "ba"), "str_ends");
	is(str_ifind("xxABCyy", "abc"), "ABCyy", "str_ifind finds");
	ok(!str_ifind("xx", "abc") && str_ifind("", "") != NULL, "or not");
	is(str_trim(blank), "x y", "trimmed");
	is(str_lower(a, "ÇAB"), "Çab", "lower case in ASCII");
	is_int(str_int("-9223372036854775808", &n), 0, "the smallest number");
	ok(n == INT64_MIN, "is right");
	ok(str_int("9223372036854775808", &n) && str_int("", &n) && str_int("-", &n) &&
	    str_int("1x", &n) && str_int(" 1", &n) && str_int("+1", &n) && str_int("1 ", &n) &&
	    str_int(NULL, &n) && str_int("1.0", &n), "what is no number is refused");
	is(str_cut(&rest, ','), "a", "first field");
	is(str_cut(&rest, ','), "", "empty field");
	is(str_cut(&rest, ','), "b", "last field");
	ok(!str_cut(&rest, ','), "the end");
	ok(mem_equal("abc", "abd", 2) && !mem_equal("abc", "abd", 3), "mem_equal");
}

int main(void)
{
	a = arena_new();
	test_err();
	test_arena();
	test_no_memory();
	test_str();
	arena_free(a);
	return done();
}
