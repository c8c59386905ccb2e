/* SPDX-License-Identifier: MIT */
/* Words and numbers from untrusted text. */
#include "text/lex.h"

#include "same.h"

#include <stdio.h>

static const struct number_row {
	const char *title;
	struct mg_slice given;
	uint64_t max;
	bool valid;
	uint64_t wanted;
} number_rows[] = {
	{ "zero", { "0", 1 }, 0, true, 0 },
	{ "the maximum", { "255", 3 }, 255, true, 255 },
	{ "the largest", { "18446744073709551615", 20 }, UINT64_MAX, true, UINT64_MAX },
	{ "leading zeros are no octal", { "0010", 4 }, 99, true, 10 },
	{ "ends with the slice", { "12345", 2 }, UINT64_MAX, true, 12 },
	{ "nothing", { "", 0 }, 9, false, 0 },
	{ "above the maximum", { "256", 3 }, 255, false, 0 },
	{ "a digit above a small maximum", { "9", 1 }, 8, false, 0 },
	{ "one above nothing", { "1", 1 }, 0, false, 0 },
	{ "a digit too many", { "2550", 4 }, 255, false, 0 },
	{ "one past 64 bits", { "18446744073709551616", 20 }, UINT64_MAX, false, 0 },
	{ "ten times 64 bits", { "184467440737095516150", 21 }, UINT64_MAX, false, 0 },
	{ "wraps to a small number", { "18446744073709551617", 20 }, 10, false, 0 },
	{ "minus", { "-1", 2 }, UINT64_MAX, false, 0 },
	{ "plus", { "+1", 2 }, UINT64_MAX, false, 0 },
	{ "blank before", { " 1", 2 }, UINT64_MAX, false, 0 },
	{ "blank behind", { "1 ", 2 }, UINT64_MAX, false, 0 },
	{ "hexadecimal", { "0x10", 4 }, UINT64_MAX, false, 0 },
	{ "fraction", { "1.5", 3 }, UINT64_MAX, false, 0 },
	{ "exponent", { "1e3", 3 }, UINT64_MAX, false, 0 },
	{ "letters behind", { "12k", 3 }, UINT64_MAX, false, 0 },
	{ "NUL behind", { "1\0", 2 }, UINT64_MAX, false, 0 },
	{ "a byte above ASCII", { "\262", 1 }, UINT64_MAX, false, 0 },
	{ "the byte before 0", { "/", 1 }, UINT64_MAX, false, 0 },
	{ "the byte behind 9", { ":", 1 }, UINT64_MAX, false, 0 },
};

static void
test_number(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(number_rows); i++) {
		const struct number_row *row = &number_rows[i];
		uint64_t value = 4711;
		bool valid = mg_lex_number(row->given, row->max, &value);

		wrong += same_number(row->title, "the answer", valid, row->valid);
		wrong += same_number(row->title, "the value", value,
				     row->valid ? row->wanted : 4711);
	}
	assert_int_equal(wrong, 0);
}

/* wanted -1: no duration. */
static const struct duration_row {
	const char *title;
	const char *given;
	int64_t wanted;
} duration_rows[] = {
	{ "milliseconds", "500ms", 500 },
	{ "seconds", "5s", 5000 },
	{ "minutes", "2m", 120000 },
	{ "hours", "1h", 3600000 },
	{ "bare seconds", "7", 7000 },
	{ "nothing to wait", "0", 0 },
	{ "no milliseconds", "0ms", 0 },
	{ "a week in milliseconds", "604800000ms", MG_LEX_MAX_DURATION_MS },
	{ "a week in seconds", "604800", MG_LEX_MAX_DURATION_MS },
	{ "a week in minutes", "10080m", MG_LEX_MAX_DURATION_MS },
	{ "a week in hours", "168h", MG_LEX_MAX_DURATION_MS },
	{ "more than a week in milliseconds", "604800001ms", -1 },
	{ "more than a week in seconds", "604801s", -1 },
	{ "more than a week in minutes", "10081m", -1 },
	{ "more than a week in hours", "169h", -1 },
	{ "would overflow when multiplied", "18446744073709552s", -1 },
	{ "more than 64 bits", "99999999999999999999", -1 },
	{ "nothing", "", -1 },
	{ "a unit alone", "s", -1 },
	{ "the longest unit alone", "ms", -1 },
	{ "capital unit", "5S", -1 },
	{ "days are no unit", "1d", -1 },
	{ "microseconds are no unit", "5us", -1 },
	{ "two units", "1m30s", -1 },
	{ "fraction", "1.5s", -1 },
	{ "minus", "-1s", -1 },
	{ "plus", "+1s", -1 },
	{ "blank between", "5 s", -1 },
	{ "blank before", " 5s", -1 },
	{ "blank behind", "5s ", -1 },
	{ "unit first", "s5", -1 },
};

