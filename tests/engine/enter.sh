#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# The inner half of today.sh: enter.sh SYSTEM MOUNT-POINT DIRECTORY... -- COMMAND [WORD]...
#
# Runs the command with SYSTEM as its root directory. SYSTEM itself does not change: the root is an overlay with its
# upper half in memory. Each DIRECTORY is the machine's own, at the same path. This script is process 1 of its own
# namespaces, so every process and every mount made here ends with it.

set -euo pipefail
system=$1 mount=$2 top=$3
shift 2

mount -t tmpfs -o mode=0755 tmpfs "$mount"
mkdir "$mount/upper" "$mount/work" "$mount/root"
mount -t overlay -o "lowerdir=$system,upperdir=$mount/upper,workdir=$mount/work" overlay "$mount/root"
cd "$mount/root"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs -o mode=0755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
cp /etc/resolv.conf /etc/hosts etc/
while [ "$1" != -- ]; do
	mkdir -p ".$1"
	mount --bind "$1" ".$1"
	shift
done
shift
mkdir old
# Not chroot(2): a process in a chroot can make no user namespace.
pivot_root . old
cd /
umount --lazy old
rmdir old
# The system lacks the machine's languages and its directory for temporary files.
unset TMPDIR LANG LANGUAGE "${!LC_@}"
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
cd "$top"
"$@"
