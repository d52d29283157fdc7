/* mail_scrub: how fields and bodies that are written anew look, inside lib/mail only. */
#ifndef TK_MAIL_SCRUB_H
#define TK_MAIL_SCRUB_H

#include "mail/mail_tree.h"

/* Values of a field, with the blank before them, folded by eol and a blank. */
char *scrub_write_mailboxes(struct arena *a, const struct mailboxes *list, const char *eol);
char *scrub_write_text(struct arena *a, const char *text, const char *eol);
/* A body: UTF-8 text with CRLF, in base64. */
char *scrub_base64(struct arena *a, const char *text, const char *eol);
char *scrub_write_html(struct arena *a, const char *text);

#endif
