/* SPDX-License-Identifier: MIT */
/* The table of diagnoses: what a case looks like, why that is, and what to do. Pure. A row stands
 * beside the question that it asks, in a file for each theme. A row relies on those before it:
 * causes come before what follows from them. */
#ifndef MG_ADVICE_THEMES_H
#define MG_ADVICE_THEMES_H

#include "advice/advice.h"

#include <stdint.h>

/* One finding while a row is sought for it. Borrowed, but for .near. */
struct mg_case {
	const struct mg_scene *scene;
	const struct mg_subject *subject;
	const struct mg_term *word;
	enum mg_verdict verdict;
	int errnum;	  /* that the word came upon, 0: none */
	const char *near; /* set by a row that applies: a mount point that matters */
};

/* What the directory that the walk reached looks like: columns in place of questions. */
enum mg_looks {
	MG_LOOKS_ANY,
	MG_LOOKS_EMPTY_MOUNT, /* the root of a mount, and it holds nothing of its own */
	MG_LOOKS_MOUNT,	      /* the root of a mount */
};

/* The texts. In braces stands what is shown (wording.c has the list); with a $ before the
 * name, as {$target}, it is quoted for a shell, and a text with a name that cannot be quoted or
 * that no command may touch is passed over for the next one. */
struct mg_advice_row {
	const char *name;  /* for tests, and for people who look for it */
	const char *words; /* that did not hold, separated by blanks; "*": any */
	bool (*applies)(struct mg_case *given); /* what no column can say; NULL: nothing */
	/* In place of the word's own clause, which is but a symptom; NULL: that. */
	const char *says;
	const char *why;
	/* What to do; the first that can be said. Of the host's own shell, where its paths are
	 * proven: */
	const char *fix_host;
	const char *fix_docker;
	const char *fix_desktop; /* NULL: as for Docker */
	const char *fix_podman;
	const char *fix_kubernetes;
	const char *fix;    /* anywhere; NULL: none is known */
	unsigned kinds;	    /* of the mount, a bit for each enum mg_kind; 0: any */
	uint16_t places;    /* where this holds, a bit for each enum mg_engine; 0: anywhere */
	uint8_t errnums[5]; /* one of them was come upon; none: any */
	uint8_t looks;	    /* of enum mg_looks */
	bool blames_near;   /* what is wrong with .near has the same cause */
	bool also_unknown;  /* says something about what could not be told, too */
};

struct mg_advice_theme {
	const struct mg_advice_row *rows;
	size_t count;
};

/* The themes, in the order in which they are tried. */
extern const struct mg_advice_theme mg_advice_presence;
extern const struct mg_advice_theme mg_advice_storage;
extern const struct mg_advice_theme mg_advice_denied;

/* In the order in which they are tried: the first that applies counts. NULL past the last. */
const struct mg_advice_row *mg_advice_at(size_t index);

/* --- questions of several rows --- */

#define MG_ENGINES_DOCKER (1U << MG_ENGINE_DOCKER | 1U << MG_ENGINE_DESKTOP)

/* The permission bits, as for others, that what was tried takes; where the way was barred, that it
 * may be passed. */
unsigned mg_case_bits(const struct mg_case *given);

/* The bit of the mount's kind; 0: it is not known. */
unsigned mg_case_kinds(const struct mg_case *given);
bool mg_case_is_on(const struct mg_case *given, enum mg_kind kind);

/* The line of the expectation has this word. */
bool mg_case_expects(const struct mg_case *given, const char *word);

/* The directory that the walk reached (the path itself, or where it ends) holds nothing of its own.
 * False also where that is not known. */
bool mg_case_holds_nothing(const struct mg_case *given);

/* The mount has this flag, or this option, on itself (MG_CASE_MOUNT) or its file system. */
bool mg_case_has_option(const char *options, const char *option);

/* It lies on a folder that a desktop engine shares with its virtual machine. */
bool mg_case_is_share(const struct mg_case *given);

#endif
