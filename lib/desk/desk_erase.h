/* desk_erase: what the steps of an erasure share: whose traces they are, how a text loses them. */
#ifndef TK_DESK_ERASE_H
#define TK_DESK_ERASE_H

#include "desk/desk.h"
#include "mail/mail.h"
#include "store/store.h"

/* ---- a text folded, with the place that each byte came from */

struct folded {
	char *s;                /* white space and quotation marks of lines are one blank */
	size_t len;
	size_t *from;           /* byte i of s came from byte from[i]; from[len] is the end */
};
void folded_make(struct arena *a, const char *text, struct folded *out);
/* Does a letter or figure stand at s[at]?  *len_out: its bytes. */
bool folded_word(const char *s, size_t at, size_t *len_out);

/* ---- words that name the person */

enum needle_kind { NEEDLE_ADDRESS, NEEDLE_NAME, NEEDLE_PHONE, NEEDLE_SUBJECT };
struct needle {
	enum needle_kind kind;
	const char *key;        /* folded; of a phone number its last digits */
	const char *with;
	bool near_only;         /* others bear the name, too: only in the person's own tickets */
};
struct needles {
	struct needle *v;
	size_t n;
	/* Is "fatma.ayse@..." somebody's own address, or do words stand before "ayse@..."? */
	bool (*known)(void *ctx, const char *address);
	void *ctx;
};
void needle_add(struct needles *list, struct arena *a, enum needle_kind kind, const char *text,
    const char *with, bool near_only);
/* text without them; NULL: it holds none. */
char *needles_replace(const struct needles *list, struct arena *a, const char *text, bool near,
    bool subject);

/* ---- the person's own words, as far as nobody wrote them before */

struct own_words {
	struct arena *arena;
	struct idset mine[3], others[3];        /* runs of two and five words, whole lines */
};
void words_learn(struct own_words *w, const char *text, bool mine);
/* text with their runs replaced by `with`; NULL: it holds none.  quoted_from: from this byte on all
 * is quotation. */
char *words_replace(struct own_words *w, struct arena *a, const char *text, size_t quoted_from,
    size_t run_min, const char *with);

/* ---- one erasure */

struct erasing {
	struct desk *desk;
	struct arena *arena;
	int64_t person;
	int64_t *family;        /* the person and all merged into it */
	size_t family_n;
	const char *name, *host_address;        /* "erased-17", "erased-17@erased.invalid" */
	struct strv addresses;
	struct needles needles;
	struct own_words words;
	struct idset near;      /* tickets the person takes part in */
	struct strv files;      /* sha256 of files that the person alone sent */
	bool is_near, ours;     /* of the message in hand */
	struct mail_scrub scrub;
	struct {
		int64_t stubs, scrubbed, files, subjects, rows, recipients, dropped, held, tickets;
		int64_t left_files, left_names, left_messages;
	} counts;
};

/* Which text goes; also for columns of rows. */
char *erase_text(struct erasing *e, struct arena *a, const char *text, enum mail_place place);
/* Words of a text, in the order in which all was written. */
void erase_learn(struct erasing *e, struct arena *a, const char *text, bool mine);
bool erase_is_own(const struct erasing *e, const char *address);
/* Who it is, and what names them. */
int erase_identify(struct erasing *e, int64_t person, struct err *err);
/* Messages above this number, in the caller's transaction unless dry; *last_out: the highest. */
int erase_messages(struct erasing *e, struct ids *candidates, int64_t above, bool look,
    int64_t *last_out, struct err *err);
int erase_held(struct erasing *e, bool look, struct err *err);

#endif
