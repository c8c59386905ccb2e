/* SPDX-License-Identifier: MIT */
/* Which engine made this container. Pure: told from lines of the mount table. */
#include "mounts/engine.h"

#include "roots.h"
#include "text/base.h"
#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

static const char *const names[MG_ENGINE_COUNT] = {
	[MG_ENGINE_PLAIN] = "this machine",
	[MG_ENGINE_DOCKER] = "Docker",
	[MG_ENGINE_DESKTOP] = "Docker Desktop",
	[MG_ENGINE_PODMAN] = "Podman",
	[MG_ENGINE_KUBERNETES] = "Kubernetes",
	[MG_ENGINE_CONTAINERD] = "containerd",
	[MG_ENGINE_LXC] = "LXC",
	[MG_ENGINE_GVISOR] = "gVisor",
	[MG_ENGINE_WSL] = "WSL",
	[MG_ENGINE_KATA] = "Kata Containers",
};

/* Folders of the host as the virtual machine of a desktop engine names them: Docker Desktop for
 * Windows (WSL 2, then Hyper-V), for Mac, Rancher Desktop, and a directory of a distribution of
 * WSL. What comes before them in the root field depends on the machine's own mounts. */
#define SHARE_ROOTS                                                                                \
	"/desktop/mnt/host/ /host_mnt/ /host_mark/ /rancher-desktop/ /docker-desktop-bind-mounts/"

const char *
mg_engine_name(enum mg_engine engine)
{
	return names[engine];
}

/* The root field of these types is a path of the Mac. */
#define MAC_TYPES "osxfs fuse.osxfs grpcfuse fuse.grpcfuse"

/* OrbStack shares all of the Mac under this name: the root field is the Mac's path. */
static bool
is_orbstacks(const struct mg_mount *mount)
{
	return strcmp(mount->fstype, "virtiofs") == 0 && strcmp(mount->source, "mac") == 0;
}

bool
mg_engine_is_desktop_share(const struct mg_mount *mount)
{
	if (mg_lex_lists("fakeowner selfowner " MAC_TYPES, mount->fstype) ||
	    mg_lex_find_any(mount->root, SHARE_ROOTS) ||
	    mg_lex_find_any(mount->source, SHARE_ROOTS) || is_orbstacks(mount))
		return true;
	/* With symlinkroot=/mnt/ it is a drive that a distribution of WSL has mounted itself. */
	return strcmp(mount->fstype, "9p") == 0 &&
	       mg_lex_find(mount->super_options, "aname=drvfs") &&
	       (mg_lex_find(mount->super_options, "/mnt/host/") ||
		!mg_lex_find(mount->super_options, "symlinkroot="));
}

/* Signs in one line of the table. */
struct table_signs {
	bool docker, desktop, podman, kubernetes, containerd, lxc, gvisor, wsl, kata;
	bool desktop_dir; /* the engine's directory is where Docker Desktop has it */
	bool pod_log;	  /* there is a file for the kubelet to read */
};

/* Reads the engine's own file over /etc/hosts and its like. Its directory tells the engine. */
static void
read_engine_file(const struct mg_mount *mount, struct table_signs *signs)
{
	const char *root = mount->root;
	bool has_id;

	if (!mg_lex_lists("/etc/hosts /etc/hostname /dev/termination-log", mount->target))
		return;
	signs->kubernetes |= mg_lex_find(root, "/pods/") != NULL;
	signs->podman |= mg_lex_find_any(root, "/overlay-containers/ /vfs-containers/") != NULL;
	signs->containerd |= mg_lex_find(root, "io.containerd.") != NULL;
	has_id = mg_lex_find_any(root, "/containers/#"); /* nerdctl has a namespace before the id */
	signs->docker |= has_id;
	/* Docker Desktop's own disk has the engine's directory at its top: on a Mac and on Linux,
	 * where the disk is mounted at /var/lib, and in WSL 2 (data, once version-pack-data). A
	 * disk that is mounted right above a directory named docker looks the same. */
	signs->desktop_dir |=
		has_id && mg_lex_after(root, "/docker/containers/ /data/docker/containers/ "
					     "/version-pack-data/community/docker/containers/");
}

