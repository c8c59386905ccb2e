/* SPDX-License-Identifier: MIT */
/* Walks to a path, and opens every component by itself. So nothing is resolved twice, a missing,
 * barred or silent part has a name, and the walk knows what it enters before it touches it. */
#include "child.h"

#include "text/err.h"
#include "text/format.h"
#include "text/lex.h"
#include "text/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/* The kernel's own limit (path_resolution(7)). */
#define MAX_LINKS 40

/* ST_NOSYMFOLLOW (Linux 5.10): the kernel follows no link on such a mount. */
#define NO_SYMFOLLOW 0x2000

struct walk {
	const struct mg_probe *probe;
	struct mg_facts *facts;
	int fd; /* O_PATH, of facts->resolved; ours, or the probe's root; -1 before the start */
	unsigned links;
	const char *rest;   /* in .pending: what is still to be walked */
	size_t behind_link; /* the last bytes of .rest, which follow the target of facts->link */
	char pending[MG_FACTS_PATH_BYTES];
};

static int
fail(struct walk *walk, int errnum)
{
	walk->facts->walk_err = errnum;
	return -1;
}

/* Takes over fd as the place where the walk stands. */
static void
move_to(struct walk *walk, int fd)
{
	if (walk->fd != walk->probe->root)
		mg_sys_close(&walk->fd);
	walk->fd = fd;
}

/* Whether the walk stands on the mount point of its mount. The names may be compared: the id has
 * found the mount, and neither name has a link in it. */
static bool
is_target(const struct walk *walk)
{
	const struct mg_mount *mount = mg_mounts_find(walk->probe->mounts, walk->facts->mount_id);

	return mount && strcmp(mount->target, walk->facts->resolved) == 0;
}

/* Takes over fd likewise, and notes what is known of the object. */
static void
stand_on_node(struct walk *walk, int fd, const struct mg_sys_node *node)
{
	struct mg_facts *facts = walk->facts;

	move_to(walk, fd);
	facts->mode = node->mode;
	facts->uid = node->uid;
	facts->gid = node->gid;
	facts->is_immutable = node->is_immutable;
	facts->size = node->size;
	facts->has_mount_id = node->has_mount_id;
	facts->mount_id = node->mount_id;
	facts->is_mount_root = node->has_mount_root && node->is_mount_root;
	if (!node->has_mount_root && node->has_mount_id)
		facts->is_mount_root = is_target(walk);
}

/* Stands on an object that could be opened but not asked: its mount is known. FUSE refuses stat to
 * users whom it does not let in, and a server that is gone refuses it to all. Takes over fd. */
static int
stand_before(struct walk *walk, int fd, const char *path, int errnum)
{
	struct mg_facts *facts = walk->facts;

	move_to(walk, fd);
	memcpy(facts->resolved, path, strlen(path) + 1);
	facts->mode = 0;
	facts->has_mount_id = mg_sys_mount_id(fd, &facts->mount_id, NULL);
	facts->is_mount_root = facts->has_mount_id && is_target(walk);
	return fail(walk, errnum);
}

static int
stand_on(struct walk *walk, int fd)
{
	struct mg_sys_node node;
	int result = mg_sys_node(fd, "", false, &node);

	if (result < 0) {
		(void)close(fd); /* O_PATH: nothing can be lost */
		return fail(walk, -result);
	}
	stand_on_node(walk, fd, &node);
	return 0;
}

