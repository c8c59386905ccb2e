/* SPDX-License-Identifier: MIT */
/* What kind of storage a mount is: in saved tables of every engine, for mounts that are nearly of
 * another kind, and for every row of the tables of kinds and of file systems. */
#include "mounts/kind.h"

#include "fixture.h"
#include "rows_kinds.h"
#include "rows_lines.h"
#include "rows_storage.h"
#include "text/lex.h"

static unsigned
same_backing(const char *title, const struct mg_backing *got, const struct storage_row *wanted)
{
	return same_text(title, "the kind", mg_kind_name(got->kind), mg_kind_name(wanted->kind)) +
	       same_number(title, "lasting", got->lasting, wanted->lasting) +
	       same_bytes(title, "the name", got->name.text, got->name.len, wanted->name) +
	       same_bytes(title, "within", got->within.text, got->within.len, wanted->within);
}

static struct mg_backing
backing_of(const struct mg_mounts *mounts, const struct mg_mount *mount, uint64_t root_id)
{
	struct mg_container container = mg_container_find(mounts, root_id);

	return mg_backing_find(&container, mount);
}

static void
test_fixtures(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(storage_rows); i++) {
		const struct storage_row *row = &storage_rows[i];
		struct mg_mounts mounts = fixture_load(row->fixture);
		const struct mg_mount *mount = mg_mounts_find(&mounts, row->id);
		struct mg_buf text = { 0 };
		struct mg_backing got;
		char title[128];

		assert_non_null(mount);
		(void)snprintf(title, sizeof(title), "%s %s", row->fixture, row->target);
		got = backing_of(&mounts, mount, row->root_id);
		mg_backing_describe(mount, &got, &text);
		wrong += same_text(title, "the mount point", mount->target, row->target);
		wrong += same_backing(title, &got, row);
		wrong += same_number(title, "in memory", got.in_memory,
				     strcmp(mount->fstype, "tmpfs") == 0);
		wrong += same_text(title, "the text", mg_buf_text(&text), row->description);
		mg_buf_release(&text);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* The kinds of all mounts, in the order of the table: "image- volume+". */
static void
add_kinds(struct mg_buf *text, const struct mg_mounts *mounts)
{
	static const char lasting[] = {
		[MG_LASTING_UNKNOWN] = '?',
		[MG_LASTING_YES] = '+',
		[MG_LASTING_NO] = '-',
	};
	uint64_t root_id = 0;

	for (size_t i = mounts->count; i-- > 0;)
		if (strcmp(mounts->mounts[i].target, "/") == 0)
			root_id = mounts->mounts[i].id;
	for (size_t i = 0; i < mounts->count; i++) {
		struct mg_backing got = backing_of(mounts, &mounts->mounts[i], root_id);

		mg_buf_addf(text, "%s%s", i > 0 ? " " : "", mg_kind_name(got.kind));
		mg_buf_add_bytes(text, &lasting[got.lasting], 1);
	}
}

static void
visit_lines(const char *name, const char *text, size_t len)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(lines_rows); i++) {
		struct mg_mounts mounts;
		struct mg_buf kinds = { 0 };

		if (strcmp(lines_rows[i].fixture, name) != 0)
			continue;
		mounts = fixture_parse(text, len);
		add_kinds(&kinds, &mounts);
		assert_int_equal(
			same_text(name, "the kinds", mg_buf_text(&kinds), lines_rows[i].kinds), 0);
		mg_buf_release(&kinds);
		mg_mounts_release(&mounts);
		return;
	}
	fail_msg("no line of %s is tested", name);
}

static void
test_every_line(void **state)
{
	assert_int_equal(fixture_each(visit_lines), MG_ARRAY_LEN(lines_rows));
}

static unsigned
reached_kinds(const struct mg_mounts *mounts)
{
	unsigned reached = 0;

	for (size_t i = 0; i < mounts->count; i++)
		reached |= backing_of(mounts, &mounts->mounts[i], 1).accepts;
	return reached;
}

