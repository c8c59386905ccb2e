#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# If the storage does not answer, the message still comes, and in time.

load helpers

@test "a FUSE server that takes no request any more: message in time, other paths judged" {
	in_ns <<-'EOF'
		mkdir plain full
		touch full/file
		fuse app
		try -e '/mnt/app mount, nonempty' -e '/mnt/full nonempty' --check
		holds
		stop_server
		try --timeout 1s -e '/mnt/plain nonempty' -e '/mnt/app nonempty' -e '/mnt/full nonempty' \
			-e '/mnt/full/file dir' -- echo started
		refused
		within_ms 2000
		finding FAIL /mnt/plain
		finding FAIL /mnt/app
		finding FAIL /mnt/full/file
		no_finding /mnt/full
		mentions '^mountguard: FAIL /mnt/app: the storage gave no answer within 1s '
		says 'mountguard: 3 of 4 expectations failed, echo was not started (exit 69)'
		kill -KILL $server
	EOF
}

@test "a FUSE server that hangs inside a request, which leaves the probe in state D" {
	in_ns <<-'EOF'
		mkdir full
		touch full/file
		fuse app
		kill -USR1 $server
		try --timeout 500ms -e '/mnt/app nonempty' -e '/mnt/full nonempty' -e '/mnt/full/file dir' -- echo started
		refused
		within_ms 1500
		finding FAIL /mnt/app
		finding FAIL /mnt/full/file
		no_finding /mnt/full
		findings 2
		# No signal ends the child until the server is gone.
		grep -q '^State:.D' /proc/[0-9]*/status || fail "there should be a child in state D"
		kill -KILL $server
		wait $server || true
		poll no_guard_left
	EOF
}

@test "any request that gets no answer" {
	in_ns <<-'EOF'
		while read -r request name word; do
			path=/mnt/app/$name
			fuse app mute=$request
			try --timeout 300ms -e "$path $word" -e '/mnt/bin nonempty' --check
			refused
			within_ms 1300
			grep -q "^$request " $log || fail "$request was not asked"
			findings 1
			finding FAIL "$path"
			end_fuse app
		done <<-REQUESTS
			LOOKUP file file
			GETATTR file file
			OPENDIR sub nonempty
			READDIR sub nonempty
			READDIR sub has=inner
			OPEN file readable
			READ file readable
			OPEN file writable
			CREATE sub writable
			UNLINK sub writable
			WRITE sub writable
			FSYNC sub writable
			FLUSH sub writable
		REQUESTS
	EOF
}

@test "a hang in the search nearby takes no answer away" {
	in_ns <<-'EOF'
		for request in OPENDIR READDIR; do
			fuse app mute=$request
			try --timeout 300ms -e '/mnt/app/sub/none file' -e '/mnt/app/none file' -e '/mnt/app/file file, readable' \
				-e '/mnt/bin nonempty' --check
			refused
			findings 2
			says 'mountguard: FAIL /mnt/app/sub/none: it does not exist (ENOENT)'
			says 'mountguard: FAIL /mnt/app/none: it does not exist (ENOENT)'
			within_ms 1300
			[ "$(grep -c "^$request " $log)" = 1 ] || fail "it was looked for again: $(cat $log)"
			end_fuse app
		done
	EOF
}

@test "and the guard does not wait for the child that is stuck there" {
	in_ns <<-'EOF'
		fuse app mute=OPENDIR
		try --timeout 300ms --wait 1s --interval 300ms -e '/mnt/app/sub/none file' --check
		refused
		within_ms 2500
		[ "$(grep -c '^OPENDIR ' $log)" = 1 ] || fail "it was looked for again: $(cat $log)"
		end_fuse app
		poll no_guard_left
	EOF
}

@test "other paths on the same mount fail without being asked again, and cost no time" {
	in_ns <<-'EOF'
		mkdir bound
		fuse app
		mount --bind app/sub bound
		kill -USR1 $server
		: >$log
		try --timeout 500ms -e '/mnt/app nonempty' -e '/mnt/app/file file' -e '/mnt/app/sub dir' \
			-e '/mnt/app/sub/inner readable' -e '/mnt/bin nonempty' --check
		refused
		findings 1
		mentions '^mountguard: FAIL /mnt/app: the storage gave no answer within 500ms '
		says '  also      /mnt/app/file (--expect #2), /mnt/app/sub (--expect #3), /mnt/app/sub/inner (--expect #4)'
		mentions '^mountguard: 4 of 5 expectations failed'
		no_finding /mnt/bin
		within_ms 1500
		[ "$(grep -vcE 'FORGET|INTERRUPT' $log)" = 1 ] || fail "the server was asked more than once"
		kill -KILL $server
	EOF
}

