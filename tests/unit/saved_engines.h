/* SPDX-License-Identifier: MIT */
/* Saved mount tables, one for each engine, after the shape of real ones;
 * names, numbers and paths are our own. The first line is the root. What can be mounted anywhere is
 * in all of them, under the same ids. */
#ifndef MG_TEST_SAVED_ENGINES_H
#define MG_TEST_SAVED_ENGINES_H

#include "mounts/engine.h"

struct saved {
	const char *name;
	const char *text;
	struct mg_signs signs;
	enum mg_engine engine; /* what mg_engine_find() is to say */
};

/* The mounts of the tables below, by their ids. */
enum saved_id {
	NO_MOUNT, /* the kernel did not say which mount it is */
	ROOT = 3000,
	BIND = 3010,
	BIND_FILE,
	BIND_READONLY,
	BIND_NOEXEC,
	BIND_LABELLED,
	BIND_BELOW,
	STALE_DIR,
	STALE_FILE,
	WHOLE_DISK,
	DISC,
	BROKEN_DISK,
	BROKEN_DISK_NEW,
	TMPFS,
	TMPFS_FILE,
	NFS,
	FUSE,
	VOLUME,
	VOLUME_FILE,
	ANONYMOUS,
	WITHOUT_CLASS,
	/* only in some */
	SHARE = 3050,
	SHARE_9P,
	SHARE_SMB,
	SHARE_FILE,
	EMPTYDIR,
	PVC,
	CONFIG_FILE,
	CONFIG_DIR,
	OVERLAY_BIND,
	SANDBOX,
	MAC_FOLDER,
	CONFIG_SUBDIR,
	IMAGE_BELOW,
	SECRET_FILE,
	MEMORY_SUBDIR,
	SECRET_DIR,
	IMAGE_WRITABLE,
};

#define ID_64 "5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a"
#define POD_DIR "/var/lib/kubelet/pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35"

#define EVERYWHERE                                                                                 \
	"3010 3000 8:2 /srv/shop /app rw,relatime - ext4 /dev/sda2 rw\n"                           \
	"3011 3000 8:2 /srv/shop.yaml /etc/shop.yaml rw,relatime - ext4 /dev/sda2 rw\n"            \
	"3012 3000 8:2 /srv/assets /assets ro,relatime - ext4 /dev/sda2 rw\n"                      \
	"3013 3000 8:2 /srv/tools /tools rw,noexec,relatime - ext4 /dev/sda2 rw\n"                 \
	"3014 3000 8:33 /www /www rw,relatime - xfs /dev/sdc1 rw,seclabel,attr2\n"                 \
	"3015 3010 8:2 /srv/uploads /app/uploads rw,relatime - ext4 /dev/sda2 rw\n"                \
	"3016 3000 8:2 /srv/old//deleted /old rw,relatime - ext4 /dev/sda2 rw\n"                   \
	"3017 3000 8:2 /srv/shop.pem//deleted /etc/shop.pem rw,relatime - ext4 /dev/sda2 rw\n"     \
	"3018 3000 8:49 / /disk rw,relatime - ext4 /dev/sdd1 rw\n"                                 \
	"3019 3000 11:0 / /disc rw,relatime - iso9660 /dev/sr0 ro\n"                               \
	"3020 3000 8:65 /log /log rw,relatime - ext4 /dev/sde1 ro,errors=remount-ro\n"             \
	"3021 3000 8:81 /log /log2 rw,relatime - ext4 /dev/sdf1 rw,errors=remount-ro,emergency_ro" \
	"\n"                                                                                       \
	"3022 3000 0:91 / /cache rw,nosuid,nodev,noexec,relatime - tmpfs tmpfs rw,size=65536k\n"   \
	"3023 3000 0:92 / /etc/shop.ini rw,nosuid,nodev,noexec,relatime - tmpfs tmpfs rw\n"        \
	"3024 3000 0:93 / /nfs rw,relatime - nfs4 filer:/export/shop rw,vers=4.2\n"                \
	"3025 3000 0:94 / /remote rw,relatime - fuse.bindfs bindfs rw,user_id=0\n"                 \
	"3026 3000 8:2 /var/lib/docker/volumes/shop_data/_data /data rw - ext4 /dev/sda2 rw\n"     \
	"3027 3000 8:2 /var/lib/docker/volumes/shop.toml/_data /etc/shop.toml rw - ext4 /dev/sda2" \
	" rw\n"                                                                                    \
	"3028 3000 8:2 /var/lib/docker/volumes/" ID_64 "/_data /spool rw - ext4 /dev/sda2 rw\n"    \
	"3029 3000 0:95 / /odd rw - zoofs zoo rw\n"                                                \
	"3062 3000 0:70 / /pictures ro - overlay overlay "                                         \
	"rw,lowerdir=/var/lib/docker/overlay2/l/A\n"                                               \
	"3066 3000 0:71 / /gallery rw - overlay overlay "                                          \
	"rw,lowerdir=/var/lib/docker/overlay2/l/A,upperdir=/var/lib/docker/overlay2/B\n"

