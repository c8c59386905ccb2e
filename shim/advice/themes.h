/* SPDX-License-Identifier: MIT */
/* The table of advice: when a row applies, why that is, and what to do. Pure. A row stands beside
 * the question that only it asks, in a file for each theme. The first row that applies counts:
 * causes stand before what follows from them, and a row relies on the rows before it. */
#ifndef MG_ADVICE_THEMES_H
#define MG_ADVICE_THEMES_H

#include "advice/advice.h"

/* What a case looks like. */
enum mg_look {
	MG_LOOK_NONE, /* ends the list of a row */

	/* The path, or where the walk to a missing path ended. */
	MG_IS_DIR,
	MG_IS_FILE,
	MG_IS_SOCKET,
	MG_IS_NO_SOCKET,
	MG_IS_NO_PLACE, /* no place for a volume: no directory, or "/" */
	MG_IS_MISSING,
	MG_IS_EMPTY, /* holds nothing of its own; not set where that is not known */
	MG_IS_MOUNT, /* is the root of a mount */
	MG_NO_MOUNT, /* nothing is mounted at the very path, or the path is missing */
	MG_IS_IMMUTABLE,
	MG_IS_SILENT, /* the path itself, not the file of same-as= */
	MG_WAS_WRITTEN,
	MG_HAS_LINK, /* a symbolic link leads to a missing name */
	MG_HAS_ABSOLUTE_LINK,
	MG_HAS_LIKE_NAME,  /* an entry beside the missing name differs only in case, blanks or \ */
	MG_WAS_FOUND,	   /* what is missing lies elsewhere */
	MG_WAS_FOUND_HERE, /* elsewhere on the same mount */
	MG_IS_ALONE,	   /* no other path below the mount point was reached */
	MG_HOLDS_OTHERS,   /* other names are there */
	MG_HAS_OTHER_BYTES,

	/* The line, and the word. */
	MG_WANTS_IMAGE,	  /* the word accepts the kind image */
	MG_WANTS_LASTING, /* the word is persistent, or accepts a kind that lasts */
	MG_WANTS_DIR,	  /* the line has one of mount, persistent and dir */
	MG_WANTS_SOCKET,
	MG_WANTS_DEVICE,
	MG_WANTS_PRIVATE, /* rights for others beside the owner would break private or mode= */
	MG_WANTS_WRITABLE,
	MG_IS_NOEXEC,	  /* the option noexec keeps the program from running */
	MG_LACKS_ABILITY, /* of supports=, and not because of noexec, which has rows of its own */

	/* The mount. */
	MG_AT_ROOT,	/* mounted at "/" */
	MG_AT_VOLUME,	/* the root of a volume is mounted */
	MG_BESIDE_DATA, /* the engine keeps its own things on the same file system */
	MG_ON_SERVER,	/* a server keeps the files, and its rules are not known */
	MG_IS_ENGINES,	/* the engine mounts it into every container by itself */
	MG_IS_PART,	/* below the root of its file system: an engine may have made it */
	MG_IN_MEMORY,
	MG_IS_OVERLAY,
	MG_IS_FUSE,
	MG_IS_PRIVATE,	/* without allow_other only the user who mounted it gets in (fuse(8)) */
	MG_IS_SHARE,	/* a folder that a desktop engine shares with its virtual machine */
	MG_IS_NO_SHARE, /* probably such a folder, which the desktop engine cannot reach */
	MG_IS_UNSHARED, /* named like a folder of a Mac, but on the virtual machine's disk */
	MG_IS_SUBPATH,
	MG_IS_SECRET,	     /* a copy that Podman makes for this container */
	MG_IS_OPAQUE,	     /* could not tell: gVisor and Kata show nothing else */
	MG_IS_READONLY,	     /* by the mount or by its file system */
	MG_IS_READONLY_HERE, /* by the mount alone */
	MG_IS_AFTER_ERROR,   /* its file system became read-only later */
	MG_HAD_ERROR,	     /* the kernel says so, since Linux 6.15 */
	MG_IS_LABELLED,	     /* by SELinux */
	MG_HAS_NO_INODES,
	MG_WAITS_IN_VAIN, /* --wait, and what is mounted later is not seen here */

