/* SPDX-License-Identifier: MIT */
/* Changes a system call of another process, which differs between architectures. */
#ifndef FAULT_TRACEE_H
#define FAULT_TRACEE_H

#include <stdint.h>
#include <sys/types.h>

/* For a process that stopped at the entry of a call; the last one for a stop at the exit. They can
 * fail only if the process was killed, which does not matter then. */
void tracee_skip_call(pid_t pid);
void tracee_set_count(pid_t pid, uint64_t count); /* the third argument */
void tracee_set_result(pid_t pid, int64_t result);

#endif
