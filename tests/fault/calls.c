/* SPDX-License-Identifier: MIT */
/* What a call can plausibly answer: by its man page, by what file systems and servers hand through
 * (EIO, ESTALE, ETIMEDOUT, ENOTCONN...), and by what a limit, a signal or a policy makes of it. */
#include "calls.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>

#define ERRNOS(...) ((const int[]){ __VA_ARGS__, 0 })

/* Of a name: the way to it, its storage, and its server. */
#define LOOKUP                                                                                     \
	EACCES, EPERM, ENOENT, ENOTDIR, ELOOP, ENOMEM, EIO, EINTR, ESTALE, ETIMEDOUT, ENOTCONN,    \
		EHOSTDOWN, EHOSTUNREACH, ENODEV
#define STAT LOOKUP, EOVERFLOW, ENOSYS, EINVAL
#define OPEN                                                                                       \
	LOOKUP, EMFILE, ENFILE, EAGAIN, EINVAL, EISDIR, ENXIO, EROFS, ENOSPC, EDQUOT, EEXIST,      \
		EOVERFLOW, ETXTBSY, EBUSY, EOPNOTSUPP
#define DATA EIO, EINTR, EAGAIN, ENOMEM, ESTALE, ETIMEDOUT, ENOTCONN
#define MEMORY ENOMEM, EAGAIN, EINTR
#define REFUSED EPERM, ENOSYS, EINVAL
#define EXECUTE                                                                                    \
	E2BIG, EACCES, EAGAIN, EINTR, EINVAL, EIO, EISDIR, ELOOP, EMFILE, ENAMETOOLONG, ENFILE,    \
		ENODEV, ENOENT, ENOEXEC, ENOMEM, ENOTDIR, EPERM, ESTALE, ETIMEDOUT, ETXTBSY

