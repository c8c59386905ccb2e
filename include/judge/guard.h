/* SPDX-License-Identifier: MIT */
/* Surveys and judges until all expectations hold or the time of --wait is over. */
#ifndef MG_JUDGE_GUARD_H
#define MG_JUDGE_GUARD_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/judge.h"
#include "probe/survey.h"
#include "sys/signals.h"
#include "text/err.h"

/* The caller sets and owns the first four members. The guard owns the others. */
struct mg_guard {
	const struct mg_spec *spec;
	const struct mg_plan *plan;
	const struct mg_signals *signals;
	/* Prints once what the guard waits for. */
	void (*tell_wait)(const struct mg_findings *findings, const struct mg_plan *plan);

	struct mg_survey survey;
	struct mg_findings findings; /* of the last pass; they borrow from .survey and .get */
	struct mg_get get;	     /* of --http, after the last pass */
};

/* Returns 0; -EINTR when a watched signal has come, which is still pending; or another -errno. Each
 * failure has *err. The caller releases *guard in any case. */
int mg_guard_run(struct mg_guard *guard, struct mg_err *err);

/* Whether the last pass has nothing to say to the user. */
bool mg_guard_is_silent(const struct mg_guard *guard);

void mg_guard_release(struct mg_guard *guard);

#endif
