/* SPDX-License-Identifier: MIT */
/* The start of the command, in our place. */
#ifndef MG_COMMAND_LAUNCH_H
#define MG_COMMAND_LAUNCH_H

#include "command/identity.h"
#include "sys/signals.h"
#include "text/err.h"

/* Takes on the identity, gives the signal mask back and executes argv with the environment as it
 * is. A name without a slash is looked for in PATH, as execvp(3) does, but a file without "#!" is
 * not handed to a shell. Returns only on failure: -errno, with *err saying why and its exit code
 * 126 or 127. */
int mg_launch_run(char *const *argv, const struct mg_signals *signals,
		  const struct mg_identity *identity, struct mg_err *err);

#endif
