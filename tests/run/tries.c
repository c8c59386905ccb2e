/* SPDX-License-Identifier: MIT */

/*
 * tries write|read PATH...: does what a program would do there, and prints "PATH: yes" or "PATH:
 * no" for each. To write: a directory gets a new file, of 4 KiB, which is removed; a file is opened
 * for writing. To read: a directory is listed, of a file a byte is read.
 */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BYTES 4096

static int
write_into(const char *dir)
{
	static const char bytes[BYTES];
	char name[4096];
	int fd;
	int right;

	(void)snprintf(name, sizeof(name), "%s/tried-%d", dir, (int)getpid());
	fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0) {
		return 0;
	}
	right = write(fd, bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes);
	right &= close(fd) == 0;
	(void)unlink(name);
	return right;
}

static int
can_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		return close(fd) == 0;
	}
	return errno == EISDIR ? write_into(path) : 0;
}

static int
can_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char byte;
	DIR *dir;

	if (fd < 0) {
		return 0;
	}
	dir = fdopendir(fd);
	if (dir) {
		int right = readdir(dir) != NULL;

		(void)closedir(dir);
		return right;
	}
	return read(fd, &byte, 1) >= 0 && close(fd) == 0;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		return 1;
	}
	for (int i = 2; i < argc; i++) {
		int right = strcmp(argv[1], "write") == 0 ? can_write(argv[i]) : can_read(argv[i]);

		printf("%s: %s\n", argv[i], right ? "yes" : "no");
	}
	return 0;
}