/* Stands on "/" or on the working directory, which still lies on a mount if it was deleted. */
static int
start(struct walk *walk, bool absolute)
{
	struct mg_facts *facts = walk->facts;
	int fd = walk->probe->root;

	if (absolute)
		(void)mg_format(facts->resolved, sizeof(facts->resolved), "/"); /* fits */
	if (absolute && fd >= 0) {
		stand_on_node(walk, fd, &walk->probe->root_node);
		return 0;
	}
	fd = openat(AT_FDCWD, absolute ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(walk, errno);
	if (!absolute && !getcwd(facts->resolved, sizeof(facts->resolved)))
		facts->walk_err = errno;
	return stand_on(walk, fd) < 0 || facts->walk_err != 0 ? -1 : 0;
}

/* Whether the next step, to path, is on a mount that gave no answer before. path NULL: whether the
 * walk has ended on one. */
static bool
is_silent(struct walk *walk, const char *path)
{
	const struct mg_probe *probe = walk->probe;
	uint64_t id = walk->facts->mount_id;
	const struct mg_mount *entered = NULL;

	if (probe->silent_count > 0 && path)
		entered = mg_mounts_entered(probe->mounts, id, path);
	if (entered)
		id = entered->id;
	if (!mg_probe_is_silent(probe, id, path && !entered))
		return false;
	walk->facts->mount_id = id;
	walk->facts->answer = MG_ANSWER_SPARED;
	return true;
}

static int
step_up(struct walk *walk)
{
	char *resolved = walk->facts->resolved, *slash = strrchr(resolved, '/');
	int fd = openat(walk->fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail(walk, errno);
	if (slash)
		slash[slash == resolved] = '\0';
	return stand_on(walk, fd);
}

/* Follows the link at path: puts its target before what is still to be walked. Notes the link, in
 * case a name in its target is missing. */
static int
follow(struct walk *walk, int link, const char *path)
{
	struct mg_facts *facts = walk->facts;
	char target[MG_FACTS_PATH_BYTES]; /* then the rest */
	ssize_t len = readlinkat(link, "", target, sizeof(target) - 1);
	struct statfs fs;
	size_t room;

	facts->is_link = true;
	if (fstatfs(link, &fs) == 0 && (unsigned long)fs.f_flags & NO_SYMFOLLOW)
		return fail(walk, ELOOP);
	if (len < 0)
		return fail(walk, errno);
	if (++walk->links > MAX_LINKS)
		return fail(walk, ELOOP);
	room = sizeof(target) - (size_t)len;
	if (mg_format(target + len, room, "%s", walk->rest) >= room)
		return fail(walk, ENAMETOOLONG);
	walk->behind_link = strlen(walk->rest);
	if (mg_format(facts->link, sizeof(facts->link), "%s", path) >= sizeof(facts->link) ||
	    mg_format(facts->link_target, sizeof(facts->link_target), "%.*s", (int)len, target) >=
		    sizeof(facts->link_target))
		facts->link[0] = '\0';
	memcpy(walk->pending, target, strlen(target) + 1);
	walk->rest = walk->pending;
	return len > 0 && target[0] == '/' ? start(walk, true) : 0;
}

/* Follows a link of procfs (/proc/self/fd/1): the kernel leads to the object, not to a name. */
static int
jump(struct walk *walk, const char *name)
{
	char link[64];
	ssize_t len;
	int fd;

	mg_child_wants_std(walk->probe);
	fd = openat(walk->fd, name, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return fail(walk, errno);
	walk->facts->is_link = true;
	(void)mg_format(link, sizeof(link), "/proc/self/fd/%d", fd); /* fits */
	len = readlink(link, walk->facts->resolved, sizeof(walk->facts->resolved) - 1);
	walk->facts->resolved[len > 0 ? len : 0] = '\0';
	return stand_on(walk, fd);
}

/* Whether an automounter mounts something on the directory as soon as it is entered. */
static bool
is_automount(const struct walk *walk, const struct mg_sys_node *node)
{
	const struct mg_mount *mount = NULL;

	if (S_ISDIR(node->mode) && node->has_mount_id)
		mount = mg_mounts_find(walk->probe->mounts, node->mount_id);
	return node->is_automount || (mount && strcmp(mount->fstype, "autofs") == 0);
}

/* Enters the automount behind *fd, and puts what is mounted then in its place. O_PATH alone enters
 * nothing. If the automounter does not answer, this component counts as silent. */
static int
enter_automount(struct walk *walk, const char *name, int *fd, struct mg_sys_node *node)
{
	struct mg_facts *facts = walk->facts;
	int result;

	mg_sys_close(fd);
	(void)mg_format(facts->missing, sizeof(facts->missing), "%s", name); /* checked by step */
	result = mg_sys_enter(walk->fd, name);
	if (result < 0)
		return fail(walk, -result);
	*fd = openat(walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return fail(walk, errno);
	facts->missing[0] = '\0';
	return mg_sys_node(*fd, "", false, node);
}

/* Steps on one component. After a link, the walk stands where the link's target begins. */
static int
step(struct walk *walk, struct mg_slice component)
{
	struct mg_facts *facts = walk->facts;
	char path[MG_FACTS_PATH_BYTES];
	struct mg_sys_node node;
	const char *name;
	int fd, result;
	bool is_entry;

	if (component.len >= sizeof(facts->missing) ||
	    !mg_path_join(path, sizeof(path), facts->resolved, component))
		return fail(walk, ENAMETOOLONG);
	name = mg_path_base(path);
	/* The component is missing until it is entered. */
	(void)mg_format(facts->missing, sizeof(facts->missing), "%s", name); /* fits */
	if (is_silent(walk, path))
		return -1;
	fd = openat(walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return fail(walk, errno);
	facts->missing[0] = '\0';
	result = mg_sys_node(fd, "", false, &node);
	if (result == 0 && is_automount(walk, &node))
		result = enter_automount(walk, name, &fd, &node);
	if (fd < 0)
		return -1;
	if (result < 0)
		return stand_before(walk, fd, path, -result);
	if (S_ISLNK(node.mode)) {
		result = mg_sys_is_proc(fd) ? jump(walk, name) : follow(walk, fd, path);
		(void)close(fd);
		return result;
	}
	memcpy(facts->resolved, path, strlen(path) + 1);
	/* A step down into another mount ends on that mount's root, even if the table is older. */
	is_entry = !node.has_mount_root && node.has_mount_id && facts->has_mount_id &&
		   node.mount_id != facts->mount_id;
	stand_on_node(walk, fd, &node);
	facts->is_mount_root |= is_entry;
	return 0;
}

static void
note_missed(const struct walk *walk, char *missed, size_t size)
{
	size_t len = mg_format(missed, size, "%s", walk->facts->missing);
	const char *rest = walk->rest;
	struct mg_slice part;

	while (len < size && mg_path_component(&rest, &part)) {
		if (mg_lex_equal(part, "."))
			continue;
		if (mg_lex_equal(part, ".."))
			len = size;
		else
			len += mg_format(missed + len, size - len, "/%.*s", (int)part.len,
					 part.text);
	}
	if (len >= size)
		missed[0] = '\0';
}

int
mg_walk_run(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts,
	    struct mg_walk_end *end)
{
	struct walk walk = { .probe = probe, .facts = facts, .fd = -1, .rest = walk.pending };
	bool must_be_dir = false;
	struct mg_slice part;
	int result;

	if (mg_format(walk.pending, sizeof(walk.pending), "%s", ask->path) >= sizeof(walk.pending))
		return fail(&walk, ENAMETOOLONG);
	result = start(&walk, ask->path[0] == '/');
	while (result == 0 && mg_path_component(&walk.rest, &part)) {
		/* A slash or "/." after a name or a link's target asks for a directory. */
		must_be_dir = *walk.rest == '/' || mg_lex_equal(part, ".");
		if (mg_lex_equal(part, "."))
			continue;
		if (mg_lex_equal(part, ".."))
			result = step_up(&walk);
		else
			result = step(&walk, part);
	}
	if (result == 0 && must_be_dir && !S_ISDIR(facts->mode))
		result = fail(&walk, ENOTDIR);
	if (result == 0 || !mg_errnum_is_missing(facts->walk_err) ||
	    strlen(walk.rest) < walk.behind_link)
		facts->link[0] = '\0';
	if (result == 0 && !is_silent(&walk, NULL))
		return walk.fd == probe->root ? fcntl(walk.fd, F_DUPFD_CLOEXEC, 0) : walk.fd;
	if (facts->walk_err == EACCES)
		facts->has_acl = mg_sys_has_acl(walk.fd);
	if (mg_errnum_is_missing(facts->walk_err) && facts->missing[0] != '\0' &&
	    ask->needs & MG_NEED_NEAR) {
		note_missed(&walk, end->missed, sizeof(end->missed));
		end->fd = fcntl(walk.fd, F_DUPFD_CLOEXEC, 0);
	}
	move_to(&walk, -1);
	return -1;
}