static void
read_root(const struct mg_mount *mount, struct table_signs *signs)
{
	const char *options = mount->super_options;
	bool is_overlay = strcmp(mount->fstype, "overlay") == 0;

	/* gVisor's overlay names no layers; the kernel's always does. */
	signs->gvisor |= strcmp(mount->source, "none") == 0 &&
			 (is_overlay ? !mg_lex_find(options, "lowerdir=")
				     : strcmp(mount->fstype, "9p") == 0);
	signs->containerd |= is_overlay && mg_lex_find(options, "io.containerd.");
	signs->lxc |= mg_container_is_lxc_root(mount);
	signs->desktop |= is_overlay && mg_lex_find(options, "/desktop-containerd/");
	signs->docker |=
		is_overlay && mg_lex_find_any(options, "/docker/overlay2/ /desktop-containerd/");
	signs->podman |=
		mg_lex_find(is_overlay ? options : mount->root, "/containers/storage/") != NULL;
}

static void
read_line(const struct mg_mount *mount, uint64_t root_id, struct table_signs *signs)
{
	if (mount->id == root_id)
		read_root(mount, signs);
	read_engine_file(mount, signs);
	signs->desktop |= mg_engine_is_desktop_share(mount);
	signs->podman |= strcmp(mount->target, "/run/.containerenv") == 0;
	signs->pod_log |= strcmp(mount->target, "/dev/termination-log") == 0;
	signs->kubernetes |= mg_lex_find(mount->root, "/volumes/kubernetes.io~") != NULL;
	signs->kubernetes |=
		mg_lex_find(mount->target, "/run/secrets/kubernetes.io/serviceaccount") != NULL;
	signs->lxc |=
		strcmp(mount->fstype, "fuse.lxcfs") == 0 && mg_lex_after(mount->target, "/proc/");
	signs->wsl |= strcmp(mount->target, "/mnt/wsl") == 0 ||
		      mg_lex_after(mount->target, "/usr/lib/wsl/") ||
		      (strcmp(mount->fstype, "9p") == 0 &&
		       mg_lex_find(mount->super_options, "symlinkroot=/mnt/,"));
	signs->kata |= strcmp(mount->source, "kataShared") == 0;
}

enum mg_engine
mg_engine_find(const struct mg_mounts *mounts, uint64_t root_id, const struct mg_signs *signs)
{
	struct table_signs table = { 0 };
	const struct mg_mount *root = mg_mounts_find(mounts, root_id);
	bool is_overlay = root && strcmp(root->fstype, "overlay") == 0;

	for (size_t i = 0; i < mounts->count; i++)
		read_line(&mounts->mounts[i], root_id, &table);
	if (table.gvisor)
		return MG_ENGINE_GVISOR;
	/* Docker keeps its images in containerd, too (by default since 29). */
	if (table.docker)
		table.containerd = false;
	if (table.kubernetes || (table.pod_log && table.kata) ||
	    (signs->has_kubernetes && (table.containerd || table.pod_log)))
		return MG_ENGINE_KUBERNETES;
	if (table.kata)
		return MG_ENGINE_KATA;
	if (table.containerd)
		return MG_ENGINE_CONTAINERD;
	if (table.podman || (signs->has_containerenv && is_overlay && !table.docker))
		return MG_ENGINE_PODMAN;
	table.desktop |= table.desktop_dir && (signs->is_microsoft || signs->is_linuxkit);
	if (table.desktop && (table.docker || signs->has_dockerenv || is_overlay))
		return MG_ENGINE_DESKTOP;
	if (table.docker || (signs->has_dockerenv && is_overlay))
		return MG_ENGINE_DOCKER;
	if (table.lxc)
		return MG_ENGINE_LXC;
	return signs->is_microsoft || (table.wsl && !is_overlay) ? MG_ENGINE_WSL : MG_ENGINE_PLAIN;
}

