/* SPDX-License-Identifier: MIT */
/* Rows for test_vocabulary.c: the words on how much room is left. */
#ifndef MG_TEST_ROWS_CONTENT_H
#define MG_TEST_ROWS_CONTENT_H

#include "verdicts.h"

#include <errno.h>

#define KIB 1024ULL
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)
#define TIB (GIB * 1024)
#define ROOM(left, of)                                                                             \
	A_DIR(.space.is_known = true, .space.free_bytes = (left), .space.total_bytes = (of))
#define INODES(left, of)                                                                           \
	A_DIR(.space.is_known = true, .space.free_inodes = (left), .space.total_inodes = (of))
#define NOT_FOUND_OUT "what is left cannot be found out: "

static const struct verdict_row space_rows[] = {
	{ "free: enough", "free=512M", { ON_BIND, ROOM(GIB, 10 * GIB) }, MG_PASS, "" },
	{ "free: just enough", "free=512M", { ON_BIND, ROOM(512 * MIB, GIB) }, MG_PASS, "" },
	{ "free: a file has room around it",
	  "free=1",
	  { ON_BIND, A_FILE(.space = { true, 1, 0, 0, 1, 0 }) },
	  MG_PASS,
	  "" },
	{ "free: a byte too little",
	  "free=512M",
	  { ON_BIND, ROOM(512 * MIB - 1, 10 * GIB) },
	  MG_FAIL,
	  "only 511M of 10G are left for this user (4%), less than 512M" },
	{ "free: nothing",
	  "free=1",
	  { ON_BIND, ROOM(0, 64 * KIB) },
	  MG_FAIL,
	  "only 0 bytes of 64K are left for this user (0%), less than 1" },
	{ "free: a little",
	  "free=10k",
	  { ON_BIND, ROOM(4096, 10239) },
	  MG_FAIL,
	  "only 4096 bytes of 10239 bytes are left for this user (40%), less than 10k" },
	{ "free: a byte below a large unit",
	  "free=10T",
	  { ON_BIND, ROOM(10 * TIB - 1, 4096 * TIB) },
	  MG_FAIL,
	  "only 10239G of 4096T are left for this user (0%), less than 10T" },
	{ "free: a percentage", "free=5%", { ON_BIND, ROOM(5, 100) }, MG_PASS, "" },
	{ "free: a percentage that is a part of a byte more",
	  "free=5%",
	  { ON_BIND, ROOM(5, 101) },
	  MG_FAIL,
	  "only 5 bytes of 101 bytes are left for this user (4%), less than 5%" },
	{ "free: a percentage of much",
	  "free=99%",
	  { ON_BIND, ROOM(UINT64_MAX / 100 * 99, UINT64_MAX) },
	  MG_FAIL,
	  "only 16609443T of 16777215T are left for this user (98%), less than 99%" },
	{ "free: all of it", "free=100%", { ON_BIND, ROOM(UINT64_MAX, UINT64_MAX) }, MG_PASS, "" },
	{ "free: more than there is", "free=100%", { ON_BIND, ROOM(2, 1) }, MG_PASS, "" },
	{ "free: a file system without a size",
	  "free=1",
	  { ON_BIND, ROOM(0, 0) },
	  MG_UNKNOWN,
	  "cannot tell what is left: the file system gives no size" },
	{ "free: a filter that forbids to ask",
	  "free=1",
	  { ON_BIND, A_DIR(.space.err = ENOSYS) },
	  MG_UNKNOWN,
	  NOT_FOUND_OUT "the kernel does not offer the call (ENOSYS)" },
	{ "free: not asked",
	  "free=1",
	  { ON_BIND, A_DIR(.space.err = MG_NOT_ASKED) },
	  MG_UNKNOWN,
	  NOT_FOUND_OUT "the kernel does not offer the call (ENOSYS)" },
	{ "free: a server that is gone",
	  "free=1",
	  { ON_NETWORK, A_DIR(.space.err = ENOTCONN) },
	  MG_FAIL,
	  NOT_FOUND_OUT "its file server is gone (ENOTCONN)" },
	{ "free: a way that is barred",
	  "free=1",
	  { ON_BIND, NO_WAY(EACCES) },
	  MG_FAIL,
	  "it cannot be reached: no search permission in / (EACCES)" },
	{ "free: on another mount than wanted",
	  "mount=volume, free=1",
	  { ON_BIND, A_DIR(.is_mount_root = true) },
	  MG_FAIL,
	  "it lies on storage of kind bind, not volume" },

	{ "inodes: enough", "inodes=10", { ON_BIND, INODES(10, 100) }, MG_PASS, "" },
	{ "inodes: not counted", "inodes=10", { ON_BIND, INODES(0, 0) }, MG_PASS, "" },
	{ "inodes: too few",
	  "inodes=10",
	  { ON_BIND, INODES(9, 100) },
	  MG_FAIL,
	  "only 9 of 100 inodes are left, less than 10" },
	{ "inodes: none",
	  "inodes=1",
	  { ON_BIND, INODES(0, 100) },
	  MG_FAIL,
	  "only 0 of 100 inodes are left, less than 1" },
	{ "inodes: a filter that forbids to ask",
	  "inodes=1",
	  { ON_BIND, A_DIR(.space.err = EPERM) },
	  MG_UNKNOWN,
	  NOT_FOUND_OUT "the operation is not permitted (EPERM)" },
	{ "inodes: a disk that fails",
	  "inodes=1",
	  { ON_BIND, A_DIR(.space.err = EIO) },
	  MG_FAIL,
	  NOT_FOUND_OUT "the storage reports an input/output error (EIO)" },
};

#endif
