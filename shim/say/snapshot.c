/* SPDX-License-Identifier: MIT */
/* --snapshot. Each word that may describe a path is judged by its own row of the vocabulary, and
 * printed where it holds: what is printed is what a check at once would pass. */
#include "say/snapshot.h"

#include "json.h"
#include "judge/judge.h"
#include "mounts/engine.h"
#include "probe/inventory.h"
#include "probe/probe.h"
#include "say/report.h"
#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"
#include "words/always.h"
#include "words/vocabulary.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define MAX_PATH_COLUMNS 28 /* a longer path pushes its words to the right */

/* One line. */
struct line {
	struct mg_subject subject;
	bool is_saved;	       /* nobody was asked but the table: */
	struct mg_facts facts; /* what it says, and no more */
	struct mg_buf words;
	struct mg_buf left_out; /* why the path is not described; empty: it is */
};

struct snapshot {
	const struct mg_plan *plan;
	struct mg_inventory inventory;
	struct mg_buf out;
	size_t width; /* of the column of paths */
	size_t count; /* of the lines so far, this one included */
	enum mg_exit exit_code;
};

static void
release(struct snapshot *snapshot)
{
	mg_inventory_release(&snapshot->inventory);
	mg_buf_release(&snapshot->out);
}

/* --- which paths --- */

/* Whether the user named the path before, in these letters or others: one path has one line. */
static bool
is_again(const struct mg_inventory *inventory, size_t index)
{
	char directory[PATH_MAX];
	const char *base = getcwd(directory, sizeof(directory)); /* NULL where it was deleted */
	MG_CLEANUP(mg_buf_release) struct mg_buf key = { 0 };

	if (!inventory->entries[index].is_given)
		return false; /* of all mounts at one place one is not hidden */
	mg_path_add_absolute(&key, base, inventory->entries[index].path);
	for (size_t i = 0; i < index; i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf earlier = { 0 };

		mg_path_add_absolute(&earlier, base, inventory->entries[i].path);
		if (strcmp(mg_buf_text(&earlier), mg_buf_text(&key)) == 0)
			return true;
	}
	return false;
}

static bool
is_described(const struct mg_inventory *inventory, size_t index)
{
	const struct mg_entry *entry = &inventory->entries[index];

	if (entry->is_hidden || is_again(inventory, index))
		return false;
	return entry->is_given ||
	       (entry->mount && entry->mount->id != inventory->container.root_id &&
		!mg_backing_is_engines(entry->mount, &entry->backing));
}

/* Files of the image are not opened for writing: overlayfs would copy them up. */
static void
ask(struct mg_inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		unsigned *needs = &inventory->asks[i].needs;

		if (!is_described(inventory, i))
			continue;
		*needs |= MG_NEED_LIST | MG_NEED_READ | MG_NEED_EXECUTE;
		if (inventory->entries[i].backing.kind != MG_KIND_IMAGE)
			*needs |= MG_NEED_WRITE;
	}
}

/* --- which words --- */

static bool
holds(const struct line *line, const char *name)
{
	const struct mg_term word = { .check = mg_word_by_name(mg_lex_slice(name)), .text = name };
	MG_CLEANUP(mg_buf_release) struct mg_buf clause = { 0 };

	return mg_word_judge(word.check, &line->subject, &word, &clause) == MG_PASS;
}

static void
add_word(struct line *line, const char *word)
{
	mg_buf_add(&line->words, line->words.len > 0 ? ", " : "");
	mg_buf_add(&line->words, word);
}

static void
add_if(struct line *line, const char *word)
{
	if (holds(line, word))
		add_word(line, word);
}

/* What backs it. The name that an anonymous volume may be given one day is no fault; and what the
 * table cannot tell apart is accepted. */
static void
add_backing(struct line *line)
{
	const struct mg_backing *backing = &line->subject.backing;
	enum mg_kind kind = backing->kind;
	bool is_mount = holds(line, "mount");

	if (kind == MG_KIND_UNKNOWN && !is_mount)
		return;
	add_word(line, is_mount ? "mount" : "on");
	if (kind != MG_KIND_UNKNOWN)
		mg_buf_addf(&line->words, "=%s", mg_kind_name(kind));
	if (kind == MG_KIND_ANONYMOUS)
		mg_buf_addf(&line->words, "|%s", mg_kind_name(MG_KIND_VOLUME));
	if (kind != MG_KIND_SECRET)
		return;
	for (kind = MG_KIND_EMPTYDIR; kind <= MG_KIND_DOWNWARD; kind++)
		if (kind != MG_KIND_SECRET && backing->accepts & MG_KIND_BIT(kind))
			mg_buf_addf(&line->words, "|%s", mg_kind_name(kind));
}

