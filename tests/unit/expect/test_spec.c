/* SPDX-License-Identifier: MIT */
/* Expectations that are right: the whole grammar, from every source, and what replaces what. */
#include "expect/spec.h"

#include "sources.h"

#define FROM_FILE(text)                                                                            \
	{                                                                                          \
		text, NULL,                                                                        \
		{                                                                                  \
			NULL, NULL, NULL                                                           \
		}                                                                                  \
	}
#define FROM_VARIABLE(text)                                                                        \
	{                                                                                          \
		NULL, text,                                                                        \
		{                                                                                  \
			NULL, NULL, NULL                                                           \
		}                                                                                  \
	}
#define FROM_FLAG(text)                                                                            \
	{                                                                                          \
		NULL, NULL,                                                                        \
		{                                                                                  \
			text, NULL, NULL                                                           \
		}                                                                                  \
	}

static const struct source_row line_rows[] = {
	{ "nothing", FROM_FILE(""), "" },
	{ "a path alone", FROM_FILE("/app"), "conf:1 [/app] exists\n" },
	{ "a path and a word", FROM_FILE("/app dir\n"), "conf:1 [/app] dir\n" },
	{ "commas", FROM_FILE("/app dir,nonempty,readable\n"),
	  "conf:1 [/app] dir, nonempty, readable\n" },
	{ "commas, blanks and tabs", FROM_FILE("/app\t dir ,\tnonempty , ,, readable,\n"),
	  "conf:1 [/app] dir, nonempty, readable\n" },
	{ "a comma behind the path", FROM_FILE("/app, dir\n"), "conf:1 [/app] dir\n" },
	{ "blanks before the path", FROM_FILE(" \t/app dir"), "conf:1 [/app] dir\n" },
	{ "empty lines count", FROM_FILE("\n \n\t\n,\n/app\n\n"), "conf:5 [/app] exists\n" },
	{ "lines from Windows", FROM_FILE("/a dir\r\n# c\r\n\r\n/b\r\n\"/c\"\r\n"),
	  "conf:1 [/a] dir\nconf:4 [/b] exists\nconf:5 [/c] exists\n" },
	{ "a last line from Windows without its end", FROM_FILE("/a dir\r"), "conf:1 [/a] dir\n" },
	{ "a byte order mark", FROM_FILE("\357\273\277/app dir\n"), "conf:1 [/app] dir\n" },
	{ "a byte order mark before a comment", FROM_FILE("\357\273\277# see the manual\n/app\n"),
	  "conf:2 [/app] exists\n" },
	{ "the same word twice", FROM_FILE("/app mount, mount=volume|bind"),
	  "conf:1 [/app] mount, mount=volume|bind\n" },
	{ "the same word with the same value twice", FROM_FILE("/app mount=bind, mount=bind"),
	  "conf:1 [/app] mount=bind, mount=bind\n" },
	{ "two restrictions of one value", FROM_FILE("/app fstype=!nfs, fstype=!cifs, fstype=xfs"),
	  "conf:1 [/app] fstype=!nfs, fstype=!cifs, fstype=xfs\n" },
	{ "two patterns of one source", FROM_FILE("/app source=/dev/*, source=models"),
	  "conf:1 [/app] source=/dev/*, source=models\n" },
	{ "modifiers", FROM_FILE("/app optional, warn"), "conf:1 [/app] optional, warn\n" },
	{ "a word in quotes", FROM_FILE("/app \"dir\" non\"empty\""),
	  "conf:1 [/app] dir, nonempty\n" },
	{ "a value with a blank and a comma", FROM_FILE("/app has=\"a b,c\""),
	  "conf:1 [/app] 'has=a b,c'\n" },
	{ "a value with an octal blank", FROM_FILE("/app has=a\\040b"),
	  "conf:1 [/app] 'has=a b'\n" },
	{ "a value with an equals sign", FROM_FILE("/app opts=size=1m+ro"),
	  "conf:1 [/app] opts=size=1m+ro\n" },
	{ "a variable in a word is none", FROM_FILE("/app has=${NAME}"),
	  "conf:1 [/app] 'has=${NAME}'\n" },
};

