/* SPDX-License-Identifier: MIT */
/* What runs in the probe child. */
#ifndef MG_PROBE_CHILD_H
#define MG_PROBE_CHILD_H

#include "probe/probe.h"
#include "probe/survey.h"

#include <stddef.h>
#include <sys/types.h>

/* Puts the questions of gather from the path `first` on, and writes the answers to its board. To be
 * called in the child of the process `parent`, with which it ends. Of all descriptors behind the
 * standard ones only `end` is kept, whose other end tells the parent when the child is gone. */
_Noreturn void mg_child_run(struct mg_survey *gather, size_t first, pid_t parent, int end);

/* The storage has answered, and there is more to ask for the same path: its time begins again. The
 * guard does not allow that for ever (MAX_RENEWALS in survey.c). */
void mg_child_goes_on(const struct mg_probe *probe);

#endif
