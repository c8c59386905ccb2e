/* SPDX-License-Identifier: MIT */
/* Mounts that are nearly always a mistake. Pure. They are pointed out, and fail nothing. */
#ifndef MG_LINT_H
#define MG_LINT_H

#include "buf.h"
#include "mountinfo.h"

/* Adds one line for each, every one behind prefix: a mount point that looks like a path of Windows
 * or that ends in a blank, an anonymous volume, a mount that another one covers at the same place.
 * root_id: of "/". */
void mg_lint_add(struct mg_buf *buf, const char *prefix, const struct mg_mounts *mounts,
		 uint64_t root_id);

#endif
