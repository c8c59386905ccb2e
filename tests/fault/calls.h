/* SPDX-License-Identifier: MIT */
/* The system calls, and the ways in which each can fail: one row for each call. */
#ifndef FAULT_CALLS_H
#define FAULT_CALLS_H

/* Numbers of system calls end below this on every architecture that is traced here. */
#define CALLS_END 1024

/* What a call can do beside failing with an errno. */
enum {
	CALL_SHORT = 1, /* a short count: it does one byte */
	CALL_ZERO = 2,	/* it does nothing and returns 0 */
	CALL_LIE = 4,	/* 0 without having done anything: the guard must notice */
	CALL_DONE = 8,	/* it fails after it has done its work */
};

struct call {
	const char *name;
	long number;
	const int *errnums; /* ends with 0; NULL: it cannot fail, or no failure matters */
	unsigned how;
};

/* Returns NULL past the last row. */
const struct call *call_at(unsigned index);

/* Return NULL if there is no such row. */
const struct call *call_by_number(long number);
const struct call *call_by_name(const char *name);

/* Returns "EIO" and the like; NULL for an errno without a row. The other way round: 0. */
const char *errno_name(int errnum);
int errno_by_name(const char *name);

#endif
