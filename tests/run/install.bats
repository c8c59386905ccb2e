#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# --install: a copy of the binary, whole or not at all.

load helpers

# is_copy FILE: the file is the whole program, with exactly its mode.
is_copy() {
	cmp -s /mnt/bin/mountguard "$1" || fail "$1 is no copy of the program"
	[ "$(stat -c %a "$1")" = 555 ] || fail "$1 has the mode $(stat -c %a "$1")"
}
# only DIR NAME...: the directory holds only these.
only() {
	local there
	there=$(find "$1" -mindepth 1 -maxdepth 1 -printf '%P\n' | LC_ALL=C sort | xargs)
	[ "$there" = "${*:2}" ] || fail "$1 holds: $there"
}
# volume DIR: mounts a volume there.
volume() {
	mkdir -p "$1"
	mount -t tmpfs -o "mode=755,${2:-size=8m}" volume "$1"
}
install=(is_copy only volume)

@test "into a directory, and as a file" {
	in_ns "${install[@]}" <<-'EOF'
		volume shared
		try --install /mnt/shared
		holds
		printed ''
		is_copy shared/mountguard
		only shared mountguard
		try --install=shared/
		holds
		try --install shared/guard
		holds
		is_copy shared/guard
		(cd shared && mountguard --install here) || fail "in the working directory"
		is_copy shared/here
		only shared guard here mountguard
		run_it shared/guard --version
		exits 0
		# A link to a directory counts as one. A link to a file is replaced, and its file stays as it is.
		ln -s shared link
		echo old >shared/file
		ln -s file shared/name
		try --install link
		holds
		try --install link/name
		holds
		is_copy shared/name
		[ ! -L shared/name ]
		[ "$(cat shared/file)" = old ]
	EOF
}

@test "the mode is 0555 under any umask" {
	in_ns "${install[@]}" <<-'EOF'
		volume shared
		for mask in 077 000 777; do
			umask $mask
			try --install shared
			holds
			umask 022
			is_copy shared/mountguard
		done
	EOF
}

@test "over an older version, which goes on running" {
	in_ns "${install[@]}" <<-'EOF'
		volume shared
		cp bin/state shared/mountguard
		try --install shared
		holds
		is_copy shared/mountguard
		shared/mountguard --wait 60s -e '/mnt/none exists' -- echo started >.try/old 2>&1 &
		started=$!
		poll is_ready
		try --install shared
		holds
		is_copy shared/mountguard
		# The copy installs itself over itself.
		run_it shared/mountguard --install shared
		holds
		is_copy shared/mountguard
		kill -0 $started || fail "the old one has ended"
		kill $started
		only shared mountguard
	EOF
}

@test "from scratch, where nothing but the program and /proc are" {
	in_ns "${install[@]}" <<-'EOF'
		box
		volume root/tmp
		try --install /tmp
		holds
		is_copy root/tmp/mountguard
		umount root/proc
		try --install /tmp/other
		exits 71
		reports <<<'mountguard: cannot read this program from /proc/self/exe: it does not exist (ENOENT) (exit 71)'
		only root/tmp mountguard
	EOF
}

@test "on the root file system it is done, and pointed out" {
	in_ns "${install[@]}" <<-'EOF'
		box
		try --install /app
		exits 0
		reports <<<'mountguard: note: /app/mountguard is on the root file system: where a volume was meant, it is not mounted there'
		is_copy root/app/mountguard
		try -q --install /app
		holds
	EOF
}

@test "as a user who is not root" {
	in_ns "${install[@]}" <<-'EOF'
		volume shared
		mkdir shared/own shared/ours
		as 1000
		chown 1000 shared/own
		chmod 1777 shared/ours
		try --install shared/own
		holds
		is_copy shared/own/mountguard
		try --install shared/own
		holds
		try --install shared/ours
		holds
		is_copy shared/ours/mountguard
		try --install shared
		exits 69
		reports <<<'mountguard: cannot install shared/mountguard: permission denied (EACCES) (exit 69)'
		only shared ours own
		# Another user's file in a directory that all can write.
		cp bin/state shared/ours/theirs
		try --install shared/ours/theirs
		exits 69
		reports <<<'mountguard: cannot install shared/ours/theirs: the operation is not permitted (EPERM) (exit 69)'
		only shared/ours mountguard theirs
	EOF
}

