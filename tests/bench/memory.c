/* SPDX-License-Identifier: MIT */
/*
 * memory GUARD [ARG]...: the most memory that the guard holds until it execs its command or ends.
 *
 * The kernel's own high-water marks do not serve. ru_maxrss also counts the programs before and
 * after an exec. Since Linux 6.2 it and VmHWM come from counters that may be off by hundreds of KiB
 * on a machine of many processors. So this program stops the guard and its children at every system
 * call, and counts their memory from their page tables (smaps_rollup, Linux 4.14).
 *
 * Prints in KiB: the most resident memory of the guard, and of one of its children; the most of all
 * of them together, shared pages counted once; VmHWM of the guard; and ru_maxrss, which includes
 * this small program and the command.
 */

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_CHILDREN 64
#define SYSCALL_STOP (SIGTRAP | 0x80)
#define EVENT_STOP(status) ((unsigned)(status) >> 16)

struct peaks {
	long guard_kib, child_kib, together_kib, hwm_kib;
};

struct tracer {
	pid_t guard;
	pid_t children[MAX_CHILDREN];
	size_t child_count;
	bool runs; /* the guard runs: its exec has been, that of the command has not */
	struct peaks peaks;
};

/* Returns the KiB after a label at the start of a line of /proc/PID/FILE; 0: there is none. */
static long
proc_kib(pid_t pid, const char *file, const char *label)
{
	char name[64], line[512];
	long kib = 0;
	FILE *in;

	(void)snprintf(name, sizeof(name), "/proc/%d/%s", (int)pid, file);
	in = fopen(name, "re");
	if (!in)
		return 0;
	while (fgets(line, sizeof(line), in))
		if (strncmp(line, label, strlen(label)) == 0)
			kib = strtol(line + strlen(label), NULL, 10);
	(void)fclose(in); /* nothing was written */
	return kib;
}

static void
raise_to(long *peak, long value)
{
	if (value > *peak)
		*peak = value;
}

static void
look(struct tracer *tracer)
{
	struct peaks *peaks = &tracer->peaks;
	long together_kib = proc_kib(tracer->guard, "smaps_rollup", "Pss:");

	if (!tracer->runs)
		return;
	raise_to(&peaks->guard_kib, proc_kib(tracer->guard, "smaps_rollup", "Rss:"));
	raise_to(&peaks->hwm_kib, proc_kib(tracer->guard, "status", "VmHWM:"));
	for (size_t i = 0; i < tracer->child_count; i++) {
		pid_t child = tracer->children[i];

		raise_to(&peaks->child_kib, proc_kib(child, "smaps_rollup", "Rss:"));
		together_kib += proc_kib(child, "smaps_rollup", "Pss:");
	}
	raise_to(&peaks->together_kib, together_kib);
}

/* Handles a stop. Returns the signal to go on with. */
static int
handle_stop(struct tracer *tracer, pid_t pid, int status)
{
	int number = WSTOPSIG(status);

	if (number == SYSCALL_STOP) {
		look(tracer);
		return 0;
	}
	if (EVENT_STOP(status) == PTRACE_EVENT_EXEC && pid == tracer->guard)
		tracer->runs = !tracer->runs; /* now the guard begins, or the command */
	if (EVENT_STOP(status) != 0)
		return 0;
	if (pid != tracer->guard && number == SIGSTOP) { /* every traced child begins so */
		if (tracer->child_count < MAX_CHILDREN)
			tracer->children[tracer->child_count++] = pid;
		return 0;
	}
	return number;
}

/* Follows the guard to its end, and returns its exit status. */
static int
follow(struct tracer *tracer, struct rusage *usage)
{
	for (;;) {
		int status;
		pid_t pid = wait4(-1, &status, __WALL, usage);

		if (pid < 0)
			return -1;
		if (WIFSTOPPED(status))
			(void)ptrace(PTRACE_SYSCALL, pid, NULL,
				     (long)handle_stop(tracer, pid, status));
		else if (pid == tracer->guard)
			return status;
	}
}

static pid_t
start(char **argv)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 && raise(SIGSTOP) == 0)
		(void)execv(argv[0], argv);
	_exit(127);
}

int
main(int argc, char **argv)
{
	struct tracer tracer = { .guard = argc > 1 ? start(argv + 1) : -1 };
	const struct peaks *peaks = &tracer.peaks;
	struct rusage usage = { 0 };
	int status;

	if (tracer.guard < 0 || waitpid(tracer.guard, &status, 0) < 0 ||
	    ptrace(PTRACE_SETOPTIONS, tracer.guard, NULL,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE |
			   PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL) < 0 ||
	    ptrace(PTRACE_SYSCALL, tracer.guard, NULL, NULL) < 0) {
		fprintf(stderr, "memory: cannot follow the guard\n");
		return 1;
	}
	status = follow(&tracer, &usage);
	if (status != 0) {
		fprintf(stderr, "memory: the guard ended with status 0x%x\n", (unsigned)status);
		return 1;
	}
	printf("%ld %ld %ld %ld %ld\n", peaks->guard_kib, peaks->child_kib, peaks->together_kib,
	       peaks->hwm_kib, (long)usage.ru_maxrss);
	return 0;
}
