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
	_Atomic bool *wants_std;      /* of the board; NULL: see mg_child_wants_std() */
	bool looks_near;	      /* false: to look for what is near has hung before */
	struct mg_actor *actor;	      /* filled in where something is denied */
	int root;		      /* O_PATH, of "/"; -1: it could not be opened */
	struct mg_sys_node root_node; /* of "/" */
	/* For what takes long although the storage answers, see mg_child_goes_on(). */
	_Atomic int64_t *started_ms; /* of the board */
	int end;		     /* a socket to the guard, if a question has MG_NEED_TAKE */
	int64_t alarm_ms;	     /* after which the child ends itself; 0: it does not */
};

/* Opens "/" for all walks that start there, into probe->root and .root_node. */
void mg_probe_open_root(struct mg_probe *probe);

/* Answers one question. Fills in *facts, which lie in shared memory and are reset, stage by stage:
 * what is there when the child is killed is true. Sets .answer, to MG_ANSWER_GIVEN or
 * MG_ANSWER_SPARED, when everything is known but what is near. */
void mg_probe_path(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts);

/* Whether the mount gave no answer before; passes: to a walk that only passes through it. */
bool mg_probe_is_silent(const struct mg_probe *probe, uint64_t mount_id, bool passes);

/* --- the questions, in files of their own --- */

/* Where a walk came to its end because the next name does not exist. */
struct mg_walk_end {
	int fd; /* O_PATH, of facts->resolved, the last object that the walk reached; -1: the walk
		   arrived, or something else stopped it. The caller closes it. */
	char missed[MG_FACTS_FOUND_BYTES]; /* the names that were still to come, without "." and
					      doubled slashes; "": there is a "..", or no room */
};

/* Opens ask->path O_PATH and fills in the part of *facts that is about the way: .walk_err,
 * .is_link, .link, .resolved, .missing and the mount. The fd, or -1: then .walk_err says why, or
 * .answer is MG_ANSWER_SPARED. *end, whose .fd the caller has set to -1, is
 * written with MG_NEED_NEAR where a name is missing. */
int mg_walk_run(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts,
		struct mg_walk_end *end);

/* The next ones are put to the object behind the O_PATH fd, to which the walk has come. Each sets
 * .stage. This one lists the directory into facts->listing. It stops at the first entry that counts
 * once every pattern of ask has matched. */
void mg_list_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		 struct mg_facts *facts);

/* Fills in facts->content of the file: its digest, and whether it has the bytes of ask->same_as. A
 * file of any size: as long as bytes keep coming, the path's time begins again. */
void mg_content_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		    struct mg_facts *facts);

/* How the names begin that are made where there is no O_TMPFILE. */
#define MG_WRITE_PREFIX ".mountguard-"

/* Fills in facts->write, and facts->abilities of a directory that can be written. In a directory a
 * file is made, written and dropped; with MG_NEED_SYNC or MG_NEED_TRY also one with a name. A file
 * is only opened for writing: on overlayfs the kernel copies a file of a lower layer up then.
 * Nothing stays behind, unless the child is killed while something has a name. */
void mg_write_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		  struct mg_facts *facts);

/* Fills in facts->lock, of the word exclusive: flock(2) on the object itself leaves nothing behind,
 * needs no right to write, and stays while any copy of its descriptor is open. With MG_NEED_TAKE
 * the guard gets the descriptor. Without it a lock that the same container holds counts as none. */
void mg_lock_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
		 struct mg_facts *facts);

/* In the guard: receives the next descriptor from the socket, and makes sure that it has the lock
 * and lies on that mount. Returns 0, and in locks[index] the descriptor that the command inherits;
 * or an errno, EWOULDBLOCK if another process has the lock. locks[] is filled before index. */
int mg_lock_take(const struct mg_mounts *mounts, uint64_t mount_id, int socket, int *locks,
		 size_t index);

/* Fills in facts->near and facts->nearby where the walk came to an end at a missing name, or where
 * a pattern of ask matched nothing in the directory behind fd (-1: the walk did not arrive). Comes
 * last. Follows no symbolic link, opens only directories, and stops at limits of its own. */
void mg_nearby_run(const struct mg_probe *probe, const struct mg_ask *ask,
		   const struct mg_walk_end *end, int fd, struct mg_facts *facts);

/* --- the child itself --- */

/* To be called where a path may lead to a standard descriptor, that is, by a link of /proc. Returns
 * where they lead to the files that the guard was handed. Else the child ends, and the next one,
 * which begins with the same path, has them. */
void mg_child_wants_std(const struct mg_probe *probe);

/* Begins the time of the current path again: the storage has answered, and there is more to ask of
 * it. The guard allows that only so often (MAX_RENEWALS in supervise.c). */
void mg_child_goes_on(const struct mg_probe *probe);

/* Puts the questions from the path `first` on, and writes the answers to the supervisor's board. To
 * be called in the child of the process `parent`, with which it ends. Of all descriptors behind the
 * standard ones it keeps only `end`, whose other end tells the parent when the child is gone. */
_Noreturn void mg_child_run(struct mg_supervisor *supervisor, size_t first, pid_t parent, int end);

#endif
