/* SPDX-License-Identifier: MIT */
/* What single lines of the mount table say by the directories that engines make. Pure. */
#ifndef MG_MOUNTS_ROOTS_H
#define MG_MOUNTS_ROOTS_H

#include "mounts/kind.h"

/* Finds a volume of Kubernetes by its directory on the node
 * (.../pods/UID/volumes/kubernetes.io~TYPE/NAME), or a claim by its name (pvc-UUID). Writes kind,
 * name and within on success only; the last two borrow from path. */
bool mg_roots_pod_volume(const char *path, struct mg_backing *backing);

/* Finds a volume of an engine (.../volumes/NAME/_data), likewise. */
bool mg_roots_volume(const char *path, struct mg_backing *backing);

/* Whether path is a file that the kubelet binds into the containers of a pod. */
bool mg_roots_is_kubelets(const char *path);

/* Whether path is a file of the engine or the kubelet, removed with the container. */
bool mg_roots_is_own(const char *path);

/* Whether engines mount something at target into every container by themselves. */
bool mg_roots_is_own_target(const char *target);

/* Whether the mount is a service account's token, or one for a cloud's workload identity. */
bool mg_container_is_token(const struct mg_mount *mount);

/* Whether "/" is the root of an LXC container, by the places of LXC, LXD and Proxmox. */
bool mg_container_is_lxc_root(const struct mg_mount *root);

#endif
