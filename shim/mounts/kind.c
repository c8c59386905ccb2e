/* SPDX-License-Identifier: MIT */
/* What kind of storage a mount is. Pure: everything known about engines is a row here, and about
 * file systems in fstype.c. */
#include "mounts/kind.h"

#include "mounts/fstype.h"
#include "mounts/roots.h"
#include "text/lex.h"

#include <string.h>

/* What is known of a kind without looking at the mount. */
static const struct kind_row {
	const char *name;
	enum mg_lasting lasting;
} kinds[MG_KIND_COUNT] = {
	[MG_KIND_UNKNOWN] = { "unknown", MG_LASTING_UNKNOWN },
	[MG_KIND_IMAGE] = { "image", MG_LASTING_NO },
	[MG_KIND_VOLUME] = { "volume", MG_LASTING_YES },
	[MG_KIND_ANONYMOUS] = { "anonymous", MG_LASTING_NO },
	[MG_KIND_TMPFS] = { "tmpfs", MG_LASTING_NO },
	[MG_KIND_BIND] = { "bind", MG_LASTING_YES },
	[MG_KIND_NETWORK] = { "network", MG_LASTING_YES },
	[MG_KIND_EMPTYDIR] = { "emptydir", MG_LASTING_NO },
	[MG_KIND_CONFIGMAP] = { "configmap", MG_LASTING_NO },
	[MG_KIND_SECRET] = { "secret", MG_LASTING_NO },
	[MG_KIND_PROJECTED] = { "projected", MG_LASTING_NO },
	[MG_KIND_DOWNWARD] = { "downward", MG_LASTING_NO },
	[MG_KIND_HOSTPATH] = { "hostpath", MG_LASTING_YES },
	[MG_KIND_PVC] = { "pvc", MG_LASTING_YES },
	[MG_KIND_KERNEL] = { "kernel", MG_LASTING_NO },
};

static const struct mg_slice no_slice = { "", 0 };

const char *
mg_kind_name(enum mg_kind kind)
{
	return kinds[kind].name;
}

bool
mg_kind_by_name(struct mg_slice name, enum mg_kind *kind)
{
	for (size_t i = 0; i < MG_KIND_COUNT; i++) {
		if (!mg_lex_equal(name, kinds[i].name))
			continue;
		*kind = (enum mg_kind)i;
		return true;
	}
	return false;
}

/* Where engines keep the layers of images, as they name them to the kernel: Docker, Podman and
 * CRI-O, containerd, Docker with the images in containerd. */
static const char *const layer_dirs[] = {
	"/overlay2/",
	"/storage/overlay/",
	"/io.containerd.snapshotter.",
};

/* Podman's own overlay over something else, whose upper layer is in the container's own directory
 * (containers/storage, pkg/overlay): for :O, and for an image. */
static bool
is_copy(const struct mg_mount *mount)
{
	static const char dir[] = "/userdata/overlay/";

	return strcmp(mount->fstype, "overlay") == 0 &&
	       (mg_lex_find(mount->source, dir) || mg_lex_find(mount->super_options, dir));
}

/* Whether what Podman's overlay lies over is an image, or a directory of one (image-subpath). */
static bool
is_copy_of_image(const struct mg_mount *mount)
{
	static const char layers[] = "/overlay/", behind[] = "/merged";
	const char *lower = mg_lex_find(mount->super_options, "lowerdir=/");
	const char *end = lower ? lower + strcspn(lower, ",") : "";

	for (const char *at = lower; at && at < end; at = mg_lex_find(at + 1, layers)) {
		const char *name = at + sizeof(layers) - 1;

		if (strncmp(at, layers, sizeof(layers) - 1) == 0 && mg_lex_is_id(name) &&
		    strncmp(name + 64, behind, sizeof(behind) - 1) == 0)
			return true;
	}
	lower = lower ? mg_lex_find(lower, "/userdata/subpath") : NULL;
	return lower && lower < end;
}

