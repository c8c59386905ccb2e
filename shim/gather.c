/* SPDX-License-Identifier: MIT */
/* From questions to facts. This process never touches a path of the user's: a child does, and when
 * the storage does not answer, the child is given up and the next path gets a new one. Never
 * threads: a thread stuck in the kernel makes execve wait for ever. Never a blocking wait for a
 * killed child: it may sit in state D. */
#include "gather.h"

#include "lex.h"
#include "path.h"
#include "probe.h"
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a killed child gets to be gone before it is left behind. */
#define GRACE_MS 100

/* When poll(2) is late by more than this, this process was stopped meanwhile, or starved. */
#define PAUSE_MS 300

/* How long behind the time limit a child ends itself, within the above. */
#define SELF_END_MS 50

struct mg_board {
	_Atomic size_t current;	    /* the path that the child is at; count: all are done */
	_Atomic int64_t started_ms; /* when it came to it */
	bool has_root_id;
	uint64_t root_id;
	struct mg_signs signs;
	struct mg_actor actor;
	bool is_refused; /* the child could not be who it was to be */
	struct mg_err refusal;
	struct mg_facts facts[];
};

static size_t
board_bytes(size_t count)
{
	return sizeof(struct mg_board) + count * sizeof(struct mg_facts);
}

int
mg_gather_init(struct mg_gather *gather, const struct mg_ask *asks, size_t count,
	       struct mg_err *err)
{
	void *board = mmap(NULL, board_bytes(count), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*gather = (struct mg_gather){ .asks = asks, .count = count, .signal_fd = -1 };
	if (board == MAP_FAILED)
		return mg_err_set(err, MG_EXIT_UNKNOWN, errno, "cannot share memory with a probe");
	gather->board = board;
	gather->silent_ids = calloc(count, 2 * sizeof(*gather->silent_ids));
	gather->silent_walks = calloc(count, 2 * sizeof(*gather->silent_walks));
	gather->stuck = calloc(count, sizeof(*gather->stuck));
	gather->stuck_ids = calloc(count, sizeof(*gather->stuck_ids));
	if (gather->silent_ids && gather->silent_walks && gather->stuck && gather->stuck_ids)
		return 0;
	mg_gather_release(gather);
	return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
}

void
mg_gather_release(struct mg_gather *gather)
{
	if (gather->board)
		(void)munmap(gather->board, board_bytes(gather->count)); /* our own mapping */
	free(gather->silent_ids);
	free(gather->silent_walks);
	free(gather->stuck);
	free(gather->stuck_ids);
	mg_mountinfo_release(&gather->mounts);
	*gather = (struct mg_gather){ 0 };
}

const struct mg_facts *
mg_gather_facts(const struct mg_gather *gather, size_t index)
{
	return &gather->board->facts[index];
}

/* --- the child --- */

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
become_asker(const struct mg_gather *gather)
{
	struct mg_board *board = gather->board;
	bool is_other;

	if (!gather->identity)
		return false;
	is_other = mg_privilege_is_other_user(gather->identity);
	if (mg_privilege_rehearse(gather->identity, &board->refusal) < 0) {
		board->is_refused = true;
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

static _Noreturn void
run_child(struct mg_gather *gather, size_t first, pid_t parent)
{
	struct mg_board *board = gather->board;
	struct mg_probe probe = {
		.mounts = &gather->mounts,
		.silent_ids = gather->silent_ids,
		.silent_walks = gather->silent_walks,
		.silent_count = gather->silent_count,
		.looks_near = !gather->has_hung_near,
		.actor = &board->actor,
	};
	bool is_on_its_own;

	release_std_fds();
	is_on_its_own = become_asker(gather);
	/* Whoever kills the guard must not leave its child at work. A change of user would undo it.
	 */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);	   /* cannot fail for a valid signal */
	if (getppid() != parent && getppid() != 0) /* 0: the first process of a new namespace */
		_exit(1);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file size limit is an answer (EFBIG), not our end */
	mg_probe_open_root(&probe);
	board->has_root_id = probe.root >= 0 && probe.root_node.has_mount_id;
	board->root_id = probe.root_node.mount_id;
	if (!board->has_root_id || !mg_mountinfo_entered(&gather->mounts, board->root_id, "/run"))
		mg_probe_signs(
			&board->signs); /* where /run is a mount, it is storage like any other */
	for (size_t i = first; i < gather->count; i++) {
		if (is_on_its_own)
			end_by_alarm(gather->timeout_ms + SELF_END_MS);
		atomic_store(&board->started_ms, mg_sys_now_ms());
		atomic_store(&board->current, i);
		mg_probe_reset(&board->facts[i]); /* an earlier child may have begun with it */
		mg_probe_path(&probe, &gather->asks[i], &board->facts[i]);
	}
	atomic_store(&board->current, gather->count);
	_exit(0);
}

/* The end of a pipe that hangs up when the child is gone is put into *pipe_fd. */
static pid_t
start_child(struct mg_gather *gather, size_t first, int *pipe_fd)
{
	pid_t parent = getpid(), child;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	atomic_store(&gather->board->current, first);
	atomic_store(&gather->board->started_ms, mg_sys_now_ms());
	child = mg_sys_fork();
	if (child == 0)
		run_child(gather, first, parent);
	if (child < 0)
		child = -errno;
	(void)close(ends[1]); /* the child's */
	*pipe_fd = ends[0];
	if (child < 0)
		mg_sys_close(pipe_fd);
	return child;
}

/* --- waiting for it --- */

enum outcome {
	OUTCOME_ENDED,	/* the child is gone, or going */
	OUTCOME_LATE,	/* no answer for the path that it is at */
	OUTCOME_SIGNAL, /* we are to give up */
};

/* Time that a path is not charged with: both processes were stopped (docker pause). */
struct pause {
	size_t path;
	int64_t ms;
};

static enum outcome
wait_for_child(const struct mg_gather *gather, int pipe_fd, size_t *current)
{
	struct pause pause = { 0 };

	for (;;) {
		struct pollfd fds[] = {
			{ .fd = pipe_fd, .events = POLLIN },
			{ .fd = gather->signal_fd, .events = POLLIN },
		};
		int64_t left_ms, now_ms, late_ms;

		/* Before its time, which the child sets first: a path is never judged by another
		 * one's. */
		*current = atomic_load(&gather->board->current);
		if (pause.path != *current)
			pause = (struct pause){ .path = *current };
		now_ms = mg_sys_now_ms();
		left_ms = atomic_load(&gather->board->started_ms) + gather->timeout_ms + pause.ms -
			  now_ms;
		if (left_ms <= 0)
			return OUTCOME_LATE;
		if (poll(fds, MG_ARRAY_LEN(fds), (int)left_ms) <= 0) {
			/* Late, or only its path changed meanwhile; EINTR: a stray handler. */
			late_ms = mg_sys_now_ms() - now_ms - left_ms;
			if (late_ms > PAUSE_MS) /* nobody knows since when: all of it anew */
				pause.ms =
					mg_sys_now_ms() - atomic_load(&gather->board->started_ms);
			continue;
		}
		if (fds[1].revents != 0)
			return OUTCOME_SIGNAL;
		if (fds[0].revents != 0) {
			*current = atomic_load(&gather->board->current);
			return OUTCOME_ENDED;
		}
	}
}

/* Whether the child could be ended. */
static bool
end_child(pid_t child)
{
	int64_t until_ms = mg_sys_now_ms() + GRACE_MS;

	(void)kill(child, SIGKILL); /* ours: its number is taken until it is waited for */
	do {
		if (waitpid(child, NULL, WNOHANG | __WALL) != 0)
			return true;
		(void)poll(NULL, 0, 1); /* one millisecond */
	} while (mg_sys_now_ms() < until_ms);
	return false;
}

/* The mount that a silent path lies on: the one that the walk stood before, if there is one. */
static uint64_t
silent_mount(const struct mg_gather *gather, const struct mg_facts *facts)
{
	char path[MG_FACTS_PATH_BYTES + MG_FACTS_NAMES_BYTES];
	const struct mg_mount *entered;

	if (facts->stage != MG_STAGE_WALK || facts->missing[0] == '\0')
		return facts->mount_id;
	(void)mg_path_join(path, sizeof(path), facts->resolved,
			   mg_lex_slice(facts->missing)); /* fits */
	entered = mg_mountinfo_entered(&gather->mounts, facts->mount_id, path);
	return entered ? entered->id : facts->mount_id;
}

static void
give_up_path(struct mg_gather *gather, size_t index, pid_t child)
{
	struct mg_facts *facts = &gather->board->facts[index];
	bool is_stuck = !end_child(child);

	if (facts->answer != MG_ANSWER_NONE) {
		/* It came at the very last moment, or only what is near was still looked for. Where
		 * the child is stuck is not known: no mount is held to be silent. */
		gather->has_hung_near |= facts->stage == MG_STAGE_NEAR;
		if (is_stuck) {
			gather->stuck[index] = child;
			gather->stuck_ids[index] = 0;
		}
		return;
	}
	facts->answer = MG_ANSWER_LATE;
	facts->mount_id = silent_mount(gather, facts);
	if (is_stuck) {
		gather->stuck[index] = child;
		gather->stuck_ids[index] = facts->mount_id;
	}
	if (facts->has_mount_id) {
		gather->silent_walks[gather->silent_count] = facts->stage == MG_STAGE_WALK;
		gather->silent_ids[gather->silent_count++] = facts->mount_id;
	}
}

/* Sees one child to its end. *next becomes the path that the next child begins with. */
static int
run_one_child(struct mg_gather *gather, size_t *next, struct mg_err *err)
{
	MG_AUTO_FD int pipe_fd = -1;
	pid_t child = start_child(gather, *next, &pipe_fd);
	enum outcome outcome;
	size_t current;

	if (child < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, -child, "cannot start a probe process");
	outcome = wait_for_child(gather, pipe_fd, &current);
	if (outcome == OUTCOME_SIGNAL) {
		(void)end_child(child); /* stuck or not, we leave */
		return -EINTR;
	}
	if (current >= gather->count) {
		/* It is past everything that can block. The only blocking wait. */
		(void)waitpid(child, NULL, __WALL);
		*next = gather->count;
	} else if (outcome == OUTCOME_LATE) {
		give_up_path(gather, current, child);
		*next = current + 1;
	} else if (gather->board->is_refused) {
		(void)end_child(child);
		*err = gather->board->refusal;
		return -EPERM;
	} else {
		(void)end_child(child);
		if (gather->board->facts[current].answer == MG_ANSWER_NONE)
			gather->board->facts[current].answer = MG_ANSWER_DIED;
		gather->has_hung_near |= gather->board->facts[current].stage == MG_STAGE_NEAR;
		*next = current + 1;
	}
	return 0;
}

/* --- the pass --- */

int
mg_gather_read_mounts(struct mg_mounts *mounts, struct mg_err *err)
{
	char *text;
	size_t len;
	int result = mg_sys_read_mountinfo(&text, &len, err);

	return result < 0 ? result : mg_mountinfo_parse(text, len, mounts, err);
}

static int
read_mounts(struct mg_gather *gather, struct mg_err *err)
{
	struct mg_mounts mounts;
	int result = mg_gather_read_mounts(&mounts, err);

	if (result < 0)
		return result;
	mg_mountinfo_release(&gather->mounts);
	gather->mounts = mounts;
	return 0;
}

/* A child of an earlier pass may have been let go meanwhile; its mount may be asked again then. */
static void
begin_pass(struct mg_gather *gather)
{
	gather->silent_count = 0;
	/* The first time all is zero already, and a page that nobody touches costs nothing. */
	for (size_t i = 0; i < gather->count; i++) {
		if (gather->has_run)
			gather->board->facts[i].answer =
				MG_ANSWER_NONE; /* the child resets the rest */
		if (gather->stuck[i] && waitpid(gather->stuck[i], NULL, WNOHANG | __WALL) != 0)
			gather->stuck[i] = 0;
		if (gather->stuck[i] && gather->stuck_ids[i] != 0) {
			gather->silent_walks[gather->silent_count] = true;
			gather->silent_ids[gather->silent_count++] = gather->stuck_ids[i];
		}
	}
}

/* The kernel shows every owner without an id here as 65534 (/proc/sys/kernel/overflowuid). */
static bool
hides_owners(const struct mg_gather *gather)
{
	for (size_t i = 0; i < gather->count; i++)
		if (gather->board->facts[i].uid == MG_FACTS_OVERFLOW_ID)
			return !mg_sys_maps_all_users();
	return false;
}

/* Mounts come and go: an id that is not in the table is looked for once more in a fresh one. */
static bool
is_any_mount_unknown(const struct mg_gather *gather)
{
	for (size_t i = 0; i < gather->count; i++) {
		const struct mg_facts *facts = &gather->board->facts[i];

		if (facts->has_mount_id && !mg_mountinfo_find(&gather->mounts, facts->mount_id))
			return true;
	}
	return false;
}

int
mg_gather_run(struct mg_gather *gather, struct mg_err *err)
{
	size_t next = 0;
	int result;

	begin_pass(gather);
	gather->has_run = true;
	result = read_mounts(gather, err);
	while (result == 0 && next < gather->count)
		result = run_one_child(gather, &next, err);
	if (result < 0)
		return result;
	gather->has_root_id = gather->board->has_root_id;
	gather->signs = gather->board->signs;
	gather->signs.has_kubernetes = getenv("KUBERNETES_SERVICE_HOST") != NULL;
	gather->signs.is_microsoft = mg_sys_is_kernel("icrosoft"); /* "Microsoft" in WSL 1 */
	gather->signs.is_linuxkit = mg_sys_is_kernel("linuxkit");
	gather->actor = gather->board->actor;
	gather->is_user_namespace = gather->actor.is_known && !mg_sys_maps_all_users();
	gather->hides_owners = hides_owners(gather);
	if (is_any_mount_unknown(gather))
		result = read_mounts(gather, err);
	if (result == 0)
		gather->container = mg_container_find(&gather->mounts, gather->board->root_id);
	return result;
}
