/* SPDX-License-Identifier: MIT */
/* What the guard is asked to do while something fails: one row a case. */
#ifndef FAULT_CASES_H
#define FAULT_CASES_H

#include <stdbool.h>

/* The world that run.sh makes. */
#define WORLD "/mnt"
#define GUARD WORLD "/bin/mountguard"
#define COMMAND WORLD "/bin/marker"

/* What the command exits with. */
#define STARTED 42

enum case_mode {
	MODE_GUARD,
	MODE_CHECK,
	MODE_HEALTH,
	MODE_SNAPSHOT,
	MODE_EXPLAIN,
	MODE_INSTALL,
};

enum {
	CASE_BAD = 1,	     /* the storage is not as expected: never a start, never a yes */
	CASE_WARNS = 2,	     /* and the command is started all the same, but not silently */
	CASE_NEEDS_ROOT = 4, /* other users than 0 */
	CASE_LATE = 8,	     /* the storage becomes good when the first child has ended */
	CASE_PROBES = 16,    /* what it writes and reads has to succeed: no start otherwise */
	CASE_SILENT = 32,    /* the storage gives no answer */
	CASE_NO_TMPFILE = 64,
	CASE_NO_STATX = 128,
	CASE_REAPED = 256, /* SIGCHLD is ignored: the kernel sees to children that have ended */
};

struct fault_case {
	const char *name;
	enum case_mode mode;
	unsigned flags;
	int exit; /* where nothing fails */
	/* "guard/CALL=WHAT child/CALL=WHAT...": faults by which the storage says that it is as
	 * expected, or /etc that a user has no other groups; or NULL. */
	const char *excused;
	const char *const *args; /* ends in NULL */
};

/* NULL past the last row. */
const struct fault_case *case_at(unsigned index);

#endif
