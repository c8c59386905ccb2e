/* SPDX-License-Identifier: MIT */
/* What the entries of one directory are, in the probe child: content, or what an engine, a file
 * system or Kubernetes has put there. */
#ifndef MG_PROBE_SEARCH_H
#define MG_PROBE_SEARCH_H

#include "probe/probe.h"

#include <dirent.h>
#include <stdbool.h>

/* So many directories are looked into, to see whether they hold anything; what is beyond counts as
 * content. */
#define MG_SEARCH_MAX_DIRS 64

enum mg_entry_kind {
	MG_ENTRY_OWN,
	MG_ENTRY_MOUNT_POINT,
	MG_ENTRY_DIR, /* it counts if something in it does */
	MG_ENTRY_LOST_FOUND,
	MG_ENTRY_RESERVED,
};

/* What is the same for a directory and those below it. All but .listing is private. */
struct mg_search {
	const struct mg_probe *probe;
	const struct mg_facts *facts; /* where the directory is */
	struct mg_listing *listing;   /* what it holds */
	size_t start;		      /* of the names to record: behind the first directory's own */
	unsigned dirs_left;
};

/* Begins with the directory that facts->resolved and facts->mount_id name; what it holds is noted
 * in *listing. */
struct mg_search mg_search_start(const struct mg_probe *probe, const struct mg_facts *facts,
				 struct mg_listing *listing);

/* What the entry of dir, which is the directory itself, is; its path is put into a buffer of
 * MG_FACTS_PATH_BYTES. 0 or an errno. */
int mg_search_look_at(const struct mg_search *search, int dir, const char *name, char *path,
		      enum mg_entry_kind *kind);

/* Whether nothing counts that is in the directory at path, whose last component lies in parent;
 * then the listing gets what is there instead. False with *errnum where that cannot be found out.
 */
bool mg_search_holds_nothing(struct mg_search *search, int parent, const char *path, int *errnum);

void mg_search_note_mount_point(const struct mg_search *search, const char *path);

/* Takes over fd, an open directory or -errno. NULL with *errnum set. */
DIR *mg_search_open(int fd, int *errnum);
void mg_search_close(DIR **dir);

/* The next entry but "." and ".."; NULL at the end, or with *errnum set. */
const char *mg_search_next(DIR *dir, int *errnum);

#endif
