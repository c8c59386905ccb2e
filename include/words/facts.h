/* SPDX-License-Identifier: MIT */
/* What the probe child found out about one path: each fact is a value, or the errno in its place.
 * Types only. The facts pass from the child to the guard as bytes, so they hold no pointers. */
#ifndef MG_WORDS_FACTS_H
#define MG_WORDS_FACTS_H

#include "text/base.h"

#define MG_FACTS_PATH_BYTES 4096 /* PATH_MAX of Linux, with the NUL */
#define MG_FACTS_NAMES_BYTES 256
#define MG_FACTS_FOUND_BYTES 512
#define MG_FACTS_OVERFLOW_ID 65534 /* an owner that the user namespace does not map */
#define MG_FACTS_SHOWN_GROUPS 4	   /* of the groups of the actor; more are counted */
#define MG_FACTS_MAX_GLOBS 16	   /* has= words in one line */

/* Stands for an errno where the question was not asked. 0: the call succeeded. */
#define MG_NOT_ASKED (-1)

/* What a word needs, as bits. The path's mount, type and size are always found out. */
enum mg_need {
	MG_NEED_LIST = 1 << 0, /* list the directory */
	MG_NEED_READ = 1 << 1,
	MG_NEED_WRITE = 1 << 2,
	MG_NEED_SYNC = 1 << 3, /* let the write probe wait for the disk, and make a name */
	MG_NEED_EXECUTE = 1 << 4,
	MG_NEED_SPACE = 1 << 6,	 /* how much space is left, also if no write fails */
	MG_NEED_NEAR = 1 << 5,	 /* if the path is missing: what is near */
	MG_NEED_FILE = 1 << 7,	 /* with _NEAR: only a file can be the missing one */
	MG_NEED_SHA256 = 1 << 8, /* of a file that can be read */
	MG_NEED_SAME = 1 << 9,	 /* whether it has the bytes of .same_as */
	MG_NEED_TRY = 1 << 10,	 /* .abilities, of a directory that can be written */
	MG_NEED_LOCK = 1 << 11,	 /* who has locked it */
	MG_NEED_TAKE = 1 << 12,	 /* with _LOCK: lock it for the command */
};

/* A question: what to find out about one path. Everything is borrowed. */
struct mg_ask {
	const char *path;
	unsigned needs;			       /* bits of enum mg_need */
	const char *globs[MG_FACTS_MAX_GLOBS]; /* of has= */
	size_t glob_count;
	const char *same_as; /* the path of another file; NULL: none */
	unsigned abilities;  /* a bit for each enum mg_ability */
};

/* The steps of the child in their order, from harmless to dangerous. */
enum mg_stage {
	MG_STAGE_NONE,
	MG_STAGE_WALK,
	MG_STAGE_STAT,
	MG_STAGE_LIST,
	MG_STAGE_READ,
	MG_STAGE_OTHER, /* the walk to .same_as, and reading it */
	MG_STAGE_EXECUTE,
	MG_STAGE_WRITE,
	MG_STAGE_LOCK,
	MG_STAGE_NEAR, /* .answer is set before: a hang here loses nothing */
	MG_STAGE_DONE,
};

enum mg_answer {
	MG_ANSWER_NONE,	   /* the child has not reached this path yet */
	MG_ANSWER_GIVEN,   /* the facts below hold */
	MG_ANSWER_LATE,	   /* no answer within the time limit, at .stage */
	MG_ANSWER_SPARED,  /* not asked: the mount did not answer for another path */
	MG_ANSWER_DIED,	   /* the probe child ended at .stage: could not tell */
	MG_ANSWER_INVALID, /* the child wrote impossible values: could not tell */
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
	/* An entry counts as content. The listing stopped there, unless a glob had no match yet. */
	bool has_own;
	/* Entries that do not count as content, up to where the listing stopped. */
	bool has_lost_found;   /* at the root of a file system */
	bool has_reserved;     /* names that Kubernetes or our own probes use */
	unsigned mount_points; /* entries, or entries of entries, that are mount points */
	unsigned empty_dirs;   /* likewise; they hold empty directories at most */
	unsigned names_len;
	/* The names of these mount points and directories, in alphabetical order, as many as fit.
	 * Each has its NUL; that of a directory ends in "/". */
	char names[MG_FACTS_NAMES_BYTES];
	bool globs_matched[MG_FACTS_MAX_GLOBS];
};

struct mg_write {
	int err;
	enum mg_write_step step;
	bool append_only; /* .err is EPERM, but appending is allowed */
};

