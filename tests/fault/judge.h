/* SPDX-License-Identifier: MIT */
/* The three rules: no wrong start, no silence, no leftover. */
#ifndef FAULT_JUDGE_H
#define FAULT_JUDGE_H

#include "cases.h"
#include "trace.h"

/* What a run is judged by. The directories are judged elsewhere (world.h). */
struct evidence {
	const struct fault_case *in;
	const struct outcome *plain; /* the run without a fault */
	const struct outcome *run;
	const struct fault *fault; /* NULL: none */
	const struct seen *at; /* the call at its spot; of a refused call the first one, or NULL */
	bool is_refused;       /* the call fails every time, in all processes */
};

struct verdict {
	char text[512]; /* what is wrong; empty: nothing */
};

/* Whether the fault truthfully says that all is as expected, or that less is asked for. A start is
 * right then. */
bool judge_excuses(const struct evidence *evidence);

void judge_run(const struct evidence *evidence, struct verdict *verdict);

/* Judges the run without a fault: it must do what the row says. */
void judge_plain(const struct fault_case *in, const struct outcome *plain, struct verdict *verdict);

#endif
