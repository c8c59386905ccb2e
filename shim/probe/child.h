/* SPDX-License-Identifier: MIT */
/* What runs in the probe child. Everything here may block for ever. */
#ifndef MG_PROBE_CHILD_H
#define MG_PROBE_CHILD_H

#include "mounts/table.h"
#include "sys/sys.h"
#include "words/facts.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mg_supervisor;

/* A mount that gave no answer: no question about it is put again. */
struct mg_silent {
	uint64_t mount_id;
	bool to_walks; /* not even a walk to another path passes through it */
};

/* What the child is told. Everything is borrowed. */
struct mg_probe {
	const struct mg_mounts *mounts;
	const struct mg_silent *silent;
	size_t silent_count;
	bool looks_near;	      /* false: to look for what is near has hung before */
	struct mg_actor *actor;	      /* filled in where something is denied */
	int root;		      /* O_PATH, of "/"; -1: it could not be opened */
	struct mg_sys_node root_node; /* of "/" */
	/* For what takes long although the storage answers, see mg_child_goes_on(). */
	_Atomic int64_t *started_ms; /* of the board */
	int64_t alarm_ms;	     /* after which the child ends itself; 0: it does not */
};

/* Opens "/" for all walks that start there, into probe->root and .root_node. */
void mg_probe_open_root(struct mg_probe *probe);

/* Fills in *facts, which lie in shared memory and are reset, stage by stage: what is there when the
 * child is killed is true. Sets .answer, to MG_ANSWER_GIVEN or MG_ANSWER_SPARED, when everything is
 * known but what is near. */
void mg_probe_path(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts);

/* Begins the time of the current path again: the storage has answered, and there is more to ask of
 * it. The guard allows that only so often (MAX_RENEWALS in supervise.c). */
void mg_child_goes_on(const struct mg_probe *probe);

/* Puts the questions from the path `first` on, and writes the answers to the supervisor's board. To
 * be called in the child of the process `parent`, with which it ends. Of all descriptors behind the
 * standard ones it keeps only `end`, whose other end tells the parent when the child is gone. */
_Noreturn void mg_child_run(struct mg_supervisor *supervisor, size_t first, pid_t parent, int end);

#endif
