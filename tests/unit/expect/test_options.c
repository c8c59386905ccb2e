/* SPDX-License-Identifier: MIT */
/* The command line and its environment twins: every option in every spelling, which of them wins,
 * and the error for a wrong one. What differs from the defaults is compared as one text. */
#include "expect/plan.h"

#include "expect/option.h"
#include "text/lex.h"

#include "rows_options.h"
#include "same.h"

#include <stdlib.h>

/* --- the plan as a text --- */

static void
set_environment(const char *const *wanted)
{
	for (size_t i = 0; mg_option_at(i); i++)
		if (mg_option_at(i)->environment)
			assert_int_equal(unsetenv(mg_option_at(i)->environment), 0);
	for (size_t i = 0; i < MAX_WORDS && wanted[i]; i++) {
		size_t len = strcspn(wanted[i], "=");
		char name[64] = "";

		assert_true(len < sizeof(name));
		memcpy(name, wanted[i], len);
		assert_int_equal(setenv(name, wanted[i] + len + 1, 1), 0);
	}
}

static const char *
mode_name(enum mg_mode mode)
{
	static const char *const names[] = {
		[MG_MODE_GUARD] = "guard",     [MG_MODE_CHECK] = "check",
		[MG_MODE_HEALTH] = "health",   [MG_MODE_INSTALL] = "install",
		[MG_MODE_HELP] = "help",       [MG_MODE_LIST_WORDS] = "list-words",
		[MG_MODE_VERSION] = "version",
	};

	return (size_t)mode < MG_ARRAY_LEN(names) ? names[mode] : "another mode";
}

static void
add_duration(struct mg_buf *buf, const char *name, int64_t ms, int64_t otherwise)
{
	if (ms != otherwise)
		mg_buf_addf(buf, ", %s %lld", name, (long long)ms);
}

/* Only what differs from the defaults, and the command behind a semicolon. */
static void
add_options(struct mg_buf *buf, const struct mg_plan *plan)
{
	mg_buf_add(buf, mode_name(plan->mode));
	if (plan->install)
		mg_buf_addf(buf, " %s", plan->install);
	for (size_t i = 0; i < plan->options.expects.count; i++)
		mg_buf_addf(buf, ", expect %s", plan->options.expects.text[i]);
	if (plan->options.file)
		mg_buf_addf(buf, ", file %s", plan->options.file);
	if (plan->http.text)
		mg_buf_addf(buf, ", http %s port %u", plan->http.text, (unsigned)plan->http.port);
	add_duration(buf, "wait", plan->wait_ms, 0);
	add_duration(buf, "interval", plan->interval_ms, 1000);
	add_duration(buf, "timeout", plan->timeout_ms, 5000);
	if (plan->options.user)
		mg_buf_addf(buf, ", user %s", plan->options.user);
	if (plan->options.caps)
		mg_buf_addf(buf, ", caps %s", plan->options.caps);
	mg_buf_add(buf, plan->options.no_new_privs ? ", no-new-privs" : "");
	mg_buf_add(buf, plan->options.warns_on_fail ? ", warn" : "");
	mg_buf_add(buf, plan->verbosity == MG_QUIET ? ", quiet" : "");
	mg_buf_add(buf, plan->verbosity == MG_VERBOSE ? ", verbose" : "");
	for (char **word = plan->command; word && *word; word++)
		mg_buf_addf(buf, "%s %s", word == plan->command ? ";" : "", *word);
}

/* One parsed command line; the options borrow from argv. */
struct parsed {
	char *argv[MAX_WORDS + 2];
	struct mg_plan plan;
	struct mg_err err;
	int result;
};

static void
parse(struct parsed *parsed, const char *const *words)
{
	int argc = 1;

	*parsed = (struct parsed){ .argv = { (char *)(uintptr_t) "mountguard" } };
	for (size_t i = 0; i < MAX_WORDS && words[i]; i++)
		parsed->argv[argc++] = (char *)(uintptr_t)words[i]; /* is not written to */
	parsed->result = mg_options_parse(&parsed->plan, argc, parsed->argv, &parsed->err);
}

