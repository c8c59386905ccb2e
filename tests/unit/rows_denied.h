/* SPDX-License-Identifier: MIT */
/* Rows for test_diagnose.c about permission: who asked, and what the mode says to him. */
#ifndef MG_TEST_ROWS_DENIED_H
#define MG_TEST_ROWS_DENIED_H

#include "rows_diagnose.h"

struct denied_row {
	struct mg_actor actor;
	struct diagnose_row row;
};

#define ACTOR(...)                                                                                 \
	{                                                                                          \
		.is_known = true, __VA_ARGS__                                                      \
	}
#define APP ACTOR(.uid = 1000, .gid = 1000)
#define STAFF ACTOR(.uid = 1000, .gid = 1000, .groups = { 1000, 27, 44 }, .group_count = 3)
#define CROWD                                                                                      \
	ACTOR(.uid = 1000, .gid = 1000, .groups = { 10, 11, 12, 13, 14, 15 }, .group_count = 6)
#define SUPERUSER ACTOR(.overrides_modes = true)
#define ROOT_ALONE ACTOR(.uid = 0, .gid = 0)

#define DIR_OF(owner, bits, ...)                                                                   \
	GIVEN(.mode = S_IFDIR | (bits), .uid = (owner), .gid = (owner), __VA_ARGS__)
#define FILE_OF(owner, bits, ...)                                                                  \
	GIVEN(.mode = S_IFREG | (bits), .uid = (owner), .gid = (owner), __VA_ARGS__)
#define NOT_WRITTEN WRITING_FAILS(EACCES)
#define NEITHER(owner, mode)                                                                       \
	" belongs to " owner " with mode " mode                                                    \
	", and uid 1000 (gid 1000) is neither its owner nor in its group"
#define CHOWN_BIND "on the host: chown -R 1000:1000 /srv/shop"
#define CHMOD_BIND "on the host: chmod -R a+rX /srv/shop"

