/* SPDX-License-Identifier: MIT */
/* --install: a copy of this program, whole or not at all. */
#ifndef MG_COMMAND_INSTALL_H
#define MG_COMMAND_INSTALL_H

#include "text/err.h"

/* Copies /proc/self/exe to target, with mode 0555 and in one step. A target that is a directory
 * gets a file "mountguard". Returns 0; 1 with a note in *err where it succeeded, but not where it
 * was meant to, it seems; or -errno with *err: MG_EXIT_FAILED where the target does not take it.
 * Then nothing is left. */
int mg_install_run(const char *target, struct mg_err *err);

#endif
