/* SPDX-License-Identifier: MIT */
/* What was found at a path, in words: types, errnos, what an empty directory holds, and the line
 * behind "found", each compared as a whole. */
#include "words/subject.h"

#include "text/err.h"

#include "verdicts.h"

#include <errno.h>

#define NAMES(count, text)                                                                         \
	.listing.mount_points = (count), .listing.names = text, .listing.names_len = sizeof(text)
#define EMPTY_DIRS(count, text)                                                                    \
	.listing.empty_dirs = (count), .listing.names = text, .listing.names_len = sizeof(text)

struct row {
	const char *title;
	struct given given;
	const char *wanted;
};

static const struct row found_rows[] = {
	{ "files in a volume",
	  { ON_VOLUME, A_DIR(.listing.has_own = true) },
	  "volume models on ext4, files of its own" },
	{ "a volume's directory",
	  { ON_VOLUME_BELOW, A_DIR(.listing.has_own = true) },
	  "volume models at /sub on ext4, files of its own" },
	{ "the incident",
	  { ON_BIND_IN_MEMORY, A_DIR(MODELS_AND_TEMP) },
	  "bind of /srv/app of a tmpfs, 0 files of its own" },
	{ "a directory that was not listed",
	  { ON_IMAGE, A_DIR(.listing.err = MG_NOT_ASKED) },
	  "the image or the container's own layer (overlay), directory" },
	{ "a directory of another user",
	  { ON_BIND, A_DIR(.listing.err = EACCES) },
	  "bind of /srv/app on xfs, directory that cannot be listed" },
	{ "a file of no bytes", { ON_BIND, A_FILE() }, "bind of /srv/app on xfs, file of 0 bytes" },
	{ "a file of one byte",
	  { ON_BIND, A_FILE(.size = 1) },
	  "bind of /srv/app on xfs, file of 1 byte" },
	{ "a large file",
	  { ON_NETWORK, A_FILE(.size = UINT64_MAX) },
	  "network storage, nfs4 from server:/export, file of 18446744073709551615 bytes" },
	{ "a device", { ON_TMPFS, OBJECT(.mode = S_IFCHR) }, "tmpfs, a character device" },
	{ "a read-only mount",
	  { ON_READONLY_MOUNT, A_FILE(.size = 2) },
	  "bind of /srv/app on xfs, read-only, file of 2 bytes" },
	{ "a deleted directory",
	  { ON_STALE, A_DIR(.listing.has_own = true) },
	  "bind of /srv/app on xfs, deleted on the host, files of its own" },
	{ "a link",
	  { ON_BIND, A_FILE(.is_link = true) },
	  "bind of /srv/app on xfs, file of 0 bytes, by a symbolic link to /app" },
	{ "a link to a name with controls",
	  { ON_BIND, GIVEN(.mode = S_IFREG, .is_link = true, .resolved = "/a\033b") },
	  "bind of /srv/app on xfs, file of 0 bytes, by a symbolic link to '/a\\033b'" },
	{ "an unknown mount",
	  { ON_NOTHING, A_FILE() },
	  "a mount that is not in the mount table, file of 0 bytes" },
	{ "an unknown kind",
	  { ON_UNKNOWN, A_DIR(.stat_err = EIO) },
	  "storage of unknown kind, 9p from none" },
	{ "no answer",
	  { ON_NETWORK, NO_ANSWER(MG_ANSWER_LATE, MG_STAGE_STAT) },
	  "network storage, nfs4 from server:/export" },
	{ "not asked",
	  { ON_NETWORK, NO_ANSWER(MG_ANSWER_SPARED, MG_STAGE_WALK) },
	  "network storage, nfs4 from server:/export" },
	{ "nothing in the root",
	  { ON_IMAGE, NO_WAY(ENOENT) },
	  "only /: the image or the container's own layer (overlay)" },
	{ "nothing below a mount",
	  { ON_VOLUME, NO_WAY_FROM("/app", .walk_err = ENOENT, .missing = "main.py") },
	  "only /app: volume models on ext4" },
	{ "a barred way",
	  { ON_VOLUME, NO_WAY_FROM("/app", .walk_err = EACCES, .missing = "x") },
	  "the way ends in /app: volume models on ext4" },
	{ "a circle of links",
	  { ON_IMAGE, NO_WAY_FROM("/srv", .walk_err = ELOOP) },
	  "only /srv: the image or the container's own layer (overlay)" },
	{ "a way that never began",
	  { ON_NOTHING, NO_WAY_FROM("", .walk_err = EACCES) },
	  "the way ends in the working directory" },
};

