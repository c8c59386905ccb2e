/* SPDX-License-Identifier: MIT */
/* What there is, for the modes that tell and do not judge. Touches no storage itself: gather's
 * child does, and nobody where the table is a saved one. */
#include "probe/inventory.h"

#include "expect/read.h"
#include "text/path.h"
#include "words/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
mg_inventory_release(struct mg_inventory *inventory)
{
	mg_survey_release(&inventory->gather);
	mg_mounts_release(&inventory->listed);
	free(inventory->asks);
	free(inventory->entries);
	*inventory = (struct mg_inventory){ 0 };
}

/* --- the table alone --- */

/* The mount of "/" that is on top. */
static const struct mg_mount *
find_root(const struct mg_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];

		if (strcmp(mount->target, "/") == 0 && !mg_mounts_cover(mounts, mount))
			return mount;
	}
	return NULL;
}

/* The mount that a walk to path ends on; links cannot be seen. */
static const struct mg_mount *
walk_to(const struct mg_mounts *mounts, const struct mg_mount *from, const char *path)
{
	char name[MG_FACTS_PATH_BYTES] = "/", longer[MG_FACTS_PATH_BYTES];
	struct mg_slice part;

	while (from && mg_path_component(&path, &part)) {
		const struct mg_mount *entered;

		if (!mg_path_join(longer, sizeof(longer), name, part))
			return NULL;
		memcpy(name, longer, strlen(longer) + 1);
		entered = mg_mounts_entered(mounts, from->id, name);
		if (entered)
			from = entered;
	}
	return from;
}

/* --- what is asked for --- */

static size_t
count_paths(char **paths)
{
	size_t count = 0;

	while (paths && paths[count])
		count++;
	return count;
}

static void
find_backings(struct mg_inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		struct mg_entry *entry = &inventory->entries[i];

		if (!entry->mount)
			continue;
		/* What was found at the path is not the hidden mount's. */
		entry->backing = entry->facts && !entry->is_hidden
					 ? mg_subject_backing(&inventory->container, entry->mount,
							      entry->facts)
					 : mg_backing_find(&inventory->container, entry->mount);
	}
}

/* By their places, and those of one place in the order of the table: engines mount in whatever
 * order they come upon. */
static bool
comes_before(const struct mg_entry *one, const struct mg_entry *other)
{
	int order = mg_path_compare(one->path, other->path);

	return order != 0 ? order < 0 : one->mount < other->mount; /* all are in one array */
}

/* Lets the entry at top sink in the heap below it, of count entries, the last of which is on top.
 */
static void
sink(struct mg_entry *entries, size_t top, size_t count)
{
	for (size_t child; (child = 2 * top + 1) < count; top = child) {
		struct mg_entry entry = entries[top];

		child += child + 1 < count && comes_before(&entries[child], &entries[child + 1]);
		if (!comes_before(&entry, &entries[child]))
			return;
		entries[top] = entries[child];
		entries[child] = entry;
	}
}

/* A heap sort. The one of libc, qsort(3), would be one percent of the binary. */
static void
sort_entries(struct mg_entry *entries, size_t count)
{
	for (size_t top = count / 2; top > 0; top--)
		sink(entries, top - 1, count);
	for (; count > 1; count--) {
		struct mg_entry last = entries[0];

		entries[0] = entries[count - 1];
		entries[count - 1] = last;
		sink(entries, 0, count - 1);
	}
}

/* The mount points that are not the kernel's. */
static void
list_mounts(struct mg_inventory *inventory)
{
	const struct mg_mounts *listed = &inventory->listed;
	const struct mg_container unknown = { 0 };

	for (size_t i = 0; i < listed->count; i++) {
		const struct mg_mount *mount = &listed->mounts[i];

		if (mg_backing_find(&unknown, mount).kind != MG_KIND_KERNEL)
			inventory->entries[inventory->count++] =
				(struct mg_entry){ .path = mount->target, .mount = mount };
	}
	sort_entries(inventory->entries, inventory->count);
}

static void
list_paths(struct mg_inventory *inventory, char **paths)
{
	for (; *paths; paths++)
		inventory->entries[inventory->count++] =
			(struct mg_entry){ .path = *paths, .is_given = true };
}