static const struct source_row comment_rows[] = {
	{ "a whole line", FROM_FILE("# /app dir\n/b"), "conf:2 [/b] exists\n" },
	{ "behind blanks", FROM_FILE(" \t# /app\n"), "" },
	{ "without a blank behind", FROM_FILE("#/app\n"), "" },
	{ "behind words", FROM_FILE("/app dir # nonempty\n"), "conf:1 [/app] dir\n" },
	{ "behind a path and a tab", FROM_FILE("/app\t#dir\n"), "conf:1 [/app] exists\n" },
	{ "within a path is none", FROM_FILE("/app#1 dir\n"), "conf:1 [/app#1] dir\n" },
	{ "within a value is none", FROM_FILE("/app has=a#b\n"), "conf:1 [/app] 'has=a#b'\n" },
	{ "in quotes is none", FROM_FILE("\"#app\" dir\n"), "conf:1 [/work/#app=#app] dir\n" },
	{ "an escaped one is none", FROM_FILE("\\043app dir\n"), "conf:1 [/work/#app=#app] dir\n" },
	{ "with a quote in it", FROM_FILE("/app dir # it's \"here\n/b\n"),
	  "conf:1 [/app] dir\nconf:2 [/b] exists\n" },
	{ "with an unset variable in it", FROM_FILE("/app # ${NOPE}\n"), "conf:1 [/app] exists\n" },
	{ "up to a semicolon in a variable", FROM_VARIABLE("# all; /app dir"), "V:2 [/app] dir\n" },
	{ "in quotes in a variable is none", FROM_VARIABLE("\"/a #;b\" dir; /c"),
	  "V:1 [/a #;b] dir\nV:2 [/c] exists\n" },
	{ "glued to a quote is none", FROM_VARIABLE("/a#\"x;y\" dir; /c"),
	  "V:1 [/a#x;y] dir\nV:2 [/c] exists\n" },
	{ "with a quote, up to a semicolon", FROM_VARIABLE("/a dir # the \"x; /b file"),
	  "V:1 [/a] dir\nV:2 [/b] file\n" },
};

