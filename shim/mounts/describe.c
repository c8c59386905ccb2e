/* SPDX-License-Identifier: MIT */
/* What a mount is, in words for people. Pure. */
#include "mounts/kind.h"

#include "mounts/engine.h"
#include "mounts/fstype.h"
#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

static const char *const nouns[MG_KIND_COUNT] = {
	[MG_KIND_UNKNOWN] = "storage of unknown kind",
	[MG_KIND_IMAGE] = "the image or the container's own layer",
	[MG_KIND_VOLUME] = "volume",
	[MG_KIND_ANONYMOUS] = "anonymous volume",
	[MG_KIND_TMPFS] = "tmpfs",
	[MG_KIND_BIND] = "bind of",
	[MG_KIND_NETWORK] = "network storage",
	[MG_KIND_EMPTYDIR] = "emptyDir",
	[MG_KIND_CONFIGMAP] = "configMap",
	[MG_KIND_SECRET] = "secret",
	[MG_KIND_PROJECTED] = "projected volume",
	[MG_KIND_DOWNWARD] = "downwardAPI volume",
	[MG_KIND_HOSTPATH] = "hostPath",
	[MG_KIND_PVC] = "persistent volume",
	[MG_KIND_KERNEL] = "made by the kernel",
};

const char *
mg_kind_noun(enum mg_kind kind)
{
	return nouns[kind];
}

void
mg_backing_add_root(const struct mg_mount *mount, struct mg_buf *buf)
{
	bool is_whole = strcmp(mount->root, "/") == 0, is_named = mount->source[0] == '/';

	if (is_whole)
		mg_buf_add(buf, is_named ? "the whole file system" : "a whole");
	else
		mg_quote_add(buf, mount->root);
	if (is_named) {
		mg_buf_add(buf, is_whole ? " on " : " of the file system on ");
		mg_quote_add(buf, mount->source);
		return;
	}
	mg_buf_add(buf, is_whole ? " " : " of a ");
	if (mg_fs_class_of(mount->fstype) != MG_FS_MEMORY)
		mg_buf_add(buf, "file system of type ");
	mg_quote_add(buf, mount->fstype);
}

/* Podman's :O, which is an overlay over the directory that was asked for. */
bool
mg_backing_add_overlaid(const struct mg_mount *mount, struct mg_buf *buf)
{
	static const char option[] = "lowerdir=";
	const char *lower = mg_lex_find(mount->super_options, option);
	struct mg_slice dir;

	if (strcmp(mount->fstype, "overlay") != 0 || strcmp(mount->root, "/") != 0 || !lower)
		return false;
	dir.text = lower + sizeof(option) - 1;
	dir.len = strcspn(dir.text, ":,");
	mg_buf_add(buf, "temporary overlay (:O) over ");
	mg_quote_add_slice(buf, dir);
	return true;
}

/* The type that mg_backing_add_root() says itself where there is no device. */
static void
add_bind(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	const char *before = " on ", *behind = "";

	if (!mg_engine_add_share(mount, buf)) {
		if (backing->is_host_path) {
			mg_quote_add(buf, mount->root);
		} else {
			mg_backing_add_root(mount, buf);
			if (mount->source[0] != '/')
				return;
			before = " (";
			behind = ")";
		}
	}
	mg_buf_add(buf, before);
	mg_quote_add(buf, mount->fstype);
	mg_buf_add(buf, behind);
}

static void
add_named(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	if (backing->name.len > 0) {
		mg_buf_add(buf, " ");
		mg_quote_add_slice(buf, backing->name);
	}
	if (backing->within.len > 0) {
		mg_buf_add(buf, " at ");
		mg_quote_add_slice(buf, backing->within);
	}
	mg_buf_add(buf, " on ");
	mg_quote_add(buf, mount->fstype);
}

static void
add_typed(const struct mg_mount *mount, const char *noun, struct mg_buf *buf)
{
	mg_buf_addf(buf, "%s (", noun);
	mg_quote_add(buf, mount->fstype);
	mg_buf_add(buf, ")");
}

static bool
accepts(const struct mg_backing *backing, enum mg_kind kind)
{
	return backing->accepts & MG_KIND_BIT(kind);
}

const char *
mg_backing_noun(const struct mg_backing *backing)
{
	if (backing->kind == MG_KIND_SECRET && backing->name.len == 0 &&
	    accepts(backing, MG_KIND_PROJECTED))
		return "secret, projected or downwardAPI volume";
	return nouns[backing->kind];
}

bool
mg_backing_is_in_pod(const struct mg_backing *backing)
{
	return accepts(backing, MG_KIND_HOSTPATH) || accepts(backing, MG_KIND_EMPTYDIR) ||
	       accepts(backing, MG_KIND_CONFIGMAP) || accepts(backing, MG_KIND_SECRET) ||
	       accepts(backing, MG_KIND_PROJECTED) || accepts(backing, MG_KIND_DOWNWARD) ||
	       accepts(backing, MG_KIND_PVC);
}

static void
add_kind(const struct mg_mount *mount, const struct mg_backing *backing, struct mg_buf *buf)
{
	bool is_root = strcmp(mount->target, "/") == 0;

	switch (backing->kind) {
	case MG_KIND_TMPFS:
		mg_quote_add(buf, mount->fstype);
		return;
	case MG_KIND_KERNEL:
		mg_quote_add(buf, mount->fstype);
		mg_buf_addf(buf, ", %s", nouns[backing->kind]);
		return;
	case MG_KIND_IMAGE:
		add_typed(mount, is_root ? nouns[backing->kind] : "an image that is mounted", buf);
		return;
	case MG_KIND_NETWORK:
	case MG_KIND_UNKNOWN:
		mg_buf_addf(buf, "%s, ", nouns[backing->kind]);
		mg_quote_add(buf, mount->fstype);
		mg_buf_add(buf, " from ");
		mg_quote_add(buf, mount->source);
		return;
	case MG_KIND_BIND:
		if (is_root) {
			add_typed(mount, "the root file system", buf);
			return;
		}
		if (mg_backing_add_overlaid(mount, buf))
			return;
		mg_buf_addf(buf, "%s ", nouns[backing->kind]);
		add_bind(mount, backing, buf);
		if (accepts(backing, MG_KIND_HOSTPATH))
			mg_buf_addf(buf, ", hostPath or %s",
				    backing->in_memory ? "subPath" : "claim");
		return;
	case MG_KIND_SECRET:
	case MG_KIND_VOLUME:
	case MG_KIND_ANONYMOUS:
	case MG_KIND_EMPTYDIR:
	case MG_KIND_CONFIGMAP:
	case MG_KIND_PROJECTED:
	case MG_KIND_DOWNWARD:
	case MG_KIND_HOSTPATH:
	case MG_KIND_PVC:
		break;
	case MG_KIND_COUNT:
		return;
	}
	mg_buf_add(buf, mg_backing_noun(backing));
	add_named(mount, backing, buf);
}

void
mg_backing_describe(const struct mg_mount *mount, const struct mg_backing *backing,
		    struct mg_buf *buf)
{
	add_kind(mount, backing, buf);
	if (mount->stale)
		mg_buf_addf(buf, ", deleted on the %s",
			    mg_backing_is_in_pod(backing) ? "node" : "host");
	if (mg_backing_is_readonly(mount))
		mg_buf_add(buf, ", read-only");
}
