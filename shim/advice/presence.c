/* SPDX-License-Identifier: MIT */
/* Advice about what is not there: nothing is mounted, another mount is, or the mount does not hold
 * what is wanted. Pure. */
#include "themes.h"

#include "expect/spec.h"
#include "text/lex.h"
#include "text/path.h"

#include <errno.h>
#include <string.h>

/* Words about content, words about what should be there, and words about who may do what. */
#define CONTENT "exists file dir socket device nonempty has"
#define PRESENCE CONTENT " mount readable writable executable"
#define RIGHTS "readable writable executable owner mode private"

#define EMPTY_MOUNT MG_IS_MOUNT, MG_IS_EMPTY
#define BIND (MG_ON(BIND) | MG_ON(HOSTPATH))
#define DISK (BIND | MG_ON(PVC))
#define VOLUMES (MG_ON(VOLUME) | MG_ON(ANONYMOUS))

/* --- the mount has another target, or there is none --- */

/* Whether the mount is where it should be: a line is about it, or the engine makes it. */
static bool
is_in_its_place(const struct mg_survey *survey, const struct mg_mount *mount)
{
	const struct mg_backing backing = mg_backing_find(&survey->container, mount);

	return mg_case_reaches(survey, mount, true) || mg_backing_is_engines(mount, &backing);
}

/* Finds a mount point that like() takes for the wanted path. A missing path counts up to the
 * missing name. */
static bool
find_near(struct mg_case *given, bool (*like)(const char *other, const char *wanted))
{
	const struct mg_mounts *mounts = &given->survey->mounts;
	const struct mg_facts *facts = given->subject->facts;
	const char *wanted = given->path;
	MG_CLEANUP(mg_buf_release) struct mg_buf lost = { 0 };

	if (!given->is[MG_NO_MOUNT])
		return false;
	if (given->is[MG_IS_MISSING] && !facts->is_link) {
		mg_path_add_absolute(&lost, facts->resolved, facts->missing);
		wanted = mg_buf_text(&lost);
	}
	for (size_t i = 0; i < mounts->count && !lost.failed; i++) {
		const char *target = mounts->mounts[i].target;

		if (strcmp(target, wanted) == 0 || !like(target, wanted) ||
		    is_in_its_place(given->survey, &mounts->mounts[i]))
			continue;
		given->near = target;
		return true;
	}
	return false;
}

/* Whether text ends in the path wanted, with slashes or with the backslashes of Windows. */
static bool
ends_in(const char *text, const char *wanted)
{
	size_t len = strlen(wanted), text_len = strlen(text);

	if (text_len <= len)
		return false;
	text += text_len - len;
	for (; *wanted != '\0'; wanted++, text++)
		if (*text != *wanted && (*text != '\\' || *wanted != '/'))
			return false;
	return true;
}

/* Git Bash rewrites "/app" to a path of its own installation ("C:/Program Files/Git/app"), and
 * Docker takes what stands behind the ";" or the ":". */
static bool
is_mangled(const char *other, const char *wanted)
{
	size_t len = strlen(wanted);

	if (strncmp(other, wanted, len) == 0 && other[len] == ';')
		return true;
	return ends_in(other, wanted) &&
	       (strchr(other, '\\') || strchr(other, ':') || mg_lex_find(other, "/Git/") ||
		mg_lex_find(other, "/Program Files"));
}

static bool
is_rewritten_by_git_bash(struct mg_case *given)
{
	return find_near(given, is_mangled);
}

static bool
is_mounted_at_a_like_name(struct mg_case *given)
{
	return find_near(given, mg_path_is_like);
}

/* Whether the path is the image's own directory, with only mount points in it: shape A of the
 * incident. A missing name may be a file: a missing directory has a mount, and a cause, of its own.
 */
static bool
is_shape_a(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;
	const struct mg_mounts *mounts = &given->survey->mounts;
	unsigned engines = 0; /* lines of /etc/hosts and its like, which are in every container */

	if (!(given->kinds & MG_ON(IMAGE)) || facts->is_mount_root || !given->is[MG_IS_EMPTY])
		return false;
	if (given->is[MG_IS_MISSING] &&
	    (given->is[MG_WANTS_DIR] || strcmp(mg_path_base(given->path), facts->missing) != 0))
		return false;
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];
		struct mg_backing backing;

		if (strcmp(mount->target, facts->resolved) == 0 ||
		    !mg_path_is_under(mount->target, facts->resolved))
			continue;
		backing = mg_backing_find(&given->survey->container, mount);
		if (!mg_backing_is_engines(mount, &backing))
			return true;
		engines++;
	}
	return facts->listing.err == 0 && facts->listing.mount_points > engines;
}

