/* SPDX-License-Identifier: MIT */
/* Diagnoses of what is denied: to whom, and by what. Pure. No advice here opens more than the one
 * file or directory that is named, or goes through a tree, but for a named volume. */
#include "themes.h"

#include "text/lex.h"
#include "words/actor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define TRIED "exists readable writable executable nonempty has"
#define POD (1U << MG_ENGINE_KUBERNETES)
/* Volumes of a pod whose owner the kubelet sets. */
#define POD_VOLUMES (MG_KINDS_CONFIG | 1U << MG_KIND_EMPTYDIR)

static bool
is_immutable(struct mg_case *given)
{
	return given->subject->facts->is_immutable;
}

/* --- a server or a kernel that knows better than the mode --- */

static bool
is_unmapped(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return facts->walk_err == 0 && given->scene->hides_owners &&
	       facts->uid == MG_FACTS_OVERFLOW_ID && !mg_case_is_on(given, MG_KIND_NETWORK);
}

/* fuse(8): without allow_other the kernel lets in nobody but the user who mounted it, not even
 * root. */
static bool
is_private_fuse(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;

	return mount && strncmp(mount->fstype, "fuse", 4) == 0 &&
	       !mg_case_has_option(mount->super_options, "allow_other");
}

/* Root with all its capabilities, and a server that does not let it (exports(5): root_squash). */
static bool
is_squashed(struct mg_case *given)
{
	const struct mg_mount *mount = given->subject->mount;
	const struct mg_actor *actor = given->scene->actor;

	return actor && mount && strncmp(mount->fstype, "nfs", 3) == 0 && actor->uid == 0 &&
	       actor->overrides_modes &&
	       (given->subject->facts->mode & mg_case_bits(given)) != mg_case_bits(given);
}

/* Root could not become the owner: it is that already. */
static bool
is_squashed_roots(struct mg_case *given)
{
	return is_squashed(given) && given->subject->facts->uid == 0;
}

/* The group's bits are the ACL's mask then, and say nothing about the group (acl(5)). */
static bool
has_an_acl(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return given->scene->actor && facts->has_acl && given->scene->actor->uid != facts->uid;
}

/* A directory is not denied: what is in it is. */
static bool
is_noexec(struct mg_case *given)
{
	bool is_barred =
		mg_subject_is_dir(given->subject) ? given->errnum == 0 : given->errnum == EACCES;

	/* Something else may not be supported there. */
	if (given->word->abilities)
		is_barred = given->subject->facts->abilities[MG_ABILITY_EXEC] == EACCES;

	return is_barred && given->subject->mount &&
	       mg_case_has_option(given->subject->mount->options, "noexec");
}

static bool
is_not_executable(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return facts->walk_err == 0 && mg_subject_is_file(given->subject) &&
	       (facts->mode & 0111U) == 0;
}

/* --- the mode --- */

/* The mode is why; root that overrides it is stopped by something else. */
static bool
is_denied(struct mg_case *given)
{
	const struct mg_actor *actor = given->scene->actor;

	return actor && !actor->overrides_modes &&
	       !mg_actor_may(actor, given->subject->facts, mg_case_bits(given));
}

/* The mode lets in whom the kernel did not: a security module. Of a file the kernel asks for
 * execute permission from root, too, and of a server nothing is known. */
static bool
is_denied_by_a_module(struct mg_case *given)
{
	const struct mg_actor *actor = given->scene->actor;
	const struct mg_mount *mount = given->subject->mount;

	if (!actor || !mount || mg_backing_reports_late(mount->fstype) ||
	    given->scene->is_user_namespace || given->subject->facts->write.append_only)
		return false;
	return actor->overrides_modes ||
	       mg_actor_may(actor, given->subject->facts, mg_case_bits(given));
}

static bool
is_denied_by_selinux(struct mg_case *given)
{
	return is_denied_by_a_module(given) &&
	       mg_case_has_option(given->subject->mount->super_options, "seclabel");
}

static bool
is_denied_to_plain_root(struct mg_case *given)
{
	return is_denied(given) && given->scene->actor->uid == 0;
}

