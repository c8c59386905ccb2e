/* SPDX-License-Identifier: MIT */
/* Advice about what is denied: to whom, and by what. Pure. No advice here opens more than the one
 * file or directory that it names, and only the chown of a named volume goes through a tree. */
#include "themes.h"

#include "text/lex.h"
#include "words/subject.h"

#include <errno.h>
#include <string.h>

/* --- by something else than the mode --- */

#define TRIED "exists readable writable executable nonempty has"

static bool
is_unmapped(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return facts->walk_err == 0 && given->scene->hides_owners &&
	       facts->uid == MG_FACTS_OVERFLOW_ID && !(given->kinds & MG_ON(NETWORK));
}

/* A directory is not denied: what is in it is. */
static bool
is_noexec(struct mg_case *given)
{
	bool is_barred = given->errnum == (given->looks & MG_IS_DIR ? 0 : EACCES);

	if (given->word->abilities) /* another one may be missing */
		is_barred = given->subject->facts->abilities[MG_ABILITY_EXEC] == EACCES;
	return is_barred && mg_case_has_option(given->mount->options, "noexec");
}

/* Without allow_other the kernel lets in only the user who mounted it, not even root (fuse(8)). */
static bool
is_private_fuse(struct mg_case *given)
{
	return !mg_case_has_option(given->mount->super_options, "allow_other");
}

/* Root with all its capabilities, and a server that refuses it (root_squash in exports(5)). */
static bool
is_squashed(struct mg_case *given)
{
	const struct mg_actor *actor = given->scene->actor;

	return actor && strncmp(given->mount->fstype, "nfs", 3) == 0 && actor->uid == 0 &&
	       actor->overrides_modes && given->bits & ~given->subject->facts->mode;
}

/* With an ACL the bits of the group are its mask, and say nothing about the group (acl(5)). */
static bool
has_an_acl(struct mg_case *given)
{
	return given->scene->actor && given->subject->facts->has_acl &&
	       !(given->looks & MG_BY_OWNER);
}

static bool
is_not_executable(struct mg_case *given)
{
	return (given->subject->facts->mode & 0111U) == 0;
}

static bool
has_labels(struct mg_case *given)
{
	return mg_case_has_option(given->mount->super_options, "seclabel");
}

