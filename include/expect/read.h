/* SPDX-License-Identifier: MIT */
/* Where expectations come from: reads the file, the variable and the flags into a spec. */
#ifndef MG_EXPECT_READ_H
#define MG_EXPECT_READ_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "mounts/table.h"
#include "text/err.h"

/* Adds all three, in their order. What is wrong with an expectation is in spec->errors; returns
 * -errno with *err only when a source cannot be read at all. */
int mg_read_spec(const struct mg_options *options, struct mg_spec *spec, struct mg_err *err);

/* The mount table, from a saved file, or the live one where file is NULL. */
int mg_read_mounts(const char *file, struct mg_mounts *mounts, struct mg_err *err);

#endif
