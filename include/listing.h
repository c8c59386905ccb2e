/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own, found in the probe child. */
#ifndef MG_LISTING_H
#define MG_LISTING_H

#include "probe.h"

/* Lists the directory that the O_PATH fd refers to, and that facts->resolved and facts->mount_id
 * name, into facts->listing. Stops at the first entry that counts once every pattern of ask has
 * matched. 0, or an errno. */
int mg_listing_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		   struct mg_facts *facts);

/* Looks among the entries of the directory behind the O_PATH fd for one whose name is like
 * facts->missing, and puts it into facts->near. Only the first MG_LISTING_NEAR_MAX entries are
 * looked at. */
#define MG_LISTING_NEAR_MAX 4096
void mg_listing_near(int fd, struct mg_facts *facts);

#endif
