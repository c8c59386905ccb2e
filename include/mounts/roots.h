/* SPDX-License-Identifier: MIT */
/* What the root field of a mount says by itself: the directories that engines make. Pure. */
#ifndef MG_MOUNTS_ROOTS_H
#define MG_MOUNTS_ROOTS_H

#include "mounts/kind.h"

/* A volume of Kubernetes by its directory on the node
 * (.../pods/UID/volumes/kubernetes.io~TYPE/NAME), or a claim by its name (pvc-UUID). Fills in kind,
 * name and within on success only; they borrow from path. */
bool mg_roots_pod_volume(const char *path, struct mg_backing *backing);

/* A volume of an engine (.../volumes/NAME/_data), likewise. */
bool mg_roots_volume(const char *path, struct mg_backing *backing);

/* Whether path is a file of the engine's or the kubelet's own, which goes with the container. */
bool mg_roots_is_own(const char *path);

/* Whether target is where engines mount into every container what nobody asked for. */
bool mg_roots_is_own_target(const char *target);

/* Whether path lies in one of the dated directories of Kubernetes' AtomicWriter
 * ("..2024_01_31_..."). */
bool mg_roots_is_dated(const char *path);

/* Whether path is the file that the kubelet reads a termination message from, wherever it is
 * mounted:
 * .../pods/UID/containers/NAME/ID, with an id of 8 digits. */
bool mg_roots_is_termination_log(const char *path);

#endif
