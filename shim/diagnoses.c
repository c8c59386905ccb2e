/* SPDX-License-Identifier: MIT */
/* The table of diagnoses: what a person who has seen it before would say. Pure: data. */
#include "diagnoses.h"

#include "symptoms.h"

/* Words that say that something should be there, and words about its content. */
#define PRESENCE "exists file dir socket device mount nonempty has readable writable executable"

static const struct mg_diagnosis rows[] = {
	{
		.name = "git-bash",
		.words = PRESENCE,
		.applies = mg_symptom_git_bash,
		.why = "Git Bash rewrote the target of the mount: it is at {near} instead",
		.fix = "set MSYS_NO_PATHCONV=1, or write the target with two slashes (-v "
		       "\"$PWD:/{path}\")",
	},
	{
		.name = "near-mount",
		.words = PRESENCE,
		.applies = mg_symptom_near_name,
		.why = "something is mounted at {near}, which differs only in case or in blanks",
		.fix = "correct the target of that mount to {path}",
	},
	{
		.name = "no-answer",
		.words = "answer",
		.applies = mg_symptom_silent,
		.why = "the server or the driver behind {target} ({fstype}) hangs; every program "
		       "that "
		       "touches it would hang, too",
		.fix = "look at the server of {source} and at the network to it; the container may "
		       "stay "
		       "\"Up\" until it answers or its mount is forced off on the host",
	},
	{
		.name = "stale-subpath",
		.words = "live",
		.applies = mg_symptom_stale_subpath,
		.why = "Kubernetes replaced the volume's files by an update, and a subPath mount "
		       "keeps "
		       "the old ones",
		.fix = "restart the pod to see the update; mount the whole volume, without "
		       "subPath, to "
		       "see updates as they come",
	},
	{
		.name = "stale-file",
		.words = "live",
		.applies = mg_symptom_stale_file,
		.why = "the host file was replaced (many editors write a new file and rename it): "
		       "the "
		       "container keeps the old one",
		.fix = "restart the container; bind the file's directory instead to see the file "
		       "as it "
		       "is",
		.fix_docker = "docker restart CONTAINER; bind the file's directory instead to see "
			      "the file as it is",
		.fix_podman = "podman restart CONTAINER; bind the file's directory instead to see "
			      "the file as it is",
	},
	{
		.name = "stale-dir",
		.words = "live",
		.applies = mg_symptom_stale,
		.why = "the host directory was deleted, and perhaps made again: the container "
		       "stays on "
		       "the dead one",
		.fix = "restart the container, so that its mounts are looked up again",
		.fix_docker = "docker restart CONTAINER, so that its mounts are looked up again",
		.fix_kubernetes = "delete the pod, so that its mounts are made again",
		.fix_podman = "podman restart CONTAINER, so that its mounts are looked up again",
	},
	{
		.name = "server-gone",
		.words = "*",
		.applies = mg_symptom_server_gone,
		.why = "the program that serves {target} ({fstype}) has ended",
		.fix = "start it again on the host, then restart the container",
		.fix_kubernetes =
			"look for its pod (a CSI driver, as a rule) on the node, then delete this "
			"pod, so that the volume is mounted again",
	},
	{
		.name = "server-unreachable",
		.words = "*",
		.applies = mg_symptom_server_unreachable,
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
		.applies = mg_symptom_handle_gone,
		.why = "the file server was restarted, or its export replaced, since {target} was "
		       "mounted",
		.fix = "mount {source} again on the host, then restart the container",
		.fix_kubernetes = "delete the pod, so that the volume is mounted again",
	},
	{
		.name = "io-error",
		.words = "*",
		.applies = mg_symptom_io_error,
		.why = "the disk or the server behind {target} ({source}) fails",
		.fix = "look at the kernel's messages on the host (dmesg) before anything is "
		       "written",
	},
	{
		.name = "dir-for-file",
		.words = "file",
		.applies = mg_symptom_dir_for_file,
		.why = "{root} on the host is an empty directory",
		.fix = "remove the directory {root} on the host, put the file there, and make the "
		       "container anew",
		.fix_docker = "remove the directory {root} on the host, put the file there, then "
			      "{recreate}",
		.fix_kubernetes =
			"check that the volume has a key or a file of the name in subPath; a "
			"missing one becomes a directory",
	},
	{
		.name = "shape-a",
		.words = "mount nonempty has",
		.applies = mg_symptom_shape_a,
		.why = "the volumes inside {path} were mounted, but nothing at {path} itself",
		.fix = "add the missing mount of {path}",
		.fix_docker =
			"check that the bind of {path} is in the Compose file or in docker run, "
			"then {recreate}",
		.fix_kubernetes = "add {path} to the volumeMounts of the container",
		.fix_podman = "add -v DIRECTORY:{path} to podman run, or {path} to the "
			      "volumeMounts of the manifest",
	},
	{
		.name = "new-file-system",
		.words = "nonempty has",
		.applies = mg_symptom_lost_found,
		.why = "the file system is new: lost+found is what mkfs makes",
		.fix = "put the data there, or check that it is the disk that you mean",
		.fix_kubernetes =
			"put the data there with an init container, or check that the claim is "
			"bound to the volume that you mean",
	},
	{
		.name = "empty-share",
		.words = "nonempty has persistent",
		.applies = mg_symptom_empty_share,
		.why = "Docker Desktop (or Rancher Desktop) shows an empty directory where it "
		       "cannot reach a folder of the host, here {host}",
		.fix = "docker compose down && docker compose up -d (a restart keeps the empty "
		       "mount); "
		       "then check Settings > Resources > File sharing",
	},
	{
		.name = "empty-bind",
		.words = "nonempty has",
		.applies = mg_symptom_empty_bind,
		.why = "the host directory {root} is empty: Docker makes an empty one where the "
		       "source of a bind is missing",
		.fix = "check that {root} is the directory that you mean and that its files are "
		       "there, "
		       "then make the container anew",
		.fix_docker =
			"check that {root} on the host is the directory that you mean and that "
			"its files are there, then {recreate}",
		.fix_podman = "put the files into {root} on the host, or correct the source of -v",
	},
	{
		.name = "empty-tmpfs",
		.words = "nonempty has",
		.applies = mg_symptom_empty_tmpfs,
		.why = "a tmpfs is mounted here: it begins empty with every start",
		.fix = "mount the directory or the volume that holds the files instead",
		.fix_desktop =
			"where a folder of the host should be: docker compose down && docker "
			"compose up -d (a restart keeps the empty mount)",
	},
	{
		.name = "empty-volume",
		.words = "nonempty has file",
		.applies = mg_symptom_empty_volume,
		.why = "{volume} is a named volume and nothing was put there: a source without a "
		       "slash "
		       "names a volume, not a directory",
		.fix = "write a source with a slash (./DIRECTORY:{path}) if a directory was meant; "
		       "otherwise fill the volume",
	},
	{
		.name = "empty-anonymous",
		.words = "nonempty has",
		.applies = mg_symptom_empty_anonymous,
		.why = "an anonymous volume is made new with each container, and the image has no "
		       "files here to fill it with",
		.fix = "mount what holds the files: -v NAME:{path}, or a directory of the host",
	},
	{
		.name = "empty-emptydir",
		.words = "nonempty has",
		.applies = mg_symptom_empty_emptydir,
		.why = "an emptyDir begins empty with every pod",
		.fix = "fill it with an init container, or mount the volume that holds the files",
	},
	{
		.name = "hidden-image",
		.words = "on",
		.applies = mg_symptom_hidden_image,
		.why = "what is mounted at {target} ({kind}) hides what the image has there",
		.fix = "take the mount of {target} out, or expect on={kind}",
		.fix_docker = "take {target} out of volumes: in the Compose file (and out of its "
			      "overrides), then {recreate}",
		.fix_kubernetes = "take {target} out of the volumeMounts of the container",
	},
	{
		.name = "near-entry",
		.words = PRESENCE,
		.applies = mg_symptom_near_entry,
		.why = "there is {near}, which differs only in case or in blanks",
		.fix = "correct the name, there or in the expectation; Linux tells them apart",
	},
	{
		.name = "inside-mount",
		.words = "mount",
		.applies = mg_symptom_inside_mount,
		.why = "it is no mount of its own, but lies within what is mounted at {target}",
		.fix = "check that a mount of {path} is asked for; if it is, restart the "
		       "container: a mount "
		       "is detached when its directory is removed on the host",
		.fix_docker =
			"check that {path} is in volumes: or -v; if it is, docker restart "
			"CONTAINER: a mount is detached when its directory is removed on the host",
		.fix_kubernetes =
			"check that {path} is in volumeMounts; if it is, delete the pod: a mount "
			"is detached when its directory is removed on the node",
	},
	{
		.name = "child-mounted",
		.words = "mount",
		.applies = mg_symptom_child_mounted,
		.why = "something is mounted inside it, at {near}, and nothing at {path} itself",
		.fix = "add the mount of {path}, or correct the target {near} if {path} was meant",
	},
	{
		.name = "not-mounted",
		.words = "mount",
		.applies = mg_symptom_not_mounted,
		.why = "the container was made without a mount of {path}",
		.fix = "add it, and make the container anew",
		.fix_podman = "add -v SOURCE:{path} to podman run, or {path} to the volumeMounts "
			      "of the manifest",
		.fix_kubernetes = "add {path} to the volumeMounts of the container",
		.fix_docker = "add SOURCE:{path} to volumes: in the Compose file, or -v "
			      "SOURCE:{path} to docker run, and make the container anew",
	},
	{
		.name = "anonymous",
		.words = "persistent mount on",
		.applies = mg_symptom_anonymous,
		.why = "the volume has no name (the image declares a VOLUME here, or -v named no "
		       "source): "
		       "what is written is lost to the next container",
		.fix = "give the volume a name: -v NAME:{target}",
	},
	{
		.name = "emptydir",
		.words = "persistent mount",
		.applies = mg_symptom_emptydir,
		.why = "an emptyDir is deleted together with its pod",
		.fix = "mount a PersistentVolumeClaim at {path}",
	},
	{
		.name = "memory",
		.words = "persistent",
		.applies = mg_symptom_memory,
		.why = "the file system at {target} lives in memory",
		.fix = "mount a volume at {path}",
	},
	{
		.name = "layer",
		.words = "persistent",
		.applies = mg_symptom_layer,
		.why = "nothing is mounted here, so the data goes with the container",
		.fix = "mount a volume at {path}",
		.fix_kubernetes = "mount a PersistentVolumeClaim at {path}",
		.fix_docker = "add NAME:{path} to volumes: in the Compose file, or -v NAME:{path} "
			      "to docker run",
		.fix_podman = "add -v NAME:{path} to podman run",
	},
	{
		.name = "error-remount",
		.words = "writable",
		.applies = mg_symptom_error_remount,
		.why = "the kernel made {source} read-only, as it does after an error on the disk",
		.fix = "look at dmesg on the host, then check the file system (fsck)",
	},
	{
		.name = "readonly-root",
		.words = "writable",
		.applies = mg_symptom_readonly_root,
		.why = "the container's root file system is read-only",
		.fix = "mount a volume or a tmpfs at {path}",
		.fix_kubernetes =
			"mount an emptyDir at {path}, or take readOnlyRootFilesystem back",
	},
	{
		.name = "readonly-config",
		.words = "writable",
		.applies = mg_symptom_readonly_config,
		.why = "Kubernetes mounts a {kind} volume always read-only",
		.fix = "let the program write elsewhere: an emptyDir or a claim, into which an "
		       "init container copies the files",
	},
	{
		.name = "readonly-mount",
		.words = "writable",
		.applies = mg_symptom_readonly_mount,
		.why = "it was mounted read-only at {target}",
		.fix = "take ro out of the mount of {target}",
		.fix_docker = "take :ro (or read_only: true) out of the mount of {target}",
		.fix_kubernetes = "take readOnly: true out of the volumeMounts entry of {target}",
		.fix_podman = "take :ro out of the mount of {target}",
	},
	{
		.name = "readonly-fs",
		.words = "writable",
		.applies = mg_symptom_readonly_fs,
		.why = "the file system itself ({fstype} of {source}) is read-only",
		.fix = "mount it read-write on the host",
	},
	{
		.name = "no-inodes",
		.words = "writable",
		.applies = mg_symptom_out_of_inodes,
		.why = "there is room, but no inode is left: too many small files",
		.fix = "delete files at {target}; df -i shows the count",
	},
	{
		.name = "full-tmpfs",
		.words = "writable",
		.applies = mg_symptom_full_tmpfs,
		.why = "the tmpfs at {target} is full",
		.fix = "enlarge it (its option size=), or delete files in it",
	},
	{
		.name = "full",
		.words = "writable",
		.applies = mg_symptom_full,
		.fix_kubernetes = "free space, or enlarge the claim",
		.fix = "free space on it",
		.fix_docker = "free space on it; docker system df shows what the engine keeps",
		.why = "the file system at {target} ({source}) is full for this user",
	},
	{
		.name = "over-quota",
		.words = "writable",
		.applies = mg_symptom_over_quota,
		.why = "the quota of the user, the project or the subvolume is used up",
		.fix = "delete files, or raise the quota",
	},
	{
		.name = "unmapped",
		.words = "readable writable executable nonempty has",
		.applies = mg_symptom_unmapped,
		.also_unknown = true,
		.why = "it belongs to a user that this user namespace does not know (shown as "
		       "65534)",
		.fix = "change its owner on the host to one that the namespace maps",
		.fix_podman = "add :U to the mount; if podman runs without root, have root chown "
			      "{host} on the host to the user who runs it",
	},
	{
		.name = "selinux",
		.words = "readable writable executable nonempty has",
		.applies = mg_symptom_selinux,
		.also_unknown = true,
		.why = "its mode lets everybody in, and yet it is denied: SELinux labels are in "
		       "force here",
		.fix = "add :z to the mount (:Z for this container alone)",
		.fix_kubernetes = "set seLinuxOptions in the securityContext of the pod",
	},
	{
		.name = "noexec-tmpfs",
		.words = "executable",
		.applies = mg_symptom_noexec_tmpfs,
		.why = "the tmpfs at {target} has the option noexec",
		.fix = "take noexec out, or put programs elsewhere",
		.fix_docker = "a tmpfs of Docker is noexec by default: --tmpfs {target}:exec",
	},
	{
		.name = "noexec",
		.words = "executable",
		.applies = mg_symptom_noexec,
		.why = "what is mounted at {target} has the option noexec",
		.fix = "take noexec out, or put programs elsewhere",
	},
	{
		.name = "opaque",
		.words = "mount on persistent",
		.applies = mg_symptom_opaque,
		.also_unknown = true,
		.why = "gVisor and Kata show the same line for everything that they share "
		       "({fstype} "
		       "{source})",
		.fix = "expect what can be tried there instead: writable, nonempty, a file by its "
		       "name",
	},
};

const struct mg_diagnosis *
mg_diagnosis_at(size_t index)
{
	return index < MG_ARRAY_LEN(rows) ? &rows[index]
					  : mg_diagnosis_denied_at(index - MG_ARRAY_LEN(rows));
}
