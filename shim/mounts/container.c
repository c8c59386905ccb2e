/* SPDX-License-Identifier: MIT */
/* What the mount table tells about the whole container: whether it is a pod, and on which device a
 * root field is a path of the host. Pure: the lists say which mount is a sign of what. */
#include "roots.h"

#include "text/lex.h"

#include <string.h>

/* The default directories of engines on a host. Where another file system is mounted at or above
 * one of them, root fields are shorter. */
static const char usual_dirs[] =
	"/var/lib/docker /var/snap/docker/common/var-lib-docker /home/*/.local/share/docker "
	"/var/lib/containerd /var/lib/rancher/k3s/agent/containerd "
	"/var/lib/rancher/rke2/agent/containerd /var/lib/nerdctl/* /home/*/.local/share/nerdctl/* "
	"/var/lib/containers/storage /home/*/.local/share/containers/storage "
	"/var/lib/kubelet /var/lib/k0s/kubelet /var/snap/microk8s/common/var/lib/kubelet";

/* What an engine mounts from its own directory into every container: Docker, Podman and CRI-O
 * (containers/storage names it after the driver), nerdctl, containerd's CRI plugin, the kubelet,
 * and the directory that is "/" where the storage driver is vfs. */
static const char own_files[] =
	"/containers/#/ /overlay-containers/#/ /vfs-containers/#/ /btrfs-containers/#/ "
	"/etchosts/*/#/ /containers/*/#/ /io.containerd.grpc.v1.cri/sandboxes/#/ /vfs/dir/# "
	"/pods/*/etc-hosts /pods/*/containers/";

/* Where engines mount files of their own. */
static const char own_places[] =
	"/etc/hosts /etc/hostname /etc/resolv.conf /dev/termination-log /run/.containerenv";

/* The engine's directory on the host, as the upper layer of "/" names it; or empty. */
static struct mg_slice
find_engine_dir(const struct mg_mount *root)
{
	const char *upper = root ? mg_lex_find(root->super_options, "upperdir=/") : NULL;
	const char *dir = upper ? upper + strlen("upperdir=") : "";
	/* What follows that directory in the paths that engines give to the kernel. */
	const char *layers = mg_lex_find_any(dir, "/overlay2/ /overlay/ "
						  "/containerd/daemon/io.containerd. "
						  "/io.containerd.snapshotter.");

	bool is_known = layers && layers < dir + strcspn(dir, ",");

	return (struct mg_slice){ dir, is_known ? (size_t)(layers - dir) : 0 };
}

/* Whether path is the engine's own file, with its name on the host. inside: the part of path after
 * the engine's directory, or NULL. */
static bool
is_file_of_engine(const char *path, struct mg_slice engine_dir, const char *inside)
{
	/* minikube's /mnt/vda1/var/lib/containerd: another disk has a directory of the usual name,
	 * and "/" on that disk is no "/" of the host. */
	const char *usual = mg_lex_find(engine_dir.text, "/var/lib/");
	const char *rest = mg_lex_after(path, usual_dirs);

	if (inside && mg_lex_after(inside, own_files))
		return true;
	if (usual && usual > engine_dir.text && usual < engine_dir.text + engine_dir.len)
		return false;
	return rest && mg_lex_after(rest, own_files);
}

/* Finds a mount which proves that root fields on its file system are paths of the host: a file of
 * the engine or, because Podman's lie on a tmpfs, a volume of Podman. A volume of Docker proves
 * nothing: it could be on an old disk. */
static const struct mg_mount *
find_proof(const struct mg_mounts *mounts, const struct mg_mount *root)
{
	struct mg_slice engine_dir = find_engine_dir(root);
	bool is_podman = mg_lex_after(engine_dir.text + engine_dir.len, "/overlay/") != NULL;
	const struct mg_mount *volume = NULL;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];
		bool is_inside = engine_dir.len > 0 &&
				 strncmp(mount->root, engine_dir.text, engine_dir.len) == 0;
		const char *inside = is_inside ? mount->root + engine_dir.len : NULL;
		const char *rest = inside ? mg_lex_after(inside, "/volumes/*/_data") : NULL;

		if ((mg_lex_lists(own_places, mount->target) || mount == root) &&
		    is_file_of_engine(mount->root, engine_dir, inside))
			return mount;
		/* A volume within a volume belongs to an engine within a container. */
		if (!volume && is_podman && rest && (*rest == '\0' || *rest == '/') &&
		    !mg_lex_find(rest, "/volumes/"))
			volume = mount;
	}
	return volume;
}

/* Kubernetes (plugin/pkg/admission/serviceaccount), EKS and Azure mount tokens here, on a tmpfs
 * whose line names no volume. */
bool
mg_container_is_token(const struct mg_mount *mount)
{
	const char *rest = mg_lex_after(mount->target, "/run/secrets/ /var/run/secrets/");

	return rest && mg_lex_lists("kubernetes.io/serviceaccount eks.amazonaws.com/serviceaccount "
				    "azure/tokens",
				    rest);
}

/* LXC and Proxmox keep a container's root in a directory, a ZFS data set or a logical volume. */
bool
mg_container_is_lxc_root(const struct mg_mount *root)
{
	const char *rest = mg_lex_find(root->root, "/lxc/");

	return (rest && mg_lex_find(rest, "/rootfs")) || mg_lex_find(root->root, "/subvol-") ||
	       mg_lex_find(root->source, "/subvol-") || mg_lex_find(root->source, "-vm--");
}

/* Whether the mount says that "/" is the root of a machine. LXC's is. In the kernel's first mount
 * namespace "/" lies on the mount 1, rootfs, and systemd makes "/" shared. Where it is not shared,
 * it may be a small virtual machine for one container (Firecracker). */
static bool
is_machines(const struct mg_mount *mount, const struct mg_mount *root)
{
	if (mount == root && ((root->parent_id == 1 && mg_lex_find(root->propagation, "shared:")) ||
			      mg_container_is_lxc_root(root)))
		return true;
	return mg_lex_after(mount->target,
			    strcmp(mount->fstype, "fuse.lxcfs") == 0 ? "/proc/" : "/usr/lib/wsl/");
}

struct mg_container
mg_container_find(const struct mg_mounts *mounts, uint64_t root_id)
{
	const struct mg_mount *root = mg_mounts_find(mounts, root_id);
	struct mg_container container = { .root_id = root_id, .host = find_proof(mounts, root) };
	enum mg_fs_class class = root ? mg_fs_class_of(root->fstype) : MG_FS_UNKNOWN;
	/* An engine's storage driver makes an overlay for each container, or has their roots in
	 * directories. A machine has "/" on a disk, and in no such directory. */
	bool is_driver_dir =
		root && mg_lex_find_any(root->root, "/vfs/dir/ /btrfs/subvolumes/ /io.containerd.");
	bool has_own = false;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];

		container.is_machine |= is_machines(mount, root);
		container.is_pod |= mg_container_is_token(mount);
		if (mg_roots_is_termination_log(mount->root) ||
		    (strcmp(mount->target, "/etc/hosts") == 0 &&
		     mg_roots_is_kubelets(mount->root))) {
			container.is_pod = true;
			container.node = mount;
		}
		if (mg_lex_lists(own_places, mount->target) && mg_roots_is_own(mount->root)) {
			has_own = true;
			container.is_nested |= mg_lex_find(mount->root, "/_data/") != NULL;
		}
	}
	if (is_driver_dir || class == MG_FS_OVERLAY)
		container.layer = root;
	container.is_machine &=
		!has_own && !container.is_pod && class == MG_FS_DISK && !is_driver_dir;
	return container;
}
