/* SPDX-License-Identifier: MIT */
/* Comparing for tables: each function names the row that differs and returns 1 for it, so that a
 * test tries all its rows and then asserts that the sum is 0. */
#ifndef MG_TEST_SAME_H
#define MG_TEST_SAME_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* MG_TEST='test_missing*' runs the tests of those names alone. */
__attribute__((constructor)) static void
same_filter(void)
{
	cmocka_set_test_filter(getenv("MG_TEST"));
}

static inline unsigned
same_text(const char *title, const char *what, const char *got, const char *wanted)
{
	if (got == wanted || (got && wanted && strcmp(got, wanted) == 0))
		return 0;
	print_error("row '%s': %s is '%s', wanted '%s'\n", title, what, got ? got : "(null)",
		    wanted ? wanted : "(null)");
	return 1;
}

/* Of text that has no NUL at its end. */
static inline unsigned
same_bytes(const char *title, const char *what, const char *got, size_t len, const char *wanted)
{
	if (strlen(wanted) == len && memcmp(got, wanted, len) == 0)
		return 0;
	print_error("row '%s': %s is '%.*s', wanted '%s'\n", title, what, (int)len, got, wanted);
	return 1;
}

static inline unsigned
same_number(const char *title, const char *what, uint64_t got, uint64_t wanted)
{
	if (got == wanted)
		return 0;
	print_error("row '%s': %s is %llu, wanted %llu\n", title, what, (unsigned long long)got,
		    (unsigned long long)wanted);
	return 1;
}

#endif
