/* SPDX-License-Identifier: MIT */
/* The texts of diagnoses, with what was found in the place of the names in braces. Pure. */
#ifndef MG_ADVICE_WORDING_H
#define MG_ADVICE_WORDING_H

#include "text/buf.h"
#include "themes.h"

#include <stdbool.h>

/* Adds text. False: a command in it cannot be given; what was added so far is to be thrown away. */
bool mg_wording_add(struct mg_buf *buf, const struct mg_case *given, const char *text);

#endif
