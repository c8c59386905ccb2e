/* SPDX-License-Identifier: MIT */
/* The lock of the word exclusive: flock(2) on the object itself. It leaves nothing behind, needs
 * no right to write, and stays while any copy of its descriptor is open. */
#ifndef MG_PROBE_LOCK_H
#define MG_PROBE_LOCK_H

#include "child.h"

/* In the probe child: fill in facts->lock for the object behind the O_PATH fd. With MG_NEED_TAKE
 * the descriptor is sent to the guard. Without it a lock that the same container holds is as good
 * as none. */
void mg_lock_probe(const struct mg_probe *probe, const struct mg_ask *ask, int path_fd,
		   struct mg_facts *facts);

/* In the guard: receive the next descriptor from the socket, and make sure that it has the lock
 * and lies on that mount. Return 0, and in locks[index] the descriptor that the command inherits;
 * or an errno, EWOULDBLOCK if somebody else has the lock. The locks before index are those that the
 * guard has. */
int mg_lock_take(const struct mg_mounts *mounts, uint64_t mount_id, int socket, int *locks,
		 size_t index);

#endif
