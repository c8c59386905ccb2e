/* SPDX-License-Identifier: MIT */
/* The way to a path, component by component, in the probe child. */
#ifndef MG_PROBE_WALK_H
#define MG_PROBE_WALK_H

#include "child.h"

/* Where a walk came to its end because the next name does not exist. */
struct mg_walk_end {
	int fd; /* O_PATH, of facts->resolved, the last object that the walk reached; -1: the walk
		   arrived, or something else stopped it. The caller closes it. */
	char missed[MG_FACTS_FOUND_BYTES]; /* the names that were still to come, without "." and
					      doubled slashes; "": a ".." is among them, or they
					      are too long */
};

/* Opens ask->path O_PATH and fills in the part of *facts that is about the way: .walk_err,
 * .is_link, .link, .resolved, .missing and the mount. The fd, or -1: then .walk_err says why, or
 * .answer is MG_ANSWER_SPARED. */
int mg_walk_run(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts,
		struct mg_walk_end *end);

#endif
