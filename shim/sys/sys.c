/* SPDX-License-Identifier: MIT */
/* The system calls about files that need a word of explanation, or differ between kernels. */
#include "sys/sys.h"

#include "text/buf.h"
#include "text/format.h"
#include "text/lex.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

/* The kernel's struct statx (include/uapi/linux/stat.h). A copy: musl before 1.2.5 has none, newer
 * musl clashes with the kernel's header, and Debian 12's header is older than many kernels. */
struct kernel_statx {
	uint32_t mask;
	uint32_t blksize;
	uint64_t attributes;
	uint32_t nlink;
	uint32_t uid;
	uint32_t gid;
	uint16_t mode;
	uint16_t spare0;
	uint64_t ino;
	uint64_t size;
	uint64_t blocks;
	uint64_t attributes_mask;
	uint64_t times[4][2];
	uint32_t device_numbers[4];
	uint64_t mnt_id;
	uint64_t spare[13];
};

_Static_assert(sizeof(struct kernel_statx) == 256, "the size that the kernel writes");

enum {
	KERNEL_STATX_BASIC_STATS = 0x7ff,
	KERNEL_STATX_INO = 0x100,
	KERNEL_STATX_MNT_ID = 0x1000,	       /* Linux 5.8 */
	KERNEL_STATX_ATTR_IMMUTABLE = 0x10,    /* Linux 4.11 */
	KERNEL_STATX_ATTR_APPEND = 0x20,       /* Linux 4.11 */
	KERNEL_STATX_ATTR_AUTOMOUNT = 0x1000,  /* Linux 4.11 */
	KERNEL_STATX_ATTR_MOUNT_ROOT = 0x2000, /* Linux 5.8 */
	KERNEL_AT_STATX_DONT_SYNC = 0x4000,
	KERNEL_AT_EXECVE_CHECK = 0x10000, /* Linux 6.14 */
	PROC_MAGIC = 0x9fa0,
};

#define MAX_TRIES 100 /* of an interrupted call */

#ifndef SYS_faccessat2
#define SYS_faccessat2 439 /* Linux 5.8; the same on every architecture */
#endif

void
mg_sys_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd); /* after a write that matters the caller closes the fd itself */
	*fd = -1;
}

bool
mg_sys_is_interrupted(unsigned *tries)
{
	return errno == EINTR && ++*tries < MAX_TRIES;
}

int
mg_sys_open(const char *name, int flags)
{
	unsigned tries = 0;
	int fd;

	do
		fd = openat(AT_FDCWD, name, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	while (fd < 0 && mg_sys_is_interrupted(&tries));
	return fd;
}

int
mg_sys_read_all(int fd, size_t max_bytes, char **text, size_t *len)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	unsigned tries = 0;
	ssize_t count = 1;

	(void)mg_buf_reserve(&buf, 16383); /* the buffer remembers a failure */
	while (count != 0) {
		if (!mg_buf_reserve(&buf, 1))
			return -ENOMEM;
		count = read(fd, buf.text + buf.len, buf.size - buf.len - 1);
		if (count > 0)
			buf.len += (size_t)count;
		else if (count < 0 && !mg_sys_is_interrupted(&tries))
			return -errno;
		if (buf.len > max_bytes)
			return -EFBIG;
	}
	*len = buf.len;
	*text = mg_buf_take(&buf);
	return 0;
}

bool
mg_sys_is_proc(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (unsigned long)fs.f_type == PROC_MAGIC;
}

/* For kernels before 5.8, and where a seccomp profile refuses statx (fdinfo: Linux 3.15). Weaker:
 * it needs /proc, and does not tell whether the object is a root. */
