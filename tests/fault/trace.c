/* SPDX-License-Identifier: MIT */
/* The tracer. It sees the program only through the kernel: the program's stops and pipes, and what
 * /proc says of the command at the moment of its exec. */
#include "trace.h"

#include "calls.h"
#include "self.h"
#include "tracee.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_PROCESSES 64
#define LEFT_MS 1000 /* how long a child may outlive the program */
#define TICK_MS 50   /* how often the time is checked while nothing happens */
#define STOP_SYSCALL (SIGTRAP | 0x80)

struct process {
	pid_t pid;
	bool is_alive;
	bool is_frozen;
	bool has_result; /* to replace the call's own */
	int64_t result;
	int written_fd; /* -1: none */
	unsigned short counts[CALLS_END];
};

struct run {
	struct request *request;
	struct outcome *outcome;
	struct process processes[MAX_PROCESSES];
	unsigned count, alive;
	unsigned execs;
	int64_t begin_ms, end_ms; /* .end_ms: of the program itself */
};

static int64_t
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the start --- */

/* The ends of the pipes: out, err, and the one that holds the child back until it is traced. */
struct ends {
	int out[2], err[2], go[2];
};

static _Noreturn void
become(const struct request *request, const struct ends *ends)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	const struct rlimit no_core = { 0 };
	char go;

	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)signal(SIGCHLD, request->ignores_chld ? SIG_IGN : SIG_DFL);
	if (null < 0 || dup2(null, 0) < 0 || dup2(ends->out[1], 1) < 0 ||
	    dup2(ends->err[1], 2) < 0 || read(ends->go[0], &go, 1) != 1)
		_exit(125);
	(void)execv(request->argv[0], request->argv);
	_exit(125);
}

/* as_init: as the first process of a PID namespace, where signals are different. */
static pid_t
fork_as(bool as_init)
{
	return as_init ? (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL)
		       : fork();
}

static int
start(struct run *run, struct ends *ends)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	pid_t pid;

	if (pipe2(ends->out, O_CLOEXEC) < 0 || pipe2(ends->err, O_CLOEXEC) < 0 ||
	    pipe2(ends->go, O_CLOEXEC) < 0)
		return -errno;
	pid = fork_as(run->request->as_init);
	if (pid == 0)
		become(run->request, ends);
	if (pid < 0)
		return -errno;
	run->processes[0] = (struct process){ .pid = pid, .is_alive = true, .written_fd = -1 };
	run->count = run->alive = 1;
	(void)close(ends->out[1]);
	(void)close(ends->err[1]);
	if (ptrace(PTRACE_SEIZE, pid, NULL, options) < 0 || write(ends->go[1], "g", 1) != 1) {
		int errnum = errno;

		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
		return -errnum;
	}
	return 0;
}

/* --- what is done at a stop --- */

/* Finds the place of an ended process. The first half keep theirs, for the faults put there. */
static struct process *
find_dead(struct run *run)
{
	for (unsigned i = MAX_PROCESSES / 2; i < MAX_PROCESSES; i++)
		if (!run->processes[i].is_alive)
			return &run->processes[i];
	return NULL;
}

static struct process *
process_of(struct run *run, pid_t pid)
{
	struct process *process;

	for (unsigned i = 0; i < run->count; i++)
		if (run->processes[i].pid == pid)
			return &run->processes[i];
	/* A child may stop before its parent's stop tells of it. */
	process = run->count < MAX_PROCESSES ? &run->processes[run->count++] : find_dead(run);
	if (!process)
		return NULL;
	*process = (struct process){ .pid = pid, .is_alive = true, .written_fd = -1 };
	run->alive++;
	return process;
}

static bool
is_spot(const struct run *run, const struct process *process, long number)
{
	const struct fault *fault = run->request->fault;

	return fault && !run->outcome->is_reached &&
	       fault->spot.process == (unsigned)(process - run->processes) &&
	       fault->spot.number == number && fault->spot.nth == process->counts[number];
}