static const struct source_row path_rows[] = {
	{ "a blank in quotes", FROM_FILE("\"/my app\" dir"), "conf:1 [/my app] dir\n" },
	{ "a comma in quotes", FROM_FILE("\"/a,b\""), "conf:1 [/a,b] exists\n" },
	{ "quotes in the middle", FROM_FILE("/my\" \"app\", x\""), "conf:1 [/my app, x] exists\n" },
	{ "an octal blank", FROM_FILE("/my\\040app dir"), "conf:1 [/my app] dir\n" },
	{ "an octal escape in quotes", FROM_FILE("\"/my\\040app\""), "conf:1 [/my app] exists\n" },
	{ "an octal quote, comma, backslash", FROM_FILE("/\\042\\054\\134"),
	  "conf:1 [/\",\\] exists\n" },
	{ "an octal backslash is no escape again", FROM_FILE("/a\\134040b"),
	  "conf:1 [/a\\040b] exists\n" },
	{ "no octal escape", FROM_FILE("/a\\40b\\9\\400\\n"),
	  "conf:1 [/a\\40b\\9\\400\\n] exists\n" },
	{ "an octal NUL is none", FROM_FILE("/a\\000b"), "conf:1 [/a\\000b] exists\n" },
	{ "a path of Windows", FROM_FILE("C:\\app dir"), "conf:1 [/work/C:\\app=C:\\app] dir\n" },
	{ "what Git Bash makes of it", FROM_FILE("/app;C dir"), "conf:1 [/app;C] dir\n" },
	{ "UTF-8", FROM_FILE("/b\303\274cher"), "conf:1 [/b\303\274cher] exists\n" },
	{ "invalid UTF-8", FROM_FILE("/\377"), "conf:1 [/\377] exists\n" },
	{ "a variable with a blank", FROM_FILE("${PGDATA} dir"),
	  "conf:1 [/var/lib/pg data] dir\n" },
	{ "a default that is not needed", FROM_FILE("${PGDATA:-/x} dir"),
	  "conf:1 [/var/lib/pg data] dir\n" },
	{ "a default", FROM_FILE("${NOPE:-/var/lib/data}/main dir"),
	  "conf:1 [/var/lib/data/main] dir\n" },
	{ "a default of an empty variable", FROM_FILE("${EMPTY:-/x} dir"), "conf:1 [/x] dir\n" },
	{ "an empty default within a path", FROM_FILE("/a${NOPE:-}/b"), "conf:1 [/a/b] exists\n" },
	{ "a default with a blank and a comma", FROM_FILE("${NOPE:-/a b,c} dir"),
	  "conf:1 [/a b,c] dir\n" },
	{ "a default with an escape", FROM_FILE("${NOPE:-/a\\040b} dir"), "conf:1 [/a b] dir\n" },
	{ "a default in quotes", FROM_FILE("\"/a ${NOPE:-b c}\" dir"), "conf:1 [/a b c] dir\n" },
	{ "a default that looks like one", FROM_FILE("${NOPE:-:-}"),
	  "conf:1 [/work/:-=:-] exists\n" },
	{ "a default with a semicolon in quotes", FROM_VARIABLE("\"${NOPE:-/a;b}\"; /c"),
	  "V:1 [/a;b] exists\nV:2 [/c] exists\n" },
	{ "variables within", FROM_FILE("/srv/${NAME}/${NAME}.py"),
	  "conf:1 [/srv/app/app.py] exists\n" },
	{ "a variable in quotes", FROM_FILE("\"/a b/${NAME}\""), "conf:1 [/a b/app] exists\n" },
	{ "an empty variable within", FROM_FILE("/app${EMPTY}/x"), "conf:1 [/app/x] exists\n" },
	{ "a variable is taken as it is", FROM_FILE("/${QUOTE}/${DOLLAR}"),
	  "conf:1 [/a\"b,c#d/${NAME}] exists\n" },
	{ "a dollar that begins no variable", FROM_FILE("/$NAME/a$"),
	  "conf:1 [/$NAME/a$] exists\n" },
	{ "an escaped dollar", FROM_FILE("/\\044{NAME}"), "conf:1 [/${NAME}] exists\n" },
	{ "the working directory", FROM_FILE(". dir"), "conf:1 [/work=.] dir\n" },
	{ "a relative path", FROM_FILE("./data/ dir"), "conf:1 [/work/data=./data/] dir\n" },
	{ "a parent, which is not resolved", FROM_FILE("../x"),
	  "conf:1 [/work/../x=../x] exists\n" },
	{ "the root", FROM_FILE("/ on=image"), "conf:1 [/] on=image\n" },
	{ "more slashes than needed", FROM_FILE("//app/.//x/"),
	  "conf:1 [/app/x=//app/.//x/] exists\n" },
};

static const struct source_row separator_rows[] = {
	{ "semicolons in a variable", FROM_VARIABLE("/a dir;/b file; /c"),
	  "V:1 [/a] dir\nV:2 [/b] file\nV:3 [/c] exists\n" },
	{ "newlines in a variable", FROM_VARIABLE("\n/a dir\n/b file\n"),
	  "V:2 [/a] dir\nV:3 [/b] file\n" },
	{ "both, and empty ones", FROM_VARIABLE(";;/a;\n;/b\n"),
	  "V:3 [/a] exists\nV:6 [/b] exists\n" },
	{ "a semicolon in quotes", FROM_VARIABLE("\"/a;b\" dir; /c has=\"x;y\""),
	  "V:1 [/a;b] dir\nV:2 [/c] 'has=x;y'\n" },
	{ "an octal semicolon", FROM_VARIABLE("/a\\073b dir"), "V:1 [/a;b] dir\n" },
	{ "an octal quote does not quote", FROM_VARIABLE("/a\\042;/b"),
	  "V:1 [/a\"] exists\nV:2 [/b] exists\n" },
	{ "no semicolons in a file", FROM_FILE("/a;/b dir"), "conf:1 [/a;/b] dir\n" },
	{ "no semicolons in a flag", FROM_FLAG("/a;/b dir"), "--e #1 [/a;/b] dir\n" },
	{ "an empty flag", FROM_FLAG(""), "" },
	{ "a flag that is a comment", FROM_FLAG("# /a"), "" },
	{ "three flags",
	  { NULL, NULL, { "/a", "/b dir", "/c" } },
	  "--e #1 [/a] exists\n--e #2 [/b] dir\n--e #3 [/c] exists\n" },
};

