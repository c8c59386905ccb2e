#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# How much room is left, on real file systems.

load helpers

# both PATH HOLDING FAILING: the first words hold, each of the others is refused with one finding.
both() {
	local word
	try --check -e "$1 $2"
	holds
	for word in "${@:3}"; do
		try --check -e "$1 $word"
		refused
		findings 1
		finding FAIL "$1"
	done
}

# small DIR OPTIONS: a tmpfs of a mebibyte.
small() {
	mkdir -p "$1"
	mount -t tmpfs -o "size=1M,mode=777${2:+,$2}" "$1" "$1"
}

@test "free and inodes: as df counts them" {
	in_ns both small <<-'EOF'
		small t nr_inodes=10
		head -c 524288 /dev/zero >t/half
		both /mnt/t 'free=512K, inodes=8' free=513K free=51% inodes=9
		both /mnt/t/half 'free=50%, inodes=0' free=1T
		try --check -e '/mnt/t free=513K, inodes=9'
		refused
		says "mountguard: FAIL /mnt/t: only 512K of 1024K are left for this user (50%), less than 513K"
		mentions '^  also      only 8 of 10 inodes are left, less than 9 '
		head -c 524288 /dev/zero >t/rest
		try --check -e '/mnt/t free=1'
		refused
		says "mountguard: FAIL /mnt/t: only 0 bytes of 1024K are left for this user (0%), less than 1"
		mentions 'fix       enlarge it \(the size= of a tmpfs\)'
	EOF
}

@test "free: blocks that are reserved for root do not count, neither for root nor for others" {
	in_ns both <<-'EOF'
		reserved=40 disk full 8M
		chmod 777 full/d
		setpriv --reuid 1000 --regid 1000 --clear-groups dd if=/dev/zero of=full/d/fill bs=4k status=none 2>/dev/null || true
		avail=$(df --output=avail -B1 full | tail -n 1 | tr -d " ")
		both /mnt/full/d "free=$avail" free=1M free=20%
		needs_root
		as 1000
		both /mnt/full/d "free=$avail" free=1M free=20%
		rm full/d/fill
		# What is left and what is used are all of it: nothing is used here.
		both /mnt/full/d free=95% free=5M
	EOF
}

@test "free and inodes: read-only, and through an overlay, it is what the disk has" {
	in_ns both small <<-'EOF'
		small t nr_inodes=50
		mkdir t/up t/work low over ro
		mount -t overlay -o lowerdir=low,upperdir=t/up,workdir=t/work over over || cannot "no overlay"
		both /mnt/over 'free=900K, inodes=30' free=2M inodes=51
		mount --bind t ro
		mount -o remount,bind,ro ro
		both /mnt/ro 'free=900K, inodes=30, readonly' free=2M
	EOF
}

@test "free and inodes: a file system that does not count" {
	in_ns <<-'EOF'
		mkdir unlimited
		mount -t tmpfs -o size=0,nr_inodes=0 t unlimited
		try --check -e '/mnt/unlimited inodes=1000000'
		holds
		for path in /mnt/unlimited /proc; do
			try --check -e "$path free=1"
			exits 71
			says "mountguard: UNKNOWN $path: cannot tell what is left: the file system gives no size"
		done
	EOF
}

@test "free: a server that does not say, and one that is broken" {
	in_ns <<-'EOF'
		fuse f fail=STATFS:1
		try --check -e '/mnt/f free=1'
		exits 71
		says "mountguard: UNKNOWN /mnt/f: what is left cannot be found out: the operation is not permitted (EPERM)"
		end_fuse f
		fuse f fail=STATFS:5
		try --check -e '/mnt/f inodes=1'
		refused
		says "mountguard: FAIL /mnt/f: what is left cannot be found out: the storage reports an input/output error (EIO)"
		end_fuse f
	EOF
}

@test "free: a file system that hangs when it is asked" {
	in_ns <<-'EOF'
		fuse f mute=STATFS
		try --check --timeout 300ms -e '/mnt/f free=1'
		refused
		says 'mountguard: FAIL /mnt/f: the storage gave no answer within 300ms (asking for its type and size)'
		end_fuse f
	EOF
}
