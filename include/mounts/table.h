/* SPDX-License-Identifier: MIT */
/* The mount table, /proc/PID/mountinfo, as it is described in proc_pid_mountinfo(5) and written by
 * show_mountinfo() in Linux fs/proc_namespace.c. Pure: parses text that the caller has read. */
#ifndef MG_MOUNTS_TABLE_H
#define MG_MOUNTS_TABLE_H

#include "text/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A table of 100,000 mounts (the default of fs.mount-max) with lines as long as a path can be. */
#define MG_MOUNTS_MAX_BYTES (512UL * 1024 * 1024)

/* One line. Text is NUL-terminated, borrowed from the table, and may hold any byte; it is decoded,
 * but for the super options, whose escapes differ between file systems. */
struct mg_mount {
	uint64_t id;	    /* field 1: small, recycled after umount */
	uint64_t parent_id; /* field 2: of the mount that this one is mounted on */
	unsigned major, minor;
	const char *root;   /* field 4: the directory or file of the file system that is its root */
	const char *target; /* field 5: the mount point, relative to the reader's root */
	const char *options;	 /* field 6: per mount, "ro,relatime" */
	const char *propagation; /* field 7: "shared:1 master:2", "" when absent */
	const char *fstype;
	const char *source;	   /* may be empty */
	const char *super_options; /* per file system; may hold blanks (path=C:\Program Files) */
	bool stale; /* its root was deleted: field 4 ended in "//deleted", which is cut off */
};

/* Owns its text and its array; the order is the kernel's, which says nothing about what is on top.
 */
struct mg_mounts {
	struct mg_mount *mounts;
	size_t count;
	char *text;
};

/* Mends in place what mails, editors and shells do to a saved table: carriage returns, empty lines,
 * a missing last newline, and UTF-16 with its mark, as PowerShell's ">" writes it. In the kernel's
 * own table all of these would be errors. text has len bytes and room for one more. Returns the new
 * length. */
size_t mg_mounts_tidy(char *text, size_t len);

/* Parses len bytes of text in place. *mounts owns the text from here on; on failure it is freed. A
 * NUL byte, a missing field (but for the super options) or a number that is none is an error that
 * names the line. A last line without newline is cut text, and an error. *mounts is written on
 * success only. */
int mg_mounts_parse(char *text, size_t len, struct mg_mounts *mounts, struct mg_err *err);

/* NULL when there is no such mount. Look up by id, never by text: stacked, hidden and moved
 * mounts fool that. */
const struct mg_mount *mg_mounts_find(const struct mg_mounts *mounts, uint64_t id);

/* The mount that a walk enters when it steps on path within the mount `on`: the top of those
 * stacked there, by parent ids, or NULL when path is no mount point of it. path: absolute, as the
 * kernel would print it. */
const struct mg_mount *mg_mounts_entered(const struct mg_mounts *mounts, uint64_t on,
					 const char *path);

/* Any mount id. */
#define MG_MOUNTS_ANY UINT64_MAX

/* Lists the mounts whose mount points are below dir, in the very mount `on`: as many as there is
 * room for. Returns how many there are. */
size_t mg_mounts_below(const struct mg_mounts *mounts, uint64_t on, const char *dir,
		       const struct mg_mount **list, size_t room);

/* Whether option is one of the options, which are separated by commas: all of it, or its name
 * before
 * "=". A comma within double quotes (SELinux contexts) separates nothing. */
bool mg_mounts_has_option(const char *options, struct mg_slice option);

/* Accepts a zeroed and a released table. */
void mg_mounts_release(struct mg_mounts *mounts);

#endif
