#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Automounts, with a real autofs: a path is judged by what is mounted when it is entered. An automounter that does not
# answer counts as storage that does not answer.

load helpers

# auto DIR [WORD...]: starts an automounter for DIR; $server is its process, $log the requests that it got.
# shellcheck disable=SC2034 # server is for the tests
auto() {
	needs_root
	grep -q autofs /proc/filesystems || modprobe autofs4 2>/dev/null || cannot "this kernel has no autofs"
	mkdir -p "$1"
	log=$T/.log.${1//\//_}
	: >"$log"
	automount "$T/$1" "$log" "${@:2}" 2>.try/auto &
	server=$!
	poll test -s "$log" || cannot "no autofs: $(cat .try/auto)"
}
asked() {
	[ "$(grep -c MISSING "$log")" = "$1" ] || fail "the automounter was asked $(grep -c MISSING "$log") times, not $1"
}

@test "a direct automount is entered, on the way and at the end" {
	in_ns auto asked <<-'EOF'
		for path in /mnt/data /mnt/data/. /mnt/data/file; do
			for statx in uname=EPERM statx=ENOSYS; do
				auto data
				guard=(refuse $statx mountguard)
				case $path in
				*file) try --check -e "$path file, readable, on=tmpfs" ;;
				*) try --check -e "$path mount=tmpfs, nonempty, has=file, writable=sync" ;;
				esac
				holds
				asked 1
				umount data
				kill $server
				wait $server || true
				umount data
			done
		done
		guard=(mountguard)
		# The same for one that was entered before.
		auto data
		ls data >/dev/null
		try --check -e '/mnt/data mount=tmpfs, nonempty'
		holds
		asked 1
	EOF
}

@test "a name of an indirect automount, whether it is there before or not" {
	in_ns auto asked <<-'EOF'
		auto net indirect browse=there
		ls -A net | grep -qx there
		try --check -e '/mnt/net/there mount=tmpfs, nonempty' -e '/mnt/net/other/file file' -e '/mnt/net dir, fstype=autofs'
		holds
		asked 2
		ln -s net/third link
		try --check -e '/mnt/link mount, has=file'
		holds
		asked 3
		try --explain /mnt/net/there
		grep -q 'tmpfs' .try/out || fail "what is mounted there is not shown"
	EOF
}

@test "an automounter that finds nothing" {
	in_ns auto asked <<-'EOF'
		auto data fail
		try --check -e '/mnt/data nonempty' -e '/mnt/bin nonempty'
		refused
		findings 1
		finding FAIL /mnt/data
		auto net indirect fail
		try --check -e '/mnt/net/none dir' -e '/mnt/net/nothing absent'
		refused
		findings 1
		says 'mountguard: FAIL /mnt/net/none: it does not exist (ENOENT)'
	EOF
}

@test "an automounter that does not answer: the message in time, the other paths judged" {
	in_ns auto asked <<-'EOF'
		for statx in uname=EPERM statx=ENOSYS; do
			auto data mute
			guard=(refuse $statx mountguard)
			try --timeout 300ms -e '/mnt/data nonempty' -e '/mnt/data/file file' -e '/mnt/bin nonempty' -- echo started
			refused
			within_ms 2000
			findings 1
			says 'mountguard: FAIL /mnt/data: the storage gave no answer within 300ms (looking it up)'
			says '  also      /mnt/data/file (--expect #2)'
			mentions '^mountguard: 2 of 3 expectations failed'
			asked 1
			poll no_guard_left
			kill $server
			wait $server || true
			umount data
		done
		guard=(mountguard)
		auto net indirect mute browse=there
		try --timeout 300ms -e '/mnt/net/there nonempty' -e '/mnt/net/other dir' -e '/mnt/bin nonempty' -- echo started
		refused
		within_ms 2000
		mentions '^mountguard: 2 of 3 expectations failed'
		mentions '^mountguard: FAIL /mnt/net/there: the storage gave no answer within 300ms '
		asked 1
		poll no_guard_left
		after_signal TERM mountguard --timeout 60s -e '/mnt/net/there nonempty' -- echo started
		exits 143
	EOF
}

@test "a directory that holds an automount is listed without entering it" {
	in_ns auto asked <<-'EOF'
		mkdir app
		mount -t tmpfs app app
		auto app/models mute
		try --check -e '/mnt/app nonempty'
		refused
		says 'mountguard: FAIL /mnt/app: mounted, but it holds nothing except the mount point models'
		asked 0
	EOF
}
