/* SPDX-License-Identifier: MIT */
/* Matches names with shell patterns. Pure. Not fnmatch(3): it brings 16 KB of tables about letters,
 * and a file name is bytes. */
#ifndef MG_TEXT_GLOB_H
#define MG_TEXT_GLOB_H

#include "text/base.h"

/* Whether the whole of text matches: "*" any bytes, slashes too, "?" one byte, "[a-z]" and "[!a-z]"
 * one byte of a set. A byte after a backslash, and a "[" without its "]", stand for themselves.
 * Takes at worst time in proportion to the product of both lengths. */
bool mg_glob_matches(const char *pattern, const char *text);
/* As above, but a leading dot must be matched by a dot, as in a shell. */
bool mg_glob_matches_name(const char *pattern, const char *name);

#endif
