/* SPDX-License-Identifier: MIT */
/* What the root field of a mount says by itself, by the directories that engines make. Pure. */
#ifndef MG_MOUNTS_ROOTS_H
#define MG_MOUNTS_ROOTS_H

#include "mounts/kind.h"

/* Finds a volume of Kubernetes by its directory on the node
 * (.../pods/UID/volumes/kubernetes.io~TYPE/NAME), or a claim by its name (pvc-UUID). Writes kind,
 * name and within on success only; the last two borrow from path. */
bool mg_roots_pod_volume(const char *path, struct mg_backing *backing);

/* Finds a volume of an engine (.../volumes/NAME/_data), likewise. */
bool mg_roots_volume(const char *path, struct mg_backing *backing);

/* Whether path is a file of the engine or the kubelet, which goes with the container. */
bool mg_roots_is_own(const char *path);

/* Whether engines mount something at target into every container, asked or not. */
bool mg_roots_is_own_target(const char *target);

/* Whether path lies in one of the dated directories of Kubernetes' AtomicWriter
 * ("..2024_01_31_..."). */
bool mg_roots_is_dated(const char *path);

/* Whether path is the file that the kubelet reads a termination message from:
 * .../pods/UID/containers/NAME/ID, with an id of 8 digits. */
bool mg_roots_is_termination_log(const char *path);

#endif
