/* SPDX-License-Identifier: MIT */
/* Mounts that are nearly always a mistake. Pure. They are pointed out, and fail nothing. */
#ifndef MG_SAY_NOTES_H
#define MG_SAY_NOTES_H

#include "judge/judge.h"
#include "mounts/table.h"
#include "text/buf.h"

/* Adds one line for each, every one behind prefix: a mount point that looks like a path of Windows
 * or that ends in a blank, an anonymous volume, a mount that another one covers at the same place.
 * findings: about mounts of this table; anonymous volumes count only where
 * something is expected of them. NULL: all do. */
void mg_notes_add(struct mg_buf *buf, const char *prefix, const struct mg_mounts *mounts,
		  const struct mg_container *container, const struct mg_findings *findings);

#endif
