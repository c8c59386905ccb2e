/* SPDX-License-Identifier: MIT */
/* The table of advice: when a row applies, why that is, and what to do. Pure. A row stands beside
 * the question that only it asks, in a file for each theme. The first row that applies counts:
 * causes stand before what follows from them, and a row relies on the rows before it. */
#ifndef MG_ADVICE_THEMES_H
#define MG_ADVICE_THEMES_H

#include "advice/advice.h"

#include <stdint.h>

/* What a case looks like, and what the row itself is like: the bits of .looks. */
enum mg_looks {
	/* The path; of a missing one, where the walk ended. */
	MG_IS_DIR = 1 << 0,
	MG_IS_FILE = 1 << 1,
	MG_IS_SOCKET = 1 << 2,
	MG_IS_NO_SOCKET = 1 << 3,
	MG_IS_EMPTY = 1 << 4, /* holds nothing of its own; not set where that is not known */
	MG_IS_MOUNT = 1 << 5, /* is the root of a mount */
	MG_NO_MOUNT = 1 << 6, /* nothing is mounted at the very path, or the path is missing */
	MG_IS_IMMUTABLE = 1 << 7,
	MG_WAS_WRITTEN = 1 << 8,
	/* The mount. */
	MG_AT_ROOT = 1 << 9,  /* mounted at "/" */
	MG_IS_PART = 1 << 10, /* a part of a file system: an engine makes no whole disk */
	MG_IN_MEMORY = 1 << 11,
	MG_IS_FUSE = 1 << 12,
	MG_IS_SHARE = 1 << 13, /* a folder that a desktop engine shares with its virtual machine */
	/* The access. */
	MG_IS_DENIED = 1 << 14,	 /* by owner, group and mode */
	MG_IS_ALLOWED = 1 << 15, /* by these, and the kernel refused it all the same */
	MG_IS_WRITE = 1 << 16,
	MG_OF_ROOT = 1 << 17, /* the file belongs to uid 0 */
	MG_BY_ROOT = 1 << 18, /* uid 0 was refused */
	MG_BY_OWNER = 1 << 19,
	MG_BY_NEW_USER = 1 << 20, /* --user was given */
	MG_IS_MAPPED = 1 << 21,	  /* in a user namespace */
	/* The row. */
	MG_ALSO_UNKNOWN = 1 << 22, /* it applies to what could not be told, too */
	MG_BLAMES_NEAR = 1 << 23,  /* what is wrong with .near has the same cause */
};

/* One finding while a row is sought for it. Borrowed. */
struct mg_case {
	const struct mg_scene *scene;
	const struct mg_subject *subject;
	const char *path;	      /* of the subject, absolute and tidy */
	const struct mg_mount *mount; /* of the subject; all texts are "" where none is known */
	const struct mg_term *word;
	enum mg_verdict verdict;
	int errnum;	  /* that the word met, 0: none */
	unsigned kinds;	  /* MG_KIND_BIT of the mount's kind, of the image for "/"; 0: not known */
	unsigned bits;	  /* the permissions that it takes: 4 read, 2 write, 1 enter or execute */
	unsigned looks;	  /* of enum mg_looks */
	const char *near; /* a mount point that matters, which a row's question may set; or NULL */
};

#define MG_ON(kind) (1U << MG_KIND_##kind)
#define MG_ON_ANY (~0U) /* but the mount is known */
#define MG_IN(engine) (1U << MG_ENGINE_##engine)
#define MG_IN_DOCKER (MG_IN(DOCKER) | MG_IN(DESKTOP))

/* A column that is not given asks for nothing. */
struct mg_advice_row {
	const char *name;  /* for tests, and for people who look for it */
	const char *words; /* one of them did not hold, separated by blanks; "*": any word */
	/* Asks what no column can say. */
	bool (*applies)(struct mg_case *given);
	/* Both in pieces, each with the label "any" where it begins with no other ("@pod ..."). A
	 * last piece "@says ..." replaces the clause of the word, which is only a symptom. */
	const char *why;
	const char *fix; /* the first piece for the place that can be said; NULL: none is known */
	unsigned kinds;	 /* of the mount, MG_ON(KIND) */
	unsigned looks;	 /* of enum mg_looks, all of them */
	uint16_t places; /* MG_IN(ENGINE) */
	uint8_t errnums[5]; /* the word met one of them */
};

/* A part of a theme, in the order in which rows are tried. */
struct mg_advice_part {
	const struct mg_advice_row *rows;
	size_t count;
};

/* The themes, each with a last part of no rows. */
extern const struct mg_advice_part mg_advice_presence[], mg_advice_storage[], mg_advice_denied[];

/* The rows in the order in which they are tried; NULL past the last. */
const struct mg_advice_row *mg_advice_at(size_t index);

/* --- questions of several themes --- */

/* The line of the expectation has this word. */
bool mg_case_expects(const struct mg_case *given, const char *word);

/* The mount has this option: one of .options or of .super_options. */
bool mg_case_has_option(const char *options, const char *option);

/* --- texts (wording.c) --- */

/* The next piece of *rest, which moves behind it, and its label; false past the last. */
bool mg_wording_piece(struct mg_slice *rest, struct mg_slice *label, struct mg_slice *piece);

/* Adds the text, with what was found in place of the names in braces. False: it cannot be said of
 * this case, and what was added so far is to be thrown away. */
bool mg_wording_add(struct mg_buf *buf, const struct mg_case *given, struct mg_slice text);

#endif
