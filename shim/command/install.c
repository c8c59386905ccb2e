/* SPDX-License-Identifier: MIT */
/* --install: writes a copy of this program under a temporary name, and renames it to the target. No
 * program sees a half-written target, and a running older version goes on. */
#include "command/install.h"

#include "sys/sys.h"
#include "text/buf.h"
#include "text/err.h"
#include "text/format.h"
#include "text/path.h"
#include "text/quote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat(2) */
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define MAX_BYTES (64U * 1024 * 1024) /* of the program; a build with glibc has 1 MiB */
#define NAME "mountguard"	      /* in a target that is a directory */
#define TEMPORARY ".mountguard-install-"
#define TRIES 64 /* each other --install removes our file at most once, when it begins */

static int
open_dir(const struct mg_buf *name, int *dir)
{
	*dir = openat(AT_FDCWD, mg_buf_text(name), O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (name->failed)
		return -ENOMEM;
	return *dir < 0 ? -errno : 0;
}

/* Opens the directory of the copy, and finds its file name, which borrows from target. A target
 * that is no directory names a file, unless it ends in a slash. */
static int
find_place(const char *target, struct mg_buf *dir_name, int *dir, const char **name)
{
	const char *base = mg_path_base(target);
	int result;

	mg_buf_add(dir_name, target);
	result = open_dir(dir_name, dir);
	if (result == 0) {
		*name = NAME;
		mg_buf_add(dir_name, *base != '\0' ? "/" : "");
		return 0;
	}
	if ((result != -ENOENT && result != -ENOTDIR && result != -ENAMETOOLONG) || *base == '\0')
		return result;
	*name = base;
	dir_name->len = 0;
	mg_buf_add(dir_name, base == target ? "./" : "");
	mg_buf_add_bytes(dir_name, target, (size_t)(base - target));
	return open_dir(dir_name, dir);
}

/* Removes what a killed --install left. Changes nothing if the directory cannot be listed. */
static void
clean(int dir)
{
	struct mg_sys_dir list = { .fd = mg_sys_reopen(dir, O_RDONLY | O_DIRECTORY) };
	const char *name;
	int errnum;

	while ((name = mg_sys_dir_next(&list, &errnum)) != NULL)
		if (strncmp(name, TEMPORARY, sizeof(TEMPORARY) - 1) == 0)
			(void)unlinkat(dir, name, 0);
	mg_sys_dir_close(&list);
}

/* Writes the program under the temporary name and renames it. */
static int
put(int dir, const char *name, const char *temporary, struct mg_slice program)
{
	int fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int result;

	if (fd < 0)
		return -errno;
	result = mg_sys_write_all(fd, program.text, program.len);
	/* Not fchmod(3): musl's has code for O_PATH descriptors, too. Network file systems may
	 * report a failed write only to fsync(2) or close(2). */
	if (result == 0 && (syscall(SYS_fchmod, fd, 0555) < 0 || fsync(fd) < 0))
		result = -errno;
	if (close(fd) < 0 && result == 0)
		result = -errno;
	if (result == 0 && renameat(dir, temporary, dir, name) < 0)
		result = -errno;
	if (result < 0)
		(void)unlinkat(dir, temporary, 0); /* the failure that counts is known */
	return result;
}

/* Many containers may install into one volume at once, and each is process 1 to itself: the
 * temporary name comes from the kernel's random bytes. */
static int
install(int dir, const char *name, struct mg_slice program)
{
	const void *random = (const void *)(uintptr_t)getauxval(AT_RANDOM);
	unsigned long long salt = 0;
	struct mg_sys_node node;
	char temporary[64];
	int result = -ENOENT;

	if (mg_sys_node(dir, name, true, &node) == 0 && !S_ISREG(node.mode) && !S_ISLNK(node.mode))
		return -EEXIST; /* a device, a socket */
	if (random)
		memcpy(&salt, random, sizeof(salt));
	clean(dir);
	for (int i = 0; i < TRIES && (result == -ENOENT || result == -EEXIST); i++) {
		(void)mg_format(temporary, sizeof(temporary), TEMPORARY "%llx-%d", salt, i);
		result = put(dir, name, temporary, program);
	}
	return result;
}

static int
copy(const char *target, struct mg_slice program, struct mg_err *err)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf place = { 0 }, shown = { 0 };
	MG_AUTO_FD int dir = -1;
	struct mg_sys_node here, root;
	const char *name;
	int result = find_place(target, &place, &dir, &name);

	if (result == 0) {
		result = install(dir, name, program);
		mg_buf_add(&place, name);
	}
	mg_quote_add(&shown, mg_buf_text(&place));
	if (result < 0)
		return mg_err_set(err,
				  mg_errnum_is_ours(-result) ? MG_EXIT_UNKNOWN : MG_EXIT_FAILED,
				  -result, "cannot install %s", mg_buf_text(&shown));
	/* What lies on the mount of "/" goes with the container. */
	if (mg_sys_node(dir, "", false, &here) < 0 ||
	    mg_sys_node(AT_FDCWD, "/", false, &root) < 0 || !here.has_mount_id ||
	    !root.has_mount_id || here.mount_id != root.mount_id)
		return 0;
	(void)mg_err_set(err, MG_EXIT_OK, 0,
			 "note: %s is on the root file system: where a volume was meant, it is not "
			 "mounted there",
			 mg_buf_text(&shown));
	return 1;
}

int
mg_install_run(const char *target, struct mg_err *err)
{
	MG_AUTO_FD int fd = mg_sys_open(SELF, O_RDONLY);
	char *text = NULL;
	size_t len = 0;
	struct stat st;
	int result = fd < 0 ? -errno : mg_sys_read_all(fd, MAX_BYTES, &text, &len);

	if (result == 0 && fstat(fd, &st) < 0)
		result = -errno;
	if (result == 0 && (size_t)st.st_size != len)
		result = -EIO; /* a program that is cut short would be installed otherwise */
	if (result < 0)
		(void)mg_err_set(err, MG_EXIT_UNKNOWN, -result,
				 "cannot read this program from " SELF);
	else
		result = copy(target, (struct mg_slice){ text, len }, err);
	free(text);
	return result;
}
