/*
 * mail_tree: how the files of lib/mail see one mail: its fields and parts as
 * slices of the raw bytes.  The boundaries are found here and not by GMime's
 * parser, which recurses by part and by address group, renders embedded mails
 * anew instead of keeping their bytes, and gives up on a mail without headers.
 * GMime still reads parameters, dates and transfer encodings.
 */
#ifndef TK_MAIL_TREE_H
#define TK_MAIL_TREE_H

#include "mail/mail.h"

struct mail_field {
	const char *name, *value;       /* slices of the raw mail, the value still folded */
	size_t name_len, value_len;
};

struct mail_fields {
	struct mail_field *v;
	size_t n;
};

enum mail_coding { CODING_NONE, CODING_BASE64, CODING_QUOTED, CODING_UU };

struct mail_node {
	int parent;                     /* index of the multipart around it; -1: the whole mail */
	int end;                        /* index behind its last descendant */
	struct mail_fields head;
	const char *body;               /* slice of the raw mail, still encoded */
	size_t len;
	const char *type;               /* "text/plain", lower case; never NULL */
	const char *charset, *name, *cid;       /* NULL if none */
	const char *boundary;           /* of a multipart that has parts */
	enum mail_coding coding;
	bool attached;                  /* Content-Disposition: attachment */
	bool flowed, delsp;             /* RFC 3676 */
};

/* The parts in the order of the mail; v[0] is the mail itself. */
struct mail_tree {
	struct arena *arena;
	struct mail_node *v;
	size_t n;
	bool damaged;
};

/* mail_head.c: fields */

/* Read the fields at the start of s; returns where the body begins.  top: of a mail, not a part. */
size_t mail_head_read(struct arena *a, const char *s, size_t len, bool top,
    struct mail_fields *out, bool *damaged);
/* The first field of that name at or after *from, which moves behind it; NULL at the end. */
const struct mail_field *mail_field_next(const struct mail_fields *head, const char *name,
    size_t *from);
const struct mail_field *mail_field_first(const struct mail_fields *head, const char *name);
/* The value unfolded, blanks trimmed, controls as blanks, as UTF-8, no word decoded. */
char *mail_field_raw(struct arena *a, const struct mail_field *f);
/* The value decoded to UTF-8, one line; charset: of raw 8-bit text, may be NULL. */
char *mail_field_text(struct arena *a, const struct mail_field *f, const char *charset);
/* Every message id in the value is appended, without brackets. */
void mail_field_ids(struct arena *a, const struct mail_field *f, struct strv *out);

/* mail_word.c: RFC 2047 */

/* Decoded to one line of UTF-8; charset: of raw 8-bit text, may be NULL. */
char *mail_words_decode(struct arena *a, const char *s, size_t n, const char *charset);
/* Behind the encoded word that starts at s; NULL if none does. */
const char *mail_word_end(const char *s, const char *end);

/* mail_charset.c */

/* Bytes in a charset that may be NULL, unknown or a lie, as clean UTF-8 text. */
char *mail_charset_text(struct arena *a, const char *s, size_t n, const char *charset);

/* mail_list.c: address lists as headers have them, never an error */

void mail_list_read(struct arena *a, const char *s, size_t n, const char *charset,
    struct mailboxes *out);

/* mail_tree.c: parts */

/* A mail without a single LF with LF for CR, of the same length; else raw itself. */
const char *mail_tree_lines(struct arena *a, const char *raw, size_t len);
void mail_tree_read(struct arena *a, const char *raw, size_t len, struct mail_tree *out);
/* The first part of that type, NULL if none. */
const struct mail_node *mail_tree_find(const struct mail_tree *t, const char *type);
bool mail_node_is(const struct mail_node *node, const char *type);

/* mail_decode.c: contents */

void mail_gmime_init(void);
/* The bytes without their transfer encoding; a slice of the raw mail where there is none. */
const char *mail_node_bytes(struct arena *a, const struct mail_node *node, size_t *len_out);
/* A text part as UTF-8 with LF line ends, HTML rendered, flowed text joined. */
char *mail_node_text(struct arena *a, const struct mail_node *node);

#endif
