/* SPDX-License-Identifier: MIT */
/* Findings as one JSON object on one line. Writes into the caller's buffer; never prints. */
#include "json.h"

#include "expect/plan.h"
#include "judge/get.h"
#include "say/report.h"
#include "text/err.h"
#include "text/path.h"
#include "text/quote.h"

#include <stdlib.h>
#include <string.h>

/* Room behind the findings for the count of what is left out, and for the end of the object. */
#define END_BYTES 64

static void
add_text(struct mg_buf *buf, const char *name, const char *value)
{
	mg_buf_addf(buf, ",\"%s\":", name);
	if (value)
		mg_quote_add_json(buf, value);
	else
		mg_buf_add(buf, "null");
}

static void
add_count(struct mg_buf *buf, const char *name, size_t value)
{
	mg_buf_addf(buf, ",\"%s\":%zu", name, value);
}

static void
add_bool(struct mg_buf *buf, const char *name, bool value)
{
	mg_buf_addf(buf, ",\"%s\":%s", name, value ? "true" : "false");
}

/* Adds the beginning of every object. */
static void
begin(struct mg_buf *buf, const struct mg_plan *plan, enum mg_exit exit_code)
{
	bool starts = mg_plan_allows_start(plan, exit_code);

	mg_buf_add(buf, "{\"version\":\"" MG_VERSION "\"");
	add_text(buf, "mode", mg_options_mode_name(plan->mode));
	add_text(buf, "command", plan->command ? mg_path_base(plan->command[0]) : NULL);
	add_bool(buf, "started", starts);
	if (starts)
		mg_buf_add(buf, ",\"exit\":null"); /* the command's own */
	else
		add_count(buf, "exit", (size_t)exit_code);
}

void
mg_json_add_mount(struct mg_buf *buf, const struct mg_mount *mount, enum mg_kind kind)
{
	if (!mount) {
		mg_buf_add(buf, ",\"mount\":null");
		return;
	}
	mg_buf_add(buf, ",\"mount\":{\"kind\":");
	mg_quote_add_json(buf, mg_kind_name(kind));
	add_text(buf, "target", mount->target);
	add_text(buf, "fstype", mount->fstype);
	add_text(buf, "source", mount->source);
	add_text(buf, "root", mount->root);
	add_text(buf, "options", mount->options);
	add_text(buf, "super_options", mount->super_options);
	add_bool(buf, "stale", mount->stale);
	mg_buf_add(buf, "}");
}

static const char *const verdicts[] = {
	[MG_PASS] = "pass",
	[MG_FAIL] = "fail",
	[MG_UNKNOWN] = "unknown",
};

/* Adds what the server of --http did. */
static void
add_get(struct mg_buf *buf, const struct mg_findings *findings, const struct mg_plan *plan)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf says = { 0 };

	mg_get_add(&says, findings->get, plan->timeout_ms);
	mg_buf_add(buf, ",\"http\":{\"url\":");
	mg_quote_add_json(buf, plan->http.text);
	add_text(buf, "verdict", verdicts[findings->get_verdict]);
	add_text(buf, "message", mg_buf_text(&says));
	if (findings->get->status > 0)
		add_count(buf, "status", findings->get->status);
	else
		add_text(buf, "status", NULL);
	mg_buf_add(buf, "}");
	buf->failed |= says.failed;
}

static void
add_finding(struct mg_buf *buf, const struct mg_findings *findings, size_t index)
{
	const struct mg_finding *finding = &findings->items[index];
	int errnum = finding->verdict == MG_PASS
			     ? 0
			     : mg_word_errno(finding->word, finding->subject->facts);

	mg_buf_add(buf, "{\"path\":");
	mg_quote_add_json(buf, finding->rule->path);
	add_text(buf, "word", finding->word->name);
	add_text(buf, "verdict", verdicts[finding->verdict]);
	add_bool(buf, "warn", finding->is_warn);
	add_text(buf, "message", finding->clause);
	add_text(buf, "expected", finding->expected);
	add_text(buf, "origin", finding->rule->origin);
	add_text(buf, "found", finding->found);
	add_text(buf, "why", finding->why[0] != '\0' ? finding->why : NULL);
	add_text(buf, "fix", finding->fix[0] != '\0' ? finding->fix : NULL);
	add_text(buf, "cause",
		 finding->cause == index ? NULL : findings->items[finding->cause].rule->path);
	add_text(buf, "errno", errnum ? mg_errnum_name(errnum) : NULL);
	mg_json_add_mount(buf, finding->subject->mount, finding->subject->backing.kind);
	mg_buf_add(buf, "}");
}

