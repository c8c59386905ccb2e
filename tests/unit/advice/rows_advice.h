/* SPDX-License-Identifier: MIT */
/* Rows for test_advice.c: where we are, a line as a user writes it, what was found out, and what
 * is said about the first word of the line that does not hold. The texts are in
 * messages/advice.txt.
 */
#ifndef MG_TEST_ROWS_ADVICE_H
#define MG_TEST_ROWS_ADVICE_H

#include "saved_engines.h"
#include "verdicts.h"

#include <errno.h>

struct advice_row {
	const char *title;
	const struct saved *saved;
	uint64_t on; /* of enum saved_id */
	const char *line;
	const char *name; /* of the diagnosis; NULL: none fits, and nothing is said */
	/* Where .resolved is empty, it is the path of the line. */
	struct mg_facts facts;
};

/* An empty directory, unless .listing says otherwise. */
#define IS_DIR(...) GIVEN(.mode = S_IFDIR | 0755, __VA_ARGS__)
#define IS_FILE(...) GIVEN(.mode = S_IFREG | 0644, .size = 6, __VA_ARGS__)
#define EMPTY_FILE GIVEN(.mode = S_IFREG | 0644)
#define IS_MOUNT .is_mount_root = true
#define HAS_OWN .listing.has_own = true
#define LISTING_FAILS(number) .listing.err = (number)
#define WRITING_FAILS(number) .write.err = (number)
#define NO_NAME_LIKE(like) NO_WAY_FROM("/", .missing = "app", .walk_err = ENOENT, .near = like)
#define NEAR(...) .has_looked_near = true, .nearby.is_known = true, __VA_ARGS__
#define HOLDS(number, text)                                                                        \
	.nearby.count = (number), .nearby.names_len = sizeof(text), .nearby.names = text
#define FOUND(path, on) .nearby.found = path, .nearby.found_mount_id = (on)
/* A missing name in an empty directory, unless .nearby says otherwise. */
#define MISSED(dir, name, ...)                                                                     \
	NO_WAY_FROM(dir, .missing = name, .walk_err = ENOENT, NEAR(__VA_ARGS__))
#define LATE_AT(where)                                                                             \
	{                                                                                          \
		.answer = MG_ANSWER_LATE, .stage = (where)                                         \
	}

/* Docker, and one mount that the line says; or one beside the path that is sought. */
#define AMONG(title, line)                                                                         \
	(&(const struct saved){ title,                                                             \
				DOCKER_ROOT "3001 3000 8:2 /var/lib/docker/containers/" ID_64      \
					    "/hosts /etc/hosts rw - ext4 /dev/sda2 rw\n" line,     \
				{ 0 },                                                             \
				MG_ENGINE_DOCKER })
#define BESIDE(target)                                                                             \
	AMONG("Docker, and " target, "3040 3000 8:2 /srv/shop " target " rw - ext4 /dev/sda2 rw\n")
#define BESIDE_ID 3040

/* --- the target of the mount is not the path that is looked for --- */

