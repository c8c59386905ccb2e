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

/* Begins the object of a mode: adds its version and the name of the mode. */
void mg_json_begin(struct mg_buf *buf, enum mg_mode mode);

/* Add one member of an object, "name":VALUE, behind a comma if it is not the first one. value NULL:
 * null. A raw value is added as it is. */
void mg_json_add_text(struct mg_buf *buf, const char *name, const char *value);
void mg_json_add_raw(struct mg_buf *buf, const char *name, const char *value);
void mg_json_add_number(struct mg_buf *buf, const char *name, uint64_t value);
void mg_json_add_bool(struct mg_buf *buf, const char *name, bool value);

/* Adds "mount":{...}, or null. */
void mg_json_add_mount(struct mg_buf *buf, const struct mg_mount *mount, enum mg_kind kind);

#endif
