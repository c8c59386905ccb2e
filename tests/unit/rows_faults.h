/* SPDX-License-Identifier: MIT */
/* More rows for test_diagnose.c: mounts that went bad, what cannot be done with them, and what does
 * not last. */
#ifndef MG_TEST_ROWS_FAULTS_H
#define MG_TEST_ROWS_FAULTS_H

#include "rows_diagnose.h"

/* --- stale, silent and broken --- */

#define HANGS(target, fstype)                                                                      \
	"no-answer", "the server or the driver behind " target " (" fstype                         \
		     ") hangs; every program that touches it would hang, too"
#define FREE_IT(source)                                                                            \
	"look at the server of " source " and at the network to it; the container may stay "       \
	"\"Up\" until it answers or its mount is forced off on the host"
#define WHY_STALE_FILE                                                                             \
	"the host file was replaced (many editors write a new file and rename it): the container " \
	"keeps the old one"
#define WHY_STALE_DIR                                                                              \
	"the host directory was deleted, and perhaps made again: the container stays on the dead " \
	"one"
#define SERVER_ENDED                                                                               \
	"server-gone", "the program that serves /remote (fuse.bindfs) has ended",                  \
		"start it again on the host, then restart the container"
#define SERVER_FORGOT                                                                              \
	"handle-gone",                                                                             \
		"the file server was restarted, or its export replaced, since /nfs was mounted",   \
		"mount filer:/export/shop again on the host, then restart the container"
#define SERVER_DOWN                                                                                \
	"server-unreachable", "the server of filer:/export/shop is down, or the network to it is", \
		"look at that server and at the network from the host; when it answers, restart "  \
		"the container"
#define DISK_FAILS                                                                                 \
	"io-error", "the disk or the server behind /app (/dev/sda2) fails",                        \
		"look at the kernel's messages on the host (dmesg) before anything is written"