/* A hostPath and a downwardAPI volume look like other kinds, so they count as accepted ones. */
static void
test_every_kind_is_reached(void **state)
{
	unsigned reached = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(storage_rows); i++) {
		struct mg_mounts mounts = fixture_load(storage_rows[i].fixture);

		reached |= MG_KIND_BIT(storage_rows[i].kind) | reached_kinds(&mounts);
		mg_mounts_release(&mounts);
	}
	for (size_t kind = 0; kind < MG_KIND_COUNT; kind++)
		if (!(reached & MG_KIND_BIT(kind)))
			fail_msg("no fixture has a mount of kind %s",
				 mg_kind_name((enum mg_kind)kind));
}

static void
test_near_misses(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(near_rows); i++) {
		const struct near_row *row = &near_rows[i];
		const struct storage_row wanted = { .kind = row->kind,
						    .lasting = row->lasting,
						    .name = row->name,
						    .within = row->within };
		struct mg_mount mount = {
			.id = 2,
			.parent_id = 1,
			.root = row->root,
			.target = row->target,
			.options = "rw",
			.propagation = "",
			.fstype = row->fstype,
			.source = "/dev/vdz",
			.super_options = "rw",
		};
		struct mg_mounts_link index = { 1, 1, 0, 0, 0 };
		struct mg_mounts mounts = { .mounts = &mount, .count = 1, .index = &index };
		struct mg_backing got = backing_of(&mounts, &mount, 1);
		char title[256];

		(void)snprintf(title, sizeof(title), "%s %s %s", row->root, row->target,
			       row->fstype);
		wrong += same_backing(title, &got, &wanted);
	}
	assert_int_equal(wrong, 0);
}

/* Only the root mount is the container's own layer, whatever its line says. */
static void
test_root_is_by_id(void **state)
{
	static const char *const fstypes[] = {
		"overlay", "ext4", "tmpfs", "proc", "nfs4", "9p", "x"
	};

	for (size_t i = 0; i < MG_ARRAY_LEN(fstypes); i++) {
		struct mg_mount mount = {
			.id = 7,
			.root = "/x/volumes/v/_data",
			.target = "/",
			.options = "rw",
			.fstype = fstypes[i],
			.source = "none",
			.super_options = "rw",
		};
		struct mg_mounts_link index = { 1, 1, 0, 0, 0 };
		struct mg_mounts mounts = { .mounts = &mount, .count = 1, .index = &index };

		assert_int_equal(backing_of(&mounts, &mount, 7).kind, MG_KIND_IMAGE);
		assert_int_equal(backing_of(&mounts, &mount, 7).name.len, 0);
		assert_int_not_equal(backing_of(&mounts, &mount, 8).kind, MG_KIND_IMAGE);
	}
}

/* "bind|hostpath|pvc", in the order of the kinds. */
static const char *
accepts_of(const struct mg_backing *backing, struct mg_buf *text)
{
	for (size_t kind = 0; kind < MG_KIND_COUNT; kind++)
		if (backing->accepts & MG_KIND_BIT(kind))
			mg_buf_addf(text, "%s%s", text->len > 0 ? "|" : "",
				    mg_kind_name((enum mg_kind)kind));
	return mg_buf_text(text);
}

