/* SPDX-License-Identifier: MIT */
/* --explain: what backs each path, as a table for people or as JSON. */
#include "say/explain.h"

#include "json.h"
#include "mounts/engine.h"
#include "mounts/kind.h"
#include "notes.h"
#include "probe/inventory.h"
#include "say/report.h"
#include "text/errnum.h"
#include "text/lex.h"
#include "text/quote.h"
#include "words/subject.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_COLUMNS 100	    /* of the table */
#define MAX_PATH_COLUMNS 28 /* a longer path has a line of its own */
#define SHORT_ID_DIGITS 12  /* as docker ps shows ids */

/* Directories are listed in tables of at most so many mounts: to list a directory takes longer than
 * all other questions about it. */
#define MAX_LISTED_MOUNTS 1000

/* ECMA-48 SGR: for a terminal, and for nothing else. */
#define BOLD "\033[1m"
#define FAINT "\033[2m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

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

static bool
is_silent(const struct mg_facts *facts)
{
	return facts && (facts->answer == MG_ANSWER_LATE || facts->answer == MG_ANSWER_SPARED);
}

static bool
is_gone(const struct mg_entry *entry)
{
	return entry->facts && entry->facts->walk_err != 0 && !entry->is_hidden;
}

/* A mount whose directory was listed, and has nothing of its own. */
static bool
is_empty(const struct mg_entry *entry)
{
	const struct mg_facts *facts = entry->facts;

	return facts && !entry->is_hidden && facts->is_mount_root && S_ISDIR(facts->mode) &&
	       facts->listing.err == 0 && !facts->listing.has_own;
}

static bool
has_nothing_at_all(const struct mg_entry *entry)
{
	return entry->facts->listing.mount_points == 0 && !entry->facts->listing.has_lost_found;
}

/* What is wrong with a mount does not last, or could be another storage than the one meant. */
static enum mg_lasting
lasting_of(const struct mg_entry *entry)
{
	if (entry->backing.lasting != MG_LASTING_YES)
		return entry->backing.lasting;
	if (entry->mount && entry->mount->stale)
		return MG_LASTING_NO;
	return is_empty(entry) || is_silent(entry->facts) ? MG_LASTING_UNKNOWN : MG_LASTING_YES;
}

/* Adds text, with every id of 64 digits that is a component of it cut as Docker shows ids. */
static void
add_with_short_ids(struct mg_buf *cell, struct mg_slice text)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf shorter = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf whole = { 0 };
	const char *at;

	mg_buf_add_bytes(&whole, text.text, text.len);
	for (at = mg_buf_text(&whole); *at != '\0';) {
		size_t len = strcspn(at, "/");
		bool is_id = mg_lex_is_id(at);

		mg_buf_add_bytes(&shorter, at, is_id ? SHORT_ID_DIGITS : len);
		mg_buf_add(&shorter, is_id ? "..." : "");
		at += len;
		for (; *at == '/'; at++)
			mg_buf_add(&shorter, "/");
	}
	mg_quote_add(cell, mg_buf_text(&shorter));
}

static void
add_bind(struct mg_buf *cell, const struct mg_entry *entry)
{
	if (strcmp(entry->mount->target, "/") == 0) {
		mg_buf_add(cell, "the machine's own, on ");
		mg_quote_add(cell, entry->mount->source);
		return;
	}
	if (mg_backing_add_overlaid(entry->mount, cell))
		return;
	if (entry->backing.is_own)
		add_with_short_ids(cell, mg_lex_slice(entry->mount->root));
	else
		(void)mg_engine_add_host_path(entry->mount, &entry->backing, cell);
	if (entry->backing.accepts & MG_KIND_BIT(MG_KIND_HOSTPATH))
		mg_buf_addf(cell, " (hostPath or %s)",
			    entry->backing.in_memory ? "subPath" : "claim");
}

