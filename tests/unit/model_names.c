/* model: each enum has its stored word, and it comes back. */
#include "model/model.h"
#include "tap.h"

static bool same(const char *(*name)(int), int (*parse)(const char *), int count)
{
	for (int i = 0; i < count; i++)
		if (!name(i) || parse(name(i)) != i)
			return false;
	return parse("no such word") == -1 && parse("") == -1 && parse(NULL) == -1;
}

#define CHECK(what, type, count) \
	static const char *what##_word(int i) { return what##_name((enum type)i); } \
	static void check_##what(void) \
	{ \
		ok(same(what##_word, what##_parse, count), #what); \
	}

CHECK(status, status, STATUS_COUNT)
CHECK(channel, channel, CHANNEL_COUNT)
CHECK(level, level, LEVEL_COUNT)
CHECK(direction, direction, DIRECTION_COUNT)
CHECK(role, role, ROLE_COUNT)
CHECK(effect, effect_kind, EFFECT_COUNT)

int main(void)
{
	check_status();
	check_channel();
	check_level();
	check_direction();
	check_role();
	check_effect();
	for (int i = 0; i < DELIVERY_COUNT; i++)
		ok(delivery_name((enum delivery)i) != NULL, "delivery");
	is(status_name(STATUS_PENDING), "pending", "a word");
	is(level_name(LEVEL_NON_MEMBER), "non-member", "another");
	return done();
}
