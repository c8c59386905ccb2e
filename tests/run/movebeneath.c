/* SPDX-License-Identifier: MIT */

/*
 * movebeneath SOURCE TARGET: slips a copy of the mount SOURCE beneath the top mount of TARGET, as
 * MOVE_MOUNT_BENEATH (Linux 6.5) does. Exits 0, 1, or 77 where the kernel does not know how.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The numbers are the same on every architecture since 5.2; Debian 12's headers know no BENEATH. */
#ifndef SYS_open_tree
#define SYS_open_tree 428
#endif
#ifndef SYS_move_mount
#define SYS_move_mount 429
#endif
#define TREE_CLONE 1
#define FROM_EMPTY_PATH 0x4
#define BENEATH 0x200

int
main(int argc, char **argv)
{
	long tree;

	if (argc != 3) {
		fprintf(stderr, "usage: movebeneath SOURCE TARGET\n");
		return 1;
	}
	tree = syscall(SYS_open_tree, AT_FDCWD, argv[1], TREE_CLONE | O_CLOEXEC);
	if (tree < 0) {
		perror("open_tree");
		return errno == ENOSYS ? 77 : 1;
	}
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, argv[2], FROM_EMPTY_PATH | BENEATH) != 0) {
		/* EINVAL is what a kernel before 6.5 says of a flag that it does not know. */
		int unknown = errno == ENOSYS || errno == EINVAL;

		perror("move_mount");
		return unknown ? 77 : 1;
	}
	return 0;
}
