/* SPDX-License-Identifier: MIT */
/* Reads the expectations from all of their sources, and the mount table. */
#ifndef MG_EXPECT_READ_H
#define MG_EXPECT_READ_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "mounts/table.h"
#include "text/err.h"

/* Adds the file, the variable MOUNTGUARD_EXPECT and the flags to *spec, in this order. Returns 0,
 * also with wrong expectations: these are in spec->errors. Returns -errno with *err if a source
 * cannot be read. */
int mg_read_spec(const struct mg_options *options, struct mg_spec *spec, struct mg_err *err);

/* Reads the mount table saved in file, or the live one if file is NULL. Returns 0 or -errno with
 * *err. A saved table that is missing or malformed is MG_EXIT_CONFIG. */
int mg_read_mounts(const char *file, struct mg_mounts *mounts, struct mg_err *err);

#endif