/* Adds the part, unless it is too long for what a health check may print. Returns whether it was
 * added. */
static bool
add_part(struct mg_buf *buf, const struct mg_plan *plan, const struct mg_buf *part)
{
	if (plan->mode == MG_MODE_HEALTH &&
	    buf->len + part->len + END_BYTES > MG_REPORT_HEALTH_BYTES)
		return false;
	mg_buf_add(buf, mg_buf_text(part));
	buf->failed |= part->failed;
	return true;
}

/* Adds "findings"; for a health check the worst first, and "more", the count of those left out. */
static void
add_findings(struct mg_buf *buf, const struct mg_findings *findings, const struct mg_plan *plan)
{
	size_t *order = mg_findings_order(findings, plan->mode == MG_MODE_HEALTH);
	size_t added = 0, more = 0;

	buf->failed |= !order;
	mg_buf_add(buf, ",\"findings\":[");
	for (size_t i = 0; order && i < findings->count; i++) {
		const struct mg_finding *finding = &findings->items[order[i]];
		MG_CLEANUP(mg_buf_release) struct mg_buf part = { 0 };

		if (finding->verdict == MG_PASS && plan->verbosity != MG_VERBOSE)
			continue;
		mg_buf_add(&part, added > 0 ? "," : "");
		add_finding(&part, findings, order[i]);
		if (more == 0 && add_part(buf, plan, &part))
			added++;
		else
			more++;
	}
	free(order);
	mg_buf_add(buf, "]");
	if (plan->mode == MG_MODE_HEALTH)
		add_count(buf, "more", more);
}

void
mg_json_add_findings(struct mg_buf *buf, const struct mg_guard *guard, enum mg_exit exit_code)
{
	const struct mg_findings *findings = &guard->findings;
	const struct mg_plan *plan = guard->plan;
	MG_CLEANUP(mg_buf_release) struct mg_buf note = { 0 };

	begin(buf, plan, exit_code);
	add_text(buf, "place", mg_engine_name(guard->survey.place));
	add_count(buf, "expectations", findings->rule_count);
	add_count(buf, "failed", findings->failed_count);
	add_count(buf, "unknown", findings->unknown_count);
	add_count(buf, "warned", findings->warned_count);
	if (findings->get)
		add_get(buf, findings, plan);
	add_findings(buf, findings, plan);
	mg_buf_add(buf, ",\"notes\":[");
	if (guard->spec->note.text)
		mg_quote_add_json(&note, guard->spec->note.text);
	(void)add_part(buf, plan, &note); /* the findings come first */
	mg_buf_add(buf, "]}\n");
}

void
mg_json_add_spec(struct mg_buf *buf, const struct mg_spec *spec, const struct mg_plan *plan,
		 enum mg_exit exit_code)
{
	const char *line = mg_buf_text(&spec->errors);
	size_t added = 0, more = 0;

	begin(buf, plan, exit_code);
	mg_buf_add(buf, ",\"errors\":[");
	while (*line != '\0') {
		MG_CLEANUP(mg_buf_release) struct mg_buf error = { 0 };
		MG_CLEANUP(mg_buf_release) struct mg_buf part = { 0 };
		size_t len = strcspn(line, "\n");

		mg_buf_add_bytes(&error, line, len);
		mg_buf_add(&part, added > 0 ? "," : "");
		mg_quote_add_json(&part, mg_buf_text(&error));
		if (more == 0 && add_part(buf, plan, &part))
			added++;
		else
			more++;
		line += len + (line[len] == '\n');
	}
	if (spec->error_count == 0)
		mg_quote_add_json(buf, "there are no expectations");
	mg_buf_add(buf, "]");
	if (plan->mode == MG_MODE_HEALTH)
		add_count(buf, "more", more);
	mg_buf_add(buf, "}\n");
}

void
mg_json_add_err(struct mg_buf *buf, const char *text, const struct mg_plan *plan,
		enum mg_exit exit_code)
{
	begin(buf, plan, exit_code);
	mg_buf_add(buf, ",\"errors\":[");
	mg_quote_add_json(buf, text);
	mg_buf_add(buf, "]}\n");
}
