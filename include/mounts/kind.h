/* SPDX-License-Identifier: MIT */
/* Tells what kind of storage a mount is, from the mount table alone. Pure. */
#ifndef MG_MOUNTS_KIND_H
#define MG_MOUNTS_KIND_H

#include "mounts/table.h"
#include "text/buf.h"

/* The classes of file system types. Some settle the kind of a mount, others only say what a bind
 * lies on. */
enum mg_fs_class {
	MG_FS_UNKNOWN,
	MG_FS_KERNEL,
	MG_FS_MEMORY,
	MG_FS_NETWORK,
	MG_FS_SHARED, /* by a hypervisor: a host directory, or unknown where it names none */
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

/* Whether written data outlives the container. */
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

/* The kinds of mount that are made empty. */
#define MG_KINDS_MADE_EMPTY (1U << MG_KIND_TMPFS | 1U << MG_KIND_EMPTYDIR | 1U << MG_KIND_ANONYMOUS)

/* What the table tells about the whole container. The kind of each mount depends on it. Mounts are
 * borrowed from the table. */
struct mg_container {
	uint64_t root_id; /* the mount id of "/" as this process sees it; 0: unknown */
	/* "/", if it is a container's own layer. NULL: no, or unknown. */
	const struct mg_mount *layer;
	bool is_pod; /* the kubelet's own files are mounted */
	/* "/" is the root of a machine, whose disk keeps what is written. False also if unknown. */
	bool is_machine;
	bool is_nested; /* the engine runs in a container, with its files in a volume */
	/* A file of the kubelet for this pod, which lies on the node's file system; or NULL. */
	const struct mg_mount *node;
	/* A file of the engine at its full path on the host, or NULL. A root field on the same file
	 * system is a path of the host, too. */
	const struct mg_mount *host;
};

struct mg_backing {
	enum mg_kind kind; /* the most certain one, which messages show */
	/* MG_KIND_BIT of all kinds that a user may mean by it, .kind among them. The mount table
	 * does not tell a secret from a projected volume, nor a hostPath from a claim on one. */
	unsigned accepts;
	enum mg_lasting lasting;
	bool is_own;		/* a file of the engine or the kubelet */
	bool is_in_layer;	/* a mount of something in the container's own layer */
	bool in_memory;		/* the file system is a tmpfs, whatever the kind */
	struct mg_slice name;	/* of the volume; empty: it has none; borrowed from the mount */
	struct mg_slice within; /* the path below the volume's root ("/sub"), empty at the root */
	bool is_host_path;	/* the root field is proven to be a path of the host */
};

enum mg_fs_class mg_fs_class_of(const char *fstype);

struct mg_container mg_container_find(const struct mg_mounts *mounts, uint64_t root_id);

const char *mg_kind_name(enum mg_kind kind);

/* What people call the storage: "volume", "configMap"; or "secret, projected or downwardAPI volume"
 * where the mount table does not tell which. */
const char *mg_backing_noun(const struct mg_backing *backing);

/* Whether the mount may be a volume of a pod. Its host is then called a node. */
bool mg_backing_is_in_pod(const struct mg_backing *backing);

struct mg_backing mg_backing_find(const struct mg_container *container,
				  const struct mg_mount *mount);

/* Narrows the kinds by what the mount holds. has_data_link: its root has ..data, the link of
 * Kubernetes' AtomicWriter in secret, projected and downwardAPI volumes. */
void mg_backing_refine(struct mg_backing *backing, bool has_data_link);

/* Describes the mount: "volume models on ext4", "bind of /srv/app on ext4". Names only proven paths
 * of the host. */
void mg_backing_describe(const struct mg_mount *mount, const struct mg_backing *backing,
			 struct mg_buf *buf);

/* Whether the engine or the kubelet mounts this into every container by itself. */
bool mg_backing_is_engines(const struct mg_mount *mount, const struct mg_backing *backing);

/* For a whole overlay of Podman adds "temporary overlay (:O) over /srv/src" and returns true. */
bool mg_backing_add_overlaid(const struct mg_mount *mount, struct mg_buf *buf);

/* Adds which part of its file system the mount shows: "/data of the file system on /dev/sdb1", "the
 * whole file system on /dev/sdb1". A reader cannot take this for a path of the host. */
void mg_backing_add_root(const struct mg_mount *mount, struct mg_buf *buf);

/* Whether the mount or its file system is read-only. */
bool mg_backing_is_readonly(const struct mg_mount *mount);

/* Whether the mount is a subPath of a configMap, secret or projected volume. Its root lies in a
 * dated directory of Kubernetes' AtomicWriter ("..2024_01_31_..."), which every update replaces. */
bool mg_backing_is_subpath(const struct mg_mount *mount);

/* Whether path lies in a dated directory of AtomicWriter. */
bool mg_roots_is_dated(const char *path);

/* Whether path is the kubelet's file for the termination message: .../pods/UID/containers/NAME/ID,
 * with an id of 8 digits. */
bool mg_roots_is_termination_log(const char *path);

/* Whether errors of the file system may show only at fsync or close: network and FUSE types. */
bool mg_backing_reports_late(const char *fstype);

/* Whether the kernel alone keeps a flock(2) of a directory, or of a file, on this file system. It
 * asks no server, so the call cannot block, and other machines do not see the lock. */
bool mg_backing_locks_alone(const char *fstype, bool is_dir);

#endif
