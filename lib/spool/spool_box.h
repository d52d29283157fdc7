/*
 * Inside spool: where things are and what may be a name.
 */
#ifndef TK_SPOOL_BOX_H
#define TK_SPOOL_BOX_H

#include "spool/spool.h"

/* DIR/spool/BOX/NAME; box NULL: DIR/spool/NAME. */
char *spool_path(struct arena *a, const char *dir, const char *box, const char *name);
/* NAME without its ":N". */
char *spool_base(struct arena *a, const char *name);
/* Where NAME.why, or what was to become it (NAME.why.XXXXXX), leaves the name of its mail; NULL: it
 * is neither.  The random part of a mail's name may begin with these letters. */
const char *spool_why(const char *name);
/* One of our file names: nothing that leads out of the directory, no .why, no leftovers. */
bool spool_is_name(const char *name);
int spool_check_name(const char *name, struct err *err);
/* What files here are to be made with: 0660 where the group shares the spool, else 0600. */
mode_t spool_file_mode(const char *dir);

#endif
