/* SPDX-License-Identifier: MIT */
/* The vocabulary: every word passes, fails and cannot tell, each with its exact clause. The columns
 * of the table agree with each other. */
#include "words/vocabulary.h"

#include "rows_access.h"
#include "rows_content.h"
#include "rows_mount.h"
#include "rows_object.h"
#include "rows_rights.h"
#include "rows_sharing.h"

static const struct {
	const struct verdict_row *rows;
	size_t count;
} themes[] = {
	{ object_rows, MG_ARRAY_LEN(object_rows) },   { content_rows, MG_ARRAY_LEN(content_rows) },
	{ backing_rows, MG_ARRAY_LEN(backing_rows) }, { table_rows, MG_ARRAY_LEN(table_rows) },
	{ read_rows, MG_ARRAY_LEN(read_rows) },	      { write_rows, MG_ARRAY_LEN(write_rows) },
	{ rights_rows, MG_ARRAY_LEN(rights_rows) },   { space_rows, MG_ARRAY_LEN(space_rows) },
	{ byte_rows, MG_ARRAY_LEN(byte_rows) },	      { ability_rows, MG_ARRAY_LEN(ability_rows) },
	{ sharing_rows, MG_ARRAY_LEN(sharing_rows) },
};

/* Words without a verdict of their own: how they change what counts. */
static const struct modifier_row {
	const char *title;
	const char *words;
	struct given given;
	enum mg_verdict verdict; /* of the other word */
	const char *wanted;	 /* verdicts, and what they come to */
} modifier_rows[] = {
	{ "warn: nothing is wrong",
	  "warn, dir",
	  { ON_BIND, A_DIR() },
	  MG_PASS,
	  "pass; 1 rule, 0 failed, 0 unknown, 0 warned, exit 0" },
	{ "warn: a failure",
	  "warn, dir",
	  { ON_BIND, A_FILE() },
	  MG_FAIL,
	  "fail, warn; 1 rule, 0 failed, 0 unknown, 1 warned, exit 0" },
	{ "warn: two failures are one expectation",
	  "warn, dir, on=image",
	  { ON_BIND, A_FILE() },
	  MG_FAIL,
	  "fail, warn; fail, warn; 1 rule, 0 failed, 0 unknown, 1 warned, exit 0" },
	{ "warn: nothing is there",
	  "warn, dir",
	  { ON_BIND, NO_WAY(ENOENT) },
	  MG_FAIL,
	  "fail, warn; 1 rule, 0 failed, 0 unknown, 1 warned, exit 0" },
	{ "warn: it cannot be told",
	  "warn, persistent",
	  { ON_UNKNOWN, A_DIR() },
	  MG_UNKNOWN,
	  "unknown, warn; 1 rule, 0 failed, 0 unknown, 1 warned, exit 0" },
	{ "optional: it is there and right",
	  "optional, dir",
	  { ON_BIND, A_DIR() },
	  MG_PASS,
	  "pass; 1 rule, 0 failed, 0 unknown, 0 warned, exit 0" },
	{ "optional: nothing is there",
	  "optional, dir",
	  { ON_BIND, NO_WAY(ENOENT) },
	  MG_PASS,
	  "1 rule, 0 failed, 0 unknown, 0 warned, exit 0" },
	{ "optional: it is there and wrong",
	  "optional, dir",
	  { ON_BIND, A_FILE() },
	  MG_FAIL,
	  "fail; 1 rule, 1 failed, 0 unknown, 0 warned, exit 69" },
	{ "optional: the storage is broken",
	  "optional, dir",
	  { ON_BIND, NO_WAY(EIO) },
	  MG_FAIL,
	  "fail; 1 rule, 1 failed, 0 unknown, 0 warned, exit 69" },
	{ "optional: the way is barred",
	  "optional, dir",
	  { ON_BIND, NO_WAY(EACCES) },
	  MG_UNKNOWN,
	  "unknown; 1 rule, 0 failed, 1 unknown, 0 warned, exit 71" },
};

/* "absent" of "absent, warn", "mount" of "mount=volume" */
static bool
is_about(const char *words, const struct mg_word *check)
{
	return mg_lex_equal((struct mg_slice){ words, strcspn(words, "=,") }, check->name);
}