static void
add_storage(struct mg_buf *cell, const struct mg_entry *entry)
{
	const struct mg_backing *backing = &entry->backing;
	bool is_root = strcmp(entry->mount->target, "/") == 0;

	if (backing->name.len > 0) {
		add_with_short_ids(cell, backing->name);
		if (backing->within.len > 0)
			mg_quote_add_slice(cell, backing->within);
	} else if (backing->kind == MG_KIND_IMAGE) {
		mg_buf_add(cell, is_root ? "image and writable layer" : "an image that is mounted");
	} else if (backing->kind == MG_KIND_BIND) {
		add_bind(cell, entry);
	} else if (backing->kind == MG_KIND_SECRET) {
		mg_buf_add(cell, "secret, projected or downwardAPI volume");
	} else if (backing->kind == MG_KIND_PROJECTED) {
		mg_buf_add(cell, "service account token");
	} else if (backing->kind == MG_KIND_EMPTYDIR) {
		mg_buf_add(cell, "emptyDir in memory");
	} else {
		mg_quote_add(cell, entry->mount->source);
	}
}

static void
add_what(struct mg_buf *cell, const struct mg_entry *entry)
{
	const struct mg_subject subject = { .facts = entry->facts };

	if (entry->mount->stale)
		mg_buf_add(cell, "STALE: ");
	else if (is_silent(entry->facts))
		mg_buf_add(cell, "SILENT: ");
	else if (is_empty(entry))
		mg_buf_add(cell, "EMPTY: ");
	add_storage(cell, entry);
	if (entry->mount->stale)
		mg_buf_add(cell, ", deleted on the host");
	else if (is_empty(entry) && !has_nothing_at_all(entry)) {
		mg_buf_add(cell, ", ");
		mg_subject_add_nothing(&subject, cell);
	}
	if (entry->is_hidden)
		mg_buf_add(cell, ", hidden by another mount");
	if (is_silent(entry->facts))
		mg_buf_add(cell, ", does not answer");
	else if (is_gone(entry))
		mg_buf_add(cell, mg_errnum_is_missing(entry->facts->walk_err)
					 ? ", the path itself is not there"
					 : ", it cannot be reached");
}

static void
add_options(struct mg_buf *cell, const struct mg_mount *mount)
{
	mg_buf_add(cell, mg_backing_is_readonly(mount) ? "ro" : "rw");
	if (mg_mounts_has_option(mount->options, mg_lex_slice("noexec")))
		mg_buf_add(cell, ",noexec");
}

static void
add_cell(struct mg_buf *cell, const struct mg_entry *entry, enum column column)
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
		mg_buf_add(cell, lasting_word(lasting_of(entry)));
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

/* The engine's own are left out unless the user named them, asked for all, or they are in trouble.
 */
static bool
is_shown(const struct mg_inventory *inventory, const struct mg_entry *entry)
{
	return entry->is_given || inventory->shows_all || !entry->mount || entry->mount->stale ||
	       is_silent(entry->facts) || !mg_backing_is_engines(entry->mount, &entry->backing);
}

