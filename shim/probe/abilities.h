/* SPDX-License-Identifier: MIT */
/* What a file system can do, in the probe child. */
#ifndef MG_PROBE_ABILITIES_H
#define MG_PROBE_ABILITIES_H

#include "words/facts.h"

/* Tries the wanted ones, a bit for each enum mg_ability, in the directory behind the O_PATH fd, and
 * puts 0 or an errno at the place of each. The directory can be written, and gives names back: see
 * mg_write_dir(). Nothing stays behind, unless the child is killed while one of them has a name. */
void mg_abilities_try(int dir, unsigned wanted, unsigned char errnums[MG_ABILITY_COUNT]);

#endif
