#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What strace sees the guard do to the system.

load helpers

traced() {
	needs strace
	run_it strace -f -y -o trace mountguard "$@"
}
# Calls that change or could change something, except writes to standard error.
changes() {
	grep -E " (write|writev|pwrite64|pwritev2?|unlink|unlinkat|mkdir|mkdirat|mknod|mknodat|rename|renameat2?|link|linkat|symlink|symlinkat|chmod|fchmodat?|chown|fchownat?|lchown|fchown|truncate|ftruncate|fallocate|utimensat|setxattr|fsetxattr|mount|umount2|fsync|fdatasync|sync|syncfs)\(|O_CREAT|O_TRUNC|O_TMPFILE|O_WRONLY|O_RDWR" trace |
		grep -vE " writev?\([12]<" || true
}

@test "the mount table is read once in a passing run" {
	in_ns traced changes <<-'EOF'
		mkdir app
		mount -t tmpfs app app
		touch app/file
		traced -e '/mnt/app mount, nonempty, persistent, warn' -e '/mnt/app/file file, readable' -e '/mnt on=tmpfs' \
			-e '/mnt/bin dir, writable' -- true
		exits 0
		[ "$(grep -cE 'open(at)?2?\(.*mountinfo' trace)" = 1 ] || fail "$(grep mountinfo trace)"
		grep -q 'O_CLOEXEC' < <(grep mountinfo trace)
	EOF
}

@test "and once in a failing one" {
	in_ns traced <<-'EOF'
		mkdir app
		traced -e '/mnt/app mount, nonempty, persistent' -e '/mnt/none exists' -e '/mnt/bin writable' -- true
		exits 69
		[ "$(grep -cE 'open(at)?2?\(.*mountinfo' trace)" = 1 ] || fail "$(grep mountinfo trace)"
	EOF
}

@test "nothing is written by expectations that ask for no writing" {
	in_ns traced changes <<-'EOF'
		mkdir app
		mount -t tmpfs app app
		touch app/file
		traced -e '/mnt/app mount, nonempty, has=file, fstype=tmpfs, opts=rw, readable, executable' \
			-e '/mnt/app/file file, readable' -e '/mnt/none absent' -e '/mnt/nothing optional, file' --check
		holds
		[ -z "$(changes)" ] || fail "$(changes)"
	EOF
}

@test "the write probe writes 4 KiB to a file without a name, and nothing else" {
	in_ns traced changes <<-'EOF'
		mkdir app
		traced -e '/mnt/app writable' --check
		holds
		[ "$(changes | grep -c .)" = 2 ] || fail "$(changes)"
		changes | grep 'O_TMPFILE' | grep -q O_CLOEXEC
		changes | grep -qE 'write\([0-9]+<.*, 4096\) += 4096'
	EOF
}

@test "a file is opened for writing and not written" {
	in_ns traced changes <<-'EOF'
		echo x >file
		traced -e '/mnt/file writable' --check
		holds
		[ "$(changes | grep -c .)" = 1 ] || fail "$(changes)"
		changes | grep -qE 'O_WRONLY|O_RDWR'
		! changes | grep -qE 'O_TRUNC|O_CREAT'
	EOF
}

@test "access(2) is never called, and no path is opened without O_CLOEXEC and O_NONBLOCK or O_PATH" {
	in_ns traced changes <<-'EOF'
		mkdir app
		echo x >app/file
		traced -e '/mnt/app writable, readable, nonempty, executable' -e '/mnt/app/file readable, writable, executable' \
			-e '/mnt/app/none absent' --check
		exits 69
		findings 1
		[ "$(grep -cE 'open(at|at2)?\(.*/?(app|file)' trace)" -ge 2 ] || fail "$(grep open trace)"
		! grep -E ' (access|faccessat2?)\(' trace || fail "access was asked"
		! grep -E 'open(at|at2)?\(' trace | grep -v O_CLOEXEC || fail "without O_CLOEXEC"
		! grep -E 'open(at|at2)?\(.*/?(app|file)' trace | grep -vE 'O_PATH|O_NONBLOCK' || fail "without O_NONBLOCK"
	EOF
}

@test "fsync is for writable=sync here, not for writable" {
	in_ns traced changes <<-'EOF'
		disk app
		traced -e '/mnt/app/d writable' --check
		holds
		! grep -qE ' f(data)?sync\(' trace
		traced -e '/mnt/app/d writable=sync' --check
		holds
		grep -qE ' f(data)?sync\(' trace
	EOF
}

@test "the process that becomes the command does not touch storage" {
	in_ns traced changes <<-'EOF'
		mkdir app
		echo x >app/file
		traced -e '/mnt/app nonempty, writable' -e '/mnt/app/file file' -- true
		exits 0
		main=$(head -n 1 trace | cut -d ' ' -f 1)
		grep -v "^$main " trace | grep -q 'app' || fail "no child touched it"
		! grep "^$main " trace | grep '/mnt/app' | grep -v ' execve(' || fail "the parent touched it"
	EOF
}

@test "no threads, and one child where nothing hangs" {
	in_ns traced changes <<-'EOF'
		traced -e '/mnt nonempty' -e '/mnt/bin dir' -e '/mnt/none absent' --check
		holds
		[ "$(grep -cE ' (v?fork|clone3?)\(' trace)" = 1 ] || fail "$(grep -E 'fork|clone' trace)"
		! grep -q CLONE_THREAD trace
	EOF
}

@test "a socket is opened only for --http, and only to that address" {
	in_ns traced <<-'EOF'
		mkdir app
		sockets() {
			grep -E ' (socket|connect|bind|listen|accept4?|socketpair|send(to|msg)|recv(from|msg))\(' trace || true
		}
		export MOUNTGUARD_EXPECT='/mnt/app dir, writable'
		for mode in '-- true' --check --health --explain --snapshot '--install /mnt/app' --help; do
			traced $mode
			exits 0
			[ -z "$(sockets)" ] || fail "$mode: $(sockets)"
		done
		traced --health --http http://127.0.0.1:1/
		exits 1
		main=$(head -n 1 trace | cut -d ' ' -f 1)
		[ "$(sockets | grep -c .)" = 2 ] || fail "$(sockets)"
		sockets | grep -qE "^$main +socket\(AF_INET, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK" || fail "$(sockets)"
		sockets | grep -qE "^$main +connect\(.*sin_port=htons\(1\), sin_addr=inet_addr\(\"127.0.0.1\"\)" || fail "$(sockets)"
	EOF
}

@test "the binary is static and runs alone" {
	in_ns <<-'EOF'
		box
		try --version
		exits 0
		! LC_ALL=C grep -q 'ld-musl\|ld-linux' $R/mountguard || fail "it asks for an interpreter"
	EOF
}
