/* SPDX-License-Identifier: MIT */
/* Sets registers. A call is read alike everywhere (PTRACE_GET_SYSCALL_INFO), but changed
 * differently. */
#include "tracee.h"

#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)

static void
poke(pid_t pid, size_t offset, uint64_t value)
{
	(void)ptrace(PTRACE_POKEUSER, pid, offset, value);
}

void
tracee_skip_call(pid_t pid)
{
	poke(pid, offsetof(struct user_regs_struct, orig_rax), UINT64_MAX);
}

void
tracee_set_count(pid_t pid, uint64_t count)
{
	poke(pid, offsetof(struct user_regs_struct, rdx), count);
}

void
tracee_set_result(pid_t pid, int64_t result)
{
	poke(pid, offsetof(struct user_regs_struct, rax), (uint64_t)result);
}

#elif defined(__aarch64__)

#include <elf.h>

static void
set_register(pid_t pid, unsigned number, uint64_t value)
{
	struct user_regs_struct registers;
	struct iovec area = { .iov_base = &registers, .iov_len = sizeof(registers) };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &area) < 0)
		return;
	registers.regs[number] = value;
	(void)ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &area);
}

void
tracee_skip_call(pid_t pid)
{
	int none = -1;
	struct iovec area = { .iov_base = &none, .iov_len = sizeof(none) };

	(void)ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &area);
}

void
tracee_set_count(pid_t pid, uint64_t count)
{
	set_register(pid, 2, count);
}

void
tracee_set_result(pid_t pid, int64_t result)
{
	set_register(pid, 0, (uint64_t)result);
}

#else
#error "how a system call is changed is not known for this architecture"
#endif