bool
mg_sys_mount_id(int fd, uint64_t *mount_id, bool *is_locked)
{
	static const char label[] = "\nmnt_id:\t";
	char name[64], text[512];
	const char *at;
	MG_AUTO_FD int info = -1;
	ssize_t len;

	(void)mg_format(name, sizeof(name), "/proc/self/fdinfo/%d", fd); /* fits */
	info = openat(AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
	if (info < 0 || !mg_sys_is_proc(info))
		return false;
	len = read(info, text, sizeof(text) - 1);
	if (len <= 0)
		return false;
	text[len] = '\0';
	if (is_locked)
		*is_locked = mg_lex_find(text, "FLOCK  ADVISORY  WRITE "); /* Linux 4.1 */
	at = mg_lex_find(text, label);
	if (!at)
		return false;
	at += sizeof(label) - 1;
	return mg_lex_number((struct mg_slice){ at, strcspn(at, "\n") }, UINT64_MAX / 2, mount_id);
}

/* Returns 0 or -errno; -ENOSYS: there is no statx. */
static int
node_by_statx(int fd, const char *name, bool fresh, struct mg_sys_node *node)
{
	struct kernel_statx stx;
	int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT |
		    (fresh ? 0 : KERNEL_AT_STATX_DONT_SYNC);

	/* ENOSYS: before Linux 4.11; EPERM: old seccomp profiles, and nothing else. */
	if (syscall(SYS_statx, fd, name, flags, KERNEL_STATX_BASIC_STATS | KERNEL_STATX_MNT_ID,
		    &stx) < 0)
		return errno == EPERM ? -ENOSYS : -errno;
	*node = (struct mg_sys_node){
		.mode = stx.mode,
		.uid = stx.uid,
		.gid = stx.gid,
		.size = stx.size,
		.is_immutable = stx.attributes & KERNEL_STATX_ATTR_IMMUTABLE,
		.is_automount = stx.attributes & KERNEL_STATX_ATTR_AUTOMOUNT,
		/* qemu-user 7.2 passes on the mask, not the id. No visible mount has the id 0. */
		.has_mount_id = stx.mask & KERNEL_STATX_MNT_ID && stx.mnt_id != 0,
		.mount_id = stx.mnt_id,
		.has_mount_root = stx.attributes_mask & KERNEL_STATX_ATTR_MOUNT_ROOT,
		.is_mount_root = stx.attributes & KERNEL_STATX_ATTR_MOUNT_ROOT,
	};
	return 0;
}

int
mg_sys_node(int fd, const char *name, bool fresh, struct mg_sys_node *node)
{
	MG_AUTO_FD int own = -1;
	int result = node_by_statx(fd, name, fresh, node);
	struct stat st;

	if ((result < 0 && result != -ENOSYS) || (result == 0 && node->has_mount_id))
		return result;
	/* Without statx, or without the mount id, an open file is needed. Ask it everything again:
	 * the name may lead to another object by now. */
	if (*name != '\0') {
		own = openat(fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (own < 0)
			return -errno;
		fd = own;
		if (result == 0)
			result = node_by_statx(fd, "", fresh, node);
	}
	if (result == -ENOSYS) {
		if (fstatat(fd, "", &st, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW) < 0)
			return -errno;
		*node = (struct mg_sys_node){
			.mode = st.st_mode,
			.uid = st.st_uid,
			.gid = st.st_gid,
			.size = (uint64_t)st.st_size,
		};
	} else if (result < 0) {
		return result;
	}
	node->has_mount_id = mg_sys_mount_id(fd, &node->mount_id, NULL);
	return 0;
}

/* Whether /proc/self/fd is the kernel's. */
static bool
has_proc(void)
{
	struct statfs fs;

	return statfs("/proc/self/fd", &fs) == 0 && (unsigned long)fs.f_type == PROC_MAGIC;
}

bool
mg_sys_is_same_object(int fd, int other)
{
	struct kernel_statx one, two;
	int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | KERNEL_AT_STATX_DONT_SYNC;
	struct stat st, other_st;

	if (syscall(SYS_statx, fd, "", flags, KERNEL_STATX_INO, &one) == 0 &&
	    syscall(SYS_statx, other, "", flags, KERNEL_STATX_INO, &two) == 0)
		return one.ino == two.ino && memcmp(one.device_numbers, two.device_numbers,
						    sizeof(one.device_numbers)) == 0;
	return fstat(fd, &st) == 0 && fstat(other, &other_st) == 0 &&
	       st.st_dev == other_st.st_dev && st.st_ino == other_st.st_ino;
}

/* Opens the name of fd in /proc, and checks that this is the same object, because something else
 * may be mounted on /proc. -ENOSYS: there is no usable /proc. */
static int
reopen_by_name(int fd, int flags)
{
	char name[64];
	int opened, errnum;

	(void)mg_format(name, sizeof(name), "/proc/self/fd/%d", fd); /* fits */
	opened = openat(AT_FDCWD, name, flags, 0600);
	errnum = errno;
	if (opened < 0)
		return has_proc() ? -errnum : -ENOSYS;
	if (mg_sys_is_same_object(fd, opened))
		return opened;
	mg_sys_close(&opened);
	return -ENOSYS;
}

int
mg_sys_enter(int fd, const char *name)
{
	struct kernel_statx stx;
	int dir;

	/* AT_NO_AUTOMOUNT (Linux 4.11) is not set. stat(2) triggers no automount since 4.14. */
	if (syscall(SYS_statx, fd, name, AT_SYMLINK_NOFOLLOW | KERNEL_AT_STATX_DONT_SYNC, 0U,
		    &stx) == 0)
		return 0;
	if (errno != ENOSYS && errno != EPERM)
		return -errno;
	dir = openat(fd, name,
		     O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (dir < 0)
		return errno == EACCES ? 0 : -errno; /* it is mounted, and not readable */
	(void)close(dir);			     /* nothing was written */
	return 0;
}

bool
mg_sys_is_append_only(int fd)
{
	MG_AUTO_FD int dir = -1;
	struct kernel_statx stx;
	int flags = 0;

	if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH | KERNEL_AT_STATX_DONT_SYNC, KERNEL_STATX_INO,
		    &stx) == 0)
		return stx.attributes & KERNEL_STATX_ATTR_APPEND;
	/* Before Linux 4.11, and where a seccomp profile refuses statx. Weaker: needs the right to
	 * read the directory. Not ioctl(3), whose second argument is an int in musl. */
	dir = mg_sys_reopen(fd, O_RDONLY | O_DIRECTORY);
	return dir >= 0 && syscall(SYS_ioctl, dir, FS_IOC_GETFLAGS, &flags) == 0 &&
	       flags & FS_APPEND_FL;
}

int
mg_sys_reopen(int fd, int flags)
{
	int opened;

	flags |= O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	if (!(flags & O_DIRECTORY))
		return reopen_by_name(fd, flags);
	/* "." takes half the time of a name in /proc. It needs the right to search the directory,
	 * as O_TMPFILE, which includes O_DIRECTORY, does anyway. */
	opened = openat(fd, ".", flags, 0600);
	if (opened < 0 && errno == EACCES && (flags & O_TMPFILE) != O_TMPFILE)
		return reopen_by_name(fd, flags);
	return opened < 0 ? -errno : opened;
}

_Static_assert(offsetof(struct dirent, d_name) == 19, "the kernel's struct linux_dirent64");

const char *
mg_sys_dir_next(struct mg_sys_dir *dir, int *errnum)
{
	const struct dirent *entry;

	do {
		if (dir->at == dir->len) {
			long len = syscall(SYS_getdents64, dir->fd, dir->entries,
					   sizeof(dir->entries));

			/* A directory that was removed has no entries. */
			*errnum = len < 0 && errno != ENOENT ? errno : 0;
			if (len <= 0)
				return NULL;
			dir->at = 0;
			dir->len = (unsigned)len;
		}
		entry = (const struct dirent *)(const void *)(dir->entries + dir->at);
		dir->at += entry->d_reclen;
	} while (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
	return entry->d_name;
}

void
mg_sys_dir_close(struct mg_sys_dir *dir)
{
	mg_sys_close(&dir->fd); /* nothing was written */
}

bool
mg_sys_has_acl(int fd)
{
	char name[64];

	/* fgetxattr(2) takes no O_PATH fd. */
	(void)mg_format(name, sizeof(name), "/proc/self/fd/%d", fd); /* fits */
	return has_proc() && getxattr(name, "system.posix_acl_access", NULL, 0) > 0;
}

/* Asks the kernel for the check of execve(2) without the execution (Linux 6.14): modes, ACLs,
 * noexec, security modules and fanotify(7). */
static int
check_execution(int fd)
{
	char name[] = "";
	char *const arguments[] = { name, NULL }, *const environment[] = { NULL };

	return syscall(SYS_execveat, fd, "", arguments, environment,
		       AT_EMPTY_PATH | KERNEL_AT_EXECVE_CHECK) == 0
		       ? 0
		       : -errno;
}

int
mg_sys_may_execute(int fd)
{
	int result = check_execution(fd);
	MG_AUTO_FD int opened = -1;

	/* EPERM comes from fanotify, a security module or a seccomp profile. Only the profile
	 * answers so even without a file. EINVAL: the kernel does not know the flag. */
	if (result != -EINVAL && result != -ENOSYS &&
	    (result != -EPERM || check_execution(-1) != -EPERM))
		return result;
	/* Weaker: faccessat2(2) (Linux 5.8; EPERM: old seccomp profiles) knows modes, ACLs and
	 * noexec. Opening the file also meets security modules and fanotify(7) listeners that deny
	 * reading, but not those that deny only the execution. */
	if (syscall(SYS_faccessat2, fd, "", X_OK, AT_EACCESS | AT_EMPTY_PATH) < 0)
		return errno == EINVAL || errno == EPERM ? -ENOSYS : -errno;
	opened = mg_sys_reopen(fd, O_RDONLY);
	return opened == -EPERM ? -EPERM : 0;
}

int
mg_sys_may_connect(int fd)
{
	/* A datagram socket cannot be connected to a listener of the other types. The kernel says
	 * so (EPROTOTYPE) after the checks that a connection would get: permission to write to the
	 * socket, and a process that holds it (unix_find_other() in Linux net/unix/af_unix.c). One
	 * datagram socket connected to another sends nothing. */
	MG_AUTO_FD int probe = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (probe < 0)
		return -ENOSYS; /* no answer about this socket */
	/* Stands for a name of any length. Resolves no name a second time. */
	(void)mg_format(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d",
			fd); /* fits */
	if (!has_proc())
		return -ENOSYS;
	if (connect(probe, (const struct sockaddr *)&address, sizeof(address)) == 0 ||
	    errno == EPROTOTYPE)
		return 0;
	return -errno;
}
