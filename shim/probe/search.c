/* SPDX-License-Identifier: MIT */
/* Whether the entries of a directory are content. A directory among them is, if anything in it is:
 * engines leave their mount points behind in the source that they made. May block for ever: runs in
 * the probe child only. */
#include "search.h"

#include "sys/sys.h"
#include "text/format.h"
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

/* Makes room for a name of len bytes, by dropping the last ones that come behind it in the
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

/* In the order of the alphabet, and the first where there is no room for all, so that a message
 * does not depend on the order of the file system. mark: "/" behind the name of a directory. */
static void
record_name(const struct mg_search *search, const char *path, const char *mark)
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

/* Drops what lies below path: it is shown as one empty directory. */
static void
forget_below(const struct mg_search *search, const char *path)
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

void
mg_search_note_mount_point(const struct mg_search *search, const char *path)
{
	search->listing->mount_points++;
	record_name(search, path, "");
}

const char *
mg_search_next(DIR *dir, int *errnum)
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
mg_search_close(DIR **dir)
{
	if (*dir)
		(void)closedir(*dir); /* nothing was written */
}

DIR *
mg_search_open(int fd, int *errnum)
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
is_file_system_root(const struct mg_search *search, const char *path, const char *name)
{
	const struct mg_facts *facts = search->facts;
	const struct mg_mount *mount = mg_mounts_find(search->probe->mounts, facts->mount_id);

	return facts->is_mount_root && mount && strcmp(mount->root, "/") == 0 &&
	       path + search->start == path + strlen(path) - strlen(name);
}

/* Whether something is mounted on path, as the table has it. A kernel that tells no mount ids
 * (gVisor) may have covered it; what the table does not have, is not mounted there. */
static bool
is_mounted_on(const struct mg_search *search, const char *path)
{
	uint64_t on = search->facts->has_mount_id ? search->facts->mount_id : MG_MOUNTS_ANY;

	return mg_mounts_entered(search->probe->mounts, on, path) != NULL;
}

/* path: of name, which lies in dir. */
static enum mg_entry_kind
classify(const struct mg_search *search, int dir, const char *path, const char *name)
{
	uint64_t mount_id = search->facts->mount_id;
	struct mg_sys_node node = { 0 };

	/* First from the table, by the id of the very mount that we are in: the storage there is
	 * not touched. */
	if (is_mounted_on(search, path))
		return MG_ENTRY_MOUNT_POINT;
	if (is_reserved(name))
		return MG_ENTRY_RESERVED;
	if (mg_sys_node(dir, name, false, &node) < 0)
		return MG_ENTRY_OWN; /* it has a name here: more need not be known */
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
enter_level(struct mg_search *search, struct level *level, int parent, const char *path,
	    int *errnum)
{
	int fd;

	if (search->dirs_left == 0)
		return false;
	search->dirs_left--;
	fd = openat(parent, mg_path_base(path),
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	*level = (struct level){
		.dir = mg_search_open(fd < 0 ? -errno : fd, errnum),
		.path_len = strlen(path),
		.mount_points = search->listing->mount_points,
		.empty_dirs = search->listing->empty_dirs,
	};
	/* Engines make their mount points readable for everybody: this one is somebody's own. */
	if (*errnum == EACCES || *errnum == EPERM)
		*errnum = 0;
	return level->dir != NULL;
}

/* The directory at path held nothing of its own. Where it leads to mount points, these are named in
 * its place. */
static void
leave_level(const struct mg_search *search, struct level *level, const char *path)
{
	struct mg_listing *listing = search->listing;

	mg_search_close(&level->dir);
	if (listing->mount_points > level->mount_points)
		return;
	forget_below(search, path);
	listing->empty_dirs = level->empty_dirs + 1;
	record_name(search, path, "/");
}

/* How far a level was read. */
enum progress {
	LEVEL_HAS_OWN, /* or an errno */
	LEVEL_HAS_DIR, /* path is its name */
	LEVEL_IS_OVER, /* path is that of the level again */
};

/* Reads on in a level, up to the next directory in it. */
static enum progress
read_level(const struct mg_search *search, struct level *level, char *path, int *errnum)
{
	for (;;) {
		const char *name = mg_search_next(level->dir, errnum);

		path[level->path_len] = '\0';
		if (!name)
			return *errnum == 0 ? LEVEL_IS_OVER : LEVEL_HAS_OWN;
		if (!append_name(path, name))
			return LEVEL_HAS_OWN;
		switch (classify(search, dirfd(level->dir), path, name)) {
		case MG_ENTRY_MOUNT_POINT:
			mg_search_note_mount_point(search, path);
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

/* The levels below a directory, deepest last; path is the name of the one that is read. False as
 * soon as something is found that counts. */
static bool
search_levels(struct mg_search *search, struct level *levels, size_t *depth, char *path,
	      int *errnum)
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

/* Whether nothing counts that is in the directory path, whose last component lies in parent. */
bool
mg_search_holds_nothing(struct mg_search *search, int parent, const char *path, int *errnum)
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
		mg_search_close(&levels[--depth].dir);
	return result;
}

struct mg_search
mg_search_start(const struct mg_probe *probe, const struct mg_facts *facts,
		struct mg_listing *listing)
{
	return (struct mg_search){
		.probe = probe,
		.facts = facts,
		.listing = listing,
		.start = strlen(facts->resolved) + (strcmp(facts->resolved, "/") != 0),
		.dirs_left = MG_SEARCH_MAX_DIRS,
	};
}

/* What the entry of the directory itself is, and its path. */
int
mg_search_look_at(const struct mg_search *search, int dir, const char *name, char *path,
		  enum mg_entry_kind *kind)
{
	if (!mg_path_join(path, MG_FACTS_PATH_BYTES, search->facts->resolved, mg_lex_slice(name)))
		return ENAMETOOLONG;
	*kind = classify(search, dir, path, name);
	return 0;
}
