/* SPDX-License-Identifier: MIT */
/* --explain: what backs each path. Collects entries, from the live system or from a saved table,
 * and prints them. */
#include "explain.h"

#include "backing.h"
#include "gather.h"
#include "json.h"
#include "lex.h"
#include "lint.h"
#include "path.h"
#include "quote.h"
#include "source.h"
#include "sys.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_COLUMNS 100	    /* of the table */
#define MAX_PATH_COLUMNS 28 /* a longer path has a line of its own */

/* One row. */
struct entry {
	const char *path;
	const struct mg_mount *mount; /* NULL: could not tell */
	const struct mg_facts *facts; /* NULL: from a saved table */
	struct mg_backing backing;
	bool is_hidden; /* another mount covers it */
};

/* Everything that is explained. */
struct explanation {
	struct mg_mounts listed; /* the table that the paths come from */
	struct mg_ask *asks;
	struct mg_gather gather;
	const struct mg_mounts *mounts; /* the table that the entries are from */
	uint64_t root_id;
	struct entry *entries;
	size_t count;
};

static void
release(struct explanation *all)
{
	mg_gather_release(&all->gather);
	mg_mountinfo_release(&all->listed);
	free(all->asks);
	free(all->entries);
}

/* --- what is to be explained --- */

static size_t
count_paths(char **paths)
{
	size_t count = 0;

	while (paths && paths[count])
		count++;
	return count;
}

/* The given paths, or the mount points of all mounts that are not the kernel's. */
static int
list_paths(struct explanation *all, char **paths, struct mg_err *err)
{
	size_t given = count_paths(paths), room = given ? given : all->listed.count;

	all->entries = calloc(room ? room : 1, sizeof(*all->entries));
	all->asks = calloc(room ? room : 1, sizeof(*all->asks));
	if (!all->entries || !all->asks)
		return mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot begin");
	for (size_t i = 0; i < given; i++)
		all->entries[all->count++].path = paths[i];
	for (size_t i = 0; !given && i < all->listed.count; i++) {
		const struct mg_mount *mount = &all->listed.mounts[i];

		if (mg_backing_find(&all->listed, mount, 0).kind == MG_KIND_KERNEL)
			continue;
		all->entries[all->count].mount = mount;
		all->entries[all->count++].path = mount->target;
	}
	for (size_t i = 0; i < all->count; i++)
		all->asks[i] =
			(struct mg_ask){ .path = all->entries[i].path, .needs = MG_NEED_SPACE };
	return 0;
}

/* --- the live system --- */

static void
fill_live(struct explanation *all, struct entry *entry, const struct mg_facts *facts)
{
	const struct mg_mount *found = NULL;

	entry->facts = facts;
	if (facts->has_mount_id && all->gather.has_root_id)
		found = mg_mountinfo_find(all->mounts, facts->mount_id);
	/* Of all mounts that are listed, those count that the kernel does not show at their place.
	 */
	entry->is_hidden = entry->mount && found && entry->mount->id != found->id;
	if (entry->mount)
		found = mg_mountinfo_find(all->mounts, entry->mount->id);
	entry->mount = found;
}

static int
explain_live(struct explanation *all, const struct mg_options *options,
	     const struct mg_signals *signals, struct mg_err *err)
{
	int result;

	if (all->count == 0)
		return 0;
	result = mg_gather_init(&all->gather, all->asks, all->count, err);
	if (result < 0)
		return result;
	all->gather.timeout_ms = options->timeout_ms;
	all->gather.signal_fd = signals->fd;
	result = mg_gather_run(&all->gather, err);
	if (result < 0)
		return result;
	all->mounts = &all->gather.mounts;
	all->root_id = all->gather.root_id;
	for (size_t i = 0; i < all->count; i++)
		fill_live(all, &all->entries[i], mg_gather_facts(&all->gather, i));
	return 0;
}

/* --- a saved table --- */

/* The mount of "/" that is on top. */
static const struct mg_mount *
find_root(const struct mg_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct mg_mount *mount = &mounts->mounts[i];

		if (strcmp(mount->target, "/") == 0 &&
		    !mg_mountinfo_entered(mounts, mount->id, "/"))
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
		entered = mg_mountinfo_entered(mounts, from->id, name);
		if (entered)
			from = entered;
	}
	return from;
}

static void
explain_saved(struct explanation *all)
{
	const struct mg_mount *root = find_root(&all->listed);

	all->mounts = &all->listed;
	all->root_id = root ? root->id : 0;
	for (size_t i = 0; i < all->count; i++) {
		struct entry *entry = &all->entries[i];
		const struct mg_mount *seen = walk_to(all->mounts, root, entry->path);

		entry->is_hidden = entry->mount && root && seen != entry->mount;
		if (!entry->mount)
			entry->mount = seen;
	}
}

