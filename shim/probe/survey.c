/* SPDX-License-Identifier: MIT */
/* From questions to facts. This process never touches a path of the user's: a child does, and when
 * the storage does not answer, the child is given up and the next path gets a new one. Never
 * threads: a thread stuck in the kernel makes execve wait for ever. Never a blocking wait for a
 * killed child: it may sit in state D. */
#include "probe/survey.h"

#include "board.h"
#include "child.h"
#include "mounts/live.h"
#include "probe/probe.h"
#include "sys/sys.h"
#include "text/lex.h"
#include "text/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a child that was killed, or is at its end, gets to be gone before it is left behind. */
#define GRACE_MS 100

/* How long it is looked for without a pause, and how often at the most. */
#define QUICK_MS 2
#define MAX_LOOKS 20000

/* How often a path gets its time again because more of a file was read: what the child says is not
 * believed for ever. */
#define MAX_RENEWALS 1000

/* When poll(2) is late by more than this, this process was stopped meanwhile, or starved. */
#define PAUSE_MS 300

/* Of the facts about a path only the first page is used, as a rule. */
#define FACTS_STRIDE ((sizeof(struct mg_facts) + 4095) / 4096 * 4096)

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

static struct mg_facts *
facts_at(const struct mg_survey *gather, size_t index)
{
	return (struct mg_facts *)(void *)(gather->facts + index * FACTS_STRIDE);
}

int
mg_survey_init(struct mg_survey *gather, const struct mg_ask *asks, size_t count,
	       struct mg_err *err)
{
	*gather = (struct mg_survey){ .asks = asks, .count = count, .signal_fd = -1 };
	if (mg_sys_check_clock(err) < 0)
		return -EINVAL;
	gather->board = map(board_bytes(count), MAP_SHARED);
	gather->facts = map(count * FACTS_STRIDE, MAP_PRIVATE | MAP_NORESERVE);
	gather->silent_ids = calloc(count, 2 * sizeof(*gather->silent_ids));
	gather->silent_walks = calloc(count, 2 * sizeof(*gather->silent_walks));
	gather->stuck = calloc(count, sizeof(*gather->stuck));
	gather->stuck_ids = calloc(count, sizeof(*gather->stuck_ids));
	if (gather->board && gather->facts && gather->silent_ids && gather->silent_walks &&
	    gather->stuck && gather->stuck_ids)
		return 0;
	mg_survey_release(gather);
	return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
}

void
mg_survey_release(struct mg_survey *gather)
{
	if (gather->board)
		(void)munmap(gather->board, board_bytes(gather->count)); /* our own mapping */
	if (gather->facts)
		(void)munmap(gather->facts, gather->count * FACTS_STRIDE); /* and this */
	free(gather->silent_ids);
	free(gather->silent_walks);
	free(gather->stuck);
	free(gather->stuck_ids);
	mg_mounts_release(&gather->mounts);
	*gather = (struct mg_survey){ 0 };
}

const struct mg_facts *
mg_survey_facts(const struct mg_survey *gather, size_t index)
{
	return facts_at(gather, index);
}

/* --- the child --- */