#define OVERLAY_IN(layers)                                                                         \
	"3000 2990 0:90 / / rw,relatime master:7 - overlay overlay rw,lowerdir=" layers            \
	"/l/N3KQW7:" layers "/l/T8RZV2,upperdir=" layers "/5d2c81f0/diff,workdir=" layers          \
	"/5d2c81f0/work\n"
#define DOCKER_ROOT OVERLAY_IN("/var/lib/docker/overlay2")
#define POD_ROOT OVERLAY_IN("/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs")

static const struct saved plain = {
	"a machine without containers",
	"3000 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n" EVERYWHERE,
	{ 0 },
	MG_ENGINE_PLAIN,
};

static const struct saved docker = {
	"Docker",
	DOCKER_ROOT
	"3001 3000 8:2 /var/lib/docker/containers/" ID_64
	"/hosts /etc/hosts rw,relatime - ext4 /dev/sda2 rw\n"
	"3060 3000 8:2 /Users/eva/shop /mac rw,relatime - ext4 /dev/sda2 rw\n" EVERYWHERE,
	{ .has_dockerenv = true },
	MG_ENGINE_DOCKER,
};

/* The share of the incident is SHARE: a directory of the virtual machine's own tmpfs. */
static const struct saved desktop = {
	"Docker Desktop on Windows, WSL 2",
	DOCKER_ROOT
	"3001 3000 8:48 /docker/containers/" ID_64 "/hosts /etc/hosts rw - ext4 /dev/sdd rw\n"
	"3050 3000 0:96 /run/desktop/mnt/host/c/Users/eva/shop /shop rw,relatime - tmpfs tmpfs rw\n"
	"3051 3000 0:97 /Users/eva/shop /shop9p rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;"
	"uid=0;gid=0;symlinkroot=/mnt/host/,cache=5,msize=65536,trans=fd,rfd=8,wfd=8\n" EVERYWHERE,
	{ .has_dockerenv = true, .is_microsoft = true },
	MG_ENGINE_DESKTOP,
};

/* SHARE_SMB is the share as it should be; where it was not reached, there is a tmpfs instead. */
static const struct saved desktop_hyperv = {
	"Docker Desktop on Windows, Hyper-V",
	DOCKER_ROOT
	"3001 3000 8:1 /docker/containers/" ID_64 "/hosts /etc/hosts rw - ext4 /dev/sda1 rw\n"
	"3050 3000 8:1 /host_mnt/c/Users/eva/shop /shop rw,relatime - ext4 /dev/sda1 rw\n"
	"3052 3000 0:98 /Users/eva/shop /good rw - cifs //10.0.75.1/C rw,vers=3.02\n" EVERYWHERE,
	{ .has_dockerenv = true },
	MG_ENGINE_DESKTOP,
};

static const struct saved desktop_mac = {
	"Docker Desktop on a Mac",
	DOCKER_ROOT "3001 3000 254:1 /docker/containers/" ID_64
		    "/hosts /etc/hosts rw,relatime - ext4 /dev/vda1 rw\n"
		    "3050 3000 0:96 /eva/shop /shop rw,nosuid,nodev,relatime - fakeowner "
		    "/run/host_mark/Users rw,fakeowner\n"
		    "3053 3000 0:96 /eva/shop.yaml /shop.yaml rw,nosuid,nodev,relatime - fakeowner "
		    "/run/host_mark/Users rw,fakeowner\n" EVERYWHERE,
	{ .has_dockerenv = true },
	MG_ENGINE_DESKTOP,
};

static const struct saved rancher = {
	"Rancher Desktop on Windows",
	DOCKER_ROOT
	"3001 3000 8:48 /var/lib/docker/containers/" ID_64 "/hosts /etc/hosts rw - ext4 /dev/sdd "
	"rw\n"
	"3050 3000 0:96 /rancher-desktop/run/docker-mounts/0f6e2ab1 /shop rw,relatime - tmpfs none "
	"rw,mode=755\n" EVERYWHERE,
	{ .has_dockerenv = true, .is_microsoft = true },
	MG_ENGINE_DESKTOP,
};

/* What :O makes. */
#define PODMAN_COPY                                                                                \
	"/home/eva/.local/share/containers/storage/overlay-containers/" ID_64                      \
	"/userdata/overlay/3975240270"

