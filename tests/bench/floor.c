/* SPDX-License-Identifier: MIT */
/*
 * floor COMMAND [ARG]...: the least that any guard must do. It reads the mount table into one
 * buffer, starts a child, waits for it, and execs the command. It checks nothing.
 */

#include "table.h"

#include <sys/wait.h>

int
main(int argc, char **argv)
{
	pid_t child;
	int status;

	if (argc < 2 || !read_table())
		return 1;
	child = fork();
	if (child == 0)
		_exit(0);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 1;
	(void)execv(argv[1], argv + 1);
	return 127;
}
