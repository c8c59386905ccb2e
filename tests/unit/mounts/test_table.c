/* SPDX-License-Identifier: MIT */
/* The mount table: saved ones of every engine, and hostile ones. */
#include "mounts/table.h"

#include "fixture.h"
#include "rows_table.h"
#include "rows_tables.h"
#include "text/buf.h"
#include "text/lex.h"

#include <errno.h>
#include <time.h>

static unsigned
same_mount(const char *title, const struct mg_mount *got, const struct mg_mount *wanted)
{
	return same_number(title, "the id", got->id, wanted->id) +
	       same_number(title, "the parent id", got->parent_id, wanted->parent_id) +
	       same_number(title, "major", got->major, wanted->major) +
	       same_number(title, "minor", got->minor, wanted->minor) +
	       same_text(title, "the root", got->root, wanted->root) +
	       same_text(title, "the mount point", got->target, wanted->target) +
	       same_text(title, "the options", got->options, wanted->options) +
	       same_text(title, "the propagation", got->propagation, wanted->propagation) +
	       same_text(title, "the type", got->fstype, wanted->fstype) +
	       same_text(title, "the source", got->source, wanted->source) +
	       same_text(title, "the super options", got->super_options, wanted->super_options) +
	       same_number(title, "stale", got->stale, wanted->stale);
}

