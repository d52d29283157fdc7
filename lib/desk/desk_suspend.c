/* desk_suspend: the whole system at rest: nothing comes in, agents work on, answers go out. */
#include "desk/desk.h"
#include "store/store.h"

bool desk_suspended(struct desk *desk, struct err *err)
{
	struct arena *a = arena_new();
	bool suspended = str_eq(store_setting(desk->store, a, "suspended", err), "yes");

	arena_free(a);
	return suspended;
}
