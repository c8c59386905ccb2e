/* SPDX-License-Identifier: MIT */
/* What the kernel says that this process is: ids, groups, capabilities. Groups and sets of
 * capabilities have two sources, the system calls and /proc/self/status: a seccomp profile that
 * refuses prctl(2), or pretends that a call has worked, makes each of them look empty to the calls.
 */
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

/* Before Linux 4.3 there is no ambient set: told by the status file, which then has no line for it,
 * and not by the call, which is refused for other reasons as well. */
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

/* Reads ids, groups, and the three sets that are always needed. Returns 0, or -errno with *err. To
 * be released in any case. */
int mg_creds_read(struct mg_creds *creds, struct mg_err *err);

/* The three sets alone. Returns 0 or -errno. */
int mg_creds_ask_caps(struct mg_creds_sets *sets);

/* The bounding set, by a call for each capability. Returns 0 or -errno. */
int mg_creds_ask_bounding(uint64_t *set);

/* All five sets by the system calls. Returns 0 or -errno. */
int mg_creds_ask(enum mg_creds_kernel kernel, struct mg_creds_sets *sets);

/* All five sets, and the groups, as /proc/self/status has them (gVisor's names no groups). The ids
 * stay as they are. Returns 0, or -errno with *err: where /proc is not there, or not the kernel's,
 * too. To be released in any case. */
int mg_creds_read_status(struct mg_creds *creds, enum mg_creds_kernel *kernel, struct mg_err *err);

/* Accepts zeroed and released ones. */
void mg_creds_release(struct mg_creds *creds);

#endif
