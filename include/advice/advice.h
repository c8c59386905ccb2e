/* SPDX-License-Identifier: MIT */
/* Finds advice: why a word failed, and what to do. Pure: a table with one row for each cause. Where
 * no row applies there is no advice. */
#ifndef MG_ADVICE_ADVICE_H
#define MG_ADVICE_ADVICE_H

#include "probe/survey.h"
#include "words/vocabulary.h"

/* Zeroed: no advice. The caller releases .why and .fix. */
struct mg_advice {
	const char *name; /* of the row */
	struct mg_buf why;
	struct mg_buf fix;
	const char *says;     /* replaces the clause of the word; NULL: the clause stays */
	const char *other;    /* a mount point with the same cause, NULL: none; borrowed */
	const char *template; /* the text that .fix was made from, NULL: none; for tests */
};

/* Finds the first row that applies. The survey has .place and the names of accounts. word: the word
 * that did not hold; its row may be one of mg_always_at(). */
struct mg_advice mg_advice_find(const struct mg_survey *survey, const struct mg_plan *plan,
				const struct mg_subject *subject, const struct mg_term *word,
				enum mg_verdict verdict);

#endif
