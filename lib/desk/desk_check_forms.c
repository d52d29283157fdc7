/* desk_check_forms: what tk-check looks for in templates/: forms that can be used, pictures that
 * are there. */
#include <dirent.h>

#include "desk/desk_check.h"

static void check_folder(struct desk *desk, const char *path, store_finding_fn *fn, void *ctx)
{
	DIR *dir = opendir(path);

	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
		struct err wrong = { 0 };

		if (str_ends(e->d_name, ".form") &&
		    desk_form_check(desk, path_join(desk->arena, path, e->d_name), &wrong) < 0)
			fn(ctx, wrong.text, false);
	}
	if (dir != NULL)
		closedir(dir);
}

static void check_part(struct desk *desk, const struct object *brand, const char *property,
    store_finding_fn *fn, void *ctx)
{
	const char *name = object_get(brand, property);
	char *templates = path_join(desk->arena, desk->dir, "templates");

	if (name != NULL && !file_exists(path_join(desk->arena, templates, name)))
		fn(ctx,
		    arena_printf(desk->arena, "the brand %s: %s %s is not in templates/",
			brand->name, property, name),
		    false);
	else if (name != NULL && str_eq(property, "templates"))
		check_folder(desk, path_join(desk->arena, templates, name), fn, ctx);
}

int desk_check_forms(struct desk *desk, store_finding_fn *fn, void *ctx, struct err *err)
{
	struct object *brands;
	size_t n;

	check_folder(desk, path_join(desk->arena, desk->dir, "templates"), fn, ctx);
	if (store_objects(
		desk->store, desk->arena, store_object_kind("brand"), NULL, &brands, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		check_part(desk, &brands[i], "logo", fn, ctx);
		check_part(desk, &brands[i], "templates", fn, ctx);
	}
	return 0;
}
