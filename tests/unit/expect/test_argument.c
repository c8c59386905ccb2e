/* SPDX-License-Identifier: MIT */
/* What stands behind the "=" of a word: every kind of argument, right and wrong, with the exact
 * sentence. */
#include "expect/argument.h"

#include "verdicts.h"

#define NO_MODE ": octal digits, up to 7777, as in mode=0640"
#define NO_SIZE " is no size: bytes with K, M, G or T, or a percentage, as in free=512M and free=5%"
#define NO_SHA256 " is no SHA-256: 64 hex digits, as sha256sum prints them"
#define HEX_48 "0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEX "0123456789abcdef" HEX_48
#define BIT(kind) (1U << MG_KIND_##kind)

static const struct row {
	const char *title;
	const char *name;
	const char *argument;
	const char *why; /* NULL: it is right */
} rows[] = {
	{ "none where none is needed", "dir", NULL, NULL },
	{ "a value where none belongs", "dir", "x", "dir takes no value" },
	{ "an empty value where none belongs", "dir", "", "dir takes no value" },
	{ "a modifier with a value", "warn", "1", "warn takes no value" },

	{ "a kind that may be left out", "mount", NULL, NULL },
	{ "one kind", "mount", "volume", NULL },
	{ "two kinds", "on", "bind|volume", NULL },
	{ "a kind twice", "on", "pvc|pvc", NULL },
	{ "the kind of what cannot be told", "on", "unknown", NULL },
	{ "the last kind", "on", "kernel", NULL },
	{ "no kind where one is needed", "on", NULL, "on needs a value: on=KIND[|KIND]" },
	{ "an empty kind", "mount", "", "'' is no kind of storage" },
	{ "an empty kind at the end", "mount", "volume|", "'' is no kind of storage" },
	{ "an empty kind at the start", "mount", "|volume", "'' is no kind of storage" },
	{ "a kind that is nearly one", "mount", "volme",
	  "volme is no kind of storage, did you mean volume?" },
	{ "a kind in the plural", "mount", "binds",
	  "binds is no kind of storage, did you mean bind?" },
	{ "a kind in capitals", "mount", "PVC", "PVC is no kind of storage" },
	{ "a wrong kind behind a right one", "on", "tmpfs|imgae",
	  "imgae is no kind of storage, did you mean image?" },
	{ "a kind like no other", "on", "blockdevice", "blockdevice is no kind of storage" },
	{ "a list with another separator", "on", "bind,volume",
	  "bind,volume is no kind of storage" },
	{ "a kind with a control character", "on", "\033[2J", "'\\033[2J' is no kind of storage" },

	{ "one name", "fstype", "ext4", NULL },
	{ "two names", "fstype", "ext4|xfs", NULL },
	{ "not a name", "fstype", "!nfs4", NULL },
	{ "not two names", "fstype", "!nfs|nfs4", NULL },
	{ "no name", "fstype", NULL, "fstype needs a value: fstype=[!]NAME[|NAME]" },
	{ "an empty name", "fstype", "", "fstype has an empty name in its list" },
	{ "not an empty name", "fstype", "!", "fstype has an empty name in its list" },
	{ "an empty name in the middle", "fstype", "ext4||xfs",
	  "fstype has an empty name in its list" },
	{ "an empty name at the end", "fstype", "!ext4|", "fstype has an empty name in its list" },

	{ "a pattern", "has", "*.py", NULL },
	{ "a pattern with an equals sign", "source", "a=b", NULL },
	{ "no pattern", "has", NULL, "has needs a value: has=GLOB" },
	{ "an empty pattern", "has", "", "the pattern of has is empty" },
	{ "an empty pattern of the source", "source", "", "the pattern of source is empty" },
	{ "no pattern of the source", "source", NULL, "source needs a value: source=GLOB" },

	{ "one option", "opts", "ro", NULL },
	{ "an option with a value", "opts", "size=1m+nodev", NULL },
	{ "no option", "opts", NULL, "opts needs a value: opts=[!]OPT[+[!]OPT]" },
	{ "an empty option", "opts", "", "opts has an empty name in its list" },
	{ "an option that must not be set", "opts", "!noexec", NULL },
	{ "one of each", "opts", "rw+!noexec+!size=1m", NULL },
	{ "not an empty option", "opts", "!", "opts has an empty name in its list" },
	{ "not an empty option at the end", "opts", "ro+!", "opts has an empty name in its list" },
	{ "an empty option at the start", "opts", "+ro", "opts has an empty name in its list" },
	{ "an empty option at the end", "opts", "ro+", "opts has an empty name in its list" },

	{ "sync that may be left out", "writable", NULL, NULL },
	{ "sync", "writable", "sync", NULL },
	{ "another than sync", "writable", "now",
	  "now is no value of writable, did you mean sync?" },
	{ "sync in capitals", "writable", "SYNC",
	  "SYNC is no value of writable, did you mean sync?" },
	{ "more than sync", "writable", "sync ",
	  "'sync ' is no value of writable, did you mean sync?" },
	{ "an owner", "owner", "app", NULL },
	{ "an owner and a group", "owner", "app:5", NULL },
	{ "numbers", "owner", "0:4294967294", NULL },
	{ "no owner", "owner", NULL, "owner needs a value: owner=USER[:GROUP]" },
	{ "an empty owner", "owner", "", "'' is no user: a name, or a number up to 4294967294" },
	{ "an empty group", "owner",
	  "app:", "'' is no group: a name, or a number up to 4294967294" },
	{ "a group alone", "owner", ":5", "'' is no user: a name, or a number up to 4294967294" },
	{ "three parts", "owner", "1:2:3", "1:2:3 has more than one colon: USER[:GROUP]" },
	{ "a number that is no user", "owner", "4294967295",
	  "4294967295 is no user: a name, or a number up to 4294967294" },

	{ "a mode", "mode", "0640", NULL },
	{ "a short mode", "mode", "0", NULL },
	{ "a mode with zeros before it", "mode", "00000000000000000644", NULL },
	{ "the largest mode", "mode", "7777", NULL },
	{ "no mode", "mode", NULL, "mode needs a value: mode=OCTAL" },
	{ "an empty mode", "mode", "", "'' is no mode" NO_MODE },
	{ "a mode beyond all", "mode", "10000", "10000 is no mode" NO_MODE },
	{ "a mode far beyond all", "mode", "77777777777777777777",
	  "77777777777777777777 is no mode" NO_MODE },
	{ "a decimal mode", "mode", "648", "648 is no mode" NO_MODE },
	{ "a mode as Python writes it", "mode", "0o644", "0o644 is no mode" NO_MODE },
	{ "a mode as ls writes it", "mode", "rw-r--r--", "rw-r--r-- is no mode" NO_MODE },
	{ "a mode below zero", "mode", "-1", "-1 is no mode" NO_MODE },
	{ "a mode with a blank", "mode", "644 ", "'644 ' is no mode" NO_MODE },

	{ "bytes", "free", "4096", NULL },
	{ "mebibytes", "free", "512M", NULL },
	{ "as Kubernetes writes it", "free", "512Mi", NULL },
	{ "as a tmpfs has it", "free", "10g", NULL },
	{ "a percentage", "free", "5%", NULL },
	{ "the largest size", "free", "16777215T", NULL },
	{ "all of it", "free", "100%", NULL },
	{ "no size", "free", NULL, "free needs a value: free=SIZE|PCT" },
	{ "an empty size", "free", "", "''" NO_SIZE },
	{ "a unit alone", "free", "M", "M" NO_SIZE },
	{ "a percent sign alone", "free", "%", "%" NO_SIZE },
	{ "more than all of it", "free", "101%", "101%" NO_SIZE },
	{ "a size beyond all", "free", "16777216T", "16777216T" NO_SIZE },
	{ "a unit that there is not", "free", "5X", "5X" NO_SIZE },
	{ "a unit with more behind it", "free", "5MB", "5MB" NO_SIZE },
	{ "half of a unit", "free", "5i", "5i" NO_SIZE },
	{ "a part of a size", "free", "1.5G", "1.5G" NO_SIZE },
	{ "a part of a percentage", "free", "5%%", "5%%" NO_SIZE },
	{ "a size below zero", "free", "-1", "-1" NO_SIZE },
	{ "a blank before the unit", "free", "5 M", "'5 M'" NO_SIZE },
	{ "a number", "inodes", "0", NULL },
	{ "the largest number", "inodes", "18446744073709551615", NULL },
	{ "a number beyond all", "inodes", "18446744073709551616",
	  "18446744073709551616 is no number, as in inodes=10000" },
	{ "a number with a unit", "inodes", "10K", "10K is no number, as in inodes=10000" },
	{ "a percentage of inodes", "inodes", "5%", "5% is no number, as in inodes=10000" },

	{ "a digest", "sha256", HEX, NULL },
	{ "a digest as PowerShell writes it", "sha256", "ABCDEFABCDEFABCD" HEX_48, NULL },
	{ "no digest", "sha256", NULL, "sha256 needs a value: sha256=HEX" },
	{ "an empty digest", "sha256", "", "''" NO_SHA256 },
	{ "a digit too few", "sha256", "0123456789abcde" HEX_48,
	  "0123456789abcde" HEX_48 NO_SHA256 },
	{ "a digit too many", "sha256", "0" HEX, "0" HEX NO_SHA256 },
	{ "as image digests are written", "sha256", "sha256:" HEX, "sha256:" HEX NO_SHA256 },
	{ "a digit that is none", "sha256", "0123456789abcdeg" HEX_48,
	  "0123456789abcdeg" HEX_48 NO_SHA256 },
	{ "an ability", "supports", "lock", NULL },
	{ "all abilities", "supports", "symlink+hardlink+lock+exec+rename+mmap+case", NULL },
	{ "no ability", "supports", NULL, "supports needs a value: supports=ABILITY[+ABILITY]" },
	{ "an empty ability", "supports", "", "'' is no ability of a file system" },
	{ "an ability that is nearly one", "supports", "lock+symlinks",
	  "symlinks is no ability of a file system, did you mean symlink?" },
	{ "abilities with another separator", "supports", "lock|exec",
	  "lock|exec is no ability of a file system" },
	{ "a path", "same-as", "/b", NULL },
	{ "a path with an equals sign", "same-as", "b=c", NULL },
	{ "no path", "same-as", NULL, "same-as needs a value: same-as=PATH" },
	{ "an empty path", "same-as", "", "the path of same-as is empty" },

	{ "private with a value", "private", "yes", "private takes no value" },

	{ "an empty sync", "writable", "", "'' is no value of writable, did you mean sync?" },
};