/* Whether mount is tied to "/" by parents that are in the table. In a part of one, as bug reports
 * have it, they may be missing: then nothing is known of what is on top. */
static bool
is_tied(const struct mg_mounts *mounts, const struct mg_mount *mount)
{
	for (size_t steps = 0; mount && steps < mounts->count; steps++) {
		if (strcmp(mount->target, "/") == 0)
			return true;
		mount = mg_mounts_find(mounts, mount->parent_id);
	}
	return false;
}

/* What the table alone says of them. Where the kernel can be asked, it tells what is hidden. */
static void
complete_entries(struct mg_inventory *inventory, bool is_saved)
{
	const struct mg_mount *root = find_root(&inventory->listed);

	inventory->container = mg_container_find(&inventory->listed, root ? root->id : 0);
	for (size_t i = 0; i < inventory->count; i++) {
		struct mg_entry *entry = &inventory->entries[i];
		const struct mg_mount *seen;

		inventory->asks[i] = (struct mg_ask){ .path = entry->path, .needs = MG_NEED_SPACE };
		if (!entry->is_given && !is_saved)
			continue;
		seen = walk_to(&inventory->listed, root, entry->path);
		entry->is_hidden = entry->mount && root && seen != entry->mount &&
				   is_tied(&inventory->listed, entry->mount);
		if (entry->is_given)
			entry->mount = seen;
	}
	find_backings(inventory);
}

int
mg_inventory_list(struct mg_inventory *inventory, const struct mg_plan *plan, struct mg_err *err)
{
	int result = mg_read_mounts(plan->mountinfo, &inventory->listed, err);
	size_t room;

	if (result < 0)
		return result;
	inventory->mounts = &inventory->listed;
	room = count_paths(plan->command) + inventory->listed.count + 1; /* never none */
	inventory->entries = calloc(room, sizeof(*inventory->entries));
	inventory->asks = calloc(room, sizeof(*inventory->asks));
	if (!inventory->entries || !inventory->asks)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	if (plan->command)
		list_paths(inventory, plan->command);
	else
		list_mounts(inventory);
	complete_entries(inventory, plan->mountinfo);
	return 0;
}

/* --- the live system --- */

static void
fill_live(struct mg_inventory *inventory, struct mg_entry *entry, const struct mg_facts *facts)
{
	const struct mg_mount *found = NULL;

	entry->facts = facts;
	if (facts->has_mount_id && inventory->gather.has_root_id)
		found = mg_mounts_find(inventory->mounts, facts->mount_id);
	if (!entry->is_given) {
		/* Of all mounts that are listed, those count that the kernel does not show at their
		 * place; where it does not let us look, the table alone must do. */
		if (facts->walk_err == 0)
			entry->is_hidden = found && entry->mount->id != found->id;
		else
			entry->is_hidden = walk_to(inventory->mounts, find_root(inventory->mounts),
						   entry->path) !=
					   mg_mounts_find(inventory->mounts, entry->mount->id);
		found = mg_mounts_find(inventory->mounts, entry->mount->id);
	}
	entry->mount = found;
	if (!found) /* what the table alone said of it was a guess */
		entry->backing = (struct mg_backing){ 0 };
}

int
mg_inventory_find(struct mg_inventory *inventory, const struct mg_plan *plan,
		  const struct mg_signals *signals, struct mg_err *err)
{
	struct mg_survey *gather = &inventory->gather;
	int result;

	if (plan->mountinfo || inventory->count == 0)
		return 0;
	result = mg_survey_init(gather, inventory->asks, inventory->count, err);
	if (result < 0)
		return result;
	gather->timeout_ms = plan->timeout_ms;
	gather->signal_fd = signals->fd;
	gather->identity = &plan->identity;
	result = mg_survey_run(gather, err);
	if (result < 0)
		return result;
	inventory->mounts = &gather->mounts;
	inventory->container = gather->container;
	inventory->signs = gather->signs;
	for (size_t i = 0; i < inventory->count; i++)
		fill_live(inventory, &inventory->entries[i], mg_survey_facts(gather, i));
	find_backings(inventory);
	return 0;
}
