/* SPDX-License-Identifier: MIT */
/* What is near a missing path: real trees on real mounts, in a mount namespace and a root directory
 * of their own. */
#include "probe/board.h"
#include "probe/child.h"

#include "mounts/table.h"

#include "same.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_WANTED (MG_NEED_NEAR | MG_NEED_LIST | MG_NEED_FILE)
#define ANY_WANTED (MG_NEED_NEAR | MG_NEED_LIST)

/* tree: the entries, separated by blanks: "a/b" is a file, "a/b/" a directory, "a/b@" a tmpfs,
 * "a/b>c" a link to c, "a/b!" a FIFO; directories on the way are made. names: those found, a blank
 * after each, then "+" if there are more; "?": not known. */
static const struct near_row {
	const char *title;
	const char *tree;
	const char *path;
	const char *glob; /* has=, or NULL */
	unsigned needs;
	const char *names;
	const char *found;
} rows[] = {
	{ "an empty mount", "app@", "/app/main.py", NULL, FILE_WANTED, "", "" },
	{ "what is there instead", "app@ app/index.html app/css/ app/js/x.js", "/app/main.py", NULL,
	  FILE_WANTED, "index.html js/ ", "" },
	{ "the first five in the order of the alphabet",
	  "app@ app/g app/c app/f app/a app/e app/b app/d", "/app/main.py", NULL, FILE_WANTED,
	  "a b c d e +", "" },
	{ "exactly five", "app@ app/c app/a app/e app/b app/d", "/app/main.py", NULL, FILE_WANTED,
	  "a b c d e ", "" },
	{ "mount points are no entries of its own", "app@ app/models@ app/temp@ app/x",
	  "/app/main.py", NULL, FILE_WANTED, "x ", "" },
	{ "nor is what only leads to them", "app@ app/var/lib/db@", "/app/main.py", NULL,
	  FILE_WANTED, "", "" },
	{ "nor empty directories", "app@ app/var/lib/db@ app/var/tmp/ app/a/b/c/", "/app/main.py",
	  NULL, FILE_WANTED, "", "" },
	{ "nor lost+found", "app@ app/lost+found/", "/app/main.py", NULL, FILE_WANTED, "", "" },
	{ "nor Kubernetes' own", "app@ app/..2024_01_31_12_00_00.123456789/x app/..data>x",
	  "/app/main.py", NULL, FILE_WANTED, "", "" },
	{ "a bind one level too high", "app@ app/api/main.py app/web/index.html", "/app/main.py",
	  NULL, FILE_WANTED, "api/ web/ ", "/app/api/main.py" },
	{ "two candidates: the first in the alphabet", "app@ app/web/main.py app/api/main.py",
	  "/app/main.py", NULL, FILE_WANTED, "api/ web/ ", "/app/api/main.py" },
	{ "the nearer one counts", "app@ app/a/b/main.py app/web/main.py", "/app/main.py", NULL,
	  FILE_WANTED, "a/ web/ ", "/app/web/main.py" },
	{ "a volume with its data one level deeper", "data@ data/15/main/PG_VERSION",
	  "/data/PG_VERSION", NULL, FILE_WANTED, "15/ ", "/data/15/main/PG_VERSION" },
	{ "three levels are too deep", "data@ data/a/b/c/PG_VERSION", "/data/PG_VERSION", NULL,
	  FILE_WANTED, "a/ ", "" },
	{ "a rest of several names", "app@ app/x/api/main.py", "/app/api/main.py", NULL,
	  FILE_WANTED, "x/ ", "/app/x/api/main.py" },
	{ "dots and slashes in the rest", "app@ app/x/api/main.py", "/app//./api/.//main.py", NULL,
	  FILE_WANTED, "x/ ", "/app/x/api/main.py" },
	{ "a rest with .. is not looked for", "app@ app/x/api/main.py", "/app/api/../api/main.py",
	  NULL, FILE_WANTED, "x/ ", "" },
	{ "a directory is no file", "app@ app/a/main.py/x app/b/main.py", "/app/main.py", NULL,
	  FILE_WANTED, "a/ b/ ", "/app/b/main.py" },
	{ "nor is a FIFO", "app@ app/a/main.py!", "/app/main.py", NULL, FILE_WANTED, "a/ ", "" },
	{ "where no file is asked for, all count", "app@ app/a/models/x", "/app/models", NULL,
	  ANY_WANTED, "a/ ", "/app/a/models" },
	{ "a link is the second choice", "app@ app/a/main.py>none app/b/main.py", "/app/main.py",
	  NULL, FILE_WANTED, "a/ b/ ", "/app/b/main.py" },
	{ "but it is one", "app@ app/a/main.py>none", "/app/main.py", NULL, FILE_WANTED, "a/ ",
	  "/app/a/main.py" },
	{ "no link is followed to a directory", "app@ app/a>/else else@ else/b/main.py",
	  "/app/main.py", NULL, FILE_WANTED, "a ", "" },
	{ "hidden directories are left out", "app@ app/.git/config", "/app/config", NULL,
	  FILE_WANTED, ".git/ ", "" },
	{ "no mount below is entered", "app@ app/x@ app/x/y/main.py", "/app/main.py", NULL,
	  FILE_WANTED, "", "" },
	{ "but the root of one is looked at", "app@ app/x@ app/x/main.py", "/app/main.py", NULL,
	  FILE_WANTED, "", "/app/x/main.py" },
	{ "a bind one level too deep", "app@ app/main.py", "/app/api/main.py", NULL, FILE_WANTED,
	  "main.py ", "/app/main.py" },
	{ "the same, and the directory is there", "app@ app/main.py app/api/util.py",
	  "/app/api/main.py", NULL, FILE_WANTED, "util.py ", "/app/main.py" },
	{ "not beyond the mount", "main.py! app@ app/api/util.py", "/app/api/main.py", NULL,
	  FILE_WANTED, "util.py ", "" },
	{ "two volumes swapped", "models@ models/x.tmp scratch@ scratch/resnet.onnx",
	  "/models/resnet.onnx", NULL, FILE_WANTED, "x.tmp ", "/scratch/resnet.onnx" },
	{ "mounted somewhere else", "app/ src@ src/main.py", "/app/main.py", NULL, FILE_WANTED, "",
	  "/src/main.py" },
	{ "and the mount point is not there either", "src@ src/main.py bin/sh", "/app/main.py",
	  NULL, FILE_WANTED, "bin/ ", "/src/main.py" },
	{ "a hidden mount is not it", "src@ src/main.py src@ app@", "/app/main.py", NULL,
	  FILE_WANTED, "", "" },
	{ "a mount over another: the one that is seen", "src@ src@ src/main.py app@",
	  "/app/main.py", NULL, FILE_WANTED, "", "/src/main.py" },
	{ "in the image itself a file", "main.py app/", "/app/main.py", NULL, FILE_WANTED, "",
	  "/main.py" },
	{ "but no directory: every image has some by that name", "var/cache/x srv/", "/srv/cache",
	  NULL, ANY_WANTED, "", "" },
	{ "nothing there at all", "bin/sh", "/app/main.py", NULL, FILE_WANTED, "bin/ ", "" },
	{ "a pattern: what is there instead", "app@ app/b/ app/c", "/app", "*.onnx", ANY_WANTED,
	  "c ", "" },
	{ "a pattern one level deeper", "app@ app/v2/b.onnx app/v2/a.onnx app/x", "/app", "*.onnx",
	  ANY_WANTED, "v2/ x ", "/app/v2/a.onnx" },
	{ "a pattern one level higher", "app@ app/a.onnx app/models/x", "/app/models", "*.onnx",
	  ANY_WANTED, "x ", "/app/a.onnx" },
	{ "not in the image", "a.onnx models/x", "/models", "*.onnx", ANY_WANTED, "x ", "" },
	{ "a pattern on another mount", "models@ scratch@ scratch/b.onnx", "/models", "*.onnx",
	  ANY_WANTED, "", "/scratch/b.onnx" },
	{ "a pattern that matches", "models@ models/b.onnx", "/models", "*.onnx", ANY_WANTED, "?",
	  "" },
	{ "not where nothing is missing", "app@ app/main.py", "/app/main.py", NULL, FILE_WANTED,
	  "?", "" },
	{ "not where nobody asks", "app@ app/api/main.py", "/app/main.py", NULL, MG_NEED_LIST, "?",
	  "" },
	{ "not where the way ends at a file", "app@ app/main.py", "/app/main.py/x", NULL,
	  FILE_WANTED, "?", "" },
	{ "a link that leads nowhere", "app@ app/now>v2 app/v1/main.py", "/app/now/main.py", NULL,
	  FILE_WANTED, "now v1/ ", "" },
};

