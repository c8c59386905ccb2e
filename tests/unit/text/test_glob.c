/* SPDX-License-Identifier: MIT */
/* Shell patterns: rows, and all short patterns compared with fnmatch(3). */
#include "text/glob.h"

#include "same.h"

#include "text/base.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

static const struct match_row {
	const char *pattern;
	const char *text;
	bool wanted;
} match_rows[] = {
	{ "main.py", "main.py", true },
	{ "", "", true },
	{ "*", "", true },
	{ "*", "anything/at all", true },
	{ "**", "", true },
	{ "*.py", "main.py", true },
	{ "main.*", "main.", true },
	{ "/srv/*/data", "/srv/a/b/data", true },
	{ "*a*b*c", "xxaxxbxxabc", true },
	{ "*ab", "aaab", true },
	{ "?", "x", true },
	{ "?", "/", true },
	{ "??", "\xc3\xa9", true },
	{ "[a-z]", "q", true },
	{ "[!a-z]", "Q", true },
	{ "[^a-z]", "Q", true },
	{ "[abc]x", "bx", true },
	{ "[]]", "]", true },
	{ "[]a]", "a", true },
	{ "[!]a]", "b", true },
	{ "[a-]", "-", true },
	{ "[-a]", "-", true },
	{ "[a-c-e]", "-", true },
	{ "[\x80-\xff]", "\xc3", true },
	{ "[*?]", "*", true },
	{ "[!!]", "a", true },
	{ "[", "[", true },
	{ "[]", "[]", true },
	{ "[!]", "[!]", true },
	{ "[ab", "[ab", true },
	{ "[ab*", "[abc", true },
	{ "net:[[]*", "net:[4026]", true },
	{ "\\*", "*", true },
	{ "\\?x", "?x", true },
	{ "\\[a]", "[a]", true },
	{ "\\\\", "\\", true },
	{ "a\\", "a\\", true },
	{ "a]b", "a]b", true },
	{ "main.py", "main.pyc", false },
	{ "main.pyc", "main.py", false },
	{ "main.py", "Main.py", false },
	{ "main.py", "", false },
	{ "", "x", false },
	{ "*.py", "main.pyc", false },
	{ "*.py", "py", false },
	{ "*x", "", false },
	{ "a*b", "ab/", false },
	{ "*a*b*c", "xxaxxcxxb", false },
	{ "?", "", false },
	{ "?", "ab", false },
	{ "?", "\xc3\xa9", false },
	{ "?*", "", false },
	{ "[a-z]", "Q", false },
	{ "[a-z]", "", false },
	{ "[a-z]", "qq", false },
	{ "[!a-z]", "q", false },
	{ "[^a-z]", "q", false },
	{ "[!a]", "", false },
	{ "[z-a]", "m", false },
	{ "[]a]", "b", false },
	{ "[!]a]", "]", false },
	{ "[a-c-e]", "d", false },
	{ "[*?]", "x", false },
	{ "[!!]", "!", false },
	{ "[", "a", false },
	{ "[]", "]", false },
	{ "[ab", "a", false },
	{ "\\*", "x", false },
	{ "\\*", "\\*", false },
	{ "\\?x", "ax", false },
	{ "\\[a]", "a", false },
	{ "a\\", "a", false },
	{ "a\\", "ab", false },
	{ "\\a*", "\\ab", false },
};

static void
test_matches(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(match_rows); i++) {
		const struct match_row *row = &match_rows[i];

		wrong += same_number(row->pattern, row->text,
				     mg_glob_matches(row->pattern, row->text), row->wanted);
	}
	assert_int_equal(wrong, 0);
}

static const struct match_row name_rows[] = {
	{ "*", "main.py", true },   { ".*", ".env", true },	 { ".env", ".env", true },
	{ "\\.env", ".env", true }, { "\\.*", ".env", true },	 { "main*", "main.py", true },
	{ "*", "", true },	    { "*", ".env", false },	 { "*env", ".env", false },
	{ "?env", ".env", false },  { "[.]env", ".env", false }, { "[!a]env", ".env", false },
	{ "**", "..data", false },  { "\\e*", ".env", false },	 { ".*", "env", false },
	{ "env", ".env", false },   { "", ".", false },
};

static void
test_matches_name(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(name_rows); i++) {
		const struct match_row *row = &name_rows[i];

		wrong += same_number(row->pattern, row->text,
				     mg_glob_matches_name(row->pattern, row->text), row->wanted);
	}
	assert_int_equal(wrong, 0);
}

/* The text number `index` of those made of up to four of the words: digits to the base words + 1,
 * of which 0 is none. */
static void
spell(char *out, size_t size, const char *const *words, size_t count, size_t index)
{
	out[0] = '\0';
	for (int i = 0; i < 4; i++, index /= count + 1)
		if (index % (count + 1) > 0)
			(void)strncat(out, words[index % (count + 1) - 1], size - strlen(out) - 1);
}

static void
test_as_fnmatch(void **state)
{
	static const char *const parts[] = { "a", "b", "*", "?", "[ab]", "[!a]", "[a-b]", "\\*" };
	static const char *const letters[] = { "a", "b", "*" };
	char pattern[32], text[8];

	for (size_t i = 0; i < 9UL * 9 * 9 * 9; i++) {
		spell(pattern, sizeof(pattern), parts, MG_ARRAY_LEN(parts), i);
		for (size_t j = 0; j < 4UL * 4 * 4 * 4; j++) {
			bool wanted;

			spell(text, sizeof(text), letters, MG_ARRAY_LEN(letters), j);
			wanted = fnmatch(pattern, text, 0) == 0;
			if (mg_glob_matches(pattern, text) != wanted)
				fail_msg("'%s' on '%s': wanted %d", pattern, text, wanted);
		}
	}
}

/* A matcher that backtracks would not end. */
static void
test_takes_no_time(void **state)
{
	size_t len = 5000;
	char *text = malloc(len + 1), pattern[128] = "";

	assert_non_null(text);
	memset(text, 'a', len);
	text[len] = '\0';
	for (int i = 0; i < 40; i++)
		(void)strncat(pattern, "a*", sizeof(pattern) - strlen(pattern) - 1);
	assert_true(mg_glob_matches(pattern, text));
	(void)strncat(pattern, "b", sizeof(pattern) - strlen(pattern) - 1);
	assert_false(mg_glob_matches(pattern, text));
	text[len - 1] = 'b';
	assert_true(mg_glob_matches(pattern, text));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_matches_name),
		cmocka_unit_test(test_as_fnmatch),
		cmocka_unit_test(test_takes_no_time),
	};

	return cmocka_run_group_tests_name("glob", tests, NULL, NULL);
}
