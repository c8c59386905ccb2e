/* SPDX-License-Identifier: MIT */
/* Lists what a directory holds of its own, in the probe child. An entry is content unless it is a
 * mount point, lost+found at the root of a file system, a name of Kubernetes or of our probes, or a
 * directory with nothing in it but such entries and empty directories: engines leave their mount
 * points behind in the source of a bind. May block for ever. */
#include "list.h"

#include "text/format.h"
#include "text/glob.h"
#include "text/lex.h"
#include "text/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 32 /* a deeper entry counts as content */

enum kind {
	OWN,
	MOUNT_POINT,
	DIRECTORY, /* counts if something in it does */
	LOST_FOUND,
	RESERVED,
};

/* The way down through directories that may turn out to hold nothing. */
struct descent {
	char path[MG_FACTS_PATH_BYTES]; /* of the current entry */
	size_t depth;
	struct level {
		struct mg_sys_dir dir;
		size_t path_len;
		unsigned mount_points, empty_dirs; /* found before it */
	} levels[MAX_DEPTH];
};

/* Whether the name is one of our probes' (at work or killed) or of Kubernetes' AtomicWriter:
 * "..data" and "..2024_01_31_12_00_00.123456789" are there even in an empty volume. */
static bool
is_reserved(const char *name)
{
	return strncmp(name, MG_WRITE_PREFIX, sizeof(MG_WRITE_PREFIX) - 1) == 0 ||
	       strcmp(name, "..data") == 0 || strcmp(name, "..data_tmp") == 0 ||
	       (strncmp(name, "..", 2) == 0 && strspn(name + 2, "0123456789") == 4 &&
		name[6] == '_');
}

/* Makes room for len bytes by dropping last names that sort after `name`. */
static bool
make_room(struct mg_listing *listing, const char *name, size_t len)
{
	while (len > sizeof(listing->names) - listing->names_len && listing->names_len > 0) {
		unsigned at = listing->names_len - 1;

		while (at > 0 && listing->names[at - 1] != '\0')
			at--;
		if (strcmp(listing->names + at, name) < 0)
			return false;
		listing->names_len = at;
	}
	return len <= sizeof(listing->names) - listing->names_len;
}

/* Records the name in alphabetical order. If not all fit, the first ones stay: a message must not
 * depend on the order of the file system. mark: "/" for a directory. */
static void
record_name(const struct mg_list *search, const char *path, const char *mark)
{
	struct mg_listing *listing = search->listing;
	const char *name = path + search->start;
	size_t len = strlen(name), whole = len + strlen(mark) + 1;
	char *at = listing->names, *end;

	if (!make_room(listing, name, whole))
		return; /* counted, not named */
	end = at + listing->names_len;
	while (at < end && strcmp(at, name) < 0)
		at += strlen(at) + 1;
	memmove(at + whole, at, (size_t)(end - at));
	memcpy(at, name, len);
	memcpy(at + len, mark, whole - len);
	listing->names_len += (unsigned)whole;
}

/* Drops the names below path, which is shown as one empty directory. */
static void
forget_below(const struct mg_list *search, const char *path)
{
	struct mg_listing *listing = search->listing;
	const char *name = path + search->start;
	size_t len = strlen(name);
	char *at = listing->names, *end = at + listing->names_len, *kept = at;

	while (at < end) {
		size_t whole = strlen(at) + 1;

		if (strncmp(at, name, len) != 0 || at[len] != '/') {
			memmove(kept, at, whole);
			kept += whole;
		}
		at += whole;
	}
	listing->names_len = (unsigned)(kept - listing->names);
}

/* Notes an entry. A DIRECTORY changes nothing: what it holds is not known yet. */
static void
note(const struct mg_list *search, enum kind kind, const char *path)
{
	struct mg_listing *listing = search->listing;

	listing->has_own |= kind == OWN;
	listing->has_reserved |= kind == RESERVED;
	listing->has_lost_found |= kind == LOST_FOUND;
	if (kind != MOUNT_POINT)
		return;
	listing->mount_points++;
	record_name(search, path, "");
}

