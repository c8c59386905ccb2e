/* SPDX-License-Identifier: MIT */
/* --explain: what backs each path, as a table for people or as JSON. */
#include "explain.h"

#include "backing.h"
#include "errnum.h"
#include "inventory.h"
#include "json.h"
#include "lex.h"
#include "lint.h"
#include "place.h"
#include "quote.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_COLUMNS 100	    /* of the table */
#define MAX_PATH_COLUMNS 28 /* a longer path has a line of its own */

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

static void
add_what(struct mg_buf *cell, const struct mg_entry *entry)
{

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
	if (mg_mountinfo_has_option(mount->options, mg_lex_slice("noexec")))
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
widest_cell(const struct mg_inventory *inventory, enum column column)
{
	size_t widest = width(titles[column]);

	for (size_t i = 0; i < inventory->count; i++) {
		struct mg_buf cell = { 0 };
		size_t this;

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
	if (!entry->mount || entry->mount->stale || is_silent(entry->facts) || is_gone(entry))
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

	for (size_t i = 0; i < COLUMN_COUNT; i++)
		widths[i] = widest_cell(inventory, (enum column)i);
	if (widths[COLUMN_PATH] > MAX_PATH_COLUMNS)
		widths[COLUMN_PATH] = MAX_PATH_COLUMNS;
	add_coloured(buf, NULL, widths, colours ? BOLD : "");
	for (size_t i = 0; i < inventory->count; i++)
		add_coloured(buf, &inventory->entries[i], widths,
			     colours ? colour_of(&inventory->entries[i]) : "");
	mg_lint_add(buf, "note: ", inventory->mounts, &inventory->container, NULL);
}

/* --- JSON --- */

static void
add_json(struct mg_buf *buf, const struct mg_inventory *inventory)
{
	mg_buf_addf(buf,
		    "{\"version\":\"" MG_VERSION
		    "\",\"mode\":\"explain\",\"place\":\"%s\",\"paths\":[",
		    mg_place_name(mg_place_find(inventory->mounts, inventory->container.root_id,
						&inventory->signs)));
	for (size_t i = 0; i < inventory->count; i++) {
		const struct mg_entry *entry = &inventory->entries[i];
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
	MG_CLEANUP(mg_inventory_release) struct mg_inventory inventory = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	int result = mg_inventory_list(&inventory, options, err);

	if (result == 0)
		result = mg_inventory_find(&inventory, options, signals, err);
	if (result < 0)
		return result;
	if (options->is_json)
		add_json(&buf, &inventory);
	else
		add_table(&buf, &inventory);
	mg_signals_restore(signals); /* nobody may be reading */
	return mg_report_print(&buf, err);
}
