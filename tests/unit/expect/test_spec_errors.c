/* SPDX-License-Identifier: MIT */
/* Wrong expectations: the exact error for each, with its origin and the nearest word. All errors
 * are reported, and right lines are read all the same. */
#include "expect/spec.h"

#include "sources.h"

#define FILE_SAYS(title, text, says)                                                               \
	{                                                                                          \
		title, { text, NULL, { NULL, NULL, NULL } }, says                                  \
	}
#define VARIABLE_SAYS(title, text, says)                                                           \
	{                                                                                          \
		title, { NULL, text, { NULL, NULL, NULL } }, says                                  \
	}
#define FLAG_SAYS(title, text, says)                                                               \
	{                                                                                          \
		title, { NULL, NULL, { text, NULL, NULL } }, says                                  \
	}

static const struct source_row word_rows[] = {
	FILE_SAYS("a word that is nearly one", "/app monut",
		  "conf:1: unknown word monut, did you mean mount?\n"),
	FILE_SAYS("British spelling", "/app writeable",
		  "conf:1: unknown word writeable, did you mean writable?\n"),
	FILE_SAYS("another vowel", "/app persistant",
		  "conf:1: unknown word persistant, did you mean persistent?\n"),
	FILE_SAYS("with a hyphen", "/app read-only",
		  "conf:1: unknown word read-only, did you mean readonly?\n"),
	FILE_SAYS("like no other", "/app qqqqqqqq",
		  "conf:1: unknown word qqqqqqqq (see mountguard --list-words)\n"),
	FILE_SAYS("in capitals", "/app DIR",
		  "conf:1: unknown word DIR (see mountguard --list-words)\n"),
	FILE_SAYS("with a value", "/app mout=volume",
		  "conf:1: unknown word mout, did you mean mount?\n"),
	FILE_SAYS("with blanks around the equals sign", "/app mount = volume",
		  "conf:1: unknown word '' (see mountguard --list-words)\nconf:1: unknown word "
		  "volume (see mountguard --list-words)\n"),
	FILE_SAYS("only a value", "/app =volume",
		  "conf:1: unknown word '' (see mountguard --list-words)\n"),
	FILE_SAYS("an empty word", "/app \"\"",
		  "conf:1: unknown word '' (see mountguard --list-words)\n"),
	FILE_SAYS("an empty word behind another", "/app dir, \"\"",
		  "conf:1: unknown word '' (see mountguard --list-words)\n"),
	FILE_SAYS("a second path", "/app /b",
		  "conf:1: unknown word /b (see mountguard --list-words)\n"),
	FILE_SAYS("a comment glued to a comma", "/app dir,#x",
		  "conf:1: unknown word '#x' (see mountguard --list-words)\n"),
	FILE_SAYS("another separator", "/app dir;nonempty",
		  "conf:1: unknown word 'dir;nonempty', did you mean nonempty?\n"),
	FILE_SAYS("a word with controls", "/app d\033[31mir",
		  "conf:1: unknown word 'd\\033[31mir' (see mountguard --list-words)\n"),
	FILE_SAYS("a word with an escaped newline", "/app dir\\012x",
		  "conf:1: unknown word 'dir\\012x' (see mountguard --list-words)\n"),
	FILE_SAYS("a word that is no UTF-8", "/app \377\376",
		  "conf:1: unknown word '\\377\\376' (see mountguard --list-words)\n"),
	FILE_SAYS("a value where none belongs", "/app dir=x", "conf:1: dir takes no value\n"),
	FILE_SAYS("an empty value", "/app warn=", "conf:1: warn takes no value\n"),
	FILE_SAYS("no value", "/app has", "conf:1: has needs a value: has=GLOB\n"),
	FILE_SAYS("a value that is none", "/app writable=now",
		  "conf:1: now is no value of writable, did you mean sync?\n"),
	FILE_SAYS("a kind that is none", "/app mount=volme",
		  "conf:1: volme is no kind of storage, did you mean volume?\n"),
	FILE_SAYS("a value cut by a comma", "/app on=bind,volume",
		  "conf:1: unknown word volume (see mountguard --list-words)\n"),
};

