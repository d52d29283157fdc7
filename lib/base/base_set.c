/* base_set: a set of positive numbers (ticket ids), open addressing in an arena. */
#include "base/base.h"

static size_t place(const struct idset *set, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 20) % set->size;

	while (set->slots[at] != 0 && set->slots[at] != id)
		at = (at + 1) % set->size;
	return at;
}

static void grow(struct idset *set, struct arena *a)
{
	struct idset larger = { .n = set->n, .size = set->size == 0 ? 64 : set->size * 4 };

	larger.slots = arena_alloc(a, larger.size * sizeof *larger.slots);
	for (size_t i = 0; i < set->size; i++)
		if (set->slots[i] != 0)
			larger.slots[place(&larger, set->slots[i])] = set->slots[i];
	*set = larger;
}

bool idset_add(struct idset *set, struct arena *a, int64_t id)
{
	if (set->n * 2 >= set->size)
		grow(set, a);
	size_t at = place(set, id);
	if (set->slots[at] == id)
		return false;
	set->slots[at] = id;
	set->n++;
	return true;
}

bool idset_has(const struct idset *set, int64_t id)
{
	return set->size > 0 && set->slots[place(set, id)] == id;
}