enum {
	HAS_PASSED,
	HAS_FAILED,
	CANNOT_RUN,
};

/* For a child process, which cannot use cmocka's assertions. */
#define must(holds) must_hold(holds, #holds)

static void
must_hold(bool holds, const char *text)
{
	if (holds)
		return;
	print_error("%s: %s\n", text, strerror(errno));
	_exit(HAS_FAILED);
}

/* Makes the directories on the way to path. */
static void
make_way(const char *path)
{
	char way[256];

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(way, sizeof(way), "%.*s", (int)(slash - path), path);
		must(mkdir(way, 0755) == 0 || errno == EEXIST);
	}
}

static void
make_entry(char *entry)
{
	char *link = strchr(entry, '>'), *mark = entry + strlen(entry) - 1;

	if (link)
		*link = '\0';
	make_way(entry);
	if (link) {
		must(symlink(link + 1, entry) == 0);
	} else if (*mark == '@') {
		*mark = '\0';
		must(mkdir(entry, 0755) == 0 || errno == EEXIST);
		must(mount("tmpfs", entry, "tmpfs", 0, "size=1m") == 0);
	} else if (*mark == '!') {
		*mark = '\0';
		must(mkfifo(entry, 0644) == 0);
	} else if (*mark != '/') {
		must(close(open(entry, O_CREAT | O_WRONLY | O_CLOEXEC, 0644)) == 0);
	}
}

