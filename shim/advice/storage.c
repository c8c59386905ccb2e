/* SPDX-License-Identifier: MIT */
/* Advice about the storage itself: it is silent, stale or broken, it does not last, it is read-only
 * or full. Pure. */
#include "themes.h"

#include <errno.h>

/* --- it is silent, stale or broken --- */

static const struct mg_advice_row broken_rows[] = {
	{
		.name = "no-answer",
		.words = "answer",
		.looks = { MG_IS_FUSE, MG_IS_SILENT },
		.why = "the program that serves {target} ({fstype}) hangs; every program that touches it would hang, too",
		.fix = "find the mount on the host (findmnt -t {$fstype}) and look at the program that serves it; the container may stay \"Up\" until it answers or is ended",
	},
	{
		.name = "no-answer",
		.words = "answer",
		.looks = { MG_IS_SILENT },
		.kinds = MG_ON_ANY,
		.why = "the server or the driver behind {target} ({fstype}) hangs; every program that touches it would hang, too",
		.fix = "look at the server of {source} and at the network to it; the container may stay \"Up\" until it answers or its mount is forced off on the host",
	},
	{
		.name = "stale-subpath",
		.words = "live",
		.looks = { MG_IS_SUBPATH },
		.why = "Kubernetes replaced the volume's files by an update, and a subPath mount keeps the old ones",
		.fix = "restart the container to see the update; mount the whole volume, without subPath, to see updates as they come",
	},
	{
		.name = "stale-file",
		.words = "live",
		.looks = { MG_IS_FILE },
		.why = "the host file was deleted or replaced (many editors write a new file and rename it): the container keeps the old one",
		.fix = "check that the file is there on the host, then {restart}; to see later changes without a restart, give the file a directory of its own, in the container too, and mount that",
	},
	{
		.name = "stale-dir",
		.words = "live",
		.why = "the directory of this mount was deleted, and perhaps made again: the container stays on the dead one, and mounts inside it are gone",
		.fix = "@pod check that the directory is there again on the node with its files; a restart of the container looks its mounts up again (a livenessProbe with --health does that by itself)"
		       "@any check that the directory is there again with its files, then {restart}: its mounts are looked up again",
	},
	{
		.name = "server-gone",
		.errnums = { ENOTCONN, ECONNABORTED },
		.looks = { MG_IS_FUSE },
		.why = "the program that serves {target} ({fstype}) has ended",
		.fix = "@pod look for its pod (a CSI driver, as a rule) on the node, then delete this pod, so that the volume is mounted again"
		       "@any on the host, find the dead mount (findmnt -t {$fstype}), take it off (umount -l) and start the program again, then restart the container",
	},
	{
		.name = "server-gone",
		.errnums = { ENOTCONN, ECONNABORTED },
		.kinds = MG_ON_ANY,
		.why = "the connection to the server of {target} ({fstype}) is gone",
		.fix = "@pod look at that server, then delete the pod, so that the volume is mounted again"
		       "@any look at that server; mount {source} again on the host, then restart the container",
	},
	{
		.name = "server-unreachable",
		.errnums = { ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, ECONNREFUSED },
		.looks = { MG_IS_NO_SOCKET },
		.why = "the server of {source} is down, or the network to it is",
		.fix = "@pod look at that server and at the network from the node; when it answers, the container is started again by itself"
		       "@any look at that server and at the network from the host; when it answers, restart the container",
	},
	{
		.name = "handle-gone",
		.errnums = { ESTALE },
		.kinds = MG_ON_ANY,
		.why = "the file server was restarted, or its export replaced, since {target} was mounted",
		.fix = "@pod delete the pod, so that the volume is mounted again"
		       "@any mount {source} again on the host, then restart the container",
	},
	{
		.name = "io-error",
		.errnums = { EIO, EUCLEAN, EREMOTEIO },
		.kinds = MG_ON_ANY,
		.why = "the disk or the server behind {target} ({source}) fails",
		.fix = "look at the kernel's messages on the {machine} (dmesg) before anything is written",
	},
};

const struct mg_advice_part mg_advice_broken = {
	.rows = broken_rows,
	.count = MG_ARRAY_LEN(broken_rows),
};

/* --- it does not last, or that cannot be told --- */

