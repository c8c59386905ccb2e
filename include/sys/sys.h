/* SPDX-License-Identifier: MIT */
/* The system calls that need a word of explanation, or differ between kernels. They return 0 or
 * -errno. */
#ifndef MG_SYS_SYS_H
#define MG_SYS_SYS_H

#include "text/base.h"
#include "text/err.h"

#include <signal.h>
#include <sys/types.h>

/* An fd that is closed at the end of its block; -1 is none. */
#define MG_AUTO_FD MG_CLEANUP(mg_sys_close)
void mg_sys_close(int *fd);

/* What statx(2) tells of an object; fstatat(2) and fdinfo where there is no statx. */
struct mg_sys_node {
	unsigned mode; /* as st_mode */
	unsigned uid, gid;
	uint64_t size;	   /* bytes */
	bool is_immutable; /* false also if unknown */
	bool is_automount; /* entering it mounts something on it; false also if unknown */
	bool has_mount_id;
	uint64_t mount_id; /* field 1 of mountinfo */
	bool has_mount_root;
	bool is_mount_root; /* the object is the root of its mount */
};

/* Whether to repeat the call that has just failed, because it was interrupted. Seccomp profiles and
 * tracers cause EINTR even without a handler. *tries starts at 0 and limits the repetitions. */
bool mg_sys_is_interrupted(unsigned *tries);

/* open(2) with O_CLOEXEC, O_NONBLOCK and O_NOCTTY added. The fd, or -1 with errno. */
int mg_sys_open(const char *name, int flags);

/* As sigprocmask(2), whose wrapper in musl leaves the signals 32 to 34 out of *original. Returns 0,
 * or -errno with an empty *original. */
int mg_sys_mask(int how, const sigset_t *set, sigset_t *original);

/* Looks at name in the directory fd, or at fd itself where name is "". Follows no symbolic link and
 * triggers no automount. Without fresh takes cached answers: the root of a FUSE mount then answers
 * even if its server does not. */
int mg_sys_node(int fd, const char *name, bool fresh, struct mg_sys_node *node);

/* Enters name in the directory fd, as open(2) does, which triggers an automount there. Waits for
 * the automounter. Returns 0 or -errno. */
int mg_sys_enter(int fd, const char *name);

/* Whether names can be added to the directory and not removed (chattr +a); false if unknown. */
bool mg_sys_is_append_only(int fd);

/* Reads from /proc/self/fdinfo the mount id of an open file and, unless is_locked is NULL, whether
 * the file has an exclusive flock(2). Asks no storage. False: could not tell. */
bool mg_sys_mount_id(int fd, uint64_t *mount_id, bool *is_locked);

/* Whether both refer to the same object. Asks no storage: the kernel has the numbers of both. */
bool mg_sys_is_same_object(int fd, int other);

/* Reads fd to its end into *text, which the caller frees, and adds a NUL. More than max_bytes is
 * -EFBIG. */
int mg_sys_read_all(int fd, size_t max_bytes, char **text, size_t *len);

/* Opens the object of an O_PATH fd again, with flags and O_CLOEXEC, O_NONBLOCK and O_NOCTTY.
 * Resolves no name a second time. Returns the new fd or -errno. */
int mg_sys_reopen(int fd, int flags);

/* An open directory, and what was read of it last. Not DIR: opendir(3) asks for memory, and the
 * kernel for what is known. */
struct mg_sys_dir {
	int fd; /* -1: none */
	unsigned at, len;
	_Alignas(uint64_t) char entries[2048]; /* an entry of FUSE may have 1,048 bytes */
};

/* The next entry but "." and ".."; NULL at the end, or with *errnum set. */
const char *mg_sys_dir_next(struct mg_sys_dir *dir, int *errnum);
void mg_sys_dir_close(struct mg_sys_dir *dir);

/* Whether this process may execute the file behind fd: 0, or why not. -ENOSYS: cannot tell. */
int mg_sys_may_execute(int fd);

