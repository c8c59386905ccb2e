/* SPDX-License-Identifier: MIT */
/* Arithmetic on path names. Pure: resolves neither symbolic links nor "..". */
#ifndef MG_TEXT_PATH_H
#define MG_TEXT_PATH_H

#include "text/buf.h"

/* Whether path is dir or lies below it. Both are absolute and tidy. */
bool mg_path_is_under(const char *path, const char *dir);

/* Adds path as an absolute, tidy name: without doubled and trailing slashes and "." components.
 * Puts base before a relative path, unless base is NULL. */
void mg_path_add_absolute(struct mg_buf *buf, const char *base, const char *path);

/* Writes dir/name to out. False when it does not fit, and was cut. */
bool mg_path_join(char *out, size_t size, const char *dir, struct mg_slice name);

/* Takes the next component of *rest, and skips slashes. False when there is none. */
bool mg_path_component(const char **rest, struct mg_slice *component);

/* Whether two different names look alike: they differ only in the case of ASCII letters, in blanks
 * or backslashes at the end, or in backslashes in place of slashes. */
bool mg_path_is_like(const char *name, const char *other);

/* As strcmp(3), but a directory is followed by all that lies in it. */
int mg_path_compare(const char *path, const char *other);

/* The last component: "uvicorn" of "/usr/bin/uvicorn". Borrowed from path. */
const char *mg_path_base(const char *path);

#endif