/* The end of a pipe that hangs up when the child is gone is put into *pipe_fd. */
static pid_t
start_child(struct mg_survey *gather, size_t first, int *pipe_fd)
{
	pid_t parent = getpid(), child;
	unsigned tries = 0;
	int ends[2], result;

	do
		result = pipe2(ends, O_CLOEXEC);
	while (result < 0 && mg_sys_is_interrupted(&tries));
	if (result < 0)
		return -errno;
	atomic_store(&gather->board->has_begun, false);
	atomic_store(&gather->board->current, first);
	atomic_store(&gather->board->started_ms, mg_sys_now_ms());
	mg_probe_reset(&gather->board->live);
	child = mg_sys_fork(&gather->sends_signal);
	if (child == 0)
		mg_child_run(gather, first, parent, ends[1]);
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

/* Where the child is, as far as that is believed: it goes forward, to no path that there is not,
 * and its clock is never ahead of ours. */
struct progress {
	size_t path;
	int64_t since_ms;
	int64_t pause_ms; /* that the path is not charged with: both were stopped (docker pause) */
	unsigned renewals;
};

static void
follow(const struct mg_survey *gather, struct progress *progress, int64_t now_ms)
{
	/* Before its time, which the child sets first: a path is never judged by another one's. */
	size_t current = atomic_load(&gather->board->current);
	int64_t started_ms = atomic_load(&gather->board->started_ms);

	bool is_same = current == progress->path;

	if (current < progress->path || current > gather->count)
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
wait_for_child(const struct mg_survey *gather, int pipe_fd, struct progress *progress)
{
	for (;;) {
		struct pollfd fds[] = {
			{ .fd = pipe_fd, .events = POLLIN },
			{ .fd = gather->signal_fd, .events = POLLIN },
		};
		int64_t now_ms = mg_sys_now_ms(), left_ms, late_ms;

		follow(gather, progress, now_ms);
		left_ms = progress->since_ms + progress->pause_ms + gather->timeout_ms - now_ms;
		if (left_ms <= 0)
			return OUTCOME_LATE;
		if (poll(fds, MG_ARRAY_LEN(fds), (int)left_ms) <= 0) {
			/* Late, or only its path changed meanwhile; EINTR: a stray handler. */
			late_ms = mg_sys_now_ms() - now_ms - left_ms;
			if (late_ms > PAUSE_MS) /* nobody knows since when: all of it anew */
				progress->pause_ms = mg_sys_now_ms() - progress->since_ms;
			continue;
		}
		if (fds[1].revents != 0)
			return OUTCOME_SIGNAL;
		if (fds[0].revents != 0) {
			follow(gather, progress, mg_sys_now_ms());
			return OUTCOME_ENDED;
		}
	}
}

/* Whether the child is gone, or is no child of ours any more. */
static bool
is_gone(pid_t child)
{
	pid_t result = waitpid(child, NULL, WNOHANG | __WALL);

	return result > 0 || (result < 0 && errno != EINTR);
}

/* Whether the child is gone, or soon is. Never a wait that could last: also a child that is past
 * all that can block may have been stopped, or be held by whoever traces it. */
static bool
is_gone_soon(pid_t child)
{
	int64_t start_ms = mg_sys_now_ms();

	for (unsigned looks = 0; !is_gone(child); looks++) {
		int64_t waited_ms = mg_sys_now_ms() - start_ms;

		/* Counted, too: a clock may be refused from some call on. */
		if (waited_ms >= GRACE_MS || looks >= MAX_LOOKS)
			return false;
		/* The way from its last descriptor to its end is short. */
		if (waited_ms < QUICK_MS && looks < MAX_LOOKS / 2)
			(void)sched_yield(); /* cannot fail on Linux */
		else
			(void)poll(NULL, 0, 1); /* one millisecond */
	}
	return true;
}

/* Whether the child could be ended. */
static bool
end_child(pid_t child)
{
	(void)kill(child, SIGKILL); /* ours: its number is taken until it is waited for */
	return is_gone_soon(child);
}

/* The mount that a silent path lies on: the one that the walk stood before, if there is one. */
static uint64_t
silent_mount(const struct mg_survey *gather, const struct mg_facts *facts)
{
	char path[MG_FACTS_PATH_BYTES + MG_FACTS_NAMES_BYTES];
	const struct mg_mount *entered;

	if (facts->stage != MG_STAGE_WALK || facts->missing[0] == '\0')
		return facts->mount_id;
	(void)mg_path_join(path, sizeof(path), facts->resolved,
			   mg_lex_slice(facts->missing)); /* fits */
	entered = mg_mounts_entered(&gather->mounts, facts->mount_id, path);
	return entered ? entered->id : facts->mount_id;
}

/* A child that could not be ended may still write: nobody else gets its memory. */
static int
renew_board(struct mg_survey *gather, struct mg_err *err)
{
	struct mg_board *board = map(board_bytes(gather->count), MAP_SHARED);

	if (!board)
		return mg_err_set(err, MG_EXIT_UNKNOWN, errno, "cannot share memory with a probe");
	(void)munmap(gather->board, board_bytes(gather->count)); /* our own mapping */
	gather->board = board;
	gather->answers_used = 0;
	return 0;
}

static void
give_up_path(struct mg_survey *gather, size_t index, pid_t stuck)
{
	struct mg_facts *facts = facts_at(gather, index);

	mg_board_take_live(&gather->board->live, facts);
	if (facts->answer != MG_ANSWER_NONE) {
		/* It came at the very last moment, or only what is near was still looked for. Where
		 * the child is stuck is not known: no mount is held to be silent. */
		gather->has_hung_near |= facts->stage == MG_STAGE_NEAR;
		gather->stuck[index] = stuck;
		gather->stuck_ids[index] = 0;
		return;
	}
	facts->answer = MG_ANSWER_LATE;
	gather->stuck[index] = stuck;
	gather->stuck_ids[index] = 0;
	if (facts->stage == MG_STAGE_OTHER)
		return; /* nor is it here */
	facts->mount_id = silent_mount(gather, facts);
	gather->stuck_ids[index] = facts->mount_id;
	if (facts->has_mount_id) {
		gather->silent_walks[gather->silent_count] = facts->stage == MG_STAGE_WALK;
		gather->silent_ids[gather->silent_count++] = facts->mount_id;
	}
}

/* The child ended by itself. */
static void
give_up_dead(struct mg_survey *gather, size_t index)
{
	struct mg_facts *facts = facts_at(gather, index);

	mg_board_take_live(&gather->board->live, facts);
	if (facts->answer == MG_ANSWER_NONE)
		facts->answer = MG_ANSWER_DIED;
	gather->has_hung_near |= facts->stage == MG_STAGE_NEAR;
}

/* Takes what the child has said, of the paths from first up to end. */
static int
take_answers(struct mg_survey *gather, size_t first, size_t end, struct mg_err *err)
{
	const struct mg_board *board = gather->board;
	size_t room = gather->count * MG_BOARD_ANSWER_BYTES;
	struct mg_head head;
	bool is_sound = true;

	for (size_t i = first; i < end; i++) {
		size_t used = mg_board_take(board->answers + gather->answers_used,
					    is_sound ? room - gather->answers_used : 0,
					    facts_at(gather, i));

		is_sound = used > 0; /* where one ends that is none, the next does not begin */
		gather->answers_used += used;
	}
	if (!mg_board_take_head(&board->head, &head))
		return mg_err_set(err, MG_EXIT_UNKNOWN, 0,
				  "cannot believe what the probe process says of itself");
	if (head.is_refused) {
		*err = head.refusal;
		return -EPERM;
	}
	gather->has_root_id = head.has_root_id;
	gather->root_id = head.root_id;
	gather->signs = head.signs;
	if (head.actor.is_known)
		gather->actor = head.actor;
	return 0;
}

/* Sees one child to its end. *next becomes the path that the next child begins with. */
static int
run_one_child(struct mg_survey *gather, size_t *next, struct mg_err *err)
{
	MG_AUTO_FD int pipe_fd = -1;
	struct progress progress = { .path = *next, .since_ms = mg_sys_now_ms() };
	pid_t child = start_child(gather, *next, &pipe_fd);
	enum outcome outcome;
	bool has_gone;
	int result;

	if (child < 0)
		return mg_err_set(err, MG_EXIT_UNKNOWN, -child, "cannot start a probe process");
	outcome = wait_for_child(gather, pipe_fd, &progress);
	has_gone = (outcome == OUTCOME_ENDED && is_gone_soon(child)) || end_child(child);
	if (has_gone && gather->sends_signal)
		mg_sys_drop_signal(SIGCHLD);
	if (outcome == OUTCOME_SIGNAL)
		return mg_err_set(err, MG_EXIT_UNKNOWN, EINTR, "cannot go on"); /* stuck or not */
	result = take_answers(gather, *next, progress.path, err);
	if (result < 0)
		return result;
	if (outcome == OUTCOME_LATE && !gather->board->has_begun)
		return mg_err_set(
			err, MG_EXIT_UNKNOWN, 0,
			"the probe process does not come to its first path: a descriptor that "
			"mountguard was handed, or the root directory, is on storage that does "
			"not answer");
	*next = progress.path + 1;
	if (progress.path == gather->count)
		*next = gather->count; /* it has said all */
	else if (outcome == OUTCOME_LATE)
		give_up_path(gather, progress.path, has_gone ? 0 : child);
	else
		give_up_dead(gather, progress.path);
	return has_gone ? 0 : renew_board(gather, err);
}

/* --- the pass --- */

static int
read_mounts(struct mg_survey *gather, struct mg_err *err)
{
	struct mg_mounts mounts;
	int result = mg_live_read(&mounts, err);

	if (result < 0)
		return result;
	mg_mounts_release(&gather->mounts);
	gather->mounts = mounts;
	return 0;
}

/* A child of an earlier pass may have been let go meanwhile; its mount may be asked again then. */
static void
begin_pass(struct mg_survey *gather)
{
	gather->silent_count = 0;
	gather->answers_used = 0;
	/* The first time all is zero already, and a page that nobody touches costs nothing. */
	for (size_t i = 0; i < gather->count; i++) {
		if (gather->has_run)
			facts_at(gather, i)->answer = MG_ANSWER_NONE;
		if (gather->stuck[i] && is_gone(gather->stuck[i]))
			gather->stuck[i] = 0;
		if (gather->stuck[i] && gather->stuck_ids[i] != 0) {
			gather->silent_walks[gather->silent_count] = true;
			gather->silent_ids[gather->silent_count++] = gather->stuck_ids[i];
		}
	}
}

/* The kernel shows every owner without an id here as 65534 (/proc/sys/kernel/overflowuid). */
static bool
hides_owners(const struct mg_survey *gather)
{
	for (size_t i = 0; i < gather->count; i++)
		if (facts_at(gather, i)->uid == MG_FACTS_OVERFLOW_ID)
			return !mg_sys_maps_all_users();
	return false;
}

/* Mounts come and go: an id that is not in the table is looked for once more in a fresh one. */
static bool
is_any_mount_unknown(const struct mg_survey *gather)
{
	for (size_t i = 0; i < gather->count; i++) {
		const struct mg_facts *facts = facts_at(gather, i);

		if (facts->has_mount_id && !mg_mounts_find(&gather->mounts, facts->mount_id))
			return true;
	}
	return false;
}

int
mg_survey_run(struct mg_survey *gather, struct mg_err *err)
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
	gather->signs.has_kubernetes = getenv("KUBERNETES_SERVICE_HOST") != NULL;
	gather->signs.is_microsoft = mg_sys_is_kernel("icrosoft"); /* "Microsoft" in WSL 1 */
	gather->signs.is_linuxkit = mg_sys_is_kernel("linuxkit");
	gather->is_user_namespace = gather->actor.is_known && !mg_sys_maps_all_users();
	gather->hides_owners = hides_owners(gather);
	if (is_any_mount_unknown(gather))
		result = read_mounts(gather, err);
	if (result == 0)
		gather->container = mg_container_find(&gather->mounts, gather->root_id);
	return result;
}

bool
mg_survey_gives_no_ids(const struct mg_survey *gather)
{
	for (size_t i = 0; i < gather->count; i++)
		if (facts_at(gather, i)->has_mount_id)
			return false;
	for (size_t i = 0; i < gather->mounts.count; i++)
		if (gather->mounts.mounts[i].stale)
			return false;
	return !gather->has_root_id;
}
