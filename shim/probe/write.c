/* SPDX-License-Identifier: MIT */
/* The write probes. They check the result of every call, create nothing through a symbolic link,
 * and leave nothing behind. */
#include "write.h"

#include "mounts/kind.h"
#include "sys/sys.h"
#include "text/format.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PROBE_BYTES 4096 /* less can fit where a file system is full */
#define NAME_TRIES 8

static void
failed_at(struct mg_write *write, enum mg_write_step step, int errnum)
{
	write->step = step;
	write->err = errnum;
}

/* A file without a name leaves nothing behind, even if the file system is frozen or this process is
 * killed. */
#define UNNAMED (O_TMPFILE | O_RDWR)

/* Whether the file system has no O_TMPFILE: EOPNOTSUPP (FUSE programs, proc, network types), EISDIR
 * (Linux before 3.11), EINVAL (some file systems), ENOSYS. Everything else is an answer. */
static bool
wants_a_name(int errnum)
{
	return errnum == EOPNOTSUPP || errnum == EISDIR || errnum == EINVAL || errnum == ENOSYS;
}

int
mg_write_make(int dir, char name[MG_WRITE_NAME_BYTES])
{
	int fd = -1;

	for (int i = 0; i < NAME_TRIES; i++) {
		(void)mg_format(name, MG_WRITE_NAME_BYTES, MG_WRITE_PREFIX "%d-%llx-%c",
				(int)getpid(), (unsigned long long)mg_sys_now_ms(),
				'a' + i); /* fits */
		fd = openat(dir, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd < 0 ? -errno : fd;
}

int
mg_write_open_twice(int dir, int flags, int *again)
{
	char name[MG_WRITE_NAME_BYTES];
	int fd = mg_sys_reopen(dir, UNNAMED);

	if (fd >= 0) {
		(void)fchmod(fd, 0700); /* it is ours; and what is tried shows it */
		*again = mg_sys_reopen(fd, flags);
		return fd;
	}
	if (!wants_a_name(-fd))
		return fd;
	fd = mg_write_make(dir, name);
	if (fd < 0)
		return fd;
	*again = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
	if (*again < 0)
		*again = -errno;
	(void)unlinkat(dir, name, 0); /* the write probe has seen that this can be done */
	return fd;
}

/* Closes fd. Errors of what was written can show at fsync and close, in this order. */
static void
finish(int fd, bool flush, struct mg_write *write)
{
	if (flush && fsync(fd) < 0)
		failed_at(write, MG_WRITE_FSYNC, errno);
	if (close(fd) < 0 && write->err == 0)
		failed_at(write, MG_WRITE_CLOSE, errno);
}

/* Writes to fd and closes it. */
static void
fill(int fd, bool flush, struct mg_write *write_result)
{
	char zeros[PROBE_BYTES] = { 0 };
	ssize_t count = 0;

	/* After a short count, write the rest: only then the kernel tells why it was short. */
	for (size_t done = 0; done < sizeof(zeros); done += (size_t)count) {
		count = write(fd, zeros + done, sizeof(zeros) - done);
		if (count <= 0)
			break;
	}
	if (count <= 0)
		failed_at(write_result, MG_WRITE_WRITE, count < 0 ? errno : ENOSPC);
	finish(fd, flush && write_result->err == 0, write_result);
}

/* Writes to a file with a name of its own, and removes the name before. Weaker than O_TMPFILE: the
 * name stays if this process is killed between the two calls. */
static void
fill_named(int dir, bool flush, struct mg_write *write)
{
	char name[MG_WRITE_NAME_BYTES];
	int fd = mg_write_make(dir, name);

	if (fd < 0) {
		failed_at(write, MG_WRITE_OPEN, -fd);
	} else if (unlinkat(dir, name, 0) == 0) {
		fill(fd, flush, write);
	} else {
		failed_at(write, MG_WRITE_UNLINK, errno);
		(void)close(fd); /* the failure that counts is known */
	}
}

void
mg_write_dir(int dir, const char *fstype, unsigned needs, struct mg_write *write)
{
	bool flush = needs & MG_NEED_SYNC || !fstype || mg_backing_reports_late(fstype);
	int fd = mg_sys_reopen(dir, UNNAMED);

	write->err = 0;
	if (fd < 0 && !wants_a_name(-fd)) {
		failed_at(write, MG_WRITE_OPEN, -fd);
		return;
	}
	if (mg_sys_is_append_only(dir)) {
		/* A name that is made there cannot be removed. A file without a name can be made
		 * and dropped, so it is no proof. */
		mg_sys_close(&fd); /* nothing was written */
		failed_at(write, MG_WRITE_OPEN, EPERM);
		write->append_only = true;
		return;
	}
	if (fd >= 0)
		fill(fd, flush, write);
	/* Only a file with a name counts for a quota of btrfs, and shows that a directory is full.
	 * A name that cannot be removed again is the last one that is tried. */
	if (fd < 0 || (write->err == 0 && needs & (MG_NEED_SYNC | MG_NEED_TRY)))
		fill_named(dir, flush, write);
}

void
mg_write_file(int path_fd, bool wait, struct mg_write *write)
{
	int fd = mg_sys_reopen(path_fd, O_WRONLY);
	struct statvfs fs;

	write->err = 0;
	if (fd >= 0) {
		finish(fd, wait, write);
		return;
	}
	failed_at(write, MG_WRITE_OPEN, -fd);
	/* The kernel asks whether a program runs from the file before it asks whether the mount is
	 * read-only (do_dentry_open() in Linux fs/open.c). */
	if (fd == -ETXTBSY && fstatvfs(path_fd, &fs) == 0 && fs.f_flag & ST_RDONLY)
		write->err = EROFS;
	if (fd == -EPERM) {
		MG_AUTO_FD int append = mg_sys_reopen(path_fd, O_WRONLY | O_APPEND);

		write->append_only = append >= 0;
	}
}
