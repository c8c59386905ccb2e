/* SPDX-License-Identifier: MIT */
/* Prints what is to be said about expectations. The only file that words the outcome. Untrusted
 * text has been quoted by mg_quote_*() before it reaches the printing functions below. */
#include "say/report.h"

#include "expect/plan.h"
#include "parts.h"
#include "sys/sys.h"
#include "text/path.h"
#include "text/quote.h"
#include "words/vocabulary.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LABEL "mountguard: "

/* A cause that hits more paths than this has the others counted, not named. */
#define PATHS_SHOWN 5

/* Where the explanations begin in --list-words. */
#define WORD_COLUMN 26

/* Writes all in one call, so that lines of other programs do not come in between. */
static void
emit(int fd, const struct mg_buf *buf)
{
	static const char failed[] = LABEL "memory ran out\n";

	/* A failure to write changes nothing: the exit code tells the same. */
	if (buf->failed)
		(void)mg_sys_write_all(fd, failed, sizeof(failed) - 1);
	else
		(void)mg_sys_write_all(fd, mg_buf_text(buf), buf->len);
}

/* Prints the report, and writes the termination message first: printing may block if the reader of
 * standard error has stopped reading. Standard output belongs to the command, so only a mode
 * without one prints JSON there. */
static void
conclude(struct mg_buf *buf, const struct mg_plan *plan, enum mg_exit exit_code,
	 const struct mg_mounts *mounts)
{
	bool on_stdout = plan->is_json && plan->mode != MG_MODE_GUARD;

	if (exit_code != MG_EXIT_OK && plan->mode <= MG_MODE_CHECK &&
	    !mg_plan_allows_start(plan, exit_code))
		mg_termination_write(mounts, mg_buf_text(buf), buf->len);
	emit(on_stdout ? STDOUT_FILENO : STDERR_FILENO, buf);
	mg_buf_release(buf);
}

void
mg_report_mended(const struct mg_mounts *mounts, const struct mg_plan *plan)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	unsigned mended = mounts->mended;

	if (mended == 0 || plan->verbosity == MG_QUIET)
		return;
	mg_buf_addf(&buf, LABEL "note: this table is no exact copy of /proc/self/mountinfo%s%s%s\n",
		    mended & MG_MENDED_INDENT ? "; lines are indented" : "",
		    mended & MG_MENDED_COMMENTS ? "; comment lines are left out" : "",
		    mended & MG_MENDED_CUT ? "; the last line is cut off and left out" : "");
	emit(STDERR_FILENO, &buf);
}

int
mg_report_print(const struct mg_buf *buf, struct mg_err *err)
{
	int result =
		buf->failed ? -ENOMEM : mg_sys_write_all(STDOUT_FILENO, mg_buf_text(buf), buf->len);

	if (result == 0 || result == -EPIPE)
		return 0; /* EPIPE: the reader has seen enough (head) */
	return mg_err_set(err, MG_EXIT_UNKNOWN, -result, "cannot write to standard output");
}

static const char *
verdict_label(enum mg_verdict verdict, bool is_warn)
{
	if (verdict == MG_PASS)
		return "ok";
	if (is_warn)
		return "WARN";
	return verdict == MG_FAIL ? "FAIL" : "UNKNOWN";
}

static bool
is_shown(const struct mg_finding *finding, enum mg_verbosity verbosity)
{
	if (finding->verdict == MG_PASS)
		return verbosity == MG_VERBOSE;
	return !finding->is_warn || verbosity != MG_QUIET;
}

/* Whether a finding that was shown before has the same advice, or advice on the directory that bars
 * the way to this one. */
static bool
is_said(const struct mg_findings *findings, const size_t *order, size_t place)
{
	const struct mg_finding *finding = &findings->items[order[place]];

	for (size_t i = 0; i < place; i++) {
		const struct mg_finding *earlier = &findings->items[order[i]];

		if (strcmp(earlier->why, finding->why) == 0 &&
		    (mg_finding_is_on_the_way(finding) || strcmp(earlier->fix, finding->fix) == 0))
			return true;
	}
	return false;
}

static void
add_advice(struct mg_buf *buf, const struct mg_finding *finding)
{
	if (finding->why[0] != '\0')
		mg_buf_addf(buf, "  why       %s\n", finding->why);
	if (finding->fix[0] != '\0')
		mg_buf_addf(buf, "  fix       %s\n", finding->fix);
}

