#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Signals while it checks and waits: gone at once with 128+n, also as PID 1, and none is lost.

load helpers

@test "SIGTERM, SIGINT, SIGHUP and SIGQUIT end a wait at once with 128+n" {
	in_ns <<-'EOF'
		while read -r name number; do
			# A shell makes its background jobs ignore SIGINT and SIGQUIT; a container engine does not.
			after_signal $name env --default-signal mountguard --wait 60s -e '/mnt/none exists' -- echo started
			exits $((128 + number))
			printed ''
			within_ms 500
		done <<-SIGNALS
			TERM 15
			INT 2
			HUP 1
			QUIT 3
		SIGNALS
	EOF
}

@test "the same as PID 1, where a signal has no default action" {
	in_ns <<-'EOF'
		needs_root
		while read -r name number; do
			after_signal $name env --default-signal unshare -p -f --mount-proc \
				mountguard --wait 60s -e '/mnt/none exists' -- echo started
			exits $((128 + number))
			printed ''
			within_ms 500
		done <<-SIGNALS
			TERM 15
			INT 2
			HUP 1
			QUIT 3
		SIGNALS
	EOF
}

@test "a long interval does not delay the end" {
	in_ns <<-'EOF'
		after_signal TERM mountguard --wait 60s --interval 60s -e '/mnt/none exists' --check
		exits 143
		within_ms 500
	EOF
}

@test "while storage does not answer" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		after_signal TERM mountguard --timeout 60s -e '/mnt/app nonempty' -- echo started
		exits 143
		printed ''
		within_ms 500
		end_fuse app
		fuse app
		stop_server
		after_signal TERM mountguard --timeout 60s -e '/mnt/app nonempty' -- echo started
		exits 143
		within_ms 500
		# Nobody is left who waits for the storage.
		kill -CONT $server
		poll no_guard_left
		kill -KILL $server
	EOF
}

@test "--check and --health end in the same way" {
	in_ns <<-'EOF'
		after_signal TERM mountguard --check --wait 60s -e '/mnt/none exists'
		exits 143
		after_signal TERM mountguard --health --wait 60s -e '/mnt/none exists'
		exits 143
	EOF
}

@test "at whatever system call a signal comes before the exec, it is not lost" {
	in_ns <<-'EOF'
		needs strace
		needs_root
		# Two directories to look for the command in, and the exec that succeeds is in the last.
		mkdir one two
		printf '#!/bin/sh\necho started\n' >two/program
		chmod +x two/program
		export PATH=/mnt/one:/mnt/two:$PATH
		strace -o trace mountguard -e '/mnt nonempty' -- program
		first=$(grep -n 'rt_sigprocmask(SIG_BLOCK' trace | head -n 1 | cut -d : -f 1)
		last=$(grep -nE '^execve.*/mnt/two/program.* = 0$' trace | cut -d : -f 1)
		# The loader of musl and libcap, which asks the kernel for its last capability, come first.
		[ "$first" -lt 10 ] || fail "signals are seen to at call $first only"
		# As PID 1, where a signal that nobody catches is gone. strace counts each kind of call by itself, and
		# not the exec of the guard.
		for ((number = first + 1; number < last; number++)); do
			name=$(sed -n "$number{s/(.*//p}" trace)
			count=$(sed 1d trace | head -n $((number - 1)) | grep -c "^$name(")
			run_it unshare -p -f --mount-proc strace -D -o injected -e trace=$name \
				-e inject=$name:signal=TERM:when=$count mountguard -e '/mnt nonempty' -- program
			[ "$status" = 143 ] || fail "lost at call $number of $last: $(sed -n ${number}p trace)"
			printed ''
		done
	EOF
}

@test "a signal that was blocked and pending when the guard started is not lost" {
	in_ns <<-'EOF'
		run_it inherit raise=15 mountguard -e '/mnt nonempty' -- state seen
		if [ "$status" = 0 ]; then
			grep -q '^signal 15: .*blocked, pending' seen || fail "SIGTERM was lost"
		else
			exits 143
		fi
	EOF
}

@test "signals that are not its business go to the command" {
	in_ns <<-'EOF'
		run_it inherit raise=10 mountguard -e '/mnt nonempty' -- state seen
		exits 0
		grep -q '^signal 10: .*blocked, pending' seen || fail "SIGUSR1 was lost"
	EOF
}

@test "SIGPIPE: nobody reads the report, and the exit code is what it was" {
	in_ns <<-'EOF'
		needs_root
		status=0
		{
			mountguard --check -e '/mnt/none exists' 2>&1 || echo $? >code
		} | true
		poll test -s code
		[ "$(cat code)" = 69 ] || fail "69 was expected, not $(cat code)"
	EOF
}

@test "while the expectations are awaited from a pipe" {
	in_ns <<-'EOF'
		mkfifo pipe
		sleep 60 >pipe &
		writer=$!
		mountguard --file - -- echo started <pipe >.try/out 2>.try/err &
		guard=$!
		poll grep -q 'mountguard' /proc/$guard/comm
		poll grep -q '^SigCgt:.*4..[1-7]$' /proc/$guard/status
		kill -TERM $guard
		status=0
		wait $guard || status=$?
		exits 143
		printed ''
		kill $writer
	EOF
}
