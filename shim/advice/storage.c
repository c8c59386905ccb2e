/* SPDX-License-Identifier: MIT */
/* Diagnoses of the storage itself: it is stale, silent or broken, it does not last, it is read-only
 * or full. Pure. */
#include "themes.h"

#include "text/lex.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define POD (1U << MG_ENGINE_KUBERNETES)
#define LASTING                                                                                    \
	(1U << MG_KIND_PVC | 1U << MG_KIND_HOSTPATH | 1U << MG_KIND_BIND | 1U << MG_KIND_VOLUME |  \
	 1U << MG_KIND_NETWORK)

/* --- stale --- */

static bool
is_stale(struct mg_case *given)
{
	return given->subject->mount && given->subject->mount->stale;
}

static bool
is_stale_subpath(struct mg_case *given)
{
	return is_stale(given) && mg_backing_is_subpath(given->subject->mount);
}

static bool
is_stale_file(struct mg_case *given)
{
	return is_stale(given) && mg_subject_is_file(given->subject);
}

/* --- not answering, or broken --- */

static bool
is_silent(struct mg_case *given)
{
	return given->subject->mount && given->subject->facts->stage != MG_STAGE_OTHER &&
	       (given->subject->facts->answer == MG_ANSWER_LATE ||
		given->subject->facts->answer == MG_ANSWER_SPARED);
}

static bool
is_fuse(struct mg_case *given)
{
	return given->subject->mount && strncmp(given->subject->mount->fstype, "fuse", 4) == 0;
}

static bool
is_silent_fuse(struct mg_case *given)
{
	return is_silent(given) && is_fuse(given);
}

/* A socket that nobody listens on is a file without a server. */
static bool
is_no_socket(struct mg_case *given)
{
	return !S_ISSOCK(given->subject->facts->mode);
}

/* --- read-only --- */

static bool
write_failed(const struct mg_case *given, int errnum)
{
	return given->subject->facts->write.err == errnum;
}

/* The file system went read-only under a mount that was not: ext4 does so after an error. Since
 * Linux 6.15 it says emergency_ro, and stays "rw". */
static bool
is_remounted_after_an_error(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	if (!write_failed(given, EROFS) || !mount || !mg_case_has_option(mount->options, "rw"))
		return false;
	return mg_case_has_option(mount->super_options, "emergency_ro") ||
	       (mg_case_has_option(mount->super_options, "ro") &&
		mg_lex_find(mount->super_options, "errors=remount-ro"));
}

static bool
is_mounted_readonly(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	return write_failed(given, EROFS) && mount && mg_case_has_option(mount->options, "ro") &&
	       !mg_case_has_option(mount->super_options, "ro");
}

static bool
is_readonly(struct mg_case *given)
{
	return write_failed(given, EROFS) && given->subject->mount;
}

static bool
is_a_writable_mount(struct mg_case *given)
{
	return given->subject->facts->is_mount_root && given->subject->facts->write.err == 0;
}

/* --- full --- */

static bool
is_out_of_inodes(struct mg_case *given)
{
	const struct mg_space *space = &given->subject->facts->space;

	return write_failed(given, ENOSPC) && space->is_known && space->total_inodes > 0 &&
	       space->free_inodes == 0 && space->free_bytes > 0;
}

static bool
is_full(struct mg_case *given)
{
	return write_failed(given, ENOSPC);
}

/* The engine keeps its own things there. */
static bool
is_full_beside_the_engine(struct mg_case *given)
{
	const struct mg_backing *backing = &given->subject->backing;

	return is_full(given) &&
	       (backing->kind == MG_KIND_IMAGE || backing->kind == MG_KIND_VOLUME ||
		backing->kind == MG_KIND_ANONYMOUS || backing->is_host_path);
}

static bool
is_over_quota(struct mg_case *given)
{
	return write_failed(given, EDQUOT);
}

/* --- what lasts --- */