static void
make_tree(const char *tree)
{
	char *text = strdup(tree), *rest = text, *entry;

	while ((entry = strsep(&rest, " ")) != NULL)
		make_entry(entry);
	free(text);
}

/* Adds the names in the form of the rows. */
static void
add_names(struct mg_buf *buf, const struct mg_nearby *nearby)
{
	const char *name = nearby->names;

	for (unsigned i = 0; i < nearby->count; i++, name += strlen(name) + 1)
		mg_buf_addf(buf, "%s ", name);
	mg_buf_add(buf, nearby->has_more ? "+" : nearby->is_known ? "" : "?");
	must(name == nearby->names + nearby->names_len);
}

/* Runs a row in a root directory that holds the tree and /proc. */
static unsigned
run_row(const struct near_row *row)
{
	struct mg_actor actor = { 0 };
	struct mg_mounts mounts;
	struct mg_probe probe = { .mounts = &mounts, .looks_near = true, .actor = &actor };
	struct mg_ask ask = { .path = row->path, .needs = row->needs };
	struct mg_facts *facts = calloc(1, sizeof(*facts));
	struct mg_buf names = { 0 };
	struct mg_err err;
	unsigned wrong;

	if (row->glob)
		ask.globs[ask.glob_count++] = row->glob;
	must(facts != NULL);
	must(mg_live_read(&mounts, &err) == 0);
	mg_probe_open_root(&probe);
	mg_board_reset(facts);
	mg_probe_path(&probe, &ask, facts);
	add_names(&names, &facts->nearby);
	wrong = same_number(row->title, "the answer", facts->answer, MG_ANSWER_GIVEN) +
		same_number(row->title, "the stage", facts->stage, MG_STAGE_DONE) +
		same_text(row->title, "what is near", mg_buf_text(&names), row->names) +
		same_text(row->title, "what was found", facts->nearby.found, row->found);
	/* Nothing of it stays for the next pass. */
	mg_board_reset(facts);
	wrong += same_number(row->title, "forgotten", facts->has_looked_near, 0);
	mg_sys_close(&probe.root);
	mg_mounts_release(&mounts);
	mg_buf_release(&names);
	free(facts);
	return wrong;
}

/* Runs the row in a process of its own: there is no way back from chroot(2). */
static bool
is_row_right(const struct near_row *row, const char *root)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		must(mount("tmpfs", root, "tmpfs", 0, "size=1m,mode=755") == 0);
		must(chdir(root) == 0);
		must(mkdir("proc", 0755) == 0);
		must(mount("/proc", "proc", NULL, MS_BIND | MS_REC, NULL) == 0);
		must(chroot(".") == 0);
		make_tree(row->tree);
		_exit(run_row(row) > 0);
	}
	must(waitpid(child, &status, 0) == child);
	must(umount2(root, MNT_DETACH) == 0);
	return status == 0;
}

static bool
write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		(void)close(fd);
	return done;
}

/* Enters a mount namespace, in a user namespace if we are not root. */
static bool
enter_namespaces(void)
{
	unsigned uid = geteuid(), gid = getegid();
	char uid_map[64], gid_map[64];

	if (unshare(CLONE_NEWNS | (uid == 0 ? 0 : CLONE_NEWUSER)) < 0)
		return false;
	snprintf(uid_map, sizeof(uid_map), "0 %u 1", uid);
	snprintf(gid_map, sizeof(gid_map), "0 %u 1", gid);
	if (uid != 0 && !(write_text("/proc/self/setgroups", "deny") &&
			  write_text("/proc/self/uid_map", uid_map) &&
			  write_text("/proc/self/gid_map", gid_map)))
		return false;
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static int
run_rows(const char *root)
{
	int result = HAS_PASSED;

	if (!enter_namespaces())
		return CANNOT_RUN;
	for (size_t i = 0; i < MG_ARRAY_LEN(rows); i++)
		if (!is_row_right(&rows[i], root))
			result = HAS_FAILED;
	return result;
}

static void
test_near(void **state)
{
	char root[] = "/tmp/mountguard-test-XXXXXX";
	const char *must_run = getenv("MG_MUST_RUN");
	pid_t child;
	int status;

	assert_non_null(mkdtemp(root));
	child = fork();
	if (child == 0)
		_exit(run_rows(root));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(rmdir(root), 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_RUN &&
	    !(must_run && strcmp(must_run, "1") == 0)) {
		print_message("no mount namespaces here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
