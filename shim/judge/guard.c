/* SPDX-License-Identifier: MIT */
/* Gather and judge, again and again until all holds or the time is over. */
#include "judge/guard.h"

#include "sys/sys.h"

#include <errno.h>

/* One pass: survey, judge, advise. */
static int
try_once(struct mg_guard *guard, struct mg_err *err)
{
	const struct mg_plan *plan = guard->plan;
	struct mg_survey *survey = &guard->survey;
	int result;

	mg_findings_release(&guard->findings); /* they borrow from the table that is read anew */
	result = mg_survey_run(survey, err);
	if (result < 0)
		return result;
	result = mg_judge_run(guard->spec, survey->subjects, plan->verbosity == MG_VERBOSE,
			      &guard->findings);
	if (result == 0 && (guard->findings.count > 0 || plan->is_json)) {
		mg_survey_find_place(survey);
		mg_survey_read_names(survey);
		result = mg_findings_advise(&guard->findings, survey, plan);
	}
	if (result < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot judge");
	return 0;
}

static int
try_until(struct mg_guard *guard, struct mg_err *err)
{
	const struct mg_plan *plan = guard->plan;
	int64_t end_ms = mg_sys_now_ms() + plan->wait_ms;

	for (bool first = true;; first = false) {
		int result = try_once(guard, err);
		int64_t left_ms;

		if (result < 0 || mg_judge_exit(&guard->findings) == MG_EXIT_OK)
			return result;
		if (first) {
			/* A signal must end a write to a reader that has stopped. */
			mg_signals_restore(guard->signals);
			guard->tell_wait(&guard->findings, plan);
			mg_signals_hold(guard->signals);
		}
		left_ms = end_ms - mg_sys_now_ms();
		if (left_ms <= 0)
			return 0;
		if (left_ms > plan->interval_ms)
			left_ms = plan->interval_ms;
		if (mg_signals_wait(guard->signals, left_ms))
			return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on");
	}
}

int
mg_guard_run(struct mg_guard *guard, struct mg_err *err)
{
	const struct mg_spec *spec = guard->spec;
	const struct mg_plan *plan = guard->plan;
	struct mg_survey *survey = &guard->survey;
	int result = mg_survey_init(survey, spec->count, plan, guard->signals, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < spec->count; i++) {
		mg_judge_ask(&spec->rules[i], &survey->asks[i]);
		if (plan->mode == MG_MODE_GUARD && survey->asks[i].needs & MG_NEED_LOCK)
			survey->asks[i].needs |= MG_NEED_TAKE;
		survey->subjects[i].path = spec->rules[i].path;
		survey->subjects[i].key = spec->rules[i].key;
		survey->subjects[i].rule = &spec->rules[i];
	}
	result = try_until(guard, err);
	if (result < 0 || !plan->http.text)
		return result;
	/* Ask after the storage, which may be why the server does not answer. */
	if (mg_get_run(&plan->http, plan->timeout_ms, guard->signals->fd, &guard->get) < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on");
	guard->findings.get = &guard->get;
	guard->findings.get_verdict = mg_get_judge(&guard->get);
	return 0;
}

bool
mg_guard_is_silent(const struct mg_guard *guard)
{
	const struct mg_plan *plan = guard->plan;

	return mg_findings_hold(&guard->findings) && plan->verbosity != MG_VERBOSE &&
	       !plan->is_json && !guard->spec->note.text;
}

void
mg_guard_release(struct mg_guard *guard)
{
	mg_findings_release(&guard->findings);
	mg_survey_release(&guard->survey);
	*guard = (struct mg_guard){ 0 };
}
