/* SPDX-License-Identifier: MIT */
/* What is found out about one path by touching it. Everything here may block for ever, so it runs
 * in the probe child only. The storage is not trusted: after the walk everything is reached from
 * its fd. */
#include "probe/probe.h"

#include "abilities.h"
#include "command/identity.h"
#include "content.h"
#include "list.h"
#include "mounts/fstype.h"
#include "mounts/kind.h"
#include "nearby.h"
#include "sys/sys.h"
#include "walk.h"
#include "write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

void
mg_probe_reset(struct mg_facts *facts)
{
	/* All but the long rest at the end: pages that are not touched cost nothing. */
	memset(facts, 0, offsetof(struct mg_facts, resolved));
	facts->resolved[0] = '\0';
	facts->stat_err = MG_NOT_ASKED;
	facts->listing.err = MG_NOT_ASKED;
	facts->read_err = MG_NOT_ASKED;
	facts->execute_err = MG_NOT_ASKED;
	facts->write.err = MG_NOT_ASKED;
	facts->space.err = MG_NOT_ASKED;
	facts->content.err = MG_NOT_ASKED;
	facts->content.other_err = MG_NOT_ASKED;
	memset(facts->abilities, MG_ABILITY_UNTRIED, sizeof(facts->abilities));
}

void
mg_probe_signs(struct mg_signs *signs)
{
	struct stat st;

	signs->has_dockerenv = lstat("/.dockerenv", &st) == 0;
	signs->has_containerenv = lstat("/run/.containerenv", &st) == 0;
}

void
mg_probe_open_root(struct mg_probe *probe)
{
	probe->root = openat(AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (probe->root >= 0 && mg_sys_node(probe->root, "", false, &probe->root_node) < 0)
		mg_sys_close(&probe->root);
}

/* Type and size as they are now, and not as they are cached: a file system of the kernel's own has
 * told the walk already. */
static int
probe_stat(const struct mg_probe *probe, int fd, struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);
	struct mg_sys_node node;
	int result;

	if (mount && !mg_backing_reports_late(mount->fstype))
		return 0;
	result = mg_sys_node(fd, "", true, &node);
	if (result < 0)
		return -result;
	facts->mode = node.mode;
	facts->uid = node.uid;
	facts->gid = node.gid;
	facts->is_immutable = node.is_immutable;
	facts->size = node.size;
	return 0;
}

/* Whether Kubernetes' AtomicWriter made what is in the directory. A tmpfs answers at once. */
static void
probe_data_link(const struct mg_probe *probe, int fd, struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);
	char target;

	if (!mount || mg_fs_class_of(mount->fstype) != MG_FS_MEMORY)
		return;
	facts->has_data_link = readlinkat(fd, "..data", &target, 1) >= 0;
	facts->knows_data_link = facts->has_data_link || errno == ENOENT;
}

static int
probe_read(int path_fd)
{
	MG_AUTO_FD int fd = mg_sys_reopen(path_fd, O_RDONLY);
	char byte;

	if (fd < 0)
		return -fd;
	return read(fd, &byte, 1) < 0 ? errno : 0;
}

static int
probe_execute(int path_fd, unsigned mode)
{
	struct stat st;

	if (!S_ISDIR(mode))
		return -mg_sys_may_execute(path_fd);
	/* To look up "." takes search permission, and nothing else. */
	return fstatat(path_fd, ".", &st, 0) < 0 ? errno : 0;
}

/* Of the object itself, not of its mount: the quota of a project (xfs, ext4) shows there alone. */
static void
probe_space(int path_fd, struct mg_space *space)
{
	struct statvfs fs;

	*space = (struct mg_space){ 0 };
	if (fstatvfs(path_fd, &fs) < 0) {
		space->err = errno;
		return;
	}
	/* Root may use what is reserved, too, as far as the file system knows him; no program
	 * should live on that. */
	*space = (struct mg_space){
		.is_known = true,
		.total_bytes = (uint64_t)(fs.f_blocks - fs.f_bfree + fs.f_bavail) * fs.f_frsize,
		.free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize,
		.free_inodes = fs.f_favail,
		.total_inodes = fs.f_files,
	};
}

static void
probe_write(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);

	facts->stage = MG_STAGE_WRITE;
	if (S_ISDIR(facts->mode)) {
		mg_write_dir(fd, mount ? mount->fstype : NULL, ask->needs, &facts->write);
		if (facts->write.err == 0)
			mg_abilities_try(fd, ask->abilities, facts->abilities);
	} else {
		mg_write_file(fd, ask->needs & MG_NEED_SYNC, &facts->write);
	}
	if (facts->write.err == ENOSPC)
		probe_space(fd, &facts->space);
}

