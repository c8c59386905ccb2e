#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Without a genuine /proc the answer is "could not tell": 71, and never a start.

load helpers

@test "no /proc at all" {
	in_ns <<-'EOF'
		box
		umount $R/proc
		rmdir $R/proc
		for words in exists mount nonempty 'persistent, writable'; do
			try -e "/app $words" -- /mountguard --version
			exits 71
			printed ''
			mentions '/proc'
		done
		try --check -e '/app dir'
		exits 71
		try --health -e '/app dir'
		exits 1
	EOF
}

@test "a /proc that is an empty directory" {
	in_ns <<-'EOF'
		box
		umount $R/proc
		try -e '/app dir' -- /mountguard --version
		exits 71
		printed ''
		mentions '/proc'
	EOF
}

@test "a /proc that is a directory with a table made up in it" {
	in_ns <<-'EOF'
		box
		umount $R/proc
		mkdir -p $R/proc/self/fdinfo $R/app/data
		cat >$R/proc/self/mountinfo <<-TABLE
			1 0 0:1 / / rw - overlay overlay rw
			2 1 0:2 / /app rw - ext4 /dev/sda rw
		TABLE
		for words in exists mount 'mount, persistent'; do
			try -e "/app $words" -- /mountguard --version
			exits 71
			printed ''
		done
		# The same for a mount of its own.
		mount -t tmpfs proc $R/proc
		mkdir $R/proc/self
		cat >$R/proc/self/mountinfo <<-TABLE
			1 0 0:1 / / rw - overlay overlay rw
			2 1 0:2 / /app rw - ext4 /dev/sda rw
		TABLE
		try -e "/app mount" -- /mountguard --version
		exits 71
	EOF
}

# fake_proc: mounts a forged /proc: the mount table is the kernel's, the rest is made up.
fake_proc() {
	mkdir "$R/real"
	mount -t proc real "$R/real"
	umount "$R/proc"
	mount -t tmpfs proc "$R/proc"
	mkdir -p "$R/proc/self/fd" "$R/proc/self/fdinfo"
	ln -s /real/self/mountinfo "$R/proc/self/mountinfo"
}

@test "a /proc with the kernel's table, in which the descriptors are other files" {
	in_ns fake_proc <<-'EOF'
		box
		mkdir -m 700 $R/app/closed
		(umask 077 && echo secret >$R/app/secret)
		echo hello >$R/app/file
		fake_proc
		# Every number of a descriptor can be opened there.
		for number in {0..40}; do
			echo fake >$R/proc/self/fd/$number
			printf 'pos:\t0\nflags:\t0\nmnt_id:\t1\n' >$R/proc/self/fdinfo/$number
		done
		chmod -R a+rwX $R/proc/self
		# Our own file was readable, but the guard must not believe it.
		for word in readable writable; do
			try --check -e "/app/file $word"
			exits 71
			mentions '^mountguard: UNKNOWN /app/file: '
		done
		as 1000
		for word in readable writable; do
			try -e "/app/secret $word" -- /mountguard --version
			exits 71
			printed ''
			mentions '^mountguard: UNKNOWN /app/secret: '
		done
		# The same with directories instead.
		rm -r $R/proc/self/fd
		mkdir -p $R/proc/self/fd/{0..40}
		touch $R/proc/self/fd/{0..40}/entry
		chmod -R a+rwX $R/proc/self
		try -e '/app/closed nonempty' -- /mountguard --version
		[ "$status" = 71 ] || [ "$status" = 69 ] || fail "69 or 71 was expected"
		try -e '/app/closed readable' -- /mountguard --version
		[ "$status" = 71 ] || [ "$status" = 69 ] || fail "69 or 71 was expected"
		# The same without any entries.
		rm -r $R/proc/self/fd
		as 0
		try -e '/app/file readable' -- /mountguard --version
		exits 71
		mentions '^mountguard: UNKNOWN /app/file: it cannot be read: the kernel does not offer the call \(ENOSYS\)'
	EOF
}

