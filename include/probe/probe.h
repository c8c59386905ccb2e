/* SPDX-License-Identifier: MIT */
/* What the probe child does with one path: everything here may block for ever, and runs in that
 * child only. */
#ifndef MG_PROBE_PROBE_H
#define MG_PROBE_PROBE_H

#include "mounts/engine.h"
#include "mounts/table.h"
#include "sys/sys.h"
#include "words/facts.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the child is told; everything is borrowed. */
struct mg_probe {
	const struct mg_mounts *mounts;
	const uint64_t *silent_ids; /* mounts that gave no answer: never to be asked again */
	const bool *silent_walks;   /* for each: nor to be passed through on the way to another */
	size_t silent_count;
	bool looks_near;	      /* false: that has hung before */
	struct mg_actor *actor;	      /* to be filled in where something is denied */
	int root;		      /* O_PATH, of "/"; -1: it could not be opened */
	struct mg_sys_node root_node; /* of it */
	/* For what takes long, although the storage answers: see mg_child_goes_on(). */
	_Atomic int64_t *started_ms; /* of the board */
	int64_t alarm_ms;	     /* after which the child ends itself; 0: it does not */
};

/* Opens "/" for all walks that start there: in probe->root and .root_node. */
void mg_probe_open_root(struct mg_probe *probe);

/* The files at the root by which engines mark their containers; the other signs are left as they
 * are. */
void mg_probe_signs(struct mg_signs *signs);

/* Fills in *facts, which lie in shared memory and are reset, stage by stage: what is there when the
 * child is killed is true. Sets .answer, to MG_ANSWER_GIVEN or MG_ANSWER_SPARED, when all is known
 * but what is near. */
void mg_probe_path(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts);

/* A struct without an answer, every question not asked. */
void mg_probe_reset(struct mg_facts *facts);

#endif
