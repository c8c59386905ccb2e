/* SPDX-License-Identifier: MIT */
/* What a directory holds of its own, in the probe child. An entry is content unless it is a mount
 * point, lost+found at the root of a file system, one of Kubernetes' or of ours, or a directory
 * with nothing in it but such entries and empty directories: engines leave their mount points
 * behind in the source of a bind. May block for ever. */
#include "list.h"

#include "sys/sys.h"
#include "text/format.h"
#include "text/glob.h"
#include "text/lex.h"
#include "text/path.h"
#include "write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_DEPTH 32 /* what is deeper counts as content, too */

/* A directory that may hold nothing, while it is searched, and what was found before it. */
struct level {
	DIR *dir;
	size_t path_len;
	unsigned mount_points;
	unsigned empty_dirs;
};

/* Whether the name is that of a probe of ours, at work or killed, or of Kubernetes' AtomicWriter:
 * "..data" and "..2024_01_31_12_00_00.123456789", which are there even in an empty volume. */
static bool
is_reserved(const char *name)
{
	return strncmp(name, MG_WRITE_PREFIX, sizeof(MG_WRITE_PREFIX) - 1) == 0 ||
	       strcmp(name, "..data") == 0 || strcmp(name, "..data_tmp") == 0 ||
	       (strncmp(name, "..", 2) == 0 && strspn(name + 2, "0123456789") == 4 &&
		name[6] == '_');
}

/* Makes room for a name of len bytes, by dropping the last names that come behind it in the
 * alphabet.
 */
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

/* Records the name in the order of the alphabet; without room for all, the first ones stay. So a
 * message does not depend on the order of the file system. mark: "/" for a directory. */
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

/* Drops the names below path: path is shown as one empty directory. */
static void
forget_below(const struct mg_list *search, const char *path)
{
	struct mg_listing *listing = search->listing;
	const char *name = path + search->start;
	size_t len = strlen(name);
	char *at = listing->names, *end = at + listing->names_len;

	while (at < end) {
		size_t whole = strlen(at) + 1;

		if (strncmp(at, name, len) != 0 || at[len] != '/') {
			at += whole;
			continue;
		}
		memmove(at, at + whole, (size_t)(end - at) - whole);
		end -= whole;
	}
	listing->names_len = (unsigned)(end - listing->names);
}

static void
note_mount_point(const struct mg_list *search, const char *path)
{
	search->listing->mount_points++;
	record_name(search, path, "");
}

const char *
mg_list_next(DIR *dir, int *errnum)
{
	struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(dir);
	} while (entry && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
	if (!entry)
		*errnum = errno;
	return entry ? entry->d_name : NULL;
}

void
mg_list_close(DIR **dir)
{
	if (*dir)
		(void)closedir(*dir); /* nothing was written */
}

DIR *
mg_list_open(int fd, int *errnum)
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
is_file_system_root(const struct mg_list *search, const char *path, const char *name)
{
	const struct mg_facts *facts = search->facts;
	const struct mg_mount *mount = mg_mounts_find(search->probe->mounts, facts->mount_id);

	return facts->is_mount_root && mount && strcmp(mount->root, "/") == 0 &&
	       path + search->start == path + strlen(path) - strlen(name);
}

/* Whether something is mounted on path, as the table has it. A kernel that tells no mount ids
 * (gVisor) may have covered it; what the table does not have, is not mounted there. */
static bool
is_mounted_on(const struct mg_list *search, const char *path)
{
	uint64_t on = search->facts->has_mount_id ? search->facts->mount_id : MG_MOUNTS_ANY;

	return mg_mounts_entered(search->probe->mounts, on, path) != NULL;
}

/* path: of name, which lies in dir. */
static enum mg_entry_kind
classify(const struct mg_list *search, int dir, const char *path, const char *name)
{
	uint64_t mount_id = search->facts->mount_id;
	struct mg_sys_node node = { 0 };

	/* The table is asked first, by the id of the mount that the directory lies on, so that the
	 * storage of a mount point is not touched. */
	if (is_mounted_on(search, path))
		return MG_ENTRY_MOUNT_POINT;
	if (is_reserved(name))
		return MG_ENTRY_RESERVED;
	if (mg_sys_node(dir, name, false, &node) < 0)
		return MG_ENTRY_OWN; /* it has a name here, which is enough */
	if (node.has_mount_root ? node.is_mount_root
				: node.has_mount_id && node.mount_id != mount_id)
		return MG_ENTRY_MOUNT_POINT;
	if (!S_ISDIR(node.mode))
		return MG_ENTRY_OWN;
	if (strcmp(name, "lost+found") == 0 && is_file_system_root(search, path, name))
		return MG_ENTRY_LOST_FOUND;
	return MG_ENTRY_DIR;
}

