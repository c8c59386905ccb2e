/* SPDX-License-Identifier: MIT */
/* The state of a process, as the kernel shows it to others. */
#ifndef FAULT_SELF_H
#define FAULT_SELF_H

#include "trace.h"

#include <sys/types.h>

/* Writes lines: users, groups, capabilities, signals, umask, descriptors, children, working
 * directory and environment. Two equal starts give the same text. */
void self_read(pid_t pid, struct text *text);

#endif
