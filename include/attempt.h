/* SPDX-License-Identifier: MIT */
/* Gather and judge, again and again until all holds or the time is over. */
#ifndef MG_ATTEMPT_H
#define MG_ATTEMPT_H

#include "err.h"
#include "guard.h"
#include "options.h"
#include "signals.h"
#include "spec.h"

struct mg_attempt {
	const struct mg_spec *spec;
	const struct mg_options *options;
	const struct mg_signals *signals;
};

/* The findings of the last pass go to *findings, which the caller releases. Returns 0; -EINTR when
 * a watched signal has come (it is still pending); or another -errno with *err. */
int mg_attempt_run(const struct mg_attempt *attempt, struct mg_findings *findings,
		   struct mg_err *err);

#endif