bool
mg_engine_is_unshared_mac_folder(const struct mg_mount *mount)
{
	return mg_lex_lists("ext4 xfs btrfs", mount->fstype) &&
	       mg_lex_after(mount->root, "/Users/ /Volumes/ /private/");
}

/* --- what the host calls it --- */

/* Adds "C:" and the two paths after it, as Windows writes them. Quotes them before slashes become
 * backslashes, so that no backslash is escaped. */
static void
add_windows_path(struct mg_buf *buf, char drive, struct mg_slice dir, const char *rest)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };
	size_t start = buf->len;
	char name[] = { (char)(drive & ~0x20), ':', '\0' }; /* in upper case */

	mg_buf_add(&path, name);
	mg_buf_add_bytes(&path, dir.text, dir.len);
	for (size_t i = 2; i < path.len; i++)
		if (path.text[i] == '\\')
			path.text[i] = '/';
	if (path.len > 2 && path.text[path.len - 1] == '/')
		path.len--;
	mg_buf_add(&path, path.len > 2 && strcmp(rest, "/") == 0 ? "" : rest);
	mg_quote_add(buf, mg_buf_text(&path));
	for (size_t i = start; i < buf->len; i++)
		if (buf->text[i] == '/')
			buf->text[i] = '\\';
}

/* Adds the name of a share whose root field has only the last part. The first part is in the super
 * options ("aname=drvfs;path=C:\Program Files;...") or in the source ("/run/host_mark/Users"; any
 * directory of the host for Sysbox's shiftfs). */
static bool
add_whole_path(const struct mg_mount *mount, struct mg_buf *buf)
{
	const char *drive = mg_lex_find(mount->super_options, "path=");
	const char *marked = mg_lex_find(mount->source, "/host_mark/");
	const char *dir = marked ? marked + strlen("/host_mark") : NULL;
	MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };

	if (drive && drive[5] != '\0' && drive[6] == ':' &&
	    mg_lex_find(mount->super_options, "aname=drvfs")) {
		struct mg_slice rest = { drive + 7, strcspn(drive + 7, ";,") };

		add_windows_path(buf, drive[5], rest, mount->root);
		return true;
	}
	if (strcmp(mount->fstype, "shiftfs") == 0 && mount->source[0] == '/' &&
	    !mg_lex_find(mount->source, "/sysbox/"))
		dir = mount->source;
	if (!dir)
		return false;
	mg_buf_addf(&path, "%s%s", dir, strcmp(mount->root, "/") == 0 ? "" : mount->root);
	mg_quote_add(buf, mg_buf_text(&path));
	return true;
}

bool
mg_engine_add_share(const struct mg_mount *mount, struct mg_buf *buf)
{
	if (add_whole_path(mount, buf))
		return true;
	if (!mg_engine_is_desktop_share(mount) || strcmp(mount->fstype, "selfowner") == 0)
		return false;
	mg_quote_add(buf, mount->root);
	return true;
}

bool
mg_engine_add_host_path(const struct mg_mount *mount, const struct mg_backing *backing,
			struct mg_buf *buf)
{
	static const char dirs[] = "/desktop/mnt/host/ /host_mnt/";
	const char *shared = mg_lex_find_any(mount->root, dirs);

	if (add_whole_path(mount, buf))
		return true;
	if (shared) {
		shared = mg_lex_after(shared, dirs);
		if (strcspn(shared, "/") == 1) /* the letter of a drive */
			add_windows_path(buf, shared[0], mg_lex_slice(""),
					 shared[1] == '/' ? shared + 1 : "/");
		else
			mg_quote_add(buf, shared - 1);
		return true;
	}
	if (backing->is_host_path || mg_lex_lists(MAC_TYPES, mount->fstype) ||
	    is_orbstacks(mount)) {
		mg_quote_add(buf, mount->root);
		return true;
	}
	if (!mg_engine_add_share(mount, buf))
		mg_backing_add_root(mount, buf);
	return false;
}