static const struct advice_row target_rows[] = {
	{ "Git Bash: ;C behind it", BESIDE("/app;C"), ROOT, "/app nonempty", "git-bash", IS_DIR() },
	{ "Git Bash: the path is missing", BESIDE("/app;C"), ROOT, "/app mount", "git-bash",
	  NO_NAME_LIKE("") },
	{ "Git Bash: its own directory before it", BESIDE("/Program\\040Files/Git/app"), ROOT,
	  "/app mount", "git-bash", IS_DIR() },
	{ "Git Bash: a drive before it", BESIDE("/C:/Program\\040Files/Git/app"), ROOT,
	  "/app has=*.py", "git-bash", IS_DIR() },
	{ "Git Bash: backslashes", BESIDE("/C:\\134Program\\040Files\\134Git\\134app"), ROOT,
	  "/app nonempty", "git-bash", IS_DIR() },
	{ "no Git Bash: the path itself is mounted as well", BESIDE("/app;C"), BESIDE_ID,
	  "/app nonempty", "empty-bind", IS_DIR(IS_MOUNT) },
	{ "no Git Bash: a longer name", BESIDE("/application"), ROOT, "/app nonempty", NULL,
	  IS_DIR() },
	{ "no Git Bash: the same name deeper", BESIDE("/srv/app"), ROOT, "/app nonempty", NULL,
	  IS_DIR() },
	{ "no Git Bash: it is there and something else is wrong", BESIDE("/app;C"), ROOT,
	  "/app persistent", "layer", IS_DIR(HAS_OWN) },
	{ "a mount in another case", BESIDE("/App"), ROOT, "/app nonempty", "near-mount",
	  IS_DIR() },
	{ "a mount with a backslash behind it", BESIDE("/app\\134"), ROOT, "/app mount",
	  "near-mount", IS_DIR(HAS_OWN) },
	{ "a mount with a blank behind it", BESIDE("/app\\040"), ROOT, "/app mount", "near-mount",
	  IS_DIR(HAS_OWN) },
	{ "a mount with a carriage return behind it", BESIDE("/app\r"), ROOT, "/app mount",
	  "near-mount", NO_NAME_LIKE("app\r") },
	{ "a mount in another case, and the path is relative", BESIDE("/App"), ROOT, "app mount",
	  "near-mount", IS_DIR(.resolved = "/app") },
	{ "a mount in another case, and a slash behind the path", BESIDE("/App"), ROOT,
	  "/app/ mount", "near-mount", IS_DIR(.resolved = "/app") },
	{ "a blank before the last name is another name", BESIDE("/app\\040/src"), ROOT,
	  "/app/src nonempty", NULL, IS_DIR() },
	{ "a link to the mount in another case", BESIDE("/App"), BESIDE_ID, "/app nonempty",
	  "empty-bind", IS_DIR(IS_MOUNT, .is_link = true, .resolved = "/App") },
	{ "a file in another case", &docker, ROOT, "/app/main.py file", "near-entry",
	  NO_WAY_FROM("/app", .missing = "main.py", .walk_err = ENOENT, .near = "Main.py") },
	{ "a file with a blank behind it", &plain, ROOT, "/app/main.py", "near-entry",
	  NO_WAY_FROM("/app", .missing = "main.py", .walk_err = ENOENT, .near = "main.py ") },
	{ "a directory of the way in another case", &plain, ROOT, "/app/src/main.py file",
	  "near-entry", NO_WAY_FROM("/app", .missing = "src", .walk_err = ENOENT, .near = "Src") },
	{ "nothing like it", &docker, ROOT, "/srv/main.py file", NULL,
	  NO_WAY_FROM("/srv", .missing = "main.py", .walk_err = ENOENT) },
};

/* --- nothing is mounted there --- */

#define SHAPE_A IS_DIR(MODELS_AND_TEMP)

static const struct advice_row absent_rows[] = {
	{ "shape A", &plain, ROOT, "/code nonempty", "shape-a", SHAPE_A },
	{ "shape A, asked for a mount", &docker, ROOT, "/code mount, nonempty", "shape-a",
	  SHAPE_A },
	{ "shape A, asked for a file in it", &docker, ROOT, "/code has=*.py", "shape-a", SHAPE_A },
	{ "shape A", &desktop, ROOT, "/code mount", "shape-a", SHAPE_A },
	{ "shape A", &podman, ROOT, "/code nonempty", "shape-a", SHAPE_A },
	{ "shape A", &pod, ROOT, "/code nonempty", "shape-a", SHAPE_A },
	{ "an empty directory of the image", &docker, ROOT, "/code nonempty", NULL, IS_DIR() },
	{ "a parent is mounted instead, or it was detached", &plain, BIND, "/app/models mount",
	  "inside-mount", IS_DIR() },
	{ "a parent is mounted instead, or it was detached", &docker, BIND, "/app/models mount",
	  "inside-mount", IS_DIR() },
	{ "a parent is mounted instead, or it was detached", &pod, BIND, "/app/models mount",
	  "inside-mount", IS_DIR(HAS_OWN) },
	{ "a parent is mounted instead, or it was detached", &podman, BIND, "/app/models mount",
	  "inside-mount", IS_DIR() },
	{ "a parent is mounted instead, other kind wanted", &docker, BIND,
	  "/app/models mount=volume", "inside-mount", IS_DIR() },
	{ "a child is mounted instead", BESIDE("/code/lib"), ROOT, "/code mount", "child-mounted",
	  IS_DIR(HAS_OWN) },
	{ "a longer name is no child", BESIDE("/code-lib"), ROOT, "/code mount=bind", "not-mounted",
	  IS_DIR(HAS_OWN) },
	{ "made without it", &plain, ROOT, "/code mount", "not-mounted", IS_DIR(HAS_OWN) },
	{ "made without it", &docker, ROOT, "/code mount", "not-mounted", IS_DIR() },
	{ "made without it", &podman, ROOT, "/code mount", "not-mounted", IS_DIR() },
	{ "made without it", &pod, ROOT, "/code mount=pvc", "not-mounted", IS_DIR() },
	{ "made without it, and nobody has pods", &containerd, ROOT, "/code mount", "not-mounted",
	  IS_DIR() },
	{ "in the container's layer", &podman, ROOT, "/code persistent", "layer", IS_DIR() },
	{ "in the container's layer", &containerd, ROOT, "/code persistent", "layer", IS_DIR() },
	{ "in the container's layer", &docker, ROOT, "/code persistent", "layer", IS_DIR(HAS_OWN) },
	{ "in the container's layer", &pod, ROOT, "/code persistent", "layer", IS_DIR() },
};

