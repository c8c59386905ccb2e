/* SPDX-License-Identifier: MIT */
/* Reads a file of the guard's own. A child reads it where it may lie on storage that does not
 * answer, so that the guard itself does not wait for longer than its time limit. */
#include "sys/sys.h"

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

/* If poll(2) is late by more than this, the process was stopped meanwhile. */
#define PAUSE_MS 300

/* The memory that the child shares with the guard. */
struct sheet {
	_Atomic bool is_filled;
	struct mg_sys_file file; /* its text stands below */
	char text[];
};

/* Opens a file on the mount of "/". -1 with EXDEV: the file may lie on storage that hangs. */
static int
open_near(const char *name)
{
	static const struct {
		uint64_t flags, mode, resolve;
	} how = { O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0, KERNEL_RESOLVE_NO_XDEV };
	int fd = -1;

	errno = EXDEV; /* of a relative name: the working directory may lie anywhere */
	if (*name == '/')
		fd = (int)syscall(SYS_openat2, AT_FDCWD, name, &how, sizeof(how));
	/* ENOSYS: before Linux 5.6; EPERM: old seccomp profiles. The file is asked for again. */
	if (fd < 0 && errno != ENOENT)
		errno = EXDEV;
	return fd;
}

/* Takes over fd, which is -1 with errno where the open failed. */
static int
read_opened(int opened, const struct mg_sys_patience *patience, struct mg_sys_file *file)
{
	MG_AUTO_FD int fd = opened;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	file->mode = st.st_mode;
	file->uid = st.st_uid;
	file->gid = st.st_gid;
	/* The open did not wait for a FIFO's writer. The reads do: <(command) is one. */
	if (patience->for_writer)
		(void)fcntl(fd, F_SETFL, 0);
	return mg_sys_read_all(fd, patience->max_bytes, &file->text, &file->len);
}

/* In the child: fills in the sheet if the file is a regular one that can be read. */
static _Noreturn void
fill(struct sheet *sheet, const char *name, const struct mg_sys_patience *patience, pid_t parent)
{
	struct mg_sys_file *file = &sheet->file;
	MG_AUTO_FD int path = -1;
	struct stat st;

	/* End with the guard. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent && getppid() != 0) /* 0: the first process of a new namespace */
		_exit(1);
	/* The name may lead to a descriptor. The others stay open for it. */
	mg_sys_replace_std(-1);
	/* O_PATH first: a FIFO's writer would notice any other open. */
	path = openat(AT_FDCWD, name, O_PATH | O_CLOEXEC);
	if (path < 0 || fstat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    read_opened(mg_sys_open(name, O_RDONLY), patience, file) < 0)
		_exit(1);
	memcpy(sheet->text, file->text, file->len + 1);
	atomic_store(&sheet->is_filled, true); /* last: the child may be killed at any time */
	_exit(0);
}

/* Waits for the child's end. Returns 0; -ETIMEDOUT: it is late; -EINTR: a watched signal has come;
 * another -errno: the kernel does not let this process wait. */
static int
wait_for(int end, const struct mg_sys_patience *patience)
{
	struct pollfd fds[] = {
		{ .fd = end }, /* only the hang-up */
		{ .fd = patience->signal_fd, .events = POLLIN },
	};
	int64_t since_ms;
	int count;

	do {
		since_ms = mg_sys_now_ms();
		count = poll(fds, MG_ARRAY_LEN(fds), (int)patience->timeout_ms);
		/* If both processes were stopped (docker pause), begin the time again. */
	} while ((count < 0 && errno == EINTR) ||
		 (count == 0 && mg_sys_now_ms() - since_ms > patience->timeout_ms + PAUSE_MS));
	if (count <= 0)
		return count < 0 ? -errno : -ETIMEDOUT;
	return fds[1].revents != 0 ? -EINTR : 0;
}

/* Has a child fill in the sheet, as far as it can. Returns 0, -ETIMEDOUT, -EINTR, or another -errno
 * where there can be no child. */
static int
ask_child(struct sheet *sheet, const char *name, const struct mg_sys_patience *patience)
{
	pid_t parent = getpid(), child;
	bool sends_signal;
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	child = mg_sys_fork(&sends_signal);
	if (child == 0)
		fill(sheet, name, patience, parent);
	result = child < 0 ? -errno : 0;
	(void)close(ends[1]); /* the child's */
	if (child > 0) {
		result = wait_for(ends[0], patience);
		(void)mg_sys_end_child(child, result == 0, sends_signal); /* or it is left behind */
	}
	(void)close(ends[0]); /* nothing was written */
	return result;
}

int
mg_sys_read_file(const char *name, const struct mg_sys_patience *patience, struct mg_sys_file *file)
{
	size_t bytes = sizeof(struct sheet) + patience->max_bytes + 1;
	struct sheet *sheet;
	int fd = open_near(name), result;

	*file = (struct mg_sys_file){ 0 };
	if (fd >= 0 || errno != EXDEV)
		return read_opened(fd, patience, file);
	sheet = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	result = sheet == MAP_FAILED ? -errno : ask_child(sheet, name, patience);
	if (result == 0 && atomic_load(&sheet->is_filled)) {
		*file = sheet->file;
		file->text = malloc(file->len + 1);
		if (file->text)
			memcpy(file->text, sheet->text, file->len + 1);
		result = file->text ? 0 : -ENOMEM;
	} else if (result != -ETIMEDOUT && result != -EINTR) {
		/* The storage answers, or there can be no child. A FIFO, an error: this process
		 * reads as every program does. */
		result = read_opened(mg_sys_open(name, O_RDONLY), patience, file);
	}
	if (sheet != MAP_FAILED)
		(void)munmap(sheet, bytes); /* our own */
	return result;
}
