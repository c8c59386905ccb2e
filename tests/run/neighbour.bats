#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whoever else is in the container: processes that write into the probe's memory, and owners of the directory who
# change it while it is looked at.

load helpers
load privilege

# beside BYTE [N] -- NEIGHBOUR... -- GUARD...: the guard, whose probe is stuck for as long as it may be, and a neighbour who
# writes into its memory. What the neighbour came to is in `forged`.
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

@test "whatever is written there, the guard neither falls over it nor starts anything" {
	in_ns "${neighbours[@]}" <<-'EOF'
		needs_root
		fuse app
		stop_server
		for byte in 0xff 0x01 0x80 0x7f 0x00 0x41; do
			for path in '' 1 2 3 99999999 18446744073709551615; do
				beside $byte $path -- env -- mountguard --timeout 100ms -e '/mnt/app nonempty' \
					-e '/mnt/none exists' -e '/mnt/bin nonempty' -- echo started
				[ "$status" = 69 ] || [ "$status" = 71 ] || fail "69 or 71 was expected"
				printed ''
				unbroken
				[ "$(came_to reached)" -gt 0 ] || fail "nothing was written"
			done
		done
		kill -KILL $server
	EOF
}