static const struct mg_advice_row other_rows[] = {
	{
		.name = "immutable",
		.words = "*",
		.errnums = { EPERM },
		.looks = MG_IS_IMMUTABLE,
		.why = "{resolved} has the immutable flag (chattr +i)",
		.fix = "@host if nothing relies on it, on the host: chattr -i {$there}"
		       "@any if nothing relies on it, take it away on the host (chattr -i)",
	},
	{
		.name = "unmapped",
		.words = TRIED,
		.errnums = { EACCES, EOVERFLOW },
		.looks = MG_ALSO_UNKNOWN,
		.applies = is_unmapped,
		.why = "it belongs to a user that this user namespace does not know (shown as 65534)",
		.fix = "@podman mount a copy that belongs to the user who runs podman, or to one that the namespace maps"
		       "@any mount a copy that belongs to a user whom the namespace maps",
	},
	{
		.name = "noexec-tmpfs",
		.words = "executable supports",
		.kinds = MG_ON(TMPFS),
		.applies = is_noexec,
		.why = "the tmpfs at {target} has the option noexec",
		.fix = "@docker a tmpfs of Docker is noexec by default: --tmpfs {$target}:exec, and {anew}"
		       "@any mount it without noexec and {anew}, or put programs elsewhere",
	},
	{
		.name = "noexec",
		.words = "executable supports",
		.applies = is_noexec,
		.why = "what is mounted at {target} has the option noexec",
		.fix = "mount it without noexec and {anew}, or put programs elsewhere",
	},
	{
		.name = "fuse-private",
		.words = "*",
		.errnums = { EACCES },
		.looks = MG_IS_FUSE | MG_ALSO_UNKNOWN,
		.applies = is_private_fuse,
		.why = "{target} ({fstype}) was mounted without allow_other, which lets in nobody but the user who mounted it, not even root",
		.fix = "@pod add allow_other to the mountOptions of the volume, then delete the pod"
		       "@any mount it on the host with the option allow_other, then restart the container",
	},
	{
		.name = "squashed-root",
		.words = "*",
		.errnums = { EACCES },
		.looks = MG_OF_ROOT | MG_ALSO_UNKNOWN,
		.applies = is_squashed,
		.why = "the server of {source} does not let root do as it likes (root_squash), and {resolved} belongs to {owner} with mode {mode}",
		.fix = "on the server: give {resolved} to a user of its own, and run the program as that user",
	},
	{
		.name = "squashed",
		.words = "*",
		.errnums = { EACCES },
		.looks = MG_ALSO_UNKNOWN,
		.applies = is_squashed,
		.why = "the server of {source} does not let root do as it likes (root_squash); {resolved} belongs to {owner} with mode {mode}",
		.fix = "run the program as {owner} (--user), or let the server give it to another",
	},
	{
		.name = "acl",
		.words = "*",
		.errnums = { EACCES },
		.looks = MG_ALSO_UNKNOWN,
		.applies = has_an_acl,
		.why = "{resolved} has an access control list, and that does not let uid {uid}",
		.fix = "@host getfacl {$there} on the host shows it; setfacl -m u:{uid}:{acl} {$there} adds this user"
		       "@any getfacl shows it; setfacl -m u:{uid}:{acl} on it, where it comes from, adds this user",
	},
	{
		.name = "not-executable",
		.words = "executable",
		.errnums = { EACCES },
		.looks = MG_IS_FILE,
		.applies = is_not_executable,
		.why = "its mode {mode} lets nobody execute it",
		.fix = "chmod +x, where it comes from: in the image's build, in git, on the host",
	},
	{
		.name = "selinux",
		.words = TRIED,
		.errnums = { EACCES },
		.looks = MG_IS_ALLOWED | MG_ALSO_UNKNOWN,
		.applies = has_labels,
		.why = "the mode of {resolved} ({mode}) lets uid {uid} {verb} it, and yet it is denied: SELinux labels are in force here",
		.fix = "@pod on the node, ausearch -m avc shows the denial; seLinuxOptions in the securityContext of the pod says with which label it runs"
		       "@any on the host, ausearch -m avc shows the denial; :z on a mount (:Z for this container alone) labels anew everything that is in it: not for a directory that others use",
	},
	{
		.name = "security-module",
		.words = TRIED,
		.errnums = { EACCES, EPERM },
		.looks = MG_IS_ALLOWED | MG_ALSO_UNKNOWN,
		.why = "the mode of {resolved} ({mode}) lets uid {uid} {verb} it, and yet the kernel refuses, as it does where a security module (AppArmor, Landlock) or a file monitor denies it",
		.fix = "look for DENIED in the {machine}'s log (dmesg, journalctl -k)",
	},
};

/* --- by the mode --- */

/* The columns of a row about the mode: what it looks like besides, and what follows the reason. */
#define REASON "{resolved} {reason}"
#define DENIED(looks_too, more)                                                                    \
	.words = "*", .errnums = { EACCES },                                                       \
	.looks = MG_IS_DENIED | MG_ALSO_UNKNOWN | (looks_too), .why = REASON more

/* The group of the file may do it, and giving it to the user is harmless: it is not root's. */
static bool
its_group_may(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return facts->gid != 0 && facts->gid != MG_FACTS_OVERFLOW_ID &&
	       (facts->mode >> 3 & given->bits) == given->bits && !(given->looks & MG_IS_MAPPED) &&
	       !facts->is_in_group;
}

static bool
is_a_volumes_root(struct mg_case *given)
{
	return given->subject->backing.within.len == 0 && !(given->looks & MG_IS_MAPPED);
}

/* A copy that Podman makes for this container. */
static bool
is_a_secret(struct mg_case *given)
{
	return given->subject->backing.is_own &&
	       mg_lex_find(given->mount->root, "/userdata/secrets/");
}

static bool
is_on_a_server(struct mg_case *given)
{
	return given->kinds & MG_ON(NETWORK) || mg_backing_reports_late(given->mount->fstype);
}

/* Rights for others beside the owner would break the next word of the line. */
static bool
should_be_private(struct mg_case *given)
{
	return mg_case_expects(given, "private") || mg_case_expects(given, "mode");
}

/* Data that the program writes, and the owner is no user of this image: most often a server of
 * another image or version made them. */
static bool
is_data_of_a_stranger(struct mg_case *given)
{
	const struct mg_accounts *accounts = given->scene->accounts;

	return mg_case_expects(given, "writable") && accounts &&
	       accounts->files[MG_ACCOUNTS_USERS].text &&
	       mg_accounts_name(accounts, MG_ACCOUNTS_USERS, given->subject->facts->uid).len == 0;
}