struct mg_sys_dir
mg_list_open(int fd, int *errnum)
{
	struct mg_sys_dir dir = { .fd = fd };

	if (fd < 0)
		*errnum = -fd;
	return dir;
}

/* Tells what the entry `name` of dir is. path: its full path. */
static enum kind
classify(const struct mg_list *search, int dir, const char *path, const char *name)
{
	const struct mg_mounts *mounts = search->probe->mounts;
	const struct mg_facts *facts = search->facts;
	const struct mg_mount *mount;
	struct mg_sys_node node = { 0 };

	/* Ask the table first, by the id of the mount that the directory lies on: this does not
	 * touch the storage of a mount point. Without an id (gVisor) every mount at that path
	 * counts, also a covered one. */
	if (mg_mounts_entered(mounts, facts->has_mount_id ? facts->mount_id : MG_MOUNTS_ANY, path))
		return MOUNT_POINT;
	if (is_reserved(name))
		return RESERVED;
	if (mg_sys_node(dir, name, false, &node) < 0)
		return OWN; /* its name is there, whatever it is */
	if (node.has_mount_root ? node.is_mount_root
				: node.has_mount_id && node.mount_id != facts->mount_id)
		return MOUNT_POINT;
	if (!S_ISDIR(node.mode))
		return OWN;
	if (!facts->is_mount_root || strcmp(path + search->start, "lost+found") != 0)
		return DIRECTORY;
	mount = mg_mounts_find(mounts, facts->mount_id);
	return mount && strcmp(mount->root, "/") == 0 ? LOST_FOUND : DIRECTORY;
}

/* --- below the directory --- */

/* Enters the directory at descent->path, an entry of parent. False: it counts as content, or
 * *errnum says what failed. */
