#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The command line, its environment twins, their order of precedence, and the exit codes.

load helpers

@test "0 and 69 of --check" {
	in_ns <<-'EOF'
		try --check -e '/mnt nonempty'
		holds
		printed ''
		try --check -e '/mnt/none exists'
		refused
		mentions '^mountguard: 1 of 1 expectation failed'
	EOF
}

@test "0 and 1 of --health, whatever the reason" {
	in_ns <<-'EOF'
		try --health -e '/mnt nonempty'
		exits 0
		try --health -e '/mnt/none exists'
		exits 1
		finding FAIL /mnt/none
		try --health
		exits 1
		try --health -e '/mnt exist'
		exits 1
		try --health --no-such-option
		exits 1
		mount -t tmpfs cover /proc
		status=0
		mountguard --health -e '/mnt mount' 2>.try/err || status=$?
		exits 1
	EOF
}

@test "64 where the command line is wrong" {
	in_ns <<-'EOF'
		for wrong in --no-such-option -Z '--wait' '--wait 5x' '--wait -1s' '--wait=' '--timeout soon' '--interval 1d1' \
			'--on-fail explode' '--check=yes' '--check --explain' '-e' '--timeout 0'; do
			try -e '/mnt nonempty' $wrong
			exits 64
			mentions '^mountguard: '
			printed ''
		done
		try -e '/mnt nonempty'
		exits 64
		try -e '/mnt nonempty' --
		exits 64
		try --check -e '/mnt nonempty' -- echo started
		exits 64
		printed ''
		try
		exits 64
	EOF
}

@test "without a command the message says where it went" {
	in_ns <<-'EOF'
		for words in '' '--' '--expect=/mnt' '--on-fail warn'; do
			try $words
			exits 64
			reports <<<"mountguard: there is no command to start. When the entrypoint is overridden, Docker and Compose drop the image's CMD: give it again with command: in Compose, after the image name in docker run, or with args: in Kubernetes (see mountguard --help) (exit 64)"
		done
	EOF
}

@test "a wrong option is named, and the nearest one" {
	in_ns <<-'EOF'
		try --tiemout 5s -e '/mnt nonempty' -- echo started
		exits 64
		reports <<<'mountguard: --tiemout is no option, did you mean --timeout? (exit 64)'
	EOF
}

@test "options stop at the first word that is none" {
	in_ns <<-'EOF'
		try -e '/mnt nonempty' echo --check -e x --version
		exits 0
		printed '--check -e x --version'
		try -e '/mnt nonempty' -- echo -- --help
		printed '-- --help'
	EOF
}

@test "options are spelled in all the usual ways" {
	in_ns <<-'EOF'
		for spelled in "--expect=/mnt/none exists" "-e/mnt/none exists" ; do
			try --check "$spelled"
			refused
			finding FAIL /mnt/none
		done
		try --check --expect '/mnt/none exists'
		refused
		try -qe '/mnt nonempty' --check
		holds
		try --check --timeout=500ms -w0 -i 1s -e '/mnt nonempty'
		holds
	EOF
}

@test "--help and --version print on standard output and need nothing else" {
	in_ns <<-'EOF'
		for option in --help --version --list-words; do
			try $option
			exits 0
			silent
			[ -s .try/out ]
			MOUNTGUARD_EXPECT='nonsense' try $option
			exits 0
		done
		try --version
		grep -qE '^mountguard [0-9]+\.[0-9]+' .try/out
		try --help
		for option in --expect --file --wait --interval --timeout --on-fail --quiet --verbose --check --health; do
			grep -qe "$option" .try/out || fail "--help does not mention $option"
		done
	EOF
}

@test "no expectation from any source is an error, never a pass" {
	in_ns <<-'EOF'
		try --check
		exits 78
		try -- echo started
		exits 78
		printed ''
		: >empty
		printf '# nothing\n\n' >comments
		try --check -f empty
		exits 78
		try --check -f comments
		exits 78
		MOUNTGUARD_EXPECT=' ; ' try --check
		exits 78
	EOF
}

@test "a file that is not there or cannot be read is an error" {
	in_ns <<-'EOF'
		mkdir dir
		try --check -f none
		exits 78
		mentions none
		try --check -f none -e '/mnt nonempty'
		exits 78
		try --check -f dir
		exits 78
		MOUNTGUARD_FILE=none try --check -e '/mnt nonempty'
		exits 78
	EOF
}

@test "expectations from standard input" {
	in_ns <<-'EOF'
		status=0
		printf '/mnt nonempty\n/mnt/none exists\n' | mountguard --check -f - 2>.try/err || status=$?
		refused
		finding FAIL /mnt/none
		status=0
		printf '/mnt nonempty\n' | mountguard --check --file - || status=$?
		exits 0
	EOF
}