static const struct mg_advice_row target_rows[] = {
	{
		.name = "git-bash",
		.words = PRESENCE,
		.applies = is_rewritten_by_git_bash,
		.why = "Git Bash rewrote the target of the mount: it is at {near} instead",
		.fix = "set MSYS_NO_PATHCONV=1, or write the target with two slashes (-v SOURCE:/{$path}); then {anew}",
	},
	{
		.name = "near-mount",
		.words = PRESENCE,
		.applies = is_mounted_at_a_like_name,
		.why = "something is mounted at {near}, which differs only in case, blanks or backslashes",
		.fix = "correct the target of that mount to {wanted}, then {anew}",
	},
	{
		.name = "link-circle",
		.words = "exists",
		.errnums = { ELOOP },
		.looks = { MG_HAS_LINK },
		.why = "the symbolic link {link} leads to {linktarget}, and so on without an end",
		.fix = "correct the link",
	},
	{
		.name = "link-leads-out",
		.words = "exists",
		.looks = { MG_HAS_LINK },
		.why = "the symbolic link {link} leads to {linktarget}, and {lost} is not in the container",
		.fix = "@absolute make the link relative, or mount what it leads to as well, and {anew}"
		       "@any correct the link, or mount what it leads to as well, and {anew}",
	},
	{
		.name = "shape-a",
		.words = "mount " CONTENT,
		.applies = is_shape_a,
		.why = "the volumes inside {dir} were mounted, but nothing at {dir} itself",
		.fix = "@docker check that the bind of {dir} is in the Compose file or in docker run, then {recreate}"
		       "@podman add -v DIRECTORY:{$dir} to podman run, or {dir} to the volumeMounts of the manifest; then {anew}"
		       "@pod add {dir} to the volumeMounts of the container"
		       "@any add the missing mount of {dir}, then {anew}",
	},
};

const struct mg_advice_part mg_advice_target = {
	.rows = target_rows,
	.count = MG_ARRAY_LEN(target_rows),
};

/* --- it holds nothing --- */

/* A file system as mkfs leaves it. Where the path is missing the directory was not listed, so
 * lost+found is not known: then an empty root of a whole disk counts. */
static bool
is_blank_disk(struct mg_case *given)
{
	const struct mg_listing *listing = &given->subject->facts->listing;

	if (!given->is[MG_IS_MISSING])
		return listing->has_lost_found && listing->mount_points == 0;
	return !given->is[MG_IS_PART] && strncmp(given->mount->source, "/dev/", 5) == 0;
}

#define CHECK_DISK                                                                                 \
	"check that it is the disk that you mean before anything is written to it: the data may be on another one; if it is new on purpose, make a directory on it and mount that one"
#define CHECK_CLAIM                                                                                \
	"check that the claim is bound to the volume that you mean (kubectl get pvc,pv) before anything is written to it: the data may be on another one"
