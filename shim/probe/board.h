/* SPDX-License-Identifier: MIT */
/* What the probe child tells the guard, in shared memory. The guard trusts none of it: a process
 * that can write into the child's memory can write anything there, at any time. So one function
 * (take() in board.c, fuzzed by tests/fuzz/fuzz_board.c) copies each value first, and then checks
 * every enum, length, index, flag and NUL of the copy. Pure: the callers hand in the memory. */
#ifndef MG_PROBE_BOARD_H
#define MG_PROBE_BOARD_H

#include "mounts/engine.h"
#include "text/err.h"
#include "words/facts.h"

#include <stdatomic.h>

/* What the child says of itself, beside the facts about paths. */
struct mg_head {
	bool has_root_id;
	uint64_t root_id;      /* the mount id of "/" */
	struct mg_signs signs; /* .has_dockerenv and .has_containerenv only */
	struct mg_actor actor; /* known when something was denied */
	bool is_refused;       /* the child could not take on the identity */
	struct mg_err refusal; /* why */
};

/* The shared memory. .answers holds the answers for all paths before .current, in order. */
struct mg_board {
	_Atomic bool has_begun;	    /* the child has reached its first path */
	_Atomic bool wants_std;	    /* see mg_child_wants_std() */
	_Atomic size_t current;	    /* the index of its path; count: all are done */
	_Atomic int64_t started_ms; /* start of the path's time; written before .current */
	struct mg_head head;
	struct mg_facts live; /* about the current path, stage by stage */
	unsigned char answers[];
};

/* The longest answer. */
#define MG_BOARD_ANSWER_BYTES sizeof(struct mg_facts)

/* Sets *facts to what is known before any question: nothing. */
void mg_board_reset(struct mg_facts *facts);

/* Writes the facts as bytes, each text up to its NUL. Returns the number of bytes. */
size_t mg_board_put(const struct mg_facts *facts, unsigned char answer[MG_BOARD_ANSWER_BYTES]);

/* Copies and checks the answer at the start of len bytes, or the facts that the child was filling
 * in when it ended. Returns the number of bytes used. 0: the bytes are no facts, and *facts says
 * only MG_ANSWER_INVALID. */
size_t mg_board_take(const unsigned char *answer, size_t len, struct mg_facts *facts);
void mg_board_take_live(const struct mg_facts *live, struct mg_facts *facts);

/* The same for the head. False: a value is impossible, and *taken must not be used. */
bool mg_board_take_head(const struct mg_head *head, struct mg_head *taken);

#endif
