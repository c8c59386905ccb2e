/* SPDX-License-Identifier: MIT */
/* What the guard is asked to do while something fails: one row for each case. */
#ifndef FAULT_CASES_H
#define FAULT_CASES_H

#include <stdbool.h>

/* The world that world.sh makes. */
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
	CASE_BAD = 1,	     /* the storage is bad: never a start, never a yes */
	CASE_WARNS = 2,	     /* the command is started all the same, with a message */
	CASE_NEEDS_ROOT = 4, /* the case needs other users than root */
	CASE_LATE = 8,	     /* the storage becomes good when the first child has ended */
	CASE_PROBES = 16,    /* a write or read that fails must prevent the start */
	CASE_SILENT = 32,    /* the storage gives no answer */
	CASE_NO_TMPFILE = 64,
	CASE_NO_STATX = 128,
	CASE_REAPED = 256, /* SIGCHLD is ignored: the kernel reaps children */
};

struct fault_case {
	const char *name;
	enum case_mode mode;
	unsigned flags;
	int exit; /* the exit code without a fault */
	/* "guard/CALL=WHAT child/CALL=WHAT...": faults that truthfully say that the storage is as
	 * expected, or that a user has no other groups; or NULL. */
	const char *excused;
	const char *const *args; /* ends in NULL */
};

/* Returns NULL past the last row. */
const struct fault_case *case_at(unsigned index);

#endif
