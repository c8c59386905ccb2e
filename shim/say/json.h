/* SPDX-License-Identifier: MIT */
/* Findings as one JSON object on one line. The names are promises: they are added to, never
 * changed. README.md describes them. Pure. */
#ifndef MG_SAY_JSON_H
#define MG_SAY_JSON_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "judge/guard.h"
#include "text/buf.h"

/* Adds the findings; passes only with --verbose. */
void mg_json_add_findings(struct mg_buf *buf, const struct mg_guard *guard, enum mg_exit exit_code);

/* Adds what is wrong with the expectations. */
void mg_json_add_spec(struct mg_buf *buf, const struct mg_spec *spec, const struct mg_plan *plan,
		      enum mg_exit exit_code);

/* Adds why mountguard could not do its work. */
void mg_json_add_err(struct mg_buf *buf, const char *text, const struct mg_plan *plan,
		     enum mg_exit exit_code);

/* Adds ,"mount":{...}, or null. */
void mg_json_add_mount(struct mg_buf *buf, const struct mg_mount *mount, enum mg_kind kind);

#endif