static const struct mg_advice_row mode_rows[] = {
	{
		.name = "no-capability",
		DENIED(MG_BY_ROOT,
		       "; root can pass over that only with the capability DAC_OVERRIDE, which was dropped"),
		.fix = "@docker run the container as {owner} (docker run --user; in Compose user:)"
		       "@podman run the container as {owner} (podman run --user)"
		       "@pod let the program be {owner} (runAsUser, runAsGroup)"
		       "@any run the container as {owner}",
	},
	{
		.name = "denied-own",
		DENIED(MG_BY_OWNER, ""),
		.fix = "@host on the host: chmod u+{letters} {$there}"
		       "@any chmod u+{letters} on it, where it comes from",
	},
	{
		.name = "not-private",
		.words = "private",
		.why = "it belongs to {owner} with mode {mode}",
		.fix = "@host if the program runs as its owner, on the host: chmod go-rwx {$there}"
		       "@pod set defaultMode: 0400 (or mode: on its items) in the volume of {target}"
		       "@any if the program runs as its owner, take the rights of group and others away (chmod go-rwx), where it comes from",
	},
	{
		.name = "denied-pod",
		DENIED(0, ""),
		.kinds = MG_KINDS_CONFIG | MG_ON(EMPTYDIR),
		.fix = "set fsGroup: {fsgroup} in the securityContext of the pod",
	},
	{
		.name = "denied-claim",
		DENIED(0, ""),
		.kinds = MG_ON(PVC),
		.fix = "set fsGroup: {fsgroup} in the securityContext of the pod; where the driver ignores that, its owner has to be set on the storage",
	},
	{
		.name = "denied-tmpfs",
		DENIED(0, "; it is a tmpfs, which begins empty with every start"),
		.kinds = MG_ON(TMPFS),
		.fix = "@docker if memory is what was meant: --tmpfs {$target}:uid={uid},gid={gid}; otherwise mount the volume that holds the data there"
		       "@podman if memory is what was meant: --tmpfs {$target}:U; otherwise mount the volume that holds the data there"
		       "@any if memory is what was meant, mount the tmpfs with uid={uid}; otherwise mount the volume that holds the data there",
	},
	{
		.name = "denied-group",
		DENIED(MG_BY_NEW_USER, ""),
		.applies = its_group_may,
		.fix = "give the program its group {ogid}, which may: --user {uid}:{ogid}, or add the user to that group in the image",
	},
	{
		.name = "denied-group",
		DENIED(0, ""),
		.applies = its_group_may,
		.fix = "@docker give the program its group {ogid}, which may: --group-add {ogid} (in Compose group_add:), and {anew}"
		       "@podman give the program its group {ogid}, which may: --group-add {ogid}, and {anew}"
		       "@pod its group {ogid} may: supplementalGroups: [{ogid}] in the securityContext of the pod"
		       "@any give the program its group {ogid}, which may",
	},
	{
		.name = "denied-image",
		DENIED(0, ""),
		.kinds = MG_ON(IMAGE),
		.fix = "in the Dockerfile: COPY --chown={ids}, or RUN chown {ids} {$resolved}; then rebuild the image",
	},
	{
		.name = "denied-image",
		.words = "writable",
		.errnums = { EACCES },
		.kinds = MG_ON(IMAGE),
		.places = MG_IN(KUBERNETES),
		.looks = MG_IS_DENIED | MG_ALSO_UNKNOWN,
		.why = REASON,
		.fix = "let the program write to a directory of its own: an emptyDir for what may be lost, a PersistentVolumeClaim for what may not",
	},
	{
		.name = "denied-image",
		DENIED(0, ""),
		.kinds = MG_ON(IMAGE),
		.fix = "in the Dockerfile: put the files where uid {uid} may go, with COPY --chown={ids}; then rebuild the image",
	},
	{
		.name = "denied-volume",
		DENIED(MG_IS_MOUNT, ""),
		.kinds = MG_ON(VOLUME),
		.applies = is_a_volumes_root,
		.fix = "@docker {checked}once: docker run --rm --user 0 --entrypoint chown -v {$volume}:{$target} IMAGE -R {ids} {$target}; and RUN chown {ids} {$target} in the Dockerfile, which a new or empty volume takes over"
		       "@podman if no other container uses the volume {volume}, add :U to its mount and {anew}: Podman changes the owner of all its files then"
		       "@any {checked}once, as root: chown {ids} {$target} in a container that mounts the volume",
	},
	{
		.name = "denied-anonymous",
		DENIED(0, ""),
		.kinds = MG_ON(ANONYMOUS),
		.fix = "RUN chown {ids} {$resolved} in the Dockerfile, above VOLUME: a new volume takes that over",
	},
	{
		.name = "denied-in-volume",
		DENIED(0, ""),
		.kinds = MG_ON(VOLUME),
		.fix = "@docker {checked}once: docker run --rm --user 0 --entrypoint chown -v {$volume}:{$target} IMAGE {ids} {$resolved}"
		       "@any {checked}once, as root in a container that mounts the volume: chown {ids} {$resolved}",
	},
	{
		.name = "denied-secret",
		DENIED(0, ""),
		.places = MG_IN(PODMAN),
		.applies = is_a_secret,
		.fix = "--secret NAME,uid={uid},gid={gid},mode=0400, and {anew}",
	},
	{
		.name = "denied-share",
		DENIED(MG_IS_SHARE, ""),
		.fix = "change its permissions in the folder of the host: {there}",
	},
	{
		.name = "denied-network",
		DENIED(0, ""),
		.kinds = MG_ON_ANY,
		.applies = is_on_a_server,
		.fix = "change its owner or its mode on the server of {source}",
	},
	{
		.name = "denied-host-path",
		DENIED(MG_IS_WRITE | MG_OF_ROOT | MG_IS_DIR, ""),
		.places = MG_IN(KUBERNETES),
		.fix = "@pod {claim}chown {ids} {$there}"
		       "@any "
		       "{claim}let uid {uid} {verb} {there}",
	},
	{
		.name = "denied-host-path",
		DENIED(0, ""),
		.places = MG_IN(KUBERNETES),
		.fix = "@pod {claim}setfacl -m u:{uid}:{acl} {$there}"
		       "@any "
		       "{claim}let uid {uid} {verb} {there}",
	},
	{
		.name = "denied-mapped",
		DENIED(MG_IS_MAPPED,
		       "; in this user namespace the host has other numbers for them"),
		.fix = "@podman without root, on the host: podman unshare chown {ids} {$there}"
		       "@any change its owner on the host to the number that uid {uid} has there",
	},
	{
		.name = "denied-root-dir",
		DENIED(MG_IS_WRITE | MG_OF_ROOT | MG_IS_DIR, ""),
		.kinds = MG_ON_ANY,
		.fix = "@host on the host: chown {ids} {$there}"
		       "@any on the host, let uid {uid} {verb} that directory: {there}{where}",
	},
	{
		.name = "denied-way",
		DENIED(MG_OF_ROOT | MG_IS_DIR, ""),
		.kinds = MG_ON_ANY,
		.fix = "@host on the host: setfacl -m u:{uid}:{acl} {$there}"
		       "@any on the host, let uid {uid} {verb} that directory: {there}{where}",
	},
	{
		.name = "denied-private",
		DENIED(MG_OF_ROOT, ""),
		.kinds = MG_ON_ANY,
		.applies = should_be_private,
		.fix = "@host on the host: chown {uid} {$there}"
		       "@any on the host, make uid {uid} the owner of that file: {there}{where}",
	},
	{
		.name = "denied-root-file",
		DENIED(MG_OF_ROOT, ""),
		.kinds = MG_ON_ANY,
		.fix = "@host on the host: setfacl -m u:{uid}:{acl} {$there}"
		       "@any on the host, let uid {uid} {verb} that file: {there}{where}",
	},
	{
		.name = "denied",
		DENIED(MG_OF_ROOT, ""),
		.fix = "let uid {uid} {verb} it, where it comes from",
	},
	{
		.name = "denied-stranger",
		DENIED(0, ""),
		.applies = is_data_of_a_stranger,
		.fix = "check that these are the files that you mean: they belong to a user of the host or of another image, and another version of a server may not be able to use them; if they are, {runas}; before you change their owner, check what else uses them",
	},
	{
		.name = "denied",
		DENIED(0, ""),
		.fix = "check that these are the files that you mean; if they are, {runas}",
	},
};

const struct mg_advice_part mg_advice_denied[] = {
	{ other_rows, MG_ARRAY_LEN(other_rows) },
	{ mode_rows, MG_ARRAY_LEN(mode_rows) },
	{ NULL, 0 },
};
