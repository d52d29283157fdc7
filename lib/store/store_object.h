/* store_object: between the files that keep what an administrator defines. */
#ifndef TK_STORE_OBJECT_H
#define TK_STORE_OBJECT_H

#include "store/store.h"
#include "store/store_db.h"

const struct property *object_property(const struct object_kind *kind, const char *name);
const char *object_column(const struct property *p);
bool object_is_list(const struct property *p);       /* kept in a side table */
/* Check a value and bind it as ?n; NULL or "": the default. */
int object_bind(struct store *store, struct sql *q, int n, const struct property *p,
    const char *value, struct err *err);
int object_bind_reference(struct store *store, struct sql *q, int n, const struct property *p,
    const char *value, struct err *err);
int object_bad_value(
    const struct property *p, const char *value, const char *want, struct err *err);
int object_set_list(struct store *store, const struct object_kind *kind, const struct property *p,
    int64_t owner, const char *values, struct err *err);
/* The list joined by commas, NULL if it is empty. */
const char *object_get_list(struct store *store, struct arena *a, const struct object_kind *kind,
    const struct property *p, int64_t owner, struct err *err);

#endif
