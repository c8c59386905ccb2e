#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The guard under qemu-user, which builds and runs images for another architecture (docker build --platform).

load helpers

# shellcheck disable=SC2034 # guard is for inside.bash
emulated() {
	needs "qemu-$(uname -m)"
	guard=("qemu-$(uname -m)" "$T/bin/mountguard")
}

@test "the guard runs under qemu-user: it checks, starts and refuses" {
	in_ns emulated <<-'EOF'
		emulated
		mkdir app full
		mount -t tmpfs app app
		echo hello >full/file
		try -e '/mnt/full nonempty, readable, writable' -e '/mnt/full/file file, readable, writable, owner=0' \
			-e '/mnt/app mount, dir, writable=sync' -- echo started
		holds
		printed started
		try -e '/mnt/app nonempty' -e '/mnt/none exists' -- echo started
		refused
		findings 2
		says 'mountguard: FAIL /mnt/app: mounted, but it is empty'
		try --health -e '/mnt/app mount'
		exits 0
		try --snapshot /mnt/full
		exits 0
		try --explain /mnt/app
		exits 0
	EOF
}

@test "under qemu-user storage that does not answer is given up in time, and asked in a new child" {
	in_ns emulated <<-'EOF'
		emulated
		fuse app
		stop_server
		try --timeout 500ms -e '/mnt/app nonempty' -e '/mnt/bin nonempty' -e '/mnt/none exists' --check
		refused
		findings 2
		within_ms 3000
		kill -KILL $server
	EOF
}

@test "under qemu-user the command finds no SIGCHLD that was not there" {
	in_ns emulated <<-'EOF'
		emulated
		run_it inherit block=17 "${guard[@]}" -e '/mnt nonempty' -- state seen
		exits 0
		grep -q '^signal 17: default, blocked$' seen || fail "$(grep '^signal 17' seen)"
		run_it inherit raise=17 "${guard[@]}" -e '/mnt nonempty' -- state seen
		exits 0
		grep -q '^signal 17: default, blocked, pending$' seen || fail "$(grep '^signal 17' seen)"
	EOF
}