static const struct saved podman = {
	"Podman without root",
	OVERLAY_IN("/home/eva/.local/share/containers/storage/overlay") //
	"3001 3000 0:99 /containers/overlay-containers/" ID_64
	"/userdata/hosts /etc/hosts rw,nosuid,nodev - tmpfs tmpfs rw,uid=1000\n"
	"3002 3000 0:99 /containers/overlay-containers/" ID_64
	"/userdata/.containerenv /run/.containerenv rw,nosuid,nodev - tmpfs tmpfs rw,uid=1000\n"
	"3003 3000 8:2 /home/eva/.local/share/containers/storage/volumes/eva/_data /eva "
	"rw,nosuid,nodev - ext4 /dev/sda2 rw\n"
	"3060 3000 8:2 /Users/eva/shop /mac rw,relatime - ext4 /dev/sda2 rw\n"
	"3063 3000 0:99 /containers/overlay-containers/" ID_64 "/userdata/secrets/key "
	"/run/secrets/key ro,nosuid,nodev - tmpfs tmpfs rw,uid=1000\n"
	"3058 3000 0:80 / /copy rw,nodev - overlay " PODMAN_COPY
	"/merge rw,lowerdir=/home/eva/shop,"
	"upperdir=" PODMAN_COPY "/upper,workdir=" PODMAN_COPY "/work\n" EVERYWHERE,
	{ .has_containerenv = true },
	MG_ENGINE_PODMAN,
};

static const struct saved pod = {
	"Kubernetes with containerd",
	POD_ROOT
	"3001 3000 8:2 " POD_DIR "/etc-hosts /etc/hosts rw,relatime - ext4 /dev/sda2 rw\n"
	"3002 3000 8:2 " POD_DIR "/containers/shop/91b2c0de /dev/termination-log rw - ext4 "
	"/dev/sda2 rw\n"
	"3003 3000 0:81 / /run/secrets/kubernetes.io/serviceaccount ro - tmpfs tmpfs rw\n"
	"3054 3000 8:2 " POD_DIR "/volumes/kubernetes.io~empty-dir/work /work rw - ext4 /dev/sda2 "
	"rw\n"
	"3055 3000 8:97 " POD_DIR "/volumes/kubernetes.io~csi/pvc-41/mount /claim rw - ext4 "
	"/dev/sdg rw\n"
	"3056 3000 8:2 " POD_DIR "/volumes/kubernetes.io~configmap/shop/"
	"..2025_02_11_09_30_00.402817365/shop.json//deleted /etc/shop.json ro - ext4 /dev/sda2 rw\n"
	"3057 3000 8:2 " POD_DIR "/volumes/kubernetes.io~configmap/shop /etc/shop.d ro,relatime - "
	"ext4 /dev/sda2 rw\n"
	"3061 3000 8:2 " POD_DIR "/volumes/kubernetes.io~configmap/shop/typo /etc/shop.key "
	"ro,relatime - ext4 /dev/sda2 rw\n"
	"3064 3000 0:82 /it /etc/shop.id ro,relatime - tmpfs tmpfs rw\n"
	"3065 3000 0:82 / /etc/keys ro,relatime - tmpfs tmpfs rw\n" EVERYWHERE,
	{ .has_kubernetes = true },
	MG_ENGINE_KUBERNETES,
};

static const struct saved containerd = {
	"containerd alone",
	POD_ROOT "3001 3000 8:2 /var/lib/nerdctl/1935db59/etchosts/default/" ID_64
		 "/hosts /etc/hosts rw - ext4 /dev/sda2 rw\n" EVERYWHERE,
	{ 0 },
	MG_ENGINE_CONTAINERD,
};

static const struct saved gvisor = {
	"gVisor",
	"3000 2990 0:36 / / rw - overlay none rw\n"
	"3001 3000 0:40 / /etc/hosts rw - 9p none rw,trans=fd,rfdno=71,wfdno=71,aname=/\n"
	"3059 3000 0:41 / /data rw - 9p none rw,trans=fd,rfdno=72,wfdno=72,aname=/\n",
	{ 0 },
	MG_ENGINE_GVISOR,
};

static const struct saved kata = {
	"Kata, started by Docker",
	"3000 2990 0:35 / / rw,nodev,relatime - virtiofs none rw\n"
	"3001 3000 0:33 /5d2c81f0-6be94a3f7720c9d1-hosts /etc/hosts rw - virtiofs kataShared rw\n"
	"3059 3000 0:34 / /data rw,relatime - virtiofs none rw\n",
	{ 0 },
	MG_ENGINE_KATA,
};

static const struct saved *const saved_engines[] = {
	&plain,	 &docker, &desktop,    &desktop_hyperv, &desktop_mac, &rancher,
	&podman, &pod,	  &containerd, &gvisor,		&kata,
};

#endif
