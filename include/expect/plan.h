/* SPDX-License-Identifier: MIT */
/* What --user, --caps and --no-new-privs come to in this container. */
#ifndef MG_EXPECT_PLAN_H
#define MG_EXPECT_PLAN_H

#include "command/accounts.h"
#include "expect/options.h"
#include "text/err.h"

/* Fills in options->identity, and sets HOME as gosu does where there is a --user. Reads /etc/passwd
 * and /etc/group only then. Returns 0, or -errno with *err: the command line is wrong, or the files
 * cannot be read. */
int mg_plan_identity(struct mg_options *options, struct mg_err *err);

/* Reads both files; what failed is in them. */
void mg_plan_read_accounts(struct mg_accounts *accounts);

#endif
