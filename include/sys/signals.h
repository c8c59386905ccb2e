/* SPDX-License-Identifier: MIT */
/* The signals that end the guard while it checks and waits. The default action of PID 1 is to
 * ignore them (pid_namespaces(7)), so they are blocked, and an fd tells when one is pending. The
 * command gets the mask that the guard was started with. */
#ifndef MG_SYS_SIGNALS_H
#define MG_SYS_SIGNALS_H

#include "text/err.h"

#include <signal.h>

struct mg_signals {
	sigset_t original; /* the mask that the guard was started with */
	sigset_t watched;
	int fd; /* readable when a watched signal has come */
};

/* Blocks SIGTERM, SIGINT, SIGHUP and SIGQUIT, so that none is lost from here on. A signal that was
 * ignored or blocked is not watched, and stays so for the command. main calls it first. */
void mg_signals_block(struct mg_signals *signals);

/* Makes signals->fd, which the exec closes. Returns 0 or -errno with *err. */
int mg_signals_watch(struct mg_signals *signals, struct mg_err *err);

/* Waits up to wait_ms for a watched signal. Returns whether one is pending. */
bool mg_signals_wait(const struct mg_signals *signals, int64_t wait_ms);

/* Blocks the watched signals again, after mg_signals_restore(). */
void mg_signals_hold(const struct mg_signals *signals);

/* Restores the mask. Until an exec succeeds, a watched signal ends the process: 128 + number. */
void mg_signals_restore(const struct mg_signals *signals);

#endif
