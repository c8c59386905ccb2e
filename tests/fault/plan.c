/* SPDX-License-Identifier: MIT */
/* Derives the runs with a fault from the calls of a run without one. */
#include "plan.h"

#include "calls.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Refused for the whole run, with EPERM and with ENOSYS: what the guard calls, what it could call
 * on newer kernels, and some calls of its C library alone. :VALUE is the first argument
 * (linux/prctl.h). */
static const char *const refusable[] = {
	"brk",		 "capget",	  "capset",
	"clock_gettime", "clone",	  "clone3",
	"close",	 "connect",	  "dup3",
	"execveat",	 "faccessat2",	  "fchmod",
	"fcntl",	 "fstat",	  "fstatfs",
	"fsync",	 "ftruncate",	  "getcwd",
	"getdents64",	 "getgroups",	  "getpid",
	"getppid",	 "getresgid",	  "getresuid",
	"getxattr",	 "kill",	  "mmap",
	"munmap",	 "newfstatat",	  "openat",
	"openat2",	 "pidfd_open",	  "pidfd_send_signal",
	"flock",	 "recvmsg",	  "sendmsg",
	"socketpair",	 "pipe2",	  "prctl",
	"prctl:1",	 "prctl:4",	  "prctl:8",
	"prctl:23",	 "prctl:24",	  "prctl:27",
	"prctl:38",	 "prctl:39",	  "prctl:47",
	"read",		 "readlinkat",	  "renameat2",
	"rt_sigaction",	 "rt_sigpending", "rt_sigprocmask",
	"setgroups",	 "setitimer",	  "setresgid",
	"setresuid",	 "signalfd4",	  "socket",
	"statx",	 "uname",	  "unlinkat",
	"wait4",	 "write",	  "ppoll",
	"geteuid",	 "getegid",
#ifdef SYS_open
	"lstat",	 "open",	  "poll",
	"renameat",	 "stat",
#endif
};

static const int refusals[] = { EPERM, ENOSYS };

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

/* The cases for a signal: a start, a refusal, a wait, and silent storage. */
static const char signalled[] = " start path user-caps no-mount wait wait-over silent health "
				"health-http ";

static uint32_t
hash(const char *text)
{
	uint32_t value = 2166136261U; /* FNV-1a */

	for (; *text != '\0'; text++)
		value = (value ^ (unsigned char)*text) * 16777619U;
	return value ^ value >> 15;
}

/* Whether the kind is met for the first time in all cases. */
static bool
is_first(const char *kind)
{
	static uint32_t known[8192];
	static size_t count;
	uint32_t value = hash(kind);

	for (size_t i = 0; i < count; i++)
		if (known[i] == value)
			return false;
	if (count < LEN(known))
		known[count++] = value;
	return true;
}

static const char *
what_of(const struct fault *fault)
{
	switch (fault->how) {
	case FAULT_ERRNO:
		return errno_name(fault->errnum);
	case FAULT_SHORT:
		return "short";
	case FAULT_ZERO:
		return "zero";
	case FAULT_TERM:
		return "SIGTERM";
	}
	return NULL;
}

void
plan_key(const struct fault_case *fault_case, const struct plan_item *item, char *key,
	 unsigned size)
{
	const struct spot *spot = &item->fault.spot;
	char process[32] = "guard";

	if (item->refused) {
		(void)snprintf(key, size, "%s/all/%s", fault_case->name, item->refused);
		return;
	}
	if (spot->process > 0)
		(void)snprintf(process, sizeof(process), "child%u", spot->process);
	(void)snprintf(key, size, "%s/%s/%s#%u=%s", fault_case->name, process,
		       call_by_number(spot->number)->name, spot->nth, what_of(&item->fault));
}

/* Whether a refusal of the call keeps the guard from learning that its child has ended. Such a run
 * takes as long as silent storage. */
static bool
is_slow(long number)
{
	return number == SYS_close || number == SYS_ppoll ||
#ifdef SYS_poll
	       number == SYS_poll ||
#endif
	       number == SYS_clock_gettime;
}

/* Tells the purposes of one call apart: the option, the flags, the descriptor or the end. */
static unsigned long
purpose_of(const struct seen *at)
{
	if (!at)
		return 0;
	switch (at->spot.number) {
	case SYS_prctl:
		return at->args[0];
	case SYS_openat:
		return at->args[2];
	case SYS_fcntl:
		return at->args[1];
	case SYS_write:
		return at->args[0] > STDERR_FILENO ? 0 : at->args[0];
	case SYS_read:
		return at->args[2];
	case SYS_close:
		return at->ends_written;
	default:
		return 0;
	}
}

/* Whether the run is in the part that the options ask for. */
static bool
is_chosen(const struct plan *plan, const struct plan_item *item)
{
	const struct plan_options *options = plan->options;
	char key[256], kind[256];

	plan_key(plan->fault_case, item, key, sizeof(key));
	if (options->only)
		return strncmp(key, options->only, strlen(options->only)) == 0;
	(void)snprintf(kind, sizeof(kind), "%ld %lx %s %d %s", item->fault.spot.number,
		       purpose_of(item->at), item->refused ? item->refused : what_of(&item->fault),
		       item->fault.spot.process > 0,
		       options->kind == PLAN_SIGNALS ? plan->fault_case->name : "");
	if (item->refused && !is_slow(item->fault.spot.number))
		return true;
	return is_first(kind) || hash(key) % options->one_in == 0;
}