/* --- the table for people --- */

enum column {
	COLUMN_PATH,
	COLUMN_KIND,
	COLUMN_LASTS,
	COLUMN_TYPE,
	COLUMN_OPTIONS,
	COLUMN_FREE,
	COLUMN_WHAT,
	COLUMN_COUNT,
};

static const char *const titles[COLUMN_COUNT] = {
	"PATH", "KIND", "LASTS", "TYPE", "OPTIONS", "FREE", "WHAT IT IS",
};

static const char *
lasting_word(enum mg_lasting lasting)
{
	return lasting == MG_LASTING_YES ? "yes" : lasting == MG_LASTING_NO ? "no" : "?";
}

/* "75G": rounded down, so that it never promises. */
static void
add_size(struct mg_buf *cell, uint64_t bytes)
{
	static const char units[] = "BKMGTPE";
	size_t unit = 0;

	while (bytes >= 1024 && units[unit + 1] != '\0') {
		bytes /= 1024;
		unit++;
	}
	mg_buf_addf(cell, "%llu%c", (unsigned long long)bytes, units[unit]);
}

static void
add_what(struct mg_buf *cell, const struct entry *entry)
{
	const struct mg_facts *facts = entry->facts;

	if (entry->backing.name.len > 0) {
		mg_quote_add_slice(cell, entry->backing.name);
		if (entry->backing.within.len > 0)
			mg_quote_add_slice(cell, entry->backing.within);
	} else if (entry->backing.kind == MG_KIND_IMAGE) {
		mg_buf_add(cell, "image and writable layer");
	} else {
		mg_quote_add(cell, entry->backing.kind == MG_KIND_BIND ? entry->mount->root
								       : entry->mount->source);
	}
	if (entry->mount->stale)
		mg_buf_add(cell, ", deleted on the host");
	if (entry->is_hidden)
		mg_buf_add(cell, ", hidden by another mount");
	if (facts && (facts->answer == MG_ANSWER_LATE || facts->answer == MG_ANSWER_SPARED))
		mg_buf_add(cell, ", does not answer");
	else if (facts && facts->walk_err != 0 && !entry->is_hidden)
		mg_buf_add(cell, ", the path itself is not there");
}

static void
add_options(struct mg_buf *cell, const struct mg_mount *mount)
{
	mg_buf_add(cell, mg_backing_is_readonly(mount) ? "ro" : "rw");
	if (mg_mountinfo_has_option(mount->options, mg_lex_slice("noexec")))
		mg_buf_add(cell, ",noexec");
}

static void
add_cell(struct mg_buf *cell, const struct entry *entry, enum column column)
{
	bool has_space = entry->facts && entry->facts->space.is_known && !entry->is_hidden;

	if (column == COLUMN_PATH) {
		mg_quote_add(cell, entry->path);
		return;
	}
	if (!entry->mount) {
		mg_buf_add(cell, column == COLUMN_WHAT ? "could not tell" : "?");
		return;
	}
	switch (column) {
	case COLUMN_KIND:
		mg_buf_add(cell, mg_kind_name(entry->backing.kind));
		break;
	case COLUMN_LASTS:
		mg_buf_add(cell, lasting_word(entry->backing.lasting));
		break;
	case COLUMN_TYPE:
		mg_quote_add(cell, entry->mount->fstype);
		break;
	case COLUMN_OPTIONS:
		add_options(cell, entry->mount);
		break;
	case COLUMN_FREE:
		if (has_space)
			add_size(cell, entry->facts->space.free_bytes);
		else
			mg_buf_add(cell, "-");
		break;
	case COLUMN_WHAT:
		add_what(cell, entry);
		break;
	case COLUMN_PATH:
	case COLUMN_COUNT:
		break;
	}
}

