/* SPDX-License-Identifier: MIT */
/* Rules over facts: which findings come of a line, in which order, how they are counted, and the
 * exit code. Findings are compared as one text. */
#include "judge/judge.h"

#include "rows_judge.h"

static const struct {
	const struct guard_row *rows;
	size_t count;
} themes[] = {
	{ verdict_rows, MG_ARRAY_LEN(verdict_rows) }, { missing_rows, MG_ARRAY_LEN(missing_rows) },
	{ moot_rows, MG_ARRAY_LEN(moot_rows) },	      { warn_rows, MG_ARRAY_LEN(warn_rows) },
	{ storage_rows, MG_ARRAY_LEN(storage_rows) },
};

static void
add_count(struct mg_buf *buf, size_t count, const char *says)
{
	if (count > 0)
		mg_buf_addf(buf, ", %zu %s", count, says);
}

/* "fail, warn /app dir: CLAUSE", a line each, and then the counts. */
static void
add_outcome(const struct mg_findings *findings, struct mg_buf *buf)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct mg_finding *finding = &findings->items[i];

		mg_buf_addf(buf, "%s%s %s %s: %s\n", verdict_name(finding->verdict),
			    finding->is_warn ? ", warn" : "", finding->rule->path,
			    finding->expected, finding->clause);
	}
	mg_buf_addf(buf, "%zu rule%s", findings->rule_count, findings->rule_count == 1 ? "" : "s");
	add_count(buf, findings->failed_count, "failed");
	add_count(buf, findings->unknown_count, "unknown");
	add_count(buf, findings->warned_count, "warned");
	mg_buf_addf(buf, ", exit %d", (int)mg_judge_exit(findings));
}

static unsigned
row_differs(const struct guard_row *row)
{
	struct mg_buf got = { 0 };
	struct bench bench;
	unsigned wrong;

	bench_judge(&bench, row->variable, row->given, row->count);
	add_outcome(&bench.findings, &got);
	wrong = same_text(row->title, "text", mg_buf_text(&got), row->wanted);
	mg_buf_release(&got);
	bench_release(&bench);
	return wrong;
}

static void
test_findings(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(themes); i++)
		for (size_t j = 0; j < themes[i].count; j++)
			wrong += row_differs(&themes[i].rows[j]);
	assert_int_equal(wrong, 0);
}

/* Every finding says what is there, a pass too, and borrows its rule from the spec. */
static void
test_found(void **state)
{
	static const struct given given[] = {
		{ ON_BIND_IN_MEMORY, A_DIR(.is_mount_root = true, MODELS_AND_TEMP) },
		{ ON_VOLUME, NO_WAY_FROM("/b", .walk_err = ENOENT, .missing = "c") },
	};
	static const char *const found[] = {
		"bind of /srv/app of a tmpfs, 0 files of its own",
		"bind of /srv/app of a tmpfs, 0 files of its own",
		"only /b: volume models on ext4",
	};
	struct bench bench;

	bench_judge(&bench, "/app dir, nonempty; /b/c file", given, MG_ARRAY_LEN(given));
	assert_int_equal(bench.findings.count, MG_ARRAY_LEN(found));
	for (size_t i = 0; i < MG_ARRAY_LEN(found); i++)
		assert_string_equal(bench.findings.items[i].found, found[i]);
	assert_ptr_equal(bench.findings.items[1].rule, &bench.spec.rules[0]);
	assert_ptr_equal(bench.findings.items[2].rule, &bench.spec.rules[1]);
	bench_release(&bench);
}

