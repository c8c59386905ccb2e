/* SPDX-License-Identifier: MIT */
/* Findings as one JSON object on one line. Writes into the caller's buffer; never prints. */
#include "parts.h"

#include "expect/plan.h"
#include "text/err.h"
#include "text/path.h"
#include "text/quote.h"

#include <stdlib.h>
#include <string.h>

/* Room after the findings for the count of findings left out, and the end of the object. */
#define END_BYTES 64

void
mg_json_add_raw(struct mg_buf *buf, const char *name, const char *value)
{
	bool is_first = buf->len > 0 && strchr("{[", buf->text[buf->len - 1]);

	mg_buf_addf(buf, is_first ? "\"%s\":%s" : ",\"%s\":%s", name, value);
}

void
mg_json_add_text(struct mg_buf *buf, const char *name, const char *value)
{
	mg_json_add_raw(buf, name, value ? "" : "null");
	if (value)
		mg_quote_add_json(buf, value);
}

void
mg_json_add_number(struct mg_buf *buf, const char *name, uint64_t value)
{
	mg_json_add_raw(buf, name, "");
	mg_buf_addf(buf, "%llu", (unsigned long long)value);
}

void
mg_json_add_bool(struct mg_buf *buf, const char *name, bool value)
{
	mg_json_add_raw(buf, name, value ? "true" : "false");
}

void
mg_json_begin(struct mg_buf *buf, enum mg_mode mode)
{
	mg_buf_add(buf, "{");
	mg_json_add_text(buf, "version", MG_VERSION);
	mg_json_add_text(buf, "mode", mg_options_mode_name(mode));
}

/* Adds the beginning of an object about a command. */
static void
begin(struct mg_buf *buf, const struct mg_plan *plan, enum mg_exit exit_code)
{
	bool starts = mg_plan_allows_start(plan, exit_code);

	mg_json_begin(buf, plan->mode);
	mg_json_add_text(buf, "command", plan->command ? mg_path_base(plan->command[0]) : NULL);
	mg_json_add_bool(buf, "started", starts);
	if (starts)
		mg_json_add_text(buf, "exit", NULL); /* the command's own */
	else
		mg_json_add_number(buf, "exit", (uint64_t)exit_code);
}

void
mg_json_add_mount(struct mg_buf *buf, const struct mg_mount *mount, enum mg_kind kind)
{
	mg_json_add_raw(buf, "mount", mount ? "{" : "null");
	if (!mount)
		return;
	mg_json_add_text(buf, "kind", mg_kind_name(kind));
	mg_json_add_text(buf, "target", mount->target);
	mg_json_add_text(buf, "fstype", mount->fstype);
	mg_json_add_text(buf, "source", mount->source);
	mg_json_add_text(buf, "root", mount->root);
	mg_json_add_text(buf, "options", mount->options);
	mg_json_add_text(buf, "super_options", mount->super_options);
	mg_json_add_bool(buf, "stale", mount->stale);
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
	mg_json_add_raw(buf, "http", "{");
	mg_json_add_text(buf, "url", plan->http.text);
	mg_json_add_text(buf, "verdict", verdicts[findings->get_verdict]);
	mg_json_add_text(buf, "message", mg_buf_text(&says));
	if (findings->get->status > 0)
		mg_json_add_number(buf, "status", findings->get->status);
	else
		mg_json_add_text(buf, "status", NULL);
	mg_buf_add(buf, "}");
	buf->failed |= says.failed;
}

static void
add_finding(struct mg_buf *buf, const struct mg_findings *findings, size_t index)
{
	const struct mg_finding *finding = &findings->items[index];
	const struct mg_finding *cause = &findings->items[finding->cause];
	int errnum = finding->verdict == MG_PASS
			     ? 0
			     : mg_word_errno(finding->word, finding->subject->facts);

	mg_buf_add(buf, ",{");
	mg_json_add_text(buf, "path", finding->rule->path);
	mg_json_add_text(buf, "word", finding->word->name);
	mg_json_add_text(buf, "verdict", verdicts[finding->verdict]);
	mg_json_add_bool(buf, "warn", finding->is_warn);
	mg_json_add_text(buf, "message", finding->clause);
	mg_json_add_text(buf, "expected", finding->expected);
	mg_json_add_text(buf, "origin", finding->rule->origin);
	mg_json_add_text(buf, "found", finding->found);
	mg_json_add_text(buf, "why", finding->why[0] != '\0' ? finding->why : NULL);
	mg_json_add_text(buf, "fix", finding->fix[0] != '\0' ? finding->fix : NULL);
	mg_json_add_text(buf, "cause", cause == finding ? NULL : cause->rule->path);
	mg_json_add_text(buf, "errno", errnum ? mg_errnum_name(errnum) : NULL);
	mg_json_add_mount(buf, finding->subject->mount, finding->subject->backing.kind);
	mg_buf_add(buf, "}");
}

