/* SPDX-License-Identifier: MIT */
/* Rules over facts: from what was found out to findings. Pure. */
#ifndef MG_JUDGE_JUDGE_H
#define MG_JUDGE_JUDGE_H

#include "advice/advice.h"
#include "expect/spec.h"
#include "probe/get.h"
#include "words/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>

/* News about the user's container: one word, or what every word implies, of one expectation. */
struct mg_finding {
	const struct mg_rule *rule; /* borrowed from the spec */
	char *expected; /* the word, or the whole line where something implied failed; safe to print
			 */
	enum mg_verdict verdict;
	bool is_warn;	  /* reported, but it does not keep the command from starting */
	const char *word; /* its name, or that of what is implied: "answer", "live", "exists" */
	const struct mg_mount
		*mount;	       /* that the path lies on; borrowed from the subject; NULL: unknown */
	enum mg_kind kind;     /* of that mount */
	const char *other;     /* a mount point that has the same cause, NULL: none; borrowed */
	bool is_access;	       /* the word tries what the command may do */
	bool is_on_mount_root; /* the path is there, and it is the root of that mount */
	bool is_on_the_way;    /* it was not reached: a directory above it lets nobody through */
	/* The finding, by its index, that this one has its cause in common with; its own index: it
	 * stands for itself. */
	size_t cause;
	int errnum;   /* 0: no system call failed */
	char *clause; /* what is wrong, to stand behind "PATH: "; "" for a pass */
	char *found;  /* what is there */
	char *why;    /* the diagnosis, "" where there is none */
	char *fix;
};

/* All of them, in the order of the rules; passes, too, unless the scene hides them. Owns its texts.
 */
struct mg_findings {
	struct mg_finding *items;
	size_t count;
	/* Expectations, not words: each is counted once, by its worst finding. */
	size_t rule_count;
	size_t failed_count;
	size_t unknown_count;
	size_t warned_count;	  /* did not hold, or could not be told, but only warn */
	const struct mg_get *get; /* of --http; NULL: nobody was asked; borrowed */
	enum mg_verdict get_verdict;
};

/* What is to be found out for a rule: the union of what its words need. Borrows from the rule. */
void mg_judge_ask(const struct mg_rule *rule, struct mg_ask *ask);

/* Judges every rule. subjects: one for each rule of the spec, in its order. *findings is written on
 * success only; returns 0 or -ENOMEM. */
int mg_judge_run(const struct mg_spec *spec, struct mg_scene *scene,
		 const struct mg_subject *subjects, struct mg_findings *findings);

/* Whether the path's mount is stale only because Kubernetes replaces the directory behind a subPath
 * mount with every update: that is news, but no failure. */
bool mg_judge_forgives_stale(const struct mg_subject *subject);

/* The exit code that the findings come to: MG_EXIT_OK, _FAILED or _UNKNOWN. */
enum mg_exit mg_judge_exit(const struct mg_findings *findings);

/* Whether every expectation holds, those that only warn too. */
bool mg_findings_hold(const struct mg_findings *findings);

/* Fills order, which has room for findings->count, with the indexes of all findings, the worst
 * first: failures, what could not be told, warnings, passes; each of them in their own order. */
void mg_findings_order(const struct mg_findings *findings, size_t *order);

/* Accepts zeroed and released findings. */
void mg_findings_release(struct mg_findings *findings);

#endif
