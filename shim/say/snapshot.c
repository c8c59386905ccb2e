/* SPDX-License-Identifier: MIT */
/* --snapshot. Judges each word that may describe a path by its row of the vocabulary, and prints it
 * if it holds. So a check right afterwards passes. */
#include "judge/judge.h"
#include "mounts/engine.h"
#include "parts.h"
#include "probe/survey.h"
#include "say/report.h"
#include "text/lex.h"
#include "text/path.h"
#include "text/quote.h"
#include "words/vocabulary.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define MAX_PATH_COLUMNS 28 /* a longer path pushes its words to the right */

struct line {
	const struct mg_subject *subject;
	struct mg_buf words;
	struct mg_buf left_out; /* why the path is not described; empty: it is */
};

struct snapshot {
	const struct mg_survey *survey;
	struct mg_buf *out;
	bool is_json;
	size_t width; /* of the column of paths */
	size_t count; /* of the lines so far, this one included */
	enum mg_exit exit_code;
};

/* --- which paths --- */

/* Whether the user named the path before, spelt like this or otherwise: a path has one line. */
static bool
is_again(const struct mg_survey *survey, size_t index)
{
	char directory[PATH_MAX];
	const char *base = getcwd(directory, sizeof(directory)); /* NULL where it was deleted */
	MG_CLEANUP(mg_buf_release) struct mg_buf key = { 0 };

	if (survey->is_listed)
		return false; /* at one place all mounts but one are hidden */
	mg_path_add_absolute(&key, base, survey->subjects[index].path);
	for (size_t i = 0; i < index; i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf earlier = { 0 };

		mg_path_add_absolute(&earlier, base, survey->subjects[i].path);
		if (strcmp(mg_buf_text(&earlier), mg_buf_text(&key)) == 0)
			return true;
	}
	return false;
}

static bool
is_described(const struct mg_survey *survey, size_t index)
{
	const struct mg_subject *subject = &survey->subjects[index];

	if (subject->is_hidden || is_again(survey, index))
		return false;
	return !survey->is_listed ||
	       (subject->mount && subject->mount->id != survey->container.root_id &&
		!mg_backing_is_engines(subject->mount, &subject->backing));
}

/* Asks what the words need. Opens no file of the image for writing: overlayfs would copy it. */
static void
ask(struct mg_survey *survey)
{
	for (size_t i = 0; i < survey->count; i++) {
		unsigned *needs = &survey->asks[i].needs;

		if (!is_described(survey, i))
			continue;
		*needs |= MG_NEED_LIST | MG_NEED_READ | MG_NEED_EXECUTE;
		if (survey->subjects[i].backing.kind != MG_KIND_IMAGE)
			*needs |= MG_NEED_WRITE;
	}
}

/* --- which words --- */