/* Adds what else does not hold in the same line. has_own: the findings with advice of their own,
 * which stands below each; else those that the same advice mends. */
static void
add_same_line(struct mg_buf *buf, const struct mg_findings *findings, size_t index, bool has_own)
{
	const struct mg_finding *main = &findings->items[index];

	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *other = &findings->items[i];
		bool differs =
			strcmp(other->why, main->why) != 0 || strcmp(other->fix, main->fix) != 0;

		if (i == index || other->cause != index || other->rule != main->rule ||
		    differs != has_own)
			continue;
		mg_buf_addf(buf, "  also      %s (%s)\n", other->clause, other->expected);
		if (has_own)
			add_advice(buf, other);
	}
}

/* Adds the other lines that the same cause hits, each once. */
static void
add_other_lines(struct mg_buf *buf, const struct mg_findings *findings, size_t index)
{
	const struct mg_rule *last = findings->items[index].rule;
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *other = &findings->items[i];

		if (other->cause != index || other->rule == findings->items[index].rule ||
		    other->rule == last)
			continue;
		last = other->rule;
		if (count++ >= PATHS_SHOWN)
			continue;
		mg_buf_add(buf, count == 1 ? "  also      " : ", ");
		mg_quote_add_short(buf, other->rule->path);
		mg_buf_addf(buf, " (%s)", other->rule->origin);
	}
	if (count > PATHS_SHOWN)
		mg_buf_addf(buf, " and %zu more", count - PATHS_SHOWN);
	if (count > 0)
		mg_buf_add(buf, "\n");
}

static void
add_finding(struct mg_buf *buf, const struct mg_findings *findings, size_t index, bool is_said)
{
	const struct mg_finding *finding = &findings->items[index];

	mg_buf_addf(buf, LABEL "%s ", verdict_label(finding->verdict, finding->is_warn));
	mg_quote_add(buf, finding->rule->path);
	mg_buf_add(buf, ": ");
	if (finding->verdict == MG_PASS)
		mg_buf_add(buf, finding->expected);
	else
		mg_buf_add(buf, finding->clause);
	mg_buf_addf(buf, "\n  expected  %s (%s)\n", finding->expected, finding->rule->origin);
	mg_buf_addf(buf, "  found     %s\n", finding->found);
	add_same_line(buf, findings, index, false);
	add_other_lines(buf, findings, index);
	if (!is_said)
		add_advice(buf, finding);
	add_same_line(buf, findings, index, true);
}

/* "1 of 4 expectations failed, 1 could not be told" */
static void
add_counts(struct mg_buf *buf, const struct mg_findings *findings)
{
	const struct {
		size_t count;
		const char *says;
	} parts[] = {
		{ findings->failed_count, "failed" },
		{ findings->unknown_count, "could not be told" },
		{ findings->warned_count, "did not hold, but only warn" },
	};
	bool any = false;

	for (size_t i = 0; i < MG_ARRAY_LEN(parts); i++) {
		if (parts[i].count == 0)
			continue;
		mg_buf_addf(buf, any ? ", %zu " : "%zu ", parts[i].count);
		if (!any)
			mg_buf_addf(buf, "of %zu expectation%s ", findings->rule_count,
				    findings->rule_count == 1 ? "" : "s");
		mg_buf_add(buf, parts[i].says);
		any = true;
	}
	if (!any && findings->rule_count == 1)
		mg_buf_add(buf, "the expectation holds");
	else if (!any)
		mg_buf_addf(buf, "all %zu expectations hold", findings->rule_count);
}

/* Adds what the server of --http did, in a line of its own; nothing if no server was asked. */
static void
add_get(struct mg_buf *buf, const struct mg_findings *findings, const struct mg_plan *plan)
{
	if (!findings->get || (findings->get_verdict == MG_PASS && plan->verbosity == MG_QUIET))
		return;
	mg_buf_addf(buf, LABEL "%s ", verdict_label(findings->get_verdict, false));
	mg_quote_add(buf, plan->http.text);
	mg_buf_add(buf, ": ");
	mg_get_add(buf, findings->get, plan->timeout_ms);
	mg_buf_add(buf, "\n");
}