/* Adds an item of an array to the page, and releases it. Its text begins with a comma. */
static void
add_item(struct mg_page *page, struct mg_buf *item)
{
	bool is_first = page->buf->len > 0 && page->buf->text[page->buf->len - 1] == '[';

	page->buf->failed |= item->failed;
	if (!item->failed)
		(void)mg_page_add(page, item->text + is_first, item->len - is_first);
	mg_buf_release(item);
}

static void
end_list(struct mg_page *page, const struct mg_plan *plan)
{
	mg_buf_add(page->buf, "]");
	if (plan->mode == MG_MODE_HEALTH)
		mg_json_add_number(page->buf, "more", page->more);
}

/* Adds "findings"; for a health check the worst first, and "more", the count left out. */
static void
add_findings(struct mg_buf *buf, const struct mg_findings *findings, const struct mg_plan *plan)
{
	size_t *order = mg_findings_order(findings, plan->mode == MG_MODE_HEALTH);
	struct mg_page page = mg_page_open(buf, plan, END_BYTES);

	buf->failed |= !order;
	mg_json_add_raw(buf, "findings", "[");
	for (size_t i = 0; order && i < findings->count; i++) {
		struct mg_buf item = { 0 };

		if (findings->items[order[i]].verdict == MG_PASS && plan->verbosity != MG_VERBOSE)
			continue;
		add_finding(&item, findings, order[i]);
		add_item(&page, &item);
	}
	free(order);
	end_list(&page, plan);
}

void
mg_json_add_findings(struct mg_buf *buf, const struct mg_guard *guard, enum mg_exit exit_code)
{
	const struct mg_findings *findings = &guard->findings;
	const struct mg_plan *plan = guard->plan;
	struct mg_buf note = { 0 };
	struct mg_page page = mg_page_open(buf, plan, END_BYTES);

	begin(buf, plan, exit_code);
	mg_json_add_text(buf, "place", mg_engine_name(guard->survey.place));
	mg_json_add_number(buf, "expectations", findings->rule_count);
	mg_json_add_number(buf, "failed", findings->failed_count);
	mg_json_add_number(buf, "unknown", findings->unknown_count);
	mg_json_add_number(buf, "warned", findings->warned_count);
	if (findings->get)
		add_get(buf, findings, plan);
	add_findings(buf, findings, plan);
	mg_json_add_raw(buf, "notes", "["); /* the findings get the room first */
	if (guard->spec->note.text) {
		mg_buf_add(&note, ",");
		mg_quote_add_json(&note, guard->spec->note.text);
		add_item(&page, &note);
	}
	mg_buf_add(buf, "]}\n");
}

void
mg_json_add_spec(struct mg_buf *buf, const struct mg_spec *spec, const struct mg_plan *plan,
		 enum mg_exit exit_code)
{
	const char *line = mg_buf_text(&spec->errors);
	struct mg_page page = mg_page_open(buf, plan, END_BYTES);

	begin(buf, plan, exit_code);
	mg_json_add_raw(buf, "errors", "[");
	while (*line != '\0') {
		MG_CLEANUP(mg_buf_release) struct mg_buf error = { 0 };
		struct mg_buf item = { 0 };
		size_t len = strcspn(line, "\n");

		mg_buf_add_bytes(&error, line, len);
		mg_buf_add(&item, ",");
		mg_quote_add_json(&item, mg_buf_text(&error));
		add_item(&page, &item);
		line += len + (line[len] == '\n');
	}
	if (spec->error_count == 0)
		mg_quote_add_json(buf, "there are no expectations");
	end_list(&page, plan);
	mg_buf_add(buf, "}\n");
}

void
mg_json_add_err(struct mg_buf *buf, const char *text, const struct mg_plan *plan,
		enum mg_exit exit_code)
{
	begin(buf, plan, exit_code);
	mg_json_add_raw(buf, "errors", "[");
	mg_quote_add_json(buf, text);
	mg_buf_add(buf, "]}\n");
}
