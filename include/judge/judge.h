/* SPDX-License-Identifier: MIT */
/* Judges subjects by their rules, which gives findings, and adds advice to the findings. Pure. */
#ifndef MG_JUDGE_JUDGE_H
#define MG_JUDGE_JUDGE_H

#include "expect/plan.h"
#include "expect/spec.h"
#include "probe/get.h"
#include "probe/survey.h"
#include "words/vocabulary.h"

/* News about the user's container. It is about one word of an expectation, or about what every word
 * implies. */
struct mg_finding {
	const struct mg_rule *rule;	  /* borrowed from the spec */
	const struct mg_subject *subject; /* borrowed; so are the mount and the facts in it */
	const struct mg_word *word;	  /* the row */
	const struct mg_term *term; /* as the rule has it; NULL: it is implied by every word */
	enum mg_verdict verdict;
	bool is_warn;	/* reported, but it does not keep the command from starting */
	char *expected; /* the word, or the line where something implied failed; safe to print */
	char *clause;	/* what is wrong, shown after "PATH: "; "" for a pass */
	char *found;	/* what is there */

	/* What mg_findings_advise() adds. */
	char *why; /* "" where no advice is known */
	char *fix;
	const char *other; /* a mount point that has the same cause, NULL: none; borrowed */
	/* The index of the finding that is shown for this one, because both have one cause. Its own
	 * index: this one is shown. */
	size_t cause;
};

/* All findings, in the order of the rules. Owns its texts. */
struct mg_findings {
	struct mg_finding *items;
	size_t count;
	/* Counts of expectations. Each counts once, by its worst finding. */
	size_t rule_count;
	size_t failed_count;
	size_t unknown_count;
	size_t warned_count;	  /* did not hold, or could not be told, but only warn */
	const struct mg_get *get; /* of --http; NULL: no server was asked; borrowed */
	enum mg_verdict get_verdict;
};

/* Sets what to find out for a rule: all that its words need. *ask borrows from the rule. */
void mg_judge_ask(const struct mg_rule *rule, struct mg_ask *ask);

/* Judges every rule. subjects: one for each rule of the spec, in its order, with its rule and key.
 * Makes findings of passes only where with_passes is set. *findings is written on success only;
 * returns 0 or -ENOMEM. */
int mg_judge_run(const struct mg_spec *spec, const struct mg_subject *subjects, bool with_passes,
		 struct mg_findings *findings);

/* Adds advice to each finding, and joins findings that have one cause. The survey has .place and
 * the names of accounts. Returns 0 or -ENOMEM. */
int mg_findings_advise(struct mg_findings *findings, const struct mg_survey *survey,
		       const struct mg_plan *plan);

/* Whether the user may not pass a directory above the path. */
bool mg_finding_is_on_the_way(const struct mg_finding *finding);

/* Whether the path's mount is stale only because Kubernetes replaces the directory behind a subPath
 * mount with every update: that is news, but no failure. */
bool mg_judge_forgives_stale(const struct mg_subject *subject);

/* The exit code for the findings: MG_EXIT_OK, _FAILED or _UNKNOWN. */
enum mg_exit mg_judge_exit(const struct mg_findings *findings);

/* Whether every expectation holds, also the lines that only warn. */
bool mg_findings_hold(const struct mg_findings *findings);

/* The indexes of all findings, in their own order or the worst first: failures, what could not be
 * told, warnings, passes. The caller frees the array; NULL: memory ran out. */
size_t *mg_findings_order(const struct mg_findings *findings, bool worst_first);

/* Judges the GET of --http: 2xx and 3xx pass. MG_UNKNOWN: the guard could not ask. */
enum mg_verdict mg_get_judge(const struct mg_get *get);

/* Adds what the server did, shown after "URL: ". */
void mg_get_add(struct mg_buf *buf, const struct mg_get *get, int64_t timeout_ms);

void mg_findings_release(struct mg_findings *findings);

#endif
