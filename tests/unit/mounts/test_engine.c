/* SPDX-License-Identifier: MIT */
/* Which engine it is: whole tables of every engine, and single signs that mislead. */
#include "mounts/engine.h"

#include "text/base.h"

#include "fixture.h"
#include "rows_engine.h"

static enum mg_engine
engine_of(const char *text, uint64_t root_id, const struct mg_signs *signs)
{
	struct mg_mounts mounts = fixture_parse(text, strlen(text));
	enum mg_engine engine = mg_engine_find(&mounts, root_id, signs);

	mg_mounts_release(&mounts);
	return engine;
}

static unsigned
rows_differ(const struct engine_row *from, size_t count)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += same_text(from[i].title, "the engine",
				   mg_engine_name(engine_of(from[i].text, ROOT, &from[i].signs)),
				   mg_engine_name(from[i].engine));
	return wrong;
}

static void
test_engines(void **state)
{
	assert_int_equal(rows_differ(rows, MG_ARRAY_LEN(rows)), 0);
}

static void
test_misleading_signs(void **state)
{
	assert_int_equal(rows_differ(misleading_rows, MG_ARRAY_LEN(misleading_rows)), 0);
}

/* Whole tables, which test_advice.c uses, too. */
static void
test_saved_engines(void **state)
{
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(saved_engines); i++) {
		const struct saved *saved = saved_engines[i];

		wrong += same_text(saved->name, "the engine",
				   mg_engine_name(engine_of(saved->text, ROOT, &saved->signs)),
				   mg_engine_name(saved->engine));
	}
	assert_int_equal(wrong, 0);
}

static void
visit_engine(const char *name, const char *text, size_t len)
{
	struct mg_mounts mounts = fixture_parse(text, len);
	uint64_t root_id = 0;

	for (size_t i = mounts.count; i-- > 0;)
		if (strcmp(mounts.mounts[i].target, "/") == 0)
			root_id = mounts.mounts[i].id;
	for (size_t i = 0; i < MG_ARRAY_LEN(engine_fixtures); i++) {
		const struct engine_fixture *row = &engine_fixtures[i];
		enum mg_engine engine = mg_engine_find(&mounts, root_id, &row->signs);

		if (strcmp(row->name, name) != 0)
			continue;
		mg_mounts_release(&mounts);
		assert_int_equal(same_text(name, "the engine", mg_engine_name(engine),
					   mg_engine_name(row->engine)),
				 0);
		return;
	}
	fail_msg("the engine of %s is not tested", name);
}

static void
test_fixtures(void **state)
{
	assert_int_equal(fixture_each(visit_engine), MG_ARRAY_LEN(engine_fixtures));
}

/* In a chroot that is no mount there is no line for "/". */
static void
test_root_is_not_in_the_table(void **state)
{
	const struct mg_signs none = { 0 }, docker_file = { .has_dockerenv = true };
	const char *hosts = DOCKER_HOSTS;

	assert_int_equal(engine_of("", 7, &none), MG_ENGINE_PLAIN);
	assert_int_equal(engine_of("", 7, &docker_file), MG_ENGINE_PLAIN);
	assert_int_equal(engine_of(hosts, 7, &none), MG_ENGINE_DOCKER);
	/* A root is looked for by its id: another line of "/" is another container's. */
	assert_int_equal(engine_of(DOCKER_ROOT, 7, &none), MG_ENGINE_PLAIN);
}

static void
test_names(void **state)
{
	static const char *const names[MG_ENGINE_COUNT] = {
		[MG_ENGINE_PLAIN] = "this machine",
		[MG_ENGINE_DOCKER] = "Docker",
		[MG_ENGINE_DESKTOP] = "Docker Desktop",
		[MG_ENGINE_PODMAN] = "Podman",
		[MG_ENGINE_KUBERNETES] = "Kubernetes",
		[MG_ENGINE_CONTAINERD] = "containerd",
		[MG_ENGINE_LXC] = "LXC",
		[MG_ENGINE_GVISOR] = "gVisor",
		[MG_ENGINE_WSL] = "WSL",
		[MG_ENGINE_KATA] = "Kata Containers",
	};

	for (int engine = 0; engine < MG_ENGINE_COUNT; engine++)
		assert_string_equal(mg_engine_name((enum mg_engine)engine), names[engine]);
}