static void
test_fixture_lines(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(line_rows); i++) {
		const struct line_row *row = &line_rows[i];
		struct mg_mounts mounts = fixture_load(row->fixture);
		const struct mg_mount *mount = mg_mounts_find(&mounts, row->wanted.id);
		char title[64];

		(void)snprintf(title, sizeof(title), "%s %d", row->fixture, (int)row->wanted.id);
		if (mount)
			wrong += same_mount(title, mount, &row->wanted);
		else
			wrong += same_text(title, "the line", NULL, "there");
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_tidy(void **state)
{
	static const struct {
		const char *title;
		struct mg_slice given;
		const char *wanted;
		unsigned mended;
	} rows[] = {
		{ "as it should be", { "a\nb\n", 4 }, "a\nb\n", 0 },
		{ "nothing", { "", 0 }, "", 0 },
		{ "no last newline", { "a\nb", 3 }, "a\nb\n", 0 },
		{ "carriage returns", { "a\r\nb\r\n", 6 }, "a\nb\n", 0 },
		{ "a carriage return at the end", { "a\r", 2 }, "a\n", 0 },
		{ "a carriage return in a name", { "a\rb\n", 4 }, "a\rb\n", 0 },
		{ "empty lines", { "\n\na\n\n\nb\n\n", 9 }, "a\nb\n", 0 },
		{ "empty lines with carriage returns", { "\r\na\r\n\r\n", 7 }, "a\n", 0 },
		{ "UTF-16",
		  { "\xff\xfe"
		    "a\0\r\0\n\0b\0\n\0",
		    12 },
		  "a\nb\n",
		  0 },
		{ "UTF-16 with more than ASCII", { "\xff\xfe\xac\x20\n\0", 6 }, "?\n", 0 },
		{ "half a character of UTF-16",
		  { "\xff\xfe"
		    "a\0b",
		    5 },
		  "a\n",
		  0 },
		{ "the mark of UTF-16 alone", { "\xff\xfe", 2 }, "", 0 },
		{ "blanks before a line", { "  a\n\t b \n", 9 }, "a\nb \n", MG_MENDED_INDENT },
		{ "nothing but blanks", { " \n", 2 }, "", 0 },
		{ "comments", { "# a\nb\n  #c", 11 }, "b\n", MG_MENDED_COMMENTS },
		{ "the mark of UTF-8",
		  { "\xef\xbb\xbf"
		    "a\n",
		    5 },
		  "a\n",
		  0 },
		{ "the mark of UTF-8 alone", { "\xef\xbb\xbf", 3 }, "", 0 },
		{ "the mark of UTF-8 and a comment",
		  { "\xef\xbb\xbf"
		    "#\na",
		    6 },
		  "a\n",
		  MG_MENDED_COMMENTS },
		{ "half of the mark", { "\xef\xbb", 2 }, "\xef\xbb\n", 0 },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		char text[32] = { 0 };
		unsigned mended = 0;
		size_t len;

		memcpy(text, rows[i].given.text, rows[i].given.len);
		len = mg_mounts_tidy(text, rows[i].given.len, &mended);
		text[len] = '\0';
		wrong += same_number(rows[i].title, "what was mended", mended, rows[i].mended);
		wrong += same_text(rows[i].title, "the text", text, rows[i].wanted);
	}
	assert_int_equal(wrong, 0);
}

#define WHOLE_LINE "1 0 0:1 / / rw - ext4 /dev/sda rw\n"

/* A saved table may end within a line. All other rules are the same. */
static void
test_saved(void **state)
{
	static const struct {
		const char *title, *given;
		size_t count; /* of mounts, 0: refused */
		bool is_cut;
	} rows[] = {
		{ "whole", WHOLE_LINE, 1, false },
		{ "cut after the separator", WHOLE_LINE "2 1 0:2 / /a rw - ", 1, true },
		{ "cut in the type", WHOLE_LINE "2 1 0:2 / /a rw - ext", 1, true },
		{ "cut before the separator", WHOLE_LINE "2 1 0:2 / /a rw", 1, true },
		{ "cut in a number", WHOLE_LINE "2 1 0:", 1, true },
		{ "a prompt behind it", WHOLE_LINE "root@box:/# ", 1, true },
		{ "no super options", WHOLE_LINE "2 1 0:2 / /a rw - ext4 /dev/sd", 2, false },
		{ "a wrong line before the last", WHOLE_LINE "x\n" WHOLE_LINE, 0, false },
		{ "nothing but a cut line", "2 1 0:2 / /a rw", 0, false },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		size_t len = strlen(rows[i].given);
		struct mg_mounts mounts = { 0 };
		char *text = malloc(len + 1);
		struct mg_err err;

		assert_non_null(text);
		memcpy(text, rows[i].given, len);
		if (mg_mounts_parse(text, len, true, &mounts, &err) < 0)
			wrong += same_number(rows[i].title, "the exit code", err.exit_code,
					     MG_EXIT_CONFIG);
		wrong += same_number(rows[i].title, "mounts", mounts.count, rows[i].count);
		wrong += same_number(rows[i].title, "cut", mounts.mended,
				     rows[i].is_cut ? MG_MENDED_CUT : 0);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
visit_nothing(const char *name, const char *text, size_t len)
{
}

static void
test_fixture_counts(void **state)
{
	assert_int_equal(fixture_each(visit_nothing), MG_ARRAY_LEN(fixture_rows));
	for (size_t i = 0; i < MG_ARRAY_LEN(fixture_rows); i++) {
		struct mg_mounts mounts = fixture_load(fixture_rows[i].name);
		bool tested = false;

		assert_int_equal(mounts.count, fixture_rows[i].lines);
		mg_mounts_release(&mounts);
		for (size_t j = 0; j < MG_ARRAY_LEN(line_rows); j++)
			tested |= strcmp(line_rows[j].fixture, fixture_rows[i].name) == 0;
		if (!tested)
			fail_msg("no line of %s is tested", fixture_rows[i].name);
	}
}

static void
visit_cuts(const char *name, const char *text, size_t len)
{
	size_t line = 0;

	for (size_t cut = 0; cut <= len; cut++) {
		bool whole = cut == 0 || text[cut - 1] == '\n';
		struct mg_mounts mounts = { 0 };
		struct mg_err err = { 0 };
		char *part = malloc(cut ? cut : 1), wanted[80];

		assert_non_null(part);
		memcpy(part, text, cut);
		line += cut > 0 && whole;
		assert_int_equal(mg_mounts_parse(part, cut, false, &mounts, &err),
				 whole ? 0 : -EINVAL);
		(void)snprintf(wanted, sizeof(wanted), "the mount table is cut off in line %zu",
			       line + 1);
		assert_string_equal(err.text, whole ? "" : wanted);
		assert_int_equal(mounts.count, whole ? line : 0);
		mg_mounts_release(&mounts);
	}
}

/* A table cut after any byte is an error or, after a newline, the lines before it. */
static void
test_fixture_cuts(void **state)
{
	(void)fixture_each(visit_cuts);
}

static void
test_hostile(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(hostile_rows); i++) {
		const struct hostile_row *row = &hostile_rows[i];
		struct mg_mounts mounts = { .count = 4711 };
		struct mg_err err = { 0 };
		char *text = malloc(row->given.len);

		assert_non_null(text);
		memcpy(text, row->given.text, row->given.len);
		wrong += same_number(
			row->title, "the result",
			(uint64_t)mg_mounts_parse(text, row->given.len, false, &mounts, &err),
			(uint64_t)-EINVAL);
		wrong += same_text(row->title, "the error", err.text, row->wanted);
		wrong += same_number(row->title, "the exit code", err.exit_code, MG_EXIT_UNKNOWN);
		wrong += same_number(row->title, "the table, untouched,", mounts.count, 4711);
	}
	assert_int_equal(wrong, 0);
}

static void
test_odd(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(odd_rows); i++) {
		const struct odd_row *row = &odd_rows[i];
		struct mg_mounts mounts = fixture_parse(row->given, strlen(row->given));

		wrong += same_number(row->title, "the count", mounts.count, 1);
		wrong += same_mount(row->title, &mounts.mounts[0], &row->wanted);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_empty(void **state)
{
	struct mg_mounts mounts = fixture_parse("", 0);

	assert_int_equal(mounts.count, 0);
	assert_null(mg_mounts_find(&mounts, 0));
	assert_null(mg_mounts_entered(&mounts, 0, "/"));
	mg_mounts_release(&mounts);
	mg_mounts_release(&mounts);
	assert_null(mounts.text);
	assert_null(mounts.mounts);
}

/* As long as an overlay of 480 layers makes it, with an option behind all of them. */
static void
test_long_line(void **state)
{
	size_t fill = 118000;
	char *text = malloc(2 * fill + 200);
	struct mg_mounts mounts;
	int len;

	assert_non_null(text);
	len = sprintf(text, "41 40 0:9 / /%0*d rw - overlay overlay rw,lowerdir=%0*d,volatile\n%s",
		      10000, 7, (int)fill, 8, "31 30 0:5 / / rw - tmpfs t rw\n");
	mounts = fixture_parse(text, (size_t)len);
	free(text);
	assert_int_equal(mounts.count, 2);
	assert_int_equal(strlen(mounts.mounts[0].target), 10001);
	assert_int_equal(strlen(mounts.mounts[0].super_options),
			 fill + strlen("rw,lowerdir=,volatile"));
	assert_true(mg_mounts_has_option(mounts.mounts[0].super_options, mg_lex_slice("volatile")));
	assert_string_equal(mounts.mounts[1].source, "t");
	mg_mounts_release(&mounts);
}

static void
test_many_lines(void **state)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };
	struct mg_mounts mounts;
	unsigned count = 20000;

	for (unsigned i = 0; i < count; i++)
		mg_buf_addf(&text, "%u %u 0:%u /r%u /m/%u rw master:%u - tmpfs s%u rw,size=%uk\n",
			    i + 100, i ? 100U : 99U, i, i, i, i, i, i);
	mounts = fixture_parse(text.text, text.len);
	assert_int_equal(mounts.count, count);
	for (unsigned i = 0; i < count; i += 1999) {
		const struct mg_mount *mount = mg_mounts_find(&mounts, i + 100);
		char root[16];

		(void)snprintf(root, sizeof(root), "/r%u", i);
		assert_ptr_equal(mount, &mounts.mounts[i]);
		assert_string_equal(mount->root, root);
	}
	assert_null(mg_mounts_find(&mounts, count + 100));
	assert_int_equal(mg_mounts_entered(&mounts, 100, "/m/19999")->id, 20099);
	mg_mounts_release(&mounts);
}

#define LINE(id, parent, target) id " " parent " 0:5 / " target " rw - tmpfs t rw\n"

static const struct walk_row {
	const char *title;
	const char *table;
	uint64_t on;
	const char *path;
	uint64_t entered; /* 0: none */
} walk_rows[] = {
	{ "a mount point", LINE("2", "1", "/") LINE("3", "2", "/a"), 2, "/a", 3 },
	{ "the root mount", LINE("2", "1", "/") LINE("3", "2", "/a"), 1, "/", 2 },
	{ "two stacked", LINE("3", "2", "/a") LINE("4", "3", "/a"), 2, "/a", 4 },
	{ "two stacked, the top first", LINE("4", "3", "/a") LINE("3", "2", "/a"), 2, "/a", 4 },
	{ "three stacked in any order",
	  LINE("5", "4", "/a") LINE("3", "2", "/a") LINE("4", "3", "/a"), 2, "/a", 5 },
	{ "from the middle of a stack", LINE("3", "2", "/a") LINE("4", "3", "/a"), 3, "/a", 4 },
	{ "a name with a blank", LINE("3", "2", "/a\\040b"), 2, "/a b", 3 },
	{ "a mount below", LINE("3", "2", "/a/b"), 2, "/a", 0 },
	{ "a mount far below", LINE("3", "2", "/a/b/c/d"), 2, "/a", 0 },
	{ "below the root", LINE("3", "2", "/a"), 2, "/", 0 },
	{ "at it and below it", LINE("3", "2", "/a") LINE("4", "2", "/a/b"), 2, "/a", 3 },
	{ "no mount at all", LINE("2", "1", "/"), 2, "/a", 0 },
	{ "the top of a stack holds nothing", LINE("3", "2", "/a") LINE("4", "3", "/a"), 4, "/a",
	  0 },
	{ "on another mount", LINE("3", "2", "/a"), 9, "/a", 0 },
	{ "hidden under a later mount of the parent",
	  LINE("3", "2", "/a") LINE("4", "3", "/a/b") LINE("5", "3", "/a"), 5, "/a/b", 0 },
	{ "below a hidden mount",
	  LINE("3", "2", "/a") LINE("4", "3", "/a/b/c") LINE("5", "3", "/a"), 5, "/a/b", 0 },
	{ "a longer name", LINE("3", "2", "/ab"), 2, "/a", 0 },
	{ "a shorter name", LINE("3", "2", "/a"), 2, "/ab", 0 },
	{ "another case", LINE("3", "2", "/A"), 2, "/a", 0 },
	{ "a mount above", LINE("3", "2", "/a"), 2, "/a/b", 0 },
	{ "its own parent", LINE("2", "2", "/a"), 2, "/a", 0 },
	{ "its own parent, seen from outside", LINE("2", "2", "/a"), 1, "/a", 0 },
	{ "in whichever mount", LINE("2", "1", "/") LINE("3", "2", "/a"), MG_MOUNTS_ANY, "/a", 3 },
	{ "stacked in whichever mount", LINE("4", "3", "/a") LINE("3", "2", "/a"), MG_MOUNTS_ANY,
	  "/a", 4 },
	{ "in whichever mount, but not below it", LINE("3", "2", "/a/b"), MG_MOUNTS_ANY, "/a", 0 },
	{ "two lines of one place: the first", LINE("3", "2", "/a") LINE("4", "2", "/a"), 2, "/a",
	  3 },
	{ "a circle of two, not entered", LINE("3", "4", "/a") LINE("4", "3", "/a"), 2, "/a", 0 },
};

static void
test_walk(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(walk_rows); i++) {
		const struct walk_row *row = &walk_rows[i];
		struct mg_mounts mounts = fixture_parse(row->table, strlen(row->table));
		const struct mg_mount *got = mg_mounts_entered(&mounts, row->on, row->path);

		wrong += same_number(row->title, "entered", got ? got->id : 0, row->entered);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* The same on saved tables: stacked, slipped beneath, hidden under a later mount. */
static const struct saved_row {
	const char *fixture;
	uint64_t on;
	const char *path;
	uint64_t entered; /* 0: none */
} saved_rows[] = {
	{ "stacked", 3320, "/lab/low", 3322 },
	{ "stacked", 3320, "/lab/beneath", 3324 },
	{ "stacked", 3320, "/lab/dst", 3328 },
	{ "stacked", 3326, "/lab/dst/in", 3327 },
	{ "stacked", 3328, "/lab/dst/in", 0 },
	{ "stacked", 3320, "/lab", 0 },
	{ "stacked", 3320, "/lab/ds", 0 },
	{ "network", 2701, "/mnt/space", 2730 },
	{ "network", 2701, "/mnt", 0 },
	{ "docker-host", 6103, "/proc/sys/fs/binfmt_misc", 6105 },
	{ "docker-host", 6101, "/proc/sys/fs/binfmt_misc", 0 },
	{ "incident-a", 3301, "/app", 0 },
	{ "incident-b", 3311, "/app", 3312 },
	{ "incident-b", 3312, "/app", 0 },
	{ "escapes", 2120, "/mnt/lit\\040eral", 2125 },
	{ "escapes", 2120, "/mnt/new\nline", 2123 },
	{ "escapes", 2120, "/mnt/lit eral", 0 },
};

static void
test_walk_saved(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(saved_rows); i++) {
		const struct saved_row *row = &saved_rows[i];
		struct mg_mounts mounts = fixture_load(row->fixture);
		const struct mg_mount *got = mg_mounts_entered(&mounts, row->on, row->path);

		wrong += same_number(row->fixture, row->path, got ? got->id : 0, row->entered);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* No kernel writes such tables, so any answer is right. */
static void
test_circles(void **state)
{
	static const char *const tables[] = {
		LINE("3", "4", "/a") LINE("4", "3", "/a"),
		LINE("3", "2", "/a") LINE("4", "3", "/a") LINE("3", "4", "/a"),
		LINE("3", "5", "/a") LINE("4", "3", "/a") LINE("5", "4", "/a"),
		LINE("3", "2", "/a") LINE("3", "3", "/a"),
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(tables); i++)
		for (uint64_t on = 2; on < 6; on++) {
			struct mg_mounts mounts = fixture_parse(tables[i], strlen(tables[i]));

			(void)mg_mounts_entered(&mounts, on, "/a");
			mg_mounts_release(&mounts);
		}
}

/* To look up all lines takes less time than to parse them twenty times. Without the index it would
 * take a thousand times as long. Processor time does not depend on the machine's other work. */
static void
test_lookups_are_quick(void **state)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };
	struct mg_mounts mounts;
	unsigned count = 100000;
	clock_t start, parsed;

	for (unsigned i = 0; i < count; i++)
		mg_buf_addf(&text, "%u %u 0:%u / /m/%u rw - tmpfs t rw\n", i + 100, i ? 100U : 99U,
			    i, i);
	start = clock();
	mounts = fixture_parse(text.text, text.len);
	parsed = clock();
	for (unsigned i = 1; i < count; i++) {
		const struct mg_mount *mount = &mounts.mounts[i];

		assert_ptr_equal(mg_mounts_find(&mounts, mount->id), mount);
		assert_ptr_equal(mg_mounts_entered(&mounts, 100, mount->target), mount);
	}
	assert_true(clock() - parsed <= 20 * (parsed - start));
	mg_mounts_release(&mounts);
}

static void
test_deep_stack(void **state)
{
	MG_CLEANUP(mg_buf_release) struct mg_buf text = { 0 };
	struct mg_mounts mounts;
	unsigned count = 1000;

	for (unsigned i = count; i > 0; i--)
		mg_buf_addf(&text, "%u %u 0:5 / /a rw - tmpfs t rw\n", i + 1, i);
	mounts = fixture_parse(text.text, text.len);
	assert_int_equal(mg_mounts_entered(&mounts, 1, "/a")->id, count + 1);
	mg_mounts_release(&mounts);
}

static const struct option_row {
	const char *options;
	const char *option;
	bool wanted;
} option_rows[] = {
	{ "rw", "rw", true },
	{ "rw,relatime", "rw", true },
	{ "rw,relatime", "relatime", true },
	{ "rw,nosuid,nodev", "nosuid", true },
	{ "rw,size=64k", "size", true },
	{ "rw,size=64k", "size=64k", true },
	{ "rw,name=systemd,ro", "ro", true },
	{ "rw,context=\"u:r:t:s0:c1,c2\",size=1k", "size", true },
	{ "rw,context=\"u:r:t:s0:c1,c2\"", "context", true },
	{ "rw,context=\"u:r:t:s0:c1,c2\"", "context=\"u:r:t:s0:c1,c2\"", true },
	{ "rw,,ro", "ro", true },
	{ "rw,x=,ro", "x=", true },
	{ "ro\r", "ro\r", true },
	{ "rw,relatime", "ro", false },
	{ "", "ro", false },
	{ ",", "ro", false },
	{ "rw", "r", false },
	{ "rw", "rwx", false },
	{ "rw,relatime", "rw,relatime", false },
	{ "rw,relatime", "atime", false },
	{ "rw,errors=remount-ro", "ro", false },
	{ "rw,errors=remount-ro", "remount-ro", false },
	{ "rw,size=64k", "size=64", false },
	{ "rw,size=64k", "siz", false },
	{ "rw,size=64k", "size=", false },
	{ "rw,size=64k", "64k", false },
	{ "rw,RO", "ro", false },
	{ "rw, ro", "ro", false },
	{ "rw,context=\"a,ro,b\"", "ro", false },
	{ "rw,context=\"a,ro", "ro", false },
	{ "rw,lowerdir=/a:/ro", "ro", false },
	{ "rw,aname=drvfs;path=C:\\;ro;uid=0", "ro", false },
	{ "ro\r", "ro", false },
};

static void
test_has_option(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(option_rows); i++) {
		const struct option_row *row = &option_rows[i];

		wrong += same_number(row->options, row->option,
				     mg_mounts_has_option(row->options, mg_lex_slice(row->option)),
				     row->wanted);
	}
	assert_int_equal(wrong, 0);
	assert_true(mg_mounts_has_option("rw,nodev", (struct mg_slice){ "nodev,x", 5 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixture_lines), cmocka_unit_test(test_tidy),
		cmocka_unit_test(test_saved),	      cmocka_unit_test(test_fixture_counts),
		cmocka_unit_test(test_fixture_cuts),  cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_odd),	      cmocka_unit_test(test_empty),
		cmocka_unit_test(test_long_line),     cmocka_unit_test(test_many_lines),
		cmocka_unit_test(test_walk),	      cmocka_unit_test(test_walk_saved),
		cmocka_unit_test(test_circles),	      cmocka_unit_test(test_lookups_are_quick),
		cmocka_unit_test(test_deep_stack),    cmocka_unit_test(test_has_option),
	};

	return cmocka_run_group_tests_name("mountinfo", tests, NULL, NULL);
}