static const struct row nothing_rows[] = {
	{ "nothing", { ON_BIND, A_DIR() }, "it is empty" },
	{ "lost+found",
	  { ON_BIND, A_DIR(.listing.has_lost_found = true) },
	  "it holds nothing except lost+found" },
	{ "one mount point",
	  { ON_BIND, A_DIR(NAMES(1, "data")) },
	  "it holds nothing except the mount point data" },
	{ "two",
	  { ON_BIND, A_DIR(MODELS_AND_TEMP) },
	  "it holds nothing except the mount points models and temp" },
	{ "two, and lost+found",
	  { ON_BIND, A_DIR(MODELS_AND_TEMP, .listing.has_lost_found = true) },
	  "it holds nothing except the mount points models and temp and lost+found" },
	{ "three",
	  { ON_BIND, A_DIR(NAMES(3, "a\0b\0c")) },
	  "it holds nothing except the mount points a, b and c" },
	{ "as many as are named",
	  { ON_BIND, A_DIR(NAMES(4, "a\0b\0c\0d")) },
	  "it holds nothing except the mount points a, b, c and d" },
	{ "one more than are named",
	  { ON_BIND, A_DIR(NAMES(5, "a\0b\0c\0d\0e")) },
	  "it holds nothing except the mount points a, b, c, d and 1 more" },
	{ "more than had room",
	  { ON_BIND, A_DIR(NAMES(70, "a\0b")) },
	  "it holds nothing except the mount points a, b and 68 more" },
	{ "one further down",
	  { ON_BIND, A_DIR(NAMES(1, "var/lib/my data")) },
	  "it holds nothing except the mount point 'var/lib/my data'" },
	{ "a name with a newline",
	  { ON_BIND, A_DIR(NAMES(1, "a\nb")) },
	  "it holds nothing except the mount point 'a\\012b'" },
	{ "one whose name had no room",
	  { ON_BIND, A_DIR(.listing.mount_points = 1) },
	  "it holds nothing except 1 mount point" },
	{ "an empty directory",
	  { ON_BIND, A_DIR(EMPTY_DIRS(1, "temp/")) },
	  "it holds nothing except the empty directory temp" },
	{ "two empty directories, one further down",
	  { ON_BIND, A_DIR(EMPTY_DIRS(2, "my data/\0var/tmp/")) },
	  "it holds nothing except the empty directories 'my data' and var/tmp" },
	{ "more empty directories than are named",
	  { ON_BIND, A_DIR(EMPTY_DIRS(6, "a/\0b/\0c/\0d/\0e/\0f/")) },
	  "it holds nothing except the empty directories a, b, c, d and 2 more" },
	{ "an empty directory whose name had no room",
	  { ON_BIND, A_DIR(.listing.empty_dirs = 1) },
	  "it holds nothing except 1 empty directory" },
	{ "a mount point and an empty directory",
	  { ON_BIND, A_DIR(EMPTY_DIRS(1, "models\0temp/"), .listing.mount_points = 1) },
	  "it holds nothing except the mount point models and the empty directory temp" },
	{ "many of both",
	  { ON_BIND, A_DIR(EMPTY_DIRS(3, "a\0b/\0c\0d/\0e\0f/"), .listing.mount_points = 3) },
	  "it holds nothing except the mount points a, c and 1 more and the empty directories b, d "
	  "and 1 more" },
	{ "an empty directory, and lost+found",
	  { ON_BIND, A_DIR(EMPTY_DIRS(1, "temp/"), .listing.has_lost_found = true) },
	  "it holds nothing except the empty directory temp and lost+found" },
	{ "all there is",
	  { ON_BIND, A_DIR(EMPTY_DIRS(1, "models\0temp/"), .listing.mount_points = 1,
			   .listing.has_lost_found = true) },
	  "it holds nothing except the mount point models, the empty directory temp and "
	  "lost+found" },
	{ "three whose names had no room",
	  { ON_BIND, A_DIR(.listing.mount_points = 3) },
	  "it holds nothing except 3 mount points" },
};

