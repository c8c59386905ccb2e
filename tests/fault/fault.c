/* SPDX-License-Identifier: MIT */
/*
 * fault [--one-in N] [--only CASE/PROCESS/CALL#NTH=WHAT]
 *
 * Runs the guard in every case, fails each system call of the guard and its children in turn, and
 * judges each run by three rules: no wrong start, no silence, no leftover. Does the same with calls
 * that are refused for the whole run, as by a seccomp profile, and with SIGTERM before each call of
 * a first process. --one-in takes a part of the runs: always the same part, with at least one run
 * of each kind. --only takes the runs whose printed key begins so.
 */
#include "calls.h"
#include "cases.h"
#include "judge.h"
#include "plan.h"
#include "trace.h"
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often to try a run without a fault, and a run that did not come to its spot. */
#define TRIES 3

/* How many of a hundred runs may miss their spot: a process's calls depend on time, too. */
#define MISSED_PERCENT 2

#define MAX_ARGS 64

struct totals {
	unsigned runs, findings, missed, broken, skipped;
	long ms;
};

struct session {
	struct plan_options options;
	const char *only; /* or NULL */
	struct totals all;
	struct outcome plain, outcome; /* large */
	struct seen seen[PLAN_MAX_SEEN];
	size_t seen_count;
};

static const char *const environment[] = {
	"PATH=/nowhere:" WORLD "/bin", "HOME=/root", "TEXT=left alone",
	"MOUNTGUARD_TIMEOUT=1s",       NULL,
};

static const char *const kind_names[] = {
	[PLAN_FAULTS] = "one call fails",
	[PLAN_REFUSALS] = "a call is refused",
	[PLAN_SIGNALS] = "SIGTERM",
};

static unsigned
standing_of(const struct fault_case *fault_case)
{
	unsigned flags = fault_case->flags;

	return (flags & CASE_NO_TMPFILE ? STANDING_NO_TMPFILE : 0) |
	       (flags & CASE_NO_STATX ? STANDING_NO_STATX : 0) |
	       (flags & CASE_SILENT ? STANDING_SILENT : 0);
}

/* refused: "CALL=ERRNO", refused for the whole run; or NULL. */
static bool
run_case(struct session *session, const struct fault_case *fault_case, const struct fault *fault,
	 const char *refused, struct outcome *outcome)
{
	const char *argv[MAX_ARGS] = { WORLD "/bin/refuse", refused, "--" };
	unsigned count = refused ? 3 : 0;
	struct request request = {
		.argv = (char *const *)(void *)argv,
		.execs = refused ? 1 : 0,
		.standing = standing_of(fault_case),
		.ignores_chld = fault_case->flags & CASE_REAPED,
		.as_init = session->options.kind == PLAN_SIGNALS,
		.at_first_end = fault_case->flags & CASE_LATE ? world_make_late : NULL,
		.fault = fault,
		.seen = fault || refused ? NULL : session->seen,
		.seen_max = PLAN_MAX_SEEN,
	};
	int result;

	argv[count++] = GUARD;
	for (size_t i = 0; fault_case->args[i] && count + 1 < MAX_ARGS; i++)
		argv[count++] = fault_case->args[i];
	argv[count] = NULL;
	result = trace_run(&request, outcome);
	if (!fault && !refused)
		session->seen_count = request.seen_count;
	if (fault_case->flags & CASE_LATE)
		world_unmake_late();
	if (result < 0)
		(void)fprintf(stderr, "fault: %s: no run: %s\n", fault_case->name,
			      strerror(-result));
	return result == 0;
}

