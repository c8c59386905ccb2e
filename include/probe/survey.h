/* SPDX-License-Identifier: MIT */
/* From questions to facts: reads the mount table, and has a child ask the storage under a deadline.
 */
#ifndef MG_PROBE_SURVEY_H
#define MG_PROBE_SURVEY_H

#include "command/identity.h"
#include "mounts/engine.h"
#include "mounts/kind.h"
#include "mounts/table.h"
#include "text/err.h"
#include "words/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mg_board; /* the memory shared with the child: board.h */

struct mg_survey {
	const struct mg_ask *asks; /* borrowed */
	size_t count;
	int64_t timeout_ms;		    /* for one path */
	int signal_fd;			    /* a signalfd(2) to give up at, -1: none */
	bool takes_locks;		    /* false: MG_NEED_LOCK only asks who has it */
	const struct mg_identity *identity; /* who asks; borrowed; NULL: we ourselves */

	/* Results of the last run. */
	struct mg_mounts mounts;
	bool has_root_id;
	uint64_t root_id; /* the mount id of "/" */
	struct mg_container container;
	struct mg_signs signs;
	struct mg_actor actor;	/* known when something was denied */
	bool is_user_namespace; /* ids are others than on the host; found out where something was
				   denied */
	bool hides_owners;	/* an owner is shown as 65534 because no id is mapped to it */

	/* Private. */
	struct mg_board *board;
	unsigned char *facts; /* our own copies, for each path one in pages of its own */
	size_t answers_used;  /* bytes of the board's answers that were taken */
	int *locks; /* for each path, the descriptor with its lock, open across exec; 0: none */
	bool has_run;
	bool has_hung_near;   /* to look for what is near has cost a child: not again */
	bool sends_signal;    /* the child's end sends SIGCHLD */
	uint64_t *silent_ids; /* mounts that gave no answer in this run */
	bool *silent_walks;   /* for each of them: not even to a walk */
	size_t silent_count;
	pid_t *stuck; /* for each path, a killed child that the kernel has not let go; 0: none */
	uint64_t *stuck_ids; /* for each path, the mount that it is stuck in */
};

/* Fills in the private parts for count paths. asks, timeout_ms and signal_fd are set by the caller.
 */
int mg_survey_init(struct mg_survey *gather, const struct mg_ask *asks, size_t count,
		   struct mg_err *err);

/* One pass over all paths. Returns 0; -EINTR when signal_fd became readable (nothing is read from
 * it); or another -errno with *err filled in, when the mount table or a child cannot be had. */
int mg_survey_run(struct mg_survey *gather, struct mg_err *err);

/* The facts about the path asks[index]; borrowed, and valid until the next run. */
const struct mg_facts *mg_survey_facts(const struct mg_survey *gather, size_t index);

/* Whether the kernel has told no mount id of anything, as gVisor's does not, and no mount of the
 * table is stale. */
bool mg_survey_gives_no_ids(const struct mg_survey *gather);

/* Accepts zeroed and released ones. */
void mg_survey_release(struct mg_survey *gather);

#endif
