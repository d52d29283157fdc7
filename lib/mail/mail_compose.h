/* mail_compose: what the files that write mail share. */
#ifndef TK_MAIL_COMPOSE_H
#define TK_MAIL_COMPOSE_H

#include "mail/mail.h"

/* Lines of 76 columns, each ended by LF; flowed: soft line ends as RFC 3676 has them. */
char *mail_wrap(struct arena *a, const char *text, bool flowed);
/* The media type that a file name suggests. */
const char *mail_type_of(const char *name);

#endif
