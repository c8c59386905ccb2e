#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Free space, the bytes of files, and the abilities of file systems: on real ones.

load helpers
load boxes

# small DIR OPTIONS: mounts a tmpfs of 1 MiB.
small() {
	mkdir -p "$1"
	mount -t tmpfs -o "size=1M,mode=777${2:+,$2}" "$1" "$1"
}

@test "free and inodes: as df counts them" {
	in_ns small <<-'EOF'
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
		mentions 'fix       make room on it, or enlarge it; df and df -i show what is left'
	EOF
}

@test "free: blocks that are reserved for root do not count, neither for root nor for others" {
	in_ns <<-'EOF'
		reserved=40 disk full 8M
		chmod 777 full/d
		setpriv --reuid 1000 --regid 1000 --clear-groups dd if=/dev/zero of=full/d/fill bs=4k status=none 2>/dev/null || true
		avail=$(df --output=avail -B1 full | tail -n 1 | tr -d " ")
		both /mnt/full/d "free=$avail" free=1M free=20%
		needs_root
		as 1000
		both /mnt/full/d "free=$avail" free=1M free=20%
		rm full/d/fill
		# Free and used space add up to the whole: nothing is used here.
		both /mnt/full/d free=95% free=5M
	EOF
}

@test "free and inodes: read-only, and through an overlay, it is what the disk has" {
	in_ns small <<-'EOF'
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

sha_of() {
	sha256sum <"$1" | cut -c 1-64
}

@test "sha256: what sha256sum says, for files of every kind of length" {
	in_ns sha_of <<-'EOF'
		expects=()
		for length in 0 1 55 56 57 63 64 65 119 120 128 65535 65536 65537 131072 $((RANDOM * 33)) $((RANDOM * 7)) $RANDOM; do
			head -c $length /dev/urandom >f$length
			expects+=(-e "/mnt/f$length sha256=$(sha_of f$length)")
		done
		try --check "${expects[@]}"
		holds
		empty=$(sha_of f0)
		both /mnt/f0 sha256=$empty sha256=0${empty#?}
		both /mnt/f1 sha256=$(sha_of f1) sha256=$empty
		try --check -e "/mnt/f1 sha256=$empty"
		says "mountguard: FAIL /mnt/f1: its bytes have another SHA-256: $(sha_of f1)"
		mentions "^  expected  sha256=$empty "
	EOF
}

@test "same-as: byte by byte, and by the size where that says it" {
	in_ns <<-'EOF'
		head -c 200000 /dev/urandom >a
		cp a same
		cp a other
		for byte in x y; do
			! cmp -s a other || printf $byte | dd of=other bs=1 seek=131072 conv=notrunc status=none
		done
		cp a longer
		echo >>longer
		: >empty
		both /mnt/a same-as=/mnt/same same-as=/mnt/other same-as=/mnt/longer same-as=/mnt/empty
		both /mnt/a same-as=/mnt/a same-as=/mnt/empty
		both a same-as=same same-as=./other
		ln -s same link
		both /mnt/a 'same-as=/mnt/link, sha256='$(sha256sum <a | cut -c 1-64) same-as=/mnt/longer
		try --check -e '/mnt/a same-as=/mnt/other'
		says 'mountguard: FAIL /mnt/a: it differs from /mnt/other in byte 131073'
		try --check -e '/mnt/a same-as=/mnt/longer'
		says 'mountguard: FAIL /mnt/a: it differs from /mnt/longer: it has 200000 bytes, and that one 200001'
		# The file has bytes, but no size.
		cat /proc/version >version
		both /proc/version same-as=/mnt/version same-as=/mnt/a
	EOF
}

@test "same-as and sha256: the message names what is missing or is no file" {
	in_ns <<-'EOF'
		echo 2 >version
		mkdir -p dir full host app.yaml
		touch full/entry
		mkfifo fifo
		digest=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
		for word in sha256=$digest same-as=/mnt/version; do
			try --check -e "/mnt/full $word" --timeout 2s
			refused
			says 'mountguard: FAIL /mnt/full: it is a directory, not a file'
			try --check -e "/mnt/fifo $word" --timeout 2s
			refused
			says 'mountguard: FAIL /mnt/fifo: it is a FIFO, not a file'
		done
		mount --bind host app.yaml
		try --check -e "/mnt/app.yaml sha256=$digest"
		refused
		mentions 'some engines make one in place of a host file that is missing'
		for other in dir fifo ../dev/null; do
			try --check --timeout 2s -e "/mnt/version same-as=/mnt/$other"
			refused
			says "mountguard: FAIL /mnt/version: it cannot be compared with /mnt/$other, which is no file"
		done
		try --check -e '/mnt/version same-as=/mnt/gone/version'
		refused
		says 'mountguard: FAIL /mnt/version: it cannot be compared with /mnt/gone/version: it does not exist (ENOENT)'
		try --check -e '/mnt/gone same-as=/mnt/version'
		refused
		findings 1
		needs_root
		chmod 600 version
		cp version mine
		chmod 644 mine
		as 1000
		try --check -e '/mnt/mine same-as=/mnt/version'
		exits 71
		says 'mountguard: UNKNOWN /mnt/mine: it cannot be compared with /mnt/version: permission denied (EACCES)'
		try --check -e '/mnt/version same-as=/mnt/mine' -e "/mnt/mine sha256=$digest"
		refused
		says 'mountguard: FAIL /mnt/version: it cannot be read: permission denied (EACCES)'
	EOF
}

@test "same-as: a volume that hides newer code in the image" {
	in_ns "${boxes[@]}" <<-'EOF'
		docker_box
		volume code /app
		mkdir -p $R/image
		echo 2 >$R/image/VERSION
		echo 1 >$T/var/lib/docker/volumes/code/_data/VERSION
		try --check -e '/app/VERSION same-as=/image/VERSION'
		shows <<-'END'
			mountguard: FAIL /app/VERSION: it differs from /image/VERSION in byte 1
			  expected  same-as=/image/VERSION (--expect #1)
			  found     volume code on tmpfs, file of 2 bytes
			  why       a volume is filled from the image only while it is empty: what code holds at /app stays as it is when the image is updated
			  fix       if the files of the image are wanted, take the mount of /app out, or give what the program writes a directory of its own and mount only that; then recreate the container
			mountguard: 1 of 1 expectation failed (exit 69)
		END
	EOF
}

@test "sha256 and same-as: --timeout is for silence, not for the size" {
	in_ns <<-'EOF'
		needs strace
		head -c 1500000 /dev/urandom >big
		cp big copy
		chmod 644 big copy
		# 48 pieces, each of which takes 100 of the 2000 milliseconds. As another user if possible: then there is an
		# alarm, too.
		guard=(strace -f -o trace -e trace=read -e inject=read:delay_enter=100000 mountguard)
		[ "$(awk '{ print $3; exit }' /proc/self/uid_map)" = 1 ] || guard+=(--user 1000)
		try --check --timeout 2s -e "/mnt/big same-as=/mnt/copy"
		holds
		[ "$elapsed_ms" -gt 3000 ] || fail "it took only $elapsed_ms ms"
	EOF
}

@test "sha256: a file without an end is not read for ever" {
	in_ns <<-'EOF'
		needs strace
		head -c 100000 /dev/urandom >big
		guard=(strace -f -o trace -P /mnt/big -e trace=read -e inject=read:retval=65536 mountguard)
		# Two milliseconds, because the guard allows a thousand times as much. On a busy machine the child may not begin
		# in time: the guard then says 71, and the test tries again.
		for i in {1..40}; do
			try --check --timeout 2ms -e '/mnt/big sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
			[ "$status" = 71 ] || break
		done
		refused
		mentions '^mountguard: FAIL /mnt/big: the storage gave no answer within 2ms '
		within_ms 60000
	EOF
}

@test "sha256 and same-as: a server that stops answering half-way" {
	in_ns <<-'EOF'
		echo hello >plain
		for request in READ OPEN; do
			fuse f mute=$request
			try --check --timeout 300ms -e '/mnt/f/file sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
			refused
			says 'mountguard: FAIL /mnt/f/file: the storage gave no answer within 300ms (reading it)'
			try --check --timeout 300ms -e '/mnt/plain same-as=/mnt/f/file' -e '/mnt/bin nonempty'
			refused
			findings 1
			says 'mountguard: FAIL /mnt/plain: the storage gave no answer within 300ms (reading what it is compared with)'
			says_nothing_of hangs
			end_fuse f
		done
		fuse f fail=READ:5
		try --check -e '/mnt/plain same-as=/mnt/f/file'
		refused
		says 'mountguard: FAIL /mnt/plain: it cannot be compared with /mnt/f/file: the storage reports an input/output error (EIO)'
		end_fuse f
		fuse f
		try --check -e '/mnt/plain same-as=/mnt/f/file' -e '/mnt/f/file same-as=/mnt/plain, sha256=5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'
		holds
		end_fuse f
	EOF
}

all=symlink+hardlink+lock+exec+rename+mmap+case

nothing_left() {
	[ -z "$(find "$@" -name '*[mM][oO][uU][nN][tT][gG]*')" ] || fail "left: $(find "$@" -name '*[mM][oO][uU][nN][tT][gG]*')"
}

@test "supports: all that Linux file systems do, and nothing is left" {
	in_ns nothing_left <<-EOF
		disk ext4
		mkdir t low up work over
		mount -t tmpfs t t
		mount -t overlay -o lowerdir=low,upperdir=up,workdir=work over over || cannot "no overlay"
		for dir in ext4/d t over; do
			try --check -e "/mnt/\$dir supports=$all"
			holds
			chmod 777 \$dir
			before=\$(ls -la --full-time \$dir | sed 2,3d)
			try --check -e "/mnt/\$dir supports=lock+exec+mmap"
			holds
			[ "\$(ls -la --full-time \$dir | sed 2,3d)" = "\$before" ] || fail "something was changed"
			nothing_left \$dir up
		done
		needs_root
		as 1000
		try --check -e "/mnt/ext4/d supports=$all" -e "/mnt/t supports=$all" -e "/mnt/over supports=$all"
		holds
		nothing_left ext4 t up
	EOF
}

@test "supports: exec, where a filter refuses the call for every program" {
	in_ns <<-'EOF'
		mkdir d
		for errnum in EPERM ENOSYS; do
			guard=(refuse execveat=$errnum mountguard)
			try --check -e '/mnt/d supports=exec+lock'
			exits 71
			says 'mountguard: UNKNOWN /mnt/d: cannot tell of exec: the kernel does not offer the call (ENOSYS)'
		done
		guard=(refuse wait4=EPERM mountguard)
		try --check -e '/mnt/d supports=exec'
		exits 71
	EOF
}

@test "supports: other file systems, where this kernel has them" {
	in_ns nothing_left <<-EOF
		for type in xfs btrfs vfat; do
			truncate -s 512M .img
			mkdir -p d
			{ mkfs.\$type .img && mount -o loop .img d; } >.try/mount 2>&1 || continue
			case \$type in
			vfat)
				try --check -e '/mnt/d supports=lock+exec+rename+mmap'
				holds
				try --check -e '/mnt/d supports=$all'
				refused
				mentions ': no symlink: [^;]*; no hardlink: [^;]*; no case: [^;]*\$'
				;;
			*)
				try --check -e '/mnt/d supports=$all, free=10M, inodes=10'
				holds
				;;
			esac
			nothing_left d
			umount d
			rm .img
		done
	EOF
}

@test "supports: noexec, nosymfollow, and obstacles to trying" {
	in_ns nothing_left <<-EOF
		mkdir ro full t noexec nofollow other
		mount -t tmpfs -o noexec noexec noexec
		try --check -e '/mnt/noexec supports=$all'
		refused
		says 'mountguard: FAIL /mnt/noexec: no exec: permission denied (EACCES)'
		says '  why       the tmpfs at /mnt/noexec has the option noexec'
		if mount -t tmpfs -o nosymfollow nofollow nofollow 2>/dev/null; then
			try --check -e '/mnt/nofollow supports=$all'
			refused
			mentions '^mountguard: FAIL /mnt/nofollow: no symlink: [^;]*\$'
		fi
		mount --bind t ro
		mount -o remount,bind,ro ro
		try --check -e '/mnt/ro supports=lock'
		refused
		says 'mountguard: FAIL /mnt/ro: it cannot be written: it is read-only (EROFS)'
		mount -t tmpfs -o size=4k full full
		head -c 4096 /dev/zero >full/all
		try --check -e '/mnt/full supports=symlink'
		exits 71
		says 'mountguard: UNKNOWN /mnt/full: cannot tell: a file can be made in it, but not written: no space or no inodes are left (ENOSPC)'
		touch file
		try --check -e '/mnt/file supports=lock'
		refused
		says 'mountguard: FAIL /mnt/file: it is a file, not a directory'
		nothing_left noexec nofollow t full
		needs_root
		as 1000
		try --check -e '/mnt/other supports=lock'
		refused
		says 'mountguard: FAIL /mnt/other: it cannot be written: permission denied (EACCES)'
	EOF
}

@test "supports: a directory that can only be appended to is not tried" {
	in_ns nothing_left <<-EOF
		needs_root
		needs chattr
		disk ext4
		trap 'chattr -a /mnt/ext4/d 2>/dev/null || true' EXIT
		chattr +a ext4/d || cannot "no chattr +a here"
		try --check -e '/mnt/ext4/d supports=$all'
		exits 71
		says 'mountguard: UNKNOWN /mnt/ext4/d: cannot tell: it can only be appended to (chattr +a)'
		nothing_left ext4
	EOF
}

@test "supports: a server without links and without case, like vfat" {
	in_ns nothing_left <<-EOF
		fuse f fold
		try --check -e '/mnt/f supports=symlink+hardlink+case+lock'
		refused
		findings 1
		mentions '^mountguard: FAIL /mnt/f: no symlink: the file system does not support it \(EOPNOTSUPP\); no hardlink: .*; no case: two names that differ only in case are one\$'
		mentions '  why       /mnt/f \(fuse.fusefs of .*\) cannot do that'
		nothing_left f
		end_fuse f
		fuse f
		try --check -e '/mnt/f supports=case+lock'
		holds
		nothing_left f
		end_fuse f
	EOF
}

@test "supports: killed between any two calls, it leaves at most the names of that moment" {
	in_ns <<-EOF
		needs strace
		mkdir d
		for call in openat symlinkat linkat renameat unlinkat newfstatat write mmap execveat; do
			for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
				guard=(strace -f -o trace -e trace=\$call -e inject=\$call:signal=KILL:when=\$n mountguard)
				try --check -e '/mnt/d supports=$all'
				[ "\$(ls -A d | wc -l)" -le 2 ] || fail "\$call \$n: left \$(ls -A d)"
				find d -mindepth 1 -delete
			done
		done
	EOF
}