/* Adds what follows from the outcome in this mode. */
static void
add_consequence(struct mg_buf *buf, const struct mg_plan *plan, enum mg_exit exit_code)
{
	if (plan->mode == MG_MODE_HEALTH && exit_code != MG_EXIT_OK)
		mg_buf_add(buf, ", not healthy");
	if (plan->mode == MG_MODE_GUARD && plan->command) {
		mg_buf_add(buf, ", ");
		mg_quote_add(buf, mg_path_base(plan->command[0]));
		if (exit_code == MG_EXIT_OK)
			mg_buf_add(buf, " is started");
		else if (mg_plan_allows_start(plan, exit_code))
			mg_buf_add(buf, " is started all the same (--on-fail warn)");
		else
			mg_buf_add(buf, " was not started");
	}
	if (exit_code != MG_EXIT_OK && !mg_plan_allows_start(plan, exit_code))
		mg_buf_addf(buf, " (exit %d)", (int)exit_code);
	mg_buf_add(buf, "\n");
}

static void
add_outcome(struct mg_buf *buf, const struct mg_findings *findings, const struct mg_plan *plan,
	    enum mg_exit exit_code)
{
	mg_buf_add(buf, LABEL);
	add_counts(buf, findings);
	if (findings->get_verdict != MG_PASS)
		mg_buf_add(buf, ", --http did not pass");
	if (plan->wait_ms > 0 && exit_code != MG_EXIT_OK) {
		mg_buf_add(buf, " after waiting ");
		mg_buf_add_duration(buf, plan->wait_ms);
	}
	add_consequence(buf, plan, exit_code);
}

/* Adds the findings that the verbosity lets through, in the given order. Returns how many. */
static size_t
add_findings(struct mg_page *page, const struct mg_findings *findings, size_t *order,
	     enum mg_verbosity verbosity)
{
	size_t shown = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *finding = &findings->items[order[i]];
		MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };

		if (!is_shown(finding, verbosity) || finding->cause != order[i])
			continue;
		order[shown] = order[i]; /* is_said() looks only at what was shown */
		add_finding(&text, findings, order[shown], is_said(findings, order, shown));
		shown++;
		page->buf->failed |= text.failed;
		mg_page_add_report(page, mg_buf_text(&text));
	}
	return shown;
}

/* Whether there is a note about the file of expectations itself. */
static bool
has_note(const struct mg_guard *guard)
{
	return guard->spec->note.text && guard->plan->verbosity != MG_QUIET;
}

static void
add_text(struct mg_buf *buf, const struct mg_guard *guard, enum mg_exit exit_code)
{
	const struct mg_findings *findings = &guard->findings;
	const struct mg_plan *plan = guard->plan;
	MG_CLEANUP(mg_buf_release) struct mg_buf notes = { 0 };
	MG_CLEANUP(mg_buf_release) struct mg_buf outcome = { 0 };
	size_t *order = mg_findings_order(findings, plan->mode == MG_MODE_HEALTH), shown;
	struct mg_page page;

	if (!order) {
		buf->failed = true;
		return;
	}
	add_get(&outcome, findings, plan);
	add_outcome(&outcome, findings, plan, exit_code);
	page = mg_page_open(buf, plan, outcome.len + MG_PAGE_CLOSE_BYTES);
	shown = add_findings(&page, findings, order, plan->verbosity);
	free(order);
	if (has_note(guard) && plan->mode != MG_MODE_HEALTH)
		mg_buf_addf(&notes, "note: %s\n", guard->spec->note.text);
	if (plan->verbosity == MG_VERBOSE)
		mg_notes_add(&notes, &guard->survey.mounts, &guard->survey.container, findings);
	mg_page_add_lines(&page, LABEL, mg_buf_text(&notes));
	mg_page_close(&page);
	/* If all is well, nothing is printed. */
	if (shown > 0 || findings->get_verdict != MG_PASS || plan->verbosity == MG_VERBOSE)
		mg_buf_add(buf, mg_buf_text(&outcome));
	buf->failed |= notes.failed || outcome.failed;
}