static unsigned
row_differs(const struct command_line *row)
{
	struct mg_buf got = { 0 };
	struct parsed parsed;
	unsigned wrong;

	set_environment(row->environment);
	parse(&parsed, row->words);
	if (parsed.result == 0)
		add_options(&got, &parsed.plan);
	else
		mg_buf_addf(&got, "%d: %s", (int)parsed.err.exit_code, parsed.err.text);
	wrong = same_text(row->title, "outcome", mg_buf_text(&got), row->wanted);
	mg_plan_release(&parsed.plan);
	mg_buf_release(&got);
	return wrong;
}

static unsigned
all_differ(const struct command_line *rows, size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += row_differs(&rows[i]);
	return wrong;
}

static void
test_spelling(void **state)
{
	assert_int_equal(all_differ(spelling_rows, MG_ARRAY_LEN(spelling_rows)), 0);
}

static void
test_wrong(void **state)
{
	assert_int_equal(all_differ(wrong_rows, MG_ARRAY_LEN(wrong_rows)), 0);
}

static void
test_twins(void **state)
{
	assert_int_equal(all_differ(twin_rows, MG_ARRAY_LEN(twin_rows)), 0);
}

static void
test_verbose(void **state)
{
	assert_int_equal(all_differ(verbose_rows, MG_ARRAY_LEN(verbose_rows)), 0);
}

/* --health ends with 1, and the report knows the verbosity, also where an option before or behind
 * them is wrong. */
static void
test_what_was_read_beside_a_failure(void **state)
{
	static const char *const lines[][MAX_WORDS] = {
		{ "--nope", "--health", "-q" },
		{ "-w", "soon", "-q", "--health" },
		{ "-Z", "--health", "-q" },
		{ "--check", "-q", "--health" },
		{ "--wait=", "-q", "--health", "--format=xml" },
		{ "--health", "-q", "--nope" },
		{ "-q", "--health", "-w", "soon" },
		{ "--health", "-q", "sh" },
		{ "--health", "-q", "--check" },
		{ "--health", "-q", "-e" },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(lines); i++) {
		struct parsed parsed;

		parse(&parsed, lines[i]);
		assert_true(parsed.result < 0);
		assert_int_equal(parsed.err.exit_code, MG_EXIT_USAGE);
		assert_int_equal(parsed.plan.mode, MG_MODE_HEALTH);
		assert_int_equal(parsed.plan.verbosity, MG_QUIET);
		mg_plan_release(&parsed.plan);
	}
}

static void
test_lets_start(void **state)
{
	static const struct {
		const char *words[MAX_WORDS];
		bool ok, failed, unknown;
	} rows[] = {
		{ { "x" }, true, false, false },
		{ { "--on-fail=refuse", "x" }, true, false, false },
		{ { "--on-fail=warn", "x" }, true, true, true },
		{ { "--check", "--on-fail=warn" }, false, false, false },
		{ { "--health" }, false, false, false },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct parsed parsed;

		parse(&parsed, rows[i].words);
		assert_int_equal(parsed.result, 0);
		assert_false(mg_plan_allows_start(&parsed.plan, MG_EXIT_UNKNOWN));
		parsed.plan.starts_anyway = parsed.plan.options.warns_on_fail;
		assert_int_equal(mg_plan_allows_start(&parsed.plan, MG_EXIT_OK), rows[i].ok);
		assert_int_equal(mg_plan_allows_start(&parsed.plan, MG_EXIT_FAILED),
				 rows[i].failed);
		assert_int_equal(mg_plan_allows_start(&parsed.plan, MG_EXIT_UNKNOWN),
				 rows[i].unknown);
		assert_false(mg_plan_allows_start(&parsed.plan, MG_EXIT_CONFIG));
		assert_false(mg_plan_allows_start(&parsed.plan, MG_EXIT_USAGE));
		mg_plan_release(&parsed.plan);
	}
}

/* A program may be started with nothing at all, not even its own name. */
static void
test_no_argv(void **state)
{
	static const char *const none[] = { NULL };
	char *argv[] = { NULL };
	struct mg_plan plan;
	struct mg_err err;

	set_environment(none);
	assert_true(mg_options_parse(&plan, 0, argv, &err) < 0);
	assert_string_equal(err.text, NO_COMMAND_TEXT);
	mg_plan_release(&plan);
	mg_plan_release(&plan);
}

