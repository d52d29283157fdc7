/*
 * Inside base: what the parser of options and the printer of usage texts share.
 */
#ifndef TK_BASE_TOOL_H
#define TK_BASE_TOOL_H

#include "base/base.h"

struct opt_table {
	struct opt *v;
	size_t n;
};

/* The tool's options with the common ones that its flags ask for, in the order of the usage text.
 */
struct opt_table opt_collect(const struct tool *tool);
/* The first thing a tool does: put the group aside, rebuild the environment. */
void secure_start(struct arena *a);
/* 0, or ERR_PERM: what nobody may ask for in secure mode. */
int secure_check(struct err *err);
/* The store that all of a machine share, and the only one in secure mode. */
extern const char tool_shared_dir[];
void opt_usage(const struct tool *tool, const struct opt_table *table);

#endif
