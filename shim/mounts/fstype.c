/* SPDX-License-Identifier: MIT */
/* What is known of file system types. Pure: a table. */
#include "mounts/kind.h"

#include "text/base.h"
#include "text/lex.h"

#include <string.h>

/* The types of each class, each with a blank after it: the names in /proc/filesystems of
 * Linux 6.18, and the subtypes that FUSE programs register. A '*' at the end of one matches any
 * rest. The first that matches counts; what most containers lie on comes first. */
static const struct {
	enum mg_fs_class class;
	const char *types;
} type_lists[] = {
	{ MG_FS_DISK,
	  "ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs vfat exfat ntfs ntfs3 iso9660 udf squashfs "
	  "erofs jfs reiserfs nilfs2 hfsplus ecryptfs shiftfs fuseblk "
	  "fakeowner " /* Docker Desktop for Mac, VirtioFS */
	  "selfowner " /* Docker Desktop, synchronized file shares */
	  "osxfs " /* Docker Desktop for Mac before 4.6 */ },
	{ MG_FS_OVERLAY, "overlay aufs "
			 "fuse.fuse-overlayfs " /* Podman without root */ },
	{ MG_FS_KERNEL,
	  "proc sysfs cgroup cgroup2 devpts devtmpfs mqueue nsfs debugfs tracefs securityfs "
	  "selinuxfs bpf pstore configfs fusectl hugetlbfs binfmt_misc autofs rpc_pipefs nfsd "
	  "efivarfs pipefs sockfs resctrl fuse.lxcfs "
	  "dev " /* gVisor */ },
	{ MG_FS_MEMORY, "tmpfs ramfs " },
	{ MG_FS_NETWORK,
	  "nfs nfs4 cifs smb3 smbfs ceph lustre glusterfs beegfs gpfs afs ocfs2 gfs2 orangefs "
	  "wekafs davfs fuse.sshfs fuse.s3fs fuse.rclone fuse.gcsfuse fuse.goofys fuse.ceph* "
	  "fuse.glusterfs fuse.juicefs fuse.JuiceFS* fuse.seaweedfs fuse.mount-s3 fuse.blobfuse* "
	  "fuse.davfs* fuse.moosefs fuse.mfs fuse.curlftpfs "
	  /* Without a subtype: Cloud Storage FUSE and Mountpoint for S3 as the CSI drivers mount
	   * them, and davfs2. */
	  "fuse " },
	{ MG_FS_SHARED, "9p "
			"virtiofs* " /* "virtiofs.virtiofs0" on some kernels of Docker Desktop */
			"drvfs "     /* WSL 1 */
			"vboxsf "    /* VirtualBox */
			"prl_fs fuse.prl_fsd " /* Parallels */
			"vmhgfs fuse.vmhgfs-fuse " /* VMware */ },
	{ MG_FS_DISK,
	  /* fuse.grpcfuse and fuse.osxfs (Docker Desktop), fuse.shfs (Unraid), bindfs */
	  "fuse* " },
};

enum mg_fs_class
mg_fs_class_of(const char *fstype)
{
	for (size_t i = 0; i < MG_ARRAY_LEN(type_lists); i++) {
		for (const char *at = type_lists[i].types; *at != '\0'; at++) {
			const char *rest = fstype;

			for (; *at == *rest && *at != ' ' && *at != '*'; at++)
				rest++;
			if (*at == '*' || (*at == ' ' && *rest == '\0'))
				return type_lists[i].class;
			while (*at != ' ')
				at++;
		}
	}
	return MG_FS_UNKNOWN;
}

bool
mg_backing_reports_late(const char *fstype)
{
	enum mg_fs_class class = mg_fs_class_of(fstype);

	if (class == MG_FS_UNKNOWN || class == MG_FS_NETWORK || class == MG_FS_SHARED)
		return true;
	return mg_lex_after(fstype, "fuse") && strcmp(fstype, "fusectl") != 0;
}

bool
mg_backing_locks_alone(const char *fstype, bool is_dir)
{
	/* The directories of these types have no .flock (Linux 6.18: struct file_operations in
	 * fs/nfs/dir.c, fs/smb/client/cifsfs.c, fs/9p/vfs_dir.c, fs/fuse/dir.c). Directories of
	 * ceph, gfs2 and ocfs2 have one. */
	return !mg_backing_reports_late(fstype) ||
	       (is_dir && (mg_lex_lists("nfs nfs4 cifs smb3 9p", fstype) ||
			   mg_lex_after(fstype, "fuse virtiofs")));
}
