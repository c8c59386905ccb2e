/* SPDX-License-Identifier: MIT */
/* The start of the command, in our place. */
#ifndef MG_LAUNCH_H
#define MG_LAUNCH_H

#include "err.h"
#include "signals.h"

/* Gives the signal mask back and executes argv with the environment as it is. A name without a
 * slash is looked for in PATH, as execvp(3) does, but a file without "#!" is not handed to a shell.
 * Returns only on failure: -errno, with *err saying why and its exit code 126 or 127. */
int mg_launch_run(char *const *argv, const struct mg_signals *signals, struct mg_err *err);

#endif
