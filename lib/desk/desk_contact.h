/* desk_contact: what the files of tk-contact share: finding, filling and printing a contact. */
#ifndef TK_DESK_CONTACT_H
#define TK_DESK_CONTACT_H

#include "desk/desk.h"
#include "form/form.h"
#include "store/store.h"

/* By number, address, phone number or whole name; merged ones lead on.  ERR_NO if there is none,
 * or more than one. */
int contact_find(struct desk *desk, const char *word, int64_t *id_out, struct err *err);
/* The same, read. */
int contact_read(struct desk *desk, const char *word, struct person *out, struct err *err);
/* Operands as contacts, "-": the first field of each line of stdin; all bad ones are named. */
int contact_operands(struct desk *desk, char *const *words, struct ids *out, struct err *err);
/* Is the account's last day over? */
bool contact_expired(struct desk *desk, const struct person *p);

/* Change one property of *p in memory; value "" takes it away. */
int contact_set(
    struct desk *desk, struct person *p, const char *property, const char *value, struct err *err);
/* Add to a list unless it is there. */
int contact_add_address(struct desk *desk, struct person *p, const char *address, struct err *err);
int contact_add_phone(struct desk *desk, struct person *p, const char *phone, struct err *err);

/* Print contacts as records. */
int contact_print(struct desk *desk, const struct ids *ids, struct err *err);

/* The verbs. */
int contact_import(struct desk *desk, char *const *paths, const struct contact_options *options,
    struct err *err);
int contact_export(struct desk *desk, char *const *words, const struct contact_options *options,
    struct err *err);
/* What words and filters of the command line mean. */
int contact_filter(struct desk *desk, char *const *words, const struct contact_options *options,
    struct contact_filter *out, struct err *err);
int contact_show(struct desk *desk, const struct ids *ids, const struct contact_options *options,
    struct err *err);

#endif