/* --- mounted, and not what it should be --- */

#define NEW_DISK IS_DIR(IS_MOUNT, .listing.has_lost_found = true)
#define EMPTY IS_DIR(IS_MOUNT)

static const struct advice_row content_rows[] = {
	{ "shape B", &desktop, SHARE, "/shop nonempty", "empty-share",
	  IS_DIR(IS_MOUNT, MODELS_AND_TEMP) },
	{ "shape B, asked for a file in it", &desktop, SHARE, "/shop mount, has=*.py",
	  "empty-share", EMPTY },
	{ "shape B, asked to last", &desktop, SHARE, "/shop persistent", "empty-share",
	  IS_DIR(IS_MOUNT, MODELS_AND_TEMP) },
	{ "an empty share, by 9p", &desktop, SHARE_9P, "/shop9p nonempty", "empty-share", EMPTY },
	{ "an empty share, in the virtual machine's root", &desktop_hyperv, SHARE, "/shop nonempty",
	  "empty-share", EMPTY },
	{ "an empty share", &desktop_mac, SHARE, "/shop nonempty", "empty-share", EMPTY },
	{ "an empty share", &rancher, SHARE, "/shop nonempty", "empty-share", EMPTY },
	{ "a directory of a share that is there", &desktop, SHARE_9P, "/shop9p/data nonempty", NULL,
	  IS_DIR() },
	{ "the share is there", &desktop, SHARE_9P, "/shop9p has=*.py", NULL,
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an empty bind", &plain, BIND, "/app nonempty", "empty-bind",
	  IS_DIR(IS_MOUNT, MODELS_AND_TEMP) },
	{ "an empty bind", &podman, BIND, "/app nonempty", "empty-bind", EMPTY },
	{ "an empty bind", &docker, BIND, "/app mount, nonempty", "empty-bind", EMPTY },
	{ "an empty directory in a bind", &docker, BIND, "/app/data nonempty", NULL, IS_DIR() },
	{ "a bind without the file", &docker, BIND, "/app has=*.py", NULL,
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an empty anonymous volume", &docker, ANONYMOUS, "/spool nonempty", "empty-anonymous",
	  EMPTY },
	{ "an empty emptyDir", &pod, EMPTYDIR, "/work nonempty", "empty-emptydir", EMPTY },
	{ "an empty directory in an emptyDir", &pod, EMPTYDIR, "/work/a nonempty", NULL, IS_DIR() },
	{ "an empty tmpfs", &docker, TMPFS, "/cache nonempty", "empty-tmpfs", EMPTY },
	{ "an empty tmpfs", &desktop_hyperv, TMPFS, "/cache nonempty", "empty-tmpfs", EMPTY },
	{ "a volume named like the directory", &docker, VOLUME, "/data nonempty", "empty-volume",
	  EMPTY },
	{ "a volume named like the file", &docker, VOLUME_FILE, "/etc/shop.toml file",
	  "empty-volume", EMPTY },
	{ "a new disk", &docker, WHOLE_DISK, "/disk nonempty", "blank-disk", NEW_DISK },
	{ "a new disk, asked for a file in it", &docker, WHOLE_DISK, "/disk has=PG_VERSION",
	  "blank-disk", NEW_DISK },
	{ "a new claim", &pod, PVC, "/claim nonempty", "blank-disk", NEW_DISK },
	{ "a directory for a file", &podman, BIND_FILE, "/etc/shop.yaml file", "dir-for-file",
	  EMPTY },
	{ "a directory for a file", &docker, BIND_FILE, "/etc/shop.yaml file, nonempty",
	  "dir-for-file", EMPTY },
	{ "a directory for a file", &pod, BIND_FILE, "/etc/shop.yaml file", "dir-for-file", EMPTY },
	{ "a tmpfs for a file", &docker, TMPFS_FILE, "/etc/shop.ini file", "empty-tmpfs", EMPTY },
	{ "an empty tmpfs, in a pod", &pod, TMPFS, "/cache nonempty", "empty-emptydir", EMPTY },
	{ "a tmpfs where another mount is wanted", &docker, TMPFS, "/cache mount=volume",
	  "tmpfs-instead", EMPTY },
	{ "a whole disk for a file", &docker, WHOLE_DISK, "/disk file", "empty-bind", EMPTY },
	{ "a directory for a file, of a file system somewhere", &docker, BIND_LABELLED, "/www file",
	  "dir-for-file", EMPTY },
	{ "a directory for a file, of a file system somewhere", &containerd, BIND_LABELLED,
	  "/www file", "dir-for-file", EMPTY },
	{ "a directory for a socket", &docker, BIND_FILE, "/etc/shop.yaml socket", "dir-for-socket",
	  EMPTY },
	{ "a directory for a socket", &pod, BIND_FILE, "/etc/shop.yaml socket", "dir-for-socket",
	  EMPTY },
	{ "a directory for a socket, of a file system somewhere", &docker, BIND_LABELLED,
	  "/www socket", "dir-for-socket", EMPTY },
	{ "a directory for a key of a configMap", &pod, CONFIG_SUBDIR, "/etc/shop.key file",
	  "subpath-key", EMPTY },
	{ "a directory for a key of a secret", &pod, MEMORY_SUBDIR, "/etc/shop.id file",
	  "subpath-in-memory", EMPTY },
	{ "a secret without keys", &pod, SECRET_DIR, "/etc/keys nonempty", "empty-config", EMPTY },
	{ "a key that the configMap has not", &pod, CONFIG_DIR, "/etc/shop.d/db.conf file",
	  "no-key", MISSED("/etc/shop.d", "db.conf", HOLDS(1, "app.conf")) },
	{ "a configMap without keys", &pod, CONFIG_DIR, "/etc/shop.d nonempty", "empty-config",
	  EMPTY },
	{ "an empty hostPath or claim", &pod, BIND, "/app nonempty", "empty-bind", EMPTY },
	{ "a blank disk, and it cannot be written", &docker, WHOLE_DISK, "/disk writable",
	  "blank-disk", IS_DIR(IS_MOUNT, WRITING_FAILS(EACCES), .listing.has_lost_found = true) },
	{ "a blank disk, and a file is missed", &docker, WHOLE_DISK, "/disk/PG_VERSION file",
	  "blank-disk", MISSED("/disk", "PG_VERSION", IS_MOUNT) },
	{ "an empty bind, and a file is missed", &docker, BIND, "/app/main.py file", "empty-bind",
	  MISSED("/app", "main.py", IS_MOUNT) },
	{ "an empty bind, and nobody looked", &docker, BIND, "/app/main.py file", NULL,
	  NO_WAY_FROM("/app", .missing = "main.py", .walk_err = ENOENT, IS_MOUNT) },
	{ "an empty share, and a file is missed", &desktop, SHARE, "/shop/main.py file",
	  "empty-share", MISSED("/shop", "main.py", IS_MOUNT) },
	{ "an empty volume, and a socket is missed", &docker, VOLUME, "/data/db.sock socket",
	  "empty-for-socket", MISSED("/data", "db.sock", IS_MOUNT) },
	{ "an empty volume, and a file is missed", &docker, VOLUME, "/data/db.sock file",
	  "empty-volume", MISSED("/data", "db.sock", IS_MOUNT) },
	{ "shape A, and a file is missed", &docker, ROOT, "/app/main.py file", "shape-a",
	  MISSED("/app", "main.py", HOLDS(0, "")) },
	{ "a folder of a Mac that is not shared", &docker, MAC_FOLDER, "/mac nonempty",
	  "unshared-folder", EMPTY },
	{ "a folder of a Mac that is not shared", &podman, MAC_FOLDER, "/mac nonempty",
	  "unshared-folder", EMPTY },

	{ "the bind is a level too high", &docker, BIND, "/app/main.py file", "mount-too-high",
	  MISSED("/app", "main.py", IS_MOUNT, HOLDS(1, "api/"), FOUND("/app/api/main.py", BIND)) },
	{ "the hostPath is a level too high", &pod, BIND, "/app/main.py file", "mount-too-high",
	  MISSED("/app", "main.py", IS_MOUNT, HOLDS(1, "api/"), FOUND("/app/api/main.py", BIND)) },
	{ "the bind is a level too deep", &docker, BIND, "/app/api/main.py file", "mount-too-deep",
	  MISSED("/app", "api", IS_MOUNT, HOLDS(1, "main.py"), FOUND("/app/main.py", BIND)) },
	{ "the hostPath is a level too deep", &pod, BIND, "/app/api/main.py file", "mount-too-deep",
	  MISSED("/app", "api", IS_MOUNT, HOLDS(1, "main.py"), FOUND("/app/main.py", BIND)) },
	{ "the data are a level deeper", &docker, VOLUME, "/data/PG_VERSION file",
	  "volume-too-deep",
	  MISSED("/data", "PG_VERSION", IS_MOUNT, HOLDS(1, "15/"),
		 FOUND("/data/15/main/PG_VERSION", VOLUME)) },
	{ "a file of the image, deeper", &docker, ROOT, "/code/main.py file", "found-here",
	  MISSED("/code", "main.py", HOLDS(1, "src/"), FOUND("/code/src/main.py", ROOT)) },
	{ "two mounts have changed their places", &docker, VOLUME, "/data has=*.onnx",
	  "found-elsewhere",
	  IS_DIR(IS_MOUNT, HAS_OWN, NEAR(HOLDS(1, "tmp-1"), FOUND("/spool/a.onnx", ANONYMOUS))) },
	{ "an empty volume, and another one has it", &docker, VOLUME, "/data has=*.onnx",
	  "swapped-volumes", IS_DIR(IS_MOUNT, NEAR(FOUND("/etc/shop.toml/a.onnx", VOLUME_FILE))) },
	{ "an empty file in place of none", &pod, BIND_FILE, "/etc/shop.yaml nonempty",
	  "empty-file", GIVEN(.mode = S_IFREG | 0644, IS_MOUNT) },
	{ "an empty file of the host", &docker, BIND, "/app/main.py file, nonempty", "empty-file",
	  EMPTY_FILE },
	{ "an empty file of the host, mounted itself", &podman, BIND_FILE,
	  "/etc/shop.yaml nonempty", "empty-file", GIVEN(.mode = S_IFREG | 0644, IS_MOUNT) },
	{ "an empty file of the node", &pod, BIND, "/app/main.py nonempty", "empty-file",
	  EMPTY_FILE },
	{ "an empty file of a shared folder", &desktop, SHARE, "/shop/main.py nonempty", NULL,
	  EMPTY_FILE },
	{ "an empty file of the image", &docker, ROOT, "/code/main.py nonempty", "empty-file",
	  EMPTY_FILE },
	{ "an empty file of a machine", &plain, ROOT, "/code/main.py nonempty", NULL, EMPTY_FILE },
	{ "an empty file in a volume", &docker, VOLUME, "/data/main.db nonempty", NULL,
	  EMPTY_FILE },
	{ "a key of a secret that is empty", &pod, SECRET_DIR, "/etc/keys/id nonempty", "empty-key",
	  EMPTY_FILE },
	{ "a key of a configMap that is empty", &pod, CONFIG_DIR, "/etc/shop.d/db.conf nonempty",
	  "empty-key", EMPTY_FILE },
	{ "a link that leads out", &docker, ROOT, "/app/current/main.py file", "link-leads-out",
	  NO_WAY_FROM("/srv", .missing = "releases", .walk_err = ENOENT, .is_link = true,
		      .link = "/app/current", .link_target = "/srv/releases/42") },
	{ "a relative link that leads out", &docker, ROOT, "/app/current/main.py file",
	  "link-leads-out",
	  NO_WAY_FROM("/srv", .missing = "releases", .walk_err = ENOENT, .is_link = true,
		      .link = "/app/current", .link_target = "../srv/releases/42") },
	{ "links that lead in a circle", &docker, BIND, "/app/a file", "link-circle",
	  NO_WAY_FROM("/app", .missing = "a", .walk_err = ELOOP, .is_link = true, .link = "/app/b",
		      .link_target = "a") },
	{ "a device that the container was not given",
	  AMONG("Docker, and its /dev", "3040 3000 0:95 / /dev rw - tmpfs tmpfs rw\n"), BESIDE_ID,
	  "/dev/nvidia0 device", "no-device", MISSED("/dev", "nvidia0", HOLDS(1, "null")) },
	{ "a link that leads to a directory without the file", &docker, BIND,
	  "/app/current/main.py file", "other-content",
	  MISSED("/app/releases", "main.py", HOLDS(1, "app.py"), .is_link = true) },
	{ "shape A is not what lacks more than the last name", &docker, ROOT, "/app/a/b file", NULL,
	  MISSED("/app", "a", HOLDS(0, "")) },
	{ "the parent is mounted in another case", BESIDE("/App"), ROOT, "/app/main.py file",
	  "near-mount", MISSED("/", "app", HOLDS(0, "")) },
	{ "an empty volume", &podman, VOLUME, "/data nonempty", "empty-volume", EMPTY },
	{ "an empty volume", &containerd, VOLUME, "/data nonempty", "empty-volume", EMPTY },
	{ "an image in place of a volume", &docker, IMAGE_BELOW, "/pictures persistent",
	  "image-mount", IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an image in place of a volume", &pod, IMAGE_BELOW, "/pictures persistent", "image-mount",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an image that can be written", &docker, IMAGE_WRITABLE, "/gallery persistent",
	  "image-mount", IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an image that can be written", &podman, IMAGE_WRITABLE, "/gallery persistent",
	  "image-mount", IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an image that can be written", &pod, IMAGE_WRITABLE, "/gallery persistent",
	  "image-mount", IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "a key for everybody", &docker, BIND, "/app/key private", "not-private", IS_FILE() },
	{ "a key for everybody", &pod, CONFIG_DIR, "/etc/shop.d/key private", "not-private",
	  IS_FILE() },
	{ "a key for the group of fsGroup", &pod, CONFIG_DIR, "/etc/shop.d/key private",
	  "not-private", GIVEN(.mode = S_IFREG | 0440, .gid = 1000, .size = 6) },
	{ "a key for everybody, of a file system somewhere", &docker, WHOLE_DISK,
	  "/disk/key private", "not-private", IS_FILE() },
	{ "a secret should last", &pod, SECRET_DIR, "/etc/keys persistent", "memory",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the token should last", &pod, 3003,
	  "/run/secrets/kubernetes.io/serviceaccount persistent", "memory",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "a program that hangs", &docker, FUSE, "/remote nonempty", "no-answer",
	  LATE_AT(MG_STAGE_LIST) },
	{ "it is on a mount, and wanted of the image", &docker, ROOT, "/models/a.onnx file",
	  "found-elsewhere",
	  MISSED("/", "models", HOLDS(2, "bin/\0etc/"), FOUND("/data/a.onnx", VOLUME)) },
	{ "something else is mounted", &docker, BIND, "/app/main.py file", "other-content",
	  MISSED("/app", "main.py", IS_MOUNT, HOLDS(2, "index.html\0package.json"),
		 .nearby.has_more = true) },
	{ "something else is mounted", &pod, BIND, "/app has=*.py", "other-content",
	  IS_DIR(IS_MOUNT, HAS_OWN, NEAR(HOLDS(2, "index.html\0src/"))) },
	{ "the image has something else", &docker, ROOT, "/code/main.py file", "other-content",
	  MISSED("/code", "main.py", HOLDS(1, "a b")) },
	{ "a directory with files for a file", &docker, BIND_FILE, "/etc/shop.yaml file", NULL,
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an empty directory for a file, in a bind", &docker, BIND, "/app/main.py file", NULL,
	  IS_DIR() },
	{ "the image is hidden", &podman, BIND, "/app on=image", "hidden-image",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the image is hidden", &docker, VOLUME, "/data on=image", "hidden-image",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the image is hidden", &podman, VOLUME, "/data on=image", "hidden-image",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the image is hidden", &docker, BIND, "/app on=image", "hidden-image",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the image is hidden", &pod, BIND, "/app/lib on=image", "hidden-image", IS_DIR(HAS_OWN) },
	{ "no image is wanted there", &docker, BIND, "/app on=volume", NULL,
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "it is the image, and should not be", &docker, ROOT, "/code on=bind", NULL,
	  IS_DIR(HAS_OWN) },
};

#endif
