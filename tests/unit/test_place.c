/* SPDX-License-Identifier: MIT */
/* Where we run: whole tables of every place, and single signs that mislead. */
#include "place.h"

#include "base.h"

#include "fixture.h"
#include "saved_places.h"

struct place_row {
	const char *title;
	const char *text; /* the first line is the root */
	struct mg_signs signs;
	enum mg_place place;
};

#define DISK_ROOT "3000 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n"
#define CRIO_ROOT OVERLAY_IN("/var/lib/containers/storage/overlay")
#define PODMAN_ROOT OVERLAY_IN("/home/eva/.local/share/containers/storage/overlay")
#define OTHER_ROOT OVERLAY_IN("/srv/layers")
#define HOSTS_FROM(dir) "3001 3000 8:2 " dir " /etc/hosts rw,relatime - ext4 /dev/sda2 rw\n"
#define DOCKER_HOSTS HOSTS_FROM("/var/lib/docker/containers/" ID_64 "/hosts")
#define TOKEN "3003 3000 0:81 / /run/secrets/kubernetes.io/serviceaccount ro - tmpfs tmpfs rw\n"
#define TERMINATION(pods)                                                                          \
	"3002 3000 8:2 " pods "/7a1e04c9/containers/shop/91b2c0de /dev/termination-log rw - ext4 " \
	"/dev/sda2 rw\n"
#define LXCFS "3004 3000 0:65 /proc/stat /proc/stat rw,nosuid,nodev - fuse.lxcfs lxcfs rw\n"
#define DRVFS(path, links)                                                                         \
	"3005 3000 0:66 / " path " rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=1000;"     \
	"gid=1000;symlinkroot=" links ",cache=5,msize=65536,trans=fd,rfd=5,wfd=5\n"
#define SNAPSHOTS "io.containerd.snapshotter.v1.overlayfs/snapshots"
#define DESKTOP_ROOT OVERLAY_IN("/var/lib/desktop-containerd/daemon/" SNAPSHOTS)

