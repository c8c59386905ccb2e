#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes the node's disk the root directory, and becomes its init: node.sh NODE-DIRECTORY ROOT-TARBALL PROGRAMS-TARBALL
#
# It is process 1 of namespaces of its own, so that all that is mounted and started from here on ends with it. The
# disk becomes / by pivot_root, because the mount tables in the pods then show the paths of a real node.

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
node=$1 root=$2 programs=$3
# shellcheck source=lib.sh
. "$here/lib.sh"

truncate -s 8G "$node/disk.img"
mkfs.ext4 -q -F "$node/disk.img"
mkdir "$node/disk"
# Its blocks need not survive anything: without nobarrier every sync, and the end of the node, waits for this machine's disk.
mount -o loop,nobarrier "$node/disk.img" "$node/disk"
cd "$node/disk"
# By this mark on_node() knows the node.
touch ".${node##*/}"
doing 'unpacking the node' tar --zstd -xf "$root"
doing 'unpacking Kubernetes' tar --zstd -xf "$programs" -C usr/local/bin
cp -a "$here/node/." .
install -m 0755 "$here/init.sh" "$here/lib.sh" usr/local/sbin/
mkdir -p var/lib/kubelet img old "$node/pause"
mv usr/local/bin/pause "$node/pause"
bash "$here/image.sh" img/pause.tar mountguard.test/pause:1 '"Entrypoint": ["/pause"]' "$node/pause"

mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs -o mode=0755 tmpfs run
mount -t tmpfs tmpfs tmp
# Seen from the node's control group namespace: its own group is the root of each hierarchy.
mount -t tmpfs -o mode=0755 tmpfs sys/fs/cgroup
while read -r directory type options; do
	[ "$directory" = /sys/fs/cgroup ] || mkdir -p ".$directory"
	mount -t "$type" -o "$options" cgroup ".$directory"
done < <(hierarchies)
# The kubelet sets these for the whole kernel. It writes to files of the node instead, and finds what it wants in them.
while read -r name value; do
	mkdir -p "run/sysctl/${name%/*}"
	echo "$value" >"run/sysctl/$name"
	mount --bind "run/sysctl/$name" "proc/sys/$name"
done <<EOF
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
EOF
pivot_root . old
exec chroot . /bin/bash /usr/local/sbin/init.sh
