/* SPDX-License-Identifier: MIT */
/* Our part of printf(3), compared with rows and with the C library's, cut at every length. */
#include "text/format.h"

#include "same.h"

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(const char *wanted, const char *format, ...) MG_PRINTF(2, 3);

/* Formats into blocks of every size up to one byte too many. ASan watches their ends. */
static void
check(const char *wanted, const char *format, ...)
{
	size_t len = strlen(wanted);
	va_list args, copy;
	char libc[256];

	va_start(args, format);
	va_copy(copy, args);
	assert_int_equal(vsnprintf(libc, sizeof(libc), format, copy), len);
	va_end(copy);
	assert_string_equal(libc, wanted);
	for (size_t size = 0; size <= len + 2; size++) {
		size_t fits = size == 0 ? 0 : size > len ? len : size - 1;
		char *out = malloc(size ? size : 1);

		assert_non_null(out);
		va_copy(copy, args);
		assert_int_equal(mg_format_list(out, size, format, copy), len);
		va_end(copy);
		if (size > 0) {
			assert_memory_equal(out, wanted, fits);
			assert_int_equal(out[fits], '\0');
		}
		free(out);
	}
	va_end(args);
}

static void
test_text(void **state)
{
	check("", "%s", "");
	check("plain", "plain");
	check("a b", "%s %s", "a", "b");
	check("100%", "100%%");
	check("%s", "%%s");
	check("%", "%%%s", "");
	check("%d%s", "%s", "%d%s");
	check("", "%.*s", 0, "abc");
	check("ab", "%.*s", 2, "abc");
	check("[ab]", "[%.*s]", 2, "ab");
	check("x", "%c", 'x');
	check("\xff", "%c", 0xff);
	check("a\nb\033", "a%cb%s", '\n', "\033");
	check("one, two and 3", "%s, %.*s and %d", "one", 3, "twofold", 3);
}

/* The bytes after the end of a slice are not read. */
static void
test_slice_end(void **state)
{
	char *bytes = malloc(3), out[8];

	assert_non_null(bytes);
	memcpy(bytes, "abc", 3);
	assert_int_equal(mg_format(out, sizeof(out), "%.*s", 3, bytes), 3);
	assert_string_equal(out, "abc");
	free(bytes);
}

static void
test_numbers(void **state)
{
	check("0", "%d", 0);
	check("-1", "%d", -1);
	check("2147483647", "%d", INT_MAX);
	check("-2147483648", "%d", INT_MIN);
	check("4294967295", "%u", UINT_MAX);
	check("0", "%u", 0U);
	check("18446744073709551615", "%zu", SIZE_MAX);
	check("-9223372036854775808", "%lld", LLONG_MIN);
	check("9223372036854775807", "%lld", LLONG_MAX);
	check("18446744073709551615", "%llu", ULLONG_MAX);
	check("0", "%llx", 0ULL);
	check("1021994", "%llx", 0x1021994ULL);
	check("ffffffffffffffff", "%llx", ULLONG_MAX);
	check("000", "%03o", 0U);
	check("007", "%03o", 7U);
	check("033", "%03o", 033U);
	check("377", "%03o", 0377U);
	check("7777", "%03o", 07777U);
	check("37777777777", "%03o", UINT_MAX);
	check("254:17 -5/8", "%u:%u %d/%zu", 254U, 17U, -5, (size_t)8);
}

static void
test_no_room(void **state)
{
	char out[4] = "old";

	assert_int_equal(mg_format(NULL, 0, "%s-%d", "abc", 12), 6);
	assert_int_equal(mg_format(out, 0, "%s", "abc"), 3);
	assert_string_equal(out, "old");
	assert_int_equal(mg_format(out, 1, "%s", "abc"), 3);
	assert_string_equal(out, "");
	assert_int_equal(mg_format(out, 4, "%s", "abcd"), 4);
	assert_string_equal(out, "abc");
}

/* Has no printf attribute: the compiler would refuse what the test needs at run time. */
static void
run(const char *format, ...)
{
	char out[64];
	va_list args;

	va_start(args, format);
	(void)mg_format_list(out, sizeof(out), format, args);
	va_end(args);
}

static void
test_unknown_stops(void **state)
{
	static const char *const formats[] = {
		"%",   "%x",   "%o",   "%i",  "%p",	   "%f",  "%n",	  "%lu",
		"%lx", "%zd",  "%hhu", "%5d", "%-s",	   "%.s", "%.3s", "%05d",
		"%3o", "%04o", "%ll",  "%S",  "100% sure", "% d",
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(formats); i++) {
		struct rlimit none = { 0, 0 };
		int status = 0;
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0) {
			(void)setrlimit(RLIMIT_CORE, &none); /* a core file is only litter */
			(void)signal(SIGABRT, SIG_DFL);
			run(formats[i], 1, 2, 3);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
			fail_msg("'%s' was taken for a format of ours", formats[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),	      cmocka_unit_test(test_slice_end),
		cmocka_unit_test(test_numbers),	      cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_unknown_stops),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