static unsigned
rows_differ(const struct row *rows, size_t count,
	    void (*add)(const struct mg_subject *subject, struct mg_buf *buf))
{
	struct bench bench = { 0 };
	unsigned wrong = 0;

	bench_mounts(&bench);
	for (size_t i = 0; i < count; i++) {
		struct mg_subject subject = bench_subject(&bench, &rows[i].given);
		struct mg_buf got = { 0 };

		add(&subject, &got);
		wrong += same_text(rows[i].title, "text", mg_buf_text(&got), rows[i].wanted);
		mg_buf_release(&got);
	}
	bench_release(&bench);
	return wrong;
}

static void
test_found(void **state)
{
	assert_int_equal(rows_differ(found_rows, MG_ARRAY_LEN(found_rows), mg_subject_describe), 0);
}

static void
test_nothing(void **state)
{
	assert_int_equal(
		rows_differ(nothing_rows, MG_ARRAY_LEN(nothing_rows), mg_subject_add_nothing), 0);
}

static void
test_types(void **state)
{
	static const struct {
		unsigned mode;
		const char *type;
		bool is_dir, is_file;
	} rows[] = {
		{ S_IFREG | 0644, "a file", false, true },
		{ S_IFDIR | 01777, "a directory", true, false },
		{ S_IFSOCK, "a socket", false, false },
		{ S_IFIFO, "a FIFO", false, false },
		{ S_IFBLK, "a block device", false, false },
		{ S_IFCHR, "a character device", false, false },
		{ S_IFLNK, "a symbolic link", false, false },
		{ 0, "an object of unknown type", false, false },
		{ 0777, "an object of unknown type", false, false },
		{ 0170000, "an object of unknown type", false, false },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct mg_facts facts = { .mode = rows[i].mode };
		const struct mg_subject subject = { .facts = &facts };

		assert_string_equal(mg_subject_type(&subject), rows[i].type);
		assert_int_equal(mg_subject_is_dir(&subject), rows[i].is_dir);
		assert_int_equal(mg_subject_is_file(&subject), rows[i].is_file);
	}
}

static void
test_missing(void **state)
{
	static const struct {
		int errnum;
		bool missing;
	} rows[] = {
		{ ENOENT, true },    { ENOTDIR, true }, { ELOOP, true }, { ENAMETOOLONG, true },
		{ 0, false },	     { EACCES, false }, { EIO, false },	 { ESTALE, false },
		{ ENOTCONN, false }, { ENOMEM, false }, { 4000, false },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		const struct mg_facts facts = { .walk_err = rows[i].errnum };
		const struct mg_subject subject = { .facts = &facts };

		assert_int_equal(mg_subject_is_missing(&subject), rows[i].missing);
	}
}

/* A stat that failed is no missing path: something was reached. */
static void
test_unreadable_is_not_missing(void **state)
{
	const struct mg_facts facts = { .stat_err = ENOENT };
	const struct mg_subject subject = { .facts = &facts };

	assert_false(mg_subject_is_missing(&subject));
}

static void
test_errnos(void **state)
{
	static const struct {
		int errnum;
		const char *says;
	} rows[] = {
		{ EPERM, "the operation is not permitted (EPERM)" },
		{ EROFS, "it is read-only (EROFS)" },
		{ ENOTCONN, "its file server is gone (ENOTCONN)" },
		{ 4000, "the kernel refused (errno 4000)" },
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		struct mg_buf buf = { 0 };

		mg_errnum_add(&buf, rows[i].errnum);
		assert_string_equal(mg_buf_text(&buf), rows[i].says);
		mg_buf_release(&buf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),  cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_types),  cmocka_unit_test(test_missing),
		cmocka_unit_test(test_errnos), cmocka_unit_test(test_unreadable_is_not_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
