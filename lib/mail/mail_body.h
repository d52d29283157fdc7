/* mail_body: which parts of a mail are its text, and which its attachments. */
#ifndef TK_MAIL_BODY_H
#define TK_MAIL_BODY_H

#include "mail/mail_tree.h"

/* What a mail carries beside its text; bytes are still encoded if node is not NULL. */
struct mail_extra {
	int part;
	const struct mail_node *node;   /* NULL: a uuencoded file in the text */
	const char *name, *data;
	size_t len;
};

struct mail_body {
	const char *text;               /* LF, no blank lines around it */
	const char *charset;            /* of the first text part; NULL if it has none */
	struct mail_extra *extras;
	size_t extras_n;
};

void mail_body_read(struct arena *a, const struct mail_tree *t, struct mail_body *out);

/* mail_uu.c: cut uuencoded files out of a text; part numbers count from part on. */
char *mail_uu_cut(struct arena *a, char *text, int part, struct mail_body *out);
/* The bytes of a part that is uuencoded as a whole; as it is where that is not so. */
char *mail_uu_bytes(struct arena *a, const char *s, size_t n, size_t *len_out);

#endif
