/* SPDX-License-Identifier: MIT */
/* Rows for test_diagnose.c: where we are, a line as a user writes it, what was found out, and what
 * is said about the first word of the line that does not hold. */
#ifndef MG_TEST_ROWS_DIAGNOSE_H
#define MG_TEST_ROWS_DIAGNOSE_H

#include "saved_places.h"
#include "verdicts.h"

#include <errno.h>

struct diagnose_row {
	const char *title;
	const struct saved *saved;
	uint64_t on; /* of enum saved_id */
	const char *line;
	const char *name; /* of the diagnosis; NULL: none fits, and nothing is said */
	const char *why;
	const char *fix;
	/* Where .resolved is empty, it is the path of the line. */
	struct mg_facts facts;
};

#define NOTHING NULL, "", ""
/* Nothing of its own, unless it is said. */
#define IS_DIR(...) GIVEN(.mode = S_IFDIR | 0755, __VA_ARGS__)
#define IS_FILE(...) GIVEN(.mode = S_IFREG | 0644, .size = 6, __VA_ARGS__)
#define IS_MOUNT .is_mount_root = true
#define HAS_OWN .listing.has_own = true
#define LISTING_FAILS(number) .listing.err = (number)
#define WRITING_FAILS(number) .write.err = (number)
#define NO_NAME_LIKE(like) NO_WAY_FROM("/", .missing = "app", .walk_err = ENOENT, .near = like)
#define LATE_AT(where)                                                                             \
	{                                                                                          \
		.answer = MG_ANSWER_LATE, .stage = (where)                                         \
	}

/* Docker, and one mount beside the path that is sought. */
#define BESIDE(target)                                                                             \
	(&(const struct saved){ "Docker, and " target,                                             \
				DOCKER_ROOT "3001 3000 8:2 /var/lib/docker/containers/" ID_64      \
					    "/hosts /etc/hosts rw - ext4 /dev/sda2 rw\n"           \
					    "3040 3000 8:2 /srv/shop " target                      \
					    " rw - ext4 /dev/sda2 rw\n",                           \
				{ 0 },                                                             \
				MG_PLACE_DOCKER })
#define BESIDE_ID 3040

/* --- the target of the mount is not the path that is looked for --- */

#define MANGLED(near)                                                                              \
	"git-bash", "Git Bash rewrote the target of the mount: it is at " near " instead"
#define UNMANGLE "set MSYS_NO_PATHCONV=1, or write the target with two slashes (-v \"$PWD://app\")"
#define MOVED(near)                                                                                \
	"near-mount", "something is mounted at " near ", which differs only in case or in blanks", \
		"correct the target of that mount to /app"
#define ENTRY(near)                                                                                \
	"near-entry", "there is " near ", which differs only in case or in blanks",                \
		"correct the name, there or in the expectation; Linux tells them apart"

