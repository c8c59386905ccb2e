/* SPDX-License-Identifier: MIT */
/* The termination message of Kubernetes: the kubelet binds a file of its own over
 * /dev/termination-log, or where terminationMessagePath says, and shows at most its last 4,096
 * bytes in `kubectl describe pod` (Kubernetes pkg/kubelet, tail.ReadAtMost). */
#ifndef MG_SAY_TERMINATION_H
#define MG_SAY_TERMINATION_H

#include "mounts/table.h"

#include <stddef.h>

#define MG_TERMINATION_MAX_BYTES 4096

/* Writes the text in place, if the file is there, is a regular file and is a mount; it is never
 * created. Of a longer text the beginning and the last line are kept. mounts is the table as it was
 * read last; NULL: it is read. Nothing can be done about a failure, and nothing is. */
void mg_termination_write(const struct mg_mounts *mounts, const char *text, size_t len);

#endif
