/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own: an entry that is no mount point, no directory that only leads
 * to mount points, not lost+found at the root of a file system, and none of Kubernetes' own. May
 * block for ever: runs in the probe child only. */
#include "listing.h"

#include "format.h"
#include "glob.h"
#include "lex.h"
#include "path.h"
#include "sys.h"
#include "write.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Directories in directories that only lead to mount points; deeper is taken for content. */
#define MAX_DEPTH 32

/* What is the same for a directory and those below it. */
struct search {
	const struct mg_probe *probe;
	const struct mg_facts *facts; /* where the directory is */
	struct mg_listing *listing;   /* what it holds */
	size_t start;		      /* of the names to record: behind the first directory's own */
};

/* A directory on the way to mount points, while it is searched. */
struct level {
	DIR *dir;
	size_t path_len;
	unsigned mount_points; /* that were found before it */
};

enum entry {
	ENTRY_OWN,
	ENTRY_MOUNT_POINT,
	ENTRY_ON_THE_WAY, /* a directory that some mount point lies below */
	ENTRY_LOST_FOUND,
	ENTRY_RESERVED,
};

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* A probe of ours that is at work, or was killed; and Kubernetes' AtomicWriter: "..data" and
 * "..2024_01_31_12_00_00.123456789", there even in an empty volume. */
static bool
is_reserved(const char *name)
{
	return strncmp(name, MG_WRITE_PREFIX, sizeof(MG_WRITE_PREFIX) - 1) == 0 ||
	       strcmp(name, "..data") == 0 || strcmp(name, "..data_tmp") == 0 ||
	       (strncmp(name, "..", 2) == 0 && strspn(name + 2, "0123456789") == 4 &&
		name[6] == '_');
}

/* In the order of the alphabet, so that a message does not depend on that of the file system. */
static void
record_mount_point(const struct search *search, const char *path)
{
	struct mg_listing *listing = search->listing;
	const char *name = path + search->start;
	char *at = listing->names, *end = at + listing->names_len;
	size_t len = strlen(name) + 1;

	listing->mount_points++;
	if (len > sizeof(listing->names) - listing->names_len)
		return; /* counted, not named */
	while (at < end && strcmp(at, name) < 0)
		at += strlen(at) + 1;
	memmove(at + len, at, (size_t)(end - at));
	memcpy(at, name, len);
	listing->names_len += (unsigned)len;
}

const char *
mg_listing_next(DIR *dir, int *errnum)
{
	struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(dir);
	} while (entry && is_dots(entry->d_name));
	if (!entry)
		*errnum = errno;
	return entry ? entry->d_name : NULL;
}

void
mg_listing_close(DIR **dir)
{
	if (*dir)
		(void)closedir(*dir); /* nothing was written */
}

DIR *
mg_listing_open(int fd, int *errnum)
{
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir)
		return dir;
	*errnum = fd < 0 ? -fd : errno;
	mg_sys_close(&fd);
	return NULL;
}

/* Puts "/name" behind path, a buffer of MG_FACTS_PATH_BYTES. */
static bool
append_name(char *path, const char *name)
{
	size_t len = strlen(path);

	return mg_format(path + len, MG_FACTS_PATH_BYTES - len, "/%s", name) <
	       MG_FACTS_PATH_BYTES - len;
}

static bool
is_file_system_root(const struct search *search, const char *path, const char *name)
{
	const struct mg_facts *facts = search->facts;
	const struct mg_mount *mount = mg_mountinfo_find(search->probe->mounts, facts->mount_id);

	return facts->is_mount_root && mount && strcmp(mount->root, "/") == 0 &&
	       path + search->start == path + strlen(path) - strlen(name);
}