static void
test_duration(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(duration_rows); i++) {
		const struct duration_row *row = &duration_rows[i];
		int64_t value = -4711;
		bool valid = mg_lex_duration(mg_lex_slice(row->given), &value);

		wrong += same_number(row->title, "the answer", valid, row->wanted >= 0);
		wrong += same_number(row->title, "the value", (uint64_t)value,
				     (uint64_t)(row->wanted >= 0 ? row->wanted : -4711));
	}
	assert_int_equal(wrong, 0);
}

/* wanted -1: no truth value. */
static const struct bool_row {
	const char *given;
	int wanted;
} bool_rows[] = {
	{ "1", 1 },	 { "yes", 1 },	 { "true", 1 }, { "on", 1 },	{ "0", 0 },
	{ "no", 0 },	 { "false", 0 }, { "off", 0 },	{ "", -1 },	{ "2", -1 },
	{ "01", -1 },	 { "-1", -1 },	 { "Yes", -1 }, { "TRUE", -1 }, { "On", -1 },
	{ "y", -1 },	 { "n", -1 },	 { "t", -1 },	{ " 1", -1 },	{ "1 ", -1 },
	{ "true,", -1 }, { "yess", -1 }, { "of", -1 },	{ "warn", -1 },
};

static void
test_bool(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(bool_rows); i++) {
		const struct bool_row *row = &bool_rows[i];
		bool value = i % 2 == 0, before = value;
		bool valid = mg_lex_bool(mg_lex_slice(row->given), &value);

		wrong += same_number(row->given, "the answer", valid, row->wanted >= 0);
		wrong += same_number(row->given, "the value", value,
				     row->wanted >= 0 ? row->wanted == 1 : before);
	}
	assert_int_equal(wrong, 0);
}

/* wanted 0: no escape. */
static const struct octal_row {
	const char *title;
	struct mg_slice given;
	unsigned char wanted;
} octal_rows[] = {
	{ "a blank", { "\\040", 4 }, ' ' },
	{ "a newline", { "\\012x", 5 }, '\n' },
	{ "a backslash", { "\\134040", 7 }, '\\' },
	{ "the smallest", { "\\001", 4 }, 1 },
	{ "the largest", { "\\377", 4 }, 0xff },
	{ "nothing", { "", 0 }, 0 },
	{ "a backslash alone", { "\\", 1 }, 0 },
	{ "one digit", { "\\0", 2 }, 0 },
	{ "two digits", { "\\04", 3 }, 0 },
	{ "two digits within the text, the third beyond", { "\\040", 3 }, 0 },
	{ "NUL", { "\\000", 4 }, 0 },
	{ "more than a byte", { "\\400", 4 }, 0 },
	{ "much more than a byte", { "\\777", 4 }, 0 },
	{ "an 8 first", { "\\800", 4 }, 0 },
	{ "an 8 second", { "\\080", 4 }, 0 },
	{ "an 8 third", { "\\048", 4 }, 0 },
	{ "a letter", { "\\0a0", 4 }, 0 },
	{ "hexadecimal", { "\\x20", 4 }, 0 },
	{ "no backslash", { "0040", 4 }, 0 },
	{ "a backslash later", { "a\\040", 5 }, 0 },
	{ "two backslashes", { "\\\\040", 5 }, 0 },
};

static void
test_octal(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(octal_rows); i++) {
		const struct octal_row *row = &octal_rows[i];
		char byte = 'Q';
		bool found = mg_lex_octal(row->given.text, row->given.text + row->given.len, &byte);

		wrong += same_number(row->title, "the answer", found, row->wanted != 0);
		wrong += same_number(row->title, "the byte", (unsigned char)byte,
				     row->wanted ? row->wanted : 'Q');
	}
	assert_int_equal(wrong, 0);
}

