/* SPDX-License-Identifier: MIT */
/* Reads a file of the guard's own. A child opens and reads it where it may lie on storage that does
 * not answer, so that the guard itself never waits for longer than the deadline. */
#include "sys/sys.h"

#include "text/lex.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_openat2
#define SYS_openat2 437 /* Linux 5.6; the same on every architecture */
#endif

#define KERNEL_RESOLVE_NO_XDEV 0x01

/* The memory that the child shares with the guard. */
struct sheet {
	_Atomic bool is_endless; /* the file is a FIFO: its writer may take any time */
	_Atomic int result;	 /* 0: the members below are filled in; else -errno */
	struct mg_sys_file file; /* its text stands below */
	char text[];
};

/* Whether the name is that of a descriptor which this process was handed: <(command) is one. */
static bool
is_descriptor(const char *name)
{
	const char *number = mg_lex_after(name, "/dev/fd/");

	if (!number)
		number = mg_lex_after(name, "/proc/self/fd/");
	return number && number[strspn(number, "0123456789")] == '\0';
}

/* Opens a file that the guard may read itself: a descriptor that it was handed, or a file on the
 * mount of "/". -1 with EXDEV: the file may lie on storage that hangs. */
static int
open_near(const char *name)
{
	static const struct {
		uint64_t flags, mode, resolve;
	} how = { O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0, KERNEL_RESOLVE_NO_XDEV };
	int fd = -1;

	if (is_descriptor(name))
		return mg_sys_open(name, O_RDONLY);
	errno = EXDEV; /* of a relative name: the working directory may lie anywhere */
	if (*name == '/')
		fd = (int)syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof(how));
	/* ENOSYS: before Linux 5.6; EPERM: old seccomp profiles. The child asks again. */
	if (fd < 0 && errno != ENOENT)
		errno = EXDEV;
	return fd;
}

/* Takes over fd, which is -1 with errno where the open failed. */
static int
read_opened(int opened, size_t max_bytes, struct mg_sys_file *file, _Atomic bool *is_endless)
{
	MG_AUTO_FD int fd = opened;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	file->mode = st.st_mode;
	file->uid = st.st_uid;
	file->gid = st.st_gid;
	atomic_store(is_endless, S_ISFIFO(st.st_mode));
	/* The open does not wait for the writer of a FIFO. The reads do: <(command) is one. */
	(void)fcntl(fd, F_SETFL, 0);
	return mg_sys_read_all(fd, max_bytes, &file->text, &file->len);
}

/* In the child, which ends with the guard. */
static _Noreturn void
fill(struct sheet *sheet, const char *name, size_t max_bytes, pid_t parent, int end)
{
	struct mg_sys_file *file = &sheet->file;
	int result;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail for a valid signal */
	if (getppid() != parent && getppid() != 0)
		_exit(1);
	mg_sys_let_go(end, true); /* the name may be /dev/stdin */
	result = read_opened(mg_sys_open(name, O_RDONLY), max_bytes, file, &sheet->is_endless);
	if (result == 0)
		memcpy(sheet->text, file->text, file->len + 1);
	atomic_store(&sheet->result, result); /* last: the child may be killed at any time */
	_exit(0);
}

/* Waits until the child is gone: -ETIMEDOUT where it is late. */
static int
wait_for(const struct sheet *sheet, int end, int64_t until_ms)
{
	struct pollfd hang_up = { .fd = end };
	int64_t left_ms;
	int count;

	do {
		left_ms = until_ms - mg_sys_now_ms();
		if (left_ms < 0)
			left_ms = 0;
		count = poll(&hang_up, 1, atomic_load(&sheet->is_endless) ? -1 : (int)left_ms);
	} while (count < 0 ? errno == EINTR : count == 0 && atomic_load(&sheet->is_endless));
	return count > 0 ? 0 : -ETIMEDOUT;
}

static int
read_by_child(const char *name, size_t max_bytes, int64_t timeout_ms, struct sheet *sheet)
{
	int64_t until_ms = mg_sys_now_ms() + timeout_ms;
	pid_t parent = getpid(), child;
	bool sends_signal;
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	child = mg_sys_fork(&sends_signal);
	if (child == 0)
		fill(sheet, name, max_bytes, parent, ends[1]);
	result = child < 0 ? -errno : 0;
	(void)close(ends[1]); /* the child's */
	if (child > 0) {
		result = wait_for(sheet, ends[0], until_ms);
		(void)mg_sys_end_child(child, result == 0, sends_signal); /* or it is left behind */
	}
	(void)close(ends[0]); /* nothing was written */
	return result < 0 ? result : atomic_load(&sheet->result);
}

int
mg_sys_read_file(const char *name, size_t max_bytes, int64_t timeout_ms, struct mg_sys_file *file)
{
	size_t bytes = sizeof(struct sheet) + max_bytes + 1;
	_Atomic bool unused;
	struct sheet *sheet;
	int fd = open_near(name), result;

	*file = (struct mg_sys_file){ 0 };
	if (fd >= 0 || errno != EXDEV)
		return read_opened(fd, max_bytes, file, &unused);
	sheet = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sheet == MAP_FAILED)
		return -errno;
	atomic_init(&sheet->result, -EIO); /* of a child that is killed */
	result = read_by_child(name, max_bytes, timeout_ms, sheet);
	if (result == 0) {
		*file = sheet->file;
		file->text = malloc(file->len + 1);
		result = file->text ? 0 : -ENOMEM;
	}
	if (result == 0)
		memcpy(file->text, sheet->text, file->len + 1);
	(void)munmap(sheet, bytes); /* our own */
	return result;
}
