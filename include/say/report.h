/* SPDX-License-Identifier: MIT */
/* Prints findings and errors to standard error, and what the user asked for to standard output.
 * JSON goes to standard error only where a command follows. */
#ifndef MG_SAY_REPORT_H
#define MG_SAY_REPORT_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/guard.h"
#include "sys/signals.h"
#include "text/err.h"

/* --health prints at most this much: Docker keeps the first 4,096 bytes of a check. */
#define MG_REPORT_HEALTH_BYTES 4096

/* Prints the findings that the verbosity lets through, and the outcome. Prints nothing when all is
 * well, unless --verbose asks for it. */
void mg_report_findings(const struct mg_guard *guard, enum mg_exit exit_code);

/* Prints what does not hold yet, with --wait, before the first pause. */
void mg_report_wait(const struct mg_findings *findings, const struct mg_plan *plan);

/* Prints all that is wrong with the expectations, and that nothing was started. */
void mg_report_spec(const struct mg_spec *spec, const struct mg_plan *plan, enum mg_exit exit_code);

/* Prints why mountguard could not do its work. With MG_EXIT_OK prints a note about work done. */
void mg_report_err(const struct mg_err *err, const struct mg_plan *plan, enum mg_exit exit_code);

/* Prints what had to be mended in a saved table, if anything. */
void mg_report_mended(const struct mg_mounts *mounts, const struct mg_plan *plan);

/* Print to standard output the text in buf, or that of --help, --version or --list-words. A failure
 * to write is an error, unless the reader of a pipe has left. Return 0 or -errno with *err. */
int mg_report_print(const struct mg_buf *buf, struct mg_err *err);
int mg_report_mode(enum mg_mode mode, struct mg_err *err);

/* Prints to standard output what backs each path of plan->command: a table for people, or JSON.
 * Without paths, describes all mounts but the kernel's. With plan->mountinfo reads a saved table,
 * and touches no storage. Returns 0, -EINTR (a signal is pending) or another -errno with *err. */
int mg_explain_run(const struct mg_plan *plan, const struct mg_signals *signals,
		   struct mg_err *err);

/* As mg_explain_run(), but prints expectations. Without paths leaves out the engine's mounts, as
 * the table of --explain does without --verbose. Prints only words that hold now. A wrong path is
 * left out with a comment, and sets *exit_code (MG_EXIT_FAILED: stale or silent; MG_EXIT_UNKNOWN:
 * could not tell). */
int mg_snapshot_run(const struct mg_plan *plan, const struct mg_signals *signals,
		    enum mg_exit *exit_code, struct mg_err *err);

#endif