/* path: of name, which lies in dir. Mount points are recorded. */
static enum entry
classify(const struct search *search, int dir, const char *path, const char *name)
{
	const struct mg_mounts *mounts = search->probe->mounts;
	uint64_t mount_id = search->facts->mount_id;
	struct mg_sys_node node = { 0 };

	/* First from the table, by the id of the very mount that we are in: the storage there is
	 * not touched. */
	if (mg_mountinfo_entered(mounts, mount_id, path)) {
		record_mount_point(search, path);
		return ENTRY_MOUNT_POINT;
	}
	if (is_reserved(name))
		return ENTRY_RESERVED;
	if (mg_sys_node(dir, name, false, &node) < 0)
		return ENTRY_OWN; /* it has a name here: more need not be known */
	if (node.has_mount_root ? node.is_mount_root
				: node.has_mount_id && node.mount_id != mount_id) {
		record_mount_point(search, path);
		return ENTRY_MOUNT_POINT;
	}
	if (!S_ISDIR(node.mode))
		return ENTRY_OWN;
	if (strcmp(name, "lost+found") == 0 && is_file_system_root(search, path, name))
		return ENTRY_LOST_FOUND;
	return mg_mountinfo_has_below(mounts, mount_id, path) ? ENTRY_ON_THE_WAY : ENTRY_OWN;
}

/* Opens the last component of path, which lies in parent, as the next level. */
static bool
enter_level(const struct search *search, struct level *level, int parent, const char *path,
	    int *errnum)
{
	int fd = openat(parent, mg_path_base(path),
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	*level = (struct level){
		.dir = mg_listing_open(fd < 0 ? -errno : fd, errnum),
		.path_len = strlen(path),
		.mount_points = search->listing->mount_points,
	};
	return level->dir != NULL;
}

/* The levels below a directory on the way, deepest last; path is the name of the one that is read.
 * False as soon as something else than mount points is found. */
static bool
search_levels(const struct search *search, struct level *levels, size_t *depth, char *path,
	      int *errnum)
{
	const struct mg_listing *listing = search->listing;

	while (*depth > 0) {
		struct level *level = &levels[*depth - 1];
		const char *name = mg_listing_next(level->dir, errnum);
		enum entry kind;

		path[level->path_len] = '\0';
		if (!name) {
			/* A directory that leads nowhere is content, too. */
			if (*errnum != 0 || listing->mount_points == level->mount_points)
				return false;
			mg_listing_close(&level->dir);
			--*depth;
			continue;
		}
		if (!append_name(path, name))
			return false;
		kind = classify(search, dirfd(level->dir), path, name);
		if (kind == ENTRY_MOUNT_POINT)
			continue;
		if (kind != ENTRY_ON_THE_WAY || *depth == MAX_DEPTH ||
		    !enter_level(search, level + 1, dirfd(level->dir), path, errnum))
			return false;
		++*depth;
	}
	return true;
}

/* Whether the directory path, whose last component lies in parent, holds mount points and nothing
 * else. */
static bool
only_leads_to_mounts(const struct search *search, int parent, const char *path, int *errnum)
{
	struct level levels[MAX_DEPTH];
	char below[MG_FACTS_PATH_BYTES];
	size_t depth = 1;
	bool result;

	(void)mg_format(below, sizeof(below), "%s", path); /* as long as path was */
	if (!enter_level(search, &levels[0], parent, below, errnum))
		return false;
	result = search_levels(search, levels, &depth, below, errnum);
	while (depth > 0)
		mg_listing_close(&levels[--depth].dir);
	return result;
}

/* Whether every pattern has found its entry. */
static bool
match_globs(const struct mg_ask *ask, const char *name, struct mg_listing *listing)
{
	bool all = true;

	for (size_t i = 0; i < ask->glob_count; i++) {
		if (ask->globs[i] && mg_glob_matches_name(ask->globs[i], name))
			listing->globs_matched[i] = true;
		all &= !ask->globs[i] || listing->globs_matched[i];
	}
	return all;
}

static void
note_entry(enum entry kind, struct mg_listing *listing)
{
	switch (kind) {
	case ENTRY_OWN:
		listing->has_own = true;
		break;
	case ENTRY_LOST_FOUND:
		listing->has_lost_found = true;
		break;
	case ENTRY_MOUNT_POINT:
	case ENTRY_ON_THE_WAY:
	case ENTRY_RESERVED:
		break;
	}
}

/* What one entry of the directory itself is. An errno where a directory on the way could not be
 * searched. */
static int
judge_entry(const struct search *search, int dir, const char *name, enum entry *kind)
{
	char path[MG_FACTS_PATH_BYTES];
	int errnum = 0;

	if (!mg_path_join(path, sizeof(path), search->facts->resolved, mg_lex_slice(name)))
		return ENAMETOOLONG;
	*kind = classify(search, dir, path, name);
	if (*kind == ENTRY_ON_THE_WAY && !only_leads_to_mounts(search, dir, path, &errnum))
		*kind = ENTRY_OWN;
	return errnum;
}

static struct search
start_search(const struct mg_probe *probe, const struct mg_facts *facts, struct mg_listing *listing)
{
	return (struct search){
		.probe = probe,
		.facts = facts,
		.listing = listing,
		.start = strlen(facts->resolved) + (strcmp(facts->resolved, "/") != 0),
	};
}

int
mg_listing_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd,
	       struct mg_facts *facts)
{
	struct mg_listing *listing = &facts->listing;
	struct search search = start_search(probe, facts, listing);
	int errnum = 0;
	MG_CLEANUP(mg_listing_close)
	DIR *dir = mg_listing_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);
	bool all_globs = ask->glob_count == 0;
	enum entry kind;
	const char *name;

	while (dir && errnum == 0 && !(listing->has_own && all_globs)) {
		name = mg_listing_next(dir, &errnum);
		if (!name)
			break;
		all_globs = match_globs(ask, name, listing);
		if (listing->has_own)
			continue;
		errnum = judge_entry(&search, dirfd(dir), name, &kind);
		if (errnum == 0)
			note_entry(kind, listing);
	}
	return errnum;
}

