#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# As diagnoses.bats: storage that works as it was made, but cannot be used as wanted.

load helpers
load boxes

# --- what does not last ---

@test "the container's own layer, where data should last" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		try -e '/app persistent' --check
		shows <<-REPORT
			mountguard: FAIL /app: what is written here goes into the container's own layer
			  expected  persistent (--expect #1)
			  found     the image or the container's own layer (overlay), directory
			  why       nothing is mounted here: what is written is deleted with the container
			  fix       copy out what it holds if that is wanted (docker cp), then add NAME:/app to volumes: in the Compose file, or -v NAME:/app to docker run, and recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		engine_hosts "$pod_hosts"
		try -e '/app persistent' --check
		shows <<-REPORT
			mountguard: FAIL /app: what is written here goes into the container's own layer
			  expected  persistent (--expect #1)
			  found     the image or the container's own layer (overlay), directory
			  why       nothing is mounted here: what is written is deleted with the container
			  fix       mount a PersistentVolumeClaim at /app
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a mount of a directory in the container's own layer does not last, and no other container has it" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir -p "$R/data" "$R/app/x"
		echo 1 >"$R/app/x/f"
		mount --bind "$R/app/x" "$R/data"
		try --check -e '/data persistent'
		shows <<-REPORT
			mountguard: FAIL /data: what is mounted here is a directory of the container's own layer
			  expected  persistent (--expect #1)
			  found     bind of /app/x of a file system of type overlay, directory
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		try --check -e '/data exclusive'
		refused
		mentions "it lies in the container's own layer"
		try --check -e '/data mount=bind, nonempty, writable'
		holds
		try --snapshot /data
		exits 0
		! grep persistent "$T/.try/out" || fail 'it does not last'
	EOF
}

@test "an anonymous volume, where data should last" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume 5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a /app
		try -e '/app mount=volume, persistent' --check
		shows <<-REPORT
			mountguard: FAIL /app: it lies on storage of kind anonymous, not volume
			  expected  mount=volume (--expect #1)
			  found     anonymous volume 5d2c81f06be94a3f7720c9d14e8ab36fd05119e2c47b8a60f3de9125b7c6048a on tmpfs, 0 files of its own
			  why       the volume has no name (the image declares a VOLUME here, or -v named no source): the next container does not see what is written
			  fix       if what it holds is wanted, copy it out first (docker cp -a CONTAINER:/app DIRECTORY), and into the named volume before the program starts there; then -v NAME:/app, and recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a tmpfs, where data should last" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mount -t tmpfs tmpfs $R/app
		try -e '/app persistent' --check
		shows <<-REPORT
			mountguard: FAIL /app: it is a tmpfs, which lives in memory
			  expected  persistent (--expect #1)
			  found     tmpfs, directory
			  why       the file system at /app lives in memory
			  fix       replace the mount of /app by a volume (NAME:/app) and recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "an emptyDir, where data should last" {
	in_ns "${boxes[@]}" <<-'EOF'
		pod_box
		bind pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/volumes/kubernetes.io~empty-dir/work /app
		try -e '/app mount=pvc, persistent' --check
		shows <<-REPORT
			mountguard: FAIL /app: it lies on storage of kind emptydir, not pvc
			  expected  mount=pvc (--expect #1)
			  found     emptyDir work on tmpfs, 0 files of its own
			  why       an emptyDir is deleted together with its pod
			  fix       mount a PersistentVolumeClaim at /app
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

# --- read-only ---

@test "a mount that is read-only" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		bind data /app
		mount -o remount,bind,ro $R/app
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: it is read-only (EROFS)
			  expected  writable (--expect #1)
			  found     bind of /data on tmpfs, read-only, directory
			  why       it was mounted read-only at /app
			  fix       take :ro (or read_only: true) out of the mount of /app, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		rm $R/.dockerenv
		umount $R/etc/hosts
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: it is read-only (EROFS)
			  expected  writable (--expect #1)
			  found     bind of /data of a tmpfs, read-only, directory
			  why       it was mounted read-only at /app
			  fix       take ro out of the mount of /app, then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a configMap is always read-only" {
	in_ns "${boxes[@]}" <<-'EOF'
		pod_box
		bind pods/7a1e04c9-52bd-4f3e-9c60-d8b1f20a6e35/volumes/kubernetes.io~configmap/shop /app
		mount -o remount,bind,ro $R/app
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: it is read-only (EROFS)
			  expected  writable (--expect #1)
			  found     configMap shop on tmpfs, read-only, directory
			  why       Kubernetes always mounts a configMap read-only
			  fix       let the program write elsewhere: an emptyDir or a claim, into which an init container copies the files
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a root that is read-only" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mount -o remount,bind,ro $R
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: it is read-only (EROFS)
			  expected  writable (--expect #1)
			  found     the image or the container's own layer (overlay), read-only, directory
			  why       the container's root file system is read-only
			  fix       mount a volume or a tmpfs at /app if the image has nothing there, else at a directory of the program's own; then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a file system that is read-only" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		docker_box
		disk $T/disk
		mount -o remount,ro $T/disk
		mount --bind $T/disk/d $R/app
		mount -o remount,bind,rw $R/app
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: it is read-only (EROFS)
			  expected  writable (--expect #1)
			  found     bind of /d of the file system on /dev/loopN (ext4), read-only, directory
			  why       the file system itself (ext4 of /dev/loopN) is read-only
			  fix       find out on the host why it is mounted so, and mount it read-write
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a file system that the kernel made read-only after an error" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		docker_box
		disk $T/disk
		mount -o remount,errors=remount-ro $T/disk
		mount --bind $T/disk/d $R/app
		device=$(findmnt -no SOURCE $T/disk)
		echo 1 >/sys/fs/ext4/${device#/dev/}/trigger_fs_error || cannot "no error can be made"
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: it is read-only (EROFS)
			  expected  writable (--expect #1)
			  found     bind of /d of the file system on /dev/loopN (ext4), read-only, directory
			  why       the kernel made /dev/loopN read-only, as it does after an error on the disk
			  fix       look at dmesg on the host; after an error, check the file system (fsck, unmounted)
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

# --- full ---

@test "a disk that is full" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		disk $T/disk
		mount --bind $T/disk/d $R/app
		dd if=/dev/zero of=$T/disk/fill bs=4k 2>/dev/null || true
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: a file can be made in it, but not written: no space or no inodes are left (ENOSPC)
			  expected  writable (--expect #1)
			  found     bind of /d of the file system on /dev/loopN (ext4), directory
			  why       the file system at /app (/dev/loopN) is full for this user
			  fix       make room on it, or enlarge it
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a tmpfs that is full" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mount -t tmpfs -o size=64k tmpfs $R/app
		dd if=/dev/zero of=$R/app/fill bs=4k 2>/dev/null || true
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: a file can be made in it, but not written: no space or no inodes are left (ENOSPC)
			  expected  writable (--expect #1)
			  found     tmpfs, directory
			  why       /app (tmpfs) is full
			  fix       enlarge it (the size= of a tmpfs) and recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a quota that is used up" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		fuse $R/app fail=CREATE:122
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: the disk quota is used up (EDQUOT)
			  expected  writable (--expect #1)
			  found     bind of a whole file system of type fuse.fusefs, directory
			  why       the quota of the user, the project or the subvolume is used up
			  fix       raise the quota, or make room under it
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "no inodes left" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mount -t tmpfs -o nr_inodes=3 tmpfs $R/app
		touch $R/app/a $R/app/b
		try -e '/app writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be written: no space or no inodes are left (ENOSPC)
			  expected  writable (--expect #1)
			  found     tmpfs, directory
			  why       there is room, but no inode is left: too many small files
			  fix       make room for new files; df -i shows how many are left
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

# --- denied ---

@test "a user in a hundred groups, of which the last one counts" {
	in_ns "${boxes[@]}" <<-'EOF'
		needs_root
		docker_box
		bind data /app
		for number in {2001..2100}; do
			echo "g$number:x:$number:app"
		done >$R/etc/group
		printf '%s\n' root:x:0:0::/:/bin/sh app:x:1000:1000::/:/bin/sh >$R/etc/passwd
		chown 0:2100 $T/data
		chmod 755 $T/data
		try --user app -e '/app writable' --check
		says '  why       /app belongs to 0:2100 (root) with mode 0755, and uid 1000 (app, gid 1000, groups 2001, 2002, 2003, 2004 and 96 more) is in its group, which may not write'
		chown 0:2101 $T/data
		chmod 775 $T/data
		try --user app -e '/app writable' --check
		says '  why       /app belongs to 0:2101 (root) with mode 0775, and uid 1000 (app, gid 1000, groups 2001, 2002, 2003, 2004 and 96 more) is neither its owner nor in its group'
		says '  fix       give the program its group 2101, which may: --user 1000:2101, or add the user to that group in the image'
	EOF
}

@test "an owner that the user namespace does not map" {
	in_ns "${boxes[@]}" <<-'EOF'
		unshare -U -r true 2>/dev/null || cannot "no user namespace can be made here (a chroot?)"
		needs_root
		docker_box
		bind data /app
		echo secret >$T/data/key
		chmod 700 $T/data
		chmod 600 $T/data/key
		chown -R 1000:1000 $T/data
		guard=(unshare -U -r chroot $R /mountguard)
		try -e '/app readable, writable' --check
		shows <<-REPORT
			mountguard: FAIL /app: it cannot be read: permission denied (EACCES)
			  expected  readable (--expect #1)
			  found     bind of /data on tmpfs, directory that cannot be listed
			  also      it cannot be written: permission denied (EACCES) (writable)
			  why       it belongs to a user that this user namespace does not know (shown as 65534)
			  fix       mount a copy that belongs to a user whom the namespace maps
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
		chmod 755 $T/data
		try -e '/app/key readable' --check
		shows <<-REPORT
			mountguard: FAIL /app/key: it cannot be read: permission denied (EACCES)
			  expected  readable (--expect #1)
			  found     bind of /data on tmpfs, file of 7 bytes
			  why       it belongs to a user that this user namespace does not know (shown as 65534)
			  fix       mount a copy that belongs to a user whom the namespace maps
			mountguard: 1 of 1 expectation failed (exit 69)
		REPORT
	EOF
}

@test "a program on a mount with noexec" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		mkdir $R/tools
		mount -t tmpfs -o noexec tmpfs $R/app
		bind tools /tools
		mount -o remount,bind,noexec $R/tools
		for dir in $R/app $R/tools; do
			printf '#!/bin/true\n' >$dir/run
			chmod 755 $dir/run
		done
		try -e '/app/run executable' -e '/tools/run executable' --check
		shows <<-REPORT
			mountguard: FAIL /app/run: it lies on a mount with noexec (EACCES)
			  expected  executable (--expect #1)
			  found     tmpfs, file of 12 bytes
			  why       the tmpfs at /app has the option noexec
			  fix       a tmpfs of Docker is noexec by default: --tmpfs /app:exec, and recreate the container
			mountguard: FAIL /tools/run: it lies on a mount with noexec (EACCES)
			  expected  executable (--expect #2)
			  found     bind of /tools on tmpfs, file of 12 bytes
			  why       what is mounted at /tools has the option noexec
			  fix       mount it without noexec and recreate the container, or put programs elsewhere
			mountguard: 2 of 2 expectations failed (exit 69)
		REPORT
	EOF
}
