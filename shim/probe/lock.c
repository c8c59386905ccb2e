/* SPDX-License-Identifier: MIT */
/* The lock of the word exclusive. The probe child opens the object, tries the lock and sends the
 * descriptor. If the kernel alone keeps the lock, the guard takes it: /proc/locks then names a
 * process that lives, the later command. If a server may be involved, only the child calls
 * flock(2), under the deadline, and the guard reads the result in /proc/self/fdinfo. */
#include "child.h"

#include "mounts/kind.h"
#include "text/format.h"
#include "text/lex.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* --check, --health and other guards hold the lock for some microseconds. */
#define LOCK_TRIES 10
#define LOCK_NAP_MS 5

/* The command gets the lowest free descriptor from here on. Scripts use descriptors below 10 (exec
 * 3>&1), shells the next ones. The kernel's first table has room for 64. */
#define LOCK_FIRST_FD 50

#define LOCKS_MAX_BYTES (1024UL * 1024)
#define GROUPS_MAX_BYTES 4096

/* Sends *fd through the socket, or receives it (SYS_sendmsg, SYS_recvmsg). 0 or an errno. */
static int
pass_fd(long call, int socket, int *fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(*fd))] = { 0 };
	struct cmsghdr *header = (struct cmsghdr *)(void *)control;
	char byte = 0;
	struct iovec data = { &byte, 1 };
	/* Its padding is 0, so the raw system calls work without the C library's wrappers. */
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(*fd));
	memcpy(CMSG_DATA(header), fd, sizeof(*fd));
	if (syscall(call, socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_CMSG_CLOEXEC) < 0)
		return errno;
	/* A socket without options delivers nothing else. If nothing came, *fd stays -1. */
	memcpy(fd, CMSG_DATA(header), sizeof(*fd));
	return 0;
}

/* Returns 0 or an errno. */
static int
try_lock(int fd, int how)
{
	for (int tries = 1; flock(fd, how | LOCK_NB) < 0; tries++) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || tries == LOCK_TRIES)
			return errno;
		(void)poll(NULL, 0, LOCK_NAP_MS);
	}
	return 0;
}

/* --- the child --- */

/* Reads the control groups of the process. False: there is no such process. */
static bool
read_groups(uint64_t process, char groups[GROUPS_MAX_BYTES])
{
	char name[64];
	ssize_t len;
	MG_AUTO_FD int fd = -1;

	(void)mg_format(name, sizeof(name), "/proc/%llu/cgroup", (unsigned long long)process);
	fd = mg_sys_open(name, O_RDONLY);
	len = read(fd, groups, GROUPS_MAX_BYTES - 1);
	groups[len > 0 ? len : 0] = '\0';
	return len > 0;
}

/* Finds the container's id, 64 digits, in the control groups of a process. "": none. */
static const char *
find_id(const char *groups)
{
	while (*groups != '\0' && strspn(groups, "0123456789abcdef") != 64)
		groups++;
	return groups;
}

/* Whether the process with these control groups is of our container. A container with a cgroup
 * namespace of its own has no id: its path there is "/", and a path outside begins with "/..". */
static bool
is_of_own_container(const char *groups)
{
	char own[GROUPS_MAX_BYTES];
	const char *id = find_id(groups), *own_id;

	if (!read_groups((uint64_t)getpid(), own))
		return false;
	own_id = find_id(own);
	if (*id != '\0' || *own_id != '\0')
		return strncmp(id, own_id, 64) == 0;
	return strcmp(groups, own) == 0 ||
	       (mg_lex_find(own, "0::/\n") && !mg_lex_find(groups, ":/.."));
}

/* Finds the process that has locked the object `key`, in a text as /proc/locks:
 * "1: FLOCK  ADVISORY  WRITE 17 08:01:131 0 EOF". 0: none. The kernel leaves out a lock if its
 * taker is in a PID namespace that is not seen from here. */
static uint64_t
find_process(const char *text, const char *key)
{
	static const char flock[] = "FLOCK  ADVISORY  WRITE ";
	const char *at = mg_lex_find(text, flock);
	uint64_t process;

	for (; at; at = mg_lex_find(at, flock)) {
		struct mg_slice number = { at + sizeof(flock) - 1, 0 };

		number.len = strspn(number.text, "0123456789");
		at = number.text + number.len;
		if (strncmp(at, key, strlen(key)) == 0 && mg_lex_number(number, INT_MAX, &process))
			return process;
	}
	return 0;
}

