/* SPDX-License-Identifier: MIT */
/* What kind of storage a mount is, and what a person calls it. Pure: kinds are rows of a table
 * here, file systems are in fstype.c, and the directories of engines in roots.c. */
#include "mounts/kind.h"

#include "mounts/engine.h"
#include "roots.h"
#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"

#include <string.h>

/* What a tmpfs with the root "/" may be in a pod, and what a directory of the node may be. */
#define OF_ATOMIC_WRITER                                                                           \
	(MG_KIND_BIT(MG_KIND_SECRET) | MG_KIND_BIT(MG_KIND_PROJECTED) |                            \
	 MG_KIND_BIT(MG_KIND_DOWNWARD))
#define OF_MEMORY (MG_KIND_BIT(MG_KIND_EMPTYDIR) | MG_KIND_BIT(MG_KIND_TMPFS))
#define OF_NODE (MG_KIND_BIT(MG_KIND_BIND) | MG_KIND_BIT(MG_KIND_HOSTPATH))

/* How a mount of a kind is described. */
enum style {
	STYLE_NAMED,  /* "volume models at /sub on ext4" */
	STYLE_TYPE,   /* "tmpfs" */
	STYLE_KERNEL, /* "proc, made by the kernel" */
	STYLE_IMAGE,  /* "the image or the container's own layer (overlay)" */
	STYLE_SOURCE, /* "network storage, nfs4 from server:/data" */
	STYLE_BIND,   /* "bind of /srv/app on ext4" */
};

/* What is known about a kind without looking at the mount. */
static const struct kind_row {
	const char *name;
	const char *noun;
	enum mg_lasting lasting;
	enum style style;
	unsigned also_in_pod; /* MG_KIND_BIT of what else a pod calls it; see accepted_kinds() */
} kinds[] = {
	[MG_KIND_UNKNOWN] = { "unknown", "storage of unknown kind", MG_LASTING_UNKNOWN,
			      STYLE_SOURCE, 0 },
	[MG_KIND_IMAGE] = { "image", "the image or the container's own layer", MG_LASTING_NO,
			    STYLE_IMAGE, 0 },
	[MG_KIND_VOLUME] = { "volume", "volume", MG_LASTING_YES, STYLE_NAMED, 0 },
	[MG_KIND_ANONYMOUS] = { "anonymous", "anonymous volume", MG_LASTING_NO, STYLE_NAMED, 0 },
	[MG_KIND_TMPFS] = { "tmpfs", "tmpfs", MG_LASTING_NO, STYLE_TYPE, 0 },
	/* In a pod a hostPath, a claim on one, or a local volume. */
	[MG_KIND_BIND] = { "bind", "bind of", MG_LASTING_YES, STYLE_BIND,
			   OF_NODE | MG_KIND_BIT(MG_KIND_PVC) },
	[MG_KIND_NETWORK] = { "network", "network storage", MG_LASTING_YES, STYLE_SOURCE,
			      OF_NODE | MG_KIND_BIT(MG_KIND_PVC) },
	[MG_KIND_EMPTYDIR] = { "emptydir", "emptyDir", MG_LASTING_NO, STYLE_NAMED, 0 },
	[MG_KIND_CONFIGMAP] = { "configmap", "configMap", MG_LASTING_NO, STYLE_NAMED, 0 },
	[MG_KIND_SECRET] = { "secret", "secret", MG_LASTING_NO, STYLE_NAMED, OF_ATOMIC_WRITER },
	/* A token was a secret until Kubernetes 1.21. */
	[MG_KIND_PROJECTED] = { "projected", "projected volume", MG_LASTING_NO, STYLE_NAMED,
				OF_ATOMIC_WRITER },
	[MG_KIND_DOWNWARD] = { "downward", "downwardAPI volume", MG_LASTING_NO, STYLE_NAMED, 0 },
	[MG_KIND_HOSTPATH] = { "hostpath", "hostPath", MG_LASTING_YES, STYLE_NAMED, 0 },
	[MG_KIND_PVC] = { "pvc", "persistent volume", MG_LASTING_YES, STYLE_NAMED,
			  MG_KIND_BIT(MG_KIND_BIND) },
	[MG_KIND_KERNEL] = { "kernel", "made by the kernel", MG_LASTING_NO, STYLE_KERNEL, 0 },
};

_Static_assert(MG_ARRAY_LEN(kinds) == MG_KIND_COUNT, "a row for every kind");

const char *
mg_kind_name(enum mg_kind kind)
{
	return kinds[kind].name;
}

/* --- what it is --- */