static const struct denied_row denied_rows[] = {
	{ APP,
	  { "a bind of root's", &docker, BIND, "/app writable", "denied-root",
	    "/app" NEITHER("0:0", "0755"), CHOWN_BIND, DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a file of root's in a bind", &docker, BIND, "/app/main.py readable", "denied-read",
	    "/app/main.py" NEITHER("0:0", "0600"), CHMOD_BIND,
	    FILE_OF(0, 0600, .read_err = EACCES) } },
	{ APP,
	  { "a directory that is closed, on the way", &docker, BIND, "/app/src/main.py file",
	    "denied-read", "/app/src" NEITHER("0:0", "0700"), CHMOD_BIND,
	    NO_WAY_FROM("/app/src", .missing = "main.py", .walk_err = EACCES,
			.mode = S_IFDIR | 0700) } },
	{ APP,
	  { "a bind of root's", &podman, BIND, "/app writable", "denied-root",
	    "/app" NEITHER("0:0", "0755"),
	    "add :U to the mount of /app: Podman changes the owner on the host then",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a hostPath of root's", &pod, BIND, "/app writable", "denied-root",
	    "/app" NEITHER("0:0", "0755"),
	    "chown it on the node, or by an init container that runs as root: fsGroup does "
	    "nothing here",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "its own, and the mode says no", &docker, BIND, "/app writable", "denied-own",
	    "/app belongs to 1000:1000 with mode 0555, and uid 1000 (gid 1000) is its owner, who "
	    "may not write",
	    "chmod u+rwX /app, where it comes from", DIR_OF(1000, 0555, IS_MOUNT, NOT_WRITTEN) } },
	{ STAFF,
	  { "a group that may not", &docker, BIND, "/app nonempty", "denied-read",
	    "/app belongs to 27:27 with mode 0707, and uid 1000 (gid 1000, groups 27, 44) is in "
	    "its group, which may not read",
	    CHMOD_BIND, DIR_OF(27, 0707, IS_MOUNT, LISTING_FAILS(EACCES)) } },
	{ STAFF,
	  { "a group that may, and yet", &docker, BIND, "/app writable", NOTHING,
	    DIR_OF(27, 0770, IS_MOUNT, NOT_WRITTEN) } },
	{ CROWD,
	  { "many groups, and none of them", &docker, ROOT, "/code writable", "denied-image",
	    "/code belongs to 0:0 with mode 0755, and uid 1000 (gid 1000, groups 10, 11, 12, 13 "
	    "and 2 more) is neither its owner nor in its group",
	    "in the Dockerfile: COPY --chown=1000:1000, or RUN chown -R 1000:1000 /code",
	    DIR_OF(0, 0755, NOT_WRITTEN) } },
	{ APP,
	  { "the image's files belong to nobody it knows", &docker, ROOT, "/code/app readable",
	    "denied-image", "/code/app" NEITHER("501:501", "0700"),
	    "in the Dockerfile: COPY --chown=1000:1000, or RUN chown -R 1000:1000 /code/app",
	    DIR_OF(501, 0700, LISTING_FAILS(EACCES)) } },
	{ APP,
	  { "a volume of root's", &docker, VOLUME, "/data writable", "denied-volume",
	    "/data" NEITHER("0:0", "0755"),
	    "once: docker run --rm --user 0 --entrypoint chown -v shop_data:/data IMAGE -R "
	    "1000:1000 /data; and RUN chown 1000:1000 /data in the Dockerfile, which a new or "
	    "empty "
	    "volume takes over",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a volume of root's", &podman, VOLUME, "/data writable", "denied-volume",
	    "/data" NEITHER("0:0", "0755"),
	    "add :U to the mount of /data: Podman changes the owner then",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a volume of root's", &containerd, VOLUME, "/data writable", "denied-volume",
	    "/data" NEITHER("0:0", "0755"), "once, as root: chown -R 1000:1000 /data",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "an emptyDir of root's", &pod, EMPTYDIR, "/work writable", "denied-pod",
	    "/work" NEITHER("0:0", "0755"),
	    "set fsGroup: 1000 in the securityContext of the pod; where the storage ignores "
	    "that, runAsUser: its owner",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a claim of root's", &pod, PVC, "/claim writable", "denied-pod",
	    "/claim" NEITHER("0:0", "0755"),
	    "set fsGroup: 1000 in the securityContext of the pod; where the storage ignores "
	    "that, runAsUser: its owner",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a share of another's", &docker, NFS, "/nfs writable", "denied-network",
	    "/nfs" NEITHER("700:700", "0755"),
	    "change its owner or its mode on the server of filer:/export/shop, or run the "
	    "container as 700:700",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ SUPERUSER,
	  { "a server that squashes root", &docker, NFS, "/nfs writable", "squashed",
	    "the server of filer:/export/shop does not let root do as it likes (root_squash); "
	    "/nfs belongs to 700:700 with mode 0755",
	    "run the program as 700:700 (--user), or let the server give it to another",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ SUPERUSER,
	  { "root that may do all, and yet", &docker, BIND, "/app writable", NOTHING,
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ ROOT_ALONE,
	  { "root without its capability", &podman, BIND, "/app writable", "no-capability",
	    "/app belongs to 1000:1000 with mode 0755, and uid 0 (gid 0) is neither its owner nor "
	    "in its group; root can pass over that only with the capability DAC_OVERRIDE, which "
	    "was dropped",
	    "run the container as 1000:1000 (--user), or give /app to root (chown), or --cap-add "
	    "DAC_OVERRIDE",
	    DIR_OF(1000, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ ROOT_ALONE,
	  { "root without its capability", &docker, BIND, "/app writable", "no-capability",
	    "/app belongs to 1000:1000 with mode 0755, and uid 0 (gid 0) is neither its owner nor "
	    "in its group; root can pass over that only with the capability DAC_OVERRIDE, which "
	    "was dropped",
	    "run the container as 1000:1000 (--user; in Compose user:), or give /app to root "
	    "(chown), or --cap-add DAC_OVERRIDE",
	    DIR_OF(1000, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ ROOT_ALONE,
	  { "root without its capability", &pod, BIND, "/app writable", "no-capability",
	    "/app belongs to 1000:1000 with mode 0755, and uid 0 (gid 0) is neither its owner nor "
	    "in its group; root can pass over that only with the capability DAC_OVERRIDE, which "
	    "was dropped",
	    "let the program be 1000:1000 (runAsUser), or set fsGroup: 0 in the securityContext "
	    "of the pod",
	    DIR_OF(1000, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ ROOT_ALONE,
	  { "root without its capability", &containerd, BIND, "/app writable", "no-capability",
	    "/app belongs to 1000:1000 with mode 0755, and uid 0 (gid 0) is neither its owner nor "
	    "in its group; root can pass over that only with the capability DAC_OVERRIDE, which "
	    "was dropped",
	    "run the container as 1000:1000, or give /app to root (chown)",
	    DIR_OF(1000, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ SUPERUSER,
	  { "a server that squashes root, and root's directory", &docker, NFS, "/nfs writable",
	    "squashed-root",
	    "the server of filer:/export/shop does not let root do as it likes (root_squash), and "
	    "/nfs belongs to 0:0 with mode 0755",
	    "on the server: give /nfs to the user that the program runs as, or export it with "
	    "no_root_squash",
	    DIR_OF(0, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ SUPERUSER,
	  { "all may, and the server says no", &docker, NFS, "/nfs writable", NOTHING,
	    DIR_OF(0, 0777, IS_MOUNT, NOT_WRITTEN) } },
	{ SUPERUSER,
	  { "no server of NFS", &docker, FUSE, "/remote writable", "fuse-private",
	    "/remote (fuse.bindfs) was mounted without allow_other, which lets in nobody but the "
	    "user who mounted it, not even root",
	    "mount it on the host with the option allow_other",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a file to be read", &podman, BIND, "/app/main.py readable", "denied-read",
	    "/app/main.py" NEITHER("0:0", "0600"),
	    "on the host: chmod -R a+rX /srv/shop; or add :U to the mount of /app, and Podman "
	    "changes the owner",
	    FILE_OF(0, 0600, .read_err = EACCES) } },
	{ APP,
	  { "a file to be read", &pod, BIND, "/app/main.py readable", "denied-read",
	    "/app/main.py" NEITHER("0:0", "0600"),
	    "chmod -R a+rX on the node, or by an init container that runs as root: fsGroup does "
	    "nothing here",
	    FILE_OF(0, 0600, .read_err = EACCES) } },
	{ APP,
	  { "a bind of another's", &docker, BIND, "/app writable", "denied",
	    "/app" NEITHER("700:700", "0755"),
	    "on the host: chown -R 1000:1000 /srv/shop; or run the container as 700:700 (--user; "
	    "in Compose user:)",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a bind of another's", &containerd, BIND, "/app writable", "denied",
	    "/app" NEITHER("700:700", "0755"),
	    "on the host: chown -R 1000:1000 /srv/shop; or run the container as 700:700",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a bind of another's", &podman, BIND, "/app writable", "denied",
	    "/app" NEITHER("700:700", "0755"),
	    "add :U to the mount of /app: Podman changes the owner on the host then",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "a hostPath of another's", &pod, BIND, "/app writable", "denied",
	    "/app" NEITHER("700:700", "0755"),
	    "chown it on the node, or run the container as 700:700 (runAsUser): fsGroup does "
	    "nothing here",
	    DIR_OF(700, 0755, IS_MOUNT, NOT_WRITTEN) } },
	{ APP,
	  { "an ACL", &docker, BIND, "/app writable", "acl",
	    "/app has an access control list, and that does not let uid 1000",
	    "getfacl shows it; on the host: setfacl -m u:1000:rwX",
	    DIR_OF(0, 0775, IS_MOUNT, NOT_WRITTEN, .has_acl = true) } },
	{ APP,
	  { "an ACL does not count for the owner", &docker, BIND, "/app writable", "denied-own",
	    "/app belongs to 1000:1000 with mode 0575, and uid 1000 (gid 1000) is its owner, who "
	    "may not write",
	    "chmod u+rwX /app, where it comes from",
	    DIR_OF(1000, 0575, IS_MOUNT, NOT_WRITTEN, .has_acl = true) } },
	{ SUPERUSER,
	  { "the immutable flag", &docker, BIND, "/app writable", "immutable",
	    "/app has the immutable flag (chattr +i)", "chattr -i on the host",
	    DIR_OF(0, 0755, IS_MOUNT, WRITING_FAILS(EPERM), .is_immutable = true) } },
	{ SUPERUSER,
	  { "not permitted, and no flag is why", &docker, BIND, "/app writable", NOTHING,
	    DIR_OF(0, 0755, IS_MOUNT, WRITING_FAILS(EPERM)) } },
	{ SUPERUSER,
	  { "a FUSE mount of one user's", &docker, FUSE, "/remote mount", "fuse-private",
	    "/remote (fuse.bindfs) was mounted without allow_other, which lets in nobody but the "
	    "user who mounted it, not even root",
	    "mount it on the host with the option allow_other",
	    GIVEN(IS_MOUNT, .stat_err = EACCES) } },
};

#endif