static void
test_ask(void **state)
{
	static const struct {
		const char *variable;
		unsigned needs;
		const char *globs; /* each with a blank */
	} rows[] = {
		{ "/app", MG_NEED_NEAR, "" },
		{ "/app optional, warn", 0, "" },
		{ "/app absent", 0, "" },
		{ "/app persistent, on=bind, fstype=ext4, opts=rw", MG_NEED_NEAR, "" },
		{ "/app optional, file", MG_NEED_LIST | MG_NEED_FILE, "" },
		{ "/app optional, mount", MG_NEED_LIST, "" },
		{ "/app optional, nonempty", MG_NEED_LIST, "" },
		{ "/app optional, readable", MG_NEED_LIST | MG_NEED_READ, "" },
		{ "/app optional, writable", MG_NEED_WRITE, "" },
		{ "/app writable=sync", MG_NEED_NEAR | MG_NEED_WRITE | MG_NEED_SYNC, "" },
		{ "/app readonly", MG_NEED_NEAR | MG_NEED_WRITE, "" },
		{ "/app optional, executable", MG_NEED_EXECUTE, "" },
		{ "/app optional, has=a, has=b", MG_NEED_LIST, "a b " },
		{ "/app optional, source=x, has=a", MG_NEED_LIST, "a " },
		{ "/app optional, has=a, source=x", MG_NEED_LIST, "a " },
		{ "/app optional, source=x", 0, "" },
	};
	struct mg_spec_context context = { .directory = "/" };

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_spec spec = { 0 };
		struct mg_buf globs = { 0 };
		struct mg_ask ask;

		assert_int_equal(mg_spec_add(&spec, &context, MG_SPEC_FLAG, "E",
					     mg_lex_slice(rows[i].variable)),
				 0);
		mg_judge_ask(&spec.rules[0], &ask);
		for (size_t j = 0; j < ask.glob_count; j++)
			mg_buf_addf(&globs, "%s ", ask.globs[j]);
		assert_string_equal(ask.path, "/app");
		assert_int_equal(ask.needs, rows[i].needs);
		assert_string_equal(mg_buf_text(&globs), rows[i].globs);
		mg_buf_release(&globs);
		mg_spec_release(&spec);
	}
}

/* Each pattern of has= is judged by its own match. The pattern of source= takes none away. */
static void
test_pattern_keeps_its_place(void **state)
{
	static const struct given given[] = {
		{ ON_BIND, A_DIR(.listing.globs_matched = { true, false }) },
	};
	struct mg_buf got = { 0 };
	struct bench bench;

	bench_judge(&bench, "/app source=/srv/*, has=b, has=c", given, 1);
	add_outcome(&bench.findings, &got);
	assert_string_equal(mg_buf_text(&got), "pass /app source=/srv/*: \npass /app has=b: \n"
					       "fail /app has=c: nothing in it matches c\n"
					       "1 rule, 1 failed, exit 69");
	mg_buf_release(&got);
	bench_release(&bench);
}

static void
test_exit_codes(void **state)
{
	static const struct {
		size_t failed, unknown, warned;
		enum mg_exit exit_code;
	} rows[] = {
		{ 0, 0, 0, MG_EXIT_OK },      { 0, 0, 3, MG_EXIT_OK },
		{ 0, 1, 0, MG_EXIT_UNKNOWN }, { 0, 2, 1, MG_EXIT_UNKNOWN },
		{ 1, 0, 0, MG_EXIT_FAILED },  { 1, 5, 0, MG_EXIT_FAILED },
		{ 2, 1, 1, MG_EXIT_FAILED },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct mg_findings findings = {
			.rule_count = 8,
			.failed_count = rows[i].failed,
			.unknown_count = rows[i].unknown,
			.warned_count = rows[i].warned,
		};

		assert_int_equal(mg_judge_exit(&findings), rows[i].exit_code);
		assert_int_equal(mg_findings_hold(&findings),
				 rows[i].failed + rows[i].unknown + rows[i].warned == 0);
	}
}

static void
test_release(void **state)
{
	static const struct given given[] = { { ON_BIND, A_FILE() } };
	struct mg_findings zeroed = { 0 };
	struct bench bench;

	mg_findings_release(&zeroed);
	bench_judge(&bench, "/app dir", given, 1);
	mg_findings_release(&bench.findings);
	assert_null(bench.findings.items);
	assert_int_equal(bench.findings.count + bench.findings.failed_count, 0);
	bench_release(&bench);
}

static void
test_nothing_to_judge(void **state)
{
	struct bench bench;

	bench_judge(&bench, "", NULL, 0);
	assert_int_equal(bench.findings.count, 0);
	assert_int_equal(bench.findings.rule_count, 0);
	bench_release(&bench);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_ask),
		cmocka_unit_test(test_pattern_keeps_its_place),
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_nothing_to_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