static const struct diagnose_row target_rows[] = {
	{ "Git Bash: ;C behind it", BESIDE("/app;C"), ROOT, "/app nonempty", MANGLED("'/app;C'"),
	  UNMANGLE, IS_DIR() },
	{ "Git Bash: the path is missing", BESIDE("/app;C"), ROOT, "/app mount",
	  MANGLED("'/app;C'"), UNMANGLE, NO_NAME_LIKE("") },
	{ "Git Bash: its own directory before it", BESIDE("/Program\\040Files/Git/app"), ROOT,
	  "/app mount", MANGLED("'/Program Files/Git/app'"), UNMANGLE, IS_DIR() },
	{ "Git Bash: a drive before it", BESIDE("/C:/Program\\040Files/Git/app"), ROOT,
	  "/app has=*.py", MANGLED("'/C:/Program Files/Git/app'"), UNMANGLE, IS_DIR() },
	{ "Git Bash: backslashes", BESIDE("/C:\\134Program\\040Files\\134Git\\134app"), ROOT,
	  "/app nonempty", MANGLED("'/C:\\Program Files\\Git\\app'"), UNMANGLE, IS_DIR() },
	{ "no Git Bash: the path itself is mounted as well", BESIDE("/app;C"), BESIDE_ID,
	  "/app nonempty", "empty-bind",
	  "the host directory /srv/shop is empty: Docker makes an empty one where the source of "
	  "a bind "
	  "is "
	  "missing",
	  "check that /srv/shop on the host is the directory that you mean and that its files are "
	  "there, then docker compose up -d --force-recreate",
	  IS_DIR(IS_MOUNT) },
	{ "no Git Bash: a longer name", BESIDE("/application"), ROOT, "/app nonempty", NOTHING,
	  IS_DIR() },
	{ "no Git Bash: the same name deeper", BESIDE("/srv/app"), ROOT, "/app nonempty", NOTHING,
	  IS_DIR() },
	{ "no Git Bash: it is there and something else is wrong", BESIDE("/app;C"), ROOT,
	  "/app persistent", "layer",
	  "nothing is mounted here, so the data goes with the container",
	  "add NAME:/app to volumes: in the Compose file, or -v NAME:/app to docker run",
	  IS_DIR(HAS_OWN) },

	{ "a mount in another case", BESIDE("/App"), ROOT, "/app nonempty", MOVED("/App"),
	  IS_DIR() },
	{ "a mount with a blank behind it", BESIDE("/app\\040"), ROOT, "/app mount",
	  MOVED("'/app '"), IS_DIR(HAS_OWN) },
	{ "a mount with a carriage return behind it", BESIDE("/app\r"), ROOT, "/app mount",
	  MOVED("'/app\\015'"), NO_NAME_LIKE("app\r") },
	{ "a mount in another case, and the path is relative", BESIDE("/App"), ROOT, "app mount",
	  MOVED("/App"), IS_DIR(.resolved = "/app") },
	{ "a mount in another case, and a slash behind the path", BESIDE("/App"), ROOT,
	  "/app/ mount", MOVED("/App"), IS_DIR(.resolved = "/app") },
	{ "a blank before the last name is another name", BESIDE("/app\\040/src"), ROOT,
	  "/app/src nonempty", NOTHING, IS_DIR() },
	{ "a link to the mount in another case", BESIDE("/App"), BESIDE_ID, "/app nonempty",
	  "empty-bind",
	  "the host directory /srv/shop is empty: Docker makes an empty one where the source of "
	  "a bind "
	  "is "
	  "missing",
	  "check that /srv/shop on the host is the directory that you mean and that its files are "
	  "there, then docker compose up -d --force-recreate",
	  IS_DIR(IS_MOUNT, .is_link = true, .resolved = "/App") },

	{ "a file in another case", &docker, ROOT, "/app/main.py file", ENTRY("Main.py"),
	  NO_WAY_FROM("/app", .missing = "main.py", .walk_err = ENOENT, .near = "Main.py") },
	{ "a file with a blank behind it", &plain, ROOT, "/app/main.py", ENTRY("'main.py '"),
	  NO_WAY_FROM("/app", .missing = "main.py", .walk_err = ENOENT, .near = "main.py ") },
	{ "a directory of the way in another case", &plain, ROOT, "/app/src/main.py file",
	  ENTRY("Src"), NO_WAY_FROM("/app", .missing = "src", .walk_err = ENOENT, .near = "Src") },
	{ "nothing like it", &docker, ROOT, "/srv/main.py file", NOTHING,
	  NO_WAY_FROM("/srv", .missing = "main.py", .walk_err = ENOENT) },
};

/* --- nothing is mounted there --- */

#define WHY_SHAPE_A "the volumes inside /code were mounted, but nothing at /code itself"
#define SHAPE_A IS_DIR(MODELS_AND_TEMP)
#define WHY_INSIDE "it is no mount of its own, but lies within what is mounted at /app"
#define DETACHED(where) ": a mount is detached when its directory is removed on the " where
#define WHY_NOT_MOUNTED "the container was made without a mount of /code"
#define WHY_LAYER "nothing is mounted here, so the data goes with the container"

