/* SPDX-License-Identifier: MIT */
/* What is there instead of what was missed, and where that is, found in the probe child. */
#ifndef MG_PROBE_NEARBY_H
#define MG_PROBE_NEARBY_H

#include "child.h"
#include "walk.h"

/* Fills in facts->near and facts->nearby where the walk came to an end at a missing name, or where
 * a pattern of ask matched nothing in the directory behind the O_PATH fd (-1: the walk did not
 * arrive). All else in *facts is there. Follows no symbolic link, opens nothing but directories,
 * and stops at limits of its own: a storage that is slow here costs MG_NEARBY_MAX_MS. */
#define MG_NEARBY_MAX_MS 250
#define MG_NEARBY_MAX_ENTRIES 4096 /* of a directory, that are looked at */
#define MG_NEARBY_MAX_DIRS 64	   /* that are looked into below the directory */
#define MG_NEARBY_MAX_LEVELS 16	   /* that are gone up */
#define MG_NEARBY_MAX_MOUNTS 64	   /* whose root is looked at */
void mg_nearby_run(const struct mg_probe *probe, const struct mg_ask *ask,
		   const struct mg_walk_end *end, int fd, struct mg_facts *facts);

#endif
