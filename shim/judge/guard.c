/* SPDX-License-Identifier: MIT */
/* Gather and judge, again and again until all holds or the time is over. */
#include "judge/guard.h"

#include "judge/get.h"
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

/* False: the time is over. Sleeps until the next try otherwise, or until a signal comes. */
static bool
is_worth_another(const struct mg_guard *guard, int64_t start_ms)
{
	const struct mg_plan *plan = guard->plan;
	int64_t left_ms = start_ms + plan->wait_ms - mg_sys_now_ms();

	if (left_ms <= 0)
		return false;
	(void)mg_signals_wait(guard->signals,
			      left_ms < plan->interval_ms ? left_ms : plan->interval_ms);
	return true;
}

static int
try_until(struct mg_guard *guard, struct mg_err *err)
{
	int64_t start_ms = mg_sys_now_ms();

	for (bool first = true;; first = false) {
		int result = try_once(guard, err);

		if (result < 0 || mg_judge_exit(&guard->findings) == MG_EXIT_OK)
			return result;
		if (first) {
			mg_signals_restore(
				guard->signals); /* the reader may have stopped reading */
			guard->tell_wait(&guard->findings, guard->plan);
			mg_signals_hold(guard->signals);
		}
		if (!is_worth_another(guard, start_ms))
			return 0;
		if (mg_signals_wait(guard->signals, 0) != 0)
			return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on");
	}
}

/* Asks the server of --http. Behind the storage, which may be why the server does not answer. */
static int
ask_server(struct mg_guard *guard, struct mg_err *err)
{
	const struct mg_plan *plan = guard->plan;

	if (mg_get_run(&plan->http, plan->timeout_ms, guard->signals->fd, &guard->get) < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on");
	guard->findings.get = &guard->get;
	guard->findings.get_verdict = mg_get_judge(&guard->get);
	return 0;
}

int
mg_guard_run(struct mg_guard *guard, struct mg_err *err)
{
	const struct mg_spec *spec = guard->spec;
	struct mg_survey *survey = &guard->survey;
	int result = mg_survey_init(survey, spec->count, guard->plan, guard->signals, err);

	if (result < 0)
		return result;
	for (size_t i = 0; i < spec->count; i++) {
		mg_judge_ask(&spec->rules[i], &survey->asks[i]);
		survey->subjects[i].path = spec->rules[i].path;
		survey->subjects[i].key = spec->rules[i].key;
		survey->subjects[i].rule = &spec->rules[i];
	}
	result = try_until(guard, err);
	if (result == 0 && guard->plan->http.text)
		result = ask_server(guard, err);
	return result;
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
