/* SPDX-License-Identifier: MIT */
/* Why, and what to do: from a finding to a diagnosis. Pure: one table, one row a diagnosis. With no
 * row that fits there is no diagnosis; nothing is made up. */
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
	bool hides_owners;		    /* a user namespace that shows some owners as 65534 */
	bool is_user_namespace;		    /* ids here are others than on the host */
	bool changes_user; /* --user: the groups that the engine gave do not outlast it */
	bool is_waiting;   /* --wait */
	enum mg_engine place;
};

struct mg_advice {
	struct mg_buf why;
	struct mg_buf fix;
	const char *says;     /* what the finding is to say first; NULL: what the word says */
	const char *other;    /* a mount point with the same cause, NULL: none; borrowed */
	const char *template; /* that .fix was made of, NULL: none; for tests */
};

/* Adds to *advice, which stays empty where no row fits. word: the one that did not hold, or the row
 * of what every expectation implies. Returns the name of the row, NULL for none. */
const char *mg_advice_find(const struct mg_scene *scene, const struct mg_subject *subject,
			   const struct mg_term *word, enum mg_verdict verdict,
			   struct mg_advice *advice);

#endif