static void
test_desktop_share(void **state)
{
	static const struct {
		const char *title;
		const char *line; /* after the two ids */
		bool wanted;
		const char *host; /* what the host calls it */
		bool is_proven;
	} shares[] = {
		{ "a file of a Mac", "0:66 /eva/a /a rw - fakeowner /run/host_mark/Users rw", true,
		  "/Users/eva/a", true },
		{ "osxfs", "0:66 / /a rw - osxfs osxfs rw", true, "/", true },
		{ "a drive",
		  "0:66 /shop /a rw - 9p E: rw,aname=drvfs;path=E:;symlinkroot=/mnt/host/", true,
		  "E:\\shop", true },
		{ "the virtual machine's own directory",
		  "0:66 /run/desktop/mnt/host/c/a /a rw - tmpfs tmpfs rw", true, "C:\\a", true },
		{ "the same, from a tmpfs further down",
		  "0:66 /desktop/mnt/host/c/a /a rw - tmpfs tmpfs rw", true, "C:\\a", true },
		{ "a directory of WSL", "0:66 /run/desktop/mnt/host/wsl/a /a rw - tmpfs none rw",
		  true, "/wsl/a", true },
		{ "a directory of WSL that was not reached",
		  "0:66 /docker-desktop-bind-mounts/Debian/" ID_64 " /a rw - tmpfs none rw", true,
		  "/docker-desktop-bind-mounts/Debian/" ID_64, false },
		{ "a drive, all of it",
		  "0:66 / /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/mnt/host/", true,
		  "C:\\", true },
		{ "a folder with a blank",
		  "0:66 /my\\040shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/mnt/host/",
		  true, "'C:\\my shop'", true },
		{ "a folder of a Mac, by virtiofs",
		  "0:66 /host_mnt/Users/eva/a /a rw - virtiofs virtiofs0 rw", true, "/Users/eva/a",
		  true },
		{ "a share of Hyper-V", "8:1 /host_mnt/c/a /a rw - ext4 /dev/sda1 rw", true,
		  "C:\\a", true },
		{ "a drive, as Docker Desktop mounts it now",
		  "0:66 /shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=0;gid=0;metadata,cache=5",
		  true, "C:\\shop", true },
		{ "a synchronized share",
		  "0:66 /shop /a rw - selfowner /run/mutagen-file-shares-mark rw", true,
		  "/shop of the file system on /run/mutagen-file-shares-mark", false },
		{ "a drive of WSL, where it puts them into the root",
		  "0:66 /shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/,cache=5",
		  false, "C:\\shop", true },
		{ "a drive of WSL itself",
		  "0:66 /shop /a rw - 9p C:\\134 rw,aname=drvfs;path=C:\\;symlinkroot=/mnt/", false,
		  "C:\\shop", true },
		{ "gVisor's 9p", "0:66 / /a rw - 9p none rw,trans=fd", false,
		  "a whole file system of type 9p", false },
		{ "a host's own /mnt/host", "8:1 /mnt/host/data /a rw - ext4 /dev/sda1 rw", false,
		  "/mnt/host/data of the file system on /dev/sda1", false },
		{ "a named volume", "8:1 /docker/volumes/a/_data /a rw - ext4 /dev/sda1 rw", false,
		  "/docker/volumes/a/_data of the file system on /dev/sda1", false },
		{ "a target is no sign", "8:1 /a /host_mnt/a rw - ext4 /dev/sda1 rw", false,
		  "/a of the file system on /dev/sda1", false },
		{ "OrbStack", "0:66 /Users/eva/a /a rw - virtiofs mac rw", true, "/Users/eva/a",
		  true },
		{ "Sysbox", "0:155 / /a rw - shiftfs /srv/my\\040app rw", false, "'/srv/my app'",
		  true },
		{ "Sysbox, a file", "0:155 /a.yaml /a rw - shiftfs /srv/app rw", false,
		  "/srv/app/a.yaml", true },
		{ "Sysbox, a directory of its own",
		  "0:155 / /a rw - shiftfs /var/lib/sysbox/shiftfs/0dcd66e6 rw", false,
		  "the whole file system on /var/lib/sysbox/shiftfs/0dcd66e6", false },
		{ "a drive of WSL 1", "0:66 /shop /a rw - drvfs C: rw", false,
		  "/shop of a file system of type drvfs", false },
		{ "virtiofs of another hypervisor", "0:66 /eva/a /a rw - virtiofs mount0 rw", false,
		  "/eva/a of a file system of type virtiofs", false },
	};
	const struct mg_backing unproven = { .kind = MG_KIND_BIND };
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(shares); i++) {
		struct mg_buf host = { 0 };
		struct mg_mounts mounts;
		char line[512];

		(void)snprintf(line, sizeof(line), "3010 3000 %s\n", shares[i].line);
		mounts = fixture_parse(line, strlen(line));
		wrong += same_number(shares[i].title, "whether it is a share",
				     mg_engine_is_desktop_share(&mounts.mounts[0]),
				     shares[i].wanted);
		wrong += same_number(shares[i].title, "whether that is proven",
				     mg_engine_add_host_path(&mounts.mounts[0], &unproven, &host),
				     shares[i].is_proven);
		wrong += same_text(shares[i].title, "the host's name", mg_buf_text(&host),
				   shares[i].host);
		mg_buf_release(&host);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

/* On the device that holds the engine's own files, and on another one. */
static void
test_host_path(void **state)
{
	static const struct {
		const char *line;
		bool is_host_path;
		const char *wanted;
	} paths[] = {
		{ "8:1 /srv/my\\040app /a rw - ext4 /dev/sda1 rw", true, "'/srv/my app'" },
		{ "8:1 / /a rw - ext4 /dev/sda1 rw", true, "/" },
		{ "8:17 /data /a rw - ext4 /dev/sdb1 rw", false,
		  "/data of the file system on /dev/sdb1" },
		{ "8:17 / /a rw - ext4 /dev/sdb1 rw", false, "the whole file system on /dev/sdb1" },
		{ "0:43 /@/srv /a rw - btrfs /dev/sda2 rw,subvol=/@", false,
		  "/@/srv of the file system on /dev/sda2" },
		{ "0:44 /src /a rw - tmpfs tmpfs rw", false, "/src of a tmpfs" },
		{ "0:45 / /a rw - fuse.shfs shfs rw", false,
		  "a whole file system of type fuse.shfs" },
		{ "0:46 /work /a rw - virtiofs mount0 rw", false,
		  "/work of a file system of type virtiofs" },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(paths); i++) {
		const struct mg_backing backing = { .kind = MG_KIND_BIND,
						    .is_host_path = paths[i].is_host_path };
		struct mg_buf host = { 0 };
		struct mg_mounts mounts;
		char line[512];

		(void)snprintf(line, sizeof(line), "3010 3000 %s\n", paths[i].line);
		mounts = fixture_parse(line, strlen(line));
		wrong += same_number(line, "whether that is proven",
				     mg_engine_add_host_path(&mounts.mounts[0], &backing, &host),
				     paths[i].is_host_path);
		wrong += same_text(line, "the host's name", mg_buf_text(&host), paths[i].wanted);
		mg_buf_release(&host);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

static void
test_unshared_mac_folder(void **state)
{
	static const struct {
		const char *line;
		bool wanted;
	} folders[] = {
		{ "8:1 /Users/eva/shop /app rw - ext4 /dev/vda1 rw", true },
		{ "8:1 /Users/eva/shop /app rw - xfs /dev/vda4 rw", true },
		{ "0:31 /Volumes/work/shop /app rw - btrfs /dev/vdb rw", true },
		{ "8:1 /private/tmp/shop /app rw - ext4 /dev/vda1 rw", true },
		{ "0:66 /Users/eva/shop /app rw - virtiofs mount0 rw", false },
		{ "0:66 /Users/eva/shop /app rw - 9p mount0 rw", false },
		{ "0:66 /Users/eva/shop /app rw - fuse.sshfs :/Users/eva rw", false },
		{ "0:66 /Users/eva/shop /app rw - fuse.grpcfuse grpcfuse rw", false },
		{ "0:66 /Users/eva/shop /app rw - tmpfs tmpfs rw", false },
		{ "0:66 /Users/eva/shop /app rw - virtiofs mac rw", false },
		{ "8:1 /srv/Users/eva/shop /app rw - ext4 /dev/vda1 rw", false },
		{ "8:1 /users/eva/shop /app rw - ext4 /dev/vda1 rw", false },
		{ "8:1 /Users2/eva /app rw - ext4 /dev/vda1 rw", false },
		{ "8:1 /srv/shop /Users/eva/shop rw - ext4 /dev/vda1 rw", false },
	};
	unsigned wrong = 0;

	for (size_t i = 0; i < MG_ARRAY_LEN(folders); i++) {
		struct mg_mounts mounts;
		char line[512];

		(void)snprintf(line, sizeof(line), "3010 3000 %s\n", folders[i].line);
		mounts = fixture_parse(line, strlen(line));
		wrong += same_number(line, "whether it is such a folder",
				     mg_engine_is_unshared_mac_folder(&mounts.mounts[0]),
				     folders[i].wanted);
		mg_mounts_release(&mounts);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_engines),
		cmocka_unit_test(test_misleading_signs),
		cmocka_unit_test(test_saved_engines),
		cmocka_unit_test(test_fixtures),
		cmocka_unit_test(test_root_is_not_in_the_table),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_desktop_share),
		cmocka_unit_test(test_host_path),
		cmocka_unit_test(test_unshared_mac_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
