/* SPDX-License-Identifier: MIT */
/* The parent's part of a pass. This process never touches a path of the user; a child does. When
 * the storage does not answer, the guard gives the child up, and starts a new one at the next path.
 * Never threads: a thread stuck in the kernel makes execve wait for ever. Never a blocking wait for
 * a killed child: it may sit in state D. */
#include "supervise.h"

#include "sys/sys.h"
#include "text/lex.h"
#include "text/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How often a path's time may begin again while a file is read: the child is not trusted. */
#define MAX_RENEWALS 1000
/* If poll(2) is late by more than this, the process was stopped meanwhile, or starved. */
#define PAUSE_MS 300

static size_t
board_bytes(size_t count)
{
	return sizeof(struct mg_board) + count * MG_BOARD_ANSWER_BYTES;
}

/* NULL with errno set. */
static void *
map(size_t bytes, int kind)
{
	unsigned tries = 0;
	void *memory;

	do
		memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
	while (memory == MAP_FAILED && mg_sys_is_interrupted(&tries));
	return memory == MAP_FAILED ? NULL : memory;
}

int
mg_supervisor_init(struct mg_supervisor *supervisor, const struct mg_ask *asks, size_t count,
		   struct mg_err *err)
{
	*supervisor = (struct mg_supervisor){ .asks = asks, .count = count, .signal_fd = -1 };
	if (mg_sys_check_clock(err) < 0)
		return -EINVAL;
	supervisor->board = map(board_bytes(count), MAP_SHARED);
	supervisor->facts = map(count * sizeof(*supervisor->facts), MAP_PRIVATE | MAP_NORESERVE);
	supervisor->silent = calloc(count, 2 * sizeof(*supervisor->silent));
	supervisor->stuck = calloc(count, sizeof(*supervisor->stuck));
	supervisor->locks = calloc(count, sizeof(*supervisor->locks));
	if (supervisor->board && supervisor->facts && supervisor->silent && supervisor->stuck &&
	    supervisor->locks)
		return 0;
	mg_supervisor_release(supervisor);
	return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
}

void
mg_supervisor_release(struct mg_supervisor *supervisor)
{
	if (supervisor->board)
		(void)munmap(supervisor->board, board_bytes(supervisor->count)); /* our own */
	if (supervisor->facts)
		(void)munmap(supervisor->facts,
			     supervisor->count * sizeof(*supervisor->facts)); /* and this */
	free(supervisor->silent);
	free(supervisor->stuck);
	free(supervisor->locks); /* the descriptors end with us, or go on to the command */
	*supervisor = (struct mg_supervisor){ 0 };
}

/* --- the child --- */

/* Starts a child at the path `first`. *pipe_fd becomes the end of a pipe that hangs up when the
 * child is gone; a socket, if locks come through it as well. */
static pid_t
start_child(struct mg_supervisor *supervisor, size_t first, int *pipe_fd)
{
	bool takes = false;
	pid_t parent = getpid(), child;
	unsigned tries = 0;
	int ends[2], result;

	for (size_t i = 0; i < supervisor->count; i++)
		takes |= (supervisor->asks[i].needs & MG_NEED_TAKE) != 0;
	do
		result = takes ? (int)syscall(SYS_socketpair, AF_UNIX,
					      SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)
			       : pipe2(ends, O_CLOEXEC);
	while (result < 0 && mg_sys_is_interrupted(&tries));
	if (result < 0)
		return -errno;
	atomic_store(&supervisor->board->has_begun, false);
	atomic_store(&supervisor->board->current, first);
	atomic_store(&supervisor->board->started_ms, mg_sys_now_ms());
	mg_board_reset(&supervisor->board->live);
	child = mg_sys_fork(&supervisor->sends_signal);
	if (child == 0)
		mg_child_run(supervisor, first, parent, ends[1]);
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
	OUTCOME_ENDED,	/* the child has ended, or is about to */
	OUTCOME_LATE,	/* the child's path gives no answer */
	OUTCOME_SIGNAL, /* a signal tells the guard to give up */
};

/* Where the child is, as far as the guard believes it: a child only goes forward, never past the
 * last path, and its clock is never ahead of the guard's. */
struct progress {
	size_t path;
	int64_t since_ms; /* the path's time counts from here */
	unsigned renewals;
};

