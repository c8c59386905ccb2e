/* SPDX-License-Identifier: MIT */
/* What kind of storage a mount is. Pure: everything known about engines is a row here, and about
 * file systems in backing_types.c. */
#include "backing.h"

#include "backing_types.h"
#include "lex.h"
#include "path.h"
#include "place.h"
#include "quote.h"

#include <string.h>

/* What is known of a kind without looking at the mount. */
static const struct kind_row {
	const char *name;
	const char *noun; /* for people */
	enum mg_lasting lasting;
} kinds[MG_KIND_COUNT] = {
	[MG_KIND_UNKNOWN] = { "unknown", "storage of unknown kind", MG_LASTING_UNKNOWN },
	[MG_KIND_IMAGE] = { "image", "the image or the container's own layer", MG_LASTING_NO },
	[MG_KIND_VOLUME] = { "volume", "volume", MG_LASTING_YES },
	[MG_KIND_ANONYMOUS] = { "anonymous", "anonymous volume", MG_LASTING_NO },
	[MG_KIND_TMPFS] = { "tmpfs", "tmpfs", MG_LASTING_NO },
	[MG_KIND_BIND] = { "bind", "bind of", MG_LASTING_YES },
	[MG_KIND_NETWORK] = { "network", "network storage", MG_LASTING_YES },
	[MG_KIND_EMPTYDIR] = { "emptydir", "emptyDir", MG_LASTING_NO },
	[MG_KIND_CONFIGMAP] = { "configmap", "configMap", MG_LASTING_NO },
	[MG_KIND_SECRET] = { "secret", "secret", MG_LASTING_NO },
	[MG_KIND_PROJECTED] = { "projected", "projected volume", MG_LASTING_NO },
	[MG_KIND_DOWNWARD] = { "downward", "downwardAPI volume", MG_LASTING_NO },
	[MG_KIND_HOSTPATH] = { "hostpath", "hostPath", MG_LASTING_YES },
	[MG_KIND_PVC] = { "pvc", "persistent volume", MG_LASTING_YES },
	[MG_KIND_KERNEL] = { "kernel", "made by the kernel", MG_LASTING_NO },
};

/* kubernetes.io~TYPE in the path of a volume on the node (Kubernetes pkg/volume/.../plugin names).
 * Every type that is not here is some driver of persistent volumes: csi, nfs, local-volume, iscsi,
 * rbd, aws-ebs... */
static const struct {
	const char *type;
	enum mg_kind kind;
} kubernetes_types[] = {
	{ "empty-dir", MG_KIND_EMPTYDIR },    { "configmap", MG_KIND_CONFIGMAP },
	{ "secret", MG_KIND_SECRET },	      { "projected", MG_KIND_PROJECTED },
	{ "downward-api", MG_KIND_DOWNWARD }, { "host-path", MG_KIND_HOSTPATH },
};

/* What stands before the id of a container in the path of a file that the engine makes for it, and
 * removes with it, /etc/hosts and its like: Docker, Podman and CRI-O (overlay-containers),
 * containerd's CRI plugin, nerdctl (its docs/dir.md). */
static const char *const engine_dirs[] = {
	"containers/",
	"/sandboxes/",
	"/containers/default/",
	"/etchosts/default/",
};

static const struct mg_slice no_slice = { "", 0 };

const char *
mg_kind_name(enum mg_kind kind)
{
	return kinds[kind].name;
}