static bool
has_layers(const struct mg_mount *mount)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(layer_dirs); i++)
		if (mg_lex_find(mount->super_options, layer_dirs[i]))
			return true;
	return false;
}

/* An image that is mounted beside the root has layers, and is read-only. A directory of an overlay
 * may also be a bind: an engine that itself runs in a container has the outer one's "/" for its
 * host. */
static enum mg_kind
kind_of_overlay(const struct mg_container *container, const struct mg_mount *mount)
{
	bool is_whole = strcmp(mount->root, "/") == 0;

	if (is_copy(mount))
		return is_copy_of_image(mount) ? MG_KIND_IMAGE : MG_KIND_BIND;
	if (has_layers(mount) &&
	    (is_whole || (!container->is_nested && mg_backing_is_readonly(mount))))
		return MG_KIND_IMAGE;
	/* It does not tell where its upper directory goes. */
	return is_whole ? MG_KIND_UNKNOWN : MG_KIND_BIND;
}

/* The kubelet mounts a tmpfs for secret, projected and downwardAPI volumes, which are read-only,
 * and for an emptyDir of memory, which may be. */
static enum mg_kind
kind_of_memory(const struct mg_container *container, const struct mg_mount *mount)
{
	if (mg_backing_is_subpath(mount))
		return MG_KIND_SECRET; /* configMaps lie on the node's disk */
	if (strcmp(mount->root, "/null") == 0)
		return MG_KIND_KERNEL; /* /dev/null over a path that the engine masks */
	if (strcmp(mount->root, "/") != 0)
		return MG_KIND_BIND;
	/* The engine's own say "shm", or lie below /dev, /proc and /sys; gVisor's say "none". */
	if (!container->is_pod || strcmp(mount->source, "tmpfs") != 0 ||
	    (mg_roots_is_own_target(mount->target) && strcmp(mount->target, "/dev/shm") != 0))
		return MG_KIND_TMPFS;
	return mg_backing_is_readonly(mount) ? MG_KIND_SECRET : MG_KIND_EMPTYDIR;
}

/* A whole disk in a pod is a claim (or a hostPath of a directory where the node has one), if it is
 * not the disk that holds the kubelet's own files. Elsewhere it is a bind of a directory that
 * happens to be a mount point of the host. */
static enum mg_kind
kind_of_disk(const struct mg_container *container, const struct mg_mount *mount)
{
	bool is_nodes = container->has_node_device && mount->major == container->node_major &&
			mount->minor == container->node_minor;

	if (container->is_pod && strcmp(mount->root, "/") == 0 && !is_nodes &&
	    strncmp(mount->source, "/dev/", 5) == 0)
		return MG_KIND_PVC;
	return MG_KIND_BIND;
}

static enum mg_kind
kind_of_fs(const struct mg_container *container, const struct mg_mount *mount)
{
	enum mg_fs_class class = mg_fs_class_of(mount->fstype);

	if (mg_container_is_token(mount) && (class == MG_FS_MEMORY || class == MG_FS_SHARED))
		return MG_KIND_PROJECTED;
	switch (class) {
	case MG_FS_UNKNOWN:
		break;
	case MG_FS_KERNEL:
		return MG_KIND_KERNEL;
	case MG_FS_MEMORY:
		return kind_of_memory(container, mount);
	case MG_FS_NETWORK:
		/* Sysbox shows files of /proc and /sys by a file system of its own. */
		return strcmp(mount->source, "sysboxfs") == 0 ? MG_KIND_KERNEL : MG_KIND_NETWORK;
	case MG_FS_SHARED:
		/* gVisor and Kata say "none" or "kataShared" for everything. */
		return strcmp(mount->source, "none") == 0 ||
				       strcmp(mount->source, "kataShared") == 0
			       ? MG_KIND_UNKNOWN
			       : MG_KIND_BIND;
	case MG_FS_DISK:
		return kind_of_disk(container, mount);
	case MG_FS_OVERLAY:
		return kind_of_overlay(container, mount);
	}
	return MG_KIND_UNKNOWN;
}

