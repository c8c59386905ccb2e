/* SPDX-License-Identifier: MIT */
/* What the mount table tells of the container as a whole: whether it is a pod, and on which device
 * a root field is a path of the host. Pure: the tables say which mount is a sign of what. */
#include "mounts/container.h"

#include "mounts/fstype.h"
#include "mounts/roots.h"
#include "text/lex.h"

#include <string.h>

/* Where a pod's tokens go (Kubernetes plugin/pkg/admission/serviceaccount, EKS and Azure workload
 * identity): a tmpfs whose line names no volume. */
static const char *const token_targets[] = {
	"/run/secrets/kubernetes.io/serviceaccount",
	"/run/secrets/eks.amazonaws.com/serviceaccount",
	"/run/secrets/azure/tokens",
};

/* The directories of engines on a host that keeps them where they are by default. A '*' stands for
 * any one name. A file system of its own, mounted at one of these or above it, shows a shorter
 * root. */
static const char *const usual_dirs[] = {
	"/var/lib/docker",
	"/var/snap/docker/common/var-lib-docker",
	"/home/*/.local/share/docker",
	"/var/lib/containerd",
	"/var/lib/rancher/k3s/agent/containerd",
	"/var/lib/rancher/rke2/agent/containerd",
	"/var/lib/nerdctl/*",
	"/home/*/.local/share/nerdctl/*",
	"/var/lib/containers/storage",
	"/home/*/.local/share/containers/storage",
	"/var/lib/kubelet",
	"/var/lib/k0s/kubelet",
	"/var/snap/microk8s/common/var/lib/kubelet",
};

/* What an engine mounts from its own directory into every container: Docker, Podman and CRI-O
 * (containers/storage names it after the driver), nerdctl, containerd's CRI plugin, the kubelet,
 * and the directory that is "/" where the storage driver is vfs. A '#' stands for an id of 64
 * digits. */
static const char *const own_files[] = {
	"/containers/#/",
	"/overlay-containers/#/",
	"/vfs-containers/#/",
	"/btrfs-containers/#/",
	"/etchosts/*/#/",
	"/containers/*/#/",
	"/io.containerd.grpc.v1.cri/sandboxes/#/",
	"/vfs/dir/#",
	"/pods/*/etc-hosts",
	"/pods/*/containers/",
};

/* What comes behind the engine's directory in the upper directory of the container's overlay, as
 * the engine named it to the kernel. */
static const char *const layer_dirs[] = {
	"/overlay2/",
	"/overlay/",
	"/containerd/daemon/io.containerd.",
	"/io.containerd.snapshotter.",
};

/* The rest of path behind the pattern, or NULL. */
static const char *
behind(const char *path, const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		size_t len = strcspn(path, "/");

		if (*pattern == '*' || *pattern == '#') {
			if (len == 0 || (*pattern == '#' && !mg_lex_is_id(path)))
				return NULL;
			path += len;
		} else if (*path++ != *pattern) {
			return NULL;
		}
	}
	return path;
}

/* Whether path goes on behind the engine's directory with one of the engine's own files. */
static bool
is_own_file(const char *path)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(own_files); i++)
		if (behind(path, own_files[i]))
			return true;
	return false;
}

/* The engine's directory on the host as the layers of "/" tell it; empty when they do not. */
static struct mg_slice
find_engine_dir(const struct mg_mount *root)
{
	const char *upper = root ? mg_lex_find(root->super_options, "upperdir=/") : NULL;
	struct mg_slice dir = { "", 0 };

	if (!upper)
		return dir;
	dir.text = upper + sizeof("upperdir=") - 1;
	for (size_t i = 0; i < MG_ARRAY_LEN(layer_dirs); i++) {
		const char *at = mg_lex_find(dir.text, layer_dirs[i]);

		if (at && at < dir.text + strcspn(dir.text, ",")) {
			dir.len = (size_t)(at - dir.text);
			break;
		}
	}
	return dir;
}

/* Whether the engine's directory is where another disk has a directory of the usual name:
 * minikube's /mnt/vda1/var/lib/containerd, of which "/" on that disk is no "/" of the host. */
static bool
is_elsewhere(struct mg_slice engine_dir)
{
	const char *at = mg_lex_find(engine_dir.text, "/var/lib/");

	return engine_dir.len > 0 && at && at > engine_dir.text &&
	       at < engine_dir.text + engine_dir.len;
}

static bool
is_in_usual_dir(const char *path)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(usual_dirs); i++) {
		const char *rest = behind(path, usual_dirs[i]);

		if (rest && is_own_file(rest))
			return true;
	}
	return false;
}

/* Podman has its own files on a tmpfs: there a volume is the only proof. Not one in another's
 * volume, which is an engine within a container, and not Docker's, whose own file says it better.
 */
static bool
is_podman_volume(struct mg_slice engine_dir, const char *path)
{
	static const char mark[] = "/overlay/";
	const char *rest = behind(path, "/volumes/*/_data");

	return strncmp(engine_dir.text + engine_dir.len, mark, sizeof(mark) - 1) == 0 && rest &&
	       (*rest == '\0' || *rest == '/') && !mg_lex_find(rest, "/volumes/");
}

/* How much a mount tells of the device that it lies on. */
enum proof {
	PROOF_NONE,
	PROOF_VOLUME, /* a named volume in the engine's directory, which could be an old disk's */
	PROOF_FILE,   /* the engine's own file, at its full path */
};

