/* SPDX-License-Identifier: MIT */
/* One pass over the storage, and all that it found out: the mount table, where we run, who asks,
 * and one subject for each path. The guard, --explain and --snapshot read the same struct. */
#ifndef MG_PROBE_SURVEY_H
#define MG_PROBE_SURVEY_H

#include "command/accounts.h"
#include "expect/plan.h"
#include "mounts/engine.h"
#include "mounts/kind.h"
#include "mounts/table.h"
#include "sys/signals.h"
#include "text/err.h"
#include "words/facts.h"
#include "words/subject.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mg_supervisor;

struct mg_survey {
	/* One of each for each path; the arrays are owned. Before the first run the caller fills in
	 * asks, and path, key and rule of subjects. What these point to is borrowed. */
	size_t count;
	struct mg_ask *asks;
	struct mg_subject *subjects;

	/* What the last run found out. */
	struct mg_mounts mounts;
	struct mg_container container;
	struct mg_signs signs;
	struct mg_actor actor;	/* known when something was denied */
	bool is_user_namespace; /* ids differ from the host's; known if something was denied */
	bool hides_owners;	/* an owner is shown as 65534 because no id is mapped to it */

	/* What only a message needs, see below. */
	enum mg_engine place;
	struct mg_accounts accounts;

	/* Of mg_survey_list(). */
	bool is_listed; /* the paths are all mount points: the user named none */
	bool is_saved;	/* there is no live system, only a saved table: no question is put */

	/* Private. */
	bool has_table;		 /* .mounts was read for the run that comes */
	struct mg_mounts listed; /* the table that listed paths are from, when .mounts is newer */
	struct mg_facts *saved;	 /* of all paths, where no question is put */
	struct mg_supervisor *supervisor;
};

/* Makes room for count paths. Borrows plan and signals. Returns 0 or -errno with *err. The caller
 * releases *survey in any case. */
int mg_survey_init(struct mg_survey *survey, size_t count, const struct mg_plan *plan,
		   const struct mg_signals *signals, struct mg_err *err);

/* The same for the paths of plan->command, or, without any, for all mount points that are not the
 * kernel's; of a saved table, where plan->mountinfo names one. Until the run the subjects say what
 * the table alone tells, as if there were no links; needs may be added to the asks. */
int mg_survey_list(struct mg_survey *survey, const struct mg_plan *plan,
		   const struct mg_signals *signals, struct mg_err *err);

/* One pass over all paths. Returns 0; -EINTR when a signal is pending; or another -errno with *err,
 * when the mount table or a child cannot be had. */
int mg_survey_run(struct mg_survey *survey, struct mg_err *err);

/* Finds out which engine made the container. After the run: a long mount table takes its time, and
 * a guard that has nothing to say does not need to know. */
void mg_survey_find_place(struct mg_survey *survey);

/* Reads the names of users and groups, if something was denied. */
void mg_survey_read_names(struct mg_survey *survey);

/* Accepts zeroed and released ones. */
void mg_survey_release(struct mg_survey *survey);

#endif
