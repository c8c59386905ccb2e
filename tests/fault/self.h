/* SPDX-License-Identifier: MIT */
/* What a process is, as the kernel shows it to others. */
#ifndef FAULT_SELF_H
#define FAULT_SELF_H

#include "trace.h"

#include <sys/types.h>

/* Lines: users, groups, capabilities, signals, umask, descriptors, children, working directory and
 * environment. Two starts that are alike give the same text. */
void self_read(pid_t pid, struct text *text);

#endif
