/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own, and what an engine, a file system or Kubernetes put there. */
#ifndef MG_PROBE_LIST_H
#define MG_PROBE_LIST_H

#include "child.h"

#include <stdbool.h>

/* So many directories are looked into; what is beyond them counts as content. */
#define MG_LIST_MAX_DIRS 64

/* An open directory, and what was read of it last. Not DIR: opendir(3) asks for memory, and the
 * kernel for what is known. */
struct mg_dir {
	int fd; /* -1: none */
	unsigned at, len;
	_Alignas(uint64_t) char entries[1024];
};

/* What the listings of a directory and of its subdirectories share. Private. */
struct mg_list {
	const struct mg_probe *probe;
	const struct mg_facts *facts; /* where the directory is */
	struct mg_listing *listing;   /* what it holds */
	size_t start;		      /* of the names to record: behind the directory's own */
	unsigned dirs_left;
};

/* Begins with the directory that *facts names. What it holds is noted in *listing. */
struct mg_list mg_list_start(const struct mg_probe *probe, const struct mg_facts *facts,
			     struct mg_listing *listing);

/* Whether the entry of dir, which is the directory itself, is content, or a directory that holds
 * some. *errnum: 0, or why that could not be found out. */
bool mg_list_is_own(struct mg_list *list, int dir, const char *name, bool *is_dir, int *errnum);

/* Takes over fd, an open directory or -errno, which *errnum then is. */
struct mg_dir mg_list_open(int fd, int *errnum);
void mg_list_close(struct mg_dir *dir);

/* The next entry but "." and ".."; NULL at the end, or with *errnum set. */
const char *mg_list_next(struct mg_dir *dir, int *errnum);

#endif