/* The stages behind the walk, from harmless to dangerous. */
static void
probe_object(const struct mg_probe *probe, const struct mg_ask *ask, int fd, struct mg_facts *facts)
{
	bool is_dir, is_file;

	facts->stage = MG_STAGE_STAT;
	facts->stat_err = probe_stat(probe, fd, facts);
	if (facts->stat_err != 0)
		return;
	if (ask->needs & MG_NEED_SPACE)
		probe_space(fd, &facts->space);
	is_dir = S_ISDIR(facts->mode);
	is_file = S_ISREG(facts->mode);
	if (is_dir && facts->is_mount_root)
		probe_data_link(probe, fd, facts);
	if (is_dir && ask->needs & MG_NEED_LIST) {
		facts->stage = MG_STAGE_LIST;
		facts->listing.err = mg_list_run(probe, ask, fd, facts);
	}
	if (is_file && ask->needs & MG_NEED_READ) {
		facts->stage = MG_STAGE_READ;
		facts->read_err = probe_read(fd);
	}
	if (facts->read_err == 0 && ask->needs & (MG_NEED_SHA256 | MG_NEED_SAME))
		mg_content_run(probe, ask, fd, facts);
	if ((is_dir || is_file) && ask->needs & MG_NEED_EXECUTE) {
		facts->stage = MG_STAGE_EXECUTE;
		facts->execute_err = probe_execute(fd, facts->mode);
	}
	if ((is_dir || is_file) && ask->needs & MG_NEED_WRITE)
		probe_write(probe, ask, fd, facts);
	/* A blank disk is the cause of what its owner and mode do not allow. */
	if (is_dir && facts->is_mount_root && facts->write.err == EACCES &&
	    facts->listing.err == MG_NOT_ASKED) {
		facts->stage = MG_STAGE_LIST;
		facts->listing.err = mg_list_run(probe, ask, fd, facts);
	}
	if (S_ISSOCK(facts->mode) && ask->needs & (MG_NEED_READ | MG_NEED_WRITE)) {
		facts->stage = MG_STAGE_WRITE;
		facts->read_err = -mg_sys_may_connect(fd);
		facts->write.err = facts->read_err;
	}
}

static bool
is_denied(const struct mg_facts *facts)
{
	return facts->walk_err == EACCES || facts->listing.err == EACCES ||
	       facts->read_err == EACCES || facts->execute_err == EACCES ||
	       facts->write.err == EACCES;
}

/* A user may be in 65,536 groups (NGROUPS_MAX): only here are all of them looked at, and whether
 * the one that counts is among them is a fact of its own. */
static void
find_actor(struct mg_actor *actor, struct mg_facts *facts)
{
	int count = getgroups(0, NULL);
	gid_t *groups = count < 0 ? NULL : calloc((size_t)count + 1, sizeof(*groups));

	count = groups ? getgroups(count, groups) : -1;
	actor->is_known = count >= 0;
	actor->uid = geteuid();
	actor->gid = getegid();
	actor->group_count = 0;
	actor->overrides_modes = mg_identity_overrides_modes();
	facts->is_in_group = facts->gid == actor->gid;
	for (int i = 0; i < count; i++) {
		facts->is_in_group |= facts->gid == groups[i];
		if (groups[i] == actor->gid)
			continue;
		if (actor->group_count < MG_FACTS_SHOWN_GROUPS)
			actor->groups[actor->group_count] = groups[i];
		actor->group_count++;
	}
	free(groups);
}

void
mg_probe_path(const struct mg_probe *probe, const struct mg_ask *ask, struct mg_facts *facts)
{
	MG_AUTO_FD int fd = -1;
	struct mg_walk_end end;

	facts->stage = MG_STAGE_WALK;
	fd = mg_walk_run(probe, ask, facts, &end);
	if (facts->answer == MG_ANSWER_SPARED)
		return;
	if (fd >= 0)
		probe_object(probe, ask, fd, facts);
	if (fd >= 0 && is_denied(facts))
		facts->has_acl = mg_sys_has_acl(fd);
	if (is_denied(facts))
		find_actor(probe->actor, facts);
	facts->answer =
		MG_ANSWER_GIVEN; /* here all is known: what hangs from now on is no matter */
	mg_nearby_run(probe, ask, &end, fd, facts);
	mg_sys_close(&end.fd);
	facts->stage = MG_STAGE_DONE;
}