/* Whether this process may connect to the UNIX socket behind the O_PATH fd, and a process holds it:
 * 0, or why not (-ECONNREFUSED: no process does). Makes no connection. -ENOSYS: cannot tell. */
int mg_sys_may_connect(int fd);

/* Whether the object behind the O_PATH fd has an access ACL (acl(5)) beyond its mode. */
bool mg_sys_has_acl(int fd);

/* Whether the object behind fd is on procfs. Its symbolic links are not to be followed by name. */
bool mg_sys_is_proc(int fd);

/* How long and how much to read. */
struct mg_sys_patience {
	size_t max_bytes;   /* more is -EFBIG */
	int64_t timeout_ms; /* for storage that does not answer */
	int signal_fd;	    /* a signalfd(2) to give up at; -1: none */
	bool for_writer;    /* waits, without a limit, for the writer of a FIFO */
};

/* A file of the guard's own. .text is NULL or has a NUL after .len bytes, and the caller frees it.
 */
struct mg_sys_file {
	char *text;
	size_t len;
	unsigned mode, uid, gid; /* as st_mode, st_uid, st_gid */
};

/* Reads a whole file. A child reads it where the file may lie on storage that does not answer.
 * Returns 0, or -errno without a text; -ETIMEDOUT: no answer in time; -EINTR: a signal is pending.
 */
int mg_sys_read_file(const char *name, const struct mg_sys_patience *patience,
		     struct mg_sys_file *file);

/* As fork(2), but the end of the child sends no SIGCHLD, which the command would find pending.
 * Where the kernel cannot do that, sets *sends_signal. Wait for the child with the next two
 * functions. */
pid_t mg_sys_fork(bool *sends_signal);

/* Whether the child has ended, or is no child of this process any more. Does not wait. */
bool mg_sys_is_gone(pid_t child);

/* Waits a short time for the end of a child. Kills a child that is not about to end. False: the
 * child is stuck in the kernel, and is left behind. */
bool mg_sys_end_child(pid_t child, bool is_ending, bool sends_signal);

/* Closes every descriptor but the standard ones and `keep`. */
void mg_sys_close_all_but(int keep);

/* In a child that may get stuck: puts `instead` in place of the standard descriptors. A stuck child
 * must hold no pipe whose reader waits for its end. -1: puts O_PATH descriptors of the same files
 * in their place, so that a name like /dev/stdout leads to the file. That takes a long way through
 * /proc. */
void mg_sys_replace_std(int instead);

/* Takes away a pending signal that is blocked. */
void mg_sys_drop_signal(int number);

/* Writes all of text in as few calls as the kernel allows. Where no process reads, this one gets no
 * SIGPIPE and leaves none pending: the exit code still tells the outcome. */
int mg_sys_write_all(int fd, const char *text, size_t len);

/* Occupies each of the fds 0, 1 and 2 that is closed with an fd that can be neither read nor
 * written, so that no file of the guard gets that number. The exec closes it again. */
void mg_sys_occupy_std_fds(void);

/* Sets a variable of the environment, and removes all others of that name: setenv(3) replaces only
 * the first, and bash takes the last. Frees none of them. Returns 0 or -ENOMEM. */
int mg_sys_set_variable(const char *name, const char *value);

/* Whether word is in the kernel's release: "5.15.167.4-microsoft-standard-WSL2". */
bool mg_sys_is_kernel(const char *word);

/* Whether this user namespace maps every id (user_namespaces(7)); true also if that is unknown. */
bool mg_sys_maps_all_users(void);

/* Milliseconds of CLOCK_MONOTONIC; 0 where the clock may not be read. */
int64_t mg_sys_now_ms(void);

/* Checks that the clock can be read: without it no wait ends. Returns 0 or -errno with *err. */
int mg_sys_check_clock(struct mg_err *err);

#endif
