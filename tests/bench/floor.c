/* SPDX-License-Identifier: MIT */
/*
 * floor COMMAND [ARG]...: the least that any guard must do. It reads the mount table into one
 * buffer, starts a child, waits for it, and execs the command. It checks nothing.
 */

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

static char table[1 << 20]; /* only pages that are read into cost anything */

static int
read_table(void)
{
	int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t count;

	if (fd < 0)
		return -1;
	do {
		count = read(fd, table + used, sizeof(table) - used);
		used += count > 0 ? (size_t)count : 0;
	} while (count > 0);
	(void)close(fd); /* nothing was written */
	return count < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	pid_t child;
	int status;

	if (argc < 2 || read_table() < 0)
		return 1;
	child = fork();
	if (child == 0)
		_exit(0);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 1;
	(void)execv(argv[1], argv + 1);
	return 127;
}
