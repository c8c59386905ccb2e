/* SPDX-License-Identifier: MIT */
/* Finds out which engine made this container. Pure: the caller has collected the signs. */
#ifndef MG_MOUNTS_ENGINE_H
#define MG_MOUNTS_ENGINE_H

#include "mounts/kind.h"
#include "mounts/table.h"
#include "text/buf.h"

enum mg_engine {
	MG_ENGINE_PLAIN, /* no container, or none that we know */
	MG_ENGINE_DOCKER,
	MG_ENGINE_DESKTOP, /* and Rancher Desktop, OrbStack: an engine in a virtual machine */
	MG_ENGINE_PODMAN,
	MG_ENGINE_KUBERNETES,
	MG_ENGINE_CONTAINERD,
	MG_ENGINE_LXC,
	MG_ENGINE_GVISOR,
	MG_ENGINE_WSL,
	MG_ENGINE_KATA,
	MG_ENGINE_COUNT,
};

/* Signs that are not in the mount table. */
struct mg_signs {
	bool has_dockerenv;    /* /.dockerenv: also in images made from an exported container */
	bool has_containerenv; /* /run/.containerenv */
	bool has_kubernetes;   /* KUBERNETES_SERVICE_HOST is set */
	bool is_microsoft;     /* the kernel's release names Microsoft (WSL) */
	bool is_linuxkit;      /* the release names LinuxKit (Docker Desktop without WSL) */
};

/* Finds the engine. A sign that can mislead does not count alone: files are copied into images, and
 * variables are passed on. */
enum mg_engine mg_engine_find(const struct mg_mounts *mounts, uint64_t root_id,
			      const struct mg_signs *signs);

/* "Docker Desktop"; "this machine" for MG_ENGINE_PLAIN. */
const char *mg_engine_name(enum mg_engine engine);

/* Whether the mount comes from a folder that a desktop engine shares with its virtual machine. */
bool mg_engine_is_desktop_share(const struct mg_mount *mount);

/* Whether the mount has the name of a Mac's folder, but lies on the disk of the engine's virtual
 * machine (Colima, Lima, Rancher Desktop, podman machine). The Mac does not share that folder, and
 * the engine made an empty one of the same name. */
bool mg_engine_is_unshared_mac_folder(const struct mg_mount *mount);

/* Adds the folder of the host that a desktop engine shares, quoted. The name is that in the mount
 * table or, where the table has only a part, that on the host ("C:\src", "/Users/eva/src"). Adds
 * nothing and returns false where the mount is no such share. */
bool mg_engine_add_share(const struct mg_mount *mount, struct mg_buf *buf);

/* Adds the mounted directory, quoted, as the host calls it ("C:\src", "/srv/src"). Where that name
 * is not proven, adds "/data of the file system on /dev/sdb1" and returns false. */
bool mg_engine_add_host_path(const struct mg_mount *mount, const struct mg_backing *backing,
			     struct mg_buf *buf);

#endif
