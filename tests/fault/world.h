/* SPDX-License-Identifier: MIT */
/* The files of the world in which the runs take place. */
#ifndef FAULT_WORLD_H
#define FAULT_WORLD_H

#include <stdbool.h>

/* Notes all files as they are. False: they could not be read. */
bool world_note(void);

/* Whether all files are as they were noted. *name becomes a new or changed one, which is removed if
 * it is a file. */
bool world_is_same(char *name, unsigned size);

/* For the cases whose storage comes late. */
void world_make_late(void);
void world_unmake_late(void);

#endif
