/* SPDX-License-Identifier: MIT */
/* One pass over the storage, and all that it found out: the mount table, the engine, the user, and
 * one subject for each path. The guard, --explain and --snapshot read the same struct. */
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

struct mg_supervisor;

struct mg_survey {
	/* An ask and a subject for each path. Owns the arrays, and borrows what they point to.
	 * Before the first run the caller fills in the asks, and path, key and rule of subjects. */
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

	/* Only messages need these: see mg_survey_find_place() and mg_survey_read_names(). */
	enum mg_engine place;
	struct mg_accounts accounts;

	/* Set by mg_survey_list(). */
	bool is_listed; /* the paths are all mount points: the user named none */
	bool is_saved;	/* there is only a saved table: no storage is asked */

	/* Private. */
	bool has_table;		 /* .mounts was read for the next run */
	struct mg_mounts listed; /* the table that listed paths are from, when .mounts is newer */
	struct mg_facts *saved;	 /* of all paths, with .is_saved */
	struct mg_supervisor *supervisor;
};

/* Makes room for count paths. Borrows plan and signals. Returns 0 or -errno with *err. The caller
 * releases *survey in any case. */
int mg_survey_init(struct mg_survey *survey, size_t count, const struct mg_plan *plan,
		   const struct mg_signals *signals, struct mg_err *err);

/* The same for the paths of plan->command or, without any, for all mount points but the kernel's.
 * Reads the saved table that plan->mountinfo names, if any. Until the run the subjects say what the
 * table alone tells, as if there were no links. The caller may add needs to the asks. */
int mg_survey_list(struct mg_survey *survey, const struct mg_plan *plan,
		   const struct mg_signals *signals, struct mg_err *err);

/* Makes one pass over all paths. Returns 0, or -errno with *err: -EINTR when a signal is pending,
 * another when there is no mount table or no child. */
int mg_survey_run(struct mg_survey *survey, struct mg_err *err);

/* Finds out which engine made the container. Not part of the run: it takes time with a long mount
 * table, and only messages need it. */
void mg_survey_find_place(struct mg_survey *survey);

/* Reads the names of users and groups, if something was denied. */
void mg_survey_read_names(struct mg_survey *survey);

void mg_survey_release(struct mg_survey *survey);

#endif
