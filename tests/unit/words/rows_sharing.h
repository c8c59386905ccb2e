/* SPDX-License-Identifier: MIT */
/* Rows for test_vocabulary.c: the words on others who have the same storage. */
#ifndef MG_TEST_ROWS_SHARING_H
#define MG_TEST_ROWS_SHARING_H

#include "verdicts.h"

#include <errno.h>

#define LOCK(...) A_DIR(.lock = { __VA_ARGS__ })
#define NOT_SEEN "another container has locked it, or another process that cannot be seen from here"
#define OTHER_MACHINES                                                                             \
	"cannot tell: no other container of this machine has locked it, but containers of other "  \
	"machines do not see a lock on "

static const struct verdict_row sharing_rows[] = {
	{ "exclusive: ours", "exclusive", { ON_VOLUME, LOCK(0) }, MG_PASS, "" },
	{ "exclusive: a file", "exclusive", { ON_BIND, A_FILE() }, MG_PASS, "" },
	{ "exclusive: an emptyDir has more than one container",
	  "exclusive",
	  { ON_EMPTYDIR, LOCK(0) },
	  MG_PASS,
	  "" },
	{ "exclusive: somebody else's",
	  "exclusive",
	  { ON_VOLUME, LOCK(EWOULDBLOCK) },
	  MG_FAIL,
	  NOT_SEEN },
	{ "exclusive: of a process",
	  "exclusive",
	  { ON_VOLUME, LOCK(EWOULDBLOCK, 17, "postgres") },
	  MG_FAIL,
	  "it is locked by process 17 (postgres)" },
	{ "exclusive: of a process of a container, whose name is hostile",
	  "exclusive",
	  { ON_VOLUME, LOCK(EWOULDBLOCK, 17, "a\33[0m", "0123456789ab") },
	  MG_FAIL,
	  "it is locked by process 17 ('a\\033[0m') of container 0123456789ab" },
	{ "exclusive: in the container's own layer",
	  "exclusive",
	  { ON_IMAGE, LOCK(0) },
	  MG_FAIL,
	  "it lies in the container's own layer, which no other container has: a lock there keeps "
	  "nobody off" },
	{ "exclusive: it may not be opened",
	  "exclusive",
	  { ON_VOLUME, LOCK(EACCES) },
	  MG_FAIL,
	  "it cannot be locked: permission denied (EACCES)" },
	{ "exclusive: a disk that fails",
	  "exclusive",
	  { ON_VOLUME, LOCK(EIO) },
	  MG_FAIL,
	  "it cannot be locked: the storage reports an input/output error (EIO)" },
	{ "exclusive: a socket",
	  "exclusive",
	  { ON_VOLUME, OBJECT(.mode = S_IFSOCK | 0755) },
	  MG_FAIL,
	  "it is a socket, not a file or a directory" },
	{ "exclusive: a file system without locks",
	  "exclusive",
	  { ON_VOLUME, LOCK(EOPNOTSUPP) },
	  MG_UNKNOWN,
	  "it cannot be locked: the file system does not support it (EOPNOTSUPP)" },
	{ "exclusive: not asked",
	  "exclusive",
	  { ON_VOLUME, LOCK(MG_NOT_ASKED) },
	  MG_UNKNOWN,
	  "it cannot be locked: the kernel does not offer the call (ENOSYS)" },
	{ "exclusive: a file on NFS",
	  "exclusive",
	  { ON_NETWORK, A_FILE(.lock.err = EBADF) },
	  MG_UNKNOWN,
	  "cannot tell: this file system locks no file that is open for reading only (EBADF), as "
	  "NFS" },
	{ "exclusive: a directory on NFS",
	  "exclusive",
	  { ON_NETWORK, LOCK(0) },
	  MG_UNKNOWN,
	  OTHER_MACHINES "nfs4" },
	{ "exclusive: a file of a network type, locked by its server",
	  "exclusive",
	  { ON_NETWORK, A_FILE() },
	  MG_PASS,
	  "" },
	{ "exclusive: a directory on NFS that this machine has locked",
	  "exclusive",
	  { ON_NETWORK, LOCK(EWOULDBLOCK) },
	  MG_FAIL,
	  NOT_SEEN },
	{ "exclusive: storage of a kind that is not known",
	  "exclusive",
	  { ON_UNKNOWN, LOCK(0) },
	  MG_UNKNOWN,
	  "cannot tell what kind of storage it lies on" },
	{ "exclusive: on another mount than wanted",
	  "mount=volume, exclusive",
	  { ON_BIND, A_DIR(.is_mount_root = true, .lock.err = EWOULDBLOCK) },
	  MG_FAIL,
	  "it lies on storage of kind bind, not volume" },
};

#endif
