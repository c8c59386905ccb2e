/* SPDX-License-Identifier: MIT */
/* Searches for a missing name elsewhere: a bind may be one level too high or too deep, the data one
 * level deeper in a volume, or two volumes swapped. No verdict depends on it. */
#include "child.h"

#include "list.h"
#include "mounts/kind.h"
#include "text/format.h"
#include "text/glob.h"
#include "text/lex.h"
#include "text/path.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* The search stops at these limits. Slow storage costs MAX_MS. */
#define MAX_MS 250
#define MAX_ENTRIES 4096 /* looked at in one directory */
#define MAX_DIRS 64	 /* looked into below the directory */
#define MAX_LEVELS 16	 /* gone up */
#define MAX_MOUNTS 64	 /* looked at, each at its root */

/* What a name turned out to be; a lower one is better. */
enum rank {
	RANK_FITS,
	RANK_LINK, /* a link is not followed, so its target is unknown */
	RANK_NONE,
};

struct hunt {
	const struct mg_probe *probe;
	struct mg_facts *facts;
	const char *missed; /* names with "/" between them; NULL: .glob is sought */
	const char *glob;
	bool wants_file;
	uint64_t mount_id; /* of the mount that is searched; no other is entered */
	int64_t until_ms;
	unsigned dirs_left;
	enum rank rank; /* of what this step has found */
	char found[MG_FACTS_FOUND_BYTES];
};

static bool
is_late(const struct hunt *hunt)
{
	return mg_sys_now_ms() >= hunt->until_ms;
}

/* Whether the search is in the image. Every image has directories of these names, so none of them
 * is the missing one. */
static bool
is_in_image(const struct hunt *hunt)
{
	return hunt->mount_id == hunt->probe->root_node.mount_id;
}

/* Whether the object lies on the mount that is searched. */
static bool
is_on_mount(const struct hunt *hunt, const struct mg_sys_node *node)
{
	return node->has_mount_id && node->mount_id == hunt->mount_id;
}

/* Keeps path, which leads to node, if it is better than what this step has found. Equals go by the
 * alphabet: a message must not depend on the order of the file system. */
static void
keep(struct hunt *hunt, const char *path, const struct mg_sys_node *node)
{
	bool is_dir = S_ISDIR(node->mode), is_link = S_ISLNK(node->mode);
	enum rank rank = is_link ? RANK_LINK : RANK_FITS;

	if (!is_on_mount(hunt, node) || strlen(path) >= sizeof(hunt->found) ||
	    (is_dir && (hunt->wants_file || is_in_image(hunt))) ||
	    (!is_dir && !is_link && hunt->wants_file && !S_ISREG(node->mode)))
		return;
	if (rank > hunt->rank || (rank == hunt->rank && strcmp(hunt->found, path) <= 0))
		return;
	hunt->rank = rank;
	(void)mg_format(hunt->found, sizeof(hunt->found), "%s", path); /* fits */
}

/* Looks at name in dir, and adds it to path. False: nothing is there, or a mount. */
static bool
look_at(const struct hunt *hunt, int dir, char *path, struct mg_slice name,
	struct mg_sys_node *node)
{
	size_t len = strcmp(path, "/") == 0 ? 0 : strlen(path), room = MG_FACTS_PATH_BYTES - len;

	return mg_format(path + len, room, "/%.*s", (int)name.len, name.text) < room &&
	       !mg_mounts_entered(hunt->probe->mounts, hunt->mount_id, path) &&
	       mg_sys_node(dir, path + len + 1, false, node) == 0;
}