static const struct diagnose_row broken_rows[] = {
	{ "a server that hangs", &docker, NFS, "/nfs nonempty", HANGS("/nfs", "nfs4"),
	  FREE_IT("filer:/export/shop"), LATE_AT(MG_STAGE_LIST) },
	{ "the same server, not asked again", &pod, NFS, "/nfs/b writable", HANGS("/nfs", "nfs4"),
	  FREE_IT("filer:/export/shop"), NO_ANSWER(MG_ANSWER_SPARED, MG_STAGE_WALK) },
	{ "silence, and nobody knows of what", &docker, NO_MOUNT, "/nfs nonempty", NOTHING,
	  LATE_AT(MG_STAGE_WALK) },
	{ "the probe ended", &docker, NFS, "/nfs nonempty", NOTHING,
	  NO_ANSWER(MG_ANSWER_DIED, MG_STAGE_LIST) },

	{ "a subPath of a configMap that was updated", &pod, CONFIG_FILE, "/etc/shop.json file",
	  "stale-subpath",
	  "Kubernetes replaced the volume's files by an update, and a subPath mount keeps the old "
	  "ones",
	  "restart the pod to see the update; mount the whole volume, without subPath, to see "
	  "updates as they come",
	  IS_FILE(IS_MOUNT) },
	{ "a file that was replaced", &podman, STALE_FILE, "/etc/shop.pem file", "stale-file",
	  WHY_STALE_FILE,
	  "podman restart CONTAINER; bind the file's directory instead to see the file as it is",
	  IS_FILE(IS_MOUNT) },
	{ "a file that was replaced", &containerd, STALE_FILE, "/etc/shop.pem file", "stale-file",
	  WHY_STALE_FILE,
	  "restart the container; bind the file's directory instead to see the file as it is",
	  IS_FILE(IS_MOUNT) },
	{ "a file that was replaced", &docker, STALE_FILE, "/etc/shop.pem readable", "stale-file",
	  WHY_STALE_FILE,
	  "docker restart CONTAINER; bind the file's directory instead to see the file as it "
	  "is",
	  IS_FILE(IS_MOUNT) },
	{ "a directory that was deleted", &podman, STALE_DIR, "/old nonempty", "stale-dir",
	  WHY_STALE_DIR, "podman restart CONTAINER, so that its mounts are looked up again",
	  EMPTY },
	{ "a directory that was deleted", &containerd, STALE_DIR, "/old nonempty", "stale-dir",
	  WHY_STALE_DIR, "restart the container, so that its mounts are looked up again", EMPTY },
	{ "a directory that was deleted", &docker, STALE_DIR, "/old", "stale-dir", WHY_STALE_DIR,
	  "docker restart CONTAINER, so that its mounts are looked up again", EMPTY },
	{ "a directory that was deleted", &pod, STALE_DIR, "/old", "stale-dir", WHY_STALE_DIR,
	  "delete the pod, so that its mounts are made again", EMPTY },
	{ "a file of a directory that was deleted", &docker, STALE_DIR, "/old/main.py file",
	  "stale-dir", WHY_STALE_DIR,
	  "docker restart CONTAINER, so that its mounts are looked up again",
	  NO_WAY_FROM("/old", .missing = "main.py", .walk_err = ENOENT) },

	{ "a server that has ended, on the way", &docker, FUSE, "/remote/a file", SERVER_ENDED,
	  NO_WAY_FROM("/remote", .missing = "a", .walk_err = ENOTCONN) },
	{ "a server that has ended, at the mount", &podman, FUSE, "/remote mount", SERVER_ENDED,
	  GIVEN(IS_MOUNT, .stat_err = ENOTCONN) },
	{ "a server that has ended while it was listed", &pod, FUSE, "/remote nonempty",
	  "server-gone", "the program that serves /remote (fuse.bindfs) has ended",
	  "look for its pod (a CSI driver, as a rule) on the node, then delete this pod, so that "
	  "the volume is mounted again",
	  IS_DIR(IS_MOUNT, LISTING_FAILS(ECONNABORTED)) },
	{ "a server that knows nothing of it any more", &docker, NFS, "/nfs nonempty",
	  SERVER_FORGOT, GIVEN(IS_MOUNT, .stat_err = ESTALE) },
	{ "a server that forgot a file", &docker, NFS, "/nfs/a readable", SERVER_FORGOT,
	  IS_FILE(.read_err = ESTALE) },
	{ "a disk that fails to be read", &docker, BIND, "/app/main.py readable", DISK_FAILS,
	  IS_FILE(.read_err = EIO) },
	{ "a disk that fails to be written", &docker, BIND, "/app writable", DISK_FAILS,
	  IS_DIR(IS_MOUNT, WRITING_FAILS(EIO), .write.step = MG_WRITE_FSYNC) },
	{ "a disk that fails when a program is to run", &docker, BIND, "/app/run executable",
	  DISK_FAILS, IS_FILE(.read_err = MG_NOT_ASKED, .execute_err = EIO) },
	{ "a server that forgot it, in a pod", &pod, NFS, "/nfs nonempty", "handle-gone",
	  "the file server was restarted, or its export replaced, since /nfs was mounted",
	  "delete the pod, so that the volume is mounted again",
	  GIVEN(IS_MOUNT, .stat_err = ESTALE) },
	{ "a server that is down", &docker, NFS, "/nfs nonempty", SERVER_DOWN,
	  GIVEN(IS_MOUNT, .stat_err = ECONNREFUSED) },
	{ "a server that is not reached", &docker, NFS, "/nfs/a file", SERVER_DOWN,
	  NO_WAY_FROM("/nfs", .missing = "a", .walk_err = EHOSTUNREACH) },
	{ "a server that takes too long for its client", &docker, NFS, "/nfs writable", SERVER_DOWN,
	  IS_DIR(IS_MOUNT, WRITING_FAILS(ETIMEDOUT)) },
	{ "a server that is down, from a pod", &pod, NFS, "/nfs readable", "server-unreachable",
	  "the server of filer:/export/shop is down, or the network to it is",
	  "look at that server and at the network from the node; when it answers, the container "
	  "is started again by itself",
	  IS_FILE(IS_MOUNT, .read_err = EHOSTDOWN) },
};

/* --- what cannot be done --- */

#define WHY_ROOT_READONLY "the container's root file system is read-only"
#define WHY_READONLY "it was mounted read-only at /assets"
#define REMOUNTED(source)                                                                          \
	"error-remount",                                                                           \
		"the kernel made " source " read-only, as it does after an error on the disk",     \
		"look at dmesg on the host, then check the file system (fsck)"
