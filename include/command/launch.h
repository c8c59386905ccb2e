/* SPDX-License-Identifier: MIT */
/* Starts the command in place of the guard. */
#ifndef MG_COMMAND_LAUNCH_H
#define MG_COMMAND_LAUNCH_H

#include "command/identity.h"
#include "sys/signals.h"
#include "text/err.h"

/* Takes on the identity, restores the signal mask and executes argv with the
 * environment unchanged. Looks for a name without a
 * slash in PATH, as execvp(3) does, but never hands a file without "#!" to a shell. Returns only on
 * failure: -errno with *err, whose exit code is 126 or 127. */
int mg_launch_run(char *const *argv, const struct mg_signals *signals,
		  const struct mg_identity *identity, struct mg_err *err);

#endif
