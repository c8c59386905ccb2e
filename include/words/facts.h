/* SPDX-License-Identifier: MIT */
/* What was found out about one path. Types only: each fact is a value, or the errno in its place.
 * The structs live in memory shared with the probe child, so they hold no pointers of the child's.
 */
#ifndef MG_WORDS_FACTS_H
#define MG_WORDS_FACTS_H

#include "text/base.h"

#include <stdbool.h>
#include <stdint.h>

#define MG_FACTS_PATH_BYTES 4096 /* PATH_MAX of Linux, with the NUL */
#define MG_FACTS_NAMES_BYTES 256
#define MG_FACTS_FOUND_BYTES 512
/* The id that is shown for an owner that has none (/proc/sys/kernel/overflowuid). */
#define MG_FACTS_OVERFLOW_ID 65534
#define MG_FACTS_MAX_GROUPS 64 /* supplementary; of more nothing is said about groups */
#define MG_FACTS_MAX_GLOBS 16  /* has= words in one line */

/* In place of an errno: the question was not put. 0 means that it succeeded. */
#define MG_NOT_ASKED (-1)

/* What a word needs to know beyond what is always asked (the walk to the path, its mount, type and
 * size). */
enum mg_need {
	MG_NEED_LIST = 1 << 0, /* what a directory holds */
	MG_NEED_READ = 1 << 1,
	MG_NEED_WRITE = 1 << 2,
	MG_NEED_SYNC = 1 << 3, /* the write probe waits for the disk, and makes a name */
	MG_NEED_EXECUTE = 1 << 4,
	MG_NEED_SPACE = 1 << 6,	 /* how much is left, whatever else is asked */
	MG_NEED_NEAR = 1 << 5,	 /* where it is not there: what is near */
	MG_NEED_FILE = 1 << 7,	 /* and there only what is a file passes for it */
	MG_NEED_SHA256 = 1 << 8, /* of a file that can be read */
	MG_NEED_SAME = 1 << 9,	 /* whether it has the bytes of .same_as */
	MG_NEED_TRY = 1 << 10,	 /* .abilities, of a directory that can be written */
};

/* What to find out about one path; everything is borrowed. */
struct mg_ask {
	const char *path;
	unsigned needs;			       /* of enum mg_need */
	const char *globs[MG_FACTS_MAX_GLOBS]; /* NULL: none at this place */
	size_t glob_count;
	const char *same_as; /* the path of another file; NULL: none */
	unsigned abilities;  /* a bit for each enum mg_ability */
};

/* In the order in which the child goes through them, from harmless to dangerous. */
enum mg_stage {
	MG_STAGE_NONE,
	MG_STAGE_WALK,
	MG_STAGE_STAT,
	MG_STAGE_LIST,
	MG_STAGE_READ,
	MG_STAGE_OTHER, /* the walk to .same_as, and reading it */
	MG_STAGE_EXECUTE,
	MG_STAGE_WRITE,
	MG_STAGE_NEAR, /* .answer is given already: to hang here takes nothing away */
	MG_STAGE_DONE,
};

enum mg_answer {
	MG_ANSWER_NONE,	   /* the child has not come to it yet */
	MG_ANSWER_GIVEN,   /* the facts below hold */
	MG_ANSWER_LATE,	   /* no answer within the time limit, at .stage */
	MG_ANSWER_SPARED,  /* not asked: the mount did not answer for another path */
	MG_ANSWER_DIED,	   /* the probe child ended at .stage: could not tell */
	MG_ANSWER_INVALID, /* what the child wrote cannot be: could not tell */
};

/* Where a write probe failed. */
enum mg_write_step {
	MG_WRITE_OPEN,
	MG_WRITE_WRITE,
	MG_WRITE_FSYNC,
	MG_WRITE_CLOSE,
	MG_WRITE_UNLINK,
};

struct mg_listing {
	int err;
	bool has_own; /* an entry that counts; the listing stopped there unless a glob wanted more
		       */
	/* What does not count as content, as far as the listing came. */
	bool has_lost_found;   /* at the root of a file system */
	bool has_reserved;     /* names that an engine or a probe keeps for itself */
	unsigned mount_points; /* entries, or entries of entries, that are mount points */
	unsigned empty_dirs;   /* in the same way; they hold at most the like of themselves */
	unsigned names_len;
	/* Of the first of these mount points and directories, each with its NUL, in the order of
	 * the alphabet; a directory ends in "/". */
	char names[MG_FACTS_NAMES_BYTES];
	bool globs_matched[MG_FACTS_MAX_GLOBS];
};

struct mg_write {
	int err;
	enum mg_write_step step;
	bool append_only; /* err is EPERM, but appending is allowed */
};

/* What is left of a file system for this user: asked for, or because writing failed for want of it.
 */