/* Shiftfs (Sysbox) names what it shows in its source, a directory; its root field is "/", or a file
 * there. */
static const char *
path_of(const struct mg_mount *mount)
{
	return strcmp(mount->fstype, "shiftfs") == 0 && mount->source[0] == '/' ? mount->source
										: mount->root;
}

/* By its name alone; else by its file system. In this order: an engine or a node may itself be a
 * container, and keep all of it in a volume of the outer engine. */
static void
find_kind(const struct mg_container *container, const struct mg_mount *mount,
	  struct mg_backing *backing)
{
	const char *path = path_of(mount);

	if (mount->id == container->root_id && !container->is_machine) {
		backing->kind = MG_KIND_IMAGE;
		return;
	}
	if (mount->id != container->root_id && mg_fs_class_of(mount->fstype) != MG_FS_KERNEL) {
		/* podman run --mount type=artifact: a file of an OCI artifact, as of an image. */
		if (mg_lex_find(path, "/storage/artifacts/blobs/")) {
			backing->kind = MG_KIND_IMAGE;
			return;
		}
		backing->is_own = mg_roots_is_own(path);
		/* A volume of the pod may hold a directory that is named as the engine's. */
		if (mg_roots_pod_volume(path, backing)) {
			backing->is_own = false;
			return;
		}
		/* Of the engine that the node of a pod runs in: the node's disk. */
		if (!backing->is_own && !container->is_pod && mg_roots_volume(path, backing))
			return;
	}
	backing->kind = kind_of_fs(container, mount);
}

/* The Kubernetes kinds that a tmpfs with the root "/" may be, and what it is. */
#define OF_ATOMIC_WRITER                                                                           \
	(MG_KIND_BIT(MG_KIND_SECRET) | MG_KIND_BIT(MG_KIND_PROJECTED) |                            \
	 MG_KIND_BIT(MG_KIND_DOWNWARD))
#define OF_MEMORY (MG_KIND_BIT(MG_KIND_EMPTYDIR) | MG_KIND_BIT(MG_KIND_TMPFS))
#define OF_NODE (MG_KIND_BIT(MG_KIND_BIND) | MG_KIND_BIT(MG_KIND_HOSTPATH))

/* What else a pod calls it. */
static unsigned
also_in_pod(const struct mg_mount *mount, const struct mg_backing *backing)
{
	bool is_whole = strcmp(mount->root, "/") == 0;

	switch (backing->kind) {
	case MG_KIND_BIND: /* a hostPath, a claim on one, a local volume, or an emptyDir's subPath
			    */
		return OF_NODE | MG_KIND_BIT(MG_KIND_PVC) |
		       (backing->in_memory ? MG_KIND_BIT(MG_KIND_EMPTYDIR) : 0);
	case MG_KIND_PVC:
		return backing->name.len > 0 ? MG_KIND_BIT(MG_KIND_BIND) : OF_NODE;
	case MG_KIND_NETWORK:
		return OF_NODE | MG_KIND_BIT(MG_KIND_PVC);
	case MG_KIND_KERNEL: /* a hostPath of a device */
		return is_whole ? 0 : OF_NODE;
	case MG_KIND_SECRET:
		return is_whole && backing->in_memory ? OF_ATOMIC_WRITER | OF_MEMORY
						      : OF_ATOMIC_WRITER;
	case MG_KIND_PROJECTED: /* a token was a secret until Kubernetes 1.21 */
		return OF_ATOMIC_WRITER | (is_whole ? MG_KIND_BIT(MG_KIND_TMPFS) : 0);
	case MG_KIND_EMPTYDIR:
		return is_whole && backing->in_memory ? OF_MEMORY : 0;
	case MG_KIND_TMPFS: /* gVisor's */
		return strcmp(mount->source, "none") == 0 ? OF_ATOMIC_WRITER | OF_MEMORY : 0;
	case MG_KIND_UNKNOWN:
	case MG_KIND_IMAGE:
	case MG_KIND_VOLUME:
	case MG_KIND_ANONYMOUS:
	case MG_KIND_CONFIGMAP:
	case MG_KIND_DOWNWARD:
	case MG_KIND_HOSTPATH:
	case MG_KIND_COUNT:
		break;
	}
	return 0;
}

