/* SPDX-License-Identifier: MIT */
/* The argument behind the "=" of a word. Pure. */
#ifndef MG_EXPECT_ARGUMENT_H
#define MG_EXPECT_ARGUMENT_H

#include "words/vocabulary.h"

/* Parse word->argument (NULL: there is none) as the word's row says, into the other members. On
 * failure return false, and add a sentence to *why. */
bool mg_argument_parse(struct mg_term *word, struct mg_buf *why);

#endif
