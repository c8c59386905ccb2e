#!/bin/bash
# SPDX-License-Identifier: MIT
#
# demo.sh: the incident, on real mounts and without an engine. It makes a small container in mount and
# process namespaces of its own: a root file system with /app, /proc and the guard, entered with
# pivot_root. In it the real guard meets /app in each of the shapes that were seen. Every exit code is
# checked; the demonstration fails where one is not what is said here. Nothing of it stays.
#
# MOUNTGUARD is the binary; build/mountguard otherwise.

set -eu

# --- outside: namespaces ---------------------------------------------------------------------------

if [ "${1:-}" != --inside ]; then
	MOUNTGUARD=$(realpath "${MOUNTGUARD:-build/mountguard}")
	[ -x "$MOUNTGUARD" ] || {
		echo "demo: $MOUNTGUARD is not there; \`make\` builds it" >&2
		exit 1
	}
	export MOUNTGUARD
	options=(-m -p -f --kill-child --mount-proc --propagation private)
	[ "$(id -u)" = 0 ] || options+=(-U -r)
	if ! unshare "${options[@]}" true; then
		echo "demo: no mount namespace can be made here; run it as root" >&2
		exit 1
	fi
	dir=$(mktemp -d)
	trap 'rmdir "$dir"' EXIT
	unshare "${options[@]}" bash "$0" --inside "$dir"
	exit
fi

# --- inside: a container's root, host/ beside it ------------------------------------------------------

# An ext4 of its own; where loop devices cannot be had, there is no disk to show anything on.
make_disk() {
	mkdir disk
	truncate -s 8M disk.img
	PATH=$PATH:/sbin:/usr/sbin mkfs.ext4 -q -F disk.img 2>/dev/null &&
		mount -o loop disk.img root/host/disk 2>/dev/null && mkdir root/host/disk/src
}

# A stand-in: it says what uvicorn says, in the same two cases.
make_program() {
	cat <<-'PROGRAM'
		#!/bin/sh
		if [ -f /app/main.py ]; then
			echo 'INFO:     Application startup complete.'
		else
			echo 'ERROR:    Error loading ASGI app. Could not import module "main".'
			exit 1
		fi
	PROGRAM
}

# What the engine would do: an overlay of an image and a writable layer where the kernel allows it.
make_root() {
	mount -t tmpfs -o mode=755 host "$1"
	cd "$1"
	mkdir -p image/{app,proc,dev,etc,host,old} upper work root volumes/{models,temp} source
	mkdir -m 777 volumes/{models,temp}/_data
	cp "$MOUNTGUARD" image/mountguard
	make_program >image/uvicorn
	chmod 755 image/uvicorn
	echo 'root:x:0:0::/:/bin/sh' >image/etc/passwd
	echo 'root:x:0:' >image/etc/group
	printf '%s\n' '/app         mount, nonempty' '/app/main.py file, nonempty, readable' \
		'/app/models  mount, writable' '/app/temp    mount, writable' >image/etc/mountguard.conf
	echo 'app = None' >source/main.py
	mount -t overlay -o lowerdir=image,upperdir=upper,workdir=work image root 2>/dev/null ||
		mount --rbind image root
	cp -P /bin /lib /lib64 /sbin root/ 2>/dev/null || true
	for dir in bin sbin lib lib64 usr; do
		if [ -d "/$dir" ] && [ ! -L "/$dir" ]; then
			mkdir -p "root/$dir"
			mount --rbind "/$dir" "root/$dir"
		fi
	done
	mount -t proc proc root/proc
	touch root/dev/null
	mount --bind /dev/null root/dev/null
	mount --bind . root/host
	make_disk || true
	pivot_root root root/old
	cd /
	umount -l /old
}

mount_volumes() {
	mkdir -p /app/models /app/temp
	mount --bind /host/volumes/models/_data /app/models
	mount --bind /host/volumes/temp/_data /app/temp
}

unmount_all() {
	local mounted
	for mounted in /app/models /app/temp /app; do
		! mountpoint -q $mounted || umount $mounted
	done
	rmdir /app/models /app/temp 2>/dev/null || true
}

heading() {
	printf '\n%s\n' "== $*"
}

# As one would type it.
show_words() {
	local word
	printf '$'
	for word; do
		case $word in
		*[!A-Za-z0-9/.:_-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
}

# shown EXIT COMMAND...: runs it in sight of the reader, and insists on the exit code.
shown() {
	local wanted=$1 status=0
	shift
	show_words "$@"
	"$@" 2>&1 || status=$?
	if [ "$status" != "$wanted" ]; then
		echo "demo: this should have exited with $wanted, not with $status" >&2
		exit 1
	fi
	[ "$status" = 0 ] || echo "(exit $status)"
}

refused() {
	shown 69 /mountguard -- /uvicorn main:app >/host/said
	cat /host/said
	if ! grep -q '^mountguard: FAIL /app: ' /host/said || grep -q 'ASGI\|startup' /host/said; then
		echo "demo: this should have been refused because of /app" >&2
		exit 1
	fi
}

make_root "$2"

heading "the expectations, in the image"
shown 0 cat /etc/mountguard.conf

heading "the incident: after a restart, /app is a mount of an empty directory with two volumes in it"
mkdir /host/share
mount -t tmpfs desktop /host/share
mkdir /host/share/src
mount --bind /host/share/src /app
mount_volumes
shown 0 ls -la /app
shown 1 /uvicorn main:app

heading "three checks that everybody writes, and that pass"
shown 0 test -d /app
shown 0 mountpoint -q /app
# shellcheck disable=SC2016 # sh expands it
shown 0 sh -c 'test -n "$(ls -A /app)"'

heading "shape B, the empty mount, on a tmpfs: refused"
refused
unmount_all

heading "shape B, the empty mount, on a disk: refused"
if mountpoint -q /host/disk; then
	mount --bind /host/disk/src /app
	mount_volumes
	refused
	unmount_all
else
	echo "(not shown: no ext4 on a loop device can be had here)"
fi

heading "shape A, /app is not mounted at all: refused"
mount_volumes
refused
unmount_all

heading "the healthy container: started, and the guard says nothing"
mount --bind /host/source /app
mount_volumes
shown 0 /mountguard -- /uvicorn main:app >/host/said
cat /host/said
[ "$(tail -n +2 /host/said)" = 'INFO:     Application startup complete.' ] || {
	echo "demo: the program should have been started, and nothing else said" >&2
	exit 1
}
