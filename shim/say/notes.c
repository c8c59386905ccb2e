/* SPDX-License-Identifier: MIT */
/* Mounts that are nearly always a mistake. Pure: judges the mount table. */
#include "parts.h"

#include "mounts/kind.h"
#include "text/lex.h"
#include "text/quote.h"

#include <string.h>

static bool
is_mangled(const char *target)
{
	size_t len = strlen(target);

	return strchr(target, ';') || strchr(target, '\\') || mg_lex_find(target, ":/") ||
	       target[len - 1] == ':' || target[len - 1] == ' ';
}

/* Whether an expectation is about a path on the mount; without findings, true. */
static bool
is_expected(const struct mg_findings *findings, const struct mg_mount *mount)
{
	for (size_t i = 0; findings && i < findings->count; i++)
		if (findings->items[i].subject->mount == mount)
			return true;
	return !findings;
}

void
mg_notes_add(struct mg_buf *buf, const struct mg_mounts *mounts,
	     const struct mg_container *container, const struct mg_findings *findings)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];
		enum mg_kind kind = mg_backing_find(container, mount).kind;
		const char *says = NULL;

		if (kind == MG_KIND_KERNEL || kind == MG_KIND_IMAGE)
			continue;
		if (is_mangled(mount->target))
			says = "looks like a mistake: a path of Windows, a \";\" or a blank at its "
			       "end (in Git Bash set MSYS_NO_PATHCONV=1)";
		else if (kind == MG_KIND_ANONYMOUS && is_expected(findings, mount))
			says = "is an anonymous volume: made new with each container";
		else if (mg_mounts_cover(mounts, mount))
			says = "is covered by a later mount at the same place";
		if (!says)
			continue;
		mg_buf_add(buf, "note: ");
		mg_quote_add(buf, mount->target);
		mg_buf_addf(buf, " %s\n", says);
	}
}
