/* SPDX-License-Identifier: MIT */
/* The runs of a case. */
#ifndef FAULT_PLAN_H
#define FAULT_PLAN_H

#include "cases.h"
#include "trace.h"

#define PLAN_MAX_SEEN 8192

enum plan_kind {
	PLAN_FAULTS,   /* each call of the run fails in each of its ways */
	PLAN_REFUSALS, /* calls that are refused for the whole run */
	PLAN_SIGNALS,  /* SIGTERM comes before each call */
};

struct plan_options {
	enum plan_kind kind;
	unsigned one_in;  /* take one of this many runs */
	const char *only; /* NULL, or the beginning of a key */
};

struct plan_item {
	struct fault fault;
	const struct seen
		*at; /* for a refusal the first such call, a child's if there is one; or NULL */
	const char *refused; /* "CALL=ERRNO", valid until the next item; or NULL */
};

struct plan {
	const struct plan_options *options;
	const struct fault_case *fault_case;
	const struct seen *seen;
	size_t seen_count, seen_at;
	unsigned way;		/* the next one to try at that call */
	unsigned unknown_count; /* calls without a row in calls.c */
	bool is_masked;		/* the program has begun to block signals */
	char refused[64];
};

/* Whether the case takes part. */
bool plan_has(const struct plan_options *options, const struct fault_case *fault_case);

void plan_begin(struct plan *plan, const struct plan_options *options,
		const struct fault_case *fault_case, const struct seen *seen, size_t seen_count);

/* Returns false after the last run. */
bool plan_next(struct plan *plan, struct plan_item *item);

/* Writes "CASE/PROCESS/CALL#NTH=WHAT", as --only takes it. */
void plan_key(const struct fault_case *fault_case, const struct plan_item *item, char *key,
	      unsigned size);

/* Whether the fault itself leaves something behind: a name cannot be removed. */
bool plan_leaves(const struct plan_item *item);

#endif