static const struct mg_finding *
only_finding(const struct bench *bench, const struct verdict_row *row)
{
	if (bench->findings.count == 1)
		return &bench->findings.items[0];
	print_error("row '%s': %zu findings\n", row->title, bench->findings.count);
	return NULL;
}

static unsigned
row_differs(const struct verdict_row *row)
{
	struct mg_buf line = { 0 };
	struct bench bench;
	const struct mg_finding *finding;
	unsigned wrong = 1;

	mg_buf_addf(&line, "/app %s", row->words);
	bench_judge(&bench, mg_buf_text(&line), &row->given, 1);
	finding = only_finding(&bench, row);
	if (finding)
		wrong = same_text(row->title, "verdict", verdict_name(finding->verdict),
				  verdict_name(row->verdict)) +
			same_text(row->title, "text", finding->clause, row->clause);
	bench_release(&bench);
	mg_buf_release(&line);
	return wrong;
}

static void
test_verdicts(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (size_t j = 0; j < themes[i].count; j++)
			wrong += row_differs(&themes[i].rows[j]);
	assert_int_equal(wrong, 0);
}

static void
add_outcome(const struct mg_findings *findings, struct mg_buf *buf)
{
	for (size_t i = 0; i < findings->count; i++)
		mg_buf_addf(buf, "%s%s; ", verdict_name(findings->items[i].verdict),
			    findings->items[i].is_warn ? ", warn" : "");
	mg_buf_addf(buf, "%zu rule, %zu failed, %zu unknown, %zu warned, exit %d",
		    findings->rule_count, findings->failed_count, findings->unknown_count,
		    findings->warned_count, (int)mg_judge_exit(findings));
}

static void
test_modifiers(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(modifier_rows); i++) {
		const struct modifier_row *row = &modifier_rows[i];
		struct mg_buf line = { 0 }, got = { 0 };
		struct bench bench;

		mg_buf_addf(&line, "/app %s", row->words);
		bench_judge(&bench, mg_buf_text(&line), &row->given, 1);
		add_outcome(&bench.findings, &got);
		wrong += same_text(row->title, "text", mg_buf_text(&got), row->wanted);
		bench_release(&bench);
		mg_buf_release(&line);
		mg_buf_release(&got);
	}
	assert_int_equal(wrong, 0);
}

static bool
has_row(const struct mg_word *check, enum mg_verdict verdict)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(modifier_rows); i++)
		if (modifier_rows[i].verdict == verdict && is_about(modifier_rows[i].words, check))
			return true;
	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (size_t j = 0; j < themes[i].count; j++)
			if (themes[i].rows[j].verdict == verdict &&
			    is_about(themes[i].rows[j].words, check))
				return true;
	return false;
}

/* Fails for a new word that lacks one of the three cases. */
static void
test_every_word_has_all_verdicts(void **state)
{
	unsigned missing = 0;

	for (size_t i = 0; i < mg_word_count(); i++)
		for (int verdict = MG_PASS; verdict <= MG_UNKNOWN; verdict++) {
			if (has_row(mg_word_at(i), (enum mg_verdict)verdict))
				continue;
			print_error("no row with '%s' for the word '%s'\n",
				    verdict_name((enum mg_verdict)verdict), mg_word_at(i)->name);
			missing++;
		}
	assert_int_equal(missing, 0);
}

static void
test_lookups(void **state)
{
	static const char *const unknown[] = { "",	 "Mount",  "mount ", "moun",
					       "mounts", "answer", "=",	     "mount=" };

	assert_null(mg_word_at(mg_word_count()));
	assert_null(mg_word_at(SIZE_MAX));
	for (size_t i = 0; i < MG_ARRAY_LEN(unknown); i++)
		assert_null(mg_word_by_name(mg_lex_slice(unknown[i])));
	for (size_t i = 0; i < mg_word_count(); i++) {
		assert_ptr_equal(mg_word_by_name(mg_lex_slice(mg_word_name_at(i))), mg_word_at(i));
		assert_string_equal(mg_word_name_at(i), mg_word_at(i)->name);
	}
}