static const struct call calls[] = {
/* names */
#ifdef SYS_open
	{ "open", SYS_open, ERRNOS(OPEN), 0 },
	{ "stat", SYS_stat, ERRNOS(STAT), 0 },
	{ "lstat", SYS_lstat, ERRNOS(STAT), 0 },
	{ "readlink", SYS_readlink, ERRNOS(LOOKUP, EINVAL), 0 },
	{ "unlink", SYS_unlink, ERRNOS(LOOKUP, EBUSY, EROFS), 0 },
	{ "rename", SYS_rename, ERRNOS(LOOKUP, EBUSY, EROFS, ENOSPC, EXDEV), 0 },
	{ "mkdir", SYS_mkdir, ERRNOS(LOOKUP, EROFS, ENOSPC), 0 },
	{ "chmod", SYS_chmod, ERRNOS(LOOKUP, EROFS), 0 },
#endif
	{ "openat", SYS_openat, ERRNOS(OPEN), 0 },
	{ "openat2", 437, ERRNOS(OPEN, ENOSYS), 0 },
	{ "newfstatat", SYS_newfstatat, ERRNOS(STAT), 0 },
	{ "statx", SYS_statx, ERRNOS(STAT), 0 },
	{ "readlinkat", SYS_readlinkat, ERRNOS(LOOKUP, EINVAL), 0 },
	{ "unlinkat", SYS_unlinkat, ERRNOS(LOOKUP, EBUSY, EROFS), 0 },
#ifdef SYS_renameat
	{ "renameat", SYS_renameat, ERRNOS(LOOKUP, EBUSY, EROFS, ENOSPC, EXDEV), 0 },
#endif
	{ "renameat2", SYS_renameat2, ERRNOS(LOOKUP, EBUSY, EROFS, ENOSPC, EXDEV, EINVAL), 0 },
	{ "linkat", SYS_linkat, ERRNOS(LOOKUP, EROFS, ENOSPC, EXDEV, EMLINK, EOPNOTSUPP), 0 },
	{ "symlinkat", SYS_symlinkat, ERRNOS(LOOKUP, EROFS, ENOSPC, EOPNOTSUPP), 0 },
	{ "mkdirat", SYS_mkdirat, ERRNOS(LOOKUP, EROFS, ENOSPC), 0 },
	{ "faccessat", SYS_faccessat, ERRNOS(STAT), 0 },
	{ "faccessat2", 439, ERRNOS(STAT), 0 },
	{ "fchmod", SYS_fchmod, ERRNOS(EPERM, EIO, EROFS), 0 },
	{ "fchmodat", SYS_fchmodat, ERRNOS(LOOKUP, EROFS), 0 },
	{ "utimensat", SYS_utimensat, ERRNOS(LOOKUP, EROFS), 0 },
	{ "getxattr", SYS_getxattr, ERRNOS(LOOKUP, ENODATA, EOPNOTSUPP, ERANGE), 0 },
	{ "fgetxattr", SYS_fgetxattr, ERRNOS(DATA, ENODATA, EOPNOTSUPP, ERANGE), 0 },
	{ "statfs", SYS_statfs, ERRNOS(STAT), 0 },
	{ "getcwd", SYS_getcwd, ERRNOS(ENOENT, ENOMEM, EACCES, ERANGE), 0 },
	{ "chdir", SYS_chdir, ERRNOS(LOOKUP), 0 },
	{ "fchdir", SYS_fchdir, ERRNOS(LOOKUP), 0 },
	{ "execve", SYS_execve, ERRNOS(EXECUTE), 0 },
	{ "execveat", SYS_execveat, ERRNOS(EXECUTE, ENOSYS), 0 },

	/* what is open */
	{ "fstat", SYS_fstat, ERRNOS(DATA, EOVERFLOW), 0 },
	{ "fstatfs", SYS_fstatfs, ERRNOS(DATA, ENOSYS, EPERM), 0 },
	{ "getdents64", SYS_getdents64, ERRNOS(DATA, EACCES, EINVAL, ENOENT, ENOTDIR), 0 },
	{ "read", SYS_read, ERRNOS(DATA, EISDIR, EINVAL, EACCES), CALL_SHORT | CALL_ZERO },
	{ "pread64", SYS_pread64, ERRNOS(DATA, EISDIR, EINVAL, EACCES), CALL_SHORT | CALL_ZERO },
	{ "readv", SYS_readv, ERRNOS(DATA, EISDIR, EINVAL, EACCES), CALL_ZERO },
	{ "write", SYS_write, ERRNOS(DATA, ENOSPC, EDQUOT, EFBIG, EPIPE, EPERM, EINVAL),
	  CALL_SHORT | CALL_ZERO },
	{ "pwrite64", SYS_pwrite64, ERRNOS(DATA, ENOSPC, EDQUOT, EFBIG, EPERM, EINVAL),
	  CALL_SHORT | CALL_ZERO },
	{ "writev", SYS_writev, ERRNOS(DATA, ENOSPC, EDQUOT, EFBIG, EPIPE), CALL_ZERO },
	{ "sendfile", SYS_sendfile, ERRNOS(DATA, ENOSPC, EINVAL), CALL_ZERO },
	{ "copy_file_range", SYS_copy_file_range, ERRNOS(DATA, ENOSPC, EXDEV, ENOSYS), CALL_ZERO },
	{ "lseek", SYS_lseek, ERRNOS(ESPIPE, EIO), 0 },
	{ "ftruncate", SYS_ftruncate, ERRNOS(EIO, EPERM, EINVAL, EINTR), 0 },
	{ "fsync", SYS_fsync, ERRNOS(DATA, ENOSPC, EDQUOT, EROFS, EINVAL), CALL_DONE },
	{ "fdatasync", SYS_fdatasync, ERRNOS(DATA, ENOSPC, EDQUOT, EROFS, EINVAL), CALL_DONE },
	{ "flock", SYS_flock, ERRNOS(EINTR, ENOLCK, EWOULDBLOCK, EOPNOTSUPP), 0 },
	{ "close", SYS_close, ERRNOS(EIO, EINTR, ENOSPC, EDQUOT), CALL_DONE },
	{ "fcntl", SYS_fcntl, ERRNOS(EMFILE, EBADF, EACCES, ENOLCK), 0 },
	{ "ioctl", SYS_ioctl, ERRNOS(ENOTTY, EIO, EPERM), 0 },
#ifdef SYS_dup2
	{ "dup2", SYS_dup2, ERRNOS(EMFILE, EBUSY, EINTR), 0 },
	{ "pipe", SYS_pipe, ERRNOS(EMFILE, ENFILE, ENOMEM, EINTR), 0 },
	{ "poll", SYS_poll, ERRNOS(EINTR, ENOMEM, EAGAIN), 0 },
#endif
	{ "dup3", SYS_dup3, ERRNOS(EMFILE, EBUSY, EINTR), 0 },
	{ "pipe2", SYS_pipe2, ERRNOS(EMFILE, ENFILE, ENOMEM, EINTR), 0 },
	{ "ppoll", SYS_ppoll, ERRNOS(EINTR, ENOMEM, EAGAIN), 0 },
	{ "signalfd4", SYS_signalfd4, ERRNOS(EMFILE, ENFILE, ENOMEM, ENODEV, EPERM, ENOSYS), 0 },
	{ "memfd_create", SYS_memfd_create, ERRNOS(EMFILE, ENFILE, ENOMEM, ENOSYS), 0 },
	{ "close_range", 436, ERRNOS(ENOSYS, EPERM, EMFILE), 0 },
	{ "socket", SYS_socket, ERRNOS(EAFNOSUPPORT, EMFILE, ENFILE, ENOMEM, EACCES, EPERM), 0 },
	{ "connect", SYS_connect,
	  ERRNOS(ECONNREFUSED, ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, EINTR, EINPROGRESS, EACCES),
	  0 },
	{ "socketpair", SYS_socketpair, ERRNOS(EAFNOSUPPORT, EMFILE, ENFILE, ENOMEM, EACCES, EPERM),
	  0 },
	{ "sendmsg", SYS_sendmsg, ERRNOS(EPIPE, EINTR, EAGAIN, ETOOMANYREFS, EBADF), 0 },
	{ "recvmsg", SYS_recvmsg, ERRNOS(ENOMEM, EINTR, EAGAIN), CALL_ZERO },
	{ "sendto", SYS_sendto, ERRNOS(ECONNRESET, EPIPE, EINTR, EAGAIN), CALL_SHORT | CALL_ZERO },
	{ "recvfrom", SYS_recvfrom, ERRNOS(ECONNRESET, EINTR, EAGAIN), CALL_SHORT | CALL_ZERO },
	{ "getsockopt", SYS_getsockopt, ERRNOS(EPERM, ENOTSOCK), 0 },
	{ "setsockopt", SYS_setsockopt, ERRNOS(EPERM, ENOTSOCK), 0 },
	{ "shutdown", SYS_shutdown, ERRNOS(ENOTCONN), 0 },

	/* memory */
	{ "mmap", SYS_mmap, ERRNOS(MEMORY, EPERM), 0 },
	{ "mremap", SYS_mremap, ERRNOS(MEMORY), 0 },
	{ "mprotect", SYS_mprotect, ERRNOS(ENOMEM, EACCES), 0 },
	{ "msync", SYS_msync, ERRNOS(EIO, ENOMEM, ENOSPC, EBUSY, EINVAL), 0 },
	{ "munmap", SYS_munmap, ERRNOS(ENOMEM, EINVAL), 0 },
	{ "madvise", SYS_madvise, ERRNOS(ENOMEM, EINVAL), 0 },
	{ "brk", SYS_brk, ERRNOS(ENOMEM), 0 },

	/* processes and signals */
	{ "clone", SYS_clone, ERRNOS(EAGAIN, ENOMEM, EPERM, ENOSYS, EINVAL, EINTR), 0 },
	{ "clone3", 435, ERRNOS(EAGAIN, ENOMEM, EPERM, ENOSYS, EINVAL, EINTR), 0 },
#ifdef SYS_fork
	{ "fork", SYS_fork, ERRNOS(EAGAIN, ENOMEM, EPERM, EINTR), 0 },
	{ "vfork", SYS_vfork, ERRNOS(EAGAIN, ENOMEM, EPERM, EINTR), 0 },
#endif
	{ "wait4", SYS_wait4, ERRNOS(EINTR), 0 },
	{ "waitid", SYS_waitid, ERRNOS(EINTR), 0 },
	{ "kill", SYS_kill, ERRNOS(EPERM, ESRCH), 0 },
	{ "tgkill", SYS_tgkill, ERRNOS(EPERM, ESRCH, EAGAIN), 0 },
	{ "pidfd_open", 434, ERRNOS(REFUSED, EMFILE, ESRCH), 0 },
	{ "pidfd_send_signal", 424, ERRNOS(REFUSED, ESRCH), 0 },
	{ "rt_sigpending", SYS_rt_sigpending, ERRNOS(EPERM, ENOSYS), 0 },
	{ "rt_sigtimedwait", SYS_rt_sigtimedwait, ERRNOS(EAGAIN, EINTR), 0 },
	{ "rt_sigsuspend", SYS_rt_sigsuspend, ERRNOS(EINTR), 0 },
	{ "clock_gettime", SYS_clock_gettime, ERRNOS(EPERM, ENOSYS, EINVAL), 0 },
	{ "nanosleep", SYS_nanosleep, ERRNOS(EINTR), 0 },
	{ "clock_nanosleep", SYS_clock_nanosleep, ERRNOS(EINTR, ENOSYS), 0 },
	{ "setitimer", SYS_setitimer, ERRNOS(EINVAL, EPERM), 0 },
	{ "timer_create", SYS_timer_create, ERRNOS(EAGAIN, ENOMEM), 0 },
	{ "uname", SYS_uname, ERRNOS(EPERM), 0 },
	{ "prlimit64", SYS_prlimit64, ERRNOS(EPERM, ENOSYS), 0 },
	{ "process_vm_writev", SYS_process_vm_writev, ERRNOS(EPERM, ESRCH), 0 },
	{ "getrandom", SYS_getrandom, ERRNOS(EINTR, EAGAIN, ENOSYS), CALL_SHORT },

	/* who this is */
	{ "prctl", SYS_prctl, ERRNOS(REFUSED, EACCES), CALL_LIE },
	{ "capget", SYS_capget, ERRNOS(REFUSED), CALL_LIE },
	{ "capset", SYS_capset, ERRNOS(REFUSED), CALL_LIE },
	{ "setgroups", SYS_setgroups, ERRNOS(REFUSED, ENOMEM), CALL_LIE },
	{ "setresuid", SYS_setresuid, ERRNOS(REFUSED, EAGAIN), CALL_LIE },
	{ "setresgid", SYS_setresgid, ERRNOS(REFUSED), CALL_LIE },
	{ "getgroups", SYS_getgroups, ERRNOS(REFUSED), 0 },
	{ "getresuid", SYS_getresuid, ERRNOS(REFUSED), 0 },
	{ "getresgid", SYS_getresgid, ERRNOS(REFUSED), 0 },

	/* They cannot fail. Where one is refused, it is so for good (seccomp.sh). */
	{ "getpid", SYS_getpid, NULL, 0 },
	{ "getppid", SYS_getppid, NULL, 0 },
	{ "gettid", SYS_gettid, NULL, 0 },
	{ "getuid", SYS_getuid, NULL, 0 },
	{ "geteuid", SYS_geteuid, NULL, 0 },
	{ "getgid", SYS_getgid, NULL, 0 },
	{ "getegid", SYS_getegid, NULL, 0 },
	{ "umask", SYS_umask, NULL, 0 },
	{ "rt_sigaction", SYS_rt_sigaction, NULL, 0 },
	{ "rt_sigprocmask", SYS_rt_sigprocmask, NULL, 0 },
	{ "rt_sigreturn", SYS_rt_sigreturn, NULL, 0 },
	{ "restart_syscall", SYS_restart_syscall, NULL, 0 },
	{ "set_tid_address", SYS_set_tid_address, NULL, 0 },
	{ "futex", SYS_futex, NULL, 0 },
	{ "sched_yield", SYS_sched_yield, NULL, 0 },
	{ "exit", SYS_exit, NULL, 0 },
	{ "exit_group", SYS_exit_group, NULL, 0 },
#ifdef SYS_arch_prctl /* the C library's first, which ends the program where it fails */
	{ "arch_prctl", SYS_arch_prctl, NULL, 0 },
#endif
};