@test "a target that is missing, read-only or full says so, and nothing is left" {
	in_ns "${install[@]}" <<-'EOF'
		refused_as() {
			exits 69
			reports <<<"mountguard: cannot install $1 (exit 69)"
			printed ''
		}
		volume shared
		try --install /mnt/shared/none/
		refused_as '/mnt/shared/none/: it does not exist (ENOENT)'
		try --install /mnt/shared/none/mountguard
		refused_as '/mnt/shared/none/: it does not exist (ENOENT)'
		echo file >shared/file
		try --install shared/file/
		refused_as 'shared/file/: a part of the path is not a directory (ENOTDIR)'
		try --install shared/file/guard
		refused_as 'shared/file/: a part of the path is not a directory (ENOTDIR)'
		mkfifo shared/fifo
		try --install shared/fifo
		refused_as 'shared/fifo: it is there already (EEXIST)'
		ln -s / shared/dir
		try --install "shared/$(printf '%0300d' 0)"
		mentions "^mountguard: cannot install .shared/0*\[...\]0*.: its name is too long [(]ENAMETOOLONG[)]"
		only shared dir fifo file
		mount -o remount,ro shared
		try --install shared
		refused_as 'shared/mountguard: it is read-only (EROFS)'
		volume full size=64k
		try --install full
		refused_as 'full/mountguard: no space or no inodes are left (ENOSPC)'
		only full
		volume few nr_inodes=1
		try --install few
		refused_as 'few/mountguard: no space or no inodes are left (ENOSPC)'
		only few
		volume small
		run_it bash -c 'ulimit -f 8; exec mountguard --install small'
		refused_as 'small/mountguard: the file size limit is too small (EFBIG)'
		only small
		# The old copy stays as it was.
		echo old >full/mountguard
		try --install full
		refused_as 'full/mountguard: no space or no inodes are left (ENOSPC)'
		[ "$(cat full/mountguard)" = old ]
		try --format json --install full
		exits 69
		grep -q '"mode":"install".*"exit":69.*"errors":\["cannot install full/mountguard: no space or no inodes are left (ENOSPC)"\]' .try/out ||
			fail "another object"
	EOF
}

@test "a wrong command line" {
	in_ns <<-'EOF'
		for words in --install --install= '--install /mnt --check' '--check --install /mnt' '--install /mnt more'; do
			try $words
			exits 64
			mentions '^mountguard: .*[(]exit 64[)]$'
		done
		[ ! -e mountguard ]
	EOF
}

@test "the file is whole at every moment: it is synced before it gets its name" {
	in_ns "${install[@]}" <<-'EOF'
		needs strace
		volume shared
		run_it strace -o trace -e trace=openat,write,fchmod,fsync,close,rename,renameat,renameat2,unlink,unlinkat \
			mountguard --install shared
		exits 0
		# The calls come in this order, and each succeeds.
		sed -nE 's/^(fchmod|fsync|renameat)[(2].* = 0$/\1/p' trace | xargs >order
		[ "$(cat order)" = 'fchmod fsync renameat' ] || fail "$(cat trace)"
		! grep -q unlink trace || fail "$(cat trace)"
	EOF
}

@test "killed half-way, it leaves at most a name, which the next run removes" {
	in_ns "${install[@]}" <<-'EOF'
		needs strace
		volume shared
		echo old >shared/mountguard
		for call in fchmod fsync; do
			run_it strace -o trace -e trace=$call -e inject=$call:signal=KILL mountguard --install shared
			[ "$(cat shared/mountguard)" = old ] || fail "it is another one already"
		done
		[ "$(find shared -mindepth 1 | wc -l)" -gt 1 ] || fail "nothing was left: the test tests nothing"
		echo mine >shared/.mountguard-mine
		try --install shared
		holds
		only shared .mountguard-mine mountguard
		is_copy shared/mountguard
	EOF
}

@test "many at once: each of them succeeds, and one copy is there" {
	in_ns "${install[@]}" <<-'EOF'
		volume shared size=64m
		for i in {1..20}; do
			mountguard --install shared 2>>.try/err &
			pids[i]=$!
		done
		for i in {1..20}; do
			wait ${pids[i]} || fail "one of them failed"
		done
		only shared mountguard
		is_copy shared/mountguard
	EOF
}
