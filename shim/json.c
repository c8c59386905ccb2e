/* SPDX-License-Identifier: MIT */
/* Findings as one JSON object on one line. Writes into the caller's buffer; never prints. */
#include "json.h"

#include "errnum.h"
#include "path.h"
#include "quote.h"

#include <string.h>

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

static const char *
mode_name(enum mg_mode mode)
{
	static const char *const names[] = {
		[MG_MODE_GUARD] = "guard",	 [MG_MODE_CHECK] = "check",
		[MG_MODE_HEALTH] = "health",	 [MG_MODE_EXPLAIN] = "explain",
		[MG_MODE_SNAPSHOT] = "snapshot", [MG_MODE_LIST_WORDS] = "list-words",
		[MG_MODE_HELP] = "help",	 [MG_MODE_VERSION] = "version",
	};

	return names[mode];
}

/* What every object begins with. */
static void
begin(struct mg_buf *buf, const struct mg_options *options, enum mg_exit exit_code)
{
	bool starts = mg_options_lets_start(options, exit_code);

	mg_buf_add(buf, "{\"version\":\"" MG_VERSION "\"");
	add_text(buf, "mode", mode_name(options->mode));
	add_text(buf, "command", options->command ? mg_path_base(options->command[0]) : NULL);
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

static void
add_finding(struct mg_buf *buf, const struct mg_findings *findings, size_t index)
{
	const struct mg_finding *finding = &findings->items[index];
	static const char *const verdicts[] = {
		[MG_PASS] = "pass",
		[MG_FAIL] = "fail",
		[MG_UNKNOWN] = "unknown",
	};

	mg_buf_add(buf, "{\"path\":");
	mg_quote_add_json(buf, finding->rule->path);
	add_text(buf, "word", finding->word);
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
	add_text(buf, "errno", finding->errnum ? mg_errnum_name(finding->errnum) : NULL);
	mg_json_add_mount(buf, finding->mount, finding->kind);
	mg_buf_add(buf, "}");
}

void
mg_json_add_findings(struct mg_buf *buf, const struct mg_findings *findings, struct mg_scene *scene,
		     const struct mg_options *options, enum mg_exit exit_code)
{
	bool any = false;

	begin(buf, options, exit_code);
	add_text(buf, "place", mg_place_name(mg_scene_place(scene)));
	add_count(buf, "expectations", findings->rule_count);
	add_count(buf, "failed", findings->failed_count);
	add_count(buf, "unknown", findings->unknown_count);
	add_count(buf, "warned", findings->warned_count);
	mg_buf_add(buf, ",\"findings\":[");
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].verdict == MG_PASS && options->verbosity != MG_VERBOSE)
			continue;
		mg_buf_add(buf, any ? "," : "");
		add_finding(buf, findings, i);
		any = true;
	}
	mg_buf_add(buf, "],\"notes\":[");
	if (scene->note)
		mg_quote_add_json(buf, scene->note);
	mg_buf_add(buf, "]}\n");
}

void
mg_json_add_spec(struct mg_buf *buf, const struct mg_spec *spec, const struct mg_options *options,
		 enum mg_exit exit_code)
{
	const char *line = mg_buf_text(&spec->errors);

	begin(buf, options, exit_code);
	mg_buf_add(buf, ",\"errors\":[");
	while (*line != '\0') {
		struct mg_buf error = { 0 };
		size_t len = strcspn(line, "\n");

		mg_buf_add_bytes(&error, line, len);
		mg_quote_add_json(buf, mg_buf_text(&error));
		mg_buf_release(&error);
		line += len + (line[len] == '\n');
		mg_buf_add(buf, *line != '\0' ? "," : "");
	}
	if (spec->error_count == 0)
		mg_quote_add_json(buf, "there are no expectations");
	mg_buf_add(buf, "]}\n");
}

void
mg_json_add_err(struct mg_buf *buf, const char *text, const struct mg_options *options,
		enum mg_exit exit_code)
{
	begin(buf, options, exit_code);
	mg_buf_add(buf, ",\"errors\":[");
	mg_quote_add_json(buf, text);
	mg_buf_add(buf, "]}\n");
}
