/* SPDX-License-Identifier: MIT */
/* Which runs there are in a case. */
#ifndef FAULT_PLAN_H
#define FAULT_PLAN_H

#include "cases.h"
#include "trace.h"

#define PLAN_MAX_SEEN 8192

enum plan_kind {
	PLAN_FAULTS,   /* each call of the run, each way in which it can fail */
	PLAN_REFUSALS, /* calls that are refused for the whole run */
	PLAN_SIGNALS,  /* SIGTERM in front of each call */
};

struct plan_options {
	enum plan_kind kind;
	unsigned one_in;  /* of so many runs, one */
	const char *only; /* NULL, or the beginning of a key */
};

struct plan_item {
	struct fault fault;
	const struct seen
		*at; /* with a refusal the first such call, of a child if one calls it; or NULL */
	const char *refused; /* "CALL=ERRNO", valid until the next item; or NULL */
};

struct plan {
	const struct plan_options *options;
	const struct fault_case *fault_case;
	const struct seen *seen;
	size_t seen_count, seen_at;
	unsigned way;		/* the next one at that call */
	unsigned unknown_count; /* calls that are in no row */
	bool is_masked;		/* the program has come to block signals */
	char refused[64];
};

/* Whether the case takes part. */
bool plan_has(const struct plan_options *options, const struct fault_case *fault_case);

void plan_begin(struct plan *plan, const struct plan_options *options,
		const struct fault_case *fault_case, const struct seen *seen, size_t seen_count);

/* False: there is no other. */
bool plan_next(struct plan *plan, struct plan_item *item);

/* "CASE/PROCESS/CALL#NTH=WHAT": what --only takes. */
void plan_key(const struct fault_case *fault_case, const struct plan_item *item, char *key,
	      unsigned size);

/* Whether the fault itself makes that something stays: a name that cannot be removed. */
bool plan_leaves(const struct plan_item *item);

#endif
