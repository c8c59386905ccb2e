/* SPDX-License-Identifier: MIT */
/* Which engine made this container. Pure: told from signs that the caller has collected. */
#ifndef MG_MOUNTS_ENGINE_H
#define MG_MOUNTS_ENGINE_H

#include "mounts/kind.h"
#include "mounts/table.h"
#include "text/buf.h"

#include <stdbool.h>
#include <stdint.h>

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

/* What the mount table does not say. */
struct mg_signs {
	bool has_dockerenv;    /* /.dockerenv: also in images made from an exported container */
	bool has_containerenv; /* /run/.containerenv */
	bool has_kubernetes;   /* KUBERNETES_SERVICE_HOST is set */
	bool is_microsoft;     /* the kernel's release names Microsoft (WSL) */
	bool is_linuxkit; /* it names LinuxKit: the virtual machine of Docker Desktop elsewhere */
};

/* Tells the engine. No sign counts alone where it can mislead: files are copied into images, and
 * variables are passed on. */
enum mg_engine mg_engine_find(const struct mg_mounts *mounts, uint64_t root_id,
			      const struct mg_signs *signs);

/* "Docker Desktop"; "this machine" for MG_ENGINE_PLAIN. */
const char *mg_engine_name(enum mg_engine engine);

/* Whether the mount comes from a folder that a desktop engine shares with its virtual machine. */
bool mg_engine_is_desktop_share(const struct mg_mount *mount);

/* Whether the mount is a folder of a Mac by its name, but lies on the disk of the virtual machine
 * in which the engine runs: that folder is not shared with the machine (Colima, Lima, Rancher
 * Desktop, podman machine), and the engine made an empty one of the same name. */
bool mg_engine_is_unshared_mac_folder(const struct mg_mount *mount);

/* Adds the folder of the host that a desktop engine shares, quoted: as the mount table has it, or
 * as the host calls it where the table has only a part ("C:\src", "/Users/eva/src"). False, with
 * nothing added, where the mount is no such share. */
bool mg_engine_add_share(const struct mg_mount *mount, struct mg_buf *buf);

/* Adds the directory that is mounted, quoted, as the host calls it ("C:\src", "/srv/src"). Where
 * the mount table does not prove that name, adds what is known, "/data of the file system on
 * /dev/sdb1", and returns false. */
bool mg_engine_add_host_path(const struct mg_mount *mount, const struct mg_backing *backing,
			     struct mg_buf *buf);

#endif
