/* SPDX-License-Identifier: MIT */
/* The recipe: reads the expectations, finds out what is really there, and starts the command or
 * refuses. Holds no logic of its own; the only file that exits. */
#include "command/launch.h"
#include "expect/options.h"
#include "expect/plan.h"
#include "expect/read.h"
#include "judge/guard.h"
#include "say/explain.h"
#include "say/report.h"
#include "say/snapshot.h"
#include "sys/signals.h"
#include "sys/sys.h"

#include <errno.h>

/* HEALTHCHECK knows 0 and 1, and reserves 2. */
static enum mg_exit
exit_code_in(const struct mg_options *options, enum mg_exit exit_code)
{
	if (options->mode == MG_MODE_HEALTH && exit_code != MG_EXIT_OK)
		return MG_EXIT_UNHEALTHY;
	return exit_code;
}

/* A signal ends a report, too, to whom nobody listens: a full pipe takes for ever. */
static enum mg_exit
give_up(const struct mg_options *options, const struct mg_signals *signals,
	const struct mg_err *err)
{
	enum mg_exit exit_code = exit_code_in(options, err->exit_code);

	mg_signals_restore(signals);
	mg_report_err(err, options, exit_code);
	mg_signals_hold(signals);
	return exit_code;
}

/* The exit code where a signal has ended the work, or 0: a call was interrupted, and by none of
 * those that we watch. */
static int
signal_exit(const struct mg_signals *signals, int result)
{
	int number = result == -EINTR ? mg_signals_wait(signals, 0) : 0;

	return number == 0 ? 0 : MG_EXIT_SIGNAL + number;
}

/* The end of every mode that checks. Returns the exit code; not at all, where the command is
 * started. */
static int
finish(const struct mg_options *options, const struct mg_signals *signals, enum mg_exit exit_code)
{
	struct mg_err err;
	int number;

	if (!mg_options_lets_start(options, exit_code))
		return (int)exit_code;
	number = mg_signals_wait(signals, 0);
	if (number != 0)
		return MG_EXIT_SIGNAL + number; /* it came while we checked: it is not lost */
	/* It returned: it failed. */
	(void)mg_launch_run(options->command, signals, &options->identity, &err);
	return (int)give_up(options, signals, &err);
}

static int
check(const struct mg_options *options, const struct mg_spec *spec,
      const struct mg_signals *signals)
{
	MG_CLEANUP(mg_guard_release)
	struct mg_guard attempt = {
		.spec = spec, .options = options, .signals = signals, .tell_wait = mg_report_wait
	};
	struct mg_err err;
	enum mg_exit exit_code;
	int result = mg_guard_run(&attempt, &err), ended = signal_exit(signals, result);

	if (ended != 0)
		return ended;
	if (result < 0)
		return finish(options, signals, give_up(options, signals, &err));
	exit_code = exit_code_in(options, mg_judge_exit(&attempt.findings));
	if (mg_guard_is_silent(&attempt)) /* the words of the report are not even loaded */
		return finish(options, signals, exit_code);
	mg_signals_restore(signals);
	mg_report_findings(&attempt, exit_code);
	mg_signals_hold(signals);
	return finish(options, signals, exit_code);
}

static int
run_guard(struct mg_options *options, const struct mg_signals *signals)
{
	MG_CLEANUP(mg_spec_release) struct mg_spec spec = { 0 };
	enum mg_exit exit_code;
	struct mg_err err;
	int result;

	/* A file of expectations may be a pipe, or lie on storage that hangs: a signal ends that,
	 * too. */
	mg_signals_restore(signals);
	result = mg_plan_identity(options, &err);
	if (result == 0)
		result = mg_read_spec(options, &spec, &err);
	mg_signals_hold(signals);
	if (result < 0)
		return (int)give_up(options, signals, &err);
	options->starts_anyway = options->warns_on_fail;
	if (spec.error_count > 0 || spec.count == 0) {
		exit_code = exit_code_in(options, MG_EXIT_CONFIG);
		mg_signals_restore(signals);
		mg_report_spec(&spec, options, exit_code);
		return (int)exit_code;
	}
	return check(options, &spec, signals);
}

/* The modes that only tell. */
static int
tell(struct mg_options *options, const struct mg_signals *signals)
{
	enum mg_exit exit_code = MG_EXIT_OK;
	struct mg_err err;
	int result = 0, ended;

	/* A saved table may be a pipe, and no probe is at work. (The modes that have one give the
	 * signals back themselves, before they print.) */
	if (options->mountinfo || options->mode > MG_MODE_SNAPSHOT)
		mg_signals_restore(signals);
	switch (options->mode) {
	case MG_MODE_GUARD:
	case MG_MODE_CHECK:
	case MG_MODE_HEALTH:
		break; /* they check */
	case MG_MODE_EXPLAIN:
		result = mg_explain_run(options, signals, &err);
		break;
	case MG_MODE_SNAPSHOT:
		if (!options->mountinfo) /* nobody is asked */
			result = mg_plan_identity(options, &err);
		if (result == 0)
			result = mg_snapshot_run(options, signals, &exit_code, &err);
		break;
	case MG_MODE_LIST_WORDS:
		result = mg_report_words(&err);
		break;
	case MG_MODE_HELP:
		result = mg_report_help(&err);
		break;
	case MG_MODE_VERSION:
		result = mg_report_version(&err);
		break;
	}
	ended = signal_exit(signals, result);
	if (ended != 0)
		return ended;
	return result < 0 ? (int)give_up(options, signals, &err) : (int)exit_code;
}

int
main(int argc, char **argv)
{
	MG_CLEANUP(mg_options_release) struct mg_options options = { 0 };
	struct mg_signals signals;
	struct mg_err err;

	mg_signals_block(&signals);
	mg_sys_occupy_std_fds();
	if (mg_options_parse(&options, argc, argv, &err) < 0 ||
	    mg_signals_watch(&signals, &err) < 0)
		return (int)give_up(&options, &signals, &err);
	return options.mode <= MG_MODE_HEALTH ? run_guard(&options, &signals)
					      : tell(&options, &signals);
}
