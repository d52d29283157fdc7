/* desk_admin: between the files of tk-admin. */
#ifndef TK_DESK_ADMIN_H
#define TK_DESK_ADMIN_H

#include "desk/desk.h"

/* Print what is defined as a script of tk-admin commands. */
int desk_dump(struct desk *desk, struct err *err);

#endif