static bool
is_denied_to_the_owner(struct mg_case *given)
{
	return is_denied(given) && given->scene->actor->uid == given->subject->facts->uid;
}

/* Somebody of its group may; and that group is no reason to be careful. */
static bool
its_group_may(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;
	unsigned bits = mg_case_bits(given);

	return is_denied(given) && facts->gid != 0 && facts->gid != MG_FACTS_OVERFLOW_ID &&
	       (facts->mode >> 3 & bits) == bits && !given->scene->is_user_namespace &&
	       !mg_actor_is_in(given->scene->actor, facts->gid);
}

static bool
its_group_may_and_user_was_changed(struct mg_case *given)
{
	return its_group_may(given) && given->scene->changes_user;
}

/* A copy that Podman makes for this container. */
static bool
is_denied_a_secret(struct mg_case *given)
{
	return is_denied(given) && given->subject->backing.is_own &&
	       mg_lex_find(given->subject->mount->root, "/userdata/secrets/");
}

static bool
is_denied_on_a_share(struct mg_case *given)
{
	return is_denied(given) && mg_case_is_share(given);
}

static bool
is_denied_on_a_server(struct mg_case *given)
{
	return is_denied(given) && (mg_case_is_on(given, MG_KIND_NETWORK) ||
				    mg_backing_reports_late(given->subject->mount->fstype));
}

static bool
is_denied_on_a_volumes_root(struct mg_case *given)
{
	return is_denied(given) && given->subject->facts->is_mount_root &&
	       given->subject->backing.within.len == 0 && !given->scene->is_user_namespace;
}

static bool
is_denied_in_a_user_namespace(struct mg_case *given)
{
	return is_denied(given) && given->scene->is_user_namespace;
}

static bool
is_denied_a_directory_of_root(struct mg_case *given)
{
	return is_denied(given) && S_ISDIR(given->subject->facts->mode) &&
	       given->subject->facts->uid == 0;
}

static bool
is_denied_the_reading_of_roots(struct mg_case *given)
{
	return is_denied_a_directory_of_root(given) && !(mg_case_bits(given) & 2);
}

static bool
is_denied_to_write_a_directory_of_root(struct mg_case *given)
{
	return is_denied_a_directory_of_root(given) && mg_case_bits(given) & 2;
}

static bool
is_denied_something_of_root(struct mg_case *given)
{
	return is_denied(given) && given->subject->facts->uid == 0;
}

static bool
is_open_to_others(struct mg_case *given)
{
	return (given->subject->facts->mode & 077U) != 0;
}

static bool
is_denied_to_the_user_given(struct mg_case *given)
{
	return is_denied(given) && given->scene->changes_user;
}

/* To give it to others beside its owner would fail the next word. */
static bool
is_denied_something_private(struct mg_case *given)
{
	return is_denied_something_of_root(given) && !S_ISDIR(given->subject->facts->mode) &&
	       (mg_case_expects(given, "private") || mg_case_expects(given, "mode"));
}

/* fsGroup does nothing for a hostPath, also where a claim leads to it. */
#define FOR_A_CLAIM                                                                                \
	"for a claim, fsGroup: {fsgroup} in the securityContext of the pod; for a hostPath, also " \
	"behind a claim, that does nothing: on the node, "
#define REASON "{resolved} {reason}"