/* Whether runs of this kind can have the key of --only. */
static bool
is_wanted(enum plan_kind kind, const char *key)
{
	switch (kind) {
	case PLAN_FAULTS:
		return !strstr(key, "/all/") && !strstr(key, "=SIGTERM");
	case PLAN_REFUSALS:
		return !strchr(key, '/') || strstr(key, "/all/");
	case PLAN_SIGNALS:
		return !strchr(key, '/') || strstr(key, "=SIGTERM");
	}
	return false;
}

bool
plan_has(const struct plan_options *options, const struct fault_case *fault_case)
{
	size_t len = strlen(fault_case->name);
	char name[64];

	if (options->only && (strncmp(options->only, fault_case->name, len) != 0 ||
			      (options->only[len] != '/' && options->only[len] != '\0') ||
			      !is_wanted(options->kind, options->only)))
		return false;
	(void)snprintf(name, sizeof(name), " %s ", fault_case->name);
	return options->kind != PLAN_SIGNALS || strstr(signalled, name) != NULL;
}

void
plan_begin(struct plan *plan, const struct plan_options *options,
	   const struct fault_case *fault_case, const struct seen *seen, size_t seen_count)
{
	*plan = (struct plan){
		.options = options,
		.fault_case = fault_case,
		.seen = seen,
		.seen_count = seen_count,
	};
}

/* --- one way after the other --- */

/* Fills in the call's way to fail; false: it has no more of them. */
static bool
fill_fault(const struct call *call, unsigned way, struct fault *fault)
{
	static const struct {
		unsigned flag;
		enum fault_how how;
	} others[] = {
		{ CALL_SHORT, FAULT_SHORT },
		{ CALL_ZERO, FAULT_ZERO },
		{ CALL_LIE, FAULT_ZERO },
	};
	unsigned count = 0;

	while (call->errnums && call->errnums[count] != 0)
		count++;
	if (way < count) {
		fault->how = FAULT_ERRNO;
		fault->errnum = call->errnums[way];
		fault->is_done = call->how & CALL_DONE;
		return true;
	}
	for (size_t i = 0; i < LEN(others); i++) {
		if (!(call->how & others[i].flag) || count++ != way)
			continue;
		fault->how = others[i].how;
		fault->errnum = 0;
		return true;
	}
	return false;
}

/* Whether the fault can happen: a wait that does not block is never interrupted. */
static bool
is_possible(const struct plan_item *item)
{
	return item->at->spot.number != SYS_wait4 || !(item->at->args[2] & WNOHANG);
}

static bool
next_fault(struct plan *plan, struct plan_item *item)
{
	for (; plan->seen_at < plan->seen_count; plan->seen_at++, plan->way = 0) {
		const struct seen *at = &plan->seen[plan->seen_at];
		const struct call *call = call_by_number(at->spot.number);

		if (!call) {
			(void)printf("fault: %s: system call %ld is in no row of calls.c\n",
				     plan->fault_case->name, at->spot.number);
			plan->unknown_count++;
			continue;
		}
		*item = (struct plan_item){ .fault.spot = at->spot, .at = at };
		if (is_possible(item) && fill_fault(call, plan->way++, &item->fault))
			return true;
	}
	return false;
}

/* Finds the first such call, in a child if one makes it. */
static const struct seen *
find_call(const struct plan *plan, long number)
{
	const struct seen *found = NULL;

	for (size_t i = 0; i < plan->seen_count; i++) {
		const struct seen *at = &plan->seen[i];

		if (at->spot.number == number &&
		    (!found || (found->spot.process == 0 && at->spot.process > 0)))
			found = at;
	}
	return found;
}

static bool
next_refusal(struct plan *plan, struct plan_item *item)
{
	size_t index = plan->seen_at++;
	const char *name;
	const struct call *call;

	if (index >= LEN(refusable) * LEN(refusals))
		return false;
	name = refusable[index / LEN(refusals)];
	(void)snprintf(plan->refused, sizeof(plan->refused), "%s", name);
	plan->refused[strcspn(plan->refused, ":")] = '\0';
	call = call_by_name(plan->refused);
	*item = (struct plan_item){
		.fault = { .spot = { .process = 0, .number = call ? call->number : -1 },
			   .how = FAULT_ERRNO,
			   .errnum = refusals[index % LEN(refusals)] },
		.at = call ? find_call(plan, call->number) : NULL,
		.refused = plan->refused,
	};
	(void)snprintf(plan->refused, sizeof(plan->refused), "%s=%s", name,
		       errno_name(item->fault.errnum));
	return true;
}

/* Begins with the first change of the mask: before it, a first process cannot hold a signal back.
 * Leaves out execve and exit: nothing can act on the signal after these. */
static bool
next_signal(struct plan *plan, struct plan_item *item)
{
	while (plan->seen_at < plan->seen_count) {
		const struct seen *at = &plan->seen[plan->seen_at++];
		bool was_masked = plan->is_masked;

		plan->is_masked |= at->spot.number == SYS_rt_sigprocmask;
		if (!was_masked || at->spot.process > 0 || at->spot.number == SYS_execve ||
		    at->spot.number == SYS_exit_group)
			continue;
		*item = (struct plan_item){
			.fault = { .spot = at->spot, .how = FAULT_TERM },
			.at = at,
		};
		return true;
	}
	return false;
}

bool
plan_next(struct plan *plan, struct plan_item *item)
{
	bool (*const next[])(struct plan *, struct plan_item *) = {
		[PLAN_FAULTS] = next_fault,
		[PLAN_REFUSALS] = next_refusal,
		[PLAN_SIGNALS] = next_signal,
	};

	while (next[plan->options->kind](plan, item))
		if (is_chosen(plan, item))
			return true;
	return false;
}

bool
plan_leaves(const struct plan_item *item)
{
	return item->fault.spot.number == SYS_unlinkat;
}
