/* SPDX-License-Identifier: MIT */
/* The system calls that need a word of explanation, or differ between kernels. Functions return 0
 * or -errno. */
#ifndef MG_SYS_SYS_H
#define MG_SYS_SYS_H

#include "text/base.h"
#include "text/err.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* An fd that is closed at the end of its block; -1 is none. */
#define MG_AUTO_FD MG_CLEANUP(mg_sys_close)
void mg_sys_close(int *fd);

/* What statx(2) tells of an object, or fstatat(2) and fdinfo where statx is not to be had. */
struct mg_sys_node {
	unsigned mode; /* as st_mode */
	unsigned uid, gid;
	uint64_t size;	   /* bytes */
	bool is_immutable; /* false also where it cannot be told */
	bool is_automount; /* so is this: something is mounted here as soon as it is entered */
	bool has_mount_id;
	uint64_t mount_id; /* field 1 of mountinfo */
	bool has_mount_root;
	bool is_mount_root; /* the object is the root of that mount */
};

/* Whether the call that has just failed is to be put again: it was interrupted, which a call of
 * ours is by nobody, but by some seccomp profiles and by whoever traces us. Not for ever: start
 * with *tries 0. */
bool mg_sys_is_interrupted(unsigned *tries);

/* open(2) with O_CLOEXEC, O_NONBLOCK and O_NOCTTY added. The fd, or -1 with errno. */
int mg_sys_open(const char *name, int flags);

/* As sigprocmask(2), whose wrapper in musl forgets the signals 32 to 34 in what it tells. Returns 0
 * or -errno; then *original is empty. */
int mg_sys_mask(int how, const sigset_t *set, sigset_t *original);

/* Looks at name in the directory fd, or at fd itself where name is "". Symbolic links are not
 * followed and automounts not triggered. Cached answers are taken unless fresh: on FUSE the root of
 * a mount then answers though its server does not. */
int mg_sys_node(int fd, const char *name, bool fresh, struct mg_sys_node *node);

/* Enters name in the directory fd as every program does that opens it, so that what is to be
 * mounted there by itself is mounted. Waits for the automounter. Returns 0 or -errno. */
int mg_sys_enter(int fd, const char *name);

/* Whether the directory behind fd takes new names and gives none back (chattr +a); false also where
 * that cannot be told. */
bool mg_sys_is_append_only(int fd);

/* The mount id of an open file as /proc/self/fdinfo has it: it asks no storage. False: could not
 * tell. */
bool mg_sys_mount_id(int fd, uint64_t *mount_id);

/* Reads fd to its end into *text, which the caller frees; a NUL byte is put behind the len bytes.
 * More than max_bytes is -EFBIG. */
int mg_sys_read_all(int fd, size_t max_bytes, char **text, size_t *len);

/* Opens again, with flags, what an O_PATH fd refers to: no name is resolved a second time. The new
 * fd or -errno. O_CLOEXEC, O_NONBLOCK and O_NOCTTY are added. */
int mg_sys_reopen(int fd, int flags);

/* Whether the file behind fd may be executed by us: 0, or why not. -ENOSYS: cannot tell. */
int mg_sys_may_execute(int fd);

/* Whether we may connect to the UNIX socket behind the O_PATH fd, and somebody holds it: 0, or why
 * not (-ECONNREFUSED: nobody does). No connection is made, and the listener notices nothing.
 * -ENOSYS: cannot tell. */
int mg_sys_may_connect(int fd);

/* Whether the object behind the O_PATH fd has an access ACL (acl(5)) beyond its mode. */
bool mg_sys_has_acl(int fd);

/* Whether the object behind fd is on procfs, where symbolic links are not names to be followed by
 * hand. */
bool mg_sys_is_proc(int fd);

/* As fork(2), but the end of the child sends no SIGCHLD: the command must not find one pending. The
 * child has to be waited for with __WALL. Where that cannot be had, *sends_signal: then
 * mg_sys_drop_signal(SIGCHLD) belongs to the end of the child. */
pid_t mg_sys_fork(bool *sends_signal);

/* Takes away a signal that is blocked and pending. */
void mg_sys_drop_signal(int number);

/* Writes all of text in as few calls as the kernel allows. Where nobody reads, nothing happens to
 * us (no SIGPIPE, and none is left behind): the exit code still says what was to be said. */
int mg_sys_write_all(int fd, const char *text, size_t len);

/* Puts something that can be neither read nor written in the place of a closed fd 0, 1 or 2, so
 * that no file of ours gets that number and nothing is written into it. Gone at exec: the command
 * finds it closed. */
void mg_sys_occupy_std_fds(void);

/* Sets a variable of the environment in place of all that have the name: setenv(3) replaces the
 * first one, and bash takes the last. What was there before is not freed. Returns 0 or -ENOMEM. */
int mg_sys_set_variable(const char *name, const char *value);

/* Closes every descriptor behind `last` but `keep`. */
void mg_sys_close_behind(int last, int keep);

/* Whether word is in the kernel's release: "5.15.167.4-microsoft-standard-WSL2". */
bool mg_sys_is_kernel(const char *word);

/* Whether this user namespace maps every id (user_namespaces(7): the first one does); true also
 * where that cannot be told. */
bool mg_sys_maps_all_users(void);

/* Milliseconds of CLOCK_MONOTONIC; 0 where the clock may not be read. */
int64_t mg_sys_now_ms(void);

/* Whether there is a clock: without one no wait comes to its end. Returns 0 or -errno with *err. */
int mg_sys_check_clock(struct mg_err *err);

#endif