static bool
enter(struct mg_list *search, struct descent *descent, int parent, int *errnum)
{
	struct level *level = descent->levels + descent->depth;
	int fd;

	if (search->dirs_left == 0 || descent->depth == MAX_DEPTH)
		return false;
	search->dirs_left--;
	fd = openat(parent, mg_path_base(descent->path),
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	level->dir = mg_list_open(fd < 0 ? -errno : fd, errnum);
	level->path_len = strlen(descent->path);
	level->mount_points = search->listing->mount_points;
	level->empty_dirs = search->listing->empty_dirs;
	/* Engines make mount points that all users can read: this directory is none. */
	if (*errnum == EACCES || *errnum == EPERM)
		*errnum = 0;
	descent->depth += fd >= 0;
	return fd >= 0;
}

/* Leaves the directory at descent->path, which holds nothing of its own, and records it, unless
 * mount points below it are named in its place. */
static void
leave(const struct mg_list *search, struct descent *descent)
{
	struct level *level = &descent->levels[--descent->depth];
	struct mg_listing *listing = search->listing;

	mg_sys_dir_close(&level->dir);
	if (listing->mount_points > level->mount_points)
		return;
	forget_below(search, descent->path);
	listing->empty_dirs = level->empty_dirs + 1;
	record_name(search, descent->path, "/");
}

/* Whether the entered directories hold no content at any depth. The listing gets what they hold
 * instead. False with *errnum: could not tell. */
static bool
holds_nothing(struct mg_list *search, struct descent *descent, int *errnum)
{
	while (descent->depth > 0) {
		struct level *level = &descent->levels[descent->depth - 1];
		char *end = descent->path + level->path_len;
		size_t room = sizeof(descent->path) - level->path_len;
		int dir = level->dir.fd;
		const char *name = mg_sys_dir_next(&level->dir, errnum);
		enum kind kind;

		*end = '\0';
		if (!name && *errnum == 0) {
			leave(search, descent);
			continue;
		}
		if (!name || mg_format(end, room, "/%s", name) >= room)
			return false;
		kind = classify(search, dir, descent->path, name);
		if (kind == OWN || (kind == DIRECTORY && !enter(search, descent, dir, errnum)))
			return false;
		note(search, kind, descent->path);
	}
	return true;
}

/* --- the directory itself --- */

struct mg_list
mg_list_start(const struct mg_probe *probe, const struct mg_facts *facts,
	      struct mg_listing *listing)
{
	return (struct mg_list){
		.probe = probe,
		.facts = facts,
		.listing = listing,
		.start = strlen(facts->resolved) + (strcmp(facts->resolved, "/") != 0),
		.dirs_left = MG_LIST_MAX_DIRS,
	};
}

/* Finds out what the entry of dir is, and writes its path into a buffer of MG_FACTS_PATH_BYTES.
 * Returns 0 or an errno. */
static int
look_at(const struct mg_list *search, int dir, const char *name, char *path, enum kind *kind)
{
	if (!mg_path_join(path, MG_FACTS_PATH_BYTES, search->facts->resolved, mg_lex_slice(name)))
		return ENAMETOOLONG;
	*kind = classify(search, dir, path, name);
	return 0;
}

/* Whether something counts in the directory at path, which lies in parent. */
static bool
is_own_dir(struct mg_list *search, int parent, const char *path, int *errnum)
{
	struct descent descent = { .depth = 0 };
	bool is_own;

	memcpy(descent.path, path, strlen(path) + 1);
	is_own = !enter(search, &descent, parent, errnum) ||
		 !holds_nothing(search, &descent, errnum);
	while (descent.depth > 0)
		mg_sys_dir_close(&descent.levels[--descent.depth].dir);
	return is_own;
}

bool
mg_list_is_own(struct mg_list *search, int dir, const char *name, bool *is_dir, int *errnum)
{
	char path[MG_FACTS_PATH_BYTES];
	enum kind kind = RESERVED;

	*errnum = look_at(search, dir, name, path, &kind);
	*is_dir = kind == DIRECTORY;
	return *is_dir ? is_own_dir(search, dir, path, errnum) : kind == OWN;
}

/* Notes the patterns that the name matches. Returns whether all have matched by now. */
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

/* Looks into the subdirectories until one of them holds content. Returns 0 or an errno. */
static int
judge_dirs(struct mg_list *search, struct mg_sys_dir *dir)
{
	int errnum = lseek(dir->fd, 0, SEEK_SET) < 0 ? errno : 0;
	bool is_dir;

	dir->at = dir->len; /* those entries are the last ones */
	while (errnum == 0 && !search->listing->has_own) {
		const char *name = mg_sys_dir_next(dir, &errnum);

		if (!name)
			break;
		search->listing->has_own = mg_list_is_own(search, dir->fd, name, &is_dir, &errnum);
	}
	return errnum;
}

void
mg_list_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	struct mg_listing *listing = &facts->listing;
	struct mg_list search = mg_list_start(probe, facts, listing);
	bool all_globs = ask->glob_count == 0;
	char path[MG_FACTS_PATH_BYTES];
	unsigned dirs = 0;
	int errnum = 0;
	MG_CLEANUP(mg_sys_dir_close) struct mg_sys_dir dir = { .fd = -1 };

	facts->stage = MG_STAGE_LIST;
	dir = mg_list_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);
	while (errnum == 0 && !(listing->has_own && all_globs)) {
		const char *name = mg_sys_dir_next(&dir, &errnum);
		enum kind kind;

		if (!name)
			break;
		all_globs = match_globs(ask, name, listing);
		if (listing->has_own)
			continue;
		errnum = look_at(&search, dir.fd, name, path, &kind);
		if (errnum != 0)
			break;
		note(&search, kind, path);
		/* More directories than can be looked into are content. */
		dirs += kind == DIRECTORY;
		listing->has_own |= dirs > MG_LIST_MAX_DIRS;
	}
	/* This comes last, because it takes time and most directories hold a file. */
	if (errnum == 0 && !listing->has_own && dirs > 0)
		errnum = judge_dirs(&search, &dir);
	listing->err = errnum;
}