static bool
is_anonymous(struct mg_case *given)
{
	return strcmp(given->word->check->name, "mount") != 0 ||
	       given->subject->facts->is_mount_root;
}

/* "persistent", or a mount of a kind that lasts. */
static bool
should_last(struct mg_case *given)
{
	return strcmp(given->word->check->name, "persistent") == 0 ||
	       (given->subject->facts->is_mount_root && given->word->kinds & LASTING);
}

/* Another one is mounted there than was meant. */
static bool
is_another_kind(struct mg_case *given)
{
	return given->subject->facts->is_mount_root &&
	       !(given->word->kinds & given->subject->backing.accepts);
}

static bool
is_the_root(struct mg_case *given)
{
	return strcmp(given->subject->mount->target, "/") == 0;
}

static bool
is_below_the_root(struct mg_case *given)
{
	return !is_the_root(given);
}

static bool
is_in_memory(struct mg_case *given)
{
	return given->subject->mount && given->subject->backing.in_memory;
}

static bool
is_overlay(struct mg_case *given)
{
	return strcmp(given->subject->mount->fstype, "overlay") == 0;
}

/* gVisor and Kata show nothing else. */
static bool
is_opaque(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	return given->verdict == MG_UNKNOWN &&
	       (strcmp(mount->source, "none") == 0 || strcmp(mount->source, "kataShared") == 0);
}

/* And it is not noexec, which has a row of its own. */
static bool
lacks_ability(struct mg_case *given)
{
	return given->errnum == 0 && mg_subject_is_dir(given->subject) &&
	       given->subject->facts->abilities[MG_ABILITY_EXEC] != EACCES;
}

/* It could be read, and so could what it is compared with. */
static bool
has_other_bytes(struct mg_case *given)
{
	return given->errnum == 0 && mg_subject_is_file(given->subject) &&
	       given->subject->facts->content.other_err <= 0;
}

