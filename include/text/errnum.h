/* SPDX-License-Identifier: MIT */
/* What an errno means to the person who runs a container. Pure. */
#ifndef MG_TEXT_ERRNUM_H
#define MG_TEXT_ERRNUM_H

#include "text/buf.h"

#include <stdbool.h>

/* "EROFS"; "errno 123" would be no help, so an unknown number gives NULL. */
const char *mg_errnum_name(int errnum);

/* "it is read-only": a clause in plain words; "the kernel refused" for a number without one. */
const char *mg_errnum_says(int errnum);

/* Nothing is there: ENOENT, ENOTDIR, ENAMETOOLONG, and ELOOP for a circle of links. */
bool mg_errnum_is_missing(int errnum);

/* The storage itself is broken or gone: EIO, ENOTCONN, ESTALE and their like. */
bool mg_errnum_is_broken(int errnum);

/* We ran short of something, or a filter forbade the call: it says nothing about the storage. */
bool mg_errnum_is_ours(int errnum);

/* Adds "the operation is not permitted (EPERM)". */
void mg_errnum_add(struct mg_buf *buf, int errnum);

#endif