/* The names are promises, and their order is that of the documentation. */
static void
test_names(void **state)
{
	static const char wanted[] =
		"exists absent file dir socket device nonempty empty has mount on persistent "
		"fstype source opts readable writable readonly executable owner mode private free "
		"inodes same-as sha256 supports exclusive warn optional ";
	struct mg_buf names = { 0 };

	for (size_t i = 0; i < mg_word_count(); i++)
		mg_buf_addf(&names, "%s ", mg_word_name_at(i));
	assert_string_equal(mg_buf_text(&names), wanted);
	mg_buf_release(&names);
}

static unsigned
count_unknown_names(const struct mg_word *check, const char *list)
{
	struct mg_slice rest = mg_lex_slice(list ? list : ""), name;
	unsigned unknown = 0;

	while (list && mg_lex_piece(&rest, ' ', &name)) {
		if (mg_word_by_name(name) && !mg_lex_equal(name, check->name))
			continue;
		print_error("the row of '%s' names '%.*s'\n", check->name, (int)name.len,
			    name.text);
		unknown++;
	}
	return unknown;
}

static void
test_lists_name_other_words(void **state)
{
	unsigned unknown = 0;

	for (size_t i = 0; i < mg_word_count(); i++) {
		const struct mg_word *check = mg_word_at(i);

		unknown += count_unknown_names(check, check->after);
		unknown += count_unknown_names(check, check->against);
	}
	assert_int_equal(unknown, 0);
}

static void
test_rows_are_whole(void **state)
{
	for (size_t i = 0; i < mg_word_count(); i++) {
		const struct mg_word *check = mg_word_at(i);
		bool takes_argument = check->argument != MG_ARGUMENT_NONE;

		assert_true(check->help && strlen(check->help) > 0);
		assert_null(strchr(check->help, '\n'));
		assert_int_equal(check->argument_syntax != NULL, takes_argument);
		if (takes_argument)
			assert_true(strchr("[=", check->argument_syntax[0]));
		/* A word that judges nothing needs no facts, and waits for no word. */
		if (!check->judge)
			assert_true(check->needs == 0 && !check->after && !check->needs_access);
	}
}

/* Pairs of words that no path can satisfy, beside the pairs with absent. All other pairs can hold
 * together. */
static const struct {
	const char *name, *others;
} contradictions[] = {
	{ "file", "dir socket device has supports" },
	{ "dir", "socket device same-as sha256" },
	{ "socket", "device nonempty empty has executable exclusive same-as sha256 supports" },
	{ "device", "nonempty empty has executable exclusive same-as sha256 supports" },
	{ "nonempty", "empty" },
	{ "has", "same-as sha256" },
	{ "writable", "readonly" },
	{ "supports", "readonly same-as sha256" },
	{ "exists", "optional" },
};

static bool
cannot_both_hold(const struct mg_word *one, const struct mg_word *other)
{
	if (strcmp(one->name, "absent") == 0)
		return other != one && other->judge;
	for (size_t i = 0; i < MG_ARRAY_LEN(contradictions); i++)
		if (strcmp(contradictions[i].name, one->name) == 0 &&
		    mg_lex_lists(contradictions[i].others, other->name))
			return true;
	return false;
}

static void
test_contradictions(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < mg_word_count(); i++)
		for (size_t j = 0; j < mg_word_count(); j++) {
			struct mg_term first = { .check = mg_word_at(i) };
			struct mg_term second = { .check = mg_word_at(j) };
			const char *one = first.check->name, *other = second.check->name;
			bool is_wanted = cannot_both_hold(first.check, second.check) ||
					 cannot_both_hold(second.check, first.check);
			struct mg_buf wanted = { 0 }, got = { 0 };

			if (is_wanted)
				mg_buf_addf(&wanted, "%s and %s cannot both hold", one, other);
			assert_int_equal(mg_term_contradicts(&first, &second, &got), is_wanted);
			wrong += same_text(one, other, mg_buf_text(&got), mg_buf_text(&wanted));
			mg_buf_release(&wanted);
			mg_buf_release(&got);
		}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_modifiers),
		cmocka_unit_test(test_every_word_has_all_verdicts),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_lists_name_other_words),
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_contradictions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
