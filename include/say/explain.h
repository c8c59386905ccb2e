/* SPDX-License-Identifier: MIT */
/* --explain: what backs each path, or each mount that is not the kernel's. A table for people, or
 * JSON. */
#ifndef MG_SAY_EXPLAIN_H
#define MG_SAY_EXPLAIN_H

#include "expect/plan.h"
#include "sys/signals.h"
#include "text/err.h"

/* Prints to standard output. The words behind the options are paths; without any, all mounts are
 * explained. With plan->mountinfo a saved table is read, and no storage is touched. Returns 0,
 * -EINTR (a signal is pending) or another -errno with *err. */
int mg_explain_run(const struct mg_plan *plan, const struct mg_signals *signals,
		   struct mg_err *err);

#endif