/* wanted: every piece in brackets. */
static const struct piece_row {
	struct mg_slice given;
	char separator;
	const char *wanted;
} piece_rows[] = {
	{ { "a", 1 }, ',', "[a]" },
	{ { "a,b", 3 }, ',', "[a][b]" },
	{ { "a b|c", 5 }, '|', "[a b][c]" },
	{ { "a,b", 3 }, '|', "[a,b]" },
	{ { "", 0 }, ',', "[]" },
	{ { ",", 1 }, ',', "[][]" },
	{ { "a,", 2 }, ',', "[a][]" },
	{ { ",a", 2 }, ',', "[][a]" },
	{ { "a,,b", 4 }, ',', "[a][][b]" },
	{ { ",,,", 3 }, ',', "[][][][]" },
	{ { "a,b,c", 3 }, ',', "[a][b]" },
	{ { "ab,c", 2 }, ',', "[ab]" },
	{ { NULL, 0 }, ',', "" },
};

static void
test_piece(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(piece_rows); i++) {
		const struct piece_row *row = &piece_rows[i];
		struct mg_slice rest = row->given, piece = { "old", 3 };
		char all[64] = "", one[64];

		while (mg_lex_piece(&rest, row->separator, &piece)) {
			(void)snprintf(one, sizeof(one), "[%.*s]", (int)piece.len, piece.text);
			(void)strncat(all, one, sizeof(all) - strlen(all) - 1);
		}
		wrong += same_text(row->wanted, "the pieces", all, row->wanted);
		wrong += same_number(row->wanted, "once more", mg_lex_piece(&rest, ',', &piece), 0);
	}
	assert_int_equal(wrong, 0);
}

static const struct equal_row {
	const char *title;
	struct mg_slice slice;
	const char *text;
	bool wanted;
} equal_rows[] = {
	{ "the same", { "mount", 5 }, "mount", true },
	{ "both empty", { "", 0 }, "", true },
	{ "the slice is part of a longer text", { "mount=bind", 5 }, "mount", true },
	{ "shorter", { "moun", 4 }, "mount", false },
	{ "longer", { "mounts", 6 }, "mount", false },
	{ "another case", { "Mount", 5 }, "mount", false },
	{ "empty slice", { "", 0 }, "mount", false },
	{ "empty text", { "m", 1 }, "", false },
	{ "a NUL in the slice", { "a\0b", 3 }, "a", false },
	{ "a NUL at its end", { "a\0", 2 }, "a", false },
};

static void
test_equal(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(equal_rows); i++) {
		const struct equal_row *row = &equal_rows[i];

		wrong += same_number(row->title, "the answer", mg_lex_equal(row->slice, row->text),
				     row->wanted);
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(mg_lex_slice("").len, 0);
	assert_int_equal(mg_lex_slice("four").len, 4);
}

/* Words and parts of a list, and what follows a prefix. */
static void
test_lists(void **state)
{
	const char *text = "/a/overlay2/x";
	const char *id = "/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef/d";

	assert_true(mg_lex_lists("one two", "two"));
	assert_true(mg_lex_lists("one two ", "two"));
	assert_false(mg_lex_lists("one two", "on"));
	assert_false(mg_lex_lists("one two", "one two"));
	assert_false(mg_lex_lists(NULL, "one"));
	assert_ptr_equal(mg_lex_find_any(text, "/none/ /overlay2/ /a/"), text + 2);
	assert_ptr_equal(mg_lex_find_any(text, "x"), text + 12);
	assert_null(mg_lex_find_any(text, "/overlay/ xx"));
	assert_null(mg_lex_find_any("", "a"));
	assert_string_equal(mg_lex_find_any("x a c", "a b"), "a c");
	assert_false(mg_lex_lists("one two ", ""));
	assert_false(mg_lex_lists("one ", "one "));
	assert_ptr_equal(mg_lex_after(text, "/a"), text + 2);
	assert_ptr_equal(mg_lex_after(text, text), text + 13);
	assert_null(mg_lex_after("/a", text));
	assert_ptr_equal(mg_lex_after(text, "/b /a/ /a"), text + 3);
	assert_ptr_equal(mg_lex_after(text, "/*/overlay"), text + 10);
	assert_ptr_equal(mg_lex_after(text, "/*/*/x"), text + 13);
	assert_null(mg_lex_after(text, "/*/x"));
	assert_null(mg_lex_after("//x", "/*/x"));
	assert_null(mg_lex_after("/*", "/#"));
	assert_null(mg_lex_after("/#", "/#"));
	assert_ptr_equal(mg_lex_after(id, "/#"), id + 65);
	assert_null(mg_lex_after(id + 1, "/#"));
	assert_ptr_equal(mg_lex_find_any(id, "/none /#/d"), id);
	assert_null(mg_lex_find_any(id, "/#/e"));
}