static unsigned
row_differs(const struct row *row)
{
	struct mg_term word = { .check = mg_word_by_name(mg_lex_slice(row->name)),
				.argument = row->argument };
	struct mg_buf why = { 0 };
	bool right = mg_argument_parse(&word, &why);
	unsigned wrong = same_text(row->title, "outcome", right ? "right" : "wrong",
				   row->why ? "wrong" : "right");

	wrong += same_text(row->title, "text", mg_buf_text(&why), row->why ? row->why : "");
	mg_buf_release(&why);
	return wrong;
}

static void
test_arguments(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		wrong += row_differs(&rows[i]);
	assert_int_equal(wrong, 0);
}

/* Every word says no to a value that it cannot take, or to none. */
static void
test_every_word_is_strict(void **state)
{
	for (size_t i = 0; i < mg_word_count(); i++) {
		struct mg_term bare = { .check = mg_word_at(i) };
		struct mg_term empty = { .check = mg_word_at(i), .argument = "" };
		struct mg_buf why = { 0 };
		bool needs = bare.check->argument_syntax && bare.check->argument_syntax[0] == '=';

		assert_int_equal(mg_argument_parse(&bare, &why), !needs);
		assert_int_equal(why.len > 0, needs);
		why.len = 0;
		assert_false(mg_argument_parse(&empty, &why));
		assert_true(why.len > 0);
		mg_buf_release(&why);
	}
}