static const struct mg_advice_row lasting_rows[] = {
	{
		.name = "anonymous",
		.words = "persistent mount on",
		.kinds = MG_ON(ANONYMOUS),
		.why = "the volume has no name (the image declares a VOLUME here, or -v named no source): the next container does not see what is written",
		.fix = "@engine if what it holds is wanted, copy it out first ({engine} cp -a CONTAINER:{$target} DIRECTORY), and into the named volume before the program starts there; then -v NAME:{$target}, and {anew}"
		       "@any if what it holds is wanted, copy it out first, and into the named volume before the program starts there; then -v NAME:{$target}, and {anew}",
	},
	{
		.name = "emptydir",
		.words = "persistent mount",
		.kinds = MG_ON(EMPTYDIR),
		.looks = { MG_WANTS_LASTING },
		.why = "an emptyDir is deleted together with its pod",
		.fix = "mount a PersistentVolumeClaim at {path}",
	},
	{
		.name = "another-volume",
		.words = "mount",
		.kinds = MG_KINDS_CONFIG | MG_ON(EMPTYDIR),
		.looks = { MG_IN_POD },
		.why = "what is mounted at {target} is another volume than the one that was meant",
		.fix = "correct the volume of {target} in the manifest of the pod, or the expectation",
	},
	{
		.name = "memory",
		.looks = { MG_IN_MEMORY },
		.why = "the file system at {target} lives in memory",
		.fix = "@pod replace the mount of {target} by a PersistentVolumeClaim"
		       "@any replace the mount of {target} by a volume (NAME:{$target}) and {anew}",
	},
	{
		.name = "layer",
		.words = "persistent exclusive mount",
		.kinds = MG_ON(IMAGE),
		.looks = { MG_AT_ROOT },
		.why = "nothing is mounted here: what is written is deleted with the container",
		.fix = "@noplace copy out what is wanted, give it a directory of its own, and mount a volume there"
		       "@docker copy out what it holds if that is wanted (docker cp), then add NAME:{$path} to volumes: in the Compose file, or -v NAME:{$path} to docker run, and {anew}"
		       "@podman copy out what it holds if that is wanted (podman cp), then add -v NAME:{$path} to podman run and {anew}"
		       "@pod mount a PersistentVolumeClaim at {path}"
		       "@any copy out what it holds if that is wanted, then mount a volume at {path}",
	},
	{
		.name = "temporary-overlay",
		.kinds = MG_ON(BIND),
		.looks = { MG_IS_OVERLAY, MG_IN_PODMAN },
		.why = "with the option :O Podman mounts an overlay over the directory, and throws away what was written when the container ends",
		.fix = "take :O out of the mount of {target}, then {anew}",
	},
	{
		.name = "image-mount",
		.kinds = MG_ON(IMAGE),
		.looks = { MG_IS_READONLY },
		.why = "an image is mounted at {target}, read-only: nothing can be kept there",
		.fix = "@pod replace that mount by a PersistentVolumeClaim"
		       "@any replace that mount by a volume (NAME:{$target}) and {anew}; what the image holds stays in the image",
	},
	{
		.name = "image-mount",
		.kinds = MG_ON(IMAGE),
		.looks = { MG_IN_PODMAN },
		.why = "an image is mounted at {target}: Podman throws away what was written there when the container stops",
		.fix = "copy out what is wanted while the container runs (podman cp CONTAINER:{$target} DIRECTORY; a stopped one keeps nothing), then replace that mount by a volume (NAME:{$target}) and {anew}",
	},
	{
		.name = "image-mount",
		.kinds = MG_ON(IMAGE),
		.why = "an image is mounted at {target}: what is written there is deleted with the container",
		.fix = "@pod replace that mount by a PersistentVolumeClaim"
		       "@any copy out what it holds if that is wanted, then replace that mount by a volume (NAME:{$target}) and {anew}",
	},
	{
		.name = "opaque",
		.words = "mount on persistent",
		.kinds = MG_ON(UNKNOWN),
		.looks = { MG_IS_OPAQUE, MG_ALSO_UNKNOWN },
		.why = "gVisor and Kata show the same line for everything that they share ({fstype} {source})",
		.fix = "expect what can be tried there instead: writable, nonempty, a file by its name",
	},
};

const struct mg_advice_part mg_advice_lasting = {
	.words = "persistent",
	.rows = lasting_rows,
	.count = MG_ARRAY_LEN(lasting_rows),
};

/* --- it is read-only, full, or in use --- */