static const char *
name_at(size_t index)
{
	static const char *const names[] = {
		"exists",
		"file",
		"dir",
		"device",
		"nonempty",
		"empty",
		"has",
		"mount",
		"persistent",
		"readable",
		"writable",
		"readonly",
		"optional",
		"warn",
		"a-name-of-more-than-32-letters-in-all",
		"one-of-32-letters-and-not-longer",
	};

	return index < MG_ARRAY_LEN(names) ? names[index] : NULL;
}

/* wanted NULL: no name is near. */
static const struct nearest_row {
	const char *title;
	const char *given;
	const char *wanted;
} nearest_rows[] = {
	{ "the same", "mount", "mount" },
	{ "neighbours swapped", "monut", "mount" },
	{ "swapped at the end", "fiel", "file" },
	{ "swapped in a short word", "dri", "dir" },
	{ "one replaced", "persistant", "persistent" },
	{ "one too many", "writeable", "writable" },
	{ "one missing", "exist", "exists" },
	{ "one missing in a short word", "mout", "mount" },
	{ "one too many in a short word", "diir", "dir" },
	{ "two changes in six", "dexyce", "device" },
	{ "the longest that is compared", "one-of-32-lettres-and-not-longer",
	  "one-of-32-letters-and-not-longer" },
	{ "one missing in front", "eadonly", "readonly" },
	{ "another case", "Warn", "warn" },
	{ "two changes in eight", "optinoel", "optional" },
	{ "the nearer of two", "noempty", "nonempty" },
	{ "the first of two as near", "reaxxble", "readable" },
	{ "the first three letters", "per", "persistent" },
	{ "half of it", "nonem", "nonempty" },
	{ "nothing like it", "qqqqqqqq", NULL },
	{ "no letter of it", "zzz", NULL },
	{ "nothing at all", "", NULL },
	{ "one letter", "x", NULL },
	{ "one letter of a longer name", "w", NULL },
	{ "two changes in three letters", "fit", NULL },
	{ "two other changes in three letters", "dxy", NULL },
	{ "three changes in six letters", "daxyce", NULL },
	{ "two letters of a longer name", "wa", NULL },
	{ "the end of a name", "sistent", NULL },
	{ "a name and a half", "writablexxxxxx", NULL },
	{ "longer than any name of ours", "persistentpersistentpersistentper", NULL },
	{ "a name that is too long to compare", "a-name-of-more-than-32-letters-in-al", NULL },
};

static void
test_nearest(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(nearest_rows); i++) {
		const struct nearest_row *row = &nearest_rows[i];
		const char *got = mg_lex_nearest(mg_lex_slice(row->given), name_at, 16);

		wrong += same_text(row->title, "the nearest", got, row->wanted);
	}
	assert_int_equal(wrong, 0);
	assert_null(mg_lex_nearest(mg_lex_slice("mount"), name_at, 0));
}

#define HEX_63 "0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef0123456789abcde"

static void
test_id(void **state)
{
	static const struct {
		const char *text;
		bool wanted;
	} ids[] = {
		{ HEX_63 "f", true },	     { HEX_63 "f/hosts", true },
		{ HEX_63 "f/", true },	     { HEX_63, false },
		{ HEX_63 "/hosts", false },  { HEX_63 "ff", false },
		{ HEX_63 "F", false },	     { HEX_63 "g", false },
		{ HEX_63 "f-hosts", false }, { "", false },
		{ "/" HEX_63 "f", false },   { HEX_63 "f//", true },
		{ "0f1e2d3c4b5a", false },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(ids); i++)
		wrong += same_number(ids[i].text, "whether it is an id", mg_lex_is_id(ids[i].text),
				     ids[i].wanted);
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number), cmocka_unit_test(test_duration),
		cmocka_unit_test(test_bool),   cmocka_unit_test(test_octal),
		cmocka_unit_test(test_piece),  cmocka_unit_test(test_equal),
		cmocka_unit_test(test_lists),  cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_id),
	};

	return cmocka_run_group_tests_name("lex", tests, NULL, NULL);
}