static const struct source_row replace_rows[] = {
	{ "all sources, in their order",
	  { "/a dir", "/b dir", { "/c dir", NULL, NULL } },
	  "conf:1 [/a] dir\nV:1 [/b] dir\n--e #1 [/c] dir\n" },
	{ "the variable replaces the file",
	  { "/a dir\n/b", "/a file", { NULL, NULL, NULL } },
	  "V:1 [/a] file\nconf:2 [/b] exists\n" },
	{ "a flag replaces the variable",
	  { NULL, "/a dir, mount", { "/a", NULL, NULL } },
	  "--e #1 [/a] exists\n" },
	{ "a flag replaces the file",
	  { "/a dir", NULL, { "/a optional", NULL, NULL } },
	  "--e #1 [/a] optional\n" },
	{ "one after the other",
	  { "/a dir", "/a file", { "/a socket", NULL, NULL } },
	  "--e #1 [/a] socket\n" },
	{ "nothing of the line that was replaced stays",
	  { "/a dir, has=x, has=y, warn", "/a has=z", { NULL, NULL, NULL } },
	  "V:1 [/a] has=z\n" },
	{ "the same path written otherwise",
	  { "/work/data dir", "data/ file", { NULL, NULL, NULL } },
	  "V:1 [/work/data=data/] file\n" },
	{ "slashes and dots",
	  { "/a/b dir", "//a/./b/. file", { NULL, NULL, NULL } },
	  "V:1 [/a/b=//a/./b/.] file\n" },
	{ "by a variable of the environment",
	  { "/srv/${NAME} dir", "/srv/app file", { NULL, NULL, NULL } },
	  "V:1 [/srv/app] file\n" },
	{ "by an escape",
	  { "/a\\040b dir", "\"/a b\" file", { NULL, NULL, NULL } },
	  "V:1 [/a b] file\n" },
	{ "the working directory",
	  { ". dir", "/work nonempty", { NULL, NULL, NULL } },
	  "V:1 [/work] nonempty\n" },
	{ "a name below it does not",
	  { "/a dir", "/a/b file", { "/ab", NULL, NULL } },
	  "conf:1 [/a] dir\nV:1 [/a/b] file\n--e #1 [/ab] exists\n" },
	{ "another case does not",
	  { "/a dir", "/A file", { NULL, NULL, NULL } },
	  "conf:1 [/a] dir\nV:1 [/A] file\n" },
	{ "a parent does not: a link may lie between",
	  { "/a dir", "/b/../a file", { NULL, NULL, NULL } },
	  "conf:1 [/a] dir\nV:1 [/b/../a] file\n" },
};

static void
test_lines(void **state)
{
	assert_int_equal(sources_all_differ(line_rows, MG_ARRAY_LEN(line_rows)), 0);
}

static void
test_comments(void **state)
{
	assert_int_equal(sources_all_differ(comment_rows, MG_ARRAY_LEN(comment_rows)), 0);
}

static void
test_paths(void **state)
{
	assert_int_equal(sources_all_differ(path_rows, MG_ARRAY_LEN(path_rows)), 0);
}

static void
test_separators(void **state)
{
	assert_int_equal(sources_all_differ(separator_rows, MG_ARRAY_LEN(separator_rows)), 0);
}

static void
test_replacement(void **state)
{
	assert_int_equal(sources_all_differ(replace_rows, MG_ARRAY_LEN(replace_rows)), 0);
}

static void
test_words_are_parsed(void **state)
{
	struct mg_spec spec = { 0 };
	const struct mg_rule *rule;

	sources_add(&spec, MG_SPEC_VARIABLE, "V",
		    mg_lex_slice("/a has=x, mount=volume, source=y, writable=sync, has=z, warn"));
	assert_int_equal(spec.count, 1);
	rule = &spec.rules[0];
	assert_int_equal(rule->source, MG_SPEC_VARIABLE);
	assert_int_equal(rule->word_count, 6);
	assert_true(rule->is_warn && !rule->is_optional);
	assert_string_equal(rule->words[0].text, "has=x");
	assert_string_equal(rule->words[0].argument, "x");
	assert_string_equal(rule->words[0].check->name, "has");
	assert_int_equal(rule->words[1].kinds, 1U << MG_KIND_VOLUME);
	assert_true(rule->words[3].sync);
	assert_null(rule->words[5].argument);
	assert_int_equal(rule->words[0].glob, 0);
	assert_int_equal(rule->words[4].glob, 1);
	mg_spec_release(&spec);
}