@test "/etc/mountguard.conf is read if it is there and no other file is named" {
	in_ns <<-'EOF'
		box
		try --check
		exits 78
		echo '/app file' >$R/etc/mountguard.conf
		try --check
		refused
		says '  expected  file (/etc/mountguard.conf:1)'
		echo '/app dir' >$R/tmp/other
		try --check -f /tmp/other
		holds
		guard=(env MOUNTGUARD_FILE=/tmp/other chroot "$R" /mountguard)
		try --check
		holds
	EOF
}

@test "flag before variable before file, path by path" {
	in_ns <<-'EOF'
		touch file
		printf '%s\n' '/mnt/file dir' '/mnt/none exists' '/mnt/bin file' >conf
		export MOUNTGUARD_EXPECT='/mnt/file file; /mnt/none exists, warn'
		try --check -f conf
		refused
		no_finding /mnt/file
		finding WARN /mnt/none
		finding FAIL /mnt/bin
		try --check -f conf -e '/mnt/bin dir' -e '/mnt/none absent'
		holds
		# The other way round: an earlier source does not mend a later one.
		try --check -f conf -e '/mnt/bin dir' -e '/mnt/file dir'
		refused
		finding FAIL /mnt/file
		mentions 'expected  dir \(--expect #2\)'
	EOF
}

@test "the same path spelled in another way replaces the line too" {
	in_ns <<-'EOF'
		touch file
		echo '/mnt/file dir' >conf
		try --check -f conf -e '/mnt//./file/ file'
		[ "$status" = 0 ] || [ "$status" = 69 ] || fail "0 or 69 was expected"
		try --check -f conf -e '/mnt//file file'
		holds
	EOF
}

@test "MOUNTGUARD_EXPECT holds several, split by newline or semicolon" {
	in_ns <<-'EOF'
		MOUNTGUARD_EXPECT=$'/mnt nonempty\n/mnt/one exists;/mnt/two exists\n\n;' try --check
		refused
		mentions '^mountguard: 2 of 3 expectations failed'
		mentions 'MOUNTGUARD_EXPECT:2'
		mentions 'MOUNTGUARD_EXPECT:3'
	EOF
}

@test "every option has its twin, and a flag wins over it" {
	in_ns <<-'EOF'
		MOUNTGUARD_ON_FAIL=warn try -e '/mnt/none exists' -- echo started
		exits 0
		printed started
		MOUNTGUARD_ON_FAIL=warn try --on-fail refuse -e '/mnt/none exists' -- echo started
		exits 69
		MOUNTGUARD_VERBOSE=1 try --check -e '/mnt nonempty'
		exits 0
		[ -s .try/err ] || fail "MOUNTGUARD_VERBOSE had no effect"
		MOUNTGUARD_VERBOSE=1 try --quiet --check -e '/mnt nonempty'
		holds
		MOUNTGUARD_WAIT=300ms try --check -e '/mnt/none exists'
		exits 69
		[ "$elapsed_ms" -ge 290 ] || fail "MOUNTGUARD_WAIT had no effect"
		MOUNTGUARD_WAIT=60s try --wait 0 --check -e '/mnt/none exists'
		exits 69
		within_ms 5000
		for twin in WAIT TIMEOUT INTERVAL ON_FAIL VERBOSE; do
			env MOUNTGUARD_$twin=nonsense mountguard --check -e '/mnt nonempty' 2>.try/err && status=0 || status=$?
			[ "$status" = 64 ] || [ "$status" = 78 ] || fail "MOUNTGUARD_$twin=nonsense: 64 or 78 was expected"
			mentions "MOUNTGUARD_$twin"
		done
	EOF
}

@test "MOUNTGUARD_TIMEOUT and --timeout" {
	in_ns <<-'EOF'
		fuse app
		kill -USR1 $server
		MOUNTGUARD_TIMEOUT=300ms try --check -e '/mnt/app nonempty'
		refused
		within_ms 1300
		end_fuse app
		fuse app
		kill -USR1 $server
		MOUNTGUARD_TIMEOUT=60s try --timeout 300ms --check -e '/mnt/app nonempty'
		refused
		within_ms 1300
		kill -KILL $server
	EOF
}

@test "an empty variable counts as unset" {
	in_ns <<-'EOF'
		MOUNTGUARD_EXPECT='' MOUNTGUARD_WAIT='' MOUNTGUARD_ON_FAIL='' MOUNTGUARD_FILE='' try --check -e '/mnt nonempty'
		holds
	EOF
}

