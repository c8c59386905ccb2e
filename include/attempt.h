/* SPDX-License-Identifier: MIT */
/* Gather and judge, again and again until all holds or the time is over. */
#ifndef MG_ATTEMPT_H
#define MG_ATTEMPT_H

#include "err.h"
#include "gather.h"
#include "guard.h"
#include "options.h"
#include "signals.h"
#include "spec.h"

/* The first three are set by the caller and borrowed; the rest is owned. */
struct mg_attempt {
	const struct mg_spec *spec;
	const struct mg_options *options;
	const struct mg_signals *signals;

	struct mg_ask *asks;
	struct mg_gather gather;
	struct mg_accounts accounts; /* read when somebody was denied */
	struct mg_scene scene;	     /* of the last pass */
	struct mg_findings findings; /* of the last pass; they borrow from .gather */
};

/* Returns 0; -EINTR when a watched signal has come (it is still pending); or another -errno; all
 * with *err. To be released in any case. */
int mg_attempt_run(struct mg_attempt *attempt, struct mg_err *err);

/* Whether the last pass has nothing to say to the user. */
bool mg_attempt_is_silent(const struct mg_attempt *attempt);

void mg_attempt_release(struct mg_attempt *attempt);

#endif