/* Whether the mount is Podman's overlay for :O or for an image. Its upper layer is in the
 * container's own directory (containers/storage, pkg/overlay). */
static bool
is_copy(const struct mg_mount *mount)
{
	static const char dir[] = "/userdata/overlay/";

	return strcmp(mount->fstype, "overlay") == 0 &&
	       (mg_lex_find(mount->source, dir) || mg_lex_find(mount->super_options, dir));
}

/* Whether Podman's overlay lies over an image, or over a directory of one (image-subpath). */
static bool
is_copy_of_image(const struct mg_mount *mount)
{
	const char *lower = mg_lex_find(mount->super_options, "lowerdir=/");
	const char *layer =
		lower ? mg_lex_find_any(lower, "/overlay/#/merged /userdata/subpath") : NULL;

	return layer && layer < lower + strcspn(lower, ",");
}

/* An image that is mounted beside the root has layers where Docker, Podman, CRI-O or containerd
 * keeps them, and is read-only. A directory of an overlay may also be a bind: an engine that runs
 * in a container has the outer container's "/" for its host. */
static enum mg_kind
kind_of_overlay(const struct mg_container *container, const struct mg_mount *mount)
{
	bool is_whole = strcmp(mount->root, "/") == 0;

	if (is_copy(mount))
		return is_copy_of_image(mount) ? MG_KIND_IMAGE : MG_KIND_BIND;
	if (mg_lex_find_any(mount->super_options,
			    "/overlay2/ /storage/overlay/ /io.containerd.snapshotter.") &&
	    (is_whole || (!container->is_nested && mg_backing_is_readonly(mount))))
		return MG_KIND_IMAGE;
	/* A whole overlay does not tell whether its upper directory lasts. */
	return is_whole ? MG_KIND_UNKNOWN : MG_KIND_BIND;
}

/* The kubelet mounts a tmpfs for secret, projected and downwardAPI volumes, which are read-only,
 * and for an emptyDir of memory, which may be read-only. */
static enum mg_kind
kind_of_memory(const struct mg_container *container, const struct mg_mount *mount)
{
	if (mg_backing_is_subpath(mount))
		return MG_KIND_SECRET; /* configMaps lie on the node's disk */
	if (strcmp(mount->root, "/null") == 0)
		return MG_KIND_KERNEL; /* /dev/null over a path that the engine masks */
	if (strcmp(mount->root, "/") != 0)
		return MG_KIND_BIND;
	/* An engine's own has the source "shm" (gVisor: "none"), or is in /dev, /proc or /sys. */
	if (!container->is_pod || strcmp(mount->source, "tmpfs") != 0 ||
	    (mg_roots_is_own_target(mount->target) && strcmp(mount->target, "/dev/shm") != 0))
		return MG_KIND_TMPFS;
	return mg_backing_is_readonly(mount) ? MG_KIND_SECRET : MG_KIND_EMPTYDIR;
}

/* Whether the mount is of the file system of the other one, which may be NULL. */
static bool
shares_device(const struct mg_mount *mount, const struct mg_mount *other)
{
	return other && mount->major == other->major && mount->minor == other->minor;
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
		/* gVisor and Kata name no source, whatever the mount is. */
		return mg_lex_lists("none kataShared", mount->source) ? MG_KIND_UNKNOWN
								      : MG_KIND_BIND;
	case MG_FS_DISK:
		/* A whole disk in a pod is a claim (or a hostPath of a directory where the node has
		 * one), if it is not the disk that holds the kubelet's own files. Elsewhere it is a
		 * bind of a directory that happens to be a mount point of the host. */
		return container->is_pod && strcmp(mount->root, "/") == 0 &&
				       !shares_device(mount, container->node) &&
				       mg_lex_after(mount->source, "/dev/")
			       ? MG_KIND_PVC
			       : MG_KIND_BIND;
	case MG_FS_OVERLAY:
		return kind_of_overlay(container, mount);
	}
	return MG_KIND_UNKNOWN;
}

static bool
is_in_layer(const struct mg_container *container, const struct mg_mount *mount)
{
	const struct mg_mount *layer = container->layer;

	return mount != layer && shares_device(mount, layer) &&
	       mg_path_is_under(mount->root, layer->root);
}

/* Tells the kind by the name of the mount's directory, or else by its file system. The name comes
 * first: an engine or a node may itself be a container, with all its files in a volume of the outer
 * engine. */
