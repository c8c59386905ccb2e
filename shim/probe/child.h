/* SPDX-License-Identifier: MIT */
/* What runs in the probe child. Everything here may block for ever. */
#ifndef MG_PROBE_CHILD_H
#define MG_PROBE_CHILD_H

#include "mounts/table.h"
#include "sys/sys.h"
#include "words/facts.h"

#include <stdatomic.h>
#include <sys/types.h>

struct mg_supervisor;

/* A mount that gave no answer. The child asks it nothing more. */
struct mg_silent {
	uint64_t mount_id;
	bool to_walks; /* not even a walk to another path may pass through it */
};

/* What the child is told. Everything is borrowed. */
struct mg_probe {
	const struct mg_mounts *mounts;
	const struct mg_silent *silent;
	size_t silent_count;
	_Atomic bool *wants_std;      /* of the board; NULL: see mg_child_wants_std() */
	bool looks_near;	      /* false: an earlier search nearby has hung */
	struct mg_actor *actor;	      /* filled in if something is denied */
	int root;		      /* O_PATH, of "/"; -1: it could not be opened */
	struct mg_sys_node root_node; /* of "/" */
	_Atomic int64_t *started_ms;  /* of the board; see mg_child_goes_on() */
	int end;		      /* a pipe to the guard; with MG_NEED_TAKE a socket */
	int64_t alarm_ms;	      /* the child ends itself after this time; 0: never */
};

/* Opens "/" for all walks that start there, into probe->root and .root_node. */
void mg_probe_open_root(struct mg_probe *probe);

/* Answers one question. The caller has reset *facts, which lie in shared memory. Fills them in
 * stage by stage: after a kill the guard uses what is there. Sets .answer to MG_ANSWER_GIVEN or
 * MG_ANSWER_SPARED before the last stage, the search nearby. */
void mg_probe_path(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts);

/* Whether the mount gave no answer before. passes: a walk would only pass through it. */
bool mg_probe_is_silent(const struct mg_probe *probe, uint64_t mount_id, bool passes);

/* --- the questions, in files of their own --- */

/* Where a walk ended because the next name does not exist. */
struct mg_walk_end {
	int fd; /* O_PATH, of facts->resolved, the last object that the walk reached; -1: the walk
		   arrived, or something else stopped it. The caller closes it. */
	char missed[MG_FACTS_FOUND_BYTES]; /* the names still to be walked, without "." and doubled
					      slashes; "": one is "..", or they do not fit */
};

/* Opens ask->path O_PATH. Fills in what *facts say of the way, of its end as the kernel has it
 * cached, and of the mount. Returns the fd. -1: .walk_err says why, or .answer is MG_ANSWER_SPARED.
 * With MG_NEED_NEAR a missing name fills in *end, whose .fd the caller has set to -1. */
int mg_walk_run(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts,
		struct mg_walk_end *end);

/* The functions below ask the object behind the O_PATH fd, where the walk arrived. Each sets
 * .stage. mg_list_run() lists the directory into facts->listing. It stops at the first entry that
 * counts once every pattern of ask has matched. */
void mg_list_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		 struct mg_facts *facts);

/* Fills in facts->content of the file: its digest, and whether it has the bytes of ask->same_as.
 * The file may have any size: each piece begins the path's time again. */
void mg_content_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		    struct mg_facts *facts);

/* Every name that a probe makes begins so. */
#define MG_WRITE_PREFIX ".mountguard-"

/* Fills in facts->write, and facts->abilities of a directory that can be written. Makes, writes and
 * drops a file in a directory; with MG_NEED_SYNC or MG_NEED_TRY also a file with a name. Only opens
 * a file for writing: even so, overlayfs copies a file of a lower layer up. Nothing stays behind,
 * unless the child is killed while a name exists. */
void mg_write_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		  struct mg_facts *facts);

/* Fills in facts->lock for the word exclusive, by flock(2) on the object itself. Such a lock leaves
 * nothing behind, needs no right to write, and lasts while any copy of its descriptor is open. With
 * MG_NEED_TAKE the guard gets the descriptor; else a lock of the same container does not count. */
void mg_lock_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		 struct mg_facts *facts);

/* Runs in the guard: receives the next descriptor from the socket, and makes sure that it has the
 * lock and lies on the mount. Returns 0 with the command's descriptor in locks[index], or an errno
 * (EWOULDBLOCK: another process has the lock). locks[] must be filled before index. */
int mg_lock_take(const struct mg_mounts *mounts, uint64_t mount_id, int socket, int *locks,
		 size_t index);

/* Fills in facts->near and facts->nearby, if the walk ended at a missing name, or if a pattern of
 * ask matched nothing in the directory behind fd (-1: the walk did not arrive). Runs last. Follows
 * no symbolic link, opens only directories, and stops at limits of its own. */
void mg_nearby_run(const struct mg_probe *probe, const struct mg_ask *ask,
		   const struct mg_walk_end *end, int fd, struct mg_facts *facts);

/* --- the child itself --- */

/* Called where a path may lead to a standard descriptor, by a link of /proc. Returns if these lead
 * to the files that the guard was handed. Else the child ends, and the next one, which begins with
 * the same path, has them. */
void mg_child_wants_std(const struct mg_probe *probe);

/* Begins the time of the current path again, because the storage has answered. The guard accepts
 * that MAX_RENEWALS times (supervise.c). */
void mg_child_goes_on(const struct mg_probe *probe);

/* Runs in the child: asks about the paths from `first` on, and writes the answers to the
 * supervisor's board. Ends with the process `parent`. Of all descriptors above the standard ones it
 * keeps only `end`, whose other end tells the parent when the child is gone. */
_Noreturn void mg_child_run(struct mg_supervisor *supervisor, size_t first, pid_t parent, int end);

#endif