static const struct mg_diagnosis rows[] = {
	{
		.name = "no-answer",
		.words = "answer",
		.applies = is_silent_fuse,
		.why = "the program that serves {target} ({fstype}) hangs; every program that "
		       "touches it would hang, too",
		.fix = "find the mount on the host (findmnt -t {$fstype}) and look at the program "
		       "that serves it; the container may stay \"Up\" until it answers or is ended",
	},
	{
		.name = "no-answer",
		.words = "answer",
		.applies = is_silent,
		.why = "the server or the driver behind {target} ({fstype}) hangs; every program "
		       "that touches it would hang, too",
		.fix = "look at the server of {source} and at the network to it; the container "
		       "may stay \"Up\" until it answers or its mount is forced off on the host",
	},
	{
		.name = "stale-subpath",
		.words = "live",
		.applies = is_stale_subpath,
		.why = "Kubernetes replaced the volume's files by an update, and a subPath mount "
		       "keeps the old ones",
		.fix = "restart the container to see the update; mount the whole volume, without "
		       "subPath, to see updates as they come",
	},
	{
		.name = "stale-file",
		.words = "live",
		.applies = is_stale_file,
		.why = "the host file was deleted or replaced (many editors write a new file and "
		       "rename it): the container keeps the old one",
		.fix = "check that the file is there on the host, then restart the container; to "
		       "see later changes without a restart, give the file a directory of its own, "
		       "in the container too, and mount that",
		.fix_docker = "check that the file is there on the host, then docker restart "
			      "CONTAINER; to see later changes without a restart, give the file a "
			      "directory of its own, in the container too, and bind that",
		.fix_podman = "check that the file is there on the host, then podman restart "
			      "CONTAINER; to see later changes without a restart, give the file a "
			      "directory of its own, in the container too, and bind that",
	},
	{
		.name = "stale-dir",
		.words = "live",
		.applies = is_stale,
		.why = "the directory of this mount was deleted, and perhaps made again: the "
		       "container stays on the dead one, and mounts inside it are gone",
		.fix = "check that the directory is there again with its files, then restart the "
		       "container, so that its mounts are looked up again",
		.fix_docker = "check that the directory is there again with its files, then "
			      "docker restart CONTAINER: its mounts are looked up again",
		.fix_podman = "check that the directory is there again with its files, then "
			      "podman restart CONTAINER: its mounts are looked up again",
		.fix_kubernetes =
			"check that the directory is there again on the node with its files; a "
			"restart of the container looks its mounts up again (a livenessProbe with "
			"--health does that by itself)",
	},
	{
		.name = "server-gone",
		.words = "*",
		.errnums = { ENOTCONN, ECONNABORTED },
		.applies = is_fuse,
		.why = "the program that serves {target} ({fstype}) has ended",
		.fix = "on the host, find the dead mount (findmnt -t {$fstype}), take it off "
		       "(umount -l) and start the program again, then restart the container",
		.fix_kubernetes =
			"look for its pod (a CSI driver, as a rule) on the node, then delete this "
			"pod, so that the volume is mounted again",
	},
	{
		.name = "server-gone",
		.words = "*",
		.errnums = { ENOTCONN, ECONNABORTED },
		.why = "the connection to the server of {target} ({fstype}) is gone",
		.fix = "look at that server; mount {source} again on the host, then restart the "
		       "container",
		.fix_kubernetes = "look at that server, then delete the pod, so that the volume is "
				  "mounted again",
	},
	{
		.name = "server-unreachable",
		.words = "*",
		.errnums = { ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, ECONNREFUSED },
		.applies = is_no_socket,
		.why = "the server of {source} is down, or the network to it is",
		.fix = "look at that server and at the network from the host; when it answers, "
		       "restart the container",
		.fix_kubernetes =
			"look at that server and at the network from the node; when it answers, "
			"the container is started again by itself",
	},
	{
		.name = "handle-gone",
		.words = "*",
		.errnums = { ESTALE },
		.why = "the file server was restarted, or its export replaced, since {target} was "
		       "mounted",
		.fix = "mount {source} again on the host, then restart the container",
		.fix_kubernetes = "delete the pod, so that the volume is mounted again",
	},
	{
		.name = "io-error",
		.words = "*",
		.errnums = { EIO, EUCLEAN, EREMOTEIO },
		.why = "the disk or the server behind {target} ({source}) fails",
		.fix = "look at the kernel's messages on the host (dmesg) before anything is "
		       "written",
		.fix_kubernetes =
			"look at the kernel's messages on the node (dmesg) before anything is "
			"written",
	},
	{
		.name = "anonymous",
		.words = "persistent mount on",
		.kinds = 1U << MG_KIND_ANONYMOUS,
		.applies = is_anonymous,
		.why = "the volume has no name (the image declares a VOLUME here, or -v named no "
		       "source): the next container does not see what is written",
		.fix = "if what it holds is wanted, copy it out first, and into the named volume "
		       "before the program starts there; then -v NAME:{$target}, and recreate the "
		       "container",
		.fix_docker =
			"if what it holds is wanted, copy it out first (docker cp -a "
			"CONTAINER:{$target} DIRECTORY), and into the named volume before the "
			"program starts there; then -v NAME:{$target}, and recreate the container",
		.fix_podman =
			"if what it holds is wanted, copy it out first (podman cp -a "
			"CONTAINER:{$target} DIRECTORY), and into the named volume before the "
			"program starts there; then -v NAME:{$target}, and recreate the container",
	},
	{
		.name = "emptydir",
		.words = "persistent mount",
		.kinds = 1U << MG_KIND_EMPTYDIR,
		.applies = should_last,
		.why = "an emptyDir is deleted together with its pod",
		.fix = "mount a PersistentVolumeClaim at {path}",
	},
	{
		.name = "another-volume",
		.words = "mount",
		.kinds = MG_KINDS_CONFIG | 1U << MG_KIND_EMPTYDIR,
		.places = POD,
		.applies = is_another_kind,
		.why = "what is mounted at {target} is another volume than the one that was meant",
		.fix = "correct the volume of {target} in the manifest of the pod, or the "
		       "expectation",
	},
	{
		.name = "memory",
		.words = "persistent",
		.applies = is_in_memory,
		.why = "the file system at {target} lives in memory",
		.fix = "replace the mount of {target} by a volume (NAME:{$target}) and recreate "
		       "the container",
		.fix_kubernetes = "replace the mount of {target} by a PersistentVolumeClaim",
	},
	{
		.name = "image-mount",
		.words = "persistent",
		.kinds = 1U << MG_KIND_IMAGE,
		.applies = is_below_the_root,
		.why = "an image is mounted at {target}: what is written there is deleted with the "
		       "container",
		.fix = "copy out what it holds if that is wanted, then replace that mount by a "
		       "volume (NAME:{$target}) and recreate the container",
		.fix_kubernetes = "replace that mount by a PersistentVolumeClaim",
	},
	{
		.name = "temporary-overlay",
		.words = "persistent",
		.kinds = 1U << MG_KIND_BIND,
		.places = 1U << MG_ENGINE_PODMAN,
		.applies = is_overlay,
		.why = "with the option :O Podman mounts an overlay over the directory, and throws "
		       "away what was written when the container ends",
		.fix = "take :O out of the mount of {target}, then recreate the container",
	},
	{
		.name = "layer",
		.words = "persistent",
		.kinds = 1U << MG_KIND_IMAGE,
		.applies = is_the_root,
		.why = "nothing is mounted here: what is written is deleted with the container",
		.fix = "copy out what it holds if that is wanted, then mount a volume at {path}",
		.fix_kubernetes = "mount a PersistentVolumeClaim at {path}",
		.fix_docker = "copy out what it holds if that is wanted (docker cp), then add "
			      "NAME:{$path} to volumes: in the Compose file, or -v NAME:{$path} to "
			      "docker run, and recreate the container",
		.fix_podman = "copy out what it holds if that is wanted (podman cp), then add -v "
			      "NAME:{$path} to podman run and recreate the container",
	},
	{
		.name = "error-remount",
		.words = "writable",
		.applies = is_remounted_after_an_error,
		.why = "the kernel made {source} read-only, as it does after an error on the disk",
		.fix = "look at dmesg on the host, then check the file system (fsck, unmounted)",
		.fix_kubernetes =
			"look at dmesg on the node, then check the file system (fsck, unmounted)",
	},
	{
		.name = "readonly-root",
		.words = "writable",
		.kinds = 1U << MG_KIND_IMAGE,
		.applies = is_readonly,
		.why = "the container's root file system is read-only",
		.fix = "mount a volume or a tmpfs at {path} and recreate the container",
		.fix_kubernetes = "mount an emptyDir at {path}",
	},
	{
		.name = "readonly-config",
		.words = "writable",
		.kinds = MG_KINDS_CONFIG,
		.applies = is_readonly,
		.why = "Kubernetes always mounts a {noun} read-only",
		.fix = "let the program write elsewhere: an emptyDir or a claim, into which an "
		       "init container copies the files",
	},
	{
		.name = "readonly-mount",
		.words = "writable",
		.applies = is_mounted_readonly,
		.why = "it was mounted read-only at {target}",
		.fix = "take ro out of the mount of {target}, then recreate the container",
		.fix_docker = "take :ro (or read_only: true) out of the mount of {target}, then "
			      "recreate the container",
		.fix_kubernetes =
			"take readOnly: true out: it stands in the volumeMounts entry of "
			"{target}, or in the volume itself (persistentVolumeClaim, csi, nfs)",
		.fix_podman = "take :ro out of the mount of {target}, then recreate the container",
	},
	{
		.name = "readonly-fs",
		.words = "writable",
		.applies = is_readonly,
		.why = "the file system itself ({fstype} of {source}) is read-only",
		.fix = "find out on the host why it is mounted so, and mount it read-write",
		.fix_kubernetes =
			"find out why: a volume that is readOnly, or a node that mounts it so",
	},
	{
		.name = "not-readonly",
		.words = "readonly",
		.kinds = ~(1U << MG_KIND_IMAGE),
		.applies = is_a_writable_mount,
		.why = "{target} was not mounted read-only",
		.fix = "mount it read-only and recreate the container",
		.fix_docker = "add :ro (or read_only: true) to the mount of {target}, then "
			      "recreate the container",
		.fix_podman = "add :ro to the mount of {target}, then recreate the container",
		.fix_kubernetes = "add readOnly: true to the volumeMounts entry of {target}",
	},
	{
		.name = "no-inodes",
		.words = "writable",
		.applies = is_out_of_inodes,
		.why = "there is room, but no inode is left: too many small files",
		.fix = "make room for new files; df -i shows how many are left",
	},
	{
		.name = "full-tmpfs",
		.words = "writable",
		.kinds = 1U << MG_KIND_TMPFS | 1U << MG_KIND_EMPTYDIR,
		.applies = is_full,
		.why = "{target} ({fstype}) is full",
		.fix = "enlarge it (the size= of a tmpfs) and recreate the container",
		.fix_kubernetes = "raise the sizeLimit of the emptyDir, or use a claim",
	},
	{
		.name = "full",
		.words = "writable",
		.applies = is_full_beside_the_engine,
		.why = "the file system at {target} ({source}) is full for this user",
		.fix = "make room on it, or enlarge it",
		.fix_docker =
			"make room on it, or enlarge it; docker system df shows what the engine "
			"itself keeps there",
		.fix_podman =
			"make room on it, or enlarge it; podman system df shows what the engine "
			"itself keeps there",
		.fix_kubernetes = "make room on the node's disk",
	},
	{
		.name = "full",
		.words = "writable",
		.applies = is_full,
		.why = "the file system at {target} ({source}) is full for this user",
		.fix = "make room on it, or enlarge it",
		.fix_kubernetes = "make room on it, or enlarge the claim",
	},
	{
		.name = "over-quota",
		.words = "writable",
		.applies = is_over_quota,
		.why = "the quota of the user, the project or the subvolume is used up",
		.fix = "raise the quota, or make room under it",
	},
	{
		.name = "opaque",
		.words = "mount on persistent",
		.kinds = 1U << MG_KIND_UNKNOWN,
		.applies = is_opaque,
		.also_unknown = true,
		.why = "gVisor and Kata show the same line for everything that they share "
		       "({fstype} {source})",
		.fix = "expect what can be tried there instead: writable, nonempty, a file by its "
		       "name",
	},
	{
		.name = "little-room",
		.words = "free inodes",
		.why = "the file system at {target} ({source}) is too full, or too small for what "
		       "is expected",
		.fix = "make room on it, or enlarge it; df and df -i show what is left",
	},
	{
		.name = "not-supported",
		.words = "supports",
		.applies = lacks_ability,
		.why = "{target} ({fstype} of {source}) cannot do that, or was mounted so that it "
		       "cannot",
		.fix = "mount a volume of another file system there (ext4, xfs), or let the "
		       "program do without",
	},
	{
		.name = "older-volume",
		.words = "same-as sha256",
		.kinds = 1U << MG_KIND_VOLUME,
		.applies = has_other_bytes,
		.why = "a volume is filled from the image only while it is empty: what {volume} "
		       "holds at {target} stays as it is when the image is updated",
		.fix = "if the files of the image are wanted, take the mount of {target} out, or "
		       "give what the program writes a directory of its own and mount only that; "
		       "then recreate the container",
	},
};

const struct mg_diagnoses mg_diagnoses_storage = { rows, MG_ARRAY_LEN(rows) };
