/* SPDX-License-Identifier: MIT */
/* The parent's part of a pass: starts a child that asks the storage, and gives the child up when
 * the storage does not answer in time. */
#ifndef MG_PROBE_SUPERVISE_H
#define MG_PROBE_SUPERVISE_H

#include "board.h"
#include "child.h"
#include "command/identity.h"
#include "mounts/table.h"
#include "text/err.h"
#include "words/facts.h"

#include <sys/types.h>

/* A killed child that the kernel has not let go yet. */
struct mg_stuck {
	pid_t child;	   /* 0: none */
	uint64_t mount_id; /* where it is stuck; 0: unknown */
};

/* The facts about a path, in pages of their own. As a rule they fit into the first page. */
union mg_answered {
	struct mg_facts facts;
	unsigned char pages[(sizeof(struct mg_facts) + 4095) / 4096 * 4096];
};

struct mg_supervisor {
	/* Borrowed. All but asks and count may be set before each run. */
	const struct mg_ask *asks;
	size_t count;
	int64_t timeout_ms;		    /* for one path */
	int signal_fd;			    /* a signalfd(2) to give up at; -1: none */
	const struct mg_identity *identity; /* the child takes it on; NULL: it keeps ours */

	/* Results of the last run. */
	struct mg_head head; /* .actor: known once something was denied, also in an earlier run */

	union mg_answered *facts; /* our own copy for each path; valid until the next run */

	/* Private. */
	const struct mg_mounts *mounts;
	struct mg_board *board;
	size_t answers_used; /* bytes of the board's answers taken so far */
	bool has_run;
	bool has_hung_near;	  /* a search nearby has hung: no child begins another */
	bool lends_std;		  /* a path led through /proc, perhaps to a standard descriptor */
	bool sends_signal;	  /* the child's end sends SIGCHLD */
	struct mg_silent *silent; /* mounts that gave no answer in this run */
	size_t silent_count;
	struct mg_stuck *stuck; /* for each path */
	int *locks; /* for each path, the descriptor with its lock, open across exec; 0: none */
};

/* Prepares for count questions, which are borrowed. Returns 0 or -errno with *err. */
int mg_supervisor_init(struct mg_supervisor *supervisor, const struct mg_ask *asks, size_t count,
		       struct mg_err *err);

/* Asks all questions once. mounts: the table as it is now. Returns 0; -EINTR when signal_fd became
 * readable (nothing is read from it); or another -errno with *err. */
int mg_supervisor_run(struct mg_supervisor *supervisor, const struct mg_mounts *mounts,
		      struct mg_err *err);

void mg_supervisor_release(struct mg_supervisor *supervisor);

#endif
