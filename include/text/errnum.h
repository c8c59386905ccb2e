/* SPDX-License-Identifier: MIT */
/* What an errno means to the person who runs a container. Pure. */
#ifndef MG_TEXT_ERRNUM_H
#define MG_TEXT_ERRNUM_H

#include "text/buf.h"

#include <stdbool.h>

/* "EROFS"; NULL for a number that is not in the table. */
const char *mg_errnum_name(int errnum);

/* "it is read-only": a clause in plain words; "the kernel refused" for a number that is not in the
 * table. */
const char *mg_errnum_says(int errnum);

/* Whether it means that nothing is there: ENOENT, ENOTDIR, ENAMETOOLONG, and ELOOP for a circle of
 * links. */
bool mg_errnum_is_missing(int errnum);

/* Whether it means that the storage is broken or gone: EIO, ENOTCONN, ESTALE and their like. */
bool mg_errnum_is_broken(int errnum);

/* Whether it says nothing about the object: this process ran short of something, or the call itself
 * is not to be had (ENOSYS, EOPNOTSUPP). */
bool mg_errnum_is_ours(int errnum);

/* Adds "the operation is not permitted (EPERM)", or "the kernel refused (errno 123)". */
void mg_errnum_add(struct mg_buf *buf, int errnum);

#endif
