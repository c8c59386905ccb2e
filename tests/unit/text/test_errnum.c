/* SPDX-License-Identifier: MIT */
/* What an errno means: its class, which judgements use, and the form of its clause. */
#include "text/err.h"

#include "same.h"

#include "text/base.h"

#include <errno.h>
#include <string.h>

enum sort {
	ANSWER,
	MISSING,
	BROKEN,
	OURS,
	UNKNOWN,
};

/* Judgements use these classes. Every other errno with a name is an answer about the object. */
static const struct {
	enum sort sort;
	int numbers[20]; /* 0: no more */
} sorts[] = {
	{ MISSING, { ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG } },
	{ BROKEN,
	  { EIO, ENOTCONN, ESTALE, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ECONNREFUSED, ECONNABORTED,
	    ECONNRESET, ENETUNREACH, EADDRNOTAVAIL, ESHUTDOWN, ENODEV, ENXIO, ENOMEDIUM, EREMOTEIO,
	    EUCLEAN, EBADMSG } },
	{ OURS, { EMFILE, ENFILE, E2BIG, EAGAIN, EBADF, ENOMEM, ENOSYS, EINTR, EOPNOTSUPP } },
	{ ANSWER, { EACCES, EPERM, EROFS, ENOSPC, EDQUOT, EFBIG, ETXTBSY, EOVERFLOW, EINVAL } },
};

static enum sort
wanted_sort(int number)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(sorts); i++)
		for (const int *one = sorts[i].numbers; *one != 0; one++)
			if (*one == number)
				return sorts[i].sort;
	return mg_errnum_name(number) ? ANSWER : UNKNOWN;
}

static enum sort
sort_of(int number)
{
	bool missing = mg_errnum_is_missing(number), broken = mg_errnum_is_broken(number);
	bool ours = mg_errnum_is_ours(number);

	if (missing + broken + ours > 1)
		fail_msg("errno %d is of more than one sort", number);
	return missing			? MISSING
	       : broken			? BROKEN
	       : ours			? OURS
	       : mg_errnum_name(number) ? ANSWER
					: UNKNOWN;
}

static void
test_sorts(void **state)
{
	for (int number = -200; number < 5000; number++) {
		if (sort_of(number) != wanted_sort(number))
			fail_msg("errno %d is of another sort", number);
		if (!mg_errnum_name(number))
			assert_string_equal(mg_errnum_says(number), "the kernel refused");
	}
}

/* A clause is put into a sentence: "the storage ... : it is read-only (EROFS)". */
static void
test_clauses_are_clauses(void **state)
{
	for (int number = 0; number < 5000; number++) {
		const char *name = mg_errnum_name(number), *says = mg_errnum_says(number);

		assert_true(says[0] >= 'a' && says[0] <= 'z');
		assert_true(says[strlen(says) - 1] != '.');
		assert_true(strlen(says) < 60);
		assert_true(!name || name[0] == 'E');
	}
}

static void
test_add(void **state)
{
	struct mg_buf buf = { 0 };

	mg_errnum_add(&buf, EROFS);
	mg_buf_add(&buf, "; ");
	mg_errnum_add(&buf, ENOTUNIQ);
	mg_buf_add(&buf, "; ");
	mg_errnum_add(&buf, -1);
	assert_string_equal(
		mg_buf_text(&buf),
		"it is read-only (EROFS); the kernel refused (errno 76); the kernel refused (errno -1)");
	mg_buf_release(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorts),
		cmocka_unit_test(test_clauses_are_clauses),
		cmocka_unit_test(test_add),
	};

	return cmocka_run_group_tests_name("errnum", tests, NULL, NULL);
}
