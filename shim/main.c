/* SPDX-License-Identifier: MIT */
/* The recipe: reads what the user expects, checks it against what is really there, and starts the
 * command or refuses. The only file that exits. */
#include "command/install.h"
#include "command/launch.h"
#include "expect/plan.h"
#include "judge/guard.h"
#include "say/report.h"
#include "sys/signals.h"
#include "sys/sys.h"

/* Reports the error. A watched signal ends the process instead, if it has come before the report or
 * comes while a full pipe blocks the report. */
static enum mg_exit
give_up(const struct mg_plan *plan, const struct mg_signals *signals, const struct mg_err *err)
{
	enum mg_exit exit_code = mg_plan_exit_code(plan, err->exit_code);

	mg_signals_restore(signals);
	mg_report_err(err, plan, exit_code);
	return exit_code;
}

/* Starts the command, if exit_code and --on-fail allow it. Returns the exit code if the command was
 * not started. A signal that came during the checks ends the process before the start. */
static int
finish(const struct mg_plan *plan, const struct mg_signals *signals, enum mg_exit exit_code)
{
	struct mg_err err;

	if (!mg_plan_allows_start(plan, exit_code))
		return (int)exit_code;
	(void)mg_launch_run(plan->command, signals, &plan->identity, &err); /* returns on failure */
	return (int)give_up(plan, signals, &err);
}

/* Returns MG_EXIT_OK with expectations in *spec, or reports what is wrong with them. */
static enum mg_exit
read_expectations(struct mg_plan *plan, const struct mg_signals *signals, struct mg_spec *spec)
{
	enum mg_exit exit_code = MG_EXIT_OK;
	struct mg_err err;
	int result;

	/* The file may be a pipe whose writer takes its time: a signal ends the process there. */
	mg_signals_restore(signals);
	result = mg_plan_identity(plan, &err);
	if (result == 0)
		result = mg_read_spec(plan, spec, &err);
	if (result < 0)
		return give_up(plan, signals, &err);
	if (spec->error_count > 0 || spec->count == 0) {
		exit_code = mg_plan_exit_code(plan, MG_EXIT_CONFIG);
		mg_report_spec(spec, plan, exit_code);
	}
	mg_signals_hold(signals);
	plan->starts_anyway = plan->options.warns_on_fail;
	return exit_code;
}

/* The modes that check. */
static int
check(struct mg_plan *plan, const struct mg_signals *signals)
{
	MG_CLEANUP(mg_spec_release) struct mg_spec spec = { 0 };
	MG_CLEANUP(mg_guard_release)
	struct mg_guard attempt = {
		.spec = &spec, .plan = plan, .signals = signals, .tell_wait = mg_report_wait
	};
	enum mg_exit exit_code = read_expectations(plan, signals, &spec);
	struct mg_err err;

	if (exit_code != MG_EXIT_OK)
		return (int)exit_code;
	if (mg_guard_run(&attempt, &err) < 0)
		return finish(plan, signals, give_up(plan, signals, &err));
	exit_code = mg_plan_exit_code(plan, mg_judge_exit(&attempt.findings));
	if (!mg_guard_is_silent(&attempt)) { /* if silent, the report's pages are never loaded */
		mg_signals_restore(signals);
		mg_report_findings(&attempt, exit_code);
	}
	return finish(plan, signals, exit_code);
}

/* The modes that only tell. */
static int
tell(struct mg_plan *plan, const struct mg_signals *signals)
{
	enum mg_exit exit_code = MG_EXIT_OK;
	struct mg_err err;
	int result = 0;

	/* A saved table may be a pipe, and no probe runs. A mode with a probe restores the signals
	 * itself before it prints. */
	if (plan->mountinfo || plan->mode > MG_MODE_SNAPSHOT)
		mg_signals_restore(signals);
	switch (plan->mode) {
	case MG_MODE_GUARD:
	case MG_MODE_CHECK:
	case MG_MODE_HEALTH:
		break; /* see check() */
	case MG_MODE_EXPLAIN:
		result = mg_explain_run(plan, signals, &err);
		break;
	case MG_MODE_SNAPSHOT:
		mg_signals_restore(signals); /* a signal ends the process while files are read */
		if (!plan->mountinfo)	     /* a saved table is described without a user */
			result = mg_plan_identity(plan, &err);
		mg_signals_hold(signals);
		if (result == 0)
			result = mg_snapshot_run(plan, signals, &exit_code, &err);
		break;
	case MG_MODE_INSTALL:
		result = mg_install_run(plan->install, &err);
		if (result > 0 && plan->verbosity != MG_QUIET && !plan->is_json)
			mg_report_err(&err, plan, exit_code);
		break;
	case MG_MODE_LIST_WORDS:
	case MG_MODE_HELP:
	case MG_MODE_VERSION:
		result = mg_report_mode(plan->mode, &err);
		break;
	}
	return result < 0 ? (int)give_up(plan, signals, &err) : (int)exit_code;
}

int
main(int argc, char **argv)
{
	MG_CLEANUP(mg_plan_release) struct mg_plan plan = { 0 };
	struct mg_signals signals;
	struct mg_err err;

	mg_signals_block(&signals);
	mg_sys_occupy_std_fds();
	if (mg_options_parse(&plan, argc, argv, &err) < 0 || mg_signals_watch(&signals, &err) < 0)
		return (int)give_up(&plan, &signals, &err);
	return plan.mode <= MG_MODE_HEALTH ? check(&plan, &signals) : tell(&plan, &signals);
}
