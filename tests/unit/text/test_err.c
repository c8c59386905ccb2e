/* SPDX-License-Identifier: MIT */
/* Errors of the guard: the text, the code that is returned, and texts that are cut. */
#include "text/err.h"

#include "same.h"

#include <errno.h>

static const struct row {
	const char *title;
	enum mg_exit exit_code;
	int errnum;
	const char *given;
	int returned;
	const char *wanted;
} rows[] = {
	{ "no call failed", MG_EXIT_CONFIG, 0, "no words", -EINVAL, "no words" },
	{ "a call failed", MG_EXIT_UNKNOWN, ENOENT, "cannot read '/proc'", -ENOENT,
	  "cannot read '/proc': it does not exist (ENOENT)" },
	{ "another", MG_EXIT_USAGE, EACCES, "x", -EACCES, "x: permission denied (EACCES)" },
	{ "nothing to say", MG_EXIT_UNKNOWN, 0, "", -EINVAL, "" },
	{ "only an errno", MG_EXIT_UNKNOWN, EIO, "", -EIO,
	  ": the storage reports an input/output error (EIO)" },
	{ "an errno that nobody knows", MG_EXIT_FAILED, 4095, "x", -4095,
	  "x: the kernel refused (errno 4095)" },
	{ "a call that the kernel does not know", MG_EXIT_UNKNOWN, EINVAL, "x", -EINVAL,
	  "x: the kernel does not know such a call (EINVAL)" },
	{ "a percent sign in what is printed", MG_EXIT_CONFIG, 0, "%d%s%n", -EINVAL, "%d%s%n" },
};

static void
test_rows(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		struct mg_err err = { MG_EXIT_OK, "old text, longer than the new one by far" };
		int returned = mg_err_set(&err, row->exit_code, row->errnum, "%s", row->given);

		wrong += same_number(row->title, "the result", (uint64_t)returned,
				     (uint64_t)row->returned);
		wrong += same_number(row->title, "the exit code", err.exit_code, row->exit_code);
		wrong += same_text(row->title, "the text", err.text, row->wanted);
	}
	assert_int_equal(wrong, 0);
}

static void
test_format(void **state)
{
	struct mg_err err = { 0 };

	assert_int_equal(mg_err_set(&err, MG_EXIT_CONFIG, 0, "%.*s in line %zu of %s", 3, "abcd",
				    (size_t)7, "/etc/mountguard.conf"),
			 -EINVAL);
	assert_string_equal(err.text, "abc in line 7 of /etc/mountguard.conf");
}

/* Text of every length around the limit, with and without an errno behind it. */
static void
test_cut(void **state)
{
	static const char tail[] = ": permission denied (EACCES)";
	char given[MG_ERR_MAX_BYTES + 64], wanted[MG_ERR_MAX_BYTES + 128];

	for (size_t len = MG_ERR_MAX_BYTES - 40; len < MG_ERR_MAX_BYTES + 40; len++) {
		struct mg_err err = { 0 };

		memset(given, 'x', len);
		given[len] = '\0';
		assert_int_equal(mg_err_set(&err, MG_EXIT_UNKNOWN, 0, "%s", given), -EINVAL);
		memcpy(wanted, given, len + 1);
		wanted[MG_ERR_MAX_BYTES - 1] = '\0';
		assert_string_equal(err.text, wanted);

		assert_int_equal(mg_err_set(&err, MG_EXIT_UNKNOWN, EACCES, "%s", given), -EACCES);
		memcpy(wanted, given, len);
		memcpy(wanted + len, tail, sizeof(tail));
		wanted[MG_ERR_MAX_BYTES - 1] = '\0';
		assert_string_equal(err.text, wanted);
	}
}

/* mg_err_set() does not read errno. */
static void
test_errno_is_not_read(void **state)
{
	struct mg_err err = { 0 };

	errno = ENOSPC;
	assert_int_equal(mg_err_set(&err, MG_EXIT_CONFIG, 0, "plain"), -EINVAL);
	assert_string_equal(err.text, "plain");
	errno = ENOSPC;
	assert_int_equal(mg_err_set(&err, MG_EXIT_CONFIG, EROFS, "plain"), -EROFS);
	assert_string_equal(err.text, "plain: it is read-only (EROFS)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_errno_is_not_read),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
