/* SPDX-License-Identifier: MIT */
/* The command line and its environment twins, by one table. */
#ifndef MG_EXPECT_OPTIONS_H
#define MG_EXPECT_OPTIONS_H

#include "expect/plan.h"
#include "text/buf.h"

#define MG_OPTIONS_DEFAULT_FILE "/etc/mountguard.conf"

/* Reads all of argv, then the environment for what argv does not say, into *plan. On failure
 * returns -errno with the first error in *err; every other option is in *plan all the same, so that
 * the error is reported in the mode and the format that were asked for. */
int mg_options_parse(struct mg_plan *plan, int argc, char **argv, struct mg_err *err);

/* Adds the text of --help. */
void mg_options_help(struct mg_buf *buf);

/* "guard", or the name of the option that chooses the mode. */
const char *mg_options_mode_name(enum mg_mode mode);

#endif