@test "two dead servers cost two timeouts, not more" {
	in_ns <<-'EOF'
		fuse one
		first=$server
		fuse two
		kill -USR1 $first $server
		try --timeout 300ms -e '/mnt/one nonempty' -e '/mnt/two nonempty' -e '/mnt/one/file file' \
			-e '/mnt/two/file file' -e '/mnt/bin nonempty' --check
		refused
		findings 2
		mentions '^mountguard: 4 of 5 expectations failed'
		within_ms 1600
		kill -KILL $first $server
	EOF
}

@test "a mount point that does not answer, seen from the directory above" {
	in_ns <<-'EOF'
		mkdir app
		mount -t tmpfs app app
		fuse app/models
		kill -USR1 $server
		# The directory holds only a mount point. To say so, the guard need not ask what is mounted there.
		try --timeout 1s -e '/mnt/app nonempty' --check
		refused
		finding FAIL /mnt/app
		within_ms 900
		kill -KILL $server
	EOF
}

@test "a server that has died is said to be dead" {
	in_ns <<-'EOF'
		fuse app
		kill -KILL $server
		wait $server || true
		try -e '/mnt/app nonempty' -e '/mnt/bin nonempty' -- echo started
		refused
		says 'mountguard: FAIL /mnt/app: its file server is gone (ENOTCONN)'
		findings 1
		within_ms 1000
	EOF
}

@test "a wait beside a dead server asks it once, and leaves one child, however often it looks" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		: >$log
		try --timeout 200ms --wait 1s --interval 50ms -e '/mnt/app/file file' -e '/mnt/none exists' -- echo started
		refused
		findings 2
		within_ms 2200
		[ "$(grep -vcE 'FORGET|INTERRUPT' $log)" = 1 ] || fail "the server was asked more than once"
		[ "$(grep -ls '^Name:.mountguard$' /proc/[0-9]*/status | wc -l)" = 1 ] || fail "more than one child is left"
		kill -KILL $server
		wait $server || true
		poll no_guard_left
	EOF
}

@test "a wait goes on when a dead server comes back" {
	in_ns <<-'EOF'
		fuse app
		stop_server
		mountguard --timeout 100ms --wait 30s --interval 20ms -e '/mnt/app/file file' -- echo started >.try/out 2>.try/err &
		guard_pid=$!
		poll grep -q 'waiting up to 30s for /mnt/app/file' .try/err
		kill -CONT $server
		status=0
		wait $guard_pid || status=$?
		exits 0
		printed started
		kill -KILL $server
	EOF
}

@test "a frozen file system: no answer in time, and nothing is left when it thaws" {
	in_ns <<-'EOF'
		needs fsfreeze
		needs_root
		disk app
		trap 'fsfreeze -u /mnt/app 2>/dev/null || true' EXIT
		fsfreeze -f /mnt/app
		try --timeout 300ms -e '/mnt/app/d writable' -e '/mnt/bin nonempty' --check
		fsfreeze -u /mnt/app
		refused
		findings 1
		mentions '^mountguard: FAIL /mnt/app/d: the storage gave no answer within 300ms '
		[ "$elapsed_ms" -ge 290 ] || fail "it gave up before its time"
		within_ms 1300
		poll no_guard_left
		[ -z "$(ls -A app/d)" ] || fail "something was left"
	EOF
}

@test "with --on-fail warn the command starts beside a stuck child" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		try --timeout 300ms --on-fail warn -e '/mnt/app nonempty' -- echo started
		exits 0
		printed started
		within_ms 1300
		finding FAIL /mnt/app
		kill -KILL $server
	EOF
}

@test "--health answers in time as well" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		try --health --timeout 300ms -e '/mnt/app nonempty'
		exits 1
		within_ms 1300
		finding FAIL /mnt/app
		kill -KILL $server
	EOF
}

@test "slow storage that answers within the time is no failure" {
	in_ns <<-'EOF'
		fuse app
		stop_server
		mountguard --timeout 20s -e '/mnt/app nonempty' --check 2>.try/err &
		guard_pid=$!
		poll grep -qs . /proc/$guard_pid/task/$guard_pid/children
		kill -CONT $server
		wait $guard_pid || fail "it answered in time"
		[ ! -s .try/err ]
		kill -KILL $server
	EOF
}

