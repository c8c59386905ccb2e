# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# inside.sh DIR: run.sh starts it as the first process of new mount and process namespaces. It makes a container
# as an engine makes one (an overlay of DIR/image, the usual mounts, 30 in all, three volumes on a disk), moves into
# it, measures there, and prints
#
#   time NAME US ADDED_US                     ten expectations beside the peers, and one (bench.c)
#   small NAME US ADDED_US                    one expectation, the table as it is
#   large NAME US ADDED_US                    one expectation, a long table
#   explain NAME US ADDED_US                  --explain of that table
#   wide NAME US ADDED_US                     a directory of 10,000 entries, in a table twice as long
#   memory GUARD CHILD TOGETHER HWM MAXRSS    KiB (memory.c)
#   lines SMALL LARGE WIDE                    of the mount tables
#
# DIR/image/bench holds the programs. All of them start /bench/nothing.

set -euo pipefail

dir=$1
mounts=30
groups=20 # of a thousand: the long table
entries=10000
root=$dir/root

die() {
	echo "bench: $1" >&2
	exit 1
}

lines() {
	grep -c '' /proc/self/mountinfo
}

# --- the container ---------------------------------------------------------------------------------

# bind SOURCE TARGET [OPTION]: makes a missing target. Mounts below the source come along only in a user namespace,
# where they cannot be left out.
bind() {
	if [ -d "$1" ]; then
		mkdir -p "$root$2"
	else
		mkdir -p "$(dirname "$root$2")"
		[ -e "$root$2" ] || : >"$root$2"
	fi
	mount --bind "$1" "$root$2" 2>/dev/null || mount --rbind "$1" "$root$2"
	[ -z "${3:-}" ] || mount -o "remount,bind,$3" "$root$2"
}

make_root() {
	mkdir -p "$dir/layer" "$root"
	mount -t tmpfs -o mode=755 layer "$dir/layer"
	mkdir "$dir/layer/upper" "$dir/layer/work"
	mount -t overlay -o "lowerdir=$dir/image,upperdir=$dir/layer/upper,workdir=$dir/layer/work" overlay "$root"
}

# What runc makes in every container.
make_system_mounts() {
	local name
	mkdir -p "$root"/{proc,dev,sys,tmp,run}
	mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
	mount -t tmpfs -o nosuid,mode=755,size=65536k tmpfs "$root/dev"
	mkdir "$root"/dev/{pts,shm,mqueue}
	mount -t devpts -o nosuid,noexec,newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
	mount -t tmpfs -o nosuid,nodev,noexec,size=65536k shm "$root/dev/shm"
	bind /dev/null /dev/null
	bind /sys /sys ro
	for name in bus fs irq sys; do
		bind "/proc/$name" "/proc/$name" ro
	done
	for name in kcore keys timer_list; do
		[ ! -e "/proc/$name" ] || bind "$root/dev/null" "/proc/$name"
	done
	for name in resolv.conf hostname hosts; do
		: >"$dir/$name"
		bind "$dir/$name" "/etc/$name"
	done
}

# The tools of the script that the guard is compared with, and their libraries.
make_tools() {
	local name
	for name in bin sbin lib lib32 lib64 libx32; do
		if [ -L "/$name" ]; then
			cp -P "/$name" "$root/"
		elif [ -d "/$name" ]; then
			bind "/$name" "/$name" ro
		fi
	done
	bind /usr /usr ro
}

# A disk as servers have it, ext4 with a journal, if there are loop devices; otherwise the file system of DIR. Without
# a journal, ext4 would look through all files of the last five seconds each time it makes one, and the benchmark makes
# thousands: it would measure ext4.
make_disk() {
	mkdir "$dir/disk"
	truncate -s 64M "$dir/layer/disk.ext4"
	if mkfs.ext4 -q -F "$dir/layer/disk.ext4" 2>/dev/null && mount -o loop "$dir/layer/disk.ext4" "$dir/disk" 2>/dev/null; then
		return
	fi
	echo "bench: no ext4 on a loop device here: the volumes lie on $(stat -f -c %T "$dir"), which may be slower" >&2
}