static const struct mg_advice_row writing_rows[] = {
	{
		.name = "error-remount",
		.errnums = { EROFS },
		.looks = { MG_IS_AFTER_ERROR },
		.why = "{remounted}",
		.fix = "look at dmesg on the {machine}; after an error, check the file system (fsck, unmounted)",
	},
	{
		.name = "readonly-root",
		.errnums = { EROFS },
		.kinds = MG_ON(IMAGE),
		.why = "the container's root file system is read-only",
		.fix = "@pod mount an emptyDir at {path}{own}"
		       "@any mount a volume or a tmpfs at {path}{own}; then {anew}",
	},
	{
		.name = "readonly-config",
		.errnums = { EROFS },
		.kinds = MG_KINDS_CONFIG,
		.why = "Kubernetes always mounts a {noun} read-only",
		.fix = "let the program write elsewhere: an emptyDir or a claim, into which an init container copies the files",
	},
	{
		.name = "readonly-mount",
		.errnums = { EROFS },
		.looks = { MG_IS_READONLY_HERE },
		.why = "it was mounted read-only at {target}",
		.fix = "@docker take :ro (or read_only: true) out of the mount of {target}, then {anew}"
		       "@podman take :ro out of the mount of {target}, then {anew}"
		       "@pod take readOnly: true out: it stands in the volumeMounts entry of {target}, or in the volume itself (persistentVolumeClaim, csi, nfs)"
		       "@any take ro out of the mount of {target}, then {anew}",
	},
	{
		.name = "readonly-fs",
		.errnums = { EROFS },
		.kinds = MG_ON_ANY,
		.why = "the file system itself ({fstype} of {source}) is read-only",
		.fix = "@pod find out why: a volume that is readOnly, or a node that mounts it so"
		       "@any find out on the host why it is mounted so, and mount it read-write",
	},
	{
		.name = "not-readonly",
		.words = "readonly",
		.kinds = MG_ON_ANY_BUT(IMAGE),
		.looks = { MG_IS_MOUNT, MG_WAS_WRITTEN },
		.why = "{target} was not mounted read-only",
		.fix = "@docker add :ro (or read_only: true) to the mount of {target}, then {anew}"
		       "@podman add :ro to the mount of {target}, then {anew}"
		       "@pod add readOnly: true to the volumeMounts entry of {target}"
		       "@any mount {target} read-only and {anew}",
	},
	{
		.name = "no-inodes",
		.errnums = { ENOSPC },
		.looks = { MG_HAS_NO_INODES },
		.why = "there is room, but no inode is left: too many small files",
		.fix = "make room for new files; df -i shows how many are left",
	},
	{
		.name = "full-tmpfs",
		.errnums = { ENOSPC },
		.kinds = MG_ON(TMPFS) | MG_ON(EMPTYDIR),
		.why = "{target} ({fstype}) is full",
		.fix = "@pod raise the sizeLimit of the emptyDir, or use a claim"
		       "@any enlarge it (the size= of a tmpfs) and {anew}",
	},
	{
		.name = "full",
		.errnums = { ENOSPC },
		.looks = { MG_BESIDE_DATA },
		.why = "the file system at {target} ({source}) is full for this user",
		.fix = "@engine make room on it, or enlarge it; {engine} system df shows what the engine itself keeps there"
		       "@pod make room on the node's disk"
		       "@any make room on it, or enlarge it",
	},
	{
		.name = "full",
		.errnums = { ENOSPC },
		.kinds = MG_ON_ANY,
		.why = "the file system at {target} ({source}) is full for this user",
		.fix = "@pod make room on it, or enlarge the claim"
		       "@any make room on it, or enlarge it",
	},
	{
		.name = "over-quota",
		.errnums = { EDQUOT },
		.why = "the quota of the user, the project or the subvolume is used up",
		.fix = "raise the quota, or make room under it",
	},
	{
		.name = "little-room",
		.words = "free inodes",
		.kinds = MG_ON_ANY,
		.why = "the file system at {target} ({source}) is too full, or too small for what is expected",
		.fix = "make room on it, or enlarge it; df and df -i show what is left",
	},
	{
		.name = "not-supported",
		.words = "supports",
		.kinds = MG_ON_ANY,
		.looks = { MG_IS_DIR, MG_LACKS_ABILITY },
		.why = "{target} ({fstype} of {source}) cannot do that, or was mounted so that it cannot",
		.fix = "mount a volume of another file system there (ext4, xfs), or let the program do without",
	},
	{
		.name = "older-volume",
		.words = "same-as sha256",
		.kinds = MG_ON(VOLUME),
		.looks = { MG_IS_FILE, MG_HAS_OTHER_BYTES },
		.why = "a volume is filled from the image only while it is empty: what {volume} holds at {target} stays as it is when the image is updated",
		.fix = "if the files of the image are wanted, take the mount of {target} out, or give what the program writes a directory of its own and mount only that; then {anew}",
	},
	{
		.name = "taken",
		.words = "exclusive",
		.errnums = { EWOULDBLOCK },
		.why = "two servers on one data directory damage it",
		.fix = "@engine stop the other one ({engine} ps --filter volume={$target} may list it), and run one replica (scale: 1)"
		       "@pod run one pod (replicas: 1, strategy: Recreate), with the access mode ReadWriteOncePod"
		       "@any stop the other one first",
	},
};

const struct mg_advice_part mg_advice_writing = {
	.words = "writable",
	.rows = writing_rows,
	.count = MG_ARRAY_LEN(writing_rows),
};