static void
test_modifiers(void **state)
{
	static const struct {
		const char *line;
		bool warn, optional;
	} rows[] = {
		{ "/a dir", false, false },
		{ "/a warn", true, false },
		{ "/a dir, optional", false, true },
		{ "/a optional, absent, warn", true, true },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_spec spec = { 0 };

		sources_add(&spec, MG_SPEC_FLAG, "F", mg_lex_slice(rows[i].line));
		assert_int_equal(spec.rules[0].is_warn, rows[i].warn);
		assert_int_equal(spec.rules[0].is_optional, rows[i].optional);
		mg_spec_release(&spec);
	}
}

/* Every word can be written in a line by its name, with a value where it needs one. */
static void
test_every_word(void **state)
{
	static const char *const values[] = {
		[MG_ARGUMENT_NONE] = "",
		[MG_ARGUMENT_KINDS] = "=bind",
		[MG_ARGUMENT_NAMES] = "=!nfs",
		[MG_ARGUMENT_GLOB] = "=*",
		[MG_ARGUMENT_ENTRY] = "=*",
		[MG_ARGUMENT_OPTIONS] = "=ro",
		[MG_ARGUMENT_SYNC] = "=sync",
		[MG_ARGUMENT_OWNER] = "=5",
		[MG_ARGUMENT_MODE] = "=700",
		[MG_ARGUMENT_SIZE] = "=5%",
		[MG_ARGUMENT_NUMBER] = "=5",
		[MG_ARGUMENT_ABILITIES] = "=lock",
		[MG_ARGUMENT_PATH] = "=/b",
		[MG_ARGUMENT_SHA256] =
			"=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	};

	for (size_t i = 0; i < mg_word_count(); i++) {
		const struct mg_word *check = mg_word_at(i);
		struct mg_spec spec = { 0 };
		struct mg_buf line = { 0 };

		mg_buf_addf(&line, "/a %s%s", check->name, values[check->argument]);
		sources_add(&spec, MG_SPEC_FLAG, "F", mg_lex_slice(mg_buf_text(&line)));
		assert_string_equal(mg_buf_text(&spec.errors), "");
		assert_ptr_equal(spec.rules[0].words[0].check, check);
		mg_buf_release(&line);
		mg_spec_release(&spec);
	}
}

/* Where the working directory is gone, relative paths are still told apart. */
static void
test_no_directory(void **state)
{
	const struct mg_spec_context context = { NULL, NULL };
	struct mg_spec spec = { 0 };
	struct mg_buf got = { 0 };

	assert_int_equal(mg_spec_add(&spec, &context, MG_SPEC_VARIABLE, "V",
				     mg_lex_slice("./a dir; .; /a; ${HOME}")),
			 0);
	sources_say(&spec, &got);
	assert_string_equal(mg_buf_text(&got), "V:1 [a=./a] dir\nV:2 [.] exists\nV:3 [/a] exists\n"
					       "V:4: the environment variable HOME is not set\n");
	mg_buf_release(&got);
	mg_spec_release(&spec);
}

static void
test_release(void **state)
{
	struct mg_spec spec = { 0 };

	mg_spec_release(&spec);
	sources_add(&spec, MG_SPEC_FILE, "F", mg_lex_slice("/a has=x\n/b wrong\n"));
	mg_spec_release(&spec);
	assert_null(spec.rules);
	assert_int_equal(spec.count + spec.error_count + spec.errors.len, 0);
	mg_spec_release(&spec);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),	     cmocka_unit_test(test_comments),
		cmocka_unit_test(test_paths),	     cmocka_unit_test(test_separators),
		cmocka_unit_test(test_replacement),  cmocka_unit_test(test_words_are_parsed),
		cmocka_unit_test(test_modifiers),    cmocka_unit_test(test_every_word),
		cmocka_unit_test(test_no_directory), cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
