/* SPDX-License-Identifier: MIT */
/* The table of diagnoses. Pure. In the texts {path}, {root}, {target}, {source}, {fstype},
 * {volume}, {near} and {kind} stand for what was found, quoted, {host} for the folder of the host
 * as its owner calls it, {resolved} for the place that the walk reached, {owner} for its uid:gid,
 * {mode}, {ids}, {uid} and {gid} for those who asked, {reason} for why the mode does not let them,
 * and {recreate} for the command that does it. */
#ifndef MG_DIAGNOSES_H
#define MG_DIAGNOSES_H

#include "diagnose.h"

/* One finding while a row is sought for it. */
struct mg_case {
	const struct mg_scene *scene;
	const struct mg_subject *subject;
	const struct mg_word *word;
	enum mg_verdict verdict;
	int errnum;	  /* that the word came upon, 0: none */
	const char *near; /* set by a row that applies: a name like the one that was sought */
};

struct mg_diagnosis {
	const char *name;  /* for tests and for people who look for it */
	const char *words; /* that did not hold, separated by blanks; "*": any */
	bool (*applies)(struct mg_case *given);
	bool also_unknown; /* says something about what could not be told, too, and not only about a
			      "no" */
	const char *why;
	const char *fix; /* where no other place has its own; NULL: none is known */
	const char *fix_docker;
	const char *fix_desktop; /* NULL: as for Docker */
	const char *fix_podman;
	const char *fix_kubernetes;
};

/* The permission bits, as for others, that what was tried takes; where the way was barred, that it
 * may be passed. */
unsigned mg_case_bits(const struct mg_case *given);

/* In the order in which they are tried: the first that applies counts. NULL past the last. */
const struct mg_diagnosis *mg_diagnosis_at(size_t index);

/* The last of them, which are about denied access. */
const struct mg_diagnosis *mg_diagnosis_denied_at(size_t index);

#endif
