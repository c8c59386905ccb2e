/* SPDX-License-Identifier: MIT */

/*
 * manymounts SOURCE DIR GROUPS [MOUNTS]: makes DIR/0, DIR/1 and so on, each of them a mount, and in
 * each of them MOUNTS (1000) mounts of the directory SOURCE, called 0, 1 and so on. Only the first
 * group is made one by one: that takes the kernel longer the more there are, while a copy of a
 * whole tree of mounts takes no time at all.
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MOUNTS 1000
#define NAME_BYTES 64

static int
bind_on(const char *source, const char *name, unsigned long flags)
{
	if (mkdir(name, 0755) == 0 && mount(source, name, NULL, MS_BIND | flags, NULL) == 0) {
		return 1;
	}
	perror(name);
	return 0;
}

static int
make_first_group(const char *source, int mounts)
{
	char name[NAME_BYTES];

	if (mkdir("0", 0755) != 0 || mount("0", "0", NULL, MS_BIND, NULL) != 0) {
		perror("0");
		return 0;
	}
	for (int i = 0; i < mounts; i++) {
		(void)snprintf(name, sizeof(name), "0/%d", i);
		if (!bind_on(source, name, 0)) {
			return 0;
		}
	}
	return 1;
}

int
main(int argc, char **argv)
{
	char name[NAME_BYTES];

	if (argc != 4 && argc != 5) {
		fprintf(stderr, "usage: manymounts SOURCE DIR GROUPS [MOUNTS]\n");
		return 1;
	}
	if (chdir(argv[2]) != 0) {
		perror(argv[2]);
		return 1;
	}
	if (!make_first_group(argv[1], argc == 5 ? atoi(argv[4]) : DEFAULT_MOUNTS)) {
		return 1;
	}
	for (int i = 1; i < atoi(argv[3]); i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		if (!bind_on("0", name, MS_REC)) {
			return 1;
		}
	}
	return 0;
}
