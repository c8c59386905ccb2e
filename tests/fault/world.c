/* SPDX-License-Identifier: MIT */
/* Compares names, types, modes, owners, links, sizes and inodes. Not times: reading changes
 * them. */
#include "world.h"

#include "cases.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LATE WORLD "/late/file"
#define COPY WORLD "/shared/mountguard" /* each --install makes another one */
#define MAX_ENTRIES 256
#define ENTRY_BYTES 256

struct list {
	char entries[MAX_ENTRIES][ENTRY_BYTES];
	unsigned count;
};

/* nftw(3) passes no argument of ours to its function. */
static struct list noted, now, *filled;

static int
add_entry(const char *path, const struct stat *st, int type, struct FTW *position)
{
	(void)type;
	(void)position;
	if (filled->count == MAX_ENTRIES)
		return -1;
	(void)snprintf(filled->entries[filled->count++], ENTRY_BYTES,
		       "%s mode %o owner %u:%u links %u size %lld inode %llu", path,
		       (unsigned)st->st_mode, (unsigned)st->st_uid, (unsigned)st->st_gid,
		       (unsigned)st->st_nlink, (long long)st->st_size,
		       strcmp(path, COPY) == 0 ? 0 : (unsigned long long)st->st_ino);
	return 0;
}

static bool
fill(struct list *list)
{
	list->count = 0;
	filled = list;
	return nftw(WORLD, add_entry, 16, FTW_PHYS) == 0;
}

bool
world_note(void)
{
	return fill(&noted);
}

static bool
is_noted(const char *entry)
{
	for (unsigned i = 0; i < noted.count; i++)
		if (strcmp(noted.entries[i], entry) == 0)
			return true;
	return false;
}

bool
world_is_same(char *name, unsigned size)
{
	(void)snprintf(name, size, "the directories cannot be read");
	if (!fill(&now))
		return false;
	/* Take the last entry that differs: a new name comes after its directory, which has
	 * changed, too. */
	for (unsigned i = now.count; i-- > 0;) {
		char *entry = now.entries[i];

		if (is_noted(entry))
			continue;
		(void)snprintf(name, size, "%s", entry);
		entry[strcspn(entry, " ")] = '\0';
		(void)unlink(entry); /* a directory stays */
		return false;
	}
	(void)snprintf(name, size, "something is missing");
	return now.count == noted.count;
}

void
world_make_late(void)
{
	int fd = open(LATE, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

	if (fd >= 0)
		(void)close(fd);
}

void
world_unmake_late(void)
{
	(void)unlink(LATE); /* it may not be there */
}