#define HOLDS_NOTHING "the file system on {source} is blank: it holds nothing but what mkfs makes"
static const struct mg_advice_row empty_rows[] = {
	{
		.name = "subpath-key",
		.words = "file socket",
		.kinds = MG_KINDS_CONFIG,
		.looks = { MG_IS_DIR },
		.why = "the {noun} has no key of the name in subPath: the kubelet makes an empty directory of that name",
		.fix = "correct subPath in the volumeMounts entry of {target}, or add the key; then recreate the pod",
	},
	{
		.name = "subpath-in-memory",
		.words = "file",
		.kinds = BIND,
		.looks = { MG_IS_DIR, MG_IS_PART, MG_IN_MEMORY, MG_IN_POD },
		.why = "what is mounted here, {host}, is an empty directory: the kubelet makes one where subPath names nothing in a secret or another volume in memory",
		.fix = "correct subPath in the volumeMounts entry of {target}, or put a file of that name into the volume, then recreate the pod; for a hostPath, put the file in its place",
	},
	{
		.name = "dir-for-file",
		.words = "file",
		.kinds = DISK,
		.looks = { MG_IS_DIR, MG_IS_PART },
		.why = "what is mounted here, {host}, is an empty directory",
		.fix = "@host on the host: rmdir {$there}, put the file there, then {anew}"
		       "@docker on the host, replace that directory with the file (Docker makes a directory where -v names a file that is not there), then {recreate}"
		       "@pod for a hostPath, replace that directory on the node with the file (type: File makes a missing one an error); for a claim, put the file into the volume"
		       "@any on the host, replace that directory with the file, then {anew}",
	},
	{
		.name = "dir-for-socket",
		.words = "socket",
		.kinds = DISK,
		.looks = { MG_IS_DIR, MG_IS_PART },
		.why = "what is mounted here, {host}, is an empty directory: there was no socket when this container was made",
		.fix = "@host on the host: rmdir {$there}, start the program that makes the socket, then {anew}"
		       "@pod on the node, remove that directory and start the program that makes the socket; type: Socket on the hostPath makes a missing one an error"
		       "@any on the host, remove that directory, start the program that makes the socket, then {anew}",
	},
	{
		.name = "blank-disk",
		.kinds = DISK | VOLUMES,
		.applies = is_blank_disk,
		.why = HOLDS_NOTHING,
		.fix = "@pod " CHECK_CLAIM "@any " CHECK_DISK,
	},
	{
		.name = "blank-disk",
		.words = RIGHTS,
		.kinds = DISK | VOLUMES,
		.applies = is_blank_disk,
		.why = HOLDS_NOTHING "@says the disk is blank: it holds nothing except lost+found",
		.fix = "@pod " CHECK_CLAIM
		       "; if it is new on purpose: fsGroup: {fsgroup} in the securityContext of the pod"
		       "@pod " CHECK_CLAIM "@any " CHECK_DISK,
	},
	{
		.name = "empty-for-socket",
		.words = "exists",
		.looks = { MG_IS_MISSING, MG_WANTS_SOCKET },
		.why = "nothing is in {dir}: the program that makes the socket has not started yet, or it makes it in another directory or volume",
		.fix = "start that program first, check that both containers mount the same volume, and let this one wait for it (mountguard --wait 30s, or MOUNTGUARD_WAIT=30s)",
	},
	{
		.name = "empty-share",
		.words = CONTENT " persistent",
		.kinds = BIND,
		.looks = { MG_IS_NO_SHARE },
		.why = "Docker Desktop (or Rancher Desktop) shows an empty directory where it cannot reach a folder of the host, here {host}",
		.fix = "docker compose down && docker compose up -d (a restart keeps the empty mount); then check Settings > Resources > File sharing",
	},
	{
		.name = "unshared-folder",
		.kinds = BIND,
		.looks = { MG_IS_UNSHARED },
		.why = "{root} is an empty directory on the disk of the virtual machine, not the folder of that name on the Mac: the machine does not share it",
		.fix = "@podman share the folder with the machine (podman machine init -v), then {anew}"
		       "@any share the folder with the machine (mounts: in the file of Colima or Lima), then {anew}",
	},
	{
		.name = "empty-bind",
		.kinds = BIND | MG_ON(PVC),
		.looks = { MG_IN_POD },
		.why = "what is mounted at {target} is empty: a hostPath without a type (or DirectoryOrCreate), and a subPath, make an empty directory where there is none, and a new claim begins empty",
		.fix = "check that the volume of {target}, and its subPath, are what you mean and that its files are on this node; type: Directory makes a missing hostPath an error",
	},
	{
		.name = "empty-bind",
		.kinds = BIND,
		.looks = { MG_IS_PART, MG_IN_DOCKER },
		.why = "what is mounted at {target}, {host}, is empty: Docker makes an empty directory where the source of -v is missing{private}",
		.fix = "check that the source of this mount is the directory that you mean and that its files are there (if the image's own are meant, take the mount out), then {recreate}",
	},
	{
		.name = "empty-bind",
		.kinds = BIND,
		.why = "what is mounted at {target}, {host}, is empty{private}",
		.fix = "check that the source of this mount is the directory that you mean and that its files are there (if the image's own are meant, take the mount out), then {recreate}",
	},
	{
		.name = "empty-tmpfs",
		.kinds = MG_ON(TMPFS),
		.why = "a tmpfs is mounted at {target}: it begins empty with every start",
		.fix = "@desktop where a folder of the host should be: docker compose down && docker compose up -d (a restart keeps the empty mount)"
		       "@any mount the directory or the volume that holds the files there instead, then {anew}",
	},
};

