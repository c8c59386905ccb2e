/* SPDX-License-Identifier: MIT */
/* Who this process is, as the kernel says: ids, groups, capabilities. Groups and sets of
 * capabilities have two sources, the system calls and /proc/self/status: a seccomp profile that
 * refuses prctl(2), or fakes success, makes them look empty to the calls. */
#ifndef MG_COMMAND_CREDS_H
#define MG_COMMAND_CREDS_H

#include "command/caps.h"
#include "text/err.h"

#include <sys/types.h>

struct mg_creds {
	uid_t uids[3]; /* real, effective, saved */
	gid_t gids[3];
	gid_t *groups; /* owned; NULL: not known */
	size_t group_count;
	struct mg_caps_sets sets;
	/* The status file has a line for the ambient set, as from Linux 4.3 on. A refused call does
	 * not prove that the kernel has none. */
	bool has_ambient;
};

/* Reads ids, groups, and the sets of mg_creds_ask_caps(). Returns 0, or -errno with *err. The
 * caller releases *creds in any case. */
int mg_creds_read(struct mg_creds *creds, struct mg_err *err);

/* Reads the permitted, the effective and the inheritable set. Returns 0 or -errno. */
int mg_creds_ask_caps(struct mg_caps_sets *sets);

/* Reads the bounding set, and if with_ambient the ambient one, by a call for each capability.
 * Returns 0 or -errno. */
int mg_creds_ask_rest(struct mg_caps_sets *sets, bool with_ambient);

/* Reads all five sets, and the groups (gVisor's file names none), from /proc/self/status. Returns
 * 0, or -errno with *err, also where /proc is missing or is not the kernel's. The caller releases
 * *creds in any case. */
int mg_creds_read_status(struct mg_creds *creds, struct mg_err *err);

/* "cannot WHAT: REASON". Returns -errnum, as mg_err_set(). */
int mg_creds_cannot(struct mg_err *err, int errnum, const char *what);

void mg_creds_release(struct mg_creds *creds);

#endif
