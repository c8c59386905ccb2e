/* SPDX-License-Identifier: MIT */
/* Why, and what to do: from a finding to its advice. Pure: a table, one row for each cause. Where
 * no row applies there is no advice; nothing is made up. */
#ifndef MG_ADVICE_ADVICE_H
#define MG_ADVICE_ADVICE_H

#include "mounts/engine.h"
#include "words/vocabulary.h"

#include <stdbool.h>

/* What surrounds all paths; borrowed. */
struct mg_scene {
	const struct mg_mounts *mounts;
	struct mg_container container;
	const struct mg_accounts *accounts; /* NULL: no names are known */
	const struct mg_actor *actor;	    /* NULL: nothing was denied */
	bool hides_owners;		    /* a user namespace shows some owners as 65534 */
	bool is_user_namespace;		    /* the host has other numbers for the ids here */
	bool changes_user;		    /* --user: the groups that the engine gave are lost */
	bool is_waiting;		    /* --wait */
	enum mg_engine place;
};

struct mg_advice {
	struct mg_buf why;
	struct mg_buf fix;
	const char *says;     /* replaces the clause of the word; NULL: the clause stays */
	const char *other;    /* a mount point with the same cause, NULL: none; borrowed */
	const char *template; /* the text that .fix was made from, NULL: none; for tests */
};

/* Adds the why and the fix of the first row that applies to *advice, and returns the name of the
 * row; NULL where none applies. word: the word that did not hold, or a row of always.h. */
const char *mg_advice_find(const struct mg_scene *scene, const struct mg_subject *subject,
			   const struct mg_term *word, enum mg_verdict verdict,
			   struct mg_advice *advice);

#endif
