/* SPDX-License-Identifier: MIT */
/* What is known of file system types. Pure: a table. */
#include "mounts/fstype.h"

#include "mounts/kind.h"
#include "text/base.h"

#include <string.h>

/* A trailing '*' matches any rest; the first row that matches counts. Types: the names in
 * /proc/filesystems of Linux 6.18 and the subtypes that FUSE programs register. */
static const struct fs_row {
	const char *pattern;
	enum mg_fs_class class;
} fs_rows[] = {
	{ "proc", MG_FS_KERNEL },
	{ "sysfs", MG_FS_KERNEL },
	{ "cgroup", MG_FS_KERNEL },
	{ "cgroup2", MG_FS_KERNEL },
	{ "devpts", MG_FS_KERNEL },
	{ "devtmpfs", MG_FS_KERNEL },
	{ "mqueue", MG_FS_KERNEL },
	{ "nsfs", MG_FS_KERNEL },
	{ "debugfs", MG_FS_KERNEL },
	{ "tracefs", MG_FS_KERNEL },
	{ "securityfs", MG_FS_KERNEL },
	{ "selinuxfs", MG_FS_KERNEL },
	{ "bpf", MG_FS_KERNEL },
	{ "pstore", MG_FS_KERNEL },
	{ "configfs", MG_FS_KERNEL },
	{ "fusectl", MG_FS_KERNEL },
	{ "hugetlbfs", MG_FS_KERNEL },
	{ "binfmt_misc", MG_FS_KERNEL },
	{ "autofs", MG_FS_KERNEL },
	{ "rpc_pipefs", MG_FS_KERNEL },
	{ "nfsd", MG_FS_KERNEL },
	{ "efivarfs", MG_FS_KERNEL },
	{ "pipefs", MG_FS_KERNEL },
	{ "sockfs", MG_FS_KERNEL },
	{ "resctrl", MG_FS_KERNEL },
	{ "fuse.lxcfs", MG_FS_KERNEL },
	{ "dev", MG_FS_KERNEL }, /* gVisor */
	{ "tmpfs", MG_FS_MEMORY },
	{ "ramfs", MG_FS_MEMORY },
	{ "nfs", MG_FS_NETWORK },
	{ "nfs4", MG_FS_NETWORK },
	{ "cifs", MG_FS_NETWORK },
	{ "smb3", MG_FS_NETWORK },
	{ "smbfs", MG_FS_NETWORK },
	{ "ceph", MG_FS_NETWORK },
	{ "lustre", MG_FS_NETWORK },
	{ "glusterfs", MG_FS_NETWORK },
	{ "beegfs", MG_FS_NETWORK },
	{ "gpfs", MG_FS_NETWORK },
	{ "afs", MG_FS_NETWORK },
	{ "ocfs2", MG_FS_NETWORK },
	{ "gfs2", MG_FS_NETWORK },
	{ "orangefs", MG_FS_NETWORK },
	{ "wekafs", MG_FS_NETWORK },
	{ "fuse.sshfs", MG_FS_NETWORK },
	{ "fuse.s3fs", MG_FS_NETWORK },
	{ "fuse.rclone", MG_FS_NETWORK },
	{ "fuse.gcsfuse", MG_FS_NETWORK },
	{ "fuse.goofys", MG_FS_NETWORK },
	{ "fuse.ceph*", MG_FS_NETWORK },
	{ "fuse.glusterfs", MG_FS_NETWORK },
	{ "fuse.juicefs", MG_FS_NETWORK },
	{ "fuse.JuiceFS*", MG_FS_NETWORK },
	{ "fuse.seaweedfs", MG_FS_NETWORK },
	{ "fuse.mount-s3", MG_FS_NETWORK },
	{ "fuse.blobfuse*", MG_FS_NETWORK },
	{ "fuse.davfs*", MG_FS_NETWORK },
	{ "fuse.moosefs", MG_FS_NETWORK },
	{ "fuse.mfs", MG_FS_NETWORK },
	{ "fuse.curlftpfs", MG_FS_NETWORK },
	{ "davfs", MG_FS_NETWORK },
	{ "fuse", MG_FS_NETWORK }, /* without a subtype: Cloud Storage FUSE and Mountpoint for S3 as
				      the CSI drivers mount them, davfs2 */
	{ "9p", MG_FS_SHARED },
	{ "virtiofs*", MG_FS_SHARED }, /* "virtiofs.virtiofs0" on some kernels of Docker Desktop */
	{ "drvfs", MG_FS_SHARED },     /* WSL 1 */
	{ "vboxsf", MG_FS_SHARED },    /* VirtualBox */
	{ "prl_fs", MG_FS_SHARED },    /* Parallels */
	{ "vmhgfs", MG_FS_SHARED },    /* VMware, and its FUSE program */
	{ "fuse.vmhgfs-fuse", MG_FS_SHARED },
	{ "fuse.prl_fsd", MG_FS_SHARED },
	{ "overlay", MG_FS_OVERLAY },
	{ "aufs", MG_FS_OVERLAY },
	{ "fuse.fuse-overlayfs", MG_FS_OVERLAY }, /* Podman without root */
	{ "ext2", MG_FS_DISK },
	{ "ext3", MG_FS_DISK },
	{ "ext4", MG_FS_DISK },
	{ "xfs", MG_FS_DISK },
	{ "btrfs", MG_FS_DISK },
	{ "zfs", MG_FS_DISK },
	{ "bcachefs", MG_FS_DISK },
	{ "f2fs", MG_FS_DISK },
	{ "vfat", MG_FS_DISK },
	{ "exfat", MG_FS_DISK },
	{ "ntfs", MG_FS_DISK },
	{ "ntfs3", MG_FS_DISK },
	{ "iso9660", MG_FS_DISK },
	{ "udf", MG_FS_DISK },
	{ "squashfs", MG_FS_DISK },
	{ "erofs", MG_FS_DISK },
	{ "jfs", MG_FS_DISK },
	{ "reiserfs", MG_FS_DISK },
	{ "nilfs2", MG_FS_DISK },
	{ "hfsplus", MG_FS_DISK },
	{ "ecryptfs", MG_FS_DISK },
	{ "shiftfs", MG_FS_DISK },
	{ "fuseblk", MG_FS_DISK },
	{ "fakeowner", MG_FS_DISK }, /* Docker Desktop for Mac, VirtioFS */
	{ "selfowner", MG_FS_DISK }, /* Docker Desktop, synchronized file shares */
	{ "osxfs", MG_FS_DISK },     /* Docker Desktop for Mac before 4.6 */
	{ "fuse*", MG_FS_DISK },     /* fuse.grpcfuse and fuse.osxfs (Docker Desktop), fuse.shfs
					(Unraid), bindfs */
};

enum mg_fs_class
mg_fs_class_of(const char *fstype)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(fs_rows); i++) {
		const char *pattern = fs_rows[i].pattern;
		size_t len = strlen(pattern) - 1;

		if (strcmp(fstype, pattern) == 0 ||
		    (pattern[len] == '*' && strncmp(fstype, pattern, len) == 0))
			return fs_rows[i].class;
	}
	return MG_FS_UNKNOWN;
}

bool
mg_backing_reports_late(const char *fstype)
{
	enum mg_fs_class class = mg_fs_class_of(fstype);

	if (class == MG_FS_UNKNOWN || class == MG_FS_NETWORK || class == MG_FS_SHARED)
		return true;
	return strncmp(fstype, "fuse", 4) == 0 && strcmp(fstype, "fusectl") != 0;
}
