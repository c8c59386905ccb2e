/* SPDX-License-Identifier: MIT */
/* The cases. On good storage a start is right, but never with another identity. Bad storage is bad
 * in one way for each row, so that no other word can find what one word misses. */
#include "cases.h"

#include <stddef.h>

#define ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define EXPECT(text) "-e", text
#define GO "--", COMMAND

/* A row: storage that is bad for this one expectation. */
#define BAD(name, text)                                                                            \
	{                                                                                          \
		name, MODE_GUARD, CASE_BAD, 69, NULL, ARGS(EXPECT(text), GO)                       \
	}

/* /etc/passwd or /etc/group is missing or empty: then there is no user `app`, or the user is in no
 * other group. */
#define NO_ACCOUNTS                                                                                \
	"guard/openat=ENOENT guard/openat=ENOTDIR guard/openat2=ENOENT guard/openat2=ENOTDIR "     \
	"child1/openat=ENOENT child1/openat=ENOTDIR child2/openat=ENOENT child2/openat=ENOTDIR "   \
	"guard/read=zero child1/read=zero child2/read=zero"

/* A path that is looked up is missing, and the printed text has no reader. */
#define NOT_THERE                                                                                  \
	"child/openat=ENOENT child/openat=ENOTDIR child/statx=ENOENT child/statx=ENOTDIR "         \
	"guard/write=EPIPE"

#define SHA256_OF_MAIN "ff7393c05d75f055fd4249f4e780ba0f70dcaca242c589afd2879c18241c7267"

