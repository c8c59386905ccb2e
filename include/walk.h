/* SPDX-License-Identifier: MIT */
/* The way to a path, component by component, in the probe child. */
#ifndef MG_WALK_H
#define MG_WALK_H

#include "probe.h"

/* Opens ask->path O_PATH and fills in the part of *facts that is about the way: .walk_err,
 * .is_link, .resolved, .missing and the mount. The fd, or -1: then .walk_err says why, or .answer
 * is MG_ANSWER_SPARED. */
int mg_walk_run(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts);

#endif
