/* SPDX-License-Identifier: MIT */
/* Text that grows, until memory runs out. */
#include "text/buf.h"

#include "same.h"

#include <stdint.h>
#include <stdlib.h>

/* A size that no allocator has. It is never written: realloc fails first. */
#define TOO_MUCH ((size_t)PTRDIFF_MAX / 4)

/* ASan asks this before main: a failing allocation returns NULL, as in the product. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=1024";
}

static const struct add_row {
	const char *title;
	struct mg_slice pieces[4];
	const char *wanted;
} add_rows[] = {
	{ "nothing", { { "", 0 } }, "" },
	{ "one", { { "one", 3 } }, "one" },
	{ "one after the other", { { "one", 3 }, { ", ", 2 }, { "two", 3 } }, "one, two" },
	{ "part of a longer text", { { "onerous", 3 } }, "one" },
	{ "nothing between", { { "a", 1 }, { "", 0 }, { "b", 1 } }, "ab" },
	{ "a percent sign is no format", { { "%s%n", 4 } }, "%s%n" },
};

static void
test_add(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(add_rows); i++) {
		const struct add_row *row = &add_rows[i];
		struct mg_buf buf = { 0 };

		for (size_t j = 0; j < 4 && row->pieces[j].text; j++)
			mg_buf_add_bytes(&buf, row->pieces[j].text, row->pieces[j].len);
		wrong += same_text(row->title, "the text", mg_buf_text(&buf), row->wanted);
		wrong += same_number(row->title, "the length", buf.len, strlen(row->wanted));
		wrong += same_number(row->title, "failed", buf.failed, 0);
		mg_buf_release(&buf);
	}
	assert_int_equal(wrong, 0);
}

/* Every length around every doubling, by every way of adding; ASan watches the edges. */
static void
test_growth(void **state)
{
	struct mg_buf bytes = { 0 }, text = { 0 }, format = { 0 };

	for (size_t i = 0; i < 5000; i++) {
		char one[] = { (char)('a' + i % 26), '\0' };

		mg_buf_add_bytes(&bytes, one, 1);
		mg_buf_add(&text, one);
		mg_buf_addf(&format, "%c", one[0]);
		assert_int_equal(bytes.len, i + 1);
		assert_true(bytes.len < bytes.size);
		assert_int_equal(bytes.text[i + 1], '\0');
		assert_int_equal(format.text[i + 1], '\0');
	}
	assert_string_equal(mg_buf_text(&bytes), mg_buf_text(&text));
	assert_string_equal(mg_buf_text(&bytes), mg_buf_text(&format));
	assert_int_equal(bytes.text[4999], 'a' + 4999 % 26);
	mg_buf_release(&bytes);
	mg_buf_release(&text);
	mg_buf_release(&format);
}

static void
test_jump(void **state)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };
	size_t len = 118000;
	char *much = malloc(len + 1);

	assert_non_null(much);
	memset(much, 'x', len);
	much[len] = '\0';
	mg_buf_add(&buf, "<");
	mg_buf_addf(&buf, "%s", much);
	mg_buf_add(&buf, ">");
	assert_int_equal(buf.len, len + 2);
	assert_memory_equal(buf.text + 1, much, len);
	assert_string_equal(buf.text + len + 1, ">");
	free(much);
}

static void
test_nul_bytes(void **state)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };

	mg_buf_add_bytes(&buf, "a\0b", 3);
	mg_buf_add(&buf, "c");
	assert_int_equal(buf.len, 4);
	assert_memory_equal(buf.text, "a\0bc", 5);
}

static void
test_addf(void **state)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };

	mg_buf_addf(&buf, "%s", "");
	assert_string_equal(mg_buf_text(&buf), "");
	mg_buf_addf(&buf, "%d of %zu, %.*s", -1, (size_t)4, 2, "expectations");
	mg_buf_addf(&buf, " 100%%");
	assert_string_equal(mg_buf_text(&buf), "-1 of 4, ex 100%");
}

static const struct duration_row {
	int64_t ms;
	const char *wanted;
} duration_rows[] = {
	{ 0, "0s" },	    { 5000, "5s" },	{ 120000, "120s" },
	{ 1, "1ms" },	    { 999, "999ms" },	{ 1000, "1s" },
	{ 1001, "1001ms" }, { 1500, "1500ms" }, { 604800000, "604800s" },
	{ -1, "-1ms" },	    { -2000, "-2s" },
};

static void
test_add_duration(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(duration_rows); i++) {
		MG_CLEANUP(mg_buf_release) struct mg_buf buf = { 0 };

		mg_buf_add_duration(&buf, duration_rows[i].ms);
		wrong += same_text(duration_rows[i].wanted, "the text", mg_buf_text(&buf),
				   duration_rows[i].wanted);
	}
	assert_int_equal(wrong, 0);
}

static void
test_zeroed(void **state)
{
	struct mg_buf buf = { 0 };
	char *taken;

	assert_string_equal(mg_buf_text(&buf), "");
	mg_buf_release(&buf);
	mg_buf_release(&buf);
	taken = mg_buf_take(&buf);
	assert_string_equal(taken, "");
	free(taken);
}

static void
test_take(void **state)
{
	struct mg_buf buf = { 0 };
	char *taken;

	mg_buf_add(&buf, "first");
	taken = mg_buf_take(&buf);
	assert_string_equal(taken, "first");
	free(taken);
	assert_null(buf.text);
	assert_int_equal(buf.len + buf.size, 0);
	mg_buf_add(&buf, "second");
	assert_string_equal(mg_buf_text(&buf), "second");
	mg_buf_release(&buf);
	assert_null(buf.text);
	assert_int_equal(buf.len + buf.size, 0);
}

/* After a failure nothing is added, so that no text has a hole. */
static void
test_out_of_memory(void **state)
{
	struct mg_buf buf = { 0 };

	mg_buf_add(&buf, "before");
	mg_buf_add_bytes(&buf, "x", TOO_MUCH);
	assert_true(buf.failed);
	assert_string_equal(mg_buf_text(&buf), "before");
	mg_buf_add(&buf, "behind");
	mg_buf_addf(&buf, "%d", 1);
	mg_buf_add_bytes(&buf, "y", 1);
	assert_string_equal(mg_buf_text(&buf), "before");
	assert_int_equal(buf.len, strlen("before"));
	assert_null(mg_buf_take(&buf));
	assert_false(buf.failed);
	mg_buf_add(&buf, "again");
	assert_string_equal(mg_buf_text(&buf), "again");
	mg_buf_release(&buf);
}

static void
test_out_of_memory_at_once(void **state)
{
	struct mg_buf buf = { 0 };

	mg_buf_add_bytes(&buf, "x", TOO_MUCH);
	assert_true(buf.failed);
	assert_string_equal(mg_buf_text(&buf), "");
	assert_null(mg_buf_take(&buf));
	mg_buf_add_bytes(&buf, "x", TOO_MUCH);
	mg_buf_release(&buf);
	assert_false(buf.failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),	      cmocka_unit_test(test_growth),
		cmocka_unit_test(test_jump),	      cmocka_unit_test(test_nul_bytes),
		cmocka_unit_test(test_addf),	      cmocka_unit_test(test_add_duration),
		cmocka_unit_test(test_zeroed),	      cmocka_unit_test(test_take),
		cmocka_unit_test(test_out_of_memory), cmocka_unit_test(test_out_of_memory_at_once),
	};

	return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