/* --- the table, and the help made of it --- */

/* The names are promises. */
static void
test_names(void **state)
{
	static const char *const promised[] = {
		"--check",   "--health", "--list-words", "--help",	   "--version", "--expect",
		"--file",    "--wait",	 "--interval",	 "--timeout",	   "--on-fail", "--quiet",
		"--verbose", "--user",	 "--caps",	 "--no-new-privs",
	};
	static const char *const twins[] = {
		"MOUNTGUARD_EXPECT",	   "MOUNTGUARD_FILE",	 "MOUNTGUARD_WAIT",
		"MOUNTGUARD_INTERVAL",	   "MOUNTGUARD_TIMEOUT", "MOUNTGUARD_ON_FAIL",
		"MOUNTGUARD_VERBOSE",	   "MOUNTGUARD_USER",	 "MOUNTGUARD_CAPS",
		"MOUNTGUARD_NO_NEW_PRIVS",
	};
	struct mg_buf help = { 0 };

	mg_options_help(&help);
	for (size_t i = 0; i < MG_ARRAY_LEN(promised); i++)
		assert_non_null(strstr(mg_buf_text(&help), promised[i]));
	for (size_t i = 0; i < MG_ARRAY_LEN(twins); i++)
		assert_non_null(strstr(mg_buf_text(&help), twins[i]));
	mg_buf_release(&help);
}

static void
test_help_has_every_row(void **state)
{
	struct mg_buf help = { 0 };

	mg_options_help(&help);
	for (size_t i = 0; mg_option_at(i); i++) {
		const struct mg_option *option = mg_option_at(i);
		struct mg_buf wanted = { 0 };

		mg_buf_add(&wanted, "\n  ");
		if (option->mode != MG_MODE_GUARD)
			mg_buf_add(&wanted, "mountguard ");
		if (option->letter)
			mg_buf_addf(&wanted, "-%c, ", option->letter);
		mg_buf_addf(&wanted, "--%s%s%s\n        %s\n", option->name,
			    option->argument ? " " : "", option->argument ? option->argument : "",
			    option->help);
		if (option->environment)
			mg_buf_addf(&wanted, "        environment: %s\n", option->environment);
		assert_non_null(strstr(mg_buf_text(&help), mg_buf_text(&wanted)));
		mg_buf_release(&wanted);
	}
	mg_buf_release(&help);
}

static void
assert_known(const char *option)
{
	const char *words[MAX_WORDS] = { option };
	struct parsed parsed;

	parse(&parsed, words);
	if (parsed.result < 0)
		assert_null(strstr(parsed.err.text, "is no option"));
	mg_plan_release(&parsed.plan);
}

static void
test_every_row_is_an_option(void **state)
{
	for (size_t i = 0; mg_option_at(i); i++) {
		const struct mg_option *option = mg_option_at(i);
		const char letter[] = { '-', option->letter, '\0' };
		struct mg_buf name = { 0 };

		mg_buf_addf(&name, "--%s", option->name);
		assert_known(mg_buf_text(&name));
		if (option->letter)
			assert_known(letter);
		mg_buf_release(&name);
	}
}

static void
test_rows_are_whole(void **state)
{
	for (size_t i = 0; mg_option_at(i); i++) {
		const struct mg_option *option = mg_option_at(i);

		assert_true(strlen(option->help) > 0);
		/* The error for a wrong value says what the value should have been. */
		if (option->argument
			    ? option->type == MG_OPTION_TEXT || option->type == MG_OPTION_BOOL ||
				      option->type == MG_OPTION_ENUM
			    : option->environment != NULL)
			assert_non_null(option->wanted);
		if (option->environment)
			assert_memory_equal(option->environment, "MOUNTGUARD_", 11);
		for (size_t j = 0; j < i; j++) {
			assert_string_not_equal(mg_option_at(j)->name, option->name);
			assert_true(!option->letter || mg_option_at(j)->letter != option->letter);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_verbose),
		cmocka_unit_test(test_what_was_read_beside_a_failure),
		cmocka_unit_test(test_lets_start),
		cmocka_unit_test(test_no_argv),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_help_has_every_row),
		cmocka_unit_test(test_every_row_is_an_option),
		cmocka_unit_test(test_rows_are_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
