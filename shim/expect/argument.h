/* SPDX-License-Identifier: MIT */
/* What stands behind the "=" of a word. Pure. */
#ifndef MG_EXPECT_ARGUMENT_H
#define MG_EXPECT_ARGUMENT_H

#include "words/vocabulary.h"

/* Parses word->argument (NULL: none) as the word's row says, into the word. On failure returns
 * false and adds a sentence to *why. */
bool mg_argument_parse(struct mg_term *word, struct mg_buf *why);

#endif
