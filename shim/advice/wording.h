/* SPDX-License-Identifier: MIT */
/* The texts of diagnoses, with what was found in the place of the names in braces. Pure. */
#ifndef MG_ADVICE_WORDING_H
#define MG_ADVICE_WORDING_H

#include "text/buf.h"
#include "themes.h"

#include <stdbool.h>

/* Adds text. False: a command in it cannot be given; what was added so far is to be thrown away. */
bool mg_diagnose_add_text(struct mg_buf *buf, const struct mg_case *given, const char *text);

/* Whether a command that changes something may name the path: it is no directory of the system's
 * own, and none that everything lies in. */
bool mg_diagnose_may_command(const char *path);

#endif
