/*
 * tk-init makes a store, ready to take mail at once: one brand, one group "support" that gets what
 * no other group claims, and the calling user as administrator.  It prints the directory.  With
 * --upgrade it brings an older store up to this version instead.
 */
#include "base/base.h"
#include "desk/desk.h"

static struct {
	const char *address;
	bool shared, upgrade;
} settings;

static const struct opt options[] = { { 'a', "address", OPT_TEXT, &settings.address, "ADDRESS",
					  "the support address (support@ this host)" },
	{ 's', "shared", OPT_FLAG, &settings.shared, NULL, "shared by the group of the directory" },
	{ 0, "upgrade", OPT_FLAG, &settings.upgrade, NULL, "bring an older store up to date" },
	{ 0 } };

static const struct tool tool = { "tk-init", "", "Make a store.", options, TOOL_STORE };

static int run(const char *dir, struct err *err)
{
	bool changed;

	if (!settings.upgrade)
		return desk_init(dir, settings.address, settings.shared, err);
	return desk_upgrade(dir, &changed, err);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	char **operands;
	int status = tool_start(&tool, argc, argv, &operands);

	if (status >= 0)
		return status;
	struct arena *a = arena_new();
	const char *dir = tool_dir(a);
	if (*operands != NULL)
		err_set(&err, ERR_USAGE, "%s: takes no operands", *operands);
	else if (run(dir, &err) == 0)
		puts(dir);
	arena_free(a);
	return tool_end(&err);
}