#define NAMED(name)                                                                                \
	{                                                                                          \
		name, #name                                                                        \
	}
static const struct {
	int number;
	const char *name;
} errnos[] = {
	NAMED(E2BIG),	    NAMED(EACCES),	 NAMED(EAFNOSUPPORT), NAMED(EAGAIN),
	NAMED(EBADF),	    NAMED(EBUSY),	 NAMED(ECONNREFUSED), NAMED(ECONNRESET),
	NAMED(EDQUOT),	    NAMED(EEXIST),	 NAMED(EFBIG),	      NAMED(EHOSTDOWN),
	NAMED(EINPROGRESS), NAMED(EHOSTUNREACH), NAMED(EINTR),	      NAMED(EINVAL),
	NAMED(EIO),	    NAMED(EISDIR),	 NAMED(ELOOP),	      NAMED(EMFILE),
	NAMED(EMLINK),	    NAMED(ENAMETOOLONG), NAMED(ENETUNREACH),  NAMED(ENFILE),
	NAMED(ENODATA),	    NAMED(ENODEV),	 NAMED(ENOENT),	      NAMED(ENOEXEC),
	NAMED(ENOLCK),	    NAMED(ENOMEM),	 NAMED(ENOSPC),	      NAMED(ENOSYS),
	NAMED(ENOTCONN),    NAMED(ENOTDIR),	 NAMED(ENOTSOCK),     NAMED(ENOTTY),
	NAMED(ENXIO),	    NAMED(EOPNOTSUPP),	 NAMED(EOVERFLOW),    NAMED(EPERM),
	NAMED(EPIPE),	    NAMED(ERANGE),	 NAMED(EROFS),	      NAMED(ESPIPE),
	NAMED(ESRCH),	    NAMED(ESTALE),	 NAMED(ETIMEDOUT),    NAMED(ETXTBSY),
	NAMED(EXDEV),
};

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

const struct call *
call_at(unsigned index)
{
	return index < LEN(calls) ? &calls[index] : NULL;
}

const struct call *
call_by_number(long number)
{
	for (size_t i = 0; i < LEN(calls); i++)
		if (calls[i].number == number)
			return &calls[i];
	return NULL;
}

const struct call *
call_by_name(const char *name)
{
	for (size_t i = 0; i < LEN(calls); i++)
		if (strcmp(calls[i].name, name) == 0)
			return &calls[i];
	return NULL;
}

const char *
errno_name(int errnum)
{
	for (size_t i = 0; i < LEN(errnos); i++)
		if (errnos[i].number == errnum)
			return errnos[i].name;
	return NULL;
}

int
errno_by_name(const char *name)
{
	for (size_t i = 0; i < LEN(errnos); i++)
		if (strcmp(errnos[i].name, name) == 0)
			return errnos[i].number;
	return 0;
}