const char *
mg_kind_noun(enum mg_kind kind)
{
	return kinds[kind].noun;
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

static struct mg_slice
component_at(const char *path)
{
	return (struct mg_slice){ path, strcspn(path, "/") };
}

/* TYPE/NAME and what goes on below it, behind "kubernetes.io~". */
static bool
read_kubernetes(const char *text, struct mg_backing *backing)
{
	struct mg_slice type = component_at(text);
	struct mg_slice name = component_at(type.text + type.len + (type.text[type.len] == '/'));
	const char *within = name.text + name.len;

	if (name.len == 0)
		return false;
	backing->kind = MG_KIND_PVC;
	for (size_t i = 0; i < MG_ARRAY_LEN(kubernetes_types); i++)
		if (mg_lex_equal(type, kubernetes_types[i].type))
			backing->kind = kubernetes_types[i].kind;
	/* The kubelet has CSI drivers mount the volume one directory further down. */
	if (mg_lex_equal(type, "csi") && mg_path_is_under(within, "/mount"))
		within += sizeof("/mount") - 1;
	backing->name = name;
	backing->within = mg_lex_slice(within);
	return true;
}

/* .../pods/UID/volumes/kubernetes.io~TYPE/NAME: what is before it depends on the node's own disks.
 * The last one counts: a node may itself be a container, with its kubelet's directory in a volume
 * of the outer one. */
static bool
is_kubernetes(const char *root, struct mg_backing *backing)
{
	static const char mark[] = "/volumes/kubernetes.io~";
	bool found = false;

	for (const char *at = mg_lex_find(root, mark); at; at = mg_lex_find(at + 1, mark))
		if (mg_container_is_behind_pod(root, at))
			found |= read_kubernetes(at + sizeof(mark) - 1, backing);
	return found;
}

/* .../pvc-UID_NAMESPACE_CLAIM: the directories of rancher/local-path-provisioner, which k3s, kind
 * and Rancher Desktop come with. */
static bool
is_local_path(const char *root, struct mg_backing *backing)
{
	for (const char *at = mg_lex_find(root, "/pvc-"); at; at = mg_lex_find(at + 1, "/pvc-")) {
		struct mg_slice name = component_at(at + 1);

		if (strspn(name.text + 4, "0123456789abcdef-") != 36 || name.text[40] != '_')
			continue;
		backing->kind = MG_KIND_PVC;
		backing->name = name;
		backing->within = mg_lex_slice(name.text + name.len);
		return true;
	}
	return false;
}

/* .../volumes/NAME/_data, and what goes on below it; nerdctl has a namespace before the name. The
 * last one counts: an engine within a container keeps its volumes in a volume of the outer engine.
 */
static bool
is_volume(const char *root, struct mg_backing *backing)
{
	static const char before[] = "/volumes/", behind[] = "/_data";
	bool found = false, has_namespace = mg_lex_find(root, "/nerdctl/") != NULL;

	for (const char *at = mg_lex_find(root, before); at; at = mg_lex_find(at + 1, before)) {
		struct mg_slice name = component_at(at + sizeof(before) - 1);
		const char *rest = name.text + name.len;

		if (has_namespace && *rest == '/')
			name = component_at(rest + 1);
		rest = name.text + name.len;
		if (name.len == 0 || strncmp(rest, behind, sizeof(behind) - 1) != 0)
			continue;
		rest += sizeof(behind) - 1;
		if (*rest != '\0' && *rest != '/')
			continue;
		backing->kind = mg_lex_is_id(name.text) ? MG_KIND_ANONYMOUS : MG_KIND_VOLUME;
		backing->name = name;
		backing->within = mg_lex_slice(rest);
		found = true;
	}
	return found;
}

/* A file of the engine's own, which goes with the container, or of the kubelet's, with the pod. */
static bool
is_engine_file(const struct mg_mount *mount)
{
	bool is_log = strcmp(mount->target, "/dev/termination-log") == 0;
	const char *at = mg_lex_find(mount->root, is_log ? "/containers/" : "/etc-hosts");

	if (at && (is_log || at[sizeof("/etc-hosts") - 1] == '\0') &&
	    mg_container_is_behind_pod(mount->root, at))
		return true;
	for (size_t i = 0; i < MG_ARRAY_LEN(engine_dirs); i++) {
		const char *dir = engine_dirs[i];

		for (at = mg_lex_find(mount->root, dir); at; at = mg_lex_find(at + 1, dir))
			if (mg_lex_is_id(at + strlen(dir)))
				return true;
	}
	return false;
}

/* Podman's :O, an overlay over a host directory whose upper layer is in the container's own
 * directory (containers/storage, pkg/overlay). */
static bool
is_copy(const struct mg_mount *mount)
{
	static const char dir[] = "/userdata/overlay/";

	return strcmp(mount->fstype, "overlay") == 0 &&
	       (mg_lex_find(mount->source, dir) || mg_lex_find(mount->super_options, dir));
}

static enum mg_kind
kind_of_memory(const struct mg_mount *mount)
{
	if (mg_backing_is_subpath(mount))
		return MG_KIND_SECRET; /* configMaps lie on the node's disk */
	if (strcmp(mount->root, "/null") == 0)
		return MG_KIND_KERNEL; /* /dev/null over a path that the engine masks */
	return strcmp(mount->root, "/") == 0 ? MG_KIND_TMPFS : MG_KIND_BIND;
}

/* A whole disk in a pod is a CSI volume: the kubelet mounts its file system as it is. Elsewhere it
 * is a bind of a directory that happens to be a mount point of the host. */
static enum mg_kind
kind_of_disk(const struct mg_container *container, const struct mg_mount *mount)
{
	if (container->is_pod && strcmp(mount->root, "/") == 0 &&
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
		return kind_of_memory(mount);
	case MG_FS_NETWORK:
		return MG_KIND_NETWORK;
	case MG_FS_SHARED:
		/* gVisor and Kata say "none" or "kataShared" for everything. */
		return strcmp(mount->source, "none") == 0 ||
				       strcmp(mount->source, "kataShared") == 0
			       ? MG_KIND_UNKNOWN
			       : MG_KIND_BIND;
	case MG_FS_DISK:
		return kind_of_disk(container, mount);
	case MG_FS_OVERLAY:
		/* A bind of a directory on the engine's own overlay; a whole overlay below "/" does
		 * not tell where its upper directory goes. */
		return strcmp(mount->root, "/") == 0 && !is_copy(mount) ? MG_KIND_UNKNOWN
									: MG_KIND_BIND;
	}
	return MG_KIND_UNKNOWN;
}

struct mg_backing
mg_backing_find(const struct mg_container *container, const struct mg_mount *mount)
{
	struct mg_backing backing = { .name = no_slice, .within = no_slice };
	enum mg_fs_class class = mg_fs_class_of(mount->fstype);
	bool is_kernel = class == MG_FS_KERNEL, is_own = false;

	backing.in_memory = class == MG_FS_MEMORY;
	backing.is_host_path = container->has_host_device &&
			       mount->major == container->host_major &&
			       mount->minor == container->host_minor;
	if (mount->id == container->root_id) {
		backing.kind = MG_KIND_IMAGE;
	} else if (is_kernel || !is_kubernetes(mount->root, &backing)) {
		/* Before the volumes: an engine or a node may itself be a container, and keep them
		 * in a volume of the outer engine. */
		is_own = is_engine_file(mount);
		if (is_kernel || is_own ||
		    (!is_local_path(mount->root, &backing) && !is_volume(mount->root, &backing)))
			backing.kind = kind_of_fs(container, mount);
	}
	backing.lasting = kinds[backing.kind].lasting;
	if (backing.lasting == MG_LASTING_YES && (backing.in_memory || is_own || is_copy(mount)))
		backing.lasting = MG_LASTING_NO;
	return backing;
}

bool
mg_backing_is_readonly(const struct mg_mount *mount)
{
	struct mg_slice ro = { "ro", 2 };

	/* ext4 since Linux 6.15, after an error: it is still "rw" then. */
	return mg_mountinfo_has_option(mount->options, ro) ||
	       mg_mountinfo_has_option(mount->super_options, ro) ||
	       mg_mountinfo_has_option(mount->super_options, mg_lex_slice("emergency_ro"));
}

bool
mg_backing_is_subpath(const struct mg_mount *mount)
{
	const char *rest = mount->root;
	struct mg_slice part;

	while (mg_path_component(&rest, &part))
		if (part.len > 7 && memcmp(part.text, "..", 2) == 0 &&
		    strspn(part.text + 2, "0123456789") == 4 && part.text[6] == '_')
			return true;
	return false;
}

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

/* The type that mg_backing_add_root() says itself where there is no device. */
static void
add_bind(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	const char *before = " on ", *behind = "";

	if (!mg_place_add_share(mount, buf)) {
		if (backing->is_host_path) {
			mg_quote_add(buf, mount->root);
		} else {
			mg_backing_add_root(mount, buf);
			if (mount->source[0] != '/')
				return;
			before = " (";
			behind = ")";
		}
	}
	mg_buf_add(buf, before);
	mg_quote_add(buf, mount->fstype);
	mg_buf_add(buf, behind);
}

static void
add_named(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	if (backing->name.len > 0) {
		mg_buf_add(buf, " ");
		mg_quote_add_slice(buf, backing->name);
	}
	if (backing->within.len > 0) {
		mg_buf_add(buf, " at ");
		mg_quote_add_slice(buf, backing->within);
	}
	mg_buf_add(buf, " on ");
	mg_quote_add(buf, mount->fstype);
}

void
mg_backing_describe(const struct mg_mount *mount, const struct mg_backing *backing,
		    struct mg_buf *buf)
{
	const char *noun = kinds[backing->kind].noun;

	if (backing->kind == MG_KIND_TMPFS || backing->kind == MG_KIND_KERNEL) {
		mg_quote_add(buf, mount->fstype);
		if (backing->kind == MG_KIND_KERNEL)
			mg_buf_addf(buf, ", %s", noun);
	} else if (backing->kind == MG_KIND_IMAGE) {
		mg_buf_addf(buf, "%s (", noun);
		mg_quote_add(buf, mount->fstype);
		mg_buf_add(buf, ")");
	} else if (backing->kind == MG_KIND_NETWORK || backing->kind == MG_KIND_UNKNOWN) {
		mg_buf_addf(buf, "%s, ", noun);
		mg_quote_add(buf, mount->fstype);
		mg_buf_add(buf, " from ");
		mg_quote_add(buf, mount->source);
	} else if (backing->kind == MG_KIND_BIND) {
		mg_buf_addf(buf, "%s ", noun);
		add_bind(mount, backing, buf);
	} else {
		mg_buf_add(buf, noun);
		add_named(mount, backing, buf);
	}
	if (mount->stale)
		mg_buf_add(buf, ", deleted on the host");
	if (mg_backing_is_readonly(mount))
		mg_buf_add(buf, ", read-only");
}
