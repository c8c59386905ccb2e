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
	bool hides_passes;		    /* nobody asked for them: no finding is made of one */
	const struct mg_accounts *accounts; /* NULL: no names are known */
	const struct mg_actor *actor;	    /* NULL: nothing was denied */
	bool hides_owners;		    /* a user namespace that shows some owners as 65534 */
	bool is_user_namespace;		    /* ids here are others than on the host */
	bool changes_user;    /* --user: the groups that the engine gave do not outlast it */
	bool is_waiting;      /* --wait */
	const char *note;     /* of the expectations' own file (spec.h); NULL: none */
	enum mg_engine place; /* ask mg_scene_engine() */
	const struct mg_signs *signs; /* what .place is still to be found from; NULL: it is known */
};

/* Where we are, found when it is first asked: a long mount table takes its time, and when all is
 * well nobody asks. */
enum mg_engine mg_scene_engine(struct mg_scene *scene);

struct mg_advice {
	struct mg_buf why;
	struct mg_buf fix;
	const char *says;     /* what the finding is to say first; NULL: what the word says */
	const char *other;    /* a mount point with the same cause, NULL: none; borrowed */
	const char *template; /* that .fix was made of, NULL: none; for tests */
};

/* Adds to *advice, which stays empty where no row fits. word: the one that did not hold, or the row
 * of what every expectation implies. Returns the name of the row, NULL for none. */
const char *mg_advice_find(struct mg_scene *scene, const struct mg_subject *subject,
			   const struct mg_term *word, enum mg_verdict verdict,
			   struct mg_advice *advice);

#endif
