/* SPDX-License-Identifier: MIT */
/* What every expectation asks first, written or not: rows like those of the vocabulary. Only
 * "exists" is a word, too. Pure. */
#ifndef MG_WORDS_ALWAYS_H
#define MG_WORDS_ALWAYS_H

#include "words/vocabulary.h"

/* In the order in which they are judged. If one does not hold, nothing else of the expectation is
 * judged. */
enum mg_always {
	MG_ALWAYS_ANSWER, /* the storage answers */
	MG_ALWAYS_LIVE,	  /* the mount is known, and not stale */
	MG_ALWAYS_EXISTS,
};

/* Return NULL past the last. */
const struct mg_word *mg_always_at(size_t index);

#endif
