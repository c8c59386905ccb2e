/* SPDX-License-Identifier: MIT */
/* Gather and judge, again and again until all holds or the time is over. */
#include "judge/guard.h"

#include "expect/plan.h"
#include "judge/get.h"
#include "sys/sys.h"

#include <errno.h>
#include <stdlib.h>

static void
free_subjects(struct mg_subject **subjects)
{
	free(*subjects);
}

/* What the gathered facts say about one path. Without the id of "/", no kind can be told. */
static void
fill_subject(const struct mg_survey *gather, size_t index, struct mg_subject *subject)
{
	const struct mg_facts *facts = mg_survey_facts(gather, index);

	*subject = (struct mg_subject){
		.path = gather->asks[index].path,
		.facts = facts,
		.timeout_ms = gather->timeout_ms,
	};
	if (facts->has_mount_id && gather->has_root_id)
		subject->mount = mg_mounts_find(&gather->mounts, facts->mount_id);
	if (subject->mount)
		subject->backing = mg_subject_backing(&gather->container, subject->mount, facts);
	subject->is_unlocated = mg_survey_gives_no_ids(gather);
}

/* One pass. */
static int
try_once(struct mg_guard *attempt, struct mg_err *err)
{
	struct mg_survey *gather = &attempt->gather;
	MG_CLEANUP(free_subjects)
	struct mg_subject *subjects = calloc(gather->count, sizeof(*subjects));
	int result;

	mg_findings_release(&attempt->findings); /* they borrow from the table that is read anew */
	result = mg_survey_run(gather, err);
	if (result < 0)
		return result;
	attempt->scene = (struct mg_scene){
		.mounts = &gather->mounts,
		.container = gather->container,
		.signs = &gather->signs,
		.actor = gather->actor.is_known ? &gather->actor : NULL,
		.hides_owners = gather->hides_owners,
		.is_user_namespace = gather->is_user_namespace,
		.changes_user = attempt->plan->identity.has_user,
		.is_waiting = attempt->plan->wait_ms > 0,
		.note = attempt->spec->note.text,
		.hides_passes = attempt->plan->verbosity != MG_VERBOSE,
	};
	/* Only now, that a message needs the names. */
	if (gather->actor.is_known) {
		mg_accounts_release(&attempt->accounts);
		mg_plan_read_accounts(&attempt->accounts);
		attempt->scene.accounts = &attempt->accounts;
	}
	for (size_t i = 0; subjects && i < gather->count; i++)
		fill_subject(gather, i, &subjects[i]);
	if (!subjects ||
	    mg_judge_run(attempt->spec, &attempt->scene, subjects, &attempt->findings) < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot judge");
	return 0;
}

/* False: the time is over. Sleeps until the next try otherwise, or until a signal comes. */
static bool
is_worth_another(const struct mg_guard *attempt, int64_t start_ms)
{
	const struct mg_plan *plan = attempt->plan;
	int64_t left_ms = start_ms + plan->wait_ms - mg_sys_now_ms();

	if (left_ms <= 0)
		return false;
	(void)mg_signals_wait(attempt->signals,
			      left_ms < plan->interval_ms ? left_ms : plan->interval_ms);
	return true;
}

static int
try_until(struct mg_guard *attempt, struct mg_err *err)
{
	int64_t start_ms = mg_sys_now_ms();

	for (bool first = true;; first = false) {
		int result = try_once(attempt, err);

		if (result < 0 || mg_judge_exit(&attempt->findings) == MG_EXIT_OK)
			return result;
		if (first) {
			mg_signals_restore(attempt->signals); /* nobody may be reading */
			attempt->tell_wait(&attempt->findings, attempt->plan);
			mg_signals_hold(attempt->signals);
		}
		if (!is_worth_another(attempt, start_ms))
			return 0;
		if (mg_signals_wait(attempt->signals, 0) != 0)
			return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on");
	}
}

/* Behind the storage, which may be why the server does not answer. */
static int
ask_server(struct mg_guard *attempt, struct mg_err *err)
{
	if (mg_get_run(&attempt->plan->http, attempt->plan->timeout_ms, attempt->signals->fd,
		       &attempt->get) < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on");
	attempt->findings.get = &attempt->get;
	attempt->findings.get_verdict = mg_get_judge(&attempt->get);
	return 0;
}

int
mg_guard_run(struct mg_guard *attempt, struct mg_err *err)
{
	const struct mg_spec *spec = attempt->spec;
	int result;

	attempt->asks = calloc(spec->count, sizeof(*attempt->asks));
	if (!attempt->asks)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	for (size_t i = 0; i < spec->count; i++)
		mg_judge_ask(&spec->rules[i], &attempt->asks[i]);
	result = mg_survey_init(&attempt->gather, attempt->asks, spec->count, err);
	if (result < 0)
		return result;
	attempt->gather.timeout_ms = attempt->plan->timeout_ms;
	attempt->gather.signal_fd = attempt->signals->fd;
	attempt->gather.identity = &attempt->plan->identity;
	result = try_until(attempt, err);
	if (result == 0 && attempt->plan->http.text)
		result = ask_server(attempt, err);
	return result;
}

bool
mg_guard_is_silent(const struct mg_guard *attempt)
{
	const struct mg_plan *plan = attempt->plan;

	return mg_findings_hold(&attempt->findings) && plan->verbosity != MG_VERBOSE &&
	       !plan->is_json && !attempt->scene.note;
}

void
mg_guard_release(struct mg_guard *attempt)
{
	mg_findings_release(&attempt->findings);
	mg_survey_release(&attempt->gather);
	mg_accounts_release(&attempt->accounts);
	free(attempt->asks);
	*attempt = (struct mg_guard){ 0 };
}
