/* SPDX-License-Identifier: MIT */
/* Why, and what to do: from a finding to its advice. Pure: a table, one row for each cause. Where
 * no row applies there is no advice; nothing is made up. */
#ifndef MG_ADVICE_ADVICE_H
#define MG_ADVICE_ADVICE_H

#include "probe/survey.h"
#include "words/vocabulary.h"

/* Zeroed: there is none. .why and .fix are to be released. */
struct mg_advice {
	const char *name; /* of the row */
	struct mg_buf why;
	struct mg_buf fix;
	const char *says;     /* replaces the clause of the word; NULL: the clause stays */
	const char *other;    /* a mount point with the same cause, NULL: none; borrowed */
	const char *template; /* the text that .fix was made from, NULL: none; for tests */
};

/* Finds the first row that applies. survey: with place and names. word: the word that did not hold,
 * or a row of always.h. */
struct mg_advice mg_advice_find(const struct mg_survey *survey, const struct mg_plan *plan,
				const struct mg_subject *subject, const struct mg_term *word,
				enum mg_verdict verdict);

#endif