const struct mg_advice_part mg_advice_empty = {
	.words = CONTENT,
	.looks = { EMPTY_MOUNT },
	.rows = empty_rows,
	.count = MG_ARRAY_LEN(empty_rows),
};

/* --- it holds something else, or is something else --- */

static bool
was_found_elsewhere(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;
	const struct mg_mount *other =
		mg_mounts_find(&given->survey->mounts, facts->nearby.found_mount_id);

	if (!given->is[MG_WAS_FOUND] || given->is[MG_WAS_FOUND_HERE] || !other)
		return false;
	given->near = other->target;
	return true;
}

static bool
was_found_on_a_like_mount(struct mg_case *given)
{
	const struct mg_survey *survey = given->survey;
	uint64_t id = given->subject->facts->nearby.found_mount_id;

	return was_found_elsewhere(given) &&
	       mg_backing_find(&survey->container, mg_mounts_find(&survey->mounts, id)).kind ==
		       given->subject->backing.kind;
}

/* Whether the missing name was found in the directory or below it. False where the place found only
 * leaves out a part of the missing path: then the source of the mount is too deep. */
static bool
was_found_below(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;
	const char *found = facts->nearby.found;

	return mg_path_is_under(found, facts->resolved) &&
	       (!given->is[MG_IS_MISSING] ||
		!ends_in(given->path, found + strlen(facts->resolved)));
}

static bool
was_found_above(struct mg_case *given)
{
	return !was_found_below(given);
}

/* Whether a bind shows the user's own file, and no copy of it or a file that the engine makes. What
 * a desktop or a user namespace shows may be something else. */
static bool
is_file_of_user(struct mg_case *given)
{
	return !given->is[MG_IS_ENGINES] && !given->is[MG_IS_OVERLAY] &&
	       (given->is[MG_HAS_HOST] || given->is[MG_IN_POD]);
}

#define WRONG_LEVEL "what is wanted of {path} was found at {found}, "

