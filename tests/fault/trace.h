/* SPDX-License-Identifier: MIT */
/* One run of a program under ptrace(2), with at most one fault put into it. Judges nothing. */
#ifndef FAULT_TRACE_H
#define FAULT_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_how {
	FAULT_ERRNO,
	FAULT_SHORT, /* one byte is done */
	FAULT_ZERO,  /* nothing is done, and the call returns 0 */
	FAULT_TERM,  /* SIGTERM comes before the call */
};

/* A call of a run: the nth (from 1) with its number in the process. 0 is the program itself; its
 * children count from 1, in the order of their start. */
struct spot {
	unsigned process;
	long number;
	unsigned nth;
};

struct fault {
	struct spot spot;
	enum fault_how how;
	int errnum;
	bool is_done; /* the call does its work before it fails */
};

struct seen {
	struct spot spot;
	uint64_t args[3];
	bool ends_written; /* closes the descriptor that was last written to */
};

/* Faults of the whole run: the kernel or the storage is like that. */
enum {
	STANDING_NO_TMPFILE = 1, /* no file can be made without a name */
	STANDING_NO_STATX = 2,	 /* ENOSYS */
	STANDING_SILENT = 4,	 /* a child's getdents64 never returns */
};

#define TEXT_BYTES 65536

struct text {
	char bytes[TEXT_BYTES]; /* ends in a NUL */
	size_t len;
};

struct request {
	char *const *argv;
	unsigned execs; /* execs before that of the program that is meant */
	unsigned standing;
	bool ignores_chld;	     /* SIGCHLD, from the start */
	bool as_init;		     /* as the first process of a PID namespace */
	void (*at_first_end)(void);  /* called when the first child has ended; or NULL */
	const struct fault *fault;   /* or NULL */
	struct seen *seen;	     /* all calls are noted here; or NULL */
	size_t seen_max, seen_count; /* .seen_count is written */
};

struct outcome {
	bool is_reached; /* the run came to the fault's spot */
	bool is_started; /* the command was executed */
	bool is_hung;	 /* it had to be ended */
	unsigned left;	 /* processes that outlived the program */
	int status;	 /* as by waitpid(2) */
	long ms;
	struct text out, err;
	struct text self; /* the command's state at its start */
};

/* A run that takes longer is hung. */
#define HUNG_MS 15000

/* Returns 0, or -errno if the program could not be run at all. */
int trace_run(struct request *request, struct outcome *outcome);

#endif
