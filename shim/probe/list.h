/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own, found in the probe child. */
#ifndef MG_PROBE_LIST_H
#define MG_PROBE_LIST_H

#include "child.h"

#include <stdint.h>

/* Lists the directory that the O_PATH fd refers to, and that facts->resolved and facts->mount_id
 * name, into facts->listing. Stops at the first entry that counts once every pattern of ask has
 * matched. 0, or an errno. */
int mg_list_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		struct mg_facts *facts);

/* Reads the directory behind the O_PATH fd, which facts->resolved names: into facts->near an entry
 * whose name is like facts->missing, and into facts->nearby the first of its own entries. Looks at
 * MG_LISTING_NEAR_MAX entries at the most, and at none any more once until_ms is over. */
#define MG_LISTING_NEAR_MAX 4096
void mg_list_near(const struct mg_probe *probe, int fd, int64_t until_ms, struct mg_facts *facts);

#endif
