/* SPDX-License-Identifier: MIT */
/* --snapshot: expectations that describe this container as it is, in the grammar of a file of them
 * (spec.h), or JSON. */
#ifndef MG_SAY_SNAPSHOT_H
#define MG_SAY_SNAPSHOT_H

#include "expect/plan.h"
#include "sys/signals.h"
#include "text/err.h"

/* Prints to standard output. The words behind the options are paths; without any, all mounts are
 * described but the kernel's and the engine's own. Only words that hold at this moment are printed.
 * A path that is not as it should be is left out with a comment, and sets *exit_code
 * (MG_EXIT_FAILED: stale or silent; MG_EXIT_UNKNOWN: could not tell). Returns 0, -EINTR (a signal
 * is pending) or another -errno with *err. */
int mg_snapshot_run(const struct mg_plan *plan, const struct mg_signals *signals,
		    enum mg_exit *exit_code, struct mg_err *err);

#endif