/* Finds the process that has the lock. Returns whether it is of this container. */
static bool
find_taker(const struct mg_mount *mount, int fd, struct mg_lock *lock)
{
	MG_AUTO_FD int locks = mg_sys_open("/proc/locks", O_RDONLY);
	char key[64], groups[GROUPS_MAX_BYTES], *text = NULL;
	uint64_t process;
	struct stat st;
	size_t len;

	if (!mount || fstat(fd, &st) < 0 ||
	    mg_sys_read_all(locks, LOCKS_MAX_BYTES, &text, &len) < 0)
		return false;
	(void)mg_format(key, sizeof(key), " %s%llx:%s%llx:%llu ", &"0"[mount->major > 15],
			(unsigned long long)mount -> major, &"0"[mount->minor > 15],
			(unsigned long long)mount -> minor,
			(unsigned long long)st.st_ino); /* fits */
	process = find_process(text, key);
	free(text);
	if (!read_groups(process, groups))
		return false;
	lock->taker = (unsigned)process;
	(void)mg_format(lock->container, 13, "%s", find_id(groups)); /* its first 12 digits */
	return is_of_own_container(groups);
}

void
mg_lock_run(const struct mg_probe *probe, const struct mg_ask *ask, int path_fd,
	    struct mg_facts *facts)
{
	const struct mg_mount *mount = mg_mounts_find(probe->mounts, facts->mount_id);
	bool is_dir = S_ISDIR(facts->mode), takes = ask->needs & MG_NEED_TAKE;
	struct mg_lock *lock = &facts->lock;
	MG_AUTO_FD int fd = -1;
	int err;

	facts->stage = MG_STAGE_LOCK;
	fd = mg_sys_reopen(path_fd, is_dir ? O_RDONLY | O_DIRECTORY : O_RDONLY);
	lock->err = fd < 0 ? -fd : 0;
	if (fd < 0 || (!takes && find_taker(mount, fd, lock)))
		return;
	err = try_lock(fd, takes ? LOCK_EX : LOCK_SH);
	if (err == EBADF) /* NFS locks no file that is open for reading only */
		err = EOPNOTSUPP;
	if (err == EWOULDBLOCK)
		(void)find_taker(mount, fd, lock);
	if (err == 0 && takes) {
		if (mount && mg_backing_locks_alone(mount->fstype, is_dir))
			(void)flock(fd, LOCK_UN); /* the guard takes it */
		err = pass_fd(SYS_sendmsg, probe->end, &fd);
		if (err == EAGAIN) /* EAGAIN would mean that another process has it */
			err = ENOMEM;
	}
	lock->err = err;
}

/* --- the guard --- */

int
mg_lock_take(const struct mg_mounts *mounts, uint64_t mount_id, int socket, int *locks,
	     size_t index)
{
	MG_AUTO_FD int fd = -1;
	const struct mg_mount *mount;
	bool is_locked, is_held = false;
	int flags, err = 0;
	uint64_t id;

	/* None of this touches the storage, whatever the descriptor is. */
	(void)pass_fd(SYS_recvmsg, socket, &fd);
	flags = fcntl(fd, F_GETFL);
	if (flags < 0 || !mg_sys_mount_id(fd, &id, &is_locked) || id != mount_id)
		return ENOSYS;
	mount = mg_mounts_find(mounts, id);
	if (mount && mg_backing_locks_alone(mount->fstype, (flags & O_TMPFILE) == O_DIRECTORY)) {
		for (size_t i = 0; i < index; i++) /* two paths may lead to one object */
			is_held |= locks[i] > 0 && mg_sys_is_same_object(fd, locks[i]);
		err = is_held ? 0 : try_lock(fd, LOCK_EX);
	} else if (!is_locked) {
		err = ENOSYS;
	}
	if (err == 0)
		locks[index] = fcntl(fd, F_DUPFD, LOCK_FIRST_FD);
	if (err == 0 && locks[index] < 0)
		err = errno == EINVAL ? EMFILE : errno; /* RLIMIT_NOFILE is smaller than that */
	return err;
}
