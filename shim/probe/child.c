/* SPDX-License-Identifier: MIT */
/* The probe child from its start to its end: it lets go of what it was handed, becomes who the
 * command will be, and puts one question after the other. All of it may block for ever. */
#include "child.h"

#include "board.h"
#include "probe/probe.h"
#include "sys/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>

/* How long behind the time limit a child ends itself that the guard may not be able to kill: less
 * than the guard waits for a killed one (GRACE_MS in survey.c). */
#define SELF_END_MS 50

/* A child that is stuck must not hold the pipes that somebody reads to their end: it keeps names of
 * the standard descriptors, so that /dev/stdout still leads to something, and cannot read or write
 * there. */
static void
release_std_fds(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int name = mg_sys_reopen(fd, O_PATH);

		if (name < 0)
			continue;
		(void)dup3(name, fd, O_CLOEXEC); /* both are open */
		(void)close(name);
	}
}

/* Takes on the identity of the command. Returns whether the parent may have lost its power over us:
 * root without CAP_KILL cannot kill another user, and the kernel asks the same of the signal that
 * comes with the parent's death. */
static bool
become_asker(const struct mg_survey *gather)
{
	struct mg_head *head = &gather->board->head;
	bool is_other;
	int result;

	/* First of all: a process of the same user that has no capabilities may not write into one
	 * that has some, and from here on into none that is not dumpable (ptrace(2), "Ptrace access
	 * mode checking"). Another user is not dumpable in any case. */
	result = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0;
	if (!gather->identity)
		return false;
	is_other = mg_identity_is_other_user(gather->identity);
	if (result < 0 && gather->identity->has_caps && !is_other)
		result = mg_err_set(&head->refusal, MG_EXIT_NOT_EXECUTABLE, -result,
				    "cannot shield the probe from other processes");
	else
		result = mg_identity_rehearse(gather->identity, &head->refusal);
	if (result < 0) {
		head->is_refused = true;
		_exit(1);
	}
	return is_other;
}

/* SIGALRM comes from the kernel and asks nobody; it ends what SIGKILL would end. */
static void
end_by_alarm(int64_t in_ms)
{
	const struct itimerval timer = {
		.it_value = { .tv_sec = (time_t)(in_ms / 1000),
			      .tv_usec = (suseconds_t)(in_ms % 1000 * 1000) },
	};
	sigset_t alarm_only;

	(void)sigemptyset(&alarm_only);
	(void)sigaddset(&alarm_only, SIGALRM);
	(void)signal(SIGALRM, SIG_DFL);
	(void)sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL); /* a valid time */
}

/* Says what the guard has to know beside the facts about paths. */
static void
fill_head(const struct mg_survey *gather, const struct mg_probe *probe)
{
	struct mg_head *head = &gather->board->head;

	head->has_root_id = probe->root >= 0 && probe->root_node.has_mount_id;
	head->root_id = probe->root_node.mount_id;
	/* Where /run is a mount, it is storage like any other. */
	if (!head->has_root_id || !mg_mounts_entered(&gather->mounts, head->root_id, "/run"))
		mg_probe_signs(&head->signs);
}

void
mg_child_goes_on(const struct mg_probe *probe)
{
	if (probe->alarm_ms > 0)
		end_by_alarm(probe->alarm_ms);
	atomic_store(probe->started_ms, mg_sys_now_ms());
}

/* Puts all questions, from first on. */
static void
answer(struct mg_survey *gather, const struct mg_probe *probe, size_t first)
{
	struct mg_board *board = gather->board;
	unsigned char *at = board->answers + gather->answers_used;

	for (size_t i = first; i < gather->count; i++) {
		mg_probe_reset(&board->live);
		mg_child_goes_on(probe);
		atomic_store(&board->current, i);
		atomic_store(&board->has_begun, true);
		mg_probe_path(probe, &gather->asks[i], &board->live);
		at += mg_board_put(&board->live, at);
	}
	atomic_store(&board->started_ms, mg_sys_now_ms());
	atomic_store(&board->current, gather->count);
}

_Noreturn void
mg_child_run(struct mg_survey *gather, size_t first, pid_t parent, int end)
{
	struct mg_probe probe = {
		.mounts = &gather->mounts,
		.silent_ids = gather->silent_ids,
		.silent_walks = gather->silent_walks,
		.silent_count = gather->silent_count,
		.looks_near = !gather->has_hung_near,
		.actor = &gather->board->head.actor,
		.started_ms = &gather->board->started_ms,
	};

	/* A child that is stuck holds nothing that was meant for the command. */
	mg_sys_close_behind(STDERR_FILENO, end);
	release_std_fds();
	if (become_asker(gather)) {
		probe.alarm_ms = gather->timeout_ms + SELF_END_MS;
		end_by_alarm(probe.alarm_ms);
	}
	/* Whoever kills the guard must not leave its child at work. A change of user would undo it.
	 */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	   /* cannot fail for a valid signal */
	if (getppid() != parent && getppid() != 0) /* 0: the first process of a new namespace */
		_exit(1);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file size limit is an answer (EFBIG), not our end */
	mg_probe_open_root(&probe);
	fill_head(gather, &probe);
	answer(gather, &probe, first);
	_exit(0);
}