static const struct mg_advice_row wrong_rows[] = {
	{
		.name = "empty-file",
		.words = "nonempty",
		.kinds = BIND,
		.looks = { MG_IS_MOUNT, MG_IS_FILE, MG_IN_POD },
		.why = "a hostPath of type: FileOrCreate makes an empty file where the node has none",
		.fix = "put the file there on the node; type: File makes a missing one an error",
	},
	{
		.name = "empty-file",
		.words = "nonempty",
		.kinds = BIND,
		.looks = { MG_IS_FILE },
		.applies = is_file_of_user,
		.why = "a bind shows the {machine}'s own file, and there it is empty, too",
		.fix = "@host on the host, put its content into {$there}, then restart the container"
		       "@pod put its content there, then restart the container",
	},
	{
		.name = "empty-file",
		.words = "nonempty",
		.kinds = MG_ON(IMAGE),
		.looks = { MG_AT_ROOT, MG_IS_FILE, MG_IN_CONTAINER },
		.why = "nothing is mounted at {resolved}: it is the image's file, or was changed in this container",
		.fix = "build the image again with its content, or mount the file that has it, then {anew}",
	},
	{
		.name = "empty-key",
		.words = "nonempty",
		.kinds = MG_KINDS_CONFIG,
		.looks = { MG_IS_FILE },
		.why = "the {noun} gives it an empty value",
		.fix = "set the value of its key (kubectl get -o yaml shows it); the pod sees it within about a minute, by subPath only when it is recreated",
	},
	{
		.name = "swapped-volumes",
		.kinds = VOLUMES | MG_ON(PVC),
		.looks = { MG_BLAMES_NEAR },
		.applies = was_found_on_a_like_mount,
		.why = WRONG_LEVEL "on the mount of {near}: the two may have changed their places",
		.fix = "check which volume belongs to {target} and which to {near}, then {anew}",
	},
	{
		.name = "empty-volume",
		.kinds = MG_ON(VOLUME),
		.looks = { EMPTY_MOUNT },
		.why = "{volume} is a named volume, and it is empty",
		.fix = "@docker check its name (docker volume ls): a typo or another project name makes a new, empty volume; {slash}; then {anew}"
		       "@podman check its name (podman volume ls): a typo makes a new, empty volume; {slash}; then {anew}"
		       "@any check its name: a typo or another project name makes a new, empty volume; {slash}; then {anew}",
	},
	{
		.name = "empty-anonymous",
		.kinds = MG_ON(ANONYMOUS),
		.looks = { EMPTY_MOUNT },
		.why = "an anonymous volume is made new with each container, and the image has no files here to fill it with",
		.fix = "mount what holds the files (-v NAME:{$target}, or a directory of the host), then {anew}",
	},
	{
		.name = "empty-emptydir",
		.kinds = MG_ON(EMPTYDIR),
		.looks = { EMPTY_MOUNT },
		.why = "an emptyDir begins empty with every pod",
		.fix = "fill it with an init container, or mount the volume that holds the files",
	},
	{
		.name = "empty-config",
		.kinds = MG_KINDS_CONFIG,
		.looks = { EMPTY_MOUNT },
		.why = "the {noun} at {target} has no keys, or it does not exist and is optional",
		.fix = "look at it with kubectl get -o yaml; the pod sees it within about a minute after it was made or filled",
	},
	{
		.name = "tmpfs-instead",
		.words = "mount",
		.kinds = MG_ON(TMPFS),
		.looks = { MG_IS_MOUNT },
		.why = "a tmpfs is mounted at {target}: it lives in memory, and begins empty with every start",
		.fix = "mount what was meant there instead, then {anew}",
	},
	{
		.name = "hidden-image",
		.words = "on",
		.kinds = MG_ON(VOLUME),
		.looks = { MG_WANTS_IMAGE, MG_IN_ENGINE },
		.why = "the volume {volume} at {target} hides what the image has there: a volume is filled from the image only while it is empty",
		.fix = "take {target} out of volumes: in the Compose file and its overrides (or out of -v), then {recreate}",
	},
	{
		.name = "hidden-image",
		.words = "on",
		.kinds = MG_ON_ANY_BUT(IMAGE),
		.looks = { MG_WANTS_IMAGE },
		.why = "what is mounted at {target} ({kind}) hides what the image has there",
		.fix = "@docker take {target} out of volumes: in the Compose file and its overrides (or out of -v), then {recreate}"
		       "@pod take {target} out of the volumeMounts of the container"
		       "@any take the mount of {target} out and {anew}, or expect on={kind}",
	},
	{
		.name = "near-entry",
		.words = PRESENCE,
		.looks = { MG_HAS_LIKE_NAME },
		.why = "there is {entry}, which differs only in case, blanks or backslashes",
		.fix = "correct the name, there or in the expectation; Linux tells them apart",
	},
	{
		.name = "no-device",
		.looks = { MG_IS_MISSING, MG_WANTS_DEVICE, MG_IS_ENGINES },
		.why = "the container was made without this device",
		.fix = "@engine add --device {$path} (in Compose devices:; a GPU: gpus: all) and {anew}",
	},
	{
		.name = "nobody-listens",
		.words = "readable writable",
		.errnums = { ECONNREFUSED },
		.looks = { MG_IS_SOCKET },
		.why = "the program that made {resolved} has ended, or does not listen yet",
		.fix = "start that program first, and let this one wait for it (mountguard --wait 30s, or MOUNTGUARD_WAIT=30s)",
	},
	{
		.name = "volume-too-deep",
		.kinds = VOLUMES | MG_ON(PVC) | MG_ON(EMPTYDIR),
		.looks = { MG_WAS_FOUND_HERE },
		.applies = was_found_below,
		.why = WRONG_LEVEL "deeper in the same volume",
		.fix = "check that {founddir} is the live data, and no copy of it, before a server starts on it; then let the program (PGDATA, or what it calls it) and the expectation use it, with an image of the version that made the data",
	},
	{
		.name = "mount-too-high",
		.looks = { MG_IS_MOUNT, MG_WAS_FOUND_HERE, MG_IS_ALONE },
		.applies = was_found_below,
		.why = WRONG_LEVEL
		"deeper in the same mount: its source is a directory too high, unless that is a copy",
		.fix = "@pod correct the path of the volume (or subPath) at {target} to the directory below it that holds the files"
		       "@any correct the source of the mount of {target} to the directory below it that holds the files, then {anew}",
	},
	{
		.name = "mount-too-deep",
		.kinds = MG_ON_ANY_BUT(IMAGE),
		.looks = { MG_WAS_FOUND_HERE, MG_IS_ALONE },
		.applies = was_found_above,
		.why = WRONG_LEVEL "higher in the same mount: its source is a directory too deep",
		.fix = "@pod correct the path of the volume (or subPath) at {target} to the directory above it"
		       "@any correct the source of the mount of {target} to the directory above it, then {anew}",
	},
	{
		.name = "found-here",
		.looks = { MG_WAS_FOUND_HERE },
		.why = WRONG_LEVEL "on the same mount",
		.fix = "correct the path, there or in the expectation",
	},
	{
		.name = "found-elsewhere",
		.kinds = MG_ON_ANY_BUT(IMAGE),
		.looks = { MG_BLAMES_NEAR },
		.applies = was_found_elsewhere,
		.why = WRONG_LEVEL "on the mount of {near}: the two may have changed their places",
		.fix = "check which source belongs to {target} and which to {near}, then {anew}",
	},
	{
		.name = "found-elsewhere",
		.applies = was_found_elsewhere,
		.why = WRONG_LEVEL "on the mount of {near}",
		.fix = "correct the target of that mount and {anew}, or correct the path",
	},
};

