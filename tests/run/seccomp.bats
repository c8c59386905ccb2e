#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A real seccomp filter refuses calls, or pretends that they have worked. The guard does what was asked for, or does not
# start the command.

load helpers
load privilege

# under REFUSAL... -- OPTION...: runs the guard under that filter, in front of a command that prints its identity.
under() {
	local refusals=()
	while [ "$1" != -- ]; do
		refusals+=("$1")
		shift
	done
	run_it refuse "${refusals[@]}" -- mountguard -e '/ dir' "${@:2}" -- identity
}
# The command was not started, and the one line on standard error says why.
stays() {
	exits 126
	printed ''
	[ "$(grep -c . .try/err)" = 1 ] || fail "one line was expected"
	[ -z "${1:-}" ] || says "mountguard: $1 (exit 126)"
}
# All five sets are exactly this one.
has_sets() {
	exits 0
	[ "$(grep -c "^Cap...:.$1\$" .try/out)" = 5 ] || fail "other sets than $1"
}
filters=(under stays has_sets "${privileges[@]}")

@test "capabilities: where prctl is refused, they cannot be dropped, and nothing is started" {
	in_ns "${filters[@]}" <<-'EOF'
		accounts
		# PR_CAPBSET_READ is 23, PR_CAPBSET_DROP 24, PR_CAP_AMBIENT 47; 0 is a call that says yes and does nothing.
		for error in EPERM ENOSYS EINVAL EACCES 0; do
			for call in prctl prctl:23 prctl:24; do
				for user in - root app; do
					for caps in none net_bind_service; do
						words=(--caps $caps)
						[ $user = - ] || words+=(--user $user)
						under $call=$error -- "${words[@]}"
						stays
					done
				done
			done
		done
		under prctl:23=EPERM -- --caps none
		stays 'cannot read the bounding set of capabilities: the operation is not permitted (EPERM)'
		under prctl:23=EINVAL -- --caps none
		stays 'cannot read the bounding set of capabilities: the kernel does not know such a call (EINVAL)'
		under prctl:23=0 -- --caps none
		stays 'cannot change the capabilities: the kernel said yes and did not do it'
	EOF
}

@test "capabilities: the ambient set has a second source, too" {
	in_ns "${filters[@]}" <<-'EOF'
		accounts
		for error in EPERM ENOSYS EINVAL; do
			under prctl:47=$error -- --caps none
			stays
			under prctl:47=$error -- --user app --caps net_bind_service
			stays
		done
		# The calls say that the set is empty, and filling it changes nothing.
		under prctl:47=0 -- --user app --caps net_bind_service
		stays 'cannot change the capabilities: the kernel said yes and did not do it'
		under prctl:47=0 -- --caps none
		has_sets 0000000000000000
	EOF
}

@test "capabilities: calls that only pretend, to read them, to write them, to change the user" {
	in_ns "${filters[@]}" <<-'EOF'
		accounts
		for lie in capget=0 capset=0; do
			under $lie -- --caps none
			stays
			under $lie -- --user app --caps net_bind_service
			stays
			under $lie -- --caps net_bind_service
			stays
		done
		for lie in setresuid=0 setresgid=0 setgroups=0; do
			under $lie -- --user app
			stays
			under $lie -- --user app --caps none
			stays
		done
	EOF
}

@test "groups have a second source, too" {
	in_ns "${filters[@]}" <<-'EOF'
		accounts
		# The calls say that the groups were left, and that none remain.
		for user in web:33 root:0; do
			run_it setpriv --groups 2002 refuse setgroups=0 getgroups=0 -- mountguard -e '/ dir' --user $user -- identity
			stays 'cannot become another user: the kernel said yes and did not do it'
			run_it setpriv --groups 2002 mountguard -e '/ dir' --user $user -- identity
			exits 0
		done
	EOF
}

@test "capabilities: without a filter, and under a filter that allows them" {
	in_ns "${filters[@]}" <<-'EOF'
		accounts
		under uname=EPERM -- --caps none
		has_sets 0000000000000000
		under uname=EPERM -- --user app --caps net_bind_service
		has_sets 0000000000000400
	EOF
}

