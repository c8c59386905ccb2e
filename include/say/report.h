/* SPDX-License-Identifier: MIT */
/* Everything that is said about expectations: to standard error while the guard is a guard. */
#ifndef MG_SAY_REPORT_H
#define MG_SAY_REPORT_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/judge.h"
#include "text/err.h"

/* At most this much is printed by --health: Docker keeps the first 4,096 bytes of a check. */
#define MG_REPORT_HEALTH_BYTES 4096

/* The findings that the verbosity lets through, and the outcome. Nothing, when all is well and
 * nobody asked. */
void mg_report_findings(const struct mg_findings *findings, struct mg_scene *scene,
			const struct mg_plan *plan, enum mg_exit exit_code);

/* With --wait, before the first pause: what does not hold yet. */
void mg_report_wait(const struct mg_findings *findings, const struct mg_plan *plan);

/* What is wrong with the expectations, all of it, and that therefore nothing was started. */
void mg_report_spec(const struct mg_spec *spec, const struct mg_plan *plan, enum mg_exit exit_code);

/* What fails nothing, in one line; "" is none. */
void mg_report_note(const struct mg_buf *note, const struct mg_plan *plan);

/* Why we could not do our work. */
void mg_report_err(const struct mg_err *err, const struct mg_plan *plan, enum mg_exit exit_code);

/* What had to be mended in a saved table, if anything. */
void mg_report_mended(const struct mg_mounts *mounts, const struct mg_plan *plan);

/* To standard output goes what was asked for, and what cannot be written is an error (but for a
 * pipe that nobody reads any more). Return 0 or -errno with *err. */
int mg_report_print(const struct mg_buf *buf, struct mg_err *err);
int mg_report_help(struct mg_err *err);
int mg_report_version(struct mg_err *err);
int mg_report_words(struct mg_err *err);

#endif
