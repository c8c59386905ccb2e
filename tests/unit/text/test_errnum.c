/* SPDX-License-Identifier: MIT */
/* What an errno means: every row of the table, and every number that is in none. */
#include "text/errnum.h"

#include "same.h"

#include "text/base.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum class {
	ANSWER,
	MISSING,
	BROKEN,
	OURS,
	UNKNOWN,
};

#define ROW(number, class, says)                                                                   \
	{                                                                                          \
#number, number, class, says                                                       \
	}

static const struct row {
	const char *name;
	int number;
	enum class class;
	const char *says;
} rows[] = {
	ROW(EACCES, ANSWER, "permission denied"),
	ROW(EPERM, ANSWER, "the operation is not permitted"),
	ROW(EROFS, ANSWER, "it is read-only"),
	ROW(ENOSPC, ANSWER, "no space or no inodes are left"),
	ROW(EDQUOT, ANSWER, "the disk quota is used up"),
	ROW(EFBIG, ANSWER, "the file size limit is too small"),
	ROW(ETXTBSY, ANSWER, "it is a program that is running, or is being written"),
	ROW(EOVERFLOW, ANSWER, "the user has no id on this file system"),
	ROW(EINVAL, ANSWER, "the file system does not support it"),
	ROW(EISDIR, ANSWER, "it is a directory"),
	ROW(EEXIST, ANSWER, "it is there already"),
	ROW(ENOENT, MISSING, "it does not exist"),
	ROW(ENOTDIR, MISSING, "a part of the path is not a directory"),
	ROW(ELOOP, MISSING, "its symbolic links lead round in a circle"),
	ROW(ENAMETOOLONG, MISSING, "its name is too long"),
	ROW(EIO, BROKEN, "the storage reports an input/output error"),
	ROW(ENOTCONN, BROKEN, "its file server is gone"),
	ROW(ESTALE, BROKEN, "the server does not know it any more"),
	ROW(ETIMEDOUT, BROKEN, "the storage timed out"),
	ROW(EHOSTDOWN, BROKEN, "its server is down"),
	ROW(EHOSTUNREACH, BROKEN, "its server cannot be reached"),
	ROW(ECONNREFUSED, BROKEN, "its server refuses the connection"),
	ROW(ECONNABORTED, BROKEN, "the connection to its file server was cut"),
	ROW(ESHUTDOWN, BROKEN, "its file system was shut down"),
	ROW(ENODEV, BROKEN, "its device is gone"),
	ROW(ENXIO, BROKEN, "its device is gone"),
	ROW(ENOMEDIUM, BROKEN, "its device has no medium"),
	ROW(EREMOTEIO, BROKEN, "the storage reports a remote input/output error"),
	ROW(EUCLEAN, BROKEN, "its file system is damaged"),
	ROW(EBADMSG, BROKEN, "its file system is damaged"),
	ROW(EMFILE, OURS, "too many files are open in this process"),
	ROW(ENFILE, OURS, "too many files are open on this machine"),
	ROW(E2BIG, OURS, "its arguments and its environment are too long"),
	ROW(ENOEXEC, ANSWER, "it is no program"),
	ROW(EBUSY, ANSWER, "it is busy"),
	ROW(ENOLCK, ANSWER, "no locks are to be had there, or none that keep others out"),
	ROW(EAGAIN, OURS, "too many processes, or nothing to read yet"),
	ROW(EBADF, OURS, "it is closed"),
	ROW(ENOMEM, OURS, "memory ran out"),
	ROW(ENOSYS, OURS, "the kernel does not offer the call"),
	ROW(EINTR, OURS, "the call was interrupted"),
	ROW(EOPNOTSUPP, OURS, "the file system does not support it"),
};

static enum class classify(int number) {
	bool missing = mg_errnum_is_missing(number),
	broken = mg_errnum_is_broken(number),
	ours = mg_errnum_is_ours(number);

	if (missing + broken + ours > 1) fail_msg("errno %d is in more than one class", number);
	return missing			? MISSING
	       : broken			? BROKEN
	       : ours			? OURS
	       : mg_errnum_name(number) ? ANSWER
					: UNKNOWN;
}

static void
test_rows(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];

		wrong += same_text(row->name, "the name", mg_errnum_name(row->number), row->name);
		wrong += same_text(row->name, "the clause", mg_errnum_says(row->number), row->says);
		wrong += same_number(row->name, "the class", classify(row->number), row->class);
	}
	assert_int_equal(wrong, 0);
}

static bool
is_row(int number)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (rows[i].number == number)
			return true;
	return false;
}

/* The table has no row that is not above: each number with a name is one of them. */
static void
test_no_row_is_left_out(void **state)
{
	for (int number = -200; number < 5000; number++) {
		if (is_row(number))
			continue;
		if (mg_errnum_name(number))
			fail_msg("%s is not tested", mg_errnum_name(number));
		assert_int_equal(classify(number), UNKNOWN);
		assert_string_equal(mg_errnum_says(number), "the kernel refused");
	}
}

/* A clause is put into a sentence: "the storage ... : it is read-only (EROFS)". */
static void
test_clauses_are_clauses(void **state)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const char *says = mg_errnum_says(rows[i].number);

		assert_true(says[0] >= 'a' && says[0] <= 'z');
		assert_true(says[strlen(says) - 1] != '.');
		assert_true(strlen(says) < 60);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_row_is_left_out),
		cmocka_unit_test(test_clauses_are_clauses),
	};

	return cmocka_run_group_tests_name("errnum", tests, NULL, NULL);
}
