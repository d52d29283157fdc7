/* mail_report: what a mail says of itself: automatic, a list's, a bounce, a vacation, feedback. */
#ifndef TK_MAIL_REPORT_H
#define TK_MAIL_REPORT_H

#include "mail/mail_tree.h"

/*
 * Add to m->flags and fill m->bounce; all else of m is set.  Fields are in tree->v[0].head, the
 * parts of a report are found by mail_tree_find and read by mail_node_bytes; mail_head_read splits
 * a block of fields.
 */
void mail_report(struct arena *a, const struct mail_tree *tree, struct mail *m);

#endif
