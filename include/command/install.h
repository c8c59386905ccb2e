/* SPDX-License-Identifier: MIT */
/* --install: a copy of this program, whole or not at all. */
#ifndef MG_COMMAND_INSTALL_H
#define MG_COMMAND_INSTALL_H

#include "text/err.h"

/* Copies /proc/self/exe to target, with mode 0555 and in one step. A target that is a directory
 * gets a file "mountguard". Returns 0; 1 with a note in *err where the copy seems to be in the
 * wrong place; or -errno with *err, and leaves nothing. MG_EXIT_FAILED: the target refuses it. */
int mg_install_run(const char *target, struct mg_err *err);

#endif