/* Skips the call, and gives it this result. */
static void
answer(struct process *process, int64_t result)
{
	tracee_skip_call(process->pid);
	process->has_result = true;
	process->result = result;
}

static void
put_fault(struct run *run, struct process *process)
{
	const struct fault *fault = run->request->fault;

	run->outcome->is_reached = true;
	switch (fault->how) {
	case FAULT_ERRNO:
		if (!fault->is_done)
			tracee_skip_call(process->pid);
		process->has_result = true;
		process->result = -fault->errnum;
		break;
	case FAULT_SHORT:
		tracee_set_count(process->pid, 1);
		break;
	case FAULT_ZERO:
		answer(process, 0);
		break;
	case FAULT_TERM:
		(void)kill(process->pid, SIGTERM);
		break;
	}
}

static void
put_standing(const struct run *run, struct process *process,
	     const struct __ptrace_syscall_info *info)
{
	unsigned standing = run->request->standing;
	long number = (long)info->entry.nr;
	bool is_open = number == SYS_openat || number == 437;

	if (standing & STANDING_NO_TMPFILE && is_open &&
	    (info->entry.args[2] & O_TMPFILE) == O_TMPFILE)
		answer(process, -EOPNOTSUPP);
	if (standing & STANDING_NO_STATX && number == SYS_statx)
		answer(process, -ENOSYS);
	if (standing & STANDING_SILENT && number == SYS_getdents64 && process != run->processes)
		process->is_frozen = true;
}

static void
note(struct run *run, const struct process *process, const struct __ptrace_syscall_info *info)
{
	struct request *request = run->request;
	long number = (long)info->entry.nr;

	if (!request->seen || request->seen_count == request->seen_max)
		return;
	request->seen[request->seen_count++] = (struct seen){
		.spot = { .process = (unsigned)(process - run->processes),
			  .number = number,
			  .nth = process->counts[number] },
		.args = { info->entry.args[0], info->entry.args[1], info->entry.args[2] },
		.ends_written = number == SYS_close && process->written_fd >= 0 &&
				info->entry.args[0] == (uint64_t)process->written_fd,
	};
}

static void
at_entry(struct run *run, struct process *process, const struct __ptrace_syscall_info *info)
{
	long number = (long)info->entry.nr;

	if (number < 0 || number >= CALLS_END)
		return;
	if (process->counts[number] < USHRT_MAX)
		process->counts[number]++;
	note(run, process, info);
	if (number == SYS_write && info->entry.args[0] > 2)
		process->written_fd = (int)info->entry.args[0];
	if (number == SYS_close && info->entry.args[0] == (uint64_t)process->written_fd)
		process->written_fd = -1;
	put_standing(run, process, info);
	if (is_spot(run, process, number))
		put_fault(run, process);
}

static void
at_call(struct run *run, struct process *process)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		at_entry(run, process, &info);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && process->has_result) {
		process->has_result = false;
		tracee_set_result(process->pid, process->result);
	}
}

/* Whether the process is to stop at its calls. */
static bool
is_watched(const struct run *run, const struct process *process)
{
	const struct request *request = run->request;

	if (run->execs <= request->execs || run->outcome->is_started)
		return false;
	return request->seen || request->standing || process->has_result ||
	       (request->fault && !run->outcome->is_reached &&
		request->fault->spot.process == (unsigned)(process - run->processes));
}

static void
at_exec(struct run *run, const struct process *process)
{
	if (process != run->processes)
		return;
	run->execs++;
	if (run->execs > run->request->execs + 1) {
		run->outcome->is_started = true;
		self_read(process->pid, &run->outcome->self);
	}
}

