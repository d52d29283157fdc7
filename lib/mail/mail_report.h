/* mail_report: what a mail says of itself: automatic, a list's, a bounce, a vacation, feedback. */
#ifndef TK_MAIL_REPORT_H
#define TK_MAIL_REPORT_H

#include "mail/mail_tree.h"

/*
 * Add to m->flags and fill m->bounce; the last step of mail_parse, all else of m is set.  There is
 * no GMimeMessage to look at: fields are in tree->v[0].head (mail_field_first, mail_field_text), the
 * parts of a report are found by mail_tree_find(tree, "message/delivery-status") and read by
 * mail_node_bytes; mail_head_read splits such a block of fields.
 */
void mail_report(struct arena *a, const struct mail_tree *tree, struct mail *m);

#endif