void
mg_report_findings(const struct mg_guard *guard, enum mg_exit exit_code)
{
	const struct mg_findings *findings = &guard->findings;
	const struct mg_plan *plan = guard->plan;
	/* In JSON, --check and --health always print an object. */
	bool has_news = plan->mode != MG_MODE_GUARD || plan->verbosity == MG_VERBOSE ||
			findings->failed_count + findings->unknown_count > 0 ||
			(findings->warned_count > 0 && plan->verbosity != MG_QUIET) ||
			has_note(guard);
	struct mg_buf buf = { 0 };

	if (!plan->is_json)
		add_text(&buf, guard, exit_code);
	else if (has_news)
		mg_json_add_findings(&buf, guard, exit_code);
	conclude(&buf, plan, exit_code, &guard->survey.mounts);
}

void
mg_report_wait(const struct mg_findings *findings, const struct mg_plan *plan)
{
	struct mg_buf buf = { 0 };

	if (plan->wait_ms == 0 || plan->verbosity == MG_QUIET || plan->is_json)
		return;
	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *finding = &findings->items[i];

		if (finding->verdict == MG_PASS || finding->is_warn || finding->cause != i)
			continue;
		mg_buf_add(&buf, LABEL "waiting up to ");
		mg_buf_add_duration(&buf, plan->wait_ms);
		mg_buf_add(&buf, " for ");
		mg_quote_add(&buf, finding->rule->path);
		mg_buf_addf(&buf, ": %s\n", finding->clause);
	}
	emit(STDERR_FILENO, &buf);
	mg_buf_release(&buf);
}

static void
add_spec(struct mg_buf *buf, const struct mg_spec *spec, const struct mg_plan *plan,
	 enum mg_exit exit_code)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf outcome = { 0 };
	struct mg_page page;

	if (spec->error_count > 0)
		mg_buf_addf(&outcome, LABEL "%zu error%s in the expectations", spec->error_count,
			    spec->error_count == 1 ? "" : "s");
	else
		mg_buf_add(&outcome, LABEL "there are no expectations: give some with --expect, "
					   "MOUNTGUARD_EXPECT or " MG_PLAN_DEFAULT_FILE);
	add_consequence(&outcome, plan, exit_code);
	page = mg_page_open(buf, plan, outcome.len + MG_PAGE_CLOSE_BYTES);
	mg_page_add_lines(&page, LABEL, mg_buf_text(&spec->errors));
	mg_page_close(&page);
	mg_buf_add(buf, mg_buf_text(&outcome));
	buf->failed |= outcome.failed;
}

void
mg_report_spec(const struct mg_spec *spec, const struct mg_plan *plan, enum mg_exit exit_code)
{
	struct mg_buf buf = { 0 };

	if (plan->is_json)
		mg_json_add_spec(&buf, spec, plan, exit_code);
	else
		add_spec(&buf, spec, plan, exit_code);
	conclude(&buf, plan, exit_code, NULL);
}

void
mg_report_err(const struct mg_err *err, const struct mg_plan *plan, enum mg_exit exit_code)
{
	struct mg_buf buf = { 0 };

	if (plan->is_json) {
		mg_json_add_err(&buf, err->text, plan, exit_code);
	} else {
		mg_buf_addf(&buf, LABEL "%s", err->text);
		if (exit_code == MG_EXIT_NOT_FOUND || exit_code == MG_EXIT_NOT_EXECUTABLE)
			mg_buf_addf(&buf, " (exit %d)\n",
				    (int)exit_code); /* the text says it all */
		else
			add_consequence(&buf, plan, exit_code);
	}
	conclude(&buf, plan, exit_code, NULL);
}

static void
add_words(struct mg_buf *buf)
{
	for (size_t i = 0; i < mg_word_count(); i++) {
		const struct mg_word *check = mg_word_at(i);
		size_t start = buf->len;

		mg_buf_add(buf, check->name);
		mg_buf_add(buf, check->argument_syntax ? check->argument_syntax : "");
		while (buf->len < start + WORD_COLUMN)
			mg_buf_add(buf, " ");
		mg_buf_addf(buf, "%s\n", check->help);
	}
}

int
mg_report_mode(enum mg_mode mode, struct mg_err *err)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };

	if (mode == MG_MODE_HELP)
		mg_options_help(&buf);
	else if (mode == MG_MODE_VERSION)
		mg_buf_add(&buf, "mountguard " MG_VERSION "\n");
	else
		add_words(&buf);
	return mg_report_print(&buf, err);
}