static const struct source_row contradiction_rows[] = {
	FILE_SAYS("absent and another", "/app absent, dir",
		  "conf:1: absent and dir cannot both hold\n"),
	FILE_SAYS("another and absent", "/app mount=bind, absent",
		  "conf:1: mount and absent cannot both hold\n"),
	FILE_SAYS("absent and exists", "/app exists, absent",
		  "conf:1: exists and absent cannot both hold\n"),
	FILE_SAYS("two types", "/app file, socket", "conf:1: file and socket cannot both hold\n"),
	FILE_SAYS("nonempty and empty", "/app nonempty, empty",
		  "conf:1: nonempty and empty cannot both hold\n"),
	FILE_SAYS("writable and readonly", "/app readonly, writable=sync",
		  "conf:1: readonly and writable cannot both hold\n"),
	FILE_SAYS("a file that has entries", "/app has=*, file",
		  "conf:1: has and file cannot both hold\n"),
	FILE_SAYS("a socket that has entries", "/app socket, has=*",
		  "conf:1: socket and has cannot both hold\n"),
	FILE_SAYS("a device with content", "/app nonempty, device",
		  "conf:1: nonempty and device cannot both hold\n"),
	FILE_SAYS("a socket that is a program", "/app executable, socket",
		  "conf:1: executable and socket cannot both hold\n"),
	FILE_SAYS("optional and exists", "/app optional, exists",
		  "conf:1: optional and exists cannot both hold\n"),
	FILE_SAYS("absent and private", "/app absent, private",
		  "conf:1: absent and private cannot both hold\n"),
	FILE_SAYS("two owners", "/app owner=0, owner=app", "conf:1: owner is given twice\n"),
	FILE_SAYS("the same mode again", "/app mode=644, mode=0644",
		  "conf:1: mode is given twice\n"),
	FILE_SAYS("two kinds of mount", "/app mount=bind, mount=tmpfs",
		  "conf:1: mount is given twice\n"),
	FILE_SAYS("a kind, and one that may be it", "/app on=image, on=bind|image",
		  "conf:1: on is given twice\n"),
	FILE_SAYS("two file systems", "/app fstype=xfs, dir, fstype=ext4",
		  "conf:1: fstype is given twice\n"),
	FILE_SAYS("two kinds beside none", "/app mount=bind, mount, mount=tmpfs",
		  "conf:1: mount is given twice\n"),
	FILE_SAYS("with others between", "/app dir, warn, mount, device",
		  "conf:1: dir and device cannot both hold\n"),
	FILE_SAYS("a wrong word contradicts nothing", "/app dri, file",
		  "conf:1: unknown word dri, did you mean dir?\n"),
};

static const struct source_row text_rows[] = {
	FILE_SAYS("a quote that is not closed", "\"/app dir\n/b\n",
		  "conf:2 [/b] exists\nconf:1: a double quote is not closed\n"),
	FILE_SAYS("a quote in a word that is not closed", "/app has=\"x, dir",
		  "conf:1: a double quote is not closed\n"),
	FILE_SAYS("a quote at the end", "/app dir\"", "conf:1: a double quote is not closed\n"),
	FILE_SAYS("single quotes are none", "'/my app' dir",
		  "conf:1: unknown word 'app\\047' (see mountguard --list-words)\n"),
	VARIABLE_SAYS("a newline in quotes", "\"/a\nb\" dir; /c",
		      "V:1: a double quote is not closed\nV:2: a double quote is not closed\n"),
	VARIABLE_SAYS("a quote not closed takes the rest of the line", "\"/a; /b\n/c",
		      "V:2 [/c] exists\nV:1: a double quote is not closed\n"),
	FLAG_SAYS("a newline in a flag", "/a dir\n/b",
		  "--e #1: one expectation is one line, and this has a line break\n"),
	FLAG_SAYS("a newline at the end of a flag", "/a\n",
		  "--e #1: one expectation is one line, and this has a line break\n"),
	FILE_SAYS("an empty path", "\"\" dir", "conf:1: the path is empty\n"),
	FILE_SAYS("an empty path from a variable", "${EMPTY} dir", "conf:1: the path is empty\n"),
	FILE_SAYS("an unset variable", "/a/${NOPE}/b dir",
		  "conf:1: the environment variable NOPE is not set\n"),
	FILE_SAYS("the beginning of a variable's name", "${NAM}",
		  "conf:1: the environment variable NAM is not set\n"),
	FILE_SAYS("a variable with controls in its name", "${\033x}",
		  "conf:1: the environment variable '\\033x' is not set\n"),
	FILE_SAYS("a default that is empty, too", "${EMPTY:-} dir", "conf:1: the path is empty\n"),
	FILE_SAYS("a default of no variable", "${:-/x}",
		  "conf:1: ${ is not followed by a name and }\n"),
	FILE_SAYS("a default in a default", "${NOPE:-${NAME}}",
		  "conf:1: the default in ${NAME:-PATH} may hold neither \" nor $\n"),
	FILE_SAYS("quotes in a default", "${NOPE:-\"/a b\"}",
		  "conf:1: the default in ${NAME:-PATH} may hold neither \" nor $\n"),
	FILE_SAYS("a wrong default that is not needed", "${NAME:-$HOME}",
		  "conf:1: the default in ${NAME:-PATH} may hold neither \" nor $\n"),
	FILE_SAYS("a default without an end", "${NAME:-/x",
		  "conf:1: ${ is not followed by a name and }\n"),
	FILE_SAYS("another operator of a shell", "${NOPE-/x}",
		  "conf:1: the environment variable NOPE-/x is not set\n"),
	FILE_SAYS("a variable without a name", "/a/${}",
		  "conf:1: ${ is not followed by a name and }\n"),
	FILE_SAYS("a variable without an end", "/a/${NAME",
		  "conf:1: ${ is not followed by a name and }\n"),
	FILE_SAYS("a variable that ends on the next line", "${NAME\n}",
		  "conf:2 [/work/}=}] exists\nconf:1: ${ is not followed by a name and }\n"),
};

