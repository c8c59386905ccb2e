/* SPDX-License-Identifier: MIT */
/* The system calls, and how each of them can fail: one row a call. */
#ifndef FAULT_CALLS_H
#define FAULT_CALLS_H

/* Numbers of system calls end below this on every architecture that is traced here. */
#define CALLS_END 1024

/* Beside its errnos. */
enum {
	CALL_SHORT = 1, /* it can do less than was asked for: one byte */
	CALL_ZERO = 2,	/* it can do nothing at all, and return 0 */
	CALL_LIE = 4,	/* it is to be told from one that says yes and has done nothing */
	CALL_DONE = 8,	/* where it fails, it has done its work all the same */
};

struct call {
	const char *name;
	long number;
	const int *errnums; /* up to a 0; none: it cannot fail, or not in a way that matters */
	unsigned how;
};

/* NULL past the last row. */
const struct call *call_at(unsigned index);

/* NULL where there is no such row. */
const struct call *call_by_number(long number);
const struct call *call_by_name(const char *name);

/* "EIO"; NULL for what is in no row. And the other way round: 0. */
const char *errno_name(int errnum);
int errno_by_name(const char *name);

#endif