/* Opens the last component of path, which lies in parent, as the next level. */
static bool
enter_level(struct mg_list *search, struct level *level, int parent, const char *path, int *errnum)
{
	int fd;

	if (search->dirs_left == 0)
		return false;
	search->dirs_left--;
	fd = openat(parent, mg_path_base(path),
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	*level = (struct level){
		.dir = mg_list_open(fd < 0 ? -errno : fd, errnum),
		.path_len = strlen(path),
		.mount_points = search->listing->mount_points,
		.empty_dirs = search->listing->empty_dirs,
	};
	/* Engines make their mount points readable for all users, so this is none: it is content.
	 */
	if (*errnum == EACCES || *errnum == EPERM)
		*errnum = 0;
	return level->dir != NULL;
}

/* Records the directory at path, which holds nothing of its own. If it leads to mount points, these
 * are named already, in its place. */
static void
leave_level(const struct mg_list *search, struct level *level, const char *path)
{
	struct mg_listing *listing = search->listing;

	mg_list_close(&level->dir);
	if (listing->mount_points > level->mount_points)
		return;
	forget_below(search, path);
	listing->empty_dirs = level->empty_dirs + 1;
	record_name(search, path, "/");
}

/* What the reading of a level came to. */
enum progress {
	LEVEL_HAS_OWN, /* or an errno */
	LEVEL_HAS_DIR, /* path is its name */
	LEVEL_IS_OVER, /* path is that of the level again */
};

/* Reads a level up to the next directory in it. */
static enum progress
read_level(const struct mg_list *search, struct level *level, char *path, int *errnum)
{
	for (;;) {
		const char *name = mg_list_next(level->dir, errnum);

		path[level->path_len] = '\0';
		if (!name)
			return *errnum == 0 ? LEVEL_IS_OVER : LEVEL_HAS_OWN;
		if (!append_name(path, name))
			return LEVEL_HAS_OWN;
		switch (classify(search, dirfd(level->dir), path, name)) {
		case MG_ENTRY_MOUNT_POINT:
			note_mount_point(search, path);
			break;
		case MG_ENTRY_RESERVED:
			search->listing->has_reserved = true;
			break;
		case MG_ENTRY_DIR:
			return LEVEL_HAS_DIR;
		case MG_ENTRY_OWN:
		case MG_ENTRY_LOST_FOUND:
			return LEVEL_HAS_OWN;
		}
	}
}

/* Searches the levels below a directory, deepest last; path is that of the one that is read. False
 * as soon as something is found that counts. */
static bool
search_levels(struct mg_list *search, struct level *levels, size_t *depth, char *path, int *errnum)
{
	while (*depth > 0) {
		struct level *level = &levels[*depth - 1];

		switch (read_level(search, level, path, errnum)) {
		case LEVEL_HAS_OWN:
			return false;
		case LEVEL_HAS_DIR:
			if (*depth == MAX_DEPTH ||
			    !enter_level(search, level + 1, dirfd(level->dir), path, errnum))
				return false;
			++*depth;
			break;
		case LEVEL_IS_OVER:
			leave_level(search, level, path);
			--*depth;
			break;
		}
	}
	return true;
}

bool
mg_list_holds_nothing(struct mg_list *search, int parent, const char *path, int *errnum)
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
		mg_list_close(&levels[--depth].dir);
	return result;
}

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

int
mg_list_look_at(const struct mg_list *search, int dir, const char *name, char *path,
		enum mg_entry_kind *kind)
{
	if (!mg_path_join(path, MG_FACTS_PATH_BYTES, search->facts->resolved, mg_lex_slice(name)))
		return ENAMETOOLONG;
	*kind = classify(search, dir, path, name);
	return 0;
}

/* --- one directory --- */

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
note_entry(const struct mg_list *search, int dir, const char *name, unsigned *dirs)
{
	struct mg_listing *listing = search->listing;
	char path[MG_FACTS_PATH_BYTES];
	enum mg_entry_kind kind;
	int errnum = mg_list_look_at(search, dir, name, path, &kind);

	if (errnum != 0)
		return errnum;
	switch (kind) {
	case MG_ENTRY_OWN:
		listing->has_own = true;
		break;
	case MG_ENTRY_DIR:
		/* Only so many are looked into; what is beyond them counts. */
		listing->has_own |= ++*dirs > MG_LIST_MAX_DIRS;
		break;
	case MG_ENTRY_MOUNT_POINT:
		note_mount_point(search, path);
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

/* Finds out whether a directory in the directory holds something that counts. */
static int
judge_dirs(struct mg_list *search, DIR *dir)
{
	bool *has_own = &search->listing->has_own;
	int errnum = 0;

	rewinddir(dir);
	while (errnum == 0 && !*has_own) {
		const char *name = mg_list_next(dir, &errnum);
		char path[MG_FACTS_PATH_BYTES];
		enum mg_entry_kind kind;

		if (!name)
			break;
		errnum = mg_list_look_at(search, dirfd(dir), name, path, &kind);
		if (errnum == 0 && kind == MG_ENTRY_DIR)
			*has_own = !mg_list_holds_nothing(search, dirfd(dir), path, &errnum);
	}
	return errnum;
}

static int
list(struct mg_list *search, const struct mg_ask *ask, DIR *dir)
{
	struct mg_listing *listing = search->listing;
	bool all_globs = ask->glob_count == 0;
	unsigned dirs = 0;
	int errnum = 0;

	while (errnum == 0 && !(listing->has_own && all_globs)) {
		const char *name = mg_list_next(dir, &errnum);

		if (!name)
			break;
		all_globs = match_globs(ask, name, listing);
		if (!listing->has_own)
			errnum = note_entry(search, dirfd(dir), name, &dirs);
	}
	/* This comes last, because it takes time and most directories hold a file. */
	if (errnum == 0 && !listing->has_own && dirs > 0)
		errnum = judge_dirs(search, dir);
	return errnum;
}

int
mg_list_run(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	struct mg_list search = mg_list_start(probe, facts, &facts->listing);
	int errnum = 0;
	MG_CLEANUP(mg_list_close)
	DIR *dir = mg_list_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);

	return dir ? list(&search, ask, dir) : errnum;
}