struct mg_space {
	bool is_known;
	uint64_t free_bytes;
	uint64_t free_inodes;
	uint64_t total_inodes; /* 0: the file system does not count them */
	/* What this user has or could have of it, as df(1) counts: blocks that are reserved for
	 * root are no part of it. 0: the file system does not say. */
	uint64_t total_bytes;
	int err; /* why it is not known */
};

/* What a file system may be able to do. */
enum mg_ability {
	MG_ABILITY_SYMLINK,
	MG_ABILITY_HARDLINK,
	MG_ABILITY_LOCK,   /* of a file and of a part of it, against another process */
	MG_ABILITY_EXEC,   /* to run a program that lies there */
	MG_ABILITY_RENAME, /* over a file that is there */
	MG_ABILITY_MMAP,   /* shared, to be written */
	MG_ABILITY_CASE,   /* two names that differ only in case are two files */
	MG_ABILITY_COUNT,
};

/* In place of an errno. */
#define MG_ABILITY_UNTRIED 255

/* What the bytes of a file are. */
struct mg_content {
	int err; /* why they could not be read */
	unsigned char sha256[32];
	/* Of the file that they are compared with. */
	int other_err;	     /* why it could not be reached or read; EISDIR: it is no file */
	bool is_same;	     /* all bytes are */
	uint64_t other_size; /* bytes */
	uint64_t same_bytes; /* at the beginning; read only where the sizes say nothing else */
};

#define MG_FACTS_MAX_NEARBY 5 /* names that are kept */

/* What is there instead of what was missed, and where that was found. Looked for last, and only
 * where the path, or what a has= wants, is not there: the answers hold without it. */
struct mg_nearby {
	/* The entries of the directory that the walk reached were read. With .count 0: it holds
	 * nothing of its own. */
	bool is_known;
	bool has_more;	    /* entries that are not among the names */
	unsigned count;	    /* of the names, MG_FACTS_MAX_NEARBY at the most */
	unsigned names_len; /* bytes of .names, all NULs counted */
	/* Of its own entries, as the listing counts them, the first in the order of the alphabet,
	 * each with its NUL; a directory ends in "/". */
	char names[MG_FACTS_NAMES_BYTES];
	/* Where what was missed is: an absolute path whose end is that of the missed one, or, for
	 * has=, the first pattern without a match (MG_NEED_FILE: and that is a file). Below the
	 * directory, above it within the same mount, or at the root of another mount. "": nowhere
	 * near. */
	char found[MG_FACTS_FOUND_BYTES];
	uint64_t found_mount_id; /* of the mount that .found lies on */
};

/* Who asks: the identity of the probe, which is that of the command. Found out when something is
 * denied. */
struct mg_actor {
	bool is_known;
	unsigned uid, gid; /* effective */
	unsigned groups[MG_FACTS_MAX_GROUPS];
	unsigned group_count;
	bool overrides_modes; /* CAP_DAC_OVERRIDE is effective (capabilities(7)) */
};

/* A new member needs a row in board.c, or it does not reach the guard. */
struct mg_facts {
	enum mg_answer answer;
	enum mg_stage stage;

	/* The walk: every component opened by itself, so that a late answer and a missing part have
	 * a name. */
	int walk_err; /* why the path could not be reached: ENOENT, EACCES, ... */
	bool is_link; /* some part of the path is a symbolic link */
	char missing[MG_FACTS_NAMES_BYTES]; /* the component that could not be entered */
	char near[MG_FACTS_NAMES_BYTES];    /* an entry beside it whose name is like it, or "" */
	bool has_mount_id;
	uint64_t mount_id;  /* of the mount that .resolved lies on */
	bool is_mount_root; /* .resolved is the root of that mount */

	/* The object itself; where the walk did not arrive, the first three are those of the last
	 * directory that it reached. */
	int stat_err;
	unsigned mode; /* as st_mode */
	unsigned uid, gid;
	bool is_immutable; /* chattr +i; false also where it cannot be told */
	bool has_acl;	   /* an access ACL; looked for when it was denied */
	uint64_t size;	   /* bytes */

	/* Whether the directory has the ..data link of Kubernetes' AtomicWriter. Looked for only at
	 * the root of a tmpfs. */
	bool knows_data_link, has_data_link;
	struct mg_listing listing;
	/* Of a socket, both: whether it can be connected to. */
	int read_err;
	struct mg_write write;
	int execute_err;
	struct mg_space space;
	struct mg_content content;
	/* Whether the directory has it: 0, or why not. No errno is larger than a byte. */
	unsigned char abilities[MG_ABILITY_COUNT];
	bool has_looked_near; /* .nearby was filled in */

	/* Behind all others, because they are long and mostly not touched: the name without links,
	 * as far as the walk came. */
	char resolved[MG_FACTS_PATH_BYTES];
	struct mg_nearby nearby;
};

#endif