const struct mg_advice_part mg_advice_wrong = {
	.words = CONTENT,
	.rows = wrong_rows,
	.count = MG_ARRAY_LEN(wrong_rows),
};

/* --- nothing is mounted --- */

static bool
has_a_mount_below(struct mg_case *given)
{
	return find_near(given, mg_path_is_under);
}

/* Whether no data would be lost with the container: of such data the row "layer" tells. */
static bool
holds_no_data(struct mg_case *given)
{
	const struct mg_rule *rule = given->subject->rule;

	return given->is[MG_IS_EMPTY] || given->is[MG_IS_MISSING] || !rule ||
	       !mg_rule_has(rule, "persistent");
}

static const struct mg_advice_row missing_rows[] = {
	{
		.name = "inside-mount",
		.words = "mount",
		.kinds = MG_ON_ANY_BUT(IMAGE),
		.looks = { MG_NO_MOUNT },
		.why = "it is no mount of its own, but lies within what is mounted at {target}{private}",
		.fix = "@docker if {path} is not in volumes: or -v, add it and {anew}; if it is, docker restart CONTAINER: {detached}"
		       "@podman if {path} is not in -v, add it and {anew}; if it is, podman restart CONTAINER: {detached}"
		       "@pod if {path} is not in volumeMounts, add it; if it is, restart the container: {detached}"
		       "@any if no mount of {path} is asked for, add it; if one is, restart the container: {detached}",
	},
	{
		.name = "child-mounted",
		.words = "mount",
		.applies = has_a_mount_below,
		.why = "something is mounted inside it, at {near}, and nothing at {path} itself",
		.fix = "add the mount of {path}, or correct the target {near} if {path} was meant; then {anew}",
	},
	{
		.name = "not-mounted",
		.words = "mount",
		.kinds = MG_ON(IMAGE),
		.looks = { MG_NO_MOUNT },
		.applies = holds_no_data,
		.why = "the container was made without a mount of {path}",
		.fix = "@docker add SOURCE:{$path} to volumes: in the Compose file, or -v SOURCE:{$path} to docker run, and {anew}"
		       "@podman add -v SOURCE:{$path} to podman run, or {path} to the volumeMounts of the manifest; then {anew}"
		       "@pod add {path} to the volumeMounts of the container"
		       "@any add it, and {anew}",
	},
	{
		.name = "no-key",
		.kinds = MG_KINDS_CONFIG,
		.looks = { MG_HOLDS_OTHERS },
		.why = "{dir} holds {names}",
		.fix = "correct the name, or add what is missing to the {noun} (its keys, and its items if it has some); the pod sees it within about a minute",
	},
	{
		.name = "other-content",
		.kinds = MG_ON_ANY_BUT(IMAGE),
		.looks = { MG_HOLDS_OTHERS },
		.why = "{dir} holds {names}",
		.fix = "@pod if one of them is meant, correct the name; if they do not belong there, correct the volume of {target}"
		       "@any if one of them is meant, correct the name; if they do not belong there, correct the source of the mount of {target} and {anew}",
	},
	{
		.name = "other-content",
		.looks = { MG_HOLDS_OTHERS },
		.why = "{dir} of the image holds {names}",
	},
};

const struct mg_advice_part mg_advice_missing = {
	.words = CONTENT,
	.rows = missing_rows,
	.count = MG_ARRAY_LEN(missing_rows),
};
