/* SPDX-License-Identifier: MIT */
/* What the root field of a mount says by itself. Pure: names the directories of engines. */
#include "roots.h"

#include "text/lex.h"
#include "text/path.h"

#include <string.h>

/* kubernetes.io~TYPE in the path of a volume on the node (Kubernetes pkg/volume/.../plugin names).
 * Every other type is a driver of persistent volumes: csi, nfs, iscsi, rbd... The kubelet mounts a
 * tmpfs, whose root is "/", for the last three. Their directories are seen only where that mount
 * does not reach the containers. */
static const struct {
	const char *type;
	enum mg_kind kind;
} kubernetes_types[] = {
	{ "empty-dir", MG_KIND_EMPTYDIR },    { "configmap", MG_KIND_CONFIGMAP },
	{ "secret", MG_KIND_SECRET },	      { "projected", MG_KIND_PROJECTED },
	{ "downward-api", MG_KIND_DOWNWARD },
};

static struct mg_slice
component_at(const char *path)
{
	return (struct mg_slice){ path, strcspn(path, "/") };
}

/* Reads TYPE/NAME and the path below it, which follow "kubernetes.io~". */
static bool
read_kubernetes(const char *text, struct mg_backing *backing)
{
	struct mg_slice type = component_at(text);
	struct mg_slice name = component_at(type.text + type.len + (type.text[type.len] == '/'));
	const char *within = name.text + name.len;

	if (name.len == 0)
		return false;
	backing->kind = MG_KIND_PVC;
	for (size_t i = 0; i < MG_ARRAY_LEN(kubernetes_types); i++)
		if (mg_lex_equal(type, kubernetes_types[i].type))
			backing->kind = kubernetes_types[i].kind;
	/* The kubelet has CSI drivers mount the volume one directory further down. */
	if (mg_lex_equal(type, "csi") && mg_path_is_under(within, "/mount"))
		within += sizeof("/mount") - 1;
	backing->name = name;
	backing->within = mg_lex_slice(within);
	return true;
}

/* Whether text begins with a UUID ("0d3f5a7c-91be-4c20-8f6d-2a4b6c8e0f13") before the end of the
 * name or a '_'. */
static bool
is_uuid(const char *text)
{
	for (size_t i = 0; i < 36; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (text[i] == '\0' || !strchr(is_dash ? "-" : "0123456789abcdef", text[i]))
			return false;
	}
	return text[36] == '\0' || text[36] == '/' || text[36] == '_';
}

/* Finds the directory that a provisioner made for a claim: pvc-UID (OpenEBS, Docker Desktop),
 * pvc-UID_NAMESPACE_CLAIM (rancher/local-path-provisioner, which k3s, kind and Rancher Desktop come
 * with), NAMESPACE-CLAIM-pvc-UID (MicroK8s, the NFS provisioners). */
static bool
is_claim(const char *root, struct mg_backing *backing)
{
	for (const char *at = mg_lex_find(root, "pvc-"); at; at = mg_lex_find(at + 1, "pvc-")) {
		const char *name = at;

		if (!is_uuid(at + 4) || at == root || (at[-1] != '/' && at[-1] != '-'))
			continue;
		while (name > root && name[-1] != '/')
			name--;
		backing->kind = MG_KIND_PVC;
		backing->name = component_at(name);
		backing->within = mg_lex_slice(name + backing->name.len);
		return true;
	}
	return false;
}

/* The last directory counts: a node may itself be a container, with its kubelet's directory in a
 * volume of the outer engine. */
bool
mg_roots_pod_volume(const char *path, struct mg_backing *backing)
{
	bool found = false;

	for (const char *at = mg_lex_find(path, "/pods/"); at; at = mg_lex_find(at + 1, "/pods/")) {
		const char *type = mg_lex_after(at, "/pods/*/volumes/kubernetes.io~");

		found |= type && read_kubernetes(type, backing);
	}
	return found || is_claim(path, backing);
}

/* nerdctl has a namespace before the name. The last directory counts: an engine within a container
 * keeps its volumes in a volume of the outer engine. */
bool
mg_roots_volume(const char *path, struct mg_backing *backing)
{
	const char *pattern = mg_lex_find(path, "/nerdctl/") ? "/volumes/*/" : "/volumes/";
	bool found = false;

	for (const char *at = mg_lex_find(path, "/volumes/"); at;
	     at = mg_lex_find(at + 1, "/volumes/")) {
		const char *start = mg_lex_after(at, pattern);
		struct mg_slice name = component_at(start ? start : "");
		const char *rest = mg_lex_after(name.text + name.len, "/_data");

		if (name.len == 0 || !rest || (*rest != '\0' && *rest != '/'))
			continue;
		backing->kind = mg_lex_is_id(name.text) ? MG_KIND_ANONYMOUS : MG_KIND_VOLUME;
		backing->name = name;
		backing->within = mg_lex_slice(rest);
		found = true;
	}
	return found;
}

/* Whether the first component of text has `count` hex digits in lower case or dashes. */
static bool
is_hex(const char *text, size_t count)
{
	return strspn(text, "0123456789abcdef-") == count &&
	       (text[count] == '/' || text[count] == '\0');
}

bool
mg_roots_is_termination_log(const char *path)
{
	for (const char *at = mg_lex_find(path, "/pods/"); at; at = mg_lex_find(at + 1, "/pods/")) {
		const char *uid = at + strlen("/pods/");
		const char *id = mg_lex_after(at, "/pods/*/containers/*/");

		/* A static pod has a hash for its UID. */
		if (id && (is_hex(uid, 36) || is_hex(uid, 32)) && is_hex(id, 8) && id[8] == '\0')
			return true;
	}
	return false;
}

bool
mg_roots_is_kubelets(const char *path)
{
	return (strcmp(mg_path_base(path), "etc-hosts") == 0 &&
		mg_lex_find_any(path, "/pods/*/etc-hosts")) ||
	       mg_roots_is_termination_log(path);
}

bool
mg_roots_is_own(const char *path)
{
	/* What comes before a container's id in the path of a file that the engine makes and
	 * removes with the container, as /etc/hosts: Docker, Podman and CRI-O (overlay-containers),
	 * containerd's CRI plugin, nerdctl (its docs/dir.md). */
	return mg_lex_find_any(path, "containers/# /sandboxes/# /containers/default/# "
				     "/etchosts/default/#") ||
	       mg_roots_is_kubelets(path);
}

bool
mg_roots_is_own_target(const char *target)
{
	/* /run/.containerenv and podman-init are Podman's, docker-init is from docker run --init,
	 * and the secret of Kubernetes is the token of the service account. */
	const char *rest =
		mg_lex_after(target, "/dev /proc /sys /etc/hostname /etc/hosts /etc/resolv.conf "
				     "/run/.containerenv /run/podman-init /sbin/docker-init "
				     "/run/secrets/kubernetes.io /var/run/secrets/kubernetes.io");

	if (strcmp(target, "/run/secrets") == 0)
		return true; /* Podman, where the host has a subscription */
	return rest && (*rest == '\0' || *rest == '/');
}

bool
mg_roots_is_dated(const char *path)
{
	struct mg_slice part;

	while (mg_path_component(&path, &part))
		if (part.len > 7 && memcmp(part.text, "..", 2) == 0 &&
		    strspn(part.text + 2, "0123456789") == 4 && part.text[6] == '_')
			return true;
	return false;
}