static void
show(const struct outcome *outcome)
{
	(void)printf("  status %d, %ld ms, the command was %sstarted\n",
		     WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status)
						: -WTERMSIG(outcome->status),
		     outcome->ms, outcome->is_started ? "" : "not ");
	for (const char *line = outcome->err.bytes; *line != '\0';) {
		size_t len = strcspn(line, "\n");

		(void)printf("  | %.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
}

static _Noreturn void
become_check(const struct fault_case *fault_case, int fd)
{
	const char *argv[MAX_ARGS] = { GUARD, "--check", "--file" };
	unsigned count = 4;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	char name[64];

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	(void)dup2(null, STDERR_FILENO);
	argv[3] = name;
	for (size_t i = 0; fault_case->args[i] && count + 2 < MAX_ARGS; i++)
		if (strcmp(fault_case->args[i], "--user") == 0) {
			argv[count++] = fault_case->args[i];
			argv[count++] = fault_case->args[i + 1];
		}
	(void)execv(GUARD, (char *const *)(void *)argv);
	_exit(125);
}

/* Whether the printed snapshot holds. That of the run without a fault does. */
static bool
holds(const struct session *session, const struct fault_case *fault_case)
{
	const struct text *out = &session->outcome.out;
	int fd, status = -1;
	pid_t pid;

	if (fault_case->mode != MODE_SNAPSHOT || session->outcome.status != 0 ||
	    strcmp(out->bytes, session->plain.out.bytes) == 0)
		return true;
	fd = memfd_create("snapshot", 0);
	if (fd < 0 || write(fd, out->bytes, out->len) != (ssize_t)out->len)
		return false;
	pid = fork();
	if (pid == 0)
		become_check(fault_case, fd);
	(void)waitpid(pid, &status, 0);
	(void)close(fd);
	return status == 0;
}

/* Judges the run, and looks for leftovers in the directories. */
static void
judge_item(struct session *session, const struct fault_case *fault_case,
	   const struct plan_item *item, struct verdict *verdict)
{
	const struct evidence evidence = { .in = fault_case,
					   .plain = &session->plain,
					   .run = &session->outcome,
					   .fault = &item->fault,
					   .at = item->at,
					   .is_refused = item->refused != NULL };
	char name[512];

	judge_run(&evidence, verdict);
	if (verdict->text[0] == '\0' && !judge_excuses(&evidence) && !holds(session, fault_case))
		(void)snprintf(verdict->text, sizeof(verdict->text),
			       "WRONG START: exit 0, and what is printed does not hold");
	if (!world_is_same(name, sizeof(name)) && verdict->text[0] == '\0' && !plan_leaves(item))
		(void)snprintf(verdict->text, sizeof(verdict->text), "LEFTOVER: %.400s", name);
}

/* Whether the run may only have been late. On a busy machine the healthy path beside the silent one
 * can be late, too, which shows in the exit code alone. A defect shows at each try. */
static bool
may_be_late(const struct fault_case *fault_case, const struct verdict *verdict)
{
	return fault_case->flags & CASE_SILENT && strncmp(verdict->text, "EXIT CODE", 9) == 0;
}

static void
count_item(struct session *session, const struct fault_case *fault_case,
	   const struct plan_item *item, const struct verdict *verdict)
{
	char key[256];

	session->all.runs++;
	session->all.ms += session->outcome.ms;
	plan_key(fault_case, item, key, sizeof(key));
	if (verdict->text[0] != '\0') {
		session->all.findings++;
		(void)printf("FINDING %s: %s\n", key, verdict->text);
		show(&session->outcome);
	} else if (session->only) {
		(void)printf("%s: nothing is wrong\n", key);
		show(&session->outcome);
	}
}

static void
run_item(struct session *session, const struct fault_case *fault_case, const struct plan_item *item)
{
	struct verdict verdict;

	for (unsigned try = 1; try <= TRIES; try++) {
		if (!run_case(session, fault_case, item->refused ? NULL : &item->fault,
			      item->refused, &session->outcome)) {
			session->all.broken++;
			return;
		}
		if (!item->refused && !session->outcome.is_reached)
			continue;
		judge_item(session, fault_case, item, &verdict);
		if (try < TRIES && may_be_late(fault_case, &verdict))
			continue;
		count_item(session, fault_case, item, &verdict);
		return;
	}
	session->all.missed++;
}

/* Makes the run without a fault: the others are compared with it, and faults are put at its
 * calls. */
static bool
run_plain(struct session *session, const struct fault_case *fault_case)
{
	struct verdict verdict = { "" };
	char name[512];

	for (unsigned try = 0; try < TRIES; try++) {
		if (!run_case(session, fault_case, NULL, NULL, &session->plain))
			return false;
		judge_plain(fault_case, &session->plain, &verdict);
		if (verdict.text[0] == '\0' && !world_is_same(name, sizeof(name)))
			(void)snprintf(verdict.text, sizeof(verdict.text), "LEFTOVER: %.400s",
				       name);
		if (verdict.text[0] == '\0')
			return true;
	}
	(void)printf("FINDING %s: %s\n", fault_case->name, verdict.text);
	show(&session->plain);
	return false;
}

static bool
is_root_of_all(void)
{
	unsigned long inside, outside, count = 0;
	FILE *map = fopen("/proc/self/uid_map", "r");

	if (map && fscanf(map, "%lu %lu %lu", &inside, &outside, &count) != 3)
		count = 0;
	if (map)
		(void)fclose(map);
	return count > 1;
}

static void
run_all(struct session *session, const struct fault_case *fault_case)
{
	struct totals before = session->all;
	struct plan plan;
	struct plan_item item;

	if (!plan_has(&session->options, fault_case))
		return;
	if (fault_case->flags & CASE_NEEDS_ROOT && !is_root_of_all()) {
		session->all.skipped++;
		(void)printf("fault: %s: skipped, needs root outside of a user namespace\n",
			     fault_case->name);
		return;
	}
	if (!run_plain(session, fault_case)) {
		session->all.broken++;
		return;
	}
	plan_begin(&plan, &session->options, fault_case, session->seen, session->seen_count);
	while (plan_next(&plan, &item))
		run_item(session, fault_case, &item);
	session->all.broken += plan.unknown_count;
	if (session->all.runs > before.runs)
		(void)printf("fault: %s, %s: %u runs, %u findings, %ld s\n", fault_case->name,
			     kind_names[session->options.kind], session->all.runs - before.runs,
			     session->all.findings - before.findings,
			     (session->all.ms - before.ms + 500) / 1000);
	(void)fflush(stdout);
}

/* Returns the exit code. */
static int
conclude(const struct totals *all, bool must_run)
{
	bool misses = all->missed * 100 > (all->runs + all->missed) * MISSED_PERCENT;
	bool skips = all->skipped > 0 && must_run;

	(void)printf("fault: %u runs, %u findings", all->runs, all->findings);
	if (all->missed > 0)
		(void)printf(", %u did not come to their spot", all->missed);
	if (all->broken > 0)
		(void)printf(", %u could not be run", all->broken);
	if (all->skipped > 0)
		(void)printf(", %u cases skipped", all->skipped);
	(void)printf("\n");
	if (misses)
		(void)printf("fault: more than %d of 100 missed their spot\n", MISSED_PERCENT);
	if (skips)
		(void)printf("fault: MG_MUST_RUN=1, so a skip is a failure\n");
	(void)printf("%u passed, %u failed\n", all->runs - all->findings,
		     all->findings + all->broken);
	return all->findings > 0 || all->broken > 0 || misses || skips || all->runs == 0;
}

static bool
parse_args(struct session *session, char **argv)
{
	struct plan_options *options = &session->options;

	options->one_in = 1;
	for (size_t i = 1; argv[i]; i++) {
		if (strcmp(argv[i], "--one-in") == 0 && argv[i + 1])
			options->one_in = (unsigned)strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--only") == 0 && argv[i + 1])
			session->only = options->only = argv[++i];
		else
			return false;
	}
	return options->one_in > 0;
}

/* Whether a process may be traced. Some containers forbid it, and kernel.yama.ptrace_scope=3. */
static bool
may_trace(struct outcome *outcome)
{
	char command[] = COMMAND;
	char *argv[] = { command, NULL };
	struct request request = { .argv = argv };

	return trace_run(&request, outcome) != -EPERM;
}

int
main(int argc, char **argv)
{
	static struct session session;		  /* large */
	const char *must = getenv("MG_MUST_RUN"); /* before the environment goes */
	bool must_run = must && strcmp(must, "1") == 0;
	const struct fault_case *fault_case;

	(void)argc;
	if (!parse_args(&session, argv)) {
		(void)fprintf(stderr, "usage: fault [--one-in N] [--only KEY]\n");
		return 64;
	}
	if (clearenv() != 0 || chdir(WORLD) < 0 || !world_note()) {
		perror("fault: " WORLD);
		return 1;
	}
	for (size_t i = 0; environment[i]; i++)
		(void)putenv((char *)(uintptr_t)environment[i]);
	if (!may_trace(&session.outcome)) {
		(void)printf("fault: skipped, no process may be traced here\n0 passed, 0 failed\n");
		return must_run;
	}
	for (enum plan_kind kind = PLAN_FAULTS; kind <= PLAN_SIGNALS; kind++) {
		session.options.kind = kind;
		for (unsigned i = 0; (fault_case = case_at(i)) != NULL; i++)
			run_all(&session, fault_case);
	}
	return conclude(&session.all, must_run);
}