#define WHY_FULL "the file system at /app (/dev/sda2) is full for this user"
#define CANNOT_WRITE(number) IS_DIR(IS_MOUNT, WRITING_FAILS(number))
#define NO_SPACE(...) IS_DIR(IS_MOUNT, WRITING_FAILS(ENOSPC), .space.is_known = true, __VA_ARGS__)
#define WHY_UNMAPPED "it belongs to a user that this user namespace does not know (shown as 65534)"
#define MAP_IT "change its owner on the host to one that the namespace maps"
#define WHY_SELINUX                                                                                \
	"its mode lets everybody in, and yet it is denied: SELinux labels are in force here"
#define RELABEL "add :z to the mount (:Z for this container alone)"
#define TMPFS_NOEXEC "noexec-tmpfs", "the tmpfs at /cache has the option noexec"
#define WHY_NOEXEC(target) "what is mounted at " target " has the option noexec"
#define NOT_RUN(...) GIVEN(.mode = S_IFREG | 0755, .execute_err = EACCES, __VA_ARGS__)

static const struct diagnose_row access_rows[] = {
	{ "after an error, on Linux before 6.15", &docker, BROKEN_DISK, "/log writable",
	  REMOUNTED("/dev/sde1"), CANNOT_WRITE(EROFS) },
	{ "after an error, on Linux 6.15 and later", &docker, BROKEN_DISK_NEW, "/log2 writable",
	  REMOUNTED("/dev/sdf1"), CANNOT_WRITE(EROFS) },
	{ "a root that is read-only", &docker, ROOT, "/code writable", "readonly-root",
	  WHY_ROOT_READONLY, "mount a volume or a tmpfs at /code", IS_DIR(WRITING_FAILS(EROFS)) },
	{ "a root that is read-only", &pod, ROOT, "/code writable", "readonly-root",
	  WHY_ROOT_READONLY, "mount an emptyDir at /code, or take readOnlyRootFilesystem back",
	  IS_DIR(WRITING_FAILS(EROFS)) },
	{ "a mount that is read-only", &podman, BIND_READONLY, "/assets writable", "readonly-mount",
	  WHY_READONLY, "take :ro out of the mount of /assets", CANNOT_WRITE(EROFS) },
	{ "a mount that is read-only", &containerd, BIND_READONLY, "/assets writable",
	  "readonly-mount", WHY_READONLY, "take ro out of the mount of /assets",
	  CANNOT_WRITE(EROFS) },
	{ "a mount that is read-only", &docker, BIND_READONLY, "/assets/up writable",
	  "readonly-mount", WHY_READONLY,
	  "take :ro (or read_only: true) out of the mount of /assets", CANNOT_WRITE(EROFS) },
	{ "a mount that is read-only", &pod, BIND_READONLY, "/assets writable", "readonly-mount",
	  WHY_READONLY, "take readOnly: true out of the volumeMounts entry of /assets",
	  CANNOT_WRITE(EROFS) },
	{ "a configMap", &pod, CONFIG_DIR, "/etc/shop.d writable", "readonly-config",
	  "Kubernetes mounts a configmap volume always read-only",
	  "let the program write elsewhere: an emptyDir or a claim, into which an init container "
	  "copies the files",
	  CANNOT_WRITE(EROFS) },
	{ "a file system that is read-only", &docker, DISC, "/disc writable", "readonly-fs",
	  "the file system itself (iso9660 of /dev/sr0) is read-only",
	  "mount it read-write on the host", CANNOT_WRITE(EROFS) },
	{ "read-only, and it was refused for another reason", &docker, BIND_READONLY,
	  "/assets writable", NOTHING, CANNOT_WRITE(EACCES) },

	{ "no inodes", &docker, BIND, "/app writable", "no-inodes",
	  "there is room, but no inode is left: too many small files",
	  "delete files at /app; df -i shows the count",
	  NO_SPACE(.space.free_bytes = 4096, .space.total_inodes = 16) },
	{ "no space", &docker, BIND, "/app writable", "full", WHY_FULL,
	  "free space on it; docker system df shows what the engine keeps",
	  NO_SPACE(.space.free_inodes = 9, .space.total_inodes = 16) },
	{ "no space in memory", &docker, TMPFS, "/cache writable", "full-tmpfs",
	  "the tmpfs at /cache is full", "enlarge it (its option size=), or delete files in it",
	  NO_SPACE(.space.free_inodes = 9, .space.total_inodes = 16) },
	{ "no space for Podman", &podman, BIND_READONLY, "/assets writable", "full",
	  "the file system at /assets (/dev/sda2) is full for this user", "free space on it",
	  NO_SPACE(.space.free_inodes = 9, .space.total_inodes = 16) },
	{ "no space, where inodes are not counted", &docker, BIND, "/app writable", "full",
	  WHY_FULL, "free space on it; docker system df shows what the engine keeps",
	  NO_SPACE(.space.free_bytes = 4096) },
	{ "no space, and no more is known", &pod, BIND, "/app writable", "full", WHY_FULL,
	  "free space, or enlarge the claim", CANNOT_WRITE(ENOSPC) },
	{ "over quota", &docker, BIND, "/app writable", "over-quota",
	  "the quota of the user, the project or the subvolume is used up",
	  "delete files, or raise the quota", CANNOT_WRITE(EDQUOT) },

	{ "an owner that is not mapped, written", &docker, BIND, "/app writable", "unmapped",
	  WHY_UNMAPPED, MAP_IT, IS_DIR(IS_MOUNT, WRITING_FAILS(EACCES), .uid = 65534) },
	{ "an owner that is not mapped, read", &podman, BIND, "/app/key readable", "unmapped",
	  WHY_UNMAPPED,
	  "add :U to the mount; if podman runs without root, have root chown /srv/shop on the host "
	  "to the user who runs it",
	  IS_FILE(.read_err = EACCES, .uid = 65534) },
	{ "an owner that is not mapped, run", &docker, BIND, "/app/run executable", "unmapped",
	  WHY_UNMAPPED, MAP_IT, NOT_RUN(.read_err = MG_NOT_ASKED, .uid = 65534) },
	{ "an owner without an id there", &docker, BIND, "/app writable", "unmapped", WHY_UNMAPPED,
	  MAP_IT, IS_DIR(IS_MOUNT, WRITING_FAILS(EOVERFLOW), .uid = 65534) },
	{ "nobody is a user like others", &plain, BIND, "/app writable", NOTHING,
	  IS_DIR(IS_MOUNT, WRITING_FAILS(EACCES), .uid = 65534) },
	{ "an owner that is known", &docker, BIND, "/app writable", NOTHING,
	  IS_DIR(IS_MOUNT, WRITING_FAILS(EACCES), .uid = 1000) },
	{ "nobody on a file server has no namespace", &docker, NFS, "/nfs writable", NOTHING,
	  IS_DIR(IS_MOUNT, WRITING_FAILS(EACCES), .uid = 65534) },
	{ "an owner that is not mapped is not why it is no directory", &docker, BIND_FILE,
	  "/etc/shop.yaml dir, readable", NOTHING,
	  IS_FILE(IS_MOUNT, .read_err = EACCES, .uid = 65534) },

	{ "a label, though all may", &docker, BIND_LABELLED, "/www writable", "selinux",
	  WHY_SELINUX, RELABEL, GIVEN(IS_MOUNT, .mode = S_IFDIR | 0777, WRITING_FAILS(EACCES)) },
	{ "a label, though all may", &pod, BIND_LABELLED, "/www writable", "selinux", WHY_SELINUX,
	  "set seLinuxOptions in the securityContext of the pod",
	  GIVEN(IS_MOUNT, .mode = S_IFDIR | 0777, WRITING_FAILS(EACCES)) },
	{ "a label, though all may read", &docker, BIND_LABELLED, "/www readable", "selinux",
	  WHY_SELINUX, RELABEL, IS_DIR(IS_MOUNT, LISTING_FAILS(EACCES)) },
	{ "a label, and the mode says no", &docker, BIND_LABELLED, "/www writable", NOTHING,
	  IS_DIR(IS_MOUNT, WRITING_FAILS(EACCES)) },
	{ "no label, though all may", &docker, BIND, "/app writable", NOTHING,
	  GIVEN(IS_MOUNT, .mode = S_IFDIR | 0777, WRITING_FAILS(EACCES)) },

	{ "noexec", &podman, BIND_NOEXEC, "/tools/run executable", "noexec", WHY_NOEXEC("/tools"),
	  "take noexec out, or put programs elsewhere", NOT_RUN() },
	{ "noexec, a tmpfs", &docker, TMPFS, "/cache/run executable", TMPFS_NOEXEC,
	  "a tmpfs of Docker is noexec by default: --tmpfs /cache:exec", NOT_RUN() },
	{ "noexec, a tmpfs", &podman, TMPFS, "/cache/run executable", TMPFS_NOEXEC,
	  "take noexec out, or put programs elsewhere", NOT_RUN() },
	{ "noexec, no tmpfs", &docker, BIND_NOEXEC, "/tools/run executable", "noexec",
	  WHY_NOEXEC("/tools"), "take noexec out, or put programs elsewhere", NOT_RUN() },
	{ "noexec does not bar a directory", &docker, TMPFS, "/cache/dir executable", NOTHING,
	  GIVEN(.mode = S_IFDIR | 0666, .execute_err = EACCES) },
	{ "it may not be run, and noexec is not why", &docker, BIND, "/app/run executable", NOTHING,
	  NOT_RUN() },
	{ "nobody may run it", &docker, BIND, "/app/run executable", "not-executable",
	  "its mode 0644 lets nobody execute it",
	  "chmod +x /app/run, where it comes from: in the image's build, in git, on the host",
	  IS_FILE(.execute_err = EACCES) },
};

