/* SPDX-License-Identifier: MIT */
/* What the probe child tells the guard, through shared memory. The guard believes nothing of it: a
 * process that can write into the child's memory can write anything there, at any time. So the
 * guard copies first, and checks every enum, length, index, flag and NUL of its copy before it uses
 * it, in one function (take in board.c, fuzzed by tests/fuzz/fuzz_board.c). Pure: both sides call
 * it on memory that they have been handed. */
#ifndef MG_PROBE_BOARD_H
#define MG_PROBE_BOARD_H

#include "mounts/engine.h"
#include "text/err.h"
#include "words/facts.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the child says beside the facts about paths. */
struct mg_head {
	bool has_root_id;
	uint64_t root_id;      /* the mount id of "/" */
	struct mg_signs signs; /* the first two of them */
	struct mg_actor actor; /* known when something was denied */
	bool is_refused;       /* the child could not be who it was to be */
	struct mg_err refusal; /* why */
};

/* The shared memory. .answers has the answers for all paths before .current, one behind the other.
 */
struct mg_board {
	_Atomic bool has_begun;	    /* the child has come to its first path */
	_Atomic bool wants_std;	    /* see mg_child_wants_std() */
	_Atomic size_t current;	    /* the path that it is at; count: all are done */
	_Atomic int64_t started_ms; /* when it came to it; written before .current */
	struct mg_head head;
	struct mg_facts live; /* of the current path, stage by stage */
	unsigned char answers[];
};

/* Room for one answer at the most. */
#define MG_BOARD_ANSWER_BYTES sizeof(struct mg_facts)

/* Makes of *facts what is known before any question is put: nothing. */
void mg_board_reset(struct mg_facts *facts);

/* Writes the facts as bytes, without what is not used of their texts; returns how many. */
size_t mg_board_put(const struct mg_facts *facts, unsigned char answer[MG_BOARD_ANSWER_BYTES]);

/* Makes facts of the answer at the start of len bytes, or of the one that the child was at work on
 * when it ended. Returns how many bytes were used; 0: they are no facts, *facts says only
 * MG_ANSWER_INVALID. */
size_t mg_board_take(const unsigned char *answer, size_t len, struct mg_facts *facts);
void mg_board_take_live(const struct mg_facts *live, struct mg_facts *facts);

/* The same for the head. False: it cannot be, and *taken is not to be used. */
bool mg_board_take_head(const struct mg_head *head, struct mg_head *taken);

#endif