static size_t
widest_cell(const struct mg_inventory *inventory, enum column column)
{
	size_t widest = width(titles[column]);

	for (size_t i = 0; i < inventory->count; i++) {
		struct mg_buf cell = { 0 };
		size_t this;

		if (!is_shown(inventory, &inventory->entries[i]))
			continue;
		add_cell(&cell, &inventory->entries[i], column);
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
add_row(struct mg_buf *buf, const struct mg_entry *entry, const size_t widths[COLUMN_COUNT])
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

static const char *
colour_of(const struct mg_entry *entry)
{
	if (!entry->mount || entry->mount->stale || is_silent(entry->facts) || is_gone(entry) ||
	    is_empty(entry))
		return RED;
	return entry->is_hidden ? FAINT : "";
}

/* The row in that colour, "" for none. */
static void
add_coloured(struct mg_buf *buf, const struct mg_entry *entry, const size_t widths[COLUMN_COUNT],
	     const char *colour)
{
	mg_buf_add(buf, colour);
	add_row(buf, entry, widths);
	if (*colour == '\0')
		return;
	buf->len -= buf->len > 0; /* the newline belongs to nobody's colour */
	mg_buf_add(buf, PLAIN "\n");
}

/* As no-color.org has it: NO_COLOR counts where it is not empty. */
static bool
has_colours(void)
{
	const char *off = getenv("NO_COLOR"), *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (!off || *off == '\0') && terminal &&
	       strcmp(terminal, "dumb") != 0;
}

static void
add_table(struct mg_buf *buf, const struct mg_inventory *inventory)
{
	bool colours = has_colours();
	size_t widths[COLUMN_COUNT];

	for (size_t i = 0; i < COLUMN_WHAT; i++)
		widths[i] = widest_cell(inventory, (enum column)i);
	widths[COLUMN_WHAT] = 0; /* the last one: nothing is padded to it */
	if (widths[COLUMN_PATH] > MAX_PATH_COLUMNS)
		widths[COLUMN_PATH] = MAX_PATH_COLUMNS;
	add_coloured(buf, NULL, widths, colours ? BOLD : "");
	for (size_t i = 0; i < inventory->count; i++)
		if (is_shown(inventory, &inventory->entries[i]))
			add_coloured(buf, &inventory->entries[i], widths,
				     colours ? colour_of(&inventory->entries[i]) : "");
	if (inventory->count > MAX_LISTED_MOUNTS)
		mg_buf_addf(buf, "note: more than %d mounts: no directory was listed\n",
			    MAX_LISTED_MOUNTS);
	mg_notes_add(buf, "note: ", inventory->mounts, &inventory->container, NULL);
}

/* --- JSON --- */

static const char *
json_lasting(enum mg_lasting lasting)
{
	return lasting == MG_LASTING_UNKNOWN ? "null"
	       : lasting == MG_LASTING_YES   ? "true"
					     : "false";
}

static bool
was_listed(const struct mg_entry *entry)
{
	return entry->facts && !entry->is_hidden && entry->facts->listing.err == 0;
}

static void
add_json(struct mg_buf *buf, const struct mg_inventory *inventory)
{
	mg_buf_addf(buf,
		    "{\"version\":\"" MG_VERSION
		    "\",\"mode\":\"explain\",\"place\":\"%s\",\"paths\":[",
		    mg_engine_name(mg_engine_find(inventory->mounts, inventory->container.root_id,
						  &inventory->signs)));
	for (size_t i = 0; i < inventory->count; i++) {
		const struct mg_entry *entry = &inventory->entries[i];
		const struct mg_space *space = entry->facts ? &entry->facts->space : NULL;

		mg_buf_addf(buf, "%s{\"path\":", i > 0 ? "," : "");
		mg_quote_add_json(buf, entry->path);
		mg_buf_addf(buf, ",\"lasts\":%s,\"hidden\":%s,\"empty\":%s",
			    json_lasting(lasting_of(entry)), entry->is_hidden ? "true" : "false",
			    !was_listed(entry) ? "null"
			    : is_empty(entry)  ? "true"
					       : "false");
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

/* Whether the directory of a mount point is empty; a tmpfs, an emptyDir and an anonymous volume
 * begin so. */
static void
ask(struct mg_inventory *inventory)
{
	const unsigned begin_empty = MG_KIND_BIT(MG_KIND_TMPFS) | MG_KIND_BIT(MG_KIND_EMPTYDIR) |
				     MG_KIND_BIT(MG_KIND_ANONYMOUS);

	for (size_t i = 0; inventory->count <= MAX_LISTED_MOUNTS && i < inventory->count; i++) {
		const struct mg_entry *entry = &inventory->entries[i];

		if (entry->mount && !(MG_KIND_BIT(entry->backing.kind) & begin_empty) &&
		    entry->mount->id != inventory->container.root_id)
			inventory->asks[i].needs |= MG_NEED_LIST;
	}
}

int
mg_explain_run(const struct mg_plan *plan, const struct mg_signals *signals, struct mg_err *err)
{
	MG_CLEANUP(mg_inventory_release) struct mg_inventory inventory = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	int result = mg_inventory_list(&inventory, plan, err);

	if (result == 0) {
		ask(&inventory);
		result = mg_inventory_find(&inventory, plan, signals, err);
	}
	if (result < 0)
		return result;
	mg_report_mended(&inventory.listed, plan);
	inventory.shows_all = plan->verbosity == MG_VERBOSE;
	if (plan->is_json)
		add_json(&buf, &inventory);
	else
		add_table(&buf, &inventory);
	mg_signals_restore(signals); /* nobody may be reading */
	return mg_report_print(&buf, err);
}
