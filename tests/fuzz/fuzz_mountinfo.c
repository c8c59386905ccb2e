/* SPDX-License-Identifier: MIT */
/* Any bytes as the mount table: no read goes beyond them, and no message about them writes to a
 * terminal or breaks JSON. */
#include "mounts/engine.h"
#include "mounts/kind.h"
#include "mounts/table.h"
#include "say/parts.h"

#include "fuzz.h"

/* More mounts only cost time: the table is walked once for each of them. */
#define MAX_MOUNTS 64

static uint64_t
root_of(const struct mg_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++)
		if (strcmp(mounts->mounts[i].target, "/") == 0)
			return mounts->mounts[i].id;
	return 0;
}

static void
check_mount(const struct mg_mounts *mounts, const struct mg_mount *mount,
	    const struct mg_container *container)
{
	struct mg_backing backing = mg_backing_find(container, mount);
	struct mg_buf text = { 0 }, json = { 0 }, host = { 0 };
	const char *at;

	fuzz_check((unsigned)backing.kind < MG_KIND_COUNT);
	fuzz_check(mount->id != container->root_id || container->is_machine ||
		   backing.kind == MG_KIND_IMAGE);
	fuzz_check(!backing.in_memory || backing.lasting != MG_LASTING_YES);
	fuzz_check(backing.name.len <= strlen(mount->root) ||
		   backing.name.len <= strlen(mount->source));
	fuzz_check(backing.accepts & MG_KIND_BIT(backing.kind));
	fuzz_check(!container->is_pod ||
		   (backing.kind != MG_KIND_VOLUME && backing.kind != MG_KIND_ANONYMOUS));
	mg_backing_describe(mount, &backing, &text);
	fuzz_check_shown(mg_buf_text(&text));
	(void)mg_engine_add_host_path(mount, &backing, &host);
	fuzz_check_shown(mg_buf_text(&host));
	mg_buf_release(&host);
	(void)mg_engine_is_unshared_mac_folder(mount);
	(void)mg_backing_is_engines(mount, &backing);
	mg_backing_refine(&backing, mount->id & 1);
	fuzz_check(backing.accepts & MG_KIND_BIT(backing.kind));
	mg_json_add_mount(&json, mount, backing.kind);
	at = mg_buf_text(&json);
	fuzz_check_members(&at);
	mg_buf_release(&json);
	mg_buf_release(&text);
	(void)mg_backing_is_subpath(mount);
	(void)mg_engine_is_desktop_share(mount);
	fuzz_check(mg_mounts_find(mounts, mount->id) != NULL);
	(void)mg_mounts_entered(mounts, mount->parent_id, mount->target);
	(void)mg_mounts_entered(mounts, MG_MOUNTS_ANY, mount->target);
}

static void
check_table(const struct mg_mounts *mounts, size_t size)
{
	struct mg_signs signs = { size & 1, size & 2, size & 4, size & 8, size & 16 };
	uint64_t root_id = root_of(mounts);
	struct mg_container container = mg_container_find(mounts, root_id);
	struct mg_buf notes = { 0 };

	fuzz_check((unsigned)mg_engine_find(mounts, root_id, &signs) < MG_ENGINE_COUNT);
	for (size_t i = 0; i < mounts->count && i < MAX_MOUNTS; i++)
		check_mount(mounts, &mounts->mounts[i], &container);
	if (mounts->count <= MAX_MOUNTS)
		mg_notes_add(&notes, mounts, &container, NULL);
	fuzz_check_shown(mg_buf_text(&notes));
	mg_buf_release(&notes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mg_mounts mounts = { 0 };
	struct mg_err err = { 0 };

	if (mg_mounts_parse(fuzz_copy(data, size), size, false, &mounts, &err) != 0) {
		fuzz_check(err.text[0] != '\0' && !mounts.mounts);
		fuzz_check_shown(err.text);
		return 0;
	}
	check_table(&mounts, size);
	mg_mounts_release(&mounts);
	return 0;
}
