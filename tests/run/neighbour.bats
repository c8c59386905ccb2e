#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Other processes in the container: they write into the probe's memory, or own the directory and change it during the
# probe.

load helpers
load privilege

# beside BYTE [N] -- NEIGHBOUR... -- GUARD...: runs the guard, whose probe is stuck until the time limit, and a neighbour that
# writes into the probe's memory. The neighbour's result is in `forged`.
# shellcheck disable=SC2034 # shown is for inside.bash
beside() {
	local bytes=() as=() forger
	while [ "$1" != -- ]; do bytes+=("$1") && shift; done
	shift
	while [ "$1" != -- ]; do as+=("$1") && shift; done
	shift
	shown="$* (beside a neighbour who writes ${bytes[*]})"
	"$@" >.try/out 2>.try/err &
	guard_pid=$!
	"${as[@]}" forge $guard_pid "${bytes[@]}" >forged &
	forger=$!
	status=0
	wait $guard_pid || status=$?
	wait $forger
}
came_to() {
	awk -v what="$1" '$1 == what { print $2 }' forged
}
neighbours=(beside came_to "${privileges[@]}")

@test "a neighbour of the same user without capabilities cannot write into the probe" {
	in_ns "${neighbours[@]}" <<-'EOF'
		needs_root
		needs setpriv
		fuse app
		stop_server
		# The guard keeps its capabilities, and the probe has given them up.
		for caps in none chown; do
			beside 0xff 2 -- setpriv --bounding-set=-all --inh-caps=-all -- \
				mountguard --caps $caps --timeout 500ms -e '/mnt/app nonempty' -e '/mnt/bin nonempty' -- echo started
			refused
			findings 1
			[ "$(came_to tries)" -gt 100 ] || fail "the neighbour hardly tried"
			[ "$(came_to reached)" = 0 ] || fail "it wrote into the probe $(came_to reached) times"
		done
		kill -KILL $server
	EOF
}

@test "whatever is written there, the guard does not crash, and starts nothing" {
	in_ns "${neighbours[@]}" <<-'EOF'
		needs_root
		fuse app
		stop_server
		for byte in 0xff 0x01 0x80 0x7f 0x00 0x41; do
			for path in '' 1 2 3 99999999 18446744073709551615; do
				# On a busy machine the neighbour may come too late for a short time limit.
				for limit in 100ms 500ms 3s; do
					beside $byte $path -- env -- mountguard --timeout $limit -e '/mnt/app nonempty' \
						-e '/mnt/none exists' -e '/mnt/bin nonempty' -- echo started
					[ "$status" = 69 ] || [ "$status" = 71 ] || fail "69 or 71 was expected"
					printed ''
					unbroken
					[ "$(came_to reached)" = 0 ] || break
				done
				[ "$(came_to reached)" -gt 0 ] || fail "nothing was written"
			done
		done
		kill -KILL $server
	EOF
}

@test "the owner of a directory who changes it under the probe: bounded time, nothing written elsewhere, nothing left" {
	in_ns "${neighbours[@]}" <<-'EOF'
		needs_root
		needs setpriv
		mkdir -m 755 secret
		mkdir -m 755 lair
		chown 1000:1000 lair
		echo secret >secret/file
		touch -d 2001-02-03 secret/file
		known() {
			ls -lA --time-style=full-iso secret && cat secret/file
		}
		known >before
		setpriv --reuid 1000 --regid 1000 --clear-groups hostile /mnt/lair /mnt/secret &
		owner=$!
		poll test -p lair/pipe
		declare -A ended=()
		for turn in {1..120}; do
			case $((turn % 4)) in
			0) words=(-e '/mnt/lair/data writable, nonempty' -e '/mnt/lair/file file, readable, writable') ;;
			1) words=(-e '/mnt/lair/data dir, has=inner, executable' -e '/mnt/lair/chain readable' -e '/mnt/lair/data/inner/same file') ;;
			2) words=(-e '/mnt/lair/data writable=sync' -e '/mnt/lair/file/none absent' -e '/mnt/lair/loop/data exists') ;;
			3) words=(-e '/mnt/lair nonempty, writable' -e '/mnt/lair/data/../file readable, mode=644') ;;
			esac
			try --timeout 2s "${words[@]}" --check
			case $status in 0 | 69 | 71) ;; *) fail "exit 0, 69 or 71 was expected" ;; esac
			within_ms 4000
			ended[$status]=1
		done
		kill -0 $owner || fail "the owner gave up"
		kill -KILL $owner
		wait $owner 2>/dev/null || true
		[ ${#ended[@]} -ge 2 ] || fail "the owner changed nothing"
		known >after
		diff before after || fail "something was changed that is not the owner's"
		# A file that the owner took is not ours any more. Nothing else has a probe's name.
		left=$(find lair secret -name '.mountguard-*' -type f)
		[ -z "$left" ] || fail "left behind: $left"
		poll no_guard_left
	EOF
}
