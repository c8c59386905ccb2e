/* SPDX-License-Identifier: MIT */
/* Advice about what is denied: to whom, and by what. Pure. No advice here opens more than the one
 * file or directory that it names. */
#include "themes.h"

#include <errno.h>

/* --- by something else than the mode --- */

#define TRIED "exists readable writable executable nonempty has"

static const struct mg_advice_row other_rows[] = {
	{
		.name = "immutable",
		.errnums = { EPERM },
		.looks = { MG_IS_IMMUTABLE },
		.why = "{resolved} has the immutable flag (chattr +i)",
		.fix = "@host if nothing relies on it, on the host: chattr -i {$there}"
		       "@any if nothing relies on it, take it away on the host (chattr -i)",
	},
	{
		.name = "unmapped",
		.words = TRIED,
		.errnums = { EACCES, EOVERFLOW },
		.looks = { MG_OF_UNMAPPED, MG_ALSO_UNKNOWN },
		.why = "it belongs to a user that this user namespace does not know (shown as 65534)",
		.fix = "@podman mount a copy that belongs to the user who runs podman, or to one that the namespace maps"
		       "@any mount a copy that belongs to a user whom the namespace maps",
	},
	{
		.name = "noexec-tmpfs",
		.words = "executable supports",
		.kinds = MG_ON(TMPFS),
		.looks = { MG_IS_NOEXEC },
		.why = "the tmpfs at {target} has the option noexec",
		.fix = "@docker a tmpfs of Docker is noexec by default: --tmpfs {$target}:exec, and {anew}"
		       "@any mount it without noexec and {anew}, or put programs elsewhere",
	},
	{
		.name = "noexec",
		.words = "executable supports",
		.looks = { MG_IS_NOEXEC },
		.why = "what is mounted at {target} has the option noexec",
		.fix = "mount it without noexec and {anew}, or put programs elsewhere",
	},
	{
		.name = "fuse-private",
		.errnums = { EACCES },
		.looks = { MG_IS_FUSE, MG_IS_PRIVATE, MG_ALSO_UNKNOWN },
		.why = "{target} ({fstype}) was mounted without allow_other, which lets in nobody but the user who mounted it, not even root",
		.fix = "@pod add allow_other to the mountOptions of the volume, then delete the pod"
		       "@any mount it on the host with the option allow_other, then restart the container",
	},
	{
		.name = "squashed",
		.errnums = { EACCES },
		.looks = { MG_IS_SQUASHED, MG_ALSO_UNKNOWN },
		.why = "the server of {source} does not let root do as it likes (root_squash), and {resolved} belongs to {owner} with mode {mode}",
		.fix = "@root on the server: give {resolved} to a user of its own, and run the program as that user"
		       "@any run the program as {owner} (--user), or let the server give it to another",
	},
	{
		.name = "acl",
		.errnums = { EACCES },
		.looks = { MG_HAS_ACL, MG_ALSO_UNKNOWN },
		.why = "{resolved} has an access control list, and that does not let uid {uid}",
		.fix = "@host getfacl {$there} on the host shows it; {addacl}"
		       "@any getfacl, where it comes from, shows it; {addacl}",
	},
	{
		.name = "not-executable",
		.words = "executable",
		.errnums = { EACCES },
		.looks = { MG_IS_FILE, MG_EXECUTES_NOT },
		.why = "its mode {mode} lets nobody execute it",
		.fix = "chmod +x, where it comes from: in the image's build, in git, on the host",
	},
	{
		.name = "selinux",
		.words = TRIED,
		.errnums = { EACCES },
		.looks = { MG_IS_ALLOWED, MG_IS_LABELLED, MG_ALSO_UNKNOWN },
		.why = "the mode of {resolved} ({mode}) lets uid {uid} {verb} it, and yet it is denied: SELinux labels are in force here",
		.fix = "@pod on the node, ausearch -m avc shows the denial; seLinuxOptions in the securityContext of the pod says with which label it runs"
		       "@any on the host, ausearch -m avc shows the denial; :z on a mount (:Z for this container alone) labels anew everything that is in it: not for a directory that others use",
	},
	{
		.name = "security-module",
		.words = TRIED,
		.errnums = { EACCES, EPERM },
		.looks = { MG_IS_ALLOWED, MG_ALSO_UNKNOWN },
		.why = "the mode of {resolved} ({mode}) lets uid {uid} {verb} it, and yet the kernel refuses, as it does where a security module (AppArmor, Landlock) or a file monitor denies it",
		.fix = "look for DENIED in the {machine}'s log (dmesg, journalctl -k)",
	},
	{
		.name = "not-private",
		.words = "private",
		.why = "it belongs to {owner} with mode {mode}",
		.fix = "@group where that comes of fsGroup, expect mode=0440 in place of private"
		       "@host if the program runs as its owner, on the host: chmod go-rwx {$there}"
		       "@pod set defaultMode: 0400 (or mode: on its items) in the volume of {target}"
		       "@any if the program runs as its owner, take the rights of group and others away (chmod go-rwx), where it comes from",
	},
};

