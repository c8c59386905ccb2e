/* SPDX-License-Identifier: MIT */
/* --explain: what backs each path, as a table for people or as JSON. */
#include "mounts/engine.h"
#include "mounts/kind.h"
#include "parts.h"
#include "probe/survey.h"
#include "say/report.h"
#include "text/err.h"
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

/* Directories are listed only if there are at most this many mounts: listing one takes longer than
 * all other questions about it. */
#define MAX_LISTED_MOUNTS 1000

/* ECMA-48 SGR, for a terminal only. */
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

static const char *const lasting_words[] = {
	[MG_LASTING_UNKNOWN] = "?",
	[MG_LASTING_YES] = "yes",
	[MG_LASTING_NO] = "no",
};

/* "75G", rounded down, so that it never promises too much. */
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
	return facts->answer == MG_ANSWER_LATE || facts->answer == MG_ANSWER_SPARED;
}

static bool
is_gone(const struct mg_subject *subject)
{
	return subject->facts->walk_err != 0 && !subject->is_hidden;
}

/* Whether the directory of a mount was listed, and has nothing of its own. */
static bool
is_empty(const struct mg_subject *subject)
{
	const struct mg_facts *facts = subject->facts;

	return !subject->is_hidden && facts->is_mount_root && S_ISDIR(facts->mode) &&
	       facts->listing.err == 0 && !facts->listing.has_own;
}

/* A stale mount does not last. An empty or silent one may not be the right storage. */
static enum mg_lasting
lasting_of(const struct mg_subject *subject)
{
	if (subject->backing.lasting != MG_LASTING_YES)
		return subject->backing.lasting;
	if (subject->mount && subject->mount->stale)
		return MG_LASTING_NO;
	return is_empty(subject) || is_silent(subject->facts) ? MG_LASTING_UNKNOWN : MG_LASTING_YES;
}

/* Adds the path. Cuts each component that is an id of 64 digits, as Docker does. */
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
add_bind(struct mg_buf *cell, const struct mg_subject *subject)
{
	if (strcmp(subject->mount->target, "/") == 0) {
		mg_buf_add(cell, "the machine's own, on ");
		mg_quote_add(cell, subject->mount->source);
		return;
	}
	if (mg_backing_add_overlaid(subject->mount, cell))
		return;
	if (subject->backing.is_own)
		add_with_short_ids(cell, mg_lex_slice(subject->mount->root));
	else
		(void)mg_engine_add_host_path(subject->mount, &subject->backing, cell);
	if (subject->backing.accepts & MG_KIND_BIT(MG_KIND_HOSTPATH))
		mg_buf_addf(cell, " (hostPath or %s)",
			    subject->backing.in_memory ? "subPath" : "claim");
}

static void
add_storage(struct mg_buf *cell, const struct mg_subject *subject)
{
	const struct mg_backing *backing = &subject->backing;
	bool is_root = strcmp(subject->mount->target, "/") == 0;

	if (backing->name.len > 0) {
		add_with_short_ids(cell, backing->name);
		if (backing->within.len > 0)
			mg_quote_add_slice(cell, backing->within);
	} else if (backing->kind == MG_KIND_IMAGE) {
		mg_buf_add(cell, is_root ? "image and writable layer" : "an image that is mounted");
	} else if (backing->kind == MG_KIND_BIND) {
		add_bind(cell, subject);
	} else if (backing->kind == MG_KIND_SECRET) {
		mg_buf_add(cell, "secret, projected or downwardAPI volume");
	} else if (backing->kind == MG_KIND_PROJECTED) {
		mg_buf_add(cell, "service account token");
	} else if (backing->kind == MG_KIND_EMPTYDIR) {
		mg_buf_add(cell, "emptyDir in memory");
	} else {
		mg_quote_add(cell, subject->mount->source);
	}
}

static void
add_what(struct mg_buf *cell, const struct mg_subject *subject)
{
	const struct mg_listing *listing = &subject->facts->listing;

	if (subject->mount->stale)
		mg_buf_add(cell, "STALE: ");
	else if (is_silent(subject->facts))
		mg_buf_add(cell, "SILENT: ");
	else if (is_empty(subject))
		mg_buf_add(cell, "EMPTY: ");
	add_storage(cell, subject);
	if (subject->mount->stale)
		mg_buf_add(cell, ", deleted on the host");
	else if (is_empty(subject) && (listing->mount_points > 0 || listing->has_lost_found)) {
		mg_buf_add(cell, ", ");
		mg_subject_add_nothing(subject, cell);
	}
	if (subject->is_hidden)
		mg_buf_add(cell, ", hidden by another mount");
	if (is_silent(subject->facts))
		mg_buf_add(cell, ", does not answer");
	else if (is_gone(subject))
		mg_buf_add(cell, mg_errnum_is_missing(subject->facts->walk_err)
					 ? ", the path itself is not there"
					 : ", it cannot be reached");
}