/* What is left for this user. Asked with MG_NEED_SPACE, and if a write failed with ENOSPC. */
struct mg_space {
	bool is_known;
	uint64_t free_bytes;
	uint64_t free_inodes;
	uint64_t total_inodes; /* 0: the file system does not count them */
	/* What this user has or could have, as df(1) counts: without the blocks that are reserved
	 * for root. 0: the file system does not say. */
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

/* Stands for an errno. */
#define MG_ABILITY_UNTRIED 255

/* The content of a file. */
struct mg_content {
	int err; /* why they could not be read */
	unsigned char sha256[32];
	/* The other file, which the word same-as names. */
	int other_err;	     /* why it could not be reached or read; EISDIR: it is no file */
	bool is_same;	     /* all bytes are the same */
	uint64_t other_size; /* bytes */
	uint64_t same_bytes; /* at the beginning; counted if the sizes are equal, or one is 0 */
};

/* The lock of the word exclusive. */
struct mg_lock {
	int err; /* 0: the guard holds it, or may have it; EWOULDBLOCK: another process holds it */
	/* The process that took it, by its number in our pid namespace; 0: it is not visible. */
	unsigned taker;
	char container[16]; /* the first 12 digits of the id of its container, or "" */
};

#define MG_FACTS_MAX_NEARBY 5 /* names that are kept */

/* What is there in place of a missing path or entry (has=), and where the missing name was found
 * instead. Looked for last: all other facts hold without it. */
struct mg_nearby {
	bool is_known;	    /* the directory that the walk reached was read */
	bool has_more;	    /* it has entries that are not in .names */
	unsigned count;	    /* of names; 0: it holds nothing of its own */
	unsigned names_len; /* in bytes, with all NULs */
	/* The first of its own entries in alphabetical order, as in struct mg_listing. */
	char names[MG_FACTS_NAMES_BYTES];
	/* "", or an absolute path that ends like the missing one, or matches the first has= without
	 * a match: below the directory, above it in the same mount, or at another mount's root. */
	char found[MG_FACTS_FOUND_BYTES];
	uint64_t found_mount_id; /* of the mount that .found lies on */
};

/* The user of the command, whom the probe acts for. Found out only if something was denied. */
struct mg_actor {
	bool is_known;
	unsigned uid, gid; /* effective */
	/* Supplementary groups beside .gid: how many there are, and the first of them. */
	unsigned group_count;
	unsigned groups[MG_FACTS_SHOWN_GROUPS];
	bool overrides_modes; /* CAP_DAC_OVERRIDE is effective (capabilities(7)) */
};

/* A new member needs a row in shim/probe/board.c: without one the guard does not get it. */
struct mg_facts {
	enum mg_answer answer;
	enum mg_stage stage;

	int walk_err; /* why the path could not be reached: ENOENT, EACCES, ... */
	bool is_link; /* some part of the path is a symbolic link */
	char missing[MG_FACTS_NAMES_BYTES]; /* the component that could not be entered */
	char near[MG_FACTS_NAMES_BYTES];    /* an entry beside it with a similar name, or "" */
	bool has_mount_id;
	uint64_t mount_id;  /* of the mount that .resolved lies on */
	bool is_mount_root; /* .resolved is the root of that mount */

	/* The object. Where the walk did not arrive: the last directory that it reached. */
	int stat_err;
	unsigned mode; /* as st_mode */
	unsigned uid, gid;
	bool is_immutable; /* chattr +i; false also if the file system cannot tell */
	bool has_acl;	   /* an access ACL; looked for if something was denied */
	bool is_in_group;  /* the actor is in the group .gid; looked for if something was denied */
	uint64_t size;	   /* bytes */

	/* The ..data link of Kubernetes' AtomicWriter, looked for only at the root of a tmpfs. */
	bool knows_data_link, has_data_link;
	struct mg_listing listing;
	/* For a socket, .read_err and .write.err both tell whether it can be connected to. */
	int read_err;
	struct mg_write write;
	int execute_err;
	struct mg_space space;
	struct mg_content content;
	/* Whether the directory has the ability: 0, or why not. Every errno fits into a byte. */
	unsigned char abilities[MG_ABILITY_COUNT];
	struct mg_lock lock;
	bool has_looked_near; /* .nearby is filled in */

	/* Where a name in the target of a symbolic link is missing: the link, as an absolute path,
	 * and its target. "": none is, or they are too long. */
	char link[MG_FACTS_NAMES_BYTES];
	char link_target[MG_FACTS_NAMES_BYTES];

	/* Last, because these two are long, and most bytes of them are never touched. .resolved is
	 * the path without links, up to where the walk came. */
	char resolved[MG_FACTS_PATH_BYTES];
	struct mg_nearby nearby;
};

#endif