static void
test_pods(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(pod_rows); i++) {
		const struct pod_row *row = &pod_rows[i];
		struct mg_mounts mounts = fixture_parse(row->table, strlen(row->table));
		struct mg_backing got = backing_of(&mounts, &mounts.mounts[0], 1);
		struct mg_buf accepts = { 0 };

		wrong += same_text(row->title, "the kind", mg_kind_name(got.kind),
				   mg_kind_name(row->wanted));
		wrong += same_number(row->title, "lasting", got.lasting, row->lasting);
		wrong += same_text(row->title, "also", accepts_of(&got, &accepts), row->accepts);
		mg_buf_release(&accepts);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_refined(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(refined_rows); i++) {
		const struct refined_row *row = &refined_rows[i];
		struct mg_mounts mounts = fixture_parse(row->table, strlen(row->table));
		struct mg_backing got = backing_of(&mounts, &mounts.mounts[0], 1);
		struct mg_buf accepts = { 0 };

		mg_backing_refine(&got, row->has_data_link);
		wrong += same_text(row->title, "the kind", mg_kind_name(got.kind),
				   mg_kind_name(row->wanted));
		wrong += same_text(row->title, "also", accepts_of(&got, &accepts), row->accepts);
		mg_buf_release(&accepts);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* Checks what holds for each mount of every table. */
static void
visit_promises(const char *name, const char *text, size_t len)
{
	struct mg_mounts mounts = fixture_parse(text, len);
	uint64_t root_id = 0;
	struct mg_container container;

	for (size_t i = mounts.count; i-- > 0;)
		if (strcmp(mounts.mounts[i].target, "/") == 0)
			root_id = mounts.mounts[i].id;
	container = mg_container_find(&mounts, root_id);
	for (size_t i = 0; i < mounts.count; i++) {
		struct mg_backing got = mg_backing_find(&container, &mounts.mounts[i]);

		if (!(got.accepts & MG_KIND_BIT(got.kind)))
			fail_msg("%s %s: its own kind does not accept it", name,
				 mounts.mounts[i].target);
		if (container.is_pod &&
		    got.accepts & (MG_KIND_BIT(MG_KIND_VOLUME) | MG_KIND_BIT(MG_KIND_ANONYMOUS)))
			fail_msg("%s %s: a volume in a pod", name, mounts.mounts[i].target);
	}
	mg_mounts_release(&mounts);
}

static void
test_promises(void **state)
{
	(void)fixture_each(visit_promises);
}

/* A part of "/" lasts as "/" does where that is a container's own layer. "/" of a machine that does
 * not say so may be a subvolume, too. */
static void
test_layer(void **state)
{
	static const struct {
		const char *root, *part;
		enum mg_lasting wanted;
	} rows[] = {
		{ "0:62 / / rw - overlay overlay rw", "0:62 /app/x /data rw - overlay overlay rw",
		  MG_LASTING_NO },
		{ "0:62 / / rw - overlay overlay rw", "0:63 /app/x /data rw - overlay overlay rw",
		  MG_LASTING_YES },
		{ "0:25 /var/lib/docker/btrfs/subvolumes/ab / rw - btrfs /dev/sda2 rw",
		  "0:25 /var/lib/docker/btrfs/subvolumes/ab/x /data rw - btrfs /dev/sda2 rw",
		  MG_LASTING_NO },
		{ "0:25 /var/lib/docker/btrfs/subvolumes/ab / rw - btrfs /dev/sda2 rw",
		  "0:25 /var/lib/docker/btrfs/subvolumes/abc /data rw - btrfs /dev/sda2 rw",
		  MG_LASTING_YES },
		{ "0:25 /@ / rw - btrfs /dev/sda2 rw", "0:25 /@/srv /data rw - btrfs /dev/sda2 rw",
		  MG_LASTING_YES },
		{ "8:2 / / rw - ext4 /dev/sda2 rw", "8:2 /srv /data rw - ext4 /dev/sda2 rw",
		  MG_LASTING_YES },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++) {
		char text[512];
		int len = snprintf(text, sizeof(text), "30 2 %s\n40 30 %s\n", rows[i].root,
				   rows[i].part);
		struct mg_mounts mounts = fixture_parse(text, (size_t)len);
		struct mg_backing got = backing_of(&mounts, &mounts.mounts[1], 30);

		wrong += same_number(rows[i].part, "lasting", got.lasting, rows[i].wanted);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_types(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(type_rows); i++) {
		const struct type_row *row = &type_rows[i];
		struct mg_mount mount = {
			.id = 2,
			.root = "/sub",
			.target = "/x",
			.options = "rw",
			.fstype = row->fstype,
			.source = "there",
			.super_options = "rw",
		};
		struct mg_mounts_link index = { 1, 1, 0, 0, 0 };
		struct mg_mounts mounts = { .mounts = &mount, .count = 1, .index = &index };
		struct mg_backing got = backing_of(&mounts, &mount, 1);

		wrong += same_text(row->fstype, "the kind", mg_kind_name(got.kind),
				   mg_kind_name(row->kind));
		wrong += same_number(row->fstype, "reports late",
				     mg_backing_reports_late(row->fstype), row->reports_late);
	}
	assert_int_equal(wrong, 0);
}

static void
test_kind_names(void **state)
{
	static const char *const names[] = {
		"unknown",   "image",	 "volume",   "anonymous", "tmpfs",
		"bind",	     "network",	 "emptydir", "configmap", "secret",
		"projected", "downward", "hostpath", "pvc",	  "kernel",
	};

	assert_int_equal(MG_ARRAY_LEN(names), MG_KIND_COUNT);
	for (size_t i = 0; i < MG_KIND_COUNT; i++)
		assert_string_equal(mg_kind_name((enum mg_kind)i), names[i]);
}

static const struct readonly_row {
	const char *options;
	const char *super_options;
	bool wanted;
} readonly_rows[] = {
	{ "ro,relatime", "rw", true },
	{ "rw", "ro", true },
	{ "ro", "ro", true },
	{ "nodev,ro", "", true },
	{ "rw", "rw,relatime", false },
	{ "", "", false },
	{ "rw", "rw,errors=remount-ro", false },
	{ "rw,nosuid", "rw,lowerdir=/ro", false },
	{ "rw", "rw,context=\"a,ro,b\"", false },
	{ "rw", "rw,aname=drvfs;ro;uid=0", false },
};

static void
test_is_readonly(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(readonly_rows); i++) {
		const struct readonly_row *row = &readonly_rows[i];
		struct mg_mount mount = { .options = row->options,
					  .super_options = row->super_options };

		wrong += same_number(row->options, row->super_options,
				     mg_backing_is_readonly(&mount), row->wanted);
	}
	assert_int_equal(wrong, 0);
}

static const struct subpath_row {
	const char *root;
	bool wanted;
} subpath_rows[] = {
	{ "/..2025_03_09_07_15_43.280011934/ca.pem", true },
	{ "/..2025_03_09_07_15_43.280011934", true },
	{ POD "/volumes/kubernetes.io~configmap/c/..2025_03_09_07_15_42.1/x/y.ini", true },
	{ "/", false },
	{ "", false },
	{ "/..data/ca.pem", false },
	{ "/.2025_03_09_07_15_43.280011934/ca.pem", false },
	{ "/2025_03_09_07_15_43.280011934/ca.pem", false },
	{ "/...2025_03_09/ca.pem", false },
	{ "/.x2025_03_09/ca.pem", false },
	{ "/..2025-03-09/ca.pem", false },
	{ "/..202_03_09/ca.pem", false },
	{ "/..20250_03_09/ca.pem", false },
	{ "/..2025_/ca.pem", false },
	{ "/..2025/_03_09", false },
	{ "/a..2025_03_09_07/ca.pem", false },
	{ "/../../pods", false },
};

static void
test_is_subpath(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(subpath_rows); i++) {
		struct mg_mount mount = { .root = subpath_rows[i].root };

		wrong += same_number(mount.root, "is a subPath", mg_backing_is_subpath(&mount),
				     subpath_rows[i].wanted);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fixtures),
		cmocka_unit_test(test_every_line),
		cmocka_unit_test(test_every_kind_is_reached),
		cmocka_unit_test(test_near_misses),
		cmocka_unit_test(test_root_is_by_id),
		cmocka_unit_test(test_pods),
		cmocka_unit_test(test_refined),
		cmocka_unit_test(test_promises),
		cmocka_unit_test(test_layer),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_kind_names),
		cmocka_unit_test(test_is_readonly),
		cmocka_unit_test(test_is_subpath),
	};

	return cmocka_run_group_tests_name("backing", tests, NULL, NULL);
}
