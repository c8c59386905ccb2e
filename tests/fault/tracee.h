/* SPDX-License-Identifier: MIT */
/* What differs between architectures when a system call of another process is changed. */
#ifndef FAULT_TRACEE_H
#define FAULT_TRACEE_H

#include <stdint.h>
#include <sys/types.h>

/* All for a process that stopped at the entry of a call, but for the last, which is for its exit.
 * They can only fail where the process was killed meanwhile, and then nobody minds. */
void tracee_skip_call(pid_t pid);
void tracee_set_count(pid_t pid, uint64_t count); /* the third argument */
void tracee_set_result(pid_t pid, int64_t result);

#endif