static void
test_values(void **state)
{
	static const struct {
		const char *name;
		const char *argument;
		unsigned kinds;
		bool sync;
	} values[] = {
		{ "mount", NULL, 0, false },
		{ "mount", "volume", BIT(VOLUME), false },
		{ "mount", "bind|volume|pvc", BIT(BIND) | BIT(VOLUME) | BIT(PVC), false },
		{ "on", "tmpfs|tmpfs", BIT(TMPFS), false },
		{ "on", "unknown", BIT(UNKNOWN), false },
		{ "writable", NULL, 0, false },
		{ "writable", "sync", 0, true },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(values); i++) {
		struct mg_term word = { .check = mg_word_by_name(mg_lex_slice(values[i].name)),
					.argument = values[i].argument };
		struct mg_buf why = { 0 };

		assert_true(mg_argument_parse(&word, &why));
		assert_int_equal(word.kinds, values[i].kinds);
		assert_int_equal(word.sync, values[i].sync);
	}
}

/* A name that is nearly a kind is none. */
static void
test_no_kind(void **state)
{
	static const char *const others[] = {
		"",	   "Volume",   "volumes", "volum", "volume ",
		" volume", "emptyDir", "host",	  "nfs",   "overlay",
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(others); i++) {
		struct mg_term word = { .check = mg_word_by_name(mg_lex_slice("on")),
					.argument = others[i] };
		struct mg_buf why = { 0 };

		assert_false(mg_argument_parse(&word, &why));
		assert_true(why.len > 0);
		mg_buf_release(&why);
	}
}

/* Each kind is found by its name, and has a bit of its own. */
static void
test_every_kind(void **state)
{
	const struct mg_word *on = mg_word_by_name(mg_lex_slice("on"));

	for (unsigned kind = 0; kind < MG_KIND_COUNT; kind++) {
		struct mg_term word = { .check = on, .argument = mg_kind_name((enum mg_kind)kind) };
		struct mg_buf why = { 0 };

		assert_true(mg_argument_parse(&word, &why));
		assert_int_equal(word.kinds, 1U << kind);
		assert_string_equal(mg_buf_text(&why), "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arguments),  cmocka_unit_test(test_every_word_is_strict),
		cmocka_unit_test(test_values),	   cmocka_unit_test(test_no_kind),
		cmocka_unit_test(test_every_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