@test "the verdict is out before anything else can block" {
	in_ns <<-'EOF'
		# As PID 1 with a child in state D, the exit waits for the storage; the message does not.
		needs_root
		fuse app
		kill -USR1 $server
		mkfifo said
		unshare -p -f --mount-proc mountguard --timeout 300ms -e '/mnt/app nonempty' -- /bin/true 2>said &
		guard_pid=$!
		read -r -t 5 first <said || fail "nothing was said"
		case $first in
		'mountguard: FAIL /mnt/app: '*) ;;
		*) fail "said: $first" ;;
		esac
		kill -KILL $server
		status=0
		wait $guard_pid || status=$?
		exits 69
	EOF
}

@test "a stuck child does not hold the pipe of the report" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		from=$EPOCHREALTIME
		said=$(mountguard --check --timeout 300ms -e '/mnt/app nonempty' 2>&1) && fail "it should have been refused"
		elapsed_ms=$(((${EPOCHREALTIME/[.,]/} - ${from/[.,]/}) / 1000))
		within_ms 1300
		[[ $said == *'gave no answer within 300ms'* ]] || fail "$said"
		kill -KILL $server
		wait $server || true
	EOF
}

@test "a stuck child holds nothing that was handed to the command" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		mkfifo pipe
		# With close_range(2), and without it as before Linux 5.9.
		for refusal in uname=EPERM close_range=ENOSYS close_range=EPERM; do
			for number in 3 9 200; do
				eval "refuse $refusal -- mountguard --timeout 200ms --on-fail warn -e '/mnt/app nonempty' -- \
					sh -c 'echo said >/proc/self/fd/$number' $number>pipe 2>.try/err &"
				said=$(timeout -s KILL 10 cat pipe) || fail "descriptor $number is still open somewhere ($refusal)"
				[ "$said" = said ] || fail "the command has no descriptor $number"
				mentions 'gave no answer within 200ms'
			done
		done
		kill -KILL $server
		wait $server || true
	EOF
}

@test "a probe of another user, which the guard may not kill, ends itself in time" {
	in_ns <<-'EOF'
		needs_root
		needs setpriv
		mkdir full
		touch full/file
		fuse app
		stop_server
		run_it setpriv --bounding-set -kill mountguard --user 1000:1000 --timeout 500ms -e '/mnt/app nonempty' \
			-e '/mnt/full nonempty' -e '/mnt/full/file dir' -- echo started
		refused
		within_ms 1500
		mentions '^mountguard: FAIL /mnt/app: the storage gave no answer within 500ms '
		finding FAIL /mnt/full/file
		no_finding /mnt/full
		findings 2
		poll no_guard_left
		# The same if SIGALRM was ignored and blocked before the start.
		run_it inherit ignore=14 block=14 setpriv --bounding-set -kill mountguard --user 1000:1000 --timeout 300ms -e '/mnt/app nonempty' --check
		refused
		within_ms 1300
		poll no_guard_left
		kill -KILL $server
	EOF
}

@test "... and when the guard itself is killed" {
	in_ns <<-'EOF'
		needs_root
		needs setpriv
		fuse app
		stop_server
		for less in -sys_time -kill; do
			setpriv --bounding-set $less mountguard --user 1000:1000 --timeout 2s -e '/mnt/app nonempty' -- echo started &
			guard_pid=$!
			children_of() {
				read -r probe _ </proc/$guard_pid/task/$guard_pid/children || [ -n "$probe" ] && grep -q '^Uid:.1000' /proc/$probe/status
			}
			poll children_of || fail "no probe"
			kill -KILL $guard_pid
			wait $guard_pid || true
			poll no_guard_left || fail "the probe stayed: $less"
		done
		kill -KILL $server
	EOF
}

@test "time in which the guard was stopped does not count as silence" {
	in_ns <<-'EOF'
		fuse app
		stop_server
		mountguard --timeout 500ms --check -e '/mnt/app nonempty' 2>.try/err &
		guard_pid=$!
		has_probe() {
			probe=$(awk -v parent="$guard_pid" '/^Pid:/ { pid = $2 } /^PPid:/ && $2 == parent { print pid }' /proc/[0-9]*/status 2>/dev/null)
			[ -n "$probe" ]
		}
		poll has_probe || fail "there is no probe"
		kill -STOP $guard_pid $probe
		kill -CONT $server
		sleep 1.2
		kill -CONT $probe $guard_pid
		status=0
		wait $guard_pid || status=$?
		holds
	EOF
}

