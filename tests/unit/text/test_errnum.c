/* SPDX-License-Identifier: MIT */
/* What an errno means: one of every class, and every number that there can be. */
#include "text/errnum.h"

#include "same.h"

#include "text/base.h"

#include <errno.h>
#include <string.h>

enum class {
	ANSWER,
	MISSING,
	BROKEN,
	OURS,
	UNKNOWN,
};

static const struct row {
	int number;
	const char *name;
	const char *says;
	enum class class;
} rows[] = {
	{ EROFS, "EROFS", "it is read-only", ANSWER },
	{ EACCES, "EACCES", "permission denied", ANSWER },
	{ ENOENT, "ENOENT", "it does not exist", MISSING },
	{ ELOOP, "ELOOP", "its symbolic links lead round in a circle", MISSING },
	{ ESTALE, "ESTALE", "the server does not know it any more", BROKEN },
	{ EBADMSG, "EBADMSG", "its file system is damaged", BROKEN },
	{ ENOMEM, "ENOMEM", "memory ran out", OURS },
	{ EOPNOTSUPP, "EOPNOTSUPP", "the file system does not support it", OURS },
	{ 0, NULL, "the kernel refused", UNKNOWN },
	{ -ENOENT, NULL, "the kernel refused", UNKNOWN },
	{ 65536 + ENOENT, NULL, "the kernel refused", UNKNOWN },
	{ ENOTUNIQ, NULL, "the kernel refused", UNKNOWN },
};

static enum class classify(int number) {
	bool is_missing = mg_errnum_is_missing(number),
	is_broken = mg_errnum_is_broken(number),
	is_ours = mg_errnum_is_ours(number);

	if (is_missing + is_broken + is_ours > 1)
		fail_msg("errno %d is in more than one class", number);
	return is_missing		? MISSING
	       : is_broken		? BROKEN
	       : is_ours		? OURS
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

/* A clause is put into a sentence: "the storage ... : it is read-only (EROFS)". */
static void
test_clauses_are_clauses(void **state)
{
	size_t named = 0;

	for (int number = -200; number < 5000; number++) {
		const char *name = mg_errnum_name(number), *says = mg_errnum_says(number);

		assert_true(says[0] >= 'a' && says[0] <= 'z');
		assert_true(says[strlen(says) - 1] != '.');
		assert_true(strlen(says) < 60);
		assert_true(!name || (name[0] == 'E' && strlen(name) > 2));
		named += name != NULL;
	}
	assert_true(named > 40);
}

static void
test_shown(void **state)
{
	struct mg_buf text = { 0 };

	mg_errnum_add(&text, EROFS);
	mg_buf_add(&text, "; ");
	mg_errnum_add(&text, ENOTUNIQ);
	mg_buf_add(&text, "; ");
	mg_errnum_add(&text, -1);
	assert_string_equal(
		mg_buf_text(&text),
		"it is read-only (EROFS); the kernel refused (errno 76); the kernel refused (errno -1)");
	mg_buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_clauses_are_clauses),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests_name("errnum", tests, NULL, NULL);
}