static const struct diagnose_row absent_rows[] = {
	{ "shape A", &plain, ROOT, "/code nonempty", "shape-a", WHY_SHAPE_A,
	  "add the missing mount of /code", SHAPE_A },
	{ "shape A, asked for a mount", &docker, ROOT, "/code mount, nonempty", "shape-a",
	  WHY_SHAPE_A,
	  "check that the bind of /code is in the Compose file or in docker run, then docker "
	  "compose up -d --force-recreate",
	  SHAPE_A },
	{ "shape A, asked for a file in it", &docker, ROOT, "/code has=*.py", "shape-a",
	  WHY_SHAPE_A,
	  "check that the bind of /code is in the Compose file or in docker run, then docker "
	  "compose up -d --force-recreate",
	  SHAPE_A },
	{ "shape A", &desktop, ROOT, "/code mount", "shape-a", WHY_SHAPE_A,
	  "check that the bind of /code is in the Compose file or in docker run, then docker "
	  "compose up -d --force-recreate",
	  SHAPE_A },
	{ "shape A", &podman, ROOT, "/code nonempty", "shape-a", WHY_SHAPE_A,
	  "add -v DIRECTORY:/code to podman run, or /code to the volumeMounts of the manifest",
	  SHAPE_A },
	{ "shape A", &pod, ROOT, "/code nonempty", "shape-a", WHY_SHAPE_A,
	  "add /code to the volumeMounts of the container", SHAPE_A },
	{ "an empty directory of the image", &docker, ROOT, "/code nonempty", NOTHING, IS_DIR() },

	{ "a parent is mounted instead, or it was detached", &plain, BIND, "/app/models mount",
	  "inside-mount", WHY_INSIDE,
	  "check that a mount of /app/models is asked for; if it is, restart the "
	  "container" DETACHED("host"),
	  IS_DIR() },
	{ "a parent is mounted instead, or it was detached", &docker, BIND, "/app/models mount",
	  "inside-mount", WHY_INSIDE,
	  "check that /app/models is in volumes: or -v; if it is, docker restart "
	  "CONTAINER" DETACHED("host"),
	  IS_DIR() },
	{ "a parent is mounted instead, or it was detached", &pod, BIND, "/app/models mount",
	  "inside-mount", WHY_INSIDE,
	  "check that /app/models is in volumeMounts; if it is, delete the pod" DETACHED("node"),
	  IS_DIR(HAS_OWN) },
	{ "a parent is mounted instead, other kind wanted", &docker, BIND,
	  "/app/models mount=volume", "inside-mount", WHY_INSIDE,
	  "check that /app/models is in volumes: or -v; if it is, docker restart "
	  "CONTAINER" DETACHED("host"),
	  IS_DIR() },

	{ "a child is mounted instead", BESIDE("/code/lib"), ROOT, "/code mount", "child-mounted",
	  "something is mounted inside it, at /code/lib, and nothing at /code itself",
	  "add the mount of /code, or correct the target /code/lib if /code was meant",
	  IS_DIR(HAS_OWN) },
	{ "a longer name is no child", BESIDE("/code-lib"), ROOT, "/code mount=bind", "not-mounted",
	  WHY_NOT_MOUNTED,
	  "add SOURCE:/code to volumes: in the Compose file, or -v SOURCE:/code to docker run, and "
	  "make the container anew",
	  IS_DIR(HAS_OWN) },
	{ "made without it", &plain, ROOT, "/code mount", "not-mounted", WHY_NOT_MOUNTED,
	  "add it, and make the container anew", IS_DIR(HAS_OWN) },
	{ "made without it", &docker, ROOT, "/code mount", "not-mounted", WHY_NOT_MOUNTED,
	  "add SOURCE:/code to volumes: in the Compose file, or -v SOURCE:/code to docker run, and "
	  "make "
	  "the container anew",
	  IS_DIR() },
	{ "made without it", &podman, ROOT, "/code mount", "not-mounted", WHY_NOT_MOUNTED,
	  "add -v SOURCE:/code to podman run, or /code to the volumeMounts of the manifest",
	  IS_DIR() },
	{ "made without it", &pod, ROOT, "/code mount=pvc", "not-mounted", WHY_NOT_MOUNTED,
	  "add /code to the volumeMounts of the container", IS_DIR() },
	{ "made without it, and nobody has pods", &containerd, ROOT, "/code mount", "not-mounted",
	  WHY_NOT_MOUNTED, "add it, and make the container anew", IS_DIR() },

	{ "in the container's layer", &podman, ROOT, "/code persistent", "layer", WHY_LAYER,
	  "add -v NAME:/code to podman run", IS_DIR() },
	{ "in the container's layer", &containerd, ROOT, "/code persistent", "layer", WHY_LAYER,
	  "mount a volume at /code", IS_DIR() },
	{ "in the container's layer", &docker, ROOT, "/code persistent", "layer", WHY_LAYER,
	  "add NAME:/code to volumes: in the Compose file, or -v NAME:/code to docker run",
	  IS_DIR(HAS_OWN) },
	{ "in the container's layer", &pod, ROOT, "/code persistent", "layer", WHY_LAYER,
	  "mount a PersistentVolumeClaim at /code", IS_DIR() },
};

/* --- mounted, and not what it should be --- */