	/* The access. */
	MG_IS_DENIED,	/* by owner, group and mode */
	MG_IS_ALLOWED,	/* by owner, group and mode, and the kernel refused it all the same */
	MG_IS_SQUASHED, /* by root_squash */
	MG_WRITES_ROOTS_DIR,
	MG_IS_MAPPED,	/* in a user namespace: the host has other numbers for ids */
	MG_SAME_IDS,	/* in no user namespace */
	MG_OF_UNMAPPED, /* the file belongs to a user that the namespace does not know */
	MG_OF_STRANGER, /* it belongs to no user of this image */
	MG_OF_ROOT,	/* it belongs to uid 0 */
	MG_OF_FSGROUP,	/* its group is not gid 0, in a volume that the kubelet fills */
	MG_BY_ROOT,	/* uid 0 was refused */
	MG_BY_OWNER,
	MG_BY_NEW_USER,	  /* --user was given: the groups that the engine gave are lost */
	MG_HAS_ACL,	  /* an ACL, which may differ from the mode */
	MG_HAS_OPEN_MASK, /* its mask would not limit an entry for this user */
	MG_EXECUTES_NOT,  /* the mode lets no user execute it */

	/* The place. */
	MG_IN_DOCKER,
	MG_IN_DESKTOP, /* which is Docker, too */
	MG_IN_PODMAN,
	MG_IN_ENGINE, /* Docker or Podman */
	MG_IN_POD,
	MG_IN_CONTAINER, /* of an engine or of a pod: there is an image */
	MG_HAS_HOST,	 /* a shell on the host has the ids of the container: no node, no desktop */

	/* The row. */
	MG_ALSO_UNKNOWN, /* it applies to what could not be told, too */
	MG_BLAMES_NEAR,	 /* what is wrong with .near has the same cause */
	MG_LOOK_COUNT,
};

/* One finding while a row is sought for it. Borrowed. */
struct mg_case {
	bool is[MG_LOOK_COUNT];
	const struct mg_survey *survey;
	const struct mg_plan *plan;
	const struct mg_subject *subject;
	const char *path;	      /* of the subject, absolute and tidy */
	const struct mg_mount *mount; /* of the subject; all texts are "" where none is known */
	const struct mg_term *word;
	enum mg_verdict verdict;
	int errnum;	  /* that the word met, 0: none */
	unsigned kinds;	  /* MG_KIND_BIT of the mount's kind, of the image for "/"; 0: not known */
	unsigned bits;	  /* permissions that the word takes: 4 read, 2 write, 1 enter or execute */
	const char *near; /* a mount point that .applies() of a row found, or NULL */
};

#define MG_ON(kind) (1U << MG_KIND_##kind)
#define MG_ON_ANY ((1U << MG_KIND_COUNT) - 1) /* any kind of a known mount */
#define MG_ON_ANY_BUT(kind) (MG_ON_ANY & ~MG_ON(kind))

/* A column that is not given asks for nothing. */
struct mg_advice_row {
	const char *name;  /* for tests, and for people who search the tables */
	const char *words; /* one of them did not hold, separated by blanks */
	/* Asks what no column can say. */
	bool (*applies)(struct mg_case *given);
	/* Both in pieces with a label ("@pod ..."), which is "any" where none is written. A last
	 * piece "@says ..." replaces the clause of the word, which is only a symptom. */
	const char *why;
	const char *fix;    /* the first piece for the place that can be said; NULL: none */
	uint16_t kinds;	    /* of the mount, MG_ON(KIND) */
	uint8_t looks[6];   /* enum mg_look, all of them */
	uint8_t errnums[5]; /* the word met one of them */
};

/* A part of a theme, in the order in which rows are tried. */
struct mg_advice_part {
	const struct mg_advice_row *rows;
	const char *words; /* of the rows without their own; NULL: any word */
	const char *why;   /* likewise */
	uint8_t count;
	uint8_t looks[2]; /* of all rows */
	uint8_t errnum;	  /* that the word met in all rows; 0: any */
};

extern const struct mg_advice_part mg_advice_target, mg_advice_empty, mg_advice_wrong,
	mg_advice_missing, mg_advice_broken, mg_advice_lasting, mg_advice_writing,
	mg_advice_refused, mg_advice_mode;

/* All parts in the order in which they are tried. Ends in a NULL. */
extern const struct mg_advice_part *const mg_advice_parts[];

/* Fills in .kinds, .bits and .is from the other members. */
void mg_case_look(struct mg_case *given);

/* Whether the path of a line exists on the mount: the mount point itself if at_root (it proves
 * nothing about the source of the mount), else a path below it. */
bool mg_case_reaches(const struct mg_survey *survey, const struct mg_mount *mount, bool at_root);

/* --- texts (wording.c) --- */

/* Whether the host's path is known, and a command that changes it could hit the system, an engine
 * or other programs. */
bool mg_wording_is_shared(struct mg_case *given);

/* Takes the next piece and its label off *rest; false at the end. */
bool mg_wording_piece(struct mg_slice *rest, struct mg_slice *label, struct mg_slice *piece);

/* Adds the text with values in place of the names in braces. False: a value is missing or may not
 * be said, and the caller throws away what was added. */
bool mg_wording_add(struct mg_buf *buf, const struct mg_case *given, struct mg_slice text);

#endif