/* --- what does not last, and what cannot be told --- */

#define WHY_ANONYMOUS                                                                              \
	"the volume has no name (the image declares a VOLUME here, or -v named no source): what "  \
	"is written is lost to the next container"
#define OPAQUE(line)                                                                               \
	"opaque", "gVisor and Kata show the same line for everything that they share (" line ")",  \
		"expect what can be tried there instead: writable, nonempty, a file by its name"

static const struct diagnose_row lasting_rows[] = {
	{ "an anonymous volume", &docker, ANONYMOUS, "/spool persistent", "anonymous",
	  WHY_ANONYMOUS, "give the volume a name: -v NAME:/spool", IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an anonymous volume, named one wanted", &podman, ANONYMOUS, "/spool mount=volume",
	  "anonymous", WHY_ANONYMOUS, "give the volume a name: -v NAME:/spool", EMPTY },
	{ "an anonymous volume, named one wanted below", &docker, ANONYMOUS, "/spool on=volume",
	  "anonymous", WHY_ANONYMOUS, "give the volume a name: -v NAME:/spool", EMPTY },
	{ "an emptyDir", &pod, EMPTYDIR, "/work persistent", "emptydir",
	  "an emptyDir is deleted together with its pod", "mount a PersistentVolumeClaim at /work",
	  EMPTY },
	{ "an emptyDir, a claim wanted", &pod, EMPTYDIR, "/work mount=pvc", "emptydir",
	  "an emptyDir is deleted together with its pod", "mount a PersistentVolumeClaim at /work",
	  EMPTY },
	{ "a tmpfs", &docker, TMPFS, "/cache persistent", "memory",
	  "the file system at /cache lives in memory", "mount a volume at /cache", EMPTY },
	{ "a named volume lasts, and another kind was wanted", &docker, VOLUME, "/data mount=bind",
	  NOTHING, IS_DIR(IS_MOUNT, HAS_OWN) },

	{ "gVisor: no kind", &gvisor, SANDBOX, "/data persistent", OPAQUE("9p none"), EMPTY },
	{ "gVisor: no kind of mount", &gvisor, SANDBOX, "/data mount=volume", OPAQUE("9p none"),
	  EMPTY },
	{ "gVisor: no kind below", &gvisor, SANDBOX, "/data/a on=volume", OPAQUE("9p none"),
	  IS_DIR() },
	{ "gVisor: what can be told is told", &gvisor, SANDBOX, "/data nonempty", NOTHING, EMPTY },
	{ "Kata: no kind", &kata, SANDBOX, "/data persistent", OPAQUE("virtiofs none"), EMPTY },
	{ "Podman's :O is no sandbox", &podman, OVERLAY_BIND, "/copy persistent", NOTHING, EMPTY },
	{ "an unknown type is no sandbox", &docker, WITHOUT_CLASS, "/odd persistent", NOTHING,
	  EMPTY },
	{ "a kind that cannot be told, for want of the mount", &docker, NO_MOUNT,
	  "/data persistent", NOTHING, EMPTY },
};

#endif
