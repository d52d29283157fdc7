/*
 * Arenas: memory that is taken piece by piece and given back all at once.
 * A block is a header and its bytes; blocks grow by doubling up to BLOCK_MAX,
 * what does not fit gets a block of its own.
 */
#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_FIRST = 4096, BLOCK_MAX = 1 << 20 };

union align {
	long long integer;
	long double real;
	void *pointer;
};

struct block {
	struct block *next;
	size_t size, used;
	union align data[];
};

struct arena {
	struct block *first, *last;
};

_Noreturn void mem_fail(void)
{
	static const char text[] = "out of memory\n";
	ssize_t n = write(2, text, sizeof(text) - 1);

	(void)n;
	_exit(ERR_TEMP);
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		mem_fail();
	return p;
}

static struct block *block_new(size_t size)
{
	struct block *b;

	if (size > PTRDIFF_MAX - sizeof(*b))
		mem_fail();
	b = malloc(sizeof(*b) + size);
	if (!b)
		mem_fail();
	b->next = NULL;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *arena_new(void)
{
	struct arena *a = mem_alloc(sizeof(*a));

	a->first = a->last = block_new(BLOCK_FIRST);
	return a;
}

static void blocks_free(struct block *b)
{
	while (b) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	blocks_free(a->first);
	free(a);
}

void arena_reset(struct arena *a)
{
	blocks_free(a->first->next);
	a->first->next = NULL;
	a->first->used = 0;
	a->last = a->first;
}

static struct block *block_add(struct arena *a, size_t need)
{
	size_t size = a->last->size * 2;

	if (size > BLOCK_MAX)
		size = BLOCK_MAX;
	if (size < need)
		size = need;
	a->last->next = block_new(size);
	a->last = a->last->next;
	return a->last;
}

/* Not zeroed. */
static void *take(struct arena *a, size_t size)
{
	const size_t step = sizeof(union align);
	struct block *b = a->last;
	void *p;

	if (size > PTRDIFF_MAX - step)
		mem_fail();
	size = (size + step - 1) / step * step;
	if (size > b->size - b->used)
		b = block_add(a, size);
	p = (char *)b->data + b->used;
	b->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		mem_fail();
	copy = take(a, n + 1);
	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_memdup(a, s, strlen(s)) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	return s ? arena_memdup(a, s, strnlen(s, n)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		mem_fail();
	s = take(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

/* The capacity follows from n alone: 8, then doubled whenever n reaches a power of two. */
void *arena_grow(struct arena *a, void *array, size_t n, size_t element_size)
{
	size_t capacity = n < 8 ? 8 : n * 2;
	void *bigger;

	if (n && (n < 8 || (n & (n - 1))))
		return array;
	if (capacity > PTRDIFF_MAX / element_size)
		mem_fail();
	bigger = arena_alloc(a, capacity * element_size);
	if (n)
		memcpy(bigger, array, n * element_size);
	return bigger;
}