static unsigned
accepted_kinds(const struct mg_container *container, const struct mg_mount *mount,
	       const struct mg_backing *backing)
{
	unsigned accepts = MG_KIND_BIT(backing->kind);

	if (mount->id == container->root_id)
		return accepts |
		       MG_KIND_BIT(MG_KIND_IMAGE); /* also of a machine: no volume hides it */
	if (backing->is_own)
		return accepts;
	if (container->is_pod || mg_backing_is_subpath(mount))
		return accepts | also_in_pod(mount, backing);
	return backing->kind == MG_KIND_PVC ? accepts | MG_KIND_BIT(MG_KIND_BIND) : accepts;
}

struct mg_backing
mg_backing_find(const struct mg_container *container, const struct mg_mount *mount)
{
	struct mg_backing backing = { .name = no_slice, .within = no_slice };
	bool is_whole = strcmp(mount->root, "/") == 0;

	backing.in_memory = mg_fs_class_of(mount->fstype) == MG_FS_MEMORY;
	backing.is_host_path = container->has_host_device &&
			       mount->major == container->host_major &&
			       mount->minor == container->host_minor;
	find_kind(container, mount, &backing);
	backing.accepts = accepted_kinds(container, mount, &backing);
	backing.lasting = kinds[backing.kind].lasting;
	if (backing.lasting == MG_LASTING_YES &&
	    (backing.in_memory || backing.is_own || is_copy(mount)))
		backing.lasting = MG_LASTING_NO;
	/* The engine's: its upper directory goes with the container. */
	if (is_whole && strcmp(mount->fstype, "fuse.fuse-overlayfs") == 0)
		backing.lasting = MG_LASTING_NO;
	return backing;
}

void
mg_backing_refine(struct mg_backing *backing, bool has_data_link)
{
	unsigned in_memory = MG_KIND_BIT(MG_KIND_TMPFS);

	if ((backing->accepts & OF_MEMORY) != OF_MEMORY)
		return;
	backing->accepts = has_data_link ? OF_ATOMIC_WRITER | in_memory : OF_MEMORY;
	if (backing->kind != MG_KIND_TMPFS)
		backing->kind = has_data_link ? MG_KIND_SECRET : MG_KIND_EMPTYDIR;
}

bool
mg_backing_is_engines(const struct mg_mount *mount, const struct mg_backing *backing)
{
	bool is_kernels = strncmp(mount->target, "/dev", 4) == 0 ||
			  strncmp(mount->target, "/proc", 5) == 0 ||
			  strncmp(mount->target, "/sys", 4) == 0;

	if (backing->is_own)
		return true;
	if (!mg_roots_is_own_target(mount->target))
		return false;
	/* A volume or a bind there is somebody's wish. */
	return !is_kernels || backing->kind == MG_KIND_TMPFS || backing->kind == MG_KIND_KERNEL ||
	       backing->kind == MG_KIND_UNKNOWN;
}

bool
mg_backing_is_readonly(const struct mg_mount *mount)
{
	struct mg_slice ro = { "ro", 2 };

	/* ext4 since Linux 6.15, after an error: it is still "rw" then. */
	return mg_mounts_has_option(mount->options, ro) ||
	       mg_mounts_has_option(mount->super_options, ro) ||
	       mg_mounts_has_option(mount->super_options, mg_lex_slice("emergency_ro"));
}

bool
mg_backing_is_subpath(const struct mg_mount *mount)
{
	return mg_roots_is_dated(mount->root);
}
