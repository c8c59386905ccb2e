/* SPDX-License-Identifier: MIT */
/* The mount table of this process, /proc/self/mountinfo. */
#ifndef MG_MOUNTS_LIVE_H
#define MG_MOUNTS_LIVE_H

#include "mounts/table.h"

/* Reads it once, and only if it is the kernel's. 0, or -errno with *err filled in. The caller
 * releases *mounts. */
int mg_live_read(struct mg_mounts *mounts, struct mg_err *err);

#endif