static const struct source_row twice_rows[] = {
	FILE_SAYS("in a file", "/a dir\n/b\n/a file\n",
		  "conf:1 [/a] dir\nconf:2 [/b] exists\nconf:3: /a is given twice, first at "
		  "conf:1\n"),
	VARIABLE_SAYS("in a variable", "/a;/a",
		      "V:1 [/a] exists\nV:2: /a is given twice, first at V:1\n"),
	{ "in flags",
	  { NULL, NULL, { "/a", "/b", "/a dir" } },
	  "--e #1 [/a] exists\n--e #2 [/b] exists\n--e #3: /a is given twice, first at --e #1\n" },
	FILE_SAYS("written otherwise", "/work/x\n./x/ dir\n",
		  "conf:1 [/work/x] exists\nconf:2: ./x/ is given twice, first at conf:1\n"),
	FILE_SAYS("with controls", "\"/a\tb\"\n/a\\011b\n",
		  "conf:1 [/a\tb] exists\nconf:2: '/a\\011b' is given twice, first at conf:1\n"),
	FILE_SAYS("three times", "/a\n/a\n/a\n",
		  "conf:1 [/a] exists\nconf:2: /a is given twice, first at conf:1\nconf:3: /a is "
		  "given twice, first at conf:1\n"),
	{ "in the source that replaced the first",
	  { "/a dir", "/a file; /a socket", { NULL, NULL, NULL } },
	  "V:1 [/a] file\nV:2: /a is given twice, first at V:1\n" },
	{ "in a source that is replaced later",
	  { "/a dir\n/a file", "/a socket", { NULL, NULL, NULL } },
	  "V:1 [/a] socket\nconf:2: /a is given twice, first at conf:1\n" },
};

static const struct source_row many_rows[] = {
	FILE_SAYS("several words of one line", "/a dri, monut, dir, has",
		  "conf:1: unknown word dri, did you mean dir?\nconf:1: unknown word monut, did "
		  "you mean mount?\nconf:1: has needs a value: has=GLOB\n"),
	FILE_SAYS("a path and a word of one line", "${NOPE}/x dri",
		  "conf:1: the environment variable NOPE is not set\nconf:1: unknown word dri, did "
		  "you mean dir?\n"),
	FILE_SAYS("an empty path and a word", "\"\" dri",
		  "conf:1: the path is empty\nconf:1: unknown word dri, did you mean dir?\n"),
	FILE_SAYS("several lines, with right ones between", "/a dri\n# c\n/b dir\n\n/c has\n/d\n",
		  "conf:3 [/b] dir\nconf:6 [/d] exists\nconf:1: unknown word dri, did you mean "
		  "dir?\nconf:5: has needs a value: has=GLOB\n"),
	{ "all sources",
	  { "/a dri", "/b; /c mount=x=y", { "/d =", "/e", "/f \"" } },
	  "V:1 [/b] exists\n--e #2 [/e] exists\nconf:1: unknown word dri, did you mean dir?\nV:2: "
	  "x=y is no kind of storage\n--e #1: unknown word '' (see mountguard --list-words)\n--e "
	  "#3: a double quote is not closed\n" },
	{ "a wrong line replaces nothing",
	  { "/a dir", "/a dri", { NULL, NULL, NULL } },
	  "conf:1 [/a] dir\nV:1: unknown word dri, did you mean dir?\n" },
	FILE_SAYS("a wrong line is not there to be given twice", "/a dri\n/a dir\n",
		  "conf:2 [/a] dir\nconf:1: unknown word dri, did you mean dir?\n"),
	VARIABLE_SAYS("only separators before it", ";;\n;/a dri",
		      "V:5: unknown word dri, did you mean dir?\n"),
};