#define SHARE_GONE(host)                                                                           \
	"empty-share",                                                                             \
		"Docker Desktop (or Rancher Desktop) shows an empty directory where it cannot "    \
		"reach a folder of the host, here " host,                                          \
		"docker compose down && docker compose up -d (a restart keeps the empty mount); "  \
		"then check Settings > Resources > File sharing"
#define WHY_EMPTY_BIND                                                                             \
	"the host directory /srv/shop is empty: Docker makes an empty one where the source of "    \
	"a bind "                                                                                  \
	"is missing"
#define WHY_EMPTY_TMPFS "a tmpfs is mounted here: it begins empty with every start"
#define WHY_EMPTY_ANONYMOUS                                                                        \
	"an anonymous volume is made new with each container, and the image has no files here to " \
	"fill it with"
#define WHY_NEW "the file system is new: lost+found is what mkfs makes"
#define NEW_DISK IS_DIR(IS_MOUNT, .listing.has_lost_found = true)
#define WHY_NO_FILE "/srv/shop.yaml on the host is an empty directory"
#define WHY_HIDES "what is mounted at /app (bind) hides what the image has there"
#define EMPTY IS_DIR(IS_MOUNT)

static const struct diagnose_row content_rows[] = {
	{ "shape B", &desktop, SHARE, "/shop nonempty", SHARE_GONE("C:\\Users\\eva\\shop"),
	  IS_DIR(IS_MOUNT, MODELS_AND_TEMP) },
	{ "shape B, asked for a file in it", &desktop, SHARE, "/shop mount, has=*.py",
	  SHARE_GONE("C:\\Users\\eva\\shop"), EMPTY },
	{ "shape B, asked to last", &desktop, SHARE, "/shop persistent",
	  SHARE_GONE("C:\\Users\\eva\\shop"), IS_DIR(IS_MOUNT, MODELS_AND_TEMP) },
	{ "an empty share, by 9p", &desktop, SHARE_9P, "/shop9p nonempty",
	  SHARE_GONE("C:\\Users\\eva\\shop"), EMPTY },
	{ "an empty share, in the virtual machine's root", &desktop_hyperv, SHARE, "/shop nonempty",
	  SHARE_GONE("C:\\Users\\eva\\shop"), EMPTY },
	{ "an empty share", &desktop_mac, SHARE, "/shop nonempty", SHARE_GONE("/Users/eva/shop"),
	  EMPTY },
	{ "an empty share", &rancher, SHARE, "/shop nonempty",
	  SHARE_GONE("/rancher-desktop/run/docker-mounts/0f6e2ab1"), EMPTY },
	{ "a directory of a share that is there", &desktop, SHARE_9P, "/shop9p/data nonempty",
	  NOTHING, IS_DIR() },
	{ "the share is there", &desktop, SHARE_9P, "/shop9p has=*.py", NOTHING,
	  IS_DIR(IS_MOUNT, HAS_OWN) },

	{ "an empty bind", &plain, BIND, "/app nonempty", "empty-bind", WHY_EMPTY_BIND,
	  "check that /srv/shop is the directory that you mean and that its files are there, then "
	  "make the container anew",
	  IS_DIR(IS_MOUNT, MODELS_AND_TEMP) },
	{ "an empty bind", &podman, BIND, "/app nonempty", "empty-bind", WHY_EMPTY_BIND,
	  "put the files into /srv/shop on the host, or correct the source of -v", EMPTY },
	{ "an empty bind", &docker, BIND, "/app mount, nonempty", "empty-bind", WHY_EMPTY_BIND,
	  "check that /srv/shop on the host is the directory that you mean and that its files are "
	  "there, then docker compose up -d --force-recreate",
	  EMPTY },
	{ "an empty directory in a bind", &docker, BIND, "/app/data nonempty", NOTHING, IS_DIR() },
	{ "a bind without the file", &docker, BIND, "/app has=*.py", NOTHING,
	  IS_DIR(IS_MOUNT, HAS_OWN) },

	{ "an empty anonymous volume", &docker, ANONYMOUS, "/spool nonempty", "empty-anonymous",
	  WHY_EMPTY_ANONYMOUS,
	  "mount what holds the files: -v NAME:/spool, or a directory of the host", EMPTY },
	{ "an empty emptyDir", &pod, EMPTYDIR, "/work nonempty", "empty-emptydir",
	  "an emptyDir begins empty with every pod",
	  "fill it with an init container, or mount the volume that holds the files", EMPTY },
	{ "an empty directory in an emptyDir", &pod, EMPTYDIR, "/work/a nonempty", NOTHING,
	  IS_DIR() },

	{ "an empty tmpfs", &docker, TMPFS, "/cache nonempty", "empty-tmpfs", WHY_EMPTY_TMPFS,
	  "mount the directory or the volume that holds the files instead", EMPTY },
	{ "an empty tmpfs", &desktop_hyperv, TMPFS, "/cache nonempty", "empty-tmpfs",
	  WHY_EMPTY_TMPFS,
	  "where a folder of the host should be: docker compose down && docker compose up -d (a "
	  "restart keeps the empty mount)",
	  EMPTY },

	{ "a volume named like the directory", &docker, VOLUME, "/data nonempty", "empty-volume",
	  "shop_data is a named volume and nothing was put there: a source without a slash names a "
	  "volume, not a directory",
	  "write a source with a slash (./DIRECTORY:/data) if a directory was meant; otherwise "
	  "fill the volume",
	  EMPTY },
	{ "a volume named like the file", &docker, VOLUME_FILE, "/etc/shop.toml file",
	  "empty-volume",
	  "shop.toml is a named volume and nothing was put there: a source without a slash names a "
	  "volume, not a directory",
	  "write a source with a slash (./DIRECTORY:/etc/shop.toml) if a directory was meant; "
	  "otherwise fill the volume",
	  EMPTY },

	{ "a new disk", &docker, WHOLE_DISK, "/disk nonempty", "new-file-system", WHY_NEW,
	  "put the data there, or check that it is the disk that you mean", NEW_DISK },
	{ "a new disk, asked for a file in it", &docker, WHOLE_DISK, "/disk has=PG_VERSION",
	  "new-file-system", WHY_NEW,
	  "put the data there, or check that it is the disk that you mean", NEW_DISK },
	{ "a new claim", &pod, PVC, "/claim nonempty", "new-file-system", WHY_NEW,
	  "put the data there with an init container, or check that the claim is bound to the "
	  "volume that you mean",
	  NEW_DISK },

	{ "a directory for a file", &podman, BIND_FILE, "/etc/shop.yaml file", "dir-for-file",
	  WHY_NO_FILE,
	  "remove the directory /srv/shop.yaml on the host, put the file there, and make the "
	  "container anew",
	  EMPTY },
	{ "a directory for a file", &docker, BIND_FILE, "/etc/shop.yaml file, nonempty",
	  "dir-for-file", WHY_NO_FILE,
	  "remove the directory /srv/shop.yaml on the host, put the file there, then docker "
	  "compose "
	  "up -d --force-recreate",
	  EMPTY },
	{ "a directory for a file", &pod, BIND_FILE, "/etc/shop.yaml file", "dir-for-file",
	  WHY_NO_FILE,
	  "check that the volume has a key or a file of the name in subPath; a missing one becomes "
	  "a directory",
	  EMPTY },
	{ "a tmpfs for a file: nothing is to be removed", &docker, TMPFS_FILE, "/etc/shop.ini file",
	  NOTHING, EMPTY },
	{ "a whole disk for a file: nothing is to be removed", &docker, WHOLE_DISK, "/disk file",
	  NOTHING, EMPTY },
	{ "a directory with files for a file", &docker, BIND_FILE, "/etc/shop.yaml file", NOTHING,
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "an empty directory for a file, in a bind", &docker, BIND, "/app/main.py file", NOTHING,
	  IS_DIR() },

	{ "the image is hidden", &podman, BIND, "/app on=image", "hidden-image", WHY_HIDES,
	  "take the mount of /app out, or expect on=bind", IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the image is hidden", &docker, VOLUME, "/data on=image", "hidden-image",
	  "what is mounted at /data (volume) hides what the image has there",
	  "take /data out of volumes: in the Compose file (and out of its overrides), then docker "
	  "compose up -d --force-recreate",
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "the image is hidden", &pod, BIND, "/app/lib on=image", "hidden-image", WHY_HIDES,
	  "take /app out of the volumeMounts of the container", IS_DIR(HAS_OWN) },
	{ "no image is wanted there", &docker, BIND, "/app on=volume", NOTHING,
	  IS_DIR(IS_MOUNT, HAS_OWN) },
	{ "it is the image, and should not be", &docker, ROOT, "/code on=bind", NOTHING,
	  IS_DIR(HAS_OWN) },
};

#endif
