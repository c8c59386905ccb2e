#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Signals while the guard checks and waits: it ends at once with 128+n, also as PID 1, and no signal is lost.

load helpers

@test "SIGTERM, SIGINT, SIGHUP and SIGQUIT end a wait at once with 128+n" {
	in_ns <<-'EOF'
		while read -r name number; do
			# A shell makes its background jobs ignore SIGINT and SIGQUIT; a container engine does not.
			after_signal $name env --default-signal mountguard --wait 60s -e '/mnt/none exists' -- echo started
			exits $((128 + number))
			printed ''
			within_ms 50000
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
			within_ms 50000
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
		within_ms 50000
	EOF
}

@test "while storage does not answer" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		after_signal TERM mountguard --timeout 60s -e '/mnt/app nonempty' -- echo started
		exits 143
		printed ''
		within_ms 50000
		end_fuse app
		fuse app
		stop_server
		after_signal TERM mountguard --timeout 60s -e '/mnt/app nonempty' -- echo started
		exits 143
		within_ms 50000
		# No process is left that waits for the storage.
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

# full_pipe: makes descriptor 7 the writing end of a full pipe that no process reads.
full_pipe() {
	mkfifo full
	exec 7<>full
	dd if=/dev/zero of=full bs=4096 oflag=nonblock 2>/dev/null || true
}
# is_writing: the guard waits for room in a pipe. It is the process $started, or the child of an unshare.
is_writing() {
	is_ready && grep -qE '^[a-z_]*pipe_write' "/proc/$guard_pid/wchan"
}
# ends_writing COMMAND...: SIGTERM ends a guard that waits for room.
# shellcheck disable=SC2034 # shown is for inside.bash
ends_writing() {
	shown=$*
	"$@" &
	started=$!
	poll is_writing || fail "it does not wait for room in the pipe"
	kill -TERM "$guard_pid"
	status=0
	wait "$started" || status=$?
	exits 143
}

@test "while a report waits for room in a pipe that no process reads, also as PID 1" {
	in_ns full_pipe is_writing ends_writing <<-'EOF'
		needs_root
		full_pipe
		pid_1=(unshare -p -f --mount-proc)
		for as in '' "${pid_1[*]}"; do
			ends_writing $as mountguard --check -e '/mnt/none exists' 2>&7
			ends_writing $as mountguard -v -e '/mnt dir' -- touch started 2>&7
			ends_writing $as mountguard --on-fail warn -e '/mnt/none exists' -- touch started 2>&7
			ends_writing $as mountguard --wait 60s -e '/mnt/none exists' -- touch started 2>&7
			ends_writing $as mountguard --health --format json -e '/mnt/none exists' >&7
			ends_writing $as mountguard -e '/mnt nonsense' -- touch started 2>&7
			ends_writing $as mountguard --wait nonsense -- touch started 2>&7
			ends_writing $as mountguard -e '/mnt dir' -- no-such-program 2>&7
			ends_writing $as mountguard --explain >&7
			ends_writing $as mountguard --snapshot >&7
			ends_writing $as mountguard --help >&7
			ends_writing $as mountguard --list-words >&7
		done
		[ ! -e started ]
	EOF
}

# The probe has given all answers, and its tracer keeps it from ending.
@test "a probe that does not end delays neither the start nor a signal" {
	in_ns <<-'EOF'
		needs strace
		needs_root
		needs setpriv
		held=(strace -f -o trace -e trace=exit_group -e inject=exit_group:delay_enter=5000000:when=1
			mountguard --timeout 300ms -e '/mnt dir' -- sh -c 'date +%s%N >started')
		from=$(date +%s%N)
		run_it "${held[@]}"
		exits 0
		grep -q 'killed by SIGKILL' trace || fail "the probe was not held"
		elapsed_ms=$((($(cat started) - from) / 1000000))
		within_ms 4000
		# The server of an inherited file does not answer the close. At its end the guard waits for that, as every
		# program does, but its message is out.
		needs python3
		fuse app mute=FLUSH
		python3 -c 'import os, sys
		os.set_inheritable(os.open("/mnt/app/file", os.O_RDONLY), True)
		os.execvp(sys.argv[1], sys.argv[1:])' mountguard --timeout 300ms -e '/mnt dir' -- touch begun 2>.try/said_by_it &
		guard_pid=$!
		poll grep -q . .try/said_by_it
		kill -KILL $server
		status=0
		wait $guard_pid || status=$?
		exits 71
		[ ! -e begun ]
		cp .try/said_by_it .try/err
		says 'mountguard: the probe process does not come to its first path: a descriptor that mountguard was handed, or the root directory, is on storage that does not answer, touch was not started (exit 71)'
	EOF
}

@test "at whatever system call a signal comes before the exec, it is not lost" {
	in_ns <<-'EOF'
		needs strace
		needs_root
		# PATH has two directories, and the exec succeeds in the second.
		mkdir one two
		printf '#!/bin/sh\necho started\n' >two/program
		chmod +x two/program
		export PATH=/mnt/one:/mnt/two:$PATH
		strace -o trace mountguard -e '/mnt nonempty' -- program
		first=$(grep -n 'rt_sigprocmask(SIG_BLOCK' trace | head -n 1 | cut -d : -f 1)
		last=$(grep -nE '^execve.*/mnt/two/program.* = 0$' trace | cut -d : -f 1)
		# The loader of musl and libcap, which asks the kernel for its last capability, come first.
		[ "$first" -lt 10 ] || fail "signals are seen to at call $first only"
		# As PID 1, where a signal without a handler is lost. strace counts each kind of call by itself, without
		# the exec of the guard. How often the guard waits for a child depends on the machine: only the first
		# such call is always there.
		tried=0
		for ((number = first + 1; number < last; number++)); do
			name=$(sed -n "$number{s/(.*//p}" trace)
			count=$(sed 1d trace | head -n $((number - 1)) | grep -c "^$name(")
			case $name:$count in
			sched_yield:*) continue ;;
			poll:1 | wait4:1 | clock_gettime:1) ;;
			poll:* | wait4:* | clock_gettime:*) continue ;;
			esac
			run_it unshare -p -f --mount-proc strace -D -o injected -e trace=$name \
				-e inject=$name:signal=TERM:when=$count mountguard -e '/mnt nonempty' -- program
			[ "$status" = 143 ] || fail "lost at call $number of $last: $(sed -n ${number}p trace)"
			printed ''
			tried=$((tried + 1))
		done
		[ $tried -ge 30 ] || fail "only $tried calls were tried"
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

@test "signals that the guard does not handle go to the command" {
	in_ns <<-'EOF'
		run_it inherit raise=10 mountguard -e '/mnt nonempty' -- state seen
		exits 0
		grep -q '^signal 10: .*blocked, pending' seen || fail "SIGUSR1 was lost"
	EOF
}

@test "SIGPIPE: no process reads the report, and the exit code stays the same" {
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
		started=$!
		poll is_ready
		kill -TERM $started
		status=0
		wait $started || status=$?
		exits 143
		printed ''
		kill $writer
	EOF
}