struct row {
	struct mg_buf cells[COLUMN_COUNT];
};

static void
release_row(struct row *row)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		mg_buf_release(&row->cells[i]);
}

/* Fills in the cells; subject NULL: the titles. */
static void
fill_row(struct row *row, const struct mg_subject *subject)
{
	struct mg_buf *cells = row->cells;

	for (size_t i = 0; !subject && i < COLUMN_COUNT; i++)
		mg_buf_add(&cells[i], titles[i]);
	if (!subject)
		return;
	mg_quote_add(&cells[COLUMN_PATH], subject->path);
	if (!subject->mount) {
		for (size_t i = COLUMN_KIND; i < COLUMN_WHAT; i++)
			mg_buf_add(&cells[i], "?");
		mg_buf_add(&cells[COLUMN_WHAT], "could not tell");
		return;
	}
	mg_buf_add(&cells[COLUMN_KIND], mg_kind_name(subject->backing.kind));
	mg_buf_add(&cells[COLUMN_LASTS], lasting_words[lasting_of(subject)]);
	mg_quote_add(&cells[COLUMN_TYPE], subject->mount->fstype);
	mg_buf_add(&cells[COLUMN_OPTIONS], mg_backing_is_readonly(subject->mount) ? "ro" : "rw");
	if (mg_mounts_has_option(subject->mount->options, mg_lex_slice("noexec")))
		mg_buf_add(&cells[COLUMN_OPTIONS], ",noexec");
	if (subject->facts->space.is_known && !subject->is_hidden)
		add_size(&cells[COLUMN_FREE], subject->facts->space.free_bytes);
	else
		mg_buf_add(&cells[COLUMN_FREE], "-");
	add_what(&cells[COLUMN_WHAT], subject);
}

