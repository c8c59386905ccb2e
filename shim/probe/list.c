/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own: an entry that is no mount point, not lost+found at the root of
 * a file system, none of Kubernetes' own, and no directory that holds nothing but these and empty
 * directories. May block for ever: runs in the probe child only. */
#include "list.h"

#include "search.h"
#include "sys/sys.h"
#include "text/format.h"
#include "text/glob.h"
#include "text/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Whether every pattern has found its entry. */
static bool
match_globs(const struct mg_ask *ask, const char *name, struct mg_listing *listing)
{
	bool all = true;

	for (size_t i = 0; i < ask->glob_count; i++) {
		listing->globs_matched[i] |= mg_glob_matches_name(ask->globs[i], name);
		all &= listing->globs_matched[i];
	}
	return all;
}

/* Notes an entry of the directory itself; directories are only counted. */
static int
note_entry(const struct mg_search *search, int dir, const char *name, unsigned *dirs)
{
	struct mg_listing *listing = search->listing;
	char path[MG_FACTS_PATH_BYTES];
	enum mg_entry_kind kind;
	int errnum = mg_search_look_at(search, dir, name, path, &kind);

	if (errnum != 0)
		return errnum;
	switch (kind) {
	case MG_ENTRY_OWN:
		listing->has_own = true;
		break;
	case MG_ENTRY_DIR:
		/* Not all of them can be looked into, and what is beyond counts. */
		listing->has_own |= ++*dirs > MG_SEARCH_MAX_DIRS;
		break;
	case MG_ENTRY_MOUNT_POINT:
		mg_search_note_mount_point(search, path);
		break;
	case MG_ENTRY_LOST_FOUND:
		listing->has_lost_found = true;
		break;
	case MG_ENTRY_RESERVED:
		listing->has_reserved = true;
		break;
	}
	return 0;
}

/* Looks into the directories that the directory holds. */
static int
judge_dirs(struct mg_search *search, DIR *dir)
{
	bool *has_own = &search->listing->has_own;
	int errnum = 0;

	rewinddir(dir);
	while (errnum == 0 && !*has_own) {
		const char *name = mg_search_next(dir, &errnum);
		char path[MG_FACTS_PATH_BYTES];
		enum mg_entry_kind kind;

		if (!name)
			break;
		errnum = mg_search_look_at(search, dirfd(dir), name, path, &kind);
		if (errnum == 0 && kind == MG_ENTRY_DIR)
			*has_own = !mg_search_holds_nothing(search, dirfd(dir), path, &errnum);
	}
	return errnum;
}

static int
list(struct mg_search *search, const struct mg_ask *ask, DIR *dir)
{
	struct mg_listing *listing = search->listing;
	bool all_globs = ask->glob_count == 0;
	unsigned dirs = 0;
	int errnum = 0;

	while (errnum == 0 && !(listing->has_own && all_globs)) {
		const char *name = mg_search_next(dir, &errnum);

		if (!name)
			break;
		all_globs = match_globs(ask, name, listing);
		if (!listing->has_own)
			errnum = note_entry(search, dirfd(dir), name, &dirs);
	}
	/* Last, because it takes time, and most directories have a file. */
	if (errnum == 0 && !listing->has_own && dirs > 0)
		errnum = judge_dirs(search, dir);
	return errnum;
}

int
mg_list_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	struct mg_search search = mg_search_start(probe, facts, &facts->listing);
	int errnum = 0;
	MG_CLEANUP(mg_search_close)
	DIR *dir = mg_search_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);

	return dir ? list(&search, ask, dir) : errnum;
}

/* --- what is near --- */

/* The first names in the order of the alphabet. */
struct shortlist {
	unsigned count;
	bool has_more;
	char names[MG_FACTS_MAX_NEARBY][NAME_MAX + 2]; /* with room for a "/" */
};

static void
add_to_shortlist(struct shortlist *list, const char *name, bool is_dir)
{
	unsigned at = list->count;

	while (at > 0 && strcmp(name, list->names[at - 1]) < 0)
		at--;
	if (list->count == MG_FACTS_MAX_NEARBY)
		list->has_more = true;
	else
		list->count++;
	if (at == MG_FACTS_MAX_NEARBY)
		return;
	memmove(list->names[at + 1], list->names[at],
		(list->count - 1 - at) * sizeof(list->names[0]));
	(void)mg_format(list->names[at], sizeof(list->names[at]), "%s%s", name,
			is_dir ? "/" : ""); /* fits */
}

static void
publish_shortlist(const struct shortlist *list, struct mg_nearby *nearby)
{
	nearby->has_more = list->has_more;
	for (unsigned i = 0; i < list->count; i++) {
		size_t len = strlen(list->names[i]) + 1;

		if (len > sizeof(nearby->names) - nearby->names_len) {
			nearby->has_more = true;
			continue;
		}
		memcpy(nearby->names + nearby->names_len, list->names[i], len);
		nearby->names_len += (unsigned)len;
		nearby->count++;
	}
	nearby->is_known = true;
}

static void
note_near_name(struct mg_facts *facts, const char *name)
{
	if (facts->missing[0] != '\0' && facts->near[0] == '\0' &&
	    mg_path_is_like(facts->missing, name))
		(void)mg_format(facts->near, sizeof(facts->near), "%s", name); /* fits */
}

struct reader {
	struct mg_search search;
	struct mg_facts *facts;
	int64_t until_ms;
	struct shortlist list;
};

/* Reads names into the list. False: not all of them. */
static bool
read_near(struct reader *reader, DIR *dir, int *errnum)
{
	for (unsigned i = 0; i < MG_LISTING_NEAR_MAX && mg_sys_now_ms() < reader->until_ms; i++) {
		const char *name = mg_search_next(dir, errnum);
		char path[MG_FACTS_PATH_BYTES];
		enum mg_entry_kind kind;
		int unseen = 0;

		if (!name)
			return *errnum == 0;
		note_near_name(reader->facts, name);
		if (mg_search_look_at(&reader->search, dirfd(dir), name, path, &kind) == 0 &&
		    (kind == MG_ENTRY_OWN ||
		     (kind == MG_ENTRY_DIR &&
		      !mg_search_holds_nothing(&reader->search, dirfd(dir), path, &unseen))))
			add_to_shortlist(&reader->list, name, kind == MG_ENTRY_DIR);
	}
	return false;
}

void
mg_list_near(const struct mg_probe *probe, int fd, int64_t until_ms, struct mg_facts *facts)
{
	struct mg_listing counts = { 0 };
	struct reader reader = {
		.search = mg_search_start(probe, facts, &counts),
		.facts = facts,
		.until_ms = until_ms,
	};
	int errnum = 0;
	MG_CLEANUP(mg_search_close)
	DIR *dir = mg_search_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);

	if (!dir)
		return;
	reader.list.has_more |= !read_near(&reader, dir, &errnum);
	/* Nothing so far, and not all was looked at: that is not nothing. */
	if (errnum == 0 && (reader.list.count > 0 || !reader.list.has_more))
		publish_shortlist(&reader.list, &facts->nearby);
}
