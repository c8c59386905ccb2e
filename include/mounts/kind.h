/* SPDX-License-Identifier: MIT */
/* What kind of storage a mount is, told from its line of the mount table alone. Pure. */
#ifndef MG_MOUNTS_KIND_H
#define MG_MOUNTS_KIND_H

#include "mounts/table.h"
#include "text/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* The classes of file system types. Some settle the kind of a mount, others only say what a bind
 * lies on. */
enum mg_fs_class {
	MG_FS_UNKNOWN,
	MG_FS_KERNEL,
	MG_FS_MEMORY,
	MG_FS_NETWORK,
	MG_FS_SHARED, /* a hypervisor's: a host directory when it says which, else could not tell */
	MG_FS_DISK,
	MG_FS_OVERLAY,
};

/* The names are promises (mg_kind_name); README.md says what each is. */
enum mg_kind {
	MG_KIND_UNKNOWN,
	MG_KIND_IMAGE,
	MG_KIND_VOLUME,
	MG_KIND_ANONYMOUS,
	MG_KIND_TMPFS,
	MG_KIND_BIND,
	MG_KIND_NETWORK,
	MG_KIND_EMPTYDIR,
	MG_KIND_CONFIGMAP,
	MG_KIND_SECRET,
	MG_KIND_PROJECTED,
	MG_KIND_DOWNWARD,
	MG_KIND_HOSTPATH,
	MG_KIND_PVC,
	MG_KIND_KERNEL,
	MG_KIND_COUNT,
};

/* Whether what is written there outlives the container. */
enum mg_lasting {
	MG_LASTING_UNKNOWN,
	MG_LASTING_YES,
	MG_LASTING_NO,
};

#define MG_KIND_BIT(kind) (1U << (kind))
/* The kinds of mount that the kubelet makes of a configMap, a secret and their like. */
#define MG_KINDS_CONFIG                                                                            \
	(1U << MG_KIND_CONFIGMAP | 1U << MG_KIND_SECRET | 1U << MG_KIND_PROJECTED |                \
	 1U << MG_KIND_DOWNWARD)

/* What the table tells of the container as a whole; the kind of each mount depends on it. */
struct mg_container {
	uint64_t root_id; /* the mount id of "/" as this process sees it; 0: unknown */
	/* "/", if it is a container's own layer; borrowed from the table. NULL: it is not, or that
	 * cannot be told. */
	const struct mg_mount *layer;
	bool is_pod; /* the kubelet's own files are mounted */
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

struct mg_backing {
	enum mg_kind kind; /* the most certain one: what is shown */
	/* MG_KIND_BIT of all kinds that a user may mean by it, .kind among them. The mount table
	 * does not tell a secret from a projected volume, nor a hostPath from a claim on one. */
	unsigned accepts;
	enum mg_lasting lasting;
	bool is_own;	      /* a file of the engine or the kubelet */
	bool is_in_layer;     /* a mount of something in the container's own layer */
	bool in_memory;	      /* the file system itself is a tmpfs, whatever the kind */
	struct mg_slice name; /* of the volume, empty when there is none; borrowed from the mount */
	struct mg_slice within; /* the path below the volume's root ("/sub"), empty at the root */
	bool is_host_path;	/* the mount's root field is proven to be a path of the host */
};

enum mg_fs_class mg_fs_class_of(const char *fstype);

struct mg_container mg_container_find(const struct mg_mounts *mounts, uint64_t root_id);

const char *mg_kind_name(enum mg_kind kind);

/* "volume", "configMap": what people call the storage; "secret, projected or downwardAPI volume"
 * where the mount table does not tell which. */
const char *mg_backing_noun(const struct mg_backing *backing);

/* Whether it may be a volume of a pod, whose host is a node. */
bool mg_backing_is_in_pod(const struct mg_backing *backing);

struct mg_backing mg_backing_find(const struct mg_container *container,
				  const struct mg_mount *mount);

/* Narrows the kinds by a look into the root of the mount. has_data_link: the ..data link is there,
 * by which Kubernetes' AtomicWriter makes secret, projected and downwardAPI volumes. */
void mg_backing_refine(struct mg_backing *backing, bool has_data_link);

/* Adds what a person would call it: "volume models on ext4", "bind of /srv/app on ext4". A bind
 * names a path of the host only where it is proven to be one. */
void mg_backing_describe(const struct mg_mount *mount, const struct mg_backing *backing,
			 struct mg_buf *buf);

/* Whether the engine or the kubelet mounts it into every container, asked or not. */
bool mg_backing_is_engines(const struct mg_mount *mount, const struct mg_backing *backing);

/* Adds "temporary overlay (:O) over /srv/src" for one of Podman's, and returns true. */
bool mg_backing_add_overlaid(const struct mg_mount *mount, struct mg_buf *buf);

/* Adds what the mount shows of its file system, in words that no path of the host looks like:
 * "/data of the file system on /dev/sdb1", "the whole file system on /dev/sdb1". */
void mg_backing_add_root(const struct mg_mount *mount, struct mg_buf *buf);

/* Whether it is read-only, by the mount or by its file system. */
bool mg_backing_is_readonly(const struct mg_mount *mount);

/* Whether it is a configMap, secret or projected volume mounted by subPath: its root lies in one of
 * the dated directories of Kubernetes' AtomicWriter ("..2024_01_31_..."), which every update
 * replaces. */
bool mg_backing_is_subpath(const struct mg_mount *mount);

/* Whether path, reached through a link of AtomicWriter, lies in a dated directory ("..2026_...").
 */
bool mg_roots_is_dated(const char *path);

/* Whether path is the file that the kubelet reads a termination message from:
 * .../pods/UID/containers/NAME/ID, with an id of 8 digits. */
bool mg_roots_is_termination_log(const char *path);

/* Whether errors of the file system may only show at fsync or close: network and FUSE types. */
bool mg_backing_reports_late(const char *fstype);

/* Whether the kernel alone keeps the flock(2) of a directory, or of a file, of that file system. No
 * server is asked, so the call cannot block, and other machines do not see the lock. */
bool mg_backing_locks_alone(const char *fstype, bool is_dir);

#endif