static void
find_kind(const struct mg_container *container, const struct mg_mount *mount,
	  struct mg_backing *backing)
{
	/* The source of shiftfs (Sysbox) is a directory, its root field "/" or a file in it. */
	const char *path = strcmp(mount->fstype, "shiftfs") == 0 && mount->source[0] == '/'
				   ? mount->source
				   : mount->root;

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
		/* A volume of the pod may hold a directory with a name of the engine's. */
		if (mg_roots_pod_volume(path, backing)) {
			backing->is_own = false;
			return;
		}
		/* In a pod it is the node's disk, a volume of the engine that runs the node. */
		if (!backing->is_own && !container->is_pod && mg_roots_volume(path, backing))
			return;
	}
	backing->kind = kind_of_fs(container, mount);
}

static unsigned
accepted_kinds(const struct mg_container *container, const struct mg_mount *mount,
	       const struct mg_backing *backing)
{
	enum mg_kind kind = backing->kind;
	unsigned accepts = MG_KIND_BIT(kind);
	bool is_whole = strcmp(mount->root, "/") == 0;

	if (mount->id == container->root_id) /* also of a machine: no volume hides it */
		return accepts | MG_KIND_BIT(MG_KIND_IMAGE);
	if (backing->is_own)
		return accepts;
	if (!container->is_pod && !mg_backing_is_subpath(mount))
		return kind == MG_KIND_PVC ? accepts | MG_KIND_BIT(MG_KIND_BIND) : accepts;
	accepts |= kinds[kind].also_in_pod;
	if (kind == MG_KIND_BIND && backing->in_memory) /* the subPath of an emptyDir */
		accepts |= MG_KIND_BIT(MG_KIND_EMPTYDIR);
	if (kind == MG_KIND_PVC && backing->name.len == 0)
		accepts |= OF_NODE;
	if (kind == MG_KIND_KERNEL && !is_whole) /* a hostPath of a device */
		accepts |= OF_NODE;
	if (kind == MG_KIND_PROJECTED && is_whole)
		accepts |= MG_KIND_BIT(MG_KIND_TMPFS);
	if ((kind == MG_KIND_SECRET || kind == MG_KIND_EMPTYDIR) && is_whole && backing->in_memory)
		accepts |= OF_MEMORY;
	if (kind == MG_KIND_TMPFS && strcmp(mount->source, "none") == 0) /* gVisor's */
		accepts |= OF_ATOMIC_WRITER | OF_MEMORY;
	return accepts;
}

struct mg_backing
mg_backing_find(const struct mg_container *container, const struct mg_mount *mount)
{
	struct mg_backing backing = { .name = { "", 0 }, .within = { "", 0 } };
	/* The upper directory of the engine's own overlay goes with the container. */
	bool is_engines =
		strcmp(mount->root, "/") == 0 && strcmp(mount->fstype, "fuse.fuse-overlayfs") == 0;

	backing.in_memory = mg_fs_class_of(mount->fstype) == MG_FS_MEMORY;
	backing.is_host_path = shares_device(mount, container->host);
	find_kind(container, mount, &backing);
	backing.accepts = accepted_kinds(container, mount, &backing);
	backing.lasting = kinds[backing.kind].lasting;
	backing.is_in_layer = is_in_layer(container, mount);
	if (is_engines ||
	    (backing.lasting == MG_LASTING_YES &&
	     (backing.in_memory || backing.is_own || backing.is_in_layer || is_copy(mount))))
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
	/* A volume or a bind below /dev, /proc and /sys was asked for. */
	bool may_be = !mg_lex_after(mount->target, "/dev /proc /sys") ||
		      backing->kind == MG_KIND_TMPFS || backing->kind == MG_KIND_KERNEL ||
		      backing->kind == MG_KIND_UNKNOWN;

	return backing->is_own || (may_be && mg_roots_is_own_target(mount->target));
}

bool
mg_backing_is_readonly(const struct mg_mount *mount)
{
	struct mg_slice ro = { "ro", 2 };

	/* After an error ext4 says "emergency_ro" beside "rw" (Linux 6.15). */
	return mg_mounts_has_option(mount->options, ro) ||
	       mg_mounts_has_option(mount->super_options, ro) ||
	       mg_mounts_has_option(mount->super_options, mg_lex_slice("emergency_ro"));
}

bool
mg_backing_is_subpath(const struct mg_mount *mount)
{
	return mg_roots_is_dated(mount->root);
}

/* --- what a person calls it --- */

void
mg_backing_add_root(const struct mg_mount *mount, struct mg_buf *buf)
{
	bool is_whole = strcmp(mount->root, "/") == 0, is_named = mount->source[0] == '/';

	if (is_whole)
		mg_buf_add(buf, is_named ? "the whole file system" : "a whole");
	else
		mg_quote_add(buf, mount->root);
	if (is_named) {
		mg_buf_add(buf, is_whole ? " on " : " of the file system on ");
		mg_quote_add(buf, mount->source);
		return;
	}
	mg_buf_add(buf, is_whole ? " " : " of a ");
	if (mg_fs_class_of(mount->fstype) != MG_FS_MEMORY)
		mg_buf_add(buf, "file system of type ");
	mg_quote_add(buf, mount->fstype);
}

