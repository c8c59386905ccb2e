/* SPDX-License-Identifier: MIT */
/* Every limit of the grammar at its edge, where all is well, and one past it, where an error names
 * it and nothing is cut. */
#include "expect/spec.h"

#include "sources.h"

static void
add_times(struct mg_buf *buf, const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++)
		mg_buf_add(buf, text);
}

static void
read_text(struct mg_spec *spec, enum mg_spec_source source, const struct mg_buf *text)
{
	sources_add(spec, source, "V", (struct mg_slice){ mg_buf_text(text), text->len });
}

/* Puts the filler `times` times between head and tail. wanted: the error, or "" for none. */
static void
check(const char *head, const char *filler, size_t times, const char *tail, const char *wanted)
{
	struct mg_spec spec = { 0 };
	struct mg_buf text = { 0 };

	mg_buf_add(&text, head);
	add_times(&text, filler, times);
	mg_buf_add(&text, tail);
	read_text(&spec, MG_SPEC_VARIABLE, &text);
	assert_string_equal(mg_buf_text(&spec.errors), wanted);
	assert_int_equal(spec.error_count, *wanted != '\0');
	if (*wanted == '\0')
		assert_int_equal(spec.count, 1);
	mg_buf_release(&text);
	mg_spec_release(&spec);
}

static void
test_path_bytes(void **state)
{
	static const char wanted[] = "V:1: the path is longer than 4095 bytes\n";

	check("/", "x", MG_SPEC_MAX_PATH_BYTES - 1, " dir", "");
	check("/", "x", MG_SPEC_MAX_PATH_BYTES, " dir", wanted);
	/* The limit counts the bytes of the name, and not of its spelling. */
	check("/", "\\040", MG_SPEC_MAX_PATH_BYTES - 1, "", "");
	check("\"/", " ", MG_SPEC_MAX_PATH_BYTES - 1, "\" dir", "");
	check("/x", "\\040", MG_SPEC_MAX_PATH_BYTES - 1, "", wanted);
	check("/a", "${NAME}", 1364, "x", "");
	check("/a", "${NAME}", 1364, "xy", wanted);
}

static void
test_word_bytes(void **state)
{
	static const char wanted[] = "V:1: the word is longer than 1024 bytes\n";

	check("/a has=", "x", MG_SPEC_MAX_WORD_BYTES - 4, "", "");
	check("/a has=", "x", MG_SPEC_MAX_WORD_BYTES - 3, "", wanted);
	check("/a has=", "\\052", MG_SPEC_MAX_WORD_BYTES - 4, ", dir", "");
	check("/a ", "x", 5000, " dir", wanted);
}

static void
test_line_bytes(void **state)
{
	static const char wanted[] = "V:1: the line is longer than 16384 bytes\n";

	check("/a ", " ", MG_SPEC_MAX_LINE_BYTES - 6, "dir", "");
	check("/a ", " ", MG_SPEC_MAX_LINE_BYTES - 5, "dir", wanted);
	check("/a ", " ", MG_SPEC_MAX_LINE_BYTES - 6, "dir\r\n", "");
	check("/a #", "x", MG_SPEC_MAX_LINE_BYTES - 4, "", "");
	check("/a #", "x", MG_SPEC_MAX_LINE_BYTES - 3, "", wanted);
}

static void
test_words(void **state)
{
	static const char wanted[] = "V:1: the line has more than 32 words\n";

	check("/a", " dir", MG_SPEC_MAX_WORDS, "", "");
	check("/a", " dir", MG_SPEC_MAX_WORDS, ",,", "");
	check("/a", " dir", MG_SPEC_MAX_WORDS + 1, "", wanted);
	check("/a", " dir", MG_SPEC_MAX_WORDS, " warn", wanted);
}

static void
test_patterns(void **state)
{
	static const char wanted[] = "V:1: the line has more than 16 patterns\n";

	check("/a", " has=x", MG_FACTS_MAX_GLOBS, "", "");
	check("/a", " has=x", MG_FACTS_MAX_GLOBS, " dir, mount", "");
	check("/a", " has=x", MG_FACTS_MAX_GLOBS + 1, "", wanted);
	/* Only has= is looked for in a directory. */
	check("/a source=x", " has=x", MG_FACTS_MAX_GLOBS, " source=y", "");
	check("/a", " source=x", MG_FACTS_MAX_GLOBS + 1, "", "");
}

