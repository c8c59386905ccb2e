/* SPDX-License-Identifier: MIT */
/* What there is: the paths that the user names, or all mounts that are not the kernel's, each with
 * what backs it. From the live system, or from a saved table without touching any storage. */
#ifndef MG_PROBE_INVENTORY_H
#define MG_PROBE_INVENTORY_H

#include "expect/plan.h"
#include "mounts/kind.h"
#include "probe/survey.h"
#include "sys/signals.h"
#include "text/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All is borrowed from the inventory, and the path perhaps from argv. */
struct mg_entry {
	const char *path;
	bool is_given;		      /* the user named it; else it is a mount point of the table */
	const struct mg_mount *mount; /* that it lies on; NULL: could not tell */
	const struct mg_facts *facts; /* NULL: from a saved table */
	struct mg_backing backing;
	bool is_hidden; /* another mount covers it */
};

struct mg_inventory {
	struct mg_mounts listed; /* the table that the mount points are from */
	struct mg_ask *asks;	 /* one for each entry */
	struct mg_survey gather;
	const struct mg_mounts *mounts; /* the table that the entries' mounts are from */
	struct mg_container container;
	struct mg_signs signs;
	struct mg_entry *entries;
	size_t count;
	bool shows_all; /* --verbose: what engines mount into every container, too */
};

/* Lists the paths. Their mounts are those that the table alone gives them, as if there were no
 * links; .asks[i].needs may be added to. Returns 0 or -errno with *err. To be released in any
 * case. */
int mg_inventory_list(struct mg_inventory *inventory, const struct mg_plan *plan,
		      struct mg_err *err);

/* Finds what backs them, and the facts. Returns 0, -EINTR (a signal is pending) or another -errno
 * with *err. */
int mg_inventory_find(struct mg_inventory *inventory, const struct mg_plan *plan,
		      const struct mg_signals *signals, struct mg_err *err);

void mg_inventory_release(struct mg_inventory *inventory);

#endif
