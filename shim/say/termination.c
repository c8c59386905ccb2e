/* SPDX-License-Identifier: MIT */
/* The termination message of Kubernetes. Writes only to the file that the kubelet has put there. */
#include "parts.h"

#include "mounts/kind.h"
#include "sys/sys.h"
#include "text/format.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "/dev/termination-log"

static const char gap[] = "  [...]\n";

/* The beginning of the line that `at` lies in. */
static size_t
line_start(const char *text, size_t at)
{
	while (at > 0 && text[at - 1] != '\n')
		at--;
	return at;
}

/* Writes at most MG_TERMINATION_MAX_BYTES of text into out; returns how many. */
static size_t
cut_text(const char *text, size_t len, char out[MG_TERMINATION_MAX_BYTES + 1])
{
	const size_t room = MG_TERMINATION_MAX_BYTES + 1, max = room - sizeof(gap);
	size_t last = len < room ? 0 : line_start(text, len - 1);

	/* All of it; or the beginning of one long line (JSON), whose end alone is of no use. */
	if (len < room || len - last > max)
		return mg_format(out, room, "%.*s", (int)(len < room ? len : room - 1), text);
	return mg_format(out, room, "%.*s%s%s", (int)line_start(text, max - (len - last)), text,
			 gap, text + last);
}

/* Whether the walk to the mount stays on local file systems: it has no deadline here. */
static bool
is_near(const struct mg_mounts *mounts, const struct mg_mount *mount)
{
	for (size_t steps = 0; mount && steps < mounts->count; steps++) {
		if (mg_backing_reports_late(mount->fstype))
			return false;
		if (strcmp(mount->target, "/") == 0)
			return true;
		mount = mg_mounts_find(mounts, mount->parent_id);
	}
	return true; /* chroot: "/" is not in the table */
}

/* Opens a regular file that is the root of the mount; NULL: of any mount. -1: there is none. */
static int
open_mount(const char *path, const struct mg_mount *mount)
{
	int fd = openat(AT_FDCWD, path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct mg_sys_node node;

	if (fd < 0)
		return -1;
	if (mg_sys_node(fd, "", false, &node) == 0 && S_ISREG(node.mode) && node.has_mount_root &&
	    node.is_mount_root && (!mount || (node.has_mount_id && node.mount_id == mount->id)))
		return fd;
	(void)close(fd);
	return -1;
}

/* terminationMessagePath may be any path. The root field of its mount tells whose file it is. */
static int
open_log(const struct mg_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];
		int fd;

		if (!mg_roots_is_termination_log(mount->root) || !is_near(mounts, mount))
			continue;
		fd = open_mount(mount->target, mount);
		if (fd >= 0)
			return fd;
	}
	return open_mount(FILE_NAME, NULL); /* Kata does not say whose file it is */
}

void
mg_termination_write(const struct mg_mounts *mounts, const char *text, size_t len)
{
	MG_CLEANUP(mg_mounts_release) struct mg_mounts read = { 0 };
	MG_AUTO_FD int fd = -1;
	char cut[MG_TERMINATION_MAX_BYTES + 1];
	struct mg_err err;

	if (!mounts)
		(void)mg_live_read(&read, &err); /* on failure the table is empty */
	fd = open_log(mounts ? mounts : &read);
	len = cut_text(text, len, cut);
	if (fd >= 0 && ftruncate(fd, 0) == 0)
		(void)mg_sys_write_all(fd, cut, len);
}
