/* SPDX-License-Identifier: MIT */
/* The signals that end the guard while it checks and waits. As PID 1 their default action is
 * nothing at all (pid_namespaces(7)), so they are blocked and read from an fd; the command gets its
 * mask back untouched. */
#ifndef MG_SYS_SIGNALS_H
#define MG_SYS_SIGNALS_H

#include "text/err.h"

#include <signal.h>
#include <stdint.h>

struct mg_signals {
	sigset_t original; /* the mask that was handed to us */
	sigset_t watched;
	int fd; /* readable when one of them has come */
};

/* Blocks SIGTERM, SIGINT, SIGHUP and SIGQUIT: from here on none of them is lost. Watched are those
 * that were not ignored or blocked already: these were meant for the command as they are. Comes
 * first of all in main. */
void mg_signals_block(struct mg_signals *signals);

/* Makes signals->fd, which is gone at exec. Returns 0 or -errno with *err. */
int mg_signals_watch(struct mg_signals *signals, struct mg_err *err);

/* The number of a watched signal that has come, 0 when there is none. Waits for one up to wait_ms.
 */
int mg_signals_wait(const struct mg_signals *signals, int64_t wait_ms);

/* Blocks the watched signals again, after mg_signals_restore(). */
void mg_signals_hold(const struct mg_signals *signals);

/* Gives the mask back. A watched signal that comes from here on ends us with 128 plus its number,
 * until an exec succeeds. */
void mg_signals_restore(const struct mg_signals *signals);

#endif
