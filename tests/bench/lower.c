/* SPDX-License-Identifier: MIT */
/*
 * lower COMMAND [ARG]...: the parts of the guard's work, with the fewest system calls. It reads the
 * mount table, asks the questions of mountguard.conf in one child, and execs the command if every
 * answer is yes. Unlike the guard it has no deadline and no message, resolves a path more than
 * once, knows no configuration and no other user, and finds out only what a line asks for. The
 * guard's extra time pays for these. Exits with the number of the first question with a no.
 */

#include "table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* From linux/stat.h, which musl-gcc does not see. */
#define KERNEL_BASIC_STATS_AND_MNT_ID 0x17ff
#define KERNEL_ATTR_MOUNT_ROOT 0x2000

enum {
	MOUNT = 1, /* it is the root of a mount */
	NONEMPTY = 2,
	READABLE = 4,
	WRITABLE = 8,
	READONLY = 16,
};

static const struct question {
	const char *path;
	unsigned type; /* as in st_mode */
	unsigned asks;
	const char *fstype; /* "": any, but in the table; NULL: do not ask the table */
} questions[] = {
	{ "/app", S_IFDIR, MOUNT | NONEMPTY, NULL },
	{ "/app/main.py", S_IFREG, NONEMPTY | READABLE, NULL },
	{ "/app/models", S_IFDIR, MOUNT | NONEMPTY, "" },
	{ "/app/temp", S_IFDIR, MOUNT | WRITABLE, "" },
	{ "/data", S_IFDIR, MOUNT | WRITABLE, "" },
	{ "/data/app.db", S_IFREG, READABLE | WRITABLE, NULL },
	{ "/etc/app.yaml", S_IFREG, NONEMPTY | READONLY, NULL },
	{ "/run/secrets/token", S_IFREG, NONEMPTY | READABLE, NULL },
	{ "/cache", S_IFDIR, WRITABLE, "tmpfs" },
	{ "/var/spool", S_IFDIR, 0, "overlay" },
};

/* The kernel's struct statx, which musl 1.2.3 does not declare. */
struct answer {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, spare0;
	uint64_t ino, size, blocks, attributes_mask;
	uint64_t times_and_devices[10];
	uint64_t mnt_id;
	uint64_t spare[13];
};

_Static_assert(sizeof(struct answer) == 256, "the size that the kernel writes");

/* Whether the mount is in the table, and its file system is of that type. */
static bool
is_on(uint64_t mnt_id, const char *fstype)
{
	const char *line = table, *type;

	while (line && strtoull(line, NULL, 10) != mnt_id) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	type = line ? strstr(line, " - ") : NULL;
	return type && strncmp(type + 3, fstype, strlen(fstype)) == 0;
}

/* Whether a directory holds something beside "." and "..". */
static bool
has_entries(const char *path)
{
	_Alignas(uint64_t) char entries[2048];
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
	long len = syscall(SYS_getdents64, fd, entries, sizeof(entries));

	(void)close(fd);
	return len > 2 * 24; /* 24: the size of either entry */
}

static bool
can_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char byte;
	bool can = read(fd, &byte, 1) == 1;

	(void)close(fd);
	return can;
}

static bool
can_write(const char *path, bool is_dir)
{
	static const char block[4096];
	int fd = open(path, (is_dir ? O_TMPFILE : 0) | O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0600);

	if (fd < 0 || (is_dir && write(fd, block, sizeof(block)) != sizeof(block)))
		return false;
	return close(fd) == 0;
}

static bool
holds(const struct question *question)
{
	bool is_dir = question->type == S_IFDIR;
	struct answer answer;

	if (syscall(SYS_statx, AT_FDCWD, question->path, 0, KERNEL_BASIC_STATS_AND_MNT_ID,
		    &answer) != 0 ||
	    (answer.mode & S_IFMT) != question->type)
		return false;
	if (question->asks & MOUNT && !(answer.attributes & KERNEL_ATTR_MOUNT_ROOT))
		return false;
	if (question->fstype && !is_on(answer.mnt_id, question->fstype))
		return false;
	if (question->asks & NONEMPTY && (is_dir ? !has_entries(question->path) : !answer.size))
		return false;
	if (question->asks & READABLE && !can_read(question->path))
		return false;
	if (question->asks & WRITABLE && !can_write(question->path, is_dir))
		return false;
	return !(question->asks & READONLY) || !can_write(question->path, is_dir);
}

int
main(int argc, char **argv)
{
	pid_t child;
	int status;

	if (argc < 2 || !read_table())
		return 1;
	child = fork();
	if (child == 0) {
		for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
			if (!holds(&questions[i]))
				_exit((int)i + 1);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 1;
	if (status != 0)
		return WEXITSTATUS(status);
	(void)execv(argv[1], argv + 1);
	return 127;
}