# What the ten expectations ask for.
make_storage() {
	local name volumes=$dir/disk/volumes
	mkdir -p "$dir/disk/src/models" "$dir/disk/src/temp" "$volumes"/{models,temp,data}/_data
	echo 'app = None' >"$dir/disk/src/main.py"
	echo weights >"$volumes/models/_data/weights.bin"
	echo rows >"$volumes/data/_data/app.db"
	echo 'port: 80' >"$dir/disk/app.yaml"
	echo secret >"$dir/disk/token"
	bind "$dir/disk/src" /app
	for name in models temp; do
		bind "$volumes/$name/_data" "/app/$name"
	done
	bind "$volumes/data/_data" /data
	bind "$dir/disk/app.yaml" /etc/app.yaml ro
	bind "$dir/disk/token" /run/secrets/token ro
	mkdir "$root/cache" "$root/var" "$root/var/spool"
	mount -t tmpfs -o mode=1777 cache "$root/cache"
}

# As many lines as the budget names.
fill_up() {
	local i=0
	while [ "$(lines)" -lt "$mounts" ]; do
		mkdir -p "/extra/$i"
		mount --bind /cache "/extra/$i"
		i=$((i + 1))
	done
	[ "$(lines)" = "$mounts" ] || die "the container has $(lines) mounts, which is more than $mounts"
}

# pivot_root(2) moves this shell's root along.
enter() {
	mkdir "$root/old"
	cd "$root"
	pivot_root . old
	cd /
	umount -l /old
	rmdir /old
	hash -r
}

# --- the measurements ------------------------------------------------------------------------------

# tini -s: if it is not the first process, it prints a warning each time without -s.
measure_start() {
	local static=() goss=()
	[ ! -x /usr/bin/tini-static ] || static=(tini-static 1 /usr/bin/tini-static -s -- /bench/nothing ",")
	[ ! -x /usr/bin/goss ] || goss=(goss 20 /bin/dash /bench/goss.sh /bench/nothing ",")
	/bench/bench "$start_rounds" \
		bare 1 /bench/nothing , \
		floor 1 /bench/floor /bench/nothing , \
		lower 1 /bench/lower /bench/nothing , \
		guard 1 /bench/mountguard -- /bench/nothing , \
		one 1 /bench/mountguard -f /bench/one.conf -- /bench/nothing , \
		tini 1 /usr/bin/tini -s -- /bench/nothing , \
		"${static[@]}" \
		"${goss[@]}" \
		sh 10 /bin/dash /bench/check.sh /bench/nothing , | sed 's/^/time /'
}

# $1: the first word of the lines; $2: rounds.
measure_table() {
	/bench/bench "$2" \
		bare 1 /bench/nothing , \
		read 1 /bench/readtable , \
		guard 1 /bench/mountguard -f /bench/one.conf -- /bench/nothing , | sed "s/^/$1 /"
}

make_many_mounts() {
	mkdir /many /data/source
	/bench/manymounts /data/source /many "$groups"
}

measure_explain() {
	/bench/bench 2 bare 1 /bench/nothing , explain 1 /bin/dash -c '/bench/mountguard --explain >/dev/null' , |
		sed 's/^/explain /'
}

# Two directories of 10,000 entries that must be read to their end: one of mount points, and one of files.
make_wide() {
	local i
	mkdir /wide /wide/mounts /cache/files
	/bench/manymounts /data/source /wide/mounts $((groups * 1000 / entries)) "$entries"
	for ((i = 0; i < entries; i++)); do
		: >"/cache/files/$i"
	done
	echo '/wide/mounts/0 empty' >/bench/mounts.conf
	echo "/cache/files has=0 has=$((entries - 1))" >/bench/files.conf
}

measure_wide() {
	/bench/bench 10 \
		bare 1 /bench/nothing , \
		mounts 1 /bench/mountguard -f /bench/mounts.conf -- /bench/nothing , \
		files 1 /bench/mountguard -f /bench/files.conf -- /bench/nothing , | sed 's/^/wide /'
}

make_root
make_system_mounts
make_tools
make_disk
make_storage
enter
fill_up

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset "${!MOUNTGUARD@}"
start_rounds=${ROUNDS:-1000}

/bench/mountguard -- /bench/nothing || die 'the ten expectations do not hold here'
dash /bench/check.sh /bench/nothing || die 'the same checks in sh do not pass here'
/bench/lower /bench/nothing || die "the answer to question $? of lower.c is no here"
[ ! -x /usr/bin/goss ] || dash /bench/goss.sh /bench/nothing || die 'the same checks do not pass in goss'
measure_start
echo "memory $(/bench/memory /bench/mountguard -- /bench/nothing)"
small=$(lines)
measure_table small 300
make_many_mounts
large=$(lines)
measure_table large 40
measure_explain
make_wide
echo "lines $small $large $(lines)"
measure_wide