static const struct fault_case cases[] = {
	/* the storage is good */
	{ "start", MODE_GUARD, CASE_PROBES, STARTED, NULL, ARGS("--file", "/mnt/guard.conf", GO) },
	{ "words", MODE_GUARD, 0, STARTED, NULL,
	  ARGS(EXPECT("/mnt/ro readonly"), EXPECT("/mnt/none absent"), EXPECT("/mnt/void empty"),
	       EXPECT("/mnt/app has=*.py, fstype=tmpfs, source=*src, opts=rw"),
	       EXPECT("/mnt/secret file, private, owner=0:0, mode=0600"), EXPECT("/mnt/link dir"),
	       EXPECT("/mnt/tool executable, free=1k, inodes=1"), GO) },
	{ "content", MODE_GUARD, CASE_PROBES, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app/main.py same-as=/mnt/src/main.py, sha256=" SHA256_OF_MAIN), GO) },
	{ "abilities", MODE_GUARD, CASE_PROBES, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app supports=symlink+hardlink+lock+exec+rename+mmap+case"), GO) },
	{ "abilities-named", MODE_GUARD, CASE_PROBES | CASE_NO_TMPFILE, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app/models supports=lock+exec+mmap"), GO) },
	{ "write", MODE_GUARD, CASE_PROBES, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app/models writable=sync"), EXPECT("/mnt/app/main.py writable=sync"),
	       GO) },
	{ "write-named", MODE_GUARD, CASE_PROBES | CASE_NO_TMPFILE, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app/models writable=sync"), GO) },
	{ "old-kernel", MODE_GUARD, CASE_PROBES | CASE_NO_STATX | CASE_NO_TMPFILE, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app mount=bind, nonempty, writable"),
	       EXPECT("/mnt/app/main.py file, readable"), GO) },
	{ "path", MODE_GUARD, 0, STARTED, NULL, ARGS(EXPECT("/mnt/app nonempty"), "marker") },
	{ "reaped", MODE_GUARD, CASE_REAPED, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app mount, nonempty"), GO) },
	{ "warn", MODE_GUARD, CASE_WARNS, STARTED, NULL,
	  ARGS("--on-fail", "warn", EXPECT("/mnt/shape-b nonempty"), GO) },
	{ "wait", MODE_GUARD, CASE_LATE, STARTED, NULL,
	  ARGS("--wait", "2s", "--interval", "10ms", EXPECT("/mnt/late/file exists"), GO) },
	{ "lock", MODE_GUARD, CASE_PROBES, STARTED, NULL,
	  ARGS(EXPECT("/mnt/app exclusive"), EXPECT("/mnt/app/main.py exclusive"), GO) },
	{ "check-lock", MODE_CHECK, 0, 0, NULL, ARGS("--check", EXPECT("/mnt/app exclusive")) },
	{ "check", MODE_CHECK, 0, 0, NULL, ARGS("--file", "/mnt/guard.conf", "--check") },
	{ "check-json", MODE_CHECK, 0, 0, NULL,
	  ARGS("--check", "--format", "json", EXPECT("/mnt/app mount, nonempty")) },
	{ "health", MODE_HEALTH, 0, 0, NULL, ARGS("--file", "/mnt/guard.conf", "--health") },
	{ "snapshot", MODE_SNAPSHOT, 0, 0, NOT_THERE,
	  ARGS("--snapshot", "/mnt/app", "/mnt/app/models", "/mnt/app/main.py") },
	{ "explain", MODE_EXPLAIN, 0, 0, NOT_THERE, ARGS("--explain", "/mnt/app", "/mnt/ro") },
	{ "health-http", MODE_HEALTH, 0, 0, NULL,
	  ARGS("--health", "--http", "http://localhost/", EXPECT("/mnt/app nonempty")) },
	{ "health-http-name", MODE_HEALTH, 0, 0, NULL,
	  ARGS("--health", "--http", "http://backend/", EXPECT("/mnt/app nonempty")) },
	{ "install", MODE_INSTALL, 0, 0, NULL, ARGS("--install", "/mnt/shared") },
	{ "install-full", MODE_INSTALL, CASE_BAD, 69, NULL, ARGS("--install", "/mnt/full") },

	/* the command is to be another user */
	{ "caps", MODE_GUARD, 0, STARTED, NULL,
	  ARGS("--caps", "none", EXPECT("/mnt/app nonempty"), GO) },
	{ "no-new-privs", MODE_GUARD, 0, STARTED, NULL,
	  ARGS("--no-new-privs", EXPECT("/mnt/app nonempty"), GO) },
	{ "user", MODE_GUARD, CASE_NEEDS_ROOT, STARTED, NO_ACCOUNTS,
	  ARGS("--user", "app", EXPECT("/mnt/home writable"), GO) },
	{ "user-caps", MODE_GUARD, CASE_NEEDS_ROOT, STARTED, NO_ACCOUNTS,
	  ARGS("--user", "app:models", "--caps", "net_bind_service,chown", "--no-new-privs",
	       EXPECT("/mnt/home writable"), GO) },
	{ "user-warn", MODE_GUARD, CASE_NEEDS_ROOT | CASE_WARNS, STARTED, NO_ACCOUNTS,
	  ARGS("--user", "app", "--caps", "none", "--on-fail", "warn",
	       EXPECT("/mnt/shape-b nonempty"), GO) },
	{ "user-health", MODE_HEALTH, CASE_NEEDS_ROOT, 0, NO_ACCOUNTS,
	  ARGS("--health", "--user", "app", EXPECT("/mnt/home writable")) },
	{ "user-snapshot", MODE_SNAPSHOT, CASE_NEEDS_ROOT, 0, NO_ACCOUNTS " " NOT_THERE,
	  ARGS("--snapshot", "--user", "app", "/mnt/home", "/mnt/app") },

	/* the storage is bad, and the command is to be another user: root's power does not count */
	{ "user-denied", MODE_GUARD, CASE_NEEDS_ROOT | CASE_BAD, 69, NO_ACCOUNTS,
	  ARGS("--user", "app", EXPECT("/mnt/app writable"), GO) },
	{ "user-secret", MODE_GUARD, CASE_NEEDS_ROOT | CASE_BAD, 69, NO_ACCOUNTS,
	  ARGS("--user", "app", "--caps", "none", EXPECT("/mnt/secret readable"), GO) },
	{ "caps-denied", MODE_GUARD, CASE_NEEDS_ROOT | CASE_BAD, 69, NULL,
	  ARGS("--caps", "none", EXPECT("/mnt/home writable"), GO) },

	/* the storage is bad */
	BAD("no-mount", "/mnt/shape-a mount, nonempty"),
	{ "no-mount-old-kernel", MODE_GUARD, CASE_BAD | CASE_NO_STATX, 69, NULL,
	  ARGS(EXPECT("/mnt/shape-a mount"), GO) },
	BAD("empty-mount", "/mnt/shape-b mount, nonempty"),
	BAD("missing", "/mnt/app/mian.py file"),
	BAD("kind", "/mnt/app mount=volume"),
	BAD("kind-on", "/mnt/app on=image"),
	BAD("lasting", "/mnt/app persistent"),
	BAD("stale", "/mnt/stale dir"),
	BAD("type", "/mnt/app file"),
	/* ENOENT: the directory was removed meanwhile, and holds nothing */
	{ "not-empty", MODE_GUARD, CASE_BAD, 69, "child/getdents64=ENOENT",
	  ARGS(EXPECT("/mnt/app empty"), GO) },
	{ "not-absent", MODE_GUARD, CASE_BAD, 69, NOT_THERE,
	  ARGS(EXPECT("/mnt/app/main.py absent"), GO) },
	BAD("pattern", "/mnt/app has=*.onnx"),
	BAD("fstype", "/mnt/app fstype=!tmpfs"),
	BAD("options", "/mnt/app opts=ro"),
	BAD("source", "/mnt/app source=*other"),
	BAD("read-only", "/mnt/ro writable"),
	BAD("full", "/mnt/full writable"),
	{ "full-named", MODE_GUARD, CASE_BAD | CASE_NO_TMPFILE, 69, NULL,
	  ARGS(EXPECT("/mnt/full writable"), GO) },
	BAD("unable", "/mnt/ro supports=symlink+hardlink+lock+exec+rename+mmap+case"),
	{ "unable-full", MODE_GUARD, CASE_BAD, 71, NULL,
	  ARGS(EXPECT("/mnt/full supports=lock"), GO) },
	BAD("other-bytes", "/mnt/secret same-as=/mnt/app/main.py"),
	BAD("other-digest", "/mnt/secret sha256=" SHA256_OF_MAIN),
	BAD("nothing-to-compare", "/mnt/app/main.py same-as=/mnt/none"),
	BAD("room", "/mnt/app free=1000T"),
	BAD("room-full", "/mnt/full free=1"),
	BAD("inodes", "/mnt/app inodes=18446744073709551615"),
	{ "not-read-only", MODE_GUARD, CASE_BAD, 69,
	  "child/openat=EROFS child/openat=EACCES child/openat=EPERM child/openat=ETXTBSY",
	  ARGS(EXPECT("/mnt/app readonly"), GO) },
	BAD("taken", "/mnt/taken exclusive"),
	BAD("owner", "/mnt/app owner=4711"),
	BAD("mode", "/mnt/app mode=0700"),
	BAD("not-private", "/mnt/app/main.py private"),
	BAD("not-executable", "/mnt/app/main.py executable"),
	{ "silent", MODE_GUARD, CASE_BAD | CASE_SILENT, 69, NULL,
	  ARGS("--timeout", "30ms", EXPECT("/mnt/app nonempty"), EXPECT("/mnt/void empty"), GO) },
	{ "wait-over", MODE_GUARD, CASE_BAD, 69, NULL,
	  ARGS("--wait", "8ms", "--interval", "5ms", EXPECT("/mnt/shape-b nonempty"), GO) },
	{ "bad-check", MODE_CHECK, CASE_BAD, 69, NULL,
	  ARGS("--check", EXPECT("/mnt/shape-b nonempty")) },
	{ "bad-health-http", MODE_HEALTH, CASE_BAD, 1, NULL,
	  ARGS("--health", "--http", "http://127.0.0.1/bad", EXPECT("/mnt/app nonempty")) },
	{ "bad-health", MODE_HEALTH, CASE_BAD, 1, NULL,
	  ARGS("--health", EXPECT("/mnt/shape-b nonempty")) },
};

const struct fault_case *
case_at(unsigned index)
{
	return index < sizeof(cases) / sizeof(cases[0]) ? &cases[index] : NULL;
}