/* Where engines mount files of their own. */
static bool
is_own_place(const char *target)
{
	static const char *const targets[] = {
		"/etc/hosts",		"/etc/hostname",      "/etc/resolv.conf",
		"/dev/termination-log", "/run/.containerenv",
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(targets); i++)
		if (strcmp(target, targets[i]) == 0)
			return true;
	return false;
}

static enum proof
proof_by(const struct mg_mount *mount, struct mg_slice engine_dir, bool is_root)
{
	const char *rest = mount->root + engine_dir.len;
	bool is_inside =
		engine_dir.len > 0 && strncmp(mount->root, engine_dir.text, engine_dir.len) == 0;

	if ((is_root || is_own_place(mount->target)) &&
	    ((is_inside && is_own_file(rest)) ||
	     (!is_elsewhere(engine_dir) && is_in_usual_dir(mount->root))))
		return PROOF_FILE;
	return is_inside && is_podman_volume(engine_dir, rest) ? PROOF_VOLUME : PROOF_NONE;
}

bool
mg_container_is_token(const struct mg_mount *mount)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(token_targets); i++) {
		const char *target = token_targets[i];

		if (strcmp(mount->target, target) == 0 || (strncmp(mount->target, "/var", 4) == 0 &&
							   strcmp(mount->target + 4, target) == 0))
			return true;
	}
	return false;
}

bool
mg_container_is_behind_pod(const char *root, const char *at)
{
	static const char mark[] = "/pods/";
	const char *uid = at;

	while (uid > root && uid[-1] != '/')
		uid--;
	return uid < at && uid - root >= (ptrdiff_t)sizeof(mark) - 1 &&
	       memcmp(uid - (sizeof(mark) - 1), mark, sizeof(mark) - 1) == 0;
}

/* A file that the kubelet binds into every container of a pod. */
static bool
is_kubelets(const struct mg_mount *mount)
{
	static const char hosts[] = "/etc-hosts";
	const char *at = mg_lex_find(mount->root, hosts);

	return (strcmp(mount->target, "/etc/hosts") == 0 && at && at[sizeof(hosts) - 1] == '\0' &&
		mg_container_is_behind_pod(mount->root, at)) ||
	       mg_roots_is_termination_log(mount->root);
}

/* Where LXC and Proxmox have a container's root: a directory, a ZFS data set, a logical volume. */
bool
mg_container_is_lxc_root(const struct mg_mount *root)
{
	const char *rest = mg_lex_find(root->root, "/lxc/");

	return (rest && mg_lex_find(rest, "/rootfs")) || mg_lex_find(root->root, "/subvol-") ||
	       mg_lex_find(root->source, "/subvol-") || mg_lex_find(root->source, "-vm--");
}

/* Whether a mount is what only the machine itself has. */
static bool
is_machines(const struct mg_mount *mount)
{
	if (strcmp(mount->fstype, "fuse.lxcfs") == 0)
		return strncmp(mount->target, "/proc/", 6) == 0;
	return strncmp(mount->target, "/usr/lib/wsl/", 13) == 0;
}

/* Whether "/" could be a machine's: of a disk, and in no directory where an engine's storage driver
 * without overlays has the roots of containers. */
static bool
could_be_machine(const struct mg_mount *root)
{
	static const char *const engine_dirs[] = {
		"/vfs/dir/",
		"/btrfs/subvolumes/",
		"/io.containerd.",
	};

	if (mg_fs_class_of(root->fstype) != MG_FS_DISK)
		return false;
	for (size_t i = 0; i < MG_ARRAY_LEN(engine_dirs); i++)
		if (mg_lex_find(root->root, engine_dirs[i]))
			return false;
	return true;
}

/* In the kernel's first mount namespace "/" lies on its rootfs, the mount 1; systemd shares it.
 * Without that it may be a small virtual machine that is started for a container (Firecracker). */
static bool
is_first_root(const struct mg_mount *root)
{
	return root->parent_id == 1 && mg_lex_find(root->propagation, "shared:");
}

struct mg_container
mg_container_find(const struct mg_mounts *mounts, uint64_t root_id)
{
	struct mg_container container = { .root_id = root_id };
	const struct mg_mount *root = mg_mounts_find(mounts, root_id);
	struct mg_slice engine_dir = find_engine_dir(root);
	bool has_own = false,
	     is_machine = root && (is_first_root(root) || mg_container_is_lxc_root(root));
	enum proof best = PROOF_NONE;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];
		enum proof proof;

		is_machine |= is_machines(mount);
		if (is_kubelets(mount)) {
			container.is_pod = true;
			container.has_node_device = true;
			container.node_major = mount->major;
			container.node_minor = mount->minor;
		}
		container.is_pod |= mg_container_is_token(mount);
		if (is_own_place(mount->target) && mg_roots_is_own(mount->root)) {
			has_own = true;
			container.is_nested |= mg_lex_find(mount->root, "/_data/") != NULL;
		}
		proof = best == PROOF_FILE ? PROOF_NONE
					   : proof_by(mount, engine_dir, mount->id == root_id);
		if (proof <= best)
			continue;
		best = proof;
		container.has_host_device = true;
		container.host_major = mount->major;
		container.host_minor = mount->minor;
	}
	container.is_machine =
		is_machine && !has_own && !container.is_pod && root && could_be_machine(root);
	return container;
}
