/* SPDX-License-Identifier: MIT */
/* What every expectation asks first: each answer of the storage, each way in which a mount or a
 * path can be gone, with the exact clause. */
#include "words/vocabulary.h"

#include "verdicts.h"

#include <errno.h>

#define LATE "the storage gave no answer within 5s "
#define DIED "the probe ended while "

struct row {
	const char *title;
	struct given given;
	enum mg_verdict verdict;
	const char *clause;
};

static const struct row answer_rows[] = {
	{ "given", { ON_BIND, A_DIR() }, MG_PASS, "" },
	{ "late before it began",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_NONE) },
	  MG_FAIL,
	  LATE "(looking it up)" },
	{ "late on the way",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_WALK) },
	  MG_FAIL,
	  LATE "(looking it up)" },
	{ "late at stat",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_STAT) },
	  MG_FAIL,
	  LATE "(asking for its type and size)" },
	{ "late at listing",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_LIST) },
	  MG_FAIL,
	  LATE "(listing it)" },
	{ "late at reading",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_READ) },
	  MG_FAIL,
	  LATE "(reading it)" },
	{ "late at execute",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_EXECUTE) },
	  MG_FAIL,
	  LATE "(asking whether it may be executed)" },
	{ "late at writing",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_WRITE) },
	  MG_FAIL,
	  LATE "(writing to it)" },
	{ "late at locking",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_LOCK) },
	  MG_FAIL,
	  LATE "(locking it)" },
	{ "late behind the last stage",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_DONE) },
	  MG_FAIL,
	  LATE "(ending the probe)" },
	{ "spared",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_SPARED, MG_STAGE_WALK) },
	  MG_FAIL,
	  "it lies on storage that gave no answer for another path, and was not asked" },
	{ "died on the way",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_DIED, MG_STAGE_WALK) },
	  MG_UNKNOWN,
	  DIED "looking it up" },
	{ "died at writing",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_DIED, MG_STAGE_WRITE) },
	  MG_UNKNOWN,
	  DIED "writing to it" },
	{ "an answer that cannot be",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_INVALID, MG_STAGE_NONE) },
	  MG_UNKNOWN,
	  "what the probe said of it cannot be, and was not believed" },
	{ "not looked at",
	  { ON_BIND, NO_ANSWER(MG_ANSWER_NONE, MG_STAGE_NONE) },
	  MG_UNKNOWN,
	  "it was not looked at" },
};

static const struct row mount_rows[] = {
	{ "a live mount", { ON_BIND, A_DIR() }, MG_PASS, "" },
	{ "the container's own root", { ON_IMAGE, A_DIR() }, MG_PASS, "" },
	{ "no mount",
	  { ON_NOTHING, A_DIR() },
	  MG_UNKNOWN,
	  "the kernel did not say which mount of the mount table it lies on" },
	{ "stale",
	  { ON_STALE, A_DIR() },
	  MG_FAIL,
	  "stale mount: /srv/app was deleted or replaced on the host after it was mounted" },
	{ "below a stale mount",
	  { ON_STALE_ABOVE, A_DIR() },
	  MG_FAIL,
	  "stale mount: /srv/data was deleted or replaced on the host after it was mounted at "
	  "/data" },
	{ "a subPath after an update",
	  { ON_STALE_SECRET, A_FILE() },
	  MG_FAIL,
	  "stale mount: ca.crt of the secret, projected or downwardAPI volume was replaced after "
	  "it was mounted" },
};

static const struct row exists_rows[] = {
	{ "a directory", { ON_BIND, A_DIR() }, MG_PASS, "" },
	{ "nothing", { ON_IMAGE, NO_WAY(ENOENT) }, MG_FAIL, "it does not exist (ENOENT)" },
	{ "a file on the way",
	  { ON_IMAGE, NO_WAY(ENOTDIR) },
	  MG_FAIL,
	  "a part of the path is not a directory (ENOTDIR)" },
	{ "a circle of links",
	  { ON_IMAGE, NO_WAY_FROM("/", .walk_err = ELOOP, .is_link = true) },
	  MG_FAIL,
	  "its symbolic links lead round in a circle (ELOOP)" },
	{ "a name that is too long",
	  { ON_IMAGE, NO_WAY(ENAMETOOLONG) },
	  MG_FAIL,
	  "its name is too long (ENAMETOOLONG)" },
	{ "a link to nowhere",
	  { ON_IMAGE,
	    NO_WAY_FROM("/srv", .walk_err = ENOENT, .is_link = true, .missing = "no\nwhere") },
	  MG_FAIL,
	  "by a symbolic link it leads to '/srv/no\\012where', which does not exist "
	  "(ENOENT)" },
	{ "a link to nowhere in the root",
	  { ON_IMAGE, NO_WAY_FROM("/", .walk_err = ENOENT, .is_link = true, .missing = "nowhere") },
	  MG_FAIL,
	  "by a symbolic link it leads to /nowhere, which does not exist (ENOENT)" },
	{ "a barred way, for a word without",
	  { ON_VOLUME, NO_WAY_FROM("/app/data", .walk_err = EACCES, .missing = "x") },
	  MG_UNKNOWN,
	  "it cannot be reached: no search permission in /app/data (EACCES)" },
	{ "a server that forgot it",
	  { ON_NETWORK, NO_WAY(ESTALE) },
	  MG_FAIL,
	  "the server does not know it any more (ESTALE)" },
	{ "a FUSE program that has ended",
	  { ON_NETWORK, NO_WAY(ENOTCONN) },
	  MG_FAIL,
	  "its file server is gone (ENOTCONN)" },
	{ "an error only at stat",
	  { ON_BIND, A_DIR(.stat_err = EIO) },
	  MG_FAIL,
	  "the storage reports an input/output error (EIO)" },
	{ "a stat that was not put",
	  { ON_BIND, A_DIR(.stat_err = ENOSYS) },
	  MG_UNKNOWN,
	  "the kernel does not offer the call (ENOSYS)" },
	{ "out of memory", { ON_BIND, NO_WAY(ENOMEM) }, MG_UNKNOWN, "memory ran out (ENOMEM)" },
	{ "an errno without a name",
	  { ON_BIND, NO_WAY(4000) },
	  MG_UNKNOWN,
	  "the kernel refused (errno 4000)" },
};