@test "without --caps a refused prctl does no harm, and root's probe may do what root may" {
	in_ns "${filters[@]}" <<-'EOF'
		accounts
		mkdir -m 700 secret
		chown 33 secret
		for error in EPERM ENOSYS EINVAL; do
			run_it refuse prctl=$error mountguard -e '/mnt/secret writable' -- echo started
			exits 0
			printed started
			silent
			under prctl=$error -- --user app
			exits 0
			grep -qx 'Uid:.1000.1000.1000.1000' .try/out
			[ "$(grep -cE '^Cap(Prm|Eff|Amb):.0+$' .try/out)" = 3 ] || fail "something is left"
		done
	EOF
}

@test "capabilities that cannot be verified without /proc: nothing is started, whatever --on-fail says" {
	in_ns "${filters[@]}" <<-'EOF'
		box
		umount $R/proc
		try --on-fail warn --caps none -e '/app dir' -- /mountguard --version
		exits 126
		printed ''
		says 'mountguard: cannot verify the capabilities in /proc/self/status: it does not exist (ENOENT) (exit 126)'
		mkdir $R/proc/self
		cat /proc/self/status >$R/proc/self/status
		try --on-fail warn --caps none -e '/app dir' -- /mountguard --version
		exits 126
		printed ''
		says "mountguard: cannot verify the capabilities: /proc/self/status is not the kernel's: /proc is no proc file system (exit 126)"
	EOF
}

# A call that is refused for the whole run: the guard ends in time, with a reason, and without a start.
ends_with_reason() {
	[ "$status" != 0 ] || fail "an error was expected"
	printed ''
	mentions '^mountguard: .'
	within_ms 5000
}

@test "a clock that may not be read: no wait is endless" {
	in_ns "${filters[@]}" <<-'EOF'
		for error in EPERM ENOSYS EINVAL; do
			for mode in '--wait 60s' '--wait 1s --interval 10ms' ''; do
				run_it refuse clock_gettime=$error mountguard $mode -e '/mnt/none exists' -- echo started
				exits 71
				printed ''
				mentions "^mountguard: cannot read the clock: .* \\($error\\), echo was not started \\(exit 71\\)\$"
				within_ms 2000
			done
		done
	EOF
}

@test "a call that is interrupted once is repeated" {
	in_ns <<-'EOF'
		needs strace
		check=(mountguard --check -e '/mnt nonempty, readable, writable')
		for call in clone pipe2 mmap open openat read; do
			count=$(strace -e trace=$call "${check[@]}" 2>&1 >/dev/null | grep -c "^$call(") || true
			for ((number = 1; number <= count; number++)); do
				run_it strace -o trace -e trace=$call -e inject=$call:error=EINTR:when=$number "${check[@]}"
				grep -q INJECTED trace || fail "call $number of $count was not reached"
				# musl's malloc(3) does not repeat mmap.
				[ "$status" = 0 ] || { [ $call = mmap ] && mentions '^mountguard: .*memory ran out'; } ||
					fail "it ended by an interrupted $call"
			done
		done
	EOF
}

@test "a call that is interrupted for ever ends the guard, with a reason" {
	in_ns ends_with_reason "${filters[@]}" <<-'EOF'
		for call in clone pipe2 openat read; do
			run_it refuse $call=EINTR mountguard --timeout 500ms -e '/mnt nonempty, readable' -- echo started
			ends_with_reason
		done
		needs strace
		for call in mmap open,openat clone pipe2; do
			run_it strace -o trace -e trace=$call -e inject=$call:error=EINTR mountguard -e '/mnt nonempty' -- echo started
			ends_with_reason
		done
	EOF
}

@test "a wait that is interrupted for ever still ends" {
	in_ns <<-'EOF'
		run_it refuse poll=EINTR mountguard --timeout 500ms -e '/mnt nonempty, readable' -- echo started
		exits 0
		printed started
		within_ms 3000
		fuse app
		stop_server
		run_it refuse poll=EINTR mountguard --timeout 500ms -e '/mnt/app nonempty' -- echo started
		refused
		within_ms 3000
		kill -KILL $server
	EOF
}

@test "a write that does nothing is no success" {
	in_ns <<-'EOF'
		needs strace
		run_it strace -o trace -e trace=write -e inject=write:retval=0 mountguard --list-words
		exits 71
		run_it strace -o trace -e trace=write -e inject=write:retval=0 mountguard --check -e '/mnt/none exists'
		exits 69
		run_it strace -f -o trace -e trace=write -e inject=write:retval=0 mountguard --check -e '/mnt writable'
		exits 69
	EOF
}