static void
test_words(void **state)
{
	assert_int_equal(sources_all_differ(word_rows, MG_ARRAY_LEN(word_rows)), 0);
}

static void
test_contradictions(void **state)
{
	assert_int_equal(sources_all_differ(contradiction_rows, MG_ARRAY_LEN(contradiction_rows)),
			 0);
}

static void
test_text(void **state)
{
	assert_int_equal(sources_all_differ(text_rows, MG_ARRAY_LEN(text_rows)), 0);
}

static void
test_twice(void **state)
{
	assert_int_equal(sources_all_differ(twice_rows, MG_ARRAY_LEN(twice_rows)), 0);
}

static void
test_many(void **state)
{
	assert_int_equal(sources_all_differ(many_rows, MG_ARRAY_LEN(many_rows)), 0);
}

/* Names are looked up only in the rules that are left after all sources were read. */
static const struct source_row owner_rows[] = {
	FILE_SAYS("users and groups that are there", "/a owner=app\n/b owner=root:7",
		  "conf:1 [/a] owner=app\nconf:2 [/b] owner=root:7\n"),
	FILE_SAYS("a user that is not", "/a owner=ap, dir",
		  "conf:1 [/a] owner=ap, dir\nconf:1: there is no user ap in /etc/passwd\n"),
	FILE_SAYS("a group without a file", "/a owner=app:app",
		  "conf:1 [/a] owner=app:app\nconf:1: there is no group app, and no /etc/group\n"),
	FILE_SAYS("an entry that is none", "/a owner=bad",
		  "conf:1 [/a] owner=bad\nconf:1: line 2 of /etc/passwd is no entry of a user\n"),
	FILE_SAYS("two of them", "/a owner=x\n/b owner=y:1",
		  "conf:1 [/a] owner=x\nconf:2 [/b] owner=y:1\nconf:1: there is no user x in "
		  "/etc/passwd\nconf:2: there is no user y in /etc/passwd\n"),
	FILE_SAYS("a control character", "/a owner=\033[2J",
		  "conf:1 [/a] 'owner=\\033[2J'\nconf:1: there is no user '\\033[2J' in "
		  "/etc/passwd\n"),
	{ "a line that was replaced",
	  { "/a owner=nobody", "/a owner=app", { NULL, NULL, NULL } },
	  "V:1 [/a] owner=app\n" },
	FILE_SAYS("numbers alone", "/a owner=5:5", "conf:1 [/a] owner=5:5\n"),
};

static void
test_owners(void **state)
{
	assert_int_equal(sources_all_differ(owner_rows, MG_ARRAY_LEN(owner_rows)), 0);
}

static void
test_nul(void **state)
{
	static const char text[] = "/a dir\0file\n/b\0\n\0\n/c dir\n";
	struct mg_spec spec = { 0 };
	struct mg_buf got = { 0 };

	sources_add(&spec, MG_SPEC_FILE, "conf", (struct mg_slice){ text, sizeof(text) - 1 });
	sources_say(&spec, &got);
	assert_string_equal(mg_buf_text(&got), "conf:4 [/c] dir\n"
					       "conf:1: the line has a NUL byte\n"
					       "conf:2: the line has a NUL byte\n"
					       "conf:3: the line has a NUL byte\n");
	mg_buf_release(&got);
	mg_spec_release(&spec);
}

/* The name of a file is as untrusted as its content. */
static void
test_origin_is_escaped(void **state)
{
	struct mg_spec spec = { 0 };

	sources_add(&spec, MG_SPEC_FILE, "/my\033 conf\n", mg_lex_slice("/a\n/b dri"));
	assert_string_equal(spec.rules[0].origin, "'/my\\033 conf\\012':1");
	assert_string_equal(mg_buf_text(&spec.errors),
			    "'/my\\033 conf\\012':2: unknown word dri, did you mean dir?\n");
	mg_spec_release(&spec);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words), cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_text),  cmocka_unit_test(test_twice),
		cmocka_unit_test(test_many),  cmocka_unit_test(test_owners),
		cmocka_unit_test(test_nul),   cmocka_unit_test(test_origin_is_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