static void
test_rules(void **state)
{
	struct mg_spec spec = { 0 };
	struct mg_buf text = { 0 }, flag = { 0 };

	for (int i = 0; i < MG_SPEC_MAX_RULES; i++)
		mg_buf_addf(&text, "/%d dir\n", i);
	read_text(&spec, MG_SPEC_FILE, &text);
	assert_string_equal(mg_buf_text(&spec.errors), "");
	assert_int_equal(spec.count, MG_SPEC_MAX_RULES);
	/* What replaces another line adds none. */
	mg_buf_add(&flag, "/0 file");
	read_text(&spec, MG_SPEC_FLAG, &flag);
	assert_string_equal(mg_buf_text(&spec.errors), "");
	flag.len = 0;
	mg_buf_add(&flag, "/one/more file");
	read_text(&spec, MG_SPEC_FLAG, &flag);
	assert_string_equal(mg_buf_text(&spec.errors), "V: there are more than 512 expectations\n");
	assert_int_equal(spec.count, MG_SPEC_MAX_RULES);
	assert_string_equal(spec.rules[0].text, "file");
	mg_buf_release(&text);
	mg_buf_release(&flag);
	mg_spec_release(&spec);
}

static void
test_bytes(void **state)
{
	static const enum mg_spec_source sources[] = { MG_SPEC_FILE, MG_SPEC_VARIABLE,
						       MG_SPEC_FLAG };
	struct mg_buf text = { 0 };

	mg_buf_add(&text, "/a dir\n");
	add_times(&text, "\n", MG_SPEC_MAX_BYTES - text.len);
	for (size_t i = 0; i < MG_ARRAY_LEN(sources); i++) {
		struct mg_spec spec = { 0 };

		if (sources[i] != MG_SPEC_FLAG) {
			read_text(&spec, sources[i], &text);
			assert_string_equal(mg_buf_text(&spec.errors), "");
			assert_int_equal(spec.count, 1);
			mg_spec_release(&spec);
		}
		mg_buf_add(&text, "\n");
		read_text(&spec, sources[i], &text);
		assert_string_equal(mg_buf_text(&spec.errors),
				    "V: it is longer than 1048576 bytes\n");
		assert_int_equal(spec.count, 0);
		assert_int_equal(spec.error_count, 1);
		mg_spec_release(&spec);
		text.len--;
	}
	mg_buf_release(&text);
}

/* A word past its limit hides no other error of its line. */
static void
test_the_rest_is_read(void **state)
{
	struct mg_spec spec = { 0 };
	struct mg_buf text = { 0 };
	unsigned wrong;

	mg_buf_add(&text, "/a ");
	add_times(&text, "x", MG_SPEC_MAX_WORD_BYTES + 1);
	mg_buf_add(&text, " dri; /b dir");
	read_text(&spec, MG_SPEC_VARIABLE, &text);
	wrong = same_text("a long word", "errors", mg_buf_text(&spec.errors),
			  "V:1: the word is longer than 1024 bytes\n"
			  "V:1: unknown word dri, did you mean dir?\n") +
		same_number("a long word", "count", spec.count, 1);
	mg_buf_release(&text);
	mg_spec_release(&spec);
	assert_int_equal(wrong, 0);
}

/* A line at the limits comes back whole. */
static void
test_nothing_is_cut(void **state)
{
	struct mg_spec spec = { 0 };
	struct mg_buf text = { 0 };

	mg_buf_add(&text, "/");
	add_times(&text, "x", MG_SPEC_MAX_PATH_BYTES - 1);
	mg_buf_add(&text, " has=");
	add_times(&text, "y", MG_SPEC_MAX_WORD_BYTES - 4);
	read_text(&spec, MG_SPEC_FLAG, &text);
	assert_int_equal(spec.count, 1);
	assert_int_equal(strlen(spec.rules[0].path), MG_SPEC_MAX_PATH_BYTES);
	assert_int_equal(strlen(spec.rules[0].key), MG_SPEC_MAX_PATH_BYTES);
	assert_int_equal(strlen(spec.rules[0].words[0].argument), MG_SPEC_MAX_WORD_BYTES - 4);
	mg_buf_release(&text);
	mg_spec_release(&spec);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path_bytes),     cmocka_unit_test(test_word_bytes),
		cmocka_unit_test(test_line_bytes),     cmocka_unit_test(test_words),
		cmocka_unit_test(test_patterns),       cmocka_unit_test(test_rules),
		cmocka_unit_test(test_bytes),	       cmocka_unit_test(test_the_rest_is_read),
		cmocka_unit_test(test_nothing_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