/* Returns the signal to go on with. */
static int
at_stop(struct run *run, struct process *process, int status)
{
	int event = status >> 16, number = WSTOPSIG(status);

	if (number == STOP_SYSCALL)
		at_call(run, process);
	else if (event == PTRACE_EVENT_EXEC)
		at_exec(run, process);
	else if (event == 0)
		return number;
	return 0;
}

static void
at_end(struct run *run, struct process *process, int status)
{
	/* A process whose parent did not wait for it is reported again, to us as its reaper. */
	if (!process->is_alive)
		return;
	process->is_alive = false;
	run->alive--;
	if (process == run->processes) {
		run->outcome->status = status;
		run->end_ms = now_ms();
	} else if (process == run->processes + 1 && run->request->at_first_end) {
		run->request->at_first_end();
	}
}

static void
handle(struct run *run, pid_t pid, int status)
{
	struct process *process = process_of(run, pid);
	int number;

	if (!process) { /* too many processes: the run is lost */
		run->outcome->is_hung = true;
		(void)kill(pid, SIGKILL);
		return;
	}
	if (!WIFSTOPPED(status)) {
		at_end(run, process, status);
		return;
	}
	number = at_stop(run, process, status);
	if (!process->is_frozen)
		(void)ptrace(is_watched(run, process) ? PTRACE_SYSCALL : PTRACE_CONT, pid, NULL,
			     number);
}

/* --- the whole run --- */

static void
kill_all(const struct run *run)
{
	for (unsigned i = 0; i < run->count; i++)
		if (run->processes[i].is_alive)
			(void)kill(run->processes[i].pid, SIGKILL);
}

/* Ends a run that takes too long, and processes that outlive the program. */
static void
look_at_time(struct run *run)
{
	int64_t now = now_ms();

	if (run->processes[0].is_alive && now - run->begin_ms > HUNG_MS) {
		run->outcome->is_hung = true;
		kill_all(run);
	} else if (!run->processes[0].is_alive && now - run->end_ms > LEFT_MS &&
		   run->outcome->left == 0) {
		run->outcome->left = run->alive;
		kill_all(run);
	}
}

static void
follow(struct run *run)
{
	int status;

	while (run->alive > 0) {
		pid_t pid = waitpid(-1, &status, __WALL);

		if (pid > 0)
			handle(run, pid, status);
		else if (errno != EINTR)
			break;
		look_at_time(run);
	}
}

static void
read_pipe(int fd, struct text *text)
{
	ssize_t count = 0;

	text->len = 0;
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	do {
		text->len += (size_t)count;
		count = read(fd, text->bytes + text->len, sizeof(text->bytes) - 1 - text->len);
	} while (count > 0);
	text->bytes[text->len] = '\0';
	(void)close(fd);
}

static void
on_tick(int number)
{
	(void)number; /* waitpid(2) returns with EINTR, as wanted */
}

/* Repeats, so that a tick just before waitpid(2) is soon followed by another one. */
static void
tick(long ms)
{
	const struct itimerval timer = { .it_interval = { .tv_usec = ms * 1000 },
					 .it_value = { .tv_usec = ms * 1000 } };
	const struct sigaction action = { .sa_handler = on_tick };

	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}

int
trace_run(struct request *request, struct outcome *outcome)
{
	static struct run run; /* large; one at a time */
	struct ends ends;
	int result;

	run.request = request;
	run.outcome = outcome;
	run.count = run.alive = run.execs = 0;
	run.begin_ms = now_ms();
	*outcome = (struct outcome){ 0 };
	request->seen_count = 0;
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1); /* orphans come to us */
	result = start(&run, &ends);
	if (result < 0)
		return result;
	tick(TICK_MS);
	follow(&run);
	tick(0);
	outcome->ms = (long)(now_ms() - run.begin_ms);
	(void)close(ends.go[0]);
	(void)close(ends.go[1]);
	read_pipe(ends.out[0], &outcome->out);
	read_pipe(ends.err[0], &outcome->err);
	return run.execs > request->execs ? 0 : -ENOEXEC;
}