static bool
holds(const struct line *line, const char *name)
{
	const struct mg_term word = { .check = mg_word_by_name(mg_lex_slice(name)), .text = name };
	MG_CLEANUP(mg_buf_release) struct mg_buf clause = { 0 };

	return mg_word_judge(word.check, line->subject, &word, &clause) == MG_PASS;
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

/* Adds what backs the path. An anonymous volume may be given a name one day, so `volume` is
 * accepted too; so are the kinds that the table cannot tell apart. */
static void
add_backing(struct line *line)
{
	const struct mg_backing *backing = &line->subject->backing;
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

static void
add_words(struct line *line, bool is_saved)
{
	const struct mg_subject *subject = line->subject;
	bool is_made_empty = mg_subject_is_dir(subject) &&
			     MG_KIND_BIT(subject->backing.kind) & MG_KINDS_MADE_EMPTY;

	if (subject->facts->walk_err != 0) {
		add_word(line, "absent");
		return;
	}
	add_backing(line);
	add_if(line, "file");
	add_if(line, "socket");
	add_if(line, "device");
	if (holds(line, "nonempty") && !is_made_empty)
		add_word(line, "nonempty");
	else
		add_if(line, "dir");
	add_if(line, "persistent");
	if (holds(line, "file")) {
		add_if(line, "readable");
		add_if(line, "executable");
	}
	add_if(line, "writable");
	/* Only if no user can write there. */
	if (subject->mount && subject->backing.kind != MG_KIND_IMAGE &&
	    mg_backing_is_readonly(subject->mount) && (is_saved || holds(line, "readonly")))
		add_word(line, "readonly");
}

/* Judges what every word implies. False: the path cannot be described. */
static bool
judge_implied(struct snapshot *snapshot, struct line *line)
{
	const struct mg_word *check;

	for (size_t i = 0; (check = mg_always_at(i)) != NULL; i++) {
		const struct mg_term word = { .check = check };
		enum mg_verdict verdict;

		/* A circle of links is not absent. */
		if (line->subject->facts->walk_err != 0 && holds(line, "absent"))
			return true;
		verdict = check->judge(line->subject, &word, &line->left_out);
		if (verdict == MG_PASS || mg_judge_forgives_stale(line->subject)) {
			line->left_out.len = 0;
			continue;
		}
		if (snapshot->exit_code != MG_EXIT_FAILED)
			snapshot->exit_code = verdict == MG_FAIL ? MG_EXIT_FAILED : MG_EXIT_UNKNOWN;
		return false;
	}
	return true;
}

/* --- the file of expectations --- */

/* Adds the path as one word of the grammar: with octal escapes, if it is not plain. */
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
	struct mg_buf *out = snapshot->out;
	size_t start;

	if (line->left_out.len > 0) {
		mg_buf_add(out, "# left out: ");
		mg_quote_add(out, line->subject->path);
		mg_buf_addf(out, ": %s\n", mg_buf_text(&line->left_out));
		return;
	}
	if (line->subject->backing.kind == MG_KIND_ANONYMOUS)
		mg_buf_add(out, "# an anonymous volume, made new with each container: give it a "
				"name, and expect persistent\n");
	start = out->len;
	add_path(out, line->subject->path);
	do
		mg_buf_add(out, " ");
	while (out->len < start + snapshot->width + 2);
	mg_buf_addf(out, "%s\n", mg_buf_text(&line->words));
}

static void
add_json(struct snapshot *snapshot, const struct line *line)
{
	struct mg_buf *out = snapshot->out;

	mg_buf_add(out, snapshot->count > 1 ? ",{" : "{");
	mg_json_add_text(out, "path", line->subject->path);
	mg_json_add_text(out, "words", mg_buf_text(&line->words));
	mg_json_add_text(out, "left_out",
			 line->left_out.len > 0 ? mg_buf_text(&line->left_out) : NULL);
	mg_buf_add(out, "}");
}

/* --- the whole output --- */

/* The width of the longest path, but at most MAX_PATH_COLUMNS. */
static size_t
path_columns(const struct mg_survey *survey)
{
	size_t widest = 0;

	for (size_t i = 0; i < survey->count; i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf path = { 0 };

		if (is_described(survey, i))
			add_path(&path, survey->subjects[i].path);
		if (path.len > widest)
			widest = path.len;
	}
	return widest < MAX_PATH_COLUMNS ? widest : MAX_PATH_COLUMNS;
}

static void
add_line(struct snapshot *snapshot, const struct mg_subject *subject)
{
	struct line line = { .subject = subject };

	snapshot->count++;
	if (judge_implied(snapshot, &line))
		add_words(&line, snapshot->survey->is_saved);
	/* A file with more expectations would be refused. */
	if (line.left_out.len == 0 && snapshot->count > MG_SPEC_MAX_RULES) {
		mg_buf_addf(&line.left_out, "a file has at most %d expectations",
			    MG_SPEC_MAX_RULES);
		snapshot->exit_code = MG_EXIT_FAILED;
	}
	(snapshot->is_json ? add_json : add_text)(snapshot, &line);
	mg_buf_release(&line.words);
	mg_buf_release(&line.left_out);
}

static void
add_all(struct snapshot *snapshot)
{
	const struct mg_survey *survey = snapshot->survey;
	const char *place = mg_engine_name(survey->place);
	struct mg_buf *out = snapshot->out;

	if (snapshot->is_json) {
		mg_json_begin(out, MG_MODE_SNAPSHOT);
		mg_json_add_text(out, "place", place);
		mg_json_add_raw(out, "expectations", "[");
	} else {
		mg_buf_addf(out, "# mountguard --snapshot: what is there (%s)\n", place);
	}
	for (size_t i = 0; i < survey->count; i++)
		if (is_described(survey, i))
			add_line(snapshot, &survey->subjects[i]);
	if (snapshot->is_json)
		mg_buf_add(out, "]}\n");
	else if (snapshot->count == 0)
		mg_buf_add(out, "# nothing is mounted here but by the engine itself; "
				"name the paths that matter\n");
}

int
mg_snapshot_run(const struct mg_plan *plan, const struct mg_signals *signals,
		enum mg_exit *exit_code, struct mg_err *err)
{
	MG_CLEANUP(mg_survey_release) struct mg_survey survey = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf out = { 0 };
	struct snapshot snapshot = {
		.survey = &survey, .out = &out, .is_json = plan->is_json, .exit_code = MG_EXIT_OK
	};
	int result = mg_survey_list(&survey, plan, signals, err);

	if (result == 0) {
		ask(&survey);
		result = mg_survey_run(&survey, err);
	}
	if (result < 0)
		return result;
	mg_report_mended(&survey.mounts, plan);
	mg_survey_find_place(&survey);
	snapshot.width = path_columns(&survey);
	add_all(&snapshot);
	*exit_code = snapshot.exit_code;
	mg_signals_restore(signals); /* the reader may have stopped reading */
	return mg_report_print(&out, err);
}
