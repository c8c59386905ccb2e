/* SPDX-License-Identifier: MIT */
/* The write probes, run in the probe child. They leave nothing behind. */
#ifndef MG_PROBE_WRITE_H
#define MG_PROBE_WRITE_H

#include "words/facts.h"

/* How the names begin that are made where there is no O_TMPFILE. */
#define MG_WRITE_PREFIX ".mountguard-"

/* Makes, writes and drops a file in the directory behind the O_PATH fd. needs: MG_NEED_SYNC also
 * waits for the disk, and both it and MG_NEED_TRY also make a file with a name. fstype decides
 * whether errors may only show at fsync; NULL: it is not known. */
void mg_write_dir(int fd, const char *fstype, unsigned needs, struct mg_write *write);

/* Makes an empty file, 0700, with a name that nobody else uses and that ends in a small letter. The
 * fd or -errno. The name has to be removed again by the caller. */
#define MG_WRITE_NAME_BYTES 64
int mg_write_make(int dir, char name[MG_WRITE_NAME_BYTES]);

/* Makes an empty file, 0700, and opens it once more, with flags. It has no name any more, or never
 * had one. The fd, or -errno; and *again likewise. */
int mg_write_open_twice(int dir, int flags, int *again);

/* Opens the file behind the O_PATH fd for writing, and writes nothing. On overlayfs the kernel
 * copies a file of a lower layer up when it is opened so. */
void mg_write_file(int fd, bool wait, struct mg_write *write);

/* Tries the wanted abilities, a bit for each enum mg_ability, in the directory behind the O_PATH
 * fd, and puts 0 or an errno at the place of each. The directory can be written, and gives names
 * back: see mg_write_dir(). Nothing stays behind, unless the child is killed while one of them has
 * a name.
 */
void mg_abilities_try(int dir, unsigned wanted, unsigned char errnums[MG_ABILITY_COUNT]);

#endif