/* What is in such a directory is this container's own, and the next one starts without it. */
static bool
begins_empty(const struct mg_subject *subject)
{
	enum mg_kind kind = subject->backing.kind;

	return mg_subject_is_dir(subject) &&
	       (kind == MG_KIND_TMPFS || kind == MG_KIND_EMPTYDIR || kind == MG_KIND_ANONYMOUS);
}

static void
add_words(struct line *line)
{
	const struct mg_subject *subject = &line->subject;
	bool is_file = holds(line, "file");

	if (subject->facts->walk_err != 0) {
		add_word(line, "absent");
		return;
	}
	add_backing(line);
	add_if(line, "file");
	add_if(line, "socket");
	add_if(line, "device");
	if (holds(line, "nonempty") && !begins_empty(subject))
		add_word(line, "nonempty");
	else
		add_if(line, "dir");
	add_if(line, "persistent");
	if (is_file) {
		add_if(line, "readable");
		add_if(line, "executable");
	}
	add_if(line, "writable");
	/* Not what this user alone cannot write. */
	if (subject->mount && subject->backing.kind != MG_KIND_IMAGE &&
	    mg_backing_is_readonly(subject->mount) && (line->is_saved || holds(line, "readonly")))
		add_word(line, "readonly");
}

/* What every expectation asks first. False: the path cannot be described. */
static bool
judge_implied(struct snapshot *snapshot, struct line *line)
{
	const struct mg_word *check;

	for (size_t i = 0; (check = mg_always_at(i)) != NULL; i++) {
		const struct mg_term word = { .check = check };
		enum mg_verdict verdict;

		/* Not also a circle of links, which is something. */
		if (line->subject.facts->walk_err != 0 && holds(line, "absent"))
			return true;
		verdict = check->judge(&line->subject, &word, &line->left_out);
		if (verdict == MG_PASS || mg_judge_forgives_stale(&line->subject)) {
			line->left_out.len = 0;
			continue;
		}
		if (snapshot->exit_code != MG_EXIT_FAILED)
			snapshot->exit_code = verdict == MG_FAIL ? MG_EXIT_FAILED : MG_EXIT_UNKNOWN;
		return false;
	}
	return true;
}

/* What the table alone says about a mount point; every other question is not asked. */
static void
fill_saved(struct mg_facts *facts, const struct mg_entry *entry)
{
	mg_probe_reset(facts);
	facts->answer = MG_ANSWER_GIVEN;
	facts->stat_err = 0; /* nobody says that nothing is there */
	facts->has_mount_id = entry->mount;
	facts->is_mount_root = entry->mount && strcmp(entry->mount->target, entry->path) == 0;
}

/* A file of more expectations would be refused. */
static void
leave_out(struct snapshot *snapshot, struct line *line)
{
	mg_buf_addf(&line->left_out, "a file has at most %d expectations", MG_SPEC_MAX_RULES);
	snapshot->exit_code = MG_EXIT_FAILED;
}

static void
describe(struct snapshot *snapshot, const struct mg_entry *entry, struct line *line)
{
	line->is_saved = !entry->facts;
	if (line->is_saved)
		fill_saved(&line->facts, entry);
	line->subject = (struct mg_subject){
		.path = entry->path,
		.facts = entry->facts ? entry->facts : &line->facts,
		.mount = entry->mount,
		.backing = entry->backing,
		.timeout_ms = snapshot->plan->timeout_ms,
	};
	line->subject.is_unlocated =
		entry->facts && mg_survey_gives_no_ids(&snapshot->inventory.gather);
	if (judge_implied(snapshot, line))
		add_words(line);
}

/* --- the file of expectations --- */

/* As one word of the grammar: whatever is not plain becomes an octal escape. */
static void
add_path(struct mg_buf *buf, const char *path)
{
	static const char special[] = " ,;#\"'\\$\n";
	MG_CLEANUP(mg_buf_release) struct mg_buf shown = { 0 };

	mg_quote_add(&shown, path);
	if (strcmp(mg_buf_text(&shown), path) == 0 && !strpbrk(path, special)) {
		mg_buf_add(buf, path);
		return;
	}
	for (; *path != '\0'; path++) {
		unsigned char byte = (unsigned char)*path;

		if (byte > ' ' && byte < 0x7f && !strchr(special, byte))
			mg_buf_add_bytes(buf, path, 1);
		else
			mg_buf_addf(buf, "\\%u%u%u", byte >> 6, byte >> 3 & 7, byte & 7U);
	}
}

