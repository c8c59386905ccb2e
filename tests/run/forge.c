/* SPDX-License-Identifier: MIT */

/*
 * forge GUARD BYTE [N]: a neighbour that writes into the memory which the guard, the process GUARD,
 * shares with its probe child: again and again all of it with BYTE, as long as GUARD is there. With
 * N the board says in between that the child has come to path N. Prints what it has come to:
 *
 *   tries COUNT        how often there was a child to write into
 *   reached COUNT      how often the kernel let it
 */

#include "probe/board.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define CHUNK 4096

struct place {
	unsigned long start, end;
};

/* The first child of the process, 0: it has none. */
static pid_t
child_of(pid_t parent)
{
	char path[64];
	int child = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent, (int)parent);
	file = fopen(path, "re");
	if (file && fscanf(file, "%d", &child) != 1)
		child = 0;
	if (file)
		(void)fclose(file);
	return child;
}

/* The shared mapping without a file. Returns 0 where it cannot be seen. */
static int
find_board(pid_t child, struct place *place)
{
	char path[64], line[512];
	FILE *file;
	int found = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/maps", (int)child);
	file = fopen(path, "re");
	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " rw-s ") && strstr(line, "/dev/zero") &&
			sscanf(line, "%lx-%lx", &place->start, &place->end) == 2;
	if (file)
		(void)fclose(file);
	return found;
}

static ssize_t
write_at(pid_t child, unsigned long at, const void *bytes, size_t len)
{
	struct iovec local = { (void *)(uintptr_t)bytes, len };
	struct iovec remote = { (void *)at, len };

	return process_vm_writev(child, &local, 1, &remote, 1, 0);
}

/* Returns whether a single byte got there. */
static int
write_all(pid_t child, const struct place *place, int byte)
{
	char bytes[CHUNK];
	int reached = 0;

	memset(bytes, byte, sizeof(bytes));
	for (unsigned long at = place->start; at < place->end; at += sizeof(bytes))
		reached |= write_at(child, at, bytes, sizeof(bytes)) > 0;
	return reached;
}

int
main(int argc, char **argv)
{
	pid_t guard = argc > 2 ? (pid_t)atoi(argv[1]) : 0;
	int byte = argc > 2 ? (int)strtol(argv[2], NULL, 0) : 0;
	size_t path = argc > 3 ? strtoul(argv[3], NULL, 0) : 0;
	unsigned long tries = 0, reached = 0;

	if (guard <= 0)
		return 1;
	while (kill(guard, 0) == 0) {
		/* Where the map cannot be read, any address does: the kernel refuses before it
		 * looks. */
		struct place place = { CHUNK, 2UL * CHUNK };
		pid_t child = child_of(guard);

		if (child <= 0)
			continue;
		tries++;
		(void)find_board(child, &place);
		reached += (unsigned long)write_all(child, &place, byte);
		if (argc > 3)
			(void)write_at(child, place.start + offsetof(struct mg_board, current),
				       &path, sizeof(path));
	}
	printf("tries %lu\nreached %lu\n", tries, reached);
	return 0;
}