@test "the guard's own file of expectations, on a server that hangs" {
	in_ns <<-'EOF'
		for request in LOOKUP GETATTR OPEN READ; do
			fuse app mute=$request
			try --timeout 300ms -f /mnt/app/file --on-fail warn -- echo started
			exits 78
			printed ''
			says 'mountguard: cannot read the expectations in /mnt/app/file: the storage timed out (ETIMEDOUT), echo was not started (exit 78)'
			within_ms 1300
			MOUNTGUARD_FILE=/mnt/app/file try --timeout 300ms --health
			exits 1
			end_fuse app
			poll no_guard_left
		done
		fuse app
		# While the server is up: its file has one word.
		try -f /mnt/app/file -- echo started
		refused
		finding FAIL hello
		stop_server
		# By a name that has no mount point in it, too.
		ln -s /mnt/app/file bin/conf
		exec 5</mnt
		for file in app/file /mnt/bin/../app/file /mnt/bin/conf /proc/self/cwd/app/file /dev/fd/5/app/file; do
			try --timeout 300ms -f $file -- echo started
			exits 78
			within_ms 1300
		done
		after_signal TERM mountguard --timeout 60s -f /mnt/app/file -- echo started
		exits 143
		within_ms 50000
		kill -KILL $server
		poll no_guard_left
	EOF
}

@test "the accounts, on a server that hangs" {
	in_ns <<-'EOF'
		needs_root
		fuse app
		mount --bind app/file /etc/passwd
		stop_server
		try --timeout 300ms -e '/ exists' --user app -- echo started
		exits 126
		says 'mountguard: --user: /etc/passwd cannot be read: the storage timed out (ETIMEDOUT) (exit 126)'
		within_ms 1300
		try --timeout 300ms -e '/ owner=app' -- echo started
		exits 78
		says 'mountguard: --expect #1: /etc/passwd cannot be read: the storage timed out (ETIMEDOUT)'
		within_ms 1300
		# A number needs no name. The names in a message are left out.
		try --timeout 300ms -e '/ owner=0' -- echo started
		exits 0
		mkdir -m 700 closed
		try --timeout 300ms -e '/mnt/closed readable' --user 1000:1000 -- echo started
		exits 126
		kill -KILL $server
	EOF
}

@test "a pipe of expectations may take longer than --timeout" {
	in_ns <<-'EOF'
		has_passed() { [ ${EPOCHREALTIME/[.,]/} -gt $1 ]; }
		mkfifo pipe
		exec 7<>pipe
		mountguard --timeout 50ms -f /mnt/pipe -- echo started >.try/out 2>.try/err 7>&- &
		guard_pid=$!
		poll has_passed $((${EPOCHREALTIME/[.,]/} + 400000))
		[ -e /proc/$guard_pid ] || fail "it did not wait for the writer"
		echo '/ exists' >&7
		exec 7>&-
		status=0
		wait $guard_pid || status=$?
		exits 0
		printed started
	EOF
}

@test "a file of accounts that is a pipe holds nothing up" {
	in_ns <<-'EOF'
		needs_root
		mkfifo pipe
		exec 7<>pipe
		mount --bind pipe /etc/passwd
		try --timeout 60s -e '/ exists' --user app -- echo started
		exits 126
		within_ms 50000
	EOF
}

@test "the names in a report, on a server that hangs: asked for once, and a signal ends the wait" {
	in_ns <<-'EOF'
		needs_root
		fuse app
		mount --bind app/file /etc/passwd
		kill -USR1 $server
		mkdir -m 000 closed
		try --timeout 200ms --wait 1500ms --interval 100ms --caps none --check -e '/mnt/closed readable'
		refused
		finding FAIL /mnt/closed
		within_ms 3500
		[ "$(grep -ls '^Name:.mountguard$' /proc/[0-9]*/status | wc -l)" = 1 ] || fail "more than one child is left"
		after_signal TERM mountguard --timeout 60s --caps none --check -e '/mnt/closed readable'
		exits 143
		within_ms 50000
		kill -KILL $server
		wait $server || true
		poll no_guard_left
	EOF
}

@test "the file of expectations by every name of a descriptor" {
	in_ns <<-'EOF'
		echo '/mnt/none exists' >file
		for name in - /dev/stdin /dev/fd/0 /proc/self/fd/0; do
			try --check -f $name <file
			refused
			try --check -f $name < <(cat file)
			refused
			finding FAIL /mnt/none
		done
		try --check -f <(cat file)
		refused
		try --check -f /dev/fd/9 9<file
		refused
		# A link to one, too: it is not missing.
		ln -s /dev/fd/9 link
		try --check -f /mnt/link 9<file
		refused
		finding FAIL /mnt/none
	EOF
}

@test "the file of expectations where no child can be made, or waited for" {
	in_ns <<-'EOF'
		echo '/ exists' >conf
		for refusal in clone=EPERM pipe2=EPERM poll=EPERM; do
			guard=(refuse $refusal mountguard)
			try --timeout 300ms --on-fail warn -f /mnt/conf -- echo started
			exits 0
			printed started
		done
	EOF
}
