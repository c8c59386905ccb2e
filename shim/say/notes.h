/* SPDX-License-Identifier: MIT */
/* Mounts that are nearly always a mistake. Pure. They are pointed out, and fail nothing. */
#ifndef MG_SAY_NOTES_H
#define MG_SAY_NOTES_H

#include "judge/judge.h"
#include "mounts/table.h"
#include "text/buf.h"

/* Adds one line, behind prefix, for each mount point that looks like a path of Windows or ends in a
 * blank, each anonymous volume, and each mount that another one covers at the same place. findings:
 * of all anonymous volumes add only those that these are about; NULL: add all. */
void mg_notes_add(struct mg_buf *buf, const char *prefix, const struct mg_mounts *mounts,
		  const struct mg_container *container, const struct mg_findings *findings);

#endif
