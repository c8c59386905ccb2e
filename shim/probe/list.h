/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own, and what an engine, a file system or Kubernetes put there. */
#ifndef MG_PROBE_LIST_H
#define MG_PROBE_LIST_H

#include "child.h"

/* Looks into at most this many directories; a further one counts as content. */
#define MG_LIST_MAX_DIRS 64

/* What the listings of a directory and of its subdirectories share. Private. */
struct mg_list {
	const struct mg_probe *probe;
	const struct mg_facts *facts; /* where the directory is */
	struct mg_listing *listing;   /* what it holds */
	size_t start; /* where names to record start in a path: after the directory's own */
	unsigned dirs_left;
};

/* Prepares to list the directory that *facts names into *listing. */
struct mg_list mg_list_start(const struct mg_probe *probe, const struct mg_facts *facts,
			     struct mg_listing *listing);

/* Whether an entry of the directory, which is open as dir, is content or holds some. *errnum: 0, or
 * why that could not be found out. */
bool mg_list_is_own(struct mg_list *list, int dir, const char *name, bool *is_dir, int *errnum);

/* Takes over fd, an open directory or -errno. *errnum becomes the errno. */
struct mg_sys_dir mg_list_open(int fd, int *errnum);

#endif