/* Characters, not bytes. */
static size_t
width(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static size_t
widest_cell(const struct explanation *all, enum column column)
{
	size_t widest = width(titles[column]);

	for (size_t i = 0; i < all->count; i++) {
		struct mg_buf cell = { 0 };
		size_t this;

		add_cell(&cell, &all->entries[i], column);
		this = width(mg_buf_text(&cell));
		widest = this > widest ? this : widest;
		mg_buf_release(&cell);
	}
	return widest;
}

static void
pad(struct mg_buf *buf, size_t count)
{
	for (; count > 0; count--)
		mg_buf_add(buf, " ");
}

/* The last cell of a row, which begins in column at. What does not fit goes to a line of its own:
 * nothing is cut. */
static void
add_last_cell(struct mg_buf *buf, const char *text, size_t at)
{
	if (at + width(text) > MAX_COLUMNS) {
		while (buf->len > 0 && buf->text[buf->len - 1] == ' ')
			buf->len--;
		mg_buf_add(buf, "\n    ");
	}
	mg_buf_addf(buf, "%s\n", text);
}

/* A cell that others follow; one that is too wide has a line of its own. */
static void
add_inner_cell(struct mg_buf *buf, const char *text, size_t column_width)
{
	size_t taken = width(text);

	mg_buf_add(buf, text);
	if (taken > column_width) {
		mg_buf_add(buf, "\n");
		taken = 0;
	}
	pad(buf, column_width + 2 - taken);
}

/* A line of the table; entry NULL: the titles. */
static void
add_row(struct mg_buf *buf, const struct entry *entry, const size_t widths[COLUMN_COUNT])
{
	size_t at = 0;

	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		struct mg_buf cell = { 0 };

		if (entry)
			add_cell(&cell, entry, (enum column)i);
		else
			mg_buf_add(&cell, titles[i]);
		if (i == COLUMN_WHAT)
			add_last_cell(buf, mg_buf_text(&cell), at);
		else
			add_inner_cell(buf, mg_buf_text(&cell), widths[i]);
		at += widths[i] + 2;
		mg_buf_release(&cell);
	}
}

static void
add_table(struct mg_buf *buf, const struct explanation *all)
{
	size_t widths[COLUMN_COUNT];

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		widths[i] = widest_cell(all, (enum column)i);
	if (widths[COLUMN_PATH] > MAX_PATH_COLUMNS)
		widths[COLUMN_PATH] = MAX_PATH_COLUMNS;
	add_row(buf, NULL, widths);
	for (size_t i = 0; i < all->count; i++)
		add_row(buf, &all->entries[i], widths);
	mg_lint_add(buf, "note: ", all->mounts, all->root_id);
}

/* --- JSON --- */

static void
add_json(struct mg_buf *buf, const struct explanation *all)
{
	mg_buf_add(buf, "{\"version\":\"" MG_VERSION "\",\"mode\":\"explain\",\"paths\":[");
	for (size_t i = 0; i < all->count; i++) {
		const struct entry *entry = &all->entries[i];
		const struct mg_space *space = entry->facts ? &entry->facts->space : NULL;

		mg_buf_addf(buf, "%s{\"path\":", i > 0 ? "," : "");
		mg_quote_add_json(buf, entry->path);
		mg_buf_addf(buf, ",\"lasts\":%s,\"hidden\":%s",
			    entry->backing.lasting == MG_LASTING_UNKNOWN ? "null"
			    : entry->backing.lasting == MG_LASTING_YES	 ? "true"
									 : "false",
			    entry->is_hidden ? "true" : "false");
		if (space && space->is_known && !entry->is_hidden)
			mg_buf_addf(buf, ",\"free_bytes\":%llu,\"free_inodes\":%llu",
				    (unsigned long long)space->free_bytes,
				    (unsigned long long)space->free_inodes);
		else
			mg_buf_add(buf, ",\"free_bytes\":null,\"free_inodes\":null");
		mg_json_add_mount(buf, entry->mount, entry->backing.kind);
		mg_buf_add(buf, "}");
	}
	mg_buf_add(buf, "]}\n");
}

int
mg_explain_run(const struct mg_options *options, const struct mg_signals *signals,
	       struct mg_err *err)
{
	MG_CLEANUP(release) struct explanation all = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	int result = mg_source_read_mounts(options->mountinfo, &all.listed, err);

	if (result == 0)
		result = list_paths(&all, options->command, err);
	all.mounts = &all.listed;
	if (result == 0 && options->mountinfo)
		explain_saved(&all);
	else if (result == 0)
		result = explain_live(&all, options, signals, err);
	if (result < 0)
		return result;
	for (size_t i = 0; i < all.count; i++)
		if (all.entries[i].mount)
			all.entries[i].backing =
				mg_backing_find(all.mounts, all.entries[i].mount, all.root_id);
	if (options->is_json)
		add_json(&buf, &all);
	else
		add_table(&buf, &all);
	mg_sys_write_all(STDOUT_FILENO, mg_buf_text(&buf), buf.len);
	return buf.failed ? mg_err_set(err, MG_EXIT_UNKNOWN, ENOMEM, "cannot print") : 0;
}