static void
follow(const struct mg_supervisor *supervisor, struct progress *progress, int64_t now_ms)
{
	/* Read .current before .started_ms. The child writes them in the other order, so a new path
	 * is never measured from the old path's start. */
	size_t current = atomic_load(&supervisor->board->current);
	int64_t started_ms = atomic_load(&supervisor->board->started_ms);
	bool is_same = current == progress->path;

	if (current < progress->path || current > supervisor->count)
		return;
	if (is_same && (started_ms <= progress->since_ms || progress->renewals == MAX_RENEWALS))
		return;
	if (started_ms < progress->since_ms || started_ms > now_ms)
		started_ms = now_ms;
	*progress = (struct progress){
		.path = current,
		.since_ms = started_ms,
		.renewals = is_same ? progress->renewals + 1 : 0,
	};
}

static enum outcome
wait_for_child(const struct mg_supervisor *supervisor, int pipe_fd, struct progress *progress)
{
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = pipe_fd }, /* only the hang-up */
			{ .fd = supervisor->signal_fd, .events = POLLIN },
		};
		int64_t now_ms = mg_sys_now_ms(), left_ms;
		int count;

		follow(supervisor, progress, now_ms);
		left_ms = progress->since_ms + supervisor->timeout_ms - now_ms;
		if (left_ms <= 0)
			return OUTCOME_LATE;
		count = poll(fds, MG_ARRAY_LEN(fds), (int)left_ms);
		if (count > 0 && fds[1].revents != 0)
			return OUTCOME_SIGNAL;
		if (count > 0) {
			follow(supervisor, progress, mg_sys_now_ms());
			return OUTCOME_ENDED;
		}
		/* Timed out, or the child moved on to another path, or EINTR: look again. If both
		 * processes were stopped (docker pause), begin the path's time again. */
		if (mg_sys_now_ms() - now_ms - left_ms > PAUSE_MS)
			progress->since_ms = mg_sys_now_ms();
	}
}

/* Finds the mount that gives no answer: the walk was about to enter it, or stands on it. */
static uint64_t
silent_mount(const struct mg_supervisor *supervisor, const struct mg_facts *facts)
{
	char path[MG_FACTS_PATH_BYTES + MG_FACTS_NAMES_BYTES];
	const struct mg_mount *entered;

	if (facts->stage != MG_STAGE_WALK || facts->missing[0] == '\0')
		return facts->mount_id;
	(void)mg_path_join(path, sizeof(path), facts->resolved,
			   mg_lex_slice(facts->missing)); /* fits */
	entered = mg_mounts_entered(supervisor->mounts, facts->mount_id, path);
	return entered ? entered->id : facts->mount_id;
}

/* Replaces the board, because a child that could not be ended may still write to the old one. */
static int
renew_board(struct mg_supervisor *supervisor, struct mg_err *err)
{
	struct mg_board *board = map(board_bytes(supervisor->count), MAP_SHARED);

	if (!board)
		return mg_err_set(err, MG_EXIT_UNKNOWN, errno, "cannot share memory with a probe");
	(void)munmap(supervisor->board, board_bytes(supervisor->count)); /* our own mapping */
	supervisor->board = board;
	supervisor->answers_used = 0;
	return 0;
}

/* Notes that the child ended at the path, or gave no answer for it. stuck: the child, if it could
 * not be ended; else 0. */
static void
give_up_path(struct mg_supervisor *supervisor, size_t index, bool is_late, pid_t stuck)
{
	struct mg_facts *facts = &supervisor->facts[index].facts;

	mg_board_take_live(&supervisor->board->live, facts);
	supervisor->has_hung_near |= facts->stage == MG_STAGE_NEAR;
	/* No mount is called silent if the answer came at the very last moment, or if the child
	 * hung in the search nearby: where it is stuck is then unknown. */
	if (is_late)
		supervisor->stuck[index] = (struct mg_stuck){ .child = stuck };
	if (facts->answer != MG_ANSWER_NONE)
		return;
	facts->answer = is_late ? MG_ANSWER_LATE : MG_ANSWER_DIED;
	if (!is_late || facts->stage == MG_STAGE_OTHER) /* the other file may be on another mount */
		return;
	facts->mount_id = silent_mount(supervisor, facts);
	supervisor->stuck[index].mount_id = facts->mount_id;
	if (facts->has_mount_id)
		supervisor->silent[supervisor->silent_count++] =
			(struct mg_silent){ facts->mount_id, facts->stage == MG_STAGE_WALK };
}

