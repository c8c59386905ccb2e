/* SPDX-License-Identifier: MIT */
/* The mount table, /proc/PID/mountinfo: see proc_pid_mountinfo(5), and show_mountinfo() in Linux
 * fs/proc_namespace.c. Pure but for mg_live_read(): parses text that the caller has read. */
#ifndef MG_MOUNTS_TABLE_H
#define MG_MOUNTS_TABLE_H

#include "text/err.h"

/* A table of 100,000 mounts (the default of fs.mount-max) with lines as long as a path can be. */
#define MG_MOUNTS_MAX_BYTES (512UL * 1024 * 1024)

/* One line. The texts are NUL-terminated, borrowed from the table, and may hold any byte. All are
 * decoded but the super options, whose escapes differ between file systems. */
struct mg_mount {
	uint64_t id;	    /* field 1: small, used again after umount */
	uint64_t parent_id; /* field 2: of the mount that this one is mounted on */
	unsigned major, minor;
	const char *root;    /* field 4: the directory or file of the file system that is mounted */
	const char *target;  /* field 5: the mount point, relative to the reader's root */
	const char *options; /* field 6: per mount, "ro,relatime" */
	const char *propagation; /* field 7: "shared:1 master:2", "" when absent */
	const char *fstype;
	const char *source;	   /* may be empty */
	const char *super_options; /* per file system; may hold blanks (path=C:\Program Files) */
	bool stale; /* its root was deleted: field 4 ended in "//deleted", which is cut off */
};

/* Owns its text and its array. The order of the lines does not tell which mount is on top. */
struct mg_mounts {
	struct mg_mount *mounts;
	size_t count;
	char *text;
	unsigned mended; /* enum mg_mended; of a saved table */
	struct mg_mounts_link *index;
	size_t mask; /* the number of slots in the index, minus 1 */
};

/* A slot of the index. It starts the chains of the lines with its hash, and continues those of the
 * line that has its place in the table. Members are numbers of lines from 1; 0: none. Chains are in
 * the table's order. */
struct mg_mounts_link {
	unsigned first_by_id, first_by_target;
	unsigned next_by_id, next_by_target;
	unsigned cover; /* see mg_mounts_cover() */
};

/* What was wrong with a saved table. Its reader should know. */
enum mg_mended {
	MG_MENDED_INDENT = 1,
	MG_MENDED_COMMENTS = 2,
	MG_MENDED_CUT = 4, /* the last line was cut off, and is left out */
};

/* Undoes in place what mails, editors and shells do to a table: carriage returns, indented and
 * empty lines, comments, a missing last newline, byte order marks, and UTF-16, as PowerShell's ">"
 * writes it. Adds to *mended. text has len bytes and room for one more. Returns the new length. */
size_t mg_mounts_tidy(char *text, size_t len, unsigned *mended);

/* Parses len bytes of text in place. Takes over the text, and frees it on failure. *mounts is
 * written on success only. Errors name the line: a NUL byte, a missing field (but the super options
 * may be missing), a wrong number, a last line without newline. A saved table is made tidy first
 * (text has room for one more byte), and a last line that is cut off is left out. Other errors in
 * it are MG_EXIT_CONFIG. The kernel's own table is never mended. */
int mg_mounts_parse(char *text, size_t len, bool is_saved, struct mg_mounts *mounts,
		    struct mg_err *err);

/* Reads the table of this process, /proc/self/mountinfo, and only if it is the kernel's. Returns 0,
 * or -errno with *err. The caller releases *mounts. */
int mg_live_read(struct mg_mounts *mounts, struct mg_err *err);

/* NULL when there is no such mount. Look up by id, never by text: mounts can be stacked, hidden and
 * moved. Uses the index, as the next function does. */
const struct mg_mount *mg_mounts_find(const struct mg_mounts *mounts, uint64_t id);

/* Stands for any mount id. */
#define MG_MOUNTS_ANY UINT64_MAX

/* The mount that a walk enters when it steps on path within the mount `on`: the top of the stack
 * there, by parent ids. NULL: path is no mount point of `on`. path: absolute, as the kernel would
 * print it. */
const struct mg_mount *mg_mounts_entered(const struct mg_mounts *mounts, uint64_t on,
					 const char *path);

/* The mount that hides this one of the table, because it is mounted on its root; or NULL. */
const struct mg_mount *mg_mounts_cover(const struct mg_mounts *mounts,
				       const struct mg_mount *mount);

/* Whether option is one of the options, which are separated by commas, or the name of one before
 * "=". A comma within double quotes (SELinux contexts) separates nothing. */
bool mg_mounts_has_option(const char *options, struct mg_slice option);

void mg_mounts_release(struct mg_mounts *mounts);

#endif