@test "--on-fail warn starts the command, loudly" {
	in_ns <<-'EOF'
		try --on-fail warn -e '/mnt/none exists' -e '/mnt nonempty' -- echo started
		exits 0
		printed started
		finding FAIL /mnt/none
		tail -n 1 .try/err | grep -qE '^mountguard: 1 of 2 expectations failed, echo is started all the same' ||
			fail "the outcome is not said"
		# --on-fail warn does not excuse a broken configuration.
		try --on-fail warn -e '/mnt exist' -- echo started
		exits 78
		printed ''
	EOF
}

@test "--on-fail warn starts nothing before the expectations are read, and says so" {
	in_ns <<-'EOF'
		needs jq
		printf '/mnt/none exists\n' >conf
		for n in {3..16}; do
			guard=(bash -c "ulimit -n $n; exec mountguard \"\$@\"" -)
			for source in '--file=conf' '--expect=/mnt/none exists'; do
				try --on-fail warn "$source" -- /bin/echo started
				if [ "$status" = 0 ]; then
					printed started
					mentions ', echo is started all the same '
				else
					exits 71
					printed ''
					mentions ', echo was not started [(]exit 71[)]$'
				fi
				try --format json --on-fail warn "$source" -- /bin/echo started
				jq -e ".started == $([ "$status" = 0 ] && echo true || echo false)" .try/err >/dev/null || fail "a lie: $(cat .try/err)"
				# The message says that reading failed, or could not be told.
				[ "$n" -gt 4 ] || exits 71
			done
		done
		exits 0
	EOF
}

@test "--quiet leaves failures, --verbose shows every expectation" {
	in_ns <<-'EOF'
		try --quiet --check -e '/mnt nonempty'
		holds
		try --quiet --check -e '/mnt/none exists'
		exits 69
		finding FAIL /mnt/none
		try --quiet --check -e '/mnt/none exists, warn' -e '/mnt nonempty'
		exits 0
		try --verbose --check -e '/mnt mount, nonempty' -e '/mnt/bin dir'
		exits 0
		mentions '/mnt/bin'
		mentions 'tmpfs'
		printed ''
		try -v -e '/mnt nonempty' -- echo started
		exits 0
		printed started
		mentions '/mnt'
	EOF
}

@test "--wait sees a mount that appears later" {
	in_ns <<-'EOF'
		mkdir app
		# The server's log shows that the guard has looked.
		fuse asked
		looked() {
			[ "$(grep -c 'LOOKUP .* file' $log)" -ge "$1" ]
		}
		mountguard --wait 30s --interval 20ms -e '/mnt/asked/file file' -e '/mnt/app mount, nonempty' -- \
			echo started >.try/out 2>.try/err &
		guard_pid=$!
		poll looked 3
		kill -0 $guard_pid || fail "it did not wait for the mount"
		mount -t tmpfs app app
		: >$log
		poll looked 3
		kill -0 $guard_pid || fail "it did not wait for the file"
		[ ! -s .try/out ]
		touch app/file
		status=0
		wait $guard_pid || status=$?
		exits 0
		printed started
		kill $server
	EOF
}

@test "--wait gives up when its time is over, with the report of the last try" {
	in_ns <<-'EOF'
		mkdir app
		try --wait 500ms --interval 50ms -e '/mnt/app mount' -- echo started
		refused
		findings 1
		[ "$elapsed_ms" -ge 490 ] || fail "it gave up after $elapsed_ms ms"
		within_ms 1500
		try --wait 30s --interval 50ms -e '/mnt nonempty' -- echo started
		exits 0
		within_ms 1000
	EOF
}

@test "--interval is how often it looks" {
	in_ns <<-'EOF'
		needs strace
		mkdir app
		tries() {
			strace -f -o trace -e trace=open,openat mountguard --check -e '/mnt/app mount' "$@" 2>/dev/null || true
			grep -c /proc/self/mountinfo trace
		}
		[ "$(tries)" = 1 ] || fail "one try was expected without --wait"
		often=$(tries --wait 1s --interval 100ms)
		[ "$often" -ge 4 ] && [ "$often" -le 13 ] || fail "$often tries in a second, every 100 ms"
		rarely=$(tries --wait 600ms --interval 30s)
		[ "$rarely" -le 2 ] || fail "$rarely tries in 600 ms, every 30 s"
	EOF
}

@test "--wait does not wait for a configuration error" {
	in_ns <<-'EOF'
		try --wait 30s --check -e '/mnt exist'
		exits 78
		within_ms 1000
	EOF
}