/* Counts characters, not bytes. */
static size_t
width_of(const struct mg_buf *cell)
{
	size_t count = 0;

	for (const char *text = mg_buf_text(cell); *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

/* The table while it is written. */
struct table {
	struct mg_buf *buf;
	const struct mg_survey *survey;
	bool shows_all; /* --verbose: also what engines mount into every container */
	bool has_colours;
	size_t widths[COLUMN_COUNT]; /* the last one stays 0: nothing follows it */
};

/* Leaves out the engine's own mounts, unless the user named one or it is in trouble. */
static bool
is_shown(const struct table *table, const struct mg_subject *subject)
{
	return table->shows_all || !table->survey->is_listed || !subject->mount ||
	       subject->mount->stale || is_silent(subject->facts) ||
	       !mg_backing_is_engines(subject->mount, &subject->backing);
}

/* Makes the columns wide enough for the row; subject NULL: for the titles. */
static void
widen(struct table *table, const struct mg_subject *subject)
{
	MG_CLEANUP(release_row) struct row row = { 0 };

	fill_row(&row, subject);
	for (size_t i = 0; i < COLUMN_WHAT; i++) {
		size_t width = width_of(&row.cells[i]);

		if (width > table->widths[i])
			table->widths[i] = width;
	}
	if (table->widths[COLUMN_PATH] > MAX_PATH_COLUMNS)
		table->widths[COLUMN_PATH] = MAX_PATH_COLUMNS;
}

static const char *
colour_of(const struct mg_subject *subject)
{
	if (!subject)
		return BOLD;
	if (!subject->mount || subject->mount->stale || is_silent(subject->facts) ||
	    is_gone(subject) || is_empty(subject))
		return RED;
	return subject->is_hidden ? FAINT : "";
}

/* Adds a line of the table; subject NULL: the titles. Puts a cell that is too wide into a line of
 * its own: nothing is cut. */
static void
add_row(const struct table *table, const struct mg_subject *subject)
{
	const char *colour = table->has_colours ? colour_of(subject) : "";
	MG_CLEANUP(release_row) struct row row = { 0 };
	struct mg_buf *buf = table->buf;
	size_t at = 0;

	fill_row(&row, subject);
	mg_buf_add(buf, colour);
	for (size_t i = 0; i < COLUMN_WHAT; i++) {
		size_t taken = width_of(&row.cells[i]);

		mg_buf_add(buf, mg_buf_text(&row.cells[i]));
		if (taken > table->widths[i]) {
			mg_buf_add(buf, "\n");
			taken = 0;
		}
		for (; taken < table->widths[i] + 2; taken++)
			mg_buf_add(buf, " ");
		at += table->widths[i] + 2;
	}
	if (at + width_of(&row.cells[COLUMN_WHAT]) > MAX_COLUMNS) {
		while (buf->len > 0 && buf->text[buf->len - 1] == ' ')
			buf->len--;
		mg_buf_add(buf, "\n    ");
	}
	mg_buf_addf(buf, "%s%s\n", mg_buf_text(&row.cells[COLUMN_WHAT]),
		    *colour != '\0' ? PLAIN : "");
}

static void
add_table(struct mg_buf *buf, const struct mg_survey *survey, bool shows_all)
{
	/* NO_COLOR counts if it is not empty (no-color.org). */
	const char *off = getenv("NO_COLOR"), *terminal = getenv("TERM");
	struct table table = {
		.buf = buf,
		.survey = survey,
		.shows_all = shows_all,
		.has_colours = isatty(STDOUT_FILENO) && (!off || *off == '\0') && terminal &&
			       strcmp(terminal, "dumb") != 0,
	};

	widen(&table, NULL);
	for (size_t i = 0; i < survey->count; i++)
		if (is_shown(&table, &survey->subjects[i]))
			widen(&table, &survey->subjects[i]);
	add_row(&table, NULL);
	for (size_t i = 0; i < survey->count; i++)
		if (is_shown(&table, &survey->subjects[i]))
			add_row(&table, &survey->subjects[i]);
	if (survey->count > MAX_LISTED_MOUNTS)
		mg_buf_addf(buf, "note: more than %d mounts: no directory was listed\n",
			    MAX_LISTED_MOUNTS);
	mg_notes_add(buf, &survey->mounts, &survey->container, NULL);
}

/* --- JSON --- */

static void
add_json(struct mg_buf *buf, const struct mg_survey *survey)
{
	static const char *const lasting[] = {
		[MG_LASTING_UNKNOWN] = "null",
		[MG_LASTING_YES] = "true",
		[MG_LASTING_NO] = "false",
	};

	mg_json_begin(buf, MG_MODE_EXPLAIN);
	mg_json_add_text(buf, "place", mg_engine_name(survey->place));
	mg_json_add_raw(buf, "paths", "[");
	for (size_t i = 0; i < survey->count; i++) {
		const struct mg_subject *subject = &survey->subjects[i];
		const struct mg_space *space = &subject->facts->space;

		mg_buf_add(buf, i > 0 ? ",{" : "{");
		mg_json_add_text(buf, "path", subject->path);
		mg_json_add_raw(buf, "lasts", lasting[lasting_of(subject)]);
		mg_json_add_bool(buf, "hidden", subject->is_hidden);
		if (subject->is_hidden || subject->facts->listing.err != 0)
			mg_json_add_text(buf, "empty", NULL);
		else
			mg_json_add_bool(buf, "empty", is_empty(subject));
		if (space->is_known && !subject->is_hidden) {
			mg_json_add_number(buf, "free_bytes", space->free_bytes);
			mg_json_add_number(buf, "free_inodes", space->free_inodes);
		} else {
			mg_json_add_text(buf, "free_bytes", NULL);
			mg_json_add_text(buf, "free_inodes", NULL);
		}
		mg_json_add_mount(buf, subject->mount, subject->backing.kind);
		mg_buf_add(buf, "}");
	}
	mg_buf_add(buf, "]}\n");
}

/* Asks whether the directories of mount points are empty, unless they are made so. */
static void
ask(struct mg_survey *survey)
{
	for (size_t i = 0; survey->count <= MAX_LISTED_MOUNTS && i < survey->count; i++) {
		const struct mg_subject *subject = &survey->subjects[i];

		if (subject->mount && !(MG_KIND_BIT(subject->backing.kind) & MG_KINDS_MADE_EMPTY) &&
		    subject->mount->id != survey->container.root_id)
			survey->asks[i].needs |= MG_NEED_LIST;
	}
}

int
mg_explain_run(const struct mg_plan *plan, const struct mg_signals *signals, struct mg_err *err)
{
	MG_CLEANUP(mg_survey_release) struct mg_survey survey = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	int result = mg_survey_list(&survey, plan, signals, err);

	if (result == 0) {
		ask(&survey);
		result = mg_survey_run(&survey, err);
	}
	if (result < 0)
		return result;
	mg_report_mended(&survey.mounts, plan);
	if (plan->is_json) {
		mg_survey_find_place(&survey);
		add_json(&buf, &survey);
	} else {
		add_table(&buf, &survey, plan->verbosity == MG_VERBOSE);
	}
	mg_signals_restore(signals); /* the reader may have stopped reading */
	return mg_report_print(&buf, err);
}