/* Opens the directory at path, an entry of dir, without following a link. The fd or -1. */
static int
enter(int dir, const char *path)
{
	return openat(dir, mg_path_base(path), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Follows the names down from dir, and keeps the path if all of them are there. */
static void
try_names(struct hunt *hunt, int dir, const char *dir_path, const char *names)
{
	MG_AUTO_FD int fd = fcntl(dir, F_DUPFD_CLOEXEC, 0);
	char path[MG_FACTS_PATH_BYTES];
	struct mg_sys_node node;
	struct mg_slice name;

	(void)mg_format(path, sizeof(path), "%s", dir_path); /* as long as dir_path was */
	while (fd >= 0 && mg_path_component(&names, &name) &&
	       look_at(hunt, fd, path, name, &node)) {
		int next = -1;

		if (*names == '\0')
			keep(hunt, path, &node);
		else if (is_on_mount(hunt, &node))
			next = enter(fd, path);
		mg_sys_close(&fd);
		fd = next;
	}
}

static void
try_glob(struct hunt *hunt, int dir, const char *dir_path)
{
	int errnum = 0;
	MG_CLEANUP(mg_sys_dir_close)
	struct mg_sys_dir entries =
		mg_list_open(mg_sys_reopen(dir, O_RDONLY | O_DIRECTORY), &errnum);

	for (unsigned i = 0; errnum == 0 && i < MAX_ENTRIES && !is_late(hunt); i++) {
		const char *name = mg_sys_dir_next(&entries, &errnum);

		if (!name)
			return;
		if (mg_glob_matches_name(hunt->glob, name))
			try_names(hunt, dir, dir_path, name);
	}
}

/* Looks for what was missed in this directory. */
static void
try_here(struct hunt *hunt, int dir, const char *path)
{
	hunt->dirs_left--;
	if (hunt->missed)
		try_names(hunt, dir, path, hunt->missed);
	else
		try_glob(hunt, dir, path);
}

/* --- below the directory --- */

/* Calls visit for each directory in dir that lies on the same mount. Leaves out hidden ones: they
 * are not meant for people, and hold names of their own (.git/config). */
static void
for_each_dir(struct hunt *hunt, int dir, const char *dir_path,
	     void (*visit)(struct hunt *hunt, int dir, const char *path))
{
	int errnum = 0;
	MG_CLEANUP(mg_sys_dir_close)
	struct mg_sys_dir entries =
		mg_list_open(mg_sys_reopen(dir, O_RDONLY | O_DIRECTORY), &errnum);
	char path[MG_FACTS_PATH_BYTES];

	for (unsigned i = 0; errnum == 0 && i < MAX_ENTRIES && !is_late(hunt); i++) {
		const char *name = mg_sys_dir_next(&entries, &errnum);
		MG_AUTO_FD int fd = -1;
		struct mg_sys_node node;

		if (!name || hunt->dirs_left == 0)
			return;
		(void)mg_format(path, sizeof(path), "%s", dir_path); /* as long as dir_path was */
		if (name[0] == '.' || !look_at(hunt, dir, path, mg_lex_slice(name), &node) ||
		    !S_ISDIR(node.mode) || !is_on_mount(hunt, &node))
			continue;
		fd = enter(dir, path);
		if (fd >= 0)
			visit(hunt, fd, path);
	}
}

static void
try_one_below(struct hunt *hunt, int dir, const char *path)
{
	for_each_dir(hunt, dir, path, try_here);
}

/* --- above it --- */

/* The names after the first one: "main.py" of "api/main.py". NULL if there is only one. */
static const char *
shorter(const char *names)
{
	const char *slash = strchr(names, '/');

	return slash ? slash + 1 : NULL;
}

/* Looks for the missing names, then for fewer and fewer of the last ones. also_whole: false in the
 * directory that lacks them. */
static void
try_ends(struct hunt *hunt, int dir, const char *path, bool also_whole)
{
	const char *names = hunt->missed;

	if (!names && also_whole && !is_in_image(hunt))
		try_glob(hunt, dir, path);
	if (names && !also_whole)
		names = shorter(names);
	for (; names && hunt->rank == RANK_NONE; names = shorter(names))
		try_names(hunt, dir, path, names);
}

/* Searches the directory, and the directories above it up to the root of its mount. */
static void
search_above(struct hunt *hunt, int dir, const char *dir_path)
{
	MG_AUTO_FD int fd = fcntl(dir, F_DUPFD_CLOEXEC, 0);
	char path[MG_FACTS_PATH_BYTES];
	struct mg_sys_node node;

	(void)mg_format(path, sizeof(path), "%s", dir_path); /* fits */
	for (unsigned i = 0; fd >= 0 && i < MAX_LEVELS && !is_late(hunt); i++) {
		char *slash = strrchr(path, '/');
		int up;

		if (mg_sys_node(fd, "", false, &node) < 0 || !is_on_mount(hunt, &node))
			return;
		try_ends(hunt, fd, path, i > 0);
		if (hunt->rank != RANK_NONE || !slash || strcmp(path, "/") == 0 ||
		    (node.has_mount_root && node.is_mount_root))
			return;
		slash[slash == path] = '\0';
		up = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		mg_sys_close(&fd);
		fd = up;
	}
}

/* --- on other mounts --- */

/* Whether the mount can be looked at without a risk. Network types may hang, and so may every mount
 * on top of them. The kernel's own types are of no interest. */
static bool
is_harmless(const struct hunt *hunt, const struct mg_container *container,
	    const struct mg_mount *mount)
{
	const struct mg_mounts *mounts = hunt->probe->mounts;

	if (mg_backing_find(container, mount).kind == MG_KIND_KERNEL ||
	    mg_path_is_under(mount->target, "/dev"))
		return false;
	for (size_t steps = 0; mount && steps < mounts->count; steps++) {
		if (mg_backing_reports_late(mount->fstype) ||
		    mg_probe_is_silent(hunt->probe, mount->id, false))
			return false;
		if (mount->id == container->root_id)
			return true;
		mount = mg_mounts_find(mounts, mount->parent_id);
	}
	return false;
}

/* Searches at the root of the mount, unless another mount hides it. */
static void
try_mount(struct hunt *hunt, const struct mg_mount *mount)
{
	const struct mg_ask ask = { .path = mount->target };
	struct mg_facts facts = { 0 };
	MG_AUTO_FD int fd = mg_walk_run(hunt->probe, &ask, &facts, NULL);

	if (fd < 0 || facts.mount_id != mount->id || !S_ISDIR(facts.mode))
		return;
	hunt->mount_id = mount->id;
	try_ends(hunt, fd, facts.resolved, true);
}

static void
search_mounts(struct hunt *hunt)
{
	const struct mg_mounts *mounts = hunt->probe->mounts;
	struct mg_container container = mg_container_find(mounts, hunt->probe->root_node.mount_id);
	const struct mg_mount *mount = mounts->mounts, *end = mount + mounts->count;
	unsigned tried = 0;

	for (; mount < end && tried < MAX_MOUNTS && !is_late(hunt) && hunt->rank == RANK_NONE;
	     mount++)
		if (mount->id != hunt->facts->mount_id && is_harmless(hunt, &container, mount)) {
			tried++;
			try_mount(hunt, mount);
		}
}

/* --- what the directory holds instead --- */

/* The first names in alphabetical order. */
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
	list->has_more |= list->count == MG_FACTS_MAX_NEARBY;
	list->count += list->count < MG_FACTS_MAX_NEARBY;
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

/* Reads the directory behind fd. Puts an entry whose name is like facts->missing into facts->near,
 * and the first of its own entries into facts->nearby. */
static void
list_instead(const struct hunt *hunt, int fd)
{
	struct mg_facts *facts = hunt->facts;
	struct mg_listing counts = { 0 };
	struct mg_list listing = mg_list_start(hunt->probe, facts, &counts);
	struct shortlist list = { 0 };
	int errnum = 0;
	MG_CLEANUP(mg_sys_dir_close)
	struct mg_sys_dir dir = mg_list_open(mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY), &errnum);
	const char *name = errnum == 0 ? mg_sys_dir_next(&dir, &errnum) : NULL;

	for (unsigned i = 0; name && i < MAX_ENTRIES && !is_late(hunt); i++) {
		bool is_dir;
		int unseen;

		if (facts->missing[0] != '\0' && facts->near[0] == '\0' &&
		    mg_path_is_like(facts->missing, name))
			(void)mg_format(facts->near, sizeof(facts->near), "%s", name); /* fits */
		if (mg_list_is_own(&listing, dir.fd, name, &is_dir, &unseen))
			add_to_shortlist(&list, name, is_dir);
		name = mg_sys_dir_next(&dir, &errnum);
	}
	list.has_more |= name != NULL;
	/* After only a part of the entries, finding no name proves nothing. */
	if (errnum == 0 && (list.count > 0 || !list.has_more))
		publish_shortlist(&list, &facts->nearby);
}

/* --- the whole search --- */

/* fd: of facts->resolved. */
static void
search(struct hunt *hunt, int fd)
{
	struct mg_facts *facts = hunt->facts;

	if (S_ISDIR(facts->mode) && !mg_probe_is_silent(hunt->probe, facts->mount_id, false)) {
		list_instead(hunt, fd);
		if (!hunt->missed && !hunt->glob)
			return;
		for_each_dir(hunt, fd, facts->resolved, try_here);
		if (hunt->rank == RANK_NONE)
			for_each_dir(hunt, fd, facts->resolved, try_one_below);
		if (hunt->rank == RANK_NONE)
			search_above(hunt, fd, facts->resolved);
	}
	if (hunt->rank == RANK_NONE && (hunt->missed || hunt->glob))
		search_mounts(hunt);
	if (hunt->rank == RANK_NONE)
		return;
	/* Write the first byte last: a killed child then leaves no half of a path. */
	facts->nearby.found_mount_id = hunt->mount_id;
	memcpy(facts->nearby.found + 1, hunt->found + 1, strlen(hunt->found));
	atomic_signal_fence(memory_order_seq_cst);
	facts->nearby.found[0] = hunt->found[0];
}

void
mg_nearby_run(const struct mg_probe *probe, const struct mg_ask *ask, const struct mg_walk_end *end,
	      int fd, struct mg_facts *facts)
{
	struct hunt hunt = {
		.probe = probe,
		.facts = facts,
		.wants_file = ask->needs & MG_NEED_FILE,
		.mount_id = facts->mount_id,
		.dirs_left = MAX_DIRS,
		.rank = RANK_NONE,
	};

	if (!probe->looks_near || !(ask->needs & MG_NEED_NEAR) || !facts->has_mount_id)
		return;
	if (end->fd >= 0)
		hunt.missed = end->missed[0] != '\0' ? end->missed : NULL;
	else if (fd >= 0 && facts->stat_err == 0 && facts->listing.err == 0)
		for (size_t i = 0; i < ask->glob_count && !hunt.glob; i++)
			if (!facts->listing.globs_matched[i])
				hunt.glob = ask->globs[i];
	if (end->fd < 0 && !hunt.glob)
		return;
	facts->stage = MG_STAGE_NEAR;
	facts->nearby = (struct mg_nearby){ 0 };
	hunt.until_ms = mg_sys_now_ms() + MAX_MS;
	search(&hunt, end->fd >= 0 ? end->fd : fd);
	facts->has_looked_near = true; /* last, so that the guard never takes half of it */
}
