/* SPDX-License-Identifier: MIT */
/* The three rules: no wrong start, no silence, no leftover. */
#ifndef FAULT_JUDGE_H
#define FAULT_JUDGE_H

#include "cases.h"
#include "trace.h"

/* What there is to judge by. What lies in the directories is judged elsewhere. */
struct evidence {
	const struct fault_case *in;
	const struct outcome *plain; /* the run without a fault */
	const struct outcome *run;
	const struct fault *fault; /* NULL: none */
	const struct seen *at; /* where it was put; of a refused call the first place, or NULL */
	bool is_refused;       /* the call fails so each time, in all processes */
};

struct verdict {
	char text[512]; /* what is wrong; empty: nothing is */
};

/* Whether what failed said by that that all is as expected, or that less is asked for: a start is
 * right then. */
bool judge_excuses(const struct evidence *evidence);

void judge_run(const struct evidence *evidence, struct verdict *verdict);

/* Whether the run without a fault is what the row says. */
void judge_plain(const struct fault_case *in, const struct outcome *plain, struct verdict *verdict);

#endif