/* In the order of mg_always_at. */
static const struct {
	const char *name;
	const struct row *rows;
	size_t count;
} tables[] = {
	{ "answer", answer_rows, MG_ARRAY_LEN(answer_rows) },
	{ "live", mount_rows, MG_ARRAY_LEN(mount_rows) },
	{ "exists", exists_rows, MG_ARRAY_LEN(exists_rows) },
};

/* needs_access: the column of the word that is judged. */
static unsigned
row_differs(const struct bench *bench, const struct mg_word *implied, const struct row *row,
	    bool needs_access)
{
	const struct mg_word asking = { .name = "asking", .needs_access = needs_access };
	const struct mg_term word = { .check = &asking };
	struct mg_subject subject = bench_subject(bench, &row->given);
	struct mg_buf clause = { 0 };
	enum mg_verdict verdict = implied->judge(&subject, &word, &clause);
	unsigned wrong;

	wrong = same_text(row->title, "verdict", verdict_name(verdict),
			  verdict_name(row->verdict)) +
		same_text(row->title, "text", mg_buf_text(&clause), row->clause);
	mg_buf_release(&clause);
	return wrong;
}

static void
test_verdicts(void **state)
{
	struct bench bench = { 0 };
	unsigned wrong = 0;

	bench_mounts(&bench);
	for (size_t i = 0; i < MG_ARRAY_LEN(tables); i++)
		for (size_t j = 0; j < tables[i].count; j++)
			wrong += row_differs(&bench, mg_always_at(i), &tables[i].rows[j], false);
	bench_release(&bench);
	assert_int_equal(wrong, 0);
}

/* A barred way fails a word about access. */
static void
test_word_with_access(void **state)
{
	static const struct row rows[] = {
		{ "something", { ON_BIND, A_FILE() }, MG_PASS, "" },
		{ "nothing", { ON_IMAGE, NO_WAY(ENOENT) }, MG_FAIL, "it does not exist (ENOENT)" },
		{ "a barred way",
		  { ON_VOLUME, NO_WAY_FROM("/app/data", .walk_err = EACCES, .missing = "x") },
		  MG_FAIL,
		  "it cannot be reached: no search permission in /app/data (EACCES)" },
		{ "out of memory",
		  { ON_BIND, NO_WAY(ENOMEM) },
		  MG_UNKNOWN,
		  "memory ran out (ENOMEM)" },
	};
	struct bench bench = { 0 };
	unsigned wrong = 0;

	bench_mounts(&bench);
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		wrong += row_differs(&bench, mg_always_at(MG_ALWAYS_EXISTS), &rows[i], true);
	bench_release(&bench);
	assert_int_equal(wrong, 0);
}

static void
test_time_limit(void **state)
{
	static const struct {
		int64_t ms;
		const char *clause;
	} rows[] = {
		{ 1, "the storage gave no answer within 1ms (reading it)" },
		{ 300, "the storage gave no answer within 300ms (reading it)" },
		{ 1500, "the storage gave no answer within 1500ms (reading it)" },
		{ 90000, "the storage gave no answer within 90s (reading it)" },
		{ 604800000, "the storage gave no answer within 604800s (reading it)" },
	};
	static const struct mg_facts facts = NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_READ);
	const struct mg_word *answer = mg_always_at(MG_ALWAYS_ANSWER);
	const struct mg_term word = { .check = answer };

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_subject subject = { .facts = &facts, .timeout_ms = rows[i].ms };
		struct mg_buf clause = { 0 };

		assert_int_equal(answer->judge(&subject, &word, &clause), MG_FAIL);
		assert_string_equal(mg_buf_text(&clause), rows[i].clause);
		mg_buf_release(&clause);
	}
}

/* Only "exists" is a word as well. */
static void
test_rows(void **state)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(tables); i++) {
		const struct mg_word *implied = mg_always_at(i);

		assert_string_equal(implied->name, tables[i].name);
		assert_true(strlen(implied->help) > 0);
		assert_true(implied->argument == MG_ARGUMENT_NONE && implied->needs == 0);
	}
	assert_null(mg_always_at(MG_ARRAY_LEN(tables)));
	assert_null(mg_always_at(SIZE_MAX));
	assert_ptr_equal(mg_word_by_name(mg_lex_slice("exists")), mg_always_at(MG_ALWAYS_EXISTS));
}

static void
test_every_row_has_all_verdicts(void **state)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(tables); i++) {
		unsigned seen[MG_UNKNOWN + 1] = { 0 };

		for (size_t j = 0; j < tables[i].count; j++)
			seen[tables[i].rows[j].verdict]++;
		assert_true(seen[MG_PASS] && seen[MG_FAIL] && seen[MG_UNKNOWN]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_word_with_access),
		cmocka_unit_test(test_time_limit),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_every_row_has_all_verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