static const struct place_row rows[] = {
	{ "a machine", DISK_ROOT, { 0 }, MG_PLACE_PLAIN },

	{ "Docker, by both", DOCKER_ROOT DOCKER_HOSTS, { .has_dockerenv = true }, MG_PLACE_DOCKER },
	{ "Docker, by the root alone", DOCKER_ROOT, { 0 }, MG_PLACE_DOCKER },
	{ "Docker, by /etc/hosts alone", OTHER_ROOT DOCKER_HOSTS, { 0 }, MG_PLACE_DOCKER },
	{ "Docker, its directory on a disk of its own",
	  OTHER_ROOT HOSTS_FROM("/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "Docker, on btrfs",
	  "3000 2990 0:40 /docker/btrfs/subvolumes/5d2c / rw - btrfs /dev/sdb rw\n" DOCKER_HOSTS,
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "Docker, and nothing but /.dockerenv",
	  OTHER_ROOT,
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "Docker, with a volume of a pod's name",
	  DOCKER_ROOT DOCKER_HOSTS "3010 3000 8:2 /srv/pods/a /pods rw - ext4 /dev/sda2 rw\n",
	  { 0 },
	  MG_PLACE_DOCKER },
	{ "Docker on a host that keeps its data in /mnt/host",
	  DOCKER_ROOT DOCKER_HOSTS "3010 3000 8:2 /mnt/host/data /data rw - ext4 /dev/sda2 rw\n",
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },

	{ "Docker, the images in containerd",
	  POD_ROOT DOCKER_HOSTS,
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "Docker, the images in containerd, with a pod's variable",
	  POD_ROOT DOCKER_HOSTS,
	  { .has_dockerenv = true, .has_kubernetes = true },
	  MG_PLACE_DOCKER },
	{ "Docker, its directory named docker on a disk of its own",
	  DOCKER_ROOT HOSTS_FROM("/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "Docker, its directory below others of that name",
	  OTHER_ROOT HOSTS_FROM("/srv/containers/docker/containers/" ID_64 "/hosts"),
	  { 0 },
	  MG_PLACE_DOCKER },
	{ "Docker without root",
	  OVERLAY_IN("/home/eva/.local/share/docker/overlay2") //
	  HOSTS_FROM("/home/eva/.local/share/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "Docker in a distribution of WSL",
	  DOCKER_ROOT DOCKER_HOSTS,
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DOCKER },
	{ "Docker in a distribution of WSL, with a drive of it",
	  DOCKER_ROOT DOCKER_HOSTS DRVFS("/shop", "/mnt/"),
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DOCKER },
	{ "Docker in a distribution of WSL, nothing but /.dockerenv",
	  OTHER_ROOT,
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DOCKER },
	{ "Docker on LinuxKit that is none of Docker Desktop",
	  DOCKER_ROOT DOCKER_HOSTS,
	  { .has_dockerenv = true, .is_linuxkit = true },
	  MG_PLACE_DOCKER },

	{ "Docker Desktop on a Mac, without a share",
	  DOCKER_ROOT HOSTS_FROM("/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true, .is_linuxkit = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop, the images in containerd",
	  DESKTOP_ROOT HOSTS_FROM("/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on a Mac, a synchronized share",
	  DOCKER_ROOT "3010 3000 0:66 /shop /app rw - selfowner /run/mutagen-file-shares-mark rw\n",
	  { .has_dockerenv = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on a Mac, osxfs",
	  DOCKER_ROOT DOCKER_HOSTS
	  "3010 3000 0:66 /Users/eva/shop /app rw - fuse.osxfs osxfs rw,user_id=0\n",
	  { .has_dockerenv = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on a Mac, gRPC FUSE",
	  DOCKER_ROOT DOCKER_HOSTS
	  "3010 3000 0:66 /Users/eva/shop /app rw - fuse.grpcfuse grpcfuse rw,user_id=0\n",
	  { 0 },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on a Mac, VirtioFS",
	  DOCKER_ROOT
	  "3010 3000 0:66 /eva/shop /app rw - fakeowner /run/host_mark/Users rw,fakeowner\n",
	  { .has_dockerenv = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on Windows, no share, WSL 2",
	  DOCKER_ROOT HOSTS_FROM("/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on Windows, no share, WSL 2, /data",
	  DOCKER_ROOT HOSTS_FROM("/data/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on Windows, no share, WSL 2, /version-pack-data",
	  DOCKER_ROOT HOSTS_FROM("/version-pack-data/community/docker/containers/" ID_64 "/hosts"),
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on Windows, a drive",
	  DOCKER_ROOT DRVFS("/app", "/mnt/host/"),
	  { .is_microsoft = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on Windows, a share that was not reached",
	  DOCKER_ROOT "3010 3000 0:66 /run/desktop/mnt/host/d/shop /app rw - tmpfs tmpfs rw\n",
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_DESKTOP },
	{ "Docker Desktop on Windows, Hyper-V",
	  DOCKER_ROOT DOCKER_HOSTS "3010 3000 8:1 /host_mnt/d/shop /app rw - ext4 /dev/sda1 rw\n",
	  { .has_dockerenv = true },
	  MG_PLACE_DESKTOP },
	{ "Rancher Desktop",
	  DOCKER_ROOT DOCKER_HOSTS
	  "3010 3000 0:66 /rancher-desktop/run/docker-mounts/0f6e /app rw - tmpfs none rw\n",
	  { .has_dockerenv = true },
	  MG_PLACE_DESKTOP },

	{ "Podman, with root",
	  CRIO_ROOT HOSTS_FROM("/containers/storage/overlay-containers/" ID_64 "/userdata/hosts"),
	  { .has_containerenv = true },
	  MG_PLACE_PODMAN },
	{ "Podman without root",
	  PODMAN_ROOT HOSTS_FROM("/containers/overlay-containers/" ID_64 "/userdata/hosts"),
	  { .has_containerenv = true },
	  MG_PLACE_PODMAN },
	{ "Podman without root, vfs",
	  "3000 2990 8:2 /home/eva/.local/share/containers/storage/vfs/dir/5d2c / rw - ext4 "
	  "/dev/sda2 rw\n" HOSTS_FROM("/containers/vfs-containers/" ID_64 "/userdata/hosts"),
	  { .has_containerenv = true },
	  MG_PLACE_PODMAN },
	{ "Podman, by its file's mount alone",
	  OTHER_ROOT "3002 3000 0:67 /run/.containerenv /run/.containerenv rw - tmpfs tmpfs rw\n",
	  { .has_containerenv = true },
	  MG_PLACE_PODMAN },
	{ "Podman, fuse-overlayfs",
	  "3000 2990 0:40 / / rw - fuse.fuse-overlayfs fuse-overlayfs rw,user_id=0\n" //
	  HOSTS_FROM("/containers/overlay-containers/" ID_64 "/userdata/hosts"),
	  { .has_containerenv = true },
	  MG_PLACE_PODMAN },

	{ "Kubernetes, containerd",
	  POD_ROOT HOSTS_FROM(POD_DIR "/etc-hosts") TOKEN TERMINATION("/var/lib/kubelet/pods"),
	  { .has_kubernetes = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, containerd, no /etc/hosts",
	  POD_ROOT TERMINATION("/var/lib/kubelet/pods"),
	  { .has_kubernetes = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, containerd, a token alone", POD_ROOT TOKEN, { 0 }, MG_PLACE_KUBERNETES },
	{ "Kubernetes, containerd, nothing mounted",
	  POD_ROOT,
	  { .has_kubernetes = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, CRI-O",
	  CRIO_ROOT HOSTS_FROM("/ostree/deploy/rhcos/var/lib/kubelet/pods/7a1e04c9/etc-hosts")
		  TOKEN,
	  { .has_kubernetes = true, .has_containerenv = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, CRI-O, no /etc/hosts and no token",
	  CRIO_ROOT TERMINATION("/ostree/deploy/rhcos/var/lib/kubelet/pods"),
	  { .has_containerenv = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, dockershim",
	  DOCKER_ROOT HOSTS_FROM(POD_DIR "/etc-hosts") TERMINATION("/var/lib/kubelet/pods"),
	  { .has_kubernetes = true, .has_dockerenv = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, dockershim, by a token alone",
	  DOCKER_ROOT TOKEN,
	  { .has_dockerenv = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, in Docker Desktop",
	  DOCKER_ROOT HOSTS_FROM("/docker/kubelet/pods/7a1e04c9/etc-hosts") TOKEN,
	  { .has_dockerenv = true, .is_microsoft = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, in Docker Desktop, the images in containerd",
	  DESKTOP_ROOT HOSTS_FROM("/kubelet/pods/7a1e04c9/etc-hosts"),
	  { .has_kubernetes = true, .is_linuxkit = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, minikube",
	  OVERLAY_IN("/mnt/sda1/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs") //
	  HOSTS_FROM("/docker/volumes/minikube/_data/lib/kubelet/pods/7a1e04c9/etc-hosts"),
	  { .has_kubernetes = true },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, the kubelet's directory on a disk of its own",
	  POD_ROOT HOSTS_FROM("/kubelet/pods/7a1e04c9/etc-hosts"),
	  { 0 },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, with lxcfs",
	  POD_ROOT HOSTS_FROM(POD_DIR "/etc-hosts") LXCFS,
	  { 0 },
	  MG_PLACE_KUBERNETES },
	{ "Kubernetes, by volumes alone",
	  POD_ROOT "3010 3000 8:2 " POD_DIR
		   "/volumes/kubernetes.io~empty-dir/work /work rw - ext4 /dev/sda2 "
		   "rw\n",
	  { 0 },
	  MG_PLACE_KUBERNETES },

	{ "containerd alone",
	  POD_ROOT HOSTS_FROM("/var/lib/nerdctl/1935db59/etchosts/hosts"),
	  { 0 },
	  MG_PLACE_CONTAINERD },
	{ "containerd alone, its own /etc/hostname",
	  POD_ROOT "3001 3000 8:2 /var/lib/nerdctl/1935db59/containers/default/" ID_64
		   "/hostname /etc/hostname rw - ext4 /dev/sda2 rw\n",
	  { 0 },
	  MG_PLACE_CONTAINERD },
	{ "containerd alone, in Rancher Desktop",
	  POD_ROOT "3010 3000 0:66 /rancher-desktop/run/docker-mounts/0f6e /app rw - tmpfs none "
		   "rw\n",
	  { .is_microsoft = true },
	  MG_PLACE_CONTAINERD },
	{ "containerd with a lazy snapshotter",
	  OVERLAY_IN("/var/lib/containerd/io.containerd.snapshotter.v1.gcfs/snapshotter"),
	  { 0 },
	  MG_PLACE_CONTAINERD },

	{ "LXC",
	  "3000 2990 253:12 / / rw - ext4 /dev/mapper/pool-vm--7 rw,stripe=16\n" LXCFS,
	  { 0 },
	  MG_PLACE_LXC },
	{ "LXC, on zfs",
	  "3000 2990 0:40 / / rw - zfs pool/ct-7 rw,xattr\n" LXCFS,
	  { 0 },
	  MG_PLACE_LXC },
	{ "Docker in LXC",
	  DOCKER_ROOT DOCKER_HOSTS LXCFS,
	  { .has_dockerenv = true },
	  MG_PLACE_DOCKER },

	{ "gVisor, root by 9p",
	  "3000 2990 0:18 / / rw - 9p none rw,trans=fd,rfdno=3,wfdno=3\n",
	  { .has_dockerenv = true },
	  MG_PLACE_GVISOR },
	{ "gVisor in Kubernetes",
	  "3000 2990 0:36 / / rw - overlay none rw\n" TOKEN,
	  { .has_kubernetes = true },
	  MG_PLACE_GVISOR },
	{ "Kata in Kubernetes",
	  "3000 2990 0:35 / / rw - virtiofs none rw\n" TOKEN,
	  { .has_kubernetes = true },
	  MG_PLACE_KUBERNETES },

	{ "WSL", DISK_ROOT DRVFS("/mnt/c", "/mnt/"), { .is_microsoft = true }, MG_PLACE_WSL },
	{ "WSL, without drives", DISK_ROOT, { .is_microsoft = true }, MG_PLACE_WSL },
	{ "WSL, made from a container that was exported",
	  DISK_ROOT DRVFS("/mnt/c", "/mnt/"),
	  { .is_microsoft = true, .has_dockerenv = true },
	  MG_PLACE_WSL },
	{ "WSL, with what Docker Desktop puts there",
	  DISK_ROOT DRVFS("/Docker/host",
			  "/mnt/") "3006 3000 7:0 / /mnt/wsl/docker-desktop/cli-tools ro - iso9660 "
				   "/dev/loop0 ro\n"
				   "3007 3000 0:62 /docker.sock "
				   "/mnt/wsl/docker-desktop-bind-mounts/Ubuntu/7132 rw - tmpfs "
				   "none rw\n",
	  { .is_microsoft = true },
	  MG_PLACE_WSL },
};

/* One sign each, and it means nothing. */
static const struct place_row misleading_rows[] = {
	{ "/.dockerenv in a machine's image",
	  DISK_ROOT,
	  { .has_dockerenv = true },
	  MG_PLACE_PLAIN },
	{ "/.dockerenv in Podman's image",
	  PODMAN_ROOT HOSTS_FROM("/containers/overlay-containers/" ID_64 "/userdata/hosts"),
	  { .has_dockerenv = true, .has_containerenv = true },
	  MG_PLACE_PODMAN },
	{ "/.dockerenv in a pod's image",
	  POD_ROOT HOSTS_FROM(POD_DIR "/etc-hosts"),
	  { .has_dockerenv = true },
	  MG_PLACE_KUBERNETES },
	{ "/.dockerenv in containerd's image",
	  POD_ROOT,
	  { .has_dockerenv = true },
	  MG_PLACE_CONTAINERD },
	{ "/.dockerenv in LXC", DISK_ROOT LXCFS, { .has_dockerenv = true }, MG_PLACE_LXC },
	{ "/run/.containerenv in Docker's image",
	  DOCKER_ROOT DOCKER_HOSTS,
	  { .has_containerenv = true, .has_dockerenv = true },
	  MG_PLACE_DOCKER },
	{ "/run/.containerenv in containerd's image",
	  POD_ROOT,
	  { .has_containerenv = true },
	  MG_PLACE_CONTAINERD },
	{ "/run/.containerenv in LXC",
	  DISK_ROOT LXCFS,
	  { .has_containerenv = true },
	  MG_PLACE_LXC },
	{ "/run/.containerenv in a machine's image",
	  DISK_ROOT,
	  { .has_containerenv = true },
	  MG_PLACE_PLAIN },
	{ "a pod's variable in a machine", DISK_ROOT, { .has_kubernetes = true }, MG_PLACE_PLAIN },
	{ "a pod's variable in Docker",
	  DOCKER_ROOT DOCKER_HOSTS,
	  { .has_kubernetes = true },
	  MG_PLACE_DOCKER },
	{ "a pod's variable in Podman",
	  PODMAN_ROOT HOSTS_FROM("/containers/overlay-containers/" ID_64 "/userdata/hosts"),
	  { .has_kubernetes = true, .has_containerenv = true },
	  MG_PLACE_PODMAN },
	{ "a pod's variable in WSL",
	  DISK_ROOT,
	  { .has_kubernetes = true, .is_microsoft = true },
	  MG_PLACE_WSL },
	{ "lxcfs on a Docker host",
	  DISK_ROOT "3004 3000 0:49 / /var/lib/lxcfs rw,nosuid - fuse.lxcfs lxcfs rw,user_id=0\n",
	  { 0 },
	  MG_PLACE_PLAIN },
	{ "lxcfs over files of /proc in Docker",
	  DOCKER_ROOT DOCKER_HOSTS LXCFS,
	  { 0 },
	  MG_PLACE_DOCKER },
	{ "an overlay of a container, seen from its host",
	  DISK_ROOT "3010 3000 0:50 / /var/lib/docker/overlay2/5d2c/merged rw - overlay overlay "
		    "rw,lowerdir=/var/lib/docker/overlay2/l/N3KQW7\n",
	  { 0 },
	  MG_PLACE_PLAIN },
	{ "an overlay that is a machine's root", OTHER_ROOT, { 0 }, MG_PLACE_PLAIN },
	{ "the directories of the engine, seen from its host",
	  DISK_ROOT "3010 3000 0:66 / /var/lib/docker/containers/" ID_64
		    "/mounts/shm rw - tmpfs shm rw\n",
	  { 0 },
	  MG_PLACE_PLAIN },
	{ "a drive of Windows in a machine",
	  DISK_ROOT DRVFS("/mnt/c", "/mnt/host/"),
	  { 0 },
	  MG_PLACE_PLAIN },
	{ "a kernel of LinuxKit in a machine", DISK_ROOT, { .is_linuxkit = true }, MG_PLACE_PLAIN },
	{ "Docker Desktop's directory in a machine",
	  DISK_ROOT HOSTS_FROM("/docker/containers/shop/hosts"),
	  { .is_linuxkit = true },
	  MG_PLACE_PLAIN },
	{ "an overlay of a live system, from none",
	  "3000 2990 0:90 / / rw - overlay none rw,lowerdir=/ro,upperdir=/rw/up,workdir=/rw/w\n",
	  { 0 },
	  MG_PLACE_PLAIN },
	{ "a hypervisor's share in a machine",
	  DISK_ROOT "3010 3000 0:66 / /host rw - virtiofs virtiofs0 rw\n",
	  { 0 },
	  MG_PLACE_PLAIN },
	{ "9p that is no root",
	  DISK_ROOT "3010 3000 0:66 / /share rw - 9p none rw,trans=fd\n",
	  { 0 },
	  MG_PLACE_PLAIN },
};

static enum mg_place
place_of(const char *text, uint64_t root_id, const struct mg_signs *signs)
{
	struct mg_mounts mounts = fixture_parse(text, strlen(text));
	enum mg_place place = mg_place_find(&mounts, root_id, signs);

	mg_mountinfo_release(&mounts);
	return place;
}

static unsigned
rows_differ(const struct place_row *from, size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += same_text(from[i].title, "place",
				   mg_place_name(place_of(from[i].text, ROOT, &from[i].signs)),
				   mg_place_name(from[i].place));
	return wrong;
}

static void
test_places(void **state)
{
	assert_int_equal(rows_differ(rows, MG_ARRAY_LEN(rows)), 0);
}

static void
test_misleading_signs(void **state)
{
	assert_int_equal(rows_differ(misleading_rows, MG_ARRAY_LEN(misleading_rows)), 0);
}

/* Whole tables, of which test_diagnose.c makes use. */
static void
test_saved_places(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(saved_places); i++) {
		const struct saved *saved = saved_places[i];

		wrong += same_text(saved->name, "place",
				   mg_place_name(place_of(saved->text, ROOT, &saved->signs)),
				   mg_place_name(saved->place));
	}
	assert_int_equal(wrong, 0);
}

/* The fixtures of the mount table, read as they are: no file and no variable beside them. */
static void
test_fixtures(void **state)
{
	static const struct {
		const char *name;
		enum mg_place place;
	} wanted[] = {
		{ "apptainer", MG_PLACE_PLAIN },       { "btrfs", MG_PLACE_PLAIN },
		{ "containerd", MG_PLACE_KUBERNETES }, { "crio", MG_PLACE_KUBERNETES },
		{ "desktop-mac", MG_PLACE_DESKTOP },   { "desktop-windows", MG_PLACE_DESKTOP },
		{ "docker", MG_PLACE_DOCKER },	       { "docker-host", MG_PLACE_PLAIN },
		{ "gvisor", MG_PLACE_GVISOR },	       { "gvisor-9p", MG_PLACE_GVISOR },
		{ "incident-a", MG_PLACE_DOCKER },     { "incident-b", MG_PLACE_DESKTOP },
		{ "kata-guest", MG_PLACE_PLAIN },      { "lxc", MG_PLACE_LXC },
		{ "minikube", MG_PLACE_KUBERNETES },   { "podman", MG_PLACE_PODMAN },
		{ "subpath", MG_PLACE_KUBERNETES },    { "gcfs", MG_PLACE_KUBERNETES },
		{ "nomad", MG_PLACE_DOCKER },
	};
	const struct mg_signs none = { 0 };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(wanted); i++) {
		struct mg_mounts mounts = fixture_load(wanted[i].name);
		uint64_t root_id = 0;

		for (size_t j = 0; j < mounts.count; j++)
			if (strcmp(mounts.mounts[j].target, "/") == 0)
				root_id = mounts.mounts[j].id;
		wrong += same_text(wanted[i].name, "place",
				   mg_place_name(mg_place_find(&mounts, root_id, &none)),
				   mg_place_name(wanted[i].place));
		mg_mountinfo_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* In a chroot that is no mount there is no line for "/". */
static void
test_root_is_not_in_the_table(void **state)
{
	const struct mg_signs none = { 0 }, docker_file = { .has_dockerenv = true };
	const char *hosts = DOCKER_HOSTS;

	assert_int_equal(place_of("", 7, &none), MG_PLACE_PLAIN);
	assert_int_equal(place_of("", 7, &docker_file), MG_PLACE_PLAIN);
	assert_int_equal(place_of(hosts, 7, &none), MG_PLACE_DOCKER);
	/* A root is looked for by its id: another line of "/" is another container's. */
	assert_int_equal(place_of(DOCKER_ROOT, 7, &none), MG_PLACE_PLAIN);
}

static void
test_names(void **state)
{
	static const char *const names[MG_PLACE_COUNT] = {
		[MG_PLACE_PLAIN] = "this machine",
		[MG_PLACE_DOCKER] = "Docker",
		[MG_PLACE_DESKTOP] = "Docker Desktop",
		[MG_PLACE_PODMAN] = "Podman",
		[MG_PLACE_KUBERNETES] = "Kubernetes",
		[MG_PLACE_CONTAINERD] = "containerd",
		[MG_PLACE_LXC] = "LXC",
		[MG_PLACE_GVISOR] = "gVisor",
		[MG_PLACE_WSL] = "WSL",
	};

	for (int place = 0; place < MG_PLACE_COUNT; place++)
		assert_string_equal(mg_place_name((enum mg_place)place), names[place]);
}

static void
test_desktop_share(void **state)
{
	static const struct {
		const char *title;
		const char *line; /* behind the two numbers */
		bool wanted;
		const char *host; /* what the host calls it */
	} shares[] = {
		{ "a file of a Mac", "0:66 /eva/a /a rw - fakeowner /run/host_mark/Users rw", true,
		  "/Users/eva/a" },
		{ "osxfs", "0:66 / /a rw - osxfs osxfs rw", true, "/" },
		{ "a drive",
		  "0:66 /shop /a rw - 9p E: rw,aname=drvfs;path=E:;symlinkroot=/mnt/host/", true,
		  "E:\\shop" },
		{ "the virtual machine's own directory",
		  "0:66 /run/desktop/mnt/host/c/a /a rw - tmpfs tmpfs rw", true, "C:\\a" },
		{ "the same, from a tmpfs further down",
		  "0:66 /desktop/mnt/host/c/a /a rw - tmpfs tmpfs rw", true, "C:\\a" },
		{ "a directory of WSL", "0:66 /run/desktop/mnt/host/wsl/a /a rw - tmpfs none rw",
		  true, "/wsl/a" },
		{ "a drive, all of it",
		  "0:66 / /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/mnt/host/", true,
		  "C:\\" },
		{ "a folder with a blank",
		  "0:66 /my\\040shop /a rw - 9p C:\\134 "
		  "rw,aname=drvfs;path=C:\\;symlinkroot=/mnt/host/",
		  true, "'C:\\my shop'" },
		{ "a folder of a Mac, by virtiofs",
		  "0:66 /host_mnt/Users/eva/a /a rw - virtiofs virtiofs0 rw", true,
		  "/Users/eva/a" },
		{ "a share of Hyper-V", "8:1 /host_mnt/c/a /a rw - ext4 /dev/sda1 rw", true,
		  "C:\\a" },
		{ "a drive, as Docker Desktop mounts it now",
		  "0:66 /shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=0;gid=0;metadata,"
		  "cache=5",
		  true, "C:\\shop" },
		{ "a synchronized share",
		  "0:66 /shop /a rw - selfowner /run/mutagen-file-shares-mark rw", true, "/shop" },
		{ "a drive of WSL, where it puts them into the root",
		  "0:66 /shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/,cache=5",
		  false, "C:\\shop" },
		{ "a drive of WSL itself",
		  "0:66 /shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/mnt/", false,
		  "C:\\shop" },
		{ "gVisor's 9p", "0:66 / /a rw - 9p none rw,trans=fd", false, "/" },
		{ "a host's own /mnt/host", "8:1 /mnt/host/data /a rw - ext4 /dev/sda1 rw", false,
		  "/mnt/host/data" },
		{ "a named volume", "8:1 /docker/volumes/a/_data /a rw - ext4 /dev/sda1 rw", false,
		  "/docker/volumes/a/_data" },
		{ "a target is no sign", "8:1 /a /host_mnt/a rw - ext4 /dev/sda1 rw", false, "/a" },
		{ "virtiofs of another hypervisor", "0:66 /eva/a /a rw - virtiofs mount0 rw", false,
		  "/eva/a" },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(shares); i++) {
		struct mg_buf host = { 0 };
		struct mg_mounts mounts;
		char line[512];

		(void)snprintf(line, sizeof(line), "3010 3000 %s\n", shares[i].line);
		mounts = fixture_parse(line, strlen(line));
		wrong +=
			same_number(shares[i].title, "whether it is a share",
				    mg_place_is_desktop_share(&mounts.mounts[0]), shares[i].wanted);
		mg_place_add_host_path(&mounts.mounts[0], &host);
		wrong += same_text(shares[i].title, "the host's name", mg_buf_text(&host),
				   shares[i].host);
		mg_buf_release(&host);
		mg_mountinfo_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_misleading_signs),
		cmocka_unit_test(test_saved_places),
		cmocka_unit_test(test_fixtures),
		cmocka_unit_test(test_root_is_not_in_the_table),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_desktop_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
