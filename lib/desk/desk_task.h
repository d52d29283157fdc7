/* desk_task: tasks as tk-show shows them. */
#ifndef TK_DESK_TASK_H
#define TK_DESK_TASK_H

#include "desk/desk.h"
#include "form/form.h"
#include "store/store.h"

void task_json(struct json *j, const void *task);
/* "3 ali: call the customer (due 2026-01-31 17:00)" */
const char *task_text(struct arena *a, const struct task *task);

#endif