static const struct mg_diagnosis rows[] = {
	{
		.name = "immutable",
		.words = "*",
		.errnums = { EPERM },
		.applies = is_immutable,
		.why = "{resolved} has the immutable flag (chattr +i)",
		.fix_host = "if nothing relies on it, on the host: chattr -i {$there}",
		.fix = "if nothing relies on it, take it away on the host (chattr -i)",
	},
	{
		.name = "unmapped",
		.words = TRIED,
		.errnums = { EACCES, EOVERFLOW },
		.applies = is_unmapped,
		.also_unknown = true,
		.why = "it belongs to a user that this user namespace does not know (shown as "
		       "65534)",
		.fix = "mount a copy that belongs to a user whom the namespace maps",
		.fix_podman = "mount a copy that belongs to the user who runs podman, or to one "
			      "that the namespace maps",
	},
	{
		.name = "noexec-tmpfs",
		.words = "executable supports",
		.kinds = 1U << MG_KIND_TMPFS,
		.applies = is_noexec,
		.why = "the tmpfs at {target} has the option noexec",
		.fix = "mount it without noexec and recreate the container, or put programs "
		       "elsewhere",
		.fix_docker = "a tmpfs of Docker is noexec by default: --tmpfs {$target}:exec, and "
			      "recreate the container",
	},
	{
		.name = "noexec",
		.words = "executable supports",
		.applies = is_noexec,
		.why = "what is mounted at {target} has the option noexec",
		.fix = "mount it without noexec and recreate the container, or put programs "
		       "elsewhere",
	},
	{
		.name = "fuse-private",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_private_fuse,
		.also_unknown = true,
		.why = "{target} ({fstype}) was mounted without allow_other, which lets in nobody "
		       "but the user who mounted it, not even root",
		.fix = "mount it on the host with the option allow_other, then restart the "
		       "container",
		.fix_kubernetes = "add allow_other to the mountOptions of the volume, then delete "
				  "the pod",
	},
	{
		.name = "squashed-root",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_squashed_roots,
		.also_unknown = true,
		.why = "the server of {source} does not let root do as it likes (root_squash), and "
		       "{resolved} belongs to {owner} with mode {mode}",
		.fix = "on the server: give {resolved} to a user of its own, and run the program "
		       "as that user",
	},
	{
		.name = "squashed",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_squashed,
		.also_unknown = true,
		.why = "the server of {source} does not let root do as it likes (root_squash); "
		       "{resolved} belongs to {owner} with mode {mode}",
		.fix = "run the program as {owner} (--user), or let the server give it to another",
	},
	{
		.name = "acl",
		.words = "*",
		.errnums = { EACCES },
		.applies = has_an_acl,
		.also_unknown = true,
		.why = "{resolved} has an access control list, and that does not let uid {uid}",
		.fix_host = "getfacl {$there} on the host shows it; setfacl -m u:{uid}:{acl} "
			    "{$there} adds this user",
		.fix = "getfacl shows it; setfacl -m u:{uid}:{acl} on it, where it comes from, "
		       "adds this user",
	},
	{
		.name = "not-executable",
		.words = "executable",
		.errnums = { EACCES },
		.applies = is_not_executable,
		.why = "its mode {mode} lets nobody execute it",
		.fix = "chmod +x, where it comes from: in the image's build, in git, on the host",
	},
	{
		.name = "selinux",
		.words = TRIED,
		.errnums = { EACCES },
		.applies = is_denied_by_selinux,
		.also_unknown = true,
		.why = "the mode of {resolved} ({mode}) lets uid {uid} {verb} it, and yet it is "
		       "denied: SELinux labels are in force here",
		.fix = "on the host, ausearch -m avc shows the denial; :z on a mount (:Z for this "
		       "container alone) labels anew everything that is in it: not for a directory "
		       "that others use",
		.fix_kubernetes =
			"on the node, ausearch -m avc shows the denial; seLinuxOptions in the "
			"securityContext of the pod says with which label it runs",
	},
	{
		.name = "security-module",
		.words = TRIED,
		.errnums = { EACCES, EPERM },
		.applies = is_denied_by_a_module,
		.also_unknown = true,
		.why = "the mode of {resolved} ({mode}) lets uid {uid} {verb} it, and yet the "
		       "kernel refuses, as it does where a security module (AppArmor, Landlock) "
		       "or a file monitor denies it",
		.fix = "look for DENIED in the host's log (dmesg, journalctl -k)",
		.fix_kubernetes = "look for DENIED in the node's log (dmesg, journalctl -k)",
	},
	{
		.name = "no-capability",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_to_plain_root,
		.also_unknown = true,
		.why = REASON "; root can pass over that only with the capability DAC_OVERRIDE, "
			      "which was dropped",
		.fix = "run the container as {owner}",
		.fix_docker = "run the container as {owner} (docker run --user; in Compose user:)",
		.fix_kubernetes = "let the program be {owner} (runAsUser, runAsGroup)",
		.fix_podman = "run the container as {owner} (podman run --user)",
	},
	{
		.name = "denied-own",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_to_the_owner,
		.also_unknown = true,
		.why = REASON,
		.fix_host = "on the host: chmod u+{letters} {$there}",
		.fix = "chmod u+{letters} on it, where it comes from",
	},
	{
		.name = "not-private",
		.words = "private",
		.applies = is_open_to_others,
		.why = "it belongs to {owner} with mode {mode}",
		.fix_host = "if the program runs as its owner, on the host: chmod go-rwx {$there}",
		.fix_kubernetes = "set defaultMode: 0400 (or mode: on its items) in the volume of "
				  "{target}",
		.fix = "if the program runs as its owner, take the rights of group and others away "
		       "(chmod go-rwx), where it comes from",
	},
	{
		.name = "denied-pod",
		.words = "*",
		.errnums = { EACCES },
		.kinds = POD_VOLUMES,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "set fsGroup: {fsgroup} in the securityContext of the pod",
	},
	{
		.name = "denied-claim",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_PVC,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "set fsGroup: {fsgroup} in the securityContext of the pod; where the driver "
		       "ignores that, its owner has to be set on the storage",
	},
	{
		.name = "denied-tmpfs",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_TMPFS,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON "; it is a tmpfs, which begins empty with every start",
		.fix = "if memory is what was meant, mount the tmpfs with uid={uid}; otherwise "
		       "mount the volume that holds the data there",
		.fix_docker = "if memory is what was meant: --tmpfs {$target}:uid={uid},gid={gid}; "
			      "otherwise mount the volume that holds the data there",
		.fix_podman = "if memory is what was meant: --tmpfs {$target}:U; otherwise mount "
			      "the volume that holds the data there",
	},
	{
		.name = "denied-group",
		.words = "*",
		.errnums = { EACCES },
		.applies = its_group_may_and_user_was_changed,
		.also_unknown = true,
		.why = REASON,
		.fix = "give the program its group {ogid}, which may: --user {uid}:{ogid}, or "
		       "add the user to that group in the image",
	},
	{
		.name = "denied-group",
		.words = "*",
		.errnums = { EACCES },
		.applies = its_group_may,
		.also_unknown = true,
		.why = REASON,
		.fix = "give the program its group {ogid}, which may",
		.fix_docker =
			"give the program its group {ogid}, which may: --group-add {ogid} (in "
			"Compose group_add:), and recreate the container",
		.fix_podman =
			"give the program its group {ogid}, which may: --group-add {ogid}, and "
			"recreate the container",
		.fix_kubernetes = "its group {ogid} may: supplementalGroups: [{ogid}] in the "
				  "securityContext of the pod",
	},
	{
		.name = "denied-image",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_IMAGE,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "in the Dockerfile: COPY --chown={ids}, or RUN chown {ids} {$resolved}; "
		       "then rebuild the image",
	},
	{
		.name = "denied-image",
		.words = "writable",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_IMAGE,
		.places = POD,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "let the program write to a directory of its own: an emptyDir for what may "
		       "be lost, a PersistentVolumeClaim for what may not",
	},
	{
		.name = "denied-image",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_IMAGE,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "in the Dockerfile: put the files where uid {uid} may go, with COPY "
		       "--chown={ids}; then rebuild the image",
	},
	{
		.name = "denied-volume",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_VOLUME,
		.applies = is_denied_on_a_volumes_root,
		.also_unknown = true,
		.why = REASON,
		.fix = "once, as root: chown {ids} {$target} in a container that mounts the "
		       "volume",
		.fix_docker = "once: docker run --rm --user 0 --entrypoint chown -v "
			      "{$volume}:{$target} IMAGE -R {ids} {$target}; and RUN chown {ids} "
			      "{$target} in the Dockerfile, which a new or empty volume takes over",
		.fix_podman =
			"if no other container uses the volume {volume}, add :U to its mount and "
			"recreate the container: Podman changes the owner of all its files then",
	},
	{
		.name = "denied-anonymous",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_ANONYMOUS,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "RUN chown {ids} {$resolved} in the Dockerfile, above VOLUME: a new "
		       "volume takes that over",
	},
	{
		.name = "denied-in-volume",
		.words = "*",
		.errnums = { EACCES },
		.kinds = 1U << MG_KIND_VOLUME,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "once, as root in a container that mounts the volume: chown {ids} "
		       "{$resolved}",
		.fix_docker = "once: docker run --rm --user 0 --entrypoint chown -v "
			      "{$volume}:{$target} IMAGE {ids} {$resolved}",
	},
	{
		.name = "denied-secret",
		.words = "*",
		.errnums = { EACCES },
		.places = 1U << MG_ENGINE_PODMAN,
		.applies = is_denied_a_secret,
		.also_unknown = true,
		.why = REASON,
		.fix = "--secret NAME,uid={uid},gid={gid},mode=0400, and recreate the container",
	},
	{
		.name = "denied-share",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_on_a_share,
		.also_unknown = true,
		.why = REASON,
		.fix = "change its permissions in the folder of the host: {there}",
	},
	{
		.name = "denied-network",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_on_a_server,
		.also_unknown = true,
		.why = REASON,
		.fix = "change its owner or its mode on the server of {source}",
	},
	{
		.name = "denied-host-path",
		.words = "*",
		.errnums = { EACCES },
		.places = POD,
		.applies = is_denied_to_write_a_directory_of_root,
		.also_unknown = true,
		.why = REASON,
		.fix_kubernetes = FOR_A_CLAIM "chown {ids} {$there}",
		.fix = FOR_A_CLAIM "let uid {uid} {verb} {there}",
	},
	{
		.name = "denied-host-path",
		.words = "*",
		.errnums = { EACCES },
		.places = POD,
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix_kubernetes = FOR_A_CLAIM "setfacl -m u:{uid}:{acl} {$there}",
		.fix = FOR_A_CLAIM "let uid {uid} {verb} {there}",
	},
	{
		.name = "denied-mapped",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_in_a_user_namespace,
		.also_unknown = true,
		.why = REASON "; in this user namespace the host has other numbers for them",
		.fix = "change its owner on the host to the number that uid {uid} has there",
		.fix_podman = "without root, on the host: podman unshare chown {ids} {$there}",
	},
	{
		.name = "denied-way",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_the_reading_of_roots,
		.also_unknown = true,
		.why = REASON,
		.fix_host = "on the host: setfacl -m u:{uid}:{acl} {$there}",
		.fix = "on the host, let uid {uid} {verb} that directory: {there}{where}",
	},
	{
		.name = "denied-root-dir",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_a_directory_of_root,
		.also_unknown = true,
		.why = REASON,
		.fix_host = "on the host: chown {ids} {$there}",
		.fix = "on the host, let uid {uid} {verb} that directory: {there}{where}",
	},
	{
		.name = "denied-private",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_something_private,
		.also_unknown = true,
		.why = REASON,
		.fix_host = "on the host: chown {uid} {$there}",
		.fix = "on the host, make uid {uid} the owner of that file: {there}{where}",
	},
	{
		.name = "denied-root-file",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_something_of_root,
		.also_unknown = true,
		.why = REASON,
		.fix_host = "on the host: setfacl -m u:{uid}:{acl} {$there}",
		.fix = "on the host, let uid {uid} {verb} that file: {there}{where}",
	},
	{
		.name = "denied",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied_to_the_user_given,
		.also_unknown = true,
		.why = REASON,
		.fix = "check that these are the files that you mean; if they are, run the program "
		       "as their owner (mountguard --user {owner}, or MOUNTGUARD_USER), and expect "
		       "that owner",
	},
	{
		.name = "denied",
		.words = "*",
		.errnums = { EACCES },
		.applies = is_denied,
		.also_unknown = true,
		.why = REASON,
		.fix = "check that these are the files that you mean; if they are, run the program "
		       "as their owner, {owner} (--user; in Compose user:)",
	},
};

const struct mg_diagnoses mg_diagnoses_denied = { rows, MG_ARRAY_LEN(rows) };