/* --- what is near --- */

/* The first names in the order of the alphabet. */
struct shortlist {
	unsigned count;
	bool has_more;
	char names[MG_FACTS_MAX_NEARBY][NAME_MAX + 2]; /* with room for a "/" */
};

static void
add_to_shortlist(struct shortlist *list, int dir, const char *name)
{
	struct mg_sys_node node = { 0 };
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
	(void)mg_sys_node(dir, name, false, &node); /* else it is shown as no directory */
	(void)mg_format(list->names[at], sizeof(list->names[at]), "%s%s", name,
			S_ISDIR(node.mode) ? "/" : ""); /* fits */
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

void
mg_listing_near(const struct mg_probe *probe, int fd, int64_t until_ms, struct mg_facts *facts)
{
	struct mg_listing counts = { 0 };
	struct search search = start_search(probe, facts, &counts);
	struct shortlist list = { 0 };
	int errnum = 0;
	MG_CLEANUP(mg_listing_close)
	DIR *dir = mg_listing_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);
	const char *name = NULL;

	for (unsigned i = 0; dir && i < MG_LISTING_NEAR_MAX; i++) {
		enum entry kind;

		name = mg_sys_now_ms() < until_ms ? mg_listing_next(dir, &errnum) : "";
		if (!name || *name == '\0')
			break;
		note_near_name(facts, name);
		/* What cannot be looked into has a name here all the same. */
		if (judge_entry(&search, dirfd(dir), name, &kind) != 0 || kind == ENTRY_OWN)
			add_to_shortlist(&list, dirfd(dir), name);
	}
	list.has_more |= name != NULL;
	/* Nothing so far, and not all was looked at: that is not nothing. */
	if (dir && errnum == 0 && (list.count > 0 || !list.has_more))
		publish_shortlist(&list, &facts->nearby);
}
