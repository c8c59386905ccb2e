/* SPDX-License-Identifier: MIT */
/* Who this process is, as the kernel says: ids, groups, capabilities. There are two sources for
 * groups and sets of capabilities, the system calls and /proc/self/status. To the calls each of
 * them looks empty under a seccomp profile that refuses prctl(2), or pretends that a call has
 * worked. */
#ifndef MG_COMMAND_CREDS_H
#define MG_COMMAND_CREDS_H

#include "text/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The five sets, a bit for each capability (command/caps.h). */
struct mg_creds_sets {
	uint64_t inheritable, permitted, effective, bounding, ambient;
};

/* Before Linux 4.3 there is no ambient set. The status file tells, which then has no line for it.
 * The call does not: it may be refused for other reasons. */
enum mg_creds_kernel {
	MG_CREDS_WITH_AMBIENT,
	MG_CREDS_WITHOUT_AMBIENT,
};

struct mg_creds {
	uid_t uids[3]; /* real, effective, saved */
	gid_t gids[3];
	gid_t *groups; /* owned; NULL: not known */
	size_t group_count;
	struct mg_creds_sets sets; /* mg_creds_read() leaves the last two as they are */
};

/* Reads ids, groups, and the first three sets. Returns 0, or -errno with *err. The caller releases
 * *creds in any case. */
int mg_creds_read(struct mg_creds *creds, struct mg_err *err);

/* Reads the first three sets. Returns 0 or -errno. */
int mg_creds_ask_caps(struct mg_creds_sets *sets);

/* Reads the bounding set, by a call for each capability. Returns 0 or -errno. */
int mg_creds_ask_bounding(uint64_t *set);

/* Reads all five sets by the system calls. Returns 0 or -errno. */
int mg_creds_ask(enum mg_creds_kernel kernel, struct mg_creds_sets *sets);

/* Reads all five sets, and the groups (gVisor's file names none), from /proc/self/status. The ids
 * stay as they are. Returns 0, or -errno with *err: also where /proc is missing, or is not the
 * kernel's. The caller releases *creds in any case. */
int mg_creds_read_status(struct mg_creds *creds, enum mg_creds_kernel *kernel, struct mg_err *err);

/* "cannot WHAT: REASON". Returns -errnum, as mg_err_set(). */
int mg_creds_cannot(struct mg_err *err, int errnum, const char *what);

/* Accepts zeroed and released ones. */
void mg_creds_release(struct mg_creds *creds);

#endif
