/* SPDX-License-Identifier: MIT */
/* What the mount table tells of the container as a whole. Pure. */
#ifndef MG_MOUNTS_CONTAINER_H
#define MG_MOUNTS_CONTAINER_H

#include "mounts/table.h"

#include <stdbool.h>
#include <stdint.h>

/* What one pass over the table tells; the kind of each mount depends on it. */
struct mg_container {
	uint64_t root_id; /* the mount id of "/" as this process sees it; 0: unknown */
	bool is_pod;	  /* the kubelet's own files are mounted */
	/* "/" is the root of a machine, whose disk keeps what is written. False also where that
	 * cannot be told. */
	bool is_machine;
	bool is_nested; /* the engine runs in a container, with its files in a volume */
	/* The file system that holds the kubelet's own files for this pod, which is the node's. */
	bool has_node_device;
	unsigned node_major, node_minor;
	/* The file system that holds the engine's own files at their full path on the host: a root
	 * field on it is a path of the host. */
	bool has_host_device;
	unsigned host_major, host_minor;
};

struct mg_container mg_container_find(const struct mg_mounts *mounts, uint64_t root_id);

/* Whether the mount is a service account's token, or one for a cloud's workload identity. */
bool mg_container_is_token(const struct mg_mount *mount);

/* Whether "/" is the root of an LXC container, by where LXC, LXD and Proxmox have those. */
bool mg_container_is_lxc_root(const struct mg_mount *root);

/* Whether "/pods/UID" comes right before at, which points into root. */
bool mg_container_is_behind_pod(const char *root, const char *at);

#endif