@test "whatever is wrong with the other options, a health check knows 0 and 1 only" {
	in_ns <<-'EOF'
		for words in '--wait nonsense --health' '-w nonsense --health' '-w5x --health' '--bogus --health' '--health --bogus' '-qzv --health' \
			'-e /mnt -t 0 --health' '--file=/none --health' '--health --user nobody-here' '--timeout --health --health' \
			'--health -e' '-vw nonsense --health' '--check --health' '--health --check'; do
			try $words
			exits 1
			mentions '^mountguard: .*[(]exit 1[)]$'
		done
		# A value, or a word of the command, is no option.
		for words in '-e --health' '--bogus -- --health' '--bogus prog --health' '--wait --health'; do
			try $words
			exits 64
		done
	EOF
}

@test "an error on the command line is printed in the format that a later option asks for" {
	in_ns <<-'EOF'
		needs jq
		for words in '--bogus --format json' '-w soon --format=json' '--format json --bogus' '-Z --format json'; do
			try $words -- echo started
			exits 64
			printed ''
			jq -e '.exit == 64 and .started == false and (.errors | length) == 1' .try/err >/dev/null || fail "no object: $(cat .try/err)"
		done
		MOUNTGUARD_FORMAT=json try --bogus
		jq -e '.exit == 64' .try/err >/dev/null || fail "no object: $(cat .try/err)"
		try --bogus --check --format json
		exits 64
		silent
		jq -e '.mode == "check" and .exit == 64' .try/out >/dev/null || fail "no object: $(cat .try/out)"
	EOF
}

# health FORMAT OPTION...: the health check fails, and prints whole lines and no more than Docker keeps.
health() {
	run_it mountguard --health --format "$@"
	exits 1
	cat .try/out .try/err >said
	[ "$(wc -c <said)" -le 4096 ] || fail "$(wc -c <said) bytes were printed"
	[ "$(tail -c 1 said | od -An -c | tr -d ' ')" = '\n' ] || fail "the last line is cut"
}

@test "the report of a health check is short" {
	in_ns health <<-'EOF'
		needs jq
		spec=
		for i in {1..60}; do
			mkdir some-directory-$i
			spec+="/mnt/some-directory-$i mode=$(printf '%04o' $i)$([ $i -gt 3 ] || echo ', warn');"
		done
		export MOUNTGUARD_EXPECT=$spec
		health text
		[ "$(head -n 1 .try/err | wc -c)" -le 500 ] || fail "the first line is longer than 500 bytes"
		# The warnings came first, and count least.
		head -n 1 .try/err | grep -q '^mountguard: FAIL /mnt/some-directory-4: ' || fail "the worst is not the first"
		! grep -q 'some-directory-[123]:' .try/err || fail "a warning took the room of a failure"
		# Each finding shows at least its first line, or is counted.
		[ $(($(grep -cE '^mountguard: (FAIL|WARN) ' .try/err) + $(sed -n 's/^mountguard: and \([0-9]*\) more$/\1/p' .try/err))) = 60 ] || fail "a finding is lost"
		says 'mountguard: 57 of 60 expectations failed, 3 did not hold, but only warn, not healthy (exit 1)'
		! grep -vE '^(mountguard: |  [a-z])' .try/err || fail "a line is cut"
		health text -v
		says 'mountguard: 57 of 60 expectations failed, 3 did not hold, but only warn, not healthy (exit 1)'
		health json
		jq -e '.failed == 57 and (.findings | length) + .more == 60 and .findings[0].path == "/mnt/some-directory-4"' said >/dev/null ||
			fail "another object: $(cat said)"
		# One long finding.
		MOUNTGUARD_EXPECT="/mnt/none $(printf 'has=%0400d, ' {1..15})$(printf 'opts=%0400d, ' {1..15}) dir"
		health text
		mentions '^mountguard: FAIL /mnt/none: it does not exist'
		health json
		jq -e '.failed == 1 and .more == 1' said >/dev/null || fail "another object: $(cat said)"
		# Wrong expectations.
		MOUNTGUARD_EXPECT=$(printf '/mnt/%d nonsense, and, more\n' {1..200})
		health text
		grep -qE '^mountguard: and [0-9]+ more$' .try/err || fail "what is left out is not said"
		says 'mountguard: 600 errors in the expectations, not healthy (exit 1)'
		health json
		jq -e '(.errors | length) + .more == 600' said >/dev/null || fail "another object: $(cat said)"
		# All that fits is there.
		MOUNTGUARD_EXPECT='/mnt/some-directory-1 mode=1, warn; /mnt/some-directory-2 mode=2'
		health text
		findings 2
		says_nothing_of ' more'
		health json
		jq -e '(.findings | length) == 2 and .more == 0' said >/dev/null
		# No other mode leaves anything out.
		MOUNTGUARD_EXPECT=$spec
		try --check
		findings 60
	EOF
}