const struct mg_advice_part mg_advice_refused = {
	.rows = other_rows,
	.count = MG_ARRAY_LEN(other_rows),
};

/* --- by the mode --- */

#define REASON "{resolved} {reason}"

/* Whether the file's group may do it, and is not root's: then the user can be given it. */
static bool
its_group_may(struct mg_case *given)
{
	const struct mg_facts *facts = given->subject->facts;

	return facts->gid != 0 && facts->gid != MG_FACTS_OVERFLOW_ID &&
	       (facts->mode >> 3 & given->bits) == given->bits && given->is[MG_SAME_IDS] &&
	       !facts->is_in_group;
}

static const struct mg_advice_row mode_rows[] = {
	{
		.name = "denied-own",
		.looks = { MG_BY_OWNER },
		.fix = "@host on the host: chmod u+{letters} {$there}"
		       "@any chmod u+{letters} on it, where it comes from",
	},
	{
		.name = "no-capability",
		.looks = { MG_BY_ROOT },
		.why = REASON
		"; root can pass over that only with the capability DAC_OVERRIDE, which was dropped",
		.fix = "@docker run the container as {owner} (docker run --user; in Compose user:)"
		       "@podman run the container as {owner} (podman run --user)"
		       "@pod let the program be {owner} (runAsUser, runAsGroup)"
		       "@any run the container as {owner}",
	},
	{
		.name = "denied-pod",
		.kinds = MG_KINDS_CONFIG | MG_ON(EMPTYDIR),
		.fix = "set fsGroup: {fsgroup} in the securityContext of the pod{shared}",
	},
	{
		.name = "denied-claim",
		.kinds = MG_ON(PVC),
		.fix = "@root set fsGroup: {fsgroup} in the securityContext of the pod{shared}; where the driver ignores that, its owner has to be set on the storage"
		       "@any check that these are the files that you mean; if they are, let the program be {owner} (runAsUser, runAsGroup)",
	},
	{
		.name = "denied-tmpfs",
		.why = REASON "; it is a tmpfs, which begins empty with every start",
		.kinds = MG_ON(TMPFS),
		.fix = "@docker if memory is what was meant: --tmpfs {$target}:uid={uid},gid={gid}; otherwise mount the volume that holds the data there"
		       "@podman if memory is what was meant: --tmpfs {$target}:U; otherwise mount the volume that holds the data there"
		       "@any if memory is what was meant, mount the tmpfs with uid={uid}; otherwise mount the volume that holds the data there",
	},
	{
		.name = "denied-group",
		.applies = its_group_may,
		.fix = "@user give the program its group {ogid}, which may: --user {uid}:{ogid}, or add the user to that group in the image"
		       "@docker give the program its group {ogid}, which may: --group-add {ogid} (in Compose group_add:), and {anew}"
		       "@podman give the program its group {ogid}, which may: --group-add {ogid}, and {anew}"
		       "@pod its group {ogid} may: supplementalGroups: [{ogid}] in the securityContext of the pod"
		       "@any give the program its group {ogid}, which may",
	},
	{
		.name = "denied-image",
		.kinds = MG_ON(IMAGE),
		.fix = "in the Dockerfile: COPY --chown={ids}, or RUN chown {ids} {$resolved}; then rebuild the image",
	},
	{
		.name = "denied-image",
		.words = "writable",
		.kinds = MG_ON(IMAGE),
		.looks = { MG_IN_POD },
		.fix = "let the program write to a directory of its own: an emptyDir for what may be lost, a PersistentVolumeClaim for what may not",
	},
	{
		.name = "denied-image",
		.kinds = MG_ON(IMAGE),
		.fix = "in the Dockerfile: put the files where uid {uid} may go, with COPY --chown={ids}; then rebuild the image",
	},
	{
		.name = "denied-volume",
		.kinds = MG_ON(VOLUME),
		.looks = { MG_OF_ROOT, MG_IS_MOUNT, MG_AT_VOLUME, MG_SAME_IDS },
		.fix = "@docker {checked}{chown}{ids} {$target}; and RUN chown {ids} {$target} in the Dockerfile, which a new or empty volume takes over"
		       "@any {checked}{asroot}{$target}",
	},
	{
		.name = "denied-anonymous",
		.kinds = MG_ON(ANONYMOUS),
		.fix = "RUN chown {ids} {$resolved} in the Dockerfile, above VOLUME: a new volume takes that over",
	},
	{
		.name = "denied-in-volume",
		.kinds = MG_ON(VOLUME),
		.looks = { MG_OF_ROOT, MG_AT_VOLUME, MG_IN_DOCKER },
		.fix = "{checked}{chown}{ids} {$resolved}",
	},
	{
		.name = "denied-in-volume",
		.kinds = MG_ON(VOLUME),
		.looks = { MG_OF_ROOT },
		.fix = "{checked}{asroot}{$resolved}",
	},
	{
		.name = "denied-secret",
		.looks = { MG_IS_SECRET, MG_IN_PODMAN },
		.fix = "--secret NAME,uid={uid},gid={gid},mode=0400, and {anew}",
	},
	{
		.name = "denied-share",
		.looks = { MG_IS_SHARE },
		.fix = "change its permissions in the folder of the host: {there}",
	},
	{
		.name = "denied-network",
		.kinds = MG_ON_ANY,
		.looks = { MG_ON_SERVER },
		.fix = "change its owner or its mode on the server of {source}",
	},
	{
		.name = "denied-shared",
		.looks = { MG_OF_ROOT },
		.applies = mg_wording_is_shared,
		.fix = "@noplace mount a copy of it there that uid {uid} may {verb}: more than this container needs {there}"
		       "@any mount a directory of the program's own there instead: more than this container needs {there}",
	},
	{
		.name = "denied-host-path",
		.kinds = MG_ON_ANY,
		.looks = { MG_IN_POD },
		.fix = "@pod {claim}{allow}{$there}"
		       "@any {claim}let uid {uid} {verb} {there}",
	},
	{
		.name = "denied-mapped",
		.looks = { MG_IS_MAPPED },
		.why = REASON "; in this user namespace the host has other numbers for them",
		.fix = "@podman without root, on the host: podman unshare chown {ids} {$there}"
		       "@any change its owner on the host to the number that uid {uid} has there",
	},
	{
		.name = "denied-root-dir",
		.looks = { MG_OF_ROOT, MG_IS_DIR },
		.kinds = MG_ON_ANY,
		.fix = "@host on the host: {allow}{$there}"
		       "@any on the host, let uid {uid} {verb} that directory: {there}{where}",
	},
	{
		.name = "denied-private",
		.looks = { MG_OF_ROOT, MG_WANTS_PRIVATE },
		.kinds = MG_ON_ANY,
		.fix = "@host on the host: chown {uid} {$there}"
		       "@any on the host, make uid {uid} the owner of that file: {there}{where}",
	},
	{
		.name = "denied-root-file",
		.looks = { MG_OF_ROOT },
		.kinds = MG_ON_ANY,
		.fix = "@host on the host: {allow}{$there}"
		       "@any on the host, let uid {uid} {verb} that file: {there}{where}",
	},
	{
		.name = "denied",
		.looks = { MG_OF_ROOT },
		.fix = "let uid {uid} {verb} it, where it comes from",
	},
	{
		.name = "denied-stranger",
		.looks = { MG_WANTS_WRITABLE, MG_OF_STRANGER },
		.fix = "check that these are the files that you mean: they belong to a user of the host or of another image, and another version of a server may not be able to use them; if they are, {runas}; before you change their owner, check what else uses them",
	},
	{
		.name = "denied",
		.fix = "check that these are the files that you mean; if they are, {runas}",
	},
};

const struct mg_advice_part mg_advice_mode = {
	.why = REASON,
	.looks = { MG_IS_DENIED, MG_ALSO_UNKNOWN },
	.errnum = EACCES,
	.rows = mode_rows,
	.count = MG_ARRAY_LEN(mode_rows),
};