/* Takes the child's answers for the paths from first up to end, and what it says of itself. */
static int
take_answers(struct mg_supervisor *supervisor, size_t first, size_t end, struct mg_err *err)
{
	const struct mg_board *board = supervisor->board;
	size_t room = supervisor->count * MG_BOARD_ANSWER_BYTES;
	struct mg_head *head = &supervisor->head;
	struct mg_actor actor = head->actor;
	bool is_sound = true;

	for (size_t i = first; i < end; i++) {
		size_t used = mg_board_take(board->answers + supervisor->answers_used,
					    is_sound ? room - supervisor->answers_used : 0,
					    &supervisor->facts[i].facts);

		is_sound = used > 0; /* after an impossible answer, none is believed */
		supervisor->answers_used += used;
	}
	if (!mg_board_take_head(&board->head, head))
		return mg_err_set(err, MG_EXIT_UNKNOWN, 0,
				  "cannot believe what the probe process says of itself");
	if (!head->actor.is_known)
		head->actor = actor;
	if (!head->is_refused)
		return 0;
	*err = head->refusal;
	return -EPERM;
}

/* Takes the locks that the child says it got for the paths from first up to end. */
static void
take_locks(struct mg_supervisor *supervisor, size_t first, size_t end, int socket)
{
	for (size_t i = first; i < end; i++) {
		struct mg_facts *facts = &supervisor->facts[i].facts;

		if (supervisor->asks[i].needs & MG_NEED_TAKE && facts->answer == MG_ANSWER_GIVEN &&
		    facts->lock.err == 0)
			facts->lock.err = mg_lock_take(supervisor->mounts, facts->mount_id, socket,
						       supervisor->locks, i);
	}
}

/* Runs one child from the path *next on. *next becomes the next child's first path. */
static int
run_one_child(struct mg_supervisor *supervisor, size_t *next, struct mg_err *err)
{
	MG_AUTO_FD int pipe_fd = -1;
	size_t first = *next;
	struct progress progress = { .path = first, .since_ms = mg_sys_now_ms() };
	pid_t child = start_child(supervisor, first, &pipe_fd);
	enum outcome outcome;
	bool has_gone;
	int result;

	if (child < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, -child, "cannot start a probe process");
	outcome = wait_for_child(supervisor, pipe_fd, &progress);
	has_gone = mg_sys_end_child(child, outcome == OUTCOME_ENDED, supervisor->sends_signal);
	if (outcome == OUTCOME_SIGNAL)
		return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on"); /* stuck or not */
	result = take_answers(supervisor, first, progress.path, err);
	if (result < 0)
		return result;
	if (outcome == OUTCOME_LATE && !supervisor->board->has_begun)
		return mg_err_set(
			err, MG_EXIT_UNKNOWN, 0,
			"the probe process does not come to its first path: a descriptor that "
			"mountguard was handed, or the root directory, is on storage that does "
			"not answer");
	*next = progress.path + 1;
	if (outcome == OUTCOME_ENDED && supervisor->board->wants_std && !supervisor->lends_std) {
		supervisor->lends_std = true;
		*next = progress.path; /* once more, by a child that has what it wants */
	} else if (progress.path == supervisor->count) {
		*next = supervisor->count; /* it answered for all paths */
	} else {
		give_up_path(supervisor, progress.path, outcome == OUTCOME_LATE,
			     has_gone ? 0 : child);
	}
	take_locks(supervisor, first, *next, pipe_fd);
	return has_gone ? 0 : renew_board(supervisor, err);
}

/* Forgets the last pass. If a child that was stuck has ended, its mount may be asked again. */
static void
begin_pass(struct mg_supervisor *supervisor)
{
	supervisor->silent_count = 0;
	supervisor->answers_used = 0;
	/* Before the first run all is zero, and an untouched page costs nothing. */
	for (size_t i = 0; supervisor->has_run && i < supervisor->count; i++) {
		struct mg_stuck *stuck = &supervisor->stuck[i];

		if (supervisor->locks[i] > 0)
			(void)close(supervisor->locks[i]); /* this pass takes it anew */
		supervisor->locks[i] = 0;
		supervisor->facts[i].facts.answer = MG_ANSWER_NONE;
		if (stuck->child && mg_sys_is_gone(stuck->child))
			stuck->child = 0;
		if (stuck->child && stuck->mount_id != 0)
			supervisor->silent[supervisor->silent_count++] =
				(struct mg_silent){ stuck->mount_id, true };
	}
	supervisor->has_run = true;
}

int
mg_supervisor_run(struct mg_supervisor *supervisor, const struct mg_mounts *mounts,
		  struct mg_err *err)
{
	size_t next = 0;
	int result = 0;

	supervisor->mounts = mounts;
	begin_pass(supervisor);
	while (result == 0 && next < supervisor->count)
		result = run_one_child(supervisor, &next, err);
	return result;
}
