/* SPDX-License-Identifier: MIT */
/* --install: a copy of this program, whole or not at all. */
#ifndef MG_COMMAND_INSTALL_H
#define MG_COMMAND_INSTALL_H

#include "text/buf.h"
#include "text/err.h"

/* Copies /proc/self/exe to target, with mode 0555 and in one step. A target that is a directory
 * gets a file "mountguard". Adds to *note what is worth a word although it succeeded. Returns 0, or
 * -errno with *err: MG_EXIT_FAILED where the target does not take it. Nothing is left then. */
int mg_install_run(const char *target, struct mg_buf *note, struct mg_err *err);

#endif