@test "a mount table that is a link, a FIFO, empty or broken" {
	in_ns <<-'EOF'
		box
		umount $R/proc
		mkdir -p $R/proc/self
		mkfifo $R/proc/self/mountinfo
		guard=(timeout -s KILL 5 "${guard[@]}")
		try -e '/app dir' -- /mountguard --version
		exits 71
		rm $R/proc/self/mountinfo
		: >$R/proc/self/mountinfo
		try -e '/app dir' -- /mountguard --version
		exits 71
		rm $R/proc/self/mountinfo
		mkdir $R/proc/self/mountinfo
		try -e '/app dir' -- /mountguard --version
		exits 71
	EOF
}

@test "the kernel refuses to open or to read the table" {
	in_ns <<-'EOF'
		needs strace
		for error in EACCES EPERM ENOENT EMFILE; do
			guard=(strace -o trace -P /proc/self/mountinfo -e trace=open,openat -e inject=open,openat:error=$error mountguard)
			try -e '/mnt nonempty' -- echo started
			grep -q "$error.*INJECTED" trace
			exits 71
			printed ''
		done
		# Half a table is no table: the second read of it fails as well as the first.
		strace -y -o trace -e trace=read mountguard -e '/mnt nonempty' -- true
		first=$(grep -n 'mountinfo' trace | head -n 1 | cut -d : -f 1)
		[ "$(grep -c 'mountinfo' trace)" -ge 2 ]
		for number in $first $((first + 1)); do
			guard=(strace -o trace -e trace=read -e inject=read:error=EIO:when=$number mountguard)
			try -e '/mnt nonempty' -- echo started
			grep -q 'EIO.*INJECTED' trace
			exits 71
			printed ''
		done
	EOF
}

@test "--on-fail warn does start without /proc, loudly" {
	in_ns <<-'EOF'
		box
		umount $R/proc
		try --on-fail warn -e '/app dir' -- /mountguard --version
		case $status in
		0) mentions '^mountguard: ' ;;
		71) printed '' ;;
		*) fail "0 or 71 was expected" ;;
		esac
	EOF
}

@test "could not tell is neither yes nor no, and a failure beside it wins" {
	in_ns <<-'EOF'
		box
		mkdir -p $R/app/locked/inner
		chmod 700 $R/app/locked
		as 1000
		# No user may look into it: whether something is there cannot be told.
		try -e '/app/locked/inner absent' -- /mountguard --version
		[ "$status" = 69 ] || [ "$status" = 71 ] || fail "69 or 71 was expected"
		try -e '/app/locked nonempty' -- /mountguard --version
		[ "$status" = 69 ] || [ "$status" = 71 ] || fail "69 or 71 was expected"
		try -e '/app/locked empty' -e '/app/none exists' -- /mountguard --version
		refused
		finding FAIL /app/none
	EOF
}

@test "a path that leads to a standard descriptor leads to what the guard was handed" {
	in_ns <<-'EOF'
		mkdir data
		touch data/file
		ln -s /dev/fd/1 log
		expectations=(-e '/mnt/data nonempty' -e '/mnt/log file, writable' -e '/mnt/data/file file' -e /dev/stdout)
		[ -e /dev/fd ] || skip 'there is no /dev/fd here'
		mountguard "${expectations[@]}" --check >out || fail "exit $?"
		mountguard "${expectations[@]}" --check 2>said | cat
		[ "${PIPESTATUS[0]}" = 71 ] || fail 'a pipe is on no mount'
		[ "$(grep -c 'a FIFO, by a symbolic link to pipe:' said)" = 2 ] || fail "$(cat said)"
		# Every question is put once, by two children.
		needs strace
		strace -f -o trace mountguard "${expectations[@]}" --check >out || fail "exit $?"
		[ "$(grep -cE ' clone\(' trace)" = 2 ] || fail "$(grep clone trace)"
		[ "$(grep -c 'getdents64(' trace)" = 1 ] || fail "$(grep getdents64 trace)"
	EOF
}