bool
mg_backing_add_overlaid(const struct mg_mount *mount, struct mg_buf *buf)
{
	const char *lower = mg_lex_find(mount->super_options, "lowerdir=");

	if (strcmp(mount->fstype, "overlay") != 0 || strcmp(mount->root, "/") != 0 || !lower)
		return false;
	lower += strlen("lowerdir=");
	mg_buf_add(buf, "temporary overlay (:O) over ");
	mg_quote_add_slice(buf, (struct mg_slice){ lower, strcspn(lower, ":,") });
	return true;
}

static bool
accepts(const struct mg_backing *backing, enum mg_kind kind)
{
	return backing->accepts & MG_KIND_BIT(kind);
}

static void
add_type(const struct mg_mount *mount, const char *before, const char *behind, struct mg_buf *buf)
{
	mg_buf_add(buf, before);
	mg_quote_add(buf, mount->fstype);
	mg_buf_add(buf, behind);
}

/* Names a bind by the folder that a desktop engine shares, by its path on the host, or by the part
 * of its file system that it shows. The last includes the type where there is no device. */
static void
add_bind(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	if (strcmp(mount->target, "/") == 0) {
		add_type(mount, "the root file system (", ")", buf);
		return;
	}
	if (mg_backing_add_overlaid(mount, buf))
		return;
	mg_buf_add(buf, "bind of ");
	if (mg_engine_add_share(mount, buf)) {
		add_type(mount, " on ", "", buf);
	} else if (backing->is_host_path) {
		mg_quote_add(buf, mount->root);
		add_type(mount, " on ", "", buf);
	} else {
		mg_backing_add_root(mount, buf);
		if (mount->source[0] == '/')
			add_type(mount, " (", ")", buf);
	}
	if (accepts(backing, MG_KIND_HOSTPATH))
		mg_buf_addf(buf, ", hostPath or %s", backing->in_memory ? "subPath" : "claim");
}

static void
add_named(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	mg_buf_add(buf, mg_backing_noun(backing));
	if (backing->name.len > 0) {
		mg_buf_add(buf, " ");
		mg_quote_add_slice(buf, backing->name);
	}
	if (backing->within.len > 0) {
		mg_buf_add(buf, " at ");
		mg_quote_add_slice(buf, backing->within);
	}
	add_type(mount, " on ", "", buf);
}

const char *
mg_backing_noun(const struct mg_backing *backing)
{
	if (backing->kind == MG_KIND_SECRET && backing->name.len == 0 &&
	    accepts(backing, MG_KIND_PROJECTED))
		return "secret, projected or downwardAPI volume";
	return kinds[backing->kind].noun;
}

bool
mg_backing_is_in_pod(const struct mg_backing *backing)
{
	return backing->accepts & (MG_KINDS_CONFIG | MG_KIND_BIT(MG_KIND_HOSTPATH) |
				   MG_KIND_BIT(MG_KIND_EMPTYDIR) | MG_KIND_BIT(MG_KIND_PVC));
}

void
mg_backing_describe(const struct mg_mount *mount, const struct mg_backing *backing,
		    struct mg_buf *buf)
{
	const struct kind_row *row = &kinds[backing->kind];

	switch (row->style) {
	case STYLE_NAMED:
		add_named(mount, backing, buf);
		break;
	case STYLE_TYPE:
		mg_quote_add(buf, mount->fstype);
		break;
	case STYLE_KERNEL:
		add_type(mount, "", ", ", buf);
		mg_buf_add(buf, row->noun);
		break;
	case STYLE_IMAGE:
		mg_buf_add(buf, strcmp(mount->target, "/") == 0 ? row->noun
								: "an image that is mounted");
		add_type(mount, " (", ")", buf);
		break;
	case STYLE_SOURCE:
		mg_buf_add(buf, row->noun);
		add_type(mount, ", ", " from ", buf);
		mg_quote_add(buf, mount->source);
		break;
	case STYLE_BIND:
		add_bind(mount, backing, buf);
		break;
	}
	if (mount->stale)
		mg_buf_addf(buf, ", deleted on the %s",
			    mg_backing_is_in_pod(backing) ? "node" : "host");
	if (mg_backing_is_readonly(mount))
		mg_buf_add(buf, ", read-only");
}