static void
add_text(struct snapshot *snapshot, const struct line *line)
{
	struct mg_buf *out = &snapshot->out;
	size_t start;

	if (line->left_out.len > 0) {
		mg_buf_add(out, "# left out: ");
		mg_quote_add(out, line->subject.path);
		mg_buf_addf(out, ": %s\n", mg_buf_text(&line->left_out));
		return;
	}
	if (line->subject.backing.kind == MG_KIND_ANONYMOUS)
		mg_buf_add(out, "# an anonymous volume, made new with each container: give it a "
				"name, and expect persistent\n");
	start = out->len;
	add_path(out, line->subject.path);
	do
		mg_buf_add(out, " ");
	while (out->len < start + snapshot->width + 2);
	mg_buf_addf(out, "%s\n", mg_buf_text(&line->words));
}

static void
find_width(struct snapshot *snapshot)
{
	const struct mg_inventory *inventory = &snapshot->inventory;

	for (size_t i = 0; i < inventory->count; i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };

		if (!is_described(inventory, i))
			continue;
		add_path(&path, inventory->entries[i].path);
		if (path.len > snapshot->width)
			snapshot->width = path.len < MAX_PATH_COLUMNS ? path.len : MAX_PATH_COLUMNS;
	}
}

/* --- JSON --- */

static void
add_json(struct snapshot *snapshot, const struct line *line)
{
	struct mg_buf *out = &snapshot->out;

	mg_buf_add(out, snapshot->count > 1 ? ",{\"path\":" : "{\"path\":");
	mg_quote_add_json(out, line->subject.path);
	mg_buf_add(out, ",\"words\":");
	mg_quote_add_json(out, mg_buf_text(&line->words));
	mg_buf_add(out, ",\"left_out\":");
	if (line->left_out.len > 0)
		mg_quote_add_json(out, mg_buf_text(&line->left_out));
	else
		mg_buf_add(out, "null");
	mg_buf_add(out, "}");
}

/* --- all of it --- */

static void
begin(struct snapshot *snapshot)
{
	const struct mg_inventory *inventory = &snapshot->inventory;
	const char *place = mg_engine_name(
		mg_engine_find(inventory->mounts, inventory->container.root_id, &inventory->signs));

	if (snapshot->plan->is_json)
		mg_buf_addf(&snapshot->out,
			    "{\"version\":\"" MG_VERSION
			    "\",\"mode\":\"snapshot\",\"place\":\"%s\",\"expectations\":[",
			    place);
	else
		mg_buf_addf(&snapshot->out, "# mountguard --snapshot: what is there (%s)\n", place);
	find_width(snapshot);
}

static void
add_lines(struct snapshot *snapshot)
{
	const struct mg_inventory *inventory = &snapshot->inventory;

	for (size_t i = 0; i < inventory->count; i++) {
		struct line line = { .words = { 0 } };

		if (!is_described(inventory, i))
			continue;
		snapshot->count++;
		describe(snapshot, &inventory->entries[i], &line);
		if (line.left_out.len == 0 && snapshot->count > MG_SPEC_MAX_RULES)
			leave_out(snapshot, &line);
		(snapshot->plan->is_json ? add_json : add_text)(snapshot, &line);
		mg_buf_release(&line.words);
		mg_buf_release(&line.left_out);
	}
	if (snapshot->count == 0 && !snapshot->plan->is_json)
		mg_buf_add(&snapshot->out, "# nothing is mounted here but by the engine itself; "
					   "name the paths that matter\n");
}

int
mg_snapshot_run(const struct mg_plan *plan, const struct mg_signals *signals,
		enum mg_exit *exit_code, struct mg_err *err)
{
	MG_CLEANUP(release)
	struct snapshot snapshot = { .plan = plan, .exit_code = MG_EXIT_OK };
	int result = mg_inventory_list(&snapshot.inventory, plan, err);

	if (result == 0) {
		ask(&snapshot.inventory);
		result = mg_inventory_find(&snapshot.inventory, plan, signals, err);
	}
	if (result < 0)
		return result;
	mg_report_mended(&snapshot.inventory.listed, plan);
	begin(&snapshot);
	add_lines(&snapshot);
	if (plan->is_json)
		mg_buf_add(&snapshot.out, "]}\n");
	*exit_code = snapshot.exit_code;
	mg_signals_restore(signals); /* nobody may be reading */
	return mg_report_print(&snapshot.out, err);
}
