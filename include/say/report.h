/* SPDX-License-Identifier: MIT */
/* What is printed about expectations: to standard error, if a command follows. */
#ifndef MG_SAY_REPORT_H
#define MG_SAY_REPORT_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/guard.h"
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

/* Print to standard output what the user asked for. A failure to write is an error, unless the
 * reader of a pipe has left. Return 0 or -errno with *err. */
int mg_report_print(const struct mg_buf *buf, struct mg_err *err);
int mg_report_help(struct mg_err *err);
int mg_report_version(struct mg_err *err);
int mg_report_words(struct mg_err *err);

#endif
