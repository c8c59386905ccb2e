/* SPDX-License-Identifier: MIT */
/* What is printed: findings and errors to standard error, if a command follows, and what the user
 * asked for to standard output. */
#ifndef MG_SAY_REPORT_H
#define MG_SAY_REPORT_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/guard.h"
#include "sys/signals.h"
#include "text/err.h"

/* At most this much is printed by --health: Docker keeps the first 4,096 bytes of a check. */
#define MG_REPORT_HEALTH_BYTES 4096

/* Prints the findings that the verbosity lets through, and the outcome. Prints nothing when all is
 * well, unless --verbose asks for it. */
void mg_report_findings(const struct mg_guard *guard, enum mg_exit exit_code);

/* Prints what does not hold yet, with --wait, before the first pause. */
void mg_report_wait(const struct mg_findings *findings, const struct mg_plan *plan);

/* Prints all that is wrong with the expectations, and that nothing was started. */
void mg_report_spec(const struct mg_spec *spec, const struct mg_plan *plan, enum mg_exit exit_code);

/* Prints why mountguard could not do its work; or, with MG_EXIT_OK, a note about work that was
 * done.
 */
void mg_report_err(const struct mg_err *err, const struct mg_plan *plan, enum mg_exit exit_code);

/* Prints what had to be mended in a saved table, if anything. */
void mg_report_mended(const struct mg_mounts *mounts, const struct mg_plan *plan);

/* Print to standard output what the user asked for: a text, or that of --help, --version and
 * --list-words. A failure to write is an error, unless the reader of a pipe has left. Return 0 or
 * -errno with *err. */
int mg_report_print(const struct mg_buf *buf, struct mg_err *err);
int mg_report_mode(enum mg_mode mode, struct mg_err *err);

/* Print to standard output what backs each path (--explain: a table for people, or JSON), or
 * expectations that describe this container as it is (--snapshot: in the grammar of a file of them,
 * or JSON). The words behind the options are paths; without any, all mounts are described but the
 * kernel's (and, by --snapshot, the engine's own). With plan->mountinfo a saved table is read, and
 * no storage is touched. Return 0, -EINTR (a signal is pending) or another -errno with *err. */
int mg_explain_run(const struct mg_plan *plan, const struct mg_signals *signals,
		   struct mg_err *err);

/* Prints only words that hold at this moment. A path that is not as it should be is left out with a
 * comment, and sets *exit_code (MG_EXIT_FAILED: stale or silent; MG_EXIT_UNKNOWN: could not tell).
 */
int mg_snapshot_run(const struct mg_plan *plan, const struct mg_signals *signals,
		    enum mg_exit *exit_code, struct mg_err *err);

#endif
