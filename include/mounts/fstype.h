/* SPDX-License-Identifier: MIT */
/* What is known of file system types. Pure. */
#ifndef MG_MOUNTS_FSTYPE_H
#define MG_MOUNTS_FSTYPE_H

/* Some settle the kind of a mount, others only say what a bind lies on. */
enum mg_fs_class {
	MG_FS_UNKNOWN,
	MG_FS_KERNEL,
	MG_FS_MEMORY,
	MG_FS_NETWORK,
	MG_FS_SHARED, /* a hypervisor's: a host directory when it says which, else could not tell */
	MG_FS_DISK,
	MG_FS_OVERLAY,
};

enum mg_fs_class mg_fs_class_of(const char *fstype);

#endif
