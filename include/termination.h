/* SPDX-License-Identifier: MIT */
/* The termination message of Kubernetes: the kubelet binds a file of its own over
 * /dev/termination-log, and shows at most its last 4,096 bytes in `kubectl describe pod`
 * (Kubernetes pkg/kubelet, tail.ReadAtMost). */
#ifndef MG_TERMINATION_H
#define MG_TERMINATION_H

#include <stddef.h>

#define MG_TERMINATION_MAX_BYTES 4096

/* Writes the text in place, if the file is there, is a regular file and is a mount; it is never
 * created. Of a longer text the beginning and the last line are kept. Nothing can be done about a
 * failure, and nothing is. */
void mg_termination_write(const char *text, size_t len);

#endif
