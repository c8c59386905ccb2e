/* SPDX-License-Identifier: MIT */
/* The table of diagnoses, its end: who is denied, and why. Pure: data. */
#include "diagnoses.h"

#include "symptoms.h"

static const struct mg_diagnosis rows[] = {
	{
		.name = "immutable",
		.words = "*",
		.applies = mg_symptom_immutable,
		.why = "{resolved} has the immutable flag (chattr +i)",
		.fix = "chattr -i on the host",
	},
	{
		.name = "fuse-private",
		.words = "*",
		.applies = mg_symptom_fuse_private,
		.also_unknown = true,
		.why = "{target} ({fstype}) was mounted without allow_other, which lets in nobody "
		       "but the user who mounted it, not even root",
		.fix = "mount it on the host with the option allow_other",
	},
	{
		.name = "squashed-root",
		.words = "*",
		.applies = mg_symptom_squashed_root,
		.also_unknown = true,
		.why = "the server of {source} does not let root do as it likes (root_squash), and "
		       "{resolved} belongs to {owner} with mode {mode}",
		.fix = "on the server: give {resolved} to the user that the program runs as, or "
		       "export it with no_root_squash",
	},
	{
		.name = "squashed",
		.words = "*",
		.applies = mg_symptom_squashed,
		.also_unknown = true,
		.why = "the server of {source} does not let root do as it likes (root_squash); "
		       "{resolved} belongs to {owner} with mode {mode}",
		.fix = "run the program as {owner} (--user), or let the server give it to another",
	},
	{
		.name = "acl",
		.words = "*",
		.applies = mg_symptom_acl,
		.also_unknown = true,
		.why = "{resolved} has an access control list, and that does not let uid {uid}",
		.fix = "getfacl shows it; on the host: setfacl -m u:{uid}:rwX",
	},
	{
		.name = "not-executable",
		.words = "executable",
		.applies = mg_symptom_not_executable,
		.why = "its mode {mode} lets nobody execute it",
		.fix = "chmod +x {resolved}, where it comes from: in the image's build, in git, on "
		       "the host",
	},
	{
		.name = "no-capability",
		.words = "*",
		.applies = mg_symptom_no_capability,
		.also_unknown = true,
		.why = "{resolved} {reason}; root can pass over that only with the capability "
		       "DAC_OVERRIDE, which was dropped",
		.fix = "run the container as {owner}, or give {resolved} to root (chown)",
		.fix_docker = "run the container as {owner} (--user; in Compose user:), or give "
			      "{resolved} to root (chown), or --cap-add DAC_OVERRIDE",
		.fix_kubernetes =
			"let the program be {owner} (runAsUser), or set fsGroup: {gid} in the "
			"securityContext of the pod",
		.fix_podman = "run the container as {owner} (--user), or give {resolved} to root "
			      "(chown), or --cap-add DAC_OVERRIDE",
	},
	{
		.name = "denied-own",
		.words = "*",
		.applies = mg_symptom_denied_own,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "chmod u+rwX {resolved}, where it comes from",
	},
	{
		.name = "denied-pod",
		.words = "*",
		.applies = mg_symptom_denied_pod,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "set fsGroup: {gid} in the securityContext of the pod; where the storage "
		       "ignores that, runAsUser: its owner",
	},
	{
		.name = "denied-image",
		.words = "*",
		.applies = mg_symptom_denied_image,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "in the Dockerfile: COPY --chown={ids}, or RUN chown -R {ids} {resolved}",
	},
	{
		.name = "denied-volume",
		.words = "*",
		.applies = mg_symptom_denied_volume,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "once, as root: chown -R {ids} {resolved}",
		.fix_docker = "once: docker run --rm --user 0 --entrypoint chown -v "
			      "{volume}:{target} IMAGE -R {ids} {target}; and RUN chown {ids} "
			      "{target} in the Dockerfile, which a new or empty volume takes over",
		.fix_podman = "add :U to the mount of {target}: Podman changes the owner then",
	},
	{
		.name = "denied-network",
		.words = "*",
		.applies = mg_symptom_denied_network,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "change its owner or its mode on the server of {source}, or run the "
		       "container as {owner}",
	},
	{
		.name = "denied-read",
		.words = "*",
		.applies = mg_symptom_denied_read,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "on the host: chmod -R a+rX {host}",
		.fix_podman = "on the host: chmod -R a+rX {host}; or add :U to the mount of "
			      "{target}, and Podman changes the owner",
		.fix_kubernetes =
			"chmod -R a+rX on the node, or by an init container that runs as root: "
			"fsGroup does nothing here",
	},
	{
		.name = "denied-root",
		.words = "*",
		.applies = mg_symptom_denied_root,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "on the host: chown -R {ids} {host}",
		.fix_podman = "add :U to the mount of {target}: Podman changes the owner on the "
			      "host then",
		.fix_kubernetes =
			"chown it on the node, or by an init container that runs as root: "
			"fsGroup does nothing here",
	},
	{
		.name = "denied",
		.words = "*",
		.applies = mg_symptom_denied,
		.also_unknown = true,
		.why = "{resolved} {reason}",
		.fix = "on the host: chown -R {ids} {host}; or run the container as {owner}",
		.fix_docker = "on the host: chown -R {ids} {host}; or run the container as "
			      "{owner} (--user; in Compose user:)",
		.fix_podman = "add :U to the mount of {target}: Podman changes the owner on the "
			      "host then",
		.fix_kubernetes =
			"chown it on the node, or run the container as {owner} (runAsUser): "
			"fsGroup does nothing here",
	},
};

const struct mg_diagnosis *
mg_diagnosis_denied_at(size_t index)
{
	return index < MG_ARRAY_LEN(rows) ? &rows[index] : NULL;
}
